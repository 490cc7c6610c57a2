"""The tables that pages rest on: a copy for the run, and facts about each file."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzaz_analysis.errors import DataError, OutputError
from kzaz_analysis.runner.cache.table_fact import TableFact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

DESCRIPTION = "datapackage.json"
"""File beside the tables that describes them."""


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Where the tables lie, and by which environment variable notebooks find them.

    Attributes
    ----------
    path : pathlib.Path or None
        A folder of CSV files; None for a run that needs none.
    variable : str
        Environment variable that names another folder.
    """

    path: Path | None = None
    variable: str = ""

    def facts(self) -> dict[str, TableFact]:
        """Facts about each table; see `read_facts`."""
        return read_facts(self.path) if self.path else {}

    def is_now(self, facts: Mapping[str, TableFact]) -> bool:
        """Whether the tables still are what they were when these facts were taken."""
        try:
            return self.facts() == facts
        except DataError:
            return False

    def files(self) -> dict[str, Path]:
        """Each table's file by its name."""
        paths = sorted(self.path.glob("*.csv")) if self.path else []
        return {path.stem: path for path in paths}

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
        try:
            place.mkdir(parents=True)
            for file in sorted(self.path.glob("*.csv")):
                (place / file.name).write_bytes(_content(file))
            if (self.path / DESCRIPTION).is_file():
                shutil.copyfile(self.path / DESCRIPTION, place / DESCRIPTION)
        except OSError as error:
            raise OutputError(f"the tables cannot be copied: {error}") from None
        folder_outside = os.environ.get(self.variable)
        os.environ[self.variable] = str(place)
        try:
            yield DataFolder(place, self.variable)
        finally:
            if folder_outside is None:
                del os.environ[self.variable]
            else:
                os.environ[self.variable] = folder_outside


def read_facts(folder: Path) -> dict[str, TableFact]:
    """Hash every CSV file of a folder, and find its newest publication.

    Where there is a table ``sources`` with columns ``source`` and ``published_on``, a
    table with a column ``source`` is as new as the newest source it names.

    Parameters
    ----------
    folder : pathlib.Path
        A folder of CSV files.

    Returns
    -------
    dict of str to TableFact
        By file name without its ending; the day is empty when it cannot be known.
    """
    contents = {path.stem: _content(path) for path in sorted(folder.glob("*.csv"))}
    published = {
        row["source"]: row.get("published_on") or ""
        for row in _rows(contents.get("sources", b""))
        if row.get("source")
    }
    return {
        name: TableFact(
            hashlib.sha256(content).hexdigest(), _newest(content, published)
        )
        for name, content in contents.items()
    }


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise DataError(f"{file.name} cannot be read: {error.strerror}") from None


def _newest(content: bytes, published: dict[str, str]) -> str:
    sources = {row.get("source") or "" for row in _rows(content)}
    return max((published.get(source, "") for source in sources), default="")


def _rows(content: bytes) -> list[dict[str, str]]:
    text = content.decode("utf-8", errors="replace")
    return list(csv.DictReader(io.StringIO(text, newline="")))
