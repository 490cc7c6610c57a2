"""Forecasts, ours and those of others: what was stated, and what has come since."""
