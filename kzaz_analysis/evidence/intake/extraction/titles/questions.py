"""What is asked about figures, and their words as sets, of many at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kzaz_analysis.evidence.intake.extraction.titles.judged_words import ABLE, BOOKED
from kzaz_analysis.evidence.intake.extraction.titles.word_sets import (
    Tokens,
    WordSets,
    has_any,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kzaz_analysis.evidence.intake.extraction.titles.catalogue import Catalogue

UNIT_WORDS = {"km": "length", "miles": "length", "TEU": "containers"}


class SeriesQuestion(NamedTuple):
    """Which series a figure is of.

    Of the four texts the first has the words near the number, the next those of its
    sentence, of its paragraph before that, and of the paragraph before.
    """

    words: tuple[str, str, str, str]
    unit: str
    measure: str
    flow: str
    years: int
    thing: str = ""


class JudgedWords(NamedTuple):
    """What of a question series are judged by."""

    near: frozenset[str]
    here: frozenset[str]
    previous: frozenset[str]
    around: frozenset[str]
    thing: frozenset[str]
    unit: str
    measure: str
    flow: str
    years: int
    left_out: str
    abroad: frozenset[str]
    mutual: bool
    refers: bool
    whole: str
    laid: bool

    @property
    def both_ways(self) -> bool:
        """Whether its flow has both ends."""
        return all(self.flow.partition("->"))


@dataclass(frozen=True)
class Batch:
    """Questions that are answered at once; a row of each set is of one of them."""

    catalogue: Catalogue
    judged: Sequence[JudgedWords]

    @cached_property
    def _tokens(self) -> tuple[dict[str, int], Tokens]:
        parts = (part for question in self.judged for part in question[:4])
        columns = self.catalogue.columns
        listed = sorted({w for part in set(parts) for w in part if w not in columns})
        tokens = Tokens.of(listed, columns, self.catalogue.weights)
        return {token: place for place, token in enumerate(listed)}, tokens

    def _sets(self, parts: Sequence[frozenset[str]]) -> WordSets:
        columns = self.catalogue.columns
        places, tokens = self._tokens
        width = len(columns) + 1
        columns = columns | {token: width + place for token, place in places.items()}
        # Figures of a sentence share what stands before it.
        once = {part: line for line, part in enumerate(dict.fromkeys(parts))}
        matrix = np.zeros((len(once), width + len(places)), dtype=bool)
        lines = [line for part, line in once.items() for _ in part]
        matrix[lines, [columns[word] for part in once for word in part]] = True
        matrix = matrix[[once[part] for part in parts]]
        return WordSets(matrix[:, :width], matrix[:, width:], tokens)

    def columns(self, words: Iterable[str]) -> list[int]:
        """Return the columns of words that are judged by."""
        columns = self.catalogue.columns
        return sorted(columns[word] for word in words if word in columns)

    def tell(self, of_one: Callable[[JudgedWords], bool]) -> np.ndarray:
        """Ask each question for a truth value: a column of them."""
        return np.array([of_one(q) for q in self.judged], dtype=bool)[:, None]

    @cached_property
    def _near(self) -> WordSets:
        """Words near the number, and those that a unit or a verb stands for."""
        near = self._sets([question.near for question in self.judged])
        implied: dict[tuple[str, bool], list[int]] = {}
        is_able = has_any(near.plain, self.columns(ABLE))[:, 0]
        near.plain[is_able, self.catalogue.columns["capacity"]] = True
        for line, question in enumerate(self.judged):
            key = question.unit, question.measure == "share"
            if key not in implied:
                words = self.catalogue.words(UNIT_WORDS.get(question.unit, ""))
                words |= self.catalogue.words("share" if key[1] else "")
                implied[key] = self.columns(words)
            near.plain[line, implied[key]] = True
        return near

    def _booked(self, is_both: np.ndarray) -> WordSets:
        """Where the way is known, what one side exports the other imports."""
        near, columns = self._near, self.columns(BOOKED)
        plain = near.plain.copy()
        plain[:, columns] |= has_any(plain, columns) & is_both
        return WordSets(plain, near.bound, near.tokens)

    @cached_property
    def near_of_a_way(self) -> WordSets:
        """Words near the number, exports and imports alike where an end is known."""
        return self._booked(self.tell(lambda question: bool(question.flow)))

    @cached_property
    def near(self) -> WordSets:
        """Words near the number, exports and imports alike where both ends are."""
        return self._booked(self.tell(lambda question: question.both_ways))

    @cached_property
    def here(self) -> WordSets:
        """Words of the sentence."""
        return self._sets([question.here for question in self.judged])

    @cached_property
    def previous(self) -> WordSets:
        """Words of the paragraph before the sentence."""
        return self._sets([question.previous for question in self.judged])

    @cached_property
    def around(self) -> WordSets:
        """Words of the paragraph before."""
        return self._sets([question.around for question in self.judged])

    @cached_property
    def close(self) -> WordSets:
        """Words near the number or in its sentence."""
        return self.near | self.here

    @cached_property
    def paragraph(self) -> np.ndarray:
        """Words of the paragraph up to the number, names bound to others too."""
        return np.asarray(self.close.unbound | self.previous.unbound)

    @cached_property
    def everywhere(self) -> np.ndarray:
        """Words of both paragraphs, names bound to others too."""
        return np.asarray(self.paragraph | self.around.unbound)
