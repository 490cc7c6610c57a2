"""What listens to a run: a person or a program that waits for it, and a log."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.telling.progress import Progress

if TYPE_CHECKING:
    from pathlib import Path

    from kzaz_analysis.runner.telling.log import RunLog


@dataclass
class Listener:
    """What a person sees: why pages are made, how it goes, how many were left alone.

    Attributes
    ----------
    explain : bool
        Say why each page is made or not.
    log : RunLog or None
        Takes the same events.
    due, unchanged : int
        How many pages are made, and how many stand.
    suite : str
        Title for the log.
    page : pathlib.Path or None
        What is printed to standard output when the run was good.
    quiet : bool
        Show nothing of how it goes on.
    is_over : bool
        Whether the end of the run was told.
    progress : Progress or None
        Shows how it goes; None until the first page is begun.
    begun : float
        When the run began.
    """

    explain: bool
    log: RunLog | None = None
    due: int = 0
    unchanged: int = 0
    suite: str = ""
    page: Path | None = None
    quiet: bool = False
    is_over: bool = False
    progress: Any = field(default=None)
    begun: float = field(default_factory=time.monotonic)

    def __call__(self, slug: str, event: str, *rest: Any) -> None:
        """Take one event, as `run.run` tells it."""
        if event == "over":
            self.close(*rest)
            return
        if self.log is not None:
            self.log.page(slug, event, *rest)
        if event == "plan":
            self._plan(slug, *rest)
            return
        if self.quiet:
            return
        if self.progress is None:
            self.progress = Progress(self.due, self.unchanged)
        self.progress(slug, event, *rest)

    def close(self, exit_code: int) -> None:
        """Say how many pages stood and where they lie, and end the log of the run.

        A log or a standard output that is full shows here, while it can still be told.
        """
        if self.is_over:
            return
        self.is_over = True
        if self.progress is not None:
            self.progress.close()
        if self.log is not None:
            about = {"suite": self.suite, "exit_code": exit_code}
            seconds = round(time.monotonic() - self.begun, 3)
            self.log.write("run", **about, unchanged=self.unchanged, seconds=seconds)
            self.log.close()
        if self.unchanged and not self.quiet:
            pages = "1 page" if self.unchanged == 1 else f"{self.unchanged} pages"
            print(f"{pages} unchanged", file=sys.stderr)
        if self.page is not None and exit_code == 0:
            print(self.page, flush=True)

    def _plan(self, slug: str, reasons: tuple[str, ...]) -> None:
        self.due += bool(reasons)
        self.unchanged += not reasons
        if self.explain:
            why = "; ".join(reasons) or "unchanged, not made"
            print(f"{slug}: {why}", file=sys.stderr)
