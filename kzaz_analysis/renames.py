"""Old names and the ones that took their place: they work for one version more.

This one table serves functions, the command, comparisons of runs and the handbook.
"""

from __future__ import annotations

import warnings

ARGUMENTS = {
    "start": "first_year",
    "end": "last_year",
    "level": "confidence_pct",
    "growth_pct": "scenario_growth_pct",
    "conditions": "scenario_conditions",
    "series_name": "series",
    "promise": "target",
}
"""Arguments and parameters. ``name`` was the first argument, whatever it is now."""

RESULTS = {
    "promises_overdue": "promises_missed",
    "promises_undated": "promises_no_date_set",
    "promises_unknown": "promises_cannot_be_judged",
}
"""Names of headline numbers in ``results.json``."""


def argument(function: str, old: str, new: str) -> None:
    """Warn the caller of a public function that an argument has a new name."""
    warnings.warn(
        f"{function}: {old} is now called {new}; the old name goes with the next "
        "version",
        DeprecationWarning,
        stacklevel=4,
    )


def result(name: str) -> str:
    """Return the name that a headline number has today."""
    return RESULTS.get(name, name)
