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
        Memory that a kernel may allocate, in mebibytes; None for no limit.
    """

    cell_s: float = 300.0
    total_s: float = 900.0
    memory_mb: float | None = None

    def __post_init__(self) -> None:
        if not (self.cell_s > 0 and self.total_s > 0):
            raise errors.UsageError("a time limit must be above zero seconds")
        if self.memory_mb is not None and not self.memory_mb > 0:
            raise errors.UsageError("a memory limit must be above zero")
