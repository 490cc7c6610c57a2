"""A picture that travels alone: its title, whose figures, and sources inside it."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from matplotlib.colors import to_rgb
from PIL import Image, ImageDraw, ImageFont

from kzaz_analysis.display.theme import INK, MUTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PAGE_COLOUR = re.compile(r"var\(--[\w-]+, (#[0-9a-f]+)\)")
_DARK_TWIN = re.compile(r"; (?:fill|stroke): light-dark\([^)]*\)")
_SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')
_EDGE = 16
_FONTS = {"normal": "DejaVuSans.ttf", "bold": "DejaVuSans-Bold.ttf"}
_SHADES = 256


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text beside a picture, in CSS pixels."""

    text: str
    size: int
    weight: str
    colour: str

    @property
    def height(self) -> int:
        """Distance to the next line."""
        return round(1.4 * self.size)


@dataclass(frozen=True, slots=True)
class Legend:
    """What stands above and below a picture.

    Attributes
    ----------
    title, about : str
        The finding, and what and whose figures are shown.
    notes : tuple of str
        Remarks and sources, one paragraph each.
    """

    title: str
    about: str = ""
    notes: tuple[str, ...] = ()

    def above(self, width: int) -> list[Line]:
        """Set the title and what the picture is about in lines of a width in px."""
        titles = _wrapped(self.title, 16, "bold", width)
        lines = [Line(text, 16, "bold", INK) for text in titles]
        about = _wrapped(self.about, 13, "normal", width)
        return lines + [Line(text, 13, "normal", MUTED) for text in about]

    def below(self, width: int) -> list[Line]:
        """Set the remarks and sources in lines of a width in px."""
        texts = (t for note in self.notes for t in _wrapped(note, 11, "normal", width))
        return [Line(text, 11, "normal", MUTED) for text in texts]


def alone_svg(drawing: str, legend: Legend) -> str:
    """Return a drawing of a page as a file of its own.

    Parameters
    ----------
    drawing : str
        An ``<svg>`` element as of `charts.vector.svg`.
    legend : Legend
        What stands above and below it.

    Returns
    -------
    str
        SVG on white in the colours of a light page, without CSS variables, which few
        programs other than browsers read. Text stays text.
    """
    size = _SIZE.search(drawing)
    if size is None:
        return drawing
    width, height = (round(float(side)) for side in size.groups())
    above, below = legend.above(width), legend.below(width)
    top, bottom = _tall(above), _tall(below)
    outer = width + 2 * _EDGE, height + top + bottom
    plain = _PAGE_COLOUR.sub(r"\1", _DARK_TWIN.sub("", drawing))
    placed = plain.replace("<svg ", f'<svg x="{_EDGE}" y="{top}" ', 1)
    texts = [*_set(above, _EDGE), *_set(below, top + height + _EDGE)]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink" width="{outer[0]}" '
        f'height="{outer[1]}" viewBox="0 0 {outer[0]} {outer[1]}">'
        f"<title>{escape(legend.title)}</title>"
        '<rect width="100%" height="100%" fill="#ffffff"/>'
        f"{''.join(texts)}{placed}</svg>\n"
    )


def alone_png(picture: bytes, legend: Legend, scale: int = 2) -> bytes:
    """Return a picture of a page as a file of its own.

    Parameters
    ----------
    picture : bytes
        A PNG with a palette, as of `charts.chart.png`.
    legend : Legend
        What stands above and below it.
    scale : int
        Picture points to a CSS pixel.

    Returns
    -------
    bytes
        A PNG with the same palette on white; equal pictures give equal bytes.
    """
    inner = Image.open(io.BytesIO(picture))
    width = inner.width // scale
    above, below = legend.above(width), legend.below(width)
    top, bottom = _tall(above), _tall(below)
    palette = inner.getpalette() or []
    size = inner.width + 2 * scale * _EDGE, inner.height + scale * (top + bottom)
    sheet = Image.new("P", size, _shades(palette, INK)[0])
    sheet.putpalette(palette)
    sheet.paste(inner, (scale * _EDGE, scale * top))
    starts = (_EDGE, top + inner.height // scale + _EDGE)
    colours = {line.colour for line in (*above, *below)}
    shades_of = {colour: _shades(palette, colour) for colour in colours}
    for lines, start in zip((above, below), starts, strict=True):
        for line, y in _places(lines, start):
            strip = _strip(line, inner.width, scale)
            shades = strip.point(shades_of[line.colour])
            sheet.paste(shades, (scale * _EDGE, scale * y))
    buffer = io.BytesIO()
    sheet.save(buffer, format="png", compress_level=6, dpi=(96 * scale, 96 * scale))
    return buffer.getvalue()


def _strip(line: Line, width: int, scale: int) -> Image.Image:
    """Draw one line of text, 0 where there is none and 255 where it is full."""
    strip = Image.new("L", (width, scale * line.height), 0)
    font = _font(line.weight, scale * line.size)
    ImageDraw.Draw(strip).text((0, 0), line.text, fill=255, font=font)
    return strip


def _shades(palette: list[int], colour: str) -> list[int]:
    """Return the nearest place in a palette for each step from white to a colour."""
    colours = np.array(palette, dtype=float).reshape(-1, 3)
    steps = np.linspace(0.0, 1.0, _SHADES)[:, None]
    shades = 255 * (1 - steps + steps * np.array(to_rgb(colour)))
    apart = ((shades[:, None, :] - colours[None, :, :]) ** 2).sum(axis=2)
    return [int(place) for place in apart.argmin(axis=1)]


def _places(lines: Iterable[Line], start: int) -> Iterator[tuple[Line, int]]:
    for line in lines:
        yield line, start
        start += line.height


def _set(lines: Iterable[Line], start: int) -> Iterator[str]:
    for line, y in _places(lines, start):
        yield (
            f'<text x="{_EDGE}" y="{y + line.size}" font-family="DejaVu Sans, Verdana, '
            f'sans-serif" font-size="{line.size}" font-weight="{line.weight}" '
            f'fill="{line.colour}">{escape(line.text)}</text>'
        )


def _tall(lines: list[Line]) -> int:
    return sum(line.height for line in lines) + 2 * _EDGE


def _wrapped(text: str, size: int, weight: str, width: int) -> list[str]:
    """Break a text into lines that are no wider than they may be."""
    font = _font(weight, size)
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@cache
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    return ImageFont.truetype(str(folder / _FONTS[weight]), size)
