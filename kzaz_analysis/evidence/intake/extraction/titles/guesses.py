"""Guess the series that figures are of, many at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from kzaz_analysis.evidence.intake.extraction.flows import whole_of
from kzaz_analysis.evidence.intake.extraction.phrases import (
    countries_in,
    is_laid,
    is_mutual,
    is_other,
    refers,
)
from kzaz_analysis.evidence.intake.extraction.titles.choice import Guess, choose
from kzaz_analysis.evidence.intake.extraction.titles.judged_words import BOOKED
from kzaz_analysis.evidence.intake.extraction.titles.names_agreed import NamesAgreed
from kzaz_analysis.evidence.intake.extraction.titles.overlap import Overlap
from kzaz_analysis.evidence.intake.extraction.titles.questions import (
    Batch,
    JudgedWords,
    SeriesQuestion,
)
from kzaz_analysis.evidence.intake.extraction.titles.ways_agreed import WaysAgreed
from kzaz_analysis.evidence.intake.reading.plain_text import Hinted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kzaz_analysis.evidence.intake.extraction.titles.catalogue import Catalogue

NOT_ALL = Hinted(
    re.compile(
        r"\b(?:non-(?!stop|tariff)|(?:except|excluding|without|other than) )(\w+)",
        re.IGNORECASE,
    ),
    *("non-", "except", "excluding", "without", "other than"),
)
"""Exports but those of copper, "non-copper", are no total."""

OWN = Hinted(re.compile(r"\b(?:its|their)\b", re.IGNORECASE), "its", "their")
"""What is of a country that the sentence named before."""

SENTENCE_GAP = re.compile(r" (?<=[.;!?] )")
"""Over which no name reaches, and no word of two."""

AT_ONCE = 128
"""Questions whose numbers fit into a processor's cache together."""

NO_SERIES = Guess("", 0.0, ())


@dataclass(frozen=True)
class Guesser:
    """Answers questions by the words of a catalogue; what is asked twice is kept."""

    catalogue: Catalogue
    _guesses: dict[JudgedWords, Guess] = field(default_factory=dict, compare=False)
    _things: dict[tuple[frozenset[str], str], np.ndarray] = field(
        default_factory=dict, compare=False
    )

    _before: dict[str, frozenset[str]] = field(default_factory=dict, compare=False)

    def guesses(
        self, questions: Iterable[SeriesQuestion]
    ) -> dict[SeriesQuestion, Guess]:
        """Return the series that the words of each question name, and how well.

        None where no title is said clearly, or two are; then the nearest.
        A level must be in a unit that converts to that of the series, and a share may
        be a series of its own. Of the four texts the words near the number count in
        full, those of its sentence and of what stands before in part.
        Sums of years need a period of several. What is counted, where it is things,
        should be in the title.
        """
        judged = {q: self._judged(q) for q in dict.fromkeys(questions)}
        new = dict.fromkeys(key for key in judged.values() if key is not None)
        self._answer([key for key in new if key not in self._guesses])
        return {
            question: NO_SERIES if key is None else self._guesses[key]
            for question, key in judged.items()
        }

    def fits(self, question: SeriesQuestion) -> tuple[np.ndarray, np.ndarray]:
        """Return how well each series fits, and how far it says what the words do.

        Two arrays with a factor for each series; what is left out is not asked for.
        """
        batch = Batch(self.catalogue, [self._read(question, "")])
        return self._overlap.scores(batch)[0], self._agreed(batch)[0]

    def _answer(self, judged: Sequence[JudgedWords]) -> None:
        for start in range(0, len(judged), AT_ONCE):
            some = judged[start : start + AT_ONCE]
            batch = Batch(self.catalogue, some)
            scores = self._overlap.scores(batch)
            scores *= np.array([self._of_thing(q.thing, q.left_out) for q in some])
            fitting = scores * self._agreed(batch)
            guesses = choose(self.catalogue.names, scores, fitting)
            self._guesses.update(zip(some, guesses, strict=True))

    @cached_property
    def _overlap(self) -> Overlap:
        return Overlap(self.catalogue)

    @cached_property
    def _names(self) -> NamesAgreed:
        return NamesAgreed(self.catalogue)

    @cached_property
    def _ways(self) -> WaysAgreed:
        return WaysAgreed(self.catalogue)

    def _agreed(self, batch: Batch) -> np.ndarray:
        """Return how far texts say what each title says, as factors from 0 to 1."""
        return np.asarray(self._names.factors(batch) * self._ways.factors(batch))

    def _of_thing(self, thing: frozenset[str], left_out: str) -> np.ndarray:
        key = thing, left_out
        if key not in self._things:
            of_thing, of_rest = (
                self._overlap.of_thing(thing),
                self._overlap.of_rest(left_out),
            )
            self._things[key] = of_thing * of_rest
        return self._things[key]

    def _judged(self, question: SeriesQuestion) -> JudgedWords | None:
        """Return what of a question is judged by; nothing where it is of no series."""
        words = question.words
        is_foreign = question.measure == "share" and self._of_third(words)
        if is_foreign or is_other(words[0], self.catalogue.tells):
            return None
        match = NOT_ALL.search(words[0])
        return self._read(question, match[1].lower() if match else "")

    def _read(self, question: SeriesQuestion, left_out: str) -> JudgedWords:
        near, here, previous, around = words = question.words
        judged = self.catalogue.judged
        return JudgedWords(
            judged(near),
            judged(here),
            self._judged_before(previous),
            self._judged_before(around),
            judged(question.thing),
            question.unit,
            question.measure,
            question.flow,
            min(question.years, 2),
            left_out,
            self._abroad(words),
            is_mutual(near),
            refers(here),
            self._whole(words),
            is_laid(near),
        )

    @cached_property
    def _judge(self) -> Callable[[str], frozenset[str]]:
        return lru_cache(maxsize=None)(self.catalogue.judged)

    def _judged_before(self, text: str) -> frozenset[str]:
        """Judge what stands before a sentence by its parts, which many have before."""
        if text not in self._before:
            # A figure of a list shares most sentences before it with its neighbours.
            judged = map(self._judge, {*SENTENCE_GAP.split(text)})
            self._before[text] = frozenset().union(*judged)
        return self._before[text]

    def _of_third(self, words: tuple[str, str, str, str]) -> bool:
        """Whether a share is of exports that may be a third country's.

        "Armenia took 18 % of exports, Georgia 14 %": whose, is not said.
        """
        if not countries_in(words[1], self.catalogue.dataset.codes):
            return False
        is_traded = not BOOKED.isdisjoint(self.catalogue.words(words[1]))
        return is_traded and not self._whole(words)

    def _abroad(self, words: tuple[str, str, str, str]) -> frozenset[str]:
        codes = self.catalogue.dataset.codes
        abroad = countries_in(words[0], codes)
        return (
            abroad | countries_in(words[1], codes) if OWN.search(words[0]) else abroad
        )

    def _whole(self, words: tuple[str, str, str, str]) -> str:
        codes = self.catalogue.dataset.codes
        return whole_of(words[1], codes) or whole_of(words[0], codes)
