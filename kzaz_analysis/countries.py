"""Countries of the world: ISO 3166-1 codes, English short names, adjectives.

Codes are ISO 3166-1; names follow the Unicode CLDR; aliases are the names of ISO, of
common use and of Russian tables, in small letters. ``XKX`` is assigned by users.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from kzaz_analysis.errors import UsageError

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
def _by_name() -> dict[str, str]:
    return {
        name.replace("\u2019", "'"): code
        for code, country in countries().items()
        for name in country.names
    }


def named(text: str) -> Country | None:
    """Return the country of a code or a name; None if there is no such country."""
    plain = " ".join(text.lower().replace("\u2019", "'").split())
    code = _by_name().get(plain.removeprefix("the "))
    return countries()[code] if code else None


def country(text: str) -> Country:
    """Return the country of a code or a name.

    Raises
    ------
    UsageError
        If there is no such country; the message gives the three nearest.
    """
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
