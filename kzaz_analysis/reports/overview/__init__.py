"""The overview report: the state of trade on one page."""
