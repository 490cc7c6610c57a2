"""The cells of an executed notebook as pieces of HTML: text, pictures, tables."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from html import escape, unescape
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from kzaz_analysis.runner.execute.bounds import was_cut
from kzaz_analysis.runner.execute.session import inside
from kzaz_analysis.runner.render.error_stream import failures_beside
from kzaz_analysis.runner.render.left_out import Account
from kzaz_analysis.runner.render.markdown import markdown_html
from kzaz_analysis.runner.render.outputs.charts import Scripts
from kzaz_analysis.runner.render.outputs.outputs import Outputs
from kzaz_analysis.runner.translation import current, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kzaz_analysis.runner.render.outputs.file_links import LeftFiles

_REMOVED = {"remove-cell", "remove_cell", "remove-output", "remove_output"}
_FOLDED = {"hide-cell", "hide_cell", "hide-output", "hide_output"}
_TABLE = re.compile(r"<table\b[^>]*>.*?</table>", re.DOTALL | re.IGNORECASE)
_CAPTION = re.compile(r"<caption\b[^>]*>(.*?)</caption>", re.DOTALL | re.IGNORECASE)
_HEADING = re.compile(r"<(h[1-6])>(.*?)</\1>", re.DOTALL)
_ANSWER = 'class="kz-answer'
_LINK = re.compile(r"(<a\b[^>]*?\bhref=)([\"'])#([^\"']+)\2")
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class PageBody:
    """What the cells of a page say and show.

    Attributes
    ----------
    html : str
        One element per cell or output.
    left_out : tuple of tuple
        Cell and what cannot be shown of it; a visible line stands for each.
    scripts : tuple of str
        What draws its charts, in the order in which it has to run.
    """

    html: str
    left_out: tuple[tuple[str, str], ...]
    scripts: tuple[str, ...] = ()


def body_of(
    notebook: Any,
    offered: Mapping[str, str] | None = None,
    *,
    scripts: bool = False,
    files: LeftFiles | None = None,
) -> PageBody:
    """Return the inner HTML of a page, without code, and what it leaves out.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        An executed notebook. HTML that it shows is taken as it is, but for scripts
        and what lies elsewhere; everything else is escaped. Standard error stands at
        the foot of the page. Cells with the tag ``remove-output`` or ``remove-cell``
        are not shown, those with ``hide-output`` or ``hide-cell`` are folded.
        Pictures keep their alt text (output metadata ``alt``) and their narrow twin
        for phones (``narrow``). What shows the answer comes first, as a page is read
        from its answer and a notebook from its question.
    offered : mapping of str to str, optional
        Address of each file beside the page, by its name. An output that names some
        of them (metadata ``files``: words and name of each) is followed by links.
    scripts : bool
        Whether charts may be drawn by the scripts of their libraries, as installed.
    files : LeftFiles, optional
        What became of the files that the notebook left.

    Returns
    -------
    PageBody
        Headings carry ids, and links to them as Jupyter writes them lead there;
        every table lies in a box of its own that can be scrolled.
    """
    account = Account(files=files)
    live = Scripts(allowed=scripts)
    outputs = Outputs(notebook, account, live, offered or {})
    pieces = [
        piece for cell in notebook.cells for piece in _cell(cell, outputs, account)
    ]
    pieces.sort(key=lambda piece: _ANSWER not in piece)
    html = _with_heading_ids(_boxed_tables("\n".join(pieces)))
    return PageBody(html, tuple(account.entries), live.texts)


def body_html(notebook: Any) -> str:
    """Return the HTML alone of what `body_of` returns."""
    return body_of(notebook).html


def text_of(html: str) -> str:
    """Return the text of a piece of HTML, its white space single."""
    return " ".join(unescape(_TAG.sub("", html)).split())


def _cell(cell: Any, outputs: Outputs, account: Account) -> Iterator[str]:
    account.cell = cell.get("id", "")
    tags = set(cell.metadata.get("tags", []))
    if tags & _REMOVED:
        return
    if cell.cell_type == "markdown":
        html = markdown_html(cell.source, cell.get("attachments", {}))
        yield account.framed(html, "kz-text")
    elif cell.cell_type == "code":
        pieces = [p for output in cell.outputs for p in outputs.html(output) if p]
        hidden = cell.metadata.get("jupyter", {}).get("outputs_hidden")
        if pieces and (hidden or tags & _FOLDED):
            inside = "\n".join(pieces)
            yield (
                '<details class="kz-fold"><summary>'
                f"{say('Output, folded by its author')}</summary>\n{inside}\n</details>"
            )
        else:
            yield from pieces
        for failure in failures_beside(cell):
            yield _told(failure, account)
        if was_cut(cell):
            yield account.leave_out(
                "what is beyond the bounds of a cell or of the page"
            )


def _told(failure: str, account: Account) -> str:
    """Say in its place what failed beside a cell, or did not come to an end."""
    if failure.startswith(inside.UNSHOWN):
        error = failure.removeprefix(inside.UNSHOWN).strip()
        return account.leave_out(f"a form of an output, as making it raised {error}")
    is_at_work = failure.startswith(inside.STILL.partition("{")[0])
    words = "" if is_at_work else f"{say('Something failed beside this cell.')} "
    return f'<p class="kz-left-out">{escape(words + failure)}</p>'


def _boxed_tables(html: str) -> str:
    numbers = count(1)

    def boxed(match: re.Match[str]) -> str:
        table = match[0]
        caption = _CAPTION.search(table)
        name = say("Table {number}", number=next(numbers))
        label = f"{name}: {text_of(caption[1])}" if caption else name
        # A link inside is a keyboard stop already. With scripts on, a box that does
        # not scroll is none; with scripts off nobody can tell which do.
        stop = "" if "<a " in table else 'tabindex="0" '
        return (
            f'<div class="kz-scroll" {stop}role="group" '
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
    anchors: dict[str, str] = {}

    def named(match: re.Match[str]) -> str:
        level, inner = match[1], match[2]
        # Sections have the same names in every language, so that links stay.
        heading = current().english(text_of(inner))
        stem = "-".join(re.findall(r"\w+", heading.lower())) or "section"
        counts[stem] += 1
        name = stem if counts[stem] == 1 else f"{stem}-{counts[stem]}"
        anchors.setdefault("-".join(text_of(inner).split()), name)
        return f'<{level} id="{name}">{inner}</{level}>'

    def linked(match: re.Match[str]) -> str:
        target = unescape(unquote(match[3]))
        name = anchors.get(target.replace(" ", "-"))
        return f"{match[1]}{match[2]}#{quote(name)}{match[2]}" if name else match[0]

    return _LINK.sub(linked, _HEADING.sub(named, html))
