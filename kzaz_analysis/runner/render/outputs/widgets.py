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
        titles = [*map(str, state.get("titles") or ()), *[""] * len(children)]
        for child, title in zip(children, titles, strict=False):
            inside = str(child).removeprefix(_REFERENCE)
            if title:
                yield show("html", f"<p><strong>{escape(title)}</strong></p>")
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
        said = " ".join(f"{state.get('description', '')} {_value(state)}".split())
        at = f" at {said}" if said else ""
        yield show("left out", f"a widget ({name.removesuffix('Model')}){at}")


def _value(state: Mapping[str, Any]) -> str:
    """Say what a widget holds: its value, or the options that are chosen."""
    options, chosen = state.get("_options_labels"), state.get("index")
    if isinstance(options, list) and chosen is not None:
        places = chosen if isinstance(chosen, list) else [chosen]
        labels = dict(enumerate(map(str, options)))
        return ", ".join(
            labels[place]
            for place in places
            if isinstance(place, int) and place in labels
        )
    value = state.get("value", "")
    values = value if isinstance(value, list) else [value]
    is_plain = all(isinstance(one, int | float | str) for one in values)
    return ", ".join(map(str, values)) if is_plain else ""
