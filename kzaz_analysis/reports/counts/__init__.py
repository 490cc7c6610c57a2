"""The counts report: one flow as everybody counts it."""
