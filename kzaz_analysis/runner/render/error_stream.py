"""What a notebook wrote to standard error: counted, its warnings named."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from kzaz_analysis.runner.execute.bounds import lost_lines
from kzaz_analysis.runner.execute.session import inside, started

_WARNING = re.compile(r"\b(\w*Warning): ")
_BESIDE = re.compile(
    rf"^({re.escape(inside.THREAD)}.*|{re.escape(inside.TASK)}|{started.FUTURE}"
    r"|(?:Task|Future) exception was never retrieved|Exception in callback .*"
    r"|exception calling callback for .*"
    r"|Process \S+:"
    rf"|{re.escape(inside.UNSHOWN)}"
    rf"|{re.escape(inside.COMMAND).replace(re.escape('{}'), '.+')}.*"
    rf"|{re.escape(inside.STILL).replace(re.escape('{}'), '.*')})$",
    re.MULTILINE,
)
_ABOUT = ("future: ", "handle: ")
"""With which asyncio begins the line before a traceback."""

_CHAINED = re.compile(
    r"^(?:The above exception was the direct cause of the following exception"
    r"|During handling of the above exception, another exception occurred):\n",
    re.MULTILINE,
)
"""What Python puts between an exception and the one that it led to."""

_LAST_LINES = 30


@dataclass(frozen=True, slots=True)
class ErrorStream:
    """Standard error of all cells of a page.

    Attributes
    ----------
    lines : int
        How many.
    warnings : mapping of str to int
        How often each class of warning occurs.
    tail : str
        The last lines.
    cell : str
        Id of the first cell that wrote any.
    lost : int
        How many of the lines are beyond the bounds of a cell or of the page.
    """

    lines: int
    warnings: dict[str, int]
    tail: str
    cell: str
    lost: int = 0

    @classmethod
    def of(cls, notebook: Any) -> ErrorStream:
        """Collect it from an executed notebook."""
        texts = {
            cell.get("id", ""): text_of(cell)
            for cell in notebook.cells
            if text_of(cell)
        }
        # What else parts lines for Python, such as a form feed, does for nobody else.
        lines = [
            line
            for text in texts.values()
            for line in text.removesuffix("\n").split("\n")
        ]
        names = Counter(_WARNING.findall("\n".join(lines)))
        tail = "\n".join(lines[-_LAST_LINES:])
        lost = sum(map(lost_lines, notebook.cells))
        # A line that was cut half-way has its end among the lost ones.
        halves = sum(
            bool(lost_lines(cell)) and not text_of(cell).endswith("\n")
            for cell in notebook.cells
            if text_of(cell)
        )
        number = len(lines) - halves + lost
        first_cell = next(iter(texts), "")
        return cls(number, dict(sorted(names.items())), tail, first_cell, lost)

    def as_dict(self) -> dict[str, Any]:
        """Return lines, warnings and the first cell as plain JSON values."""
        return {
            "lines": self.lines,
            "warnings": dict(self.warnings),
            "cell": self.cell,
        }

    @property
    def summary(self) -> str:
        """One line: how much there is, and which warnings."""
        warning_names = ", ".join(f"{name} ({n})" for name, n in self.warnings.items())
        lines = "1 line" if self.lines == 1 else f"{self.lines} lines"
        lost = f"{self.lost} of them lost beyond the bounds" if self.lost else ""
        return "; ".join(
            filter(None, (f"Standard error: {lines}", lost, warning_names))
        )


def text_of(cell: Any) -> str:
    """Return what a cell wrote to standard error."""
    return "".join(
        output["text"]
        for output in cell.get("outputs", [])
        if output.get("name") == "stderr" and output["output_type"] == "stream"
    )


def failures_beside(cell: Any) -> list[str]:
    """Return one line for each thread, task or command of a cell that failed."""
    text = text_of(cell)
    failures = []
    for match in _BESIDE.finditer(text):
        first_line = match[0].rstrip(":")
        next_one = _BESIDE.search(text, match.end())
        trace = text[match.end() : next_one.start() if next_one else None].lstrip("\n")
        is_error = match[0].endswith(":") or trace.startswith(("Trace", *_ABOUT))
        failures.append(f"{first_line}: {_last_of(trace)}" if is_error else first_line)
    return failures


def _last_of(trace: str) -> str:
    """Return the line that ends a traceback, or the one after it: the error itself."""
    trace = _CHAINED.split(trace)[-1]
    lines = [line for line in trace.splitlines() if line.strip()]
    for number, line in enumerate(lines):
        if not line.startswith((" ", "Traceback ", *_ABOUT)):
            words = (
                lines[number + 1 : number + 2] if line.rstrip().endswith(":") else []
            )
            return " ".join([line.rstrip(), *map(str.strip, words)])
    return ""
