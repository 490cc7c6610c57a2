"""Pages made by the workers of a Dask cluster, here or elsewhere.

The runner hands out one page for each worker, or several where they take a moment,
takes the results as they come, and publishes them itself: workers write into its
staging folder only, so they must share the output folder with it, and must see the same
notebooks, tables and package.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
import uuid
from collections import deque
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from importlib import import_module
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, NamedTuple

from kzaz_analysis.errors import KernelDied, UsageError
from kzaz_analysis.runner import files
from kzaz_analysis.runner.execute.outcome import PageProblem, Status
from kzaz_analysis.runner.workers.cluster import consistency, dask_client, dask_worker
from kzaz_analysis.runner.workers.page_job import Job, PageResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_JOIN_S = 20.0
_GONE_S = 60.0
_END_S = 20.0
_LOOK_S = 2.0
_MOST_SHOWN = 5
_TASK_S = 1.0
"""For how long pages of one task may be made: results wait for the last of them."""
_MOST_PAGES = 32
"""Pages of one task at most: so many are made anew where its worker is lost."""


def make_pages(
    jobs: Sequence[Job],
    parallel: int = 1,
    tell: Callable[..., None] = lambda *_: None,
    *,
    address: str = "",
    workers: int | None = None,
    warm: str = "",
) -> Iterator[PageResult]:
    """Make pages on a cluster, and give each result as soon as it is there.

    Parameters
    ----------
    jobs : sequence of Job
        One for each page; all of one run.
    parallel : int
        How many workers to start where there is no address.
    tell : callable
        Told ``(slug, "start")`` when a page is handed to a worker.
    address : str
        Address of a scheduler; without it, workers are started on this machine.
    workers : int, optional
        How many pages at a time; with an address, one for each worker by default.
    warm : str
        As of `workers.make_pages`.

    Yields
    ------
    PageResult
        In the order in which pages end. When the iteration is left early, pages that
        are being made are ended, and so are workers that were started here.

    Raises
    ------
    UsageError
        If the address does not answer, or workers do not see what the runner sees.
    KernelDied
        If the cluster is lost on the way.
    """
    if not jobs:
        return
    count = min(workers or parallel, len(jobs))
    with _reached(address) if address else _started(count) as client:
        fingerprint = consistency.look(jobs)
        _check(client, fingerprint)
        most = workers if address else count
        work = _Work(client, fingerprint, warm, deque(jobs), tell, most)
        try:
            yield from work.results()
        finally:
            work.end()


class _Task(NamedTuple):
    """Pages that one worker makes, and when they were handed to it."""

    jobs: list[Job]
    begun: float


@dataclass
class _Work:
    """The pages of one run on a cluster."""

    client: Any
    seen: consistency.EnvironmentFingerprint
    warm: str
    waiting: deque[Job]
    tell: Callable[..., None]
    most: int | None
    running: dict[Any, _Task] = field(default_factory=dict)
    ended: SimpleQueue[Any] = field(default_factory=SimpleQueue)
    together: int = 1
    most_together: int = _MOST_PAGES

    def __post_init__(self) -> None:
        self.alive = time.monotonic()

    def results(self) -> Iterator[PageResult]:
        """Hand out pages and take their results until there are none left."""
        self._hand_out()
        while self.waiting or self.running:
            try:
                future = self.ended.get(timeout=_LOOK_S)
            except Empty:
                self._hand_out()
                continue
            results = self._results(future)
            try:
                # The worker goes on while the pages that it made are published.
                self._hand_out()
            finally:
                # They are also where the cluster turns out to be lost.
                yield from results

    def end(self) -> None:
        """Stop pages that are still being made, and the processes that made them."""
        with suppress(Exception):
            # What nobody wants is cancelled, and this never waits for an answer.
            for future in self.running:
                future.release()
            if self.client.status != "running":
                # With its scheduler gone it has nobody to ask, and would wait for one.
                return
            # A worker that has just died may never answer; idle processes end anyway.
            self.client.run(
                dask_worker.end, self.seen, on_error="ignore", callback_timeout=_END_S
            )

    def _hand_out(self) -> None:
        """Keep one task at each worker, so that none of them waits for another."""
        if not self.waiting:
            return
        try:
            places = len(self.client.nthreads(callback_timeout=_GONE_S))
        except (OSError, AttributeError):
            # A client that has just lost its scheduler has nobody to ask.
            places = 0
        if places:
            self.alive = time.monotonic()
        elif self.client.status == "closed":
            raise self._lost("its scheduler does not answer any more")
        elif time.monotonic() - self.alive > _GONE_S:
            raise self._lost("it has had no worker for a minute")
        places = min(places, self.most or places)
        for _ in range(places - len(self.running)):
            # The last pages are shared out, so that all workers end together.
            pages = min(self.together, -(-len(self.waiting) // (2 * places)))
            if pages:
                self._submit([self.waiting.popleft() for _ in range(pages)])

    def _submit(self, jobs: list[Job]) -> None:
        key = f"kzaz-page-{uuid.uuid4().hex}"
        future = self.client.submit(
            dask_worker.make, jobs, self.seen, self.warm, key=key, pure=False
        )
        self.running[future] = _Task(jobs, time.monotonic())
        future.add_done_callback(self.ended.put)
        for job in jobs:
            self.tell(job.page.slug, "start")

    def _results(self, future: Any) -> list[PageResult]:
        jobs, begun = self.running.pop(future)
        if future.status == "error":
            return self._without(jobs, future.exception())
        try:
            results: list[PageResult] = future.result()
        except Exception as error:
            self.waiting.extendleft(reversed(jobs))
            raise self._lost(dask_client.line(error)) from None
        fitting = int(_TASK_S * len(jobs) / (time.monotonic() - begun))
        self.together = max(1, min(fitting, 2 * len(jobs), self.most_together))
        return results

    def _without(self, jobs: list[Job], error: Exception) -> list[PageResult]:
        """Give up a page that no worker survives; of several, find out which it is."""
        if len(jobs) > 1:
            self.waiting.extendleft(reversed(jobs))
            self.together = self.most_together = 1
            return []
        message = f"the cluster could not make it: {type(error).__name__}: {error}"
        problem = PageProblem("KernelDied", message)
        return [PageResult(jobs[0].page.slug, Status.KERNEL_DIED, problem)]

    def _lost(self, why: str) -> KernelDied:
        running = sum(len(task.jobs) for task in self.running.values())
        left = len(self.waiting) + running
        return KernelDied(
            f"the cluster was lost with {left} pages to make: {why}; a new run goes on "
            "where this one ended"
        )


@contextmanager
def _reached(address: str) -> Iterator[Any]:
    """Connect to a scheduler that somebody else has started."""
    try:
        client = _library().Client(
            address, timeout=dask_client.CONNECT_S, set_as_default=False
        )
    except (OSError, RuntimeError, TypeError, ValueError) as error:
        raise dask_client.silent(address, error) from None
    # That a cluster is lost is told here, in a sentence and not with a traceback.
    utils = import_module("distributed.utils")
    with utils.silence_logging_cmgr(logging.CRITICAL), client:
        try:
            client.wait_for_workers(1, timeout=_JOIN_S)
        except TimeoutError:
            raise UsageError(
                f"the scheduler at {address} has no workers after {_JOIN_S:g} s; start "
                f"some with: dask worker {address} --nthreads 1"
            ) from None
        yield client


@contextmanager
def _started(count: int) -> Iterator[Any]:
    """Start workers on this machine, and end them."""
    library = _library()
    # Keys that are made here, stay in memory, and are worth nothing afterwards: other
    # users of this machine reach the ports, and Dask runs whatever it is sent.
    security = library.Security.temporary()
    with files.runtime_folder() as place, ExitStack() as stack:
        with _held_back(signal.SIGINT):
            # As long as the cluster: a worker that replaces another reads it again.
            stack.enter_context(import_module("dask").config.set(dask_client.QUIET))
            cluster = library.LocalCluster(
                n_workers=count,
                security=security,
                threads_per_worker=1,
                memory_limit=None,
                # Any free port of this machine: the usual one may be taken.
                dashboard_address="127.0.0.1:0",
                scheduler_kwargs={"dashboard": False},
                silence_logs=logging.CRITICAL,
                local_directory=str(place),
            )
            stack.enter_context(cluster)
        yield stack.enter_context(library.Client(cluster, set_as_default=False))


@contextmanager
def _held_back(number: signal.Signals) -> Iterator[None]:
    """Hear a signal only afterwards; processes that are started inside never do.

    Ctrl-C reaches every process of a terminal. Workers are to be ended by the runner,
    which still has to stop the pages that they are making.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # While it is blocked it waits, also where it is ignored, which is inherited.
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {number})
    handler = signal.signal(number, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(number, handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def _library() -> Any:
    """Import what only a run on a cluster needs."""
    return import_module("distributed")


def _check(client: Any, seen: consistency.EnvironmentFingerprint) -> None:
    """See that every worker sees what the runner sees; UsageError if one does not."""
    try:
        differences: Mapping[str, Any] = client.run(
            dask_worker.differences, seen, callback_timeout=_GONE_S
        )
    except TimeoutError:
        raise UsageError(f"not all workers answer within {_GONE_S:g} s") from None
    except Exception as error:
        why = dask_client.line(error)
        raise UsageError(
            f"the workers cannot use this package: {why}; install the same version of "
            "it on each of them"
        ) from None
    lines = [f"{name}: {text}" for name, texts in differences.items() for text in texts]
    if lines:
        some_lines = [*lines[:_MOST_SHOWN], *["..."][: len(lines) > _MOST_SHOWN]]
        head = "workers do not see what the runner sees"
        raise UsageError("\n".join([head, *some_lines]))
