"""Which language a text is in, as far as it matters: read, or named and left."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import Any

from kzaz_analysis.evidence.intake.reading.grammar import grammar, load_words

ENOUGH = 4
"""Words that a text must have before its language is judged by them."""

BEGINNING = 4000
"""Characters of a text by which its language is told."""


@lru_cache
def _others() -> dict[str, Any]:
    return load_words("other_languages")


def language_of(text: str) -> str:
    """Name the language of a text: ``English``, another one, or ``an unknown one``.

    A text of few words is taken for English unless its letters are not Latin. The
    beginning of a long one tells.
    """
    return _language_of(text[:BEGINNING])


@lru_cache(maxsize=1024)
def _language_of(text: str) -> str:
    script = _script(text)
    if script == "CYRILLIC":
        return _by_letters(text, "CYRILLIC") or "Russian"
    if script != "LATIN":
        return str(_others()["scripts"].get(script, "an unknown language"))
    return _latin(text)


def _script(text: str) -> str:
    letters = [c for c in text if c.isalpha()]
    scripts = Counter(unicodedata.name(c, "LATIN").split(" ")[0] for c in letters)
    return scripts.most_common(1)[0][0] if scripts else "LATIN"


def _by_letters(text: str, script: str) -> str:
    lowered = text.lower()
    names = _others()["told_by_letters"][script]
    counts = {n: sum(lowered.count(c) for c in _others()["letters"][n]) for n in names}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else ""


def _latin(text: str) -> str:
    words = re.findall(r"[^\W\d_]+", text.lower())
    english = sum(word in grammar().data["common_words"] for word in words)
    if len(words) < ENOUGH or english * 6 >= len(words):
        return grammar().name
    different = set(words)
    counts = {n: len(different & set(w.split())) for n, w in _others()["words"].items()}
    best = max(counts, key=lambda name: counts[name])
    by_letter = _by_letters(text, "LATIN")
    if by_letter and english * 12 < len(words):
        return by_letter
    return best if counts[best] > max(1, english) else grammar().name
