"""A file as a grid of cells: CSV of any spelling, or a sheet of a workbook."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from kzaz_analysis.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST = 50_000_000
"""Bytes that a file, or a part of a workbook, may have."""

DELIMITERS = (";", "\t", "|", ",")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Grid = list[list[str]]


class Exact(str):
    """A number that a workbook holds as such: its point is a decimal point."""

    __slots__ = ()


def read_grid(path: Path, sheet: str = "") -> Grid:
    """Read a file as rows of cells.

    Parameters
    ----------
    path : pathlib.Path
        A workbook (``.xlsx``), or text: UTF-8 with or without its mark, UTF-16, or
        Windows-1251; fields parted by semicolons, tabs, bars or commas.
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
    content = path.read_bytes()
    if len(content) > LARGEST:
        raise UsageError(f"{path} has {len(content):,} bytes; {LARGEST:,} are read")
    book = content.startswith(b"PK")
    rows = _workbook(path, sheet) if book else _text_rows(_decoded(content, path))
    width = max((len(row) for row in rows), default=0)
    grid = [[*row, *[""] * (width - len(row))] for row in rows]
    if not any(any(row) for row in grid):
        raise UsageError(f"{path} has no cell that is filled")
    return grid


def _decoded(content: bytes, path: Path) -> str:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UsageError(f"{path} is an old workbook; save it as .xlsx or .csv")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16").lstrip("\ufeff")
    if content[1:2] == b"\0" or content[:1] == b"\0":
        return content.decode("utf-16-le" if content[1:2] == b"\0" else "utf-16-be")
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


def _workbook(path: Path, sheet: str) -> Grid:
    try:
        with zipfile.ZipFile(path) as book:
            texts = _shared_texts(book)
            root = _xml(book, _sheet_part(book, sheet, path))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError) as error:
        raise UsageError(f"{path} is no workbook that can be read: {error}") from error
    cells: dict[tuple[int, int], str] = {}
    for cell in root.iter(f"{MAIN}c"):
        cells[_place(cell.attrib["r"])] = _cell_text(cell, texts)
    for merged in root.iter(f"{MAIN}mergeCell"):
        _spread(cells, merged.attrib["ref"])
    height = max((row for row, _ in cells), default=-1) + 1
    width = max((column for _, column in cells), default=-1) + 1
    return [
        [cells.get((row, column), "") for column in range(width)]
        for row in range(height)
    ]


def _xml(book: zipfile.ZipFile, part: str) -> ElementTree.Element:
    if book.getinfo(part).file_size > LARGEST:
        raise UsageError(f"{part} of the workbook is too large")
    content = book.read(part)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise UsageError(f"{part} of the workbook declares entities; it is not read")
    return ElementTree.fromstring(content)  # noqa: S314 - entities are refused above


def _shared_texts(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    items = _xml(book, "xl/sharedStrings.xml").iter(f"{MAIN}si")
    return ["".join(t.text or "" for t in item.iter(f"{MAIN}t")) for item in items]


def _sheet_part(book: zipfile.ZipFile, sheet: str, path: Path) -> str:
    sheets = list(_xml(book, "xl/workbook.xml").iter(f"{MAIN}sheet"))
    names = [entry.attrib["name"] for entry in sheets]
    if sheet and sheet not in names:
        raise UsageError(f"{path} has no sheet {sheet!r}; it has {', '.join(names)}")
    entry = sheets[names.index(sheet) if sheet else 0]
    links = _xml(book, "xl/_rels/workbook.xml.rels")
    targets = {link.attrib["Id"]: link.attrib["Target"] for link in links}
    target = targets[entry.attrib[LINK]]
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _cell_text(cell: ElementTree.Element, texts: list[str]) -> str:
    kind = cell.attrib.get("t", "n")
    if kind == "inlineStr":
        return "".join(t.text or "" for t in cell.iter(f"{MAIN}t")).strip()
    value = cell.find(f"{MAIN}v")
    content = (value.text or "") if value is not None else ""
    if kind == "s":
        return texts[int(content)].strip()
    if kind != "n" or not content:
        return content.strip()
    number = float(content)
    return Exact(f"{number:.15g}")


def _place(reference: str) -> tuple[int, int]:
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - ord("A") + 1
    return int(reference[len(letters) :]) - 1, column - 1


def _spread(cells: dict[tuple[int, int], str], reference: str) -> None:
    start, _, end = reference.partition(":")
    (top, left), (bottom, right) = _place(start), _place(end or start)
    for row in range(top, min(bottom, top + 1000) + 1):
        for column in range(left, min(right, left + 1000) + 1):
            cells[row, column] = cells.get((top, left), "")


def filled(row: list[str]) -> Iterator[tuple[int, str]]:
    """Cells of a row that hold something, with their column."""
    return ((column, cell) for column, cell in enumerate(row) if cell)
