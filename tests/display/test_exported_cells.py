"""Exported cells that a spreadsheet would work out are text; numbers stay numbers."""

from io import StringIO

import pandas as pd
import pytest

from kzaz_analysis.display.exports.exportable import Exportable
from kzaz_analysis.exporting.cells import csv_text

CELLS = [
    "=1+1",
    "\uff1d1+1",
    "\n=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "-2+3",
    "\t=1",
    "-5.2",
    "+3",
    "-",
    "x",
]


class Listed(Exportable):
    frame = pd.DataFrame({"=note": CELLS, "value": [-1.5] * len(CELLS)})
    heading = "=HYPERLINK(1)"


def test_text_that_begins_a_formula_is_quoted_in_csv():
    back = pd.read_csv(StringIO(csv_text(Listed().frame)), dtype={0: str})
    quoted = [f"'{cell}" for cell in CELLS[:7]]
    assert back.columns.to_list() == ["'=note", "value"]
    assert back["'=note"].to_list() == [*quoted, *CELLS[7:]]
    assert back["value"].dtype == "float64"
    assert Listed().to_csv() == csv_text(Listed().frame)


def test_control_characters_go_and_hide_no_formula(tmp_path):
    """One of them in a title of a source, and a workbook could not be written."""
    openpyxl = pytest.importorskip("openpyxl")

    class Odd(Exportable):
        frame = pd.DataFrame({"note": ["\x1b[31mred", "\x00=1+1", "a\tb\nc\x9b"]})
        heading = "\x1b]0;title\x07heading"

    back = pd.read_csv(StringIO(csv_text(Odd().frame)))
    assert back["note"].to_list() == ["[31mred", "'=1+1", "a\tb\nc"]
    Odd().to_excel(tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    cells = [cell.value for cell in book["figures"]["A"]][1:]
    assert cells == ["[31mred", "=1+1", "a\tb\nc"]
    assert book["figures"]["A3"].data_type == "s"
    assert book["about"]["A2"].value == "]0;titleheading"


def test_a_workbook_holds_it_as_text(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    Listed().to_excel(tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    kinds = {cell.data_type for cell in book["figures"]["A"]}
    assert kinds == {"s"}
    assert [cell.value for cell in book["figures"]["A"]][1:] == CELLS
    assert {cell.data_type for cell in book["figures"]["B"][1:]} == {"n"}
    assert book["about"]["A2"].data_type == "s"
