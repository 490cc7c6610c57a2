"""The language that a page is written in.

What is written comes from three places. Sentences of a report are templates, one file
a language beside each other. Everything else that the package says is looked up in a
book of phrases, ``CODE.yml`` in this folder; what a dataset calls its series, sides and
agencies, in a book of its own beside its tables. Another language is added by writing
these files: a book here is what makes a language known.
"""

from __future__ import annotations

import gettext
import os
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import unknown_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

VARIABLE = "KZAZ_LANGUAGE"
"""Environment variable that names the language where a page is made."""

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Language:
    """How one language writes numbers and counts.

    Attributes
    ----------
    code : str
        ISO 639-1 code.
    decimal, group : str
        Marks before the decimals and between thousands.
    plural : str
        Which form a noun takes after ``n`` things: an expression as message catalogues
        have it (``n != 1``), which gives the number of the form.
    """

    code: str
    decimal: str
    group: str
    plural: str = "n != 1"

    @property
    def template(self) -> str:
        """File that holds the sentences of a report in this language."""
        return "sentences.j2" if self.code == "en" else f"sentences.{self.code}.j2"

    def number(self, text: str) -> str:
        """Put the marks of the language into a number written as ``1,234.5``."""
        return text.translate({ord("."): self.decimal, ord(","): self.group})

    def form(self, number: str) -> int:
        """Return which form of a noun follows a number written as ``1,234.5``.

        After decimals the noun stands as after two: "2,5 тонны".
        """
        whole, _, decimals = number.replace(",", "").lstrip("\u2212-").partition(".")
        return _rule(self.plural)(2 if decimals else int(whole))


ENGLISH = Language("en", ".", ",")

LANGUAGES = {"en": ENGLISH}
"""Languages that are known already, by ISO 639-1 code; books add to them."""

_CURRENT: ContextVar[Language | None] = ContextVar("language", default=None)


@cache
def _rule(plural: str) -> Callable[[int], int]:
    rule: Callable[[int], int] = gettext.c2py(plural)
    return rule


@cache
def book_file(folder: Path, code: str) -> dict[str, Any]:
    """Read a book of phrases; an empty one where there is none."""
    # A page in English needs no reader of YAML for this.
    import yaml  # noqa: PLC0415

    path = folder / f"{code}.yml"
    if not path.is_file():
        return {}
    content: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return content


def codes() -> list[str]:
    """Return the codes of all languages that pages can be written in."""
    return sorted({*LANGUAGES, *(path.stem for path in FOLDER.glob("*.yml"))})


def language(code: str) -> Language:
    """Return a language by its code.

    Raises
    ------
    UsageError
        If there is no such language; those that there are are named.
    """
    if code not in LANGUAGES:
        if code not in codes():
            raise unknown_name("language", code, codes())
        marks = book_file(FOLDER, code)["marks"]
        LANGUAGES[code] = Language(code, **marks)
    return LANGUAGES[code]


def current() -> Language:
    """Return the language that is written now: English unless another was chosen."""
    return _CURRENT.get() or language(os.environ.get(VARIABLE) or ENGLISH.code)


@contextmanager
def written_in(code: str) -> Iterator[Language]:
    """Write pages in another language inside a ``with`` block.

    Parameters
    ----------
    code : str
        One of `codes`.

    Raises
    ------
    UsageError
        If there is no such language.
    """
    token = _CURRENT.set(language(code))
    try:
        yield language(code)
    finally:
        _CURRENT.reset(token)
