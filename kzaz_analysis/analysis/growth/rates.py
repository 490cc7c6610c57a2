"""Growth between two numbers: plain numbers in, a number or an interval out."""

from __future__ import annotations

import math
from numbers import Real

from kzaz_analysis.analysis.intervals import Interval
from kzaz_analysis.errors import NotComputable, UsageError


def growth_pct(first: float, last: float) -> float:
    """Growth from `first` to `last` in percent: 100 * (last / first - 1).

    Raises
    ------
    NotComputable
        If the base is not positive.
    """
    if not first > 0:
        raise NotComputable(f"no growth rate on a base of {first}: it must be positive")
    return 100 * (last / first - 1)


def growth_interval_pct(first: Interval, last: Interval) -> Interval:
    """Growth in percent that two rounded figures allow.

    The base counts as a flow, never below zero: its interval is cut there. Where it
    reaches zero the growth has no upper bound.

    Raises
    ------
    NotComputable
        If the base can only be zero or negative.
    """
    if not first.high > 0:
        raise NotComputable(f"no growth rate on a base of at most {first.high}")
    return 100 * (last / Interval(max(first.low, 0.0), first.high) - 1)


MUCH = 0.5
"""Share of a rate that rounding may leave open before its ends are given."""


def is_much_open(pct: float, low: float, high: float) -> bool:
    """Tell whether rounding leaves more of a rate open than the share `MUCH` of it."""
    return high - low > MUCH * abs(pct)


def compound_growth_pct(first: float, last: float, years: int) -> float:
    """Constant yearly rate, in percent, that carries `first` to `last`.

    100 * ((last / first) ** (1 / years) - 1), the geometric end-point rate (World
    Bank, WDI, statistical methods; UN ESCAP, Stats Brief 7, 2015). `years` counts the
    steps, not the figures: 2019 to 2024 are five. Years in between do not matter.

    Raises
    ------
    NotComputable
        If `first` is not positive, `last` is negative, or `years` is below one.
    UsageError
        If one of them is no number.
    """
    _check_span(first, last, years)
    ratio: float = (last / first) ** (1 / years)
    return 100 * (ratio - 1)


def exponential_growth_pct(first: float, last: float, years: int) -> float:
    """Continuous yearly rate, in percent: 100 * ln(last / first) / years.

    World Bank, WDI, statistical methods. Always below the compound rate, which is
    e to this power less one.

    Raises
    ------
    NotComputable
        If either figure is not positive or `years` is below one.
    """
    _check_span(first, last, years)
    if last == 0:
        raise NotComputable("no continuous rate leads to zero")
    return 100 * math.log(last / first) / years


def compound_interval_pct(first: Interval, last: Interval, years: int) -> Interval:
    """Compound yearly rate, in percent, that two rounded figures allow.

    Raises
    ------
    NotComputable
        If the base can only be zero or negative, the last figure may be negative,
        or `years` is below one.
    """
    _check_span(first.high, last.low, years)
    ratio = last / Interval(max(first.low, 0.0), first.high)
    return 100 * (ratio.map(lambda x: x ** (1 / years)) - 1)


def implied_base(level: Interval, growth: Interval) -> Interval:
    """Figure of the earlier period that a level and its growth claim imply.

    level / (1 + growth / 100), with `growth` in percent.

    Raises
    ------
    NotComputable
        If the growth may be -100 percent or less: then no base fits.

    Examples
    --------
    >>> base = implied_base(Interval.point(461.9), Interval.point(40))
    >>> round(base.low, 1)
    329.9
    """
    if growth.low <= -100:
        raise NotComputable(f"no base fits a change of {growth.low} %")
    return level / (1 + growth / 100)


def implied_base_of_multiple(level: Interval, multiple: Interval) -> Interval:
    """Earlier figure that "so many times as much" implies: level / multiple.

    "Fivefold" is a multiple of 5 and a growth of 400 percent.

    Raises
    ------
    NotComputable
        If the multiple may be zero or negative.
    """
    if multiple.low <= 0:
        raise NotComputable(f"no base fits a multiple of {multiple.low}")
    return level / multiple


def doubling_time_years(rate_pct: float) -> float:
    """Years in which a constant yearly rate doubles a figure: ln 2 / ln(1 + rate).

    Raises
    ------
    NotComputable
        If the rate is not positive: what does not grow never doubles.
    """
    if not rate_pct > 0:
        raise NotComputable(f"at {rate_pct} % a year a figure never doubles")
    return math.log(2) / math.log1p(rate_pct / 100)


def _check_span(first: float, last: float, years: int) -> None:
    for name, value in {"first": first, "last": last, "years": years}.items():
        if not isinstance(value, Real):
            raise UsageError(
                f"{name}: {type(value).__name__} is not a number; yearly growth of a "
                "frame is what annual_growth gives"
            )
    if not first > 0 or not last >= 0 or years < 1:
        raise NotComputable(
            f"no yearly rate from {first} to {last} over {years} years: the base must "
            "be positive, the end not negative, the span at least one year"
        )
