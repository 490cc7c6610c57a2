"""Terms of a page: each leads, where it stands first, to what it means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.runner.translation import GlossaryTerm

_PARAGRAPH = re.compile(
    r"(<p(?![^>]*class=\"kz-(?:kicker|label|question))(?:\s[^>]*)?>)(.*?)(?=</p>)",
    re.DOTALL,
)
_LINKED = re.compile(r"<(a|code|sup|button)\b.*?</\1>|<[^>]*>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class UsedTerm:
    """One term that a page uses.

    Attributes
    ----------
    name : str
        Its entry in the glossary.
    term, meaning : str
        What it is called, and what that means.
    """

    name: str
    term: str
    meaning: str


def explained(
    body: str, terms: Mapping[str, GlossaryTerm]
) -> tuple[str, list[UsedTerm]]:
    """Link terms in the paragraphs of a page, each once, to their entries.

    Parameters
    ----------
    body : str
        HTML.
    terms : mapping of str to GlossaryTerm
        What can be explained, by the name of its entry.

    Returns
    -------
    str, list of UsedTerm
        The HTML with links, and the entries that it leads to, in the order of `terms`.
    """
    shapes = {name: _shape(term.forms) for name, term in terms.items()}
    linked_names: set[str] = set()

    def linked(paragraph: re.Match[str]) -> str:
        return paragraph[1] + _outside(paragraph[2], shapes, linked_names)

    html = _PARAGRAPH.sub(linked, body) if shapes else body
    entries = [
        UsedTerm(n, t.term, t.meaning) for n, t in terms.items() if n in linked_names
    ]
    return html, entries


def _outside(
    html: str, shapes: Mapping[str, re.Pattern[str]], linked_names: set[str]
) -> str:
    """Link terms in the text of a paragraph that is in no link, code or mark."""
    parts: list[str] = []
    end = 0
    for tag in [*_LINKED.finditer(html), None]:
        text = html[end : tag.start() if tag else len(html)]
        parts += [_text(text, shapes, linked_names), tag[0] if tag else ""]
        end = tag.end() if tag else end
    return "".join(parts)


def _text(
    text: str, shapes: Mapping[str, re.Pattern[str]], linked_names: set[str]
) -> str:
    spans: list[tuple[int, int, str]] = []
    for name, shape in shapes.items():
        match = None if name in linked_names else shape.search(text)
        if match and all(match.end() <= a or b <= match.start() for a, b, _ in spans):
            spans.append((*match.span(), name))
            linked_names.add(name)
    for start, end, name in sorted(spans, reverse=True):
        link = f'<a class="kz-term" href="#term-{name}">{text[start:end]}</a>'
        text = text[:start] + link + text[end:]
    return text


def _shape(forms: tuple[str, ...]) -> re.Pattern[str]:
    shapes = [
        re.escape(form).replace(r"\*", r"\w*").replace(r"\ ", r"\s") for form in forms
    ]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(shapes)})(?![\w-])", re.IGNORECASE)
