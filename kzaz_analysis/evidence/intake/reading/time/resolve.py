"""Days of the periods that a text names, each by the ones before it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.intake.reading.grammar import grammar as words_of
from kzaz_analysis.evidence.intake.reading.plain_text import on_keyboard
from kzaz_analysis.evidence.intake.reading.time import calendar_days as days_of
from kzaz_analysis.evidence.intake.reading.time.calendar_days import Days
from kzaz_analysis.evidence.intake.reading.time.kinds import READERS, RELATIVE, count_of
from kzaz_analysis.evidence.intake.reading.time.periods import (
    EARLIEST_YEAR,
    Period,
    whole_mention,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzaz_analysis.evidence.intake.reading.grammar import Grammar
    from kzaz_analysis.evidence.intake.reading.time.periods import Mention

PARTS = "a year has two halves, four quarters and twelve months"


AS_OF = re.compile(r"^\s*as (?:of|at|on) ", re.IGNORECASE)

OF_OTHERS = ("same", "same_before", "earlier", "some_years")
"""Kinds of mentions that take their days from others."""

OPENING = 25
"""Characters of a sentence within which "a year earlier" is what it speaks of."""


@dataclass(slots=True)
class Calendar:
    """What has been said of time so far.

    Attributes
    ----------
    grammar : Grammar
        Of the language.
    published : datetime.date or None
        Day of the text.
    topic : tuple of datetime.date or None
        Period that the text speaks of at this place.
    lead : tuple of datetime.date or None
        The first one that its paragraph spoke of.
    """

    grammar: Grammar
    published: dt.date | None = None
    topic: Days | None = None
    lead: Days | None = None

    def resolve(self, mentions: Sequence[Mention]) -> list[Period]:
        """Give the periods of one sentence their days.

        Those with a year of their own come first; "a year earlier" and "January to
        June" then take it from them, from the period that is compared with, from the
        day of the text, or from the sentences before.
        """
        resolved: dict[int, Period] = {}
        for place, mention in enumerate(mentions):
            if period := self._own(mention):
                resolved[place] = period
        for place, mention in enumerate(mentions):
            if place not in resolved and (period := self._by_others(mention, resolved)):
                resolved[place] = period
        whole = [resolved[place] for place in sorted(resolved)]
        starts = [m for m in mentions if m.kind == "season_start"]
        whole = [_since_season(p, starts[0]) for p in whole] if starts else whole
        return [
            p
            for p in whole
            if p.role != "told" and not (p.day and p.start == self.published)
        ]

    def carry(self, periods: Sequence[Period]) -> None:
        """Remember what a sentence was about, for the next one."""
        whole = [p for p in periods if p.role in ("period", "as_of") and not p.day]
        if whole and not whole[0].is_aside:
            days = [p.days for p in whole if p.days]
            alike = {(start.month, end.month) for start, end in days}
            # "5 in 2022, 6 in 2023 and 7 in 2024": what follows is about the last.
            is_list = (
                len(alike) == 1 and days == sorted(days) and len(days) == len(whole)
            )
            self.topic = whole[-1 if is_list else 0].days
        self.lead = self.lead or self.topic

    def turn(self) -> None:
        """Come back to the first period of a paragraph from a part of it."""
        if self.topic and self.lead:
            inside = self.lead[0] <= self.topic[0] and self.topic[1] <= self.lead[1]
            self.topic = self.lead if inside else self.topic
        self.lead = None

    def _own(self, mention: Mention) -> Period | None:
        """Read a mention that has its year, or takes it from the day of the text."""
        if mention.kind in (*OF_OTHERS, "season_start"):
            return None
        if mention.kind == "season":
            return _open(mention, f"the months of {mention.words} are not stated")
        if mention.kind == "no_such_part":
            return _open(mention, f"{mention.words} does not exist: {PARTS}")
        if mention.kind == "slashed_day":
            return self._slashed(mention)
        year = self._year(mention)
        if year is None:
            return None
        return self._period(mention, self._days(mention, year))

    def _year(self, mention: Mention) -> int | None:
        parts = mention.parts
        if "y" in parts:
            return int(parts["y"])
        if "rel" in parts or mention.kind in RELATIVE:
            if self.published is None:
                return None
            back = self.grammar.data["periods"]["back"].get(parts.get("rel"), 0)
            return self.published.year - (0 if mention.kind == "relative" else back)
        return 2000 + int(parts["short"]) if "short" in parts else None

    def _days(self, mention: Mention, year: int) -> Days | None:
        try:
            days = READERS[mention.kind](self, mention, year)
        except ValueError:
            return None
        return days if days[0] <= days[1] else None

    def _period(
        self, mention: Mention, days: Days | None, note: str = ""
    ) -> Period | None:
        if days is None:
            return None
        role, is_day = mention.role, days_of.is_one_day(days)
        if role == "as_of":
            return self._as_of(mention, days)
        if role == "since" and self.published and mention.kind != "to_date":
            role = "since"
        if role == "deadline" and self.published and days[1] < self.published:
            if mention.kind in ("month", "bare_month") or is_day:
                return self._as_of(mention, days)
            role = "period"
        at, to, words = mention.start, mention.end, mention.words
        is_day = is_day or mention.kind == "days"
        return Period(*days, role, at, to, words, note, is_day, mention.is_aside)

    def _as_of(self, mention: Mention, days: Days) -> Period:
        """Read "as of 1 October" as the months before it, from the year's start on.

        What is counted as it stands, such as stocks, is of the day itself.
        """
        last_day = days[1]
        if mention.is_of_stock:
            span = mention.start, mention.end
            return Period(*days, "as_of", *span, mention.words)
        if not days_of.is_one_day(days):
            first_day = days[0] if days[0].month == 1 else dt.date(last_day.year, 1, 1)
            spans = days[0], first_day, last_day
        else:
            last_day -= dt.timedelta(days=1 if last_day.day == 1 else 0)
            spans = days[0], dt.date(last_day.year, 1, 1), last_day
        words = (mention.start, mention.end, mention.words)
        return Period(
            spans[1], last_day, "as_of", *words, "counted from the start of the year"
        )

    def _slashed(self, mention: Mention) -> Period | None:
        day, month = mention.number("dd"), mention.number("mm")
        words = (mention.role, mention.start, mention.end, mention.words)
        if day <= 12 and month <= 12 and day != month:
            note = f"{mention.words} is {day}.{month}. or {month}.{day}."
            return Period(None, None, *words, note)
        day, month = (day, month) if month <= 12 else (month, day)
        try:
            date = dt.date(mention.number("y"), month, day)
        except ValueError:
            return None
        return self._period(mention, (date, date))

    def _by_others(self, mention: Mention, found: dict[int, Period]) -> Period | None:
        main = self._main(found)
        if mention.kind in ("some_years", "season_start"):
            return None
        if mention.kind == "same":
            return self._same(mention, found)
        if mention.kind == "same_before":
            return self._same_before(mention, main or self.topic)
        if mention.kind == "earlier":
            opens = mention.start <= OPENING
            before = {n: p for n, p in found.items() if p.to <= mention.start}
            if opens and self.topic and not self._main(before):
                # "A year earlier it was 5; in 2021, 3" goes back from what was before.
                main = None
            around = main or self.topic
            back = count_of(self, mention) if "n" in mention.parts else 1
            if around is None and back > 1 and self.published:
                around = days_of.years(self.published.year, self.published.year)
            days = days_of.shifted(around, -back) if around else None
            is_later = not opens and self.topic is not None
            role = "base" if main or is_later else mention.role
            return self._period(replace(mention, role=role, is_aside=True), days)
        year = self._missing_year(mention, found)
        if year is None:
            return None
        bases = [p for p in found.values() if p.role == "base" and p.end and not p.day]
        named = bases and mention.role == "period" and bases[0].end
        note = f"{year}: the year after the one it is compared with" if named else ""
        return self._period(mention, self._days(mention, year), note)

    def _same(self, mention: Mention, found: dict[int, Period]) -> Period | None:
        """Read "that year" by what stands before it, "the same month" by a month."""
        before = {n: p for n, p in found.items() if p.to <= mention.start}
        days = self._main(before) or self.topic or self._main(found)
        is_month = days is not None and days[0] >= days[1].replace(day=1)
        if mention.words.lower().endswith(" month") and not is_month:
            return None
        return self._period(mention, days)

    def _main(self, found: dict[int, Period]) -> Days | None:
        periods_of_figures = [
            p for p in found.values() if p.role in ("period", "as_of") and p.days
        ]
        return next((p.days for p in periods_of_figures if not p.day), None)

    def _same_before(self, mention: Mention, around: Days | None) -> Period | None:
        if "y" in mention.parts:
            year = mention.number("y")
        elif around:
            year = around[1].year - 1
        elif self.published:
            year = self.published.year - 1
        else:
            return None
        words = (mention.start, mention.end, mention.words)
        if around is None or around[1].year == year:
            note = f"the months of {year} are not stated"
            return Period(dt.date(year, 1, 1), None, mention.role, *words, note)
        days = days_of.shifted(around, year - around[1].year)
        return self._period(replace(mention, role="base"), days)

    def _missing_year(self, mention: Mention, found: dict[int, Period]) -> int | None:
        """Find the year of "January to June" around it."""
        dated_periods = [p for p in found.values() if p.end and not p.day]
        bases = [p for p in dated_periods if p.role == "base"]
        if bases and mention.role == "period" and bases[0].end:
            return bases[0].end.year + 1
        for period in dated_periods:
            if period.role == "period" and period.end:
                year = period.end.year - (mention.role == "base")
                # "For ten months it was 5 (January-October 2024: 4)" compares.
                is_same = period.at > mention.end and period.days == self._days(
                    mention, year
                )
                return year + is_same
        if self.published is None:
            return self.topic[1].year if self.topic else None
        this = self._days(mention, self.published.year)
        if this is None or this[1] <= self.published or mention.role == "deadline":
            return self.published.year
        near = this[0] <= self.published and mention.kind in ("half", "quarter")
        if near:
            return self.published.year
        return self.topic[1].year if self.topic else self.published.year - 1


def _since_season(period: Period, mention: Mention) -> Period:
    """Begin what is counted until a day with a season, where one is said.

    Its first month is that of the mention; without one the start stays open.
    """
    if period.role != "as_of":
        return period
    season = mention.words.partition(" of ")[2]
    note = f"the months of {season} are not stated"
    start = None
    if "m" in mention.parts:
        month = words_of().months[mention.parts["m"][:3]]
        start, note = dt.date(mention.number("y"), month, 1), f"since {season})"
    return replace(period, start=start, note=note)


def _open(mention: Mention, note: str) -> Period:
    return Period(
        None, None, mention.role, mention.start, mention.end, mention.words, note
    )


def read_period(text: str, published: dt.date | None = None) -> Days:
    """Read a text that is one period: its first and last day.

    Parameters
    ----------
    text : str
        ``2024``, ``2024-03``, ``202403``, ``2024Q1``, ``1H 2024``, ``9M 2024``,
        ``Jan 2024``, ``January-October 2024``, ``2024-01..2024-04``, ``2018..2020``,
        ``31.12.2024`` and the like.
    published : datetime.date, optional
        Day by which "last year" is read.

    Raises
    ------
    UsageError
        If it is no period, leaves its days open, or ends before it starts.
    """
    words = words_of()
    mention = whole_mention(AS_OF.sub("", on_keyboard(text)), words, EARLIEST_YEAR)
    if mention and AS_OF.match(text):
        mention = replace(mention, role="as_of")
    periods = Calendar(words, published).resolve([mention] if mention else [])
    if periods and periods[0].days:
        return periods[0].days
    if periods:
        raise UsageError(f"{text!r}: {periods[0].note}; give its first and last day")
    if mention and mention.kind in ("years", "iso_range", "months"):
        raise UsageError(f"the period {text!r} ends before it starts")
    raise UsageError(
        f"{text!r} is not a period; write 2024, 2024-03, 2024-Q1, 2024-H1, 9M 2024, "
        "Jan-Oct 2024, 2024-01..2024-04 or 2018..2020"
    )
