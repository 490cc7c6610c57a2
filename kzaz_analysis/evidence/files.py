"""TableSchema files: where they lie, and their text as it stands."""

from __future__ import annotations

import hashlib
import json
import os
import warnings
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.errors import DataError, unknown_name
from kzaz_analysis.evidence.dataset.derived import derived_dataset
from kzaz_analysis.evidence.dataset.read import FILE as DATASET_FILE
from kzaz_analysis.evidence.dataset.read import parsed_dataset
from kzaz_analysis.evidence.schema.definitions import ADDED, TABLES
from kzaz_analysis.evidence.schema.delimited import parse_delimited
from kzaz_analysis.places import data_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kzaz_analysis.evidence.dataset.dataset import DatasetDescription
    from kzaz_analysis.evidence.schema.columns import TableSchema


PACKAGE_FILE = "datapackage.json"

ACCESS_LOG = "KZAZ_ACCESS_LOG"
"""Environment variable that names the file to note readings in; see `note_use`."""

_NOTED: set[tuple[str, str]] = set()
"""Uses that this process has noted, each with the file that it is noted in."""


def data_dir() -> Path:
    """Folder of the tables.

    ``KZAZ_DATA_DIR`` if it is set, else ``data/`` of the checkout, else the user's own
    copy of what the installed package carries, else that.

    Raises
    ------
    UsageError
        If ``KZAZ_DATA_DIR`` names a folder that does not exist.
    """
    return data_folder()


def definition(name: str) -> TableSchema:
    """Contract of a table.

    Raises
    ------
    UsageError
        If there is no table of this name; the message gives the nearest.
    """
    if name not in TABLES:
        raise unknown_name("table", name, TABLES)
    return TABLES[name]


def read_text(name: str, folder: Path | None = None) -> pd.DataFrame:
    """Read a table as text, nothing converted and nothing checked but its headings.

    Returns
    -------
    pandas.DataFrame
        Columns in the order of the contract, the line of the file on which each row
        begins in the index; empty cells are empty text.

    Raises
    ------
    DataError
        If the file is missing, is not readable as CSV, or has other headings.
    """
    path = (folder or data_dir()) / f"{name}.csv"
    note_use(name)
    return parsed(name, path, content_of(path))


def content_of(path: Path) -> bytes:
    """Bytes of a table's file; DataError if it is missing."""
    if path.exists() and not path.is_file():
        # A named pipe would be waited for.
        raise DataError(f"{path.name}: not readable: it is no file")
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise DataError(f"{path.name}: the file is missing in {path.parent}") from error
    except OSError as error:
        raise DataError(f"{path.name}: not readable: {error.strerror}") from error
    note_reading(path.stem, sha256(content))
    return content


def parsed(name: str, path: Path, content: bytes) -> pd.DataFrame:
    """Read the bytes of a table's file as `read_text` does."""
    frame = parse_delimited(path.name, content)
    expected = definition(name).names
    added = [c for c in ADDED.get(name, ()) if c not in frame.columns]
    if added and list(frame.columns) == [c for c in expected if c not in added]:
        _warn_of_older_form(str(path.parent))
        frame = frame.reindex(columns=expected, fill_value="")
    if list(frame.columns) != expected:
        missing = [c for c in expected if c not in frame.columns]
        extra = [c for c in frame.columns if c not in expected]
        raise DataError(
            f"{path.name}: headings differ from the contract; missing: "
            f"{', '.join(missing) or 'none'}; unknown: {', '.join(extra) or 'none'}; "
            f"expected order: {', '.join(expected)}"
        )
    return frame


def has_added(name: str, content: bytes) -> bool:
    """Whether a table has the columns that its older form lacks."""
    headings, _, _ = content.partition(b"\n")
    return all(column.encode() in headings for column in ADDED.get(name, ()))


