"""Suites: which pages make up a set of reports, read from a YAML file.

::

    title: Trade and corridor
    intro: One or two sentences for the top of the index.   # may be left out
    front: overview             # slug of the page that opens the index; may be left out
    top: [turnover-target]      # slugs whose number stands on top; may be left out
    scripts: allow              # charts of plotly and Altair by script; may be left out
    lang: ru                    # language of the pages; may be left out: English
    ledger: ../ledger.jsonl     # where its pages' records go, from this file, or none
    beside:                     # files that a command of ours writes; may be left out
      - title: Ask for another level
        file: explore.html
        command: [explore, --replay-days]
    pages:
      - report: target_gap      # name of a notebook, or its path from this file
        title: Turnover target  # may be left out
        slug: turnover-target   # may be left out: made from the title, else the name
        parameters: {target: turnover_1bn}
        lang: en                # may be left out: that of the suite

An entry with a key ``matrix`` stands for many pages; see `matrix`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import KzazError, ParameterError
from kzaz_analysis.places import whole_path
from kzaz_analysis.runner.files import slug
from kzaz_analysis.runner.plan import matrix
from kzaz_analysis.runner.plan.languages import Kernel, kernel_of
from kzaz_analysis.runner.plan.notebooks import find_report
from kzaz_analysis.runner.plan.page import Page
from kzaz_analysis.runner.plan.parameters import read_schema
from kzaz_analysis.runner.plan.remote import is_remote
from kzaz_analysis.runner.plan.yaml_file import read_yaml
from kzaz_analysis.runner.translation import PLAIN, Translation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kzaz_analysis.runner.plan.notebooks import Report
    from kzaz_analysis.runner.plan.parameters import Schema

_SUITE_KEYS = {"title", "intro", "front", "top", "ledger", "scripts", "beside", "lang"}
_SUITE_KEYS |= {"pages"}
_BESIDE_KEYS = {"title", "file", "command"}
_PAGE_KEYS = {"report", "title", "slug", "parameters", "lang", *matrix.KEYS}
LEDGER = "ledger"
"""Key of a suite, and parameter of a notebook, that names the ledger."""

NO_LEDGER = "none"
"""What stands for no ledger at all."""

SCRIPTS = ("refuse", "allow")
"""What a suite may say of scripts."""

_RESERVED = {"history", "index", "manifest"}


@dataclass(frozen=True, slots=True)
class FileBeside:
    """A file beside the pages that a command of ``kzaz`` writes.

    Attributes
    ----------
    title : str
        What the index says of it.
    file : str
        Its name, which ends in ``.html``.
    command : tuple of str
        Words of the command, without its output.
    """

    title: str
    file: str
    command: tuple[str, ...]


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
    ledger : str
        Path of the ledger, ``none`` for none, empty where the suite names none.
    front : str
        Slug of the page whose content opens the index; empty for none.
    scripts : bool
        Whether charts may be drawn by the scripts of their libraries.
    beside : tuple of FileBeside
        Files that the index leads to besides the pages.
    lang : str
        ISO 639-1 code of its language; empty where it names none.
    words : Translation
        The language that its index is written in.
    """

    title: str
    pages: tuple[Page, ...]
    intro: str = ""
    top: tuple[str, ...] = ()
    ledger: str = ""
    front: str = ""
    scripts: bool = False
    beside: tuple[FileBeside, ...] = ()
    lang: str = ""
    words: Translation = PLAIN


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
    return _Notebooks(folder).page(report, given, title, stem)


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
    return suite_of(read_yaml(path), path, folder)


def suite_of(document: dict[str, Any], path: Path, folder: Path | None = None) -> Suite:
    """Check the content of a suite file, see `read_suite`.

    Parameters
    ----------
    document : dict
        What the file holds.
    path : pathlib.Path
        The file, from which paths of notebooks count.
    folder : pathlib.Path, optional
        Folder of the notebooks.
    """
    problems = _unknown_keys(document, _SUITE_KEYS, path.name)
    listed = document.get("pages")
    if not isinstance(listed, list) or not listed:
        problems.append(f"{path.name}: 'pages' must list at least one page")
        listed = []
    ledger = str(document.get("ledger") or "")
    if ledger not in ("", NO_LEDGER):
        ledger = str(whole_path(ledger, path.parent))
    notebooks = _Notebooks(folder, path.parent, ledger)
    pages: list[Page] = []
    for number, entry in enumerate(listed, start=1):
        planned, wrong = notebooks.pages(entry)
        pages += planned
        problems += [f"page {number}: {problem}" for problem in wrong]
    problems += _shared_slugs(pages)
    top = tuple(map(str, document.get("top") or ()))
    front = str(document.get("front") or "")
    scripts = document.get("scripts", SCRIPTS[0])
    if scripts not in SCRIPTS:
        problems.append(f"scripts: {scripts!r} is not one of {', '.join(SCRIPTS)}")
    slugs = {page.slug for page in pages} | {""}
    for key, names in (("top", {*top}), ("front", {front})):
        missing = sorted(names - slugs)
        problems += [f"{key}: no page has the slug {name!r}" for name in missing]
    beside, wrong = _beside(document.get("beside") or [])
    problems += [f"beside: {problem}" for problem in wrong]
    if problems:
        raise ParameterError("\n".join([f"{path.name} is not a suite", *problems]))
    title, intro = (str(document.get(key) or "") for key in ("title", "intro"))
    return Suite(
        title or path.stem,
        tuple(pages),
        intro,
        top,
        ledger,
        front,
        scripts == SCRIPTS[1],
        beside,
        str(document.get("lang") or ""),
    )


