"""A sheet with one pair of axes, whose margins fit what stands in them."""

from __future__ import annotations

from functools import cache, lru_cache, partial
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator, NullLocator

from kzaz_analysis.display.numbers import fixed, significant
from kzaz_analysis.display.speech.phrases import Spoken, capital, phrase
from kzaz_analysis.display.theme import DPI, FONT, GRID, INK, MUTED, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.font_manager import FontProperties
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

_USUAL_WIDTH = 0.55
"""Width of a letter, in sizes of the text."""

STEPS = (1, 2, 2.5, 5, 10)
"""Tick steps that people count in."""


class Agg(FigureCanvasAgg):
    """Where a figure is drawn: a text is measured once for all figures of a page."""

    def get_renderer(self) -> Any:
        """Return what draws the figure."""
        base: Any = super()
        renderer = base.get_renderer()
        renderer.get_text_width_height_descent = partial(_extent, renderer.dpi)
        return renderer


class Canvas:
    """A figure, its axes, and the measuring that puts text where it fits.

    Parameters
    ----------
    sheet : Sheet
        Size of the figure and of its text.

    Attributes
    ----------
    figure, axes
        The matplotlib objects to draw on.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.figure = Figure(figsize=sheet.inches, dpi=DPI, facecolor="white")
        self._agg = Agg(self.figure)
        self.axes: Axes = self.figure.add_axes((0.1, 0.1, 0.8, 0.8))
        self.axes.tick_params(length=0, pad=4)
        self.axes.tick_params(axis="x", pad=7)
        self.fixed_texts: list[Text] = []

    def px(self, css: float) -> float:
        """Turn CSS pixels into picture points."""
        return css * DPI / 96

    @property
    def width(self) -> float:
        """Width in picture points."""
        return self.px(self.sheet.width)

    @property
    def height(self) -> float:
        """Height in picture points."""
        return self.px(self.sheet.height)

    def box(self, text: Text) -> Bbox:
        """Measure a text in picture points."""
        renderer: Any = self._agg
        return text.get_window_extent(renderer.get_renderer())

    def measure(self, words: str, weight: str = "normal") -> tuple[float, float]:
        """Width and height of a text in picture points, without drawing it."""
        return _size(phrase(words), weight, self.sheet.text_pt)

    def wrap(self, words: str, width: float) -> str:
        """Say a text, broken at its plain spaces to be at most `width` wide."""
        left, lines = phrase(words).split(" "), []
        while left:
            count = self._fitting(left, width)
            lines.append(" ".join(left[:count]))
            left = left[count:]
        return Spoken("\n".join(lines))

    def _fitting(self, words: list[str], width: float) -> int:
        """Count the first words that fit into a line, one at least."""

        def fits(count: int) -> bool:
            return self.measure(" ".join(words[:count]))[0] <= width

        # Measuring is slow: it begins near where a line of usual letters ends.
        letters = width / (_USUAL_WIDTH * self.sheet.text_pt * DPI / 72)
        ends = accumulate(len(word) + 1 for word in words)
        count = max(1, sum(end <= letters for end in ends))
        if count == 1 or fits(count):
            while count < len(words) and fits(count + 1):
                count += 1
            return count
        return next((n for n in range(count - 1, 1, -1) if fits(n)), 1)

    def to_px(self, x: float, y: float) -> tuple[float, float]:
        """Turn data coordinates into picture points."""
        point = self.axes.transData.transform((x, y))
        return float(point[0]), float(point[1])

    def write(
        self, x: float, y: float, words: str, *, top: bool = True, colour: str = MUTED
    ) -> Text:
        """Put a text at picture points, anchored at its upper or lower left."""
        text = self.figure.text(
            x / self.width,
            y / self.height,
            phrase(words),
            ha="left",
            va="top" if top else "bottom",
            color=colour,
            linespacing=1.15,
        )
        self.fixed_texts.append(text)
        return text

    def fit(
        self,
        title: str,
        *,
        right: float = 0.0,
        left: float = 0.0,
        notes: Sequence[str] = (),
    ) -> None:
        """Set the margins, write the unit above the axes and the notes below.

        Parameters
        ----------
        title : str
            Unit of the vertical axis, e.g. ``"USD million, current prices"``.
        right, left : float
            Room kept beside the axes, in picture points, beyond the tick labels.
        notes : sequence of str
            Remarks under the axes, one a line, wrapped to the figure.
        """
        edge = self.px(4)
        heading = self.wrap(capital(title), self.width - 2 * edge) if title else ""
        top = self.measure(heading)[1] + self.px(12) if heading else self.px(8)
        written = "\n".join(self.wrap(note, self.width - 2 * edge) for note in notes)
        below = self.measure(written)[1] + self.px(10) if written else 0.0
        ticks = [self.measure(label) for label in self._labels("x")]
        foot = max((tall for _, tall in ticks), default=0.0) + self.px(12) + below
        half = max((wide for wide, _ in ticks), default=0.0) / 2
        side = max((self.measure(t)[0] for t in self._labels("y")), default=0.0)
        self._frame(max(left + side + self.px(10), edge), max(right, half), foot, top)
        if heading:
            self.write(edge, self.height - self.px(3), heading)
        if written:
            self.write(edge, edge, written, top=False)

    def _labels(self, axis: str) -> list[str]:
        formatter = getattr(self.axes, f"{axis}axis").get_major_formatter()
        return [str(label) for label in getattr(formatter, "seq", ())]

    def _frame(self, left: float, right: float, foot: float, top: float) -> None:
        right += self.px(6)
        self.axes.set_position(
            (
                left / self.width,
                foot / self.height,
                (self.width - left - right) / self.width,
                (self.height - foot - top) / self.height,
            )
        )

    def years(self, first: int, last: int, room: float, pad: float = 0.6) -> None:
        """Set a horizontal axis of years, as many labels as `room` allows.

        Parameters
        ----------
        first, last : int
            First and last year of the axis.
        room : float
            Width the axis will have, in picture points.
        pad : float
            Years left free at both ends.
        """
        self.axes.set_xlim(first - pad, last + pad)
        most = max(2, int(room / (1.5 * self.measure("2024")[0])))
        step = next(s for s in (1, 2, 5, 10, 20, 50) if (last - first) / s + 1 <= most)
        ticks = [year for year in range(first, last + 1) if (last - year) % step == 0]
        if step in {5, 10, 20, 50}:
            ticks = [year for year in range(first, last + 1) if year % step == 0]
        self.axes.xaxis.set_major_locator(FixedLocator(ticks))
        self.axes.xaxis.set_major_formatter(FixedFormatter([str(t) for t in ticks]))

    def levels(
        self, low: float, high: float, *, log: bool = False, last: float = np.inf
    ) -> None:
        """Set a vertical axis with light grid lines, none of them above `last`."""
        bottom, top = (low, high) if high > low else (low - 0.5, low + 0.5)
        if log:
            self.axes.set_yscale("log")
            ticks = [t for t in _log_ticks(bottom, top) if bottom <= t <= top]
        else:
            candidates = MaxNLocator(5, steps=list(STEPS)).tick_values(bottom, top)
            reach = 1e-9 * (top - bottom)
            end = min(top, last) + reach
            ticks = [t for t in candidates if bottom - reach <= t <= end]
        self.axes.set_ylim(bottom, top)
        self.axes.yaxis.set_major_locator(FixedLocator(ticks))
        self.axes.yaxis.set_minor_locator(NullLocator())
        texts = [phrase(text) for text in tick_texts(ticks)]
        self.axes.yaxis.set_major_formatter(FixedFormatter(texts))
        self.axes.grid(visible=True, axis="y", color=GRID, linewidth=0.8)
        self.axes.set_axisbelow(True)

    def zero_line(self) -> None:
        """Draw the line that bars stand on."""
        self.axes.axhline(0, color=INK, linewidth=0.9, zorder=2.5)


@cache
def _blank() -> Any:
    return Agg(Figure(figsize=(1, 1), dpi=DPI))


@lru_cache(maxsize=4096)
def _extent(
    dpi: float, words: str, font: FontProperties, is_math: Any
) -> tuple[float, float, float]:
    """Width, height and descent of a text, whatever the size of its figure."""
    kind: Any = RendererAgg
    renderer = kind(1, 1, dpi)
    extent: tuple[float, float, float] = renderer.get_text_width_height_descent(
        words, font, is_math
    )
    return extent


@lru_cache(maxsize=4096)
def _size(words: str, weight: str, points: float) -> tuple[float, float]:
    """Measure a text once: the same words return on every chart of a page."""
    canvas = _blank()
    text = canvas.figure.text(0, 0, words, weight=weight, size=points, family=FONT)
    text.set_linespacing(1.15)
    text.set_parse_math(False)
    box = text.get_window_extent(canvas.get_renderer())
    text.remove()
    return box.width, box.height


def _log_ticks(low: float, high: float) -> list[float]:
    decades = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    every = [m * 10.0**d for d in decades for m in (1, 2, 5)]
    inside = [tick for tick in every if low <= tick <= high]
    if len(inside) > 7:
        inside = [10.0**d for d in decades if low <= 10.0**d <= high]
    return inside


def tick_texts(ticks: Sequence[float]) -> list[str]:
    """Write tick values with the same number of decimals each.

    Parameters
    ----------
    ticks : sequence of float
        Values in the scale of the axis.
    """
    clean = [float(f"{tick:.10g}") for tick in ticks]
    texts = [significant(tick, 6) for tick in clean]
    decimals = max((len(t.partition(".")[2]) for t in texts), default=0)
    if clean and min(clean) > 0 and max(clean) / min(clean) > 50:
        return texts
    return [fixed(tick, decimals) for tick in clean]
