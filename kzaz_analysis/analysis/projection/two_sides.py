"""What the other reporter, and the size of the flow, change in short forecasts.

A few years of one side say little about how wild a trade is, and nothing about how such
trade usually goes on.  The other side's figures are a second measurement of both; the
parts were learned from pairs of countries world-wide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kzaz_analysis.analysis.projection.methods.drift import PRIOR_DRIFT
from kzaz_analysis.analysis.projection.predictive.fan import Fan

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

SHORT, LEAST_YEARS = 8, 3
"""Years of a record up to which, and from which on, the parts were tried."""
MOVES = {
    "gap": (-0.055, -0.085, -0.100, -0.110, -0.120),
    "own change": (0.060, 0.045, 0.040, 0.040, 0.030),
    "other's change": (0.020, 0.020, 0.020, 0.020, 0.020),
    "size": (-0.010, -0.017, -0.022, -0.027, -0.032),
    "step": (-0.020, -0.045, -0.065, -0.085, -0.100),
}
"""Parts of each signal by which the median moves, in logs, by year ahead.

Least squares of the errors of the projection, apart from what moved the whole world in
a year: four years of both reporters, rounded (``benchmarks/two_reporters.py``).
"""
WIDTHS = {"own step": -0.40, "step": 0.23, "size": -0.045, "earlier gap": 0.16}
"""Parts of each signal by which the fan widens, in logs, learned likewise."""
LESS_WIDE = -0.07
"""Width in logs, all signals at zero: the usual fan covers a little too much."""
NARROWEST, WIDEST = -1.0, 0.15
"""Bounds of the width in logs; wider, a bound could fall as the last figure rises."""
FARTHEST = 1.5
"""Gap in logs, and last change in usual steps, beyond which they count no more."""
USUAL_SIZE, USUAL_STEP = 150.0, 0.25
"""Million dollars a year, and yearly change in logs, that move nothing."""
PRIOR_STEP, PRIOR_CHANGES = 0.2, 2.0
"""Step about which nothing is known; its weight in changes."""
SIZE_YEARS = 5
"""Years before the last of which the size is the median."""


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """How forecasts of `n` records move.

    Attributes
    ----------
    shift : numpy.ndarray
        Move of the median in logs, by year ahead; shape ``(n, h)``.
    width : numpy.ndarray
        Factor on distances from the median in logs, shape ``(n,)``.
    """

    shift: Array
    width: Array

    def fan(self, fan: Fan) -> Fan:
        """Move a fan in logarithms of as many records and years."""
        spread = fan.spread * self.width[:, None, None]
        return Fan(fan.centre + self.shift, spread, logs=True)


def location_signals(own: Array, other: Array, in_dollars: bool) -> Array:
    """Signals that move the median, in the order of `MOVES`; zero moves nothing.

    Parameters
    ----------
    own, other, in_dollars
        As in `moves`.

    Returns
    -------
    numpy.ndarray
        Shape ``(n, len(MOVES))``.
    """
    gap = (own - other)[:, -1]
    own_step, other_step, gap_step = _log_steps(own, other)
    own_change, other_change = (
        (side[:, -1] - side[:, -2] - PRIOR_DRIFT) / np.exp(step)
        for side, step in ((own, own_step), (other, other_step))
    )
    near = [np.clip(x, -FARTHEST, FARTHEST) for x in (gap, own_change, other_change)]
    step = (own_step + other_step + gap_step) / 3 - np.log(USUAL_STEP)
    return np.column_stack([*near, _log_size(own, in_dollars), step])


def width_signals(own: Array, other: Array, in_dollars: bool) -> Array:
    """Signals that widen the fan, in the order of `WIDTHS`; zero changes nothing.

    None knows the last own figure, so that bounds stay in order when it rises.

    Parameters
    ----------
    own, other, in_dollars
        As in `moves`.

    Returns
    -------
    numpy.ndarray
        Shape ``(n, len(WIDTHS))``.
    """
    own_step, other_step, gap_step = _log_steps(own, other)
    step = (own_step + other_step + gap_step) / 3
    earlier = np.abs(own - other)[:, :-1].mean(axis=1)
    return np.column_stack(
        [
            own_step - np.log(USUAL_STEP),
            step - np.log(USUAL_STEP),
            _log_size(own, in_dollars),
            np.minimum(earlier, FARTHEST),
        ]
    )


def moves(own: Array, other: Array, h: int, in_dollars: bool) -> Moves:
    """How forecasts of short records move for the figures of the other reporter.

    Parameters
    ----------
    own, other : numpy.ndarray
        Logs of both reporters' figures of the same consecutive years, the origin last;
        shape ``(n, years)``, at least `LEAST_YEARS` years, tried up to `SHORT`.
    h : int
        Years ahead; beyond the last of `MOVES` its parts stay.
    in_dollars : bool
        Whether the figures are million US dollars a year; the size of others counts
        as the usual one.

    Returns
    -------
    Moves
        For fans of the own records in logarithms.
    """
    parts = np.array(list(MOVES.values()))
    ahead = np.minimum(np.arange(h), parts.shape[1] - 1)
    shift = location_signals(own, other, in_dollars) @ parts[:, ahead]
    wider = width_signals(own, other, in_dollars) @ np.array(list(WIDTHS.values()))
    return Moves(shift, width_of(wider))


def width_of(logs: Array) -> Array:
    """Factors on the width of the fan from the sums of `WIDTHS` and signals."""
    return np.asarray(np.exp(np.clip(logs + LESS_WIDE, NARROWEST, WIDEST)))


def _log_size(own: Array, in_dollars: bool) -> Array:
    """Log of the size over the usual one; the last figure does not count."""
    if not in_dollars:
        return np.zeros(len(own))
    earlier = own[:, -1 - SIZE_YEARS : -1]
    return np.asarray(np.median(earlier, axis=1) - np.log(USUAL_SIZE))


def _log_steps(own: Array, other: Array) -> tuple[Array, Array, Array]:
    """Take logs of the usual yearly change of either side and of the gap.

    Root mean squares, watered down with `PRIOR_STEP`.  The last own figure does not
    count.
    """
    before = slice(None, -1)
    changes = (
        np.diff(own[:, before]),
        np.diff(other),
        np.diff((own - other)[:, before]),
    )
    own_step, other_step, gap_step = (_log_step(change) for change in changes)
    return own_step, other_step, gap_step


def _log_step(changes: Array) -> Array:
    total = (changes**2).sum(axis=1) + PRIOR_CHANGES * PRIOR_STEP**2
    return np.asarray(np.log(total / (changes.shape[1] + PRIOR_CHANGES)) / 2)
