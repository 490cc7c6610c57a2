"""Widgets as they stood at the end: what they say and hold, without their controls."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_STATES = "application/vnd.jupyter.widget-state+json"
_REFERENCE = "IPY_MODEL_"
_AS_HTML = ("HTMLModel", "HTMLMathModel")
_DEEPEST = 20


def states(notebook: Any) -> Mapping[str, Any]:
    """Return the state of every widget of an executed notebook, by its model."""
    stored = notebook.metadata.get("widgets", {}).get(_STATES, {})
    return dict(stored.get("state", {}))


def pieces(
    known: Mapping[str, Any],
    model: str,
    show: Callable[[str, Any], str],
    depth: int = 0,
) -> Iterator[str]:
    """Give what is shown of a widget and of those inside it.

    Parameters
    ----------
    known : mapping
        What `states` returned.
    model : str
        Id of its model.
    show : callable
        Shows one part: ``("outputs", list)``, ``("html", text)`` or
        ``("left out", words)``.
    depth : int
        How many widgets it lies in.
    """
    entry = known.get(model, {})
    state: Mapping[str, Any] = entry.get("state", {})
    name = str(entry.get("model_name", "widget"))
    children = state.get("children")
    if isinstance(children, list) and depth < _DEEPEST:
        for child in children:
            inside = str(child).removeprefix(_REFERENCE)
            yield from pieces(known, inside, show, depth + 1)
    elif "outputs" in state:
        yield show("outputs", state["outputs"])
    elif name in _AS_HTML:
        yield show("html", str(state.get("value", "")))
    elif name == "LabelModel":
        yield show("html", escape(str(state.get("value", ""))))
    elif name.endswith("ProgressModel"):
        value, most = state.get("value", 0), state.get("max", 100)
        yield show("html", f'<progress value="{value}" max="{most}"></progress>')
    else:
        value = state.get("value")
        is_plain = isinstance(value, int | float | str)
        at = f" at {state.get('description', '')} {value}".rstrip() if is_plain else ""
        yield show("left out", f"a widget ({name.removesuffix('Model')}){at}")
