"""Run a notebook in a kernel of its own, and say truthfully how it ended."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.execute import bounds, channels, fast_imports, kernel
from kzaz_analysis.runner.execute.outcome import (
    CellRun,
    Execution,
    PageProblem,
    Status,
    memory_hint,
    problem_for,
)
from kzaz_analysis.runner.execute.strip import plain, tidy
from kzaz_analysis.runner.plan.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


_START_S = 60.0
_IOPUB_S = 60


def execute(
    notebook: Any,
    *,
    work: Path,
    runtime: Path,
    limits: Limits,
    on_kernel: Callable[[int | None], None] = lambda _: None,
    on_cell: Callable[[int, int], None] = lambda _, __: None,
) -> Execution:
    """Execute every code cell of a notebook, in order, in a kernel of its own.

    The kernel and all its children are gone when this returns, however it ended.

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
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)
    session = _Session(notebook, work, runtime, limits, on_kernel, on_cell)
    started = time.monotonic()
    asyncio.run(session.run())
    seconds = time.monotonic() - started
    tidy(notebook, hide={str(work): "", str(runtime): ""})
    status = session.status
    return Execution(
        status, notebook, session.runs(), session.problem, seconds, kernel.peak_mb()
    )


@dataclass
class _Session:
    """One execution while it goes on."""

    notebook: Any
    work: Path
    runtime: Path
    limits: Limits
    on_kernel: Callable[[int | None], None]
    on_cell: Callable[[int, int], None]
    status: Status = Status.OK
    problem: PageProblem | None = None
    group: int | None = None
    done: list[CellRun] = field(default_factory=list)
    asked_to_exit: bool = False

    def __post_init__(self) -> None:
        self.deadline = time.monotonic() + self.limits.total_s
        self.bounds = bounds.OutputBounds(self.limits)
        self.cells = [
            (index, cell)
            for index, cell in enumerate(self.notebook.cells)
            if cell.cell_type == "code" and cell.source.strip()
        ]

    def runs(self) -> tuple[CellRun, ...]:
        not_run = self.cells[len(self.done) :]
        never = [
            CellRun(cell.id, number)
            for number, (_, cell) in enumerate(not_run, start=len(self.done) + 1)
        ]
        return (*self.done, *never)

    async def run(self) -> None:
        client = self._client()
        log = (self.runtime / kernel.LOG).open("wb")
        try:
            with log:
                if await self._start(client, log):
                    await self._run_cells(client)
        finally:
            await self._end(client)

    def _client(self) -> Any:
        from nbclient import NotebookClient  # noqa: PLC0415

        output_bounds = self.bounds

        class BoundedClient(NotebookClient):
            def process_message(self, msg: Any, cell: Any, cell_index: int) -> Any:
                if not output_bounds.admit(msg):
                    return None
                return super().process_message(msg, cell, cell_index)

        return BoundedClient(
            self.notebook,
            km=kernel.manager(self.runtime),
            iopub_timeout=_IOPUB_S,
            raise_on_iopub_timeout=True,
            record_timing=False,
            skip_cells_with_tag="",
            on_cell_executed=self._note_reply,
        )

    async def _start(self, client: Any, log: Any) -> bool:
        environment = kernel.environment(self.runtime, os.environ)
        try:
            await client.async_start_new_kernel(
                cwd=str(self.work), env=environment, stdout=log, stderr=log
            )
            self.group = getattr(client.km.provisioner, "pgid", None)
            if self.limits.memory_mb:
                kernel.limit_memory(client.km.provisioner.pid, self.limits.memory_mb)
            self.on_kernel(self.group)
            until = time.monotonic() + _START_S
            await channels.connect(client, min(until, self.deadline))
            client.kc.execute(self._bound_streams(), silent=True)
        except (RuntimeError, OSError) as error:
            slow = "didn't respond" in str(error)
            status = Status.TIMEOUT if slow else Status.KERNEL_DIED
            self._fail(status, f"the kernel did not start: {error}")
            return False
        return True

    def _bound_streams(self) -> str:
        """Return code for the kernel that leaves no name behind."""
        most = int(self.limits.cell_output_mb * bounds.MB) + 1
        return f"__import__({bounds.__name__!r}, fromlist=['_']).bound_streams({most})"

    async def _run_cells(self, client: Any) -> None:
        for number, (index, cell) in enumerate(self.cells, start=1):
            left = self.deadline - time.monotonic()
            allowed = max(0.05, min(self.limits.cell_s, left))
            client.timeout_func = partial(_first, allowed)
            started = time.monotonic()
            self.bounds.begin_cell()
            status = await self._run_cell(client, index, cell)
            self.bounds.end_cell(cell)
            seconds = time.monotonic() - started
            cut = self.bounds.cut
            self.done.append(CellRun(cell.id, number, status, seconds, cut))
            if status is not Status.OK:
                return
            self.on_cell(number, len(self.cells))

    async def _run_cell(self, client: Any, index: int, cell: Any) -> Status:
        from nbclient import exceptions as nb  # noqa: PLC0415

        name = f"cell {cell.id!r}"
        try:
            await client.async_execute_cell(cell, index)
        except nb.CellExecutionError as error:
            return self._raised(name, error)
        except nb.CellTimeoutError:
            return self._fail(Status.TIMEOUT, self._too_slow(name), name)
        except nb.DeadKernelError:
            code = await client.km.provisioner.poll()
            return self._died(name, code)
        if self.asked_to_exit and cell is not self.cells[-1][1]:
            return self._ended_early(name)
        return Status.OK

    def _note_reply(self, execute_reply: Any, **_: Any) -> None:
        # exit() and quit() raise nothing: they ask the frontend to end the kernel.
        payload = execute_reply["content"].get("payload", [])
        self.asked_to_exit |= any(part.get("source") == "ask_exit" for part in payload)

    def _raised(self, name: str, error: Any) -> Status:
        if error.ename == "SystemExit":
            return self._ended_early(name)
        evalue = bounds.cut_error(error.evalue)
        first_line, *_ = [*plain(evalue).strip().splitlines(), ""]
        message = f"{name} raised {error.ename}" + (
            f": {first_line}" if first_line else ""
        )
        if error.ename == "MemoryError":
            message += memory_hint(self.limits, kernel.peak_mb(self.group))
        return self._fail(
            Status.FAILED,
            message,
            name,
            bounds.cut_error(plain(error.traceback)),
            error.ename,
        )

    def _died(self, name: str, code: int | None) -> Status:
        if code == 0:
            return self._ended_early(name)
        how = f"by signal {-code}" if code and code < 0 else f"with exit code {code}"
        message = f"the kernel ended in {name}, {how}"
        if code == -signal.SIGKILL or self.limits.memory_mb:
            hint = memory_hint(self.limits, kernel.peak_mb())
            message += f"; often a sign of too little memory{hint}"
        return self._fail(Status.KERNEL_DIED, message, name)

    def _ended_early(self, name: str) -> Status:
        message = f"{name} ended the notebook before its last cell had run"
        return self._fail(Status.INCOMPLETE, message, name)

    def _too_slow(self, name: str) -> str:
        if time.monotonic() >= self.deadline - 0.05:
            return (
                f"{name} was running when the {self.limits.total_s:g} s for the "
                "whole report were over"
            )
        return f"{name} took longer than {self.limits.cell_s:g} s"

    def _fail(
        self,
        status: Status,
        message: str,
        cell: str = "",
        detail: str = "",
        raised: str = "",
    ) -> Status:
        detail = detail or kernel.last_words(self.runtime)
        self.status = status
        self.problem = problem_for(
            status,
            message,
            cell=cell.removeprefix("cell ").strip("'"),
            detail=detail,
            raised=raised,
        )
        return status

    async def _end(self, client: Any) -> None:
        kernel.end_group(self.group)
        if client.kc is not None:
            client.kc.stop_channels()
        await channels.ended(client.km)
        with suppress(RuntimeError, OSError):
            await client.km.shutdown_kernel(now=True)
        await client.km.cleanup_resources()


def _first(first: float, *_: Any) -> float:
    return first
