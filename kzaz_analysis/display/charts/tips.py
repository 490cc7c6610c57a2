"""What pointing at a mark shows, and what arrow keys read out: one text a mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.display.charts.vector import write_bar_tips, write_tips
from kzaz_analysis.display.speech.phrases import Spoken, phrase
from kzaz_analysis.display.theme import INK

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes
    from matplotlib.patches import Patch

SIZE = 13
"""Width of what can be pointed at around a point of a line, in points."""


def tip(head: object, *parts: str) -> Spoken:
    """Write a text in the language of the page: "2027: median: 522".

    Parameters
    ----------
    head : object
        What the mark stands for: a year, a name.
    *parts : str
        What it says, each in English or spoken already; empty ones are left out.
    """
    said = ", ".join(phrase(part) for part in parts if part)
    return Spoken(f"{phrase(str(head))}: {said}")


def tell(
    axes: Axes, across: Iterable[float], up: Iterable[float], tips: Iterable[str]
) -> None:
    """Let points of a line or the ends of bars be pointed at; nothing is seen of it.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Their axes.
    across, up : iterable of float
        Where the points lie, in data coordinates; those above or below the axes are
        taken at their edge, so that none is lost.
    tips : iterable of str
        One text a point.
    """
    low, high = sorted(axes.get_ylim())
    points = [
        (x, min(max(y, low), high), text)
        for x, y, text in zip(across, up, tips, strict=True)
        if x == x and y == y  # noqa: PLR0124 - not a number is no place
    ]
    if not points:
        return
    xs, ys, texts = zip(*points, strict=True)
    (marks,) = axes.plot(
        xs, ys, "o", ms=SIZE, color=INK, alpha=0, zorder=9, clip_on=False
    )
    write_tips(marks, texts)


def tell_bars(bars: Iterable[Patch], tips: Iterable[str]) -> None:
    """Let each bar be pointed at.

    Parameters
    ----------
    bars : iterable of matplotlib.patches.Patch
        As they were drawn.
    tips : iterable of str
        One text a bar.
    """
    for bar, text in zip(bars, tips, strict=True):
        write_bar_tips(bar, text)
