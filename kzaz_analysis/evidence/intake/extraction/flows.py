"""Which way something goes between two countries, as a clause says it."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import permutations

from kzaz_analysis.countries import spoken_names

_SENT = r"(?:exports?|exported|sold|sells?|invest\w*|suppl\w+|shipp?\w+|deliver\w+)"
_INTO = r"(?:to|in(?:to)?|via|through)"


_GOODS = r"(?:cargo|freight|goods|shipments|deliveries|supplies)"
"""What comes from somewhere."""

_TOTAL = r"(?:trade|turnover|exports?|imports?)"
"""Totals that a country has a share in."""

_MOVES = re.compile(
    "from|export|import|sold|sell|bought|purchas|invest|capital|suppl|ship|deliver"
)
"""Every way has one of these: most texts have none, which is seen at once."""

_TOTALS = re.compile("trade|turnover|export|import")

TRADED = re.compile(r"\b(import|export)", re.IGNORECASE)
"""What a flow is called: "exports to Georgia were 5 and imports 3" turns round."""


@lru_cache(maxsize=64)
def words_for(code: str, codes: tuple[str, ...]) -> str:
    """Pattern of what a country, one of several, and what is of it are called."""
    names = set(spoken_names(code, codes))
    spoken = sorted((name for name in names if name.isascii()), key=len, reverse=True)
    listed = "|".join(re.escape(name) for name in spoken)
    return rf"(?:{listed})(?:'?s|i)?"


def _flow(origin: str, goal: str) -> str:
    pair = origin, goal
    here, there = (rf"\b{words_for(code, pair)}\b" for code in pair)
    some = r"(?:[^.;()]|(?<=\d)\.(?=\d)){0,200}?"
    ways = (
        rf"from {here}{some}\b(?:to|in(?:to)?) {there}",
        rf"{here}{some}\b{_SENT}{some}\b{_INTO} (?:the )?{there}",
        rf"investments? (?:of|by) {here} in(?:to)? {there}",
        rf"exports? (?:(?:from|of|by) {here} )?to {there}",
        rf"{there}{some}\b(?:import\w*|bought|purchased){some}\bfrom {here}",
        rf"(?:imports?|purchases) from {here}|{here} capital{some}\bin {there}",
        rf"{there}{some}\bwith {here} capital",
        rf"invest(?:ment|or)s? from {here}",
        rf"{here} (?:investors?|(?:has |have )?invested)",
    )
    return "|".join(ways)


@lru_cache(maxsize=64)
def _shapes(codes: tuple[str, ...]) -> dict[str, re.Pattern[str]]:
    return {
        f"{origin}->{goal}": re.compile(_flow(origin, goal), re.IGNORECASE)
        for origin, goal in permutations(codes, 2)
    }


@lru_cache(maxsize=64)
def _named(codes: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        "|".join(rf"\b{words_for(c, codes)}\b" for c in codes) or "$^", re.I
    )


@lru_cache(maxsize=64)
def _ends(codes: tuple[str, ...]) -> dict[str, re.Pattern[str]]:
    ends = {}
    for code in codes:
        here = words_for(code, codes)
        for noun, end in (("exports", f"{code}->"), ("imports", f"->{code}")):
            shape = rf"\b{noun} (?:of|by) {here}\b|\b{here} {noun}\b"
            if noun == "exports":
                shape += rf"|\b{_GOODS} from {here}\b"
            ends[end] = re.compile(shape, re.IGNORECASE)
    return ends


def _one_end(clause: str, codes: tuple[str, ...]) -> str:
    places = [
        (match.end(), name)
        for name, shape in _ends(codes).items()
        for match in shape.finditer(clause)
    ]
    return max(places)[1] if places else ""


def moves(clause: str) -> bool:
    """Whether a clause has a word without which nothing goes any way."""
    return _MOVES.search(clause.lower()) is not None


def flow_of(clause: str, codes: tuple[str, ...]) -> str:
    """Say which way something goes between two countries: ``GEO->TUR``; or nothing.

    ``GEO->`` where only the exporter is said, ``->GEO`` where only the importer is.

    Parameters
    ----------
    clause : str
        Part of a sentence up to a number: what is said last counts.
    codes : tuple of str
        The countries that count.
    """
    if not (moves(clause) and _named(codes).search(clause)):
        return ""
    matches = [
        (match.end(), -match.start(), name, match[0])
        for name, shape in _shapes(codes).items()
        for match in shape.finditer(clause)
    ]
    if not matches:
        return _one_end(clause, codes)
    end, _, way, words = max(matches)
    said, later = TRADED.findall(words), TRADED.findall(clause, end)
    turned = said and later and said[-1].lower() != later[-1].lower()
    return "->".join(reversed(way.split("->"))) if turned else way


@lru_cache(maxsize=64)
def _traders(codes: tuple[str, ...]) -> dict[str, re.Pattern[str]]:
    some = r"(?: (?!with\b|and\b)[\w-]+){0,4}?"
    traders = {}
    for origin, goal in permutations(codes, 2):
        here, there = (words_for(code, (origin, goal)) for code in (origin, goal))
        partner = rf"{some} with (?:the )?{there}\b"
        shape = (
            rf"\b{here}{some} (?:trade|turnover|traded|trades)\b{partner}"
            rf"|\b(?:trade|turnover) of (?:the )?{here}\b{partner}"
        )
        traders[f"{origin}->{goal}"] = re.compile(shape, re.IGNORECASE)
    return traders


def flow_of_trader(text: str, noun: str, codes: tuple[str, ...]) -> str:
    """Say which way exports or imports go in a text on the trade of one of two sides.

    After "the turnover of Georgia with Turkey", exports are Georgia's: ``GEO->TUR``.

    Parameters
    ----------
    text : str
        What stands before a figure; whose trade is named last counts.
    noun : str
        Begins with ``export`` or ``import``.
    codes : tuple of str
        The countries that count.
    """
    if " with " not in text.lower() or not _named(codes).search(text):
        return ""
    matches = [
        (match.end(), name)
        for name, shape in _traders(codes).items()
        for match in shape.finditer(text)
    ]
    way = max(matches)[1].split("->") if matches else []
    return "->".join(way if noun.lower().startswith("export") else reversed(way))


@lru_cache(maxsize=64)
def _wholes(codes: tuple[str, ...]) -> dict[str, re.Pattern[str]]:
    word = r"(?: (?!(?:of|in|to|with|from)\b)[\w-]+)"
    shapes = {}
    for code in codes:
        here = rf"(?: {words_for(code, codes)})\b"
        shape = (
            rf"\b(?:of|in)(?:{word}{{0,3}}?{here}{word}{{0,3}}? {_TOTAL}\b"
            rf"|{word}{{0,4}}? {_TOTAL} of(?: the)?{here})( (?:to|with|from)\b)?"
        )
        shapes[code] = re.compile(shape, re.IGNORECASE)
    return shapes


def whole_of(text: str, codes: tuple[str, ...]) -> str:
    """Say of which country's total a share is one: "in the imports of Turkey"; or none.

    A part of its total, "of the exports of Georgia to Turkey", is ``GEO->``.

    Parameters
    ----------
    text : str
        A title, or words around a share.
    codes : tuple of str
        The countries that count.
    """
    # Most texts have no such word, which is seen at once.
    if not (_TOTALS.search(text.lower()) and _named(codes).search(text)):
        return ""
    matches = {code: shape.search(text) for code, shape in _wholes(codes).items()}
    wholes = [code + "->" * bool(m[1]) for code, m in matches.items() if m]
    return wholes[0] if len(wholes) == 1 else ""
