"""What cells start beside themselves: threads, tasks and work of pools.

Called in the kernel. What they show belongs to the cell that started them, whichever
runs meanwhile, and an exception of theirs that nobody reads is told there.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
import traceback
import weakref
from collections import Counter
from concurrent import futures
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

FUTURE = "Exception in work of which nobody asked for the result:"
"""How the line begins about work of a pool that ended with an exception."""

ORDER = "kzaz_order"
"""Field in the header of a message that says which of the starts of a cell it is of:
numbers of the start and of those around it, outermost first.
"""

_PLACES: weakref.WeakKeyDictionary[Any, Mapping[str, Any]] = weakref.WeakKeyDictionary()
"""Message to which each thread and task is an answer."""

_STARTS: Counter[tuple[Any, ...]] = Counter()
_COUNT = count()
_ENDS: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()
_UNREAD: list[tuple[Mapping[str, Any], str]] = []


def follow() -> None:
    """Follow what is started from now on."""
    from multiprocessing import pool  # noqa: PLC0415

    _follow_threads()
    _follow_pools()
    _follow_ends(futures.Future, lambda f: f._exception, "result", "exception")
    _follow_ends(pool.ApplyResult, _error_of_result, "get")
    _follow_ends(pool.IMapIterator, _error_of_iterator)
    _follow_tasks()


def unread() -> list[tuple[Mapping[str, Any], str]]:
    """Return what to tell of work that nobody asked, and where, by their starts."""
    for reference in _ENDS.valuerefs():
        if (work := reference()) is not None:
            work._keep_unread()
    return sorted(_UNREAD, key=lambda failure: _order(failure[0]))


def tasks() -> list[asyncio.Task[Any]]:
    """Return the tasks that are still there, in the order of their starts."""
    followed = [thing for ref in _PLACES.keyrefs() if (thing := ref()) is not None]
    started = [thing for thing in followed if isinstance(thing, asyncio.Task)]
    return sorted(started, key=lambda task: _order(place_of(task)))


def unheard() -> list[tuple[asyncio.Future[Any], BaseException]]:
    """Return futures and tasks for whose exceptions nobody asked, and these."""
    # Of proxies, only their type is asked: what they stand for may be far.
    futures_here = [f for f in gc.get_objects() if issubclass(type(f), asyncio.Future)]
    failed = [
        (future, error)
        for future in futures_here
        if getattr(future, "_log_traceback", False) and (error := future.exception())
    ]
    return sorted(failed, key=lambda failure: _order(place_of(failure[0])))


def place_of(thing: Any) -> Mapping[str, Any]:
    """Return the message to which what a thread or a task shows is an answer."""
    return _PLACES.get(thing, {})


@contextmanager
def shown_at(place: Mapping[str, Any]) -> Iterator[None]:
    """Have what this thread shows belong to a message."""
    shell = _shell()
    tokens = shell.set_thread_parent(place) if place and _can_place(shell) else ()
    try:
        yield
    finally:
        if tokens:
            shell.reset_thread_parent(tokens)


def _follow_threads() -> None:
    kind: Any = threading.Thread
    start = kind.start

    def start_here(thread: threading.Thread) -> None:
        place = _PLACES[thread] = _next_place()
        run = thread.run

        def run_there() -> None:
            shell = _shell()
            if _can_place(shell):
                # For good: Python tells of an exception after the thread has run.
                shell.set_thread_parent(place)
            run()

        thread.run = run_there  # type: ignore[method-assign]
        start(thread)

    kind.start = start_here


def _follow_pools() -> None:
    kind: Any = futures.ThreadPoolExecutor
    submit = kind.submit

    def submit_here(
        workers: Any, do: Callable[..., Any], /, *values: Any, **named: Any
    ) -> Any:
        return submit(workers, _work, _next_place(), do, *values, **named)

    kind.submit = submit_here


def _work(
    place: Mapping[str, Any], do: Callable[..., Any], /, *values: Any, **named: Any
) -> Any:
    with shown_at(place):
        return do(*values, **named)


def _follow_ends(
    kind: Any, error_of: Callable[[Any], BaseException | None], *questions: str
) -> None:
    """Have work remember where it began, until somebody asks how it ended."""
    begin = kind.__init__

    def begin_here(work: Any, *values: Any, **named: Any) -> None:
        begin(work, *values, **named)
        work._place = _next_place()
        _ENDS[next(_COUNT)] = work

    def keep_unread(work: Any) -> None:
        place, error = getattr(work, "_place", None), error_of(work)
        if place is not None and error is not None:
            work._place = None
            _UNREAD.append((place, told(FUTURE, error)))

    def asking(ask: Callable[..., Any]) -> Callable[..., Any]:
        def ask_here(work: Any, timeout: float | None = None) -> Any:
            try:
                return ask(work, timeout)
            finally:
                if error_of(work) is not None:
                    work._place = None
                # The traceback of what is raised must not hold it.
                del work

        return ask_here

    kind.__init__, kind.__del__, kind._keep_unread = (
        begin_here,
        keep_unread,
        keep_unread,
    )
    for name in questions:
        setattr(kind, name, asking(getattr(kind, name)))


def _error_of_result(result: Any) -> BaseException | None:
    is_well = not result.ready() or result._success or result._error_callback
    return None if is_well else result._value


def _error_of_iterator(iterator: Any) -> BaseException | None:
    return next((value for is_well, value in iterator._items if not is_well), None)


def _follow_tasks() -> None:
    loop = asyncio.get_running_loop()
    latest: Mapping[str, Any] = {}

    def begin_cell(*_: object) -> None:
        nonlocal latest
        latest = _next_place()

    def made(loop: Any, coroutine: Any, **options: Any) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = asyncio.Task(coroutine, loop=loop, **options)
        _PLACES[task] = _next_place()
        return task

    def tell(loop: Any, failure: dict[str, Any]) -> None:
        # The loop collects a task outside of any cell, where what is shown is lost.
        with shown_at(place_of(failure.get("future", loop)) or latest):
            if error := failure.get("exception"):
                # Not by the log, which a notebook may have turned elsewhere.
                sys.stderr.write(told(failure["message"], error))
            else:
                loop.default_exception_handler(failure)

    _shell().events.register("pre_run_cell", begin_cell)
    loop.set_task_factory(made)
    loop.set_exception_handler(tell)


def _next_place() -> Mapping[str, Any]:
    """Return the message that is answered now, numbered as its next start."""
    parent = _shell().get_parent()
    header = parent.get("header", parent)
    if "msg_id" not in header:
        return {}
    start = header["msg_id"], *_order(parent)
    _STARTS[start] += 1
    return {"header": header | {ORDER: (*_order(parent), _STARTS[start])}}


def _order(place: Mapping[str, Any]) -> tuple[int, ...]:
    return tuple(place.get("header", place).get(ORDER, ()))


def _can_place(shell: Any) -> bool:
    """Whether this version lets a thread answer to a message of its own."""
    return hasattr(shell, "set_thread_parent")


def _shell() -> Any:
    from IPython.core.getipython import get_ipython  # noqa: PLC0415

    return get_ipython()


def told(words: str, error: BaseException) -> str:
    """Return what is told of an exception."""
    text = traceback.TracebackException.from_exception(error)
    text.stack[:] = [line for line in text.stack if line.filename != __file__]
    return "".join([f"{words}\n", *text.format()])
