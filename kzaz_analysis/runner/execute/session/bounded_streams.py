"""How much the streams of a kernel send of a cell: what waits takes memory."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.execute.bounds import UNSENT

if TYPE_CHECKING:
    from collections.abc import Callable


class BoundedStream:
    """A stream of this kernel, which sends no more of a cell than may be shown of it.

    Parameters
    ----------
    stream : ipykernel.iostream.OutStream
        Its ``write`` is replaced.
    most : int
        Signs sent of what a cell writes, and of one text that comes between cells.
    """

    def __init__(self, stream: Any, most: int) -> None:
        self._send, self._most = stream.write, most
        self._is_in_cell = False
        self._sent = self._unsent = self._unsent_lines = 0
        stream.write = self.write

    def write(self, text: str) -> int:
        """Send what may still be sent, and count the rest."""
        if not isinstance(text, str):
            return int(self._send(text))
        left = self._most - self._sent
        if len(text) <= left:
            self._send(text)
        else:
            if left:
                self._send(text[:left])
            self._unsent += len(text) - left
            self._unsent_lines += text.count("\n", left)
        if self._is_in_cell:
            self._sent += min(len(text), left)
        else:
            self._tell_unsent()
        return len(text)

    def begin_cell(self, *_: object) -> None:
        """Send the text of a cell from now on."""
        self._is_in_cell, self._sent = True, 0

    def forget(self) -> None:
        """Count from nothing, as what was shown is taken away."""
        self._sent = self._unsent = self._unsent_lines = 0

    def end_cell(self, *_: object) -> None:
        """Say how much of the cell was not sent."""
        self._tell_unsent()
        self._is_in_cell, self._sent = False, 0

    def _tell_unsent(self) -> None:
        if self._unsent:
            self._send(UNSENT.format(self._unsent, self._unsent_lines))
        self._unsent = self._unsent_lines = 0


def bound_streams(most: int) -> None:
    """Have this kernel send no more than so many signs of what a cell writes.

    Called in the kernel: what is written faster than it is read would wait in memory,
    and what is written at once would come as one message.

    Parameters
    ----------
    most : int
        A few more than a cell may show, so that the reader sees that something is
        missing.
    """
    from IPython.core.getipython import get_ipython  # noqa: PLC0415

    shell: Any = get_ipython()
    streams = [BoundedStream(stream, most) for stream in (sys.stdout, sys.stderr)]
    clear = shell.display_pub.clear_output

    def clear_output(*words: Any, **options: Any) -> None:
        for stream in streams:
            stream.forget()
        clear(*words, **options)

    shell.display_pub.clear_output = clear_output
    for stream in streams:
        stream.begin_cell()
        shell.events.register("pre_execute", stream.begin_cell)
        shell.events.register("post_execute", stream.end_cell)


def before_first_cell(change: Callable[[], None]) -> None:
    """Change the streams when the next cell begins, and keep nothing of what they take.

    Called in the kernel. IPython keeps all that is written for its history, as long as
    the kernel lives, and puts the streams back as they were when a cell began.
    """
    from IPython.core.getipython import get_ipython  # noqa: PLC0415

    shell: Any = get_ipython()
    shell._tee = lambda **_: nullcontext()

    def change_once() -> None:
        shell.events.unregister("pre_execute", change_once)
        change()

    shell.events.register("pre_execute", change_once)
