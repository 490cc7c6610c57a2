"""Which languages are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.errors import unknown_name
from kzaz_analysis.verify.languages.russian import RUSSIAN

if TYPE_CHECKING:
    from kzaz_analysis.verify.languages.written import WrittenLanguage

READERS = {"ru": RUSSIAN}
"""Languages besides English in which pages are verified."""


def reader(language: str) -> WrittenLanguage | None:
    """Return how a language is read; None for English.

    Raises
    ------
    UsageError
        If pages in that language cannot be read.
    """
    if language == "en":
        return None
    if language not in READERS:
        raise unknown_name("language of pages", language, ["en", *READERS])
    return READERS[language]
