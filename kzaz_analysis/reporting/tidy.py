"""Take out of an executed notebook what belongs to the run and not to the result."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_CELL_FILE = re.compile(r"[^\s'\"<>]*ipykernel_\d+[/\\]\d+\.py")
_LANGUAGE = ("name", "file_extension", "mimetype", "pygments_lexer")
_RUN_METADATA = ("execution", "papermill")


def plain(text: str) -> str:
    """Return text without terminal colours."""
    return _ANSI.sub("", text)


def tidy(notebook: Any, hide: Mapping[str, str] | None = None) -> None:
    """Strip times, versions, process numbers and folders of this machine, in place.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        An executed notebook.
    hide : mapping of str to str
        Further paths, and what to put in their place.
    """
    for key in _RUN_METADATA:
        notebook.metadata.pop(key, None)
    language = notebook.metadata.get("language_info", {})
    notebook.metadata["language_info"] = {
        key: language[key] for key in _LANGUAGE if key in language
    }
    places = dict(hide or {}) | _places()
    for cell in notebook.cells:
        for key in _RUN_METADATA:
            cell.metadata.pop(key, None)
        for output in cell.get("outputs", []):
            if output["output_type"] == "stream":
                output["text"] = _without_places(output["text"], places)


def _places() -> dict[str, str]:
    package = Path(__file__).resolve().parents[1]
    return {
        str(package): package.name,
        str(package.parent): "",
        str(Path.home()): "~",
        tempfile.gettempdir(): "",
    }


def _without_places(text: str, places: Mapping[str, str]) -> str:
    text = _CELL_FILE.sub("<cell>", text)
    for place in sorted(places, key=len, reverse=True):
        if len(place) > 1:
            text = text.replace(place, places[place])
    return text
