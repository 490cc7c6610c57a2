"""A picture and the words that stand in for it."""

from __future__ import annotations

import io
import pickle
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from kzaz_analysis.display.charts.vector import same_bytes, svg
from kzaz_analysis.display.theme import NARROW, WIDE, Sheet, drawing
from kzaz_analysis.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from os import PathLike

    import numpy.typing as npt
    from matplotlib.figure import Figure

    Drawing = Callable[[Sheet], Figure]
    Pixels = npt.NDArray[np.integer]

UNDATED: dict[str, dict[str, Any]] = {
    ".svg": {"Date": None, "Creator": None},
    ".png": {"Software": None},
    ".pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
"""Endings of pictures, and what keeps the time of drawing out of each."""

_COLOURS = 256
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
        The same picture drawn for a phone. It travels as SVG in the output metadata
        ``narrow``, so that a page may offer both.
    source : str
        Line below the picture that says where its figures come from.
    title : str
        The finding, for a picture that is saved by itself.
    origins : tuple of str
        Its sources in full, for the same.
    """

    figure: Figure
    alt: str
    narrow: Figure | None = None
    source: str = ""
    title: str = ""
    origins: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """The words that stand in for the picture."""
        return (self.alt,)

    def save(self, path: str | PathLike[str], title: str = "") -> Path:
        """Write the picture to a file of its own, with its title and its sources.

        Parameters
        ----------
        path : str or path
            Ends in ``.svg`` (text stays text), ``.png`` or ``.pdf``.
        title : str
            Other words above the picture.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        UsageError
            If the ending is another one.
        """
        return save(self, Path(path), title or self.title)

    def __repr__(self) -> str:
        return f"Chart: {self.alt}"

    def _repr_mimebundle_(
        self,
        include: Collection[str] | None = None,
        exclude: Collection[str] | None = None,
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Give Jupyter the picture, with the alt text as metadata beside it."""
        data = {
            "text/plain": repr(self),
            "image/svg+xml": svg(self.figure, self.alt, self.title),
            "image/png": png(self.figure),
        }
        width, height = _css_size(self.figure)
        meta: dict[str, Any] = {"alt": self.alt, "width": width, "height": height}
        if self.source:
            meta["source"] = self.source
        inline = meta | {"inline": True}
        if self.narrow is not None:
            inline["narrow"] = svg(self.narrow, self.alt, self.title)
        return data, {"image/svg+xml": inline, "image/png": meta}


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


def save(picture: Chart, path: Path, title: str) -> Path:
    """Write one chart to a file; see `Chart.save`."""
    if path.suffix not in UNDATED:
        endings = ", ".join(UNDATED)
        raise UsageError(f"{path.name}: a picture ends in one of {endings}")
    # A copy, so that what is added here does not appear on the page.
    figure: Figure = pickle.loads(pickle.dumps(picture.figure))  # noqa: S301
    width = int(figure.get_size_inches()[0] * 14)
    lines = textwrap.wrap("Sources: " + "; ".join(picture.origins), width)
    figure.text(0, 1.02, "\n".join(textwrap.wrap(title, width)), weight="bold")
    if picture.origins:
        figure.text(0, -0.02, "\n".join(lines), va="top", size="small")
    with drawing(WIDE), rc_context(same_bytes()):
        figure.savefig(path, bbox_inches="tight", metadata=UNDATED[path.suffix])
    return path


def png(figure: Figure) -> bytes:
    """Encode a figure as PNG, equal figures as equal bytes.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Drawn at its own size and resolution; no date and no version is stored.
        The most frequent colours make the palette, each other one becomes its nearest.
    """
    buffer = io.BytesIO()
    with drawing(WIDE):
        canvas: Any = FigureCanvasAgg(figure)
        canvas.draw()
    rgba = np.ascontiguousarray(canvas.buffer_rgba())
    shades, places = _palette(rgba.view("<u4")[..., 0] & 0xFFFFFF)
    picture = Image.fromarray(places).convert("P")
    picture.putpalette(shades[:, :3].astype(np.uint8).tobytes())
    picture.save(buffer, format="png", compress_level=6)
    return buffer.getvalue()


def _palette(pixels: Pixels) -> tuple[Pixels, Pixels]:
    """Reduce packed colours to a palette: its colours, and a place in it a pixel."""
    keys = _coarse(pixels)
    often = np.bincount(keys.ravel(), minlength=1 << 18)
    shade_of = np.zeros(1 << 18, dtype=pixels.dtype)
    shade_of[keys.ravel()] = pixels.ravel()
    # Flat areas keep their very colour: the commonest shade of a key is set last.
    common, counts = np.unique(pixels[::4, ::4], return_counts=True)
    common = common[np.argsort(counts, kind="stable")]
    shade_of[_coarse(common)] = common
    used = np.flatnonzero(often)
    ranked = used[np.argsort(-often[used], kind="stable")]
    shades = _channels(shade_of[ranked])
    place_of = np.zeros(1 << 18, dtype=np.uint8)
    for start in range(0, len(ranked), 256):
        part = shades[start : start + 256, None, :] - shades[None, :_COLOURS, :]
        place_of[ranked[start : start + 256]] = (part**2).sum(axis=2).argmin(axis=1)
    return shades[:_COLOURS], place_of[keys]


def _coarse(pixels: Pixels) -> Pixels:
    """Six bits of each channel as one number."""
    red, green, blue = (pixels >> shift & 0x3F for shift in (2, 10, 18))
    return red | green << 6 | blue << 12


def _channels(pixels: Pixels) -> Pixels:
    return np.stack([pixels >> s & 0xFF for s in (0, 8, 16)], axis=1).astype(np.int64)


def _css_size(figure: Figure) -> tuple[int, int]:
    width, height = figure.get_size_inches()
    return round(96 * width), round(96 * height)
