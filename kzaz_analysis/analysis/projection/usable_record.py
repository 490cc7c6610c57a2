"""Usable records: the last unbroken run of years, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from kzaz_analysis.analysis.counting import counted
from kzaz_analysis.analysis.frames import require_columns
from kzaz_analysis.analysis.projection.arguments import (
    numbers_in,
    unit_of,
    whole_in,
)
from kzaz_analysis.analysis.projection.plausible import (
    check_years,
    doubts,
    why_not,
)
from kzaz_analysis.analysis.projection.predictive.money import Money, money_of
from kzaz_analysis.analysis.projection.runs import LONGEST_RECORD, Runs, linked_runs
from kzaz_analysis.errors import NotComputable

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Whole = NDArray[np.int64]

FAR_AHEAD = 2
"""Years ahead, in terms of the years that count, beyond which nothing is said."""
FARTHEST_AHEAD = 100
"""Years ahead beyond which numbers of a growing series overflow."""


@dataclass(frozen=True, slots=True)
class UsableRecord:
    """The part of an annual frame that a projection rests on.

    Attributes
    ----------
    years, figures : numpy.ndarray
        Consecutive years and their values, shape ``(n,)``.
    segment : int
        Segment of the last year; see `across_breaks`.
    history : numpy.ndarray
        `figures`, and before them earlier runs brought to their level, shape ``(m,)``.
    comparable : numpy.ndarray
        How far each change of `history` is one and no break or slip, 0 to 1, shape
        ``(m - 1,)``.
    notes : tuple of str
        What a reader must know about the choice.
    unit : str
        Unit of the figures; empty where the frame does not say.
    """

    years: Whole
    figures: Array
    segment: int
    history: Array
    comparable: Array
    notes: tuple[str, ...] = ()
    unit: str = ""

    @property
    def money(self) -> Money:
        """What the unit says, for a batch of this record alone."""
        return money_of([self.unit])

    @property
    def earlier_changes(self) -> int:
        """Number of yearly changes before the run itself."""
        return int((self.comparable > 0).sum()) - len(self.figures) + 1

    @property
    def years_counted(self) -> int:
        """Years of the run, and yearly changes before it."""
        return len(self.figures) + self.earlier_changes

    def until(self, n: int) -> tuple[Array, Array]:
        """History and comparable changes as they were after `n` years of the run."""
        length = len(self.history) - len(self.figures) + n
        return self.history[:length], self.comparable[: length - 1]


def usable_record(annual: pd.DataFrame, across_breaks: bool = False) -> UsableRecord:
    """Take the last unbroken run of one segment, or on demand the whole record.

    Parameters
    ----------
    annual : pandas.DataFrame
        Annual frame: ``year``, ``value``, ``segment`` where the reporter changes,
        ``unit`` where it is known.
    across_breaks : bool
        Use the whole record: reporters are mixed as if they were one, and years
        without a figure are filled in at constant growth (constant steps where a
        value is not positive).  The notes say so.

    Returns
    -------
    UsableRecord
        At least three years, two of them in the last run.

    Raises
    ------
    NotComputable
        If fewer are left, or the values cannot be handled; the message says why.
    UsageError
        If years have fractions, values are no numbers, or units differ.
    """
    require_columns(annual, ["year", "value"], "an annual frame", "segment and unit")
    # Filtering all columns of a record would take longer than projecting it.
    needed = annual[[c for c in ("year", "value", "segment", "unit") if c in annual]]
    with_value = needed[needed["value"].notna()]
    if with_value.empty:
        raise NotComputable("the record holds no figure")
    years, values = (
        whole_in(with_value, "year", "years"),
        numbers_in(with_value, "value"),
    )
    segments = (
        whole_in(with_value, "segment", "numbers")
        if "segment" in with_value
        else np.zeros_like(years)
    )
    order = np.argsort(years, kind="stable")
    years, values, segments = years[order], values[order], segments[order]
    if (np.diff(years) == 0).any():
        raise NotComputable("the annual frame holds a year twice; choose one figure")
    check_years(years)
    chosen = _whole if across_breaks else _last_run
    record = chosen(years, values, segments)
    reason = why_not(record.years, record.figures, record.years_counted, record.history)
    if not reason:
        unit = unit_of(with_value["unit"]) if "unit" in with_value else ""
        return replace(record, unit=unit)
    refusal = NotComputable(reason)
    if not across_breaks:
        years_in_all = counted(len(years), "year")
        refusal.add_note(
            f"last segment {record.segment}; {years_in_all} on record in all"
        )
    raise refusal


def require_near(horizon_year: int, origin_year: int, years: int) -> None:
    """See that a forecast goes no further than its record carries it.

    Parameters
    ----------
    horizon_year, origin_year : int
        Year that it is for, and last year of the record.
    years : int
        Years that count, those before a break or a gap too: after a last run of two
        years, intervals cover as often as without a break.

    Raises
    ------
    NotComputable
        If that is more than `FAR_AHEAD` times as many years ahead.
    """
    if horizon_year > origin_year + FAR_AHEAD * years:
        raise NotComputable(
            f"{horizon_year} is {horizon_year - origin_year} years ahead, and {years} "
            f"years of record carry a forecast of {FAR_AHEAD * years} years at most"
        )


def _last_run(years: Whole, values: Array, books: Whole) -> UsableRecord:
    runs = linked_runs(np.zeros_like(years), years, books, values)
    record = _of_runs(runs, int(books[-1]))
    used = slice(int(runs.first[0]), int(runs.last[0]) + 1)
    doubts_of_years = doubts(runs.years[used], runs.figures[used], runs.level[used])
    return replace(record, notes=(*_choice(years, books, record), *doubts_of_years))


def _of_runs(runs: Runs, segment: int) -> UsableRecord:
    origin, stop = int(runs.first[0]), int(runs.last[0]) + 1
    start = max(int(runs.run_first[0]), origin)
    return UsableRecord(
        runs.years[start:stop],
        runs.figures[start:stop],
        segment,
        runs.linked[origin:stop],
        runs.comparable[origin + 1 : stop],
    )


def _choice(years: Whole, books: Whole, record: UsableRecord) -> list[str]:
    """Say what was left out before the run, and what of it still counts."""
    n_left_out = len(years) - len(record.years)
    if n_left_out == 0:
        return []
    if len(record.years) == LONGEST_RECORD:
        return [f"Only the last {LONGEST_RECORD} years are used."]
    why = (
        "a change of reporter or source"
        if books[n_left_out] != books[n_left_out - 1]
        else "a missing year"
    )
    level = f"Only {record.years[0]} to {record.years[-1]} is used"
    earlier = record.earlier_changes
    if not earlier:
        return [f"{level}: before that the record has {why}."]
    return [
        f"{level} for the level: before that the record has {why}. "
        f"{counted(earlier, 'yearly change')} before it "
        f"{'counts' if earlier == 1 else 'count'} for how much it swings and drifts."
    ]


def _whole(reported: Whole, values: Array, segments: Whole) -> UsableRecord:
    years = np.arange(reported[0], reported[-1] + 1)
    if (values > 0).all():
        filled = np.exp(np.interp(years, reported, np.log(values)))
    else:
        filled = np.interp(years, reported, values)
    # Logarithms and back would move reported figures by a rounding error.
    filled[reported - reported[0]] = values
    notes = []
    books = len(np.unique(segments))
    if books > 1:
        notes.append(f"{books} different reporters are mixed as if one.")
    if len(years) > len(reported):
        missing = len(years) - len(reported)
        are = "is" if missing == 1 else "are"
        notes.append(
            f"{counted(missing, 'missing year')} {are} filled in at constant growth."
        )
    if len(years) > LONGEST_RECORD:
        notes.append(f"Only the last {LONGEST_RECORD} years are used.")
    late = filled[-LONGEST_RECORD:]
    unbroken = np.ones(len(late) - 1)
    record = UsableRecord(
        years[-LONGEST_RECORD:], late, int(segments[-1]), late, unbroken
    )
    return replace(record, notes=(*notes, *doubts(record.years, late, late)))
