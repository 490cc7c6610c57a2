"""A warm process of this very interpreter, from which processes that make pages fork.

It has one thread, imports what pages need once, and never runs a page itself. It starts
in the settled environment, so that neither hash seed nor locale of the user reach a
page. It ends with the runner, and each page's process ends with the runner too, even
if the zygote was killed before: both hold a pipe whose other end the runner keeps.
"""

from __future__ import annotations

import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from multiprocessing import Pipe
from pathlib import Path
from typing import TYPE_CHECKING

from kzaz_analysis.runner.execute import kernel
from kzaz_analysis.runner.workers import descendants, zygote

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection
    from types import TracebackType

    from kzaz_analysis.runner.workers.page_job import Job

_START = "from kzaz_analysis.runner.workers import zygote; zygote.{}({}, {!r})"
_ROOMY = {
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(128 << 20),
}
"""Have memory that a picture gave back lie ready for the next one.

The system clears each page of memory that it hands out anew.
"""

_PATIENCE_S = 5.0
_MOST_SAID = 20_000


class Zygote:
    """The warm process as the runner sees it; a context manager that ends it.

    Parameters
    ----------
    warm : str
        ``module:function`` to call in it once, which imports what pages need. Without
        it, each page imports what it needs by itself.
    ahead : sequence of str, optional
        If given, the process is for one page, which it makes itself: nothing is forked
        but its kernel, which imports these modules while it waits for its notebook.
        Each further page gets a new process.
    """

    def __init__(self, warm: str = "", ahead: Sequence[str] | None = None) -> None:
        self._warm, self._ahead = warm, ahead
        self._server: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        self._said = -1
        self._is_used = False

    def __enter__(self) -> Zygote:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def begin(self) -> None:
        """Start the process now, so that it is ready sooner."""
        if kernel.may_fork():
            self._living()

    def start(self, job: Job) -> ZygoteChild:
        """Have a process make one page."""
        line = self._living()
        self._is_used = self._ahead is not None
        pipes = [Pipe(duplex=False) for _ in range(3)]
        (result, result_end), (lifeline_end, lifeline), (code, code_end) = pipes
        with result_end, lifeline_end, code_end:
            ends = [end.fileno() for end in (result_end, lifeline_end, code_end)]
            payload = pickle.dumps((job, dict(os.environ), str(Path.cwd())))
            with suppress(BrokenPipeError, ConnectionResetError):
                socket.send_fds(line, [zygote.REQUEST.pack(len(payload))], ends)
                line.sendall(payload)
        return ZygoteChild(self, result, lifeline, code)

    def own_exit_code(self, patience_s: float) -> int | None:
        """Return the exit code of the process itself, if it makes the page."""
        if self._server is None or not self._is_used:
            return None
        try:
            return self._server.wait(patience_s)
        except subprocess.TimeoutExpired:
            return None

    def wake(self) -> None:
        """Let the process go on if a notebook has stopped it."""
        if self._server is not None:
            descendants.wake(self._server.pid)

    def close(self) -> None:
        """End the warm process; pages' processes must have been ended before."""
        if self._line is not None:
            self._line.close()
            self._line = None
        if self._server is not None:
            self._server.kill()
            self._server.wait()
            self._server = None
            self._pass_on()

    def _pass_on(self) -> None:
        """Say what it and the processes of pages have said."""
        with os.fdopen(self._said, "rb") as said:
            said.seek(max(0, said.seek(0, os.SEEK_END) - _MOST_SAID))
            text = said.read().decode(errors="replace")
        if text:
            print(text.rstrip("\n"), file=sys.stderr)

    def _living(self) -> socket.socket:
        gone = self._server is not None and self._server.poll() is not None
        if gone or self._is_used:
            self.close()
        if self._line is None:
            self._line, zygote_end = socket.socketpair()
            with zygote_end:
                # No page waits for somebody who reads what it says.
                self._said = os.memfd_create("kzaz-said")
                ends = zygote_end.fileno(), self._said
                self._server = _start(*ends, self._warm, self._ahead)
        self._is_used = False
        return self._line


class ZygoteChild:
    """A process that makes one page, as the runner sees it.

    Attributes
    ----------
    pipe : Connection
        What it tells; ends when the process does.
    """

    def __init__(
        self,
        zygote_process: Zygote,
        pipe: Connection,
        lifeline: Connection,
        exit_pipe: Connection,
    ) -> None:
        self.pipe = pipe
        self._zygote_process, self._lifeline, self._exit_pipe = (
            zygote_process,
            lifeline,
            exit_pipe,
        )

    def exit_code(self) -> int | None:
        """Return how it ended; None if nobody knows."""
        if not self._exit_pipe.poll(_PATIENCE_S):
            return None
        written = os.read(self._exit_pipe.fileno(), zygote.EXIT_CODE.size)
        if len(written) < zygote.EXIT_CODE.size:
            return self._zygote_process.own_exit_code(_PATIENCE_S)
        code: int = zygote.EXIT_CODE.unpack(written)[0]
        return code

    def wake(self, pid: int | None) -> None:
        """Let it go on, and what it was forked from, if its notebook stopped them."""
        descendants.wake(pid)
        self._zygote_process.wake()

    def end(self, pid: int | None) -> None:
        """End the process, whatever it is doing; it ends its kernel."""
        self._lifeline.close()
        if not self._is_gone(_PATIENCE_S) and pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            self._is_gone(_PATIENCE_S)
        self.pipe.close()
        self._exit_pipe.close()

    def _is_gone(self, patience_s: float) -> bool:
        """Read on to the end of the pipe, which no other process holds."""
        until = time.monotonic() + patience_s
        try:
            while self.pipe.poll(max(0.0, until - time.monotonic())):
                self.pipe.recv_bytes()
        except (EOFError, OSError):
            return True
        return False


def _start(
    fd: int, said: int, warm: str, ahead: Sequence[str] | None
) -> subprocess.Popen[bytes]:
    if ahead is None:
        code = _START.format("serve", fd, warm)
    else:
        code = _START.format("serve_one", fd, tuple(ahead))
    return subprocess.Popen(  # noqa: S603 - this interpreter, fixed arguments
        [sys.executable, "-c", code],
        env=_ROOMY | kernel.settled(os.environ),
        # A folder in which nobody leaves settings of libraries.
        cwd=os.path.abspath(os.sep),  # noqa: PTH100
        pass_fds=[fd],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=said,
        start_new_session=True,
    )
