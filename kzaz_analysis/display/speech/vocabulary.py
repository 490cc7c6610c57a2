"""What reporters and series are called and how they look, in the dataset at hand."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache

from kzaz_analysis.countries import countries

COMPILERS = {
    "COW_4_0": "Correlates of War",
    "COW_OLD": "Correlates of War, old release",
    "HMR_2010": "Head, Mayer and Ries (2010)",
    "COMTRADE": "UN Comtrade",
    "WITS": "World Bank WITS",
    "BACI": "CEPII BACI",
    "IMF_DOTS": "IMF Direction of Trade",
    "WB": "World Bank",
    "": "reporter not named",
}
"""Short names of reporters that are no country, the same in every dataset."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names and looks that one dataset gives.

    Attributes
    ----------
    sides : tuple of str
        Codes of the reporters set beside each other, the first one first.
    names : mapping of str to str
        Names of reporters by code, before those of all datasets.
    side_colours : mapping of str to str
        Colours of the sides by code.
    series_colours : mapping of str to str
        Colours of series, by the beginning of their names.
    capitals : frozenset of str
        First words of titles that keep their capital inside a sentence.
    phrases_of : str
        Folder of the dataset, whose books say all these names in other languages.
    """

    sides: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    side_colours: Mapping[str, str] = field(default_factory=dict)
    series_colours: Mapping[str, str] = field(default_factory=dict)
    capitals: frozenset[str] = frozenset()
    phrases_of: str = ""

    def name(self, code: str) -> str:
        """Name a reporter: "Georgia", "UN Comtrade"."""
        if code in self.names:
            return self.names[code]
        if code in countries():
            return countries()[code].name
        return COMPILERS.get(code, code.replace("_", " "))

    def inside(self, code: str) -> str:
        """Name a reporter inside a sentence: "the Netherlands"."""
        name, listed = self.name(code), countries().get(code)
        return listed.inside if listed is not None and listed.name == name else name

    def in_sentence(self, title: str) -> str:
        """Write a title inside a sentence: only names keep their capital."""
        head = title.split(" ", 1)[0]
        proper = head in self.capitals or f"{title} ".startswith(_proper())
        return title if proper or not title else title[0].lower() + title[1:]


@lru_cache(maxsize=1)
def _proper() -> tuple[str, ...]:
    """How titles begin that begin with the name or the adjective of a country."""
    names = {name for c in countries().values() for name in (c.name, c.demonym)}
    return tuple(name + end for name in names for end in (" ", "'", ",", "\u2019"))


PLAIN = Vocabulary()
"""Names of countries and compilers alone."""

_CURRENT: ContextVar[Vocabulary] = ContextVar("vocabulary", default=PLAIN)


def vocabulary() -> Vocabulary:
    """Return the vocabulary of the page at hand."""
    return _CURRENT.get()


def speak(words: Vocabulary) -> None:
    """Use a vocabulary from now on."""
    _CURRENT.set(words)
