"""The warm process: nothing is written to the runner that it reads only at times."""

import os
import signal
import socket
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
