"""Labels that never meet: a small, deterministic placer in picture points.

Each label has an anchor. The placer tries the eight sides of it at growing
distances and takes the first cheapest place that is free; a label that had to move
far gets a thin leader to its anchor. A label that is not needed is left out before
it covers anything.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from matplotlib import patheffects
from matplotlib.lines import Line2D

from kzaz_analysis.display.theme import INK, MUTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.text import Text

    from kzaz_analysis.display.charts.canvas import Canvas

    Box = tuple[float, float, float, float]

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
    at: tuple[float, float]
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
        self.texts: list[Box] = []
        self.marks: list[Box] = []
        self.lines: list[Box] = []
        for text in standing_texts(canvas):
            self.block(text)
        box = canvas.axes.get_window_extent()
        self.area: Box = (box.x0, box.y0, canvas.width - 4, box.y1 + canvas.px(2))

    def block(self, text: Text) -> None:
        """Keep later labels off a text that is already there."""
        box = self.canvas.box(text)
        pad = self.canvas.px(2)
        self.texts.append((box.x0 - pad, box.y0 - pad, box.x1 + pad, box.y1 + pad))

    def avoid_points(
        self, x: Iterable[float], y: Iterable[float], size: float = 6
    ) -> None:
        """Keep labels off marks at these data coordinates, `size` CSS pixels each."""
        half = self.canvas.px(size)
        for point in zip(x, y, strict=True):
            if all(map(math.isfinite, point)):
                px, py = self.canvas.to_px(*point)
                self.marks.append((px - half, py - half, px + half, py + half))

    def avoid_box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Keep labels off a rectangle given in data coordinates, such as a bar."""
        a, b = self.canvas.to_px(x0, y0), self.canvas.to_px(x1, y1)
        box = (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
        self.marks.append(box)

    def avoid_line(self, x: Sequence[float], y: Sequence[float]) -> None:
        """Keep labels off a line through these data coordinates, where possible."""
        known = [p for p in zip(x, y, strict=True) if all(map(math.isfinite, p))]
        path = [self.canvas.to_px(*point) for point in known]
        for start, end in pairwise(path):
            self._avoid_stretch(start, end)

    def _avoid_stretch(
        self, start: tuple[float, float], end: tuple[float, float]
    ) -> None:
        dots = _dots(start, end, self.canvas.px(4))
        self.lines.extend((r[0], r[1], r[2], r[3]) for r in dots.tolist())

    def put(self, label: Label) -> Text | None:
        """Write a label at the best free place, or leave it out.

        Returns
        -------
        matplotlib.text.Text or None
            The text, or nothing where no place was free.
        """
        size = self.canvas.measure(label.words, label.weight)
        places = self._places(label, size)
        if label.needed:
            places = np.vstack([places, self._anywhere(label, size)])
        best = self._best(places, label)
        return None if best is None else self._write(label, best)

    def _places(self, label: Label, size: tuple[float, float]) -> np.ndarray:
        rows = []
        for rank, side in enumerate(label.sides):
            for step in (step for step in _STEPS if step <= label.reach):
                gap = self.canvas.px(label.gap + step)
                corner = _corner(label.at, size, SIDES[side], gap)
                rows.append((*corner, *size, step + 3.0 * rank))
        return np.array(rows)

    def _anywhere(self, label: Label, size: tuple[float, float]) -> np.ndarray:
        x0, y0, x1, y1 = self.area
        xs = np.linspace(x0, max(x0, x1 - size[0]), 24)
        ys = np.linspace(y0, max(y0, y1 - size[1]), 24)
        grid = np.array([(x, y, *size) for x in xs for y in ys])
        away = np.hypot(
            grid[:, 0] + size[0] / 2 - label.at[0],
            grid[:, 1] + size[1] / 2 - label.at[1],
        )
        return np.column_stack([grid, 130 + away / self.canvas.px(1)])

    def _best(self, places: np.ndarray, label: Label) -> np.ndarray | None:
        boxes = np.column_stack([places[:, :2], places[:, :2] + places[:, 2:4]])
        free = _inside(boxes, self.area) & (meetings(boxes, self.texts) == 0)
        on_marks = meetings(boxes, self.marks)
        if not label.needed:
            free &= on_marks == 0
        cost = places[:, 4] + _ON_MARK * on_marks
        cost = cost + _ON_LINE * np.minimum(meetings(boxes, self.lines), 8)
        cost = np.where(free, cost, np.inf)
        best, least = None, math.inf
        for row in np.argsort(cost, kind="stable"):
            if not math.isfinite(cost[row]) or cost[row] >= least:
                break
            total = cost[row] + self._leader_cost(boxes[row], label.at)
            if total < least:
                best, least = boxes[row], total
        return best

    def _leader_cost(self, box: np.ndarray, at: tuple[float, float]) -> float:
        leader = self._leader(box, at)
        if not leader:
            return 0.0
        dots = _dots(leader[0], leader[1], self.canvas.px(3))
        crossed = _ON_MARK * (meetings(dots, self.texts) > 0).any()
        for mark in self.marks:
            if not _holds(mark, at):
                crossed += _ON_MARK / 4 * (meetings(dots, [mark]) > 0).any()
        return float(crossed) + 5.0

    def _leader(
        self, box: np.ndarray, at: tuple[float, float]
    ) -> list[tuple[float, float]]:
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

    def _write(self, label: Label, box: np.ndarray) -> Text:
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

    def _lead(self, leader: list[tuple[float, float]]) -> None:
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


def _inside(boxes: np.ndarray, area: Box) -> np.ndarray:
    low, high = np.array(area[:2]), np.array(area[2:])
    inside = (boxes[:, :2] >= low) & (boxes[:, 2:] <= high)
    whole: np.ndarray = np.all(inside, axis=1)
    return whole


def _holds(box: Box, at: tuple[float, float]) -> bool:
    return box[0] <= at[0] <= box[2] and box[1] <= at[1] <= box[3]


def _dots(
    start: tuple[float, float], end: tuple[float, float], every: float
) -> np.ndarray:
    pieces = max(2, int(math.dist(start, end) / every))
    xs = np.linspace(start[0], end[0], pieces)
    ys = np.linspace(start[1], end[1], pieces)
    return np.column_stack([xs - 2, ys - 2, xs + 2, ys + 2])


def _corner(
    at: tuple[float, float],
    size: tuple[float, float],
    side: tuple[int, int],
    gap: float,
) -> tuple[float, float]:
    reach = gap if 0 in side else gap * 0.75
    x = at[0] - size[0] / 2 + side[0] * (size[0] / 2 + reach)
    y = at[1] - size[1] / 2 + side[1] * (size[1] / 2 + reach)
    return x, y


def meetings(boxes: np.ndarray, others: Sequence[Box]) -> np.ndarray:
    """Count, for each box, how many of `others` it meets.

    Parameters
    ----------
    boxes : numpy.ndarray
        Shape (n, 4): x0, y0, x1, y1.
    others : sequence of tuple of float
        Boxes of the same form.
    """
    if not others:
        return np.zeros(len(boxes))
    ours, theirs = boxes[:, None, :], np.array(others)[None, :, :]
    apart = (
        (ours[..., 2] <= theirs[..., 0])
        | (ours[..., 0] >= theirs[..., 2])
        | (ours[..., 3] <= theirs[..., 1])
        | (ours[..., 1] >= theirs[..., 3])
    )
    counted: np.ndarray = (~apart).sum(axis=1)
    return counted


def standing_texts(canvas: Canvas) -> list[Text]:
    """List tick labels and the texts around the axes, as they will be drawn."""
    axes = canvas.axes
    ticks = [*axes.get_xticklabels(), *axes.get_yticklabels()]
    return [text for text in [*ticks, *canvas.fixed_texts] if text.get_text()]
