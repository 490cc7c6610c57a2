"""Sentences in other languages, read as numbers are read in English.

A sentence of another language keeps its words; its numbers, scales and directions are
written as `reading` knows them. Nothing here is shared with what writes the pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WrittenLanguage:
    """How the sentences of one language are read.

    Attributes
    ----------
    marks : tuple of (str, str)
        Regular expressions of what is written otherwise, and the English way, in the
        order in which they are applied.
    patterns : dict of str to tuple of str
        Grammar of some kinds of sentences, as of `positions.PATTERNS`.
    """

    marks: tuple[tuple[str, str], ...]
    patterns: dict[str, tuple[str, ...]]

    def canonical(self, text: str) -> str:
        """Return a sentence with its numbers as they are written in English."""
        for shape, english in self.marks:
            text = re.sub(shape, english, text)
        return text
