"""Read the tables in the data folder into checked, typed frames."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.errors import DataError
from kzaz_analysis.evidence import access_log
from kzaz_analysis.evidence.files import data_dir, definition, read_text
from kzaz_analysis.evidence.periods import Day, as_day, last_days
from kzaz_analysis.evidence.schema.definitions import FACT_TABLES, TABLES

if TYPE_CHECKING:
    from kzaz_analysis.evidence.schema.columns import Table

PACKAGE_FILE = "datapackage.json"


def table_hashes(folder: Path | None = None) -> dict[str, str]:
    """SHA-256 of each table file that is there, by table name."""
    where = folder or data_dir()
    files = {name: where / f"{name}.csv" for name in TABLES}
    return {
        n: _sha256(path.read_bytes()) for n, path in files.items() if path.is_file()
    }


def load(table: str, as_of: Day = None) -> pd.DataFrame:
    """Read one table as a tidy frame, sorted by its key.

    Parameters
    ----------
    table : str
        One of the names that `kz.names` lists, e.g. ``"observations"``.
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
    frame = _read(table).copy()
    if table in FACT_TABLES:
        frame = _with_sources(frame)
    day = as_day(as_of)
    if day is None or "published_on" not in frame:
        return frame
    return frame[(last_days(frame["published_on"]) <= day).to_numpy()].reset_index(
        drop=True
    )


def reading(*tables: str) -> str:
    """Return what tables hold now as a key for caches; it counts as reading them.

    Whoever keeps what was worked out from tables must say on each use that they were
    read, and must see when they change.
    """
    for name in tables:
        access_log.note(name)
    return " ".join([str(data_dir()), *map(_stamp, tables)])


def _with_sources(facts: pd.DataFrame) -> pd.DataFrame:
    columns = ["source", "publisher", "published_on"]
    sources = _read("sources")[columns]
    return facts.merge(sources, on="source", how="left", validate="many_to_one")


def _read(name: str) -> pd.DataFrame:
    frame = _typed(name, str(data_dir()), _stamp(name))
    access_log.note(name)
    return frame


def _stamp(name: str) -> str:
    path = data_dir() / f"{name}.csv"
    definition(name)
    return _sha256(path.read_bytes()) if path.is_file() else ""


@lru_cache(maxsize=64)
def _typed(name: str, folder: str, stamp: str) -> pd.DataFrame:
    text = read_text(name, Path(folder))
    if stamp != recorded_hashes(Path(folder)).get(name):
        # The contracts are checked by a library that takes seconds to import, so a
        # file that still is what was checked when the package was written is trusted.
        from kzaz_analysis.evidence.schema.checks import problems_of  # noqa: PLC0415

        found = problems_of(name, text)
        if found:
            raise DataError("\n".join(map(str, found)))
    return as_types(definition(name), text)


def as_types(table: Table, text: pd.DataFrame) -> pd.DataFrame:
    """Give checked text the types of the contract, sorted by its key."""
    frame = text.copy()
    for column in table.of_type("number"):
        frame[column] = pd.to_numeric(frame[column]).astype("float64")
    for column in table.of_type("integer"):
        frame[column] = pd.to_numeric(frame[column]).astype("Int64")
    for column in table.of_type("date"):
        frame[column] = pd.to_datetime(frame[column], format="%Y-%m-%d")
    return frame.sort_values(list(table.key), ignore_index=True)


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


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
