"""What a page used of the tables, by rows, and a hash of exactly that."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Selection: TypeAlias = "Mapping[str, Mapping[str, list[str]]]"
"""Of each table that was not used as a whole: cells of its rows that were, by column.

A row was used if a cell holds one of the values, alone or among others with semicolons.
A value ``@TABLE`` stands for what the rows used of another table hold in that column.
"""

OF = "@"


@dataclass(frozen=True, slots=True)
class UsedRows:
    """Hashes what was used of tables.

    Attributes
    ----------
    table : callable
        Returns the rows of a table by its name; None where they cannot be told apart.
    """

    table: Callable[[str], TableRows | None]

    def sha256(self, name: str, selection: Selection) -> str:
        """Return the hash of the rows used of a table; empty where nobody can say."""
        table = self.table(name)
        places = self._places(name, selection)
        return "" if table is None or places is None else table.sha256(places)

    def _places(self, name: str, selection: Selection) -> set[int] | None:
        """Return which rows were used; None where that cannot be told."""
        table = self.table(name)
        if table is None:
            return None
        places: set[int] = set()
        for column, values in selection[name].items():
            by_cell = table.by_cell(column)
            used = self.cells(column, values, selection)
            if by_cell is None or used is None:
                return None
            places.update(*(by_cell.get(value, ()) for value in used))
        return places

    def cells(
        self, column: str, values: Iterable[str], selection: Selection
    ) -> set[str] | None:
        """Return what the values of a selection stand for; None where unknown."""
        cells: set[str] = set()
        for value in values:
            other = value.removeprefix(OF)
            if other == value:
                cells.add(value)
                continue
            table = self.table(other)
            places = self._places(other, selection) if other in selection else None
            if table is None or (other in selection and places is None):
                return None
            cells |= table.cells(column, places)
        return cells


class TableRows:
    """The rows of one table.

    Parameters
    ----------
    content : bytes
        A CSV file with commas in UTF-8.

    Raises
    ------
    ValueError
        If its rows cannot be told apart.
    """

    def __init__(self, content: bytes) -> None:
        text = content.decode("utf-8-sig")
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        except csv.Error as error:
            raise ValueError(str(error)) from None
        self._headings, *self._rows = [row for row in rows if row] or [[]]
        if any(len(row) != len(self._headings) for row in self._rows):
            raise ValueError("rows differ in length")
        self._by_cell: dict[str, dict[str, list[int]]] = {}

    @cached_property
    def _digests(self) -> list[bytes]:
        return [_digest(row) for row in self._rows]

    def sha256(self, places: Iterable[int]) -> str:
        """Return the hash of the headings and some rows, in their order."""
        rows = [self._digests[place] for place in sorted(places)]
        return hashlib.sha256(b"".join([_digest(self._headings), *rows])).hexdigest()

    def by_cell(self, column: str) -> Mapping[str, list[int]] | None:
        """Return the places of the rows by what a column holds; None without it."""
        if column not in self._headings:
            return None
        if column not in self._by_cell:
            places: dict[str, list[int]] = defaultdict(list)
            for place, row in enumerate(self._rows):
                cell = row[self._headings.index(column)]
                for value in {cell, *cell.split(";")}:
                    places[value].append(place)
            self._by_cell[column] = dict(places)
        return self._by_cell[column]

    def cells(self, column: str, places: Iterable[int] | None) -> set[str]:
        """Return what some rows hold in a column; all rows for None."""
        index = self._headings.index(column)
        rows = self._rows if places is None else [self._rows[p] for p in places]
        return {row[index] for row in rows}


def _digest(row: list[str]) -> bytes:
    return hashlib.sha256(json.dumps(row).encode()).digest()
