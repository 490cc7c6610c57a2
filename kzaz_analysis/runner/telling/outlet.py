"""Writing to what somebody has to read, such as a pipe, and not waiting for that."""

from __future__ import annotations

import errno
import os
import select
import stat
import threading
import time
from contextlib import suppress
from queue import SimpleQueue

PATIENCE_S = 2.0
"""For how long in all a run waits for whoever reads what it tells."""

UNREAD = "it is full, and nobody reads it"

_MOST_LEFT = 2**20


def needs_reader(descriptor: int) -> bool:
    """Whether writing may wait for somebody: for a pipe or a terminal, not a file.

    On Windows nothing counts as such: its terminals take no bytes.
    """
    return os.name == "posix" and not stat.S_ISREG(os.fstat(descriptor).st_mode)


class Outlet:
    """Text written to a descriptor by a thread, so that it alone has to wait.

    What is read slowly is kept until it is read, up to a megabyte.

    Parameters
    ----------
    descriptor : int
        Where to write; the thread closes it, as it may still be waiting there.
    encoding, errors : str
        As of `str.encode`.
    """

    def __init__(
        self, descriptor: int, encoding: str = "utf-8", errors: str = "backslashreplace"
    ) -> None:
        self._descriptor = descriptor
        self._encoding, self._errors = encoding, errors
        self._contents: SimpleQueue[bytes | None] = SimpleQueue()
        self._moved = threading.Condition()
        self._left = 0
        self._patience_s = PATIENCE_S
        self._problem: OSError | None = None
        threading.Thread(target=self._carry, daemon=True).start()

    @property
    def is_behind(self) -> bool:
        """Whether something was not read in all the time that there was."""
        return self._left > 0 and self._patience_s <= 0

    def write(self, text: str) -> int:
        """Hand over a text.

        Raises
        ------
        OSError
            If something before could not be written; BlockingIOError if too much
            waits to be read, so that this text is lost.
        """
        content = text.encode(self._encoding, self._errors)
        with self._moved:
            self._raise_problem()
            if self._left + len(content) > _MOST_LEFT:
                raise BlockingIOError(errno.EAGAIN, UNREAD)
            self._left += len(content)
        self._contents.put(content)
        return len(text)

    def flush(self) -> None:
        """Wait until all is written, or patience is at its end.

        Raises
        ------
        OSError
            If it could not be written.
        """
        begun = time.monotonic()
        with self._moved:
            self._moved.wait_for(
                lambda: not self._left or self._problem is not None, self._patience_s
            )
            self._raise_problem()
        self._patience_s = max(0.0, self._patience_s - (time.monotonic() - begun))

    def close(self) -> None:
        """Take no more; what was not read in time is lost when the process ends."""
        with suppress(OSError):
            self.flush()
        self._contents.put(None)

    def _raise_problem(self) -> None:
        if self._problem is not None:
            raise self._problem

    def _carry(self) -> None:
        for content in iter(self._contents.get, None):
            try:
                self._write(content)
            except OSError as error:
                self._problem = error
            with self._moved:
                self._left -= len(content)
                self._moved.notify_all()
        os.close(self._descriptor)

    def _write(self, content: bytes) -> None:
        while content:
            try:
                content = content[os.write(self._descriptor, content) :]
            except BlockingIOError:
                # Whoever shares it may have chosen that writing never waits.
                select.select([], [self._descriptor], [])
