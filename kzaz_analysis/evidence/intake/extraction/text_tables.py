"""Figures of a table that stands in a text: lines of fields, headings first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.intake.importing import heads
from kzaz_analysis.evidence.intake.reading.grammar import grammar
from kzaz_analysis.evidence.intake.reading.numerals import (
    decimal_marks,
    read_signed,
    significant_digits,
)
from kzaz_analysis.evidence.intake.reading.time.resolve import read_period
from kzaz_analysis.evidence.intake.reading.units import unit_in_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from kzaz_analysis.evidence.intake.extraction.series_names import Catalogue

PARTED_BY = (";", "\t", "|")
LEAST_LINES = 2


def delimiter_of(text: str) -> str:
    """Sign that parts every line of a text into as many fields; empty if none does."""
    lines = [line for line in text.splitlines() if line.strip()]
    for sign in PARTED_BY:
        counts = {line.count(sign) for line in lines}
        if len(lines) >= LEAST_LINES and len(counts) == 1 and counts != {0}:
            return sign
    return ""


def table_rows(
    text: str, catalogue: Catalogue, known: Collection[str]
) -> Iterator[dict[str, Any]]:
    """Candidates of a text that is a table, one per cell with a number and a unit.

    Parameters
    ----------
    text : str
        Lines of fields.
    catalogue : Catalogue
        Series, to guess by the words of headings.
    known : collection of str
        Codes of the units table.

    Yields
    ------
    dict
        Cells of a candidate; those that a table does not tell are left out.
    """
    sign = delimiter_of(text)
    lines, place = [], 0
    for line in text.splitlines(keepends=True):
        lines.append((place, line))
        place += len(line)
    grid = [[cell.strip() for cell in line.split(sign)] for _, line in lines]
    head_row = heads.first_line(grid)
    columns = heads.columns_of(grid, head_row, {})
    cells = [
        row[c.place] for row in grid[head_row:] for c in columns if c.role == "figures"
    ]
    marks = decimal_marks("\n".join(map(heads.plain_cell, cells)))
    for number, row in enumerate(grid[head_row:], head_row):
        period = next((cell for cell in row if heads.is_period(cell)), "")
        for column in columns:
            unit = unit_in_words(column.head, grammar(), known)
            cell = row[column.place]
            numeral = read_signed(heads.plain_cell(cell), marks)
            if column.role not in ("figures", "value") or numeral is None or not unit:
                continue
            start = lines[number][0] + lines[number][1].find(cell)
            digits = significant_digits(numeral.plain, unit)
            other = numeral.other
            head = (column.head, column.head, text[:600])
            name, fit = catalogue.guess(head, unit, "level", "", 1)
            yield {
                "paragraph": number + 1,
                "start": start,
                "end": start + len(cell),
                "words": cell,
                "table": "observations",
                "series": name,
                "fit": fit,
                "measure": "level",
                "value": numeral.plain,
                "other_value": "" if other is None else f"{other:.15g}",
                "unit": unit,
                "digits": "" if digits is None else str(digits),
                "qualifier": "exact",
                **_days(column.period or period),
                "period_words": column.period or period,
                "sentence": lines[number][1].strip(),
            }


def _days(period: str) -> dict[str, str]:
    if not period:
        return {}
    try:
        start_day, end_day = read_period(heads.plain_cell(period))
    except UsageError as error:
        return {"note": str(error)}
    return {"period_start": str(start_day), "period_end": str(end_day)}
