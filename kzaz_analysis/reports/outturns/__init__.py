"""The report on forecasts and outturns: a ledger, and what was published since."""
