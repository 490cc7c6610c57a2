"""Files that a notebook leaves for its readers, in one archive beside its page."""

from __future__ import annotations

import os
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = "artefacts"
"""Folder in the working folder of a notebook; what lies in it is kept."""

ENDING = ".files.zip"
"""Ending of the archive beside the page."""

_EPOCH = (1980, 1, 1, 0, 0, 0)


def pack(work: Path, target: Path) -> tuple[tuple[str, int], ...]:
    """Pack what a notebook left for its readers; equal files give equal bytes.

    Parameters
    ----------
    work : pathlib.Path
        Working folder of the notebook.
    target : pathlib.Path
        The archive; it is not written if there is nothing to pack.

    Returns
    -------
    tuple of tuple
        Path below the folder, and bytes, of each file. Links are not followed.
    """
    files = sorted(_files(work / FOLDER))
    if not files:
        return ()
    packed = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            name = path.relative_to(work / FOLDER).as_posix()
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            with path.open("rb") as source, archive.open(entry, "w") as part:
                while block := source.read(2**20):
                    part.write(block)
            packed.append((name, path.stat().st_size))
    with target.open("rb") as written:
        os.fsync(written.fileno())
    return tuple(packed)


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_symlink():
        return
    for place, _, names in os.walk(folder):
        for name in names:
            path = folder.joinpath(place, name)
            if path.is_file() and not path.is_symlink():
                yield path
