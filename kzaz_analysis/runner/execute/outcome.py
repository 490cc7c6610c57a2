"""What executing a notebook comes to: a status that is true, and where it ended."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from kzaz_analysis import errors
from kzaz_analysis.runner.plan.limits import Limits


class Status(StrEnum):
    """How an execution, or one cell of it, ended."""

    OK = "ok"
    FAILED = "failed"
    TIMEOUT = "timeout"
    KERNEL_DIED = "kernel_died"
    INCOMPLETE = "incomplete"
    ABORTED = "aborted"
    NOT_RUN = "not_run"


_ERRORS = {
    Status.FAILED: "NotebookFailed",
    Status.TIMEOUT: "ReportTimeout",
    Status.KERNEL_DIED: "KernelDied",
    Status.INCOMPLETE: "IncompleteReport",
}
_RAISED_INSIDE = {
    "DataError": "DataError",
    "UsageError": "ParameterError",
    "ParameterError": "ParameterError",
}


@dataclass(frozen=True, slots=True)
class CellRun:
    """One code cell: id, number among the code cells, status, seconds, bytes cut."""

    id: str
    number: int
    status: Status = Status.NOT_RUN
    seconds: float = 0.0
    cut: int = 0


@dataclass(frozen=True, slots=True)
class PageProblem:
    """Why something was not published.

    Attributes
    ----------
    error : str
        Name of the class in ``kzaz_analysis.errors`` that stands for it.
    message : str
        One line for people, free of times, paths and addresses of this run.
    cell : str
        Id of the cell at fault; empty when none is.
    detail : str
        Traceback or last words of the kernel, for the manifest.
    """

    error: str
    message: str
    cell: str = ""
    detail: str = ""

    def exception(self, prefix: str = "") -> errors.KzazError:
        """Return the failure as an exception, with its exit code."""
        kind: type[errors.KzazError] = getattr(errors, self.error)
        return kind(f"{prefix}{self.message}")

    def as_dict(self) -> dict[str, str]:
        """Return the fields as plain JSON values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Execution:
    """An executed notebook and the truth about it.

    Attributes
    ----------
    status : Status
        ``ok`` only if the last code cell ran.
    notebook : Any
        The notebook with its outputs, free of facts about the run.
    cells : tuple of CellRun
        One for each code cell that holds code.
    problem : PageProblem or None
        Why it is not ``ok``.
    seconds : float
        Wall time, the start of the kernel included.
    peak_rss_mb : float or None
        Peak memory of the kernel in mebibytes; None where nobody can tell.
    """

    status: Status
    notebook: Any
    cells: tuple[CellRun, ...]
    problem: PageProblem | None
    seconds: float
    peak_rss_mb: float | None


def memory_hint(limits: Limits, peak_mb: float | None) -> str:
    """Say how much memory a kernel used at its peak, and how much it may use."""
    peak = f"; {peak_mb:.0f} MB at its peak" if peak_mb else ""
    limit = limits.memory_mb
    return peak + (f", with a limit of {limit:g} MB (--memory)" if limit else "")


def problem_for(
    status: Status,
    message: str,
    *,
    cell: str = "",
    detail: str = "",
    raised: str = "",
) -> PageProblem:
    """Build the problem of a status; some errors raised inside keep their exit code.

    Parameters
    ----------
    status : Status
        How the execution ended.
    message, cell, detail : str
        As in `PageProblem`.
    raised : str
        Name of the exception class that the notebook raised, if it did.
    """
    error = _RAISED_INSIDE.get(raised, _ERRORS.get(status, "NotebookFailed"))
    return PageProblem(error, message, cell, detail)
