"""How much of each target is reached, as bars against one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.display.charts.canvas import Canvas
from kzaz_analysis.display.charts.chart import Chart, chart, plotted
from kzaz_analysis.display.charts.tips import tell_bars, tip
from kzaz_analysis.display.grammar import listing, plural
from kzaz_analysis.display.numbers import percent
from kzaz_analysis.display.theme import (
    INK,
    MUTED,
    NARROW,
    TARGET,
    WIDE,
    Sheet,
    series_colour,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

LONGEST = 125.0
"""Share in percent at which bars end; the number beside them goes on."""

ROW = {False: 50, True: 58}
"""Height of a row in CSS pixels, by whether the sheet is narrow."""

FOOT = 62


def scorecard_chart(bars: pd.DataFrame) -> Chart:
    """Draw how much of each target is reached.

    Parameters
    ----------
    bars : pandas.DataFrame
        Columns ``label, series, share_pct``, one row per target, first on top.

    Returns
    -------
    Chart
        A bar each from zero; a line marks the target.
    """
    bars_text = listing(
        f"{row['label']} at {percent(row['share_pct'])}"
        for row in bars.to_dict("records")
    )
    alt = (
        f"Bar chart of the share reached of {plural(len(bars), 'target')}: "
        f"{bars_text}. "
        "A line marks the target."
    )
    wide, narrow = (
        sheet.taller(FOOT + len(bars) * ROW[sheet.is_narrow])
        for sheet in (WIDE, NARROW)
    )
    numbers = plotted("percent", reached=bars[["label", "series", "share_pct"]])
    return chart(lambda sheet: _draw(sheet, bars), alt, wide, narrow, numbers)


def _draw(sheet: Sheet, bars: pd.DataFrame) -> Figure:
    canvas = Canvas(sheet)
    axes = canvas.axes
    edge, foot = canvas.px(8), canvas.px(FOOT - 22)
    axes.set_position(
        (
            edge / canvas.width,
            foot / canvas.height,
            1 - 2 * edge / canvas.width,
            1 - (foot + canvas.px(4)) / canvas.height,
        )
    )
    axes.set_xlim(0, LONGEST)
    axes.set_ylim(len(bars) - 0.45, -0.75)
    axes.set_axis_off()
    for place, row in enumerate(bars.to_dict("records")):
        share = float(row["share_pct"])
        colour = series_colour(row["series"])
        drawn = axes.barh(
            place + 0.12, min(share, LONGEST), 0.34, color=colour, zorder=3
        )
        tell_bars(drawn, [tip(row["label"], percent(share))])
        ends = [place - 0.12, place + 0.36]
        axes.plot([100, 100], ends, color=TARGET, lw=2.2, zorder=4)
        words = canvas.wrap(
            f"{row['label']}: {percent(share)}", canvas.width - 2 * edge
        )
        x, y = canvas.to_px(0, place - 0.1)
        canvas.write(x, y + canvas.px(2), words, top=False, colour=INK)
    x, _ = canvas.to_px(100, 0)
    wide = canvas.measure("target")[0]
    canvas.write(x - wide / 2, canvas.px(6), "target", top=False, colour=TARGET)
    canvas.write(edge, canvas.px(6), "0 %", top=False, colour=MUTED)
    return canvas.figure
