"""Style sheets of outputs, made to hold for their output alone."""

from __future__ import annotations

import re
from typing import Any

_SHEET = re.compile(r"<style\b([^>]*)>(.*?)</style\s*>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<(?=/|[a-z][a-z0-9]*(?![\w)<:-]))", re.IGNORECASE)
"""What begins like a tag, and not like a range of widths."""

_MEDIA = re.compile(r"\bmedia\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]+)", re.IGNORECASE)
_JUPYTERS = "output_html rendered_html jp-RenderedHTMLCommon"
"""Names of what is around outputs in Jupyter, by which style sheets go."""

_AROUND_RULES = {"media", "supports", "container", "layer"}
_KEYFRAMES = {"keyframes", "-webkit-keyframes"}


def scoped(content: str) -> str:
    """Return HTML whose style sheets hold for the element that it is put into.

    Parameters
    ----------
    content : str
        HTML. Its style sheets are moved to its beginning, where a rule ``@scope``
        without a selector is about the element around them. What holds for a whole
        page, such as fonts and margins of print, and what cannot be read are left
        away.
    """
    sheets = "".join(_sheet(*match.groups()) for match in _SHEET.finditer(content))
    return f'{sheets}<div class="{_JUPYTERS}">{_SHEET.sub("", content)}</div>'


def _sheet(attributes: str, css: str) -> str:
    media = _MEDIA.search(attributes)
    # No text in it, nor a sign written as a number, is to be taken for a tag.
    rules = _TAG.sub(r"\\3c ", _rules(css))
    return f"<style{f' {media[0]}' if media else ''}>{rules}</style>"


def _rules(css: str) -> str:
    import tinycss2  # noqa: PLC0415

    css_parser: Any = tinycss2
    parsed = css_parser.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    about_elements, keyframes = [], []
    for rule in parsed:
        if rule.type == "error" or _is_broken([rule]):
            continue
        name = getattr(rule, "lower_at_keyword", "")
        if rule.type == "qualified-rule" or name in _AROUND_RULES:
            about_elements.append(rule.serialize())
        elif name in _KEYFRAMES:
            keyframes.append(rule.serialize())
    return f"{''.join(keyframes)}@scope{{{''.join(about_elements)}}}"


def _is_broken(parts: Any) -> bool:
    """Whether something would be read otherwise when it is written anew."""
    inner = ("prelude", "content", "arguments")
    return any(
        part.type == "error" or _is_broken(getattr(part, name, None) or ())
        for part in parts
        for name in inner
    )
