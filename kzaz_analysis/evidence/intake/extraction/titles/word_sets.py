"""Words of many texts at once, as rows of truth values: a column per word."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kzaz_analysis.evidence.intake.extraction.series_words import SEPARATOR
from kzaz_analysis.evidence.intake.extraction.titles.sparse_rows import Rows, places_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def has_any(said: np.ndarray, columns: Sequence[int]) -> np.ndarray:
    """Whether each row says any of some words; a column of truth values."""
    return np.asarray(said[:, columns].any(axis=1))[:, None]


@dataclass(frozen=True)
class Tokens:
    """Words that tell something only with the names behind their `SEPARATOR`.

    Attributes
    ----------
    stems : numpy.ndarray
        Column of the word of each token; the one past the last where it has none.
    parts : Rows
        A row per token, a column per word: the word and its names.
    titled : Rows
        A row per token, a column per series: whether its title has the word and all
        the names.
    """

    stems: np.ndarray
    parts: Rows
    titled: Rows

    @classmethod
    def of(
        cls, tokens: Sequence[str], columns: dict[str, int], weights: np.ndarray
    ) -> Tokens:
        """Look the words and names of tokens up; `weights` as of the catalogue."""
        rows, other = len(weights), len(columns)
        parts = np.zeros((len(tokens), other + 1), dtype=bool)
        titled = np.zeros((len(tokens), weights.shape[1]), dtype=bool)
        stems = np.full(len(tokens), other, dtype=int)
        for place, token in enumerate(tokens):
            word, _, listed = token.partition(SEPARATOR)
            names = [columns.get(n, other) for n in listed.split("+") if n]
            stems[place] = columns.get(word, other)
            parts[place, [stems[place], *names]] = True
            whole = [stems[place], *names]
            if all(part < rows for part in whole):
                titled[place] = (weights[whole] > 0).all(axis=0)
        parts[:, other] = False
        return cls(stems, Rows.of(parts), Rows.of(titled))

    @cached_property
    def pairs(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Words with a title that has them and the names of some token, each once.

        The words, the titles, and for each cell of `titled` the place of its pair.
        """
        tokens, titles = np.nonzero(self.titled.matrix)
        codes = self.stems[tokens] * self.titled.width + titles
        once, places = np.unique(codes, return_inverse=True)
        return once // self.titled.width, once % self.titled.width, places


@dataclass(frozen=True)
class WordSets:
    """A set of words per row: those that tell by themselves, and tokens."""

    plain: np.ndarray
    bound: np.ndarray
    tokens: Tokens

    def __or__(self, other: WordSets) -> WordSets:
        """Words of either."""
        return self._with(self.plain | other.plain, self.bound | other.bound)

    def _with(self, plain: np.ndarray, bound: np.ndarray) -> WordSets:
        return WordSets(plain, bound, self.tokens)

    def only(self, columns: Sequence[int]) -> WordSets:
        """Of the words that need no name, some."""
        plain = np.zeros_like(self.plain)
        plain[:, columns] = self.plain[:, columns]
        return self._with(plain, np.zeros_like(self.bound))

    def without(self, counted: WordSets) -> WordSets:
        """Words that are not counted yet, with a name or without."""
        done = counted.plain.copy()
        places, tokens = np.nonzero(counted.bound)
        done[places, self.tokens.stems[tokens]] = True
        return self._with(self.plain & ~done, self.bound & ~done[:, self.tokens.stems])

    @cached_property
    def unbound(self) -> np.ndarray:
        """Words with the names that stand bound to some of them."""
        if not self.bound.any():
            return self.plain
        return np.asarray(self.plain | self.tokens.parts.any(self.bound))

    @cached_property
    def held(self) -> np.ndarray:
        """Tell the `pairs` of words that stand with names alone, a row for each set."""
        words, _, places = self.tokens.pairs
        alone = self.bound & ~self.plain[:, self.tokens.stems]
        rows, cells = self.tokens.titled.cells(alone)
        held = np.zeros((len(self.plain), len(words)), dtype=bool)
        held[rows, places[cells]] = True
        return held

    @cached_property
    def held_cells(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """List what is held: the row of the set, the word, and the title."""
        words, titles, _ = self.tokens.pairs
        rows, pairs = places_of(self.held)
        return rows, words[pairs], titles[pairs]

    def summed(self, weights: Rows) -> np.ndarray:
        """Sum the weights of the words by title; a row of weights per word."""
        total = weights.summed(self.plain)
        rows, words, titles = self.held_cells
        np.add.at(total, (rows, titles), weights.matrix[words, titles])
        return total
