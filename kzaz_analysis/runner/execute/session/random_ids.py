"""Names that libraries draw at random, made the same in equal runs."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

_UUID = r"[0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}"
_DRAWN = re.compile(
    rf"\bid=\\?[\"'](?:(?P<styler>T_[0-9a-f]{{5}})(?![0-9a-f])"
    rf"|[\w-]*?(?P<long>{_UUID}|[0-9a-f]{{32}})(?![0-9a-f]))"
    rf"|\bdocid\\?[\"']?\s*:\s*\\?[\"'](?P<document>{_UUID})"
)
_SCRIPTED = ("text/html", "application/javascript")
_WIDGETS = "application/vnd.jupyter.widget-state+json"
_HEX = set("0123456789abcdef")


def fix_ids(notebook: Any) -> None:
    """Put names that depend on the order alone in the place of random ones.

    Those are the names of elements as pandas' Styler, altair, bokeh, plotly, itables
    and folium draw them, of documents of bokeh, and of widgets. They are replaced
    wherever they stand in the outputs, and nothing else is.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        An executed notebook; changed in place.
    """
    fixed = {name: _name(name, n) for n, name in enumerate(_drawn(notebook))}
    if not fixed:
        return
    import nbformat  # noqa: PLC0415

    node: Any = nbformat
    any_name = re.compile("|".join(map(re.escape, fixed)))

    def with_fixed(part: Any) -> Any:
        text = any_name.sub(lambda match: fixed[match[0]], json.dumps(part))
        return node.from_dict(json.loads(text))

    for cell in notebook.cells:
        if cell.get("outputs"):
            cell.outputs = with_fixed(cell.outputs)
    if "widgets" in notebook.metadata:
        notebook.metadata["widgets"] = with_fixed(notebook.metadata["widgets"])


def _drawn(notebook: Any) -> list[str]:
    """Return the random names in the order in which they occur, each once."""
    names: dict[str, None] = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            for kind in _SCRIPTED:
                content = output.get("data", {}).get(kind, "")
                for match in _DRAWN.finditer(content):
                    names.setdefault(next(filter(None, match.groups())))
    state = notebook.metadata.get("widgets", {}).get(_WIDGETS, {}).get("state", {})
    return list(names | dict.fromkeys(state))


def _name(drawn: str, number: int) -> str:
    """Return a name of the same shape."""
    digits = iter(hashlib.sha256(f"kzaz {number}".encode()).hexdigest())
    return "".join(next(digits) if sign in _HEX else sign for sign in drawn)
