"""Labels that never meet: a small, deterministic placer in picture points.

Each label has an anchor. The placer tries the eight sides of it at growing
distances and takes the first cheapest place that is free; a label that had to move
far gets a thin leader to its anchor. A label that is not needed is left out before
it covers anything.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from matplotlib import patheffects
from matplotlib.lines import Line2D

from kzaz_analysis.display.charts.boxes import Boxes, corner, dots, inside
from kzaz_analysis.display.speech.phrases import phrase
from kzaz_analysis.display.theme import INK, MUTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.text import Text

    from kzaz_analysis.display.charts.boxes import Box, Floats, Point
    from kzaz_analysis.display.charts.canvas import Canvas

SIDES = {
    "N": (0, 1),
    "S": (0, -1),
    "E": (1, 0),
    "W": (-1, 0),
    "NE": (1, 1),
    "NW": (-1, 1),
    "SE": (1, -1),
    "SW": (-1, -1),
}
_STEPS = (0, 8, 18, 30, 46, 66, 92, 124)
_LEADER = 22
_ON_MARK, _ON_LINE = 400.0, 25.0


@dataclass(frozen=True, slots=True)
class Label:
    """A text that belongs to a point.

    Attributes
    ----------
    words : str
        What is written.
    at : tuple of float
        The point, in picture points.
    colour : str
        Colour of the text.
    weight : str
        ``"normal"`` or ``"bold"``.
    needed : bool
        Whether it must be shown; others give way when there is no room.
    sides : tuple of str
        Sides of the point, the preferred one first.
    gap : float
        Distance from the point, in CSS pixels.
    reach : float
        How much farther the text may move, in CSS pixels.
    """

    words: str
    at: Point
    colour: str = INK
    weight: str = "normal"
    needed: bool = True
    sides: tuple[str, ...] = tuple(SIDES)
    gap: float = 9
    reach: float = 130


class Placer:
    """Places labels inside one figure, one after another.

    Parameters
    ----------
    canvas : Canvas
        Finished but for its labels: margins and axis limits are set.
    """

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.texts, self.marks, self.lines = Boxes(), Boxes(), Boxes()
        self.bands = Boxes()
        for text in visible_texts(canvas):
            self.block(text)
        box = canvas.axes.get_window_extent()
        self.area: Box = (box.x0, box.y0, canvas.width - 4, box.y1 + canvas.px(2))

    def block(self, text: Text) -> None:
        """Keep later labels off a text that is already there."""
        box = self.canvas.box(text)
        pad = self.canvas.px(2)
        self.texts.add([(box.x0 - pad, box.y0 - pad, box.x1 + pad, box.y1 + pad)])

    def avoid_points(
        self, x: Iterable[float], y: Iterable[float], size: float = 6
    ) -> None:
        """Keep labels off marks at these data coordinates, `size` CSS pixels each."""
        half = self.canvas.px(size)
        for point in zip(x, y, strict=True):
            if all(map(math.isfinite, point)):
                px, py = self.canvas.to_px(*point)
                self.marks.add([(px - half, py - half, px + half, py + half)])

    def avoid_box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Keep labels off a rectangle given in data coordinates, such as a bar."""
        a, b = self.canvas.to_px(x0, y0), self.canvas.to_px(x1, y1)
        box = (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
        self.marks.add([box])

    def avoid_line(self, x: Sequence[float], y: Sequence[float]) -> None:
        """Keep labels off a line through these data coordinates, where possible."""
        points = [p for p in zip(x, y, strict=True) if all(map(math.isfinite, p))]
        path = [self.canvas.to_px(*point) for point in points]
        for start, end in pairwise(path):
            self._avoid_stretch(start, end)

    def avoid_band(
        self, x: Sequence[float], low: Sequence[float], high: Sequence[float]
    ) -> None:
        """Keep labels off an area between two lines, where possible."""
        ends = [self.canvas.to_px(*point) for point in zip(x, low, strict=True)]
        tops = [self.canvas.to_px(*point)[1] for point in zip(x, high, strict=True)]
        at, bottoms = [px for px, _ in ends], [py for _, py in ends]
        step = self.canvas.px(10)
        for left in np.arange(at[0] + step, at[-1], step):
            floor, roof = (
                np.interp(left + step / 2, at, bottoms),
                np.interp(left + step / 2, at, tops),
            )
            self.bands.add([(left, float(floor), left + step, float(roof))])

    def _avoid_stretch(self, start: Point, end: Point) -> None:
        steps = dots(start, end, self.canvas.px(4)).tolist()
        self.lines.add((x0, y0, x1, y1) for x0, y0, x1, y1 in steps)

    def put(self, label: Label) -> Text | None:
        """Write a label at the best free place, or leave it out.

        Returns
        -------
        matplotlib.text.Text or None
            The text, or nothing where no place was free.
        """
        label = replace(label, words=phrase(label.words))
        size = self.canvas.measure(label.words, label.weight)
        places = self._places(label, size)
        if label.needed:
            places = np.vstack([places, self._anywhere(label, size)])
        best = self._best(places, label)
        return None if best is None else self._write(label, best)

    def _places(self, label: Label, size: Point) -> Floats:
        rows = []
        for rank, side in enumerate(label.sides):
            for step in (step for step in _STEPS if step <= label.reach):
                gap = self.canvas.px(label.gap + step)
                place = corner(label.at, size, SIDES[side], gap)
                rows.append((*place, *size, step + 3.0 * rank))
        return np.array(rows)

    def _anywhere(self, label: Label, size: Point) -> Floats:
        x0, y0, x1, y1 = self.area
        xs = np.linspace(x0, max(x0, x1 - size[0]), 24)
        ys = np.linspace(y0, max(y0, y1 - size[1]), 24)
        grid = np.array([(x, y, *size) for x in xs for y in ys])
        away = np.hypot(
            grid[:, 0] + size[0] / 2 - label.at[0],
            grid[:, 1] + size[1] / 2 - label.at[1],
        )
        return np.column_stack([grid, 130 + away / self.canvas.px(1)])

    def _best(self, places: Floats, label: Label) -> Floats | None:
        boxes = np.column_stack([places[:, :2], places[:, :2] + places[:, 2:4]])
        free = inside(boxes, self.area) & (self.texts.met_by(boxes) == 0)
        on_marks, on_lines = self.marks.met_by(boxes), self.lines.met_by(boxes)
        if not label.needed:
            free &= on_marks + on_lines == 0
        cost = places[:, 4] + _ON_MARK * on_marks
        cost = cost + _ON_LINE * np.minimum(on_lines + self.bands.met_by(boxes), 8)
        cost = np.where(free, cost, np.inf)
        best, least = None, math.inf
        for row in np.argsort(cost, kind="stable"):
            if not math.isfinite(cost[row]) or cost[row] >= least:
                break
            total = cost[row] + self._leader_cost(boxes[row], label)
            if total < least:
                best, least = boxes[row], total
        return best

    def _leader_cost(self, box: Floats, label: Label) -> float:
        leader = self._leader(box, label.at)
        if not leader:
            return 0.0
        path = dots(leader[0], leader[1], self.canvas.px(3))
        on_text = _ON_MARK if label.needed else math.inf
        crossed = on_text if self.texts.met_by(path).any() else 0.0
        return crossed + _ON_MARK / 4 * self.marks.touched(path, label.at) + 5.0

    def _leader(self, box: Floats, at: Point) -> list[Point]:
        near = (min(max(at[0], box[0]), box[2]), min(max(at[1], box[1]), box[3]))
        far = math.dist(near, at)
        if far < self.canvas.px(_LEADER):
            return []
        short = self.canvas.px(5) / far
        start = (
            at[0] + short * (near[0] - at[0]),
            at[1] + short * (near[1] - at[1]),
        )
        return [start, near]

    def _write(self, label: Label, box: Floats) -> Text:
        canvas = self.canvas
        text = canvas.figure.text(
            float(box[0]) / canvas.width,
            float(box[1]) / canvas.height,
            label.words,
            ha="left",
            va="bottom",
            color=label.colour,
            weight=label.weight,
            linespacing=1.15,
        )
        text.set_path_effects([patheffects.withStroke(linewidth=3, foreground="white")])
        self.block(text)
        self._lead(self._leader(box, label.at))
        return text

    def _lead(self, leader: list[Point]) -> None:
        if not leader:
            return
        canvas = self.canvas
        self._avoid_stretch(*leader)
        line = Line2D(
            [x / canvas.width for x, _ in leader],
            [y / canvas.height for _, y in leader],
            color=MUTED,
            linewidth=0.8,
        )
        canvas.figure.add_artist(line)


def visible_texts(canvas: Canvas) -> list[Text]:
    """List tick labels and the texts around the axes, as they will be drawn."""
    axes = canvas.axes
    ticks = [*axes.get_xticklabels(), *axes.get_yticklabels()]
    return [text for text in [*ticks, *canvas.fixed_texts] if text.get_text()]
