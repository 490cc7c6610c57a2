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

LONGEST_RECORD = 60
"""Years used at most, counted from the end; older ones no longer help."""
SLIP = 300.0
"""Ratio to the years next to it from which on a figure is taken for a slip of unit.

A thousandfold slip shows as less where a year beside it is up to three times as large.
"""
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
    linked : numpy.ndarray
        Figures on the level of the last run of their series.
    comparable : numpy.ndarray
        Whether the change from the row before is one, and not a break or a new series.
    first, run_first, last : numpy.ndarray
        Of each series: first row that counts, first row of the last run, last row.
    """

    years: Rows
    figures: Array
    linked: Array
    comparable: Flags
    first: Rows
    run_first: Rows
    last: Rows

    @property
    def lengths(self) -> Rows:
        """Years that count, of each series."""
        return self.last - self.first + 1

    def batch(self, series: Rows) -> tuple[Array, Flags]:
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
        figures next to the break must be positive and within `WIDEST_JUMP` of each
        other, and neither run hold a negative one.
    """
    broken = _breaks(codes, years, segments)
    worth = _worth_keeping(codes, broken)
    codes, years, segments = codes[worth], years[worth], segments[worth]
    values = values[worth]
    broken = _breaks(codes, years, segments)
    ends = np.flatnonzero(np.diff(codes, append=-1) != 0)
    starts = np.flatnonzero(broken)
    run_first = starts[np.searchsorted(starts, ends, side="right") - 1]
    inner, blocked = _inner_breaks(codes, broken, values)
    linked = _linked(values, inner & ~blocked, ends[codes])
    walls = np.flatnonzero((broken & ~inner) | blocked)
    run_starts = walls[np.searchsorted(walls, ends, side="right") - 1]
    run_starts = np.maximum(run_starts, ends - LONGEST_RECORD + 1)
    # So large a change before the last run is a slip of unit, not a swing.
    earlier = np.arange(len(values)) < run_first[codes]
    previous = np.append(np.nan, linked[:-1])
    with np.errstate(invalid="ignore"):
        slip = (linked > SLIP * previous) | (SLIP * linked < previous)
    comparable = ~broken & ~(earlier & slip)
    return Runs(years, values, linked, comparable, run_starts, run_first, ends)


def _linked(values: Array, joints: Flags, ends: Rows) -> Array:
    """Scale what lies before each joint so that nothing changes across it."""
    jumps = np.zeros(len(values))
    jumps[joints] = np.log(values[joints] / values[np.flatnonzero(joints) - 1])
    total = np.cumsum(jumps)
    return np.asarray(values * np.exp(total[ends] - total))


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
