"""Take out of an executed notebook what belongs to the run and not to the result."""

from __future__ import annotations

import re
import sys
import tempfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.execute.session.random_ids import fix_ids
from kzaz_analysis.secrets import masking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kzaz_analysis.runner.execute.outcome import Execution

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_CELL_FILE = re.compile(r"[/\\]?ipykernel_\d+[/\\]\d+\.py")
_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}\b")
_PROGRESS = re.compile(
    r"[ \u2007]\[(?:\d+:)?\d\d:\d\d(?:(?:<|&lt;)(?:(?:\d+:)?\d\d:\d\d|\?))?"
    r",[ \u2007]*[\d?][^\],\n]{0,40}/[^\],\n]{1,40}"
    r"(?:\]|,[ \u2007](?=[^\]\n]{1,400}\]))"
)
"""Times and speed of a bar of tqdm; what follows them is the notebook's."""

_LANGUAGE = ("name", "file_extension", "mimetype", "pygments_lexer")
_RUN_METADATA = ("execution", "papermill")
_BINARY = ("image/png", "image/jpeg", "image/gif", "application/pdf")
_BEGINS = r"(?:(?<![\w.-])|(?<=\\[nrt]))"


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
    kept = {key: language[key] for key in _LANGUAGE if key in language}
    notebook.metadata.pop("language_info", None)
    if "name" in kept:
        notebook.metadata["language_info"] = kept
    fix_ids(notebook)
    hiding = _hiding(dict(hide or {}) | _places())
    if "widgets" in notebook.metadata:
        notebook.metadata["widgets"] = _in_texts(notebook.metadata["widgets"], hiding)
    for cell in notebook.cells:
        for key in _RUN_METADATA:
            cell.metadata.pop(key, None)
        if cell.cell_type == "code":
            cell.outputs = _coalesced(cell.outputs)
        for output in cell.get("outputs", []):
            for part in ("text", "evalue", "traceback"):
                if part in output:
                    output[part] = _in_texts(output[part], hiding)
            for kind, content in output.get("data", {}).items():
                if kind not in _BINARY:
                    output["data"][kind] = _in_texts(content, hiding)


def without_secrets(
    executed: Execution, references: Iterable[str], folders: Iterable[Path] = ()
) -> Execution:
    """Return an execution with ``***`` for its secrets, and no folder in its problem.

    Parameters
    ----------
    executed : Execution
        What `execute` returned.
    references : iterable of str
        The secrets that the notebook was given, as ``env:NAME``.
    folders : iterable of pathlib.Path
        Folders of the run, which are taken out of the problem, too.
    """
    hide = _hiding(dict.fromkeys(map(str, folders), "") | _places())
    mask, problem = masking(references), executed.problem
    if problem is not None:
        message, detail = mask(hide(problem.message)), mask(hide(problem.detail))
        problem = replace(problem, message=message, detail=detail)
    return replace(executed, notebook=mask(executed.notebook), problem=problem)


def _coalesced(outputs: list[Any]) -> list[Any]:
    """Join what was written bit by bit, standard output before standard error.

    The two arrive in any order. nbclient can join them too, but takes hours over a
    line of some hundred thousand signs.
    """
    joined: list[Any] = []
    streams: dict[str, list[str]] = {}
    for output in outputs:
        name = output.get("name") if output["output_type"] == "stream" else None
        if name not in streams:
            joined.append(output)
        if name:
            streams.setdefault(name, []).append(output["text"])
    for output in joined:
        if output["output_type"] == "stream":
            output["text"] = _overwritten("".join(streams[output["name"]]))
    for place, (one, next_one) in enumerate([*pairwise(joined)]):
        if (one.get("name"), next_one.get("name")) == ("stderr", "stdout"):
            joined[place : place + 2] = [next_one, one]
    return joined


def _overwritten(text: str) -> str:
    """Return text as shown where a carriage return begins a line anew."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        end = "\r" if line.endswith("\r") else ""
        lines[number] = line.removesuffix("\r").rpartition("\r")[2] + end
    return "\n".join(lines)


def _places() -> dict[str, str]:
    package = Path(__file__).resolve().parents[2]
    return {
        str(package): package.name,
        str(package.parent): "",
        str(Path.home()): "~",
        sys.prefix: "python",
        sys.base_prefix: "python",
        tempfile.gettempdir(): "",
    }


def _hiding(places: Mapping[str, str]) -> Callable[[str], str]:
    """Return a function that takes folders and addresses in memory out of text."""
    longest_first = sorted(filter(lambda p: len(p) > 1, places), key=len, reverse=True)
    pattern = re.compile(rf"{_BEGINS}({'|'.join(map(re.escape, longest_first))})(?!\w)")

    def hide(text: str) -> str:
        text = pattern.sub(lambda match: places[match[1]], text)
        text = _PROGRESS.sub(lambda match: " [" * (not match[0].endswith("]")), text)
        return _ADDRESS.sub("at 0x", _CELL_FILE.sub("<cell>", text))

    return hide


def _in_texts(value: Any, change: Callable[[str], str]) -> Any:
    """Apply a change to a text, or to every text in lists and mappings."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_in_texts(item, change) for item in value]
    if isinstance(value, dict):
        return type(value)({k: _in_texts(of, change) for k, of in value.items()})
    return value
