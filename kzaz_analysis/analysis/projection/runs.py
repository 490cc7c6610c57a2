"""Unbroken runs of years, and earlier runs brought to the level of the last.

Figures before a break say nothing about the level after it, but their yearly changes
are changes of the same trade: they count in how far outcomes may fall from a forecast.
Earlier runs are scaled so that the unknown change across each break is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Rows = NDArray[np.int64]
    Flags = NDArray[np.bool_]
    Weights = NDArray[np.float64]

LONGEST_RECORD = 60
"""Years used at most, counted from the end; older ones no longer help."""
SLIP = 300.0
"""Ratio to the years next to it from which on a figure is taken for a slip of unit.

A thousandfold slip shows as less where a year beside it is up to three times as large.
"""
LARGE_CHANGE = 30.0
"""Ratio from which on a change before the last run counts in part, until `SLIP`.

A fan that took it in whole up to one ratio, and not at all from there on, would leap
where the smallest figure falls a little.
"""
LEAST_SHARE = 1e-3
"""Share of the largest figure of an earlier run below which none is told from zero."""
WIDEST_JUMP = 1e6
"""Ratio of the figures on both sides of a break up to which a run is scaled."""
LEAST_CHANGES = 1
"""Yearly changes that make an earlier run worth keeping."""


@dataclass(frozen=True, slots=True)
class Runs:
    """Records of many series, laid end to end, each linked to its last run.

    Attributes
    ----------
    years, figures : numpy.ndarray
        Years and figures as given, without earlier runs that hold no change,
        shape ``(rows,)``.
    level : numpy.ndarray
        Figures scaled so that nothing changes across the breaks of their series.
    linked : numpy.ndarray
        The same, changes of earlier runs that may be slips taken out as far as they
        do not count.
    comparable : numpy.ndarray
        How far the change from the row before is one: 1, 0 across a break and at the
        start of a series, and between them where it may be a slip.
    first, run_first, last : numpy.ndarray
        Of each series: first row that counts, first row of the last run, last row.
    """

    years: Rows
    figures: Array
    level: Array
    linked: Array
    comparable: Weights
    first: Rows
    run_first: Rows
    last: Rows

    @property
    def lengths(self) -> Rows:
        """Years of the linked record of each series."""
        return self.last - self.first + 1

    @property
    def years_counted(self) -> Rows:
        """Years of the last run of each series, and yearly changes before it."""
        changes = np.cumsum(self.comparable > 0)
        return np.asarray(changes[self.last] - changes[self.first] + 1)

    def batch(self, series: Rows) -> tuple[Array, Weights]:
        """Linked figures and comparable changes of series of one length.

        Returns
        -------
        tuple of numpy.ndarray
            Shapes ``(n, years)`` and ``(n, years - 1)``.
        """
        rows = self.first[series][:, None] + np.arange(self.lengths[series[0]])
        return self.linked[rows], self.comparable[rows[:, 1:]]


def linked_runs(codes: Rows, years: Rows, segments: Rows, values: Array) -> Runs:
    """Split every series at its gaps and breaks, and link the runs.

    Parameters
    ----------
    codes : numpy.ndarray
        Series of each row, from 0 on and rising, shape ``(rows,)``.
    years, segments : numpy.ndarray
        Year and segment of each row; years rise within a series.
    values : numpy.ndarray
        Figures, none missing.

    Returns
    -------
    Runs
        An earlier run is left out, and all before it, where it cannot be scaled: the
        figures next to the break, those near zero raised to `LEAST_SHARE` of their
        run, must be positive and within `WIDEST_JUMP` of each other, and neither run
        hold a negative one.
    """
    broken = _breaks(codes, years, segments)
    worth = _worth_keeping(codes, broken)
    codes, years, segments = codes[worth], years[worth], segments[worth]
    values = values[worth]
    broken = _breaks(codes, years, segments)
    ends = np.flatnonzero(np.diff(codes, append=-1) != 0)
    starts = np.flatnonzero(broken)
    run_first = starts[np.searchsorted(starts, ends, side="right") - 1]
    earlier = np.arange(len(values)) < run_first[codes]
    raised = np.where(earlier, _raised(values, starts, broken), values)
    inner, blocked = _inner_breaks(codes, broken, raised)
    changes = _changes(raised, (inner & ~blocked) | (earlier & ~broken))
    counts = np.where(earlier, _how_far_it_counts(changes), 1.0) * ~broken
    level = values * _scale(np.where(broken, changes, 0.0), ends[codes])
    linked = raised * _scale((1 - counts) * changes, ends[codes])
    walls = np.flatnonzero((broken & ~inner) | blocked)
    run_starts = walls[np.searchsorted(walls, ends, side="right") - 1]
    run_starts = np.maximum(run_starts, ends - LONGEST_RECORD + 1)
    return Runs(years, values, level, linked, counts, run_starts, run_first, ends)


def _raised(values: Array, starts: Rows, broken: Flags) -> Array:
    """Raise what is near zero in each run, so that no break makes a level of it."""
    floors = LEAST_SHARE * np.maximum.reduceat(values, starts)
    negative = np.minimum.reduceat(values, starts) < 0
    floors[negative | ~np.isfinite(floors)] = -np.inf
    return np.asarray(np.maximum(values, floors[np.cumsum(broken) - 1]))


def _changes(values: Array, places: Flags) -> Array:
    """Change in logs from the row before at some places, none elsewhere or at zero."""
    later, before = values[1:], values[:-1]
    usable = places[1:] & (later > 0) & (before > 0)
    usable &= np.isfinite(later) & np.isfinite(before)
    changes = np.zeros(len(values))
    changes[1:][usable] = np.log(later[usable] / before[usable])
    return changes


def _how_far_it_counts(changes: Array) -> Weights:
    """Weigh changes in logs: a very large one is a slip of unit rather than a swing."""
    most, large = np.log(SLIP), np.log(LARGE_CHANGE)
    return np.asarray(np.clip((most - np.abs(changes)) / (most - large), 0, 1))


def _scale(jumps: Array, ends: Rows) -> Array:
    """Factors that take jumps in logs out of what lies before them in a series."""
    total = np.cumsum(jumps)
    return np.asarray(np.exp(total[ends] - total))


def _breaks(codes: Rows, years: Rows, segments: Rows) -> Flags:
    """Whether a row does not follow on the row before."""
    follows = (np.diff(codes) == 0) & (np.diff(years) == 1) & (np.diff(segments) == 0)
    return np.concatenate([[True], ~follows])


def _worth_keeping(codes: Rows, broken: Flags) -> Flags:
    """Rows of runs that hold a change, and of the last run of each series."""
    run = np.cumsum(broken) - 1
    sizes = np.bincount(run)
    is_last = np.append(np.diff(codes[broken]) != 0, True)
    return np.asarray((is_last | (sizes > LEAST_CHANGES))[run])


def _inner_breaks(codes: Rows, broken: Flags, values: Array) -> tuple[Flags, Flags]:
    """Find breaks within a series, and those across which it cannot be linked."""
    inner = broken & np.append(False, np.diff(codes) == 0)
    negative = np.minimum.reduceat(values, np.flatnonzero(broken)) < 0
    either = negative | np.append(False, negative[:-1])
    of_run = either[np.cumsum(broken) - 1]
    previous = np.append(1.0, values[:-1])
    ends = np.minimum(values, previous), np.maximum(values, previous)
    apart = (ends[0] <= 0) | (ends[1] > WIDEST_JUMP * ends[0])
    return inner, inner & (of_run | apart)
