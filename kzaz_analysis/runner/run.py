"""One run: lock the folder, make the pages, publish what is whole, tell the truth."""

from __future__ import annotations

import shutil
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import (
    ConclusionChanged,
    KzazError,
    OutputError,
    SuiteFailed,
)
from kzaz_analysis.places import whole_path
from kzaz_analysis.runner import files, finish, page_entries, sequence
from kzaz_analysis.runner.archive import archive, retention
from kzaz_analysis.runner.cache.data_snapshot import DataFolder
from kzaz_analysis.runner.plan.page import Page
from kzaz_analysis.runner.publish import (
    failed,
    journal,
    ledger,
    lock,
    manifest,
    publish,
    retire,
)
from kzaz_analysis.runner.publish.signals import Interrupts
from kzaz_analysis.runner.stale import EarlierRuns
from kzaz_analysis.runner.telling import console
from kzaz_analysis.runner.telling.status import last_success
from kzaz_analysis.runner.workers.page_job import Job, PageResult

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from kzaz_analysis.runner.cache.table_fact import TableFact
    from kzaz_analysis.runner.compare.comparison import RunComparison
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
        ``(slug, "end", status, message)``. At last, before anybody is notified, told
        ``("", "over", exit_code)``.

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
    plan = replace(plan, out=whole_path(plan.out))
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
    variable: str = ""
    keys: Mapping[str, list[str]] = field(default_factory=dict)
    record: dict[str, Any] = field(default_factory=dict)
    comparison: RunComparison | None = None

    def __post_init__(self) -> None:
        self.known = EarlierRuns.read(self.plan)
        self.entries = dict(self.known.entries)
        self.path, self.journal = self.plan.manifest, self.plan.journal
        self.started = time.monotonic()
        self.folders = count()
        self.earlier: dict[str, list[dict[str, str]]] = {}

    def open(self, data: DataFolder) -> None:
        """Decide what is due, and say in the manifest that a run goes on."""
        self.tables, self.variable = data.facts(), data.variable
        last_manifest = self.known.manifest or {}
        if self.plan.ledger:
            ledger.require_file(self.plan.ledger)
            ledger.require_intact(self.plan.ledger)
            if self._is_given(str(self.plan.ledger)):
                ledger.begin(self.plan.ledger)
        retired = self._settle()
        why = self.known.reasons(self.plan, self.tables, data)
        self.due = [page for page in self.plan.suite.pages if why[page.slug]]
        for slug, reasons in why.items():
            self.tell(slug, "plan", reasons)
            if not reasons:
                self.entries[slug] = self.entries[slug] | {"status": "unchanged"}
        if last_manifest.get("status") == "aborted":
            # It may have been killed while it ended: pages that it made are news still.
            archive.drop(self.plan.out, str(last_manifest.get("id")))
        self.record = manifest.opening(
            sequence.identity(self.plan.out, last_manifest),
            self.plan.suite.title,
            self.plan.jobs,
            self.plan.limits,
            self.tables,
            self._known_pages(),
        ) | {"retired": retired, "last_success": last_manifest.get("last_success")}
        manifest.write(self.path, self.record)
        if self.due:
            archive.keep_tables(self.plan.out, data.files())
            self.keys = archive.table_keys(data.path) if data.path else {}

    def _is_given(self, path: str) -> bool:
        return any(path in page.values.values() for page in self.plan.suite.pages)

    def _settle(self) -> list[str]:
        """Put earlier pages where they belong now; return those that are retired."""
        if self.plan.alone:
            return []
        retire.settle(self.plan)
        return retire.retire(self.plan, self.known.entries)

    def make(self, staged: Path, runtime: Path) -> None:
        """Make and publish the pages; whatever ends this, the manifest is written."""
        pages = self.due
        try:
            for left in range(self.plan.retries, -1, -1):
                if pages:
                    again = self.plan.retry_on if left else frozenset()
                    self._make(pages, staged, runtime, again)
                    pages = [page for page in pages if page.slug not in self.results]
        except BaseException:
            self._close("aborted")
            raise

    def _make(
        self, pages: list[Page], staged: Path, runtime: Path, again: Collection[str]
    ) -> None:
        """Make each of some pages once; those that end in some ways have no result."""
        places = (runtime / str(next(self.folders)) for _ in pages)
        tables = {name: fact.sha256 for name, fact in self.tables.items()}
        jobs = page_entries.jobs(
            self.plan,
            pages,
            staged,
            places,
            tables=tables,
            variable=self.variable,
            keys=self.keys,
        )
        by_slug = {job.page.slug: job for job in jobs}
        with (
            closing(self.plan.make(jobs, self.plan.jobs, self.tell)) as results,
            self.interrupts.listen(),
        ):
            for result in results:
                with self.interrupts.shield():
                    job = by_slug[result.slug]
                    if result.status in again:
                        self._put_off(result)
                    else:
                        self._take(result, job)
                    publish.release(result.slug, staged)
                    shutil.rmtree(job.runtime, ignore_errors=True)

    def _put_off(self, result: PageResult) -> None:
        """Note why a page has to be tried again."""
        message = result.problem.message if result.problem else ""
        attempt = {"status": str(result.status), "message": message}
        self.earlier.setdefault(result.slug, []).append(attempt)
        self.tell(result.slug, "retry", result.status.value, message)

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
        self.tell("", "over", error.exit_code if error else 0)
        not_told = console.problems()
        if not_told != self.record["not_told"]:
            self.record["not_told"] = not_told
            manifest.write(self.path, self.record)
        notified = finish.tell(self._done(), self.comparison, error)
        if notified is not None:
            manifest.write(self.path, self.record | {"notified": notified})
        if error:
            error.is_told = True
            raise error

    def _known_pages(self) -> list[dict[str, Any]]:
        slugs = [page.slug for page in self.plan.suite.pages]
        return [self.entries[slug] for slug in slugs if slug in self.entries]

    def _take(self, result: PageResult, job: Job) -> None:
        result, published = page_entries.publish_page(self.plan, result, job)
        self.results[result.slug] = result
        failed_notebook = failed.settle_failed(
            result.slug, job.staged, self.plan.out, self.plan.place(result.slug)
        )
        entry = page_entries.entry_of(
            self.plan,
            job.page,
            result,
            published,
            self.entries.get(result.slug, {}),
            failed_notebook,
        )
        if published:
            entry["made_in"] = self.record["id"]
            retire.restore(self.plan.out, result.slug)
        if result.slug in self.earlier:
            entry["earlier_attempts"] = self.earlier[result.slug]
        self.entries[result.slug] = entry
        if published:
            # Without this line a killed run makes the page again, no more.
            with suppress(OutputError):
                journal.append(self.journal, entry)
        message = result.problem.message if result.problem else ""
        self.tell(result.slug, "end", result.status.value, message)

    def _close(self, status: str) -> RunComparison | None:
        """Write what is known by now; return how it differs from the last run."""
        for page in self.due:
            if page.slug not in self.results:
                self._left_out(page)
        last_manifest = self.known.manifest
        self.record |= {
            "pages": self._known_pages(),
            "status": status,
            "end": sequence.now(),
            "seconds": round(time.monotonic() - self.started, 3),
            "previous": manifest.summary(last_manifest),
        }
        self.record["changed_since_last_run"] = manifest.changes(
            last_manifest, self.record
        )
        self.record["last_success"] = last_success(self.record, last_manifest)
        self.record["not_told"] = console.problems()
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

    def _done(self) -> finish.EndedRun:
        reasons = {
            slug: result.problem.message
            for slug, result in self.results.items()
            if result.problem is not None
        }
        interrupted = "the run was interrupted before it was done"
        reasons |= {p.slug: interrupted for p in self.due if p.slug not in self.results}
        is_news, last = bool(self.results), self.known.manifest or {}
        return finish.EndedRun(self.plan, self.record, reasons, is_news, last)

    def _left_out(self, page: Page) -> None:
        """Note a page that the run did not reach; what stood before it still stands."""
        entry = self.entries.get(page.slug)
        if entry is None:
            stands = self.plan.page_file(page.slug).is_file()
            self.entries[page.slug] = manifest.page_entry(page, None, {}, stands)

    def _problem(self) -> KzazError | None:
        problems = {
            s: r.problem for s, r in self.results.items() if r.problem is not None
        }
        if not problems:
            return None
        if self.plan.alone:
            [(stem, problem)] = problems.items()
            return problem.exception(f"{stem}: ")
        lines = [f"{stem}: {problem.message}" for stem, problem in problems.items()]
        count = f"{len(problems)} of {len(self.plan.suite.pages)} pages failed"
        outputs = [p for p in problems.values() if p.error == OutputError.__name__]
        kind: type[KzazError] = OutputError if outputs else SuiteFailed
        return kind("\n".join([count, *lines]))

    def _change(self) -> KzazError | None:
        compared = self.comparison
        if not (self.plan.fail_on_change and compared and compared.conclusions):
            return None
        from kzaz_analysis.runner.compare.diff_text import lines  # noqa: PLC0415

        summary = "\n".join(lines(compared))
        return ConclusionChanged(f"a conclusion changed since the last run\n{summary}")
