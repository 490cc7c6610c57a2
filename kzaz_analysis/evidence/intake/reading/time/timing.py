"""Choose the period, the base and the deadline of a number among those named."""

from __future__ import annotations

import bisect
import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING

from kzaz_analysis.evidence.intake.reading.numerals import same_digits
from kzaz_analysis.evidence.intake.reading.plain_text import Hinted, says, spans_of
from kzaz_analysis.evidence.intake.reading.time.calendar_days import (
    Days,
    part_before,
    shifted,
    years,
)
from kzaz_analysis.evidence.intake.reading.time.respective import Place, respective

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzaz_analysis.evidence.intake.reading.grammar import Grammar
    from kzaz_analysis.evidence.intake.reading.numbers import Number
    from kzaz_analysis.evidence.intake.reading.time.periods import Period

REACH = 28
"""Characters within which a period belongs to the number next to it."""

_SIGN = r"(?:us ?)?[$€£₸₼₽]?"
RIGHT_BEFORE = re.compile(rf" ?[-:(=] ?{_SIGN} ?", re.IGNORECASE)
CLOSE_BEFORE = re.compile(
    r"[ ,:(-]*[$€£₸₼₽]? ?"
    r"|[ :(-]*(?:it )?(?:was|were|is|at|reached|made)?[ $€£₸₼₽(-]*[^\d\s;,.]{0,12}"
    r"[ $€£₸₼₽(-]*"
)
RIGHT_AFTER = re.compile(
    r"[ (]*(?:worth )?(?:on average |annually |a year |per year )?(?:\w{2,12}ed )?"
    r"(?:in|for|during|over|of|at the end of|at|recorded in)? ?(?:the )?",
    re.IGNORECASE,
)
MONEY_END = re.compile(r"(?:us ?)?[$€£₸₼₽] ?\Z", re.IGNORECASE)
CAPABLE = Hinted(
    re.compile(r"capacit|\bable to\b|\bcan\b", re.IGNORECASE),
    *("capacit", "able to", "can"),
)
UNTIL = re.compile(r",?(?: and)? (?:until|till|up to|through)(?: the)?(?: end of)? ")
FROM = re.compile(r",? (?:starting |beginning |as )?from(?: the)?(?: start of)? ")
NUMBER_NEXT = re.compile(rf" ?[-:=] ?{_SIGN}\d")
"""What may stand between a number and the period that is its own."""

CARRIED = "period of the sentence before"
"""Note of a period that its own sentence does not name."""

FIXED = ("km", "miles", "W", "bit_per_s", "hectares")
"""Units of things that a year named after them does not date."""

UNDATED = ("km", "miles", "W", "bit_per_s", "years", "hectares", "days", "hours")
"""Units of things that stand for long: no period is carried over to them."""


@dataclass(frozen=True, slots=True)
class Timing:
    """When a figure holds, what it is compared with, until when it is promised.

    Attributes
    ----------
    start, end : datetime.date or None
        Period; one of them may be open.
    base : tuple of datetime.date or None
        Period compared with.
    deadline : datetime.date or None
        Last day of a promise.
    words, note : str
        Words that name the period; what was assumed.
    """

    start: dt.date | None = None
    end: dt.date | None = None
    base: Days | None = None
    deadline: dt.date | None = None
    words: str = ""
    note: str = ""

    @property
    def years(self) -> int:
        """How many calendar years the period touches; none without a period."""
        return self.end.year - self.start.year + 1 if self.start and self.end else 0

    def promised(self) -> Timing:
        """Read the times of a promise: a level to come has a deadline, no period."""
        deadline = self.deadline or (self.end if self.words else None)
        return Timing(None, None, self.base, deadline, "", self.note)

    def cells(self) -> dict[str, str]:
        """Write the days as the tables hold them."""
        base_start, base_end = self.base or ("", "")
        return {
            "period_start": str(self.start or ""),
            "period_end": str(self.end or ""),
            "base_start": str(base_start),
            "base_end": str(base_end),
            "deadline_end": str(self.deadline or ""),
        }


