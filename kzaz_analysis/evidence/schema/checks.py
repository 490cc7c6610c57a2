"""Hold the tables against their contracts and report every problem at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import pandas as pd
import pandera.pandas as pa

from kzaz_analysis.countries import countries
from kzaz_analysis.errors import DataError
from kzaz_analysis.evidence.dataset.dataset import DatasetDescription
from kzaz_analysis.evidence.dataset.derived import derived_dataset
from kzaz_analysis.evidence.dataset.read import FILE as DATASET_FILE
from kzaz_analysis.evidence.files import (
    PACKAGE_FILE,
    data_dir,
    dataset_of,
    definition,
    read_text,
    recorded_hashes,
    table_hashes,
)
from kzaz_analysis.evidence.periods import as_day
from kzaz_analysis.evidence.schema.cells import (
    EARLIEST,
    GREATEST,
    LATEST,
    LEAST,
    MOST_DIGITS,
    is_day,
    is_in_reach,
    is_integer,
    is_number,
    is_partial_date,
    numbers,
)
from kzaz_analysis.evidence.schema.definitions import OWN_REF, OWN_REFS, TABLES
from kzaz_analysis.evidence.schema.meaning import meaning_problems
from kzaz_analysis.evidence.schema.problem import SEVERITIES, Problem, condensed
from kzaz_analysis.evidence.schema.references import broken_names

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from kzaz_analysis.evidence.periods import Day
    from kzaz_analysis.evidence.schema.columns import Column, ColumnType, TableSchema
    from kzaz_analysis.evidence.schema.problem import Severity

    CellTest = Callable[["pd.Series[str]"], "pd.Series[bool]"]


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that a check has to say about a folder of tables.

    Attributes
    ----------
    errors, warnings : tuple of Problem
        Sorted by file and line. Errors must be put right; warnings should be looked
        at.
    """

    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def examine(
    folder: Path | None = None,
    today: Day = None,
    severities: Collection[Severity] = SEVERITIES,
) -> Findings:
    """Check every table of a folder: cells, references, and what the figures mean.

    Parameters
    ----------
    folder : pathlib.Path, optional
        The folder in use unless given.
    today : str or date, optional
        Day of the check: what lies after it has not happened. The current day unless
        given.
    severities : collection of str
        What is looked for: without warnings it takes a third of the time.

    Returns
    -------
    Findings
        Both lists are empty when all is well. Many problems of one kind in one column
        are one, with a count.
    """
    where = folder or data_dir()
    day = as_day(today) or pd.Timestamp(dt.datetime.now(tz=dt.UTC).date())
    texts: dict[str, pd.DataFrame] = {}
    problems = [*_of_package(where)]
    for name in TABLES:
        try:
            texts[name] = read_text(name, where)
        except DataError as error:
            problems.append(_of_file(f"{name}.csv", str(error)))
    for name, text in texts.items():
        problems += _of_table(name, text)
        problems += _broken_references(definition(name), texts)
    dataset = _dataset(where, texts, problems)
    problems += broken_names(dataset, texts)
    meant = meaning_problems(texts, day, dataset.rules, severities)
    problems = condensed([*problems, *meant])
    by_severity = {
        severity: tuple(p for p in problems if p.severity == severity)
        for severity in SEVERITIES
    }
    return Findings(by_severity["error"], by_severity["warning"])


def _dataset(
    folder: Path, texts: dict[str, pd.DataFrame], problems: list[Problem]
) -> DatasetDescription:
    """Read what the tables are about; what is wrong with the file joins the others."""
    if not (folder / DATASET_FILE).is_file():
        message = "there is none; sides, rules and flows are read off the tables"
        problems.append(Problem(DATASET_FILE, 0, "", "", message, severity="warning"))
        tables = [texts.get(name) for name in ("series", "observations", "agencies")]
        whole = [table for table in tables if table is not None]
        return (
            derived_dataset(*whole)
            if len(whole) == len(tables)
            else DatasetDescription()
        )
    try:
        return dataset_of(folder)
    except DataError as error:
        for line in str(error).splitlines():
            problems.append(
                Problem(
                    DATASET_FILE,
                    0,
                    "",
                    "",
                    line.partition(DATASET_FILE)[2].strip(" :,"),
                )
            )
        return DatasetDescription()


