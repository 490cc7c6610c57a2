"""A picture and the words that stand in for it."""

from __future__ import annotations

import io
import pickle
import textwrap
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from kzaz_analysis.display.charts.canvas import Agg
from kzaz_analysis.display.charts.pictures import Legend, alone_png, alone_svg
from kzaz_analysis.display.charts.vector import same_bytes, svg
from kzaz_analysis.display.exports.exportable import Exportable
from kzaz_analysis.display.exports.files.handed import handed
from kzaz_analysis.display.exports.files.stated import stated
from kzaz_analysis.display.speech.phrases import phrase
from kzaz_analysis.display.theme import NARROW, WIDE, Sheet, drawing
from kzaz_analysis.exporting.cells import csv_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    import numpy.typing as npt
    import pandas as pd
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


MOST_SOURCES = 12
"""Sources named inside a picture that travels alone."""


@dataclass(frozen=True, slots=True)
class Chart(Exportable):
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
    numbers : pandas.DataFrame or None
        What is drawn, unrounded, with its unit.
    name : str
        What its page calls it.
    page : ShownPage or None
        Its page, which gives a picture that travels alone what it lacks.
    """

    figure: Figure
    alt: str
    narrow: Figure | None = None
    source: str = ""
    title: str = ""
    origins: tuple[str, ...] = ()
    numbers: pd.DataFrame | None = field(default=None, repr=False, compare=False)
    name: str = field(default="", compare=False)
    page: Any = field(default=None, repr=False, compare=False)

    def placed(self, name: str, page: Any) -> Chart:
        """Return the picture as part of a page that calls it by a name."""
        return replace(self, name=name, page=page)

    @property
    def frame(self) -> pd.DataFrame:
        """What is drawn, unrounded, with its unit; empty for a picture of no table."""
        if self.numbers is None:
            import pandas as pd  # noqa: PLC0415 - a picture is drawn without it

            return pd.DataFrame()
        numbers = self.numbers
        has_own = "source" in numbers
        own = numbers["source"].fillna("") if has_own else [""] * len(numbers)
        rests_on = getattr(self.page, "rests_on", ())
        return stated(numbers, "", rests_on, of_rows=own)

    @property
    def heading(self) -> str:
        """The finding, else what is plotted."""
        return self.title or self.alt

    @property
    def sentences(self) -> tuple[str, ...]:
        """The words that stand in for the picture."""
        return (self.alt,)

    @property
    def chart(self) -> Chart:
        """The picture itself."""
        return self

    def _draw(self, picture: Chart, place: Path, title: str) -> Path:
        page_title = "" if self.page is None else str(self.page.title)
        return save(picture, place, title or self.title or page_title)

    @property
    def sources_line(self) -> str:
        """The sources of a picture that travels alone, the first few by name."""
        origins = self.origins
        if self.page is not None:
            origins = origins or self.page.drawn_from
        more = len(origins) - MOST_SOURCES
        also = phrase(f"and {more} more, which the data name")
        origins_line = "; ".join(
            [*origins[:MOST_SOURCES], *([also] if more > 0 else [])]
        )
        return f"{phrase('Sources')}: {origins_line.rstrip('.')}." if origins else ""

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
        inline = meta | {"inline": True} | self._files(data)
        if self.narrow is not None:
            inline["narrow"] = svg(self.narrow, self.alt, self.title)
        return data, {"image/svg+xml": inline, "image/png": meta}

    def _files(self, pictures: Mapping[str, Any]) -> dict[str, Any]:
        """Leave the picture and its numbers for those who asked for them."""
        file = handed(self.name, self.alt.partition(". ")[0])
        if file is None:
            return {}
        if self.numbers is not None:
            file.add(phrase("Data as CSV"), ".csv", csv_text(self.frame))
        legend = self._legend()
        drawn, points = pictures["image/svg+xml"], pictures["image/png"]
        file.add(phrase("Chart as SVG"), ".svg", alone_svg(drawn, legend))
        file.add(phrase("Chart as PNG"), ".png", alone_png(points, legend))
        return file.metadata

    def _legend(self) -> Legend:
        """Say what stands beside the picture where it travels alone."""
        what = self.alt.partition(". ")[0].rstrip(".") + "."
        if self.page is None:
            title, about = self.title, ""
        else:
            title, about = self.title or self.page.heading, self.page.subject_line
        notes = tuple(filter(None, (what, self.sources_line)))
        return Legend(title or what, about, notes)


def chart(
    draw: Drawing,
    alt: str,
    wide: Sheet = WIDE,
    narrow: Sheet | None = NARROW,
    numbers: pd.DataFrame | None = None,
) -> Chart:
    """Draw one picture, as a rule at both widths.

    Parameters
    ----------
    draw : callable
        Takes a sheet and returns the finished figure.
    alt : str
        The words that stand in for the picture.
    wide, narrow : Sheet
        Sizes for a laptop and for a phone, which may be left out.
    numbers : pandas.DataFrame, optional
        What is drawn, see `plotted`.
    """
    figures = []
    for sheet in filter(None, (wide, narrow)):
        with drawing(sheet):
            figures.append(draw(sheet))
    on_phone = figures[1] if narrow else None
    return Chart(figures[0], phrase(alt), narrow=on_phone, numbers=numbers)


PLOTTED = (
    *("year", "period", "value", "low", "high", "books", "agency", "qualifier"),
    *("derived", "published_on"),
)
"""Columns of a record that stand for what is drawn of it."""


def plotted(unit: str, **parts: pd.DataFrame | None) -> pd.DataFrame:
    """Put what a picture draws below one another, with its unit.

    Parameters
    ----------
    unit : str
        Unit id of the numbers.
    **parts : pandas.DataFrame or None
        What is drawn, by what it is called; of a record, what readers need.

    Returns
    -------
    pandas.DataFrame
        Column ``what``, the columns of the parts, and ``unit``; columns in which
        nothing stands are left out.
    """
    import pandas as pd  # noqa: PLC0415 - a picture is drawn without it

    frames = [
        _plain(frame).assign(what=name.replace("_", " "))
        for name, frame in parts.items()
        if frame is not None and not frame.empty
    ]
    both = pd.concat(frames, ignore_index=True).assign(unit=unit)
    empty = [n for n in both if both[n].isna().all() or (both[n] == "").all()]
    kept = both.drop(columns=empty)
    middle = [name for name in kept if name not in ("what", "unit", "source")]
    last = [name for name in ("unit", "source") if name in kept]
    return kept[["what", *middle, *last]]


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out of a record what only programs of ours need."""
    if "part_sources" not in frame:
        return frame.dropna(axis="columns", how="all")
    sources = frame["part_sources"].where(frame["part_sources"] != "", frame["source"])
    names = [name for name in PLOTTED if name in frame]
    return frame[names].assign(source=sources).dropna(axis="columns", how="all")


