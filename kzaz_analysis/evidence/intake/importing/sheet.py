"""A file as a grid of cells: CSV of any spelling, or a sheet of a workbook."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from typing import TYPE_CHECKING

from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.intake.reading.numerals import held

if TYPE_CHECKING:
    from pathlib import Path

    from python_calamine import CalamineWorkbook

LARGEST = 50_000_000
"""Bytes that a file, or a part of a workbook, may have."""

DELIMITERS = (";", "\t", "|", ",")
NO_TEXT = "is no workbook, and no text in UTF-8, UTF-16 or Windows-1251"
WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")
"""How workbooks begin: the present form and that of before 2007."""

Grid = list[list[str]]


class Exact(str):
    """A number that a workbook holds as such: its point is a decimal point."""

    __slots__ = ()


def read_grid(path: Path, sheet: str = "") -> Grid:
    """Read a file as rows of cells.

    Parameters
    ----------
    path : pathlib.Path
        A workbook (``.xlsx``, ``.xls``, ``.ods``), or text: UTF-8 with or without its
        mark, UTF-16, or Windows-1251; fields parted by semicolons, tabs, bars or
        commas.
    sheet : str
        Name of the sheet of a workbook; its first one unless given.

    Returns
    -------
    list of list of str
        One list per line, all equally long. Numbers of a workbook are `Exact`. Cells
        of a merged range all have the text of its first.

    Raises
    ------
    UsageError
        If the file is empty, too large, or none of these.
    """
    return grid_of(path.read_bytes(), str(path), sheet)


def grid_of(content: bytes, name: str, sheet: str = "") -> Grid:
    """Read the bytes of a file as `read_grid` does; `name` is what errors call it."""
    if len(content) > LARGEST:
        raise UsageError(f"{name} has {len(content):,} bytes; {LARGEST:,} are read")
    is_workbook = content.startswith(WORKBOOKS)
    rows = (
        _workbook(content, name, sheet)
        if is_workbook
        else _text_rows(_decoded(content, name))
    )
    width = max((len(row) for row in rows), default=0)
    grid = [[*row, *[""] * (width - len(row))] for row in rows]
    if not any(any(row) for row in grid):
        raise UsageError(f"{name} has no cell that is filled")
    return grid


def sheet_names(content: bytes, name: str) -> list[str]:
    """Names of the sheets of a workbook, in its order."""
    return list(_opened(content, name).sheet_names)


def _decoded(content: bytes, name: str) -> str:
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16").lstrip("\ufeff")
        if content[1:2] == b"\0" or content[:1] == b"\0":
            ends = "le" if content[1:2] == b"\0" else "be"
            return content.decode(f"utf-16-{ends}")
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} {NO_TEXT}") from error
    if b"\0" in content:
        raise UsageError(f"{name} {NO_TEXT}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251", errors="replace")


def _text_rows(text: str) -> Grid:
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [[cell.strip() for cell in row] for row in reader]
    except csv.Error as error:
        raise UsageError(f"the text is no table: {error}") from error


def _delimiter(text: str) -> str:
    """Return the sign that parts most lines into the same number of fields."""
    lines = [line for line in text.splitlines()[:200] if line.strip()]
    unquoted = [re.sub(r'"[^"]*"', "", line) for line in lines]

    def regular(sign: str) -> tuple[int, int]:
        counts = [line.count(sign) for line in unquoted]
        usual = max(set(counts), key=counts.count) if counts else 0
        return (counts.count(usual) if usual else 0, -DELIMITERS.index(sign))

    return max(DELIMITERS, key=regular)


def _workbook(content: bytes, name: str, sheet: str) -> Grid:
    book = _opened(content, name)
    if sheet and sheet not in book.sheet_names:
        names = ", ".join(book.sheet_names)
        raise UsageError(f"{name} has no sheet {sheet!r}; it has {names}")
    page = book.get_sheet_by_name(sheet or book.sheet_names[0])
    rows = page.to_python(skip_empty_area=False)
    grid = [[_cell_text(cell) for cell in row] for row in rows]
    for (top, left), (bottom, right) in page.merged_cell_ranges or ():
        for row in grid[top : bottom + 1]:
            row[left : right + 1] = [grid[top][left]] * len(row[left : right + 1])
    return grid


def _opened(content: bytes, name: str) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    try:
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as parts:
                unpacked = sum(part.file_size for part in parts.infolist())
            if unpacked > LARGEST:
                raise UsageError(f"{name} has {unpacked:,} bytes when unpacked")
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (zipfile.BadZipFile, CalamineError) as error:
        raise UsageError(f"{name} is no workbook that can be read: {error}") from error


def _cell_text(cell: object) -> str:
    if isinstance(cell, float):
        return Exact(held(cell).plain)
    if isinstance(cell, dt.datetime) and not cell.time():
        return f"{cell:%Y-%m-%d}"
    return str(cell).strip()
