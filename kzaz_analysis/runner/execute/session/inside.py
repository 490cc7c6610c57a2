"""What happens in the kernel, before the first cell and after the last.

The runner has a kernel of this interpreter call `begin` and `finish`. They leave no
name behind. What a notebook starts beside its cells must not fail without a trace.
"""

from __future__ import annotations

import gc
import json
import os
import re
import subprocess
import sys
import threading
import time
import types
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.execute import table_watch
from kzaz_analysis.runner.execute.session import bounded_streams, shared, started

if TYPE_CHECKING:
    from collections.abc import Mapping

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

UNSHOWN = "Exception while an output was shown:"
"""How the line begins about an object whose own form cannot be made."""

UNSAID = "(its text cannot be had: making it raised {})"
"""What stands for the text of an exception that cannot be made."""

STILL = "Still at work when the page was made: {}."
"""What is said of threads and tasks for which nobody waits any longer."""

_SIGN, _HEARD_S = "\0", 1.0
_HALF = re.compile("[\ud800-\udfff]")
_CHILDREN, _LAST_WORDS_MS = "children", 3000
_KEPT_FILES = 64
# What sockets, the history and a traceback's sources take, several times over.


def begin(most: int) -> None:
    """Bound what is sent at a time, and make failures seen that the kernel hides.

    Parameters
    ----------
    most : int
        As of `bounded_streams.bound_streams`.
    """
    table_watch.watch()
    bounded_streams.before_first_cell(lambda: _change_streams(most))
    started.follow()
    shared.follow()
    _send_any_text()
    _send_all()
    _leave_port()
    _tell_exit_codes()
    _tell_what_is_unshown()
    _name_what_cannot_be_said()
    # First: the kernel's streams are tried where it may open what it needs.
    _keep_files()
    _keep_streams()
    # IPython's advice to those who end a notebook.
    warnings.filterwarnings("ignore", "To exit: use", UserWarning)


def _change_streams(most: int) -> None:
    bounded_streams.bound_streams(most)
    _hear_children()


def finish(patience_s: float) -> None:
    """Wait for threads that are not daemons, as Python does, and tell what failed.

    Parameters
    ----------
    patience_s : float
        For how long to wait.
    """
    until = time.monotonic() + patience_s
    if _threads():
        _close_pools()
    for thread in _threads():
        thread.join(max(0.0, until - time.monotonic()))
        if thread.is_alive():
            _tell(STILL.format(f"thread {thread.name}"), started.place_of(thread))
    for place, text in started.unread():
        _tell(text, place)
    # Python tells of these when they are collected, which may never be.
    for future, error in started.unheard():
        _tell(started.told(TASK, error), started.place_of(future))
    for task in started.tasks():
        if name := _unfinished(task):
            _tell(STILL.format(f"task {name}"), started.place_of(task))
    for stream in (sys.stdout, sys.stderr):
        # A notebook may have put anything in their place.
        with suppress(AttributeError, ValueError, OSError):
            stream.flush()


def _threads() -> list[threading.Thread]:
    """Threads for which Python waits before it ends."""
    this = threading.current_thread()
    return [t for t in threading.enumerate() if t is not this and not t.daemon]


def _close_pools() -> None:
    """Have pools end what they were given and no more, as Python does at its end.

    Threads of a pool that nobody closed wait for further work, and do none.
    """
    from concurrent.futures import (  # noqa: PLC0415
        ProcessPoolExecutor,
        ThreadPoolExecutor,
    )

    for pool in gc.get_objects():
        # Of proxies, only their type is asked: what they stand for may be far.
        if issubclass(type(pool), (ThreadPoolExecutor, ProcessPoolExecutor)):
            pool.shutdown(wait=False)


def _unfinished(task: Any) -> str:
    """Name of the notebook's own function that a task has not come to the end of."""
    from IPython.core.getipython import get_ipython  # noqa: PLC0415

    shell: Any = get_ipython()
    coroutine = task.get_coro()
    frame = None if task.done() else getattr(coroutine, "cr_frame", None)
    is_its_own = frame is not None and frame.f_globals is shell.user_ns
    return str(coroutine.__qualname__) if is_its_own else ""


def _send_any_text() -> None:
    """Send half signs, as of file names that are no text, as the sign for no text.

    What is shown together with one would be lost as a whole.
    """
    from IPython.core.getipython import get_ipython  # noqa: PLC0415
    from jupyter_client.jsonutil import json_clean, json_default  # noqa: PLC0415

    shell: Any = get_ipython()
    session = shell.kernel.session
    pack = session.pack

    def packed(message: Any) -> bytes:
        try:
            done: bytes = pack(message)
        except UnicodeEncodeError:
            text = json.dumps(
                json_clean(message), default=json_default, ensure_ascii=False
            )
            done = _HALF.sub("\N{REPLACEMENT CHARACTER}", text).encode()
        return done

    session.pack = packed


