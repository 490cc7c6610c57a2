"""Figures that disagree: one row a source, all on one axis."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator

from kzaz_analysis.display.charts.canvas import STEPS, Canvas, tick_texts
from kzaz_analysis.display.charts.chart import Chart, chart
from kzaz_analysis.display.numbers import axis_factor, axis_title
from kzaz_analysis.display.theme import GRID, INK, OKABE_ITO, Sheet, readable
from kzaz_analysis.display.words import MONTHS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LOOKS = tuple(
    (readable(OKABE_ITO[hue]), shape)
    for hue, shape in (
        ("blue", "o"),
        ("vermillion", "s"),
        ("green", "D"),
        ("purple", "^"),
        ("orange", "v"),
        ("sky", "P"),
        ("black", "X"),
    )
)
"""Colour and shape of each group of figures that can all be true at once."""

APART = "#eceef1"
"""Ground of the room between two sides."""

WIDE = Sheet(680, 100, 11.0)
NARROW = Sheet(358, 100, 9.4)
DATES = "date"
GROWTH = ("percent", "ratio_to_base")
LANE, BETWEEN = 16, 9
TEXT_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One figure.

    Attributes
    ----------
    words : str
        What it says and who says so.
    value, low, high : float
        In the unit of the axis; ends may be infinite. Dates as ordinal days.
    group : int
        Figures of one group, from 0, can all be true at once.
    """

    words: str
    value: float
    low: float
    high: float
    group: int

    @property
    def ends(self) -> tuple[float, ...]:
        """What is finite of it."""
        return tuple(x for x in (self.low, self.value, self.high) if math.isfinite(x))


def intervals_chart(
    rows: Sequence[IntervalRow],
    *,
    unit: str,
    alt: str,
    apart: tuple[float, float] | None = None,
) -> Chart:
    """Draw figures as intervals, one row each, on one axis.

    Parameters
    ----------
    rows : sequence of IntervalRow
        From top to bottom; at least one has a finite end.
    unit : str
        Unit id of the axis; ``date`` for ordinal days.
    alt : str
        The words that stand in for the picture.
    apart : tuple of float, optional
        Ends between which no value lies that both sides allow; shaded.

    Returns
    -------
    Chart
        Each row has its words beside it (above it on a phone), a bar over its
        interval and a mark at the value printed; an open end is an arrow.
    """
    ends = [end for row in rows for end in row.ends]
    factor = 1.0 if unit in (DATES, *GROWTH) else axis_factor(unit, max(map(abs, ends)))
    scene = _Scene(tuple(rows), unit, factor, apart)
    return chart(scene.draw, alt, WIDE, NARROW)


