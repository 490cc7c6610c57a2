"""The cells of an executed notebook as pieces of HTML: text, pictures, tables."""

from __future__ import annotations

import base64
import re
import struct
from collections import Counter
from html import escape, unescape
from itertools import count
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.execute import fast_imports
from kzaz_analysis.runner.execute.results import MIME

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHOWN = (
    "text/html",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "text/markdown",
    "text/plain",
)
_HIDING = {"remove-cell", "remove_cell", "remove-output", "remove_output"}
_TABLE = re.compile(r"<table\b[^>]*>.*?</table>", re.DOTALL | re.IGNORECASE)
_CAPTION = re.compile(r"<caption\b[^>]*>(.*?)</caption>", re.DOTALL | re.IGNORECASE)
_SCOPED_STYLE = re.compile(r"<style scoped>.*?</style>\s*", re.DOTALL | re.IGNORECASE)
_HEADING = re.compile(r"<(h[1-6])>(.*?)</\1>", re.DOTALL)
_ANSWER = 'class="kz-answer'
_TAG = re.compile(r"<[^>]+>")


def body_html(notebook: Any) -> str:
    """Return the inner HTML of a page: what the cells say and show, without code.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        An executed notebook. HTML that it shows is taken as it is, everything else
        is escaped. Warnings on its error stream, scripts and widgets are left out.
        Pictures keep their alt text (output metadata ``alt``) and their narrow twin
        for phones (``narrow``). What shows the answer comes first, as a page is read
        from its answer and a notebook from its question.

    Returns
    -------
    str
        One element per cell or output. Headings carry ids; every table lies in a box
        of its own that can be scrolled.
    """
    pieces = [piece for cell in notebook.cells for piece in _cell(cell)]
    pieces.sort(key=lambda piece: _ANSWER not in piece)
    return _with_heading_ids(_boxed_tables("\n".join(pieces)))


def text_of(html: str) -> str:
    """Return the text of a piece of HTML, its white space single."""
    return " ".join(unescape(_TAG.sub("", html)).split())


def _cell(cell: Any) -> Iterator[str]:
    if _HIDING & set(cell.metadata.get("tags", [])):
        return
    if cell.cell_type == "markdown":
        attached = cell.get("attachments", {})
        yield f'<div class="kz-text">{_markdown(cell.source, attached)}</div>'
    elif cell.cell_type == "code":
        for output in cell.outputs:
            yield from _output(output)


def _output(output: Any) -> Iterator[str]:
    kind = output["output_type"]
    if kind == "stream" and output["name"] == "stdout":
        yield _preformatted(output["text"])
    elif kind in ("display_data", "execute_result"):
        kinds = [name for name in _SHOWN if name in output["data"]]
        if kinds and not (kinds == ["text/plain"] and MIME in output["data"]):
            yield _shown(kinds[0], output)


def _shown(name: str, output: Any) -> str:
    content = output["data"][name]
    meta = output.get("metadata", {}).get(name, {})
    if name == "text/html":
        content = _SCOPED_STYLE.sub("", content)
        return f'<div class="kz-output">{content}</div>'
    if name == "text/markdown":
        return f'<div class="kz-text">{_markdown(content, {})}</div>'
    if name == "text/plain":
        return _preformatted(content)
    if name == "image/svg+xml":
        content = base64.b64encode(content.encode()).decode("ascii")
    return _picture(name, content, meta, output["data"].get("text/plain", ""))


def _picture(kind: str, encoded: str, meta: Any, words: str) -> str:
    encoded = "".join(encoded.split())
    alt = escape(str(meta.get("alt") or words))
    width, height = meta.get("width"), meta.get("height")
    if kind == "image/png" and not (width and height):
        width, height = _png_size(encoded)
    size = f' width="{int(width)}" height="{int(height)}"' if width and height else ""
    image = f'<img src="data:{kind};base64,{encoded}" alt="{alt}"{size}>'
    narrow = "".join(str(meta.get("narrow") or "").split())
    if narrow:
        source = f"data:{kind};base64,{escape(narrow)}"
        phone = f'<source media="(max-width: 599px)" srcset="{source}">'
        image = f"<picture>{phone}{image}</picture>"
    below = str(meta.get("source") or "")
    caption = (
        f'<figcaption class="kz-source">{escape(below)}</figcaption>' if below else ""
    )
    return f'<figure class="kz-chart">{image}{caption}</figure>'


def _png_size(encoded: str) -> tuple[int, int] | tuple[None, None]:
    """Size in CSS pixels by a PNG's own size and density; nothing if it has none."""
    head = base64.b64decode(encoded[:1200])
    if head[12:16] != b"IHDR":
        return None, None
    width, height = struct.unpack(">II", head[16:24])
    place = head.find(b"pHYs")
    if 0 < place < len(head) - 13:
        per_metre: int = struct.unpack(">I", head[place + 4 : place + 8])[0]
        scale = 96 / (per_metre * 0.0254) if per_metre else 1.0
        return round(width * scale), round(height * scale)
    return width, height


def _markdown(source: str, attached: Any) -> str:
    fast_imports.import_rendering()
    from nbconvert.filters import markdown_mistune as md  # noqa: PLC0415

    renderer = md.IPythonRenderer(
        escape=False, exclude_anchor_links=True, attachments=attached
    )
    return md.MarkdownWithMath(renderer=renderer).render(source)


def _preformatted(text: str) -> str:
    return f'<pre class="kz-plain" tabindex="0">{escape(text)}</pre>'


def _boxed_tables(html: str) -> str:
    numbers = count(1)

    def boxed(match: re.Match[str]) -> str:
        table = match[0]
        caption = _CAPTION.search(table)
        name = f"Table {next(numbers)}"
        label = f"{name}: {text_of(caption[1])}" if caption else name
        return (
            f'<div class="kz-scroll" tabindex="0" role="group" '
            f'aria-label="{escape(label)}">{_with_scopes(table)}</div>'
        )

    return _TABLE.sub(boxed, html)


def _with_scopes(table: str) -> str:
    """Say of plain header cells, as pandas and Markdown write them, what they head."""
    head, end, body = table.partition("</thead>")
    if not end:
        return table
    head = re.sub(r"<th>\s*</th>", "<td></td>", head)
    head = re.sub(r"<th(?![\w-])(?![^>]*\bscope=)", '<th scope="col"', head)
    body = re.sub(r"<th(?![\w-])(?![^>]*\bscope=)", '<th scope="row"', body)
    return head + end + body


def _with_heading_ids(html: str) -> str:
    counts: Counter[str] = Counter()

    def named(match: re.Match[str]) -> str:
        level, inner = match[1], match[2]
        stem = "-".join(re.findall(r"\w+", text_of(inner).lower())) or "section"
        counts[stem] += 1
        name = stem if counts[stem] == 1 else f"{stem}-{counts[stem]}"
        return f'<{level} id="{name}">{inner}</{level}>'

    return _HEADING.sub(named, html)
