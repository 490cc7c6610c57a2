"""All that a page shows as one workbook: what it is first, then a sheet a table."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import datetime
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis import __version__
from kzaz_analysis.display.exports.files.handed import CONTENTS
from kzaz_analysis.display.exports.files.stated import LISTED, summed
from kzaz_analysis.display.speech.phrases import phrase
from kzaz_analysis.exporting.cells import (
    as_text,
    csv_text,
    is_formula,
    number_of,
    printable,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from kzaz_analysis.display.citations import Origin

    Bundle = Mapping[str, Any]

LICENCE = (
    "The selection, arrangement and computations, and the software that made them: MIT "
    "licence. Each figure stays under the terms of its source, which the sheet "
    "'sources' names."
)
AUTHORS = "The kzaz-analysis contributors"
UNITS = (
    "A unit stands in the heading of its column behind a comma, in its name, or in a "
    "column 'unit': pct is per cent, pp percentage points, p_ and chance a probability "
    "from 0 to 1; ratios and multiples have none. low and high: what the rounding of a "
    "figure allows. source: as on the sheet 'sources', several with semicolons."
)
_MADE = datetime(1980, 1, 1)
_NUMBER = ("label", "value", "low", "high", "unit", "period")
_ORIGIN = (
    *("source", "publisher", "producer", "title", "published_on", "address", "licence"),
)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*<")
_LONGEST_NAME = 31
_WIDEST = 60


def rights() -> dict[str, Any]:
    """Return creator, licence and wording of a mention, in the words of schema.org."""
    return {
        "creator": {"@type": "Organization", "name": AUTHORS},
        "license": "https://spdx.org/licenses/MIT.html",
        "creditText": phrase(LICENCE),
    }


def citation(bundle: Bundle) -> str:
    """Say how to cite a page."""
    parts = [f"kzaz-analysis {__version__}"]
    if bundle["as_of"]:
        parts.append(f"{phrase('data as known on')} {bundle['as_of']}")
    mention = f"{phrase(AUTHORS)}: {bundle['title']}. {bundle['kicker']}"
    advice = phrase("Cite the sources of the figures, too.")
    return f"{mention}. {', '.join(parts)}. {advice}"


def write_workbook(folder: Path, bundle: Bundle, origins: Sequence[Origin]) -> None:
    """Write the workbook of a page beside the files that its outputs left.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of the files; its name becomes that of the workbook. Each CSV in it
        becomes a sheet.
    bundle : mapping
        What the page hands over, as of `Results.bundle`.
    origins : sequence of Origin
        Its sources, number one first.
    """
    openpyxl: Any = import_module("openpyxl")
    writer: Any = import_module("openpyxl.writer.excel")
    contents = _contents(folder)
    sheets = {
        "README": _readme(bundle, contents),
        "headline numbers": _headline(bundle["results"], origins),
        **{stem: _lines(folder / f"{stem}.csv") for stem, _ in contents},
        "sources": _sources(origins),
    }
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator, book.properties.title = AUTHORS, printable(bundle["title"])
    book.properties.created = book.properties.modified = _MADE
    for name, lines in sheets.items():
        sheet: Any = book.create_sheet(_free(name, book.sheetnames))
        for line in lines:
            sheet.append([printable(cell) for cell in line])
        _lay_out(sheet, is_table=name != "README")
    buffer = io.BytesIO()
    # Packed only once, when its parts are without the time of writing.
    with zipfile.ZipFile(buffer, "w") as parts:
        packing = writer.ExcelWriter(book, parts)
        packing.write_worksheet = partial(_write_sheet, packing)
        packing.save()
    (folder / f"{folder.name}.xlsx").write_bytes(_undated(buffer.getvalue()))
    head, *lines = sheets["sources"]
    listed = pd.DataFrame(lines, columns=list(head))
    (folder / LISTED).write_text(csv_text(listed), encoding="utf-8")


def _contents(folder: Path) -> list[tuple[str, str]]:
    path = folder / CONTENTS
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        listed = [(line[0], line[1]) for line in list(csv.reader(file))[1:]]
    return [entry for entry in listed if (folder / f"{entry[0]}.csv").is_file()]


def _readme(bundle: Bundle, contents: Sequence[tuple[str, str]]) -> list[Sequence[Any]]:
    facts = (
        ("title", bundle["title"]),
        ("about", bundle["kicker"]),
        ("answer", bundle["answer"]),
        ("data as known on", bundle["as_of"] or phrase("the day of the run")),
        ("licence", phrase(LICENCE)),
        ("citation", citation(bundle)),
        ("units", phrase(UNITS)),
        ("software", f"kzaz-analysis {__version__}"),
    )
    labelled = [(phrase(name, "README"), text) for name, text in facts]
    sheet = phrase("sheet")
    sheets = [(f"{sheet} {stem[:_LONGEST_NAME]}", what) for stem, what in contents]
    return [("README", ""), *labelled, *sheets]


def _headline(
    results: Sequence[Mapping[str, Any]], origins: Sequence[Origin]
) -> list[Sequence[Any]]:
    head = ("measure", *_NUMBER[1:], "source")
    every = summed([origin.source for origin in origins])
    numbers = [
        [*(r[name] for name in _NUMBER), "; ".join(r["sources"]) or every]
        for r in results
    ]
    return [head, *numbers]


def _sources(origins: Sequence[Origin]) -> list[Sequence[Any]]:
    head = ("number", *_ORIGIN)
    lines = [
        [number, *(getattr(o, name) for name in _ORIGIN)]
        for number, o in enumerate(origins, 1)
    ]
    return [head, *lines]


def _lines(path: Path) -> list[Sequence[Any]]:
    """Read a CSV back: numbers as numbers, text without the mark of a formula."""
    with path.open(encoding="utf-8", newline="") as file:
        return [[_cell(text) for text in line] for line in csv.reader(file)]


def _cell(text: str) -> str | float | None:
    number = number_of(text)
    if number is not None:
        return number
    plain = text[1:] if text.startswith("'") and is_formula(text[1:]) else text
    return plain or None


def _free(name: str, names: Iterable[str]) -> str:
    taken = {each.lower() for each in names}
    short = name[:_LONGEST_NAME]
    number = 2
    while short.lower() in taken:
        short = f"{name[: _LONGEST_NAME - 3]}-{number}"
        number += 1
    return short


def _write_sheet(packing: Any, sheet: Any) -> None:
    """Pack a sheet of cells, as the library does by way of a file for each."""
    writer: Any = import_module("openpyxl.worksheet._writer")
    sheet._drawing = None
    written = writer.WorksheetWriter(sheet, io.BytesIO())
    written.write()
    sheet._rels = written._rels
    packing._archive.writestr(sheet.path[1:], written.read())
    packing.manifest.append(sheet)


def _lay_out(sheet: Any, *, is_table: bool) -> None:
    styles: Any = import_module("openpyxl.styles")
    as_text(sheet)
    bold = styles.Font(bold=True)
    for cell in sheet[1] if is_table else sheet["A"]:
        cell.font = bold
    for column in sheet.columns:
        longest = max(len(str(cell.value or "")) for cell in column)
        letter = column[0].column_letter
        sheet.column_dimensions[letter].width = min(longest + 2, _WIDEST)
    if is_table:
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
        return
    sheet.column_dimensions["B"].width = 2 * _WIDEST
    wrapped = styles.Alignment(wrap_text=True, vertical="top")
    for cell in sheet["B"]:
        cell.alignment = wrapped


def _undated(content: bytes) -> bytes:
    """Return a workbook whose parts carry no time of writing."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as written,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book,
    ):
        for part in written.infolist():
            entry = zipfile.ZipInfo(part.filename, _MADE.timetuple()[:6])
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            # The library writes the time of saving, whatever the book says.
            text = _MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z<", written.read(part))
            book.writestr(entry, text)
    return buffer.getvalue()
