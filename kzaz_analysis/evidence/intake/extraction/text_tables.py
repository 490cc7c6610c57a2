"""Figures of a table that stands in a text: lines of fields, headings first."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.intake.extraction.titles.questions import SeriesQuestion
from kzaz_analysis.evidence.intake.importing import heads
from kzaz_analysis.evidence.intake.reading.grammar import grammar
from kzaz_analysis.evidence.intake.reading.numerals import (
    Numeral,
    decimal_marks,
    read_signed,
    significant_digits,
)
from kzaz_analysis.evidence.intake.reading.time.resolve import read_period
from kzaz_analysis.evidence.intake.reading.units import (
    thing_in_words,
    unit_in_words,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from kzaz_analysis.evidence.intake.extraction.titles.choice import Guess
    from kzaz_analysis.evidence.intake.extraction.titles.guesses import Guesser

PARTED_BY = (";", "\t", "|")
LISTED_BY = (":", " \u2013 ", " \u2014 ", " - ")
"""What parts a period from its figure, in a list of them: "2019: 759"."""

LEAST_LINES = 2
LINE = re.compile(r"[^\n]+")


def blocks(text: str) -> list[tuple[int, int]]:
    """Spans of the tables that stand among the paragraphs of a text."""
    lines = [(m.start(), m[0]) for m in LINE.finditer(text) if m[0].strip()]
    spans = []
    for (sign, count), run in groupby(lines, lambda line: _fields(line[1])):
        rows = list(run)
        if not count or len(rows) < LEAST_LINES:
            continue
        held = sum(any(map(_is_figure, line.split(sign))) for _, line in rows)
        start, end = rows[0][0], rows[-1][0] + len(rows[-1][1])
        # A form feed begins a line of no table.
        if 2 * held >= len(rows) and delimiter_of(text[start:end]):
            spans.append((start, end))
    return spans


def _fields(line: str) -> tuple[str, int]:
    """Sign that parts a line into fields, and how often; prose has one semicolon."""
    counts = {sign: line.count(sign) for sign in PARTED_BY}
    least = {";": 2}
    fitting = [sign for sign, n in counts.items() if n >= least.get(sign, 1)]
    if fitting:
        return fitting[0], counts[fitting[0]]
    listed = _listed(line)
    return (listed, 1) if listed else ("", 0)


def _listed(line: str) -> str:
    """Sign that parts a line into a period and its figure; empty if none does."""
    for sign in LISTED_BY:
        period, _, cell = line.partition(sign)
        if heads.is_period(period.strip()) and heads.is_number(cell.strip()):
            return sign
    return ""


def _is_figure(cell: str) -> bool:
    return len(cell) < 40 and heads.is_number(cell) and not heads.is_period(cell)


def caption_of(text: str, start: int) -> str:
    """Return the line before a table; empty without one."""
    lines = [line for line in text[max(0, start - 600) : start].splitlines() if line]
    return lines[-1].strip() if lines else ""


def delimiter_of(text: str) -> str:
    """Sign that parts every line of a text into as many fields; empty if none does."""
    lines = [line for line in text.splitlines() if line.strip()]
    for sign in PARTED_BY:
        counts = {line.count(sign) for line in lines}
        if len(lines) >= LEAST_LINES and len(counts) == 1 and counts != {0}:
            return sign
    listed = {_listed(line) for line in lines}
    return listed.pop() if len(lines) >= LEAST_LINES and len(listed) == 1 else ""


def table_rows(
    text: str, guesser: Guesser, known: Collection[str], caption: str = ""
) -> Iterator[dict[str, Any]]:
    """Candidates of a text that is a table, one per cell with a number and a unit.

    Parameters
    ----------
    text : str
        Lines of fields.
    guesser : Guesser
        Guesses series by the words of headings.
    known : collection of str
        Codes of the units table.
    caption : str
        Line above it, which may say the unit and the subject of all cells.

    Yields
    ------
    dict
        Cells of a candidate; those that a table does not tell are left out.
    """
    sign = delimiter_of(text)
    lines = list(_lines(text))
    grid = [[cell.strip() for cell in line.split(sign)] for _, line in lines]
    head_row = heads.first_line(grid)
    columns = heads.columns_of(grid, head_row, {})
    marks = _marks(grid[head_row:], columns)
    asked = _asked(columns, caption, text[:600], known)
    guesses = guesser.guesses(question for _, question in asked)
    figures = [(c, _of_heading(question, guesses[question])) for c, question in asked]
    for number, row in enumerate(grid[head_row:], head_row):
        period = next((cell for cell in row if heads.is_period(cell)), "")
        start, line = lines[number]
        for column, of_heading in figures:
            numeral = read_signed(heads.plain_cell(row[column.place]), marks)
            if numeral is None:
                continue
            cells = _of_cell(row[column.place], numeral, of_heading["unit"])
            at = start + _place(line, sign, column.place)
            yield {
                **of_heading,
                **cells,
                "paragraph": number + 1,
                "start": at,
                "end": at + len(row[column.place]),
                **_days(column.period or period),
                "period_words": column.period or period,
                "sentence": line.strip(),
            }


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines that are not empty, with their place."""
    place = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            yield place, line
        place += len(line)


