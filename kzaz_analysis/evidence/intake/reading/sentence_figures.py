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
from kzaz_analysis.evidence.intake.reading.units import (
    Things,
    counted_before,
    ranged_price,
    unit_of,
    unit_of_heading,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BESIDE = "unit of the figure beside it"
"""Note of a unit that was not said with its number."""

CHANGES = ("growth", "multiple", "increase")

OF_A_FALL = {"over": "under", "under": "over"}


ALIKE = 20
"""How many times a number may be another one whose scale word it shares."""

OWN_PERIOD = 36
"""Characters from a number, unit included, to a period that is its own."""

LABELLED = re.compile(r"\([^()]{2,24}: ?\Z")
BRACKET = re.compile(r"\([^()]*+\)")

OWN_TIME = re.compile(
    r" (?:in|for|during|by|until)(?: the)?(?: end of| start of)? ?", re.IGNORECASE
)
"""What stands between a number and the period that it has alone."""

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
        self.clauses = Clauses(self.text, words)
        self.mentions = mentions(self.text, words)
        self.periods = calendar.resolve(self.mentions)
        self.numbers = self._numbers(marks, strict)
        self.heading = unit_of_heading(self.text, words)
        self.brackets = [m.span() for m in BRACKET.finditer(self.text)]
        self.last: Unit | None = None
        self.carried: list[Period] = []

    def figures(self) -> Iterator[TextFigure]:
        """Figures of the sentence; after the last, `carried` has its other periods."""
        pairs = self._with_units()
        numbers = [number for number, _ in pairs]
        starts = [period.at for period in self.periods]
        places = [number.start for number in numbers]
        bracketed = self._bracketed(numbers)
        dated = set(bracketed.values())
        reserved = self._reserved(numbers)
        for number, unit in pairs:
            inside = _bracket(self.brackets, number.start)
            near = _window(self.periods, starts, number.start)
            if inside in dated:
                near = [p for p in near if p.at in bracketed]
            periods = [
                p
                for p in near
                if bracketed.get(p.at, inside) == inside
                and reserved.get(p.at, number.start) == number.start
            ]
            beside = _window(numbers, places, number.start)
            yield self._figure(number, unit, periods, beside)
        own = bracketed.keys() | reserved.keys()
        is_aside = self._is_aside(numbers)
        self.carried = [p for p in self.periods if p.at not in own and not is_aside]

    def _is_aside(self, numbers: Sequence[Number]) -> bool:
        """Whether a sentence goes back to say what it was: "In 2024 it was 5"."""
        topic = self.calendar.topic
        if topic is None or not numbers or not self._restates(numbers[0]):
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

    def _with_units(self) -> list[tuple[Number, Unit]]:
        pairs: list[tuple[Number, Unit]] = []
        for number in reversed(self.numbers):
            unit = self._unit(number)
            later = pairs[-1] if pairs else None
            shared = self._shared(number, unit, later) if later else None
            if shared is not None:
                pairs.append(shared)
            elif unit is not None:
                pairs.append((number, unit))
            elif headed := self._headed(number):
                pairs.append(headed)
            elif self._inherits(number):
                pairs.append((number, Unit("", "", number.end)))
        return self._inherited(pairs[::-1])

    def _unit(self, number: Number) -> Unit | None:
        if number.form in ("multiple", "fold"):
            return Unit("ratio_to_base", "", number.end)
        if number.form == "part":
            return Unit("percent", "", number.end)
        if number.form == "anniversary":
            return Unit("years", "", number.end)
        unit = unit_of(self.text, number, self.words, self.things)
        if unit is not None and unit.base == "ratio_to_base":
            rated = self.things.elided(self.text, number, self.words)
            unit = rated or (None if unit.per else unit)
        if unit is None:
            unit = counted_before(self.text, number, self.words)
        if unit is None:
            unit = ranged_price(self.text, number, self.words)
        is_word = number.form == "words" and number.scale == 1
        counts = is_word and unit is not None and unit.counted
        return None if counts and self._is_known(number) else unit

    def _is_known(self, number: Number) -> bool:
        """Whether a word counts nothing new: "one", and two that were named before."""
        text_before = self.text[max(0, number.start - 20) : number.start]
        is_named = self.words.pattern("the_two").search(text_before) is not None
        return number.value == 1 or (number.value == 2 and is_named)

    def _shared(
        self, number: Number, unit: Unit | None, later: tuple[Number, Unit]
    ) -> tuple[Number, Unit] | None:
        """Read "from 32 to 42 a week": the first number has the unit of the second."""
        later_figure, its = later
        between = self.text[number.end : later_figure.start]
        signs = r"(?:us ?)?[$€£₸₼₽]?"
        shape = rf" ?(?:{self.words.data['range_words']}) ?{signs} ?"
        # "5.2, 6.1 and 7 million": the last of a list says what all of them count.
        listed = unit is None and between == ", " and its.end == later_figure.end
        if not listed and (
            len(between) > 12 or not re.fullmatch(shape, between, re.IGNORECASE)
        ):
            return None
        if unit is not None and (
            unit.end > later_figure.start or unit.base == its.base
        ):
            unit = (
                replace(unit, per=unit.per or its.per)
                if unit.end <= later_figure.start
                else None
            )
        if unit is None:
            spread = later_figure.scale if number.scale == 1 else number.scale
            ending = replace(its, end=number.end)
            return replace(number, scale=spread), ending
        return (number, unit) if unit.base == its.base else None

    def _headed(self, number: Number) -> tuple[Number, Unit] | None:
        """Read "thousand tonnes: exports 2,210, imports 730": the heading counts."""
        if number.form != "digits" or number.scale > 1 or self.heading is None:
            return None
        scaled, unit = self.heading
        text_after = self.text[number.end : number.end + 30]
        follows = re.match(self.words.data["no_noun_after"], text_after, re.IGNORECASE)
        if number.start < scaled.end or not follows:
            return None
        note = "unit of the heading"
        return replace(number, scale=scaled.scale), replace(
            unit, end=number.end, note=unit.note or note
        )

    def _inherits(self, number: Number) -> bool:
        """Whether a number without a unit may take that of a number near it."""
        text_after = self.text[number.end : number.end + 30]
        if not re.match(self.words.data["no_noun_after"], text_after, re.IGNORECASE):
            return False
        if number.scale > 1:
            return True
        text_before = self.text[max(0, number.start - 60) : number.start]
        shape = self.words.data["compared_levels"].removesuffix("$")
        ends = self.words.data["range_ends"]
        is_counted = number.form == "digits" or (
            number.form == "words" and number.value > 1
        )
        return is_counted and bool(
            re.search(rf"\b{shape}\Z", text_before, re.IGNORECASE)
            or (LABELLED.search(text_before) and text_after.startswith(")"))
            or re.search(ends, text_before, re.IGNORECASE)
            or re.match(self.words.data["other_way"], text_after, re.IGNORECASE)
            or re.match(self.words.data["beyond_base"], text_after, re.IGNORECASE)
            or self._restates(number)
            or self._has_own_period(number)
            or re.search(self.words.data["part_of"], text_before, re.IGNORECASE)
            or self._existed(number)
        )

    def _has_own_period(self, number: Number) -> bool:
        """Whether a number goes on a list of periods: "200 in 2023 and 358 in 2024"."""
        preceding = self.text[max(0, number.start - 60) : number.start]
        hedged = self.words.hedges.sub("", preceding)
        if re.search(self.words.data["dated_item"], hedged, re.IGNORECASE):
            return True
        if not re.search(r"\d.*(?:\band|[,;]) *\Z", hedged):
            return False
        return any(
            OWN_TIME.fullmatch(self.text, number.end, period.at)
            for period in self.periods
        )

    def _existed(self, number: Number) -> bool:
        """Whether a number counts what was counted before: "in May there were 79"."""
        text_before = self.text[max(0, number.start - 60) : number.start]
        shape = self.words.data["existed"]
        return re.search(shape, text_before, re.IGNORECASE) is not None

    def _follows_unread(
        self, number: Number, pairs: Sequence[tuple[Number, Unit]]
    ) -> bool:
        """Whether a number without a unit that is read stands before, to be meant."""
        read = {figure.start for figure, _ in pairs}
        return any(
            other.start < number.start and other.start not in read
            for other in self.numbers
            if other.form == "digits"
        )

    def _restates(self, number: Number) -> bool:
        """Whether a sentence does nothing but say what it was before: "it was 14"."""
        shape = self.words.data["restated"]
        clause = self.text[: number.start].rpartition(";")[2]
        return re.match(shape, clause, re.IGNORECASE) is not None

    def _inherited(self, pairs: list[tuple[Number, Unit]]) -> list[tuple[Number, Unit]]:
        """Give numbers without a unit that of the number before, or after them."""
        last_unit = self.last
        result: list[tuple[Number, Unit]] = []
        for place, (number, unit) in enumerate(pairs):
            if unit.base:
                priced = self._priced(number, unit, last_unit)
                last_unit = priced if is_amount(priced) else last_unit
                result.append((number, priced))
                continue
            later = next(
                (
                    later_unit
                    for later_number, later_unit in pairs[place + 1 : place + 3]
                    if is_amount(later_unit)
                    and ";" not in self.text[number.end : later_number.start]
                ),
                None,
            )
            follows = result or number.scale > 1 or self._restates(number)
            follows = follows or self._existed(number)
            is_parted = not result and self._follows_unread(number, pairs)
            source = (last_unit if follows and not is_parted else None) or later
            scaled: Number | None = number
            if result and source is last_unit:
                scaled = _scaled_alike(number, result[-1][0])
            if source is not None and scaled is not None:
                taken = replace(source, end=number.end, note=BESIDE)
                result.append((scaled, taken))
        return result

    def _priced(self, number: Number, unit: Unit, earlier: Unit | None) -> Unit:
        """Read "$1,150 a tonne, up from $980": both are prices of the same thing."""
        if earlier is None or unit.per or earlier.base != unit.base:
            return unit
        if earlier.per not in self.words.data["price_things"]:
            return unit
        text_before = self.text[max(0, number.start - 40) : number.start]
        shape = self.words.data["compared_levels"].removesuffix("$")
        signs = r"(?:us ?)?[$€£₸₼₽] ?\Z"
        text_before = re.sub(signs, "", text_before, flags=re.IGNORECASE)
        compared = re.search(rf"(?:\b{shape}|\()\Z", text_before, re.IGNORECASE)
        return replace(unit, per=earlier.per) if compared else unit

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


def _scaled_alike(number: Number, earlier: Number) -> Number | None:
    """Read "66.1 million (April: 71.4)": millions both; none if far from each other.

    "56.5 thousand TEU; in 2021 it was 25,200" is written out.
    """
    if number.scale > 1 or earlier.scale == 1:
        return number
    if earlier.value / ALIKE < number.value < earlier.value * ALIKE:
        return replace(number, scale=earlier.scale)
    is_near = earlier.amount / ALIKE < number.value < earlier.amount * ALIKE
    return number if is_near else None


def _take(taken: bytearray, start: int, end: int) -> None:
    taken[start:end] = b"\1" * (end - start)


def _bracket(brackets: Sequence[tuple[int, int]], place: int) -> int:
    """Return the number of the bracket around a place; -1 outside of all."""
    number = bisect.bisect_right(brackets, place, key=lambda span: span[0]) - 1
    return number if number >= 0 and place < brackets[number][1] else -1


def is_amount(unit: Unit) -> bool:
    """Whether a unit counts something, as no share and no multiple does."""
    return unit.base not in ("", "percent", "percentage_points", "ratio_to_base")


def _notes(number: Number, measure: Measure) -> tuple[str, ...]:
    notes = []
    if number.other is not None:
        notes.append(f"or {number.other:,.10g}: the separator may be read both ways")
    if number.form == "part" or (number.form == "words" and number.value < 1):
        notes.append("a rounded word")
    if is_divided(number, measure):
        notes.append(f"fell {number.value:g} times: 1/{number.value:g} is left")
    return tuple(notes)


def _window(items: Sequence[Any], starts: list[int], place: int) -> Sequence[Any]:
    low = bisect.bisect_left(starts, place - NEIGHBOURHOOD)
    high = bisect.bisect_right(starts, place + NEIGHBOURHOOD)
    return items[low:high]
