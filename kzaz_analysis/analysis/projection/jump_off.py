"""Doubt about the last value itself, carried into every year ahead."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from kzaz_analysis.analysis.projection.fan import Fan
from kzaz_analysis.errors import NotComputable, UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

ERROR_NODES, SHIFT_NODES = 400, 41
"""Points at which the two distributions are crossed."""


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
            Shape ``(h,)``; the two distributions are crossed on a grid, no chance
            is involved.
        """
        scores = np.linspace(-3.5, 3.5, ERROR_NODES)
        weights = np.repeat(np.gradient(ndtr(scores)), SHIFT_NODES)
        shares = (np.arange(SHIFT_NODES) + 0.5) / SHIFT_NODES
        shifts = self.shifts(shares)
        errors = fan.errors(scores[:, None, None])[:, 0, :]
        crossed = errors[:, None, :] + shifts[None, :, None]
        spread = crossed.reshape(-1, errors.shape[1])
        order = np.argsort(spread, axis=0)
        below = np.cumsum(weights[order], axis=0) - weights[order] / 2
        mass = below / weights.sum()
        at = np.array(
            [
                np.interp(probability, mass[:, year], spread[order[:, year], year])
                for year in range(spread.shape[1])
            ]
        )
        return np.asarray(fan.to_unit(fan.centre[:1] + at)[0])
