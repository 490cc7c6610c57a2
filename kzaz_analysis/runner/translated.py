"""A suite in another language: the pages that are written in it, and those left out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kzaz_analysis.errors import UsageError
from kzaz_analysis.runner.translation import ENGLISH, translation

if TYPE_CHECKING:
    from pathlib import Path

    from kzaz_analysis.runner.plan.page import Page
    from kzaz_analysis.runner.plan.suite import Suite


def in_language(
    suite: Suite, chosen: str, tables: Path | None
) -> tuple[Suite, tuple[Page, ...]]:
    """Plan the pages of a suite in a language.

    Parameters
    ----------
    suite : Suite
        The pages as planned.
    chosen : str
        ISO 639-1 code; empty for the language that the suite names, else English. A
        page that names one has its own.
    tables : pathlib.Path or None
        Folder of the tables, whose names may have a book of their own.

    Returns
    -------
    Suite, tuple of Page
        The pages that are written in their language, and those that are not.

    Raises
    ------
    UsageError
        If there is no such language, or no page, or one that names its language, is
        written in it; the reports that are are named.
    """
    general = chosen or suite.lang or ENGLISH
    made: list[Page] = []
    left: list[Page] = []
    for page in suite.pages:
        code = page.lang or general
        words = translation(page.report.path.parent, code, tables)
        is_written = code == ENGLISH or page.report.name in words.reports
        if not is_written and page.lang:
            raise _unwritten([page], code, words.reports)
        (made if is_written else left).append(replace(page, words=words))
    if not made:
        raise _unwritten(left, general, left[0].words.reports)
    slugs = {page.slug for page in made}
    words = translation(made[0].report.path.parent, general, tables)
    whole = replace(
        suite,
        title=words.says(suite.title),
        intro="\n".join(map(words.says, suite.intro.split("\n"))),
        pages=tuple(made),
        words=words,
        front=suite.front if suite.front in slugs else "",
        top=tuple(slug for slug in suite.top if slug in slugs),
        beside=suite.beside if general == ENGLISH else (),
    )
    return whole, tuple(left)


def _unwritten(pages: list[Page], code: str, reports: tuple[str, ...]) -> UsageError:
    names = ", ".join(dict.fromkeys(page.report.name for page in pages))
    are = f"those that are: {', '.join(reports)}" if reports else "no report is"
    return UsageError(f"{names}: not written in {code!r}; {are}")
