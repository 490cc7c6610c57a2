"""The projection report: where a series is heading."""
