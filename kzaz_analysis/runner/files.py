"""Files written whole, names of files, and folders that a process leaves empty."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import sys
import tempfile
import time
import unicodedata
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kzaz_analysis.errors import OutputError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator


MOST_SIDE_BY_SIDE = 240
"""Pages, of up to four files each, that one folder holds."""

_PART = ".kzaz-part"


_LONGEST = 80


_TEMPORARY = re.compile(r"kzaz-\d+-\w+")
_HELD = ".held"
_UNLOCKED_S = 3600.0
"""For how long a folder without a lock counts as one that is just being made."""

NOT_FOLLOWED = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""Flags with which a file is opened only if it is no link; a pipe is not waited for."""


_SOCKET_ROOM = 40
"""Signs of a folder below which names of sockets find room, also a notebook's own."""


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

    Folders that no process holds any more are removed on the way. What counts is the
    lock in them, which holds across hosts and namespaces of processes alike.
    """
    parent = Path(tempfile.gettempdir())
    if len(str(parent)) > _SOCKET_ROOM and os.name == "posix":
        parent = Path("/tmp")  # noqa: S108 - mkdtemp makes a private folder in it
    for left in parent.glob("kzaz-*"):
        if _TEMPORARY.fullmatch(left.name) and _is_abandoned(left):
            shutil.rmtree(left, ignore_errors=True)
    place = Path(tempfile.mkdtemp(prefix=f"kzaz-{os.getpid()}-", dir=parent))
    descriptor = os.open(place / _HELD, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        lock_file(descriptor)
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        os.close(descriptor)


def lock_file(descriptor: int) -> None:
    """Lock an open file for as long as it is open; BlockingIOError if it is locked."""
    if sys.platform == "win32":
        # A byte far behind the text, so that others can still read what stands there.
        os.lseek(descriptor, 1024, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            raise BlockingIOError from None
        os.lseek(descriptor, 0, os.SEEK_SET)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_abandoned(folder: Path) -> bool:
    """Whether no process holds a folder of this kind any more."""
    try:
        descriptor = os.open(folder / _HELD, os.O_RDWR | NOT_FOLLOWED)
    except FileNotFoundError:
        with suppress(OSError):
            return time.time() - folder.lstat().st_mtime > _UNLOCKED_S
        return False
    except OSError:
        return False
    try:
        lock_file(descriptor)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True


def read_at_once(path: Path) -> bytes:
    """Return the content of a file that is no link; of a pipe, what waits in it.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    with os.fdopen(os.open(path, os.O_RDONLY | NOT_FOLLOWED), "rb") as file:
        return file.read()


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file of any size; empty where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def write_whole(path: Path, text: str) -> str:
    """Write a text in UTF-8 as `write_bytes_whole` does; return its SHA-256."""
    return write_bytes_whole(path, text.encode("utf-8"))


def write_bytes_whole(path: Path, content: bytes) -> str:
    """Write a file as `written_whole` does; return its SHA-256.

    Raises
    ------
    OutputError
        If it cannot be written; what was there before stays as it was.
    """
    with written_whole(path) as file:
        file.write(content)
    return hashlib.sha256(content).hexdigest()


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """Give a file beside its place to write; force it to disk and move it in.

    Raises
    ------
    OutputError
        If it cannot be written; what was there before stays as it was.
    """
    beside = path.with_name(f".{path.name}{_PART}")
    try:
        # What a killed run left, or a link that somebody put there.
        beside.unlink(missing_ok=True)
        with beside.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise OutputError(f"{path} cannot be written: {error.strerror}") from None
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Force the names in a folder to disk, where the system can do that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def kind_of(mode: int) -> str:
    """Name what has this mode, as of `os.stat`, and is no plain file."""
    kinds = {
        stat.S_IFDIR: "a folder",
        stat.S_IFIFO: "a named pipe",
        stat.S_IFLNK: "a link",
    }
    return kinds.get(stat.S_IFMT(mode), "a device or a socket")
