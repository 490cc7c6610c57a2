"""The warm process: nothing is written to the runner that it reads only at times."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from kzaz_analysis.runner.workers import zygote
from kzaz_analysis.runner.workers import zygote_client as client

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks")

PAGES = 40
CODE = 7


@pytest.fixture
def pages_of_nothing(monkeypatch):
    """Have a process serve requests whose pages end at once, with a code."""

    def forked(request, *_):
        pid = os.fork()
        if pid == 0:
            os._exit(CODE)
        for end in request.fds:
            os.close(end)
        return pid

    class Serving:
        def __init__(self, fd, ends):
            # What nobody reads fills it after a few pages, not after hundreds.
            with socket.socket(fileno=os.dup(fd)) as line:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
            self.pid = os.fork()
            if self.pid == 0:
                os.close(ends)
                monkeypatch.setattr(zygote, "_forked", forked)
                zygote.serve(fd, "")
                os._exit(0)

        def poll(self):
            return None

        def kill(self):
            os.kill(self.pid, signal.SIGKILL)

        def wait(self):
            os.waitpid(self.pid, 0)

    with client.Zygote() as zygote_process:
        start = lambda fd, *_: Serving(fd, zygote_process._line.fileno())  # noqa: E731
        monkeypatch.setattr(client, "_start", start)
        yield zygote_process


@contextmanager
def within(seconds):
    """Fail where a test would wait for ever."""

    def stop(*_):
        pytest.fail(f"it did not end within {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def descriptors():
    return len(list(Path("/proc/self/fd").iterdir()))


def test_pages_end_that_nobody_asks_about(pages_of_nothing):
    with within(300):
        for _ in range(PAGES):
            pages_of_nothing.start(None).end(None)
        lost = pages_of_nothing.start(None)
        assert lost.exit_code() == CODE
        lost.end(None)


def test_the_codes_of_pages_side_by_side_are_their_own(pages_of_nothing):
    with within(300):
        pages = [pages_of_nothing.start(None) for _ in range(50)]
        assert [page.exit_code() for page in pages] == [CODE] * 50
        open_before = descriptors()
        for page in pages:
            page.end(None)
        assert descriptors() == open_before - 3 * 50


GETS_READY = """
import gc, sys, types
from kzaz_analysis.runner.workers import zygote

gc.callbacks.append(lambda phase, about: print(phase, about["generation"]))
sys.modules["ready"] = types.SimpleNamespace(it=lambda: None)
zygote._PAGES = ("kzaz_analysis.runner.render.render",)
zygote._warm_up("ready:it")
gc.callbacks.clear()
print(gc.get_freeze_count() > 0, gc.isenabled())
"""


def test_no_page_waits_until_garbage_of_imports_is_collected():
    done = subprocess.run(
        [sys.executable, "-c", GETS_READY], check=True, capture_output=True, text=True
    )
    assert done.stdout.splitlines() == ["True True"]


FAULTS = """
import os, resource

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

def pictures():
    before = faults()
    held = [b'.' * (4 << 20) for _ in range(10)]
    del held
    return faults() - before

pictures()
print(pictures())
"""


def environment_of_the_process(monkeypatch):
    started = []
    with monkeypatch.context() as patched:
        patched.setattr(subprocess, "Popen", lambda *_, **how: started.append(how))
        client._start(0, 0, "", None)
    return started[0]["env"]


def test_memory_that_a_picture_gave_back_serves_the_next(monkeypatch):
    # Dask sets them for the process that starts a cluster.
    for name in client._ROOMY:
        monkeypatch.delenv(name, raising=False)
    done = subprocess.run(
        [sys.executable, "-c", FAULTS],
        check=True,
        capture_output=True,
        text=True,
        env=environment_of_the_process(monkeypatch),
    )
    # Of ten thousand pages of memory.
    assert int(done.stdout) < 1000


def test_what_the_user_says_of_memory_holds(monkeypatch):
    monkeypatch.setenv("MALLOC_TRIM_THRESHOLD_", "1")
    environment = environment_of_the_process(monkeypatch)
    assert environment["MALLOC_TRIM_THRESHOLD_"] == "1"
