"""Executors: the same pages whoever makes them, and nothing left when a run ends."""

import json
import os
import signal
import socket
import sys
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from running import is_gone, left_over, started, within
from tiny_notebooks import handing_over, save

from kzaz_analysis.errors import SuiteFailed, UsageError
from kzaz_analysis.runner import run as runs
from kzaz_analysis.runner.execute.outcome import Status
from kzaz_analysis.runner.plan.limits import Limits
from kzaz_analysis.runner.plan.plan import Plan
from kzaz_analysis.runner.plan.suite import read_suite
from kzaz_analysis.runner.workers.cluster import choose, consistency, dask_client
from kzaz_analysis.runner.workers.page_job import Job

distributed = pytest.importorskip("distributed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
]

NOTED = """\
import os, time
with open(os.environ["KZAZ_TEST_LOG"], "a") as log:
    log.write(f"{os.getpid()} begins {year}\\n")
once = os.environ["KZAZ_TEST_LOG"][:-3] + "once"
if year >= 2050 or (year == 2045 and os.path.exists(once)):
    if year == 2045:
        os.remove(once)
    time.sleep(60)
time.sleep(0.2)
with open(os.environ["KZAZ_TEST_LOG"], "a") as log:
    log.write(f"{os.getpid()} ends {year}\\n")
if year == 2040:
    raise ValueError("no")"""
SUITE = """
pages:
  - {report: growth, matrix: {series: [titr, btc]}}
  - {report: noted, slug: "noted-{year}", matrix: {year: [2030, 2040, 2031, 2032]}}
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A cluster that is there already: two workers, which have two threads each."""
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=2,
        dashboard_address="127.0.0.1:0",
        scheduler_kwargs={"dashboard": False},
        local_directory=str(tmp_path_factory.mktemp("workers")),
    ) as found:
        yield found


@pytest.fixture
def log(tmp_path, monkeypatch):
    path = tmp_path / "log"
    path.touch()
    monkeypatch.setenv("KZAZ_TEST_LOG", str(path))
    monkeypatch.setattr(consistency, "SENT", (*consistency.SENT, "KZAZ_TEST_LOG"))
    return path


@pytest.fixture
def suite(tmp_path):
    folder = tmp_path / "notebooks"
    save(folder, "growth", handing_over())
    save(folder, "noted", NOTED, "2")
    (tmp_path / "suite.yml").write_text(SUITE, encoding="utf-8")
    return read_suite(tmp_path / "suite.yml", folder)


def jobs_of(suite, tmp_path, years):
    """Jobs for the noted notebook, as a run would make them."""
    staged, runtime = tmp_path / "staged", tmp_path / "runtime"
    staged.mkdir(parents=True)
    runtime.mkdir()
    page = suite.pages[-1]
    return [
        Job(
            replace(page, slug=f"p{year}", values={**page.values, "year": year}),
            staged,
            runtime / str(number),
            Limits(60, 120),
        )
        for number, year in enumerate(years)
    ]


def note(told, slug, event, *_):
    told.append((slug, event))


def test_pages_of_a_cluster_are_the_pages_of_processes(cluster, suite, tmp_path, log):
    told = {"one": [], "two": []}
    for name, make in (
        ("one", choose("process")),
        ("two", choose("dask", cluster.scheduler_address)),
    ):
        plan = Plan(suite, tmp_path / name, Limits(60, 120), jobs=2, make=make)
        with pytest.raises(SuiteFailed, match="1 of 6 pages failed\nnoted-2040: "):
            runs.run(plan, tell=partial(note, told[name]))
    one, two = (
        {path.name: path.read_bytes() for path in (tmp_path / name).glob("*.*")}
        for name in ("one", "two")
    )
    records = [json.loads(found.pop("manifest.json")) for found in (one, two)]
    assert one == two
    assert [[page["status"] for page in made["pages"]] for made in records] == [
        ["ok", "ok", "ok", "failed", "ok", "ok"]
    ] * 2
    for found in told.values():
        for event in ("start", "end"):
            slugs = [slug for slug, what in found if what == event]
            assert sorted(slugs) == sorted(page.slug for page in suite.pages)


def test_a_worker_with_two_threads_makes_one_page_at_a_time(
    cluster, suite, tmp_path, log
):
    years = [2030, 2031, 2032, 2033, 2034, 2035]
    make = choose("dask", cluster.scheduler_address, workers=6)
    found = list(make(jobs_of(suite, tmp_path, years), 1, lambda *_: None))
    assert {result.status for result in found} == {Status.OK}
    at_once = most = 0
    for line in log.read_text().splitlines():
        at_once += 1 if "begins" in line else -1
        most = max(most, at_once)
    assert at_once == 0
    assert most <= 2
    assert len({line.split()[0] for line in log.read_text().splitlines()}) == 6


def test_a_run_that_is_left_early_ends_its_pages_on_the_cluster(
    cluster, suite, tmp_path, log
):
    make = choose("dask", cluster.scheduler_address)
    going = make(jobs_of(suite, tmp_path, [2030, 2050, 2051]), 1, lambda *_: None)
    assert next(going).slug == "p2030"
    assert within(60, lambda: "begins 2050" in log.read_text())
    begun = (line.split() for line in log.read_text().splitlines())
    kernel = next(int(pid) for pid, *rest in begun if rest == ["begins", "2050"])
    assert not is_gone(kernel)
    going.close()
    assert is_gone(kernel)
    assert "ends 205" not in log.read_text()
    workers = cluster.scheduler_info["workers"]
    assert len(workers) == 2
    # The cluster is as it was, for the next one.
    [result] = make(jobs_of(suite, tmp_path / "next", [2031]), 1, lambda *_: None)
    assert result.status is Status.OK


