"""One page made in a process of its own."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import suppress
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.execute import fast_imports, kernel
from kzaz_analysis.runner.execute.session import shared
from kzaz_analysis.runner.workers import descendants
from kzaz_analysis.runner.workers.page_job import Job, failed, make_page

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


def work(job: Job, pipe: Connection, lifeline: Any) -> None:
    """Make one page in this process, and send the result to the parent.

    Parameters
    ----------
    job : Job
        What to make.
    pipe : Connection
        Takes ``("here", pid)``, ``("kernel", group)``, ``("cell", done, of)`` and at
        last ``("done", result)``.
    lifeline : object
        Something to wait for: when it ends, so do this process and its kernel.
    """
    group: list[int | None] = [None]

    def stop(*_: object) -> None:
        shared.see(job.runtime, group[0])
        kernel.end_group(group[0])
        descendants.end_all()
        shared.release(job.runtime)
        os._exit(128 + signal.SIGTERM)

    def tell(kind: str, *rest: Any) -> None:
        if kind == "kernel":
            group[0] = rest[0]
            fast_imports.import_rendering_meanwhile()
        pipe.send((kind, *rest))

    def watch() -> None:
        wait([lifeline])
        stop()

    descendants.adopt()
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=watch, daemon=True).start()
    with suppress(BrokenPipeError):
        tell("here", os.getpid())
        result = make_page(job, tell)
        try:
            descendants.end_all()
        except OSError as error:
            result = failed(job, error)
        tell("done", result)