def dataset_of(folder: Path) -> DatasetDescription:
    """Read what the tables of a folder are about.

    Raises
    ------
    DataError
        If ``dataset.yml`` has keys or values that do not fit.
    """
    path = folder / DATASET_FILE
    if path.is_file():
        return parsed_dataset(content_of(path), str(path))
    _warn_of_no_dataset(str(folder))
    names = ("series", "observations", "agencies")
    return derived_dataset(*(read_text(name, folder) for name in names))


def table_hashes(folder: Path | None = None) -> dict[str, str]:
    """SHA-256 of each table file and of what they are about, by name, where there."""
    where = folder or data_dir()
    files = {name: where / f"{name}.csv" for name in TABLES}
    files["dataset"] = where / DATASET_FILE
    return {n: sha256(path.read_bytes()) for n, path in files.items() if path.is_file()}


def recorded_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of each table as the data package recorded it after its last check."""
    path = folder / PACKAGE_FILE
    if not path.is_file():
        return {}
    try:
        resources = json.loads(path.read_text("utf-8"))["resources"]
        return {
            r["name"]: r["hash"].removeprefix("sha256:")
            for r in resources
            if "hash" in r
        }
    except RecursionError:
        raise DataError(f"{path.name}: it is nested too deep") from None
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise DataError(
            f"{path.name}: not a data package: {error}; 'resources' is a list of "
            "tables with their 'name' and 'hash'"
        ) from error


def sha256(content: bytes) -> str:
    """SHA-256 of bytes, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


@lru_cache(maxsize=64)
def _warn_of_no_dataset(folder: str) -> None:
    """Say once of each folder that nothing says what it is about."""
    warnings.warn(
        f"{folder}: there is no {DATASET_FILE}; its sides, rules and flows are read "
        "off the tables; docs/datasets.md says how to write one",
        stacklevel=3,
    )


@lru_cache(maxsize=64)
def _warn_of_older_form(folder: str) -> None:
    """Say once of each folder that its tables lack columns."""
    warnings.warn(
        f"{folder}: tables of an older form; provenance and stage are derived from "
        f"agency and source; 'kzaz data migrate {folder}' writes the new columns",
        stacklevel=3,
    )


def note_reading(table: str, sha256: str) -> None:
    """Note that the bytes of a table's file were read.

    Each reading has a line of its own: whoever counts how often the file was opened
    can tell whether somebody else read it too.
    """
    place = os.environ.get(ACCESS_LOG)
    if place:
        _append(place, {"table": table, "sha256": sha256})


def note_use(
    table: str, column: str = "", values: Iterable[str] = (), of: str = ""
) -> None:
    """Note which rows of a table were used.

    A run gives each kernel a file for it; without one nothing is noted. A line is a
    JSON object: ``{"table": ..., "sha256": ...}`` for every reading of a file, with the
    hash of the very bytes that were read, and ``{"table": ..., "rows": ...}`` for what
    was used of them: ``{"column": ..., "values": [...]}``, or null for all rows. In
    the place of values ``"of": TABLE`` stands for those that the rows used of another
    table hold in a column of the same name.

    Parameters
    ----------
    table : str
        Name of the table.
    column : str
        Column by which rows were chosen; empty if all rows were used.
    values : iterable of str
        Cells of it that were chosen. A row that is chosen, or that would have been
        if it were there, holds one of them, alone or among others with semicolons.
    of : str
        Another table, in the place of values.
    """
    place = os.environ.get(ACCESS_LOG)
    if not place:
        return
    which = {"of": of} if of else {"values": sorted(values)}
    rows = {"column": column, **which} if column else None
    key = (place, json.dumps([table, rows]))
    if key not in _NOTED:
        _NOTED.add(key)
        _append(place, {"table": table, "rows": rows})


def _append(place: str, line: dict[str, object]) -> None:
    content = json.dumps(line).encode() + b"\n"
    descriptor = os.open(place, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, content)
    finally:
        os.close(descriptor)
