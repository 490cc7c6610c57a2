"""Figures that disagree: one row a source, all on one axis.

A page holds dozens of these, so they are no pixels: the words are text of the page,
which breaks where a phone needs it, and the bars are lines of SVG beside or below.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from matplotlib.ticker import MaxNLocator

from kzaz_analysis.display.charts.canvas import STEPS, tick_texts
from kzaz_analysis.display.grammar import MONTHS
from kzaz_analysis.display.numbers import axis_factor, axis_title
from kzaz_analysis.display.theme import OKABE_ITO, readable

if TYPE_CHECKING:
    from collections.abc import Sequence

LOOKS = (
    (readable(OKABE_ITO["blue"]), "M5 0A5 5 0 1 1-5 0A5 5 0 1 1 5 0z"),
    (readable(OKABE_ITO["vermillion"]), "M-4.5-4.5h9v9h-9z"),
    (readable(OKABE_ITO["green"]), "M0-6L6 0L0 6L-6 0z"),
    (readable(OKABE_ITO["purple"]), "M0-6L5.5 4.5h-11z"),
    (readable(OKABE_ITO["orange"]), "M0 6L5.5-4.5h-11z"),
    (readable(OKABE_ITO["sky"]), "M-2-6h4v4h4v4h-4v4h-4v-4h-4v-4h4z"),
    ("currentColor", "M0-2L3-5L5-3L2 0L5 3L3 5L0 2L-3 5L-5 3L-2 0L-5-3L-3-5z"),
)
"""Colour and shape of each group of figures that can all be true at once."""

OPEN_LOW, OPEN_HIGH = "M-6 0L3-5V5z", "M6 0L-3-5V5z"
DATES = "date"
GROWTH = ("percent", "ratio_to_base")
ROOM, LETTER, BETWEEN = 320, 7.2, 14
"""Least width of an axis, of a letter below it and between two of its labels, in px."""

STYLE = (
    "<style>"
    ".kz-plot{margin:1.1rem 0;font:.86rem/1.35 var(--sans,sans-serif);"
    "break-inside:avoid}"
    ".kz-plot div{display:flex;flex-wrap:wrap;column-gap:16px}"
    ".kz-plot span{flex:1 1 17rem;padding:.35rem 0}"
    ".kz-plot span:empty{padding:0}"
    ".kz-plot i{flex:1 1 17rem;position:relative;min-height:22px}"
    ".kz-plot b{flex:1 1 17rem;font-weight:400;color:var(--muted,#56606b)}"
    ".kz-plot i>svg{position:absolute;inset:0;width:100%;height:100%;"
    "overflow:visible}"
    ".kz-plot text{font-size:12px;fill:var(--muted,#56606b)}"
    ".kz-plot path{stroke:var(--paper,#fff)}"
    ".kz-plot .a{fill:currentColor;opacity:.09}"
    ".kz-plot .g{stroke:currentColor;opacity:.16}"
    "</style>"
)
"""What a page or a notebook needs once for all its interval plots."""


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One figure.

    Attributes
    ----------
    words : str
        What it says and who says so.
    value, low, high : float
        In the unit of the axis; each may be infinite. Dates as ordinal days.
    group : int
        Figures of one group, from 0, can all be true at once.
    marks : str
        HTML of the marks that lead to its sources.
    """

    words: str
    value: float
    low: float
    high: float
    group: int
    marks: str = ""

    @property
    def ends(self) -> tuple[float, ...]:
        """What is finite of it."""
        return tuple(x for x in (self.low, self.value, self.high) if math.isfinite(x))


