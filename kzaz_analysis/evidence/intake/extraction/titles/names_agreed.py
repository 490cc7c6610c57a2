"""Whether texts name the places and things of the titles that they share words with.

A title of which half a text says nothing, or a text that names another place than the
title, is no reason to propose a series: a wrong one costs more than none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kzaz_analysis.evidence.intake.extraction.series_words import SEPARATOR
from kzaz_analysis.evidence.intake.extraction.titles.judged_words import (
    BY_NAME,
    CARRIED,
    IMPLIED,
    PACES,
    SETTING,
    TRANSIT,
    WAY,
)
from kzaz_analysis.evidence.intake.extraction.titles.sparse_rows import Rows
from kzaz_analysis.evidence.intake.extraction.titles.word_sets import (
    Tokens,
    WordSets,
    has_any,
)

if TYPE_CHECKING:
    from kzaz_analysis.evidence.intake.extraction.titles.catalogue import Catalogue
    from kzaz_analysis.evidence.intake.extraction.titles.questions import Batch

SHORT_OF = 0.33
"""Share of the words of a title that may be left unsaid; names are told apart."""

ELSEWHERE, UNNAMED, FOREIGN, ABROAD, ONLY_BEFORE = 0.75, 0.5, 0.65, 0.35, 0.7
OTHER_NEAR, OTHER_HERE, OF_TRANSIT = 0.93, 0.92, 0.4
"""How well a series fits where the words of a figure name one of its places and not
the other; where nothing names it; where they name a place, or a country, that the
title lacks; where only what stands before says what it is; of other things than are
named next to the figure, or in its sentence; of all where transit is said."""


@dataclass(frozen=True)
class NamesAgreed:
    """Judges titles by the names and things that texts say."""

    catalogue: Catalogue
    _abroad: dict[tuple[frozenset[str], ...], np.ndarray] = field(
        default_factory=dict, compare=False
    )
    _other_ways: dict[frozenset[str], np.ndarray] = field(
        default_factory=dict, compare=False
    )

    def factors(self, batch: Batch) -> np.ndarray:
        """Return how far each question, a row, agrees with each title, from 0 to 1."""
        is_close = self.catalogue.name_members.any(batch.close.unbound)
        count = self.catalogue.titles_of_names.summed(is_close)
        is_whole = count == np.bincount(
            self.catalogue.name_columns, minlength=count.shape[1]
        )
        has_all = is_whole & (count > 0)
        factors = self._is_said(batch, has_all)
        factors = factors * self._places(batch, is_close, count > 0)
        return np.asarray(factors * self._things(batch, count > 0))

    def _is_said(self, batch: Batch, has_names: np.ndarray) -> np.ndarray:
        """Tell the titles whose words, names aside, its paragraph says."""
        needed, (common, apart) = self.catalogue.needed, self._needed
        whole = needed.sum(axis=0) - self._of_names * has_names
        said = batch.close | batch.previous
        said = said | batch.around.only(batch.columns(SETTING))
        self._imply(batch, said)
        met = common.summed(said.plain) + apart.summed(said.plain) * ~has_names
        rows, words, titles = said.held_cells
        is_needed = needed[words, titles] > 0
        is_needed &= ~(has_names[rows, titles] & (apart.counts[words] > 0))
        weights = self.catalogue.weights[words, titles] * is_needed
        np.add.at(met, (rows, titles), weights)
        unsaid = np.where(whole > 0, 1 - met / np.where(whole > 0, whole, 1.0), 0.0)
        return np.where(unsaid > SHORT_OF, 0.0, 1.0)

    @cached_property
    def _needed(self) -> tuple[Rows, Rows]:
        """Weights of words that a text must say, and of those that a name says."""
        by_name = np.zeros((len(self.catalogue.places), 1))
        by_name[self.catalogue.rows(BY_NAME)] = 1.0
        needed = self.catalogue.needed
        return Rows.of(needed * (1.0 - by_name)), Rows.of(needed * by_name)

    @cached_property
    def _of_names(self) -> np.ndarray:
        return np.asarray(
            self.catalogue.needed[self.catalogue.rows(BY_NAME)].sum(axis=0)
        )

    def _imply(self, batch: Batch, said: WordSets) -> None:
        """Add what a unit says by itself, where no other kind of thing is near."""
        is_kind = has_any(batch.near.plain, self._kinds)[:, 0]
        for line, question in enumerate(batch.judged):
            dimension = self.catalogue.dimensions.get(question.unit, "")
            if dimension == "mass" and is_kind[line]:
                continue
            paces = (w for time, w in PACES.items() if f"_per_{time}" in question.unit)
            words = (*IMPLIED.get(dimension, ()), *paces)
            said.plain[line, self.catalogue.rows(words)] = True

    @cached_property
    def _kinds(self) -> list[int]:
        """Rows of words that say what something is, not where it happens."""
        setting = self.catalogue.rows(SETTING)
        needed = np.flatnonzero(self.catalogue.needed.any(axis=1))
        return [int(row) for row in needed if row not in setting]

    @cached_property
    def _things_titled(self) -> tuple[Rows, Rows]:
        """Whether each title has a word for a kind, and one that is needed; as ones."""
        titled = self.catalogue.weights[self._kinds] > 0
        return Rows.of(titled), Rows.of(self.catalogue.needed > 0)

    def _things(self, batch: Batch, touched: np.ndarray) -> np.ndarray:
        """Lower what lacks the things that stand next to a figure."""
        kinds, (titled, needed) = self._kinds, self._things_titled
        near, here = batch.near.plain[:, kinds], batch.here.plain[:, kinds]
        factors = np.ones(touched.shape)
        for words, factor in ((near, OTHER_NEAR), (here & ~near, OTHER_HERE)):
            lacking = words.sum(axis=1)[:, None] - titled.summed(words)
            powers = factor ** np.arange(words.shape[1] + 1)
            factors *= powers[lacking.astype(int)]
        # What the sentence itself does not touch is of the sentence before, or of
        # nothing.
        is_touched = touched | needed.any(batch.close.unbound)
        factors[~is_touched] *= ONLY_BEFORE
        laid = batch.tell(lambda question: question.laid)
        factors[laid & self.catalogue.with_any({"length"})] = 0.0
        plain = batch.near.plain
        is_part = np.asarray(plain[:, batch.columns(TRANSIT)].all(axis=1))
        is_part &= has_any(plain, batch.columns(CARRIED))[:, 0]
        sides = self.catalogue.sides.values()
        may_be_whole = ~self.catalogue.with_any(TRANSIT.union(*sides))
        factors[is_part[:, None] & may_be_whole] *= OF_TRANSIT
        return factors

    def _places(
        self, batch: Batch, is_close: np.ndarray, touched: np.ndarray
    ) -> np.ndarray:
        """Lower what is of a place named elsewhere, or of another than is named."""
        columns, members = self.catalogue.name_columns, self.catalogue.name_members
        in_paragraph = is_close | members.any(batch.previous.unbound)
        in_text = in_paragraph | members.any(batch.around.unbound)
        refers = batch.tell(lambda question: question.refers)
        only_before = ~in_paragraph & ~refers
        unsaid = [~in_text, only_before, touched[:, columns] & ~is_close]
        of_names = np.select(unsaid, [UNNAMED, ONLY_BEFORE, ELSEWHERE], 1.0)
        factors = np.ones(touched.shape)
        for names in self._rounds:
            factors[:, columns[names]] *= of_names[:, names]
        factors *= self._of_foreign(batch)
        return np.asarray(factors * self._of_other_ways(batch))

    @cached_property
    def _rounds(self) -> list[np.ndarray]:
        """Names in turns of one for each title, in their order."""
        columns = self.catalogue.name_columns
        turn, count = np.zeros(len(columns), dtype=int), dict.fromkeys(columns, 0)
        for place, column in enumerate(columns):
            turn[place] = count[column]
            count[column] += 1
        return [np.flatnonzero(turn == n) for n in range(max(turn, default=-1) + 1)]

    def _of_foreign(self, batch: Batch) -> np.ndarray:
        """Lower what lacks a place near a figure, or a country abroad."""
        columns = batch.columns(self.catalogue.place_names)
        words = {column: word for word, column in self.catalogue.columns.items()}
        near: list[set[str]] = [set() for _ in batch.judged]
        for line, place in np.argwhere(batch.near.unbound[:, columns]).tolist():
            near[line].add(words[columns[place]])
        rows = []
        for places, question in zip(near, batch.judged, strict=True):
            key = frozenset(places), question.abroad
            if key not in self._abroad:
                self._abroad[key] = self._lacking(*key)
            rows.append(self._abroad[key])
        return np.array(rows)

    def _lacking(self, places: frozenset[str], abroad: frozenset[str]) -> np.ndarray:
        factors = np.ones(len(self.catalogue.names))
        for name in sorted(places | abroad):
            factor = ABROAD if name in abroad else FOREIGN
            factors[~self.catalogue.with_any(name.split())] *= factor
        return factors

    def _of_other_ways(self, batch: Batch) -> np.ndarray:
        """Lower titles of a way where another is named: "the Northern Corridor"."""
        factors = np.ones((len(batch.judged), len(self.catalogue.names)))
        for line, question in enumerate(batch.judged):
            ways = _of_ways(question.near)
            ways = ways or _of_ways(question.here)
            if any(SEPARATOR in word for word in ways):
                factors[line] = self._of_other_way(ways)
        return factors

    def _of_other_way(self, close: frozenset[str]) -> np.ndarray:
        if close not in self._other_ways:
            catalogue = self.catalogue
            bound = sorted(word for word in close if SEPARATOR in word)
            ways = {word.partition(SEPARATOR)[0] for word in bound} - close
            other, rows = catalogue.with_any(ways), catalogue.rows(ways)
            tokens = Tokens.of(bound, catalogue.columns, catalogue.weights)
            other &= ~tokens.titled.matrix[np.isin(tokens.stems, rows)].any(axis=0)
            self._other_ways[close] = np.where(other, ABROAD, 1.0)
        return self._other_ways[close]


def _of_ways(words: frozenset[str]) -> frozenset[str]:
    """Words for a way, with a name or without."""
    return frozenset(w for w in words if w.partition(SEPARATOR)[0] in WAY)
