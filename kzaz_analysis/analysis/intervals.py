"""Intervals: every value that a rounded figure, or a sum made of such, may have."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzaz_analysis.errors import NotComputable
from kzaz_analysis.evidence.rounding import rounding_bounds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


WIDE = 0.005
"""Rounding that leaves less open than this share of a figure is not spelt out."""


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from `low` to `high`, both ends included.

    Arithmetic follows the interval rules of Moore (1966): the result holds every
    value that the same calculation gives for some point of each operand. It is
    the narrowest such interval as long as each operand occurs once; the same
    figure used twice counts as two independent ones.

    Ends count as included even where the figure said "more than", so that two
    intervals which only touch still meet: a contradiction is never claimed on
    the strength of an end point.

    Attributes
    ----------
    low, high : float
        The ends; `high` may be infinite, and `low` minus infinite.

    Raises
    ------
    NotComputable
        If an end is not a number, the ends are out of order, or nothing finite
        lies between them.
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "low", float(self.low))
        object.__setattr__(self, "high", float(self.high))
        in_order = self.low <= self.high
        if not in_order or self.low == math.inf or self.high == -math.inf:
            raise NotComputable(f"no interval runs from {self.low} to {self.high}")

    @classmethod
    def point(cls, value: float) -> Interval:
        """Return the interval that holds `value` alone."""
        return cls(value, value)

    @property
    def width(self) -> float:
        """Distance between the ends; infinite for an open end."""
        return self.high - self.low

    def contains(self, other: Interval | float) -> bool:
        """Say whether a number, or all of another interval, lies inside."""
        inner = _as_interval(other)
        return self.low <= inner.low and inner.high <= self.high

    def meets(self, other: Interval | float) -> bool:
        """Say whether both could be the same number; touching ends are enough."""
        return self.overlap(other) is not None

    def overlap(self, other: Interval | float) -> Interval | None:
        """Return what both have in common, or None when they do not meet."""
        second = _as_interval(other)
        low, high = max(self.low, second.low), min(self.high, second.high)
        return Interval(low, high) if low <= high else None

    def gap(self, other: Interval | float) -> float:
        """Return the distance between the nearest ends; zero when they meet."""
        second = _as_interval(other)
        return max(0.0, second.low - self.high, self.low - second.high)

    def scale(self, factor: float) -> Interval:
        """Multiply by a number that is known without error, such as a unit factor."""
        return self * factor

    def map(self, rising: Callable[[float], float]) -> Interval:
        """Return the image under a function that never falls, e.g. a root or log."""
        return Interval(rising(self.low), rising(self.high))

    def __add__(self, other: Interval | float) -> Interval:
        second = _as_interval(other)
        return Interval(self.low + second.low, self.high + second.high)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __sub__(self, other: Interval | float) -> Interval:
        second = _as_interval(other)
        return Interval(self.low - second.high, self.high - second.low)

    def __mul__(self, other: Interval | float) -> Interval:
        second = _as_interval(other)
        pairs = ((x, y) for x in self._ends for y in second._ends)
        # An end at zero wins over an open end: zero times any number is zero.
        return _hull(0.0 if 0.0 in (x, y) else x * y for x, y in pairs)

    def __truediv__(self, other: Interval | float) -> Interval:
        """Divide; an end of the divisor at zero opens the result to infinity.

        Raises
        ------
        NotComputable
            If the divisor is zero or holds numbers of both signs.
        """
        second = _as_interval(other)
        if second.low < 0 < second.high or second.low == second.high == 0:
            raise NotComputable(
                f"no division by an interval from {second.low} to {second.high}: "
                "the divisor may be zero or change its sign"
            )
        sign = 1.0 if second.high > 0 else -1.0
        return _hull(_quotient(x, y, sign) for x in self._ends for y in second._ends)

    def __radd__(self, other: float) -> Interval:
        return self + other

    def __rsub__(self, other: float) -> Interval:
        return Interval.point(other) - self

    def __rmul__(self, other: float) -> Interval:
        return self * other

    def __rtruediv__(self, other: float) -> Interval:
        return Interval.point(other) / self

    @property
    def _ends(self) -> tuple[float, float]:
        return self.low, self.high


def is_wide(value: float, low: float, high: float) -> bool:
    """Whether the rounding of a figure is wide enough to be shown with it.

    Parameters
    ----------
    value, low, high : float
        The figure and its interval, in one unit.
    """
    return bool(high - low > WIDE * abs(value))


def rounding_interval(
    value: float, digits: int | None, qualifier: str = "exact"
) -> Interval:
    """Return every value that a published figure may stand for.

    The rule is that of `kzaz_analysis.evidence.rounding.rounding_bounds`, so that
    tables and calculations cannot differ.

    Parameters
    ----------
    value : float
        The figure as published.
    digits : int or None
        Significant digits; None for a figure that was never rounded.
    qualifier : str
        ``exact``, ``approx``, ``over``, ``under`` (nearly) or ``up_to``.

    Examples
    --------
    >>> rounding_interval(529, 3)
    Interval(low=528.5, high=529.5)
    """
    return Interval(*rounding_bounds(value, digits, qualifier))


def _as_interval(value: Interval | float) -> Interval:
    return value if isinstance(value, Interval) else Interval.point(value)


def _quotient(x: float, y: float, sign: float) -> float:
    """Divide two ends; NaN (open over open) where the other ends settle the limit."""
    if y == 0:
        return 0.0 if x == 0 else math.copysign(math.inf, x * sign)
    return x / y


def _hull(values: Iterable[float]) -> Interval:
    finite = [value for value in values if not math.isnan(value)]
    return Interval(min(finite), max(finite))
