"""HTML in which every tag, comment and sheet has an end, and is read in linear time."""

from __future__ import annotations

import re

from kzaz_analysis.runner.render.outputs.nesting import VOID

_HELD = ("style", "title", "template", "audio", "video", "a")
"""Elements that are looked for from their beginning to their end."""

_LOOSE = re.compile(r"<[a-z/!?][^<>]*<", re.IGNORECASE)
_TOKEN = re.compile(
    r"(<style\b[^>]*>.*?</style\s*>|<!--.*?-->)|<[a-z/!?][^>]*>",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"<(/?)([a-z][\w:-]*)[^>]*>", re.IGNORECASE)
_ENDED_BY_OTHERS = frozenset(
    ("p", "li", "dd", "dt", "tr", "td", "th", "thead", "tbody", "tfoot", "option")
)
"""Elements that need no end of their own."""

DEEPEST = 500
"""Levels of elements; browsers take apart what lies deeper."""


def ended(content: str) -> str:
    """End what is open at the end of HTML, and take no tag within another for one."""
    place = content.rfind(">") + 1
    content = content[:place] + content[place:].replace("<", "&lt;")
    if "<!--" in content[content.rfind("-->") + 1 :]:
        content += "-->"
    for name in _HELD:
        last_end = 0
        for end_tag in re.finditer(rf"</{name}\s*>", content, re.IGNORECASE):
            last_end = end_tag.end()
        if re.search(rf"<{name}\b", content[last_end:], re.IGNORECASE):
            content += f"</{name}>"
    if not _LOOSE.search(content):
        return content
    return _TOKEN.sub(
        lambda part: part[1] or f"<{part[0][1:].replace('<', '&lt;')}", content
    )


def is_deep(content: str) -> bool:
    """Whether elements lie in one another deeper than anybody shows them."""
    depth = 0
    for match in _TAG.finditer(content) if content.count("<") > DEEPEST else ():
        name = match[2].lower()
        if name in VOID or name in _ENDED_BY_OTHERS or match[0].endswith("/>"):
            continue
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > DEEPEST:
            return True
    return False
