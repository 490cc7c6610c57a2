"""A warm process of this very interpreter, from which processes that make pages fork.

It has one thread, imports what pages need once, and never runs a page itself. It starts
in the settled environment, so that neither hash seed nor locale of the user reach a
page. It ends with the runner, and each page's process ends with the runner too, even
if the nursery was killed before: both hold a pipe whose other end the runner keeps.
"""

from __future__ import annotations

import gc
import os
import pickle
import select
import signal
import socket
import struct
import subprocess
import sys
import time
from contextlib import suppress
from importlib import import_module
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from kzaz_analysis.reporting import forked, kernel

if TYPE_CHECKING:
    from types import TracebackType

    from kzaz_analysis.reporting.pages import Job

_REQUEST = struct.Struct("!IQ")
_ENDED = struct.Struct("!Ii")
_START = "from kzaz_analysis.reporting.nursery import serve; serve({fd}, {warm!r})"
_PATIENCE_S = 5.0


class Nursery:
    """The warm process as the runner sees it; a context manager that ends it.

    Parameters
    ----------
    warm : str
        ``module:function`` to call in it once, which imports what pages need. Without
        it, each page imports what it needs by itself: better for a page alone.
    """

    def __init__(self, warm: str = "") -> None:
        self.warm = warm
        self._server: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        self._numbers = 0
        self._codes: dict[int, int] = {}

    def __enter__(self) -> Nursery:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self, job: Job) -> Nursling:
        """Have a process forked that makes one page."""
        line = self._living()
        self._numbers += 1
        ours, theirs = Pipe(duplex=False)
        end, lifeline = Pipe(duplex=False)
        with theirs, end:
            payload = pickle.dumps((job, dict(os.environ), str(Path.cwd())))
            request = _REQUEST.pack(self._numbers, len(payload))
            with suppress(BrokenPipeError, ConnectionResetError):
                socket.send_fds(line, [request], [theirs.fileno(), end.fileno()])
                line.sendall(payload)
        return Nursling(self, self._numbers, ours, lifeline)

    def exit_code(self, number: int, patience_s: float) -> int | None:
        """Return the exit code of a process, or None if nobody knows it."""
        until = time.monotonic() + patience_s
        while number not in self._codes and self._line is not None:
            left = max(0.0, until - time.monotonic())
            if not select.select([self._line], [], [], left)[0]:
                break
            ended = _whole(self._line, _ENDED.size)
            if not ended:
                break
            which, code = _ENDED.unpack(ended)
            self._codes[which] = code
        return self._codes.get(number)

    def close(self) -> None:
        """End the warm process; pages' processes must have been ended before."""
        if self._line is not None:
            self._line.close()
            self._line = None
        if self._server is not None:
            self._server.kill()
            self._server.wait()
            self._server = None

    def _living(self) -> socket.socket:
        if self._server is not None and self._server.poll() is not None:
            self.close()
        if self._line is None:
            self._line, theirs = socket.socketpair()
            with theirs:
                self._server = _start(theirs.fileno(), self.warm)
        return self._line


class Nursling:
    """A process that makes one page, as the runner sees it.

    Attributes
    ----------
    pipe : Connection
        What it tells; ends when the process does.
    """

    def __init__(
        self, nursery: Nursery, number: int, pipe: Connection, lifeline: Connection
    ) -> None:
        self.pipe = pipe
        self._nursery, self._number, self._lifeline = nursery, number, lifeline

    def exit_code(self) -> int | None:
        """Return how it ended; None if nobody knows."""
        return self._nursery.exit_code(self._number, _PATIENCE_S)

    def end(self, pid: int | None) -> None:
        """End the process, whatever it is doing; it ends its kernel."""
        self._lifeline.close()
        if not self._is_gone(_PATIENCE_S) and pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            self._is_gone(_PATIENCE_S)
        self.pipe.close()

    def _is_gone(self, patience_s: float) -> bool:
        """Read on to the end of the pipe, which no other process holds."""
        until = time.monotonic() + patience_s
        try:
            while self.pipe.poll(max(0.0, until - time.monotonic())):
                self.pipe.recv_bytes()
        except (EOFError, OSError):
            return True
        return False


def _start(fd: int, warm: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - this interpreter, fixed arguments
        [sys.executable, "-c", _START.format(fd=fd, warm=warm)],
        env=kernel.settled(os.environ),
        # A folder in which nobody leaves settings of libraries.
        cwd=os.path.abspath(os.sep),  # noqa: PTH100
        pass_fds=[fd],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def serve(fd: int, warm: str) -> None:
    """Fork a process for each request, until the runner is gone.

    Parameters
    ----------
    fd : int
        Socket to the runner.
    warm : str
        As of `Nursery`.
    """
    sys.path[:] = [place for place in sys.path if place]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    line = socket.socket(fileno=fd)
    if warm:
        _warm_up(warm)
    wake, waker = os.pipe()
    for end in (wake, waker):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(waker)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    numbers: dict[int, int] = {}
    with suppress(BrokenPipeError, ConnectionResetError):
        while True:
            ready, _, _ = select.select([line.fileno(), wake], [], [])
            if wake in ready:
                os.read(wake, 4096)
                _report_ended(line, numbers)
            if line.fileno() in ready and not _serve_one(line, (wake, waker), numbers):
                return


def _warm_up(warm: str) -> None:
    module, _, function = warm.partition(":")
    try:
        getattr(import_module(module), function)()
    except Exception as error:
        # Pages then import for themselves, and report what is wrong themselves.
        sys.stderr.write(f"kzaz: pages start cold: {type(error).__name__}: {error}\n")
    gc.collect()
    # Collecting garbage in a copy must not touch, and so copy, what all share.
    gc.freeze()


def _report_ended(line: socket.socket, numbers: dict[int, int]) -> None:
    while numbers:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        code = os.waitstatus_to_exitcode(status)
        line.sendall(_ENDED.pack(numbers.pop(pid), code))


def _serve_one(
    line: socket.socket, own: tuple[int, int], numbers: dict[int, int]
) -> bool:
    head, fds, _, _ = socket.recv_fds(line, _REQUEST.size, 2)
    head += _whole(line, _REQUEST.size - len(head)) if head else b""
    if not head:
        return False
    number, size = _REQUEST.unpack(head)
    payload = _whole(line, size)
    pid = os.fork()
    if pid == 0:
        for end in (line.detach(), *own):
            os.close(end)
        _grow_up(payload, *fds)
    for end in fds:
        os.close(end)
    numbers[pid] = number
    return True


def _grow_up(payload: bytes, result: int, lifeline: int) -> None:
    """Be the process of a page from the fork to the end."""
    code = 1
    try:
        forked.reset_signals()
        os.setpgid(0, 0)
        # First of all: it gets ready while this process does, and forks no thread.
        forked.prepare(close=(result, lifeline))
        from kzaz_analysis.reporting.workers import work  # noqa: PLC0415

        job, environment, place = pickle.loads(payload)  # noqa: S301 - from the runner
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(place)
        work(job, Connection(result, readable=False), Connection(lifeline))
        code = 0
    except Exception:
        sys.excepthook(*sys.exc_info())
    finally:
        with suppress(OSError, ValueError):
            sys.stderr.flush()
        os._exit(code)


def _whole(line: socket.socket, size: int) -> bytes:
    """Read so many bytes; nothing if the other end is gone before."""
    read = bytearray()
    while len(read) < size:
        try:
            more = line.recv(size - len(read))
        except ConnectionResetError:
            return b""
        if not more:
            return b""
        read += more
    return bytes(read)
