"""The start notebook: what is here, what is new, and where to begin."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kzaz_analysis.evidence.opened import open as open_evidence
from kzaz_analysis.lab.workbench import free_path, write_notebook
from kzaz_analysis.runner.plan.notebooks import first_heading, list_reports
from kzaz_analysis.runner.templates import content_hash

if TYPE_CHECKING:
    from collections.abc import Iterator

START = "start.ipynb"
RECIPES = "recipes.ipynb"
FIRST = "growth_rates"
"""Report that is copied as an example, where there is one of this name."""

NEWEST = 5
"""Sources that are shown as new."""

SUITES = ("reports/latest", "reports/example")
"""Folders of pages, below the one that the lab is opened on; the first there is it."""

_HERE = Path(__file__).parent
_CODE = re.compile(r"^```python\n(.*?)\n```$", re.MULTILINE | re.DOTALL)
_OUTPUT = re.compile(r"^```text\n.*?\n```\n", re.MULTILINE | re.DOTALL)
_WRITTEN = "kzaz_written"
"""Metadata with the hash of a notebook as it was written."""


def write_start(folder: Path) -> Path:
    """Write the start notebook and that of the recipes into a workbench.

    Parameters
    ----------
    folder : pathlib.Path
        The workbench; the pages are looked for beside it.

    Returns
    -------
    pathlib.Path
        The start notebook. One that a person changed is kept under another name.
    """
    gallery = _gallery().read_text("utf-8")
    _write_anew(folder / RECIPES, _OUTPUT.sub("", gallery))
    return _write_anew(folder / START, start_text(folder))


def start_text(folder: Path) -> str:
    """Return the start notebook as Markdown; blocks of Python are its code cells.

    Parameters
    ----------
    folder : pathlib.Path
        The workbench, from which its links lead.
    """
    import jinja2  # noqa: PLC0415

    import kzaz_analysis as kz  # noqa: PLC0415

    evidence = open_evidence()
    sources = evidence.load("sources").dropna(subset="published_on")
    newest = sources.sort_values("published_on", kind="stable").iloc[::-1][:NEWEST]
    index = _index(folder)
    reports = [
        {"name": report.name, "question": first_heading(report.read())}
        for report in list_reports()
    ]
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Markdown
    )
    environment.filters["cell"] = _cell
    template = environment.from_string((_HERE / "start.md.j2").read_text("utf-8"))
    return template.render(
        title=evidence.dataset.title,
        figures=len(evidence.load("observations")),
        newest=newest.to_dict("records"),
        index=index and _address(index, folder),
        pages=[] if index is None else list(_pages(index.parent, folder)),
        reports=reports,
        first=FIRST if FIRST in (r["name"] for r in reports) else reports[0]["name"],
        series=evidence.dataset.series or evidence.load("series")["series"].iloc[0],
        explorer="explore" in kz.__all__,
    )


def as_notebook(text: str) -> dict[str, Any]:
    """Return Markdown as a notebook, its blocks of Python as code cells."""
    cells: list[dict[str, Any]] = []
    for place, part in enumerate(_CODE.split(text)):
        source = part.strip("\n")
        cell: dict[str, Any] = {"id": f"cell-{place}", "metadata": {}, "source": source}
        if place % 2:
            cell |= {"cell_type": "code", "outputs": [], "execution_count": None}
            cells.append(cell)
        elif source.strip():
            cells.append(cell | {"cell_type": "markdown"})
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}


def _write_anew(path: Path, text: str) -> Path:
    if path.exists() and _is_changed(path):
        path.replace(free_path(path.parent, path.stem))
    notebook = as_notebook(text)
    notebook["metadata"][_WRITTEN] = content_hash(notebook)
    return write_notebook(path, notebook)


def _is_changed(path: Path) -> bool:
    try:
        notebook = json.loads(path.read_text("utf-8"))
        return bool(notebook["metadata"].get(_WRITTEN) != content_hash(notebook))
    except (ValueError, KeyError):
        return True


def _index(folder: Path) -> Path | None:
    indices = (folder.parent / suite / "index.html" for suite in SUITES)
    return next((path for path in indices if path.is_file()), None)


def _pages(suite: Path, folder: Path) -> Iterator[dict[str, str]]:
    """Title and address of every page, by address."""
    for path in sorted(suite.rglob("*.results.json")):
        page = path.with_name(path.name.replace(".results.json", ".html"))
        if page.is_file():
            title = str(json.loads(path.read_text("utf-8")).get("title") or page.stem)
            yield {"title": title, "address": _address(page, folder)}


def _cell(text: str) -> str:
    """Escape what would end a cell of a table."""
    return text.replace("|", "\\|")


def _address(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path, folder)).as_posix()


def _gallery() -> Path:
    package = _HERE.parent
    shipped = package / "_shipped" / "gallery.md"
    return shipped if shipped.is_file() else package.parent / "docs" / "gallery.md"