def _beside(entries: Any) -> tuple[tuple[FileBeside, ...], list[str]]:
    """Read the files beside the pages, and what is wrong with them."""
    files: list[FileBeside] = []
    problems: list[str] = []
    for entry in entries if isinstance(entries, list) else [entries]:
        if not isinstance(entry, dict) or set(entry) != _BESIDE_KEYS:
            problems.append(f"{entry!r} has not the keys title, file and command")
            continue
        stem, dot, ending = str(entry["file"]).rpartition(".")
        if stem != slug(stem) or stem in _RESERVED or dot + ending != ".html":
            problems.append(f"file: {entry['file']!r} is no name such as explore.html")
        command = entry["command"]
        if not isinstance(command, list) or not command:
            problems.append(f"command: {command!r} is no list such as [explore]")
            continue
        words = tuple(map(str, command))
        files.append(FileBeside(str(entry["title"]), str(entry["file"]), words))
    return tuple(files), problems


@dataclass
class _Notebooks:
    """The notebooks that a suite names, each of them read once."""

    folder: Path | None = None
    base: Path = field(default_factory=Path)
    ledger: str = ""
    known: dict[str, tuple[Report, Schema, Kernel]] = field(default_factory=dict)

    def pages(self, entry: object) -> tuple[list[Page], list[str]]:
        """Return the pages that an entry of a suite stands for, and what is wrong."""
        if not isinstance(entry, dict) or "report" not in entry:
            return [], ["a page is a mapping with at least 'report'"]
        problems = _unknown_keys(entry, _PAGE_KEYS, "a page")
        if "exclude" in entry and "matrix" not in entry:
            problems.append("'exclude' has no meaning without 'matrix'")
        if not isinstance(entry.get("parameters") or {}, dict):
            problems.append("'parameters' must hold 'name: value' lines")
        if problems:
            return [], problems
        try:
            if "matrix" in entry:
                return self._matrix(entry)
            values = {
                str(k): value for k, value in (entry.get("parameters") or {}).items()
            }
            title, stem, lang = (
                str(entry.get(key) or "") for key in ("title", "slug", "lang")
            )
            page = self.page(str(entry["report"]), values, title, stem)
            return [replace(page, lang=lang)], []
        except KzazError as problem:
            return [], [str(problem)]

    def page(
        self, report: str, given: Mapping[str, object], title: str, stem: str
    ) -> Page:
        """Plan one page; see `plan_page`."""
        notebook, schema, kernel = self._find(report)
        values = schema.bind(self._with_ledger(schema) | dict(given))
        stem = stem or slug(title or notebook.name)
        _check_stem(stem)
        return Page(notebook, schema, values, stem, title, kernel)

    def _with_ledger(self, schema: Schema) -> dict[str, object]:
        """Point a notebook that reads a ledger to the one of the suite."""
        if self.ledger in ("", NO_LEDGER):
            return {}
        files = [p.name for p in schema.parameters if p.rules.is_file]
        return {name: self.ledger for name in files if name == LEDGER}

    def _matrix(self, entry: Mapping[str, object]) -> tuple[list[Page], list[str]]:
        notebook, schema, kernel = self._find(str(entry["report"]))
        variants, problems = matrix.combine(entry, schema)
        for variant in variants:
            _check_stem(variant.stem)
        pages = [
            Page(
                notebook,
                schema,
                v.values,
                v.stem,
                v.title,
                kernel,
                lang=str(entry.get("lang") or ""),
            )
            for v in variants
        ]
        return pages, problems

    def _find(self, report: str) -> tuple[Report, Schema, Kernel]:
        if report not in self.known:
            is_path = report.endswith(".ipynb") and not is_remote(report)
            path = str(self.base / report) if is_path else report
            notebook = find_report(path, self.folder)
            content = notebook.read()
            schema = read_schema(notebook.name, content)
            self.known[report] = notebook, schema, kernel_of(notebook.name, content)
        return self.known[report]


def _check_stem(stem: str) -> None:
    if stem != slug(stem) or stem in _RESERVED:
        raise ParameterError(
            f"{stem!r} cannot name a page; {slug(stem + ' page')!r} could"
        )


def _unknown_keys(
    mapping: Mapping[str, object], known: Iterable[str], where: str
) -> list[str]:
    unknown = sorted(set(mapping) - set(known))
    allowed = ", ".join(sorted(known))
    return [f"{where}: {key!r} is none of {allowed}" for key in unknown]


def _shared_slugs(pages: list[Page]) -> list[str]:
    counted = Counter(page.slug for page in pages)
    shared = sorted(name for name, count in counted.items() if count > 1)
    return [f"several pages have the slug {name!r}; set 'slug'" for name in shared]
