"""Run a notebook in a kernel of its own, and say truthfully how it ended."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.execute import fast_imports, kernel
from kzaz_analysis.runner.execute.outcome import Execution
from kzaz_analysis.runner.execute.strip import tidy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kzaz_analysis.runner.plan.limits import Limits


def execute(
    notebook: Any,
    *,
    work: Path,
    runtime: Path,
    limits: Limits,
    kernel_name: str = "",
    on_kernel: Callable[[int | None], None] = lambda _: None,
    on_cell: Callable[[int, int], None] = lambda _, __: None,
) -> Execution:
    """Execute every code cell of a notebook, in order, in a kernel of its own.

    It is executed by papermill, with the engine of this package. The kernel and all
    its children are gone when this returns, however it ended.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        What `inject.inject` returned; it is filled with outputs.
    work : pathlib.Path
        Working directory of the kernel.
    runtime : pathlib.Path
        Private folder for sockets, settings and history. A short path: names of
        sockets have a limit of about a hundred characters.
    limits : Limits
        Time for a cell and for all of them.
    kernel_name : str
        An installed kernel; empty for a kernel of this very interpreter.
    on_kernel : callable
        Told the process group of the kernel once it runs.
    on_cell : callable
        Told how many code cells are done, and of how many.

    Returns
    -------
    Execution
        Never raises for what a notebook does; the status says it.
    """
    fast_imports.import_client()
    # papermill loads the engine while it is imported, so it comes before the engine.
    from kzaz_analysis.runner.execute.session.engine import (  # noqa: PLC0415
        KzazEngine,
    )
    from kzaz_analysis.runner.execute.session.session import Session  # noqa: PLC0415

    logging.getLogger("traitlets").setLevel(logging.CRITICAL)
    session = Session(work, runtime, limits, kernel_name, on_kernel, on_cell)
    started = time.monotonic()
    notebook.metadata.setdefault("papermill", {})
    engine: Any = KzazEngine
    engine.execute_notebook(notebook, kernel_name, session=session, progress_bar=False)
    seconds = time.monotonic() - started
    tidy(notebook, hide=dict.fromkeys(map(str, kernel.folders(work, runtime)), ""))
    status = session.status
    return Execution(
        status, notebook, session.runs(), session.problem, seconds, kernel.peak_mb()
    )
