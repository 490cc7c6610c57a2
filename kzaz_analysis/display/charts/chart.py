"""A picture and the words that stand in for it."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from kzaz_analysis.display.theme import NARROW, WIDE, Sheet, drawing

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from matplotlib.figure import Figure

    Drawing = Callable[[Sheet], Figure]

_COLOURS = 128
"""Colours kept in a picture: edges stay smooth, and a page stays small."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure and the sentence that stands in for it.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
        Never registered with pyplot, so nothing is drawn twice or left open.
    alt : str
        Chart type, then what is plotted over which span, then what to see.
    narrow : matplotlib.figure.Figure, optional
        The same picture drawn for a phone. It travels as base64 in the output
        metadata ``narrow``, so that a page may offer both.
    source : str
        Line below the picture that says where its figures come from.
    """

    figure: Figure
    alt: str
    narrow: Figure | None = None
    source: str = ""

    def __repr__(self) -> str:
        return f"Chart: {self.alt}"

    def _repr_mimebundle_(
        self,
        include: Collection[str] | None = None,
        exclude: Collection[str] | None = None,
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Give Jupyter the picture, with the alt text as metadata beside it."""
        data = {"text/plain": repr(self), "image/png": png(self.figure)}
        width, height = _css_size(self.figure)
        meta: dict[str, Any] = {"alt": self.alt, "width": width, "height": height}
        if self.source:
            meta["source"] = self.source
        if self.narrow is not None:
            meta["narrow"] = base64.b64encode(png(self.narrow)).decode("ascii")
        return data, {"image/png": meta}


def chart(draw: Drawing, alt: str, wide: Sheet = WIDE, narrow: Sheet = NARROW) -> Chart:
    """Draw one picture at both widths.

    Parameters
    ----------
    draw : callable
        Takes a sheet and returns the finished figure.
    alt : str
        The words that stand in for the picture.
    wide, narrow : Sheet
        Sizes for a laptop and for a phone.
    """
    figures = []
    for sheet in (wide, narrow):
        with drawing(sheet):
            figures.append(draw(sheet))
    return Chart(figure=figures[0], alt=alt, narrow=figures[1])


def png(figure: Figure) -> bytes:
    """Encode a figure as PNG, equal figures as equal bytes.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Drawn at its own size and resolution; no date and no version is stored.
        Colours are reduced to a palette (median cut, no dithering).
    """
    buffer = io.BytesIO()
    with drawing(WIDE):
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    small = picture.quantize(
        _COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )
    small.save(buffer, format="png", optimize=True)
    return buffer.getvalue()


def _css_size(figure: Figure) -> tuple[int, int]:
    width, height = figure.get_size_inches()
    return round(96 * width), round(96 * height)
