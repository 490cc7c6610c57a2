"""How the index of an archive is laid out, and how it follows the runs."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.archive.records import (
    content_key,
    numbers_key,
    read_record,
    run_files,
    split,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from pathlib import Path

_LAYOUT = 1
_SCHEMA = f"""
PRAGMA user_version = {_LAYOUT};
CREATE TABLE run (
    id TEXT PRIMARY KEY, sequence INTEGER, stamp TEXT, status TEXT, alone TEXT,
    head TEXT
);
CREATE TABLE shared (number INTEGER PRIMARY KEY, text TEXT UNIQUE);
CREATE TABLE version (
    number INTEGER PRIMARY KEY, hash TEXT UNIQUE, inputs TEXT, shown TEXT,
    shared INTEGER, page TEXT
);
CREATE TABLE page (
    slug TEXT, run TEXT, position INTEGER, status TEXT, version INTEGER,
    PRIMARY KEY (slug, run)
) WITHOUT ROWID;
CREATE TABLE used (run TEXT, sha256 TEXT);
CREATE INDEX page_run ON page (run);
CREATE INDEX used_run ON used (run);
"""


def is_in_step(connection: sqlite3.Connection, archive: Path) -> bool:
    """Whether an index has all runs of an archive, and no others."""
    return _layout(connection) == _LAYOUT and not any(_steps(connection, archive))


def follow(connection: sqlite3.Connection, archive: Path) -> None:
    """Take in what is new among the runs, and drop what is gone."""
    if _layout(connection) != _LAYOUT:
        connection.executescript(_SCHEMA)
    gone, new = _steps(connection, archive)
    with connection:
        for name in gone:
            _forget(connection, name)
        for name in new:
            _take_in(connection, archive, name)
        if gone:
            connection.execute(
                "DELETE FROM version WHERE number NOT IN (SELECT version FROM page)"
            )
            connection.execute(
                "DELETE FROM shared WHERE number NOT IN (SELECT shared FROM version)"
            )


def _layout(connection: sqlite3.Connection) -> int:
    layout: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return layout


def _steps(
    connection: sqlite3.Connection, archive: Path
) -> tuple[list[str], list[str]]:
    """Return the runs to forget, and those to take in, oldest first."""
    files = {name: _stamp(path) for name, path in run_files(archive).items()}
    stamps = dict(connection.execute("SELECT id, stamp FROM run"))
    gone = [name for name, stamp in stamps.items() if files.get(name) != stamp]
    return gone, [name for name, stamp in files.items() if stamps.get(name) != stamp]


def _stamp(path: Path) -> str:
    try:
        state = path.stat()
    except OSError:
        return ""
    return f"{state.st_size} {state.st_mtime_ns}"


def _forget(connection: sqlite3.Connection, name: str) -> None:
    for statement in (
        "DELETE FROM page WHERE run = ?",
        "DELETE FROM used WHERE run = ?",
        "DELETE FROM run WHERE id = ?",
    ):
        connection.execute(statement, (name,))


def _take_in(connection: sqlite3.Connection, archive: Path, name: str) -> None:
    path = run_files(archive)[name]
    stamp, record = _stamp(path), read_record(path)
    if record is None:
        # Nobody knows its place; a latest run that is broken must not be passed over.
        sequence = last_sequence(connection)
        connection.execute(
            "INSERT INTO run VALUES (?, ?, ?, '', '', NULL)", (name, sequence, stamp)
        )
        return
    pages = record.pop("pages")
    sequence = record.get("sequence") or 0
    row = (name, sequence, stamp, record.get("status"), record.get("alone") or "")
    head = json.dumps(record, ensure_ascii=False)
    connection.execute("INSERT INTO run VALUES (?, ?, ?, ?, ?, ?)", (*row, head))
    entries = [
        (slug, name, position, page.get("status"), _version(connection, page))
        for position, (slug, page) in enumerate(pages.items())
    ]
    connection.executemany("INSERT INTO page VALUES (?, ?, ?, ?, ?)", entries)
    contents = {*(record.get("tables") or {}).values()}
    for page in pages.values():
        contents.update(((page.get("inputs") or {}).get("tables") or {}).values())
    connection.executemany(
        "INSERT INTO used VALUES (?, ?)", [(name, sha256) for sha256 in contents]
    )


def _version(connection: sqlite3.Connection, page: Mapping[str, Any]) -> int:
    """Return the number of what a page said; equal ones are kept once."""
    page_part, common = split(
        {name: of for name, of in page.items() if name != "status"}
    )
    text = json.dumps(page_part, ensure_ascii=False)
    digest = hashlib.sha256(f"{text}{common}".encode()).hexdigest()
    same_version = connection.execute(
        "SELECT number FROM version WHERE hash = ?", (digest,)
    )
    number: int | None = next((number for (number,) in same_version), None)
    if number is None:
        values = (digest, content_key(page.get("inputs") or {}), numbers_key(page))
        shared = _shared(connection, common)
        row = (*values, shared, text)
        added = connection.execute(
            "INSERT INTO version VALUES (NULL, ?, ?, ?, ?, ?)", row
        )
        number = added.lastrowid or 0
    return number


def _shared(connection: sqlite3.Connection, common: str) -> int:
    """Return the number of inputs that many pages share."""
    connection.execute("INSERT OR IGNORE INTO shared VALUES (NULL, ?)", (common,))
    same_text = connection.execute(
        "SELECT number FROM shared WHERE text = ?", (common,)
    )
    number: int = same_text.fetchone()[0]
    return number


def last_sequence(connection: sqlite3.Connection) -> int:
    """Return the place of the newest run in the order; 0 where there is none."""
    row = connection.execute("SELECT MAX(sequence) FROM run").fetchone()
    return row[0] or 0
