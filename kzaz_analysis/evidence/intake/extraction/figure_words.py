"""The words around a figure, near and far, and the way that they say goods go."""

from __future__ import annotations

import bisect
import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from kzaz_analysis.evidence.intake.extraction.flows import (
    flow_of,
    flow_of_trader,
    moves,
)
from kzaz_analysis.evidence.intake.extraction.phrases import countries_in
from kzaz_analysis.evidence.intake.extraction.series_shared import GOES_ON
from kzaz_analysis.evidence.intake.extraction.series_words import WAYS
from kzaz_analysis.evidence.intake.extraction.titles.questions import SeriesQuestion
from kzaz_analysis.evidence.intake.reading.grammar import grammar
from kzaz_analysis.evidence.intake.reading.numerals import same_digits
from kzaz_analysis.evidence.intake.reading.plain_text import (
    Hinted,
    paragraphs,
    sentences,
)

if TYPE_CHECKING:
    from kzaz_analysis.evidence.dataset.dataset import DatasetDescription
    from kzaz_analysis.evidence.intake.extraction.titles.catalogue import Catalogue
    from kzaz_analysis.evidence.intake.reading.figures import TextFigure

NEAR = 80
"""Characters before a number whose words count most; after it, a third as many."""

SENTENCE, AROUND, LEAD = 600, 1500, 400
"""Characters of a sentence, of the text before it, and of the beginning of a text, that
a series is guessed by."""

FLOW_WORD = Hinted(
    re.compile(r"\b(?:import|export)", re.IGNORECASE), "import", "export"
)
"""Clauses that say themselves which way goods go."""

THAT_COUNTRY = re.compile(
    r"\b(?:to|from) (?:that|this|the (?:same|latter|neighbou?ring)) (?:country|market"
    r"|state|neighbou?r)\b",
    re.IGNORECASE,
)
"""A clause whose partner the one before names: "imports from A fell; exports to that
country rose"."""

ATTRIBUTED = re.compile(
    r", (?:the )?[^,;.]{0,60}(?:committee|ministry|bureau|agency|office|embassy)\b"
    r"[^,;.]{0,40}? (?:said|says|announced|announces|reported|reports|noted|stated)\b",
    re.IGNORECASE,
)
"""Who says so, behind what is said."""

SINCE = Hinted(
    re.compile(
        r"\b(?:since (?!the (?:start|beginning) of)|to date\b|accumulated|cumulative)",
        re.IGNORECASE,
    ),
    *("since", "to date", "accumulated", "cumulative"),
)
"""Clauses that sum up several years."""

NEXT_NUMBER = re.compile(r"(?<![\w.,])[$€£₸₼₽]?\d(?!\d{3}\b)")
JOIN = re.compile(r"[,;(]|\b(?:and|while|whereas|but|compared|against|from|up|down)\b")
"""The next figure of a sentence, a year left aside; what its own words begin with."""

ASIDE = re.compile(r", (?:with|led by|mainly|mostly|chiefly|notably)\b")
"""Words behind a figure that tell what else there is to it."""

OTHER_WAY = grammar().pattern("other_way")
OTHER_WAY_BEFORE = Hinted(grammar().pattern("other_way_before"), "direction")

CAPACITY = re.compile(r"\bcapacit(?:y|ies)\b", re.IGNORECASE)

TOGETHER = re.compile(
    r"\b(?:with|both|between|together|jointly|from|to|and|into|via|through)\b",
    re.IGNORECASE,
)
"""Words by which a place goes with another one."""

PART_END = re.compile(r"[;(]|: |, (?!\d{4})")
"""What parts a list of figures."""

STEP = 200
"""Of long sentences, words are taken in steps: neighbours then share them."""


