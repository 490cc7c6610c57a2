"""Parse a CSV file as text, with the line of the file on which each row begins."""

from __future__ import annotations

import csv
import io

import pandas as pd

from kzaz_analysis.errors import DataError

SIGNATURES = {
    b"PK\x03\x04": "this is a spreadsheet or an archive; save it as CSV in UTF-8",
    b"\xd0\xcf\x11\xe0": "this is a spreadsheet of Excel 97; save it as CSV in UTF-8",
    b"\xff\xfe": "this is UTF-16; save it as CSV in UTF-8",
    b"\xfe\xff": "this is UTF-16; save it as CSV in UTF-8",
}
"""How files begin that are no CSV in UTF-8, and what to do about them."""

SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}


def parse_delimited(name: str, content: bytes) -> pd.DataFrame:
    """Parse the content of a CSV file, nothing converted.

    Returns
    -------
    pandas.DataFrame
        Text cells under the file's own headings, empty cells as empty text, the line
        on which each row begins in the index ``line``. Empty lines are left out.

    Raises
    ------
    DataError
        If it is no CSV with commas in UTF-8, or a row has another number of cells
        than there are headings; the message names the line.
    """
    rows = [row for row in _rows(name, _text(name, content)) if row[1]]
    if not rows:
        raise DataError(f"{name}: the file is empty; a line of headings is needed")
    (_, headings), *body = rows
    _refuse_other_separator(name, headings)
    for line, cells in body:
        if len(cells) != len(headings):
            raise DataError(
                f"{name}, line {line}: {len(cells)} cells under {len(headings)} "
                "headings; text with a comma in it needs quotation marks"
            )
    lines = pd.Index([line for line, _ in body], dtype="int64", name="line")
    return pd.DataFrame(
        [cells for _, cells in body], columns=headings, index=lines, dtype="str"
    )


def _text(name: str, content: bytes) -> str:
    for signature, advice in SIGNATURES.items():
        if content.startswith(signature):
            raise DataError(f"{name}: {advice}")
    if b"\x00" in content:
        raise DataError(f"{name}: holds zero bytes; save it as CSV in UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(
            f"{name}, line {line}: not UTF-8 (byte {content[error.start]:#04x}); "
            "save it as CSV in UTF-8"
        ) from error


def _rows(name: str, text: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows, line = [], 1
    try:
        for cells in reader:
            rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise DataError(f"{name}, line {line}: not readable as CSV: {error}") from error
    return rows


def _refuse_other_separator(name: str, headings: list[str]) -> None:
    if len(headings) > 1:
        return
    for separator, plural in SEPARATORS.items():
        if separator in headings[0]:
            raise DataError(
                f"{name}: its cells are separated by {plural}, as some spreadsheets "
                "save them; save it with commas"
            )