@dataclass(frozen=True, slots=True)
class IntervalPlot:
    """Intervals on one axis; needs `STYLE` on the page.

    Attributes
    ----------
    rows : tuple of IntervalRow
        From top to bottom; at least one has a finite end.
    unit : str
        Unit id of the axis; ``date`` for ordinal days.
    alt : str
        The words that stand in for the picture.
    apart : tuple of float or None
        Ends between which no value lies that both sides allow; shaded.
    """

    rows: tuple[IntervalRow, ...]
    unit: str
    alt: str
    apart: tuple[float, float] | None = None

    def __repr__(self) -> str:
        return f"Chart: {self.alt}"

    def _repr_html_(self) -> str:
        ticks, labels = self._ticks()
        places = [self._place(tick / self._factor) for tick in ticks]
        background = self._background(places)
        lines = "".join(
            f"<div><span>{escape(row.words)}{row.marks}</span>"
            f'<i><svg aria-hidden="true">{background}{self._bar(row)}</svg></i></div>'
            for row in self.rows
        )
        labels_html = "".join(
            f'<text x="{x}%" y="13" text-anchor="{_anchor(x)}">{escape(label)}</text>'
            for x, label in zip(places, labels, strict=True)
        )
        return (
            f'<figure class="kz-plot">'
            f"<div><span></span><b>{escape(self._title())}</b></div>{lines}"
            f'<div><span></span><i><svg role="img" aria-label="{escape(self.alt)}">'
            f"{labels_html}</svg></i></div></figure>"
        )

    @property
    def _factor(self) -> float:
        if self.unit in (DATES, *GROWTH):
            return 1.0
        return axis_factor(self.unit, self._top)

    @property
    def _top(self) -> float:
        return max(abs(end) for row in self.rows for end in row.ends)

    def _title(self) -> str:
        if self.unit == DATES:
            return "Date"
        return "Change, %" if self.unit in GROWTH else axis_title(self.unit, self._top)

    def _limits(self) -> tuple[float, float]:
        """Return the ends of the axis, in the scale of its labels."""
        ends = [self._factor * end for row in self.rows for end in row.ends]
        low, high = min(ends), max(ends)
        room = 0.07 * (high - low) or 0.05 * abs(high) or 1.0
        more = 0.08 * (high - low) or room
        left = any(row.low == -math.inf for row in self.rows)
        right = any(row.high == math.inf for row in self.rows)
        return low - room - left * more, high + room + right * more

    def _place(self, value: float) -> float:
        """Turn a value in the unit into per cent of the width, cut at the edges."""
        low, high = self._limits()
        share = (self._factor * value - low) / (high - low)
        return round(100 * min(max(share, 0.0), 1.0), 2)

    def _ticks(self) -> tuple[list[float], list[str]]:
        low, high = self._limits()
        for most in (6, 5, 4, 3, 2):
            ticks, labels = _nice(low, high, most, dates=self.unit == DATES)
            if sum(LETTER * len(label) + BETWEEN for label in labels) <= ROOM:
                break
        return ticks, labels

    def _background(self, places: list[float]) -> str:
        lines = "".join(
            f'<line class="g" x1="{x}%" x2="{x}%" y2="100%"/>' for x in places
        )
        if self.apart is None:
            return lines
        start, end = (self._place(value) for value in self.apart)
        wide = round(end - start, 2)
        return f'<rect class="a" x="{start}%" width="{wide}%" height="100%"/>{lines}'

    def _bar(self, row: IntervalRow) -> str:
        colour, shape = LOOKS[row.group % len(LOOKS)]
        start, end = self._place(row.low), self._place(row.high)
        marks = [
            _mark(self._place(at), head)
            for at, head, drawn in (
                (row.low, OPEN_LOW, row.low == -math.inf),
                (row.high, OPEN_HIGH, row.high == math.inf),
                (row.value, shape, math.isfinite(row.value)),
            )
            if drawn
        ]
        title = f"<title>{escape(row.words)}</title>"
        return (
            f'<g fill="{colour}">{title}'
            f'<line x1="{start}%" x2="{end}%" y1="50%" y2="50%" '
            f'stroke="{colour}" stroke-width="5"/>{"".join(marks)}</g>'
        )


def intervals_chart(
    rows: Sequence[IntervalRow],
    *,
    unit: str,
    alt: str,
    apart: tuple[float, float] | None = None,
) -> IntervalPlot:
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
    IntervalPlot
        Each row has its words beside it (above it on a phone), a bar over its
        interval and a mark at the value printed; an open end is an arrow.
    """
    return IntervalPlot(tuple(rows), unit, alt, apart)


def _mark(place: float, shape: str) -> str:
    return f'<svg x="{place}%" y="50%" overflow="visible"><path d="{shape}"/></svg>'


def _anchor(place: float) -> str:
    """Where a label below the axis hangs, so that it does not leave the plot."""
    if place < 8:
        return "start"
    return "end" if place > 92 else "middle"


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
    candidates = MaxNLocator(most, steps=list(STEPS)).tick_values(low, high)
    ticks = [float(tick) for tick in candidates if low <= tick <= high]
    return ticks, tick_texts(ticks)


def _firsts(low: float, high: float, most: int) -> list[date]:
    """First days of months or years within two ordinal days, `most` at most."""
    first_day, last_day = (
        date.fromordinal(math.ceil(low)),
        date.fromordinal(math.floor(high)),
    )
    months = range(
        12 * first_day.year + first_day.month - 1, 12 * last_day.year + last_day.month
    )
    starts = [date(m // 12, m % 12 + 1, 1) for m in months]
    inside = [day for day in starts if low <= day.toordinal() <= high]
    for step in (1, 3, 6, 12, 24, 60, 120):
        ticks = [d for d in inside if (12 * d.year + d.month - 1) % step == 0]
        if len(ticks) <= most:
            return ticks
    return inside[:most]
