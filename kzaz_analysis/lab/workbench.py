"""The workbench: a folder for notebooks to play with, apart from the templates.

Nothing in it is a report, and neither git nor the tests look into it.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kzaz_analysis.errors import OutputError
from kzaz_analysis.runner.files import write_whole
from kzaz_analysis.runner.plan.notebooks import find_report, notebook_dir
from kzaz_analysis.signature import TEXT, guarded

NAME = "workbench"


@dataclass(frozen=True, slots=True)
class NotebookCopy:
    """A notebook of one's own; shown in JupyterLab as a link that opens it.

    Attributes
    ----------
    path : pathlib.Path
        Where it lies.
    """

    path: Path

    def __repr__(self) -> str:
        return str(self.path)

    def _repr_markdown_(self) -> str:
        address = Path(os.path.relpath(self.path)).as_posix()
        return f"[{self.path.name}]({address})"


def workbench_folder() -> Path:
    """Return the workbench of the folder that one works in.

    From within a workbench it is that one, and from the folder of the templates the one
    beside it.
    """
    here = Path.cwd()
    if here.name == NAME:
        return Path()
    return (Path("..") if here == notebook_dir() else Path()) / NAME


@guarded(report=TEXT)
def new_notebook(
    report: str, *, folder: str | os.PathLike[str] | None = None
) -> NotebookCopy:
    """Copy the notebook of a report, to change its parameters and cells at will.

    Parameters
    ----------
    report : str
        Name of a report, as `kzaz report list` has it, or path of a notebook.
    folder : str or path, optional
        Where to; the workbench when left out, which is made where there is none.

    Returns
    -------
    NotebookCopy
        Without outputs, under a name that was free: an older copy stays as it is.

    Raises
    ------
    UsageError
        If there is no such report; the nearest names are suggested.
    OutputError
        If the folder cannot be written, or is that of the templates.

    Examples
    --------
    >>> kz.new_notebook("growth_rates")  # doctest: +SKIP
    """
    template = find_report(report)
    place = workbench_folder() if folder is None else Path(folder)
    if place.resolve() == notebook_dir():
        raise OutputError(
            f"{place} holds the templates of published pages; name another folder, "
            f"such as {NAME}"
        )
    notebook = template.read()
    for cell in notebook["cells"]:
        if cell.get("cell_type") == "code":
            cell |= {"outputs": [], "execution_count": None}
    return NotebookCopy(write_notebook(free_path(place, template.name), notebook))


def free_path(folder: Path, stem: str) -> Path:
    """Return the path of a notebook that is not there yet, with a number if need be."""
    names = (f"{stem}{'' if n == 1 else f'-{n}'}.ipynb" for n in range(1, 10_000))
    return next(p for p in (folder / name for name in names) if not p.exists())


def write_notebook(path: Path, notebook: dict[str, Any]) -> Path:
    """Write a notebook, and its folder where there is none; OutputError if it fails."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}") from None
    write_whole(path, json.dumps(notebook, ensure_ascii=False, indent=1) + "\n")
    return path
