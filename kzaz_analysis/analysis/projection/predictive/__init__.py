"""The predictive distribution: its scale, jump-off and quantiles."""
