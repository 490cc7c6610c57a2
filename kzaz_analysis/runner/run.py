"""One run: lock the folder, make the pages, publish what is whole, tell the truth."""

from __future__ import annotations

import time
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kzaz_analysis import __version__
from kzaz_analysis.errors import (
    ConclusionChanged,
    KzazError,
    OutputError,
    SuiteFailed,
)
from kzaz_analysis.runner import files, finish
from kzaz_analysis.runner.cache import fingerprint
from kzaz_analysis.runner.cache.data_snapshot import DataFolder
from kzaz_analysis.runner.compare import archive, retention
from kzaz_analysis.runner.execute.outcome import Problem, Status
from kzaz_analysis.runner.plan.page import Page
from kzaz_analysis.runner.publish import journal, lock, manifest, publish
from kzaz_analysis.runner.publish.signals import Interrupts
from kzaz_analysis.runner.stale import Known
from kzaz_analysis.runner.workers.page_job import Job, PageResult

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from kzaz_analysis.runner.cache.table_fact import TableFact
    from kzaz_analysis.runner.compare.comparison import Comparison
    from kzaz_analysis.runner.plan.plan import Plan


def run(
    plan: Plan,
    data: DataFolder | None = None,
    tell: Callable[..., None] = lambda *_: None,
) -> dict[str, Any]:
    """Run a plan, and write its pages, its index and its manifest.

    Parameters
    ----------
    plan : Plan
        What to run.
    data : DataFolder, optional
        The tables; pages read a copy that stays as it is while the run lasts.
    tell : callable
        Told ``(slug, "plan", reasons)`` for each page, where no reasons mean that it
        stands, then ``(slug, "start")``, ``(slug, "cell", done, of)`` and
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
        `LockedError`, `ConclusionChanged`.
    Interrupted
        If a signal ended it; the manifest says ``aborted``.
    """
    plan = replace(plan, out=plan.out.resolve())
    data = data or DataFolder()
    publish.preflight(plan.out)
    with Interrupts(listening=False) as interrupts, lock.hold(plan.out):
        going = _Run(plan, interrupts, tell)
        with (
            files.runtime_folder() as runtime,
            data.held_still(runtime / "data") as still,
        ):
            going.open(still)
            with publish.staging(plan.out) as staged:
                going.make(staged, runtime)
            going.conclude(changed=not data.is_now(going.tables))
        going.tell_of_it()
        return going.record


