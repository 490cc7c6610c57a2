"""Bounds of a page: time and memory."""

from __future__ import annotations

from dataclasses import dataclass

from kzaz_analysis import errors


@dataclass(frozen=True, slots=True)
class Limits:
    """How long things may take, in seconds, and how much memory.

    Attributes
    ----------
    cell_s : float
        One cell.
    total_s : float
        All cells of a notebook, the start of its kernel included.
    memory_mb : float or None
        Memory that a kernel, and the process that makes a page of what it shows, may
        allocate each, in mebibytes; None for no limit.
    cell_output_mb, page_output_mb : float
        What a cell, and all cells of a page, may show, in millions of bytes.
    start_s : float
        The start of a kernel.
    open_files : int
        What a kernel, and the process of a page, may hold open each, where the system
        can bound that.
    """

    cell_s: float = 300.0
    total_s: float = 900.0
    memory_mb: float | None = None
    cell_output_mb: float = 5.0
    page_output_mb: float = 20.0
    start_s: float = 60.0
    open_files: int = 4096

    @property
    def outputs(self) -> list[float]:
        """What a cell and a page may show, as a manifest keeps it."""
        return [float(self.cell_output_mb), float(self.page_output_mb)]

    def __post_init__(self) -> None:
        if not (self.cell_s > 0 and self.total_s > 0):
            raise errors.UsageError("a time limit must be above zero seconds")
        if not (self.cell_output_mb > 0 and self.page_output_mb > 0):
            raise errors.UsageError("a limit of outputs must be above zero")
        if self.memory_mb is not None and not self.memory_mb > 0:
            raise errors.UsageError("a memory limit must be above zero")
