"""Old names and the ones that took their place: they work for one version more.

This one table serves functions, the command, comparisons of runs and the handbook.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

ARGUMENTS = {
    "start": "first_year",
    "end": "last_year",
    "level": "confidence_pct",
    "growth_pct": "scenario_growth_pct",
    "conditions": "scenario_conditions",
    "series_name": "series",
    "promise": "target",
    "books": "reporter",
}
"""Arguments and parameters. ``name`` was the first argument, whatever it is now."""

VALUES = {"jump_off": {"books": "releases"}}
"""Values of arguments and parameters, by the name that these have today."""

RESULTS = {
    "promises_overdue": "targets_missed",
    "promises_undated": "targets_no_date_set",
    "promises_unknown": "targets_cannot_be_judged",
    "promises_met_in_time": "targets_met_in_time",
    "promises_met_late": "targets_met_late",
    "promises_missed_then_met": "targets_missed_then_met",
    "promises_met_no_date_set": "targets_met_no_date_set",
    "promises_on_track": "targets_on_track",
    "promises_off_track": "targets_off_track",
    "promises_missed": "targets_missed",
    "promises_no_date_set": "targets_no_date_set",
    "promises_cannot_be_judged": "targets_cannot_be_judged",
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


def value(function: str, name: str, old: object, choices: Collection[object]) -> object:
    """Return what a value is called today, with a warning if that is another name.

    Parameters
    ----------
    function, name : str
        What takes it, and as what.
    old : object
        The value.
    choices : collection
        What may be chosen: where the old value still may, it keeps its name.
    """
    new = VALUES.get(name, {}).get(str(old))
    if new is None or old in choices or new not in choices:
        return old
    warnings.warn(
        f"{function}: {name} {old!r} is now called {new!r}; the old name goes with the "
        "next version",
        DeprecationWarning,
        stacklevel=4,
    )
    return new


def parameters(given: Mapping[str, Any], today: Collection[str] = ()) -> dict[str, Any]:
    """Return the parameters of a page by the names and values that they have today.

    Parameters
    ----------
    given : mapping
        Value by name, as a run of any version recorded it.
    today : collection of str
        Names that are nobody's old one here.
    """
    named = {
        name if name in today else ARGUMENTS.get(name, name): value
        for name, value in given.items()
    }
    return {
        name: VALUES.get(name, {}).get(str(value), value)
        for name, value in named.items()
    }


def result(name: str) -> str:
    """Return the name that a headline number has today."""
    return RESULTS.get(name, name)
