"""The notebooks at hand: where they lie, what they are called, what they ask."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kzaz_analysis.errors import NotebookFailed, UsageError, unknown_name
from kzaz_analysis.runner import templates
from kzaz_analysis.runner.plan import remote

ENVIRONMENT = "KZAZ_NOTEBOOK_DIR"
"""Environment variable that names another folder of notebooks."""

_PACKAGE = Path(__file__).resolve().parents[2]
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
            notebook = json.loads(self.path.read_text("utf-8"))
        except RecursionError:
            why = "it is nested too deep"
            raise NotebookFailed(f"{self.path.name} cannot be read: {why}") from None
        except (OSError, ValueError) as error:
            raise NotebookFailed(f"{self.path.name} cannot be read: {error}") from None
        if not isinstance(notebook, dict) or "cells" not in notebook:
            raise NotebookFailed(f"{self.path.name} is not a notebook of format 4")
        return notebook


def notebook_dir() -> Path:
    """Return the folder of the notebooks; see `package_folder`."""
    return package_folder("notebooks", ENVIRONMENT)


def package_folder(name: str, variable: str) -> Path:
    """Return a folder that belongs to the package.

    The one that an environment variable names first, then that of the checkout which
    the package is run from, then the copy that came with the package.

    Parameters
    ----------
    name : str
        Its name in a checkout, ``notebooks`` or ``data``.
    variable : str
        Name of the environment variable.

    Raises
    ------
    UsageError
        If the environment variable names a folder that does not exist.
    """
    folder_text = os.environ.get(variable)
    if folder_text:
        folder = Path(folder_text).expanduser().resolve()
        if not folder.is_dir():
            raise UsageError(f"{variable} names {folder_text}, which is not a folder")
        return folder
    checkout = _PACKAGE.parent / name
    if (_PACKAGE.parent / "pyproject.toml").is_file() and checkout.is_dir():
        return checkout
    return _PACKAGE / "_shipped" / name


def list_reports(folder: Path | None = None) -> list[Report]:
    """Return the reports of a folder, sorted by name.

    Every notebook is one; in a folder with a list of templates, those on the list.
    """
    folder = notebook_dir() if folder is None else folder
    names = templates.listed(folder)
    reports = [Report(path.stem, path) for path in sorted(folder.glob("*.ipynb"))]
    return [r for r in reports if names is None or r.name in names]


def find_report(name: str, folder: Path | None = None) -> Report:
    """Find one report by its name, or by the path of a notebook anywhere.

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
    if name not in reports:
        raise unknown_name("report", name, reports)
    return reports[name]


def first_heading(notebook: dict[str, Any]) -> str:
    """Return the text of the first heading of a notebook; empty when it has none."""
    for cell in notebook["cells"]:
        if cell.get("cell_type") == "markdown":
            match = _HEADING.search("".join(cell["source"]))
            if match:
                return re.sub(r"[*_`]", "", match[1])
    return ""
