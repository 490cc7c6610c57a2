"""An index of an archive: what one page was is looked up, not read from every run.

The runs as JSON are the truth; the index is made from them, follows them, and is made
anew where it is missing or damaged. Who holds the output folder keeps it as a file;
everybody else reads that file, or makes an index in memory where it is behind.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import ExitStack, closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.archive import index_file
from kzaz_analysis.runner.plan.status import FINISHED, GOOD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "index.sqlite"
"""Name of the index beside the runs."""


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
        return index_file.last_sequence(self._connection)

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
        for inputs, head, *page in rows:
            if inputs not in chosen:
                chosen[inputs] = json.loads(head) | {"pages": {slug: _page(*page)}}
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
        return [(run, _page(*page)) for run, *page in reversed(rows)]

    def statuses(self, run: str) -> dict[str, int]:
        """Return how many pages of a run have each status."""
        rows = self._connection.execute(
            "SELECT status, COUNT(*) FROM page WHERE run = ? GROUP BY status", (run,)
        )
        return dict(rows.fetchall())

    def made_in(self, run: str) -> Counter[str]:
        """Return how many pages of a run's record each run made, by run."""
        rows = self._connection.execute(_MADE, (run,))
        return Counter(str(json.loads(page).get("made_in")) for (page,) in rows)

    def shares_a_page(self, run: str, other: str) -> bool:
        """Whether two runs have a page in common."""
        return (
            self._connection.execute(_SHARED_PAGE, (run, other)).fetchone() is not None
        )

    def differing(
        self, old: str, new: str
    ) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """Give both versions of each page that two runs have and that differs."""
        for before_text, after_text in self._connection.execute(_DIFFERING, (old, new)):
            yield json.loads(before_text), json.loads(after_text)

    def slugs(self) -> list[str]:
        """Return every page of a finished run, those whose numbers moved last first."""
        return [slug for (slug,) in self._connection.execute(_SLUGS)]


_IS_FINISHED = f"run.status IN {FINISHED!r}"
_HEADS = "SELECT head FROM run WHERE head IS NOT NULL ORDER BY sequence, id"
_PAGES = """
FROM page JOIN run ON run.id = page.run JOIN version ON version.number = page.version
JOIN shared ON shared.number = version.shared
"""
_GOOD_VERSIONS = f"""
SELECT version.inputs, run.head, version.page, shared.text, page.status {_PAGES}
WHERE page.slug = ? AND {_IS_FINISHED} AND page.status IN {GOOD!r}
ORDER BY run.sequence DESC, run.id DESC
"""
_COURSE = f"""
SELECT run.id, version.page, shared.text, page.status {_PAGES}
WHERE page.slug = ? AND {_IS_FINISHED}
ORDER BY run.sequence DESC, run.id DESC LIMIT ?
"""
_MADE = """
SELECT version.page FROM page JOIN version ON version.number = page.version
WHERE page.run = ? AND page.status = 'ok'
"""
_SHARED_PAGE = """
SELECT 1 FROM page JOIN page AS other ON other.slug = page.slug
WHERE page.run = ? AND other.run = ? LIMIT 1
"""
_DIFFERING = """
SELECT earlier.page, later.page FROM page
JOIN page AS other ON other.slug = page.slug
JOIN version AS earlier ON earlier.number = page.version
JOIN version AS later ON later.number = other.version
WHERE page.run = ? AND other.run = ? AND page.version != other.version
"""
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
        if index_file.is_in_step(connection, archive):
            stack.pop_all()
            return connection
    return None


def _followed(path: Path, archive: Path) -> sqlite3.Connection:
    with ExitStack() as stack:
        connection = stack.enter_context(closing(sqlite3.connect(path)))
        index_file.follow(connection, archive)
        stack.pop_all()
        return connection


def _in_memory(archive: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    index_file.follow(connection, archive)
    return connection


def _page(own: str, common: str, status: str) -> dict[str, Any]:
    """Return a page as its record had it."""
    page: dict[str, Any] = json.loads(own) | {"status": status}
    if common:
        page["inputs"] = json.loads(common) | page["inputs"]
    return page
