"""Words of the titles of series: how telling each one is, and which are names."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from kzaz_analysis.evidence.intake.extraction.phrases import countries_in
from kzaz_analysis.evidence.intake.extraction.series_words import (
    Synonyms,
    names_in,
    words_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kzaz_analysis.evidence.dataset.dataset import DatasetDescription


GRID = 2.0**30
"""Of weights: sums of multiples of its inverse are exact in whatever order."""


def weighted_words(
    titles: Sequence[frozenset[str]],
) -> tuple[dict[str, int], np.ndarray]:
    """Give each word of titles a row, and weigh it by how few titles have it."""
    counts = Counter(word for words in titles for word in words)
    places = {word: n for n, word in enumerate(sorted(counts))}
    weights = np.zeros((len(places), len(titles)))
    telling = {
        word: round(math.log(1 + len(titles) / count) * GRID) / GRID
        for word, count in counts.items()
    }
    for column, words in enumerate(titles):
        for word in words:
            weights[places[word], column] = telling[word]
    return places, weights


def names_in_titles(
    titles: Iterable[str],
    synonyms: Synonyms,
    dataset: DatasetDescription,
    sides: frozenset[str],
) -> list[tuple[int, frozenset[str]]]:
    """Words of names in titles, with the column of the title; sides are left out."""
    listed = list(enumerate(titles))
    pieces = [
        (column, words)
        for column, title in listed
        for name in names_in(title, dataset)
        if (words := words_of(name, synonyms) - sides)
    ]
    abroad = [
        (column, words_of(name, synonyms))
        for column, title in listed
        for name in countries_in(title, dataset.codes)
    ]
    return pieces + abroad


def only_names(
    proper: Iterable[tuple[int, frozenset[str]]],
    titles: Iterable[str],
    synonyms: Synonyms,
    dataset: DatasetDescription,
) -> frozenset[str]:
    """Return words of names that no title has in another sense."""
    names = frozenset().union(*(name for _, name in proper))
    plain_words = []
    for title in titles:
        first_word, *later = re.findall(r"[\w']+", title)
        initial = [] if first_word in dataset.capitals else [first_word]
        plain_words += initial + [word for word in later if word[0].islower()]
    return names - words_of(" ".join(plain_words), synonyms)
