"""The chance of a level by year, beside the benchmark's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.display.charts.canvas import Canvas
from kzaz_analysis.display.charts.chart import Chart, chart, plotted
from kzaz_analysis.display.charts.label_placement import Label, Placer
from kzaz_analysis.display.charts.tips import tell_bars, tip
from kzaz_analysis.display.probability_bands import chance
from kzaz_analysis.display.theme import FAN, INK, MUTED, WIDE

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from kzaz_analysis.display.theme import Sheet

LOW = WIDE.taller(340)
BENCHMARK = "p_by_year_benchmark"


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
    end_row = chances.iloc[-1]
    alt = (
        f"Bar chart of the probability of {label} by year. By {int(end_row['year'])}: "
        f"{chance(end_row['p_by_year'])}; benchmark "
        f"{chance(end_row['p_by_year_benchmark'])}."
    )
    numbers = plotted("share", probability=chances)
    return chart(lambda s: _draw(s, chances), alt, wide=LOW, numbers=numbers)


def _draw(sheet: Sheet, chances: pd.DataFrame) -> Figure:
    canvas = Canvas(sheet)
    shares = (100 * chances["p_by_year"]).to_list()
    highest = max(*shares, *(100 * chances[BENCHMARK]), 20.0)
    canvas.levels(0.0, (1.4 if sheet.is_narrow else 1.25) * highest, last=100.0)
    years = chances["year"].astype(int).to_list()
    canvas.years(min(years), max(years), canvas.width - canvas.px(60), 0.7)
    notes = ["Dashes: the benchmark, a random walk with drift."]
    canvas.fit("Chance of having reached it, %", notes=notes)
    bars = canvas.axes.bar(years, shares, width=0.6, color=FAN["50"], zorder=3)
    rows = chances.to_dict("records")
    tips = [
        tip(year, chance(row["p_by_year"]), f"benchmark: {chance(row[BENCHMARK])}")
        for year, row in zip(years, rows, strict=True)
    ]
    tell_bars(bars, tips)
    benchmark = (100 * chances[BENCHMARK]).to_list()
    for year, share in zip(years, benchmark, strict=True):
        ends = [year - 0.36, year + 0.36]
        canvas.axes.plot(ends, [share, share], color=MUTED, lw=2, zorder=4)
    _label(canvas, years, chances["p_by_year"].to_list(), benchmark)
    return canvas.figure


def _label(
    canvas: Canvas, years: list[int], chances: list[float], benchmark: list[float]
) -> None:
    """Say the chances above their bars, the last one first, where there is room."""
    placer = Placer(canvas)
    for year, share in zip(years, benchmark, strict=True):
        placer.avoid_box(year - 0.36, share, year + 0.36, share + 0.4)
    pitch = canvas.axes.get_window_extent().width / len(years)
    for year, p in reversed(list(zip(years, chances, strict=True))):
        words = canvas.wrap(chance(p), 0.96 * pitch)
        at = canvas.to_px(year, 100 * p)
        sides = ("N", "NW") if year == years[-1] else ("N",)
        placer.put(Label(words, at, INK, "normal", False, sides, 5, 46))
