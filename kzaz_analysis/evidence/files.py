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

from kzaz_analysis.errors import DataError, UsageError, unknown_name
from kzaz_analysis.evidence.schema.definitions import ADDED, TABLES
from kzaz_analysis.evidence.schema.delimited import parse_delimited

if TYPE_CHECKING:
    from kzaz_analysis.evidence.schema.columns import TableSchema


PACKAGE = Path(__file__).resolve().parents[1]
PACKAGE_FILE = "datapackage.json"


def data_dir() -> Path:
    """Folder of the tables.

    ``KZAZ_DATA_DIR`` if it is set, else ``data/`` of the checkout, else the copy that
    the installed package carries.

    Raises
    ------
    UsageError
        If ``KZAZ_DATA_DIR`` names a folder that does not exist.
    """
    chosen = os.environ.get("KZAZ_DATA_DIR")
    if chosen:
        folder = Path(chosen).expanduser()
        if not folder.is_dir():
            raise UsageError(
                f"KZAZ_DATA_DIR is {chosen!r}, but there is no such folder"
            )
        return folder
    checkout = PACKAGE.parent / "data"
    return checkout if checkout.is_dir() else PACKAGE / "_shipped" / "data"


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
    return parsed(name, path, content_of(path))


def content_of(path: Path) -> bytes:
    """Bytes of a table's file; DataError if it is missing."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise DataError(f"{path.name}: the file is missing in {path.parent}") from error
    except OSError as error:
        raise DataError(f"{path.name}: not readable: {error.strerror}") from error


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


def table_hashes(folder: Path | None = None) -> dict[str, str]:
    """SHA-256 of each table file that is there, by table name."""
    where = folder or data_dir()
    files = {name: where / f"{name}.csv" for name in TABLES}
    return {n: sha256(path.read_bytes()) for n, path in files.items() if path.is_file()}


def recorded_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of each table as the data package recorded it after its last check."""
    path = folder / PACKAGE_FILE
    if not path.is_file():
        return {}
    try:
        resources = json.loads(path.read_text("utf-8"))["resources"]
    except (ValueError, KeyError) as error:
        raise DataError(f"{path.name}: not a data package: {error}") from error
    return {
        r["name"]: r["hash"].removeprefix("sha256:") for r in resources if "hash" in r
    }


def sha256(content: bytes) -> str:
    """SHA-256 of bytes, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


@lru_cache(maxsize=64)
def _warn_of_older_form(folder: str) -> None:
    """Say once of each folder that its tables lack columns."""
    warnings.warn(
        f"{folder}: tables of an older form; provenance and stage are derived from "
        f"agency and source; 'kzaz data migrate {folder}' writes the new columns",
        stacklevel=3,
    )
