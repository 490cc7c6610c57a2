"""Usable records: the last unbroken run of years, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.analysis.counting import counted
from kzaz_analysis.errors import NotComputable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LEAST_YEARS = 3
"""Shortest record that is projected."""
LONGEST_RECORD = 60
"""Years used at most, counted from the end; older ones no longer help."""
ORDERS_OF_MAGNITUDE = 15
"""Widest span between sizes of one record that floating point carries safely."""
SMALLEST, LARGEST = 1e-150, 1e150
"""Sizes that can be squared."""


@dataclass(frozen=True, slots=True)
class UsableRecord:
    """The part of an annual frame that a projection rests on.

    Attributes
    ----------
    years, figures : numpy.ndarray
        Consecutive years and their values, shape ``(n,)``.
    segment : int
        Segment of the last year; see `across_breaks`.
    notes : tuple of str
        What a reader must know about the choice.
    """

    years: NDArray[np.int64]
    figures: Array
    segment: int
    notes: tuple[str, ...] = ()


def why_not(values: Array) -> str | None:
    """Say why a run of consecutive years cannot be projected, if it cannot.

    Parameters
    ----------
    values : numpy.ndarray
        Shape ``(years,)``.

    Returns
    -------
    str or None
        A phrase for people, or nothing when the run is fine.
    """
    if len(values) < LEAST_YEARS:
        return (
            f"{counted(len(values), 'consecutive year')} at the end of the record, "
            f"{LEAST_YEARS} are needed"
        )
    if not np.isfinite(values).all():
        return "an infinite value"
    sizes = np.abs(values[values != 0])
    if not sizes.size:
        return "every value is zero"
    if sizes.max() > LARGEST or sizes.min() < SMALLEST:
        return f"values beyond {SMALLEST:g} to {LARGEST:g}; use another unit"
    if sizes.max() / sizes.min() > 10.0**ORDERS_OF_MAGNITUDE:
        return f"values more than {ORDERS_OF_MAGNITUDE} orders of magnitude apart"
    return None


def usable_record(annual: pd.DataFrame, across_breaks: bool = False) -> UsableRecord:
    """Take the last unbroken run of one segment, or on demand the whole record.

    Parameters
    ----------
    annual : pandas.DataFrame
        Annual frame: ``year``, ``value``, and ``segment`` where books change.
    across_breaks : bool
        Use the whole record: different books are mixed as if they were one, and years
        without a figure are filled in at constant growth (constant steps where a
        value is not positive).  The notes say so.

    Returns
    -------
    UsableRecord
        At least three consecutive years.

    Raises
    ------
    NotComputable
        If fewer are left, or the values cannot be handled; the message says why.
    """
    # Filtering all columns of a record would take longer than projecting it.
    needed = annual[[c for c in ("year", "value", "segment") if c in annual]]
    known = needed[needed["value"].notna()].sort_values("year", ignore_index=True)
    if known["year"].duplicated().any():
        raise NotComputable("the annual frame holds a year twice; choose one figure")
    if known.empty:
        raise NotComputable("the record holds no figure")
    segments = known["segment"] if "segment" in known else pd.Series(0, known.index)
    last = int(segments.iloc[-1])
    taken = _whole(known, segments) if across_breaks else _last_run(known, segments)
    record = _latest(taken)
    reason = why_not(record.figures)
    if reason and not across_breaks:
        reason += (
            f" (last segment {last}; {counted(len(known), 'year')} on record in all)"
        )
    if reason:
        raise NotComputable(f"no projection: {reason}")
    return record


def _latest(record: UsableRecord) -> UsableRecord:
    if len(record.years) <= LONGEST_RECORD:
        return record
    late = slice(-LONGEST_RECORD, None)
    note = f"Only the last {LONGEST_RECORD} years are used."
    return UsableRecord(
        record.years[late],
        record.figures[late],
        record.segment,
        (*record.notes, note),
    )


def _last_run(known: pd.DataFrame, segments: pd.Series) -> UsableRecord:
    years = known["year"].to_numpy(dtype=np.int64)
    changes = segments.to_numpy()[1:] != segments.to_numpy()[:-1]
    starts = np.flatnonzero((np.diff(years) != 1) | changes) + 1
    first = int(starts[-1]) if starts.size else 0
    notes: tuple[str, ...] = ()
    if first:
        notes = (
            f"Only {years[first]} to {years[-1]} is used: before that the record has "
            + ("a change of books." if changes[first - 1] else "a missing year."),
        )
    values = known["value"].to_numpy(dtype=float)[first:]
    return UsableRecord(years[first:], values, int(segments.iloc[-1]), notes)


def _whole(known: pd.DataFrame, segments: pd.Series) -> UsableRecord:
    found = known["year"].to_numpy(dtype=np.int64)
    values = known["value"].to_numpy(dtype=float)
    years = np.arange(found[0], found[-1] + 1)
    if (values > 0).all():
        filled = np.exp(np.interp(years, found, np.log(values)))
    else:
        filled = np.interp(years, found, values)
    # Logarithms and back would move known figures by a rounding error.
    filled[found - found[0]] = values
    notes = []
    books = len(set(segments))
    if books > 1:
        notes.append(f"{books} different books are mixed as if one.")
    if len(years) > len(found):
        missing = len(years) - len(found)
        are = "is" if missing == 1 else "are"
        notes.append(
            f"{counted(missing, 'missing year')} {are} filled in at constant growth."
        )
    return UsableRecord(years, filled, int(segments.iloc[-1]), tuple(notes))
