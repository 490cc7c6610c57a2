"""Whether every browser finds the elements of some HTML where they are written."""

from __future__ import annotations

import re

_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[a-z][\w:-]*)"
    r"(?:\s+[\w:@.-]+(?:\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>=`]+))?)*"
    r"\s*(?P<void>/?)>",
    re.IGNORECASE,
)
_SHEET = re.compile(r"(<style\b[^<>]*>)[^<]*(</style>)", re.IGNORECASE)


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


VOID = _names("area br col hr img input source track wbr")
_DRAWN = frozenset(("svg", "math"))
_NEVER_DRAWN = _names(
    "b big blockquote br center code dd div dl dt em font h1 h2 h3 h4 h5 h6 hr i img "
    "li menu nobr ol p pre ruby s small span strike strong sub sup table tt u ul var"
)
"""HTML that ends a drawing around it."""

_UNSURE = _names(
    "applet base body embed frame frameset head html iframe link listing main marquee "
    "meta noembed noframes noscript object param plaintext portal script template "
    "textarea title xmp"
)
"""What orders something, or whose content is no HTML."""

_DEEPEST = 500
"""Levels beyond which looking at all that is around takes too long."""

_LISTED = frozenset(("li", "dd", "dt"))
_ALONE = _names("a button nobr option optgroup table")
_CELLS = frozenset(("td", "th", "caption"))
_LISTS = _CELLS | {"ul", "ol", "dl", "menu"}
"""Elements that end one of their kind around them, unless one of these is between."""


def is_plain(content: str) -> bool:
    """Whether elements end in the order in which they began, whoever reads them.

    Browsers mend what is written otherwise, each step by rules of its own: an end
    within quotation marks is none, a comment may end where it begins, and an item ends
    the one that it stands in.

    Parameters
    ----------
    content : str
        HTML. Of what is not written plainly, the answer is no.
    """
    content = _SHEET.sub(r"\1\2", content)
    open_tags: list[str] = []
    signs = 0
    for match in _TAG.finditer(content):
        signs += 1
        name = match["name"].lower()
        if match["end"]:
            if not open_tags or open_tags.pop() != name:
                return False
        elif len(open_tags) > _DEEPEST or not _may_begin(name, open_tags):
            return False
        elif name not in VOID and not _ends_itself(match["void"], open_tags):
            open_tags.append(name)
    return not open_tags and signs == content.count("<")


def _ends_itself(void: str, around: list[str]) -> bool:
    return bool(void) and not _DRAWN.isdisjoint(around)


def _may_begin(name: str, around: list[str]) -> bool:
    """Whether an element may stand in others without ending one of them."""
    if name in _UNSURE or (name in _NEVER_DRAWN and not _DRAWN.isdisjoint(around)):
        return False
    if name in _LISTED:
        return _LISTED.isdisjoint(_since(around, _LISTS))
    return name not in _ALONE or name not in _since(around, _CELLS)


def _since(around: list[str], holders: frozenset[str]) -> list[str]:
    """Return the elements within the last one that keeps what is in it apart."""
    place = next((n for n, tag in enumerate(reversed(around)) if tag in holders), None)
    return around if place is None else around[len(around) - place :]
