"""One page, one first heading: the finding on top, the notebook's question below it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.render.cells import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIRST = re.compile(r"<h1\b([^>]*)>(.*?)</h1>", re.DOTALL | re.IGNORECASE)
_SECTION = re.compile(r"<h2 id=\"([^\"]+)\"[^>]*>(.*?)</h2>", re.DOTALL)
_KICKER = re.compile(
    r"<(p|div|span)\s+class=\"kz-kicker\"[^>]*>(.*?)</\1>", re.DOTALL | re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Headline:
    """Top of a page, and the body that goes under it.

    Attributes
    ----------
    title, kicker, answer : str
        Text, not HTML. The answer is empty when the body shows it itself.
    body : str
        HTML without a first-level heading.
    """

    title: str
    kicker: str
    answer: str
    body: str


def contents(body: str) -> list[tuple[str, str]]:
    """List the sections of a page: id and heading of each, in their order."""
    return [(match[1], text_of(match[2])) for match in _SECTION.finditer(body)]


def headline(body: str, bundle: Mapping[str, Any], fallback: str) -> Headline:
    """Choose the title of a page and make it the only first-level heading.

    Parameters
    ----------
    body : str
        What `body.body_html` returned.
    bundle : mapping
        What `results.find_bundle` returned. Its title comes first; then the first
        heading of the notebook, then `fallback`.
    fallback : str
        Title of a notebook that says none.

    Returns
    -------
    Headline
        Where the title is the finding, the notebook's own first heading stays as
        the question below it. Nothing is said twice.
    """
    headings = [text_of(match[2]) for match in _FIRST.finditer(body)]
    title = bundle["title"] or (headings[0] if headings else fallback)
    body = _FIRST.sub(_Demotion(title), body)
    kicker = bundle["kicker"]
    body = _KICKER.sub(lambda m: "" if text_of(m[2]) == kicker else m[0], body)
    has_answer = 'class="kz-answer' in body
    return Headline(title, kicker, "" if has_answer else bundle["answer"], body)


class _Demotion:
    """Replacement for first-level headings; the first other than the title differs."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.first = True

    def __call__(self, match: re.Match[str]) -> str:
        attributes, inner = match[1], match[2]
        if text_of(inner) == " ".join(self.title.split()):
            return ""
        if self.first:
            self.first = False
            return f'<p class="kz-question"{attributes}>{inner}</p>'
        return f"<h2{attributes}>{inner}</h2>"
