"""Pages into their folder: each file whole or not at all."""

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

ENDINGS = (".ipynb", ".results.json", ".html")
"""Files of a page, in the order they are moved into place."""

STAGING = ".kzaz-staging"
"""Folder, beside the pages, where files lie until they are whole."""

_PART = ".kzaz-part"
_NEEDED_MB = 20
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


def preflight(folder: Path) -> None:
    """Make an output folder and see that it can be written.

    Raises
    ------
    OutputError
        If it cannot be made or written, or its disk is nearly full.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"\0" * 65536)
            probe.flush()
            os.fsync(probe.fileno())
        free_mb = shutil.disk_usage(folder).free / 2**20
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror}") from None
    if free_mb < _NEEDED_MB:
        raise OutputError(
            f"{folder}: {free_mb:.0f} MB are free, at least {_NEEDED_MB} are needed"
        )


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Give a fresh staging folder inside an output folder that the caller holds.

    What an earlier run left there is removed first, and the folder itself at the end.
    """
    place = folder / STAGING
    shutil.rmtree(place, ignore_errors=True)
    try:
        for part in folder.glob(f".*{_PART}"):
            part.unlink()
        place.mkdir()
    except OSError as error:
        raise OutputError(f"{place} cannot be made: {error.strerror}") from None
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


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


def publish(stem: str, staged: Path, folder: Path) -> dict[str, str]:
    """Move the staged files of one page into place.

    Parameters
    ----------
    stem : str
        Slug of the page.
    staged : pathlib.Path
        Folder with its finished files, on the same disk as `folder`.
    folder : pathlib.Path
        Output folder.

    Returns
    -------
    dict of str to str
        SHA-256 of each file by its name.

    Raises
    ------
    OutputError
        If a file cannot be moved.
    """
    hashes = {}
    try:
        for ending in ENDINGS:
            source = staged / f"{stem}{ending}"
            hashes[source.name] = hashlib.sha256(source.read_bytes()).hexdigest()
        for name in hashes:
            (staged / name).replace(folder / name)
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror}") from None
    _sync_folder(folder)
    return hashes


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
