"""Names at the right end of lines, pushed apart so that they never meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.lines import Line2D

from kzaz_analysis.display.theme import MUTED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzaz_analysis.display.charts.canvas import Canvas
    from kzaz_analysis.display.charts.label_placement import Placer


MOST = 4
"""Names at the end of lines: more than these are not told apart."""


@dataclass(frozen=True, slots=True)
class End:
    """A name for the end of a line.

    Attributes
    ----------
    words : str
        The name.
    level : float
        Where the line ends, in data coordinates.
    colour : str
        Colour of the text.
    rank : int
        The lowest ranks stay when there is room for some only.
    """

    words: str
    level: float
    colour: str
    rank: int = 0


def end_room(canvas: Canvas, ends: Sequence[End]) -> float:
    """Width that the names need beside the axes, in picture points."""
    ranked = sorted(ends, key=lambda end: end.rank)[:MOST]
    widths = [canvas.measure(wrapped(canvas, end.words))[0] for end in ranked]
    return max(widths, default=0.0) + canvas.px(16) if widths else 0.0


def wrapped(canvas: Canvas, words: str) -> str:
    """Break a name so that it leaves the axes most of the width."""
    return canvas.wrap(words, canvas.px(100 if canvas.sheet.is_narrow else 190))


def write_ends(canvas: Canvas, ends: Sequence[End], placer: Placer | None) -> None:
    """Write the names beside the axes, in the order of their levels.

    Parameters
    ----------
    canvas : Canvas
        Margins and limits are set.
    ends : sequence of End
        The names; those of highest rank are left out where room is short, and what
        goes beyond `MOST`.
    placer : Placer, optional
        It then keeps other labels off the names.
    """
    box = canvas.axes.get_window_extent()
    placed = _kept(canvas, ends, box.height)
    texts = [wrapped(canvas, end.words) for end in placed]
    heights = [canvas.measure(text)[1] + canvas.px(5) for text in texts]
    levels = [_level(canvas, end.level, box.y0, box.y1) for end in placed]
    centres = spread(levels, heights, box.y0, box.y1)
    for end, words, want, centre, tall in zip(
        placed, texts, levels, centres, heights, strict=True
    ):
        top = centre + (tall - canvas.px(5)) / 2
        text = canvas.write(box.x1 + canvas.px(14), top, words, colour=end.colour)
        _join(canvas, box.x1, want, centre)
        if placer is not None:
            placer.block(text)


def _kept(canvas: Canvas, ends: Sequence[End], room: float) -> list[End]:
    fitting_ends: list[End] = []
    used = 0.0
    for end in sorted(ends, key=lambda end: end.rank)[:MOST]:
        used += canvas.measure(wrapped(canvas, end.words))[1] + canvas.px(5)
        if used <= room:
            fitting_ends.append(end)
    return sorted(fitting_ends, key=lambda end: end.level)


def _level(canvas: Canvas, level: float, low: float, high: float) -> float:
    return min(max(canvas.to_px(0, level)[1], low), high)


def spread(
    wanted: Sequence[float], heights: Sequence[float], low: float, high: float
) -> list[float]:
    """Move centres apart so that boxes of these heights do not meet.

    Parameters
    ----------
    wanted : sequence of float
        Centres, rising.
    heights : sequence of float
        Height of each box; together at most ``high - low``.
    low, high : float
        The room they must stay in.

    Returns
    -------
    list of float
        Centres in the same order, each as near to the wanted one as a pass from
        below and one from above can bring it.
    """
    centres = list(wanted)
    edge = low
    for i, tall in enumerate(heights):
        centres[i] = max(centres[i], edge + tall / 2)
        edge = centres[i] + tall / 2
    edge = high
    for i in reversed(range(len(centres))):
        centres[i] = min(centres[i], edge - heights[i] / 2)
        edge = centres[i] - heights[i] / 2
    return centres


def _join(canvas: Canvas, x: float, level: float, centre: float) -> None:
    near, far = x + canvas.px(2), x + canvas.px(12)
    line = Line2D(
        [near / canvas.width, far / canvas.width],
        [level / canvas.height, centre / canvas.height],
        color=MUTED,
        linewidth=0.8,
    )
    canvas.figure.add_artist(line)
