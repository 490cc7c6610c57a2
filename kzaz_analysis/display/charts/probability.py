"""The chance of a level by year, beside the benchmark's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.display.charts.canvas import Canvas
from kzaz_analysis.display.charts.chart import Chart, chart
from kzaz_analysis.display.numbers import chance
from kzaz_analysis.display.theme import FAN, MUTED, WIDE

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from kzaz_analysis.display.theme import Sheet

LOW = WIDE.taller(340)


def probability_chart(chances: pd.DataFrame, *, label: str) -> Chart:
    """Draw the chance of having reached a level by each year.

    Parameters
    ----------
    chances : pandas.DataFrame
        Columns ``year, p_by_year, p_by_year_benchmark``, one row per year ahead.
    label : str
        What is reached.

    Returns
    -------
    Chart
        Bars from zero, in words above them; a tick marks the benchmark.
    """
    last = chances.iloc[-1]
    alt = (
        f"Bar chart of the chance of {label} by year. By {int(last['year'])}: "
        f"{chance(last['p_by_year'])}; benchmark "
        f"{chance(last['p_by_year_benchmark'])}."
    )
    return chart(lambda sheet: _draw(sheet, chances), alt, wide=LOW)


def _draw(sheet: Sheet, chances: pd.DataFrame) -> Figure:
    canvas = Canvas(sheet)
    shares = (100 * chances["p_by_year"]).to_list()
    highest = max(*shares, *(100 * chances["p_by_year_benchmark"]), 20.0)
    canvas.levels(0.0, 1.2 * highest)
    years = chances["year"].astype(int).to_list()
    canvas.years(min(years), max(years), canvas.width - canvas.px(60), 0.7)
    notes = ["Dashes: the benchmark, a random walk with drift."]
    canvas.fit("Chance of having reached it, %", notes=notes)
    canvas.axes.bar(years, shares, width=0.6, color=FAN["50"], zorder=3)
    width = (canvas.axes.get_window_extent().width / len(years)) * 0.96
    for year, share, p in zip(years, shares, chances["p_by_year"], strict=True):
        words = canvas.wrap(chance(float(p)).removeprefix("about "), width)
        x, y = canvas.to_px(year, share)
        size = canvas.measure(words)
        canvas.write(x - size[0] / 2, y + canvas.px(5), words, top=False)
    for year, p in zip(years, chances["p_by_year_benchmark"], strict=True):
        ends = [year - 0.36, year + 0.36]
        canvas.axes.plot(ends, [100 * p, 100 * p], color=MUTED, lw=2, zorder=4)
    return canvas.figure