def _marks(
    rows: Sequence[list[str]], columns: Sequence[heads.HeadColumn]
) -> frozenset[str]:
    """Decimal marks of the figures of a table."""
    places = [column.place for column in columns if column.role == "figures"]
    cells = (heads.plain_cell(row[place]) for row in rows for place in places)
    return decimal_marks("\n".join(cells))


def _asked(
    columns: Sequence[heads.HeadColumn],
    caption: str,
    opening: str,
    known: Collection[str],
) -> list[tuple[heads.HeadColumn, SeriesQuestion]]:
    """Columns of figures whose unit is said, with what to ask of their series."""
    common = unit_in_words(caption.rpartition(",")[2] or caption, grammar(), known)
    asked = (
        (column, _question(column.head, common, caption, opening, known))
        for column in columns
        if column.role in ("figures", "value")
    )
    return [(column, question) for column, question in asked if question.unit]


def _of_cell(cell: str, numeral: Numeral, unit: str) -> dict[str, str]:
    """Tell what a cell with a number says by itself."""
    digits, other = significant_digits(numeral.plain, unit), numeral.other
    return {
        "words": cell,
        "value": numeral.plain,
        "other_value": "" if other is None else f"{other:.15g}",
        "digits": "" if digits is None else str(digits),
        "qualifier": "exact",
    }


def _question(
    head: str, common: str, caption: str, opening: str, known: Collection[str]
) -> SeriesQuestion:
    """Return what to ask of the series of a column; its unit may be none."""
    unit = unit_in_words(head, grammar(), known)
    unit = unit or thing_in_words(head, grammar(), known) or common
    words = (head, f"{head} {caption}", "", opening)
    return SeriesQuestion(words, unit, _measure(head, unit), "", 1)


def _of_heading(question: SeriesQuestion, guess: Guess) -> dict[str, Any]:
    """Tell what a heading says of every cell of its column."""
    return {
        "table": "claims" if question.measure == "growth" else "observations",
        **guess.cells(),
        "measure": question.measure,
        "unit": question.unit,
    }


def _measure(head: str, unit: str) -> str:
    """Tell growth and shares from levels by the heading of a column."""
    if unit != "percent":
        return "level"
    words = grammar().data["changes"]
    if re.search(rf"\b(?:{words['growth_head']})", head, re.IGNORECASE):
        return "growth"
    share = re.search(rf"\b(?:{words['share_before']})\b", head, re.IGNORECASE)
    return "share" if share else "level"


def _place(line: str, sign: str, number: int) -> int:
    """Where the text of a field begins in a line."""
    fields = line.split(sign)
    gap = len(fields[number]) - len(fields[number].lstrip())
    return sum(len(field) + 1 for field in fields[:number]) + gap


def _days(period: str) -> dict[str, str]:
    if not period:
        return {}
    try:
        start_day, end_day = read_period(heads.plain_cell(period))
    except UsageError as error:
        return {"note": str(error)}
    return {"period_start": str(start_day), "period_end": str(end_day)}
