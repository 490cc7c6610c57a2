"""An index of an archive: what one page was is looked up, not read from every run.

The runs as JSON are the truth; the index is made from them, follows them, and is made
anew where it is missing or damaged. Who holds the output folder keeps it as a file;
everybody else reads that file, or makes an index in memory where it is behind.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import ExitStack, closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.compare.records import (
    content_key,
    numbers_key,
    read_record,
    run_files,
)
from kzaz_analysis.runner.plan.status import FINISHED, GOOD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

NAME = "index.sqlite"
"""Name of the index beside the runs."""

_LAYOUT = 1
_SCHEMA = f"""
PRAGMA user_version = {_LAYOUT};
CREATE TABLE run (
    id TEXT PRIMARY KEY, sequence INTEGER, stamp TEXT, status TEXT, alone TEXT,
    head TEXT
);
CREATE TABLE version (
    number INTEGER PRIMARY KEY, hash TEXT UNIQUE, inputs TEXT, shown TEXT,
    page TEXT
);
CREATE TABLE page (
    slug TEXT, run TEXT, position INTEGER, status TEXT, version INTEGER,
    PRIMARY KEY (slug, run)
) WITHOUT ROWID;
CREATE TABLE used (run TEXT, sha256 TEXT);
CREATE INDEX page_run ON page (run);
CREATE INDEX used_run ON used (run);
"""


@contextmanager
def opened(archive: Path, *, keep: bool = False) -> Iterator[RunIndex]:
    """Open the index of an archive, in step with its runs.

    Parameters
    ----------
    archive : pathlib.Path
        Folder of the runs.
    keep : bool
        Write it down, for the next to find; only who holds the output folder may.
    """
    connection = (_kept(archive) if keep else _as_kept(archive)) or _in_memory(archive)
    with closing(connection):
        yield RunIndex(connection)


class RunIndex:
    """Questions to an index; runs are in the order in which they were made."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def ids(self) -> list[str]:
        """Return the ids of all runs, oldest first, also of unreadable ones."""
        rows = self._connection.execute("SELECT id FROM run ORDER BY sequence, id")
        return [name for (name,) in rows]

    def heads(self) -> list[dict[str, Any]]:
        """Return records without pages, of the runs that can be read; oldest first."""
        return [json.loads(head) for (head,) in self._connection.execute(_HEADS)]

    def last_sequence(self) -> int:
        """Return the place of the newest run in the order; 0 where there is none."""
        return _last_sequence(self._connection)

    def used_contents(self) -> set[str]:
        """Return the SHA-256 of every table that a run refers to."""
        rows = self._connection.execute("SELECT DISTINCT sha256 FROM used")
        return {sha256 for (sha256,) in rows}

    def versions(self, slug: str) -> list[dict[str, Any]]:
        """Return the newest good version of a page, and the newest from other inputs.

        Returns
        -------
        list of dict
            At most two records, newest first: the fields of the run, and under
            ``pages`` this page alone.
        """
        rows = self._connection.execute(_GOOD_VERSIONS, (slug,))
        chosen: dict[str, dict[str, Any]] = {}
        for inputs, head, status, page in rows:
            if inputs not in chosen:
                entry = {slug: json.loads(page) | {"status": status}}
                chosen[inputs] = json.loads(head) | {"pages": entry}
            if len(chosen) == 2:
                break
        return list(chosen.values())

    def course(self, slug: str, most: int = -1) -> list[tuple[str, dict[str, Any]]]:
        """Return id of the run, and the page, for finished runs of a page.

        Parameters
        ----------
        slug : str
            The page.
        most : int
            How many of the newest runs; all if negative.

        Returns
        -------
        list of tuple of str and dict
            Oldest first.
        """
        rows = self._connection.execute(_COURSE, (slug, most)).fetchall()
        return [
            (run, json.loads(page) | {"status": status})
            for run, status, page in reversed(rows)
        ]

    def slugs(self) -> list[str]:
        """Return every page of a finished run, those whose numbers moved last first."""
        return [slug for (slug,) in self._connection.execute(_SLUGS)]


