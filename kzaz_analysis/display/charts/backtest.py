"""What would have been said from past years, and what came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kzaz_analysis.display.charts.canvas import Canvas
from kzaz_analysis.display.charts.chart import Chart, chart
from kzaz_analysis.display.numbers import axis_factor, axis_title
from kzaz_analysis.display.theme import FAN, INK, PROJECTION
from kzaz_analysis.display.words import span, years_text

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from kzaz_analysis.display.theme import Sheet

MOST_ORIGINS = 5
"""Origins drawn, evenly spread: more would hide each other."""


def backtest_chart(
    forecasts: pd.DataFrame,
    came: pd.DataFrame,
    *,
    unit: str,
    label: str,
    method: str = "combination",
) -> Chart:
    """Draw past forecasts of one method with their 80 % bands against what came.

    Parameters
    ----------
    forecasts : pandas.DataFrame
        Columns ``method, origin, year, median, lo-80, hi-80``, one row per forecast.
    came : pandas.DataFrame
        Columns ``year, value``: what was recorded later.
    unit, label : str
        Unit id and what is plotted.
    method : str
        The method shown.

    Returns
    -------
    Chart
        At most `MOST_ORIGINS` forecasts, evenly spread over the origins.
    """
    mine = forecasts[forecasts["method"] == method]
    origins = sorted(set(mine["origin"]))
    picks = np.linspace(0, len(origins) - 1, min(MOST_ORIGINS, len(origins)))
    shown = [origins[round(pick)] for pick in picks]
    kept = mine[mine["origin"].isin(shown)]
    points = came.sort_values("year")
    first, last = int(points["year"].min()), int(points["year"].max())
    alt = (
        f"Line chart of past forecasts of {label}, made in {years_text(shown)}, "
        f"against the figures of {span(first, last)}."
    )
    return chart(lambda sheet: _draw(sheet, kept, points, unit), alt)


def _draw(
    sheet: Sheet, forecasts: pd.DataFrame, came: pd.DataFrame, unit: str
) -> Figure:
    canvas = Canvas(sheet)
    level = min((c[3:] for c in forecasts.columns if c.startswith("hi-")), key=float)
    seen = max(came["value"].max(), forecasts["median"].max())
    top = min(1.1 * forecasts[f"hi-{level}"].max(), 2.2 * seen)
    factor = axis_factor(unit, top)
    canvas.levels(0.0, top * factor)
    first = int(min(forecasts["origin"].min(), came["year"].min()))
    canvas.years(first, int(came["year"].max()), canvas.width - canvas.px(60))
    notes = [
        f"Dark points: the record. Lines: the middle of each forecast; "
        f"bands: its {level} % interval."
    ]
    basis = "current prices" if "USD" in unit else ""
    canvas.fit(axis_title(unit, top, basis), notes=notes)
    for _, path in forecasts.groupby("origin"):
        low, high = factor * path[f"lo-{level}"], factor * path[f"hi-{level}"]
        style: Any = {"color": FAN["80"], "alpha": 0.55, "lw": 0, "zorder": 1}
        canvas.axes.fill_between(path["year"], low, high, **style)
        middle = factor * path["median"]
        canvas.axes.plot(
            path["year"], middle, color=PROJECTION, lw=1.8, marker=".", zorder=3
        )
    canvas.axes.plot(
        came["year"], factor * came["value"], "o", ms=7, color=INK, zorder=4
    )
    return canvas.figure
