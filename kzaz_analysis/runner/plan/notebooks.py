"""The notebooks at hand: where they lie, what they are called, what they ask."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kzaz_analysis.errors import NotebookFailed, unknown_name
from kzaz_analysis.installed import REPORTS, brought, brought_path, installed
from kzaz_analysis.places import package_folder
from kzaz_analysis.runner import templates
from kzaz_analysis.runner.plan import remote

ENVIRONMENT = "KZAZ_NOTEBOOK_DIR"
"""Environment variable that names another folder of notebooks."""

_FORMAT = 4
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Report:
    """One notebook that can be run as a report.

    Attributes
    ----------
    name : str
        File name without its ending.
    path : pathlib.Path
        The notebook.
    """

    name: str
    path: Path

    def read(self) -> dict[str, Any]:
        """Read the notebook as plain JSON; NotebookFailed if it is not a notebook."""
        try:
            notebook = json.loads(self.path.read_text("utf-8-sig"))
        except RecursionError:
            why = "it is nested too deep"
            raise NotebookFailed(f"{self.path.name} cannot be read: {why}") from None
        except (OSError, ValueError) as error:
            raise NotebookFailed(f"{self.path.name} cannot be read: {error}") from None
        if not isinstance(notebook, dict):
            raise NotebookFailed(f"{self.path.name} is not a notebook")
        if difference := _other_format(notebook):
            raise NotebookFailed(f"{self.path.name} cannot be read: {difference}")
        flaw = _flaw(notebook)
        if flaw:
            raise NotebookFailed(f"{self.path.name} is not a notebook: {flaw}")
        return notebook


def _other_format(notebook: dict[str, Any]) -> str:
    """Say of which format a notebook is, unless of one that is read."""
    written = notebook.get("nbformat", _FORMAT)
    if written == _FORMAT:
        return "" if "cells" in notebook else "it is no notebook, as it has no cells"
    if isinstance(written, int) and 0 < written < _FORMAT:
        new = "jupyter nbconvert --to notebook writes it anew"
        return f"it is of the old format {written}, and {_FORMAT} is read; {new}"
    return f"its format (nbformat) is {written!r}, and {_FORMAT} is read"


def _flaw(notebook: dict[str, Any]) -> str:
    """Say what in a document is not as in a notebook; empty where all is."""
    cells = notebook["cells"]
    if not isinstance(cells, list):
        return "its cells are no list"
    for number, part in enumerate((notebook, *cells)):
        where = f"cell {number}" if number else "it"
        if not isinstance(part, dict):
            return f"{where} is no mapping"
        if not isinstance(part.get("metadata", {}), dict):
            return f"{where} has metadata that are no mapping"
        source = part.get("source", [])
        lines = source if isinstance(source, list) else [source]
        if number and not {"cell_type", "source"} <= part.keys():
            return f"{where} has no cell_type or no source"
        if not all(isinstance(line, str) for line in lines):
            return f"{where} has a source that is no text"
    return ""


def notebook_dir() -> Path:
    """Return the folder of the notebooks; see `package_folder`."""
    return package_folder("notebooks", ENVIRONMENT)


def list_reports(folder: Path | None = None) -> list[Report]:
    """Return the reports of a folder, sorted by name.

    Every notebook is one; in a folder with a list of templates, those on the list.
    """
    folder = notebook_dir() if folder is None else folder
    names = templates.listed(folder)
    reports = [Report(path.stem, path) for path in sorted(folder.glob("*.ipynb"))]
    return [r for r in reports if names is None or r.name in names]


def installed_reports() -> list[Report]:
    """Return the notebooks that other installed packages bring along, by name.

    Raises
    ------
    UsageError
        If a package that brings one cannot be used.
    """
    # A class lays out studies, and is no notebook.
    names = [n for n in installed(REPORTS) if not isinstance(brought(REPORTS, n), type)]
    return [_installed_report(name) for name in names]


def _installed_report(name: str) -> Report:
    return Report(name, brought_path(REPORTS, name))


def find_report(name: str, folder: Path | None = None) -> Report:
    """Find one report by its name, or by the path of a notebook anywhere.

    Names of the folder come before those that installed packages bring along.

    Parameters
    ----------
    name : str
        ``growth_rates``, a path that ends in ``.ipynb``, or the address of one.
    folder : pathlib.Path, optional
        Where names are looked up; `notebook_dir` when left out.

    Raises
    ------
    UsageError
        If there is none; the nearest names are suggested.
    """
    path = remote.fetch(name) if remote.is_remote(name) else Path(name)
    if path.suffix == ".ipynb" and path.is_file():
        return Report(path.stem, path.resolve())
    reports = {report.name: report for report in list_reports(folder)}
    if name in reports:
        return reports[name]
    names = installed(REPORTS)
    if name in names and not isinstance(brought(REPORTS, name), type):
        return _installed_report(name)
    raise unknown_name("report", name, [*reports, *names])


def first_heading(notebook: dict[str, Any]) -> str:
    """Return the text of the first heading of a notebook; empty when it has none."""
    for cell in notebook["cells"]:
        if cell.get("cell_type") == "markdown":
            match = _HEADING.search("".join(cell["source"]))
            if match:
                return re.sub(r"[*_`]", "", match[1])
    return ""
