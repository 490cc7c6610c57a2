"""Guess the series that a sentence speaks of, from the words of the catalogue."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from kzaz_analysis.countries import countries
from kzaz_analysis.evidence.intake.reading.numerals import same_digits

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from kzaz_analysis.evidence.dataset.dataset import DatasetDescription

SYNONYMS = {
    "cargo turnover": "freight throughput",
    "cargo volume": "freight",
    "handled": "throughput",
    "handling": "throughput",
    "handle": "throughput",
    "transshipped": "throughput",
    "transshipment": "throughput",
    "transhipment": "throughput",
    "bilateral trade": "trade turnover",
    "mutual trade": "trade turnover",
    "trade between": "trade turnover",
    "trade with": "trade turnover",
    "commodity turnover": "trade turnover",
    "foreign trade": "trade turnover",
    "fiber": "fibre",
    "fiber-optic": "fibre",
    "ferry boats": "ferries",
    "trade volume": "trade turnover",
    "commodity": "trade",
    "crude": "oil",
    "cargo": "freight",
    "traffic": "freight",
    "deliveries": "freight",
    "seaport": "port",
    "invested": "investment",
    "investments": "investment",
    "memorandum": "document memorandum",
    "agreement": "document",
    "signed": "sign",
    "ferry": "ferries",
    "railway": "rail",
    "railroad": "rail",
    "block train": "container train",
    "flew": "air",
    "airline": "air",
    "vessel": "ship",
    "across": "cross",
    "exported": "export",
    "imported": "import",
}
"""Words of news for words of the catalogue."""

WAYS = ("along", "on", "over", "via")
"""What stands before "the route" where a text speaks of that of its dataset."""

COMMON = frozenset(
    re.findall(
        r"\w+",
        "the a an of in on at to and or by for from with all between through two its "
        "number first new countries percent million billion year "
        "years yearly sum direct made articles increase additional exactly "
        "what is are was were has have had this that they goods worth company",
    )
)
LEAST = 0.4
LOOSE = {
    r" per year$": "",
    r"^money .*": "money",
    r"^containers.*": "containers",
    r" each side$": "",
}
"""Dimensions that news do not keep apart: rates, currencies, kinds of containers."""

PER_YEAR = "_per_year"
BOOKED = frozenset({"export", "import"})
"""What one side exports the other imports: where the way is known, both are said."""

ABLE = frozenset({"able", "can", "capable", "designed"})
"""Words of what might be done: a capacity, whether it is called so or not."""

SENTENCE = 0.6
PREVIOUS = 0.45
CONTEXT = 0.25
"""What words count beside those next to the number: of its sentence, of the sentences
of its paragraph before that, of the paragraph before."""

BETWEEN_SIDES, CAPACITY, UNNAMED = 0.98, 0.85, 0.7
"""How well a series fits a text that says otherwise: of one way where the text names
none, or the other way round; of a year's capacity where it speaks of an amount, or the
other way round; of a side that is not named."""

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
        Whether each series is counted per year, as capacities are.
    dataset : DatasetDescription
        What the catalogue is about: its sides, and words of texts for its words.
    """

    names: list[str]
    places: dict[str, int]
    weights: np.ndarray
    whole: np.ndarray
    dimension: list[str]
    direction: list[str]
    dimensions: dict[str, str]
    yearly: list[bool]
    dataset: DatasetDescription
    _factors: dict[tuple[Any, ...], np.ndarray] = field(
        default_factory=dict, compare=False
    )
    _guesses: dict[tuple[Any, ...], tuple[str, float]] = field(
        default_factory=dict, compare=False
    )

    @classmethod
    def of(
        cls, series: pd.DataFrame, units: pd.DataFrame, dataset: DatasetDescription
    ) -> Catalogue:
        """Read the catalogue from the tables of series and units."""
        names = series["series"].to_list()
        title_words = series["title"] + " " + series["entity"]
        titles = [words_of(text, _synonyms(dataset)) for text in title_words]
        counts = Counter(word for words in titles for word in words)
        places = {word: n for n, word in enumerate(sorted(counts))}
        weights = np.zeros((len(places), len(names)))
        for column, words in enumerate(titles):
            for word in words:
                weights[places[word], column] = math.log(1 + len(names) / counts[word])
        sizes = units["dimension"].replace(LOOSE, regex=True)
        dimensions = dict(zip(units["unit"], sizes, strict=True))
        dimensions_of_series = [dimensions.get(unit, "") for unit in series["unit"]]
        ways = series["direction"].to_list()
        yearly = [unit.endswith(PER_YEAR) for unit in series["unit"]]
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
            dataset,
        )

    def guess(
        self,
        words: tuple[str, str, str, str],
        unit: str,
        measure: str,
        flow: str,
        years: int,
    ) -> tuple[str, float]:
        """Return the series that fits best, and how well, from 0 to 1.

        A level must be in a unit that converts to that of the series, and a share may
        be a series of its own. Of the four texts the words near the number count in
        full, those of its sentence and of what stands before in part.
        Sums of years need a period of several.
        """
        key = (*map(self.words, words), unit, measure, flow, min(years, 2))
        if key not in self._guesses:
            self._guesses[key] = self._guess(words, unit, measure, flow, years)
        return self._guesses[key]

    def _guess(
        self,
        words: tuple[str, str, str, str],
        unit: str,
        measure: str,
        flow: str,
        years: int,
    ) -> tuple[str, float]:
        scores = self.scores(words, unit, measure, flow, years)
        scores = scores * self._of_others(self.words(" ".join(words)))
        best = int(np.argmax(scores)) if len(scores) else 0
        if not len(scores) or scores[best] < LEAST:
            return "", 0.0
        return self.names[best], round(min(float(scores[best]), 1.0), 2)

    def words(self, text: str) -> frozenset[str]:
        """Return the words of a text that tell something, in those of the catalogue."""
        return words_of(same_digits(text), self._synonyms)

    def tells(self, text: str) -> bool:
        """Whether any word of a text is one of a title."""
        return not self.places.keys().isdisjoint(self.words(text))

    @cached_property
    def _synonyms(self) -> _Synonyms:
        return _synonyms(self.dataset)

    def nearest(self, text: str, count: int = 3) -> list[str]:
        """Return the series whose titles share most with a text, the best first."""
        words = self.words(text.replace("_", " "))
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
        near, here, previous, around = map(self.words, words)
        near |= self.words(UNIT_WORDS.get(unit, ""))
        near |= self.words("share" if measure == "share" else "")
        if not near.isdisjoint(ABLE):
            near |= self.words("capacity")
        if flow and not near.isdisjoint(BOOKED):
            near |= BOOKED
        level = measure in ("level", "increase") and unit != "percentage_points"
        yearly = unit.endswith(PER_YEAR) or "capacity" in near | here
        key = (
            self.dimensions.get(unit, "?"),
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
        fitting: np.ndarray = self._overlap(near, here, previous, around) * factors
        return fitting

    def _of_others(self, words: frozenset[str]) -> np.ndarray:
        """Lower what is of a side that the text does not name."""
        names = (self.words(countries()[code].name) for code in self.dataset.codes)
        unnamed = (self._rows(name) for name in names if name.isdisjoint(words))
        shares = [self.weights[rows].any(axis=0) for rows in unnamed]
        return np.where(np.any(shares, axis=0), UNNAMED, 1.0) if shares else np.ones(1)

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
        if level and series_dimension != dimension:
            return 0.0
        if not level and series_dimension == "date":
            return 0.0
        if series_dimension == "percentage" and measure not in ("level", "share"):
            return 0.0
        if level and self.yearly[place] and not yearly:
            return CAPACITY * self._factor(place, dimension, measure, flow, years, True)
        if level and yearly and not self.yearly[place]:
            return CAPACITY * self._factor(
                place, dimension, measure, flow, years, False
            )
        is_one_way = "->" in way
        factor = 0.5 if flow and is_one_way and way != flow else 1.0
        factor *= 1.1 if flow and way == flow else 1.0
        is_open = (way == "both") if flow else is_one_way
        factor *= BETWEEN_SIDES if is_open else 1.0
        if self.names[place].endswith("_cumulative"):
            factor *= 1.15 if years > 1 else 0.8
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
        reached = self._sum(near) + SENTENCE * self._sum(here - near)
        reached += PREVIOUS * self._sum(previous - close)
        reached += CONTEXT * self._sum(around - close - previous)
        met = np.count_nonzero(self.weights[self._rows(close)], axis=0)
        # A long title that is half met tells more than one word met in full.
        scores = reached / (self.whole + 1.5) * (1 + 0.05 * met)
        return np.asarray(np.where(hit > 0, scores, 0.0))

    def _sum(self, words: frozenset[str]) -> np.ndarray:
        return np.asarray(self.weights[self._rows(words)].sum(axis=0))

    def _rows(self, words: Iterable[str]) -> list[int]:
        return sorted(self.places[word] for word in words if word in self.places)


@lru_cache(maxsize=4096)
def words_of(text: str, synonyms: _Synonyms) -> frozenset[str]:
    """Words that tell something, with synonyms, plurals cut off."""
    words = re.findall(r"[^\W\d_]{3,}", synonyms.replaced(text).replace("'s", ""))
    return frozenset(_stem(w) for w in words if w not in COMMON | synonyms.common)


@dataclass(frozen=True, eq=False)
class _Synonyms:
    """Words of texts for words of one catalogue; one object for each dataset."""

    words: dict[str, str]
    common: frozenset[str]
    pattern: re.Pattern[str]

    def replaced(self, text: str) -> str:
        return self.pattern.sub(lambda match: self.words[match[1]], text.lower())


def _synonyms(dataset: DatasetDescription) -> _Synonyms:
    sides = [countries()[code] for code in dataset.codes]
    adjectives = {side.demonym.lower(): side.name.lower() for side in sides}
    route = dataset.corridor.lower().removeprefix("the ")
    named = {
        f"{way} the {noun}": route for way in WAYS for noun in ("route", "corridor")
    }
    words = SYNONYMS | adjectives | (named if route else {}) | dict(dataset.synonyms)
    return _synonyms_of(tuple(words.items()), tuple(c.lower() for c in dataset.codes))


@lru_cache(maxsize=16)
def _synonyms_of(
    pairs: tuple[tuple[str, str], ...], common: tuple[str, ...]
) -> _Synonyms:
    words = dict(pairs)
    listed = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return _Synonyms(words, frozenset(common), re.compile(rf"\b({listed})s?\b"))


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    for ending, left in (("ies", "y"), ("ments", "ment"), ("ses", "s"), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word.removesuffix(ending) + left
    return word
