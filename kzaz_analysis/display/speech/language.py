"""The language that numbers and sentences are written in; English is the one there is.

A language says how numbers look and which template file of a report holds its
sentences. Another one is added as an entry of `LANGUAGES` and a file
``sentences.CODE.j2`` beside each ``sentences.j2``.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzaz_analysis.errors import unknown_name

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Language:
    """How one language writes numbers.

    Attributes
    ----------
    code : str
        ISO 639-1 code.
    decimal, group : str
        Marks before the decimals and between thousands.
    """

    code: str
    decimal: str
    group: str

    @property
    def template(self) -> str:
        """File that holds the sentences of a report in this language."""
        return "sentences.j2" if self.code == "en" else f"sentences.{self.code}.j2"

    def number(self, text: str) -> str:
        """Put the marks of the language into a number written as ``1,234.5``."""
        return text.translate({ord("."): self.decimal, ord(","): self.group})


ENGLISH = Language("en", ".", ",")

LANGUAGES = {"en": ENGLISH}
"""Languages that pages can be written in, by ISO 639-1 code."""

_CURRENT: ContextVar[Language] = ContextVar("language", default=ENGLISH)


def current() -> Language:
    """Return the language that is written now."""
    return _CURRENT.get()


@contextmanager
def written_in(code: str) -> Iterator[Language]:
    """Write numbers and sentences in another language inside a ``with`` block.

    Parameters
    ----------
    code : str
        A key of `LANGUAGES`.

    Raises
    ------
    UsageError
        If there is no such language.
    """
    if code not in LANGUAGES:
        raise unknown_name("language", code, LANGUAGES)
    token = _CURRENT.set(LANGUAGES[code])
    try:
        yield LANGUAGES[code]
    finally:
        _CURRENT.reset(token)