def timing_of(
    place: Place,
    periods: Sequence[Period],
    numbers: Sequence[Number],
    topic: Days | None,
    grammar: Grammar,
) -> Timing:
    """Find the period of a number.

    One that stands right beside the number comes first, then the nearest of the
    clause and the sentence, then what the sentences before spoke of. A level that
    another one is compared with ("from A to B", "against A") belongs to the period
    compared with. Growth compares with the same period a year before unless another
    is named.

    Parameters
    ----------
    place : Place
        The number.
    periods : sequence of Period
        Those of its sentence.
    numbers : sequence of Number
        Those of its sentence.
    topic : tuple of datetime.date or None
        What the sentences before spoke of.
    grammar : Grammar
        Of the language.
    """
    if place.base_unit not in grammar.data["counted"]:
        periods = [p for p in periods if p.role != "event"]
    is_base = place.measure in ("level", "share") and _is_base(place, grammar)
    if not periods and topic is None:
        return _base_level(None, None, None, None) if is_base else Timing()
    periods_of_figures = [p for p in periods if p.role in ("period", "as_of")]
    bases = [p for p in periods if p.role in ("base", "since")]
    bases = [p for p in bases if not _parted(place, p, ";")]
    base = _closest(bases, place.number)
    beside = respective(place, periods, numbers, grammar) or _beside(place, periods)
    dated = beside is not None and beside.role == "period"
    deadline = None if dated else _deadline(place, periods, numbers, grammar)
    if span := _end_of_span(place, periods_of_figures, grammar):
        return span
    if span := _summed_since(place, bases, grammar):
        return span
    if span := _between_starts(place, bases, periods_of_figures, grammar):
        return span
    carried = topic if topic and _may_carry(place, grammar) else None
    if is_base:
        beside = None if beside and _rises_from(place, beside) else beside
        here = [p for p in periods_of_figures if not _parted(place, p, ";")]
        main = _closest(here, place.number)
        return _base_level(beside, base, main, carried)
    chosen = beside if beside in periods_of_figures or not bases else None
    chosen = chosen or (beside if place.measure == "level" else None)
    chosen = chosen or _nearest(place, periods_of_figures, carried, grammar)
    timing = _timing(chosen, carried)
    timing = _with_base(timing, base, place, grammar)
    return replace(timing, deadline=deadline)


def _rises_from(place: Place, period: Period) -> bool:
    """Whether a period is that of a rise from a number: "in May from 5 to 7"."""
    between = place.text[period.to : place.number.start]
    return re.match(r" from\b", between, re.IGNORECASE) is not None


def _end_of_span(
    place: Place, periods: Sequence[Period], grammar: Grammar
) -> Timing | None:
    """Read "between 2019 and 2023 from 5 to 7": the first year has 5, the last 7."""
    spans = [p for p in periods if p.start and p.end and _whole_years(p.start, p.end)]
    if len(periods) != 1 or not spans:
        return None
    start, end = spans[0].start, spans[0].end
    if start and end and place.measure in ("growth", "multiple", "increase"):
        if not re.match(r"(?:between|from)\b", spans[0].words, re.IGNORECASE):
            return None
        first_year, last_year = years(start.year, start.year), years(end.year, end.year)
        return Timing(*last_year, first_year, words=spans[0].words)
    text_before = place.text[max(0, place.number.start - 60) : place.number.start]
    text_before = re.sub(rf"{_SIGN}\Z", "", text_before, flags=re.IGNORECASE)
    first = re.search(r"\bfrom \Z", text_before, re.IGNORECASE)
    last = re.search(grammar.data["range_ends"], text_before, re.IGNORECASE)
    if start is None or end is None or not (first or last):
        return None
    year = start.year if first else end.year
    days = dt.date(year, 1, 1), dt.date(year, 12, 31)
    note = f"{'first' if first else 'last'} year of {spans[0].words}"
    return Timing(*days, words=spans[0].words, note=note)


