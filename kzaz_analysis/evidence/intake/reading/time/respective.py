"""Numbers that belong to years in the same order: "5 and 7, respectively"."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kzaz_analysis.evidence.intake.reading.plain_text import says

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzaz_analysis.evidence.intake.reading.grammar import Grammar
    from kzaz_analysis.evidence.intake.reading.numbers import Number
    from kzaz_analysis.evidence.intake.reading.time.periods import Period

LISTED = 200
"""Characters that a list of numbers with as many years may take."""


@dataclass(frozen=True, slots=True)
class Place:
    """A number among the numbers and periods of its sentence.

    Attributes
    ----------
    text : str
        The sentence.
    number : Number
        The number.
    end : int
        Where its unit ends.
    base_unit, measure : str
        What it counts, and what it measures.
    """

    text: str
    number: Number
    end: int
    base_unit: str
    measure: str


def respective(
    place: Place,
    periods: Sequence[Period],
    numbers: Sequence[Number],
    grammar: Grammar,
) -> Period | None:
    """Read "5 and 7, respectively" after as many years."""
    words = "periods", "respectively"
    shape = grammar.pattern(*words, before=r"\b", after=r"\b")
    if not says(shape, place.text, place.end):
        return None
    mark = shape.search(place.text, place.end, place.end + LISTED)
    if mark is None:
        return None
    start = max(0, place.number.start - LISTED)
    opening = place.text.rfind("(", start, place.number.start)
    closed = place.text.find(")", max(opening, start), place.number.start) >= 0
    inside = opening >= 0 and not closed
    listed = [n for n in numbers if n.end <= mark.start()]
    listed = [n for n in listed if n.start > opening] if inside else listed
    earlier_periods = [p for p in periods if p.to <= (listed[0].start if listed else 0)]
    return _paired(listed, earlier_periods, place.number)


def _paired(
    listed: Sequence[Number], before: Sequence[Period], number: Number
) -> Period | None:
    if number not in listed or not before:
        return None
    place = listed.index(number)
    if len(before) >= len(listed) > 1:
        return before[len(before) - len(listed) + place]
    latest_period = before[-1]
    if not latest_period.start or not latest_period.end:
        return None
    if latest_period.end.year - latest_period.start.year + 1 != len(listed):
        return None
    year = latest_period.start.year + place
    return replace(latest_period, start=dt.date(year, 1, 1), end=dt.date(year, 12, 31))
