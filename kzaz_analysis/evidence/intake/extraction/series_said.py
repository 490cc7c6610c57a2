"""Whether the words around a figure say what the title of a series says.

A title of which half a text says nothing, or a text that names another place than the
title, is no reason to propose a series: a wrong one costs more than none.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from kzaz_analysis.countries import countries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kzaz_analysis.evidence.dataset.dataset import DatasetDescription

SETTING = frozenset(
    [
        "freight",
        "trade",
        "turnover",
        "throughput",
        "port",
        "corridor",
        "route",
        "pipeline",
        "rail",
        "oil",
        "ship",
        "fleet",
        "container",
        "train",
    ]
)
"""Where something happens: a paragraph may go on about it without saying so again."""

BY_NAME = frozenset(
    ["port", "pipeline", "oil", "freight", "throughput", "corridor", "route", "rail"]
)
"""What a name says by itself: who speaks of Aktau means its port."""

BOOKED = frozenset({"export", "import"})
"""What one side exports the other imports: where the way is known, both are said."""

SUMMED = frozenset({"turnover", "trade"})
"""What exports alone are not."""

WAY = frozenset({"corridor", "route"})
"""What is another one under another name."""

TRANSIT = frozenset({"transit"})
CARRIED = frozenset({"oil", "freight", "cargo", "container"})
"""Of these, what others send, "transit oil", is a part."""

IDLE = frozenset(
    [
        "tonne",
        "launch",
        "start",
        "value",
        "wld",
        "track",
        "last",
        "since",
        "number",
        "part",
        "line",
        "route",
        "company",
        "two",
        "power",
        "section",
        "main",
        "day",
        "volume",
    ]
)
"""Words of titles that a text may leave unsaid."""

IMPLIED = {
    "mass": ("freight", "throughput"),
    "containers": ("container",),
    "length": ("length",),
    "flights": ("weekly", "flight"),
    "wagons": ("wagon",),
    "vehicles": ("truck", "vehicle"),
    "power": ("capacity",),
    "data rate": ("capacity",),
    "train pairs": ("train", "capacity"),
    "duration": ("time", "delivery"),
}
"""What a unit says by itself, by its dimension."""

JUDGED = SETTING.union(BY_NAME, BOOKED, SUMMED, WAY, TRANSIT, CARRIED)
"""Words that are judged by, whether some title has them or not."""

PACES = {"day": "daily", "week": "weekly", "month": "monthly"}

SHORT_OF = 0.33
"""Share of the words of a title that may be left unsaid; names are told apart."""

ELSEWHERE, UNNAMED, FOREIGN, ABROAD, ONLY_BEFORE = 0.75, 0.5, 0.65, 0.35, 0.7
ONE_SIDE, UNDIRECTED, OTHER_BOOK, OF_WHOLE = 0.55, 0.92, 0.3, 0.8
OTHER_NEAR, OTHER_HERE, OF_TRANSIT = 0.93, 0.92, 0.4
"""How well a series fits where the words of a figure name one of its places and not
the other; where nothing names it, or its one side; where they name a place, or a
country, that the title lacks; where only what stands before says what it is; where a
trade of two sides is told of with one named; of all ways where one is said; of imports
where exports are; of an amount where a share is given; of other things than are named
next to the figure, or in its sentence; of all where transit is said."""

AHEAD = 1.02
"""How much better than the next one a series must fit, unless it is a part of that."""

NEAREST, WORTH = 3, 0.25
"""How many series are named where none is proposed, and how well they must fit."""

MUTUAL = re.compile(
    r"\b(?:(?i:bilateral|mutual|between|both|two countries|each other)"
    r"|(?:with|to|from) (?:the )?(?!US\b|[A-Z]{3}\b)[A-Z])"
)
"""Words of what two sides do together, whether both are named or not."""


REFERS = re.compile(
    r"\b(?:the|this|that|its|their) (?:[a-z]+ )?(?:port|route|corridor|pipeline|line"
    r"|railway|association|fleet|fund|hub|cable|bypass|project|terminal|canal)\b"
)
"""Words for what was named before."""


LAID = re.compile(
    r"\bk(?:m|ilomet(?:er|re)s?)\b(?: of(?: [a-z-]+){1,3}?)?"
    r"(?: (?:shall|will|must|should|is|are|was|were|has|have|had|to|be|been|already))+"
    r" (?:laid|built|constructed|paved|repaired|renewed|electrified|modernized)\b",
    re.IGNORECASE,
)
"""So much of a line was or will be made, which is not how long it is."""

DIFFERENCE = re.compile(r"\b(?:deficit|surplus|balance)\b", re.IGNORECASE)
"""Of exports and imports: neither of them, nor their sum."""

WORTH_OF = re.compile(r"\b([a-z-]{3,}) (?:worth|for) (?:[a-z]+ ){0,2}\W*(?=\d)")
ANY_GOODS = re.compile(
    r"goods|products|items|trade|exports|imports|commodities|cargo|supplies"
    r"|deliveries|them|it|that|all|purchases|shipments|contracts|deals|agreements"
    r"|projects|services|responsible|account|accounted|paid|spent|sold|bought"
    r"|exported|imported|investment|investments|respectively|total|target|plan"
    r"|forecast|goal"
)
"""What stands before "worth" where no goods are named."""


class Guess(NamedTuple):
    """A series with its fit, from 0 to 1; the nearest ones where it is none."""

    series: str
    fit: float
    nearest: tuple[str, ...]


class Titles(Protocol):
    """A catalogue, as far as its words are asked for here; see `Catalogue`."""

    @property
    def names(self) -> list[str]:
        """Series."""

    @property
    def places(self) -> dict[str, int]:
        """Row of each word."""

    @property
    def weights(self) -> np.ndarray:
        """A row per word, a column per series."""

    @property
    def needed(self) -> np.ndarray:
        """As weights, of words that a text must say."""

    @property
    def proper(self) -> list[tuple[int, frozenset[str]]]:
        """Names in titles: the column, and the words."""

    @property
    def name_members(self) -> tuple[np.ndarray, np.ndarray]:
        """Column of each name, and which names have each word."""

    @property
    def place_names(self) -> frozenset[str]:
        """Words that are names in every title."""

    @property
    def dimension(self) -> list[str]:
        """What each series counts."""

    @property
    def direction(self) -> list[str]:
        """Which way each goes."""

    @property
    def dimensions(self) -> dict[str, str]:
        """By unit."""

    @property
    def dataset(self) -> DatasetDescription:
        """What the catalogue is about."""

    def words(self, text: str) -> frozenset[str]:
        """Words of a text that tell something."""

    def rows(self, words: Iterable[str]) -> list[int]:
        """Rows of words that some title has."""

    def bound(self, words: frozenset[str]) -> list[tuple[str, np.ndarray]]:
        """Words that stand with names alone, and their weights."""


class WordsOfText(NamedTuple):
    """What the words around a figure say, in those of the catalogue."""

    near: frozenset[str]
    here: frozenset[str]
    previous: frozenset[str]
    around: frozenset[str]
    countries: frozenset[str]
    mutual: bool
    refers: bool
    laid: bool


def chosen(
    names: list[str], raw: np.ndarray, fitting: np.ndarray, least: float
) -> Guess:
    """Choose the series that fits, or none, with those whose words come nearest.

    Parameters
    ----------
    names : list of str
        Series.
    raw, fitting : numpy.ndarray
        How well each shares the words, and what is left where they say otherwise.
    least : float
        How well the best must fit.
    """
    order = np.argsort(-fitting, kind="stable")
    if len(order):
        best, ahead = _leading(names, fitting, [int(place) for place in order[:2]])
        if fitting[best] >= least and ahead:
            return Guess(names[best], round(min(float(fitting[best]), 1.0), 2), ())
    near = np.argsort(-np.maximum(fitting, 0.5 * raw), kind="stable")[:NEAREST]
    worth = tuple(names[place] for place in near if raw[place] >= WORTH)
    return Guess("", 0.0, worth)


def _leading(
    names: list[str], fitting: np.ndarray, order: list[int]
) -> tuple[int, bool]:
    """Return the best of two series, the whole where a part fits as well."""
    best = order[0]
    if len(order) < 2:
        return best, True
    shorter, longer = sorted(order, key=lambda place: len(names[place]))
    is_part = names[longer].startswith(f"{names[shorter]}_")
    if is_part and fitting[shorter] == fitting[longer]:
        return shorter, True
    return best, is_part or bool(fitting[best] >= AHEAD * fitting[order[1]])


def agreement(
    catalogue: Titles, said: WordsOfText, unit: str, measure: str, flow: str
) -> np.ndarray:
    """Return how far a text says what each title says, as factors from 0 to 1."""
    return np.asarray(
        _is_said(catalogue, said, unit)
        * _places(catalogue, said)
        * _things(catalogue, said)
        * _ways(catalogue, said, measure, flow)
    )


def is_mutual(text: str) -> bool:
    """Whether a text says that two sides do something together."""
    return MUTUAL.search(text) is not None


def is_other(text: str, tells: Callable[[str], bool]) -> bool:
    """Whether a text tells of a balance, or of goods that no title has.

    Parameters
    ----------
    text : str
        What stands around a figure.
    tells : callable
        Whether some title has a word of a text.
    """
    if DIFFERENCE.search(text):
        return True
    goods = WORTH_OF.search(text)
    word = goods[1] if goods else ""
    return bool(word) and not ANY_GOODS.fullmatch(word) and not tells(word)


def refers(text: str) -> bool:
    """Whether a text speaks of a thing named before: "the port", "this route"."""
    return REFERS.search(text) is not None


def is_laid(text: str) -> bool:
    """Whether a text says how much of a line is made: "250 km shall be laid"."""
    return LAID.search(text) is not None


def says(words: re.Pattern[str], text: str, start: int = 0, end: int = -1) -> bool:
    """Whether a part of a text has certain words.

    Each part of a sentence is asked about, and the sentence is searched once.
    """
    first, last = _first_and_last(words, text)
    return first is not None and (first <= end if end >= 0 else last >= start)


@lru_cache(maxsize=64)
def _first_and_last(words: re.Pattern[str], text: str) -> tuple[int | None, int]:
    """Return where words end for the first time, and begin for the last."""
    spans = [match.span() for match in words.finditer(text)]
    return (spans[0][1], spans[-1][0]) if spans else (None, -1)


def countries_in(text: str, codes: tuple[str, ...]) -> frozenset[str]:
    """Names of the countries in a text that are none of the sides, in small letters."""
    words, names = _foreign(codes)
    return frozenset(names[name] for name in words.findall(text.lower()))


@lru_cache(maxsize=16)
def _foreign(codes: tuple[str, ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    names = {
        name.lower(): country.name.lower()
        for code, country in countries().items()
        if code not in codes
        for name in (country.name, country.demonym)
        if len(name) > 3
    }
    longest = sorted(names, key=len, reverse=True)
    shape = "|".join(map(re.escape, longest)) or "(?!)"
    # Small letters only: without regard to case, each name is tried at each word.
    return re.compile(rf"\b(?=[^\W\d_])(?:{shape})\b"), names


def _is_said(catalogue: Titles, said: WordsOfText, unit: str) -> np.ndarray:
    """Tell the titles whose words, names aside, its paragraph says."""
    local = said.near | said.here | said.previous | (said.around & SETTING)
    dimension = catalogue.dimensions.get(unit, "")
    needed = catalogue.needed.copy()
    setting = catalogue.rows(BY_NAME)
    has_names = _named_here(catalogue, _unbound(said.near | said.here), np.equal)
    needed[np.ix_(np.array(setting, dtype=int), np.flatnonzero(has_names))] = 0.0
    implied = frozenset(IMPLIED.get(dimension, ()))
    implied |= frozenset(w for time, w in PACES.items() if f"_per_{time}" in unit)
    if dimension == "mass" and _kinds(catalogue, said.near):
        implied = frozenset()
    local |= implied
    whole = needed.sum(axis=0)
    met = needed[catalogue.rows(local)].sum(axis=0)
    for word, weights in catalogue.bound(local):
        met = met + np.where(needed[catalogue.places[word]] > 0, weights, 0.0)
    unsaid = np.where(whole > 0, 1 - met / np.where(whole > 0, whole, 1.0), 0.0)
    return np.where(unsaid > SHORT_OF, 0.0, 1.0)


def _named_here(
    catalogue: Titles, words: frozenset[str], enough: Callable[..., np.ndarray]
) -> np.ndarray:
    """Tell the titles of which some words have all names, or any; none without one.

    Parameters
    ----------
    catalogue : Titles
        Whose titles.
    words : frozenset of str
        What is said.
    enough : callable
        Tells by how many names of each title are said, and how many it has.
    """
    columns, _ = catalogue.name_members
    said = columns[_names_said(catalogue, words)]
    count = [np.bincount(c, minlength=len(catalogue.names)) for c in (said, columns)]
    return np.asarray(enough(*count) & (count[0] > 0))


def _names_said(catalogue: Titles, words: frozenset[str]) -> np.ndarray:
    """Tell the names of which some word is said."""
    _, members = catalogue.name_members
    return np.asarray(members[catalogue.rows(words)].any(axis=0))


def _kinds(catalogue: Titles, words: frozenset[str]) -> list[int]:
    """Rows of words that say what something is, not where it happens."""
    rows = catalogue.rows(words - SETTING)
    return [row for row in rows if catalogue.needed[row].any()]


def _things(catalogue: Titles, said: WordsOfText) -> np.ndarray:
    """Lower what lacks the things that stand next to a figure."""
    factors = np.ones(len(catalogue.names))
    for words, factor in (
        (said.near, OTHER_NEAR),
        (said.here - said.near, OTHER_HERE),
    ):
        lacking = catalogue.weights[_kinds(catalogue, words)] == 0
        factors *= factor ** lacking.sum(axis=0)
    # What the sentence itself does not touch is of the sentence before, or of nothing.
    close = _unbound(said.near | said.here)
    touched = _named_here(catalogue, close, np.less_equal)
    said_words = np.asarray(catalogue.needed[catalogue.rows(close)] > 0)
    np.logical_or(touched, said_words.any(axis=0), out=touched)
    factors[~touched] *= ONLY_BEFORE
    if said.laid:
        factors[_titled(catalogue, frozenset({"length"}))] = 0.0
    if said.near >= TRANSIT and not CARRIED.isdisjoint(said.near):
        sides = (catalogue.words(countries()[c].name) for c in catalogue.dataset.codes)
        may_be_whole = ~_titled(catalogue, TRANSIT.union(*sides))
        factors[may_be_whole] *= OF_TRANSIT
    return factors


def _titled(catalogue: Titles, words: frozenset[str]) -> np.ndarray:
    """Tell the titles that have any of some words."""
    return np.asarray((catalogue.weights[catalogue.rows(words)] > 0).any(axis=0))


def _places(catalogue: Titles, said: WordsOfText) -> np.ndarray:
    """Lower what is of a place that is named elsewhere, or of another than is named."""
    factors = np.ones(len(catalogue.names))
    close = _unbound(said.near | said.here)
    paragraph = close | _unbound(said.previous)
    everywhere = paragraph | _unbound(said.around)
    columns, _ = catalogue.name_members
    is_touched = _named_here(catalogue, close, np.less_equal)[columns]
    in_text, in_paragraph, is_close = (
        _names_said(catalogue, words) for words in (everywhere, paragraph, close)
    )
    only_before = ~in_paragraph & (not said.refers)
    unsaid = [~in_text, only_before, is_touched & ~is_close]
    of_names = np.select(unsaid, [UNNAMED, ONLY_BEFORE, ELSEWHERE], 1.0)
    np.multiply.at(factors, columns, of_names)
    foreign = (_unbound(said.near) & catalogue.place_names) | said.countries
    for word in sorted(foreign):
        parts = [part for part in word.split() if part in catalogue.places]
        said_words = np.asarray(catalogue.weights[catalogue.rows(parts)] > 0)
        factors[~said_words.any(axis=0)] *= (
            ABROAD if word in said.countries else FOREIGN
        )
    near_ways = WAY & {word.partition("@")[0] for word in said.near}
    factors[
        _of_other_way(catalogue, said.near if near_ways else said.near | said.here)
    ] *= ABROAD
    return factors


def _of_other_way(catalogue: Titles, close: frozenset[str]) -> np.ndarray:
    """Tell the titles of a way where another is named: "the Northern Corridor"."""
    named = {word.partition("@")[0] for word in close if "@" in word}
    ways = (WAY & named) - close
    other = _titled(catalogue, ways)
    for word, weights in catalogue.bound(close):
        if word in ways:
            other &= weights == 0
    return other


def _ways(catalogue: Titles, said: WordsOfText, measure: str, flow: str) -> np.ndarray:
    """Lower what goes another way, or every way, than a text says."""
    factors = np.ones(len(catalogue.names))
    close = said.near | said.here
    near_sides = _unbound(close | said.previous)
    everywhere = near_sides | _unbound(said.around)
    sides = [catalogue.words(countries()[c].name) for c in catalogue.dataset.codes]
    is_named = [not side.isdisjoint(everywhere) for side in sides]
    titled = np.zeros((len(sides), len(catalogue.names)), dtype=bool)
    for row, side in zip(titled, sides, strict=True):
        row[:] = (catalogue.weights[catalogue.rows(side)] > 0).any(axis=0)
    of_one, of_both = titled.sum(axis=0) == 1, titled.sum(axis=0) == 2
    for side_titled, is_said in zip(titled, is_named, strict=True):
        if not is_said:
            factors[of_one & side_titled] *= UNNAMED
    for side_titled, side in zip(titled, sides, strict=True):
        if side.isdisjoint(near_sides) and not side.isdisjoint(everywhere):
            factors[of_one & side_titled] *= ONLY_BEFORE
    count = sum(is_named)
    is_share, both_ways = measure == "share", all(flow.partition("->"))
    booked = said.near & BOOKED
    if count == 1 and not (said.mutual or both_ways):
        factors[of_both] *= ONE_SIDE
    if flow:
        factors[np.array([not way for way in catalogue.direction])] *= UNDIRECTED
    if is_share:
        factors[np.array(catalogue.dimension) != "percentage"] *= OF_WHOLE
    if len(booked) == 1 and not both_ways:
        factors[_of_other_book(catalogue, booked, said.near)] *= OTHER_BOOK
    return factors


def _of_other_book(
    catalogue: Titles, booked: frozenset[str], near: frozenset[str]
) -> np.ndarray:
    """Tell the titles of imports where exports are said, or of their sum."""
    is_sum = _titled(catalogue, SUMMED) & near.isdisjoint(SUMMED)
    return np.where(_titled(catalogue, BOOKED), ~_titled(catalogue, booked), is_sum)


def _unbound(words: frozenset[str]) -> frozenset[str]:
    """Words with the names that stand bound to some of them."""
    bound = {part for w in words if "@" in w for part in re.split("[@+]", w) if part}
    return words | bound
