"""Tables of a data folder as checked, typed frames: each read and hashed once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pandas as pd

from kzaz_analysis.errors import DataError
from kzaz_analysis.evidence.dataset.read import FILE as DATASET_FILE
from kzaz_analysis.evidence.files import (
    content_of,
    data_dir,
    dataset_of,
    definition,
    has_added,
    note_reading,
    note_use,
    parsed,
    recorded_hashes,
    sha256,
)
from kzaz_analysis.evidence.periods import Day, as_day, last_days
from kzaz_analysis.evidence.schema.definitions import FACT_TABLES
from kzaz_analysis.evidence.schema.provenance import with_defaults
from kzaz_analysis.parameter_bounds import check_day
from kzaz_analysis.signature import DAY, TEXT, guarded

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from kzaz_analysis.evidence.dataset.dataset import DatasetDescription
    from kzaz_analysis.evidence.schema.columns import TableSchema


DATASET = "dataset"
"""Under which name ``dataset.yml`` is among what was read."""


class TableFiles:
    """Tables of one folder as they were when each was first needed.

    Attributes
    ----------
    folder : pathlib.Path
        Where the tables lie.
    reads : set of str
        Names of the tables read so far.
    """

    __slots__ = (
        *("_contents", "_dataset", "_frames", "_hashes", "_recorded"),
        *("folder", "reads"),
    )

    def __init__(self, folder: Path, reads: set[str] | None = None) -> None:
        self.folder = folder
        self.reads = set() if reads is None else reads
        self._contents: dict[str, FileContent] = {}
        self._frames: dict[str, pd.DataFrame] = {}
        self._hashes: dict[str, str] = {}
        self._recorded: dict[str, str] | None = None
        self._dataset: DatasetDescription | None = None

    def frame(self, name: str) -> pd.DataFrame:
        """Return one table; it is shared, so that whoever changes it must copy it."""
        if name not in self._frames:
            self._frames[name] = typed(self.content(name))
            self.reads.add(name)
        return self._frames[name]

    def content(self, name: str) -> FileContent:
        """Return the bytes of one table, read when they are first needed."""
        if name not in self._contents:
            definition(name)
            path = self.folder / f"{name}.csv"
            content = content_of(path)
            hashed = self._hashes[name] = sha256(content)
            if self._recorded is None:
                self._recorded = recorded_hashes(self.folder)
            is_checked = hashed == self._recorded.get(name)
            place = "" if is_checked and has_added(name, content) else str(path)
            self._contents[name] = FileContent(
                name, place, hashed, path, content, is_checked
            )
        return self._contents[name]

    def contents(self, name: str) -> tuple[FileContent, ...]:
        """Return the bytes of one table, and of those that complete its rows."""
        names = (name, *_JOINED.get(name, ()))
        for each in names:
            self.frame(each)
        return tuple(map(self.content, names))

    @property
    def dataset(self) -> DatasetDescription:
        """What the tables are about, as it stood when it was first needed."""
        if self._dataset is None:
            self._dataset = dataset_of(self.folder)
            path = self.folder / DATASET_FILE
            if path.is_file():
                self._hashes[path.name] = sha256(content_of(path))
                note_reading(DATASET, self._hashes[path.name])
                self.reads.add(DATASET)
        note_use(DATASET)
        return self._dataset

    def is_current(self) -> bool:
        """Tell whether the files of the tables read are as they were then."""
        paths = {
            name: self.folder / (name if name == DATASET_FILE else f"{name}.csv")
            for name in self._hashes
        }
        return all(
            path.is_file() and sha256(content_of(path)) == self._hashes[name]
            for name, path in paths.items()
        )


@dataclass(frozen=True, slots=True)
class Tables:
    """Tables of one folder, as published by one day.

    Attributes
    ----------
    files : TableFiles
        Where they are read from, each once.
    day : pandas.Timestamp or None
        Only what had been published by then counts; None: everything on record.
    """

    files: TableFiles = field(repr=False)
    day: pd.Timestamp | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.day > pd.Timestamp.now():
            published = self.files.frame("sources")["published_on"]
            check_day("as_of", self.as_of, published.fillna(""))

    @property
    def as_of(self) -> str:
        """The day in ISO form, empty when everything on record counts."""
        return "" if self.day is None else f"{self.day:%Y-%m-%d}"

    @property
    def folder(self) -> Path:
        """Where the tables lie."""
        return self.files.folder

    @property
    def dataset(self) -> DatasetDescription:
        """What the tables are about: sides, rules, flows, names."""
        return self.files.dataset

    @property
    def reads(self) -> tuple[str, ...]:
        """Names of the tables read so far, also on behalf of other days, sorted."""
        return tuple(sorted(self.files.reads))

    def at(self, as_of: Day) -> Self:
        """Return the same evidence as known on another day; None: all on record."""
        return replace(self, day=as_day(as_of))

    def load(self, table: str) -> pd.DataFrame:
        """Return one table as `kz.load` does, a copy that may be changed."""
        self.files.contents(table)
        note_use(table)
        _note_joined(table)
        return _of_day(self, table).copy(deep=False)

    def rows(
        self,
        table: str,
        column: str,
        values: Collection[str],
        of: Callable[[tuple[FileContent, ...]], pd.DataFrame] | None = None,
    ) -> pd.DataFrame:
        """Return some rows of a table: those that hold one of some values.

        The page of a run that reads a table in this way rests on these rows, and is
        not made again when others change.

        Parameters
        ----------
        table : str
            As of `load`, which returns the same columns.
        column : str
            A column of text.
        values : collection of str
            What its cells hold, alone or among others with semicolons between them.
        of : callable, optional
            Takes what `TableFiles.contents` returns of the table and gives a frame of
            as many rows, of which some are returned; `completed` when left out.
        """
        contents = self.files.contents(table)
        places = _places(contents, column)
        lines = sorted({line for value in values for line in places.get(value, ())})
        day = self.day
        if day is not None and (days := _days(contents)):
            lines = [line for line in lines if days[line] <= day]
        note_use(table, column, values)
        _note_joined(table)
        return (of or completed)(contents).iloc[lines].reset_index(drop=True)


_KEYS = {"sources": "source", "agencies": "agency"}
_JOINED = dict.fromkeys(FACT_TABLES, ("sources",)) | {
    "observations": ("sources", "agencies")
}
"""Tables that complete the rows of another one."""


def _note_joined(table: str) -> None:
    """Note what completes the rows of a table, whatever the day.

    A row of a later day would be of an earlier one if its source said so.
    """
    for name in _JOINED.get(table, ()):
        note_use(name, _KEYS[name], of=table)


@lru_cache(maxsize=64)
def _places(contents: tuple[FileContent, ...], column: str) -> dict[str, list[int]]:
    """Lines that hold a text, alone or among others with semicolons between them."""
    places: dict[str, list[int]] = {}
    for line, cell in enumerate(completed(contents)[column].fillna("")):
        for text in {cell, *cell.split(";")}:
            places.setdefault(text, []).append(line)
    return places


@lru_cache(maxsize=32)
def _days(contents: tuple[FileContent, ...]) -> list[pd.Timestamp]:
    """Last day of each line's publication; no days where a table does not tell it."""
    published = completed(contents).get("published_on")
    return [] if published is None else last_days(published).tolist()


