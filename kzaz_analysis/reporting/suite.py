"""Suites: which pages make up a set of reports, read from a YAML file.

::

    title: Kazakhstan and Azerbaijan, trade and corridor
    intro: One or two sentences for the top of the index.   # may be left out
    top: [turnover-target]      # slugs whose number stands on top; may be left out
    pages:
      - report: target_gap      # name of a notebook, or its path from this file
        title: Turnover target  # may be left out
        slug: turnover-target   # may be left out: made from the title, else the name
        parameters: {target: turnover_1bn}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import KzazError, ParameterError
from kzaz_analysis.reporting.catalogue import find_report
from kzaz_analysis.reporting.pages import Page
from kzaz_analysis.reporting.parameters import read_schema
from kzaz_analysis.reporting.publish import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_SUITE_KEYS = {"title", "intro", "top", "pages"}
_PAGE_KEYS = {"report", "title", "slug", "parameters"}
_RESERVED = {"index", "manifest"}


@dataclass(frozen=True, slots=True)
class Suite:
    """A set of pages with an index.

    Attributes
    ----------
    title, intro : str
        Heading of the index and the sentences below it.
    pages : tuple of Page
        In the order of the index.
    top : tuple of str
        Slugs of the pages whose headline number stands on top.
    """

    title: str
    pages: tuple[Page, ...]
    intro: str = ""
    top: tuple[str, ...] = ()


def plan_page(
    report: str,
    given: Mapping[str, object],
    *,
    title: str = "",
    stem: str = "",
    folder: Path | None = None,
) -> Page:
    """Plan one page; everything that can be wrong before a kernel starts is checked.

    Parameters
    ----------
    report : str
        Name of a notebook.
    given : mapping of str to object
        Parameter values, as text or typed.
    title, stem : str
        Title for a notebook that gives none, and stem of the files. The stem is
        made from the title, else from the report's name, when left out.
    folder : pathlib.Path, optional
        Folder of the notebooks.

    Raises
    ------
    UsageError
        If there is no such report.
    ParameterError
        If parameters do not fit, or the stem is no plain file name; all are listed.
    """
    found = find_report(report, folder)
    schema = read_schema(found.name, found.read())
    values = schema.bind(given)
    stem = stem or slug(title or found.name)
    if stem != slug(stem) or stem in _RESERVED:
        raise ParameterError(
            f"{stem!r} cannot name a page; {slug(stem + ' page')!r} could"
        )
    return Page(found, schema, values, stem, title)


def read_suite(path: Path, folder: Path | None = None) -> Suite:
    """Read and check a suite file.

    Parameters
    ----------
    path : pathlib.Path
        A YAML file as described at the top of this module.
    folder : pathlib.Path, optional
        Folder of the notebooks.

    Returns
    -------
    Suite
        Every page planned: reports found, parameters complete and checked.

    Raises
    ------
    ParameterError
        If anything in it does not fit. Every problem of every page is listed.
    """
    document = read_yaml(path)
    problems = _unknown_keys(document, _SUITE_KEYS, path.name)
    listed = document.get("pages")
    if not isinstance(listed, list) or not listed:
        problems.append(f"{path.name}: 'pages' must list at least one page")
        listed = []
    pages: list[Page] = []
    for number, entry in enumerate(listed, start=1):
        try:
            pages.append(_page(entry, folder, path.parent))
        except KzazError as problem:
            problems.append(f"page {number}: {problem}")
    problems += _shared_slugs(pages)
    top = tuple(map(str, document.get("top") or ()))
    known = {page.slug for page in pages}
    problems += [f"top: no page has the slug {name!r}" for name in {*top} - known]
    if problems:
        raise ParameterError("\n".join([f"{path.name} is not a suite", *problems]))
    title, intro = (str(document.get(key) or "") for key in ("title", "intro"))
    return Suite(title or path.stem, tuple(pages), intro, top)


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML file that holds a mapping with text keys.

    Raises
    ------
    ParameterError
        If it cannot be read, or holds something else.
    """
    import yaml  # noqa: PLC0415

    try:
        document = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ParameterError(f"{path} cannot be read: {error}") from None
    if document is None:
        return {}
    if not isinstance(document, dict) or not all(isinstance(k, str) for k in document):
        raise ParameterError(f"{path} must hold 'name: value' lines")
    return document


def _page(entry: object, folder: Path | None, base: Path) -> Page:
    if not isinstance(entry, dict) or "report" not in entry:
        raise ParameterError("a page is a mapping with at least 'report'")
    problems = _unknown_keys(entry, _PAGE_KEYS, "a page")
    given = entry.get("parameters") or {}
    if not isinstance(given, dict):
        problems.append("'parameters' must hold 'name: value' lines")
    if problems:
        raise ParameterError("; ".join(problems))
    report = str(entry["report"])
    return plan_page(
        str(base / report) if report.endswith(".ipynb") else report,
        {str(name): value for name, value in given.items()},
        title=str(entry.get("title") or ""),
        stem=str(entry.get("slug") or ""),
        folder=folder,
    )


def _unknown_keys(
    mapping: Mapping[str, object], known: Iterable[str], where: str
) -> list[str]:
    unknown = sorted(set(mapping) - set(known))
    allowed = ", ".join(sorted(known))
    return [f"{where}: {key!r} is none of {allowed}" for key in unknown]


def _shared_slugs(pages: list[Page]) -> list[str]:
    slugs = [page.slug for page in pages]
    shared = sorted({name for name in slugs if slugs.count(name) > 1})
    return [f"several pages have the slug {name!r}; set 'slug'" for name in shared]
