"""A kernel that is forked from a warm process instead of started afresh.

The copy has all libraries imported, and is a process and a process group of its own:
what a page does to them is gone with it. It is forked while its parent has one thread,
and then waits for its orders, so that parent and kernel get ready side by side.
"""

from __future__ import annotations

import gc
import json
import os
import random
import select
import signal
import sys
import tempfile
import threading
import time
import traceback
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.execute import fast_imports

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_IN_WAITING: list[Forked] = []
_INLINE = "matplotlib_inline.backend_inline"
_RARELY = (100_000, 20, 20)
"""How often garbage is looked for: kernels live short, and most of it is imports."""

_SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD) if os.name == "posix" else ()


class Forked:
    """A forked kernel as its parent sees it, in the manner of ``subprocess.Popen``.

    Attributes
    ----------
    pid : int
        Number of the process and of its group.
    returncode : int or None
        Exit code, or minus the number of the signal that ended it; None while it runs.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, orders: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        # Kept open: when this end closes, however that happens, the kernel ends.
        self._orders = orders

    def begin(self, orders: Mapping[str, Any]) -> None:
        """Tell the kernel where to work, and let it go."""
        line = json.dumps(orders).encode() + b"\n"
        while line:
            line = line[os.write(self._orders, line) :]

    def poll(self) -> int | None:
        """Return the exit code if it has ended."""
        return self._waited(os.WNOHANG)

    def wait(self) -> int | None:
        """Return the exit code when it has ended."""
        return self._waited(0)

    def send_signal(self, number: int) -> None:
        """Send a signal if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def _waited(self, options: int) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, options)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
                os.close(self._orders)
        return self.returncode


def prepare(close: Sequence[int] = (), ahead: Sequence[str] = ()) -> None:
    """Fork a kernel from this process, which waits until it is taken.

    To be called while this process has one thread, and no event loop.

    Parameters
    ----------
    close : sequence of int
        File descriptors that the kernel must not keep open.
    ahead : sequence of str
        Modules that it imports while nobody has told it what to do.
    """
    orders, orders_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        _live(orders, (orders_end, *close), ahead)
    os.close(orders)
    _make_group(pid)
    _IN_WAITING.append(Forked(pid, orders_end))


def is_waiting() -> bool:
    """Whether a kernel waits for its orders."""
    return bool(_IN_WAITING)


def take() -> Forked:
    """Return the kernel that waits; each runs one notebook only."""
    return _IN_WAITING.pop()


def reset_signals() -> None:
    """Undo what the parent does about signals."""
    signal.set_wakeup_fd(-1)
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _make_group(pid: int) -> None:
    # Parent and child both do it, so that it is done before either goes on.
    with suppress(OSError):
        os.setpgid(pid, pid)


def _live(orders: int, close: Sequence[int], ahead: Sequence[str]) -> None:
    """Be the kernel from the fork to the end of the process."""
    code = 1
    try:
        for number in close:
            os.close(number)
        _make_group(0)
        reset_signals()
        gc.set_threshold(*_RARELY)
        fast_imports.import_kernel()
        _import_ahead(ahead, orders)
        line = _line(orders)
        if line:
            _obey(json.loads(line), orders)
        code = 0
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else bool(ending.code)
    except BaseException:
        # By now the kernel may have put something else in the place of sys.stderr.
        traceback.print_exc(file=sys.__stderr__)
    finally:
        with suppress(OSError, ValueError, AttributeError):
            sys.__stderr__.flush()  # type: ignore[union-attr]
        os._exit(code)


def _import_ahead(names: Sequence[str], orders: int) -> None:
    for name in names:
        ready, _, _ = select.select([orders], [], [], 0)
        if ready:
            return
        # What is not there is missed, and told of, by the notebook that needs it.
        with suppress(ImportError):
            import_module(name)


def _line(pipe: int) -> bytes:
    """Read to the end of the first line; nothing if the other end closed before."""
    read = b""
    while not read.endswith(b"\n"):
        more = os.read(pipe, 65536)
        if not more:
            return b""
        read += more
    return read


def _obey(orders: Mapping[str, Any], lifeline: int) -> None:
    os.environ.clear()
    os.environ.update(orders["env"])
    time.tzset()
    os.chdir(orders["cwd"])
    _redirect(orders["log"])
    _end_with(lifeline)
    _start_afresh()
    sys.argv = list(orders["argv"])
    from ipykernel.kernelapp import IPKernelApp  # noqa: PLC0415

    app: Any = IPKernelApp
    app.launch_instance(sys.argv[1:], parent_handle=os.getppid())
    app.instance().close()


def _redirect(log: str) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    written = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for source, target in ((nothing, 0), (written, 1), (written, 2)):
        os.dup2(source, target)
    os.close(nothing)
    os.close(written)


def _end_with(lifeline: int) -> None:
    """Kill this kernel with its children when the other end of the pipe closes."""

    def watch() -> None:
        os.read(lifeline, 1)
        os.killpg(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()


def _start_afresh() -> None:
    """Give up what all copies of the warm process would share."""
    fast_imports.forget_halves()
    # It ties itself to the kernel's shell when it is imported.
    sys.modules.pop(_INLINE, None)
    tempfile.tempdir = None
    random.seed()
    numpy: Any = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()
