"""Pictures in the place of interactive charts, where what exports them is installed."""

from __future__ import annotations

import json
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def _of_plotly(chart: Any) -> str:
    io: Any = import_module("plotly.io")
    picture: bytes = io.to_image(chart, format="svg", validate=False)
    return picture.decode("utf-8")


def _of_vega_lite(chart: Any) -> str:
    exporter: Any = import_module("vl_convert")
    return str(exporter.vegalite_to_svg(json.dumps(chart)))


_EXPORTERS: dict[str, tuple[tuple[str, ...], Callable[[Any], str]]] = {
    "application/vnd.plotly": (("plotly", "kaleido"), _of_plotly),
    "application/vnd.vegalite": (("vl_convert",), _of_vega_lite),
}
"""Modules that must be there, and what makes an SVG, by kind of output."""


def stand_in(kind: str, chart: Any) -> str:
    """Return an SVG of an interactive chart; empty where nothing can make one.

    Parameters
    ----------
    kind : str
        Type of the output.
    chart : mapping
        Its description.
    """
    for begin, (modules, export) in _EXPORTERS.items():
        if kind.startswith(begin) and all(map(find_spec, modules)):
            try:
                return export(chart)
            except Exception:
                return ""
    return ""
