"""States of pages and runs."""

GOOD = ("ok", "unchanged")
"""States of a page that stands."""

FINISHED = ("ok", "partial")
"""States of runs that went to their end and made at least one page."""
