"""Numbers that are words by themselves: fivefold, doubled, the 20th anniversary."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kzaz_analysis.evidence.intake.complete import significant_digits
from kzaz_analysis.evidence.intake.extraction.numbers import WORDS, Number
from kzaz_analysis.evidence.intake.extraction.units import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

MULTIPLE = re.compile(
    r"\b(?:(?P<count>[a-z]+|\d+(?:\.\d+)?)[- ]?fold|"
    r"(?P<verb>doubl|tripl|trebl|quadrupl)(?:e[ds]?|ing)|(?P<twice>twice|thrice)|(?P<halve>halv(?:e[ds]?|ing)))\b",
    re.IGNORECASE,
)
VERBS = {"doubl": 2.0, "tripl": 3.0, "trebl": 3.0, "quadrupl": 4.0}
VERBS |= {"twice": 2.0, "thrice": 3.0}
ANNIVERSARY = re.compile(
    r"\b(?P<count>\d{1,3})(?:st|nd|rd|th)[- ]anniversary\b", re.IGNORECASE
)


def multiples(text: str) -> Iterator[tuple[Number, Unit]]:
    """Words that multiply: fivefold, 2.5-fold, doubled, twice, halved."""
    for match in MULTIPLE.finditer(text):
        value = _multiple(match)
        if value is None:
            continue
        digits = significant_digits(f"{value:g}")
        number = Number(value, 1.0, digits, match.start(), match.end(), spelled=True)
        yield number, Unit("ratio_to_base", "", match.end())


def _multiple(match: re.Match[str]) -> float | None:
    if match["halve"]:
        return 0.5
    if match["count"]:
        word = match["count"].lower()
        return float(word) if word[0].isdigit() else WORDS.get(word)
    return VERBS[(match["verb"] or match["twice"]).lower()]


def anniversaries(text: str) -> Iterator[tuple[Number, Unit]]:
    """Count the years of an anniversary."""
    for match in ANNIVERSARY.finditer(text):
        value = float(match["count"])
        number = Number(value, 1.0, None, match.start(), match.end(), spelled=True)
        yield number, Unit("years", "", match.end())