def _summed_since(
    place: Place, bases: Sequence[Period], grammar: Grammar
) -> Timing | None:
    """Read "has ordered 50 since 2020": no end is said, nor one of sentences before."""
    starts = [p for p in bases if p.role == "since"]
    first = _closest(starts, place.number)
    if first is None or place.measure != "level":
        return None
    former, latter = sorted([(place.number.start, place.end), (first.at, first.to)])
    between = place.text[former[1] : latter[0]]
    if re.search(r"[;:]", between):
        return None
    text_before = place.text[max(0, place.number.start - 90) : place.number.start]
    if not re.search(grammar.data["summed"], text_before, re.IGNORECASE):
        return None
    return Timing(first.start, words=first.words, note=f"summed since {first.words}")


def _between_starts(
    place: Place, bases: Sequence[Period], periods: Sequence[Period], grammar: Grammar
) -> Timing | None:
    """Read "since June 2006 and until June 2024, 5" and "will be 5 from 2028"."""
    starts = [p for p in bases if p.role == "since"]
    if place.measure != "level" or not starts:
        return None
    promised = says(grammar.pattern("promised"), place.text, end=place.number.start)
    for first in starts:
        for last in (p for p in periods if p.start and p.end and first.start):
            between = place.text[first.to : last.at]
            if UNTIL.fullmatch(between) and last.to <= place.number.start:
                return Timing(first.start, last.end, words=first.words)
        if promised and FROM.fullmatch(place.text, place.end, max(first.at, place.end)):
            note = f"from {first.words} on"
            days = first.start, first.end
            return Timing(*days, deadline=first.end, words=first.words, note=note)
    return None


def _whole_years(start: dt.date, end: dt.date) -> bool:
    is_whole = (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)
    return is_whole and end.year > start.year


def _timing(chosen: Period | None, topic: Days | None) -> Timing:
    if chosen is not None:
        return Timing(chosen.start, chosen.end, words=chosen.words, note=chosen.note)
    if topic is not None:
        return Timing(*topic, note=CARRIED)
    return Timing()


def _with_base(
    timing: Timing, base: Period | None, place: Place, grammar: Grammar
) -> Timing:
    measure = place.measure
    if measure in ("level", "share"):
        return timing
    in_a_row = grammar.pattern("changes", "in_a_row").match(place.text, place.end)
    if in_a_row and timing.start and timing.end:
        return replace(timing, base=part_before((timing.start, timing.end)))
    if base is not None and base.days and base.days != (timing.start, timing.end):
        return replace(timing, base=base.days)
    if timing.start and timing.end and measure in ("growth", "increase"):
        return replace(timing, base=shifted((timing.start, timing.end), -1))
    return timing


def _base_level(
    beside: Period | None,
    base: Period | None,
    main: Period | None,
    topic: Days | None,
) -> Timing:
    """Time of a level that another one is compared with."""
    base_period = beside or base
    if base_period is not None:
        return Timing(
            base_period.start,
            base_period.end,
            words=base_period.words,
            note=base_period.note,
        )
    around = main.days if main else topic
    if around is None:
        return Timing(note="earlier level, which another is compared with")
    note = f"compared with the year before, {around[0].year - 1} implied"
    return Timing(*shifted(around, -1), note=note)


def _is_base(place: Place, grammar: Grammar) -> bool:
    text_before = place.text[max(0, place.number.start - 50) : place.number.start]
    return compares(text_before, place.text[place.end : place.end + 70], grammar)


def compares(text_before: str, text_after: str, grammar: Grammar) -> bool:
    """Whether a level between two texts is one that another is compared with."""
    return _compares(same_digits(text_before), same_digits(text_after), grammar)


