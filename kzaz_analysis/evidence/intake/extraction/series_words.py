"""Words of a text that tell of a series: synonyms, names, plurals cut off."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kzaz_analysis.countries import countries, spoken_names
from kzaz_analysis.evidence.intake.extraction.proper_names import (
    CHAIN,
    bound_words,
    may_bind,
)
from kzaz_analysis.evidence.intake.reading.grammar import by_letter

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    "reloaded": "throughput",
    "reloading": "throughput",
    "liquid cargo": "tanker freight",
    "bilateral trade": "trade turnover",
    "bilateral turnover": "trade turnover",
    "mutual turnover": "trade turnover",
    "goods turnover": "trade turnover",
    "travel time": "delivery time",
    "shipments": "freight",
    **dict.fromkeys(
        (f"{verb} along" for verb in ("carried", "moved", "shipped", "transported")),
        "freight",
    ),
    "supplied": "export",
    "supplies": "export",
    "flown": "air",
    "quantity": "tonnes",
    "container traffic": "containers",
    "container volumes": "containers",
    "sold": "export",
    "commodity items": "items",
    "shipped to": "export to",
    "companies with": "firms with",
    "enterprises with": "firms with",
    "mutual trade": "trade turnover",
    "exchanged goods": "trade turnover",
    "exchange of goods": "trade turnover",
    "trade between": "trade turnover between",
    "trade with": "trade turnover with",
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
    "sent": "export",
    "imported": "import",
    "purchases": "import",
    "purchased": "import",
    "bought": "import",
}
"""Words of news for words of the catalogue."""

PLAIN_TRADE = re.compile(
    r"\btrade\b(?<!free trade)(?<!sea trade)(?<!fair trade)(?<!retail trade)"
    r"(?<!world trade)(?<!global trade)(?!-)(?! (?:and|mission|route|corridor|house"
    r"|agreement|deal|port|barrier|union|representat|minist|war|fair|facilit|polic"
    r"|office|network|relation|tie|partner|cooperat|deficit|surplus|balance|cost))",
    re.IGNORECASE,
)
"""Trade of which nothing else is said: turnover."""

WAYS = ("along", "on", "over", "via")
"""What stands before "the route" where a text speaks of that of its dataset."""

COMMON = frozenset(
    re.findall(
        r"\w+",
        "the a an of in on at to and or by for from with all between through two its "
        "number first new countries percent million billion year "
        "years yearly sum direct made articles increase additional exactly "
        "what is are was were has have had this that they goods worth company "
        "carried",
    )
)

NAME = re.compile(r"\b[A-Z][\w']*(?:[ \-\u2013][A-Z][\w']*)*")

SIGNS = "0123456789%$\u20ac;()"
"""Of figures and lists; a synonym may have some of them."""

SEPARATOR = "@"
"""Between a word and the names without which it tells nothing: ``port@aktau``."""


@lru_cache(maxsize=4096)
def words_with_names(text: str, synonyms: Synonyms) -> frozenset[str]:
    """Words that tell something; those bound to a name have it behind `SEPARATOR`."""
    parts = [_part(part, synonyms) for part in synonyms.parts(text)]
    if all(part.is_free for part in parts):
        return frozenset().union(*(part.words for part in parts))
    replaced = synonyms.replaced(text)
    plain, bound = bound_words(replaced, synonyms.names, synonyms.codes)
    words = _telling(plain, synonyms)
    if "trade" in words and PLAIN_TRADE.search(plain):
        words |= {"turnover"}
    return words.union(*(_bound_to(*pair, synonyms) for pair in dict.fromkeys(bound)))


@lru_cache(maxsize=4096)
def _bound_to(noun: str, name: str, synonyms: Synonyms) -> frozenset[str]:
    names = _telling(name, synonyms)
    return frozenset(
        SEPARATOR.join((word, "+".join(sorted(names - {word}))))
        for word in _telling(noun, synonyms)
    )


@lru_cache(maxsize=4096)
def words_of(text: str, synonyms: Synonyms) -> frozenset[str]:
    """Words that tell something, with synonyms, plurals cut off."""
    parts = synonyms.parts(text)
    return frozenset().union(*(_part(part, synonyms).words for part in parts))


class _Part(NamedTuple):
    """Words of a part of a text, and whether none may be bound to a name."""

    words: frozenset[str]
    is_free: bool


@lru_cache(maxsize=4096)
def _part(text: str, synonyms: Synonyms) -> _Part:
    replaced = synonyms.replaced(text)
    return _Part(_telling(replaced, synonyms), not may_bind(replaced))


def _telling(text: str, synonyms: Synonyms) -> frozenset[str]:
    words = re.findall(r"[^\W\d_]{3,}", text.lower().replace("'s", ""))
    return frozenset(_stem(w) for w in words if w not in synonyms.common)


@dataclass(frozen=True, eq=False)
class Synonyms:
    """Words of texts for words of one catalogue; one object for each dataset."""

    words: dict[str, str]
    common: frozenset[str]
    names: frozenset[str]
    codes: tuple[str, ...]
    pattern: re.Pattern[str]
    gap: re.Pattern[str]

    def parts(self, text: str) -> list[str]:
        """Part a text where no synonym reaches over: at figures and their signs.

        Lists say the same words again and again between figures that differ.
        """
        return self.gap.split(text)

    def replaced(self, text: str) -> str:
        """Put the words of the catalogue in; those of the text keep their capitals."""
        lowered = text.lower()
        if len(lowered) != len(text):
            lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
        pieces, end = [], 0
        for match in self.pattern.finditer(lowered):
            pieces += [text[end : match.start()], self.words[match[1]]]
            end = match.end()
        return "".join([*pieces, text[end:]])


def names_in(title: str, dataset: DatasetDescription) -> list[str]:
    """Names in a title: words with a capital that is not that of its beginning."""
    first_word = title.split(" ", maxsplit=1)[0]
    if not CHAIN.fullmatch(first_word) and first_word not in dataset.capitals:
        title = title.removeprefix(first_word)
    return NAME.findall(title)


def synonyms_of(dataset: DatasetDescription, titles: Iterable[str]) -> Synonyms:
    """Gather the synonyms and names of a dataset whose series have these titles."""
    titles = list(titles)
    adjectives = _names_of_countries(" ".join(titles), dataset.codes)
    route = dataset.corridor.lower().removeprefix("the ")
    named = {
        f"{way} the {noun}": route for way in WAYS for noun in ("route", "corridor")
    }
    words = SYNONYMS | adjectives | (named if route else {}) | dict(dataset.synonyms)
    chains = {match for title in titles for match in CHAIN.findall(title)}
    spelled = {re.sub(r"\W+", " ", chain).lower(): chain.lower() for chain in chains}
    names = {
        part
        for title in titles
        for name in names_in(title, dataset)
        for part in re.split(r"[^\w']", name.lower())
    }
    return _grouped(tuple((spelled | words).items()), frozenset(names), dataset.codes)


def _is_said(word: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", text) is not None


def _names_of_countries(titles: str, codes: tuple[str, ...]) -> dict[str, str]:
    """Other names, and adjectives, of the sides and of countries that titles name."""
    spoken = [
        c
        for code, c in countries().items()
        if code in codes
        or c.name in titles
        or (c.demonym and c.demonym in titles and _is_said(c.demonym, titles))
    ]
    return {
        name.lower(): country.name.lower()
        for country in spoken
        for name in spoken_names(country.code, codes)
        if len(name) > len(country.code) and name != country.name
    }


@lru_cache(maxsize=16)
def _grouped(
    pairs: tuple[tuple[str, str], ...], names: frozenset[str], codes: tuple[str, ...]
) -> Synonyms:
    words = {word: plain for word, plain in pairs if word}
    pattern = re.compile(rf"\b({by_letter(words)})s?\b")
    common = COMMON | {code.lower() for code in codes}
    signs = "".join(sign for sign in SIGNS if not any(sign in word for word in words))
    sign = rf"[{re.escape(signs)}]"
    gap = re.compile(rf"{sign}(?<!\w{sign}){sign}*(?!\w)" if signs else "(?!)")
    return Synonyms(words, common, names, codes, pattern, gap)


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    for ending, left in (("ies", "y"), ("ments", "ment"), ("ses", "s"), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word.removesuffix(ending) + left
    return word
