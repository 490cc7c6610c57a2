"""A process that makes pages for a worker of a cluster, one after another.

Workers of a cluster run threads, and are often not allowed to start processes as the
runner does. So each of them has one plain process beside it, which does what the runner
does on a machine by itself, page by page, and which a signal can interrupt.

It ends with the worker, however that ends, and by itself when it has been idle.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from kzaz_analysis.runner import files
from kzaz_analysis.runner.execute.outcome import PageProblem, Status
from kzaz_analysis.runner.publish.publish import release
from kzaz_analysis.runner.workers.page_job import PageResult
from kzaz_analysis.runner.workers.pool import make_pages
from kzaz_analysis.runner.workers.zygote_client import Zygote

if TYPE_CHECKING:
    from kzaz_analysis.runner.workers.cluster.consistency import EnvironmentFingerprint
    from kzaz_analysis.runner.workers.page_job import Job

_IDLE_S = 120.0
_LOOK_S = 1.0


def main() -> None:
    """Take jobs from the pipe that the first argument numbers, and send results.

    The second argument is what `make_pages` takes as ``warm``.
    """
    _end_with_parent()
    with (
        files.runtime_folder() as runtime,
        Connection(int(sys.argv[1])) as pipe,
        Zygote(sys.argv[2]) as zygote_process,
    ):
        number = 0
        # When the worker is gone, there is nobody to say it to.
        with suppress(EOFError, ConnectionError):
            while pipe.poll(_IDLE_S):
                job, fingerprint = pipe.recv()
                number += 1
                job_here = replace(job, runtime=runtime / str(number))
                pipe.send(_make(job_here, fingerprint, zygote_process))


def _make(job: Job, seen: EnvironmentFingerprint, zygote_process: Zygote) -> PageResult:
    problems = seen.differences()
    if problems:
        message = f"a worker does not see what the runner sees: {'; '.join(problems)}"
        problem = PageProblem("UsageError", message)
        return PageResult(job.page.slug, Status.FAILED, problem)
    seen.enter()
    # Another worker may have begun with this page before it was lost.
    release(job.page.slug, job.staged)
    [result] = make_pages([job], zygote_process=zygote_process)
    shutil.rmtree(job.runtime, ignore_errors=True)
    return result


def _end_with_parent() -> None:
    """End in order on SIGTERM, and when the worker is gone."""
    worker = os.getppid()

    def stop(*_: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.setitimer(signal.ITIMER_REAL, 0)
        sys.exit(128 + signal.SIGTERM)

    def look(*_: object) -> None:
        if os.getppid() != worker:
            stop()

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, stop)
    # Waiting in a thread would not do: it could not interrupt the making of a page.
    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, _LOOK_S, _LOOK_S)


if __name__ == "__main__":
    main()
