"""Pages that the suite holds no longer: marked, and not where current ones are."""

from __future__ import annotations

import re
import shutil
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from kzaz_analysis.errors import OutputError
from kzaz_analysis.runner.files import page_folder, write_whole
from kzaz_analysis.runner.publish import beside
from kzaz_analysis.runner.publish.publish import names_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kzaz_analysis.runner.plan.plan import Plan

FOLDER = "retired"
"""Folder for them inside an output folder."""

_MANY = sys.maxsize
"""Pages, more than lie side by side."""

_LINK = re.compile(r'(<a\b[^<>]*?\shref=")(?![a-z][a-z\d+.-]*:|[/#])', re.IGNORECASE)
"""A link to another file, up to its address."""

_MARK = (
    '<p role="note" style="margin:0;padding:.8em 1em;background:#7a1f1f;color:#fff">'
    "This page is no longer part of the suite and is not made anew. "
    '<a href="../../index.html" style="color:#fff">All current reports</a></p>'
)


def retire(plan: Plan, slugs: Iterable[str]) -> list[str]:
    """Take pages that an earlier run made, and the plan no longer has, out of reach.

    A page that has a manifest of its own was made by itself, and stays.

    Parameters
    ----------
    plan : Plan
        The suite as it is now.
    slugs : iterable of str
        Pages that earlier runs of the suite made.

    Returns
    -------
    list of str
        Slugs of the pages that were moved.

    Raises
    ------
    OutputError
        If a file cannot be moved.
    """
    current = {page.slug for page in plan.suite.pages}
    moved = []
    for slug in slugs:
        alone = plan.out / f"{slug}.manifest.json"
        if slug not in current and not alone.exists() and _retire(plan.out, slug):
            moved.append(slug)
    return moved


def settle(plan: Plan) -> None:
    """Move pages to where they belong now that the suite is larger or smaller.

    A page that has a manifest of its own was made by itself, and stays.

    Parameters
    ----------
    plan : Plan
        The suite as it is now.

    Raises
    ------
    OutputError
        If a file cannot be moved.
    """
    for page in plan.suite.pages:
        now = plan.page_file(page.slug).parent
        for folder in (plan.out, plan.out / page_folder(page.slug, _MANY)):
            is_there = folder != now and (folder / f"{page.slug}.html").is_file()
            if is_there and not (folder / f"{page.slug}.manifest.json").exists():
                _move(page.slug, folder, now)


def _retire(out: Path, slug: str) -> bool:
    """Move and mark one page; killed on the way, the next run goes on."""
    hashed = page_folder(slug, _MANY)
    for place in ("", hashed):
        folder = out / place
        page = folder / f"{slug}.html"
        if page.is_file():
            target = out / FOLDER / hashed
            _make(target)
            html = _led_back(page.read_text("utf-8"), slug, f"../../{place}")
            write_whole(target / page.name, _marked(html))
            page.unlink()
            _move(slug, folder, target)
            return True
    return False


def restore(out: Path, slug: str) -> None:
    """Delete what was kept of a page that is part of the suite again, and made."""
    if not (out / FOLDER).is_dir():
        return
    folder = out / FOLDER / page_folder(slug, _MANY)
    if (folder / f"{slug}.html").is_file():
        for name in names_of(slug, folder):
            (folder / name).unlink(missing_ok=True)
        shutil.rmtree(folder / beside.of_page(slug), ignore_errors=True)
        with suppress(OSError):
            folder.rmdir()


def _led_back(html: str, slug: str, way: str) -> str:
    """Let links to files that did not move along lead to where these are."""
    own = f"(?!{re.escape(slug)}\\.|{re.escape(beside.of_page(slug))}/)"
    return re.sub(f"{_LINK.pattern}{own}", rf"\1{way}", html, flags=_LINK.flags)


def _marked(html: str) -> str:
    """Put the mark first in the body of a page."""
    begin = html.find("<body")
    place = html.find(">", begin) + 1 if begin >= 0 else 0
    return html[:place] + _MARK + html[place:]


def _move(slug: str, source: Path, target: Path) -> None:
    _make(target)
    try:
        # The page itself last: where it lies tells whether all is done.
        for name in names_of(slug, source):
            if (source / name).is_file():
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                (source / name).replace(target / name)
        shutil.rmtree(source / beside.of_page(slug), ignore_errors=True)
    except OSError as error:
        raise OutputError(f"{source} cannot be emptied: {error.strerror}") from None


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made: {error.strerror}") from None
