"""One output of a cell as HTML: shown, or a line that says what is left out."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.execute.results import MIME
from kzaz_analysis.runner.render import left_out
from kzaz_analysis.runner.render.markdown import latex_html, markdown_html
from kzaz_analysis.runner.render.outputs import charts, widgets
from kzaz_analysis.runner.render.outputs.file_links import with_links
from kzaz_analysis.runner.render.outputs.frames import framed
from kzaz_analysis.runner.render.outputs.pictures import (
    PICTURES,
    SVG,
    is_readable,
    picture,
    player,
)
from kzaz_analysis.runner.render.outputs.terminal import preformatted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_SCOPED_STYLE = re.compile(r"<style scoped>.*?</style>\s*", re.DOTALL | re.IGNORECASE)
_NEEDS_SCRIPTS = re.compile(
    r"application/(?:vnd\.(?:plotly|vega|bokehjs|holoviews)|javascript)|"
    r"text/javascript"
)
_PLAYED = re.compile(r"(?:audio|video)/[\w.+-]+")
_TEXTS = ("text/html", "text/latex")
_WIDGET = "application/vnd.jupyter.widget-view+json"


class Outputs:
    """Shows outputs of one notebook.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Its metadata hold the state of widgets.
    account : Account
        Takes what is left out.
    scripts : charts.Scripts
        Takes the scripts of charts, where the page may have any.
    offered : mapping of str to str
        Address of each file beside the page, by its name.
    """

    def __init__(
        self,
        notebook: Any,
        account: left_out.Account,
        scripts: charts.Scripts,
        offered: Mapping[str, str],
    ) -> None:
        self._account, self._scripts, self._offered = account, scripts, offered
        self._widgets = widgets.states(notebook)

    def html(self, output: Mapping[str, Any]) -> Iterator[str]:
        """Give the pieces of one output; standard error is told at the foot."""
        kind = output["output_type"]
        if kind == "stream" and output["name"] == "stdout":
            yield preformatted(output["text"])
        elif kind == "error":
            yield preformatted("\n".join(output["traceback"]) or output["ename"])
        elif kind in ("display_data", "execute_result") and output["data"]:
            yield self._data(output["data"], output.get("metadata", {}))

    def _data(self, data: Mapping[str, Any], meta: Mapping[str, Any]) -> str:
        if _WIDGET in data:
            return self._widget(data[_WIDGET].get("model_id", ""))
        chart = charts.chart_of(dict(data))
        if chart and self._scripts.allowed and not charts.missing(chart[0].scripted_by):
            return self._scripts.draw(*chart)
        scripted = [kind for kind in data if _NEEDS_SCRIPTS.match(kind)]
        if chart and not scripted:
            return self._drawn(chart, data)
        kinds = PICTURES if scripted else (*_TEXTS, *PICTURES, "text/markdown")
        for kind in kinds:
            if kind in data:
                stated = meta.get(kind)
                of_kind = stated if isinstance(stated, dict) else {}
                piece = self._shown(kind, data, of_kind)
                return with_links(piece, of_kind, self._offered)
        if scripted:
            return self._drawn(chart, data)
        # Results are handed over, and their text says nothing to a reader.
        return "" if MIME in data else self._other(data)

    def _drawn(self, chart: tuple[charts.Library, Any] | None, data: Any) -> str:
        """Show the picture of a chart that a script would draw, or name it."""
        svg = charts.picture_of(*chart) if chart else ""
        if svg:
            return picture("image/svg+xml", svg, {}, str(data.get("text/plain", "")))
        kinds = " ".join(kind for kind in data if _NEEDS_SCRIPTS.match(kind))
        words = left_out.maker(kinds or str(data.get("text/html", "")))
        lacking = charts.missing(chart[0].scripted_by) if chart else []
        if self._scripts.allowed and lacking:
            words += f", whose script comes with {lacking[0]}, which is not installed"
        return self._account.leave_out(words)

    def _shown(self, kind: str, data: Mapping[str, Any], meta: Any) -> str:
        content = data[kind]
        if kind in PICTURES and not is_readable(kind, content):
            return self._account.leave_out("a picture that cannot be read")
        if kind in PICTURES:
            image = picture(kind, content, meta, str(data.get("text/plain", "")))
            lines = self._account.drawing(content) if kind == SVG else ""
            return "\n".join(filter(None, (self._account.framed(image, ""), lines)))
        if kind == "text/latex":
            return f'<div class="kz-text">{latex_html(content)}</div>'
        if kind == "text/markdown":
            return self._account.framed(markdown_html(content, {}), "kz-text")
        content = _SCOPED_STYLE.sub("", content)
        if not content.strip():
            return ""
        empty = "an empty frame, which a script would fill"
        return self._account.framed(content, seen_without=empty)

    def _other(self, data: Mapping[str, Any]) -> str:
        for kind, content in data.items():
            if _PLAYED.fullmatch(kind):
                return framed(player(kind, content))
            if kind in _FURTHER:
                return _FURTHER[kind](content)
        if "text/plain" in data:
            return preformatted(data["text/plain"])
        return self._account.leave_out(f"an output of the kind {next(iter(data))}")

    def _widget(self, model: str) -> str:
        return "\n".join(filter(None, widgets.pieces(self._widgets, model, self._part)))

    def _part(self, kind: str, content: Any) -> str:
        """Show a part of a widget."""
        if kind == "outputs":
            return "\n".join(piece for output in content for piece in self.html(output))
        if kind == "html":
            return self._account.framed(content)
        return self._account.leave_out(content)


def _json(content: Any) -> str:
    return preformatted(json.dumps(content, ensure_ascii=False, indent=2))


def _pdf(content: str) -> str:
    address = f"data:application/pdf;base64,{''.join(content.split())}"
    return f'<p><a href="{address}" download="output.pdf">A PDF</a></p>'


_FURTHER: dict[str, Callable[[Any], str]] = {
    "application/json": _json,
    "application/geo+json": _json,
    "application/pdf": _pdf,
}
