"""A number over runs as a small step line: the shapes, for a template to draw."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 340, 118
"""Size of a chart in CSS pixels."""

_LEFT, _RIGHT, _TOP, _BOTTOM = 8, 200, 10, 70
_LABEL_LEFT = _RIGHT + 10
_MOST_LETTERS = 21


@dataclass(frozen=True, slots=True)
class Point:
    """One run of a number.

    Attributes
    ----------
    time : str
        When the run started.
    value : float or None
        None where there is nothing to draw.
    shown : str
        The number as printed.
    is_made : bool
        Whether the run made the page; only then there is a dot.
    """

    time: str
    value: float | None
    shown: str
    is_made: bool


def chart(label: str, points: Sequence[Point]) -> dict[str, Any]:
    """Return the shapes of a step line over runs.

    Parameters
    ----------
    label : str
        What the number is.
    points : sequence of Point
        One for each run, oldest first. Runs lie at equal distances; a value that is
        missing or not finite breaks the line.

    Returns
    -------
    dict
        ``path`` (of an SVG path), ``dots`` (``x``, ``y``, ``title``), ``last`` (``x``,
        ``y``, ``text``; None where nothing is drawn), ``first`` (text; empty where
        it is the same as the last), ``start`` and ``end`` (days of the first and
        last run), ``name`` (for people who cannot see it), and the frame's measures.
    """
    places = _places(points)
    drawn = [(p, place) for p, place in zip(points, places, strict=True) if place]
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": _LEFT,
        "right": _RIGHT,
        "floor": _BOTTOM + 8,
        "path": _path(places),
        "dots": [
            {"x": place[0], "y": place[1], "title": f"{p.time}: {p.shown}"}
            for p, place in drawn
            if p.is_made
        ],
        "first": _first(drawn),
        "last": _last(points, places),
        "start": points[0].time[:10],
        "end": points[-1].time[:10] if len(points) > 1 else "",
        "name": _name(label, points),
    }


def _places(points: Sequence[Point]) -> list[tuple[float, float] | None]:
    values = [p.value for p in points if p.value is not None and math.isfinite(p.value)]
    low, high = min(values, default=0.0), max(values, default=0.0)
    step = (_RIGHT - _LEFT) / max(len(points) - 1, 1)
    return [
        (round(_LEFT + step * number, 1), _height(p.value, low, high))
        if p.value is not None and math.isfinite(p.value)
        else None
        for number, p in enumerate(points)
    ]


def _height(value: float, low: float, high: float) -> float:
    # Halves first: the difference of two large numbers may not be finite.
    span = high / 2 - low / 2
    share = (value / 2 - low / 2) / span if span else 0.5
    return round(_BOTTOM - share * (_BOTTOM - _TOP), 1)


def _path(places: Sequence[tuple[float, float] | None]) -> str:
    """Return the steps: level up to the next run, then up or down at it."""
    parts = []
    for is_there, run in groupby(places, key=bool):
        if is_there:
            start, *steps = [place for place in run if place]
            parts.append(f"M{start[0]} {start[1]}")
            parts += [f"H{x}V{y}" for x, y in steps]
    return "".join(parts)


def _first(drawn: Sequence[tuple[Point, tuple[float, float]]]) -> str:
    if not drawn or drawn[0][0].shown == drawn[-1][0].shown:
        return ""
    return _short(drawn[0][0].shown)


def _last(
    points: Sequence[Point], places: Sequence[tuple[float, float] | None]
) -> dict[str, Any] | None:
    place = places[-1]
    if place is None:
        return None
    return {"x": _LABEL_LEFT, "y": place[1] + 4, "text": _short(points[-1].shown)}


def _name(label: str, points: Sequence[Point]) -> str:
    """Say type, span and finding of the chart."""
    start, end = points[0].shown or "none", points[-1].shown or "none"
    course = f"{end} throughout" if start == end else f"from {start} to {end}"
    if start == end and len({p.shown for p in points}) > 1:
        course = f"{end} in the end as in the beginning, with changes between"
    runs = "1 run" if len(points) == 1 else f"{len(points)} runs"
    return f"Step line: {label}, {runs}: {course}."


def _short(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 1]}…"
