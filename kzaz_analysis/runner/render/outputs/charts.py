"""Charts that a script draws: by that script where it may run, else as a picture."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_IN_HTML = re.compile(r"vegaEmbed.*?\}\)\((?=\{)", re.DOTALL)
_ENDS = re.compile(r"</script|<!--", re.IGNORECASE)
_VEGA_LITE = "application/vnd.vegalite.v5+json"


@dataclass(frozen=True, slots=True)
class Library:
    """What draws one kind of charts.

    Attributes
    ----------
    name : str
        What its makers are called.
    kind : str
        How the type of an output begins that holds such a chart.
    drawn_by, scripted_by : tuple of str
        Modules that must be installed for a picture, and for the script.
    picture : callable
        Makes an SVG of a chart.
    script : callable
        Returns the script of the library, as installed.
    call : callable
        Returns a line of script that draws a chart into an element.
    """

    name: str
    kind: str
    drawn_by: tuple[str, ...]
    scripted_by: tuple[str, ...]
    picture: Callable[[Any], str]
    script: Callable[[], str]
    call: Callable[[str, Any], str]


@dataclass
class Scripts:
    """Scripts of a page.

    Attributes
    ----------
    allowed : bool
        Whether it may have any.
    libraries, calls : mapping, list
        Script of each library that it needs, by name, and what draws its charts.
    """

    allowed: bool = False
    libraries: dict[str, str] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    @property
    def texts(self) -> tuple[str, ...]:
        """All of them in the order in which they have to run."""
        return (*self.libraries.values(), *self.calls)

    def draw(self, library: Library, chart: Any) -> str:
        """Have a chart drawn by its library; return the element for it."""
        if library.name not in self.libraries:
            self.libraries[library.name] = _inline(library.script())
        name = f"kz-live-{len(self.calls) + 1}"
        self.calls.append(_inline(library.call(name, chart)))
        return (
            f'<figure class="kz-chart kz-live"><div id="{name}"><p class="kz-left-out">'
            f"An interactive chart of {library.name}, drawn by a script.</p></div>"
            "</figure>"
        )


def chart_of(output: dict[str, Any]) -> tuple[Library, Any] | None:
    """Return the chart that an output describes, and what draws it.

    Parameters
    ----------
    output : dict
        Content by type. Altair writes its charts into HTML unless told otherwise;
        they are read from there, too.
    """
    html = str(output.get("text/html", ""))
    match = _IN_HTML.search(html)
    written = {_VEGA_LITE: html[match.end() :]} if match else {}
    for library in LIBRARIES:
        for kind, content in (output | written).items():
            chart = _parsed(content) if kind.startswith(library.kind) else None
            if chart:
                return library, chart
    return None


def _parsed(content: Any) -> Any:
    """Return a chart, which may be written as JSON at the beginning of a text."""
    if not isinstance(content, str):
        return content
    try:
        return json.JSONDecoder().raw_decode(content)[0]
    except ValueError:
        return None


def missing(modules: tuple[str, ...]) -> list[str]:
    """Return those modules that are not installed."""
    return [name for name in modules if find_spec(name) is None]


def picture_of(library: Library, chart: Any) -> str:
    """Return an SVG of a chart; empty where nothing can make one."""
    if missing(library.drawn_by):
        return ""
    try:
        return library.picture(chart)
    except Exception:
        return ""


def _inline(script: str) -> str:
    """Return a script that does not end the element in which it stands."""
    return _ENDS.sub(lambda match: f"<\\{match[0][1:]}", script)


def _json(content: Any) -> str:
    # A chart may hold any text, and JSON within a script takes no sign of HTML.
    return json.dumps(content, sort_keys=True).replace("<", "\\u003c")


def _plotly_picture(chart: Any) -> str:
    io: Any = import_module("plotly.io")
    svg: bytes = io.to_image(chart, format="svg", validate=False)
    return svg.decode("utf-8")


def _plotly_script() -> str:
    offline: Any = import_module("plotly.offline")
    return str(offline.get_plotlyjs())


def _plotly_call(name: str, chart: Any) -> str:
    shown = {key: chart.get(key) or {} for key in ("layout", "config")}
    shown["config"] = {"responsive": True, "displaylogo": False} | shown["config"]
    shown["data"] = chart.get("data") or []
    return f"{_emptied(name)}Plotly.newPlot(place, {_json(shown)});}}"


def _vega_picture(chart: Any) -> str:
    return str(_vega().vegalite_to_svg(json.dumps(chart)))


def _vega_script() -> str:
    return str(_vega().javascript_bundle())


def _vega_call(name: str, chart: Any) -> str:
    # Expressions are interpreted, as the policy has no script made of text.
    how = _json({"ast": True, "actions": False})
    return f"{_emptied(name)}vegaEmbed(place, {_json(chart)}, {how});}}"


def _vega() -> Any:
    return import_module("vl_convert")


def _emptied(name: str) -> str:
    return f'{{const place = document.getElementById("{name}"); place.textContent = "";'


LIBRARIES = (
    Library(
        "plotly",
        "application/vnd.plotly",
        ("plotly", "kaleido"),
        ("plotly",),
        _plotly_picture,
        _plotly_script,
        _plotly_call,
    ),
    Library(
        "Altair",
        "application/vnd.vegalite",
        ("vl_convert",),
        ("vl_convert",),
        _vega_picture,
        _vega_script,
        _vega_call,
    ),
)
