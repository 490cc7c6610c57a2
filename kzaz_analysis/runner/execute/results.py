"""What a notebook hands over as data: its headline numbers, in a bundle of one output.

The last code cell shows an object whose output carries the type below. The runner
knows what the fields are called and nothing of what they mean.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import NotebookFailed

if TYPE_CHECKING:
    from collections.abc import Mapping

MIME = "application/vnd.kzaz.results+json"
"""Type under which the bundle travels in a notebook's output."""

_TEXTS = ("title", "kicker", "answer", "as_of")
_LISTS = ("results", "tables", "sources")


def find_bundle(notebook: Any) -> dict[str, Any]:
    """Return the bundle that the last code cell with code shows.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        An executed notebook.

    Returns
    -------
    dict
        ``title``, ``kicker``, ``answer``, ``as_of`` (text, empty when not handed
        over), ``results``, ``tables``, ``sources`` (lists), and whatever else the
        notebook put there; numbers that are not finite are None.

    Raises
    ------
    NotebookFailed
        If what it shows as a bundle is none, or says why it is not made.
    """
    content: Mapping[str, Any] = {}
    code = [c for c in notebook.cells if c.cell_type == "code" and c.source.strip()]
    for output in code[-1].outputs if code else []:
        content = output.get("data", {}).get(MIME, content)
    if not isinstance(content, dict):
        raise NotebookFailed("what its last cell hands over is no mapping")
    if content.get("not_made"):
        why = content["not_made"]
        raise NotebookFailed(f"what its last cell hands over cannot be made: {why}")
    for name in _LISTS:
        if not isinstance(content.get(name) or [], list):
            raise NotebookFailed(f"what its last cell hands over as {name} is no list")
    bundle = {
        **{name: str(content.get(name) or "") for name in _TEXTS},
        **{name: list(content.get(name) or []) for name in _LISTS},
    }
    extra = {name: value for name, value in content.items() if name not in bundle}
    return dict(_finite(bundle | extra))


def results_json(document: Mapping[str, Any]) -> str:
    """Return the text of a results file: indented, in a fixed order, no NaN."""
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {str(name): _finite(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value
