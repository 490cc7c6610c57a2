"""Members of the combination of forecasts."""
