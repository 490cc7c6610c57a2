"""Headline and paragraphs of a laid-out page, held against its sentences."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import UsageError
from kzaz_analysis.verify.check import Disagreement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

TITLE, PARAGRAPH = "h1", "p"
DIVISIONS = ("div", "section")
SILENT = ("sup", "svg", "script", "style")
"""What is no text of a paragraph: source marks, drawings, programs."""

ASIDE = {"kz-card", "kz-changes"}
"""Parts of a page that show pairs of the audit, and what an older version said."""


class _Paragraphs(HTMLParser):
    """Text of the headline and of every paragraph without a class of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._is_open = False
        self._silent = 0
        self._aside: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = dict(attrs).get("class") or ""
        self._silent += tag in SILENT
        if tag in DIVISIONS:
            self._aside.append(bool(ASIDE & {*classes.split()}))
        if tag in (TITLE, PARAGRAPH):
            self._is_open = not classes and not any(self._aside)
            if self._is_open:
                self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT
        if tag in DIVISIONS and self._aside:
            self._aside.pop()
        if tag in (TITLE, PARAGRAPH):
            self._is_open = False

    def handle_data(self, data: str) -> None:
        if self._is_open and not self._silent:
            self.texts[-1] += data


def unstated(file: Path, sentences: Iterable[dict[str, Any]]) -> Iterator[Disagreement]:
    """List paragraphs of a page with numbers that no sentence of its results states.

    Parameters
    ----------
    file : pathlib.Path
        The page that readers see; nothing is listed where it is not there.
    sentences : iterable of dict
        As the results file of the page has them.

    Raises
    ------
    UsageError
        If the page cannot be read.
    """
    if not file.is_file():
        return
    reader = _Paragraphs()
    try:
        reader.feed(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read: {error}") from None
    texts = {_even(str(s["text"])).rstrip(".") for s in sentences}
    stated = sorted(texts, key=len, reverse=True)
    for paragraph in map(_even, reader.texts):
        left = paragraph
        for text in filter(None, stated):
            left = left.replace(text, "\n")
        for piece in left.split("\n"):
            if any(sign.isdigit() for sign in piece):
                said = piece.strip(" .")
                absent = "no sentence of its results file"
                slug = file.stem
                yield Disagreement(slug, "page", "", said, "text", said, absent)


def _even(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
