"""Whether texts say the sides and the way of the titles that they share words with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from kzaz_analysis.evidence.intake.extraction.titles.judged_words import BOOKED, SUMMED
from kzaz_analysis.evidence.intake.extraction.titles.word_sets import has_any

if TYPE_CHECKING:
    from kzaz_analysis.evidence.intake.extraction.titles.catalogue import Catalogue
    from kzaz_analysis.evidence.intake.extraction.titles.questions import (
        Batch,
        JudgedWords,
    )

UNNAMED, ONLY_BEFORE = 0.5, 0.7
ONE_SIDE, UNDIRECTED, OTHER_BOOK, OF_WHOLE = 0.55, 0.92, 0.3, 0.8
"""How well a series fits where nothing names its one side; where only what stands
before does; where a trade of two sides is told of with one named; of all ways where one
is said; of imports where exports are; of an amount where a share is given."""


@dataclass(frozen=True)
class WaysAgreed:
    """Judges titles by the sides and ways that texts say."""

    catalogue: Catalogue
    _of_books: dict[tuple[bool, ...], np.ndarray] = field(
        default_factory=dict, compare=False
    )

    def factors(self, batch: Batch) -> np.ndarray:
        """Return how far each question, a row, agrees with each title, from 0 to 1."""
        catalogue = self.catalogue
        sides = list(catalogue.sides.values())
        shape = len(sides), len(catalogue.names)
        titled = np.zeros(shape, dtype=bool)
        for row, side in zip(titled, sides, strict=True):
            row[:] = catalogue.with_any(side)
        of_one, of_both = titled.sum(axis=0) == 1, titled.sum(axis=0) == 2
        factors = np.ones((len(batch.judged), shape[1]))
        is_named = [has_any(batch.everywhere, batch.columns(side)) for side in sides]
        for side_titled, is_said in zip(titled, is_named, strict=True):
            factors[~is_said & of_one & side_titled] *= UNNAMED
        for side_titled, side, is_said in zip(titled, sides, is_named, strict=True):
            is_before = is_said & ~has_any(batch.paragraph, batch.columns(side))
            factors[is_before & of_one & side_titled] *= ONLY_BEFORE
        is_one = sum(map(np.asarray, is_named), np.zeros((1, 1), dtype=int)) == 1
        is_alone = batch.tell(lambda question: not _is_of_two(question))
        factors[is_one & is_alone & of_both] *= ONE_SIDE
        is_flow = batch.tell(lambda question: bool(question.flow))
        factors[is_flow & ~np.array([*map(bool, catalogue.direction)])] *= UNDIRECTED
        is_share = batch.tell(lambda question: question.measure == "share")
        of_amount = np.array(catalogue.dimension) != "percentage"
        factors[is_share & of_amount] *= OF_WHOLE
        return np.asarray(factors * self._of_other_book(batch))

    def _of_other_book(self, batch: Batch) -> np.ndarray:
        """Lower titles of imports where exports are said, or of their sum."""
        near, books = batch.near.plain, sorted(BOOKED)
        columns = [batch.catalogue.columns[word] for word in books]
        is_summed = has_any(near, batch.columns(SUMMED))[:, 0]
        rows = []
        for line, question in enumerate(batch.judged):
            booked = [*map(bool, near[line, columns])]
            key = (*booked, bool(is_summed[line]), question.both_ways)
            if key not in self._of_books:
                words = {
                    word for word, is_near in zip(books, booked, strict=True) if is_near
                }
                is_other = len(words) == 1 and not question.both_ways
                other = self._other_book(words, is_summed=key[2]) if is_other else False
                ones = np.ones(len(self.catalogue.names))
                self._of_books[key] = np.where(other, OTHER_BOOK, ones)
            rows.append(self._of_books[key])
        return np.array(rows)

    def _other_book(self, words: set[str], *, is_summed: bool) -> np.ndarray:
        with_any = self.catalogue.with_any
        is_sum = with_any(SUMMED) & (not is_summed)
        return np.where(with_any(BOOKED), ~with_any(words), is_sum)


def _is_of_two(question: JudgedWords) -> bool:
    return question.mutual or question.both_ways
