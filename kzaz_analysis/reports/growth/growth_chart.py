"""Yearly growth as bars around a zero line."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from kzaz_analysis.display.charts.canvas import Canvas
from kzaz_analysis.display.charts.chart import Chart, chart, plotted
from kzaz_analysis.display.charts.label_placement import Label, Placer
from kzaz_analysis.display.charts.tips import tell, tip
from kzaz_analysis.display.grammar import span, years_text
from kzaz_analysis.display.numbers import rate, rate_interval
from kzaz_analysis.display.theme import INK, MUTED, PROJECTION, TARGET

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from kzaz_analysis.display.theme import Sheet

UP, DOWN = PROJECTION, TARGET
HALF_BAR = 0.31
"""Half the width of a bar, in years."""


def growth_chart(growth: pd.DataFrame, *, label: str) -> Chart:
    """Draw yearly growth as bars; years without a rate stay empty and are named.

    Parameters
    ----------
    growth : pandas.DataFrame
        Columns ``year, growth_pct, low_pct, high_pct, reason``, one row a year; at
        least one rate is known.
    label : str
        What grows, as in "freight on a corridor".

    Returns
    -------
    Chart
        Bars from zero, each with its rate; rounding is drawn as a thin line.
    """
    with_rate = growth[growth["growth_pct"].notna()]
    # The first year of a record has no year before it to be compared with.
    later = growth.iloc[1:]
    lost = later[later["growth_pct"].isna()]["year"]
    numbers = plotted("percent_per_year", growth=growth)
    alt = _alt(with_rate, lost, label)
    return chart(lambda sheet: _draw(sheet, growth), alt, numbers=numbers)


def _draw(sheet: Sheet, growth: pd.DataFrame) -> Figure:
    canvas = Canvas(sheet)
    with_rate = growth[growth["growth_pct"].notna()]
    rates = with_rate["growth_pct"].to_list()
    lows, highs = _bounds(with_rate)
    low, high = min(0.0, *rates, *lows), max(0.0, *rates, *highs)
    room = 0.16 * (high - low)
    canvas.levels(low - (room if low < 0 else 0), high + room)
    years = growth["year"].to_list()
    canvas.years(min(years), max(years), canvas.width - canvas.px(60))
    lost = sorted(set(growth["year"].iloc[1:]) - set(with_rate["year"]))
    notes = [f"No rate for {years_text(lost)}: see the text."] if lost else []
    canvas.fit("Growth on the year before, %", notes=notes)
    _draw_bars(canvas, with_rate["year"].to_list(), rates)
    canvas.axes.vlines(with_rate["year"], lows, highs, color=INK, lw=1.2, zorder=4)
    canvas.zero_line()
    placer = Placer(canvas)
    for year, value in zip(with_rate["year"], rates, strict=True):
        placer.avoid_box(year - HALF_BAR, 0, year + HALF_BAR, value)
    for year, value in _by_weight(with_rate["year"].to_list(), rates):
        at = canvas.to_px(year, value)
        sides = ("N",) if value >= 0 else ("S",)
        placer.put(Label(rate(value), at, INK, "bold", False, sides, 4, 8))
    _tell(canvas, with_rate)
    for year in lost:
        canvas.axes.plot(year, 0, marker="x", ms=6, color=MUTED, zorder=5)
    return canvas.figure


def _tell(canvas: Canvas, with_rate: pd.DataFrame) -> None:
    tips = [
        tip(
            int(row["year"]),
            rate(row["growth_pct"]),
            _rounding(row["low_pct"], row["high_pct"]),
        )
        for row in with_rate.to_dict("records")
    ]
    tell(canvas.axes, with_rate["year"], with_rate["growth_pct"], tips)


def _rounding(low: float, high: float) -> str:
    """Say what rounding allows, where it shows."""
    is_open = not np.isfinite([low, high]).all()
    return "" if is_open or rate(low) == rate(high) else rate_interval(low, high)


def _draw_bars(canvas: Canvas, years: list[int], rates: list[float]) -> None:
    import seaborn  # noqa: PLC0415 - a study without a picture needs none

    sns: Any = seaborn
    nearest = min((b - a for a, b in pairwise(years)), default=1)
    sns.barplot(
        x=years,
        y=rates,
        hue=[value > 0 for value in rates],
        palette={True: UP, False: DOWN},
        saturation=1,
        native_scale=True,
        dodge=False,
        width=2 * HALF_BAR / nearest,
        legend=False,
        zorder=3,
        ax=canvas.axes,
    )


def _bounds(known: pd.DataFrame) -> tuple[list[float], list[float]]:
    """Return the ends of the rounding lines; an open one stops at the bar."""
    rates, low, high = (known[c] for c in ("growth_pct", "low_pct", "high_pct"))
    return (
        low.where(np.isfinite(low), rates).to_list(),
        high.where(np.isfinite(high), rates).to_list(),
    )


def _by_weight(years: list[int], rates: list[float]) -> list[tuple[int, float]]:
    """Pairs in the order in which they get a number: the last, then the largest."""
    *earlier_points, last_point = zip(years, rates, strict=True)
    return [last_point, *sorted(earlier_points, key=lambda pair: -abs(pair[1]))]


def _alt(known: pd.DataFrame, lost: pd.Series, label: str) -> str:
    ordered = known.sort_values("growth_pct")
    low, high = ordered.iloc[0], ordered.iloc[-1]
    years = span(int(known["year"].min()), int(known["year"].max()))
    missing = f" No rate for {years_text(lost)}." if len(lost) else ""
    return (
        f"Bar chart of the yearly growth of {label}, {years}. Lowest "
        f"{rate(low['growth_pct'])} in {int(low['year'])}, highest "
        f"{rate(high['growth_pct'])} in {int(high['year'])}.{missing}"
    )
