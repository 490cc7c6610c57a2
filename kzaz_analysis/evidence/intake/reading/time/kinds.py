"""Days of each kind of period, from its parts and its year."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Protocol

from kzaz_analysis.evidence.intake.reading.time import calendar_days as days_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzaz_analysis.evidence.intake.reading.grammar import Grammar
    from kzaz_analysis.evidence.intake.reading.time.calendar_days import Days
    from kzaz_analysis.evidence.intake.reading.time.periods import Mention


class Clock(Protocol):
    """What the days of a period may depend on."""

    grammar: Grammar
    published: dt.date | None
    topic: Days | None


RECENT = 45
"""Days after a period within which "since the beginning of the year" ends with it."""


def _month(calendar: Clock, mention: Mention, name: str) -> int:
    if name.replace("m", "mm") in mention.parts:
        return mention.number(name.replace("m", "mm"))
    return calendar.grammar.months[mention.parts[name][:3]]


def _day(calendar: Clock, mention: Mention, year: int) -> Days:
    day = int(mention.parts.get("d") or mention.parts["dd"])
    date = dt.date(year, _month(calendar, mention, "m"), day)
    return date, date


def _one_month(calendar: Clock, mention: Mention, year: int) -> Days:
    month = _month(calendar, mention, "m")
    return days_of.months(year, month, month)


def _months(calendar: Clock, mention: Mention, year: int) -> Days:
    last_year = int(mention.parts.get("y2", year))
    first_month, last_month = (_month(calendar, mention, m) for m in ("m", "m2"))
    # "November to January 2026" begins in the year before.
    begins_before = last_month < first_month and "y2" not in mention.parts
    first_year = year - begins_before
    return days_of.months(first_year, first_month, last_month, last_year)


def _span_of_days(calendar: Clock, mention: Mention, year: int) -> Days:
    first_day, _ = _day(calendar, mention, year)
    return first_day, first_day.replace(day=mention.number("dd2"))


def _months_to(calendar: Clock, mention: Mention, year: int) -> Days:
    """Read "the quarter to June 2024", "six months ended March 2025"."""
    count = count_of(calendar, mention) if "n" in mention.parts else 0
    words = mention.words.lower()
    count = count or next(n for word, n in LENGTHS.items() if word in words)
    last_month = 12 * year + _month(calendar, mention, "m") - 1
    first_month = last_month - count + 1
    return days_of.months(
        first_month // 12, first_month % 12 + 1, last_month % 12 + 1, last_month // 12
    )


def count_of(calendar: Clock, mention: Mention) -> int:
    """Return how many months or years a mention says."""
    text = mention.parts["n"]
    return int(text) if text.isdigit() else int(calendar.grammar.cardinals[text])


def _first_months(calendar: Clock, mention: Mention, year: int) -> Days:
    return days_of.months(year, 1, count_of(calendar, mention))


def _last_months(calendar: Clock, mention: Mention, year: int) -> Days:
    return days_of.months(year, 13 - count_of(calendar, mention), 12)


def _part(length: int) -> Callable[[Clock, Mention, int], Days]:
    def days(calendar: Clock, mention: Mention, year: int) -> Days:
        nth = mention.parts.get("nth")
        ordinals = calendar.grammar.data["periods"]["ordinals"]
        if nth in ("final", "last"):
            return days_of.part(year, 12 // length, length)
        number = ordinals[nth] if nth else mention.number("k")
        return days_of.part(year, number, length)

    return days


def _quarters(calendar: Clock, mention: Mention, year: int) -> Days:
    """Read "I-III quarters of 2024", "the first three quarters of 2024"."""
    ordinals = calendar.grammar.data["periods"]["ordinals"]
    if "n" in mention.parts:
        return days_of.months(year, 1, 3 * count_of(calendar, mention))
    first, last = (ordinals[mention.parts[name]] for name in ("nth", "nth2"))
    return days_of.months(year, 3 * first - 2, 3 * last)


def _years(_: Clock, mention: Mention, year: int) -> Days:
    if "short" in mention.parts:
        return days_of.years(year, year - year % 100 + mention.number("short"))
    return days_of.years(year, mention.number("y2"))


def _one_year(_: Clock, __: Mention, year: int) -> Days:
    return days_of.years(year, year)


def _to_date(calendar: Clock, _: Mention, year: int) -> Days:
    published = calendar.published or dt.date(year, 12, 31)
    last_day = min(published, dt.date(year, 12, 31))
    # A note on June, of July, tells what there was until June.
    topic = calendar.topic
    if topic and topic[1].year == year and 0 < (last_day - topic[1]).days <= RECENT:
        last_day = topic[1]
    return dt.date(year, 1, 1), last_day


def _past_years(calendar: Clock, mention: Mention, year: int) -> Days:
    return days_of.years(year - count_of(calendar, mention), year - 1)


def _past_months(calendar: Clock, mention: Mention, year: int) -> Days:
    month = calendar.published.month if calendar.published else 1
    last_month, first_month = 12 * year + month - 2, 12 * year + month - 1
    first_month -= count_of(calendar, mention)
    return days_of.months(
        first_month // 12, first_month % 12 + 1, last_month % 12 + 1, last_month // 12
    )


def _coming_years(calendar: Clock, mention: Mention, year: int) -> Days:
    day = calendar.published or dt.date(year, 1, 1)
    return day, days_of.shifted((day, day), count_of(calendar, mention))[1]


def _relative(calendar: Clock, mention: Mention, year: int) -> Days:
    """Read "last year", "this quarter", "next month" by the day of the text."""
    day = calendar.published or dt.date(year, 1, 1)
    back = calendar.grammar.data["periods"]["back"][mention.parts["rel"]]
    length = next(n for w, n in UNIT_MONTHS.items() if w in mention.words.lower())
    if length == 12:
        return days_of.years(year - back, year - back)
    slot = (12 * day.year + day.month - 1) // length - back
    first_month = slot * length
    last_month = first_month + length - 1
    return days_of.months(
        first_month // 12, first_month % 12 + 1, last_month % 12 + 1, last_month // 12
    )


LENGTHS = {"quarter": 3, "half": 6, "year": 12}
UNIT_MONTHS = {"year": 12, "quarter": 3, "month": 1}
RELATIVE = ("to_date", "past_years", "past_months", "coming_years", "relative")
"""Kinds that need the day of the text."""

READERS: dict[str, Callable[[Clock, Mention, int], Days]] = {
    **dict.fromkeys(("day", "month_day", "iso_day", "dotted_day"), _day),
    **dict.fromkeys(("month", "bare_month", "iso_month"), _one_month),
    **dict.fromkeys(("months", "iso_range"), _months),
    "days": _span_of_days,
    "months_to": _months_to,
    "first_months": _first_months,
    "last_months": _last_months,
    "half": _part(6),
    "quarter": _part(3),
    "quarters": _quarters,
    "years": _years,
    "year": _one_year,
    "to_date": _to_date,
    "past_years": _past_years,
    "past_months": _past_months,
    "coming_years": _coming_years,
    "relative": _relative,
}
"""How the days of each kind of period follow from its parts and its year."""
