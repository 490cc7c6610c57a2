"""How much a cell and a page may show; what is beyond is cut, and a line says so."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kzaz_analysis.runner.plan.limits import Limits

MB = 10**6
_DATA = ("display_data", "execute_result", "update_display_data")
_MOST_OF_AN_ERROR = 20_000
_DEEPEST = 200
_IN_FULL = 999.5
"""Megabytes from which on all digits are written."""
"""Levels of lists and mappings beyond which an output is no document for anybody."""

_CUT = "[Cut: a cell may show "
_CUT_LINE = re.compile(rf"^{re.escape(_CUT)}.*\]$", re.MULTILINE)
_LOST_LINES = re.compile(r"; (\d+) lines? of standard error ")
UNSENT = "\0{} {} are not sent\0"
"""Signs and lines that a kernel has not sent, said in their place."""
_UNSENT_SAID = re.compile(UNSENT.format(r"(\d+)", r"(\d+)"))


class OutputBounds:
    """What the outputs of a page may still take.

    Parameters
    ----------
    limits : Limits
        What a cell and a page may show.

    Attributes
    ----------
    cut : int
        Bytes of the present cell that were left out.
    lost_lines : int
        Lines of its standard error that were.
    """

    def __init__(self, limits: Limits) -> None:
        self._cell, self._page = limits.cell_output_mb, limits.page_output_mb
        self._page_left = int(self._page * MB)
        self._of_display: dict[str, int] = {}
        self.begin_cell()

    def begin_cell(self) -> None:
        """Give the next cell what a cell may show."""
        self._cell_left = int(self._cell * MB)
        self.cut = self.lost_lines = 0

    def admit(self, message: Any) -> bool:
        """Cut a message of the kernel, in place; say whether anything is left of it."""
        kind, content = message["msg_type"], message["content"]
        if kind == "clear_output":
            self._give_back(int(self._cell * MB) - self._cell_left)
            self.cut = self.lost_lines = 0
        elif kind == "stream":
            self._admit_text(content)
            return bool(content["text"])
        elif kind == "error":
            content["evalue"] = cut_error(content["evalue"])
            content["traceback"] = [cut_error(t) for t in content["traceback"]]
        elif kind in _DATA:
            self._admit_data(content)
        return True

    def _admit_text(self, content: Any) -> None:
        """Cut what was written, and count what is lost."""
        text = content["text"]
        unsent = 0
        for match in _UNSENT_SAID.finditer(text):
            self.cut += int(match[1])
            unsent += int(match[2])
        text = _UNSENT_SAID.sub("", text)
        content["text"] = self._shortened(text)
        if content["name"] == "stderr":
            lines = text[len(content["text"]) :].count("\n")
            self.lost_lines += lines + unsent

    def _admit_data(self, content: Any) -> None:
        """Take the size of an output, or put a line in its place if it is too much."""
        # What an update replaces is shown no more, and takes nothing.
        name = str(content.get("transient", {}).get("display_id", ""))
        self._give_back(self._of_display.pop(name, 0))
        if any(_is_deep(value) for value in content["data"].values()):
            text = f"[An output of more than {_DEEPEST} levels is left out.]"
            content["data"], content["metadata"] = {"text/plain": text}, {}
        size = sum(map(_size, content["data"].values()))
        if size > self._left():
            self.cut += size
            text = f"[An output of {_in_mb(size)} is left out.]"
            content["data"], content["metadata"] = {"text/plain": text}, {}
            return
        self._take(size)
        if name:
            self._of_display[name] = size

    def end_cell(self, cell: Any) -> None:
        """Add a line to the outputs of a cell that were cut."""
        if self.cut:
            lines = "lines" if self.lost_lines > 1 else "line"
            lost = f"; {self.lost_lines} {lines} of standard error were lost"
            text = (
                f"\n{_CUT}{self._cell:g} MB and a page {self._page:g} "
                f"MB; at least {_in_mb(self.cut)} more are left out"
                f"{lost if self.lost_lines else ''}.]\n"
            )
            from nbformat import v4  # noqa: PLC0415

            new: Any = v4
            cell.outputs.append(new.new_output("stream", name="stdout", text=text))

    def _shortened(self, text: str) -> str:
        size, left = _size(text), self._left()
        if size <= left:
            self._take(size)
            return text
        # Signs of several bytes are counted as the bytes they take.
        shortened = (
            text[:left]
            if text.isascii()
            else text.encode()[:left].decode("utf-8", "ignore")
        )
        self._take(left)
        self.cut += size - left
        return shortened

    def _left(self) -> int:
        return min(self._cell_left, self._page_left)

    def _give_back(self, size: int) -> None:
        """Free what replaced outputs took; an output may be one of an earlier cell."""
        self._cell_left = min(self._cell_left + size, int(self._cell * MB))
        self._page_left += size

    def _take(self, size: int) -> None:
        self._cell_left -= size
        self._page_left -= size


def was_cut(cell: Any) -> bool:
    """Tell whether an executed cell has the line of `OutputBounds.end_cell`."""
    return any(_CUT_LINE.search(text) for text in _texts(cell))


def lost_lines(cell: Any) -> int:
    """Return how many lines of standard error were cut from an executed cell."""
    cuts = [line for text in _texts(cell) for line in _CUT_LINE.findall(text)]
    return sum(int(number) for line in cuts for number in _LOST_LINES.findall(line))


def _texts(cell: Any) -> Iterator[str]:
    """Give what a cell wrote to standard output, where the line about cuts stands."""
    for output in cell.get("outputs", ()):
        if output.get("name") == "stdout":
            yield output["text"]


def cut_error(text: str) -> str:
    """Return the text of an error, without what nobody reads."""
    if len(text) <= _MOST_OF_AN_ERROR:
        return text
    return f"{text[:_MOST_OF_AN_ERROR]} [cut: {len(text)} signs]"


def _is_deep(value: object) -> bool:
    """Tell whether lists and mappings lie in one another deeper than anybody reads."""
    level = _containers([value])
    for _ in range(_DEEPEST):
        inside = (v.values() if isinstance(v, dict) else v for v in level)
        level = _containers(part for parts in inside for part in parts)
    return bool(level)


def _containers(values: Iterable[object]) -> list[dict[Any, Any] | list[Any]]:
    return [value for value in values if isinstance(value, (dict, list))]


def _size(content: object) -> int:
    if isinstance(content, str):
        return len(content) if content.isascii() else len(content.encode())
    return len(json.dumps(content, ensure_ascii=False))


def _in_mb(size: int) -> str:
    megabytes = size / MB
    return f"{megabytes:{'.3g' if megabytes < _IN_FULL else ',.0f'}} MB"
