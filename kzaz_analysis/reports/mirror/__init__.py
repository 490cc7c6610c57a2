"""The mirror report: both reporters of one flow side by side."""
