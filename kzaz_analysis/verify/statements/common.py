"""What statements share: a register by kind, and operands of levels and changes."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

from kzaz_analysis.verify.figures import Datum

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.record import SeriesRecord
    from kzaz_analysis.verify.yearly import Movement

    Operands = dict[str, Any]
    Reckoning = Callable[[Operands, StatedPage], Any]

RECKONED: dict[str, Reckoning] = {}
"""What computes the operands of each kind of sentence."""


class Unreckoned:
    """An operand that the tables alone do not give.

    Attributes
    ----------
    why : str
        ``model`` for what a simulation gave, ``words`` for reasons and names,
        ``unchecked`` for what is not reckoned here.
    """

    def __init__(self, why: str) -> None:
        self.why = why


MODEL, WORDS = Unreckoned("model"), Unreckoned("words")
UNCHECKED = Unreckoned("unchecked")


class Caseless(str):
    """A title that may begin with a small letter inside a sentence."""

    __slots__ = ()


class Between:
    """A number of a model of which the page and the tables give the bounds.

    Parameters
    ----------
    low, high : float
        The least and the most that it may be; both for what is stated elsewhere with
        fewer digits.
    """

    def __init__(self, low: float = -math.inf, high: float = math.inf) -> None:
        self.low, self.high = low, high

    @classmethod
    def near(cls, stated: float, digits: float = 5e-6) -> Between:
        """Bound what is stated elsewhere with fewer digits, to a share of itself."""
        slack = digits * abs(stated)
        return cls(stated - slack, stated + slack)

    def holds(self, stated: float) -> bool:
        """Whether a number keeps to it; small slack for the last binary digit."""
        slack = 1e-9 * max(1.0, abs(stated))
        return self.low - slack <= stated <= self.high + slack

    def __repr__(self) -> str:
        return f"{self.low:g} to {self.high:g}"


CHANCE = Between(0, 1)


class Unordered(list[Any]):
    """A list whose order the tables do not decide."""

    __slots__ = ()


def of(*kinds: str) -> Callable[[Reckoning], Reckoning]:
    """Register what computes the operands of some kinds."""

    def register(reckoning: Reckoning) -> Reckoning:
        RECKONED.update(dict.fromkeys(kinds, reckoning))
        return reckoning

    return register


def leave(how: Unreckoned, *kinds: str) -> None:
    """Register kinds of whose operands none can be reckoned from the tables."""
    RECKONED.update(
        dict.fromkeys(kinds, lambda operands, _: dict.fromkeys(operands, how))
    )


NO_STATISTIC = ("quoted", "government", "press", "compiled")
NOT_FINAL = ("preliminary", "early")


def observation_status_of(figure: Datum) -> list[str]:
    """Return what keeps a figure from being a final statistic."""
    codes = [figure.provenance] if figure.provenance in NO_STATISTIC else []
    return codes + ([figure.stage] if figure.stage in NOT_FINAL else [])


def level_operands(record: SeriesRecord, figure: Datum) -> Operands:
    """Operands of a sentence about the last figure of a record."""
    width = figure.high - figure.low
    is_wide = 0.005 * abs(figure.value) < width < math.inf
    return {
        "reporter": figure.side,
        "subject": Caseless(record.entry["title"]),
        "year": figure.year,
        "value": figure.value,
        "qualifier": figure.qualifier,
        "unit": record.unit,
        "observation_status": observation_status_of(figure),
        "rounding": [figure.low, figure.high] if is_wide else None,
        "period": period_of(figure),
    }


def period_of(figure: Datum) -> Operands | None:
    """Months that a figure is of where these are less than its year."""
    if figure.is_year or figure.months is None:
        return None
    return {"start": f"{figure.start}", "end": f"{figure.end}"}


def change_operands(change: Movement, year: int) -> Operands:
    """Operands of a sentence about a change on the year before."""
    low, high = change.low, change.high
    unsure = low is not None and high is not None and low < 0 < high
    width = (high or 0) - (low or 0)
    return {
        "reason": change.reason,
        "base_year": year - 1,
        "pct": change.pct,
        "low": low,
        "high": high,
        "is_open": unsure and (not math.isfinite(width) or (low or 0) <= -100),
        "is_unsure": (unsure or change.is_hedged) and width > 0.5,
    }


def year_before(day: dt.date) -> dt.date:
    """Return the same day a year earlier; the 28th of February for the 29th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def base_period(figure: Datum) -> tuple[dt.date, dt.date]:
    """Return the same months a year earlier, whole months staying whole."""
    if figure.start is None or figure.end is None:
        raise ValueError("a part of a year has a period")
    after = year_before(figure.end + dt.timedelta(days=1))
    return year_before(figure.start), after - dt.timedelta(days=1)
