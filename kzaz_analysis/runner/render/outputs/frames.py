"""HTML of an output kept in its frame: it ends where it began, and covers no more."""

from __future__ import annotations

import re

_NESTED = re.compile(
    r"<(?P<end>/?)(?P<tag>article|aside|blockquote|body|button|details|div|figure|"
    r"footer|form|h[1-6]|header|html|main|math|nav|pre|section|select|span|style|svg|"
    r"table|template|textarea|title)\b[^>]*?(?P<void>/?)>",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_MOVED = re.compile(r"\bposition\s*:\s*(?:fixed|absolute|sticky)", re.IGNORECASE)
_ENDLESS = re.compile(r"</?(?:plaintext|body|html|main)\b[^>]*>", re.IGNORECASE)


def framed(content: str) -> str:
    """Return what an output shows as one element that nothing of it leaves.

    Parameters
    ----------
    content : str
        HTML. Elements that are not closed, or closed without being open, are mended;
        what is positioned by hand is cut at the edges of the frame.
    """
    if not _is_nested(content):
        from bs4 import BeautifulSoup  # noqa: PLC0415

        content = str(BeautifulSoup(_ENDLESS.sub("", content), "html.parser"))
    held = " kz-held" if _MOVED.search(content) else ""
    return f'<div class="kz-output{held}">{content}</div>'


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
