"""Sentences that know their sources, and the boxes they stand in."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd

from kzaz_analysis.display.exports.exportable import BesidePicture
from kzaz_analysis.display.grammar import sentence
from kzaz_analysis.display.numbers import MINUS, THIN
from kzaz_analysis.display.speech.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kzaz_analysis.display.citations import SourceList


MOST_WORDS = 45
"""Words of an answer box, numbers among them."""

MOST_NUMBERS = 4
"""Numbers of an answer box; years are not counted."""

_WORD = re.compile(r"[A-Za-z\u0400-\u04ff][\w'\u2019-]*|\d[\d.,\u2013-]*")
_NUMBER = re.compile(r"\d[\d.,]*")
_YEAR = re.compile(r"(19|20)\d\d[.,]?")
_SPELLED = re.compile(
    r"(?<!\bthe )\b(one|two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class SourcedSentence:
    """One sentence and the sources of its numbers.

    Attributes
    ----------
    text : str
        Plain text; it is escaped where it is shown.
    sources : tuple of str
        Ids of the sources table, in the order of the numbers.
    kind : str
        Template that it was written from, as ``growth.headline``; empty for one
        written without.
    operands : mapping of str to object
        Values that the template was given, unrounded.
    relation : str
        What it asserts of them, such as ``level``, ``change`` or ``count``.
    """

    text: str
    sources: tuple[str, ...] = ()
    kind: str = field(default="", compare=False)
    operands: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    relation: str = field(default="", compare=False)

    def __str__(self) -> str:
        return self.text

    def record(self) -> dict[str, Any]:
        """Return text, sources and operands as data that JSON can hold."""
        return {
            "kind": self.kind,
            "relation": self.relation,
            "text": self.text,
            "operands": as_data(self.operands),
            "sources": list(self.sources),
        }


class Title(str):
    """A title that knows what it was written from.

    Attributes
    ----------
    sentence : SourcedSentence
        The same text with its operands.
    """

    __slots__ = ("sentence",)

    sentence: SourcedSentence

    def __new__(cls, written: SourcedSentence) -> Self:
        """Keep the text of a sentence, without its full stop."""
        title = super().__new__(cls, written.text.removesuffix("."))
        title.sentence = written
        return title

    def __reduce__(self) -> tuple[type[Self], tuple[SourcedSentence]]:
        """Build a copy from the same sentence."""
        return type(self), (self.sentence,)


def as_data(value: Any) -> Any:
    """Return operands as data that JSON can hold.

    Days become ISO 8601, what is missing becomes None, and an infinite number the
    text ``inf`` or ``-inf``: an open end of an interval is no missing one.
    """
    if isinstance(value, Mapping):
        return {str(key): as_data(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [as_data(item) for item in value]
    if isinstance(value, str | bool | int) or pd.isna(value):
        return None if pd.isna(value) else value
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    plain = value.item() if isinstance(value, np.generic) else float(value)
    return str(plain) if math.isinf(plain) else plain


def typeset(text: str) -> str:
    """Join percent signs to their numbers, and turn a leading hyphen into a minus.

    Parameters
    ----------
    text : str
        Words from elsewhere, such as the reason of a refusal.
    """
    joined = re.sub(r"(?<=\d) %", f"{THIN}%", text)
    return re.sub(r"(?<![\w.,/\u2013-])-(?=\d)", MINUS, joined)


def sourced(text: str, *sources: str) -> SourcedSentence:
    """Build a sentence with a capital and a full stop, and its sources."""
    return SourcedSentence(
        sentence(typeset(phrase(text))), tuple(dict.fromkeys(s for s in sources if s))
    )


FRAME = ("number", "sentence", "operand", "value", "words", "source")
"""Columns of the operands of some sentences."""


@dataclass(frozen=True, slots=True)
class Prose(BesidePicture):
    """One or several sentences, shown as a paragraph, a box or a list.

    Attributes
    ----------
    sentences : tuple of SourcedSentence
        In reading order.
    cite : SourceList or None
        Where the marks lead to; without it none are shown.
    form : {"p", "answer", "note", "conflict", "list"}
        Paragraph, answer box, remark, warning or list of points.
    below : str
        A line of plain text under an answer box.
    """

    sentences: tuple[SourcedSentence, ...]
    cite: SourceList | None = None
    form: str = "p"
    below: str = ""
    name: str = field(default="", repr=False, compare=False)
    page: Any = field(default=None, repr=False, compare=False)

    def placed(self, name: str, page: Any) -> Self:
        """Return the words as part of a page that calls them by a name."""
        return replace(self, name=name, page=page)

    @property
    def text(self) -> str:
        """The sentences as plain text, without marks."""
        return " ".join(s.text for s in self.sentences)

    @property
    def frame(self) -> pd.DataFrame:
        """What the sentences are written from: one row an operand, unrounded.

        Columns ``number`` (of the sentence, from 1), ``sentence, operand, value`` (of a
        number), ``words`` (of any other operand) and ``source``; a sentence without
        operands has one row.
        """
        lines = [
            (n, s.text, name, *_number_or_words(leaf), "; ".join(s.sources))
            for n, s in enumerate(self.sentences, 1)
            for name, leaf in _leaves("", as_data(s.operands)) or [("", "")]
        ]
        return pd.DataFrame(lines, columns=list(FRAME)).astype({"value": float})

    @property
    def heading(self) -> str:
        """The first sentence, without its full stop."""
        return self.sentences[0].text.removesuffix(".") if self.sentences else ""

    @property
    def origins(self) -> tuple[str, ...]:
        """The sources of its sentences, in the order of the list of sources."""
        if self.cite is None:
            return ()
        return self.cite.named(s for one in self.sentences for s in one.sources)

    def __bool__(self) -> bool:
        return bool(self.sentences)

    def __repr__(self) -> str:
        lines = [self._marked(s, html=False) for s in self.sentences]
        joined = (
            "\n".join(f"- {x}" for x in lines)
            if self.form == "list"
            else " ".join(lines)
        )
        return f"{joined}\n{phrase(self.below)}" if self.below else joined

    def _repr_html_(self) -> str:
        parts = [self._marked(s, html=True) for s in self.sentences]
        if not parts:
            return ""
        if self.form == "list":
            return "<ul>" + "".join(f"<li>{part}</li>" for part in parts) + "</ul>"
        body = f"<p>{' '.join(parts)}</p>"
        if self.form == "answer":
            below = escape(phrase(self.below))
            line = f'<p class="kz-asof">{below}</p>' if below else ""
            label = phrase("Answer")
            return (
                f'<section class="kz-answer" aria-label="{label}">{body}</section>'
                f"{line}"
            )
        if self.form in ("note", "conflict"):
            return f'<div class="kz-{self.form}">{body}</div>'
        return body

    def _marked(self, one: SourcedSentence, *, html: bool) -> str:
        if self.cite is None or not one.sources:
            return escape(one.text) if html else one.text
        return self.cite.marked(one.text, one.sources, html=html)


@dataclass(frozen=True, slots=True, repr=False)
class NoProse(Prose):
    """No sentence at all: a notebook shows nothing in its place."""

    def _ipython_display_(self) -> None:
        """Show nothing, not even an empty line."""


def _leaves(name: str, data: Any) -> list[tuple[str, Any]]:
    """Return what stands at the ends of nested operands, by its path."""
    if isinstance(data, dict):
        parts = list(data.items())
    elif isinstance(data, list):
        parts = list(enumerate(data))
    else:
        return [(name, data)]
    return [
        leaf
        for key, part in parts
        for leaf in _leaves(f"{name}.{key}".lstrip("."), part)
    ]


def _number_or_words(leaf: Any) -> tuple[float, str]:
    if isinstance(leaf, int | float) and not isinstance(leaf, bool):
        return float(leaf), ""
    return math.nan, "" if leaf is None else str(leaf)


def paragraph(
    sentences: Iterable[SourcedSentence | None],
    cite: SourceList | None = None,
    form: str = "p",
    below: str = "",
) -> Prose:
    """Build prose from sentences, leaving out those that there are not."""
    present = tuple(s for s in sentences if s)
    return (Prose if present else NoProse)(present, cite, form, below)


def words_in(text: str) -> int:
    """Count the words of a text, a number with its marks as one."""
    return len(_WORD.findall(_plain(text)))


def numbers_in(text: str) -> int:
    """Count the numbers of a text that are no years."""
    return sum(not _YEAR.fullmatch(n) for n in _NUMBER.findall(_plain(text)))


def counts_in(text: str) -> int:
    """Count the numbers of a text that are no years, those written as words too."""
    return numbers_in(text) + len(_SPELLED.findall(_plain(text)))


def _plain(text: str) -> str:
    ungrouped = re.sub(r"(?<=\d)\u00a0(?=\d{3}\b)", "", text)
    return ungrouped.replace("\u00a0", " ").replace("\u202f", "")


def fitting(
    sentences: Iterable[SourcedSentence | None],
    numbers: Callable[[str], int] = numbers_in,
) -> list[SourcedSentence | None]:
    """Keep the sentences that fit into an answer box, the first one always.

    A sentence that would make the answer too long is left out, and the next is tried:
    the order is that of weight. The rest of the page has what is left out here.

    Parameters
    ----------
    sentences : iterable of SourcedSentence or None
        What may be said, by weight.
    numbers : callable
        Counts the numbers of a text: `counts_in` where counts are all it says.
    """
    chosen: list[SourcedSentence | None] = []
    words = counted = 0
    for candidate in filter(None, sentences):
        words_after = words + words_in(candidate.text)
        numbers_after = counted + numbers(candidate.text)
        if chosen and (words_after > MOST_WORDS or numbers_after > MOST_NUMBERS):
            continue
        chosen.append(candidate)
        words, counted = words_after, numbers_after
    return chosen
