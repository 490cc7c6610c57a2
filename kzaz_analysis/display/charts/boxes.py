"""Rectangles in picture points, and which of them meet."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    Box = tuple[float, float, float, float]
    Point = tuple[float, float]
    Floats = npt.NDArray[np.float64]


class Boxes:
    """A growing set of rectangles: x0, y0, x1, y1 each."""

    def __init__(self) -> None:
        self._added: list[Box] = []
        self._rows: Floats = np.empty((0, 4))

    def add(self, boxes: Iterable[Box]) -> None:
        """Take in some more."""
        self._added.extend(boxes)

    @property
    def rows(self) -> Floats:
        """All of them, shape (n, 4)."""
        if self._added:
            self._rows = np.vstack([self._rows, np.array(self._added)])
            self._added = []
        return self._rows

    def met_by(self, boxes: Floats) -> Floats:
        """Count, for each of `boxes`, how many of these it meets."""
        counted: Floats = meeting(boxes, self.rows).sum(axis=1).astype(float)
        return counted

    def touched(self, boxes: Floats, beside: Point) -> int:
        """Count those that any of `boxes` meets, but for those that hold `beside`."""
        x, y = beside
        x0, y0, x1, y1 = self.rows.T
        holding = (x0 <= x) & (x <= x1) & (y0 <= y) & (y <= y1)
        return int((meeting(boxes, self.rows).any(axis=0) & ~holding).sum())


def meeting(ours: Floats, theirs: Floats) -> npt.NDArray[np.bool_]:
    """Say which of `ours` meet which of `theirs`; touching edges do not count.

    Parameters
    ----------
    ours, theirs : numpy.ndarray
        Shapes (n, 4) and (m, 4): x0, y0, x1, y1.

    Returns
    -------
    numpy.ndarray
        Shape (n, m), of bool.
    """
    a, b = ours[:, None, :], theirs[None, :, :]
    overlaps: npt.NDArray[np.bool_] = (
        (a[..., 2] > b[..., 0])
        & (a[..., 0] < b[..., 2])
        & (a[..., 3] > b[..., 1])
        & (a[..., 1] < b[..., 3])
    )
    return overlaps


def inside(boxes: Floats, area: Box) -> npt.NDArray[np.bool_]:
    """Say which boxes lie wholly inside an area."""
    low, high = np.array(area[:2]), np.array(area[2:])
    within: npt.NDArray[np.bool_] = np.all(
        (boxes[:, :2] >= low) & (boxes[:, 2:] <= high), axis=1
    )
    return within


def dots(start: Point, end: Point, every: float) -> Floats:
    """Cover a straight line with small boxes, one every so many picture points."""
    pieces = max(2, int(math.dist(start, end) / every))
    xs = np.linspace(start[0], end[0], pieces)
    ys = np.linspace(start[1], end[1], pieces)
    return np.column_stack([xs - 2, ys - 2, xs + 2, ys + 2])


def corner(at: Point, size: Point, side: tuple[int, int], gap: float) -> Point:
    """Lower left corner of a box of this size, beside a point on one of its sides."""
    reach = gap if 0 in side else gap * 0.75
    x = at[0] - size[0] / 2 + side[0] * (size[0] / 2 + reach)
    y = at[1] - size[1] / 2 + side[1] * (size[1] / 2 + reach)
    return x, y