@dataclass(frozen=True, slots=True)
class _Scene:
    rows: tuple[IntervalRow, ...]
    unit: str
    factor: float
    apart: tuple[float, float] | None

    def draw(self, sheet: Sheet) -> Figure:
        probe = Canvas(sheet)
        texts = [probe.wrap(row.words, _text_width(probe)) for row in self.rows]
        tall = [probe.measure(text)[1] for text in texts]
        steps = [_step(probe, height) for height in tall]
        head = probe.measure("X")[1]
        extra = 2 * head + probe.px(32)
        height = math.ceil((sum(steps) + extra) / probe.px(1))
        canvas = Canvas(sheet.taller(height))
        self._axis(canvas, sum(steps), head)
        self._shade(canvas)
        edge = float(sum(steps))
        for row, text, step in zip(self.rows, texts, steps, strict=True):
            edge -= step
            self._row(canvas, row, text, edge, step)
        return canvas.figure

    def _title(self) -> str:
        if self.unit == DATES:
            return "Date"
        if self.unit in GROWTH:
            return "Change, %"
        top = max(abs(end) for row in self.rows for end in row.ends)
        return axis_title(self.unit, top)

    def _limits(self) -> tuple[float, float]:
        ends = [self.factor * end for row in self.rows for end in row.ends]
        low, high = min(ends), max(ends)
        room = 0.07 * (high - low) or 0.05 * abs(high) or 1.0
        more = 0.08 * (high - low) or room
        left = any(math.isinf(row.low) for row in self.rows)
        right = any(math.isinf(row.high) for row in self.rows)
        return low - room - left * more, high + room + right * more

    def _axis(self, canvas: Canvas, height: float, head: float) -> None:
        axes, low_high = canvas.axes, self._limits()
        left = 0.0 if canvas.sheet.is_narrow else _text_width(canvas) + canvas.px(14)
        edge = canvas.px(10)
        wide = canvas.width - left - 2 * edge
        foot = head + canvas.px(14)
        axes.set_position(
            (
                (left + edge) / canvas.width,
                foot / canvas.height,
                wide / canvas.width,
                height / canvas.height,
            )
        )
        axes.set_xlim(*low_high)
        axes.set_ylim(0, height)
        axes.set_yticks([])
        ticks, labels = self._ticks(canvas, wide)
        axes.xaxis.set_major_locator(FixedLocator(ticks))
        axes.xaxis.set_major_formatter(FixedFormatter(labels))
        if not canvas.sheet.is_narrow:
            axes.grid(visible=True, axis="x", color=GRID, linewidth=0.8)
            axes.set_axisbelow(True)
        canvas.write(left + canvas.px(4), canvas.height - canvas.px(3), self._title())

    def _ticks(self, canvas: Canvas, wide: float) -> tuple[list[float], list[str]]:
        low, high = self._limits()
        for most in (6, 5, 4, 3, 2):
            ticks, labels = _nice(low, high, most, dates=self.unit == DATES)
            used = sum(canvas.measure(label)[0] + canvas.px(14) for label in labels)
            if used <= wide:
                break
        return ticks, labels

    def _shade(self, canvas: Canvas) -> None:
        if self.apart is not None:
            start, end = (self.factor * x for x in self.apart)
            canvas.axes.axvspan(start, end, color=APART, lw=0, zorder=0.4)

    def _row(
        self, canvas: Canvas, row: IntervalRow, text: str, bottom: float, step: float
    ) -> None:
        colour, shape = LOOKS[row.group % len(LOOKS)]
        lane, top = self._place(canvas, text, bottom, step)
        canvas.write(canvas.px(4), top, text, colour=INK)
        low, high = canvas.axes.get_xlim()
        if canvas.sheet.is_narrow:
            half, ticks = canvas.px(LANE) / 2, canvas.axes.get_xticks()
            canvas.axes.vlines(ticks, lane - half, lane + half, color=GRID, lw=0.8)
        start = max(self.factor * row.low, low)
        end = min(self.factor * row.high, high)
        axes = canvas.axes
        bar = axes.plot([start, end], [lane] * 2, color=colour, lw=4, zorder=3)[0]
        bar.set_solid_capstyle("butt")
        for side, edge, head in ((row.low, low, "<"), (row.high, high, ">")):
            if math.isinf(side):
                _mark(axes, edge, lane, head, colour)
        if math.isfinite(row.value):
            _mark(axes, self.factor * row.value, lane, shape, colour)

    def _place(
        self, canvas: Canvas, text: str, bottom: float, step: float
    ) -> tuple[float, float]:
        """Height of the bar in the axes, and where the text begins."""
        box = canvas.axes.get_window_extent()
        tall = canvas.measure(text)[1]
        if canvas.sheet.is_narrow:
            top = box.y0 + bottom + step - canvas.px(BETWEEN) / 2
            return bottom + canvas.px(LANE + BETWEEN) / 2, top
        middle = bottom + step / 2
        return middle, box.y0 + middle + tall / 2


def _mark(axes: Axes, x: float, y: float, shape: str, colour: str) -> None:
    axes.plot(
        x, y, marker=shape, ms=8, mec="white", color=colour, zorder=4, clip_on=False
    )


def _text_width(canvas: Canvas) -> float:
    if canvas.sheet.is_narrow:
        return canvas.width - canvas.px(10)
    return TEXT_SHARE * canvas.width


def _step(canvas: Canvas, tall: float) -> float:
    if canvas.sheet.is_narrow:
        return tall + canvas.px(LANE + BETWEEN)
    return max(tall, canvas.px(LANE)) + canvas.px(BETWEEN)


def _nice(
    low: float, high: float, most: int, *, dates: bool
) -> tuple[list[float], list[str]]:
    if dates:
        days = _firsts(low, high, most)
        months = any(day.month != 1 for day in days)
        labels = [
            f"{MONTHS[d.month - 1][:3]} {d.year}" if months else str(d.year)
            for d in days
        ]
        return [float(day.toordinal()) for day in days], labels
    found = MaxNLocator(most, steps=list(STEPS)).tick_values(low, high)
    ticks = [float(tick) for tick in found if low <= tick <= high]
    return ticks, tick_texts(ticks)


def _firsts(low: float, high: float, most: int) -> list[date]:
    """First days of months or years within two ordinal days, `most` at most."""
    first, last = date.fromordinal(math.ceil(low)), date.fromordinal(math.floor(high))
    months = range(12 * first.year + first.month - 1, 12 * last.year + last.month)
    starts = [date(m // 12, m % 12 + 1, 1) for m in months]
    inside = [day for day in starts if low <= day.toordinal() <= high]
    for step in (1, 3, 6, 12, 24, 60, 120):
        kept = [d for d in inside if (12 * d.year + d.month - 1) % step == 0]
        if len(kept) <= most:
            return kept
    return inside[:most]