@dataclass
class _Run:
    """One run while it goes on."""

    plan: Plan
    interrupts: Interrupts
    tell: Callable[..., None]
    results: dict[str, PageResult] = field(default_factory=dict)
    due: list[Page] = field(default_factory=list)
    tables: Mapping[str, TableFact] = field(default_factory=dict)
    keys: Mapping[str, list[str]] = field(default_factory=dict)
    record: dict[str, Any] = field(default_factory=dict)
    comparison: Comparison | None = None

    def __post_init__(self) -> None:
        self.known = Known.read(self.plan)
        self.entries = dict(self.known.entries)
        self.path, self.journal = self.plan.manifest, self.plan.journal
        self.started = time.monotonic()

    def open(self, data: DataFolder) -> None:
        """Decide what is due, and say in the manifest that a run goes on."""
        self.tables = data.facts()
        why = self.known.reasons(self.plan, self.tables)
        self.due = [page for page in self.plan.suite.pages if why[page.slug]]
        for slug, reasons in why.items():
            self.tell(slug, "plan", reasons)
            if not reasons:
                self.entries[slug] = self.entries[slug] | {"status": "unchanged"}
        before = self.known.manifest or {}
        if before.get("status") == "aborted":
            # It may have been killed while it ended: pages that it made are news still.
            archive.drop(self.plan.out, str(before.get("id")))
        limits, known = self.plan.limits, self._known_pages()
        self.record = manifest.opening(
            self.plan.suite.title, self.plan.jobs, limits, self.tables, known
        )
        manifest.write(self.path, self.record)
        if self.due:
            archive.keep_tables(self.plan.out, data.files())
            self.keys = archive.table_keys(data.path) if data.path else {}

    def make(self, staged: Path, runtime: Path) -> None:
        """Make and publish the pages; whatever ends this, the manifest is written."""
        if not self.due:
            return
        jobs = self._jobs(staged, runtime)
        try:
            with (
                closing(self.plan.make(jobs, self.plan.jobs, self.tell)) as results,
                self.interrupts.listen(),
            ):
                for result in results:
                    with self.interrupts.shield():
                        self._take(result, staged)
        except BaseException:
            self._close("aborted")
            raise

    def conclude(self, *, changed: bool) -> None:
        """Write index, archive and manifest."""
        self.record["data_changed_during_run"] = changed
        bad = sum(result.problem is not None for result in self.results.values())
        pages = len(self.plan.suite.pages)
        status = "ok" if not bad else "partial" if bad < pages else "failed"
        with self.interrupts.shield():
            self.comparison = self._close(status)

    def tell_of_it(self) -> None:
        """Call the command that wants to know, and raise what went wrong."""
        error = self._problem() or self._change()
        told = finish.tell(self._done(), self.comparison, error)
        if told is not None:
            manifest.write(self.path, self.record | {"notified": told})
        if error:
            raise error

    def _known_pages(self) -> list[dict[str, Any]]:
        slugs = [page.slug for page in self.plan.suite.pages]
        return [self.entries[slug] for slug in slugs if slug in self.entries]

    def _jobs(self, staged: Path, runtime: Path) -> list[Job]:
        return [
            Job(
                page=page,
                staged=staged,
                runtime=runtime / str(number),
                limits=self.plan.limits,
                tables={name: fact.sha256 for name, fact in self.tables.items()},
                version=__version__,
                home=self.plan.home,
                runs=self.plan.out / archive.FOLDER,
                keys=self.keys,
                around=fingerprint.surroundings(),
            )
            for number, page in enumerate(self.due)
        ]

    def _take(self, result: PageResult, staged: Path) -> None:
        files: dict[str, str] = {}
        if result.status is Status.OK:
            try:
                files = publish.publish(result.slug, staged, self.plan.out)
            except OutputError as error:
                problem = Problem("OutputError", str(error))
                result = replace(result, status=Status.FAILED, problem=problem)
        self.results[result.slug] = result
        entry = self._entry(result, files)
        self.entries[result.slug] = entry
        if files:
            # Without this line a killed run makes the page again, no more.
            with suppress(OutputError):
                journal.append(self.journal, entry)
        message = result.problem.message if result.problem else ""
        self.tell(result.slug, "end", result.status.value, message)

    def _entry(self, result: PageResult, files: dict[str, str]) -> dict[str, Any]:
        page = next(page for page in self.due if page.slug == result.slug)
        kept = not files and (self.plan.out / f"{page.slug}.html").is_file()
        entry = manifest.page_entry(page, result, files, kept)
        if kept:
            # What stands there was made by the run that made it, from what it read.
            before = self.entries.get(page.slug, {})
            return entry | {k: before[k] for k in ("inputs", "made_in") if k in before}
        inputs = fingerprint.inputs_of(
            page, result.tables, fingerprint.surroundings(), self.plan.home
        )
        return entry | {"inputs": inputs, "made_in": self.record["id"]}

    def _close(self, status: str) -> Comparison | None:
        """Write what is known by now; return how it differs from the last run."""
        for page in self.due:
            if page.slug not in self.results:
                self._left_out(page)
        before = self.known.manifest
        self.record |= {
            "pages": self._known_pages(),
            "status": status,
            "end": manifest.now(),
            "seconds": round(time.monotonic() - self.started, 3),
            "previous": manifest.summary(before),
        }
        self.record["changed_since_last_run"] = manifest.changes(before, self.record)
        try:
            comparison = finish.finish(self._done(), self.keys)
            manifest.write(self.path, self.record)
            # A run that was killed here left one more than it should.
            if self.results or len(archive.runs(self.plan.out)) > self.plan.keep:
                retention.prune(self.plan.out, self.plan.keep)
        except OutputError:
            self.record["status"] = "failed"
            manifest.write(self.path, self.record)
            raise
        self.journal.unlink(missing_ok=True)
        return comparison

    def _done(self) -> finish.Done:
        reasons = {
            slug: result.problem.message
            for slug, result in self.results.items()
            if result.problem is not None
        }
        interrupted = "the run was interrupted before it was done"
        reasons |= {p.slug: interrupted for p in self.due if p.slug not in self.results}
        index = (self.known.manifest or {}).get("index") or {}
        made = bool(self.results)
        return finish.Done(self.plan, self.record, reasons, made, index)

    def _left_out(self, page: Page) -> None:
        """Note a page that the run did not reach; what stood before it still stands."""
        known = self.entries.get(page.slug)
        if known is None:
            kept = (self.plan.out / f"{page.slug}.html").is_file()
            self.entries[page.slug] = manifest.page_entry(page, None, {}, kept)

    def _problem(self) -> KzazError | None:
        failed = {
            s: r.problem for s, r in self.results.items() if r.problem is not None
        }
        if not failed:
            return None
        if self.plan.alone:
            [(stem, problem)] = failed.items()
            return problem.exception(f"{stem}: ")
        lines = [f"{stem}: {problem.message}" for stem, problem in failed.items()]
        count = f"{len(failed)} of {len(self.plan.suite.pages)} pages failed"
        outputs = [p for p in failed.values() if p.error == OutputError.__name__]
        kind: type[KzazError] = OutputError if outputs else SuiteFailed
        return kind("\n".join([count, *lines]))

    def _change(self) -> KzazError | None:
        changed = self.comparison.conclusions if self.comparison else ()
        if not (self.plan.fail_on_change and changed):
            return None
        return ConclusionChanged(
            f"a conclusion changed since the last run\n{self.comparison}"
        )
