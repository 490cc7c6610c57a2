"""Two contents of one table: which rows differ, and in which columns."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

PUBLISHER, EDITION = "agency", ("source", "ref")
"""Columns of a key: who publishes a row, and what differs in another edition of it."""

TIMES = ("period_end", "period", "date", "year")
"""Columns that say what time a row is about; the first that is in the key counts."""

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that differs.

    Attributes
    ----------
    key : mapping of str to str
        What names the row; the whole row where the table has no key.
    old, new : mapping of str to str, or None
        The row before and after; None where there was or is none.
    later : bool
        Whether the row is new, and later than every earlier row of its series.
    revises : mapping of str to str, or None
        For a new row, what the same publisher said before of the same.
    """

    key: Mapping[str, str]
    old: Mapping[str, str] | None
    new: Mapping[str, str] | None
    later: bool = False
    revises: Mapping[str, str] | None = None

    @property
    def columns(self) -> dict[str, tuple[str, str]]:
        """Old and new value by column, of a row that stays or is revised."""
        was = self.old or self.revises
        if was is None or self.new is None:
            return {}
        return {
            name: (was[name], self.new[name])
            for name in was
            if name in self.new and was[name] != self.new[name]
        }

    @property
    def cells(self) -> set[str]:
        """Every value in it, before and after, that is not empty."""
        values = [*(self.old or {}).values(), *(self.new or {}).values()]
        return {value for value in values if value}


@dataclass(frozen=True, slots=True)
class TableChange:
    """What differs between two contents of a table.

    Attributes
    ----------
    rows : tuple of RowChange
        In the order of their keys.
    columns_added, columns_gone : tuple of str
        Headings; their values are in no row change.
    """

    rows: tuple[RowChange, ...] = field(default=())
    columns_added: tuple[str, ...] = ()
    columns_gone: tuple[str, ...] = ()

    def among(self, uses: Sequence[Mapping[str, Collection[str]]]) -> TableChange:
        """Leave the rows that somebody used.

        Parameters
        ----------
        uses : sequence of mapping
            By column, the cells of the rows that each of them used; a cell may hold
            several values with semicolons between them.
        """
        rows = [
            change
            for change in self.rows
            if any(
                row is not None and _is_used(row, cells)
                for cells in uses
                for row in (change.old, change.new)
            )
        ]
        return replace(self, rows=tuple(rows))

    @property
    def is_empty(self) -> bool:
        """Whether no value and no heading differs."""
        return not (self.rows or self.columns_added or self.columns_gone)


def _is_used(row: Mapping[str, str], cells: Mapping[str, Collection[str]]) -> bool:
    return any(
        value in values
        for column, values in cells.items()
        for value in (row.get(column, ""), *row.get(column, "").split(";"))
    )


def read(text: str) -> list[Row]:
    """Return the rows of a CSV text; a cell that is missing is empty."""
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="")
    return [{name: row[name] for name in reader.fieldnames or ()} for row in reader]


def compare(old_text: str, new_text: str, key: Sequence[str] = ()) -> TableChange:
    """Return what differs between two contents of a table.

    Parameters
    ----------
    old_text, new_text : str
        CSV with a row of headings.
    key : sequence of str
        Columns that name a row. The whole row does where none are given, one is
        missing, or two rows share a key.

    Returns
    -------
    TableChange
        Order of rows and columns is no difference.
    """
    old, new = read(old_text), read(new_text)
    added, gone = _headings(old, new)
    common = [name for name in (old or new or [{}])[0] if name not in {*added, *gone}]
    old, new = _only(old, common), _only(new, common)
    names = tuple(key)
    if (
        not set(names) <= set(common)
        or _is_shared(old, names)
        or _is_shared(new, names)
    ):
        names = ()
    changes = _by_key(old, new, names) if names else _whole(old, new)
    return TableChange(tuple(changes), added, gone)


def _headings(
    old: list[Row], new: list[Row]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if not old or not new:
        return (), ()
    added = tuple(name for name in new[0] if name not in old[0])
    return added, tuple(name for name in old[0] if name not in new[0])


def _only(rows: list[Row], names: list[str]) -> list[Row]:
    return [{name: row[name] for name in names} for row in rows]


def _is_shared(rows: list[Row], names: tuple[str, ...]) -> bool:
    return len({tuple(row[n] for n in names) for row in rows}) < len(rows)


def _by_key(
    old: list[Row], new: list[Row], names: tuple[str, ...]
) -> Iterator[RowChange]:
    old_rows = {tuple(row[n] for n in names): row for row in old}
    new_rows = {tuple(row[n] for n in names): row for row in new}
    newest, editions = _newest(old, names), {_edition(r, names): r for r in old}
    for values in sorted(old_rows.keys() | new_rows.keys()):
        was, now = old_rows.get(values), new_rows.get(values)
        if was == now:
            continue
        is_new = was is None and now is not None
        later = is_new and _is_later(now or {}, names, newest)
        revises = editions.get(_edition(now or {}, names)) if is_new else None
        key = dict(zip(names, values, strict=True))
        yield RowChange(key, was, now, later, revises)


def _edition(row: Row, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return what editions of one row share; its key where that names no publisher."""
    shared = EDITION if PUBLISHER in names else ()
    return tuple(row[name] for name in names if name not in shared)


def _whole(old: list[Row], new: list[Row]) -> Iterator[RowChange]:
    old_rows, new_rows = (
        Counter(tuple(r.items()) for r in rows) for rows in (old, new)
    )
    for row in sorted((old_rows - new_rows).elements()):
        yield RowChange(dict(row), dict(row), None)
    for row in sorted((new_rows - old_rows).elements()):
        yield RowChange(dict(row), None, dict(row))


def _series(row: Row, names: tuple[str, ...], time: str) -> tuple[str, ...]:
    """Return what names the series of a row: the key columns before its time."""
    return tuple(row[name] for name in names[: names.index(time)])


def _time(names: tuple[str, ...]) -> str:
    return next((name for name in TIMES if name in names), "")


def _newest(rows: list[Row], names: tuple[str, ...]) -> dict[tuple[str, ...], str]:
    time = _time(names)
    newest: dict[tuple[str, ...], str] = {}
    for row in rows if time else ():
        series = _series(row, names, time)
        newest[series] = max(newest.get(series, ""), row[time])
    return newest


def _is_later(
    row: Row, names: tuple[str, ...], newest: Mapping[tuple[str, ...], str]
) -> bool:
    """Whether a row is newer than its series; the first row of a series is not."""
    time = _time(names)
    newest_time = newest.get(_series(row, names, time)) if time else None
    return bool(newest_time) and row[time] > str(newest_time)
