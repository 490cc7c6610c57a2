"""Which way something goes between two countries, as a clause says it."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import permutations

from kzaz_analysis.countries import Country, countries

_SENT = r"(?:exports?|exported|invest\w*|suppl\w+|shipp?\w+|deliver\w+)"
_INTO = r"(?:to|in(?:to)?|via|through)"


@lru_cache(maxsize=64)
def words_for(code: str) -> str:
    """Pattern of what a country and what is of it are called in a text."""
    country: Country = countries()[code]
    names = {country.name, country.demonym, *country.aliases}
    spoken = sorted((name for name in names if name.isascii()), key=len, reverse=True)
    listed = "|".join(re.escape(name) for name in spoken)
    return rf"(?:{listed})(?:'?s|i)?"


def _flow(origin: str, goal: str) -> str:
    here, there = (rf"\b{words_for(code)}\b" for code in (origin, goal))
    some = r"(?:[^.;()]|(?<=\d)\.(?=\d)){0,200}?"
    ways = (
        rf"from {here}{some}\b(?:to|in(?:to)?) {there}",
        rf"{here}{some}\b{_SENT}{some}\b{_INTO} {there}",
        rf"exports? (?:from {here} )?to {there}",
        rf"{there}{some}\bimport\w*{some}\bfrom {here}",
        rf"imports? from {here}|{here} capital in {there}",
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
    return re.compile("|".join(rf"\b{words_for(c)}\b" for c in codes) or "$^", re.I)


def flow_of(clause: str, codes: tuple[str, ...]) -> str:
    """Say which way something goes between two countries: ``GEO->TUR``; or nothing.

    Parameters
    ----------
    clause : str
        Part of a sentence up to a number: what is said last counts.
    codes : tuple of str
        The countries that count.
    """
    if not _named(codes).search(clause):
        return ""
    matches = [
        (match.end(), -match.start(), name)
        for name, shape in _shapes(codes).items()
        for match in shape.finditer(clause)
    ]
    return max(matches)[2] if matches else ""
