"""What a run is to make, where to, and under which conditions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.files import page_folder
from kzaz_analysis.runner.plan.demands import Demands
from kzaz_analysis.runner.plan.limits import Limits
from kzaz_analysis.runner.publish import journal, manifest
from kzaz_analysis.runner.workers.pool import make_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from kzaz_analysis.runner.plan.suite import Suite

INDEX = "index.html"
"""Name of a suite's index."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run, and where to.

    Attributes
    ----------
    suite : Suite
        The pages; a single one makes a suite of its own.
    out : pathlib.Path
        Output folder.
    limits : Limits
        Time and memory for each page.
    jobs : int
        How many pages at a time.
    alone : bool
        One page without an index; its manifest carries its slug.
    force : bool
        Make every page, also where nothing changed.
    keep : int
        How many runs the archive keeps.
    fail_on_change : bool
        End as a failure where a conclusion changed.
    retries : int
        How often a page is tried again that ended in one of the ways `retry_on`.
    retry_on : collection of str
        Statuses of a page after which trying again may help.
    ledger : pathlib.Path or None
        Ledger to which the records of pages are added, see `publish.ledger`.
    notify : str
        Command to tell of a failure, of its end, or of a conclusion that changed.
    demands : Demands
        What pages must keep to besides running to their end.
    scripts : bool
        Whether charts may be drawn by the scripts of their libraries.
    site_url : str
        Address under which the folder is published, without a slash at its end.
    make : callable
        What makes the pages; see `workers.make_pages`.
    """

    suite: Suite
    out: Path
    limits: Limits = field(default_factory=Limits)
    jobs: int = 1
    alone: bool = False
    force: bool = False
    keep: int = 50
    fail_on_change: bool = False
    retries: int = 0
    retry_on: Collection[str] = ("kernel_died", "timeout")
    ledger: Path | None = None
    notify: str = ""
    demands: Demands = field(default_factory=Demands)
    scripts: bool = False
    site_url: str = ""
    make: Callable[..., Any] = make_pages

    @property
    def home(self) -> str:
        """Address of the index that pages link to; empty where there is none."""
        if self.alone:
            return ""
        return f"../{INDEX}" if page_folder("", len(self.suite.pages)) else INDEX

    def place(self, slug: str) -> str:
        """Return the stem of a page's files, relative to the output folder."""
        return f"{page_folder(slug, len(self.suite.pages))}{slug}"

    def page_file(self, slug: str, ending: str = ".html") -> Path:
        """Return the path of one of a page's files."""
        return self.out / f"{self.place(slug)}{ending}"

    @property
    def about(self) -> str:
        """Slug of a page made alone; empty for a suite."""
        return self.suite.pages[0].slug if self.alone else ""

    @property
    def manifest(self) -> Path:
        """File that tells the truth about the run."""
        return manifest.path_of(self.out, self.about)

    @property
    def journal(self) -> Path:
        """File that tells what a run has finished so far."""
        return self.out / f".{self._prefix}{journal.NAME}"

    @property
    def _prefix(self) -> str:
        return f"{self.suite.pages[0].slug}." if self.alone else ""
