"""Pages whose kernel died or that were too slow are made again, and why is kept."""

import json

import pytest
from click.testing import CliRunner
from tiny_notebooks import save

from kzaz_analysis.cli.report import report
from kzaz_analysis.errors import SuiteFailed
from kzaz_analysis.runner import run as runs
from kzaz_analysis.runner.cache.data_snapshot import DataFolder
from kzaz_analysis.runner.execute.outcome import PageProblem, Status
from kzaz_analysis.runner.plan.plan import Plan
from kzaz_analysis.runner.plan.suite import Suite, plan_page
from kzaz_analysis.runner.workers.page_job import PageResult

ERRORS = {Status.KERNEL_DIED: "KernelDied", Status.TIMEOUT: "ReportTimeout"}


@pytest.fixture
def run(tmp_path):
    """Run pages that end in given ways, attempt by attempt; None is a good end."""

    def go(ends, retries, **options):
        attempts, events = {slug: iter(ways) for slug, ways in ends.items()}, []

        def make(jobs, parallel, tell):
            for job in jobs:
                slug = job.page.slug
                job.runtime.mkdir()
                (job.staged / f"{slug}.work").mkdir()
                status = next(attempts[slug])
                if status:
                    problem = PageProblem(ERRORS.get(status, "NotebookFailed"), "why")
                    yield PageResult(slug, status, problem)
                    continue
                for ending in (".ipynb", ".html", ".results.json"):
                    (job.staged / f"{slug}{ending}").write_text("{}")
                yield PageResult(slug, Status.OK)

        for slug in ends:
            save(tmp_path / "notebooks", slug, "1")
        folder = tmp_path / "notebooks"
        pages = tuple(plan_page(slug, {}, folder=folder) for slug in ends)
        suite = Suite("All", pages)
        plan = Plan(suite, tmp_path / "out", retries=retries, make=make, **options)
        try:
            runs.run(plan, DataFolder(), lambda *event: events.append(event[:3]))
        except SuiteFailed:
            events.append("failed")
        record = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
        return {page["slug"]: page for page in record["pages"]}, events

    return go


def test_a_page_is_made_again_and_keeps_why(run):
    pages, events = run({"a": [Status.KERNEL_DIED, None], "b": [None]}, 1)
    assert {slug: page["status"] for slug, page in pages.items()} == {
        "a": "ok",
        "b": "ok",
    }
    assert pages["a"]["earlier_attempts"] == [
        {"status": "kernel_died", "message": "why"}
    ]
    assert "earlier_attempts" not in pages["b"]
    assert ("a", "retry", "kernel_died") in events
    # It is tried again when all others are done.
    assert events.index(("b", "end", "ok")) < events.index(("a", "end", "ok"))


def test_it_is_tried_so_often_and_no_more(run):
    ends = [Status.TIMEOUT, Status.KERNEL_DIED, Status.TIMEOUT]
    pages, events = run({"a": ends}, 2)
    assert (pages["a"]["status"], events[-1]) == ("timeout", "failed")
    statuses = [attempt["status"] for attempt in pages["a"]["earlier_attempts"]]
    assert statuses == ["timeout", "kernel_died"]


def test_other_ends_are_not_tried_again(run):
    pages, _ = run({"a": [Status.FAILED], "b": [Status.TIMEOUT]}, 3, retry_on=("x",))
    assert [page["status"] for page in pages.values()] == ["failed", "timeout"]


def test_an_end_that_is_none_is_exit_2_with_the_nearest_name():
    done = CliRunner().invoke(report, ["suite", "--retry-on", "kernel_dead"])
    assert "did you mean kernel_died?" in str(done.exception)
    assert done.exception.exit_code == 2
