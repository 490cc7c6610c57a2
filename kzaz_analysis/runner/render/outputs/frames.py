"""HTML of an output kept in its frame: it ends where it began, and covers no more."""

from __future__ import annotations

import re

from kzaz_analysis.runner.render.outputs.styles import scoped

_NESTED = re.compile(
    r"<(?P<end>/?)(?P<tag>article|aside|blockquote|body|button|details|div|figure|"
    r"footer|form|h[1-6]|header|html|main|math|nav|pre|section|select|span|style|svg|"
    r"table|template|textarea|title)\b[^>]*?(?P<void>/?)>",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_PLACED = re.compile(
    r"<style\b|[\s\"'/]style\s*=|<dialog\b|\bkz-(?:toc|skip)\b", re.IGNORECASE
)
_ENDLESS = re.compile(r"</?(?:plaintext|body|html|main)\b[^>]*>", re.IGNORECASE)
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
    if not _is_nested(content) or _MAY_BE_ABOVE_ALL.search(content):
        content = _mended(content)
    if not _PLACED.search(content):
        return f'<div class="{kind}">{content}</div>'
    # Rules for the scope itself reach the inner element, which the outer one holds.
    return f'<div class="{kind} kz-held"><div>{scoped(content)}</div></div>'


def _mended(content: str) -> str:
    from bs4 import BeautifulSoup  # noqa: PLC0415

    soup = BeautifulSoup(_ENDLESS.sub("", content), "html.parser")
    for element in soup.find_all(True):
        for name in _ABOVE_ALL:
            del element[name]
    return str(soup)


def _is_nested(content: str) -> bool:
    """Whether elements that hold others end in the order in which they began."""
    content = _COMMENT.sub("", content)
    if "<!--" in content or _ENDLESS.search(content):
        return False
    open_tags: list[str] = []
    for match in _NESTED.finditer(content):
        tag = match["tag"].lower()
        if not match["end"]:
            open_tags += [] if match["void"] else [tag]
        elif not open_tags or open_tags.pop() != tag:
            return False
    return not open_tags
