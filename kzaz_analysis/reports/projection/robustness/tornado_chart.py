"""What moves an answer most: one bar a choice, widest first."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kzaz_analysis.display.charts.canvas import Canvas
from kzaz_analysis.display.charts.chart import Chart, chart, plotted
from kzaz_analysis.display.charts.tips import tell_bars, tip
from kzaz_analysis.display.grammar import listing
from kzaz_analysis.display.numbers import amount, interval, significant
from kzaz_analysis.display.theme import FAN, INK, NARROW, PROJECTION, WIDE, Sheet

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import pandas as pd
    from matplotlib.figure import Figure

BAR, FOOT, EDGE = 40, 44, 8
"""CSS pixels: of a bar beside its words, below all bars, and at the edges."""

ENDS = ("low", "high")


def tornado_chart(bars: pd.DataFrame, default: float, unit: str, label: str) -> Chart:
    """Draw the span that each choice opens around one answer.

    Parameters
    ----------
    bars : pandas.DataFrame
        Columns ``label, low, low_label, high, high_label``; one row per choice, the
        widest first; values in one unit.
    default : float
        The answer by the choices made, in the same unit.
    unit : str
        Unit id.
    label : str
        What the answer is about.

    Returns
    -------
    Chart
        A bar each from the least to the largest answer; a line marks the default.
    """
    spans = listing(
        f"{row['label']} {amount(row['low'], unit)} to {amount(row['high'], unit)}"
        for row in bars.to_dict("records")
    )
    alt = (
        f"Tornado chart of what moves {label}, widest first: {spans}. "
        f"A line marks the answer given, {amount(default, unit)}."
    )
    wide, narrow = (
        sheet.taller(FOOT + len(bars) * _row(sheet, bars)) for sheet in (WIDE, NARROW)
    )
    numbers = plotted(unit, answer_by_choice=bars)
    return chart(
        lambda sheet: _draw(sheet, bars, default, unit), alt, wide, narrow, numbers
    )


def _row(sheet: Sheet, bars: pd.DataFrame) -> int:
    """CSS pixels that a bar with its words needs."""
    canvas = Canvas(sheet)
    tall = max(
        sum(canvas.measure(_fitted(canvas, text))[1] for text in _words(row))
        for row in bars.to_dict("records")
    )
    return BAR + math.ceil(tall / canvas.px(1))


def _words(row: Mapping[Hashable, Any]) -> tuple[str, str]:
    """Return what stands above a bar, and what its ends stand for below it."""
    low, high = (significant(float(row[end]), 3) for end in ENDS)
    if low == high:
        return str(row["label"]), f"no difference: {low}"
    ends = f"{low} ({row['low_label']}) to {high} ({row['high_label']})"
    return str(row["label"]), ends


def _fitted(canvas: Canvas, text: str) -> str:
    return canvas.wrap(text, canvas.width - 2 * canvas.px(EDGE))


def _draw(sheet: Sheet, bars: pd.DataFrame, default: float, unit: str) -> Figure:
    canvas = Canvas(sheet)
    axes, edge, foot = canvas.axes, canvas.px(EDGE), canvas.px(FOOT)
    inner = 1 - 2 * edge / canvas.width
    axes.set_position(
        (edge / canvas.width, foot / canvas.height, inner, 1 - foot / canvas.height)
    )
    low, high = (
        min(default, float(bars["low"].min())),
        max(default, float(bars["high"].max())),
    )
    room = 0.02 * (high - low or abs(default) or 1.0)
    axes.set_xlim(low - room, high + room)
    axes.set_ylim(len(bars) - 0.5, -0.5)
    axes.set_axis_off()
    for place, row in enumerate(bars.to_dict("records")):
        width = float(row["high"]) - float(row["low"])
        at = _middle(canvas, place, row)
        thick = canvas.px(BAR) / _pitch(canvas)
        drawn = axes.barh(
            at, width, thick / 2, left=row["low"], color=FAN["50"], zorder=3
        )
        tell_bars(drawn, [tip(row["label"], interval(row["low"], row["high"], unit))])
        ends = [at - 0.36 * thick, at + 0.36 * thick]
        axes.plot([default, default], ends, color=PROJECTION, lw=2.4, zorder=4)
        _name(canvas, place, row)
    _foot(canvas, default, f"answer given: {amount(default, unit)}", edge)
    return canvas.figure


def _name(canvas: Canvas, place: int, row: Mapping[Hashable, Any]) -> None:
    """Write the choice above its bar, and what its ends stand for below."""
    above, below = (_fitted(canvas, text) for text in _words(row))
    edge, half = canvas.px(EDGE), canvas.px(BAR) / 2
    _, y = canvas.to_px(0, place)
    shift = (canvas.measure(above)[1] - canvas.measure(below)[1]) / 2
    canvas.write(edge, y - shift + half * 0.75, above, top=False, colour=INK)
    canvas.write(edge, y - shift - half * 0.75, below)


def _middle(canvas: Canvas, place: int, row: Mapping[Hashable, Any]) -> float:
    """Where a bar lies so that it and its words together fill their row."""
    above, below = (canvas.measure(_fitted(canvas, t))[1] for t in _words(row))
    return place + (above - below) / 2 / _pitch(canvas)


def _pitch(canvas: Canvas) -> float:
    """Picture points from one row to the next."""
    return abs(canvas.to_px(0, 1)[1] - canvas.to_px(0, 0)[1])


def _foot(canvas: Canvas, default: float, words: str, edge: float) -> None:
    x, _ = canvas.to_px(default, 0)
    wide = canvas.measure(words)[0]
    left = min(max(x - wide / 2, edge), canvas.width - wide - edge)
    canvas.write(left, canvas.px(8), words, top=False, colour=PROJECTION)