@lru_cache
def _compared(grammar: Grammar) -> re.Pattern[str]:
    shape = grammar.data["compared_levels"].removesuffix("$")
    return re.compile(rf"\b{shape}\Z", re.IGNORECASE)


@lru_cache(maxsize=16384)
def _compares(text_before: str, text_after: str, grammar: Grammar) -> bool:
    text_before = MONEY_END.sub("", text_before)
    if not _compared(grammar).search(text_before):
        return False
    if re.search(r"\bfrom\W*\Z", text_before, re.IGNORECASE):
        return bool(
            re.search(r"\bto (?:[\w-]+ ){0,3}?(?:us ?)?[$€£₸₼₽]?\d", text_after)
            or re.search(r"\b(?:up|down|to [^,;]{0,60}) from\W*\Z", text_before)
            or re.match(
                r"[^,;.]{0,30}\b(?:a year|in|last year|the previous)\b", text_after
            )
            or re.search(r"\d[^;]{0,60}from\W*\Z", text_before)
        )
    return True


def _beside(place: Place, periods: Sequence[Period]) -> Period | None:
    """Return the period right before a number, or right after it."""
    for period in periods:
        # "Than in 2024, when 1.4 million were pumped."
        between = place.text[period.to : place.number.start]
        if re.match(r",? when\b", between) and not re.search(r"[;]|\d", between):
            return period
    earlier_periods = [p for p in periods if 0 <= place.number.start - p.to <= REACH]
    for period in reversed(earlier_periods):
        between = place.text[period.to : place.number.start]
        if RIGHT_BEFORE.fullmatch(between):
            return _part_behind(place, period, periods) or period
    for period in periods:
        if period.role == "deadline" or not 0 <= period.at - place.end <= REACH:
            continue
        taken = NUMBER_NEXT.match(place.text, period.to)
        if RIGHT_AFTER.fullmatch(place.text, place.end, period.at) and not taken:
            return period
    if _promised_after(place, periods):
        return None
    tight = [
        p
        for p in earlier_periods
        if CLOSE_BEFORE.fullmatch(place.text, p.to, place.number.start)
    ]
    return tight[-1] if tight else None


def _part_behind(
    place: Place, whole: Period, periods: Sequence[Period]
) -> Period | None:
    """Return the part of a period right after a number: "this year: 5 in May"."""
    if not whole.start or not whole.end:
        return None
    for period in periods:
        if period.at < place.end or not period.start or not period.end:
            continue
        inside = whole.start <= period.start and period.end <= whole.end
        if inside and RIGHT_AFTER.fullmatch(place.text, place.end, period.at):
            return period
    return None


def _promised_after(place: Place, periods: Sequence[Period]) -> bool:
    """Whether a number ends in its own deadline: "5 in 2025 and 10 tonnes by 2028"."""
    return any(
        p.role == "deadline"
        and 0 <= p.at - place.end <= REACH
        and re.fullmatch(
            r" (?:by|until|before)(?: the)?(?: \w+ of)? ", place.text[place.end : p.at]
        )
        for p in periods
    )


def _closest(periods: Sequence[Period], number: Number) -> Period | None:
    def distance(period: Period) -> int:
        return max(number.start - period.to, period.at - number.end)

    return min(periods, key=distance) if periods else None


