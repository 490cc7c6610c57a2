"""A table as a picture: a panel for each column of numbers, a dot for each row."""

from __future__ import annotations

import textwrap
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from matplotlib.figure import Figure

from kzaz_analysis.display.charts.chart import chart
from kzaz_analysis.display.numbers import plain_number
from kzaz_analysis.display.speech.phrases import phrase
from kzaz_analysis.display.theme import DPI, WIDE, readable, series_colour

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from kzaz_analysis.display.charts.chart import Chart
    from kzaz_analysis.display.theme import Sheet

    Cells = tuple[str, ...]

MOST_ROWS = 40
"""Rows in a picture; the most important ones stand first in a table."""

MOST_PANELS = 4
"""Columns of numbers beside one another."""

ROW_PX, AROUND_PX = 26, 130
"""CSS pixels a row, and above and below all of them."""

LETTERS = 34
"""Letters of a row's name before it is cut."""


class Panel(NamedTuple):
    """One column: its head, and the places of its rows with their numbers."""

    head: str
    places: list[int]
    numbers: list[float]


def columns_chart(
    caption: str, headers: Sequence[str], lines: Sequence[Cells], numbers: pd.DataFrame
) -> Chart | None:
    """Draw what a table shows.

    Parameters
    ----------
    caption : str
        What it shows.
    headers : sequence of str
        One a column; a ``#`` in front marks a column of numbers.
    lines : sequence of tuple of str
        Its cells; the first column names the rows.
    numbers : pandas.DataFrame
        What stands behind them, unrounded.

    Returns
    -------
    Chart or None
        Up to four columns of numbers over the first forty rows; None where no column
        holds any.
    """
    rows = lines[:MOST_ROWS]
    panels = list(islice(_panels(headers, rows), MOST_PANELS))
    if not panels:
        return None
    names, heads = _names(headers, rows), ", ".join(panel.head for panel in panels)
    size = WIDE.taller(AROUND_PX + ROW_PX * len(names))
    draw = partial(_draw, panels=panels, names=names)
    alt = f"{phrase('Dot plot')}: {caption}; {heads}."
    return chart(draw, alt, size, narrow=None, numbers=numbers)


def _panels(headers: Sequence[str], rows: Sequence[Cells]) -> Iterator[Panel]:
    for column, head in enumerate(headers):
        cells = [plain_number(cells[column]) for cells in rows]
        dots = {n: float(cell) for n, cell in enumerate(cells) if not _is_text(cell)}
        if column and head.startswith("#") and dots:
            yield Panel(head.lstrip("#"), list(dots), list(dots.values()))


def _is_text(cell: float | str) -> bool:
    return isinstance(cell, str)


def _names(headers: Sequence[str], rows: Sequence[Cells]) -> list[str]:
    """Name the rows by the first column, with the next text where names are equal."""
    texts = [n for n, head in enumerate(headers) if n and not head.startswith("#")]
    names = [cells[0] for cells in rows]
    if len(set(names)) < len(names) and texts:
        names = [f"{cells[0]} · {cells[texts[0]]}".rstrip(" ·") for cells in rows]
    return [textwrap.shorten(name, LETTERS, placeholder="…") for name in names]


def _draw(sheet: Sheet, *, panels: Sequence[Panel], names: Sequence[str]) -> Figure:
    import seaborn  # noqa: PLC0415 - a table that is not drawn needs none

    dots: Any = seaborn.scatterplot
    figure = Figure(
        figsize=sheet.inches, dpi=DPI, facecolor="white", layout="constrained"
    )
    every = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
    for axes, panel in zip(every, panels, strict=True):
        colour = readable(series_colour())
        dots(x=panel.numbers, y=panel.places, ax=axes, color=colour, s=60, legend=False)
        axes.set_xlabel(textwrap.fill(panel.head, 70 // len(panels)))
        axes.xaxis.get_major_locator().set_params(nbins=5)
        axes.grid(visible=True, axis="both")
    every[0].set_yticks(range(len(names)), names)
    every[0].set_ylim(len(names) - 0.5, -0.5)
    return figure
