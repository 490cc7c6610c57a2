"""Names that are one whole: a line, a port or a partner is not its neighbour."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from kzaz_analysis.countries import countries

if TYPE_CHECKING:
    from collections.abc import Collection

_DASH = "[-\u2010-\u2015]"
_DASHES = re.compile(_DASH)
CHAIN = re.compile(rf"\b[^\W\d_]['\u2019\w]+(?:{_DASH}[^\W\d_]['\u2019\w]+)+")
"""Words joined by hyphens: "Baku-Tbilisi-Kars", "container-on-flatcar"."""

_CHAINS = re.compile(
    rf"(?P<chain>{CHAIN.pattern})"
    r"(?: (?:(?i:international|transport|transit|trade|multimodal|economic) ){0,3}"
    r"(?P<way>(?i:corridor|route))\b)?"
)
"""The same, with what a way of that name is called: "North-South corridor"."""

_NO_NAMES = (
    "the|a|an|its|their|this|that|these|those|each|every|both|our|all|any|one|in|at|of"
    "|entry|call|destination|origin|loading|discharge|departure|international|sea|trade"
    "|commercial|merchant|marine|maritime|dry|oil|gas|crude|cargo|container|free|new"
    "|transport|transit|transportation|economic|logistics?|rail|freight|multimodal"
)
_NO_NAME = rf"(?!(?i:{_NO_NAMES})\b)"
_FILLERS = rf"(?: (?i:{_NO_NAMES}))*"
_NOUN = re.compile(r"\b(?:(?:SEA)?PORT|HARBOUR|CORRIDOR|PIPELINE|RAILWAY|RAILROAD)")
_BARS = re.compile(
    # "Port of Poti"; not "the ports of Aktau and Kuryk".
    rf"\b(?P<noun>(?i:(?:sea)?port|harbour)) of {_NO_NAME}(?P<name>[^\W\d_]\w+)"
    # "Poti Sea Port", "the Northern Corridor", "the CPC pipeline".
    rf"|\b(?=[A-Z]){_NO_NAME}(?P<name2>\w+)(?:'s)?{_FILLERS} "
    r"(?P<noun2>(?i:(?:sea)?port|corridor|pipeline|railway|railroad))\b"
)


_BINDING = re.compile(
    rf"{_DASH}|port|harbour|corridor|pipeline|railway|railroad|trade|turnover"
    r"|export|import",
    re.IGNORECASE,
)


def chain_parts(chain: str, names: Collection[str]) -> list[str]:
    """Parts of a hyphenated name, or nothing where the chain is no name.

    Each part of a name has a capital, or is a word of a name of the record.
    """
    parts = re.split(_DASH, chain)
    is_name = all(part[0].isupper() or part in names for part in parts)
    return parts if is_name else []


def may_bind(text: str) -> bool:
    """Whether a text has a word or a dash that `bound_words` looks for."""
    return _BINDING.search(text) is not None


def bound_words(
    text: str, names: Collection[str], codes: tuple[str, ...]
) -> tuple[str, list[tuple[str, str]]]:
    """Take out of a text the words that tell something only with a name beside them.

    Parameters
    ----------
    text : str
        With its capitals.
    names : collection of str
        Words of names on record, in small letters.
    codes : tuple of str
        Countries whose trade is meant where no other partner is named.

    Returns
    -------
    tuple of str and list of tuple of str
        The text without them, and each such word with its name: "Port of Poti" gives
        port with Poti; "Baku-Tbilisi-Kars" each of the three with the others; "trade
        with Georgia" trade with Georgia.
    """
    bound: list[tuple[str, str]] = []

    def taken(match: re.Match[str]) -> str:
        parts = chain_parts(match["chain"], names)
        whole = " ".join(parts)
        nouns = [match["way"]] if match["way"] else []
        bound.extend((part, whole) for part in (*parts, *nouns) if parts)
        return " " if parts else match[0]

    def barred(match: re.Match[str]) -> str:
        noun, name = match["noun"] or match["noun2"], match["name"] or match["name2"]
        bound.append((noun, name))
        return f" {name} "

    text = _CHAINS.sub(taken, text) if _DASHES.search(text) else text
    # Capitals throughout mark no names.
    capitals = text.upper()
    if text != capitals and _NOUN.search(capitals):
        text = _BARS.sub(barred, text)
    return _without_partners(text, codes, bound), bound


_FLOWS = re.compile(
    r"\b(trade(?: turnover)?|turnover|exports?|imports?)\b"
    r"(?P<way> (?:with|to|from) (?:the )?)?",
    re.IGNORECASE,
)
_LONGEST = 40
"""Characters of the name of a country, about."""


_GROUPS = re.compile(
    r"\b(?:(?:mutual|internal) )?"
    r"(?P<noun>trade(?: turnover)?|turnover|exports?|imports?) "
    r"(?:of|among|between|within) (?:the )?(?:[\w'-]+ ){0,3}?"
    r"(?:(?:member )?states(?! and)|members|countries of|union|bloc|region|economies)"
    r"\b",
    re.IGNORECASE,
)
"""Trade of many countries, "mutual trade of the member states"."""

_GROUP = re.compile("STATES|MEMBERS|COUNTRIES OF|UNION|BLOC|REGION|ECONOMIES")
"""What such countries are called: most texts have none, which is seen at once."""


def _without_partners(
    text: str, codes: tuple[str, ...], bound: list[tuple[str, str]]
) -> str:
    """Take out what is traded with a country that is none of the sides."""

    def barred(match: re.Match[str]) -> str:
        start, end = match.span()
        behind = text[end : end + _LONGEST] if match["way"] else ""
        name = _partner(text[max(0, start - _LONGEST) : start], behind, codes)
        if not name:
            return match[0]
        bound.append((match[1], name))
        return " "

    def grouped(match: re.Match[str]) -> str:
        bound.append((match["noun"], "group"))
        return " "

    text = _GROUPS.sub(grouped, text) if _GROUP.search(text.upper()) else text
    return _FLOWS.sub(barred, text)


@lru_cache(maxsize=4096)
def _partner(text_before: str, text_after: str, codes: tuple[str, ...]) -> str:
    before, behind = _plain_words(text_before)[-3:], _plain_words(text_after)[:3]
    spans = [" ".join(before[first:]) for first in range(len(before))]
    spans += [" ".join(behind[:last]) for last in range(len(behind), 0, -1)]
    named = _partners(codes)
    return next((span for span in spans if span in named), "")


def _plain_words(text: str) -> list[str]:
    text = text.lower().replace("foreign ", "").replace("'s ", " ")
    return [word.strip(",.;:()") for word in text.split()]


@lru_cache(maxsize=16)
def _partners(codes: tuple[str, ...]) -> frozenset[str]:
    """Names of countries that are none of the sides, and what is called after them."""
    foreign = [country for code, country in countries().items() if code not in codes]
    names = {n for country in foreign for n in (country.name, country.demonym) if n}
    return frozenset(name.lower() for name in names)