def save(picture: Chart, path: Path, title: str) -> Path:
    """Write one chart to a file; see `Chart.save`."""
    # A copy, so that what is added here does not appear on the page.
    figure: Figure = pickle.loads(pickle.dumps(picture.figure))  # noqa: S301
    width = int(figure.get_size_inches()[0] * 14)
    lines = textwrap.wrap(picture.sources_line, width)
    figure.text(0, 1.02, "\n".join(textwrap.wrap(title, width)), weight="bold")
    if lines:
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
        # Where a figure was measured its texts need not be measured once more.
        canvas: Any = figure.canvas
        if not isinstance(canvas, FigureCanvasAgg):
            canvas = Agg(figure)
        canvas.draw()
    rgba = np.ascontiguousarray(canvas.buffer_rgba())
    shades, places = _palette(rgba.view("<u4")[..., 0] & 0xFFFFFF)
    picture = Image.fromarray(places).convert("P")
    picture.putpalette(shades[:, :3].astype(np.uint8).tobytes())
    picture.save(buffer, format="png", compress_level=6)
    return buffer.getvalue()


def _palette(pixels: Pixels) -> tuple[Pixels, Pixels]:
    """Reduce packed colours to a palette: its colours, and a place in it a pixel."""
    run, lengths = _runs(pixels.ravel())
    keys = _coarse(run)
    often = np.bincount(keys, weights=lengths, minlength=1 << 18)
    shade_of = np.zeros(1 << 18, dtype=pixels.dtype)
    shade_of[keys] = run
    # Flat areas keep their very colour: the commonest shade of a key is set last.
    common, counts = np.unique(pixels[::4, ::4], return_counts=True)
    common = common[np.argsort(counts, kind="stable")]
    shade_of[_coarse(common)] = common
    used = np.flatnonzero(often)
    ranked = used[np.argsort(-often[used], kind="stable")]
    shades = _channels(shade_of[ranked])
    place_of = np.zeros(1 << 18, dtype=np.uint8)
    for start in range(0, len(ranked), 4096):
        part = shades[start : start + 4096]
        place_of[ranked[start : start + 4096]] = _nearest(part, shades[:_COLOURS])
    places = np.repeat(place_of[keys], lengths)
    return shades[:_COLOURS], places.reshape(pixels.shape)


def _runs(pixels: Pixels) -> tuple[Pixels, Pixels]:
    """Colours and lengths of runs of equal pixels, of which a picture has few."""
    begins = np.append(0, np.flatnonzero(pixels[1:] != pixels[:-1]) + 1)
    return pixels[begins], np.diff(begins, append=pixels.size)


def _nearest(shades: Pixels, palette: Pixels) -> Pixels:
    """Place of the nearest colour of a palette for each shade, the first of equals."""
    # Squares of distances, less what a shade adds to all of its own; whole numbers.
    products = shades.astype(np.float64) @ palette.T.astype(np.float64)
    nearest: Pixels = ((palette**2).sum(axis=1) - 2 * products).argmin(axis=1)
    return nearest


def _coarse(pixels: Pixels) -> Pixels:
    """Six bits of each channel as one number."""
    red, green, blue = (pixels >> shift & 0x3F for shift in (2, 10, 18))
    return red | green << 6 | blue << 12


def _channels(pixels: Pixels) -> Pixels:
    return np.stack([pixels >> s & 0xFF for s in (0, 8, 16)], axis=1).astype(np.int64)


def _css_size(figure: Figure) -> tuple[int, int]:
    width, height = figure.get_size_inches()
    return round(96 * width), round(96 * height)
