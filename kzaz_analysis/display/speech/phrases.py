"""Texts of ours in the language of the page, as its `book` has them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from kzaz_analysis.display.speech.book import NBSP, OTHER_SCRIPT, Book
from kzaz_analysis.display.speech.language import (
    ENGLISH,
    FOLDER,
    Language,
    book_file,
    current,
)
from kzaz_analysis.display.speech.vocabulary import vocabulary

_WORDS = re.compile(r"[A-Za-z]{3,}[\s\u00a0][a-z]{2,}")


class Spoken(str):
    """A text that is in the language of the page already."""

    __slots__ = ()


def phrase(text: str, place: str = "") -> str:
    """Say a text of ours in the language of the page; English is left as it is.

    Parameters
    ----------
    text : str
        In English.
    place : str
        Where it stands, for a word that means several things: an entry
        ``place | text`` comes first.
    """
    language = current()
    if language is ENGLISH or not text or isinstance(text, Spoken):
        return text
    book = _book(language, vocabulary().phrases_of)
    listed = book.listed(f"{place} | {text}") if place else None
    return Spoken(book.write(text) if listed is None else listed)


def in_full(text: str) -> str:
    """Say a text of which the books know every part; another is left in English."""
    if current() is ENGLISH:
        return text
    return _book(current(), vocabulary().phrases_of).surely(text) or text


def tongue(text: str) -> str:
    """Return ``lang="en"`` for a text that is English on a page in another language."""
    is_other = current() is not ENGLISH and not OTHER_SCRIPT.search(text)
    return f' lang="{ENGLISH.code}"' if is_other and _WORDS.search(text) else ""


def finalized(value: Any) -> Any:
    """Say a value of a template in the language of the page, if it is text."""
    return phrase(value) if isinstance(value, str) else value


def counted(number: float | str, *forms: str) -> str:
    """Count things: the number, and the form of the noun that follows it.

    Parameters
    ----------
    number : int or str
        How many; text is written as ``1,234.5``.
    *forms : str
        The noun after each kind of number, in the order of the language's rule.
    """
    text = number if isinstance(number, str) else f"{number:,}"
    return f"{current().number(text)}{NBSP}{forms[current().form(text)]}"


def form(text: str, case: str = "of") -> str:
    """Return a form of a word, the word itself where the books have none."""
    written = phrase(text)
    return _book(current(), vocabulary().phrases_of).forms(written, case)


def capital(text: str) -> str:
    """Say a text with a capital."""
    written = phrase(text)
    return written[:1].upper() + written[1:]


@cache
def _book(language: Language, of_dataset: str) -> Book:
    ours = book_file(FOLDER, language.code)
    folder = Path(of_dataset) if of_dataset else None
    theirs = book_file(folder, f"names.{language.code}") if folder else {}
    return Book(
        language,
        {**ours.get("phrases", {}), **theirs.get("phrases", {})},
        {**ours.get("forms", {}), **theirs.get("forms", {})},
        ours,
    )
