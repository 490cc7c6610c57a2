"""How much of each title the words of figures share, and whether it counts the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kzaz_analysis.evidence.intake.extraction.titles.catalogue import PER_TIME
from kzaz_analysis.evidence.intake.extraction.titles.judged_words import SHIPS
from kzaz_analysis.evidence.intake.extraction.titles.sparse_rows import Rows
from kzaz_analysis.evidence.intake.extraction.titles.word_sets import has_any

if TYPE_CHECKING:
    from kzaz_analysis.evidence.intake.extraction.titles.catalogue import Catalogue
    from kzaz_analysis.evidence.intake.extraction.titles.questions import Batch
    from kzaz_analysis.evidence.intake.extraction.titles.word_sets import WordSets

SENTENCE = 0.6
PREVIOUS = 0.45
CONTEXT = 0.25
"""What words count beside those next to the number: of its sentence, of the sentences
of its paragraph before that, of the paragraph before."""

BETWEEN_SIDES, CAPACITY, AMOUNT, UNNAMED, UNCOUNTED = 0.98, 0.4, 0.85, 0.7, 0.3
ONE_YEAR = 0.4
"""How well a series fits a text that says otherwise: of one way where the text names
none, or the other way round; of a year's capacity where it speaks of an amount; of an
amount where it speaks of a capacity; of a side or place that is not named; of other
things than are counted; of several years where the text speaks of a part of one."""


class _Counted(NamedTuple):
    """What a figure counts, and over how long."""

    dimension: str
    measure: str
    flow: str
    years: int
    yearly: bool


@dataclass(frozen=True)
class Overlap:
    """Judges titles by the words that they share with texts."""

    catalogue: Catalogue
    _factors: dict[_Counted, np.ndarray] = field(default_factory=dict, compare=False)
    _wholes: dict[tuple[str, frozenset[str]], np.ndarray] = field(
        default_factory=dict, compare=False
    )

    def scores(self, batch: Batch) -> np.ndarray:
        """Return how well each series, a column, fits the words of each question."""
        factors = self._of_counted(batch) * self._of_unnamed(batch)
        factors *= self._of_whole(batch)
        return np.asarray(self._shared(batch) * factors)

    def _shared(self, batch: Batch) -> np.ndarray:
        near, here = batch.near_of_a_way, batch.here
        close, weights = near | here, self.catalogue.weighed
        reached = near.summed(weights)
        reached += SENTENCE * here.without(near).summed(weights)
        reached += PREVIOUS * batch.previous.without(close).summed(weights)
        further = batch.around.without(close | batch.previous)
        reached += CONTEXT * further.summed(weights)
        return self.catalogue.shared(reached, close.summed(self.catalogue.titled))

    def _of_counted(self, batch: Batch) -> np.ndarray:
        """Lower what counts something else than a figure, a row, does."""
        capacity = self.catalogue.columns["capacity"]
        is_capacity = (batch.near_of_a_way | batch.here).plain[:, capacity]
        rows = []
        for question, is_able in zip(batch.judged, is_capacity, strict=True):
            is_of_share = question.unit == "percentage_points"
            is_level = question.measure in ("level", "increase") or is_of_share
            counted = _Counted(
                self.catalogue.dimensions.get(
                    "percent" if is_of_share else question.unit, "?"
                ),
                "level" if is_level else question.measure,
                question.flow,
                question.years,
                question.unit.endswith(PER_TIME) or bool(is_able),
            )
            rows.append(self._factors_of(counted))
        return np.array(rows)

    def _factors_of(self, counted: _Counted) -> np.ndarray:
        if counted not in self._factors:
            places = range(len(self.catalogue.names))
            factors = [self._factor(place, counted) for place in places]
            self._factors[counted] = np.array(factors)
        return self._factors[counted]

    def _factor(self, place: int, counted: _Counted) -> float:
        catalogue, (_, measure, flow, years, yearly) = self.catalogue, counted
        dimension, way = catalogue.dimension[place], catalogue.direction[place]
        level, is_yearly = measure == "level", catalogue.yearly[place]
        is_sum = "_cumulative" in catalogue.names[place]
        if level and (dimension != counted.dimension or (yearly and is_sum)):
            return 0.0
        if not level and dimension == "date":
            return 0.0
        if dimension == "percentage" and measure not in ("level", "share"):
            return 0.0
        if level and is_yearly != yearly:
            lowered = CAPACITY if is_yearly else AMOUNT
            return lowered * self._factor(place, counted._replace(yearly=is_yearly))
        is_one_way = "->" in way
        goes_so = way.startswith(flow) or way.endswith(flow)
        factor = 0.5 if flow and is_one_way and not goes_so else 1.0
        factor *= 1.1 if flow and way == flow else 1.0
        is_open = (way == "both") if flow else is_one_way
        factor *= BETWEEN_SIDES if is_open else 1.0
        if is_sum:
            factor *= 1.15 if years > 1 else ONE_YEAR if years else 0.8
        return factor

    def _of_unnamed(self, batch: Batch) -> np.ndarray:
        """Lower what is of a side, a place or a body that the text does not name."""
        close = batch.near_of_a_way | batch.here | batch.previous
        words = close | batch.around
        lowered = self._of_unnamed_side(batch, close.plain, words.plain)
        is_named = self.catalogue.name_members.any(words.plain)
        is_named |= self._names_held(words)
        lowered |= self.catalogue.titles_of_names.any(~is_named)
        return np.where(lowered, UNNAMED, 1.0)

    def _names_held(self, words: WordSets) -> np.ndarray:
        """Tell the names of titles of which a word stands with their other names."""
        stems, titles, _ = words.tokens.pairs
        members = self.catalogue.name_members.matrix[stems]
        of_title = self.catalogue.name_columns == titles[:, None]
        return Rows.of(members & of_title).any(words.held)

    def _of_unnamed_side(
        self, batch: Batch, close: np.ndarray, words: np.ndarray
    ) -> np.ndarray:
        """Tell the titles of a side that is not named.

        Where no side is named, those of the dataset are meant by its main series. A
        side that its paragraph names is meant, not one of the paragraph before.
        """
        catalogue, shape = self.catalogue, (len(batch.judged), 1)
        lowered = np.zeros((len(batch.judged), len(catalogue.names)), dtype=bool)
        is_none, is_close = np.ones(shape, dtype=bool), np.zeros(shape, dtype=bool)
        of_any, of_close = lowered.copy(), lowered.copy()
        for side in catalogue.sides.values():
            columns, titled = batch.columns(side), catalogue.with_any(side)
            is_named = has_any(words, columns)
            is_here = has_any(close, columns)
            lowered |= ~is_named & titled
            of_any |= titled
            of_close |= is_here & titled
            is_none &= ~is_named
            is_close |= is_here
        lowered |= is_close & of_any & ~of_close
        if catalogue.dataset.series in catalogue.names:
            main = catalogue.names.index(catalogue.dataset.series)
            lowered[is_none[:, 0], main] = False
        return lowered

    def _of_whole(self, batch: Batch) -> np.ndarray:
        """Leave out shares in the total of another side than the words name.

        And those of a side that they do not name: "a fifth of exports" is grain's.
        """
        near = (batch.near_of_a_way | batch.here | batch.previous).plain
        named = {
            code: has_any(near, batch.columns(words))[:, 0]
            for code, words in self.catalogue.sides.items()
        }
        rows = []
        for line, question in enumerate(batch.judged):
            codes = frozenset(code for code, is_said in named.items() if is_said[line])
            key = question.whole, codes
            if key not in self._wholes:
                fits = [
                    not side or (key[0] in ("", side) and bool(codes - {side}))
                    for side in self.catalogue.shares_of
                ]
                self._wholes[key] = np.where(fits, 1.0, 0.0)
            rows.append(self._wholes[key])
        return np.array(rows)

    def of_thing(self, words: frozenset[str]) -> np.ndarray:
        """Lower what does not count a thing that some title counts."""
        if not words.isdisjoint(SHIPS):
            words |= SHIPS
        counted = self.catalogue.with_any(words)
        return np.where(counted | ~counted.any(), 1.0, UNCOUNTED)

    def of_rest(self, left_out: str) -> np.ndarray:
        """Lower what is not without a thing, where a text speaks of all but it."""
        is_rest = self.catalogue.with_any({"non", "without"})
        titled = is_rest & self.catalogue.with_any(self.catalogue.words(left_out))
        return np.where(titled | (not left_out), 1.0, UNCOUNTED)
