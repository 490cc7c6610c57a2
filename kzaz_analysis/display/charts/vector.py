"""A figure as SVG that stands inside a page: text as text, colours of the page."""

from __future__ import annotations

import colorsys
import hashlib
import io
import re
from contextlib import contextmanager
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from matplotlib import rc_context
from matplotlib.colors import to_hex, to_rgb
from matplotlib.text import Text

from kzaz_analysis.display.speech.phrases import phrase
from kzaz_analysis.display.theme import GRID, INK, MUTED, WIDE, drawing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from matplotlib.artist import Artist
    from matplotlib.figure import Figure


def same_bytes(salt: str = "kzaz") -> dict[Any, Any]:
    """Return settings under which equal figures give equal bytes, and text stays text.

    Parameters
    ----------
    salt : str
        Goes into the ids, so that those of two pictures on a page differ.
    """
    return {"svg.fonttype": "none", "svg.hashsalt": salt}


PAGE_COLOURS = {"#ffffff": "paper", INK: "ink", MUTED: "muted", GRID: "rule"}
"""Colours that a page has variables for, by the name of the variable."""

_DARKEST = 0.09
"""Lightness of a dark page's background, the twin of white."""

_TIPS = "tip:"
_BAR_TIP = "bar:"
_HALO = "halo"
_DOCTYPE = re.compile(r"<\?xml.*?\?>|<!DOCTYPE[^>]*>", re.DOTALL)
_TIPPED = re.compile(rf'<g id="{_TIPS}([^"]*)">.*?</g>\s*</g>', re.DOTALL)
_TIPPED_BAR = re.compile(rf'<g id="{_BAR_TIP}([^"]*)">\s*<path ([^>]*)/>\s*</g>')
_MARK = re.compile(r"(<use [^>]*?)/>")
_SHORTER = (
    (re.compile(r"<!--.*?-->|<metadata>.*?</metadata>", re.DOTALL), ""),
    (re.compile(r"<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL), ""),
    (re.compile(r' transform="rotate\(-0 [^"]*\)"'), ""),
    (re.compile(r'<g id="[^"]*"/>'), ""),
    (re.compile(rf'<g id="{_HALO}"'), '<g class="kz-halo"'),
    (re.compile(r'<g id="[^"]*"'), "<g"),
    (re.compile(r"\s*\n\s*"), " "),
    (re.compile(r"> <"), "><"),
    (re.compile(r"^ | $"), ""),
)
_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_COLOUR = re.compile(r"(fill|stroke): (#[0-9a-f]{6})")
_STYLE = re.compile(r'style="([^"]*)"')
_FONT = "font-family: 'DejaVu Sans'"
_FONTS = "font-family: 'DejaVu Sans', Verdana, sans-serif"
"""Verdana has nearly the same widths, for machines without the first."""

_HALO_RULE = (
    ".kz-halo text{paint-order: stroke; stroke: var(--paper, #ffffff); stroke-width: 3}"
)
_OPENING = re.compile(r"<svg [^>]*?width=\"([\d.]+)pt\" height=\"([\d.]+)pt\"[^>]*>")


def write_tips(marks: Artist, tips: Iterable[str]) -> None:
    """Give each mark of a line of marks the text that pointing at it shows.

    Parameters
    ----------
    marks : matplotlib.artist.Artist
        A line drawn with a marker.
    tips : iterable of str
        One text a mark, in the order of the marks; none is written where a mark lies
        beyond the picture, for nobody could tell which.
    """
    marks.set_gid(_TIPS + "|".join(phrase(tip).replace("|", "/") for tip in tips))


def write_bar_tips(bar: Artist, text: str) -> None:
    """Give a bar the text that pointing at it shows."""
    bar.set_gid(f"{_BAR_TIP}{phrase(text)}")


def svg(figure: Figure, alt: str = "", title: str = "") -> str:
    """Draw a figure as one element of SVG.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Drawn at its own size; equal figures give equal text.
    alt, title : str
        The words that stand in for the picture, and its name.

    Returns
    -------
    str
        An ``<svg>`` element with ``<title>`` and ``<desc>``. Ground, ink, rules and
        remarks take the page's colours (CSS variables), every other colour has a twin
        of the same hue at the opposite lightness for dark pages (``light-dark``).
        Coordinates are rounded to a hundredth of a point.
    """
    buffer = io.StringIO()
    salt = f"{alt} {figure.get_figwidth()}"
    with drawing(WIDE), rc_context(same_bytes(salt)), _halos_as_strokes(figure):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    drawn = _TIPPED.sub(_with_titles, _DOCTYPE.sub("", buffer.getvalue()))
    drawn = _TIPPED_BAR.sub(r"<path \2><title>\1</title></path>", drawn)
    for shape, by in _SHORTER:
        drawn = shape.sub(by, drawn)
    drawn = _NUMBER.sub(lambda m: f"{float(m[0]):.2f}".rstrip("0").rstrip("."), drawn)
    drawn = _COLOUR.sub(_of_page, drawn).replace(_FONT, _FONTS)
    return _OPENING.sub(
        lambda m: _opening(m, alt, title), _with_classes(drawn), count=1
    )


@contextmanager
def _halos_as_strokes(figure: Figure) -> Iterator[None]:
    """Let texts with a halo stay texts: else their letters would be drawn as paths."""
    haloed = [t for t in figure.findobj(Text) if t.get_path_effects()]
    effects = [text.get_path_effects() for text in haloed]
    for text in haloed:
        text.set_path_effects([])
        text.set_gid(_HALO)
    try:
        yield
    finally:
        for text, effect in zip(haloed, effects, strict=True):
            text.set_path_effects(effect)
            text.set_gid(None)


def _with_titles(match: re.Match[str]) -> str:
    tips, marks = match[1].split("|"), _MARK.findall(match[0])
    if len(tips) != len(marks):  # A mark beyond the picture is not drawn.
        return match[0]
    texts = iter(tips)
    return _MARK.sub(lambda m: f"{m[1]}><title>{next(texts)}</title></use>", match[0])


def _with_classes(drawn: str) -> str:
    """Write each style once, under a name that follows from what it says."""
    names = {
        style: f"k{hashlib.sha256(style.encode()).hexdigest()[:8]}"
        for style in dict.fromkeys(_STYLE.findall(drawn))
    }
    rules = _HALO_RULE + "".join(f".{name}{{{style}}}" for style, name in names.items())
    drawn = _STYLE.sub(lambda m: f'class="{names[m[1]]}"', drawn)
    return drawn.replace(">", f"><style>{rules}</style>", 1)


def _opening(match: re.Match[str], alt: str, title: str) -> str:
    width, height = (float(match[side]) for side in (1, 2))
    name = f"<title>{escape(title)}</title>" if title else ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" role="img" '
        f'aria-label="{escape(alt)}" stroke-linejoin="round" stroke-linecap="butt" '
        f'width="{width * 96 / 72:g}" height="{height * 96 / 72:g}" '
        f'viewBox="0 0 {width:g} {height:g}">{name}<desc>{escape(alt)}</desc>'
    )


def _of_page(match: re.Match[str]) -> str:
    colour = match[2]
    if colour in PAGE_COLOURS:
        return f"{match[1]}: var(--{PAGE_COLOURS[colour]}, {colour})"
    return f"{match[0]}; {match[1]}: light-dark({colour}, {dark_twin(colour)})"


@cache
def dark_twin(colour: str) -> str:
    """Return the colour of the same hue that a dark page shows instead.

    Parameters
    ----------
    colour : str
        As ``#rrggbb``. White becomes the dark background, black nearly white.
    """
    hue, lightness, saturation = colorsys.rgb_to_hls(*to_rgb(colour))
    opposite = _DARKEST + (0.95 - _DARKEST) * (1 - lightness)
    return to_hex(colorsys.hls_to_rgb(hue, opposite, saturation))
