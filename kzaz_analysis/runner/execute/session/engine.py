"""The engine ``kzaz`` of papermill: kernels of one's own, bounds, and a true end.

``papermill --engine kzaz in.ipynb out.ipynb`` and the runner execute in the same way.
papermill loads this module by its entry point, so it has to be imported before.
"""

from __future__ import annotations

import asyncio
import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import Engine
from papermill.log import logger

from kzaz_analysis.errors import IncompleteReport
from kzaz_analysis.runner.execute.outcome import Status
from kzaz_analysis.runner.execute.session.session import Session
from kzaz_analysis.runner.files import runtime_folder
from kzaz_analysis.runner.plan.languages import is_python, kernel_of
from kzaz_analysis.runner.plan.limits import Limits
from kzaz_analysis.runner.publish.signals import signals_as_ends

if TYPE_CHECKING:
    from collections.abc import Coroutine

_THIS_PYTHON = "python3"
_ENDS: dict[Status, type[Exception]] = {
    Status.TIMEOUT: CellTimeoutError,
    Status.KERNEL_DIED: DeadKernelError,
    Status.INCOMPLETE: IncompleteReport,
}
"""What is raised where papermill does not see by itself that something is wrong."""


class KzazEngine(Engine):
    """Executes the notebook of a manager and tells it truthfully how each cell ended.

    Where it differs from papermill's own: a cell that took too long, in which the
    kernel died or which ended the notebook is marked ``failed``, and those after it
    stay ``pending``. The kernel's environment is settled, its folders are private, and
    no process of it is left.
    """

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> str:
        """Return the kernel that executes a notebook, as the runner does.

        Parameters
        ----------
        nb : nbformat.NotebookNode
            The notebook.
        name : str, optional
            What the caller wants, whatever the notebook names.
        """
        papermills: Any = super()
        named: str = papermills.nb_kernel_name(nb, name)
        if name or not is_python(nb):
            return named
        kernel = kernel_of("the notebook", nb)
        if kernel.absent:
            text = "python3 executes the notebook: %s, which it names, is not installed"
            logger.warning(text, kernel.absent)
        return kernel.name or _THIS_PYTHON

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *,
        session: Session | None = None,
        start_timeout: float = 60,
        execution_timeout: float | None = None,
        **options: Any,
    ) -> None:
        """Execute all cells.

        Parameters
        ----------
        nb_man : papermill.engines.NotebookExecutionManager
            Holds the notebook.
        kernel_name : str
            An installed kernel; ``python3`` is this very interpreter.
        session : Session, optional
            What the runner prepared, with its own limits; it learns the outcome, and
            nothing is raised.
        start_timeout : float
            Seconds for the kernel to start.
        execution_timeout : float, optional
            Seconds for a cell; without it, cells may take for ever.
        **options
            As papermill gives them to its own engine: ``log_output``,
            ``stdout_file``, ``stderr_file``, and traits of nbclient.

        Raises
        ------
        nbclient.exceptions.CellTimeoutError
            If a cell took too long.
        nbclient.exceptions.DeadKernelError
            If the kernel died, or did not start.
        IncompleteReport
            If the notebook ended itself before its last cell.
        """
        if session is not None:
            _to_its_end(session.run(nb_man))
            return
        cell_s = execution_timeout or options.pop("timeout", None) or math.inf
        limits = Limits(cell_s, math.inf, start_s=start_timeout)
        with runtime_folder() as runtime, signals_as_ends():
            session = Session(Path.cwd(), runtime, limits, _kernel(kernel_name))
            session.traits = {k: of for k, of in options.items() if k != "input_path"}
            _to_its_end(session.run(nb_man))
        kind = _ENDS.get(session.status)
        if kind is not None and session.problem is not None:
            raise kind(session.problem.message)


def _kernel(name: str) -> str:
    return "" if name == _THIS_PYTHON else name


def _to_its_end(execution: Coroutine[Any, Any, None]) -> None:
    """Run to the end, also where the caller is a notebook, whose thread has a loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(execution)
        return
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, execution).result()
