"""Several new rows of one table at once, with the sources that come along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.files import definition
from kzaz_analysis.evidence.intake.append import NewRow
from kzaz_analysis.evidence.intake.complete import (
    complete,
    complete_all,
    missing,
    source_on_record,
)
from kzaz_analysis.evidence.intake.given import (
    ORIGIN,
    SOURCE_COLUMNS,
    SPANS,
    cells_of,
)
from kzaz_analysis.evidence.intake.reading.time.resolve import read_period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

FIGURES = "observations"


def with_days(given: Mapping[str, str], table: str) -> dict[str, str]:
    """Turn periods into the two days that a table holds.

    A table may have a column of such a name itself, as drivers have their base case.

    Raises
    ------
    UsageError
        If a period cannot be read, or is given together with one of its days.
    """
    cells = dict(given)
    for stem in SPANS:
        if stem not in cells or stem in definition(table).names:
            continue
        start_name, end_name = f"{stem}_start", f"{stem}_end"
        if start_name in cells or end_name in cells:
            raise UsageError(f"--{stem} already stands for both days, see --help")
        start, end = read_period(cells.pop(stem))
        cells |= {start_name: f"{start:%Y-%m-%d}", end_name: f"{end:%Y-%m-%d}"}
    return cells


def several_rows(
    table: str, given: Sequence[Mapping[str, str]], folder: Path
) -> list[NewRow]:
    """Complete several rows of one table, and the new sources that they bring.

    Parameters
    ----------
    table : str
        Name of the table.
    given : sequence of mapping of str to str
        Cells of each row as typed, of those that `cells_of` names.
    folder : pathlib.Path
        Data folder.

    Returns
    -------
    list of NewRow
        New sources first, each once, then the rows in their order.

    Raises
    ------
    UsageError
        If a row lacks a cell, has one that its table does not, or a period that
        cannot be read; every row is named by its number.
    """
    problems: list[str] = []
    sources: dict[tuple[str, ...], NewRow] = {}
    rows: list[dict[str, str]] = []
    for number, typed in enumerate(given, 1):
        try:
            rows.append(_with_source(_filled(table, typed), sources, folder))
        except UsageError as error:
            problems.append(f"row {number}: {error}")
    if not problems:
        new_sources = [row.cells for row in sources.values()]
        whole = _completed(table, rows, folder, new_sources)
        problems = [
            f"row {number}: missing: {', '.join(lacking)}"
            for number, cells in enumerate(whole, 1)
            if (lacking := missing(table, cells))
        ]
    if problems:
        raise UsageError("\n".join([*problems, "nothing was added"]))
    return [*sources.values(), *(NewRow(table, cells) for cells in whole)]


def _filled(table: str, typed: Mapping[str, str]) -> dict[str, str]:
    """Cells that hold something; UsageError where a name is not one of the table."""
    strange = sorted(set(typed) - {*cells_of(table)})
    if strange:
        raise UsageError(
            f"{table} has no column {', '.join(strange)}; "
            f"columns: {', '.join(cells_of(table))}"
        )
    return with_days({n: cell for n, cell in typed.items() if cell.strip()}, table)


def _with_source(
    cells: dict[str, str], sources: dict[tuple[str, ...], NewRow], folder: Path
) -> dict[str, str]:
    """Name the source of a row, which is a new one where it is described."""
    names = [f"{ORIGIN}{name}" for name in SOURCE_COLUMNS]
    origin = {n.removeprefix(ORIGIN): cells.pop(n) for n in names if n in cells}
    if not origin:
        return cells
    origin["source"] = cells.get("source", "")
    if entry := source_on_record(origin, folder):
        return cells | {"source": entry}
    key = tuple(origin.get(name, "") for name in ("source", *SOURCE_COLUMNS))
    if key not in sources:
        row = complete("sources", origin, folder)
        lacking = [f"{ORIGIN}{name}" for name in missing("sources", row)]
        if lacking:
            raise UsageError(f"missing: {', '.join(lacking)}")
        sources[key] = NewRow("sources", row)
    return cells | {"source": sources[key].cells["source"]}


def _completed(
    table: str,
    rows: Sequence[Mapping[str, str]],
    folder: Path,
    sources: Sequence[Mapping[str, str]],
) -> list[dict[str, str]]:
    if table == FIGURES:
        return complete_all(table, rows, folder, sources)
    whole = [complete(table, cells, folder, sources) for cells in rows]
    name = definition(table).key[0]
    is_named = {"id", "source"} & {name}
    taken = {cells[name] for cells in rows if cells.get(name)} if is_named else set()
    for cells, typed in zip(whole, rows, strict=True):
        if is_named and not typed.get(name) and cells[name]:
            cells[name] = _numbered(cells[name], taken)
            taken.add(cells[name])
    return whole


def _numbered(name: str, taken: Iterable[str]) -> str:
    """Give a name that no other new row has."""
    used = set(taken)
    numbered = (f"{name}-{n}" for n in range(2, len(used) + 3))
    return name if name not in used else next(n for n in numbered if n not in used)
