"""Pictures, sound and films that a page holds in itself."""

from __future__ import annotations

import base64
import io
import re
import struct
import warnings
from html import escape
from typing import Any
from xml.etree import ElementTree

from kzaz_analysis.runner.render.outputs.nesting import is_plain

SVG = "image/svg+xml"
PICTURES = (SVG, "image/png", "image/jpeg", "image/gif", "image/webp")
"""Kinds of pictures, the best one first."""

_NAMESPACE = "http://www.w3.org/2000/svg"
_APART = re.compile(
    r"<(title|desc)\b[^<>]*>[^<]*</\1>|<script\b.*?</script\s*>", re.DOTALL
)
"""What a drawing is called, and what is taken out of it later."""


def picture(kind: str, content: str, meta: Any, words: str) -> str:
    """Return a figure.

    Parameters
    ----------
    kind : str
        One of `PICTURES`.
    content : str
        The picture in base64; an SVG as its text.
    meta : mapping
        ``alt``, ``width``, ``height``, ``narrow`` (its twin for phones), ``source``,
        and ``inline`` (an SVG in the page's colours, unless it holds what browsers
        would mend); each may be missing.
    words : str
        What stands for it where it has no alt text.
    """
    narrow = str(meta.get("narrow") or "")
    if kind == SVG and meta.get("inline"):
        if all(map(_ends_by_itself, (content, narrow))):
            return _figure(_drawing(content, narrow), meta)
        narrow = ""
    if kind == SVG:
        if _root(content) == "svg":
            # Jupyter shows it as HTML, where a drawing needs no name of its language.
            content = re.sub("<svg", f'<svg xmlns="{_NAMESPACE}"', content, count=1)
        content = base64.b64encode(content.encode()).decode("ascii")
    encoded = "".join(content.split())
    alt = escape(str(meta.get("alt") or words))
    width, height = (_pixels(meta.get(side)) for side in ("width", "height"))
    if kind == "image/png" and not (width and height):
        width, height = _png_size(encoded)
    size = f' width="{width}" height="{height}"' if width and height else ""
    image = f'<img src="data:{kind};base64,{encoded}" alt="{alt}"{size}>'
    if narrow:
        source = f"data:{kind};base64,{escape(''.join(narrow.split()))}"
        phone = f'<source media="(max-width: 599px)" srcset="{source}">'
        image = f"<picture>{phone}{image}</picture>"
    return _figure(image, meta)


def is_readable(kind: str, content: str) -> bool:
    """Whether a browser can show a picture; an SVG is its text.

    What is whole up to its size and its first parts is read, as browsers do.
    """
    if kind == SVG:
        return _root(content) in ("svg", f"{{{_NAMESPACE}}}svg")
    from PIL import Image  # noqa: PLC0415

    try:
        encoded = "".join(content.split())
        with (
            warnings.catch_warnings(action="ignore"),
            Image.open(io.BytesIO(base64.b64decode(encoded, validate=True))) as image,
        ):
            image.verify()
    except Exception:
        # Whatever is raised over a broken picture, it cannot be shown.
        return False
    return True


def _root(drawing: str) -> str:
    """Return the tag of a drawing; empty if a browser cannot read it as XML."""
    try:
        return ElementTree.fromstring(drawing).tag  # noqa: S314 - expat bounds entities
    except (ElementTree.ParseError, ValueError):
        return ""


def _pixels(side: Any) -> int | None:
    """Return a width or a height that a notebook states; None for what is no number."""
    try:
        return int(side) if float(side) > 0 else None
    except (TypeError, ValueError, OverflowError):
        return None


def _figure(image: str, meta: Any) -> str:
    below = str(meta.get("source") or "")
    caption = (
        f'<figcaption class="kz-source">{escape(below)}</figcaption>' if below else ""
    )
    return f'<figure class="kz-chart">{image}{caption}</figure>'


def _drawing(wide: str, narrow: str) -> str:
    """Return a drawing that takes the colours of the page, and its twin for phones."""
    if not narrow:
        return wide
    return f'<div class="kz-wide">{wide}</div><div class="kz-narrow">{narrow}</div>'


def _ends_by_itself(drawing: str) -> bool:
    return is_plain(_APART.sub("", drawing))


def player(kind: str, encoded: str) -> str:
    """Return a player for sound or a film, whose bytes the page holds."""
    tag = kind.partition("/")[0]
    source = f"data:{escape(kind)};base64,{''.join(encoded.split())}"
    return f'<{tag} controls src="{source}"></{tag}>'


def _png_size(encoded: str) -> tuple[int, int] | tuple[None, None]:
    """Size in CSS pixels by a PNG's own size and density; nothing if it has none."""
    head = base64.b64decode(encoded[:1200])
    if head[12:16] != b"IHDR":
        return None, None
    width, height = struct.unpack(">II", head[16:24])
    place = head.find(b"pHYs")
    if 0 < place < len(head) - 13:
        per_metre: int = struct.unpack(">I", head[place + 4 : place + 8])[0]
        scale = 96 / (per_metre * 0.0254) if per_metre else 1.0
        return round(width * scale), round(height * scale)
    return width, height
