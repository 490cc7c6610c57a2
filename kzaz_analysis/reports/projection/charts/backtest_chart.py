"""What would have been said from past years, and what came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.display.charts.canvas import Canvas
from kzaz_analysis.display.charts.chart import Chart, chart
from kzaz_analysis.display.grammar import number_word, plural, span, years_text
from kzaz_analysis.display.numbers import (
    amount,
    axis_factor,
    axis_title,
    percent,
    prices,
)
from kzaz_analysis.display.theme import FAN, INK, PROJECTION

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from kzaz_analysis.display.theme import Sheet

MOST_SEEN = 1.6
"""The axis ends at this multiple of what came or was thought most likely."""


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
        Columns ``method, origin, year, median, lo-80, hi-80, actual``, one row per
        forecast.
    came : pandas.DataFrame
        Columns ``year, value``: what was recorded later.
    unit, label : str
        Unit id and what is plotted.
    method : str
        The method shown.

    Returns
    -------
    Chart
        Forecasts that follow one another without overlap, from the first on; a
        remark says how far a band goes that leaves the picture.
    """
    mine = forecasts[forecasts["method"] == method]
    kept = mine[mine["origin"].isin(_apart(mine))]
    points = came.sort_values("year")
    made = years_text(sorted(set(kept["origin"])))
    years = span(int(points["year"].min()), int(points["year"].max()))
    level = _level(kept)
    low, high = (kept[f"{end}-{level}"] for end in ("lo", "hi"))
    held = int(((low <= kept["actual"]) & (kept["actual"] <= high)).sum())
    alt = (
        f"Line chart of past forecasts of {label}, made in {made}, against the figures "
        f"of {years}. Of {plural(len(kept), 'forecast')} shown, {number_word(held)} "
        f"came inside the {percent(float(level), 3)} interval."
    )
    return chart(lambda sheet: _draw(sheet, kept, points, unit), alt)


def _apart(forecasts: pd.DataFrame) -> list[int]:
    """Origins whose forecasts do not overlap: the first, and the next after its end."""
    ends = forecasts.groupby("origin")["year"].max()
    shown: list[int] = []
    for origin in ends.index:
        if not shown or origin >= ends[shown[-1]]:
            shown.append(int(origin))
    return shown


def _level(forecasts: pd.DataFrame) -> str:
    """Least coverage of the intervals, as the columns end."""
    return min((c[3:] for c in forecasts.columns if c.startswith("hi-")), key=float)


def _draw(
    sheet: Sheet, forecasts: pd.DataFrame, came: pd.DataFrame, unit: str
) -> Figure:
    canvas = Canvas(sheet)
    level = _level(forecasts)
    widest = float(forecasts[f"hi-{level}"].max())
    seen = max(came["value"].max(), forecasts["median"].max())
    top = min(1.1 * max(widest, seen), MOST_SEEN * seen) or 1.0
    factor = axis_factor(unit, top)
    canvas.levels(0.0, top * factor)
    first = int(min(forecasts["origin"].min(), came["year"].min()))
    canvas.years(first, int(came["year"].max()), canvas.width - canvas.px(60))
    notes = [
        "Dark points: the record. Lines: the median of each forecast; "
        f"bands: its {percent(float(level), 3)} interval."
    ]
    if widest > top:
        reach = amount(widest, unit)
        notes.append(f"The widest band goes on beyond the picture, to {reach}.")
    canvas.fit(axis_title(unit, top, prices(unit)), notes=notes)
    known = came.set_index("year")["value"]
    for origin, path in forecasts.groupby("origin"):
        start = known.get(origin)
        _draw_path(canvas, path, level, factor, start)
    levels = factor * came["value"]
    canvas.axes.plot(came["year"], levels, "o", ms=7, color=INK, zorder=4)
    return canvas.figure


def _draw_path(
    canvas: Canvas, path: pd.DataFrame, level: str, factor: float, start: float | None
) -> None:
    """Draw one forecast with its band, from the figure it was made on where known."""
    first = [] if start is None else [factor * float(start)]
    years = [path["origin"].iloc[0]] * len(first) + path["year"].to_list()
    low, middle, high = (
        [*first, *(factor * path[name])]
        for name in (f"lo-{level}", "median", f"hi-{level}")
    )
    canvas.axes.fill_between(years, low, high, color=FAN["80"], lw=0, zorder=1)
    canvas.axes.plot(
        years, middle, color=PROJECTION, lw=1.8, marker=".", ms=5, zorder=3
    )
