"""A small picture of a series for a card of the index."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from kzaz_analysis.display.charts.chart import png
from kzaz_analysis.display.charts.points import runs
from kzaz_analysis.display.theme import DPI, SPARK, TARGET, drawing, series_colour

if TYPE_CHECKING:
    import pandas as pd


def sparkline(
    annual: pd.DataFrame, *, series: str = "", target: float | None = None
) -> str:
    """Draw a series without axes.

    Parameters
    ----------
    annual : pandas.DataFrame
        Annual frame with at least one row.
    series : str
        Series id, for its colour.
    target : float, optional
        A level drawn as a thin line.

    Returns
    -------
    str
        The picture as a PNG data URI; equal series give equal text.
    """
    with drawing(SPARK):
        figure = Figure(figsize=SPARK.inches, dpi=DPI, facecolor="white")
        axes = figure.add_axes((0.02, 0.08, 0.96, 0.84))
        axes.set_axis_off()
        colour = series_colour(series)
        for run in runs(annual):
            axes.plot(run["year"], run["value"], color=colour, lw=1.8)
        axes.plot(annual["year"], annual["value"], ".", ms=5, color=colour)
        latest = annual.iloc[-1]
        axes.plot(latest["year"], latest["value"], "o", ms=6, color=colour)
        if target:
            axes.axhline(target, color=TARGET, lw=1.2)
        top = max(annual["value"].max(), target or 0.0)
        axes.set_ylim(min(0.0, annual["value"].min()), 1.12 * top or 1.0)
    return "data:image/png;base64," + base64.b64encode(png(figure)).decode("ascii")
