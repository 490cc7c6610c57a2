"""What runner and notebooks say, in the language of a page.

A folder of notebooks may hold ``words.CODE.yml``: ``reports``, the notebooks that are
written in that language too, and ``texts``, what stands for a line of their text or
for the help of a parameter. The words of a page's frame are in a file like it here.
``terms.CODE.yml`` says what the terms of pages mean.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import UsageError, unknown_name
from kzaz_analysis.runner.plan.yaml_file import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ENGLISH = "en"
"""Code of the language that everything is written in."""

VARIABLE = "KZAZ_LANGUAGE"
"""Environment variable by which a notebook knows the language of its page."""

_FRAME = Path(__file__).parent / "render" / "templates"


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """What a term of pages means.

    Attributes
    ----------
    term, meaning : str
        What it is called, and what that means.
    forms : tuple of str
        What is looked for in a text; ``*`` stands for any ending.
    """

    term: str
    meaning: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Translation:
    """The words of one language for the notebooks of one folder.

    Attributes
    ----------
    code : str
        ISO 639-1 code.
    texts : mapping of str to str
        What is said for what.
    reports : tuple of str
        Notebooks that are written in the language.
    sha256 : str
        Of all words that a page is made of besides the package; empty for English
        without terms.
    terms : mapping of str to GlossaryTerm
        Terms that pages explain, by the name of their entry in the glossary.
    """

    code: str = ENGLISH
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    reports: tuple[str, ...] = ()
    sha256: str = ""
    terms: Mapping[str, GlossaryTerm] = field(default_factory=dict, repr=False)

    def says(self, text: str) -> str:
        """Return what stands for a text; the text itself where nothing does."""
        return self.texts.get(text, text)

    def english(self, text: str) -> str:
        """Return the text that another one stands for."""
        return next((k for k, said in self.texts.items() if said == text), text)

    def notebook(self, content: dict[str, Any]) -> dict[str, Any]:
        """Return a notebook whose text is in the language."""
        if not self.texts:
            return content
        cells = [
            {**cell, "source": self._lines("".join(cell["source"]))}
            if cell["cell_type"] == "markdown"
            else cell
            for cell in content["cells"]
        ]
        return {**content, "cells": cells}

    def _lines(self, source: str) -> str:
        return "\n".join(map(self._line, source.split("\n")))

    def _line(self, line: str) -> str:
        text = line.lstrip("# ")
        return line[: len(line) - len(text)] + self.says(text)


PLAIN = Translation()
"""No other language than the notebooks' own."""

_CURRENT: ContextVar[Translation] = ContextVar("translation", default=PLAIN)


def say(text: str, **holes: object) -> str:
    """Return what the runner says, in the language of the page or index at hand.

    Parameters
    ----------
    text : str
        In English, with names in braces for what is put in.
    **holes
        What is put in.
    """
    said = _CURRENT.get().says(text)
    return said.format(**holes) if holes else said


def current() -> Translation:
    """Return the words of the page or index at hand."""
    return _CURRENT.get()


@contextmanager
def spoken(words: Translation) -> Iterator[None]:
    """Write pages and indexes in these words inside a ``with`` block."""
    token = _CURRENT.set(words)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def languages(folder: Path) -> list[str]:
    """Return the codes of the languages that notebooks of a folder are written in."""
    files = folder.glob("words.*.yml")
    return sorted({ENGLISH, *(path.name.split(".")[1] for path in files)})


@cache
def translation(folder: Path, code: str, tables: Path | None = None) -> Translation:
    """Read the words of a language for the notebooks of a folder.

    Parameters
    ----------
    folder : pathlib.Path
        Of the notebooks.
    code : str
        ISO 639-1 code.
    tables : pathlib.Path, optional
        Of the tables, whose names may have a book of their own there.

    Raises
    ------
    UsageError
        If there is no such language; those that there are are named.
    """
    listed = folder / f"terms.{code}.yml"
    if code == ENGLISH:
        if not listed.is_file():
            return PLAIN
        sha256 = hashlib.sha256(listed.read_bytes()).hexdigest()
        return Translation(sha256=sha256, terms=_terms(listed))
    file = folder / f"words.{code}.yml"
    if not file.is_file():
        raise unknown_name("language", code, languages(folder))
    frame = _FRAME / f"words.{code}.yml"
    if not frame.is_file():
        raise UsageError(f"the frame of pages has no words in {code!r}: {frame}")
    ours = read_yaml(file)
    books = [file, listed, *([tables / f"names.{code}.yml"] if tables else [])]
    content = b"".join(book.read_bytes() for book in books if book.is_file())
    return Translation(
        code,
        {**read_yaml(frame), **(ours.get("texts") or {})},
        tuple(map(str, ours.get("reports") or ())),
        hashlib.sha256(content).hexdigest(),
        _terms(listed) if listed.is_file() else {},
    )


def _terms(path: Path) -> dict[str, GlossaryTerm]:
    """Read terms; those that name no forms are looked for with and without an s."""
    listed = {}
    for name, entry in read_yaml(path).items():
        term = str(entry["term"])
        forms = entry.get("as") or (term, f"{term}s")
        listed[str(name)] = GlossaryTerm(
            term, str(entry["meaning"]), tuple(map(str, forms))
        )
    return listed
