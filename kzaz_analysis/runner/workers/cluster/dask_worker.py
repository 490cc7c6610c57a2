"""What a worker of a Dask cluster does for a run: one page at a time, and no more."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import sysconfig
import threading
from importlib import import_module
from multiprocessing import Pipe
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.execute.outcome import PageProblem, Status
from kzaz_analysis.runner.workers.page_job import PageResult

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kzaz_analysis.runner.workers.cluster.consistency import EnvironmentFingerprint
    from kzaz_analysis.runner.workers.page_job import Job

_MODULE = "kzaz_analysis.runner.workers.cluster.page_server"
_ROOT = Path(__file__).resolve().parents[4]
_LOOK_S = 0.5
_PATIENCE_S = 15.0
_ENDING = ("closing", "closed", "failed")
_ONE_PAGE = threading.Lock()


def make(
    jobs: Sequence[Job], seen: EnvironmentFingerprint, warm: str
) -> list[PageResult]:
    """Make pages one after another; the task that runs on a worker.

    A worker makes one page at a time, however many threads it has: each page has a
    kernel with hundreds of megabytes, which the worker's own memory limit does not see.

    Parameters
    ----------
    jobs : sequence of Job
        What to make.
    seen : EnvironmentFingerprint
        What the runner sees.
    warm : str
        As of `workers.make_pages`.

    Returns
    -------
    list of PageResult
        As of `make_page`, one for each job; ``aborted`` if the run wants it no longer.
    """
    worker = import_module("distributed").get_worker()
    key = worker.get_current_task()

    def is_wanted() -> bool:
        # A thread cannot be cancelled: it has to look by itself.
        task: Any = worker.state.tasks.get(key)
        gone = task is None or task.state == "cancelled"
        return not gone and worker.status.name not in _ENDING

    while not _ONE_PAGE.acquire(timeout=_LOOK_S):
        if not is_wanted():
            return [_aborted(job) for job in jobs]
    _AT_WORK.append(seen)
    try:
        return [
            _make(job, seen, warm, is_wanted) if is_wanted() else _aborted(job)
            for job in jobs
        ]
    finally:
        _AT_WORK.remove(seen)
        _ONE_PAGE.release()


def differences(seen: EnvironmentFingerprint) -> list[str]:
    """Say what a worker sees differently; see `EnvironmentFingerprint.differences`."""
    return seen.differences()


async def end(seen: EnvironmentFingerprint) -> None:
    """End what this worker has started, once it has given up the page of a run.

    Where it is making a page of another run by now, nothing is ended.
    """
    while seen in _AT_WORK:
        await asyncio.sleep(_LOOK_S)
    if _ONE_PAGE.acquire(blocking=False):
        _end_servers()
        _ONE_PAGE.release()


class _Server:
    """The process beside a worker that makes its pages; see `server`."""

    def __init__(self, warm: str) -> None:
        self.warm = warm
        self.pipe, server_end = Pipe()
        with server_end:
            self.process = subprocess.Popen(  # noqa: S603 - fixed arguments
                [sys.executable, "-m", _MODULE, str(server_end.fileno()), warm],
                pass_fds=[server_end.fileno()],
                env=_environment(),
                stdin=subprocess.DEVNULL,
                # The runner's standard output carries one line, which is not theirs.
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )

    def make(
        self, job: Job, seen: EnvironmentFingerprint, is_wanted: Callable[[], bool]
    ) -> PageResult | None:
        """Have a page made; None if the process ended meanwhile."""
        try:
            self.pipe.send((job, seen))
            while not self.pipe.poll(_LOOK_S):
                if not is_wanted():
                    self.end()
                    return _aborted(job)
            result: PageResult = self.pipe.recv()
        except (EOFError, OSError):
            self.end()
            return None
        return result

    def is_ready(self, warm: str) -> bool:
        """Whether it runs, and is warm in this way."""
        return self.process.poll() is None and self.warm == warm

    def end(self) -> None:
        """End the process, which ends the page that it is making."""
        self.process.terminate()
        try:
            self.process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.pipe.close()


_SERVERS: list[_Server] = []
_AT_WORK: list[EnvironmentFingerprint] = []


def _end_servers() -> None:
    while _SERVERS:
        _SERVERS.pop().end()


def _make(
    job: Job, seen: EnvironmentFingerprint, warm: str, is_wanted: Callable[[], bool]
) -> PageResult:
    if not any(server.is_ready(warm) for server in _SERVERS):
        _end_servers()
        _SERVERS.append(_Server(warm))
    [server] = _SERVERS
    result = server.make(job, seen, is_wanted)
    if result is not None:
        return result
    code = server.process.returncode
    if not code:
        # It had been idle for so long that it ended just when it was asked.
        return _make(job, seen, warm, is_wanted)
    message = f"the process beside the worker ended by itself with exit code {code}"
    return _failed(job, Status.KERNEL_DIED, message)


def _aborted(job: Job) -> PageResult:
    return _failed(job, Status.ABORTED, "the run was interrupted")


def _failed(job: Job, status: Status, message: str) -> PageResult:
    return PageResult(job.page.slug, status, PageProblem("KernelDied", message))


def _environment() -> dict[str, str]:
    """Return the worker's environment, in which this very package is found."""
    inherited = dict(os.environ)
    if str(_ROOT) != sysconfig.get_path("purelib"):
        path = [str(_ROOT), inherited.get("PYTHONPATH", "")]
        inherited["PYTHONPATH"] = os.pathsep.join(filter(None, path))
    return inherited