def test_a_page_whose_worker_is_killed_is_made_by_another(
    cluster, suite, tmp_path, log
):
    (tmp_path / "once").touch()
    make = choose("dask", cluster.scheduler_address)
    [job] = jobs_of(suite, tmp_path, [2045])
    with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
        workers = set(client.run(os.getpid).values())

        def kill(*_):
            """Kill the worker above the kernel as soon as this has begun."""
            assert within(120, lambda: "begins" in log.read_text())
            pid = int(log.read_text().split()[0])
            while pid not in workers:
                pid = parent_of(pid)
            os.kill(pid, signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        [result] = make([job], 1, lambda *_: None)
        killer.join()
        assert within(60, lambda: len(client.nthreads()) == 2)
    assert result.status is Status.OK
    said = [line.split()[1] for line in log.read_text().splitlines()]
    assert said == ["begins", "begins", "ends"]
    # The worker that was started in the place of the one that was killed stays.
    assert within(20, lambda: not any(b"kzaz" in c for c in left_over(log).values()))


def parent_of(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_a_worker_that_sees_something_else_is_refused_by_name(
    cluster, suite, tmp_path, monkeypatch
):
    jobs = jobs_of(suite, tmp_path, [2030])
    there = consistency.look(jobs)
    assert there.differences() == []
    gone = next(path for path in there.files if ".seen-" in path)
    notebook = str(jobs[0].page.report.path)
    other = replace(there, around=replace(there.around, code="other"))
    monkeypatch.setattr(consistency, "look", lambda _: other)
    make = choose("dask", cluster.scheduler_address)
    with pytest.raises(UsageError, match="tcp://.*: its package has other code"):
        next(make(jobs, 1, lambda *_: None))
    Path(gone).unlink()
    Path(notebook).write_text("{}", encoding="utf-8")
    assert there.differences() == [
        f"{gone} is not there",
        f"{notebook} is another file",
    ]


def test_workers_get_the_tables_that_the_run_holds_still(suite, tmp_path, monkeypatch):
    jobs = jobs_of(suite, tmp_path, [2030])
    private = jobs[0].runtime.parent / "data"
    private.mkdir()
    (private / "flows.csv").write_text("year\n2030\n", encoding="utf-8")
    monkeypatch.setenv("KZAZ_DATA_DIR", str(private))
    monkeypatch.setenv("KZAZ_OTHER", "1")
    monkeypatch.setenv("SECRET", "2")
    seen = consistency.look(jobs)
    copied = jobs[0].staged / ".KZAZ_DATA_DIR"
    assert seen.settings["KZAZ_DATA_DIR"] == str(copied)
    assert set(seen.settings) <= set(consistency.SENT)
    assert (copied / "flows.csv").read_text("utf-8") == "year\n2030\n"
    (copied / "flows.csv").write_text("year\n2031\n", encoding="utf-8")
    assert seen.differences() == [f"{copied / 'flows.csv'} is another file"]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("nonsense", "not an address with a port"),
        ("tcp://127.0.0.1", "not an address with a port"),
        ("http://127.0.0.1:80", "not an address with a port"),
        ("tcp://127.0.0.1:port", "Port could not be cast"),
        ("tcp://127.0.0.1:1", "refused"),
    ],
)
def test_a_bad_address_is_refused_before_anything_starts(address, said):
    with pytest.raises(UsageError, match=f"no Dask scheduler answers at .*{said}"):
        choose("dask", address)


def test_what_listens_but_is_no_scheduler_is_refused():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"tcp://127.0.0.1:{listening.getsockname()[1]}"

        def greet():
            line, _ = listening.accept()
            line.sendall(b"SSH-2.0-Open\r\n")
            line.close()

        thread = threading.Thread(target=greet)
        thread.start()
        with pytest.raises(UsageError, match="is no Dask scheduler"):
            choose("dask", address)
        thread.join()


def test_an_executor_is_named_and_its_library_said_when_it_is_missing(monkeypatch):
    with pytest.raises(UsageError, match="did you mean dask"):
        choose("daks")
    with pytest.raises(UsageError, match="needs the executor dask"):
        choose("process", "tcp://127.0.0.1:8786")
    monkeypatch.setattr(dask_client, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match="pip install distributed"):
        choose("dask")


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)]
)
def test_a_signal_ends_a_cluster_of_its_own(suite, tmp_path, log, number, code):
    file = tmp_path / "hang.yml"
    file.write_text(
        "pages: [{report: noted, slug: 'noted-{year}', matrix: {year: [2050, 2035]}}]"
    )
    settings = {"KZAZ_NOTEBOOK_DIR": tmp_path / "notebooks", "TMPDIR": tmp_path}
    out = tmp_path / "out"
    run = started(settings, "suite", file, "-o", out, "--executor", "dask", "-j", "2")
    assert run.stderr.readline() == "noted-2035: ok\n"
    os.killpg(run.pid, number)
    printed, said = run.communicate(timeout=60)
    assert (run.returncode, printed) == (code, "")
    assert f"interrupted by {number.name}" in said
    assert "Traceback" not in said
    assert within(20, lambda: not left_over(log)), left_over(log)
    assert not list(tmp_path.glob("kzaz-*"))
    record = json.loads((out / "manifest.json").read_text("utf-8"))
    assert record["status"] == "aborted"
    assert [page["status"] for page in record["pages"]] == ["aborted", "ok"]
