"""A catalogue of series as the words of its titles."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kzaz_analysis.countries import countries
from kzaz_analysis.evidence.intake.extraction.flows import whole_of
from kzaz_analysis.evidence.intake.extraction.series_words import (
    SEPARATOR,
    Synonyms,
    synonyms_of,
    words_of,
    words_with_names,
)
from kzaz_analysis.evidence.intake.extraction.titles.judged_words import (
    ABLE,
    IDLE,
    JUDGED,
    SETTING,
    SHIPS,
)
from kzaz_analysis.evidence.intake.extraction.titles.sparse_rows import Rows
from kzaz_analysis.evidence.intake.extraction.titles.title_words import (
    names_in_titles,
    only_names,
    weighted_words,
)
from kzaz_analysis.evidence.intake.reading.numerals import same_digits

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from kzaz_analysis.evidence.dataset.dataset import DatasetDescription

LOOSE = {
    r" per year$": "",
    r"^money .*": "money",
    r"^containers.*": "containers",
    r" each side$": "",
}
"""Dimensions that news do not keep apart: rates, currencies, kinds of containers."""

PER_TIME = ("_per_year", "_per_month", "_per_day")

NO_NAME = "-"
"""Stands for names that are in no title."""


@dataclass(frozen=True)
class Catalogue:
    """Series with their words, how telling each word is, and what they count.

    Attributes
    ----------
    names : list of str
        Series, in the order of the catalogue.
    places : dict of str to int
        Row of each word in `weights`.
    weights : numpy.ndarray
        One row per word of any title, one column per series: the logarithm of how
        rare the word is among series, zero where the title lacks it.
    whole : numpy.ndarray
        Sum of the weights of each title.
    dimension, direction : list of str
        By series.
    dimensions : dict of str to str
        By unit; a yearly rate counts as the amount.
    yearly : list of bool
        Whether each series is counted per year or day, as capacities are.
    needed : numpy.ndarray
        As `weights`, of the words of titles that are neither names nor idle.
    proper : list of tuple of int and frozenset of str
        Names in titles that are none of the sides: the column, and the words.
    place_names : frozenset of str
        Words of names that no title has in another sense, as "port" of "AD Ports".
    dataset : DatasetDescription
        What the catalogue is about: its sides, and words of texts for its words.
    shares_of : list of str
        By series: the side in whose total a title tells a share, if it does.
    """

    names: list[str]
    places: dict[str, int]
    weights: np.ndarray
    whole: np.ndarray
    dimension: list[str]
    direction: list[str]
    dimensions: dict[str, str]
    yearly: list[bool]
    needed: np.ndarray
    proper: list[tuple[int, frozenset[str]]]
    place_names: frozenset[str]
    synonyms: Synonyms
    dataset: DatasetDescription
    shares_of: list[str]
    _judged_by: dict[str, frozenset[str]] = field(default_factory=dict, compare=False)
    _telling: dict[str, bool] = field(default_factory=dict, compare=False)
    _of_places: dict[str, bool] = field(default_factory=dict, compare=False)
    _places_of: dict[str, int] = field(default_factory=dict, compare=False)

    @classmethod
    def of(
        cls, series: pd.DataFrame, units: pd.DataFrame, dataset: DatasetDescription
    ) -> Catalogue:
        """Read the catalogue from the tables of series and units."""
        names = series["series"].to_list()
        title_words = series["title"] + " " + series["entity"]
        synonyms = synonyms_of(dataset, series["title"])
        titles = [words_of(text, synonyms) for text in title_words]
        places, weights = weighted_words(titles)
        sides = words_of(" ".join(s.name for s in dataset.sides), synonyms)
        proper = names_in_titles(series["title"], synonyms, dataset, sides)
        names_of_places = frozenset().union(*(name for _, name in proper))
        idle = names_of_places.union(IDLE, sides) - SETTING
        needed = weights.copy()
        for column, (title, words) in enumerate(
            zip(series["title"], titles, strict=True)
        ):
            asked = words_of(title, synonyms) - idle
            needed[[places[word] for word in words - asked], column] = 0.0
        sizes = units["dimension"].replace(LOOSE, regex=True)
        dimensions = dict(zip(units["unit"], sizes, strict=True))
        dimensions_of_series = [dimensions.get(unit, "") for unit in series["unit"]]
        ways = series["direction"].to_list()
        yearly = [unit.endswith(PER_TIME) for unit in series["unit"]]
        whole = weights.sum(axis=0)
        return cls(
            names,
            places,
            weights,
            whole,
            dimensions_of_series,
            ways,
            dimensions,
            yearly,
            needed,
            proper,
            only_names(proper, series["title"], synonyms, dataset),
            synonyms,
            dataset,
            [whole_of(title, dataset.codes) for title in series["title"]],
        )

    def judged(self, text: str) -> frozenset[str]:
        """Return the words of a text by which series are judged.

        Names that are in no title are all alike.
        """
        if text not in self._judged_by:
            words = self.words(text)
            bound = (word.split(SEPARATOR) for word in words if SEPARATOR in word)
            self._judged_by[text] = self._plain.intersection(words).union(
                SEPARATOR.join((word, self._judged_names(names)))
                for word, names in bound
            )
        return self._judged_by[text]

    def _judged_names(self, names: str) -> str:
        parts = names.split("+") if names else ()
        return "+".join(n if n in self.columns else NO_NAME for n in parts)

    @cached_property
    def _plain(self) -> frozenset[str]:
        return frozenset(self.columns)

    @cached_property
    def columns(self) -> dict[str, int]:
        """Column of each word that series are judged by; those of titles are first."""
        names = (name for _, name in self.proper)
        judged = JUDGED.union(
            self.place_names, ABLE, SHIPS, {"capacity"}, *self.sides.values(), *names
        )
        further = sorted(judged - self.places.keys())
        return {word: n for n, word in enumerate([*self.places, *further])}

    @cached_property
    def sides(self) -> dict[str, frozenset[str]]:
        """Words of the name of each side."""
        codes = self.dataset.codes
        return {code: self.words(countries()[code].name) for code in codes}

    @cached_property
    def weighed(self) -> Rows:
        """Weight of each word, a row, in each title."""
        return Rows.of(self.weights)

    @cached_property
    def titled(self) -> Rows:
        """Whether each title has a word, a row; as ones."""
        return Rows.of(self.weights > 0)

    @cached_property
    def name_columns(self) -> np.ndarray:
        """Column of the title of each name."""
        return np.array([column for column, _ in self.proper], dtype=int)

    @cached_property
    def name_members(self) -> Rows:
        """Whether each name has a word, a row; as ones."""
        members = np.zeros((len(self.places), len(self.proper)), dtype=bool)
        for place, (_, name) in enumerate(self.proper):
            members[self.rows(name), place] = True
        return Rows.of(members)

    @cached_property
    def titles_of_names(self) -> Rows:
        """Whether each title has a name, a row; as ones."""
        matrix = np.zeros((len(self.proper), len(self.names)), dtype=bool)
        matrix[np.arange(len(self.proper)), self.name_columns] = True
        return Rows.of(matrix)

    def with_any(self, words: Iterable[str]) -> np.ndarray:
        """Tell the titles that have any of some words."""
        return np.asarray((self.weights[self.rows(words)] > 0).any(axis=0))

    def words(self, text: str) -> frozenset[str]:
        """Return the words of a text that tell something, in those of the catalogue.

        A word that tells nothing without a name has the name behind a `SEPARATOR`.
        """
        return words_with_names(same_digits(text), self.synonyms)

    def tells(self, text: str) -> bool:
        """Whether any word of a text is one of a title."""
        return any(map(self._tells, self.synonyms.parts(text)))

    def _tells(self, part: str) -> bool:
        if part not in self._telling:
            words = words_of(part, self.synonyms) - IDLE
            self._telling[part] = not self.places.keys().isdisjoint(words)
        return self._telling[part]

    def place_in(self, text: str) -> bool:
        """Whether a text has a word that is the name of a place in some title."""
        return any(map(self._is_place, self.synonyms.parts(text)))

    def _is_place(self, part: str) -> bool:
        if part not in self._of_places:
            words = words_of(part, self.synonyms)
            self._of_places[part] = not self.place_names.isdisjoint(words)
        return self._of_places[part]

    def places_of(self, series: str) -> int:
        """Count the names of places in the title of a series."""
        if series not in self._places_of:
            column = self.names.index(series) if series else -1
            self._places_of[series] = sum(place == column for place, _ in self.proper)
        return self._places_of[series]

    def covers(self, text: str, series: str) -> bool:
        """Whether the title of a series has every word of a text that tells something.

        None that tells nothing without a name.
        """
        titled = self.weights[:, self.names.index(series)] > 0
        words = self.words(text)
        return all(word in self.places and titled[self.places[word]] for word in words)

    def left_unsaid(self, text: str, series: str) -> frozenset[str]:
        """Things that a text names and the title of a series does not."""
        column = self.names.index(series)
        words = self.words(text)
        return frozenset(
            word
            for word in words - SETTING
            if word in self.places
            and self.needed[self.places[word]].any()
            and self.weights[self.places[word], column] == 0
        )

    def nearest(self, text: str, count: int = 3) -> list[str]:
        """Return the series whose titles share most with a text, the best first."""
        rows = self.rows(words_of(text.replace("_", " "), self.synonyms))
        met = np.count_nonzero(self.weights[rows], axis=0)
        scores = self.shared(self.weights[rows].sum(axis=0), met)
        best = np.argsort(-scores, kind="stable")[:count]
        return [self.names[place] for place in best if scores[place] > 0]

    def shared(self, reached: np.ndarray, met: np.ndarray) -> np.ndarray:
        """Return how much of each title is said, from the weights and number of words.

        A long title that is half met tells more than one word met in full.
        """
        scores = reached / (self.whole + 1.5) * (1 + 0.05 * met)
        return np.asarray(np.where(met > 0, scores, 0.0))

    def rows(self, words: Iterable[str]) -> list[int]:
        """Return the rows of the words that some title has."""
        return sorted(self.places[word] for word in words if word in self.places)
