"""What earlier runs found: one file a run, and each table's content once.

::

    OUT/runs/20261121T223327456Z.json   a run: what each page showed, and from what
    OUT/runs/index.sqlite               the same, to look up; see `run_index`
    OUT/runs/tables/<sha256>.csv        a table as it was

Runs are in the order of their ``sequence``, a number that each takes after the one
before it: a clock may go back.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import OutputError, UsageError, unknown_name
from kzaz_analysis.runner.archive.records import (
    RUN_ID,
    content_key,
    read_record,
    record_text,
    why_unread,
)
from kzaz_analysis.runner.archive.run_index import opened
from kzaz_analysis.runner.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

FOLDER = "runs"
"""Folder of the archive inside an output folder."""

TABLES = "tables"
"""Folder of the tables' contents inside the archive."""

_WORDS = ("latest", "previous")


def save(out: Path, record: Mapping[str, Any], tables: Mapping[str, Path]) -> None:
    """Keep what a run found.

    Parameters
    ----------
    out : pathlib.Path
        Output folder of the run.
    record : mapping
        ``id``, ``start``, ``status``, ``alone``, ``software``, ``platform``,
        ``tables``, ``keys`` (key columns by table) and ``pages`` by slug.
    tables : mapping of str to pathlib.Path
        Files of the tables by name, for those whose content is not kept yet.

    Raises
    ------
    OutputError
        If it cannot be written; then the run is not in the archive at all.
    UsageError
        If the id is not the start of a run as ``20261121T223327456Z``.
    """
    name = str(record.get("id") or "")
    if not RUN_ID.fullmatch(name):
        raise UsageError(f"a run is called 20261121T223327456Z or so, not {name!r}")
    keep_tables(out, tables)
    write_whole(_made(out / FOLDER) / f"{name}.json", record_text(record))
    keep_index(out)


def keep_tables(out: Path, tables: Mapping[str, Path]) -> dict[str, str]:
    """Keep the content of tables, each content once; return their SHA-256.

    A file that is gone, or that is not text in UTF-8, is left out: no page can read
    it either.

    Raises
    ------
    OutputError
        If a content cannot be written.
    """
    place = _made(out / FOLDER / TABLES)
    _sweep(place, place.parent)
    hashes = {}
    for name, path in sorted(tables.items()):
        with suppress(FileNotFoundError, UnicodeDecodeError):
            content = path.read_bytes()
            text = content.decode("utf-8")
            hashes[name] = hashlib.sha256(content).hexdigest()
            copy = place / f"{hashes[name]}.csv"
            if not copy.is_file():
                write_whole(copy, text)
    return hashes


def table_keys(folder: Path) -> dict[str, list[str]]:
    """Return the key columns of each table, from the data package beside the tables.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of tables; ``datapackage.json`` in it describes them.

    Returns
    -------
    dict of str to list of str
        By table; empty where nothing describes a key.
    """
    try:
        package = json.loads((folder / "datapackage.json").read_text("utf-8"))
        described = {
            str(resource["name"]): resource.get("schema", {}).get("primaryKey", [])
            for resource in package["resources"]
        }
    except (
        OSError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
    ):
        return {}
    listed = {n: [k] if isinstance(k, str) else k for n, k in described.items()}
    return {name: list(columns) for name, columns in listed.items() if columns}


def drop(out: Path, name: str) -> None:
    """Drop the record of a run; none is fine too.

    Raises
    ------
    OutputError
        If it cannot be removed.
    """
    if RUN_ID.fullmatch(name):
        try:
            _file(out, name).unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(f"{out / FOLDER}: {error.strerror}") from None
        keep_index(out)


def keep_index(out: Path) -> None:
    """Bring the index of the runs up to date; for who holds the output folder."""
    with opened(out / FOLDER, keep=True):
        pass


def runs(out: Path) -> list[str]:
    """Return the ids of the runs in the archive, oldest first."""
    with opened(out / FOLDER) as index:
        return index.ids()


def records(out: Path) -> Iterator[dict[str, Any]]:
    """Give the records of all runs that can be read, newest first."""
    for name in reversed(runs(out)):
        record = read_record(_file(out, name))
        if record is not None:
            yield record


def read(out: Path, word: str | Path) -> dict[str, Any]:
    """Return the record of one run.

    Parameters
    ----------
    out : pathlib.Path
        Output folder.
    word : str or pathlib.Path
        ``latest``; ``previous``, the newest run before it that shares a page with
        it; an id or the beginning of one; the path of a run's file; or another
        output folder, whose latest run is meant.

    Raises
    ------
    UsageError
        If there is no such run, several begin like this, or it cannot be read.
    """
    path = locate(out, word)
    record = read_record(path)
    if record is None:
        raise UsageError(f"{path} holds no run that can be read: {why_unread(path)}")
    return record


def locate(out: Path, word: str | Path) -> Path:
    """Return the file of one run; see `read`. Its folder is the archive it is in."""
    word_text = str(word)
    if word_text in _WORDS:
        return _file(out, _by_word(out, word_text))
    matching = (
        [name for name in runs(out) if name.startswith(word_text)] if word_text else []
    )
    if len(matching) == 1:
        return _file(out, matching[0])
    if matching:
        some = ", ".join(matching[:5])
        raise UsageError(
            f"{len(matching)} runs begin with {word_text!r}, such as {some}"
        )
    path = Path(word_text)
    if word_text and path.is_file():
        return path
    if word_text and path.is_dir():
        return _file(path, _by_word(path, "latest"))
    raise unknown_name("run", word_text, [*runs(out), *_WORDS])


def base_for(
    versions: Sequence[Mapping[str, Any]], slug: str, inputs: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """Return the record that a page is compared with.

    Parameters
    ----------
    versions : sequence of mapping
        Records of the page as of `RunIndex.versions`, newest first.
    slug : str
        The page.
    inputs : mapping
        What the page is made from now. Runs that made it from the same are passed
        over, so that making a page again gives the same bytes.

    Returns
    -------
    mapping or None
        The newest record from other inputs; None if there is none.
    """
    now = content_key(inputs)
    for record in versions:
        if content_key(record["pages"][slug].get("inputs") or {}) != now:
            return record
    return None


def _by_word(out: Path, word: str) -> str:
    names = runs(out)
    if not names:
        raise UsageError(f"{out} keeps no run; make one with: kzaz report suite")
    if word == "latest":
        return names[-1]
    if len(names) == 1:
        raise UsageError(f"{out} keeps one run only, {names[0]}: none comes before it")
    latest = _pages(out, names[-1])
    sharing = (name for name in names[-2::-1] if latest & _pages(out, name))
    return next(sharing, names[-2])


def _pages(out: Path, name: str) -> set[str]:
    record = read_record(_file(out, name))
    return set(record["pages"]) if record else set()


def _file(out: Path, name: str) -> Path:
    return out / FOLDER / f"{name}.json"


def _sweep(*folders: Path) -> None:
    """Remove what a run that was killed while writing left; the caller holds OUT."""
    for folder in folders:
        for part in folder.glob(".*.kzaz-part"):
            with suppress(OSError):
                part.unlink()


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made: {error.strerror}") from None
    return folder
