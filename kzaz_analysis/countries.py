"""Countries of the world: ISO 3166-1 codes, English short names, adjectives.

Codes are ISO 3166-1; names follow the Unicode CLDR; aliases are the names of ISO, of
common use and of Russian tables, in small letters. ``XKX`` is assigned by users. Names
that several are called by are listed apart, and are of none until a person says which.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from kzaz_analysis.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection

NEAREST = 3
"""Countries that an error proposes."""

_CODE = re.compile(r"[A-Za-z]{3}")


@dataclass(frozen=True, slots=True)
class Country:
    """One country or territory.

    Attributes
    ----------
    code, alpha2, numeric : str
        As ISO 3166-1 has them.
    name, demonym : str
        Short name and adjective in English.
    article : str
        ``the`` where the name needs it inside a sentence.
    aliases : tuple of str
        Other names, in small letters.
    """

    code: str
    alpha2: str
    numeric: str
    name: str
    article: str
    demonym: str
    aliases: tuple[str, ...]

    @property
    def inside(self) -> str:
        """The name inside a sentence: "the Netherlands"."""
        return f"{self.article} {self.name}".strip()

    @property
    def names(self) -> frozenset[str]:
        """Everything that it is called, in small letters."""
        spoken = (self.code, self.alpha2, self.numeric, self.numeric.lstrip("0"))
        names = {*spoken, self.name, self.inside, *self.aliases}
        return frozenset(name.lower() for name in names if name)


@lru_cache(maxsize=1)
def countries() -> dict[str, Country]:
    """Every country by its three letters."""
    path = Path(__file__).with_suffix(".csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["code"]: Country(
            **{name: row[name] for name in row if name != "aliases"},
            aliases=tuple(filter(None, row["aliases"].split(";"))),
        )
        for row in rows
    }


@lru_cache(maxsize=1)
def _shared() -> dict[str, tuple[str, ...]]:
    """Codes of the countries that may be meant by a name, in small letters."""
    path = Path(__file__).with_name("shared_names.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row["name"]: tuple(row["codes"].split()) for row in csv.DictReader(file)
        }


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    return {
        name.replace("\u2019", "'"): code
        for code, country in countries().items()
        for name in country.names
    }


SHORTENED = {
    "rep": "republic",
    "dem": "democratic",
    "fed": "federated",
    "sts": "states",
    "isds": "islands",
    "is": "islands",
    "st": "saint",
    "br": "british",
    "pdr": "peoples democratic republic",
    "pr": "peoples republic",
    "rb": "bolivarian republic",
    "sar": "special administrative region",
    "us": "united states",
}
"""Abbreviations of the World Bank, the IMF and Comtrade, without points."""

UNTOLD = frozenset(["the", "of", "and", "de"])
FORMS = frozenset(["republic", "kingdom", "state", "islamic", "union"])
"""Words that tell no two countries apart, and forms of state that tell no more."""


def named(text: str) -> Country | None:
    """Return the country of a code or a name; None if there is none, or several.

    A name that several share is that of the one which is called so itself. Case,
    accents, the order of words and usual abbreviations do not matter: "Korea, Dem.
    People's Rep." is that of Korea's north.
    """
    plain = _plain(text)
    code = _by_name().get(plain)
    if code is None and plain not in _shared():
        words = _words(plain)
        code = _by_words().get(words) or _by_words().get(words - FORMS)
    return countries()[code] if code else None


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("\u2019", "'").split()).removeprefix("the ")


def readings(text: str) -> str:
    """Say which countries a shared name may mean; nothing of any other name."""
    meant = [countries()[code] for code in _shared().get(_plain(text), ())]
    each = " or ".join(f"{c.code} ({c.name})" for c in meant)
    return f"{text!r} may mean {each}; give the code of the one meant" if each else ""


def spoken_names(code: str, codes: Collection[str]) -> list[str]:
    """Names and adjective of a country where a text speaks of certain ones alone.

    "Korea" is the one among them that may be called so, if no other country is.
    """
    one = countries()[code]
    shared = [
        name
        for name, meant in _shared().items()
        if name not in _by_name() and set(meant) & set(codes) == {code}
    ]
    return [one.name, one.demonym, *one.aliases, *shared]


def _words(name: str) -> frozenset[str]:
    decomposed = unicodedata.normalize("NFKD", name.lower())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    joined = re.sub(r"\b(\w)\.\s?(?=\w\b)", r"\1", re.sub("['\u2019]", "", letters))
    long_words = (SHORTENED.get(word, word) for word in re.findall(r"\w+", joined))
    return frozenset(" ".join(long_words).split()) - UNTOLD


@lru_cache(maxsize=1)
def _by_words() -> dict[frozenset[str], str]:
    """Codes by the words of names, without those that are of several countries."""
    codes: dict[frozenset[str], set[str]] = {}
    for name, code in _by_name().items():
        if len(name) > len(code):
            codes.setdefault(_words(name), set()).add(code)
    return {words: min(c) for words, c in codes.items() if len(c) == 1 and words}


def country(text: str) -> Country:
    """Return the country of a code or a name.

    Raises
    ------
    UsageError
        If there is no such country, with the three nearest; if several are called so,
        with each of them.
    """
    if several := readings(text):
        raise UsageError(several)
    match = named(text)
    if match is None:
        near = " or ".join(f"{c.code} ({c.name})" for c in _nearest(text))
        raise UsageError(
            f"no country of ISO 3166-1 is called {text!r}; did you mean {near}?"
        )
    return match


def _nearest(text: str) -> list[Country]:
    plain = text.lower().strip()
    is_code = bool(_CODE.fullmatch(plain))
    pool = [c.lower() for c in countries()] if is_code else list(_by_name())
    close = get_close_matches(plain, pool, n=8 * NEAREST, cutoff=0.0)
    codes = dict.fromkeys(_by_name()[name] for name in close)
    return [countries()[code] for code in list(codes)[:NEAREST]]
