"""Guess the series that a sentence speaks of, from the words of the catalogue."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from kzaz_analysis.countries import countries
from kzaz_analysis.evidence.intake.extraction.flows import whole_of
from kzaz_analysis.evidence.intake.extraction.series_said import (
    BOOKED,
    IDLE,
    JUDGED,
    SETTING,
    Guess,
    WordsOfText,
    agreement,
    chosen,
    countries_in,
    is_laid,
    is_mutual,
    is_other,
    refers,
)
from kzaz_analysis.evidence.intake.extraction.series_words import (
    SEPARATOR,
    Synonyms,
    synonyms_of,
    words_of,
    words_with_names,
)
from kzaz_analysis.evidence.intake.extraction.title_words import (
    names_in_titles,
    only_names,
    weighted_words,
)
from kzaz_analysis.evidence.intake.reading.numerals import same_digits

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from kzaz_analysis.evidence.dataset.dataset import DatasetDescription

LEAST = 0.36
LOOSE = {
    r" per year$": "",
    r"^money .*": "money",
    r"^containers.*": "containers",
    r" each side$": "",
}
"""Dimensions that news do not keep apart: rates, currencies, kinds of containers."""

PER_TIME = ("_per_year", "_per_month", "_per_day")
ABLE = frozenset({"able", "can", "capable", "designed"})
"""Words of what might be done: a capacity, whether it is called so or not."""

SHIPS = frozenset({"ship", "fleet"})
"""What is counted in vessels."""

NOT_ALL = re.compile(
    r"\b(?:non-(?!stop|tariff)|(?:except|excluding|without|other than) )(\w+)",
    re.IGNORECASE,
)
"""Exports but those of copper, "non-copper", are no total."""

OWN = re.compile(r"\b(?:its|their)\b", re.IGNORECASE)
"""What is of a country that the sentence named before."""

NO_NAME = "-"
"""Stands for names that are in no title."""

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

UNIT_WORDS = {"km": "length", "miles": "length", "TEU": "containers"}


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
    _factors: dict[tuple[Any, ...], np.ndarray] = field(
        default_factory=dict, compare=False
    )
    _asked: dict[tuple[Any, ...], Guess] = field(default_factory=dict, compare=False)
    _guesses: dict[tuple[Any, ...], Guess] = field(default_factory=dict, compare=False)
    _judged_by: dict[frozenset[str], frozenset[str]] = field(
        default_factory=dict, compare=False
    )
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

    def guess(
        self,
        words: tuple[str, str, str, str],
        unit: str,
        measure: str,
        flow: str,
        years: int,
        thing: str = "",
    ) -> Guess:
        """Return the series that the words name, and how well, from 0 to 1.

        None where no title is said clearly, or two are; then the nearest.
        A level must be in a unit that converts to that of the series, and a share may
        be a series of its own. Of the four texts the words near the number count in
        full, those of its sentence and of what stands before in part.
        Sums of years need a period of several. What is counted, where it is things,
        should be in the title.
        """
        context = (words, unit, measure, flow, years, thing)
        if context not in self._asked:
            self._asked[context] = self._guess(*context)
        return self._asked[context]

    def _guess(
        self,
        words: tuple[str, str, str, str],
        unit: str,
        measure: str,
        flow: str,
        years: int,
        thing: str,
    ) -> Guess:
        match = NOT_ALL.search(words[0])
        left_out = match[1].lower() if match else ""
        said = map(self._said, (*words, thing))
        is_foreign = measure == "share" and self._of_third(words)
        if is_foreign or is_other(words[0], self.tells):
            return Guess("", 0.0, ())
        abroad = self._abroad(words)
        key = (*said, unit, measure, flow, min(years, 2), left_out, abroad)
        key = (*key, is_mutual(words[0]), refers(words[1]), self._whole(words))
        key = (*key, is_laid(words[0]))
        if key not in self._guesses:
            scores = self.scores(words, unit, measure, flow, years)
            scores = scores * self._of_thing(thing) * self._of_rest(left_out)
            agreed = self.agreed(words, unit, measure, flow)
            self._guesses[key] = chosen(self.names, scores, scores * agreed, LEAST)
        return self._guesses[key]

    def _said(self, text: str) -> frozenset[str]:
        """Return the words of a text by which series are judged.

        Names that are in no title are all alike.
        """
        words = self.words(text)
        if words not in self._judged_by:
            bound = (word.split(SEPARATOR) for word in words if SEPARATOR in word)
            self._judged_by[words] = (words & self._judged) | {
                SEPARATOR.join((word, self._judged_names(names)))
                for word, names in bound
            }
        return self._judged_by[words]

    def _judged_names(self, names: str) -> str:
        parts = names.split("+") if names else ()
        return "+".join(n if n in self._judged else NO_NAME for n in parts)

    @cached_property
    def _judged(self) -> frozenset[str]:
        sides = (self.words(countries()[code].name) for code in self.dataset.codes)
        names = (name for _, name in self.proper)
        return JUDGED.union(
            self.places, self.place_names, ABLE, SHIPS, {"capacity"}, *sides, *names
        )

    def _of_third(self, words: tuple[str, str, str, str]) -> bool:
        """Whether a share is of exports that may be a third country's.

        "Armenia took 18 % of exports, Georgia 14 %": whose, is not said.
        """
        is_foreign = bool(countries_in(words[1], self.dataset.codes))
        is_traded = not BOOKED.isdisjoint(self.words(words[1]))
        return is_foreign and is_traded and not self._whole(words)

    def _abroad(self, words: tuple[str, str, str, str]) -> frozenset[str]:
        abroad = countries_in(words[0], self.dataset.codes)
        if OWN.search(words[0]):
            abroad |= countries_in(words[1], self.dataset.codes)
        return abroad

    def agreed(
        self, words: tuple[str, str, str, str], unit: str, measure: str, flow: str
    ) -> np.ndarray:
        """Return how far words say what each title says, from 0 to 1; see `guess`."""
        near, here, previous, around = map(self._said, words)
        near |= self._told(near, unit, measure)
        if all(flow.partition("->")) and near & BOOKED:
            near |= BOOKED
        text = WordsOfText(
            near,
            here,
            previous,
            around,
            self._abroad(words),
            is_mutual(words[0]),
            refers(words[1]),
            is_laid(words[0]),
        )
        return agreement(self, text, unit, measure, flow)

    def _told(self, near: frozenset[str], unit: str, measure: str) -> frozenset[str]:
        """Words that a unit, a measure or a verb stands for."""
        implied = self.words(UNIT_WORDS.get(unit, ""))
        implied |= self.words("share" if measure == "share" else "")
        return implied | (self.words("capacity") if near & ABLE else frozenset())

    def _of_thing(self, thing: str) -> np.ndarray:
        """Lower what does not count a thing that some title counts."""
        words = self.words(thing)
        if not words.isdisjoint(SHIPS):
            words |= SHIPS
        counted = self._sum(words) > 0
        return np.where(counted | ~counted.any(), 1.0, UNCOUNTED)

    def _of_whole(
        self, words: tuple[str, str, str, str], near: frozenset[str]
    ) -> np.ndarray:
        """Leave out shares in the total of another side than the words name.

        And those of a side that they do not name: "a fifth of exports" is grain's.
        """
        whole = self._whole(words)
        sides = {c: self.words(countries()[c].name) for c in self.dataset.codes}
        codes = {code for code, name in sides.items() if not name.isdisjoint(near)}
        fits = [
            not side or (whole in ("", side) and bool(codes - {side}))
            for side in self.shares_of
        ]
        return np.where(fits, 1.0, 0.0)

    def _whole(self, words: tuple[str, str, str, str]) -> str:
        codes = self.dataset.codes
        return whole_of(words[1], codes) or whole_of(words[0], codes)

    def _of_rest(self, left_out: str) -> np.ndarray:
        """Lower what is not without a thing, where a text speaks of all but it."""
        is_rest = self._sum(frozenset({"non", "without"})) > 0
        titled = is_rest & (self._sum(self.words(left_out)) > 0)
        return np.where(titled | (not left_out), 1.0, UNCOUNTED)

    def words(self, text: str) -> frozenset[str]:
        """Return the words of a text that tell something, in those of the catalogue.

        A word that tells nothing without a name has the name behind a `SEPARATOR`.
        """
        return words_with_names(same_digits(text), self.synonyms)

    def tells(self, text: str) -> bool:
        """Whether any word of a text is one of a title."""
        words = words_of(same_digits(text), self.synonyms) - IDLE
        return not self.places.keys().isdisjoint(words)

    def place_in(self, text: str) -> bool:
        """Whether a text has a word that is the name of a place in some title."""
        if text not in self._of_places:
            words = words_of(same_digits(text), self.synonyms)
            self._of_places[text] = not self.place_names.isdisjoint(words)
        return self._of_places[text]

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
        words = words_of(text.replace("_", " "), self.synonyms)
        scores = self._overlap(words, frozenset(), frozenset(), frozenset())
        best = np.argsort(-scores, kind="stable")[:count]
        return [self.names[place] for place in best if scores[place] > 0]

    def scores(
        self,
        words: tuple[str, str, str, str],
        unit: str,
        measure: str,
        flow: str,
        years: int,
    ) -> np.ndarray:
        """Return how well each series fits the words, as of `guess`."""
        near, here, previous, around = map(self._said, words)
        near |= self._told(near, unit, measure)
        if flow and not near.isdisjoint(BOOKED):
            near |= BOOKED
        is_of_share = unit == "percentage_points"
        level = measure in ("level", "increase") or is_of_share
        yearly = unit.endswith(PER_TIME) or "capacity" in near | here
        key = (
            self.dimensions.get("percent" if is_of_share else unit, "?"),
            "level" if level else measure,
            flow,
            min(years, 2),
            yearly,
        )
        if key not in self._factors:
            self._factors[key] = np.array(
                [self._factor(place, *key) for place in range(len(self.names))]
            )
        factors: np.ndarray = self._factors[key]
        factors = factors * self._of_others(near | here | previous, around)
        factors *= self._of_whole(words, near | here | previous)
        fitting: np.ndarray = self._overlap(near, here, previous, around) * factors
        return fitting

    def _of_others(self, close: frozenset[str], around: frozenset[str]) -> np.ndarray:
        """Lower what is of a side, a place or a body that the text does not name.

        Where no side is named, those of the dataset are meant by its main series.
        """
        words = close | around
        names = [self.words(countries()[code].name) for code in self.dataset.codes]
        unnamed = [self.rows(name) for name in names if name.isdisjoint(words)]
        lowered = self._names_any(unnamed)
        # A side that its paragraph names is meant, not one of the paragraph before.
        here = [self.rows(name) for name in names if not name.isdisjoint(close)]
        if here:
            sides = [self.rows(name) for name in names]
            lowered |= self._names_any(sides) & ~self._names_any(here)
        main = self.dataset.series
        if len(unnamed) == len(self.dataset.codes) and main in self.names:
            lowered[self.names.index(main)] = False
        columns, members = self.name_members
        is_named = members[self.rows(words)].any(axis=0)
        for word, weights in self.bound(words):
            is_named |= members[self.places[word]] & (weights[columns] > 0)
        lowered[columns[~is_named]] = True
        return np.where(lowered, UNNAMED, 1.0)

    def _names_any(self, sides: list[list[int]]) -> np.ndarray:
        """Tell series whose titles name one of some sides, given by their rows."""
        named = np.zeros(len(self.names), dtype=bool)
        for rows in sides:
            named |= (self.weights[rows] > 0).any(axis=0)
        return named

    @cached_property
    def name_members(self) -> tuple[np.ndarray, np.ndarray]:
        """Column of each name, and which names have each word: a row per word."""
        members = np.zeros((len(self.places), len(self.proper)), dtype=bool)
        for place, (_, name) in enumerate(self.proper):
            members[self.rows(name), place] = True
        return np.array([column for column, _ in self.proper], dtype=int), members

    def _factor(
        self,
        place: int,
        dimension: str,
        measure: str,
        flow: str,
        years: int,
        yearly: bool,
    ) -> float:
        series_dimension, way = self.dimension[place], self.direction[place]
        level = measure == "level"
        is_sum = "_cumulative" in self.names[place]
        if level and (series_dimension != dimension or (yearly and is_sum)):
            return 0.0
        if not level and series_dimension == "date":
            return 0.0
        if series_dimension == "percentage" and measure not in ("level", "share"):
            return 0.0
        if level and self.yearly[place] and not yearly:
            return CAPACITY * self._factor(place, dimension, measure, flow, years, True)
        if level and yearly and not self.yearly[place]:
            return AMOUNT * self._factor(place, dimension, measure, flow, years, False)
        is_one_way = "->" in way
        goes_so = way.startswith(flow) or way.endswith(flow)
        factor = 0.5 if flow and is_one_way and not goes_so else 1.0
        factor *= 1.1 if flow and way == flow else 1.0
        is_open = (way == "both") if flow else is_one_way
        factor *= BETWEEN_SIDES if is_open else 1.0
        if is_sum:
            factor *= 1.15 if years > 1 else ONE_YEAR if years else 0.8
        return factor

    def _overlap(
        self,
        near: frozenset[str],
        here: frozenset[str],
        previous: frozenset[str],
        around: frozenset[str],
    ) -> np.ndarray:
        close = near | here
        hit = self._sum(close)
        reached = self._sum(near) + SENTENCE * self._sum(_without(here, near))
        reached += PREVIOUS * self._sum(_without(previous, close))
        reached += CONTEXT * self._sum(_without(around, close | previous))
        met = np.count_nonzero(self.weights[self.rows(close)], axis=0)
        met = met + sum(weights > 0 for _, weights in self.bound(close))
        # A long title that is half met tells more than one word met in full.
        scores = reached / (self.whole + 1.5) * (1 + 0.05 * met)
        return np.asarray(np.where(hit > 0, scores, 0.0))

    def _sum(self, words: frozenset[str]) -> np.ndarray:
        total = self.weights[self.rows(words)].sum(axis=0)
        return np.asarray(total + sum(weights for _, weights in self.bound(words)))

    def bound(self, words: frozenset[str]) -> list[tuple[str, np.ndarray]]:
        """Return words that stand with names alone, and their weights.

        They weigh in the titles that have all the names.
        """
        bound: dict[str, np.ndarray] = {}
        for token in sorted(word for word in words if SEPARATOR in word):
            word, names = token.split(SEPARATOR)
            places = [self.places.get(name, -1) for name in names.split("+") if name]
            if word in words or word not in self.places or -1 in places:
                continue
            has_names = (self.weights[places] > 0).all(axis=0)
            row = self.weights[self.places[word]] * has_names
            bound[word] = np.maximum(bound.get(word, 0.0), row)
        return list(bound.items())

    def rows(self, words: Iterable[str]) -> list[int]:
        """Return the rows of the words that some title has."""
        return sorted(self.places[word] for word in words if word in self.places)


def _without(words: frozenset[str], counted: frozenset[str]) -> frozenset[str]:
    """Return words that are not counted yet, with a name or without."""
    done = {token.partition(SEPARATOR)[0] for token in counted}
    return frozenset(w for w in words if w.partition(SEPARATOR)[0] not in done)
