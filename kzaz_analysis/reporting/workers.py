"""Pages made side by side, each in a process of its own.

A page that crashes, hangs or leaks takes nothing else with it. Where the system can
fork, and the runner has one thread, the processes are forked from it, so that the
libraries are imported once; elsewhere they start afresh.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
import warnings
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from kzaz_analysis.reporting import kernel
from kzaz_analysis.reporting.execution import Problem, Status
from kzaz_analysis.reporting.pages import Job, PageResult, make_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection

_HEAVY = (
    "nbclient",
    "nbconvert.filters.markdown_mistune",
    "jupyter_client.manager",
    "jupyter_client.provisioning",
)
_RENDER_S = 120.0
_PATIENCE_S = 5.0


def make_pages(
    jobs: Sequence[Job],
    parallel: int = 1,
    tell: Callable[..., None] = lambda *_: None,
) -> Iterator[PageResult]:
    """Make pages, some at a time, and give each result as soon as it is there.

    Parameters
    ----------
    jobs : sequence of Job
        One for each page.
    parallel : int
        How many at a time.
    tell : callable
        Told ``(slug, "start")`` and ``(slug, "cell", done, of)`` on the way.

    Yields
    ------
    PageResult
        In the order in which pages end. When the iteration is left early, all
        processes and their kernels are ended.
    """
    context = _context()
    if context.get_start_method() == "fork":
        _warm()
    waiting, running = list(jobs), dict[Any, _Worker]()
    try:
        while waiting or running:
            while waiting and len(running) < parallel:
                worker = _Worker.start(context, waiting.pop(0))
                running[worker.pipe] = worker
                tell(worker.job.page.slug, "start")
            for worker in _ready(running):
                result = worker.take(tell)
                if result is not None:
                    del running[worker.pipe]
                    worker.end()
                    yield result
    finally:
        for worker in running.values():
            worker.end()


@dataclass
class _Worker:
    """A process that makes one page, as its parent sees it."""

    job: Job
    process: Any
    pipe: Connection
    deadline: float
    group: int | None = None

    @classmethod
    def start(cls, context: Any, job: Job) -> _Worker:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(job, theirs), daemon=True)
        with warnings.catch_warnings():
            # Idle threads of numerical libraries, which expect forks, are no danger.
            warnings.filterwarnings("ignore", ".*multi-threaded", DeprecationWarning)
            process.start()
        theirs.close()
        deadline = time.monotonic() + job.limits.total_s + _RENDER_S
        return cls(job, process, ours, deadline)

    def take(self, tell: Callable[..., None]) -> PageResult | None:
        """Read one message, or see why there is none; a result ends the page."""
        if self.pipe.poll():
            try:
                kind, *rest = self.pipe.recv()
            except EOFError:
                return self._lost()
            if kind == "kernel":
                self.group = rest[0]
            elif kind == "cell":
                tell(self.job.page.slug, "cell", *rest)
            else:
                result: PageResult = rest[0]
                return result
        elif time.monotonic() > self.deadline:
            message = "its process did not answer within the time for the report"
            return self._failed(Status.TIMEOUT, "ReportTimeout", message)
        return None

    def end(self) -> None:
        """End the process and its kernel, whatever they are doing."""
        if self.process.is_alive():
            self.process.join(0.2)
        if self.process.is_alive():
            self.process.terminate()
            self.process.join(_PATIENCE_S)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        kernel.end_group(self.group)
        self.pipe.close()

    def _lost(self) -> PageResult:
        self.process.join(_PATIENCE_S)
        code = self.process.exitcode
        message = f"the process of the page ended by itself with exit code {code}"
        return self._failed(Status.KERNEL_DIED, "KernelDied", message)

    def _failed(self, status: Status, error: str, message: str) -> PageResult:
        return PageResult(self.job.page.slug, status, Problem(error, message))


def _ready(running: dict[Any, _Worker]) -> list[_Worker]:
    nearest = min(worker.deadline for worker in running.values())
    left = max(0.0, nearest - time.monotonic()) + 0.01
    found = wait(list(running), timeout=left)
    return [running[pipe] for pipe in found] or list(running.values())


def _context() -> Any:
    """Choose how processes start; a fork copies one thread only."""
    forks = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if forks else "spawn")


def _warm() -> None:
    """Import once, before forking, what every page needs."""
    for name in _HEAVY:
        import_module(name)


def _work(job: Job, pipe: Connection) -> None:
    """Make one page in this process, and send the result to the parent."""
    group: list[int | None] = [None]

    def stop(*_: object) -> None:
        kernel.end_group(group[0])
        os._exit(128 + signal.SIGTERM)

    def tell(kind: str, *rest: Any) -> None:
        if kind == "kernel":
            group[0] = rest[0]
        pipe.send((kind, *rest))

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_parent(stop)
    result = make_page(job, tell)
    with suppress(BrokenPipeError):
        pipe.send(("done", result))
    pipe.close()


def _end_with_parent(stop: Callable[[], None]) -> None:
    """Call `stop` when the parent is gone, even if it was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        sentinel = parent.sentinel

        def watch() -> None:
            wait([sentinel])
            stop()

        threading.Thread(target=watch, daemon=True).start()
