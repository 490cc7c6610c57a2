"""Pages made side by side, each in a process of its own.

A page that crashes, hangs or leaks takes nothing else with it. Where the system can
fork, the processes are forked from a warm one, so that libraries are imported once;
elsewhere they start afresh.
"""

from __future__ import annotations

import multiprocessing
import time
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, Protocol

from kzaz_analysis.runner.execute import kernel
from kzaz_analysis.runner.execute.outcome import PageProblem, Status
from kzaz_analysis.runner.workers import descendants
from kzaz_analysis.runner.workers.page_job import Job, PageResult
from kzaz_analysis.runner.workers.page_process import work
from kzaz_analysis.runner.workers.zygote_client import Zygote

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from multiprocessing.connection import Connection

_RENDER_S = 120.0
_PATIENCE_S = 5.0
_LOOK_S = 2.0
"""How long a process may stand still before it is woken."""


class Child(Protocol):
    """A process that makes one page, however it was started."""

    pipe: Connection

    def exit_code(self) -> int | None:
        """Return how it ended; None if nobody knows."""

    def wake(self, pid: int | None) -> None:
        """Let it go on if its notebook has stopped it."""

    def end(self, pid: int | None) -> None:
        """End it, whatever it is doing."""


LIBRARIES = "kzaz_analysis.runner.execute.fast_imports:import_all"
"""What gets a process ready for pages of any notebook."""


def make_pages(
    jobs: Sequence[Job],
    parallel: int = 1,
    tell: Callable[..., None] = lambda *_: None,
    *,
    warm: str = LIBRARIES,
    ahead: Sequence[str] = (),
    zygote_process: Zygote | None = None,
) -> Iterator[PageResult]:
    """Make pages, some at a time, and give each result as soon as it is there.

    Parameters
    ----------
    jobs : sequence of Job
        One for each page.
    parallel : int
        How many notebooks at a time; the next begins while the page of one whose last
        cell has run is written.
    tell : callable
        Told ``(slug, "start")`` and ``(slug, "cell", done, of)`` on the way.
    warm : str
        ``module:function`` that imports what pages need; called once, if there are
        several pages and their processes are forked; by default the libraries that
        make pages.
    ahead : sequence of str
        Modules that the kernel of a page alone imports while it waits for its
        notebook.
    zygote_process : Zygote, optional
        Where to fork them from, for callers who make pages again and again; the
        caller ends it. Without it, one is started and ended here.

    Yields
    ------
    PageResult
        In the order in which pages end. When the iteration is left early, all
        processes and their kernels are ended.
    """
    waiting, running = list(jobs), dict[Any, _Worker]()
    with ExitStack() as stack:
        if zygote_process is None:
            zygote_process = Zygote(warm) if len(jobs) > 1 else Zygote(ahead=ahead)
            stack.callback(zygote_process.close)
        start = zygote_process.start if kernel.may_fork() else _Spawned
        try:
            while waiting or running:
                while waiting and _is_room(running.values(), parallel):
                    worker = _Worker.start(start, waiting.pop(0))
                    running[worker.child.pipe] = worker
                    tell(worker.job.page.slug, "start")
                for worker in running.values():
                    worker.child.wake(worker.pid)
                for worker in _ready(running):
                    result = worker.take(tell)
                    if result is not None:
                        del running[worker.child.pipe]
                        worker.end()
                        yield result
        finally:
            for worker in running.values():
                worker.end()


@dataclass
class _Worker:
    """A process that makes one page, and what is known of it."""

    job: Job
    child: Child
    deadline: float
    pid: int | None = None
    group: int | None = None
    has_run: bool = False

    @classmethod
    def start(cls, start: Callable[[Job], Child], job: Job) -> _Worker:
        deadline = time.monotonic() + job.limits.total_s + _RENDER_S
        return cls(job, start(job), deadline)

    def take(self, tell: Callable[..., None]) -> PageResult | None:
        """Read one message, or see why there is none; a result ends the page."""
        if self.child.pipe.poll():
            try:
                kind, *content = self.child.pipe.recv()
            except (EOFError, OSError):
                return self._lost()
            if kind == "here":
                self.pid = content[0]
            elif kind == "kernel":
                self.group = content[0]
            elif kind == "cell":
                done, of = content
                self.has_run = done == of
                tell(self.job.page.slug, "cell", done, of)
            else:
                result: PageResult = content[0]
                return result
        elif time.monotonic() > self.deadline:
            message = "its process did not answer within the time for the report"
            return self._failed(Status.TIMEOUT, "ReportTimeout", message)
        return None

    def end(self) -> None:
        """End the process and its kernel, whatever they are doing."""
        self.child.end(self.pid)
        kernel.end_group(self.group)

    def _lost(self) -> PageResult:
        code = self.child.exit_code()
        how = "" if code is None else f" with exit code {code}"
        message = f"the process of the page ended by itself{how}"
        return self._failed(Status.KERNEL_DIED, "KernelDied", message)

    def _failed(self, status: Status, error: str, message: str) -> PageResult:
        return PageResult(self.job.page.slug, status, PageProblem(error, message))


def _is_room(running: Collection[_Worker], parallel: int) -> bool:
    """Whether one more may begin: the pages of as many again may be in writing."""
    at_work = sum(not worker.has_run for worker in running)
    return at_work < parallel and len(running) < 2 * parallel


def _ready(running: dict[Any, _Worker]) -> list[_Worker]:
    nearest = min(worker.deadline for worker in running.values())
    left = min(_LOOK_S, max(0.0, nearest - time.monotonic()) + 0.01)
    ready = wait(list(running), timeout=left)
    return [running[pipe] for pipe in ready] or list(running.values())


class _Spawned:
    """A process that was started afresh."""

    def __init__(self, job: Job) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, child_end = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_work_spawned, args=(job, child_end), daemon=True
        )
        with child_end:
            self._process.start()

    def exit_code(self) -> int | None:
        """Return how it ended."""
        self._process.join(_PATIENCE_S)
        return self._process.exitcode

    def wake(self, pid: int | None) -> None:
        """Let it go on if its notebook has stopped it."""
        descendants.wake(pid)

    def end(self, _: int | None) -> None:
        """End it, whatever it is doing."""
        self._process.join(0.2)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join(_PATIENCE_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self.pipe.close()


def _work_spawned(job: Job, pipe: Connection) -> None:
    parent = multiprocessing.parent_process()
    work(job, pipe, parent.sentinel if parent is not None else pipe)
