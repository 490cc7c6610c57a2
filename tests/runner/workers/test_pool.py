"""The pool: which page begins when, told by scripted processes."""

from multiprocessing import Pipe
from types import SimpleNamespace

import pytest

from kzaz_analysis.runner.execute.outcome import Status
from kzaz_analysis.runner.plan.limits import Limits
from kzaz_analysis.runner.workers.page_job import PageResult
from kzaz_analysis.runner.workers.pool import make_pages

pytestmark = pytest.mark.timeout(60)


class Pages:
    """Stands in for the warm process: its pages say what they are told to."""

    def __init__(self, said):
        self.said, self.ends = said, {}

    def start(self, job):
        pipe, self.ends[job.page.slug] = Pipe(duplex=False)
        for message in self.said[job.page.slug]:
            self.ends[job.page.slug].send(message)
        return SimpleNamespace(pipe=pipe, wake=lambda _: None, end=lambda _: None)

    def done(self, slug):
        self.ends[slug].send(("done", PageResult(slug, Status.OK)))


@pytest.fixture
def course(monkeypatch):
    """Make pages one at a time; return starts, cells and results in their order."""
    monkeypatch.setattr("kzaz_analysis.runner.execute.kernel.may_fork", lambda: True)

    def run(said, react):
        pages, told = Pages(said), []

        def tell(slug, *event):
            told.append((slug, *event))
            react(pages, slug, *event)

        jobs = [
            SimpleNamespace(page=SimpleNamespace(slug=slug), limits=Limits())
            for slug in said
        ]
        for result in make_pages(jobs, 1, tell, zygote_process=pages):
            told.append((result.slug, "result"))
        return told

    return run


def test_the_next_notebook_begins_while_the_page_of_the_last_is_written(course):
    cells = [("cell", 1, 2), ("cell", 2, 2)]

    def react(pages, slug, *event):
        if event == ("cell", 2, 2):
            pages.done(slug)

    told = course({"a": cells, "b": cells}, react)
    assert told[:4] == [
        ("a", "start"),
        ("a", "cell", 1, 2),
        ("a", "cell", 2, 2),
        ("b", "start"),
    ]
    assert [event for event in told if event[1] == "result"] == [
        ("a", "result"),
        ("b", "result"),
    ]


def test_no_more_pages_are_in_writing_than_notebooks_may_run(course):
    after = {"b": "a", "c": "bc"}

    def react(pages, slug, *event):
        if event == ("cell", 1, 1):
            for written in after.get(slug, ""):
                pages.done(written)

    told = course({slug: [("cell", 1, 1)] for slug in "abc"}, react)
    assert told.index(("a", "result")) < told.index(("c", "start"))
