"""Doubt about the last value itself, carried into every year ahead."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri

from kzaz_analysis.analysis.projection.predictive.fan import NORMAL_SCORES, Fan
from kzaz_analysis.errors import NotComputable, UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

SCORES = np.union1d(np.linspace(-4.5, 4.5, 181), NORMAL_SCORES)
"""Normal scores at which the crossed distribution is worked out.

Those of the table are among them: there a fan has corners, which a grid cuts off.
"""
SHIFT_NODES = 41
"""Shifts that stand for all."""
BEYOND = 40.0
"""Normal score that no error exceeds."""


@dataclass(frozen=True, slots=True)
class JumpOff:
    """Interval of the last value: rounding, two reporters, a nowcast.

    Half of the chance lies evenly between `low` and the value, half between the value
    and `high`; in logarithms when the fan is.  A shift of the last value moves the
    whole path with it.

    Attributes
    ----------
    value, low, high : float
        Last value and its bounds.
    logs : bool
        Whether shifts are ratios (in logs) or differences.

    Raises
    ------
    UsageError
        If the value lies outside its bounds.
    NotComputable
        If a bound is infinite, or not positive where shifts are ratios.
    """

    value: float
    low: float
    high: float
    logs: bool

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high)):
            raise NotComputable("the interval of the last value has no finite end")
        if not self.low <= self.value <= self.high:
            raise UsageError(
                f"the last value {self.value:g} lies outside its interval, "
                f"{self.low:g} to {self.high:g}"
            )
        if self.logs and self.low <= 0:
            raise NotComputable("the interval of a positive last value reaches zero")

    def shifts(self, shares: Array) -> Array:
        """Shift of the last value at shares of its distribution, 0 to 1."""
        if self.logs:
            down = math.log(self.low / self.value)
            up = math.log(self.high / self.value)
        else:
            down, up = self.low - self.value, self.high - self.value
        below = np.minimum(shares, 0.5)
        above = np.maximum(shares, 0.5)
        return np.asarray((1 - 2 * below) * down + (2 * above - 1) * up)

    def nodes(self) -> Array:
        """Shifts that stand for all, equally likely, shape ``(SHIFT_NODES,)``."""
        return self.shifts((np.arange(SHIFT_NODES) + 0.5) / SHIFT_NODES)

    def applied(self, numbers: Array, shifts: Array) -> Array:
        """Apply shifts to values in the unit of the data."""
        return np.asarray(numbers * np.exp(shifts) if self.logs else numbers + shifts)

    def quantile(self, fan: Fan, probability: float) -> Array:
        """Quantile of the first series of a fan, widened by this doubt.

        Parameters
        ----------
        fan : Fan
            The fan as if the last value were certain.
        probability : float
            Between 0 and 1.

        Returns
        -------
        numpy.ndarray
            Shape ``(h,)``; see `crossed` for several quantiles of one fan.
        """
        return self.crossed(fan).quantile(probability)

    def crossed(self, fan: Fan) -> Crossed:
        """Cross the first series of a fan with this doubt, without chance.

        The chance of an error up to x is the mean over the shifts of that of x less
        the shift, by the fan.  It is worked out on a grid and inverted; where an error
        of the fan has a probability of its own, the grid is as fine as the doubt.

        Parameters
        ----------
        fan : Fan
            The fan as if the last value were certain.
        """
        shifts = self.nodes()
        usual = _errors(fan, SCORES) + self.shifts(ndtr(SCORES))[:, None]
        knots = np.r_[-BEYOND, NORMAL_SCORES, BEYOND]
        ends = _errors(fan, knots)
        around = [ends[1:-1] + bound for bound in self.shifts(np.array([0.0, 1.0]))]
        grid = np.sort(np.concatenate([usual, *around]), axis=0)
        below = [
            ndtr(np.interp(points[:, None] - shifts, knot_errors, knots)).mean(axis=1)
            for points, knot_errors in zip(grid.T, ends.T, strict=True)
        ]
        return Crossed(fan, grid, ndtri(np.array(below).T))


def _errors(fan: Fan, scores: Array) -> Array:
    """Errors of the first series at normal scores, shape ``(scores, h)``."""
    return fan.errors(scores[:, None, None])[:, 0, :]


@dataclass(frozen=True, slots=True, eq=False)
class Crossed:
    """A fan crossed with the doubt about its last value.

    Attributes
    ----------
    fan : Fan
        The fan as if the last value were certain.
    errors, scores : numpy.ndarray
        Errors in rising order and the normal score of each, shape ``(nodes, h)``.
    """

    fan: Fan
    errors: Array
    scores: Array

    def quantile(self, probability: float) -> Array:
        """Quantile of the first series, shape ``(h,)``, in the unit of the data."""
        score = ndtri(probability)
        years = zip(self.scores.T, self.errors.T, strict=True)
        at = np.array([np.interp(score, scores, errors) for scores, errors in years])
        return np.asarray(self.fan.to_unit(self.fan.centre[:1] + at)[0])
