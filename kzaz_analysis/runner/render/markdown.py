"""Markdown into HTML, formulas into MathML, which browsers show without scripts."""

from __future__ import annotations

import re
from functools import cache
from html import escape, unescape
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from kzaz_analysis.runner.execute import fast_imports

if TYPE_CHECKING:
    from collections.abc import Iterator

_BEGINS = re.compile(
    r"\$\$|(?<!\\)\$|\\\[|\\\(|\\begin\{(?P<of>"
    r"(?:align|displaymath|eqnarray|equation|gather|math|multline)\*?)\}"
)
_ENDS = {"$$": "$$", "$": "$", "\\[": "\\]", "\\(": "\\)"}
_NUMBERED = re.compile(r"\\begin\{(equation|displaymath|math)\*?\}|\\label\{[^}]*\}")
_NUMBERED_END = re.compile(r"\\end\{(equation|displaymath|math)\*?\}")
_TEX_SIGNS = set("\\^_={}")


def markdown_html(source: str, attached: Any) -> str:
    """Return the HTML of a text in Markdown.

    Parameters
    ----------
    source : str
        The text. Formulas stand between dollar signs, as in Jupyter. A dollar sign
        before an amount of money begins none.
    attached : mapping
        Pictures attached to the cell, by name.
    """
    fast_imports.import_rendering()
    from nbconvert.filters import markdown_mistune as md  # noqa: PLC0415

    renderer = _renderer()(
        escape=False, exclude_anchor_links=True, attachments=attached
    )
    return md.MarkdownWithMath(renderer=renderer).render(source)


def latex_html(source: str) -> str:
    """Return what an output holds: text with formulas, or a formula undelimited."""
    source, pieces, place = source.strip(), [], 0
    for begin, end, body, is_block in _formulas(source):
        made = formula(body, "block" if is_block else "inline")
        pieces += [escape(source[place:begin]), made]
        place = end
    return (
        "".join([*pieces, escape(source[place:])])
        if place
        else formula(source, "block")
    )


def _formulas(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """Give beginning, end and content of each formula, and whether it is set apart.

    A sign that ends nothing from somewhere on is not looked for again.
    """
    missing: set[str] = set()
    place = 0
    while opening := _BEGINS.search(text, place):
        place = opening.end()
        sign, name = opening[0], opening["of"]
        closing = rf"\end{{{name}}}" if name else _ENDS[sign]
        # A formula has at least one sign.
        end = -1 if closing in missing else text.find(closing, place + 1)
        while sign == "$" and end > 0 and text[end - 1] == "\\":
            end = text.find(closing, end + 1)
        if end < 0:
            missing.add(closing)
            continue
        begin, after = opening.start(), end + len(closing)
        body = text[begin:after] if name else text[place:end]
        # sympy sets its formulas apart by a command, between single dollar signs.
        is_block = sign not in ("$", "\\(") or "\\displaystyle" in body
        yield begin, after, body, is_block
        place = after


def formula(tex: str, display: str) -> str:
    """Return MathML of a formula; what cannot be converted stands as it was written."""
    from latex2mathml import converter  # noqa: PLC0415

    tex = _NUMBERED_END.sub("", _NUMBERED.sub("", tex)).strip()
    try:
        element = converter.convert_to_element(tex, display=display)
    except Exception:
        return f"<code>{escape(tex)}</code>"
    for part in element.iter():
        # The library writes signs as references, to be put in after escaping.
        part.text = unescape(part.text) if part.text else part.text
    return ElementTree.tostring(element, encoding="unicode", short_empty_elements=False)


@cache
def _renderer() -> Any:
    from nbconvert.filters import markdown_mistune as md  # noqa: PLC0415

    class WithMathML(md.IPythonRenderer):
        """Jupyter's own, but for formulas and pictures that are missing."""

        def _embed_image_or_attachment(self, src: str) -> str:
            try:
                address: str = super()._embed_image_or_attachment(src)
            except md.InvalidNotebook:
                return src
            return address

        def block_math(self, body: str) -> str:
            """Set a formula apart."""
            return formula(body, "block")

        def latex_environment(self, name: str, body: str) -> str:
            """Set an environment apart."""
            return formula(rf"\begin{{{name}}}{body}\end{{{name}}}", "block")

        def inline_math(self, body: str) -> str:
            """Set a formula in a line; money is none."""
            return f"${escape(body)}$" if _is_money(body) else formula(body, "inline")

    return WithMathML


def _is_money(body: str) -> bool:
    """Whether what stands between two dollar signs is the text between two amounts."""
    has_words = body[:1].isdigit() and not _TEX_SIGNS & set(body)
    is_number = body.replace(".", "").replace(",", "").isdigit()
    return body != body.strip() or (has_words and not is_number)
