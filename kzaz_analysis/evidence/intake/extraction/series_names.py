"""Guess the series that a sentence speaks of, from the words of the catalogue."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

SYNONYMS = {
    "titr": "middle corridor",
    "trans-caspian international transport route": "middle corridor",
    "trans-caspian corridor": "middle corridor",
    "btc": "baku tbilisi ceyhan",
    "bilateral trade": "trade turnover",
    "mutual trade": "trade turnover",
    "trade volume": "trade turnover",
    "commodity": "trade",
    "crude": "oil",
    "cargo": "freight",
    "traffic": "freight",
    "deliveries": "freight",
    "seaport": "port",
    "alat": "baku port",
    "invested": "investment",
    "investments": "investment",
    "memorandum": "document memorandum",
    "agreement": "document",
    "signed": "sign",
    "ferry": "ferries",
    "azeri": "azerbaijan",
    "azerbaijani": "azerbaijan",
    "kazakh": "kazakhstan",
}
"""Words of news for words of the catalogue."""

COMMON = frozenset(
    re.findall(
        r"\w+",
        "the a an of in on at to and or by for from with all between through two its "
        "number first new countries percent million billion year "
        "years yearly sum kaz aze direct made articles increase additional exactly "
        "what is are was were has have had this that they",
    )
)
LEAST = 0.3
LOOSE = {r" per year$": "", r"^money .*": "money", r"^containers.*": "containers"}
"""Dimensions that news do not keep apart: rates, currencies, kinds of containers."""

SENTENCE = 0.7
CONTEXT = 0.35
UNIT_WORDS = {"km": "length", "miles": "length", "TEU": "containers"}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Series with their words, how telling each word is, and what they count.

    Attributes
    ----------
    words : dict of str to frozenset of str
        Words of each series' title and name.
    weight : dict of str to float
        Logarithm of how rare a word is among series.
    dimension, direction, unit : dict of str to str
        By series.
    dimensions : dict of str to str
        By unit; a yearly rate counts as the amount.
    """

    words: dict[str, frozenset[str]]
    weight: dict[str, float]
    dimension: dict[str, str]
    direction: dict[str, str]
    dimensions: dict[str, str]

    @classmethod
    def of(cls, series: pd.DataFrame, units: pd.DataFrame) -> Catalogue:
        """Read the catalogue from the tables of series and units."""
        names = series["series"].to_list()
        texts = series["title"] + " " + series["entity"]
        words = {n: words_of(t) for n, t in zip(names, texts, strict=True)}
        seen = Counter(word for known in words.values() for word in known)
        weight = {w: math.log(1 + len(names) / n) for w, n in seen.items()}
        sizes = units["dimension"].replace(LOOSE, regex=True)
        dimensions = dict(zip(units["unit"], sizes, strict=True))
        own = {
            n: dimensions.get(u, "") for n, u in zip(names, series["unit"], strict=True)
        }
        ways = dict(zip(names, series["direction"], strict=True))
        return cls(words, weight, own, ways, dimensions)

    def guess(
        self,
        words: tuple[str, str, str],
        unit: str,
        measure: str,
        flow: str,
        years: int,
    ) -> tuple[str, float]:
        """Return the series that fits best, and how well, from 0 to 1.

        A level must be in a unit that converts to that of the series. Of the three
        texts the words near the number count in full, those of the sentence and of
        the paragraphs around it in part. Sums of years need a period of several.
        """
        near, here, around = map(words_of, words)
        near |= words_of(UNIT_WORDS.get(unit, ""))
        level = measure in ("level", "increase")
        best = ("", 0.0)
        for name, own in self.words.items():
            if level and self.dimension[name] != self.dimensions.get(unit, ""):
                continue
            if not level and self.dimension[name] in ("date", "percentage"):
                continue
            score = self._score(own, near, here, around)
            way = self.direction[name]
            score *= 0.5 if flow and "->" in way and way != flow else 1.0
            score *= 1.1 if flow and way == flow else 1.0
            summed = name.endswith("_cumulative")
            score *= 1.15 if summed and years > 1 else 0.8 if summed else 1.0
            if score > best[1]:
                best = (name, score)
        return (best[0], round(min(best[1], 1.0), 2)) if best[1] >= LEAST else ("", 0.0)

    def _score(
        self,
        own: frozenset[str],
        near: frozenset[str],
        here: frozenset[str],
        around: frozenset[str],
    ) -> float:
        whole, hit = self._sum(own), self._sum(own & (near | here))
        if not hit:
            return 0.0
        reached = self._sum(own & near) + SENTENCE * self._sum((own & here) - near)
        reached += CONTEXT * self._sum((own & around) - here - near)
        # A long title that is half met tells more than one word met in full.
        return reached / (whole + 1.5) * (1 + 0.05 * len(own & (near | here)))

    def _sum(self, words: frozenset[str]) -> float:
        return sum(self.weight[word] for word in words)


def words_of(text: str) -> frozenset[str]:
    """Words that tell something, with synonyms, plurals cut off."""
    plain = text.lower()
    for word, same in SYNONYMS.items():
        plain = re.sub(rf"\b{word}s?\b", same, plain)
    words = re.findall(r"[^\W\d_]{3,}", plain.replace("'s", ""))
    return frozenset(_stem(w) for w in words if w not in COMMON)


def _stem(word: str) -> str:
    for ending, left in (("ies", "y"), ("ments", "ment"), ("ses", "s"), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word.removesuffix(ending) + left
    return word
