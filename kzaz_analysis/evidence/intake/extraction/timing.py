"""Choose the period, the base and the deadline of a number among those named."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzaz_analysis.evidence.intake.extraction.numbers import find_numbers
from kzaz_analysis.evidence.intake.extraction.periods import (
    Days,
    Period,
    find_periods,
    year_before,
)

if TYPE_CHECKING:
    from kzaz_analysis.evidence.intake.extraction.numbers import Number

LIST_OF_YEARS = re.compile(r"\brespectively\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Timing:
    """When a figure holds, what it is compared with, until when it is promised."""

    period: Days | None = None
    base: Days | None = None
    deadline: dt.date | None = None

    @property
    def years(self) -> int:
        """How many calendar years the period touches; none without a period."""
        return self.period[1].year - self.period[0].year + 1 if self.period else 0

    def promised(self) -> Timing:
        """Read the times of a promise: a level to come has a deadline, no period."""
        return Timing(None, self.base, self.deadline)

    def cells(self) -> dict[str, str]:
        """Write the days as the tables hold them."""
        start, end = self.period or ("", "")
        first, last = self.base or ("", "")
        return {
            "period_start": str(start),
            "period_end": str(end),
            "base_start": str(first),
            "base_end": str(last),
            "deadline_end": str(self.deadline or ""),
        }


def timing_of(
    text: str, context: str, number: Number, measure: str, published: dt.date | None
) -> Timing:
    """Find the period of a number.

    The nearest period of the sentence is taken, one that stands right before the
    number first; failing that, the last one of the paragraph before it. The first of
    two levels ("from A to B") belongs to the period compared with. Growth compares
    with the same period a year before unless another is named.

    Parameters
    ----------
    text, context : str
        The sentence, and the paragraph before it.
    number : Number
        The number in the sentence.
    measure : str
        What it measures.
    published : datetime.date or None
        Day of publication.

    Returns
    -------
    Timing
        Parts that the text does not tell are None.
    """
    today = (published, published)
    found = [p for p in find_periods(text, published) if (p.start, p.end) != today]
    own = [p for p in found if p.role == "period"]
    bases = [p for p in found if p.role == "base"]
    ends = [p for p in found if p.role == "deadline" and _near(text, p, number)]
    spread = _respective(text, number, own)
    nearest = (
        spread or _nearest(text, own, number) or _days(_last_before(context, published))
    )
    base = _days(_closest(bases, number))
    if measure == "level":
        if base and nearest and _is_first_of_two(text, number):
            nearest = base
        return Timing(nearest, None, ends[0].end if ends else None)
    if base is None and measure in ("growth", "increase") and nearest:
        base = year_before(nearest)
    return Timing(nearest, base, ends[0].end if ends else None)


def _days(period: Period | None) -> Days | None:
    return (period.start, period.end) if period else None


def _nearest(text: str, periods: list[Period], number: Number) -> Days | None:
    tight = [
        p
        for p in periods
        if re.fullmatch(r"[\s,:(-]*\D{0,12}", text[p.to : number.start])
        and p.to <= number.start
    ]
    return _days(tight[-1] if tight else _closest(periods, number))


def _closest(periods: list[Period], number: Number) -> Period | None:
    def distance(period: Period) -> int:
        return max(number.start - period.to, period.at - number.end)

    return min(periods, key=distance) if periods else None


def _last_before(context: str, published: dt.date | None) -> Period | None:
    today = (published, published)
    found = [p for p in find_periods(context, published) if (p.start, p.end) != today]
    own = [p for p in found if p.role == "period"]
    return own[-1] if own else None


def _near(text: str, deadline: Period, number: Number) -> bool:
    """Whether no other sentence part stands between a number and a deadline."""
    first, last = sorted([(number.start, number.end), (deadline.at, deadline.to)])
    return not re.search(
        r"[;]|, (?:as for|while|whereas|but)\b", text[first[1] : last[0]]
    )


def _is_first_of_two(text: str, number: Number) -> bool:
    before, after = text[: number.start], text[number.end :]
    return bool(
        re.search(r"\bfrom\s+[$€₸]?\s*$", before)
        and re.match(r"(?:\s+[\w.]+){0,4}?\s+to\s+[$€₸]?\d", after)
    )


def _respective(text: str, number: Number, periods: list[Period]) -> Days | None:
    """Read "(5 and 7, respectively)" after a span of as many years."""
    mark = LIST_OF_YEARS.search(text, number.end)
    opening = text.rfind("(", 0, number.start)
    if mark is None or opening < 0 or ")" in text[opening : number.start]:
        return None
    before = [p for p in periods if p.to <= opening]
    listed = [n.start for n in find_numbers(text) if opening < n.start < mark.start()]
    if not before or number.start not in listed:
        return None
    first, last = before[-1].start.year, before[-1].end.year
    if last - first + 1 != len(listed):
        return None
    year = first + listed.index(number.start)
    return dt.date(year, 1, 1), dt.date(year, 12, 31)
