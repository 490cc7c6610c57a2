"""The growth report: every rate that a series allows."""
