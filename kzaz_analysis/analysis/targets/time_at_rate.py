"""How long a target takes at a named rate, and what the rest of a year must bring."""

from __future__ import annotations

import math
from dataclasses import dataclass

from kzaz_analysis.analysis.intervals import Interval
from kzaz_analysis.errors import NotComputable


@dataclass(frozen=True, slots=True)
class TimeAtRate:
    """Years until a target is reached at a constant rate, or why it never is.

    Attributes
    ----------
    rate_pct : float
        The rate, percent a year.
    years : float or None
        Years after the latest figure; zero for a met target, None if never.
    interval : Interval or None
        Years that the rounding of figure and target allows.
    arrival_year : int or None
        First calendar year whose figure, at this rate, reaches the target.
    reason : str
        Why there is no time; empty when there is one.

    Raises
    ------
    NotComputable
        If there is neither a time nor a reason, or both.
    """

    rate_pct: float
    years: float | None
    interval: Interval | None = None
    arrival_year: int | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if (self.years is None) != bool(self.reason):
            raise NotComputable("a time to reach is a time or a reason, never both")


def time_to_reach_years(latest: float, target: float, rate_pct: float) -> float:
    """Years in which a constant rate carries `latest` to `target`.

    ln(target / latest) / ln(1 + rate); zero when the target is met already.

    Raises
    ------
    NotComputable
        If the target is not met and the rate is not positive, or `latest` is zero.
    """
    if latest >= target:
        return 0.0
    if not latest > 0:
        raise NotComputable("no growth rate leads away from zero")
    if not rate_pct > 0:
        raise NotComputable(f"at {rate_pct:.3g} % a year the target is never reached")
    return math.log(target / latest) / math.log1p(rate_pct / 100)


def time_to_reach_interval(
    latest: Interval, target: Interval, rate_pct: float
) -> Interval:
    """Years that rounded figures allow at a positive constant rate.

    Raises
    ------
    NotComputable
        If the rate is not positive or the latest figure can only be zero or less.
    """
    if not rate_pct > 0:
        raise NotComputable(f"at {rate_pct:.3g} % a year the target is never reached")
    ratio = target / Interval(max(latest.low, 0.0), latest.high)
    speed = math.log1p(rate_pct / 100)
    return ratio.map(lambda x: math.log(max(x, 1.0)) / speed)


def required_monthly_value(target: float, so_far: float, months: int) -> float:
    """Average of each remaining month that still brings a year to its target.

    (target - so far) / (12 - months); zero or less when the target is already met.

    Parameters
    ----------
    target, so_far : float
        Target of the year and sum of its first `months` months, one unit.
    months : int
        Months gone, 0 to 11.

    Raises
    ------
    NotComputable
        If no month is left or `months` is negative.
    """
    if not 0 <= months <= 11:
        raise NotComputable(f"after {months} months no remaining month can be counted")
    return (target - so_far) / (12 - months)