def _send_all() -> None:
    """Have the kernel wait for a reader that is behind, and drop nothing meanwhile."""
    import zmq  # noqa: PLC0415
    from IPython.core.getipython import get_ipython  # noqa: PLC0415

    shell: Any = get_ipython()
    sender = shell.kernel.iopub_thread
    sender.schedule(lambda: sender.socket.setsockopt(zmq.XPUB_NODROP, 1))


def _leave_port() -> None:
    """Have what forked children print come through a file in the private folder.

    ipykernel listens for it at a port, which every user of the machine reaches.
    """
    import zmq  # noqa: PLC0415
    from IPython.core.getipython import get_ipython  # noqa: PLC0415
    from zmq.eventloop.zmqstream import ZMQStream  # noqa: PLC0415

    shell: Any = get_ipython()
    sender = shell.kernel.iopub_thread
    place = f"ipc://{os.environ['JUPYTER_RUNTIME_DIR']}/{_CHILDREN}"

    def listen() -> None:
        sender._pipe_in.close()
        puller = sender.socket.context.socket(zmq.PULL)
        puller.linger = 0
        puller.bind(place)
        sender._pipe_in = ZMQStream(puller, sender.io_loop)
        sender._pipe_in.on_recv(sender._handle_pipe_msg)

    def speak() -> tuple[Any, Any]:
        context: Any = zmq.Context()
        pusher = context.socket(zmq.PUSH)
        pusher.linger = _LAST_WORDS_MS
        pusher.connect(place)
        return context, pusher

    # Only where this version has such a port, and files may be sockets.
    if os.name == "posix" and hasattr(sender, "_pipe_in"):
        sender.schedule(listen)
        sender._setup_pipe_out = speak


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


def _hear_children() -> None:
    """Have a stream hold what child processes wrote when it is flushed, and not later.

    A thread of ipykernel reads it, at its leisure. It is sent a sign, which it passes
    on when it has read what came before. All that is shown is preceded by a flush.
    """
    for stream in (sys.stdout, sys.stderr):
        if getattr(stream, "_fid", None) is not None:
            _hear_through(stream)


def _hear_through(stream: Any) -> None:
    write, flush = stream.write, stream.flush
    heard = threading.Event()
    is_heard = True

    def hear(text: str) -> Any:
        if threading.current_thread() is stream.watch_fd_thread and _SIGN in text:
            heard.set()
            text = text.replace(_SIGN, "")
        return write(text)

    def flush_all() -> None:
        nonlocal is_heard
        is_cells = threading.current_thread() is threading.main_thread()
        if is_heard and is_cells and stream._is_master_process():
            heard.clear()
            # A notebook may have closed or redirected what leads there.
            with suppress(OSError):
                os.write(stream._original_stdstream_fd, _SIGN.encode())
            is_heard = heard.wait(_HEARD_S)
        flush()

    stream.write, stream.flush = hear, flush_all


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


def _tell_what_is_unshown() -> None:
    """Tell of forms of an object, such as ``_repr_html_``, that cannot be made.

    IPython shows the error among the outputs, as if the cell had failed, and then the
    object in the forms that are left.
    """
    from IPython.core import formatters  # noqa: PLC0415

    told: Any = types.SimpleNamespace(
        showtraceback=lambda raised: _tell(started.told(UNSHOWN, raised[1]))
    )
    formatters.get_ipython = lambda: told  # type: ignore[attr-defined]


def _name_what_cannot_be_said() -> None:
    """Have errors whose own text cannot be made named by their class."""
    from IPython.core.getipython import get_ipython  # noqa: PLC0415
    from IPython.core.interactiveshell import ExecutionResult  # noqa: PLC0415

    shell: Any = get_ipython()
    ended: Any = ExecutionResult
    raised = shell._get_exc_info

    def named(*raised_tuple: Any) -> tuple[Any, Any, Any]:
        _, error, trace = raised(*raised_tuple)
        error = _sayable(error)
        return type(error), error, trace

    shell._get_exc_info = named
    ended.error_in_exec = property(
        lambda end: vars(end).get("error"),
        lambda end, error: vars(end).update(error=_sayable(error)),
    )


def _sayable(error: Any) -> Any:
    """Return an error, or one of the same name that says why it has no text."""
    try:
        str(error)
    except BaseException as problem:
        kind = type(type(error).__name__, (Exception,), {})
        return kind(UNSAID.format(type(problem).__name__))
    return error


def _tell(text: str, place: Mapping[str, Any] | None = None) -> None:
    """Write to standard error, of the cell at hand or of another."""
    with started.shown_at(place or {}):
        sys.stderr.write(f"{text.rstrip()}\n")