def check(folder: Path | None = None, today: Day = None) -> list[Problem]:
    """List the errors of a folder, as `examine` does, without its warnings."""
    return list(examine(folder, today, SEVERITIES[:1]).errors)


def problems_of(name: str, text: pd.DataFrame) -> list[Problem]:
    """Problems of one table read as text, references to other tables left out."""
    return condensed(_of_table(name, text))


def _of_table(name: str, text: pd.DataFrame) -> Iterator[Problem]:
    if text.empty:
        # The headings held when it was read, and without rows nothing else can fail.
        return iter(())
    table = definition(name)
    return chain(
        _pandera_problems(table, text),
        _repeated(table, text),
        _repeated_own(table, text),
        _disorder(table, text),
    )


def schema(table: TableSchema) -> pa.DataFrameSchema:
    """Build the pandera schema of a table, for cells still in text."""
    columns = {
        c.name: pa.Column(str, checks=_cell_checks(table, c)) for c in table.columns
    }
    return pa.DataFrameSchema(columns, strict=True, ordered=True)


def _cell_checks(table: TableSchema, column: Column) -> list[pa.Check]:
    tests: list[tuple[str, CellTest]] = []
    if column.required:
        tests.append(("a value is required", _has_text))
    tests += CELL_TESTS.get(column.type, ())
    if column.choices:
        allowed = ", ".join(column.choices)
        tests.append((f"not one of {allowed}", _one_of(column.choices)))
    if column.minimum is not None:
        tests.append(
            (f"must be at least {column.minimum:g}", _at_least(column.minimum))
        )
    return [pa.Check(test, error=message) for message, test in tests]


def _has_text(cells: pd.Series[str]) -> pd.Series[bool]:
    return cells.str.strip() != ""


def _one_of(choices: tuple[str, ...]) -> CellTest:
    return lambda cells: (cells == "") | cells.isin(choices)


def _at_least(minimum: float) -> CellTest:
    return lambda cells: ~(numbers(cells) < minimum)


def _is_country(cells: pd.Series[str]) -> pd.Series[bool]:
    return (cells == "") | cells.isin([*countries(), *GROUPS])


_RECORD = "kzaz data package records what stands there"

GROUPS = ("EMU", "WLD")
"""Codes beside those of ISO 3166-1: the euro area, the world."""

CELL_TESTS: dict[ColumnType, tuple[tuple[str, CellTest], ...]] = {
    "number": (
        ("not a number; write digits with a point, such as 461.9", is_number),
        (
            f"beyond what can be calculated with; up to {GREATEST:g}, and not closer "
            f"to zero than {LEAST:g}",
            is_in_reach,
        ),
    ),
    "integer": ((f"not a whole number of at most {MOST_DIGITS} digits", is_integer),),
    "date": (
        (
            f"not a calendar day from {EARLIEST} to {LATEST}; write it as 2023-07-29",
            is_day,
        ),
    ),
    "country": (
        (
            "no country of ISO 3166-1; write three capital letters, such as GEO",
            _is_country,
        ),
    ),
    "partial_date": (
        (
            f"not a date from {EARLIEST} to {LATEST}; write 2025, 2025-10 or "
            "2025-10-21",
            is_partial_date,
        ),
    ),
}
"""What the cells of a type must be, and what to say where they are not."""


def _pandera_problems(table: TableSchema, text: pd.DataFrame) -> Iterator[Problem]:
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


def _repeated(table: TableSchema, text: pd.DataFrame) -> Iterator[Problem]:
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


