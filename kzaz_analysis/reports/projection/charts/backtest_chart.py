"""What would have been said from past years, and what came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.display.charts.canvas import Canvas
from kzaz_analysis.display.charts.chart import Chart, chart, plotted
from kzaz_analysis.display.charts.tips import tell, tip
from kzaz_analysis.display.charts.vector import write_tips
from kzaz_analysis.display.grammar import number_word, plural, span, years_text
from kzaz_analysis.display.numbers import (
    amount,
    axis_factor,
    axis_title,
    interval,
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
    of_method = forecasts[forecasts["method"] == method]
    drawn = of_method[of_method["origin"].isin(_apart(of_method))]
    points = came.sort_values("year")
    origins_text = years_text(sorted(set(drawn["origin"])))
    years = span(int(points["year"].min()), int(points["year"].max()))
    level = _level(drawn)
    low, high = (drawn[f"{end}-{level}"] for end in ("lo", "hi"))
    held = int(((low <= drawn["actual"]) & (drawn["actual"] <= high)).sum())
    alt = (
        f"Line chart of past forecasts of {label}, made in "
        f"{origins_text}, against the figures "
        f"of {years}. Of {plural(len(drawn), 'forecast')} shown, {number_word(held)} "
        f"came inside the {percent(float(level), 3)} interval."
    )
    numbers = plotted(unit, record=came, past_forecast=drawn)
    return chart(lambda sheet: _draw(sheet, drawn, points, unit), alt, numbers=numbers)


def _apart(forecasts: pd.DataFrame) -> list[int]:
    """Origins whose forecasts do not overlap: the first, and the next after its end."""
    ends = forecasts.groupby("origin")["year"].max()
    origins_apart: list[int] = []
    for origin in ends.index:
        if not origins_apart or origin >= ends[origins_apart[-1]]:
            origins_apart.append(int(origin))
    return origins_apart


def _level(forecasts: pd.DataFrame) -> str:
    """Least coverage of the intervals, as the columns end."""
    return min((c[3:] for c in forecasts.columns if c.startswith("hi-")), key=float)


def _draw(
    sheet: Sheet, forecasts: pd.DataFrame, came: pd.DataFrame, unit: str
) -> Figure:
    canvas = Canvas(sheet)
    level = _level(forecasts)
    widest = float(forecasts[f"hi-{level}"].max())
    highest = max(came["value"].max(), forecasts["median"].max())
    top = min(1.1 * max(widest, highest), MOST_SEEN * highest) or 1.0
    factor = axis_factor(unit, top)
    canvas.levels(0.0, top * factor)
    first_year = int(min(forecasts["origin"].min(), came["year"].min()))
    canvas.years(first_year, int(came["year"].max()), canvas.width - canvas.px(60))
    notes = [
        "Dark points: the record. Lines: the median of each forecast; "
        f"bands: its {percent(float(level), 3)} interval."
    ]
    if widest > top:
        reach = amount(widest, unit)
        notes.append(f"The widest band goes on beyond the picture, to {reach}.")
    canvas.fit(axis_title(unit, top, prices(unit)), notes=notes)
    level_of_year = came.set_index("year")["value"]
    for origin, path in forecasts.groupby("origin"):
        start = level_of_year.get(origin)
        _draw_path(canvas, path, level, factor, start)
    levels = factor * came["value"]
    (marks,) = canvas.axes.plot(
        came["year"], levels, "o", ms=7, color=INK, zorder=4, clip_on=False
    )
    rows = came.to_dict("records")
    write_tips(marks, [tip(int(r["year"]), amount(r["value"], unit)) for r in rows])
    rows = forecasts.to_dict("records")
    tips = [
        tip(
            f"{int(r['year'])} ({int(r['origin'])})",
            f"median: {amount(r['median'], unit)}",
            interval(r[f"lo-{level}"], r[f"hi-{level}"], unit),
        )
        for r in rows
    ]
    tell(canvas.axes, forecasts["year"], factor * forecasts["median"], tips)
    return canvas.figure


def _draw_path(
    canvas: Canvas, path: pd.DataFrame, level: str, factor: float, start: float | None
) -> None:
    """Draw one forecast with its band, from the figure it was made on where known."""
    start_level = [] if start is None else [factor * float(start)]
    years = [path["origin"].iloc[0]] * len(start_level) + path["year"].to_list()
    low, middle, high = (
        [*start_level, *(factor * path[name])]
        for name in (f"lo-{level}", "median", f"hi-{level}")
    )
    canvas.axes.fill_between(years, low, high, color=FAN["80"], lw=0, zorder=1)
    canvas.axes.plot(
        years, middle, color=PROJECTION, lw=1.8, marker=".", ms=5, zorder=3
    )
