"""Figures of one sentence: its numbers with unit, measure, hedge and time."""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kzaz_analysis.evidence.intake.reading.grammar import Grammar
from kzaz_analysis.evidence.intake.reading.measures import (
    Around,
    Clauses,
    Measure,
    measure_of,
)
from kzaz_analysis.evidence.intake.reading.numbers import (
    Number,
    find_numbers,
    hedge_of,
    special_numbers,
)
from kzaz_analysis.evidence.intake.reading.plain_text import Sentence
from kzaz_analysis.evidence.intake.reading.sentence_units import (
    LABELLED,
    SentenceUnits,
    restates,
)
from kzaz_analysis.evidence.intake.reading.time.periods import Period, mentions
from kzaz_analysis.evidence.intake.reading.time.resolve import Calendar
from kzaz_analysis.evidence.intake.reading.time.respective import Place
from kzaz_analysis.evidence.intake.reading.time.timing import (
    CARRIED,
    Timing,
    compares,
    timing_of,
)
from kzaz_analysis.evidence.intake.reading.unit_codes import Unit
from kzaz_analysis.evidence.intake.reading.units import Things, unit_of_heading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CHANGES = ("growth", "multiple", "increase")

OF_A_FALL = {"over": "under", "under": "over"}


OWN_PERIOD = 36
"""Characters from a number, unit included, to a period that is its own."""

BRACKET = re.compile(r"\([^()]*+\)")

NEIGHBOURHOOD = 600
"""Characters around a number in which its period is looked for."""


@dataclass(frozen=True, slots=True)
class TextFigure:
    """One figure of a text.

    Attributes
    ----------
    sentence : Sentence
        Where it stands.
    number : Number
        The number as printed.
    unit : Unit
        What it counts.
    measure : Measure
        ``growth``, ``share``, ``multiple``, ``increase`` or ``level``, and the way
        it went.
    qualifier : str
        How it is hedged.
    timing : Timing
        Period, base and deadline.
    here : Around
        The words around it.
    notes : tuple of str
        What was assumed, and what else the text may mean.
    """

    sentence: Sentence
    number: Number
    unit: Unit
    measure: Measure
    qualifier: str
    timing: Timing
    here: Around
    notes: tuple[str, ...]

    @property
    def end(self) -> int:
        """Where the figure ends in its sentence, unit included."""
        return max(self.number.end, self.unit.end)

    @property
    def amount(self) -> float:
        """Value with scale and with the sign of its change; a dash is no minus."""
        amount = self.number.amount
        if self.measure.change == "rest":
            return amount - 100
        if self.measure.name in ("growth", "increase"):
            return -abs(amount) if self.measure.change == "down" else amount
        if is_divided(self.number, self.measure):
            return float(f"{1 / amount:.6g}")
        return abs(amount)


