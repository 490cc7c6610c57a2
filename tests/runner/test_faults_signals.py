"""Runs that are asked to end, stand still, or meet another: all of them end well."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from types import SimpleNamespace

import pytest
from disturbed import MARKS, Desk, waiting, within
from tiny_notebooks import handing_over

from kzaz_analysis.runner.publish import lock

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

SLOW = pytest.mark.slow
STOP = """\
import os, signal
page = os.getppid()
stat = open(f"/proc/{page}/stat").read().rpartition(")")[2].split()
for pid in (int(stat[1]), page):
    os.kill(pid, signal.SIGSTOP)"""
CHILD = "import subprocess\nsubprocess.Popen(['sleep', '600'])"


@pytest.fixture
def desk():
    """Two pages of which the second waits, with a child, until it is told to go on."""
    with Desk() as made:
        made.save("first", handing_over(title="New"))
        made.save("second", CHILD, waiting("here"), handing_over(title="New"))
        made.suite("first", "second")
        made.out.mkdir()
        for name in ("first.html", "second.html"):
            (made.out / name).write_text("old")
        yield made


def starting(desk, process):
    return within(60, (desk.out / lock.NAME).exists)


def in_a_cell(desk, process):
    return desk.reach("here", process)


def publishing(desk, process):
    return within(60, lambda: (desk.out / "first.html").read_text("utf-8") != "old")


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        (starting, signal.SIGTERM),
        (in_a_cell, signal.SIGHUP),
        (publishing, signal.SIGINT),
        pytest.param(starting, signal.SIGINT, marks=SLOW),
        pytest.param(in_a_cell, signal.SIGTERM, marks=SLOW),
        pytest.param(publishing, signal.SIGTERM, marks=SLOW),
    ],
)
def test_a_run_that_is_asked_to_end_does_so_and_tells_the_truth(desk, moment, number):
    process = desk.start("suite", "--jobs", "1")
    assert moment(desk, process)
    process.send_signal(number)
    # Impatient people ask again; that must not disturb the clearing up.
    process.send_signal(number)
    done = desk.end(process)
    assert (done.code, done.out) == (128 + number, "")
    assert done.err.splitlines()[-1] == (
        f"kzaz: interrupted by {number.name}; nothing half-made is left"
    )
    desk.assert_clean(resumable=True)
    said = desk.manifest()
    assert said["status"] == "aborted"
    assert said["end"]
    pages = {page["slug"]: page for page in said["pages"]}
    for name, page in pages.items():
        new = (desk.out / f"{name}.html").read_text("utf-8") != "old"
        assert (page["status"], page["published"]) == (
            ("ok", True) if new else ("aborted", False)
        )
    assert pages["second"]["status"] == "aborted"
    if moment is not starting:
        index = (desk.out / "index.html").read_text("utf-8")
        assert "the run was interrupted" in index


@pytest.mark.parametrize(
    "number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=SLOW)]
)
def test_a_signal_before_the_run_began_ends_it_with_its_code(desk, number):
    process = desk.start_reading()
    process.send_signal(number)
    # A shell reports a process that a signal ended by the same number.
    assert desk.end(process).code in (128 + number, -number)
    assert not (desk.out / "manifest.json").exists()
    desk.assert_clean()


def wake(asleep):
    for pid in asleep:
        # One that was woken before may have ended it already.
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


@pytest.fixture(scope="module")
def disturbed():
    """A run that finds a dead one's lock, is hung up on, met by another, and sleeps.

    One of its pages stops all that it descends from but the run itself.
    """
    with Desk() as desk:
        desk.save("first", STOP, handing_over())
        desk.save("second", CHILD, waiting("here"), handing_over())
        desk.suite("first", "second")
        desk.out.mkdir()
        dead = subprocess.Popen([sys.executable, "-c", ""])
        dead.wait()
        (desk.out / lock.NAME).write_text(json.dumps({"pid": dead.pid}))
        stale = {"status": "running", "pid": dead.pid, "start": "2026-01-01"}
        (desk.out / "manifest.json").write_text(json.dumps(stale | {"pages": []}))
        words = ("suite", "--jobs", "1", "--cell-timeout", "60")
        process = desk.start(*words, before=("nohup",))
        desk.reach("here", process)
        process.send_signal(signal.SIGHUP)
        before = desk.pages()
        second = desk.kzaz("suite")
        untouched = desk.pages() == before and process.poll() is None
        asleep = desk.living()
        for pid in asleep:
            os.kill(pid, signal.SIGSTOP)
        desk.go()
        time.sleep(1)
        slept = process.poll() is None
        wake(asleep)
        done = desk.end(process)
        desk.assert_clean()
        yield SimpleNamespace(
            pid=process.pid, second=second, untouched=untouched, slept=slept,
            done=done, manifest=desk.manifest(),
        )  # fmt: skip


def test_a_run_outlives_its_terminal_under_nohup_and_a_machine_that_sleeps(disturbed):
    assert disturbed.slept
    assert disturbed.done.code == 0, disturbed.done
    assert disturbed.manifest["status"] == "ok"


def test_a_second_run_is_told_who_works_and_disturbs_nothing(disturbed):
    assert (disturbed.second.code, disturbed.second.out) == (8, "")
    assert f"in use by the process {disturbed.pid}" in disturbed.second.err
    assert disturbed.untouched


def test_a_lock_of_a_dead_process_holds_nobody_up(disturbed):
    assert disturbed.manifest["previous"]["status"] == "aborted"


def test_a_stop_that_outlasts_the_limit_is_a_timeout_and_no_hang(desk):
    desk.save("second", MARKS, waiting("here"), handing_over())
    process = desk.start("suite", "--jobs", "2", "--cell-timeout", "2")
    desk.reach("here", process)
    asleep = desk.living()
    for pid in asleep:
        os.kill(pid, signal.SIGSTOP)
    time.sleep(2.5)
    wake(asleep)
    assert desk.end(process).code == 9
    pages = {page["slug"]: page for page in desk.manifest()["pages"]}
    assert pages["second"]["status"] == "timeout"
    desk.assert_clean()