def _nearest(
    place: Place, periods: Sequence[Period], topic: Days | None, grammar: Grammar
) -> Period | None:
    """Return the nearest whole period of a sentence, a single day only at need.

    What a later clause names is not taken where the sentences before name a period.
    """
    whole = [p for p in periods if not p.day] or list(periods)
    if not whole:
        return None
    shape, later = grammar.data["clause_breaks"], grammar.data["later_breaks"]
    same = [
        p for p in whole if not _parted(place, p, shape if p.to <= place.end else later)
    ]
    earlier_periods = [p for p in same if p.to <= place.number.start]
    if earlier_periods:
        return earlier_periods[-1]
    if place.base_unit in FIXED or _is_capacity(place):
        return None
    verbs = spans_of(grammar.pattern("next_verb"), place.text)
    following = bisect.bisect_left(verbs, (place.end,))
    if following < len(verbs) and _stands(place, grammar):
        same = [p for p in same if p.at < verbs[following][0]]
        whole = [p for p in whole if p.at < verbs[following][0]]
    if topic and not same and all(p.at > place.end for p in whole):
        return None
    return _closest(same or whole, place.number)


def _parted(place: Place, period: Period, shape: str) -> bool:
    former, latter = sorted([(place.number.start, place.end), (period.at, period.to)])
    between = place.text[former[1] : latter[0]]
    return len(between) > 400 or re.search(shape, between) is not None


def _of_later_number(
    place: Place,
    deadline: Period,
    periods: Sequence[Period],
    numbers: Sequence[Number],
) -> bool:
    """Whether a deadline is of a number behind: "in 2026 to be 5, and 10 by 2030"."""
    is_parted = any(place.end <= n.start < deadline.at for n in numbers)
    own = (p for p in periods if p.role == "period" and p.to <= place.number.start)
    return is_parted and any(p.start and p.end for p in own)


def _deadline(
    place: Place,
    periods: Sequence[Period],
    numbers: Sequence[Number],
    grammar: Grammar,
) -> dt.date | None:
    ends = [p for p in periods if p.role == "deadline"]
    shape = grammar.data["deadline_breaks"]
    near = [p for p in ends if not _parted(place, p, shape)]
    near = [p for p in near if not _of_later_number(place, p, periods, numbers)]
    period = _closest(near, place.number)
    return period.end if period else None


def _may_carry(place: Place, grammar: Grammar) -> bool:
    """Whether a number may have the period of the sentence before.

    Not what stands for long, nor what is said to be so now.
    """
    if place.base_unit in UNDATED or _is_capacity(place):
        return False
    before = place.text[max(0, place.number.start - 60) : place.number.start]
    if grammar.hinted("sized").search(before):
        return False
    return place.measure != "level" or not _stands(place, grammar)


@lru_cache
def _verbs(grammar: Grammar) -> re.Pattern[str]:
    shape = f"(?P<now>{grammar.data['standing']})|{grammar.data['happened']}"
    return re.compile(shape, re.IGNORECASE)


@lru_cache(maxsize=8)
def _verbs_of(text: str, grammar: Grammar) -> tuple[list[tuple[int, int]], list[bool]]:
    """Spans of the verbs of a sentence, and which of them are of the present."""
    matches = list(_verbs(grammar).finditer(text))
    return [m.span() for m in matches], [m["now"] is not None for m in matches]


def _stands(place: Place, grammar: Grammar) -> bool:
    """Whether the last verb before a number, or the next one, is of the present."""
    start, end = place.number.start, place.end
    spans, are_now = _verbs_of(place.text, grammar)
    breaks = spans_of(grammar.pattern("clause_breaks"), place.text)
    place_of_break = bisect.bisect_right(breaks, start, key=itemgetter(1)) - 1
    low = max(start - 120, breaks[place_of_break][1] if place_of_break >= 0 else 0)
    earlier = bisect.bisect_right(spans, start, key=itemgetter(1)) - 1
    if earlier >= 0 and spans[earlier][0] >= low:
        return are_now[earlier]
    following = bisect.bisect_left(breaks, (end,))
    high = min(end + 80, breaks[following][0] if following < len(breaks) else end + 80)
    later = bisect.bisect_left(spans, (end,))
    return later < len(spans) and spans[later][1] <= high and are_now[later]


def _is_capacity(place: Place) -> bool:
    around = place.text[max(0, place.number.start - 60) : place.end + 20]
    return CAPABLE.search(around) is not None
