"""Reliability diagram: probabilities that were given, and their observed frequency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.ticker import FixedFormatter, FixedLocator

from kzaz_analysis.display.charts.canvas import Canvas
from kzaz_analysis.display.charts.chart import Chart, chart, plotted
from kzaz_analysis.display.charts.label_placement import Label, Placer
from kzaz_analysis.display.charts.tips import tip
from kzaz_analysis.display.charts.vector import write_tips
from kzaz_analysis.display.numbers import percent
from kzaz_analysis.display.theme import FAN, INK, MUTED, PROJECTION, WIDE

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from kzaz_analysis.display.theme import Sheet

LOW = WIDE.taller(360)
TICKS = (0, 20, 40, 60, 80, 100)


def reliability_chart(counts: pd.DataFrame, probability: float | None) -> Chart:
    """Draw the observed frequency over the probability that was given.

    Parameters
    ----------
    counts : pandas.DataFrame
        Columns ``said, came, came_low, came_high``, one row per class, between 0 and 1.
    probability : float or None
        The probability of this page, marked on the axis.

    Returns
    -------
    Chart
        One point a class with its 95 percent interval; the diagonal is perfect.
    """
    ends = counts.iloc[[0, -1]].to_dict("records")
    spans = " and ".join(
        f"{percent(100 * row['said'])} given, {percent(100 * row['came'])} observed"
        for row in ends
    )
    alt = (
        "Reliability diagram: observed frequency over the probability given, "
        f"{len(counts)} classes; the ends: {spans}."
    )
    if probability is not None:
        alt += f" A line marks {percent(100 * probability)}, the probability here."
    numbers = plotted("share", class_of_probabilities=counts)
    return chart(
        lambda sheet: _draw(sheet, counts, probability), alt, wide=LOW, numbers=numbers
    )


def _draw(sheet: Sheet, counts: pd.DataFrame, probability: float | None) -> Figure:
    canvas = Canvas(sheet)
    canvas.levels(0.0, 104.0, last=100.0)
    canvas.axes.set_xlim(0, 104)
    canvas.axes.xaxis.set_major_locator(FixedLocator(TICKS))
    canvas.axes.xaxis.set_major_formatter(FixedFormatter([str(t) for t in TICKS]))
    notes = ["Across: the probability given, %. Dashes: perfect calibration."]
    canvas.fit("Observed frequency, %", notes=notes)
    axes = canvas.axes
    axes.plot([0, 100], [0, 100], color=MUTED, lw=1.2, ls=(0, (4, 3)), zorder=2)
    stated_pct, came = 100 * counts["said"], 100 * counts["came"]
    axes.vlines(
        stated_pct,
        100 * counts["came_low"],
        100 * counts["came_high"],
        color=FAN["50"],
        lw=4,
        zorder=3,
    )
    (marks,) = axes.plot(stated_pct, came, "o", color=PROJECTION, ms=6, zorder=4)
    tips = [
        tip(percent(given), percent(share))
        for given, share in zip(stated_pct, came, strict=True)
    ]
    write_tips(marks, tips)
    if probability is not None:
        place = 100 * probability
        axes.axvline(place, color=INK, lw=1, zorder=2.5)
        words = canvas.wrap(f"here: {percent(place)}", canvas.px(120))
        at = canvas.to_px(place, 92)
        Placer(canvas).put(Label(words, at, INK, "normal", False, ("E", "W"), 5, 46))
    return canvas.figure
