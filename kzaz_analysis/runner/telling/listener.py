"""What listens to a run: a person at a terminal, and a log."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.telling.progress import Progress

if TYPE_CHECKING:
    from kzaz_analysis.runner.plan.plan import Plan
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
    due, standing : int
        How many pages are made, and how many stand.
    quiet : bool
        Show nothing of how it goes on.
    progress : Progress or None
        Shows how it goes; None until the first page is begun.
    begun : float
        When the run began.
    """

    explain: bool
    log: RunLog | None = None
    due: int = 0
    standing: int = 0
    quiet: bool = False
    progress: Any = field(default=None)
    begun: float = field(default_factory=time.monotonic)

    def __call__(self, slug: str, event: str, *rest: Any) -> None:
        """Take one event, as `run.run` tells it."""
        if self.log is not None:
            self.log.page(slug, event, *rest)
        if event == "plan":
            self._plan(slug, *rest)
            return
        if self.quiet:
            return
        if self.progress is None:
            self.progress = Progress(self.due, self.standing)
        self.progress(slug, event, *rest)

    def close(self, plan: Plan, exit_code: int) -> None:
        """Say how many pages stood, and end the log of the run."""
        if self.progress is not None:
            self.progress.close()
        if self.log is not None:
            about = {"suite": plan.suite.title, "exit_code": exit_code}
            seconds = round(time.monotonic() - self.begun, 3)
            self.log.write("run", **about, unchanged=self.standing, seconds=seconds)
            self.log.close()
        if self.standing and not self.quiet:
            pages = "1 page" if self.standing == 1 else f"{self.standing} pages"
            print(f"{pages} unchanged", file=sys.stderr)

    def _plan(self, slug: str, reasons: tuple[str, ...]) -> None:
        self.due += bool(reasons)
        self.standing += not reasons
        if self.explain:
            why = "; ".join(reasons) or "unchanged, not made"
            print(f"{slug}: {why}", file=sys.stderr)
