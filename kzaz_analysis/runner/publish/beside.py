"""Files that the outputs of a page offer, in a folder of theirs beside the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.errors import NotebookFailed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

VARIABLE = "KZAZ_PAGE_FILES"
"""Environment variable that tells a kernel where to leave them."""

FOLDER = "files"
"""Folder beside the pages that has a folder for each of them."""

MOST = 1000
"""Files that one page may offer."""

_STAGED = ".beside"


def staged_folder(stem: str, staged: Path) -> Path:
    """Return where a page's files lie until they are published."""
    return staged / f"{stem}{_STAGED}" / stem


def of_page(stem: str) -> str:
    """Return the folder of a page's files, relative to the page."""
    return f"{FOLDER}/{stem}"


def offered(folder: Path) -> tuple[str, ...]:
    """Return the names of the files in a folder, sorted; folders and links are none.

    Raises
    ------
    NotebookFailed
        If there are more than `MOST`.
    """
    if not folder.is_dir():
        return ()
    names = sorted(p.name for p in folder.iterdir() if _is_plain(p))
    if len(names) > MOST:
        raise NotebookFailed(
            f"its outputs offer {len(names):,} files; a page may offer {MOST:,}"
        )
    return tuple(names)


def rename(folder: Path, mask: Callable[[str], str]) -> None:
    """Take secrets out of the names of the files in a folder."""
    for name in offered(folder):
        if mask(name) != name:
            (folder / name).replace(folder / mask(name))


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
