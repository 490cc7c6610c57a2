"""A text as it is read: keyboard signs, single spaces, sentences with their place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYBOARD = str.maketrans(
    "\u2018\u2019\u02bc\u201c\u201d\u00ab\u00bb\u2010\u2011\u2013\u2014\u2212\u00a0\u2007\u2009\u202f\t\v\f",
    "'''" + '""""' + "-----" + " " * 7,
)
KEYBOARD |= str.maketrans("\u066b\u066c", ".'")
"""Quotes, dashes, spaces and marks of print as those of a keyboard, one for one."""

RAISED_POINT = re.compile(r"(?<=\d)\u00b7(?=\d)")

SPACES = re.compile(r"[ \r]*\n[ \r]*|[ \r]{2,}")
SENTENCE_END = re.compile(r"(?<![.!?])[.!?]++[\"')]*+(?= [\"'(]?[A-Z$€\d])")
NO_END = re.compile(
    r"(?:\b[A-Z]|\b(?:Mr|Dr|St|No|mln|bln|vs|approx|ca|Jan|Feb|Mar|Apr|Jun|Jul|Aug|"
    r"Sept?|Oct|Nov|Dec|Fig|Art)|\b(?:U\.S|i\.e|e\.g))[.]$"
)
ITEM = re.compile(
    r"\n(?=[ \t]*(?:[-*\u2022\u25aa\u25cf\u25e6\u00b7]|\d{1,2}[.)] (?=[A-Z])))"
)
"""Where the next item of a list begins."""

LONGEST = 4000
"""Characters of a sentence."""

UNBROKEN, NARROWER = 3000, 3
"""Characters of a sentence that nobody says, and how many times less of it is read for
each of its figures: their windows would overlap hundreds of times."""

MANY, CLOSE, NEIGHBOURS = 1000, 50, 3
"""A text of more numbers than that, less than so many characters apart, is a list or a
table that lost its lines: of each figure so many neighbours are read, no more."""

NUMBER = re.compile(r"\d[\d.,]*")

PARTS = [
    re.compile(rf"(?s).+{join}")
    for join in (
        *(r"[,;)](?= )", r"[^\d ](?= [$€\d])", r"(?= [$€\d])", r"(?= )"),
        r"[^\d.$€](?=[$€\d])",
        r"\d(?=[$€])",
    )
]
"""Where one without end is parted: if it can be, not within a figure."""

PARAGRAPH_GAP, LINE_GAP = re.compile(r"\n[ \t]*\n\s*"), re.compile(r"\n")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in plain signs.

    Attributes
    ----------
    text : str
        The sentence, every run of spaces a single one.
    paragraph : int
        Number of its paragraph, from one.
    places : tuple of int
        For each character, and for the end, where it stands in the whole text.
    widest : int
        Characters around a figure that may be read for it.
    """

    text: str
    paragraph: int
    places: tuple[int, ...]
    widest: int = LONGEST

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the whole text of a span of the sentence."""
        return self.places[start], self.places[end - 1] + 1

    def reach(self, most: int) -> int:
        """Return how many characters of it, at most so many, are read at once."""
        most = most if len(self.text) <= UNBROKEN else most // NARROWER
        return min(most, self.widest)


@lru_cache(maxsize=8)
def on_keyboard(text: str) -> str:
    """Write a text with the signs of a keyboard; every character keeps its place."""
    return RAISED_POINT.sub(".", text.translate(KEYBOARD))


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the paragraphs: parted by empty lines, or lines where there is none."""
    plain = on_keyboard(text)
    gap = PARAGRAPH_GAP if PARAGRAPH_GAP.search(plain.strip()) else LINE_GAP
    ends = [*((m.start(), m.end()) for m in gap.finditer(plain)), (len(plain),) * 2]
    start = 0
    for end, following in ends:
        if plain[start:end].strip():
            yield start, end
        start = following


def sentences(text: str) -> Iterator[Sentence]:
    """Sentences of a text, in their order."""
    plain = on_keyboard(text)
    widest = _widest(plain)
    for number, (start, end) in enumerate(paragraphs(plain), 1):
        items = [start, *(m.start() for m in ITEM.finditer(plain, start, end)), end]
        for item_start, item_end in pairwise(items):
            squeezed, places = _squeezed(plain, item_start, item_end)
            for span_start, span_end in _sentence_spans(squeezed):
                yield Sentence(
                    squeezed[span_start:span_end],
                    number,
                    tuple(places[span_start : span_end + 1]),
                    widest,
                )


def _widest(text: str) -> int:
    count = sum(1 for _ in NUMBER.finditer(text))
    is_list = count > MANY and len(text) < CLOSE * count
    return NEIGHBOURS * len(text) // count if is_list else LONGEST


def _squeezed(text: str, start: int, end: int) -> tuple[str, list[int]]:
    """Make each run of spaces one, and tell where each character stood."""
    pieces: list[str] = []
    places: list[int] = []
    done = start
    for match in SPACES.finditer(text, start, end):
        pieces.append(text[done : match.start()] + " ")
        places.extend(range(done, match.start() + 1))
        done = match.end()
    pieces.append(text[done:end])
    places.extend(range(done, end + 1))
    return "".join(pieces), places


def _sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in SENTENCE_END.finditer(text):
        if NO_END.search(text[max(start, match.end() - 8) : match.end()]):
            continue
        yield from _parted(text, start, match.end())
        start = match.end() + 1
    if text[start:].strip():
        yield from _parted(text, start, len(text))


def _parted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give what is no sentence that anybody says in parts: most say the same again."""
    while end - start > LONGEST:
        matches = (shape.match(text, start, start + LONGEST) for shape in PARTS)
        part = next(filter(None, matches), None)
        if part is None:
            break
        yield part.span()
        start = part.end() + (text[part.end()] == " ")
    if text[start:end].strip():
        yield start, end


class Hinted:
    """Words of a certain shape, looked for only where a text has a hint of them.

    Most texts have none, which is seen ten times faster than that no words fit.

    Parameters
    ----------
    words : re.Pattern
        What is looked for.
    *hints : str
        Letters, small ones, of which every text that fits has some.
    """

    def __init__(self, words: re.Pattern[str], *hints: str) -> None:
        self.words, self.hints = words, re.compile("|".join(map(re.escape, hints)))

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first words of a text that fit, or None."""
        return self.words.search(text) if self.hints.search(text.lower()) else None


def says(words: re.Pattern[str], text: str, start: int = 0, end: int = -1) -> bool:
    """Whether a part of a text has certain words.

    Each part of a sentence is asked about, and the sentence is searched once.
    """
    spans = spans_of(words, text)
    return bool(spans) and (spans[0][1] <= end if end >= 0 else spans[-1][0] >= start)


@lru_cache(maxsize=64)
def spans_of(words: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """Spans of certain words in a text, in their order; each text is searched once."""
    return [match.span() for match in words.finditer(text)]
