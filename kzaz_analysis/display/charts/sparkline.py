"""A small picture of a series for a card of the index."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from kzaz_analysis.display.charts.chart import png
from kzaz_analysis.display.charts.points import runs
from kzaz_analysis.display.numbers import axis_factor, significant
from kzaz_analysis.display.theme import (
    DPI,
    INK,
    SPARK,
    TARGET,
    drawing,
    series_colour,
)

if TYPE_CHECKING:
    import pandas as pd


TEXT_PT = 13
"""Size of the two numbers, so that they can be read where the card shows it smaller."""

ROOM, GAP = 0.25, 0.03
"""Parts of the width that a number takes on either side, and that keep it apart."""

LOWEST = 0.1
"""Part of the height below which no number is centred."""


def sparkline(
    annual: pd.DataFrame,
    *,
    series: str = "",
    target: float | None = None,
    unit: str = "",
) -> str:
    """Draw a series without axes, its first and last value beside it.

    Parameters
    ----------
    annual : pandas.DataFrame
        Annual frame with at least one row.
    series : str
        Series id, for its colour.
    target : float, optional
        A level drawn as a thin line.
    unit : str
        Unit id of the values, which are written at the scale of the last one.

    Returns
    -------
    str
        The picture as a PNG data URI; equal series give equal text.
    """
    top = max(annual["value"].max(), target or 0.0)
    with drawing(SPARK):
        figure = Figure(figsize=SPARK.inches, dpi=DPI, facecolor="white")
        axes = figure.add_axes((ROOM, 0.14, 1 - 2 * ROOM, 0.72))
        axes.set_axis_off()
        colour = series_colour(series)
        for run in runs(annual):
            axes.plot(run["year"], run["value"], color=colour, lw=1.8)
        axes.plot(annual["year"], annual["value"], ".", ms=5, color=colour)
        latest = annual.iloc[-1]
        axes.plot(latest["year"], latest["value"], "o", ms=6, color=colour)
        if target:
            axes.axhline(target, color=TARGET, lw=1.2)
        axes.set_ylim(min(0.0, annual["value"].min()), 1.12 * top or 1.0)
        factor = axis_factor(unit, 2 * float(latest["value"])) if unit else 1.0
        for value, edge, side in (
            (float(annual["value"].iloc[0]), ROOM - GAP, "right"),
            (float(latest["value"]), 1 - ROOM + GAP, "left"),
        ):
            height = axes.transLimits.transform((0, value))[1]
            figure.text(
                *(edge, 0.14 + 0.72 * min(max(height, LOWEST), 1 - LOWEST)),
                significant(value * factor),
                ha=side,
                va="center",
                color=INK,
                fontsize=TEXT_PT,
            )
    return "data:image/png;base64," + base64.b64encode(png(figure)).decode("ascii")
