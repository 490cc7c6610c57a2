"""The grammar of a language: words, scales, units and shapes, read from its file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import yaml

from kzaz_analysis.evidence.intake.reading.plain_text import Hinted

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, eq=False)
class Grammar:
    """The words of one language.

    Attributes
    ----------
    name : str
        The language.
    data : dict
        The file as read: numbers, hedges, currencies, units, counted, rates, changes
        and periods.
    """

    name: str
    data: dict[str, Any]
    _patterns: dict[tuple[str, ...], re.Pattern[str]] = field(default_factory=dict)
    _hinted: dict[str, Hinted] = field(default_factory=dict)

    def pattern(self, *path: str, before: str = "", after: str = "") -> re.Pattern[str]:
        """Compile the words at a place of the file, between two further patterns."""
        key = before, after, *path
        if key not in self._patterns:
            words: Any = self.data
            for step in path:
                words = words[step]
            shape = f"{before}(?:{words}){after}"
            self._patterns[key] = re.compile(shape, re.IGNORECASE)
        return self._patterns[key]

    def hinted(self, name: str) -> Hinted:
        """Compile words that are looked for only where a text has a hint of them."""
        if name not in self._hinted:
            hints = self.data["hints"][name]
            self._hinted[name] = Hinted(self.pattern(name), *hints)
        return self._hinted[name]

    @cached_property
    def scales(self) -> dict[str, float]:
        """What a scale word multiplies by."""
        table = self.data["numbers"]["scales"]
        return {word: float(size) for size, words in table.items() for word in words}

    @cached_property
    def cardinals(self) -> dict[str, float]:
        """Numbers in words below a hundred."""
        numbers = self.data["numbers"]
        table = numbers["small"] | numbers["tens"]
        return {word: float(value) for word, value in table.items()}

    @cached_property
    def months(self) -> dict[str, int]:
        """Month of each of its names."""
        table = self.data["periods"]["months"]
        names = [(n, row.replace("?", "").split("|")) for n, row in enumerate(table, 1)]
        return {name[:3]: month for month, words in names for name in words}

    @cached_property
    def hedges(self) -> re.Pattern[str]:
        """Words before a number, in a group named after the qualifier."""
        parts = (rf"(?P<{name}>{words})" for name, words in self.data["hedges"].items())
        return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


@lru_cache
def grammar(language: str = "english") -> Grammar:
    """Read the grammar of a language; each is read once."""
    data = load_words(language)
    return Grammar(data["name"], data)


def load_words(name: str) -> dict[str, Any]:
    """Read a file of words beside this module."""
    text = (files(__package__) / f"{name}.yml").read_text("utf-8")
    words: dict[str, Any] = yaml.safe_load(text)
    return words


def by_letter(words: Iterable[str]) -> str:
    """Join plain words as alternatives, grouped by their first letter.

    Most of them are never tried; none hides a longer one.
    """
    sorted_words = sorted(words, key=lambda word: (word[0], -len(word)))
    return "|".join(
        re.escape(letter) + "(?:" + "|".join(re.escape(w[1:]) for w in group) + ")"
        for letter, group in groupby(sorted_words, itemgetter(0))
    )


def longest_first(words: Any) -> str:
    """Join words as alternatives so that none hides a longer one."""
    return "|".join(sorted(words, key=len, reverse=True))
