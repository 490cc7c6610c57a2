"""Numbers in a text: digits, words, scale words, and how they are hedged."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kzaz_analysis.evidence.intake.complete import significant_digits

SMALL = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty"
)
TENS = "thirty forty fifty sixty seventy eighty ninety"
WORDS = {word: float(n) for n, word in enumerate(re.findall(r"\w+", SMALL), 1)}
WORDS |= {word: 10.0 * n for n, word in enumerate(re.findall(r"\w+", TENS), 3)}
WORDS |= {"dozen": 12.0, "half a": 0.5, "a": 1.0}
"""Numbers that texts write in words."""

SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "thsd": 1e3,
    "k": 1e3,
    "million": 1e6,
    "mln": 1e6,
    "mn": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "bln": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
}
"""Words that multiply the number before them."""

HEDGES = {
    "over": r"more than|over|above|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|at least"
    r"|in excess of|upwards? of|not less than|no less than|no fewer than",
    "under": r"nearly|almost|less than|fewer than|under|below|close to|just short of",
    "approx": r"about|around|approximately|roughly|some|circa|an estimated|or so",
    "up_to": r"up to|at most|no more than|not more than|a maximum of",
}
"""Words before a number, by the qualifier that they stand for."""

WORTH = r"(?:\s+(?:worth|a total of|the))?"
HEDGE = re.compile(
    "|".join(rf"(?P<{name}>\b(?:{words}))" for name, words in HEDGES.items())
    + r"(?!\w)",
    re.IGNORECASE,
)
GAP = re.compile(rf"{WORTH}[\s(]*(?:US)?[$€₸+]?\s*", re.IGNORECASE)

_DIGITS = r"\d{1,3}(?:[, ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = "|".join(sorted(SCALES, key=len, reverse=True))
_COUNT = "|".join(sorted({*WORDS} - {"a", "half a", "dozen"}, key=len, reverse=True))
NUMBER = re.compile(
    rf"(?<![\w.,])(?<![A-Za-z]-)(?P<sign>[-+](?=\d))?"
    rf"(?:(?P<digits>{_DIGITS})"
    rf"|(?P<word>\b(?:{_COUNT})(?:[- ](?:{_COUNT}))?|\bhalf a(?=\s+(?:million|billion))"
    r"|\b(?:a )?dozen|\ba(?=\s+(?:million|billion|thousand|hundred)\b)))"
    rf"(?:[\s-]?(?P<scale>{_SCALE})\b\.?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number where it stands in a text.

    Attributes
    ----------
    value : float
        Without its scale word.
    scale : float
        What the scale word multiplies by; 1 without one.
    digits : int or None
        Significant digits as printed.
    start, end : int
        Span in the text, sign and scale word included.
    spelled : bool
        Whether it is written in words.
    """

    value: float
    scale: float
    digits: int | None
    start: int
    end: int
    spelled: bool = False


def find_numbers(text: str) -> list[Number]:
    """Numbers of a text in their order; years and dates are among them."""
    found = []
    for match in NUMBER.finditer(text):
        value, digits = _read(match)
        scale = SCALES[match["scale"].lower()] if match["scale"] else 1.0
        spelled = match["word"] is not None
        end = match.end() - match[0].endswith(".")
        found.append(Number(value, scale, digits, match.start(), end, spelled))
    return found


def _read(match: re.Match[str]) -> tuple[float, int | None]:
    if match["word"]:
        value = _spelled(match["word"].lower())
        return value, significant_digits(f"{value:g}")
    plain = re.sub(r"[, ]", "", match["digits"])
    negative = match["sign"] == "-"
    return float(plain) * (-1 if negative else 1), significant_digits(plain)


def _spelled(words: str) -> float:
    if words in ("a dozen", "dozen"):
        return 12.0
    if words in WORDS:
        return WORDS[words]
    return sum(WORDS[word] for word in re.split("[- ]", words))


def qualifier_of(text: str, number: Number) -> str:
    """How the text hedges a number: the nearest hedge right before it, or after."""
    before = text[max(0, number.start - 40) : number.start]
    for match in reversed(list(HEDGE.finditer(before))):
        if GAP.fullmatch(before[match.end() :]):
            return match.lastgroup or "exact"
    after = text[number.end : number.end + 25]
    return "approx" if re.match(r"\S*(?:\s\w+)?\s+or so\b", after) else "exact"
