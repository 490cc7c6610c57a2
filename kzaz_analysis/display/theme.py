"""One look for all pictures: colours that everybody can tell apart, sizes, styles.

Nothing here changes matplotlib's global state: a style holds inside the context that
`drawing` opens, and a figure is drawn at the width it is shown.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.colors import to_hex, to_rgb

from kzaz_analysis.display.speech.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

OKABE_ITO = {
    "black": "#000000",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "green": "#009E73",
    "yellow": "#F0E442",
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "purple": "#CC79A7",
}
"""Okabe and Ito (2008), a palette for every kind of colour vision."""

INK = "#1b1f24"
"""Text, and the record where a chart has one series."""

MUTED = "#5b6570"
"""Ticks and remarks; 4.5 to 1 and more on white."""

GRID = "#e3e6ea"
"""Horizontal grid lines."""

TARGET = "#B84A00"
"""A target: vermillion, dark enough for text."""

PROJECTION = "#00629A"
"""The projection: one blue hue, for its line and its labels."""

FAN = {"95": "#D6E6F1", "80": "#A3C7E0", "50": "#6FA8CF"}
"""The same hue in weaker strengths, by the level of the interval in percent."""

SCENARIO = "#7A5500"
"""A path under a condition: dark orange, dotted."""

OTHERS = "#9C3F73"
"""Forecasts of other people: purple, always as hollow marks."""

_FAMILIES = (
    ("rail_", "#00694D"),
    ("freight_", "#00694D"),
    ("oil_", "#7A2F5B"),
    ("port_", "#2C7FB0"),
    ("exports_", "#0072B2"),
    ("imports_", "#E69F00"),
)

SIDE_MARKERS = ("o", "s", "P", "<")
"""Shapes of the points of the sides, in their order."""

MARKERS = {
    "": "X",
    "COW_4_0": "^",
    "BACI": "D",
    "COMTRADE": "v",
}
"""Shape of a point, by who reported it."""

_SPARE_MARKERS = ("P", "<", ">", "d", "*")

GLYPHS = dict(zip("osX^DvP<>d*", "●■✖▲◆▼✚◀▶♦★", strict=True))
"""The same shapes as letters, for a key below a chart."""

FONT = "DejaVu Sans"
"""Comes with matplotlib, so that pictures are the same everywhere."""

DPI = 192
"""Two picture points to each CSS pixel."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The size a figure is drawn and shown at.

    Attributes
    ----------
    width, height : int
        CSS pixels.
    text_pt : float
        Size of text in the picture, in points of 1/72 inch.
    """

    width: int
    height: int
    text_pt: float

    @property
    def is_narrow(self) -> bool:
        """Whether this is the picture for a phone."""
        return self.width < 600

    @property
    def inches(self) -> tuple[float, float]:
        """Width and height in inches of 96 CSS pixels."""
        return self.width / 96, self.height / 96

    def taller(self, height: int) -> Sheet:
        """Return the same sheet at another height."""
        return Sheet(self.width, height, self.text_pt)


WIDE = Sheet(960, 500, 12.5)
"""A laptop: text as large as the page's."""

NARROW = Sheet(358, 380, 9.6)
"""A phone: drawn anew, so that its text stays readable."""

SPARK = Sheet(240, 72, 9.0)
"""A card of the index."""


_GROUPS = (
    *("axes.", "figure.", "font.", "grid.", "lines.", "patch.", "path."),
    *("text.", "xtick.", "ytick."),
)


@contextmanager
def drawing(sheet: Sheet) -> Iterator[None]:
    """Open the style in which a figure is made and drawn.

    Parameters
    ----------
    sheet : Sheet
        Its text size scales ticks, labels and marks alike.
    """
    with mpl.rc_context({**_defaults(), **_background(), **_sized(sheet), **_LOOK}):
        yield


@cache
def _defaults() -> dict[Any, Any]:
    """Return matplotlib's own settings, so that no file of the user's reaches in."""
    names = [name for name in mpl.rcParamsDefault if name.startswith(_GROUPS)]
    return {name: mpl.rcParamsDefault[name] for name in names}


@cache
def _background() -> dict[Any, Any]:
    """Return seaborn's plain white style, on which our own ink stands."""
    # Imported where a picture is drawn: it brings half of scipy with it.
    import seaborn  # noqa: PLC0415

    sns: Any = seaborn
    return dict(sns.axes_style("white"))


def _sized(sheet: Sheet) -> dict[Any, Any]:
    sizes = ("font.size", "axes.labelsize", "xtick.labelsize", "ytick.labelsize")
    return dict.fromkeys(sizes, sheet.text_pt)


_LOOK: dict[Any, Any] = {
    "font.family": [FONT],
    "text.color": INK,
    "text.usetex": False,
    "text.parse_math": False,
    "figure.dpi": DPI,
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "axes.edgecolor": MUTED,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": MUTED,
    "ytick.labelcolor": MUTED,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.unicode_minus": True,
    "path.simplify": False,
    "path.snap": True,
    "axes.linewidth": 1.25,
    "lines.solid_capstyle": "round",
    "patch.edgecolor": "white",
    "patch.force_edgecolor": True,
}
"""Our own ink on the white background of seaborn's style of that name."""


def series_colour(series: str = "") -> str:
    """Colour of a series, the same on every page.

    Parameters
    ----------
    series : str
        Series id; an unknown one is drawn in the colour of ink.
    """
    families = {**vocabulary().series_colours, **dict(_FAMILIES)}
    return next(
        (hue for start, hue in families.items() if series.startswith(start)), INK
    )


def marker(books: object) -> str:
    """Shape of the points that rest on `books`, the same on every page."""
    key = books if isinstance(books, str) else ""
    sides = dict(zip(vocabulary().sides, SIDE_MARKERS, strict=False))
    if key in sides or key in MARKERS:
        return sides.get(key) or MARKERS[key]
    return _SPARE_MARKERS[sum(map(ord, key)) % len(_SPARE_MARKERS)]


def contrast(colour: str, background: str = "#ffffff") -> float:
    """Contrast of two colours as WCAG 2 defines it, 1 to 21."""
    light, dark = sorted((_luminance(colour), _luminance(background)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in to_rgb(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def readable(colour: str) -> str:
    """Darken a colour of the palette until it can be read as text on white."""
    shade = to_hex(colour)
    while contrast(shade) < 4.6:
        red, green, blue = (0.92 * part for part in to_rgb(shade))
        shade = to_hex((red, green, blue))
    return shade
