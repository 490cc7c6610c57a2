"""Files written whole, names of files, and folders that a process leaves empty."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import unicodedata
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from kzaz_analysis.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator


MOST_SIDE_BY_SIDE = 300
"""Pages, of three files each, that one folder holds."""

_PART = ".kzaz-part"


_LONGEST = 80


_TEMPORARY = re.compile(r"kzaz-(\d+)-\w+")


_SOCKET_ROOM = 60


def slug(text: str) -> str:
    """Return a file name stem for a title: ASCII letters, digits, _ and - only.

    Examples
    --------
    >>> slug("Target gap: ../USD 1 billion")
    'target-gap-usd-1-billion'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9_]+", plain.lower())
    return "-".join(words)[:_LONGEST].strip("-") or "page"


def page_folder(stem: str, pages: int) -> str:
    """Return the folder of a page's files inside an output folder, ending in a slash.

    Parameters
    ----------
    stem : str
        Slug of the page.
    pages : int
        How many pages the output folder holds.

    Returns
    -------
    str
        Empty where all pages lie side by side. Of more than `MOST_SIDE_BY_SIDE`, each
        has its place in one of 256 folders, so that no folder holds thousands of
        files.
    """
    if pages <= MOST_SIDE_BY_SIDE:
        return ""
    return f"{hashlib.sha256(stem.encode()).hexdigest()[:2]}/"


@contextmanager
def runtime_folder() -> Iterator[Path]:
    """Give a private folder with a short path for sockets, settings and histories.

    Folders of runs whose process is gone are removed on the way.
    """
    parent = Path(tempfile.gettempdir())
    if len(str(parent)) > _SOCKET_ROOM and os.name == "posix":
        parent = Path("/tmp")  # noqa: S108 - mkdtemp makes a private folder in it
    for left in parent.glob("kzaz-*"):
        match = _TEMPORARY.fullmatch(left.name)
        if match and not _is_alive(int(match[1])):
            shutil.rmtree(left, ignore_errors=True)
    place = Path(tempfile.mkdtemp(prefix=f"kzaz-{os.getpid()}-", dir=parent))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def write_whole(path: Path, text: str) -> str:
    """Write a file beside its place, force it to disk, move it in; return its SHA-256.

    Raises
    ------
    OutputError
        If it cannot be written; what was there before stays as it was.
    """
    content = text.encode("utf-8")
    beside = path.with_name(f".{path.name}{_PART}")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise OutputError(f"{path} cannot be written: {error.strerror}") from None
    _sync_folder(path.parent)
    return hashlib.sha256(content).hexdigest()


def _sync_folder(folder: Path) -> None:
    """Force the names in a folder to disk, where the system can do that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _is_alive(pid: int) -> bool:
    if os.name != "posix":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
