"""The tables that pages rest on: a copy for the run and for each page, and their facts.

A page has a copy of its own, so that none reaches what another reads. What counts is
measured: the hashes of a page are those of the bytes that were read in its kernel.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import stat
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kzaz_analysis.errors import DataError, OutputError
from kzaz_analysis.places import ASKED, other_dataset
from kzaz_analysis.runner.cache.table_fact import TableFact
from kzaz_analysis.runner.cache.table_rows import TableRows, UsedRows
from kzaz_analysis.runner.files import kind_of, read_at_once

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DESCRIPTION = "datapackage.json"
"""File beside the tables that describes them."""

NAMES = "names.*.yml"
"""Books of what the tables speak of in other languages; copied with them."""

ABOUT = "dataset.yml"
"""File beside the tables that says what they are about; a fact like a table."""

_READ_ONLY = 0o444


@dataclass(frozen=True)
class DataFolder:
    """Where the tables lie, and by which environment variable notebooks find them.

    Attributes
    ----------
    path : pathlib.Path or None
        A folder of CSV files; None for a run that needs none.
    variable : str
        Environment variable that names another folder.
    names : tuple of str
        Tables there may be, ``*`` and ``?`` standing for any characters and any one;
        whatever else lies in the folder is not looked at. Empty for any table. Links
        are never followed.
    """

    path: Path | None = None
    variable: str = ""
    names: tuple[str, ...] = field(default=(), repr=False)

    def facts(self) -> dict[str, TableFact]:
        """Facts about each table; see `facts_of`."""
        return facts_of({n: _content(path) for n, path in self.files().items()})

    def is_now(self, facts: Mapping[str, TableFact]) -> bool:
        """Whether the tables still are what they were when these facts were taken."""
        try:
            return self.facts() == facts
        except DataError:
            return False

    def files(self) -> dict[str, Path]:
        """Each table's file by its name, and the file that says what they are about.

        Raises
        ------
        DataError
            If something of a table's name is no plain file.
        """
        if self.path is None:
            return {}
        paths = [*sorted(self.path.glob("*.csv")), *self.path.glob(ABOUT)]
        listed = {path.stem: path for path in paths if self._is_table(path)}
        for path in listed.values():
            _check_plain(path)
        return listed

    @cached_property
    def used(self) -> UsedRows:
        """Hashes of the rows that pages use, as the tables stand when first asked."""
        rows: dict[str, TableRows | None] = {}

        def table(name: str) -> TableRows | None:
            if name not in rows:
                path = self.files().get(name)
                try:
                    rows[name] = TableRows(_content(path)) if path else None
                except ValueError:
                    rows[name] = None
            return rows[name]

        return UsedRows(table)

    @contextmanager
    def held_still(self, place: Path) -> Iterator[DataFolder]:
        """Copy the tables, and let notebooks read the copy while this lasts.

        Whatever happens to the tables meanwhile, all pages of a run rest on the same
        figures, and the hashes that the run tells are theirs.

        Parameters
        ----------
        place : pathlib.Path
            Folder for the copy; it must not exist yet.

        Raises
        ------
        DataError
            If a table cannot be read.
        OutputError
            If the tables cannot be copied.
        """
        if self.path is None:
            yield self
            return
        paths = [*self.files().values()]
        for beside in (*self.path.glob(DESCRIPTION), *self.path.glob(NAMES)):
            _check_plain(beside)
            paths.append(beside)
        contents = {path.name: _content(path) for path in paths}
        try:
            place.mkdir(parents=True)
            for name, content in contents.items():
                (place / name).write_bytes(content)
                (place / name).chmod(_READ_ONLY)
        except OSError as error:
            raise OutputError(f"the tables cannot be copied: {error}") from None
        with environment({self.variable: str(place), ASKED: other_dataset()}):
            yield DataFolder(place, self.variable, self.names)

    def _is_table(self, path: Path) -> bool:
        if self.names:
            listed = any(fnmatchcase(path.stem, name) for name in self.names)
            return path.name == ABOUT or listed
        return not path.is_symlink()


@contextmanager
def environment(settings: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables, and put back what they were."""
    outside = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in outside.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def facts_of(contents: Mapping[str, bytes]) -> dict[str, TableFact]:
    """Hash every table, and find its newest publication.

    Where there is a table ``sources`` with columns ``source`` and ``published_on``, a
    table with a column ``source`` is as new as the newest source it names.

    Parameters
    ----------
    contents : mapping of str to bytes
        CSV files by name without ending.

    Returns
    -------
    dict of str to TableFact
        By name; the day is empty when it cannot be known.
    """
    published = {
        row["source"]: row.get("published_on") or ""
        for row in _rows("sources", contents.get("sources", b""))
        if row.get("source")
    }
    return {
        name: TableFact(
            hashlib.sha256(content).hexdigest(), _newest(name, content, published)
        )
        for name, content in contents.items()
    }


def _check_plain(path: Path) -> None:
    """Refuse what is no file: a pipe would be waited for, a folder cannot be read."""
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        raise DataError(f"{path.name} cannot be read: {error.strerror}") from None
    if not stat.S_ISREG(mode):
        raise DataError(
            f"{path.name} cannot be read: it is {kind_of(mode)}, not a file"
        )


def _content(file: Path) -> bytes:
    try:
        # Without waiting for whatever may have come into the file's place.
        return read_at_once(file)
    except OSError as error:
        raise DataError(f"{file.name} cannot be read: {error.strerror}") from None


def _newest(name: str, content: bytes, published: dict[str, str]) -> str:
    sources = {row.get("source") or "" for row in _rows(name, content)}
    return max((published.get(source, "") for source in sources), default="")


def _rows(name: str, content: bytes) -> list[dict[str, str]]:
    reader = csv.DictReader(
        io.StringIO(content.decode("utf-8", errors="replace"), newline="")
    )
    try:
        return list(reader)
    except csv.Error as error:
        place = f"{name}.csv, line {reader.line_num}"
        raise DataError(f"{place}: not readable as CSV: {error}") from None
