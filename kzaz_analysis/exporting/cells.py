"""Cells of exported tables that no spreadsheet takes for a formula."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_FORMULA = re.compile("[-=+@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""First signs that a spreadsheet works out, those of full width included."""
_NUMBER = re.compile(r"[+-]?(?:\d[\d .,]*|\.\d+)(?:[eE][+-]?\d+)?%?")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Signs that a terminal obeys, and that no workbook can hold."""
_DASHES = re.compile(r"-+")
_WRITTEN = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")


def is_formula(cell: object) -> bool:
    """Whether a spreadsheet would work a text out: ``=1+1``, but not ``-5.2``."""
    return (
        isinstance(cell, str)
        and _FORMULA.match(cell) is not None
        and _NUMBER.fullmatch(cell) is None
        and _DASHES.fullmatch(cell) is None
    )


def printable(cell: Any) -> Any:
    """Return a cell without control characters, if it is text."""
    return _UNSEEN.sub("", cell) if isinstance(cell, str) else cell


def number_of(text: str) -> int | float | None:
    """Return the number that a cell of CSV holds; None for other text."""
    if _WRITTEN.fullmatch(text) is None or re.match(r"-?0\d", text):
        return None
    return int(text) if text.lstrip("-").isdigit() else float(text)


_DIGITS = "%.12g"
"""Numbers of a file: below these digits two processors differ."""


def csv_text(frame: pd.DataFrame) -> str:
    """Write a frame as CSV, with an apostrophe before text that begins a formula.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any columns; text that is a number stays as it is.

    Returns
    -------
    str
        Headings and one line a row, numbers to twelve significant digits.
    """
    file = quoted(frame)
    return file.to_csv(index=False, lineterminator="\n", float_format=_DIGITS)


def json_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as plain JSON values, days in ISO form."""
    text = frame.to_json(
        orient="records", date_format="iso", date_unit="s", force_ascii=False
    )
    rows: list[dict[str, Any]] = json.loads(text)
    return rows


def quoted(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with an apostrophe before text that begins a formula.

    Control characters are taken out.
    """
    texts = frame.select_dtypes(["object", "string"]).columns
    marked = {name: frame[name].map(_marked) for name in texts}
    return frame.assign(**marked).rename(columns=_marked)


def as_text(sheet: Any) -> None:
    """Have a worksheet of openpyxl hold such cells as text, as they are."""
    for row in sheet.iter_rows():
        for cell in row:
            if is_formula(cell.value):
                cell.data_type = "s"
                cell.quotePrefix = True


def _marked(cell: Any) -> Any:
    seen = printable(cell)
    return f"'{seen}" if is_formula(seen) else seen
