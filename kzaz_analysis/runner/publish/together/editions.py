"""The same pages in other languages, where they lie beside these.

Folders tell: Russian pages of ``trade`` are looked for in ``trade-ru`` beside it, and
those of ``trade-ru`` in English in ``trade``.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from kzaz_analysis.runner.translation import (
    ENGLISH,
    Translation,
    languages,
    say,
    translation,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class LanguageEdition:
    """Pages in one language.

    Attributes
    ----------
    code, name : str
        The language: its ISO 639-1 code, and what it calls itself.
    folder : pathlib.Path
        Where its pages are.
    ending : str
        What its folder and its address end in: ``-ru``; nothing in English.
    """

    code: str
    name: str
    folder: Path
    ending: str

    def link(self, stem: str) -> str:
        """Return a link to a page of it, from the same place in another edition."""
        up = "../" * (stem.count("/") + 1)
        return (
            f'<a href="{up}{escape(quote(self.folder.name))}/{escape(stem)}.html" '
            f'hreflang="{self.code}" lang="{self.code}">{escape(self.name)}</a>'
        )


def editions(out: Path, words: Translation, notebooks: Path) -> list[LanguageEdition]:
    """List all languages that the pages of a folder may be in, its own first.

    A folder whose name does not say its language has no other.

    Parameters
    ----------
    out : pathlib.Path
        The folder.
    words : Translation
        The language of its pages.
    notebooks : pathlib.Path
        Folder of the notebooks, which says what languages there are.
    """
    whole, ending = out.absolute(), _ending(words.code)
    if not whole.name.endswith(ending):
        return []
    base = whole.name.removesuffix(ending)
    own_first = sorted(languages(notebooks), key=lambda code: code != words.code)
    return [
        LanguageEdition(
            code,
            translation(notebooks, code).says("English"),
            whole.with_name(f"{base}{_ending(code)}"),
            _ending(code),
        )
        for code in own_first
    ]


def switch(
    listed: Sequence[LanguageEdition], stem: str, site_url: str
) -> tuple[str, str]:
    """Return what stands in the head of a page, and in it, on its other languages.

    Both are empty where there is none.

    Parameters
    ----------
    listed : sequence of LanguageEdition
        The page's own edition, then others.
    stem : str
        Place of the page in each of them, without ``.html``.
    site_url : str
        Address of the page's own edition; empty for none.
    """
    there = [one for one in listed[1:] if (one.folder / f"{stem}.html").is_file()]
    if not there:
        return "", ""
    this = listed[0]
    links = " · ".join(other.link(stem) for other in there)
    words = escape(say("This page in other languages"))
    nav = f'<nav class="kz-languages" aria-label="{words}">{links}</nav>'
    base = site_url.removesuffix(this.ending)
    addresses = [
        f'<link rel="alternate" hreflang="{one.code}" '
        f'href="{escape(f"{base}{one.ending}/{stem}.html")}">'
        for one in (this, *there)
    ]
    is_known = bool(site_url) and site_url.endswith(this.ending)
    return "\n".join(addresses) if is_known else "", nav


def _ending(code: str) -> str:
    return "" if code == ENGLISH else f"-{code}"
