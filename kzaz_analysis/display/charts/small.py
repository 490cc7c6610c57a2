"""Small pictures for a page that holds many: few colours, the same for all."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING

from matplotlib.colors import to_rgb
from PIL import Image

from kzaz_analysis.display.charts.chart import png

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

STEPS = (1.0, 0.75, 0.5, 0.25)
"""Strengths of each colour that edges of text and marks need."""


def small_png_uri(figure: Figure, inks: Sequence[str], grounds: Sequence[str]) -> str:
    """Encode a figure as a data URI, its colours reduced to those that it was made of.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Drawn at its own size.
    inks : sequence of str
        Colours of text and marks, which also occur thinned.
    grounds : sequence of str
        Colours of areas.

    Returns
    -------
    str
        Equal figures give equal text.
    """
    picture = Image.open(io.BytesIO(png(figure))).convert("RGB")
    few = picture.quantize(palette=_palette(inks, grounds), dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    few.save(buffer, format="png", optimize=True)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def _palette(inks: Sequence[str], grounds: Sequence[str]) -> Image.Image:
    white = (1.0, 1.0, 1.0)
    colours = [white, *(to_rgb(ground) for ground in grounds)]
    for ink in inks:
        strong = to_rgb(ink)
        for step in STEPS:
            pairs = zip(strong, white, strict=True)
            red, green, blue = (step * s + (1 - step) * w for s, w in pairs)
            colours.append((red, green, blue))
    levels = [round(255 * part) for colour in colours for part in colour]
    palette = Image.new("P", (1, 1))
    palette.putpalette(levels + levels[:3] * (256 - len(colours)))
    return palette
