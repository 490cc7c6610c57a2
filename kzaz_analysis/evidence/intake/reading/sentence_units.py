"""Units of the numbers of a sentence: said with them, shared, headed or inherited."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kzaz_analysis.evidence.intake.reading.numbers import Number
from kzaz_analysis.evidence.intake.reading.unit_codes import Unit
from kzaz_analysis.evidence.intake.reading.units import (
    Things,
    counted_before,
    money_said,
    ranged_price,
    unit_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzaz_analysis.evidence.intake.reading.grammar import Grammar
    from kzaz_analysis.evidence.intake.reading.time.periods import Period

BESIDE = "unit of the figure beside it"
"""Note of a unit that was not said with its number."""

ALIKE = 20
"""How many times a number may be another one whose scale word it shares."""

LABELLED = re.compile(r"\([^()]{2,24}: ?\Z")

OWN_TIME = re.compile(
    r" (?:in|for|during|by|until)(?: the)?(?: end of| start of)? ?", re.IGNORECASE
)
"""What stands between a number and the period that it has alone."""


@dataclass(frozen=True, slots=True)
class SentenceUnits:
    """Finds the unit of each number of a sentence.

    Attributes
    ----------
    text : str
        The sentence.
    words : Grammar
        Of its language.
    numbers : list of Number
        In their order.
    periods : sequence of Period
        What it says of time.
    things : Things
        What the text counts.
    heading : tuple of Number and Unit, or None
        What a heading in it says of all its numbers: "thousand tonnes:".
    unit_before : Unit or None
        The last unit of an amount in the sentences before.
    """

    text: str
    words: Grammar
    numbers: list[Number]
    periods: Sequence[Period]
    things: Things
    heading: tuple[Number, Unit] | None
    unit_before: Unit | None

    def pairs(self) -> list[tuple[Number, Unit]]:
        """Return the numbers that have a unit, or may take one, with it."""
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
            or restates(self.text, number, self.words)
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

    def _inherited(self, pairs: list[tuple[Number, Unit]]) -> list[tuple[Number, Unit]]:
        """Give numbers without a unit that of the number before, or after them."""
        last_unit = self.unit_before
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
            follows = (
                result or number.scale > 1 or restates(self.text, number, self.words)
            )
            follows = follows or self._existed(number)
            is_parted = not result and self._follows_unread(number, pairs)
            source = (last_unit if follows and not is_parted else None) or later
            if money := money_said(self.text, number, self.words):
                source = Unit(money, "", number.end)
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


def restates(text: str, number: Number, words: Grammar) -> bool:
    """Whether a sentence does nothing but say what it was before: "it was 14"."""
    clause = text[: number.start].rpartition(";")[2]
    return re.match(words.data["restated"], clause, re.IGNORECASE) is not None


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


def is_amount(unit: Unit) -> bool:
    """Whether a unit counts something, as no share and no multiple does."""
    return unit.base not in ("", "percent", "percentage_points", "ratio_to_base")