def _repeated_own(table: TableSchema, text: pd.DataFrame) -> Iterator[Problem]:
    """Name the own references that two figures of a series and a source share.

    A figure without an id of its own is called by these three. A published list may
    give one of its rows for two figures; an own reference is given to one row alone.
    """
    names = ["series", "source", "ref"]
    if "id" in table.names or not {*names} <= {*table.names}:
        return
    own_refs = text.loc[
        text["ref"].map(lambda ref: bool(OWN_REFS.fullmatch(ref))), names
    ]
    for line, (series, source, ref) in zip(
        own_refs.index[own_refs.duplicated()],
        own_refs[own_refs.duplicated()].itertuples(index=False, name=None),
        strict=True,
    ):
        yield Problem(
            f"{table.name}.csv",
            int(line),
            "ref",
            ref,
            f"{series}@{source}#{ref} stands twice; give one of the two rows a "
            f"reference that no other has, such as the next free {OWN_REF} number",
        )


def _disorder(table: TableSchema, text: pd.DataFrame) -> Iterator[Problem]:
    dates = set(table.of_type("date"))
    for pair in table.orders:
        # ISO days sort as text; anything malformed is reported by its own check.
        earlier_values, second = (
            (text[c] if c in dates else numbers(text[c]))
            for c in (pair.first, pair.second)
        )
        both = (text[pair.first] != "") & (text[pair.second] != "")
        for line in text.index[(earlier_values > second) & both]:
            cell = text.loc[line]
            message = f"lies after {pair.second} {cell[pair.second]!r}"
            yield Problem(
                f"{table.name}.csv", line, pair.first, cell[pair.first], message
            )
    for column in table.quantities:
        negative = numbers(text[column]) < 0
        if table.signed_when and column == "value":
            negative &= ~text["measure"].isin(table.signed_when)
        for line in text.index[negative]:
            value = text.loc[line, column]
            message = "a quantity may not be negative"
            yield Problem(f"{table.name}.csv", line, column, value, message)


def _broken_references(
    table: TableSchema, texts: dict[str, pd.DataFrame]
) -> Iterator[Problem]:
    for column in table.columns:
        target, _, field = column.refers_to.partition(".")
        if target not in texts:
            continue
        referred = _names_in(definition(target), field, texts[target])
        cells = texts[table.name][column.name]
        for line, cell in zip(cells.index.to_list(), cells, strict=True):
            names = cell.split(";") if column.many else [cell]
            for name in names:
                if name and name not in referred:
                    message = f"{name!r} is not in {target}.csv, column {field}"
                    yield Problem(f"{table.name}.csv", line, column.name, cell, message)


def _names_in(table: TableSchema, field: str, text: pd.DataFrame) -> set[str]:
    """Names that a column holds, taken apart where its cells hold several."""
    several = any(c.name == field and c.many for c in table.columns)
    cells = text[field].str.split(";").explode() if several else text[field]
    return set(cells)


def _of_package(folder: Path) -> Iterator[Problem]:
    """Say whether the record of the tables can be read, and is that of these tables."""
    path = folder / PACKAGE_FILE
    if path.exists() and not path.is_file():
        yield Problem(PACKAGE_FILE, 0, "", "", "not a file")
    try:
        recorded = recorded_hashes(folder)
    except DataError as error:
        yield _of_file(PACKAGE_FILE, str(error))
        return
    stand = table_hashes(folder)
    changed = sorted(n for n in stand if recorded and recorded.get(n) != stand[n])
    if changed:
        message = f"it records other contents of {', '.join(changed)}; {_RECORD}"
        yield Problem(PACKAGE_FILE, 0, "", "", message, severity="warning")


def _of_file(file: str, message: str) -> Problem:
    where, _, advice = message.partition(": ")
    line = where.partition(", line ")[2]
    return Problem(file, int(line or 0), "", "", advice or message)
