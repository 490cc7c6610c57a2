"""Rows of the observations from what a table says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.intake.append import NewRow
from kzaz_analysis.evidence.intake.complete import complete_all, missing
from kzaz_analysis.evidence.intake.duplicates import repeated_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

TABLE = "observations"
CELLS = ["series", "period_start", "period_end", "value", "unit", "reporter", "agency"]
SAME = ("series", "reporter", "agency", "period_start", "period_end", "source")
"""Cells that two rows of one figure share."""


def without_repeats(
    figures: pd.DataFrame,
    shared: Mapping[str, str],
    folder: Path,
    sources: Sequence[NewRow] = (),
) -> tuple[list[NewRow], pd.DataFrame]:
    """Make rows of figures, and tell those that are on record or twice in the file.

    Parameters
    ----------
    figures : pandas.DataFrame
        Figures that were understood, as of `understand`.
    shared : mapping of str to str
        Cells that all of them have, such as ``agency`` and ``source``.
    folder : pathlib.Path
        Data folder.
    sources : sequence of NewRow
        New sources that come along.

    Returns
    -------
    tuple of list of NewRow and pandas.DataFrame
        The new rows, complete; and the figures left out, with the reason in
        ``problem``.

    Raises
    ------
    UsageError
        If a column of the table is missing; the message names it.
    """
    figure_cells = [_texts(row) for row in figures[CELLS].to_dict("records")]
    whole = [{**shared, **row} for row in figure_cells]
    cells = complete_all(TABLE, whole, folder, [row.cells for row in sources])
    lacking = sorted({name for row in cells for name in missing(TABLE, row)})
    if lacking:
        flags = ", ".join(f"--{name.replace('_', '-')}" for name in lacking)
        raise UsageError(f"missing: {flags}; give them, or constants in the mapping")
    reasons = _reasons(figures, cells, folder)
    good = [
        NewRow(TABLE, row) for row, why in zip(cells, reasons, strict=True) if not why
    ]
    bad = figures.assign(problem=reasons)
    return good, bad[bad["problem"] != ""]


def _texts(row: Mapping[object, object]) -> dict[str, str]:
    """Cells of a row that hold something, as text."""
    return {str(name): str(cell) for name, cell in row.items() if cell}


def _reasons(
    figures: pd.DataFrame, rows: list[dict[str, str]], folder: Path
) -> list[str]:
    lines = repeated_lines(TABLE, rows, folder)
    place_of_key: dict[tuple[str, ...], tuple[object, object]] = {}
    reasons = []
    places = zip(figures["line"], figures["column"], strict=True)
    for line, row, place in zip(lines, rows, places, strict=True):
        key = tuple(row[name] for name in SAME)
        earlier_place = place_of_key.setdefault(key, place)
        if line is not None:
            reasons.append(f"on record already, {TABLE}.csv, line {line}")
        elif earlier_place != place:
            column = f", {earlier_place[1]}," if earlier_place[0] == place[0] else ""
            reasons.append(
                f"the same series and period as line {earlier_place[0]}{column} of the "
                "file"
            )
        else:
            reasons.append("")
    return _contested(reasons, rows, figures["line"].to_list())


def _contested(
    reasons: list[str], rows: list[dict[str, str]], lines: list[object]
) -> list[str]:
    """Leave out what the file says again with another value: either may be right."""
    places: dict[tuple[str, ...], list[int]] = {}
    for place, row in enumerate(rows):
        places.setdefault(tuple(row[name] for name in SAME), []).append(place)
    result = list(reasons)
    for alike in places.values():
        rivals = [p for p in alike if rows[p]["value"] != rows[alike[0]]["value"]]
        if rivals and not reasons[alike[0]]:
            result[alike[0]] = (
                f"line {lines[rivals[0]]} of the file has another value for the same "
                "series and period"
            )
    return result
