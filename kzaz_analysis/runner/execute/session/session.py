"""A notebook while it is executed: what is told of each cell, and how it ended."""

from __future__ import annotations

import asyncio
import errno
import math
import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nbclient import exceptions as nb

from kzaz_analysis.runner.execute import bounds, kernel
from kzaz_analysis.runner.execute.outcome import (
    CellRun,
    PageProblem,
    Status,
    memory_hint,
    problem_for,
)
from kzaz_analysis.runner.execute.session import channels, inside, shared
from kzaz_analysis.runner.execute.session.client import PageClient
from kzaz_analysis.runner.execute.shortages import shortage
from kzaz_analysis.runner.execute.strip import plain
from kzaz_analysis.runner.plan.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping
    from pathlib import Path

_IOPUB_S = 60
_LAST_THREADS_S = 5.0
_SKIPPED, _MAY_RAISE = "skip-execution", "raises-exception"
_GOOD_EXITS = ("", "0", "None", "False")
_MUCH = 0.5
"""Share of the memory limit from which an end is laid to it."""

_TOO_MANY_OPEN = os.strerror(errno.EMFILE)
_LONGEST_REASON = 500
"""Signs of an error in one line; the manifest has more of it."""

_NAMELESS = ("NoneType", "<Error>")


@dataclass
class Session:
    """One execution while it goes on.

    Attributes
    ----------
    work, runtime : pathlib.Path
        Working directory of the kernel, and its private folder.
    limits : Limits
        Time, memory and outputs that it may take.
    kernel_name : str
        An installed kernel; empty for a kernel of this very interpreter.
    on_kernel, on_cell : callable
        As of `execute.execute`.
    traits : mapping
        Further settings of nbclient.
    status : Status
        How it ended.
    problem : PageProblem or None
        Why it is not ``ok``.
    """

    work: Path
    runtime: Path
    limits: Limits
    kernel_name: str = ""
    on_kernel: Callable[[int | None], None] = lambda _: None
    on_cell: Callable[[int, int], None] = lambda _, __: None
    traits: Mapping[str, Any] = field(default_factory=dict)
    status: Status = Status.OK
    problem: PageProblem | None = None
    group: int | None = None
    cells: list[Any] = field(default_factory=list)
    done: list[CellRun] = field(default_factory=list)
    asked_to_exit: bool = False

    def runs(self) -> tuple[CellRun, ...]:
        """Return what became of each code cell that holds code and is not skipped."""
        not_run = self.cells[len(self.done) :]
        never = [
            CellRun(cell.get("id", ""), number)
            for number, cell in enumerate(not_run, start=len(self.done) + 1)
        ]
        return (*self.done, *never)

    async def run(self, nb_man: Any) -> None:
        """Execute the notebook of a manager of papermill, and tell that of each cell.

        Status and problem say how it ended.
        """
        self.deadline = time.monotonic() + self.limits.total_s
        self.bounds = bounds.OutputBounds(self.limits)
        self.cells = [cell for cell in nb_man.nb.cells if _is_run(cell)]
        client = self._client(nb_man)
        log = (self.runtime / kernel.LOG).open("wb")
        shared.begin(self.runtime)
        try:
            with log:
                if await self._start(client, log):
                    await self._watched(client, self._run_cells(client, nb_man))
                elif nb_man.nb.cells:
                    nb_man.cell_exception(nb_man.nb.cells[0], 0)
        finally:
            client.place_late()
            await self._end(client)

    def _client(self, nb_man: Any) -> PageClient:
        fixed = {
            "km": kernel.manager(self.runtime, self.kernel_name),
            "iopub_timeout": _IOPUB_S,
            "raise_on_iopub_timeout": True,
            "record_timing": False,
            "skip_cells_with_tag": _SKIPPED,
            "on_cell_executed": self._note_reply,
        }
        return PageClient(nb_man, self.bounds, **(dict(self.traits) | fixed))

    async def _start(self, client: Any, log: Any) -> bool:
        environment = kernel.environment(self.runtime, os.environ)
        try:
            await client.async_start_new_kernel(
                cwd=str(self.work), env=environment, stdout=log, stderr=log
            )
            self.group = getattr(client.km.provisioner, "pgid", None)
            kernel.limit_files(client.km.provisioner.pid, self.limits.open_files)
            if self.limits.memory_mb:
                kernel.limit_memory(client.km.provisioner.pid, self.limits.memory_mb)
            self.on_kernel(self.group)
            until = time.monotonic() + self.limits.start_s
            await channels.connect(client, min(until, self.deadline))
        except (RuntimeError, OSError) as error:
            slow = "didn't respond" in str(error)
            status = Status.TIMEOUT if slow else Status.KERNEL_DIED
            why = shortage(error) or str(error)
            self._fail(status, f"the kernel did not start: {why}")
            return False
        if not self.kernel_name:
            most = int(self.limits.cell_output_mb * bounds.MB) + 1
            client.kc.execute(_inside("begin", most), silent=True)
        return True

    async def _watched(
        self, client: PageClient, work: Coroutine[Any, Any, None]
    ) -> None:
        """Run the cells, and hold the kernel to its memory meanwhile."""
        pid, most = client.km.provisioner.pid, self.limits.memory_mb or math.inf
        watching = asyncio.create_task(channels.watch_shared(pid, most))
        try:
            await work
        finally:
            watching.cancel()

    async def _run_cells(self, client: PageClient, nb_man: Any) -> None:
        for index, cell in enumerate(nb_man.nb.cells):
            nb_man.cell_start(cell, index)
            try:
                good = not _is_run(cell) or await self._counted(client, index, cell)
            except BaseException:
                nb_man.cell_exception(cell, index)
                raise
            else:
                if not good:
                    nb_man.cell_exception(cell, index)
                    return
            finally:
                nb_man.cell_complete(cell, index)
        await self._finish(client)
        client.set_widgets_metadata()

    async def _finish(self, client: PageClient) -> None:
        """Wait for what the cells left at work; what it shows belongs to the page."""
        if self.cells and not self.kernel_name:
            left = max(0.05, min(_LAST_THREADS_S, self.deadline - time.monotonic()))
            last_cell = self.cells[-1]
            index = client.nb.cells.index(last_cell)
            code = _inside("finish", left)
            await client.hear_out(code, left + 1, last_cell, index)
            if code_of_end := await client.km.provisioner.poll():
                name = f"cell {last_cell.get('id', index)!r}"
                self._died(name, code_of_end, "after")

    async def _counted(self, client: PageClient, index: int, cell: Any) -> bool:
        """Run one cell and note how it ended; say whether the next may follow."""
        number = len(self.done) + 1
        left = self.deadline - time.monotonic()
        allowed = max(0.05, min(self.limits.cell_s, left))
        # nbclient takes no infinite time.
        client.timeout_func = lambda _: None if math.isinf(allowed) else allowed
        started = time.monotonic()
        self.bounds.begin_cell()
        status = await self._run_cell(client, index, cell)
        self.bounds.end_cell(cell)
        seconds = time.monotonic() - started
        name, cut = cell.get("id", ""), self.bounds.cut
        self.done.append(CellRun(name, number, status, seconds, cut))
        if status is Status.OK:
            self.on_cell(number, len(self.cells))
        return status is Status.OK

    async def _run_cell(self, client: PageClient, index: int, cell: Any) -> Status:
        name = f"cell {cell.get('id', index)!r}"
        try:
            await client.async_execute_cell(cell, index)
        except nb.CellExecutionError as error:
            return self._raised(name, cell, _true_error(cell, error))
        except nb.CellTimeoutError:
            return self._fail(Status.TIMEOUT, self._too_slow(name), name)
        except nb.DeadKernelError:
            code = await client.km.provisioner.poll()
            return self._died(name, code)
        if self.asked_to_exit and not self._is_last(cell):
            return self._ended_early(name)
        if client.allow_errors or _MAY_RAISE in _tags(cell):
            return Status.OK
        # Such as by %run, which shows an error and goes on.
        errors = _errors(cell)
        return self._raised(name, cell, errors[0]) if errors else Status.OK

    def _note_reply(self, execute_reply: Any, **_: Any) -> None:
        # exit() and quit() raise nothing: they ask the frontend to end the kernel.
        payload = execute_reply["content"].get("payload", [])
        self.asked_to_exit |= any(part.get("source") == "ask_exit" for part in payload)

    def _raised(self, name: str, cell: Any, error: Mapping[str, Any]) -> Status:
        if error["ename"] == "SystemExit" and error["evalue"] in _GOOD_EXITS:
            if not self._is_last(cell):
                return self._ended_early(name)
            cell.outputs = [o for o in cell.outputs if o.get("ename") != "SystemExit"]
            return Status.OK
        evalue = bounds.cut_error(error["evalue"])
        first_line, *_ = [*plain(evalue).strip().splitlines(), ""]
        if len(first_line) > _LONGEST_REASON:
            first_line = f"{first_line[:_LONGEST_REASON]}\u2026"
        # Kernels of some other languages name no error.
        message = f"{name} raised {error['ename'] or 'an error'}" + (
            f": {first_line}" if first_line else ""
        )
        if _TOO_MANY_OPEN in evalue:
            message += f"; a page may hold {self.limits.open_files} open"
        if error["ename"] == "MemoryError":
            message += memory_hint(self.limits, kernel.peak_mb(self.group))
        return self._fail(
            Status.FAILED,
            message,
            name,
            bounds.cut_error(plain("\n".join(error["traceback"]))),
            # IPython has a class of a name of ours, which it shows as a line of text.
            error["ename"] if _errors(cell) else "",
        )

    def _is_last(self, cell: Any) -> bool:
        """Whether nothing comes after a cell but remarks."""
        after = self.cells[self.cells.index(cell) + 1 :]
        lines = (line.strip() for other in after for line in other.source.splitlines())
        return all(not line or line.startswith("#") for line in lines)

    def _died(self, name: str, code: int | None, when: str = "in") -> Status:
        if code == 0:
            return self._ended_early(name)
        how = f"by signal {-code}" if code and code < 0 else f"with exit code {code}"
        message = f"the kernel ended {when} {name}, {how}"
        peak = kernel.peak_mb()
        most = self.limits.memory_mb
        is_near = bool(peak and most and peak > _MUCH * most)
        if code == -signal.SIGKILL or (code and code < 0 and is_near):
            hint = memory_hint(self.limits, peak)
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
        shared.see(self.runtime, self.group)
        kernel.end_group(self.group)
        await client.stop_reading()
        if client.kc is not None:
            client.kc.stop_channels()
        await channels.ended(client.km)
        with suppress(RuntimeError, OSError):
            await client.km.shutdown_kernel(now=True)
        await client.km.cleanup_resources()
        shared.release(self.runtime)


def _inside(function: str, argument: float) -> str:
    """Return code for the kernel that leaves no name behind."""
    return f"__import__({inside.__name__!r}, fromlist=['_']).{function}({argument})"


def _is_run(cell: Any) -> bool:
    is_code = cell.cell_type == "code" and cell.source.strip()
    return bool(is_code and _SKIPPED not in _tags(cell))


def _tags(cell: Any) -> list[str]:
    return list(cell.metadata.get("tags", []))


def _true_error(cell: Any, error: Any) -> Mapping[str, Any]:
    """Return the error as it was shown, where the kernel's answer does not name it."""
    error_texts = {
        "ename": error.ename,
        "evalue": error.evalue,
        "traceback": [error.traceback],
    }
    outputs = _errors(cell)
    return outputs[-1] if error.ename in _NAMELESS and outputs else error_texts


def _errors(cell: Any) -> list[Any]:
    return [o for o in cell.outputs if o["output_type"] == "error"]
