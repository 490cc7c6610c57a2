"""Find the row that a new one would repeat."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.evidence.files import definition, read_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

FIGURE = {"value", "unit"}
"""Columns of tables whose rows are figures; a factor has a value alone."""
SAME_FIGURE = (
    "series",
    "promise",
    "measure",
    "counted",
    "period_start",
    "period_end",
    "base_start",
    "base_end",
    "deadline_start",
    "deadline_end",
    *("project", "event", "planned_start", "planned_end"),
    *("actual_start", "actual_end"),
    *("indicator", "country", "year"),
    "qualifier",
    "source",
)
"""Columns, of those a table has, in which a repeated figure agrees."""

UNTOLD = "UNSTATED"
"""End of the codes of offices that were not named."""


def repeated_line(table: str, cells: Mapping[str, str], folder: Path) -> int | None:
    """Line of the row that a new one repeats.

    A figure repeats another if the same source gives the same amount of the same
    series for the same period; units may differ, and an office that one of them
    leaves unnamed does not make them two. A source repeats another if it has the
    same address, or the same publisher and day and no other address, and no other
    title.

    Parameters
    ----------
    table : str
        Name of the table.
    cells : mapping of str to str
        The new row, one text per column.
    folder : pathlib.Path
        Data folder.

    Returns
    -------
    int or None
        Line of the file, the headings being line 1; None if the row is new.
    """
    text = read_text(table, folder)
    same = _agree(text, cells, list(definition(table).key))
    if table == "sources":
        same |= _same_source(cells, text)
    if set(text.columns) >= FIGURE:
        same |= _same_figure(cells, text, folder)
    lines = text.index[same].to_list()
    return int(lines[0]) if lines else None


def repeated_lines(
    table: str, rows: Sequence[Mapping[str, str]], folder: Path
) -> list[int | None]:
    """Line that each of many rows of one table repeats, as of `repeated_line`."""
    text = read_text(table, folder)
    columns = [name for name in SAME_FIGURE if name in text.columns]
    if table == "sources" or not columns:
        return [repeated_line(table, cells, folder) for cells in rows]
    taken = set(text[columns].itertuples(index=False, name=None))
    return [
        repeated_line(table, cells, folder)
        if tuple(cells[name] for name in columns) in taken
        else None
        for cells in rows
    ]


def repeated_within(
    table: str, rows: Sequence[Mapping[str, str]]
) -> tuple[int, int] | None:
    """Numbers of the first two of some new rows that are one figure; None if none."""
    columns = [name for name in SAME_FIGURE if name in definition(table).names]
    if not columns or not set(definition(table).names) >= FIGURE:
        return None
    place_of: dict[tuple[str, ...], int] = {}
    for number, cells in enumerate(rows, 1):
        names = (*columns, "reporter", "agency", "value", "unit")
        key = tuple(cells.get(name, "") for name in names)
        if place_of.setdefault(key, number) != number:
            return place_of[key], number
    return None


def _agree(
    text: pd.DataFrame, cells: Mapping[str, str], columns: list[str]
) -> pd.Series[bool]:
    agree = pd.Series(True, index=text.index)
    for name in columns:
        agree &= text[name] == cells[name]
    return agree


def _same_source(cells: Mapping[str, str], text: pd.DataFrame) -> pd.Series[bool]:
    title = text["title"].isin(["", cells["title"]]) | (cells["title"] == "")
    there = (text["address"] == cells["address"]) & (cells["address"] != "")
    elsewhere = (text["address"] != "") & (cells["address"] != "") & ~there
    day = _agree(text, cells, ["publisher", "published_on"]) & bool(
        cells["published_on"]
    )
    return (there | (day & ~elsewhere)) & title


def _same_figure(
    cells: Mapping[str, str], text: pd.DataFrame, folder: Path
) -> pd.Series[bool]:
    same = _agree(text, cells, [c for c in SAME_FIGURE if c in text.columns])
    for name in ("reporter", "agency"):
        cell = cells.get(name, "").removesuffix(UNTOLD)
        if name in text.columns and cell == cells[name] != "":
            untold = text[name].str.endswith(UNTOLD) | (text[name] == "")
            same &= (text[name] == cells[name]) | untold
    if not cells["value"]:
        return same & (text["value"] == "")
    units = read_text("units", folder).set_index("unit")
    sizes = pd.to_numeric(units["factor"], errors="coerce")
    value = pd.to_numeric(pd.Series([cells["value"]]), errors="coerce").iloc[0]
    amount = float(value) * float(sizes.get(cells["unit"], float("nan")))
    each = text["unit"].map(sizes).astype("float64")
    amounts = pd.to_numeric(text["value"], errors="coerce") * each
    dimension = units["dimension"].get(cells["unit"], "")
    alike = (amounts - amount).abs() <= 1e-9 * abs(amount)
    fits: pd.Series[bool] = text["unit"].map(units["dimension"]) == dimension
    return same & alike & fits
