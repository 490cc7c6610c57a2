"""The replay report: forecasts from the figures of past days."""
