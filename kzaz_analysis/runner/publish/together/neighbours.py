"""What a page says of its place: address, languages, its subject, and the handbook.

They are known only when all pages are made, so they are put into finished pages.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from html import escape, unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

from kzaz_analysis.runner.files import write_whole
from kzaz_analysis.runner.publish.together.editions import switch
from kzaz_analysis.runner.render.linked_data import with_addresses
from kzaz_analysis.runner.translation import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from kzaz_analysis.runner.publish.together.editions import LanguageEdition

ADDRESS = ("<!-- kz:address -->", "<!-- /kz:address -->")
LANGUAGES = ("<!-- kz:languages -->", "<!-- /kz:languages -->")
RELATED = ("<!-- kz:related -->", "<!-- /kz:related -->")
"""What stands around each of them in a page."""

HANDBOOK = "docs"
"""Folder beside the pages in which the handbook is looked for, as a built site."""

_PICTURE = re.compile(r'<a [^>]*?href="([^":]+\.png)"')
"""A picture that a page offers as a file of its own; the first one leads."""

_NAMED = re.compile(
    r'(?:<a class="kz-doc" href="[^"]*">)?'
    rf"<code>{HANDBOOK}/([\w-]+)\.md</code>(?:</a>)?"
)
"""A page of the handbook as pages name it, linked or not."""

_TERM = re.compile(
    r'<dt id="term-([\w-]+)"><!-- kz:term -->(?:<a [^>]*>)?([^<]*)(?:</a>)?'
    r"<!-- /kz:term --></dt>"
)
"""A term that a page explains, linked to its entry in the handbook or not."""

GLOSSARY = "glossary"
"""Page of the handbook that has an entry for each of them."""

_ABOUT = re.compile(
    r'(<span class="kz-subject" data-subject="([^"]*)">)'
    r"(?:<a [^>]*>[^<]*</a>[^<]*)*</span>"
)
"""Where a page asks for links to the pages on a subject, with them or without."""

MOST = 12
"""Pages on the same subject that a page links to."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Pages of one folder.

    Attributes
    ----------
    out : pathlib.Path
        The folder.
    place : callable
        Gives the stem of a page's files by its slug; empty where it has no page.
    entries : sequence of mapping
        What the manifest says of each page; hashes of files that are written anew
        are put there.
    documents : mapping of str to mapping
        What each page hands over, by slug: ``subject``, an opaque key that pages on
        the same subject share, ``title`` and ``kicker``.
    site_url : str
        Address under which the folder is published; empty for none.
    editions : sequence of LanguageEdition
        Their own language first, then others that may lie beside.
    front : str
        Slug of the page that leads; messengers show its picture for pages that have
        none.
    """

    out: Path
    place: Callable[[str], str]
    entries: Sequence[dict[str, Any]]
    documents: Mapping[str, Mapping[str, Any]]
    site_url: str = ""
    editions: Sequence[LanguageEdition] = ()
    front: str = ""

    def write(self) -> None:
        """Put them into every page that lacks them.

        What a page says of others is kept as a hash under ``joined`` in its entry, so
        that pages that say it already are not even read.

        Raises
        ------
        OutputError
            If a page cannot be written.
        """
        alike, about = self._alike(), self._about()
        handbook = sorted(path.stem for path in (self.out / HANDBOOK).glob("*.html"))
        picture = self._front_picture()
        for entry in self.entries:
            if self.place(entry["slug"]):
                same = alike.get(self._subject(entry["slug"]), [])
                related = self._related(entry["slug"], same)
                blocks = self._address_and_languages(entry)
                # A page on one subject asks for no links to others: pages without
                # one are few, and only they are read anew where there are new pages.
                others = {} if self._subject(entry["slug"]) else about
                blocks[RELATED] = related
                self._put(entry, blocks, picture, others, handbook)

    def _alike(self) -> dict[str, list[str]]:
        """Return the pages on each subject; of many only those that are linked to."""
        alike: dict[str, list[str]] = {}
        for slug in self.documents:
            subject = self._subject(slug)
            # One more than is shown, for a page does not link to itself.
            if subject and len(alike.get(subject, ())) <= MOST and self.place(slug):
                alike.setdefault(subject, []).append(slug)
        return alike

    def _about(self) -> dict[str, dict[str, str]]:
        """Return of each subject the first page of a kind, by its kind."""
        about: dict[str, dict[str, str]] = {}
        for slug, document in self.documents.items():
            subject = self._subject(slug)
            if subject and (place := self.place(slug)):
                kind = str(document["kicker"]).partition(" \N{MIDDLE DOT} ")[0]
                about.setdefault(subject, {}).setdefault(kind, place)
        return about

    def _subject(self, slug: str) -> str:
        return str(self.documents[slug].get("subject") or "")

    def _put(
        self,
        entry: dict[str, Any],
        blocks: Mapping[tuple[str, str], str],
        picture: str,
        about: Mapping[str, Mapping[str, str]],
        handbook: Sequence[str],
    ) -> None:
        others = [repr(about)] if about else []
        blocks_text = "\n".join((*blocks.values(), picture, *others, *handbook))
        content = hashlib.sha256(blocks_text.encode()).hexdigest()
        if entry.get("joined") == content:
            return
        entry["joined"] = content
        name = f"{self.place(entry['slug'])}.html"
        text = (self.out / name).read_text("utf-8")
        joined = with_addresses(text, self._page_address(entry))
        for marks, block in blocks.items():
            lead = self._picture(entry, text, picture) if marks is ADDRESS else ""
            joined = _between(joined, marks, block + lead)
        up = "../" if "/" in name else ""
        if about:
            joined = _with_pages(joined, about, up)
        joined = _with_handbook(joined, handbook, up)
        if joined == text:
            return
        sha256 = write_whole(self.out / name, joined)
        if name in entry.get("files", {}):
            entry["files"][name] = sha256

    def _address_and_languages(
        self, entry: Mapping[str, Any]
    ) -> dict[tuple[str, str], str]:
        address = self._address(entry)
        place = self.place(entry["slug"])
        alternates, nav = switch(self.editions, place, self.site_url)
        head = "\n".join(part for part in (address, alternates) if part)
        return {ADDRESS: head, LANGUAGES: nav}

    def _address(self, entry: Mapping[str, Any]) -> str:
        page = escape(self._page_address(entry))
        if not page:
            return ""
        return (
            f'<link rel="canonical" href="{page}">\n'
            f'<meta property="og:url" content="{page}">'
        )

    def _page_address(self, entry: Mapping[str, Any]) -> str:
        if not self.site_url:
            return ""
        return f"{self.site_url}/{quote(self.place(entry['slug']))}.html"

    def _picture(self, entry: Mapping[str, Any], text: str, otherwise: str) -> str:
        """Name a page's first picture, or the suite's, for messengers that show one."""
        image = lead_picture(text, self._page_address(entry)) or otherwise
        return f'\n<meta property="og:image" content="{image}">' if image else ""

    def _front_picture(self) -> str:
        place = self.place(self.front) if self.front else ""
        if not (self.site_url and place):
            return ""
        text = (self.out / f"{place}.html").read_text("utf-8")
        return lead_picture(text, f"{self.site_url}/{quote(place)}.html")

    def _related(self, slug: str, alike: Sequence[str]) -> str:
        up = "../" if "/" in self.place(slug) else ""
        links = [
            f'<li><a href="{escape(up + self.place(other))}.html">'
            f"{escape(str(self.documents[other].get('title') or other))}</a>"
            f'<span class="kz-label">{escape(str(self.documents[other]["kicker"]))}'
            "</span></li>"
            for other in alike
            if other != slug
        ]
        if not links:
            return ""
        return (
            '<nav class="kz-related" aria-labelledby="kz-related">'
            '<h2 id="kz-related">'
            f"{say('The same subject on other pages')}</h2>"
            f"<ul>{''.join(links[:MOST])}</ul></nav>"
        )


def lead_picture(text: str, page: str) -> str:
    """Return the address, escaped, of the first picture that a page offers.

    Empty where it offers none, or has no address of its own.
    """
    first = _PICTURE.search(text)
    return escape(urljoin(page, unescape(first[1]))) if page and first else ""


def _with_pages(text: str, about: Mapping[str, Mapping[str, str]], up: str) -> str:
    """Put links to the pages on a subject where a page asks for them."""

    def links(match: re.Match[str]) -> str:
        pages = about.get(unescape(match[2]), {})
        shown = " \N{MIDDLE DOT} ".join(
            f'<a href="{escape(up + place)}.html">{escape(kind)}</a>'
            for kind, place in pages.items()
        )
        return f"{match[1]}{shown}</span>"

    return _ABOUT.sub(links, text)


def _with_handbook(text: str, handbook: Sequence[str], up: str) -> str:
    """Link the pages of the handbook that there are, and none that there is not."""

    def linked(match: re.Match[str]) -> str:
        stem = match[1]
        code = f"<code>{HANDBOOK}/{stem}.md</code>"
        if stem not in handbook:
            return code
        return f'<a class="kz-doc" href="{up}{HANDBOOK}/{stem}.html">{code}</a>'

    def entry(match: re.Match[str]) -> str:
        name, term = match.groups()
        if GLOSSARY in handbook:
            address = f"{up}{HANDBOOK}/{GLOSSARY}.html#{name}"
            term = f'<a class="kz-doc" href="{address}">{term}</a>'
        return f'<dt id="term-{name}"><!-- kz:term -->{term}<!-- /kz:term --></dt>'

    return _TERM.sub(entry, _NAMED.sub(linked, text))


def _between(text: str, marks: tuple[str, str], block: str) -> str:
    """Put a block between two marks, in the place of what stands there."""
    begin, end = marks
    parted = _last(text, begin) if marks is RELATED else text.partition(begin)
    head, mark, tail = parted
    _, closing, rest_of_page = tail.partition(end)
    if not (mark and closing):
        return text
    return f"{head}{begin}{block}{end}{rest_of_page}"


def _last(text: str, mark: str) -> tuple[str, str, str]:
    place = text.rfind(mark)
    if place < 0:
        return text, "", ""
    return text[:place], mark, text[place + len(mark) :]
