"""Times of a schedule: five fields as cron reads them, and the same for systemd."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from kzaz_analysis.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SPRING = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN")
_AUTUMN = ("JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")


@dataclass(frozen=True, slots=True)
class _Field:
    """One of the five fields: what it is called and which numbers it may hold."""

    title: str
    low: int
    high: int
    names: tuple[str, ...] = ()

    def number(self, word: str) -> int:
        """Read a number or a name, or say what would be right."""
        if word.upper() in self.names:
            return self.names.index(word.upper()) + self.low
        if word.isascii() and word.isdigit() and self.low <= int(word) <= self.high:
            return int(word)
        names = f" or {self.names[0]} to {self.names[-1]}" if self.names else ""
        raise UsageError(
            f"{word!r} is no {self.title}: {self.low} to {self.high}{names}"
        )


_MINUTE, _HOUR = _Field("minute", 0, 59), _Field("hour", 0, 23)
_DAY = _Field("day of the month", 1, 31)
_MONTH = _Field("month", 1, 12, _SPRING + _AUTUMN)
_WEEKDAY = _Field("day of the week", 0, 7, _WEEKDAYS)
_FIELDS = (_MINUTE, _HOUR, _DAY, _MONTH, _WEEKDAY)


@dataclass(frozen=True, slots=True)
class Timetable:
    """When runs start.

    Attributes
    ----------
    text : str
        The five fields of cron, names written as numbers and Sunday as 0.
    minutes, hours, days, months, weekdays : tuple of int
        What each field stands for, in order; Sunday is 0.
    either_day : bool
        Whether a day that fits one of the two fields of days is enough: cron's rule
        when neither of them is a star.
    """

    text: str
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: tuple[int, ...]
    months: tuple[int, ...]
    weekdays: tuple[int, ...]
    either_day: bool

    @property
    def calendars(self) -> tuple[str, ...]:
        """The same times as values of systemd's ``OnCalendar=``, which are joined."""
        everyday, any_weekday = tuple(range(1, 32)), tuple(range(7))
        if self.either_day:
            return (
                self._calendar(self.days, any_weekday),
                self._calendar(everyday, self.weekdays),
            )
        return (self._calendar(self.days, self.weekdays),)

    def _calendar(self, days: tuple[int, ...], weekdays: tuple[int, ...]) -> str:
        names = ",".join(_WEEKDAYS[day].title() for day in weekdays)
        prefix = "" if len(weekdays) == len(_WEEKDAYS) else f"{names} "
        month, day = _listed(self.months, _MONTH), _listed(days, _DAY)
        clock = f"{_listed(self.hours, _HOUR)}:{_listed(self.minutes, _MINUTE)}:00"
        return f"{prefix}*-{month}-{day} {clock}"


def daily(text: str) -> Timetable:
    """Return the timetable of one start a day at a time of the clock.

    Raises
    ------
    UsageError
        If `text` is not a time like ``06:30``.
    """
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"{text!r} is no time of the day: write it like 06:30")
    return read_cron(f"{int(match[2])} {int(match[1])} * * *")


def read_cron(text: str) -> Timetable:
    """Read five fields as cron does, and refuse what never comes.

    Lists, ranges, steps over ``*`` or a range, and the names of months and days are
    taken. The grammar and the rule for the two fields of days are those of
    ``crontab(5)``.

    Parameters
    ----------
    text : str
        Minute, hour, day of the month, month, day of the week: ``30 6 * * 1-5``.

    Raises
    ------
    UsageError
        If a field cannot be read, or no day fits.
    """
    words = text.split()
    if len(words) != len(_FIELDS):
        raise UsageError(
            f"{text!r} has {len(words)} fields; cron takes five: minute, hour, day of "
            "the month, month, day of the week, like '30 6 * * 1-5'"
        )
    pairs = list(zip(_FIELDS, words, strict=True))
    minutes, hours, days, months, day_names = (_values(f, word) for f, word in pairs)
    weekdays = tuple(sorted({day % 7 for day in day_names}))
    written = [_written(field, word) for field, word in pairs]
    if 7 in day_names and not words[4].startswith("*"):
        # Hosted services know Sunday as 0 alone.
        written[4] = ",".join(map(str, weekdays))
    either = _either_day(words[2], words[4])
    if not either and min(days) > max(_LONGEST_MONTHS[m - 1] for m in months):
        raise UsageError(f"{text!r} never comes: no such month has so many days")
    text = " ".join(written)
    return Timetable(text, minutes, hours, days, months, weekdays, either)


def _either_day(day: str, weekday: str) -> bool:
    if "*" in {day, weekday}:
        return False
    if day.startswith("*") or weekday.startswith("*"):
        raise UsageError(
            f"{day!r} with {weekday!r}: cron programs disagree on a step over * in one "
            "field of days beside the other; write the days out"
        )
    return True


def _values(field: _Field, word: str) -> tuple[int, ...]:
    parts = (_part(field, part) for part in word.split(","))
    return tuple(sorted({value for values in parts for value in values}))


def _part(field: _Field, part: str) -> range:
    ends, slash, step = part.partition("/")
    start, dash, end = ends.partition("-")
    if slash and not (step.isascii() and step.isdigit() and int(step)):
        raise UsageError(f"{part!r}: the step of a {field.title} is 1 or more")
    if ends == "*":
        return range(field.low, field.high + 1, int(step or 1))
    if slash and not dash:
        raise UsageError(f"{part!r}: a step needs * or a range before it")
    low = field.number(start)
    high = field.number(end) if dash else low
    if low > high:
        raise UsageError(f"{part!r} runs backwards; write the two ends in order")
    return range(low, high + 1, int(step or 1))


def _written(field: _Field, word: str) -> str:
    return re.sub(r"[A-Za-z]+", lambda name: str(field.number(name[0])), word)


def _listed(values: Iterable[int], field: _Field) -> str:
    """Write numbers as systemd lists them: a star, or values and ranges."""
    held = list(values)
    if held == list(range(field.low, field.high + 1)):
        return "*"
    starts = [held[0], *(b for a, b in pairwise(held) if b != a + 1)]
    ends = [*(a for a, b in pairwise(held) if b != a + 1), held[-1]]
    runs = zip(starts, ends, strict=True)
    return ",".join(f"{a:02d}" if a == b else f"{a:02d}..{b:02d}" for a, b in runs)