class FigureWords:
    """Words around the figures of a text; what is asked twice is kept."""

    def __init__(self, text: str, catalogue: Catalogue) -> None:
        self.text, self.catalogue = same_digits(text), catalogue
        self.paragraphs = list(paragraphs(text))
        self.lead = (
            self.text[: min(LEAD, self.paragraphs[:2][-1][1])] if text.strip() else ""
        )
        self.sentences = [(s.places[0], s.paragraph) for s in sentences(text)]
        self.other_route = _other_route(text, catalogue.dataset)
        self.on_routes = lru_cache(maxsize=64)(self._without_other_routes)
        self.flow = lru_cache(maxsize=1024)(partial(_flow, catalogue.dataset.codes))
        self.before = lru_cache(maxsize=64)(self._before)

    def question(self, figure: TextFigure, unit: str) -> SeriesQuestion:
        """Return what to ask about a figure, whose unit has this code."""
        number, here = figure.number, figure.here
        own_end = _own_end(same_digits(figure.sentence.text), figure.end)
        near = self._without_other_routes(self._near(figure, own_end))
        sentence_words = self._without_other_routes(self._here(figure, own_end))
        previous, around = map(self.on_routes, self.earlier(figure))
        counted = figure.sentence.text[number.end : figure.end]
        return SeriesQuestion(
            (near, sentence_words, previous, around),
            unit,
            figure.measure.name,
            self._way(figure, own_end),
            2 if SINCE.search(here.clause) else figure.timing.years,
            counted if figure.unit.counted else "",
        )

    def _way(self, figure: TextFigure, own_end: int) -> str:
        """Return which way a figure goes, by the nearest words that say so."""
        text, here = same_digits(figure.sentence.text), figure.here
        flow, is_said, own_words = "", False, ""
        if moves(here.clause):
            before = same_digits(here.before)
            own_words = before[_own_start(before) :]
            own_words += text[
                figure.number.start : min(own_end, figure.end + len(here.after))
            ]
            flow, is_said = self.flow(own_words)
            if not all(flow.partition("->")):
                flow, is_said = self.flow(before)
            if not flow:
                flow, is_said = self.flow(same_digits(here.clause[:SENTENCE]))
        if not is_said:
            flow, _ = self.flow(same_digits(self.sentence(figure)))
        elif not flow and THAT_COUNTRY.search(here.clause):
            start = figure.number.start
            preceding = text[max(0, start - figure.sentence.reach(SENTENCE)) : start]
            flow, _ = self.flow(preceding)
        elif not flow:
            flow = self._of_trader(figure, own_words)
        start = figure.number.start
        if OTHER_WAY.match(text[figure.end : figure.end + 70]) or (
            OTHER_WAY_BEFORE.search(text[max(0, start - 60) : start])
        ):
            flow = "->".join(reversed(flow.split("->")))
        return flow

    def _of_trader(self, figure: TextFigure, own_words: str) -> str:
        """Read "Turkey's trade with Georgia was 5; exports 3": they are Turkey's."""
        nouns, codes = FLOW_WORD.words.findall(own_words), self.catalogue.dataset.codes
        if len(nouns) != 1 or countries_in(own_words, codes):
            return ""
        start = figure.number.start
        low = max(0, start - figure.sentence.reach(SENTENCE))
        sentence = figure.sentence.text[low:start]
        earlier, _ = self.earlier(figure)
        ways = (flow_of_trader(t, nouns[0], codes) for t in (sentence, earlier))
        return next(filter(None, ways), "")

    def sentence(self, figure: TextFigure) -> str:
        """Return the sentence of a figure, of a long one a part in steps."""
        text, place = figure.sentence.text, figure.number.start
        if len(text) <= SENTENCE:
            return text.strip()
        start = max(0, place // STEP * STEP - STEP)
        return text[start : start + SENTENCE].strip()

    def _here(self, figure: TextFigure, own_end: int) -> str:
        """Return the words of the sentence that are not of a figure after this one.

        "It is 836 km long" goes on about what the sentence before spoke of.
        """
        sentence = figure.sentence
        own_end = min(own_end, figure.end + SENTENCE)
        most = sentence.reach(SENTENCE)
        text = _unattributed(same_digits(sentence.text))[
            max(0, own_end - most) : own_end
        ]
        number = len(text) - (own_end - figure.number.start)
        own_start = _own_start(text[:number]) if number > 0 else 0
        text = self._of_own_place(text[:own_start], text[own_start:])
        if not GOES_ON.match(sentence.text):
            return text
        place = bisect.bisect_left(self.sentences, (sentence.places[0], 0)) - 1
        start, paragraph = self.sentences[max(0, place)]
        if paragraph != sentence.paragraph:
            return text
        earlier = self.text[
            max(start, sentence.places[0] - SENTENCE) : sentence.places[0]
        ]
        if figure.timing.years and not figure.unit.per:
            # "Its capacity is 60. Last year it moved 30": that is no capacity.
            earlier = CAPACITY.sub(" ", earlier)
        return earlier + text

    def _of_own_place(self, earlier: str, own: str) -> str:
        """Leave out places of the figures before, as in "Baku took 5, Poti 3"."""
        if not self.catalogue.place_in(own) or TOGETHER.search(own):
            return earlier + own
        words = re.split(r"(\W+)", earlier)
        return "".join(w for w in words if not self.catalogue.place_in(w)) + own

    def earlier(self, figure: TextFigure) -> tuple[str, str]:
        """Return what the paragraph of a figure says before, and the one before it."""
        return self.before(figure.sentence.places[0], figure.sentence.paragraph)

    def _before(self, place: int, paragraph: int) -> tuple[str, str]:
        """Return what its paragraph says before, and the paragraph before that.

        Of long ones what is near. What a text is about, its beginning says.
        """
        paragraph_start = max(self.paragraphs[paragraph - 1][0], place - AROUND)
        earlier = self.paragraphs[max(0, paragraph - 2)][0]
        start = max(earlier, paragraph_start - AROUND)
        further = self.lead[:start] + self.text[start:paragraph_start]
        return self.text[paragraph_start:place], further

    def _near(self, figure: TextFigure, own_end: int) -> str:
        """Return the words next to a number, up to the commas around it."""
        text, number, end = figure.sentence.text, figure.number, figure.end
        text = _unattributed(same_digits(text))
        start = max(0, number.start - min(NEAR, figure.sentence.widest))
        # Half a word at the edge is none.
        start = max(start, text.find(" ", start, number.start) + 1) if start else 0
        text_before = text[start : number.start]
        own_words = PART_END.split(text_before)[-1]
        text_before = own_words if self.catalogue.tells(own_words) else text_before
        own_words = text_before[_own_start(text_before) :]
        text_after = text[end : min(end + NEAR // 3, own_end)]
        after_words = PART_END.split(text_after)[0]
        if self.catalogue.tells(own_words + after_words):
            text_before = own_words
        return text_before + text[number.start : end] + after_words

    def _without_other_routes(self, words: str) -> str:
        if self.other_route is None or not self.other_route.search(words):
            return words
        return self.other_route.words.sub(" ", words)


def _other_route(text: str, dataset: DatasetDescription) -> Hinted | None:
    """Shape of "along the corridor" where a text does not name that of the dataset."""
    route = dataset.corridor.lower().removeprefix("the ")
    names = [route, *(word for word, name in dataset.synonyms.items() if route in name)]
    if not route or any(name.lower() in text.lower() for name in names):
        return None
    shape = rf"(?:{'|'.join(WAYS)}) the (?:route|corridor)"
    # What the text has not, even in the midst of words, none of its parts has.
    if not re.search(shape, text, re.IGNORECASE):
        return None
    return Hinted(re.compile(rf"\b{shape}\b", re.I), "the route", "the corridor")


def _own_end(text: str, end: int) -> int:
    """Where the words of a figure end: at the join before the next number."""
    numbers = _next_numbers(text)
    place = bisect.bisect_left(numbers, end)
    following = numbers[place] if place < len(numbers) else len(text)
    if following >= end + SENTENCE:
        following = len(text)
    aside = ASIDE.search(text, end, min(following, end + SENTENCE))
    if aside:
        return aside.start()
    if following == len(text):
        return following
    joins = list(JOIN.finditer(text, end, following))
    return joins[-1].start() if joins else following


@lru_cache(maxsize=64)
def _next_numbers(text: str) -> list[int]:
    return [match.start() for match in NEXT_NUMBER.finditer(text)]


@lru_cache(maxsize=64)
def _unattributed(text: str) -> str:
    """Leave out the bodies that only say so, each letter a space."""
    return ATTRIBUTED.sub(lambda match: " " * len(match[0]), text)


@lru_cache(maxsize=4096)
def _own_start(text_before: str) -> int:
    """Where the words of a figure start: at the join behind the number before it."""
    earlier = list(NEXT_NUMBER.finditer(text_before))
    join = JOIN.search(text_before, earlier[-1].end()) if earlier else None
    return join.start() if join else 0


def _flow(codes: tuple[str, ...], clause: str) -> tuple[str, bool]:
    """Return which way something goes, and whether the clause itself has to say it."""
    if not moves(clause):
        return "", False
    flow = flow_of(clause, codes)
    return flow, bool(flow or FLOW_WORD.search(clause))
