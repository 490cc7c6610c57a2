"""Notebooks of pages that failed: kept for who looks for the fault, never a page."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "failed"
"""Folder for them inside an output folder."""

_ENDING = ".failed"


def keep_aside(stem: str, staged: Path, notebook: Any) -> None:
    """Stage the notebook of a page that failed, as far as it was executed."""
    import nbformat  # noqa: PLC0415

    node: Any = nbformat
    # The fault itself is told in any case, such as that the disk is full.
    with suppress(OSError):
        text = node.writes(notebook, version=4) + "\n"
        (staged / f"{stem}{_ENDING}").write_text(text, "utf-8")


def settle_failed(stem: str, staged: Path, out: Path, place: str) -> str:
    """Put the staged notebook of a page in its place, or take away an earlier one.

    Parameters
    ----------
    stem : str
        Slug of the page.
    staged : pathlib.Path
        Folder of what is staged.
    out : pathlib.Path
        Output folder.
    place : str
        Stem of the page's files, relative to the output folder.

    Returns
    -------
    str
        Path of the notebook below the output folder; empty if there is none.
    """
    name = f"{FOLDER}/{place}.ipynb"
    source = staged / f"{stem}{_ENDING}"
    with suppress(OSError):
        if source.is_file():
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            source.replace(out / name)
            return name
        (out / name).unlink(missing_ok=True)
    return ""
