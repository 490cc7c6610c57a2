"""What happens in the kernel, before the first cell and after the last.

The runner has a kernel of this interpreter call `begin` and `finish`. They leave no
name behind. What a notebook starts beside its cells must not fail without a trace.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
import traceback
import warnings
import weakref
from contextlib import suppress
from typing import Any

from kzaz_analysis.runner.execute import bounds

try:
    import resource
except ImportError:
    resource = None  # type: ignore[assignment]

THREAD = "Exception in thread "
"""How Python begins the line about an exception that ended a thread."""

TASK = "Exception in a task that nobody waited for:"
"""How the line begins about an exception that ended a task."""

COMMAND = "Exit code {} of the command: "
"""How the line begins about a command, run by ``!`` or ``x = !``, that failed."""

REPLACED = (
    "sys.{} was left as {}, which cannot be written and flushed; "
    "the kernel's own is back."
)
"""What is said of a stream that a cell has put something else in the place of."""

STILL = "Still at work when the page was made: {}."
"""What is said of threads and tasks for which nobody waits any longer."""

_KEPT_FILES = 64
# What sockets, the history and a traceback's sources take, several times over.

_TASKS: weakref.WeakSet[asyncio.Task[Any]] = weakref.WeakSet()


def begin(most: int) -> None:
    """Bound what is sent at a time, and make failures seen that the kernel hides.

    Parameters
    ----------
    most : int
        As of `bounds.bound_streams`.
    """
    bounds.bound_streams(most)
    _remember_tasks()
    _tell_exit_codes()
    # First: the kernel's streams are tried where it may open what it needs.
    _keep_files()
    _keep_streams()
    # IPython's advice to those who end a notebook.
    warnings.filterwarnings("ignore", "To exit: use", UserWarning)


def finish(patience_s: float) -> None:
    """Wait for threads that are not daemons, as Python does, and tell what failed.

    Parameters
    ----------
    patience_s : float
        For how long to wait.
    """
    until = time.monotonic() + patience_s
    this = threading.current_thread()
    for thread in threading.enumerate():
        if thread is not this and not thread.daemon:
            thread.join(max(0.0, until - time.monotonic()))
            if thread.is_alive():
                _tell(STILL.format(f"thread {thread.name}"))
    for task in list(_TASKS):
        # Python tells of it when the task is collected, which may never be.
        is_unheard = getattr(task, "_log_traceback", False)
        if is_unheard and (error := task.exception()):
            _tell("\n".join([TASK, *traceback.format_exception(error)]))
    for name in sorted(_unfinished()):
        _tell(STILL.format(f"task {name}"))
    for stream in (sys.stdout, sys.stderr):
        # A notebook may have put anything in their place.
        with suppress(AttributeError, ValueError, OSError):
            stream.flush()


def _unfinished() -> list[str]:
    """Names of the notebook's own functions that tasks have not come to the end of."""
    from IPython.core.getipython import get_ipython  # noqa: PLC0415

    shell: Any = get_ipython()
    coroutines: list[Any] = [task.get_coro() for task in _TASKS if not task.done()]
    return [
        coroutine.__qualname__
        for coroutine in coroutines
        if (frame := getattr(coroutine, "cr_frame", None)) is not None
        and frame.f_globals is shell.user_ns
    ]


def _keep_streams() -> None:
    """Put the kernel's streams back after a cell: it cannot answer without."""
    from IPython.core.getipython import get_ipython  # noqa: PLC0415

    own = {name: getattr(sys, name) for name in ("stdout", "stderr")}

    def put_back(*_: object) -> None:
        left = {name: getattr(sys, name, None) for name in own}
        useless = [name for name in own if not _serves(left[name])]
        for name in useless:
            setattr(sys, name, own[name])
        for name in useless:
            if left[name] is not own[name]:
                _tell(REPLACED.format(name, type(left[name]).__name__))

    shell: Any = get_ipython()
    shell.events.register("post_execute", put_back)


def _keep_files() -> None:
    """Once a cell has opened all that a page may, let the kernel open what it needs.

    A kernel at its limit cannot show the error: some of its sockets come late.
    """
    from IPython.core.getipython import get_ipython  # noqa: PLC0415

    shell: Any = get_ipython()

    def make_room(*_: object) -> None:
        try:
            os.close(os.dup(0))
        except OSError:
            soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
            most = soft + _KEPT_FILES
            resource.setrlimit(
                resource.RLIMIT_NOFILE, (min(most, hard) if hard >= 0 else most, hard)
            )

    def show(shell: Any, kind: Any, error: Any, trace: Any, tb_offset: Any) -> None:
        make_room()
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)

    sender = shell.kernel.iopub_thread
    # Its way to itself is made with its first text, which may come too late.
    sender.schedule(lambda: getattr(sender, "_event_pipe", None))
    if resource is not None:
        shell.events.register("post_execute", make_room)
        shell.set_custom_exc((OSError,), show)


def _serves(stream: Any) -> bool:
    try:
        stream.flush()
    except Exception:
        return False
    return callable(getattr(stream, "write", None))


def _remember_tasks() -> None:
    loop = asyncio.get_running_loop()

    def made(loop: Any, coroutine: Any, **options: Any) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = asyncio.Task(coroutine, loop=loop, **options)
        _TASKS.add(task)
        return task

    loop.set_task_factory(made)


def _tell_exit_codes() -> None:
    """Tell of commands that fail, run by ``!`` and by ``x = !``."""
    from IPython.core import interactiveshell  # noqa: PLC0415
    from IPython.core.getipython import get_ipython  # noqa: PLC0415

    shell: Any = get_ipython()
    system = shell.system

    def tell_of(command: str, code: int | None) -> None:
        if code:
            _tell(f"{COMMAND.format(code)}{command}")

    def run(command: str) -> None:
        system(command)
        tell_of(command, shell.user_ns.get("_exit_code"))

    def output_of(command: Any) -> str:
        # IPython's own does as much, and forgets how the command ended.
        done = subprocess.run(  # noqa: S602 - a shell is what was asked for
            command,
            shell=True,
            executable=os.environ.get("SHELL"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        shell.user_ns["_exit_code"] = done.returncode
        tell_of(command, done.returncode)
        return done.stdout.decode(errors="replace")

    shell.system = run
    interactiveshell.getoutput = output_of  # type: ignore[attr-defined,assignment]


def _tell(text: str) -> None:
    sys.stderr.write(f"{text.rstrip()}\n")
