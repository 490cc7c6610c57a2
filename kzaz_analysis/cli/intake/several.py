"""Several rows at once: given as words, as a table, or typed into an editor."""

from __future__ import annotations

import csv
import io
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kzaz_analysis.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

STANDARD_INPUT = "-"

FORM = """\
# One line a row, below the headings. Columns may be left empty or taken out; others of
# the table may be added: {columns}.
# Lines that begin with # are not read. Close the file without a row to add nothing.
"""


def several_options() -> list[click.Parameter]:
    """Make the options by which several rows are given."""
    return [
        click.Option(
            ["--row", "rows"],
            multiple=True,
            metavar="CELLS",
            help="One row, as in --row 'period=2026 value=612.4'; may be given again. "
            "Cells given by other options are those of all rows.",
        ),
        click.Option(
            ["--rows", "file"],
            metavar="FILE",
            help="Rows of a table in CSV, its headings the names of columns; - reads "
            "standard input.",
        ),
        click.Option(
            ["--edit", "edit"],
            is_flag=True,
            help="Type the rows into an editor (VISUAL, EDITOR).",
        ),
    ]


def given_rows(
    rows: Iterable[str], file: str | None, form: Iterable[str] | None, columns: str
) -> list[dict[str, str]]:
    """Read the rows that were given in any of the three ways.

    Parameters
    ----------
    rows : iterable of str
        Each ``column=cell`` words, quoted as in a shell.
    file : str or None
        Path of a table, or `STANDARD_INPUT`.
    form : iterable of str or None
        Headings of the form that is opened in an editor; None opens none.
    columns : str
        What may stand in it, in words.

    Raises
    ------
    UsageError
        If words are no ``column=cell``, or the table cannot be read.
    """
    listed = [_of_words(words, number) for number, words in enumerate(rows, 1)]
    if file is not None:
        listed += _of_table(_text_of(file), "standard input" if file == "-" else file)
    if form is not None:
        head = ",".join(form)
        typed = click.edit(f"{FORM.format(columns=columns)}{head}\n", extension=".csv")
        lines = (typed or "").splitlines()
        text = "\n".join(line for line in lines if not line.startswith("#"))
        listed += _of_table(text, "the form") if text.strip() else []
    return listed


def _of_words(words: str, number: int) -> dict[str, str]:
    try:
        pairs = [word.partition("=") for word in shlex.split(words)]
    except ValueError as error:
        raise UsageError(f"--row {words!r} cannot be read: {error}") from error
    wrong = [name for name, mark, _ in pairs if not (mark and name)]
    if wrong:
        raise UsageError(
            f"--row number {number}: {wrong[0]!r} is no column=cell; write --row "
            "'period=2026 value=612.4', with quotes around a cell of several words"
        )
    return {name.replace("-", "_"): cell for name, _, cell in pairs}


def _text_of(file: str) -> str:
    try:
        if file == STANDARD_INPUT:
            return sys.stdin.buffer.read().decode("utf-8-sig")
        return Path(file).read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not text in UTF-8; save it as such") from error


def _of_table(text: str, name: str) -> list[dict[str, str]]:
    head, *lines = [*csv.reader(io.StringIO(text), delimiter=_delimiter(text))] or [[]]
    names = [cell.strip().replace("-", "_") for cell in head]
    filled = [cells for cells in lines if any(cell.strip() for cell in cells)]
    if not filled:
        raise UsageError(f"{name} has no row below its headings")
    return list(_as_cells(filled, names, name))


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    return max((",", ";", "\t"), key=head.count)


def _as_cells(
    lines: Iterable[list[str]], names: list[str], file: str
) -> Iterator[dict[str, str]]:
    for number, cells in enumerate(lines, 1):
        if len(cells) > len(names):
            raise UsageError(
                f"row {number} of {file} has {len(cells)} cells, the headings are "
                f"{len(names)}; put cells that hold a comma in quotes"
            )
        yield dict(zip(names, cells, strict=False))


def with_shared(
    rows: Iterable[Mapping[str, str]], shared: Mapping[str, str]
) -> list[dict[str, str]]:
    """Give every row the cells that all have, unless it has its own."""
    return [
        {**shared, **{n: cell for n, cell in row.items() if cell.strip()}}
        for row in rows
    ]
