"""Which period a text speaks of: years, ranges of months, words such as last year."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzaz_analysis.evidence.intake.extraction.numbers import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

Days = tuple[dt.date, dt.date]

NAMES = [name.lower() for name in calendar.month_name[1:]]
_FULL = "|".join(NAMES)
_M = "(" + "|".join(rf"{n[:3]}(?:{n[3:]})?\.?" for n in NAMES) + ")"
_Y = r"((?:19[89]|20[0-6])\d)"
_THEN = r"\s*(?:-|to|through|till|until|and)\s*"
_WHEN = rf"(?:{_Y}|(this|last|the) year)"
_N = r"(\d{1,2}|" + "|".join(w for w in WORDS if w not in ("a", "half a")) + ")"
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4}

BASE = re.compile(
    r"\b(?:(?:compared|comparison) (?:to|with)|against|versus|since|than|relative to|"
    r"up from|down from)\s+(?:that (?:in|of)\s+|in\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
"""Words before a period that another one is compared with."""

DEADLINE = re.compile(
    r"\b(?:by|until|before)\s+(?:the\s+)?(?:end\s+of\s+)?$", re.IGNORECASE
)
"""Words before the day by which something is to happen."""


@dataclass(frozen=True, slots=True)
class Period:
    """A period where it stands in a text.

    Attributes
    ----------
    start, end : datetime.date
        First and last day.
    role : str
        ``period``, ``base`` (compared with) or ``deadline``.
    at, to : int
        Span of the words.
    """

    start: dt.date
    end: dt.date
    role: str
    at: int
    to: int


def find_periods(text: str, published: dt.date | None) -> list[Period]:
    """Periods that a text names, in their order.

    Parameters
    ----------
    text : str
        A sentence.
    published : datetime.date or None
        Day of publication. Without it, words that are relative to it, such as "last
        year", are passed over.

    Returns
    -------
    list of Period
        Not overlapping, the more particular shape first: "in May 2023" is a month.
    """
    found: list[Period] = []
    for pattern, read in SHAPES:
        for match in pattern.finditer(text):
            if any(match.start() < p.to and p.at < match.end() for p in found):
                continue
            days = _read(read, match, published)
            if days is not None:
                role = _role(text, match, days)
                found.append(Period(*days, role, match.start(), match.end()))
    return _same_of_before(text, sorted(found, key=lambda period: period.at))


def _read(
    read: Callable[[re.Match[str], dt.date], Days | None],
    match: re.Match[str],
    published: dt.date | None,
) -> Days | None:
    if published is None and RELATIVE.search(match[0]):
        return None
    try:
        days = read(match, published or dt.date.max.replace(year=2060))
    except ValueError:
        return None
    return days if days and days[0] <= days[1] else None


RELATIVE = re.compile(
    rf"\b(?:last|past|this|next|previous|current|coming|within|the year|years?$)"
    rf"|^(?:{_FULL})$|^(?:{_FULL})(?:\s+\d{{1,2}})?$",
    re.IGNORECASE,
)


def _role(text: str, match: re.Match[str], days: Days) -> str:
    before = text[max(0, match.start() - 40) : match.start()]
    if BASE.search(before) and not match[0].lower().startswith(("beginning", "start")):
        return "base"
    coming = re.match(r"within|in\b|over", match[0], re.IGNORECASE)
    return "deadline" if DEADLINE.search(before) or coming else "period"


def _same_of_before(text: str, found: list[Period]) -> list[Period]:
    """Give "the same period in 2021" the days and months of the period before it."""
    result: list[Period] = []
    for place, period in enumerate(found):
        words = text[max(0, period.at - 40) : period.at]
        own = [p for p in found[:place] if p.role == "period"]
        same = re.search(r"same (?:period|months?|time)(?: (?:in|of))? $", words, re.I)
        if same and own and period.start.year != own[0].start.year:
            shift = period.start.year - own[0].start.year
            start, end = (_shifted(day, shift) for day in (own[0].start, own[0].end))
            result.append(Period(start, end, "base", period.at, period.to))
        else:
            result.append(period)
    return result


def _shifted(day: dt.date, years: int) -> dt.date:
    last = calendar.monthrange(day.year + years, day.month)[1]
    return day.replace(year=day.year + years, day=min(day.day, last))


def year_before(days: Days) -> Days:
    """Return the same days one year earlier; the end of a month stays one."""
    start, end = days
    whole = end.day == calendar.monthrange(end.year, end.month)[1]
    before = _shifted(end, -1)
    return _shifted(start, -1), _months(before, before)[1] if whole else before


def _month(name: str) -> int:
    return next(n for n, full in enumerate(NAMES, 1) if full[:3] == name[:3].lower())


def _months(first: dt.date, last: dt.date) -> Days:
    end = calendar.monthrange(last.year, last.month)[1]
    return first.replace(day=1), last.replace(day=end)


def _years(first: int, last: int) -> Days:
    return dt.date(first, 1, 1), dt.date(last, 12, 31)


def _year_of(number: str | None, word: str | None, published: dt.date) -> int:
    return int(number) if number else published.year - (str(word).lower() == "last")


def _count(text: str) -> int:
    return int(text) if text.isdigit() else int(WORDS[text.lower()])


def _iso(m: re.Match[str], _: dt.date) -> Days:
    day = dt.date.fromisoformat(m[0])
    return day, day


def _day_month(m: re.Match[str], _: dt.date) -> Days:
    day = dt.date(int(m[3]), _month(m[2]), int(m[1]))
    return day, day


def _month_day(m: re.Match[str], published: dt.date) -> Days:
    year = int(m[3]) if m[3] else published.year
    day = dt.date(year, _month(m[1]), int(m[2]))
    return day, day


def _month_range(m: re.Match[str], published: dt.date) -> Days:
    year = int(m[3]) if m[3] else published.year
    first, last = (dt.date(year, _month(name), 1) for name in (m[1], m[2]))
    return _months(first, last)


def _one_month(m: re.Match[str], _: dt.date) -> Days:
    day = dt.date(int(m[2]), _month(m[1]), 1)
    return _months(day, day)


def _bare_month(m: re.Match[str], published: dt.date) -> Days:
    month = _month(m[1])
    day = dt.date(published.year - (month > published.month), month, 1)
    return _months(day, day)


def _first_months(m: re.Match[str], published: dt.date) -> Days:
    year = _year_of(m[2], m[3], published)
    return _months(dt.date(year, 1, 1), dt.date(year, _count(m[1]), 1))


def _part(m: re.Match[str], published: dt.date) -> Days:
    year, months = _year_of(m[3], m[4], published), 6 if m[2].lower() == "half" else 3
    last = months * _NTH[m[1].lower()]
    return _months(dt.date(year, last - months + 1, 1), dt.date(year, last, 1))


def _quarter(m: re.Match[str], _: dt.date) -> Days:
    last = 3 * int(m[1])
    return _months(dt.date(int(m[2]), last - 2, 1), dt.date(int(m[2]), last, 1))


def _to_date(m: re.Match[str], published: dt.date) -> Days:
    start = dt.date(_year_of(m[1], m[2], published), 1, 1)
    return start, min(published, start.replace(month=12, day=31))


def _year_range(m: re.Match[str], _: dt.date) -> Days:
    return _years(int(m[1]), int(m[2]))


def _past_years(m: re.Match[str], published: dt.date) -> Days:
    return _years(published.year - _count(m[1]), published.year - 1)


def _coming_years(m: re.Match[str], published: dt.date) -> Days:
    return published, _shifted(published, _count(m[1]))


def _relative(m: re.Match[str], published: dt.date) -> Days:
    shift = {"next": 1, "this": 0, "current": 0}.get(m[1].lower(), -1)
    if m[2].lower() == "year":
        year = published.year + shift
        return _years(year, year)
    months = 12 * published.year + published.month - 1 + shift
    day = dt.date(months // 12, months % 12 + 1, 1)
    return _months(day, day)


def _year(m: re.Match[str], _: dt.date) -> Days:
    return _years(int(m[1]), int(m[1]))


def _shape(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w$€]){text}(?!\w)", re.IGNORECASE)


SHAPES: list[tuple[re.Pattern[str], Callable[[re.Match[str], dt.date], Days | None]]]
SHAPES = [
    (_shape(r"\d{4}-\d{2}-\d{2}"), _iso),
    (_shape(rf"(\d{{1,2}})\s+{_M}\s+{_Y}"), _day_month),
    (_shape(rf"{_M}\s+(\d{{1,2}})(?:,?\s+{_Y})?"), _month_day),
    (_shape(rf"{_M}{_THEN}{_M}(?:,?\s+(?:of\s+)?{_Y})?"), _month_range),
    (_shape(rf"{_M},?\s+(?:of\s+)?{_Y}"), _one_month),
    (_shape(rf"(?<=in )({_FULL})"), _bare_month),
    (_shape(rf"{_N}\s+months\s+of\s+{_WHEN}"), _first_months),
    (_shape(rf"({'|'.join(_NTH)})\s+(half|quarter)\s+of\s+{_WHEN}"), _part),
    (_shape(rf"Q([1-4])\s+(?:of\s+)?{_Y}"), _quarter),
    (_shape(rf"(?:beginning|start)\s+of\s+{_WHEN}"), _to_date),
    (_shape(rf"{_Y}{_THEN}{_Y}"), _year_range),
    (_shape(rf"(?:past|last|previous)\s+{_N}\s+years"), _past_years),
    (
        _shape(rf"(?:within|in|over)\s+(?:the\s+)?(?:next\s+)?{_N}\s+years"),
        _coming_years,
    ),
    (_shape(r"(last|this|next|previous|past|current)\s+(year|month)"), _relative),
    (_shape(rf"{_Y}(?!-\d)"), _year),
]
"""What periods look like and how each is read, the more particular ones first."""
