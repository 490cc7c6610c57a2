"""One run: lock the folder, make the pages, publish what is whole, tell the truth."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kzaz_analysis import __version__
from kzaz_analysis.errors import KzazError, OutputError, SuiteFailed
from kzaz_analysis.reporting import lock, manifest, publish
from kzaz_analysis.reporting.execution import Limits, Problem, Status
from kzaz_analysis.reporting.index import index_context
from kzaz_analysis.reporting.interrupts import Interrupts
from kzaz_analysis.reporting.pages import Job, Page, PageResult
from kzaz_analysis.reporting.render import render_index
from kzaz_analysis.reporting.workers import make_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from kzaz_analysis.reporting.manifest import TableFact
    from kzaz_analysis.reporting.suite import Suite

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
        Time for each page.
    jobs : int
        How many pages at a time.
    alone : bool
        One page without an index; its manifest carries its slug.
    """

    suite: Suite
    out: Path
    limits: Limits = field(default_factory=Limits)
    jobs: int = 1
    alone: bool = False


def run(
    plan: Plan,
    tables: Callable[[], Mapping[str, TableFact]] = dict,
    tell: Callable[..., None] = lambda *_: None,
) -> dict[str, Any]:
    """Run a plan, and write its pages, its index and its manifest.

    Parameters
    ----------
    plan : Plan
        What to run.
    tables : callable
        Gives the facts of the data tables; asked before and after the run.
    tell : callable
        Told ``(slug, "start")``, ``(slug, "cell", done, of)`` and
        ``(slug, "end", status, message)``.

    Returns
    -------
    dict
        The manifest, as written.

    Raises
    ------
    KzazError
        What went wrong, after everything that could be published was: the failure
        itself for a single page, `SuiteFailed` for pages of a suite, `OutputError`,
        `LockedError`.
    Interrupted
        If a signal ended it; the manifest says ``aborted``.
    """
    plan = replace(plan, out=plan.out.resolve())
    publish.preflight(plan.out)
    with Interrupts() as interrupts, lock.hold(plan.out):
        going = _Run(plan, dict(tables()), interrupts, tell)
        with publish.staging(plan.out) as staged, publish.runtime_folder() as runtime:
            going.make(staged, runtime)
        return going.conclude(dict(tables()))


@dataclass
class _Run:
    """One run while it goes on."""

    plan: Plan
    tables: Mapping[str, TableFact]
    interrupts: Interrupts
    tell: Callable[..., None]
    results: dict[str, PageResult] = field(default_factory=dict)
    files: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        pages = self.plan.suite.pages
        name = f"{pages[0].slug}.{manifest.NAME}" if self.plan.alone else manifest.NAME
        self.path = self.plan.out / name
        self.before = manifest.read(self.path)
        self.started = time.monotonic()
        self.record = self._opening()
        manifest.write(self.path, self.record)

    def make(self, staged: Path, runtime: Path) -> None:
        """Make and publish the pages; whatever ends this, the manifest is written."""
        try:
            for result in make_pages(
                self._jobs(staged, runtime), self.plan.jobs, self.tell
            ):
                with self.interrupts.shield():
                    self._take(result, staged)
        except BaseException:
            self._close("aborted")
            raise

    def conclude(self, tables: Mapping[str, TableFact]) -> dict[str, Any]:
        """Write index and manifest, and raise what went wrong."""
        good = sum(result.problem is None for result in self.results.values())
        status = "ok" if good == len(self.results) else "partial" if good else "failed"
        with self.interrupts.shield():
            self._close(status, changed=tables != self.tables)
        self._raise_problems()
        return self.record

    def _opening(self) -> dict[str, Any]:
        limits = self.plan.limits
        return {
            "status": "running",
            "pid": os.getpid(),
            "suite": self.plan.suite.title,
            "start": manifest.now(),
            "jobs": self.plan.jobs,
            "limits": {"cell_s": limits.cell_s, "total_s": limits.total_s},
            "software": manifest.software(),
            "platform": manifest.machine(),
            "data": manifest.data_entry(self.tables),
            "pages": [],
        }

    def _jobs(self, staged: Path, runtime: Path) -> list[Job]:
        return [
            Job(
                page=page,
                staged=staged,
                runtime=runtime / str(number),
                limits=self.plan.limits,
                tables={name: fact.sha256 for name, fact in self.tables.items()},
                version=__version__,
                home="" if self.plan.alone else INDEX,
            )
            for number, page in enumerate(self.plan.suite.pages)
        ]

    def _take(self, result: PageResult, staged: Path) -> None:
        if result.status is Status.OK:
            try:
                out = self.plan.out
                self.files[result.slug] = publish.publish(result.slug, staged, out)
            except OutputError as error:
                problem = Problem("OutputError", str(error))
                result = replace(result, status=Status.FAILED, problem=problem)
        self.results[result.slug] = result
        message = result.problem.message if result.problem else ""
        self.tell(result.slug, "end", result.status.value, message)

    def _close(self, status: str, *, changed: bool = False) -> None:
        suite, out = self.plan.suite, self.plan.out
        self.record["pages"] = [self._entry(page) for page in suite.pages]
        self.record |= {
            "status": status,
            "end": manifest.now(),
            "seconds": round(time.monotonic() - self.started, 3),
            "data_changed_during_run": changed,
            "changed_since_last_run": manifest.changes(self.before, self.record),
            "previous": _summary(self.before),
        }
        if not self.plan.alone:
            index = render_index(index_context(suite, self.results, out))
            publish.write_whole(out / INDEX, index)
        manifest.write(self.path, self.record)

    def _entry(self, page: Page) -> dict[str, Any]:
        files = self.files.get(page.slug, {})
        kept = not files and (self.plan.out / f"{page.slug}.html").is_file()
        return manifest.page_entry(page, self.results.get(page.slug), files, kept)

    def _raise_problems(self) -> None:
        failed = {
            s: r.problem for s, r in self.results.items() if r.problem is not None
        }
        if not failed:
            return
        if self.plan.alone:
            [(stem, problem)] = failed.items()
            raise problem.exception(f"{stem}: ")
        lines = [f"{stem}: {problem.message}" for stem, problem in failed.items()]
        count = f"{len(failed)} of {len(self.results)} pages failed"
        outputs = [p for p in failed.values() if p.error == OutputError.__name__]
        kind: type[KzazError] = OutputError if outputs else SuiteFailed
        raise kind("\n".join([count, *lines]))


def _summary(before: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if before is None:
        return None
    return {name: before.get(name) for name in ("start", "status", "suite")}