_IS_FINISHED = f"run.status IN {FINISHED!r}"
_HEADS = "SELECT head FROM run WHERE head IS NOT NULL ORDER BY sequence, id"
_GOOD_VERSIONS = f"""
SELECT version.inputs, run.head, page.status, version.page
FROM page JOIN run ON run.id = page.run JOIN version ON version.number = page.version
WHERE page.slug = ? AND {_IS_FINISHED} AND page.status IN {GOOD!r}
ORDER BY run.sequence DESC, run.id DESC
"""  # noqa: S608 - constants of this package
_COURSE = f"""
SELECT run.id, page.status, version.page
FROM page JOIN run ON run.id = page.run JOIN version ON version.number = page.version
WHERE page.slug = ? AND {_IS_FINISHED}
ORDER BY run.sequence DESC, run.id DESC LIMIT ?
"""  # noqa: S608 - constants of this package
_SLUGS = f"""
WITH ordered AS (
    SELECT id, DENSE_RANK() OVER (ORDER BY sequence, id) AS place
    FROM run WHERE {_IS_FINISHED}
), course AS (
    SELECT page.slug, page.position, version.shown, ordered.place,
        LAG(version.shown) OVER (PARTITION BY page.slug ORDER BY place) AS before
    FROM page JOIN ordered ON ordered.id = page.run
        JOIN version ON version.number = page.version
)
SELECT slug FROM course GROUP BY slug
ORDER BY MAX(CASE WHEN shown != before THEN place ELSE 0 END) DESC,
    MAX(place) DESC, MAX(position)
"""  # noqa: S608 - constants of this package


def _kept(archive: Path) -> sqlite3.Connection | None:
    """Open the file, and bring it up to date; None where that cannot be done."""
    path = archive / NAME
    try:
        return _followed(path, archive)
    except sqlite3.OperationalError:
        # Such as a full disk, or a folder that cannot be written.
        return None
    except sqlite3.DatabaseError:
        # It is damaged, and nothing is lost with it.
        with suppress(OSError):
            path.unlink()
    try:
        return _followed(path, archive)
    except sqlite3.DatabaseError:
        return None


def _as_kept(archive: Path) -> sqlite3.Connection | None:
    """Open the file to read it; None unless it is in step with the runs."""
    path = archive / NAME
    if not path.is_file():
        return None
    with suppress(sqlite3.DatabaseError), ExitStack() as stack:
        address = f"{path.absolute().as_uri()}?mode=ro"
        connection = stack.enter_context(closing(sqlite3.connect(address, uri=True)))
        if _layout(connection) == _LAYOUT and not any(_steps(connection, archive)):
            stack.pop_all()
            return connection
    return None


def _followed(path: Path, archive: Path) -> sqlite3.Connection:
    with ExitStack() as stack:
        connection = stack.enter_context(closing(sqlite3.connect(path)))
        _follow(connection, archive)
        stack.pop_all()
        return connection


def _in_memory(archive: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    _follow(connection, archive)
    return connection


def _follow(connection: sqlite3.Connection, archive: Path) -> None:
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
        sequence = _last_sequence(connection)
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
    content = {name: of for name, of in page.items() if name != "status"}
    text = json.dumps(content, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    same = connection.execute("SELECT number FROM version WHERE hash = ?", (digest,))
    row = same.fetchone()
    if row is None:
        inputs = content_key(page.get("inputs") or {})
        statement = "INSERT INTO version (hash, inputs, shown, page) VALUES (?,?,?,?)"
        values = (digest, inputs, numbers_key(page), text)
        return connection.execute(statement, values).lastrowid or 0
    number: int = row[0]
    return number


def _last_sequence(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT MAX(sequence) FROM run").fetchone()
    return row[0] or 0
