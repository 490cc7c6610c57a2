"""Pictures, sound and films that a page holds in itself."""

from __future__ import annotations

import base64
import struct
from html import escape
from typing import Any

PICTURES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp")
"""Kinds of pictures, the best one first."""


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
        and ``inline`` (an SVG in the page's colours); each may be missing.
    words : str
        What stands for it where it has no alt text.
    """
    if kind == "image/svg+xml" and meta.get("inline"):
        return _figure(_drawing(content, str(meta.get("narrow") or "")), meta)
    if kind == "image/svg+xml":
        content = base64.b64encode(content.encode()).decode("ascii")
    encoded = "".join(content.split())
    alt = escape(str(meta.get("alt") or words))
    width, height = (_pixels(meta.get(side)) for side in ("width", "height"))
    if kind == "image/png" and not (width and height):
        width, height = _png_size(encoded)
    size = f' width="{width}" height="{height}"' if width and height else ""
    image = f'<img src="data:{kind};base64,{encoded}" alt="{alt}"{size}>'
    narrow = "".join(str(meta.get("narrow") or "").split())
    if narrow:
        source = f"data:{kind};base64,{escape(narrow)}"
        phone = f'<source media="(max-width: 599px)" srcset="{source}">'
        image = f"<picture>{phone}{image}</picture>"
    return _figure(image, meta)


def is_readable(kind: str, content: str) -> bool:
    """Whether the content of a picture can be one; an SVG is its text."""
    if kind == "image/svg+xml":
        return "<svg" in content
    try:
        return bool(base64.b64decode("".join(content.split()), validate=True))
    except ValueError:
        return False


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