@lru_cache(maxsize=32)
def completed(contents: tuple[FileContent, ...]) -> pd.DataFrame:
    """Complete the rows of the first table by those that follow it; it is shared."""
    table = contents[0].name
    frames = {content.name: typed(content) for content in contents}
    frame = frames[table]
    if table == "observations":
        frame = with_defaults(frame, frames["agencies"], frames["sources"])
    if table in FACT_TABLES:
        columns = ["source", "publisher", "published_on"]
        sources = frames["sources"][columns]
        frame = frame.merge(sources, on="source", how="left", validate="many_to_one")
    return frame


@lru_cache(maxsize=128)
def _of_day(evidence: Tables, table: str) -> pd.DataFrame:
    frame = completed(evidence.files.contents(table))
    return published_by(evidence.day, frame).reset_index(drop=True)


def published_by(day: pd.Timestamp | None, frame: pd.DataFrame) -> pd.DataFrame:
    """Keep what had been published by a day; everything if there is none."""
    if day is None or "published_on" not in frame:
        return frame
    published = last_days(frame["published_on"]) <= day
    return frame[published.to_numpy()]


_DEFAULT: list[TableFiles] = []
"""Files behind the short forms of this process, such as `load`; at most one entry."""


def default_files() -> TableFiles:
    """Return the files of the data folder, read anew where one of them has changed."""
    folder = data_dir()
    files = next((files for files in _DEFAULT if files.folder == folder), None)
    if files is None or not files.is_current():
        files = TableFiles(folder, files.reads if files else None)
        _DEFAULT[:] = [files]
    return files


