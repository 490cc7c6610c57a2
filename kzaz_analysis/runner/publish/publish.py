"""Pages into their folder: each file whole or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from kzaz_analysis.errors import OutputError
from kzaz_analysis.runner.execute.shortages import require_open_files
from kzaz_analysis.runner.files import _PART, _sync_folder
from kzaz_analysis.runner.publish import artefacts, beside

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDINGS = (".ipynb", ".results.json", artefacts.ENDING, ".html")
"""Files of a page, in the order they are moved into place."""

_OPTIONAL = (artefacts.ENDING,)

STAGING = ".kzaz-staging"
"""Folder, beside the pages, where files lie until they are whole."""

_ASIDE = ".before"
_GONE = ".gone"
_WORK = ".work"
_NEEDED_MB = 20
_RESERVED = 2**20


def preflight(folder: Path) -> None:
    """Make an output folder and see that it can be written.

    Raises
    ------
    OutputError
        If it cannot be made or written, its disk is nearly full, or the process may
        open too few files to make any page.
    """
    require_open_files()
    try:
        there = next(place for place in (folder, *folder.parents) if place.exists())
        free_mb = shutil.disk_usage(there).free / 2**20
        if free_mb < _NEEDED_MB:
            raise OutputError(
                f"{folder}: {free_mb:.0f} MB are free, at least {_NEEDED_MB} are needed"
            )
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"\0" * 65536)
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror}") from None


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Give a fresh staging folder inside an output folder that the caller holds.

    What an earlier run left there is removed first, and the folder itself at the end.
    If that run was killed half-way through `publish`, the page that stood before it
    is put back. Some room is taken that is free again at the end, so that what a run
    says at its end finds place on a disk that has filled up.
    """
    place = folder / STAGING
    _put_back(place, folder)
    shutil.rmtree(place, ignore_errors=True)
    try:
        for part in folder.glob(f".*{_PART}"):
            part.unlink()
        place.mkdir()
    except OSError as error:
        raise OutputError(f"{place} cannot be made: {error.strerror}") from None
    _reserve(place / "room")
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def publish(
    stem: str, staged: Path, folder: Path, subfolder: str = ""
) -> dict[str, str]:
    """Move the staged files of one page into place, all of them or none.

    Parameters
    ----------
    stem : str
        Slug of the page.
    staged : pathlib.Path
        Folder with its finished files, on the same disk as `folder`.
    folder : pathlib.Path
        Output folder.
    subfolder : str
        Folder in it that takes them, ending in a slash; see `files.page_folder`.

    Returns
    -------
    dict of str to str
        SHA-256 of each file by its path below the output folder.

    Raises
    ------
    OutputError
        If a file cannot be moved; the page is then what it was before.
    """
    target = folder / subfolder
    hashes = {}
    try:
        sources = _sources(stem, staged)
        for name, source in sources.items():
            with source.open("rb") as file:
                hashes[name] = hashlib.file_digest(file, "sha256").hexdigest()
        target.mkdir(exist_ok=True)
        _set_aside(stem, staged, folder, subfolder)
        if any("/" in name for name in sources):
            (target / beside.of_page(stem)).mkdir(parents=True, exist_ok=True)
        for name, source in sources.items():
            source.replace(target / name)
        for name in {*names_of(stem, target)} - {*hashes}:
            (target / name).unlink(missing_ok=True)
    except OSError as error:
        _put_back(staged, folder)
        message = f"its files cannot be moved into place: {error.strerror}"
        raise OutputError(message) from None
    _sync_folder(folder / subfolder)
    # A new name in one step: a half-emptied folder would put half a page back.
    (staged / f"{stem}{_ASIDE}").rename(staged / f"{stem}{_GONE}")
    return {f"{subfolder}{name}": content for name, content in hashes.items()}


def names_of(stem: str, folder: Path) -> list[str]:
    """Return the paths, below a folder, that the files of a page there may have."""
    in_folder = beside.offered(folder / beside.of_page(stem))
    return [
        *(f"{beside.of_page(stem)}/{name}" for name in in_folder),
        *(f"{stem}{ending}" for ending in ENDINGS),
    ]


def _sources(stem: str, staged: Path) -> dict[str, Path]:
    """Return the staged files of a page by the path each will have; itself last."""
    shown = beside.staged_folder(stem, staged)
    sources = {
        f"{beside.of_page(stem)}/{name}": shown / name for name in beside.offered(shown)
    }
    for ending in ENDINGS:
        source = staged / f"{stem}{ending}"
        if ending not in _OPTIONAL or source.exists():
            sources[source.name] = source
    return sources


def release(stem: str, staged: Path) -> None:
    """Free what a page that has ended still takes in the staging folder."""
    shutil.rmtree(beside.staged_folder(stem, staged).parent, ignore_errors=True)
    for ending in (_WORK, _GONE):
        shutil.rmtree(staged / f"{stem}{ending}", ignore_errors=True)
    for ending in (*ENDINGS, ".failed"):
        with suppress(OSError):
            (staged / f"{stem}{ending}").unlink()


def work_folder(stem: str, staged: Path) -> Path:
    """Return the working folder of a page's kernel."""
    return staged / f"{stem}{_WORK}"


def _reserve(path: Path) -> None:
    if hasattr(os, "posix_fallocate"):
        with suppress(OSError), path.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, _RESERVED)


def _set_aside(stem: str, staged: Path, folder: Path, subfolder: str) -> None:
    """Give the files of a page that are about to be replaced a second name."""
    half = staged / f"{stem}{_PART}"
    (half / subfolder / beside.of_page(stem)).mkdir(parents=True)
    for name in names_of(stem, folder / subfolder):
        now, twin = folder / subfolder / name, half / subfolder / name
        if now.exists():
            try:
                os.link(now, twin)
            except OSError:
                # Not every file system gives a file two names.
                shutil.copyfile(now, twin)
    half.rename(staged / f"{stem}{_ASIDE}")


def _put_back(staged: Path, folder: Path) -> None:
    """Undo a `publish` that did not come to its end."""
    for aside in staged.glob(f"*{_ASIDE}"):
        stem = aside.name.removesuffix(_ASIDE)
        with suppress(OSError):
            folders = [p.name for p in aside.iterdir() if p.is_dir()]
            subfolder = next((n for n in folders if n != beside.FOLDER), "")
            before, now = aside / subfolder, folder / subfolder
            for name in {*names_of(stem, before), *names_of(stem, now)}:
                if (before / name).exists():
                    (before / name).replace(now / name)
                else:
                    (now / name).unlink(missing_ok=True)
