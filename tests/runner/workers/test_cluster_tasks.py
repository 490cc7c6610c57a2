"""How pages are shared out to the workers of a cluster, which is not there."""

from collections import deque
from types import SimpleNamespace

import pytest

from kzaz_analysis.errors import KernelDied
from kzaz_analysis.runner.execute.outcome import Status
from kzaz_analysis.runner.workers.cluster import dask
from kzaz_analysis.runner.workers.page_job import PageResult

PAGES = 200


class Future:
    """A task that ends in some way, a while after it was handed out."""

    def __init__(self, outcome, wait):
        self.outcome, self.wait = outcome, wait
        self.status = "error" if isinstance(outcome, OSError) else "finished"

    def add_done_callback(self, call):
        call(self)

    def exception(self):
        return self.outcome

    def result(self):
        self.wait()
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


class Client:
    """One worker, whose every page takes some seconds."""

    status = "running"

    def __init__(self, clock, seconds=0.05, lost=(), error=OSError):
        self.clock, self.seconds, self.lost, self.error = clock, seconds, lost, error
        self.tasks = []

    def nthreads(self, **_):
        return {"one": 1}

    def submit(self, _, jobs, *__, **___):
        slugs = [job.page.slug for job in jobs]
        self.tasks.append(slugs)
        is_lost = set(slugs) & set(self.lost)
        made = [PageResult(slug, Status.OK) for slug in slugs]
        return Future(
            self.error("its worker died") if is_lost else made,
            lambda: self.clock.pass_by(self.seconds * len(jobs)),
        )


class Clock:
    """A clock that goes when it is told to."""

    now = 0.0

    def monotonic(self):
        return self.now

    def pass_by(self, seconds):
        self.now += seconds


@pytest.fixture
def clock(monkeypatch):
    ticking = Clock()
    monkeypatch.setattr(dask, "time", ticking)
    return ticking


def work_of(client, begun=None):
    jobs = [SimpleNamespace(page=SimpleNamespace(slug=f"p{n}")) for n in range(PAGES)]
    begun = [] if begun is None else begun
    return dask._Work(
        client, None, "", deque(jobs), lambda slug, _: begun.append(slug), None
    )


def test_short_pages_share_tasks_and_each_is_made_once(clock):
    client, begun = Client(clock), []
    results = list(work_of(client, begun).results())
    sizes = [len(task) for task in client.tasks]
    assert sizes[:4] == [1, 2, 4, 8]
    # A second's worth of pages, and the last of them shared out.
    assert max(sizes) in (19, 20)
    assert sizes[-3:] == [4, 2, 1]
    assert [result.slug for result in results] == [f"p{n}" for n in range(PAGES)]
    assert begun == [result.slug for result in results]


def test_a_page_of_a_second_has_a_task_of_its_own(clock):
    client = Client(clock, seconds=1.0)
    assert len(list(work_of(client).results())) == PAGES
    assert [len(task) for task in client.tasks] == [1] * PAGES


def test_a_page_that_no_worker_survives_fails_and_none_that_shared_its_task(clock):
    client = Client(clock, lost={"p70"})
    results = list(work_of(client).results())
    assert sorted(result.slug for result in results) == sorted(
        f"p{n}" for n in range(PAGES)
    )
    [failed] = [result for result in results if result.status is not Status.OK]
    assert (failed.slug, failed.status) == ("p70", Status.KERNEL_DIED)
    assert "its worker died" in failed.problem.message
    of_it = [len(task) for task in client.tasks if "p70" in task]
    assert of_it[0] > 1
    assert of_it[1:] == [1]


def test_a_lost_cluster_says_how_many_pages_are_left(clock):
    client = Client(clock, lost={"p70"}, error=ValueError)
    made = []
    with pytest.raises(KernelDied, match="pages to make: its worker died") as lost:
        made.extend(work_of(client).results())
    assert f"lost with {PAGES - len(made)} pages to make" in str(lost.value)


def test_pages_that_came_in_before_the_cluster_was_lost_are_given(clock):
    client, made = Client(clock), []
    for result in (results := work_of(client).results()):
        made.append(result.slug)
        if len(made) == 1 + 2 + 4:
            break
    assert client.tasks[3:] == [[f"p{n}" for n in range(7, 15)]]
    client.nthreads, client.status = (lambda **_: {}), "closed"
    with pytest.raises(KernelDied, match=f"lost with {PAGES - 15} pages to make"):
        made.extend(result.slug for result in results)
    assert made == [f"p{n}" for n in range(15)]
