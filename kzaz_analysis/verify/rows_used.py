"""Whether tables hold the rows that a page rests on, by the hashes that it states."""

from __future__ import annotations

import csv
import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Chosen = dict[str, list[str]]
"""By column, what a cell of a row that was used holds."""


def differing(
    folder: Path, stated: Mapping[str, str], chosen: Mapping[str, Chosen]
) -> list[str]:
    """Return the tables that are not what a page rests on.

    Parameters
    ----------
    folder : pathlib.Path
        Where the CSV files lie.
    stated : mapping of str to str
        SHA-256 by table: of its file, or of the headings and the rows used of it.
    chosen : mapping
        Of each table of which some rows were used: by which cells. ``@TABLE`` stands
        for what the rows used of another table hold.
    """
    return sorted(
        name
        for name, sha256 in stated.items()
        if sha256
        != (_rows_hash if name in chosen else _file_hash)(folder, name, chosen)
    )


def _file_hash(folder: Path, name: str, _: Mapping[str, Chosen]) -> str:
    # Beside the tables lies the file that says what they are about.
    paths = (folder / f"{name}{ending}" for ending in (".csv", ".yml"))
    path = next((path for path in paths if path.is_file()), None)
    return hashlib.sha256(path.read_bytes()).hexdigest() if path else ""


def _rows_hash(folder: Path, name: str, chosen: Mapping[str, Chosen]) -> str:
    if not (folder / f"{name}.csv").is_file():
        return ""
    rows = _rows_used(folder, name, chosen)
    digests = (hashlib.sha256(json.dumps(row).encode()).digest() for row in rows)
    return hashlib.sha256(b"".join(digests)).hexdigest()


def _rows_used(
    folder: Path, name: str, chosen: Mapping[str, Chosen]
) -> list[list[str]]:
    """Headings of a table and its rows used; all rows if it is not chosen from."""
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        headings, *rows = [row for row in csv.reader(file) if row]
    if name not in chosen:
        return [headings, *rows]
    cells = {
        headings.index(column): _cells(folder, column, values, chosen)
        for column, values in chosen[name].items()
    }
    used = (
        row
        for row in rows
        if any(
            not of.isdisjoint({row[c], *row[c].split(";")}) for c, of in cells.items()
        )
    )
    return [headings, *used]


def _cells(
    folder: Path, column: str, values: list[str], chosen: Mapping[str, Chosen]
) -> set[str]:
    cells = {value for value in values if not value.startswith("@")}
    for other in {*values} - cells:
        headings, *rows = _rows_used(folder, other[1:], chosen)
        cells |= {row[headings.index(column)] for row in rows}
    return cells