class SentenceReader:
    """Reads one sentence."""

    def __init__(
        self,
        sentence: Sentence,
        words: Grammar,
        marks: frozenset[str],
        strict: bool,
        calendar: Calendar,
        things: Things,
    ) -> None:
        self.sentence, self.text, self.words = sentence, sentence.text, words
        self.calendar, self.things = calendar, things
        self.below = "up_to" if strict else "under"
        self.clauses = Clauses(sentence, words)
        self.mentions = mentions(self.text, words)
        self.periods = calendar.resolve(self.mentions)
        self.numbers = self._numbers(marks, strict)
        self.brackets = [m.span() for m in BRACKET.finditer(self.text)]
        self.unit_before: Unit | None = None
        self.carried: list[Period] = []
        self.last: tuple[Unit, Measure] | None = None

    def figures(self) -> Iterator[TextFigure]:
        """Figures of the sentence; after the last, `carried` has its other periods."""
        pairs = SentenceUnits(
            self.text,
            self.words,
            self.numbers,
            self.periods,
            self.things,
            unit_of_heading(self.text, self.words),
            self.unit_before,
        ).pairs()
        numbers = [number for number, _ in pairs]
        starts = [period.at for period in self.periods]
        places = [number.start for number in numbers]
        bracketed = self._bracketed(numbers)
        dated = set(bracketed.values())
        reserved = self._reserved(numbers)
        most = self.sentence.reach(NEIGHBOURHOOD)
        for number, unit in pairs:
            inside = _bracket(self.brackets, number.start)
            near = _window(self.periods, starts, number.start, most)
            if inside in dated:
                near = [p for p in near if p.at in bracketed]
            periods = [
                p
                for p in near
                if bracketed.get(p.at, inside) == inside
                and reserved.get(p.at, number.start) == number.start
            ]
            beside = _window(numbers, places, number.start, most)
            yield self._figure(number, unit, periods, beside)
        own = bracketed.keys() | reserved.keys()
        is_aside = self._is_aside(numbers)
        self.carried = [p for p in self.periods if p.at not in own and not is_aside]

    def _is_aside(self, numbers: Sequence[Number]) -> bool:
        """Whether a sentence goes back to say what it was: "In 2024 it was 5"."""
        topic = self.calendar.topic
        if (
            topic is None
            or not numbers
            or not restates(self.text, numbers[0], self.words)
        ):
            return False
        return all(p.end is None or p.end < topic[1] for p in self.periods)

    def _bracketed(self, numbers: Sequence[Number]) -> dict[int, int]:
        """Brackets of the periods that stand in one with figures, and are theirs."""
        filled = {_bracket(self.brackets, number.start) for number in numbers} - {-1}
        places = ((p.at, _bracket(self.brackets, p.at)) for p in self.periods)
        return {at: bracket for at, bracket in places if bracket in filled}

    def _reserved(self, numbers: Sequence[Number]) -> dict[int, int]:
        """Periods behind a number that is compared with are its own: "vs 5 in 2023"."""
        ends = [number.end for number in numbers]
        reserved = {}
        for period in self.periods:
            place = bisect.bisect_right(ends, period.at) - 1
            if place < 0 or period.at - ends[place] > OWN_PERIOD:
                continue
            start, end = numbers[place].start, ends[place]
            preceding = self.text[max(0, start - 50) : start]
            if compares(preceding, self.text[end : end + 70], self.words):
                reserved[period.at] = start
        return reserved

    def _numbers(self, marks: frozenset[str], strict: bool) -> list[Number]:
        plain = find_numbers(self.text, self.words, marks, strict=strict)
        special = list(special_numbers(self.text, self.words))
        taken, coming = bytearray(len(self.text)), bytearray(len(self.text))
        for mention in self.mentions:
            # "Within three years" is a period, and three years are promised, too.
            _take(
                coming if mention.kind == "coming_years" else taken,
                mention.start,
                mention.end,
            )
        free: list[Number] = []
        for number in sorted([*special, *plain], key=lambda n: n.start - n.end):
            dated = any(coming[number.start : number.end]) and number.form != "words"
            if dated or any(taken[number.start : number.end]):
                continue
            _take(taken, number.start, number.end)
            free.append(number)
        return sorted(free, key=lambda n: n.start)

    def _labelled(self, number: Number, unit: Unit, measure: Measure) -> Measure:
        """Read "grew by 6 % (H1 2024: 3 %)": in brackets stands what it was before."""
        former, self.last = self.last, (unit, measure)
        text_before = self.text[max(0, number.start - 40) : number.start]
        if former is None or measure.name != "share" or number.form == "part":
            return measure
        is_alike = former[0].base == unit.base and former[1].name == "growth"
        if not is_alike or not LABELLED.search(text_before):
            return measure
        return Measure("growth", "down" if number.sign == "-" else "up")

    def _hedge(self, number: Number) -> str:
        hedge = hedge_of(self.text, number, self.words)
        return self.below if hedge == "below" else hedge

    def _figure(
        self,
        number: Number,
        unit: Unit,
        periods: Sequence[Period],
        numbers: Sequence[Number],
    ) -> TextFigure:
        end = max(number.end, unit.end)
        here = self.clauses.around(number, end)
        measure = measure_of(number, unit.base, here, self.words)
        measure = self._labelled(number, unit, measure)
        place = Place(self.text, number, end, unit.base, measure.name)
        is_first = number.start == self.numbers[0].start
        if measure.name in CHANGES and not is_first and self._is_aside(self.numbers):
            # "A year before, it was 5; the rise is 27 percent": since then.
            periods = [replace(period, role="base") for period in periods]
        timing = timing_of(place, periods, numbers, self.calendar.topic, self.words)
        if here.promised and timing.note == CARRIED:
            timing = Timing(deadline=timing.deadline)
        notes = (*_notes(number, measure), unit.note, timing.note)
        return TextFigure(
            self.sentence,
            number,
            unit,
            measure,
            _signed_hedge(self._hedge(number), number, measure),
            timing,
            here,
            tuple(note for note in notes if note),
        )


def is_divided(number: Number, measure: Measure) -> bool:
    """Whether a third is left: "fell 3 times", "threefold", "by a factor of 3".

    "Doubled" goes up by itself, whatever fell before.
    """
    is_fall = measure.name == "multiple" and measure.change == "down"
    return is_fall and number.amount > 1 and number.form != "multiple"


def _signed_hedge(hedge: str, number: Number, measure: Measure) -> str:
    """Return what a hedge says of a signed change: a fall of over 30 % is under it."""
    is_fall = measure.change == "down" and measure.name in ("growth", "increase")
    is_turned = is_fall or is_divided(number, measure)
    return OF_A_FALL.get(hedge, hedge) if is_turned else hedge


def _take(taken: bytearray, start: int, end: int) -> None:
    taken[start:end] = b"\1" * (end - start)


def _bracket(brackets: Sequence[tuple[int, int]], place: int) -> int:
    """Return the number of the bracket around a place; -1 outside of all."""
    number = bisect.bisect_right(brackets, place, key=lambda span: span[0]) - 1
    return number if number >= 0 and place < brackets[number][1] else -1


def _notes(number: Number, measure: Measure) -> tuple[str, ...]:
    notes = []
    if number.other is not None:
        notes.append(f"or {number.other:,.10g}: the separator may be read both ways")
    if number.form == "part" or (number.form == "words" and number.value < 1):
        notes.append("a rounded word")
    if is_divided(number, measure):
        notes.append(f"fell {number.value:g} times: 1/{number.value:g} is left")
    return tuple(notes)


def _window(
    items: Sequence[Any], starts: list[int], place: int, most: int
) -> Sequence[Any]:
    low = bisect.bisect_left(starts, place - most)
    high = bisect.bisect_right(starts, place + most)
    return items[low:high]
