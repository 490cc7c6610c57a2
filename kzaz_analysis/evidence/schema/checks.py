"""Hold the tables against their contracts and report every problem at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import pandas as pd
import pandera.pandas as pa

from kzaz_analysis.errors import DataError
from kzaz_analysis.evidence.files import data_dir, definition, read_text
from kzaz_analysis.evidence.schema.columns import PARTIAL_DATE
from kzaz_analysis.evidence.schema.definitions import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kzaz_analysis.evidence.schema.columns import Column, Table

    CellTest = Callable[["pd.Series[str]"], "pd.Series[bool]"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in one cell or row of one file."""

    file: str
    line: int
    column: str
    value: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else self.file
        shown = f" is {self.value!r}" if self.column else ""
        return f"{where}, {self.column}{shown}: {self.message}".replace(", :", ":")


def check(folder: Path | None = None) -> list[Problem]:
    """Check every table of a folder, and the references between them.

    Returns
    -------
    list of Problem
        Sorted by file and line; empty when all is well.
    """
    where = folder or data_dir()
    texts: dict[str, pd.DataFrame] = {}
    found: list[Problem] = []
    for name in TABLES:
        try:
            texts[name] = read_text(name, where)
        except DataError as error:
            found.append(Problem(f"{name}.csv", 0, "", "", _after_colon(str(error))))
    for name, text in texts.items():
        found += problems_of(name, text)
        found += _broken_references(definition(name), texts)
    return sorted(set(found))


def problems_of(name: str, text: pd.DataFrame) -> list[Problem]:
    """Problems of one table read as text, references to other tables left out."""
    table = definition(name)
    found = chain(
        _pandera_problems(table, text), _repeated(table, text), _disorder(table, text)
    )
    return sorted(set(found))


def schema(table: Table) -> pa.DataFrameSchema:
    """Build the pandera schema of a table, for cells still in text."""
    columns = {
        c.name: pa.Column(str, checks=_cell_checks(table, c)) for c in table.columns
    }
    return pa.DataFrameSchema(columns, strict=True, ordered=True)


def _cell_checks(table: Table, column: Column) -> list[pa.Check]:
    tests: list[tuple[str, CellTest]] = []
    if column.required:
        tests.append(("a value is required", _has_text))
    if column.type in ("number", "integer"):
        tests.append((_NUMBER_MESSAGE[column.type], _NUMBER_TEST[column.type]))
    if column.type == "date":
        tests.append(("not a calendar day; write it as 2023-07-29", _is_day))
    if column.type == "partial_date":
        tests.append(
            ("not a date; write 2025, 2025-10 or 2025-10-21", _is_partial_date)
        )
    if column.choices:
        allowed = ", ".join(column.choices)
        tests.append((f"not one of {allowed}", _one_of(column.choices)))
    if column.minimum is not None:
        tests.append(
            (f"must be at least {column.minimum:g}", _at_least(column.minimum))
        )
    return [pa.Check(test, error=message) for message, test in tests]


def _numbers(cells: pd.Series[str]) -> pd.Series[float]:
    return pd.to_numeric(cells, errors="coerce")


def _has_text(cells: pd.Series[str]) -> pd.Series[bool]:
    return cells.str.strip() != ""


def _is_number(cells: pd.Series[str]) -> pd.Series[bool]:
    known = _numbers(cells)
    return (cells == "") | (known.notna() & ~known.abs().eq(float("inf")))


def _is_integer(cells: pd.Series[str]) -> pd.Series[bool]:
    return (cells == "") | cells.str.fullmatch(r"-?\d+")


def _is_day(cells: pd.Series[str]) -> pd.Series[bool]:
    days = pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce")
    return (cells == "") | (days.notna() & cells.str.fullmatch(r"\d{4}-\d{2}-\d{2}"))


def _is_partial_date(cells: pd.Series[str]) -> pd.Series[bool]:
    padded = cells + cells.str.len().map({4: "-01-01", 7: "-01"}).fillna("")
    shaped = cells.str.fullmatch(re.compile(PARTIAL_DATE))
    return (cells == "") | (shaped & _is_day(padded))


def _one_of(choices: tuple[str, ...]) -> CellTest:
    return lambda cells: (cells == "") | cells.isin(choices)


def _at_least(minimum: float) -> CellTest:
    return lambda cells: ~(_numbers(cells) < minimum)


_NUMBER_MESSAGE = {
    "number": "not a number; write digits with a point, such as 461.9",
    "integer": "not a whole number",
}
_NUMBER_TEST = {"number": _is_number, "integer": _is_integer}


def _pandera_problems(table: Table, text: pd.DataFrame) -> Iterator[Problem]:
    try:
        schema(table).validate(text, lazy=True)
    except pa.errors.SchemaErrors as errors:
        for case in errors.failure_cases.itertuples():
            yield Problem(
                f"{table.name}.csv",
                0 if pd.isna(case.index) else int(case.index),
                str(case.column),
                str(case.failure_case),
                str(case.check),
            )


def _repeated(table: Table, text: pd.DataFrame) -> Iterator[Problem]:
    keys = text[list(table.key)]
    firsts: dict[tuple[str, ...], object] = {}
    for line, key in zip(
        keys.index, keys.itertuples(index=False, name=None), strict=True
    ):
        if key in firsts:
            yield Problem(
                f"{table.name}.csv",
                int(line),
                " + ".join(table.key),
                " | ".join(key),
                f"repeats the key of line {firsts[key]}",
            )
        firsts.setdefault(key, line)


def _disorder(table: Table, text: pd.DataFrame) -> Iterator[Problem]:
    dates = set(table.of_type("date"))
    for pair in table.orders:
        # ISO days sort as text; anything malformed is reported by its own check.
        first, second = (
            (text[c] if c in dates else _numbers(text[c]))
            for c in (pair.first, pair.second)
        )
        both = (text[pair.first] != "") & (text[pair.second] != "")
        for line in text.index[(first > second) & both]:
            cell = text.loc[line]
            message = f"lies after {pair.second} {cell[pair.second]!r}"
            yield Problem(
                f"{table.name}.csv", line, pair.first, cell[pair.first], message
            )
    for column in table.quantities:
        negative = _numbers(text[column]) < 0
        if table.signed_when:
            negative &= ~text["measure"].isin(table.signed_when)
        for line in text.index[negative]:
            value = text.loc[line, column]
            message = "a quantity may not be negative"
            yield Problem(f"{table.name}.csv", line, column, value, message)


def _broken_references(
    table: Table, texts: dict[str, pd.DataFrame]
) -> Iterator[Problem]:
    for column in table.columns:
        target, _, field = column.refers_to.partition(".")
        if target not in texts:
            continue
        known = _names_in(definition(target), field, texts[target])
        cells = texts[table.name][column.name]
        for line, cell in zip(cells.index.to_list(), cells, strict=True):
            names = cell.split(";") if column.many else [cell]
            for name in names:
                if name and name not in known:
                    message = f"{name!r} is not in {target}.csv, column {field}"
                    yield Problem(f"{table.name}.csv", line, column.name, cell, message)


def _names_in(table: Table, field: str, text: pd.DataFrame) -> set[str]:
    """Names that a column holds, taken apart where its cells hold several."""
    several = any(c.name == field and c.many for c in table.columns)
    cells = text[field].str.split(";").explode() if several else text[field]
    return set(cells)


def _after_colon(message: str) -> str:
    return message.partition(": ")[2] or message
