"""First and last day of months, halves, quarters and years."""

from __future__ import annotations

import calendar
import datetime as dt

Days = tuple[dt.date, dt.date]


def months(year: int, first: int, last: int, last_year: int | None = None) -> Days:
    """Days from the first of one month to the end of another."""
    end = year if last_year is None else last_year
    return dt.date(year, first, 1), month_end(end, last)


def month_end(year: int, month: int) -> dt.date:
    """Last day of a month."""
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def years(first: int, last: int) -> Days:
    """Days of whole years."""
    return dt.date(first, 1, 1), dt.date(last, 12, 31)


def part(year: int, number: int, length: int) -> Days:
    """Days of a half (six months) or quarter (three months) of a year."""
    last_month = length * number
    return months(year, last_month - length + 1, last_month)


def shifted(days: Days, count: int) -> Days:
    """Return the same days some years later; the end of a month stays one."""
    start, end = days
    whole = end == month_end(end.year, end.month)
    moved = _moved(end, count)
    if whole:
        moved = month_end(moved.year, moved.month)
    return _moved(start, count), moved


def part_before(days: Days) -> Days:
    """Return the months right before, as many as these are."""
    start, end = days
    length = 12 * (end.year - start.year) + end.month - start.month + 1
    first_month = 12 * start.year + start.month - 1 - length
    last_day = start - dt.timedelta(days=1)
    return dt.date(first_month // 12, first_month % 12 + 1, 1), last_day


def _moved(day: dt.date, count: int) -> dt.date:
    last_day = month_end(day.year + count, day.month).day
    return day.replace(year=day.year + count, day=min(day.day, last_day))


def is_one_day(days: Days) -> bool:
    """Whether a period is a single day."""
    return days[0] == days[1]
