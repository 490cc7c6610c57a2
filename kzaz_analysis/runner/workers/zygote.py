"""What the warm process does: fork a process for each page that the runner asks for.

The runner's side of it is in `zygote_client`.
"""

from __future__ import annotations

import gc
import os
import pickle
import select
import signal
import socket
import struct
import sys
from contextlib import suppress
from functools import partial
from importlib import import_module
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, NamedTuple

from kzaz_analysis.runner.execute import fast_imports, forked
from kzaz_analysis.runner.workers import descendants

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

REQUEST = struct.Struct("!Q")
"""Head of a request: length of what follows."""

EXIT_CODE = struct.Struct("!i")
"""What is written when a process has ended, into a pipe of that process alone."""

_DESCRIPTORS = 3

_PAGES = (
    "kzaz_analysis.runner.workers.page_process",
    "kzaz_analysis.runner.workers.inject",
    "kzaz_analysis.runner.execute.execute",
    "kzaz_analysis.runner.execute.provisioner",
    "kzaz_analysis.runner.execute.session.engine",
    "kzaz_analysis.runner.render.render",
)
"""What the process of every page is made of, whatever its notebook."""


class _Request(NamedTuple):
    """What the runner sends to have a process forked."""

    payload: bytes
    fds: tuple[int, int]
    exit_pipe: int


def serve(fd: int, warm: str) -> None:
    """Fork a process for each request, until the runner is gone.

    Parameters
    ----------
    fd : int
        Socket to the runner.
    warm : str
        As of `zygote_client.Zygote`.
    """
    line = _line(fd)
    if warm:
        _warm_up(warm)
    descendants.adopt()
    wake_pipe = _heard_children()
    exit_pipes: dict[int, int] = {}
    while True:
        ready, _, _ = select.select([line.fileno(), wake_pipe[0]], [], [])
        if wake_pipe[0] in ready:
            os.read(wake_pipe[0], 4096)
            _report_ended(exit_pipes)
        if line.fileno() in ready:
            request = _request(line)
            if request is None:
                return
            inherited = (line.fileno(), *wake_pipe, *exit_pipes.values())
            exit_pipes[_forked(request, inherited)] = request.exit_pipe


def serve_one(fd: int, ahead: Sequence[str]) -> None:
    """Make the one page that the runner asks for in this very process.

    Parameters
    ----------
    fd : int
        Socket to the runner.
    ahead : sequence of str
        As of `zygote_client.Zygote`.
    """
    with _line(fd) as line:
        forked.prepare((fd,), ahead)
        fast_imports.import_client()
        request = _request(line)
    if request is not None:
        os.close(request.exit_pipe)
        _grow_up(request, lambda: None)


def _line(fd: int) -> socket.socket:
    """Return the socket to the runner, in a process that nothing else disturbs."""
    sys.path[:] = [place for place in sys.path if place]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return socket.socket(fileno=fd)


def _heard_children() -> tuple[int, int]:
    """Return a pipe that can be read when a child has ended."""
    wake, waker = os.pipe()
    for end in (wake, waker):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(waker)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    return wake, waker


def _forked(request: _Request, inherited: tuple[int, ...]) -> int:
    """Fork the process of a page and return its number here."""
    pid = os.fork()
    if pid == 0:
        _grow_up(request, partial(_part, request, (*inherited, request.exit_pipe)))
    for end in request.fds:
        os.close(end)
    return pid


def _warm_up(warm: str) -> None:
    module, _, function = warm.partition(":")
    gc.disable()
    try:
        getattr(import_module(module), function)()
        *_, render = [import_module(name) for name in _PAGES]
        render.get_ready()
    except Exception as error:
        # Pages then import for themselves, and report what is wrong themselves.
        with suppress(OSError, ValueError):
            sys.stderr.write(
                f"kzaz: pages start cold: {type(error).__name__}: {error}\n"
            )
    # Collecting garbage in a copy must not touch, and so copy, what all share. What
    # there is of it by now is less than the time that collecting it takes.
    gc.freeze()
    gc.enable()


def _report_ended(exit_pipes: dict[int, int]) -> None:
    """Write exit codes: each pipe takes one, so that writing never waits."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        if status:
            # What the process of a page that was killed has left is no page.
            descendants.end_all(but=exit_pipes)
        if pid not in exit_pipes:
            continue
        exit_pipe = exit_pipes.pop(pid)
        # The runner has closed its end if it has the page already.
        with suppress(BrokenPipeError):
            os.write(exit_pipe, EXIT_CODE.pack(os.waitstatus_to_exitcode(status)))
        os.close(exit_pipe)


def _request(line: socket.socket) -> _Request | None:
    """Read the next request; None if the runner is gone."""
    try:
        head, fds, _, _ = socket.recv_fds(line, REQUEST.size, _DESCRIPTORS)
        head += _whole(line, REQUEST.size - len(head)) if head else b""
        if len(head) < REQUEST.size:
            return None
        payload = _whole(line, *REQUEST.unpack(head))
    except ConnectionResetError:
        return None
    result, lifeline, exit_pipe = fds
    return _Request(payload, (result, lifeline), exit_pipe)


def _part(request: _Request, inherited: tuple[int, ...]) -> None:
    """Leave behind what belongs to the process that this one was forked from."""
    for end in inherited:
        os.close(end)
    forked.reset_signals()
    os.setpgid(0, 0)
    # The kernel gets ready while this process does, which has one thread as yet.
    forked.prepare(request.fds)


def _grow_up(request: _Request, begin: Callable[[], None]) -> None:
    """Make a page, and end with it; whatever happens, nothing returns from here."""
    code = 1
    try:
        begin()
        from kzaz_analysis.runner.workers.page_process import work  # noqa: PLC0415

        job, environment, place = pickle.loads(  # noqa: S301 - from the runner
            request.payload
        )
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(place)
        result, lifeline = request.fds
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
        more = line.recv(size - len(read))
        if not more:
            return b""
        read += more
    return bytes(read)
