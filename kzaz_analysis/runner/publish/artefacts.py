"""Files that a notebook leaves for its readers, in one archive beside its page."""

from __future__ import annotations

import os
import shutil
import zipfile
from typing import TYPE_CHECKING

from kzaz_analysis.runner.files import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FOLDER = "artefacts"
"""Folder in the working folder of a notebook; what lies in it is kept."""

ENDING = ".files.zip"
"""Ending of the archive beside the page."""

_PACKED = (".xlsx",)
"""Endings of files that are archives themselves."""

_EPOCH = (1980, 1, 1, 0, 0, 0)


def pack(
    work: Path, target: Path, mask: Callable[[str], str] = str
) -> tuple[tuple[str, int], ...]:
    """Pack what a notebook left for its readers; equal files give equal bytes.

    Parameters
    ----------
    work : pathlib.Path
        Working folder of the notebook.
    target : pathlib.Path
        The archive; it is not written if there is nothing to pack.
    mask : callable
        Takes secrets out of a name.

    Returns
    -------
    tuple of tuple
        Path below the folder, and bytes, of each file. Links are not followed.
    """
    files, _ = _kept_and_others(work)
    if not files:
        return ()
    packed = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            name = _free_name(mask(_as_text(path.relative_to(work / FOLDER))), archive)
            add_file(archive, name, path)
            packed.append((name, path.stat().st_size))
    with target.open("rb") as written:
        os.fsync(written.fileno())
    return tuple(packed)


def add_file(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    """Add a file of any size to an archive, packed; equal files give equal bytes."""
    entry = zipfile.ZipInfo(name, _EPOCH)
    is_packed = name.endswith(_PACKED)
    entry.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    # Without it the archive takes it for less than 2 GB.
    entry.file_size = path.stat().st_size
    with path.open("rb") as source, archive.open(entry, "w") as part:
        shutil.copyfileobj(source, part, 2**16)


def _free_name(name: str, archive: zipfile.ZipFile) -> str:
    """Return a name that no other file has, as two may when secrets are masked."""
    names, free, number = set(archive.namelist()), name, 1
    while free in names:
        number += 1
        free = f"{name}-{number}"
    return free


def left_out(work: Path) -> tuple[str, ...]:
    """Say of each thing that stands where files are kept, and is none, what it is."""
    _, others = _kept_and_others(work)
    return tuple(
        f"{_as_text(path.relative_to(work))}, which is {_kind(path)} and is not kept"
        for path in others
    )


def _kind(path: Path) -> str:
    is_file = path.is_file() and not path.is_symlink()
    return "a file, not a folder," if is_file else kind_of(path.lstat().st_mode)


def _as_text(path: Path) -> str:
    """Return a path with those of its bytes escaped that are no text."""
    return os.fsencode(path.as_posix()).decode(errors="backslashreplace")


def _kept_and_others(work: Path) -> tuple[list[Path], list[Path]]:
    """Return the files that are kept, and whatever else lies among them."""
    folder = work / FOLDER
    if folder.is_symlink() or not folder.is_dir():
        return [], [folder] if os.path.lexists(folder) else []
    paths = sorted(
        folder.joinpath(place, name)
        for place, folders, names in os.walk(folder)
        for name in (*folders, *names)
    )
    links = [path for path in paths if path.is_symlink()]
    plain = [path for path in paths if not path.is_symlink()]
    files = [path for path in plain if path.is_file()]
    others = [path for path in plain if not (path.is_file() or path.is_dir())]
    return files, sorted(links + others)
