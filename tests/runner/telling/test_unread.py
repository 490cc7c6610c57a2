"""What nobody reads holds no run up: full pipes, and a log that is a pipe."""

import os
import select
import signal
import sys
import threading
import time

import pytest
from disturbed import Desk, waiting, within
from tiny_notebooks import handing_over

from kzaz_analysis.runner.telling import console, outlet
from kzaz_analysis.runner.telling.log import RunLog
from kzaz_analysis.runner.telling.outlet import Outlet

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

AT_ONCE = 0.05


def stuffed():
    """Give a pipe that somebody holds, does not read, and that is full."""
    read, write = os.pipe()
    os.set_blocking(write, False)
    while select.select([], [write], [], 0)[1]:
        os.write(write, b"x" * select.PIPE_BUF)
    # Who writes next would wait: that is how a shell hands a pipe over.
    os.set_blocking(write, True)
    return read, write


def read_all(read):
    os.set_blocking(read, False)
    content = b""
    while select.select([read], [], [], 0.5)[0]:
        content += os.read(read, 2**16)
    return content


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(outlet, "PATIENCE_S", AT_ONCE)


def test_text_waits_for_its_reader_and_the_run_does_not(impatient, monkeypatch):
    monkeypatch.setattr(outlet, "_MOST_LEFT", 100)
    read, write = stuffed()
    out = Outlet(write)
    begun = time.monotonic()
    out.write("first Актау\n")
    for _ in range(3):
        out.flush()
    assert time.monotonic() - begun < 2
    assert out.is_behind
    with pytest.raises(BlockingIOError, match="nobody reads it"):
        out.write("x" * 100)
    out.write("second\n")
    assert read_all(read).lstrip(b"x").decode() == "first Актау\nsecond\n"
    assert not out.is_behind
    os.close(read)


def test_an_outlet_that_is_closed_leaves_no_thread_and_no_descriptor(impatient):
    read, write = os.pipe()
    before = threading.active_count()
    out = Outlet(write)
    out.write("said\n")
    out.close()
    # The end of the text is the end of the pipe.
    assert os.read(read, 100) + os.read(read, 100) == b"said\n"
    assert within(5, lambda: threading.active_count() == before)
    os.close(read)


def test_a_pipe_that_never_makes_its_writers_wait_is_written_whole(impatient):
    read, write = os.pipe()
    os.set_blocking(write, False)
    out = Outlet(write)
    out.write("y" * 200_000)
    out.flush()
    assert len(read_all(read)) == 200_000
    os.close(read)


def test_a_log_that_is_a_pipe_is_written_while_somebody_reads_it(tmp_path, impatient):
    place = tmp_path / "pipe"
    os.mkfifo(place)
    with console.unfailing():
        lines = RunLog(place)
        lines.write("unread")
        assert console.problems() == ["log: nobody reads this pipe"]
        for name in ("one", "two"):
            read = os.open(place, os.O_RDONLY | os.O_NONBLOCK)
            lines.write(name)
            assert read_all(read).decode().endswith(f" {name}\n")
            os.close(read)
            # The line that nobody reads is lost, the next reader gets the next one.
            lines.write("lost")
        lines.close()


@pytest.fixture
def desk():
    with Desk() as new:
        new.save("left", "1", handing_over())
        new.save("right", waiting("here"), handing_over())
        new.suite("left", "right")
        yield new


@pytest.mark.parametrize("is_ended", [False, True])
def test_a_run_that_nobody_reads_goes_on_and_can_be_ended(desk, is_ended):
    """With a pipe as log the run hung where it was opened, and survived SIGTERM."""
    log, ends = desk.place / "pipe", [stuffed(), stuffed()]
    os.mkfifo(log)
    words = ("suite", "--jobs", "1", "--explain", "--log", log)
    process = desk.start(*words, stdout=ends[0][1], stderr=ends[1][1])
    desk.reach("here", process)
    if is_ended:
        process.send_signal(signal.SIGTERM)
    else:
        desk.go()
    begun = time.monotonic()
    assert desk.end(process).code == (143 if is_ended else 0)
    assert time.monotonic() - begun < 20
    record = desk.manifest()
    assert record["status"] == ("aborted" if is_ended else "ok")
    places = [problem.partition(":")[0] for problem in record["not_told"]]
    untold = ["log", "standard error", "standard output"]
    assert sorted(places) == (untold[:2] if is_ended else untold)
    desk.assert_clean(resumable=is_ended)
    for end in sum(ends, ()):
        os.close(end)