def default_reads() -> tuple[str, ...]:
    """Names of the tables that the short forms have read, sorted."""
    return tuple(sorted({name for files in _DEFAULT for name in files.reads}))


def default(as_of: Day = None) -> Tables:
    """Return the evidence that the short forms read, as known on a day."""
    return Tables(default_files(), as_day(as_of))


@guarded(formerly=("as_of",), table=TEXT, as_of=DAY)
def load(table: str, *, as_of: Day = None) -> pd.DataFrame:
    """Read one table as a tidy frame, sorted by its key.

    Parameters
    ----------
    table : str
        One of the names of `kz.names.tables`, e.g. ``"observations"``.
    as_of : str or date, optional
        Leave out what was published after this day, and what has no known day of
        publication. Tables without sources are not affected.

    Returns
    -------
    pandas.DataFrame
        One row per key, the columns of the contract. Tables of published figures
        also have ``publisher`` and ``published_on`` (text, as precise as known) of
        their source.

    Raises
    ------
    UsageError
        If there is no such table.
    DataError
        If the file breaks its contract; the message lists every problem.

    Examples
    --------
    >>> load("units").columns[:2].to_list()
    ['unit', 'label']
    """
    return default(as_of).load(table)


@dataclass(frozen=True, slots=True)
class FileContent:
    """One file as it was read; equal where its name, its hash and its place are.

    What the data package has checked is the same table wherever it lies, so that what
    a process has made of it serves for a copy, too; of others errors name the place.
    """

    name: str
    place: str
    sha256: str
    path: Path = field(compare=False)
    content: bytes = field(compare=False, repr=False)
    is_checked: bool = field(compare=False)


@lru_cache(maxsize=64)
def typed(file: FileContent) -> pd.DataFrame:
    """Return one file as a checked frame; it is shared, as that of `TableFiles`."""
    text = parsed(file.name, file.path, file.content)
    if not file.is_checked:
        # The contracts are checked by a library that takes seconds to import, so a
        # file that still is what was checked when the package was written is trusted.
        from kzaz_analysis.evidence.schema.checks import problems_of  # noqa: PLC0415

        problems = problems_of(file.name, text)
        if problems:
            raise DataError("\n".join(map(str, problems)))
    return as_types(definition(file.name), text)


def as_types(table: TableSchema, text: pd.DataFrame) -> pd.DataFrame:
    """Give checked text the types of the contract, sorted by its key."""
    frame = text.copy()
    for column in table.of_type("number"):
        frame[column] = pd.to_numeric(frame[column]).astype("float64")
    for column in table.of_type("integer"):
        frame[column] = pd.to_numeric(frame[column]).astype("Int64")
    for column in table.of_type("date"):
        frame[column] = pd.to_datetime(frame[column], format="%Y-%m-%d")
    return frame.sort_values(list(table.key), ignore_index=True)
