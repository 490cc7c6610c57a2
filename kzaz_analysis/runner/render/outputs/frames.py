"""HTML of an output kept in its frame: it ends where it began, and covers no more."""

from __future__ import annotations

import re

from kzaz_analysis.runner.render.outputs.nesting import is_plain
from kzaz_analysis.runner.render.outputs.styles import scoped

_PLACED = re.compile(
    r"<style\b|[\s\"'/]style\s*=|<dialog\b|\bkz-(?:toc|skip)\b", re.IGNORECASE
)
_ENDLESS = re.compile(r"</?plaintext\b[^>]*>", re.IGNORECASE)
_GONE = ["base", "embed", "frame", "frameset", "iframe", "link", "meta", "portal"]
_GONE += ["script"]
"""Elements that order or load something."""

_OPENED = ["applet", "body", "head", "html", "listing", "main", "marquee", "noembed"]
_OPENED += ["noframes", "noscript", "object", "xmp"]
"""Elements that are taken away around what they hold."""

_TEXTS = ["textarea", "title"]
_NAME = re.compile(r"[\w:@.-]+")
_ABOVE_ALL = ("popover", "popovertarget", "popovertargetaction", "command")
_MAY_BE_ABOVE_ALL = re.compile(r"\bpopover|\scommand\s*=", re.IGNORECASE)


def framed(content: str, kind: str = "kz-output") -> str:
    """Return what an output shows as one element that nothing of it leaves.

    Parameters
    ----------
    content : str
        HTML. Elements that are not closed, or closed without being open, are mended;
        what may be placed by hand is cut at the edges of the frame; style sheets hold
        for the frame alone; nothing opens above the page.
    kind : str
        Class of the frame.
    """
    if not is_plain(content) or _MAY_BE_ABOVE_ALL.search(content):
        content = _mended(content)
    if not _PLACED.search(content):
        return f'<div class="{kind}">{content}</div>'
    # Rules for the scope itself reach the inner element, which the outer one holds.
    return f'<div class="{kind} kz-held"><div>{scoped(content)}</div></div>'


def _mended(content: str) -> str:
    """Write HTML anew, in an element that ends whatever browsers leave open in it.

    That element is ``object``: no end but its own goes beyond it, and bold type or a
    link ends with it. Without data it shows what it holds.
    """
    from bs4 import BeautifulSoup  # noqa: PLC0415
    from bs4.element import PreformattedString  # noqa: PLC0415

    soup = BeautifulSoup(_ENDLESS.sub("", content), "html.parser")
    for sign in soup.find_all(string=lambda text: isinstance(text, PreformattedString)):
        sign.extract()
    for element in soup.find_all(_GONE):
        element.decompose()
    for element in soup.find_all(_OPENED):
        element.unwrap()
    for element in soup.find_all(_TEXTS):
        element.string = element.get_text()
    for element in soup.find_all(True):
        for name in [*element.attrs]:
            if name in _ABOVE_ALL or not _NAME.fullmatch(name):
                del element[name]
    return f'<object class="kz-whole">{soup}</object>'
