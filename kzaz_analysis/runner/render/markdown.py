"""Markdown into HTML, formulas into MathML, which browsers show without scripts."""

from __future__ import annotations

import re
from functools import cache
from html import escape, unescape
from typing import Any
from xml.etree import ElementTree

from kzaz_analysis.runner.execute import fast_imports

_DELIMITED = re.compile(
    r"\$\$(?P<a>.+?)\$\$|\\\[(?P<b>.+?)\\\]"
    r"|(?P<e>\\begin\{(?P<of>(?:align|displaymath|eqnarray|equation|gather|math|multline)"
    r"\*?)\}.+?\\end\{(?P=of)\})"
    r"|(?<!\\)\$(?P<c>.+?)(?<!\\)\$|\\\((?P<d>.+?)\\\)",
    re.DOTALL,
)
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
    source, pieces, end = source.strip(), [], 0
    for match in _DELIMITED.finditer(source):
        pieces += [escape(source[end : match.start()]), _delimited(match)]
        end = match.end()
    return "".join([*pieces, escape(source[end:])]) if end else formula(source, "block")


def _delimited(match: re.Match[str]) -> str:
    body = next(filter(None, match.group("a", "b", "e", "c", "d")))
    # sympy sets its formulas apart by a command, between single dollar signs.
    is_block = not (match["c"] or match["d"]) or "\\displaystyle" in body
    return formula(body, "block" if is_block else "inline")


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
