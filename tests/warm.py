"""Notebooks executed, and pages made, by processes forked from warm ones.

What it takes to import the libraries is paid once for all tests of a session, as a run
pays it once for all its pages.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from types import SimpleNamespace

import pytest

from kzaz_analysis.cli.running.execution import WARM
from kzaz_analysis.runner.execute import kernel
from kzaz_analysis.runner.execute.execute import execute
from kzaz_analysis.runner.workers import pool
from kzaz_analysis.runner.workers.inject import inject
from kzaz_analysis.runner.workers.zygote_client import Zygote

SERVE = """
import os, pickle, sys
from kzaz_analysis.runner.execute import fast_imports, forked
fast_imports.import_all()
from kzaz_analysis.runner.execute.execute import execute
from kzaz_analysis.runner.workers.inject import inject

def answer(document, values, environment, options, place):
    forked.prepare()
    os.environ.clear()
    os.environ.update(environment)
    try:
        result = execute(inject(document, values), **options)
    except BaseException as error:
        result = error
    with open(place, "wb") as file:
        pickle.dump(result, file)

for line in sys.stdin.buffer:
    pid = os.fork()
    if not pid:
        answer(*pickle.loads(bytes.fromhex(line.decode())))
        os._exit(0)
    os.waitpid(pid, 0)
    print(flush=True)
"""


@pytest.fixture(scope="session")
def libraries_process():
    """A warm process for notebooks that do without this package."""
    with Zygote(pool.LIBRARIES) as zygote_process:
        yield zygote_process


@pytest.fixture(scope="session")
def reports_process():
    """A warm process for notebooks that use this package."""
    with Zygote(WARM) as zygote_process:
        yield zygote_process


@pytest.fixture
def forked_pages(libraries_process, monkeypatch):
    """Have all runs of a test fork the processes of their pages from one."""
    shared = SimpleNamespace(start=libraries_process.start, close=lambda: None)
    monkeypatch.setattr(pool, "Zygote", lambda *_, **__: shared)


@pytest.fixture
def forked_reports(reports_process, monkeypatch):
    """As `forked_pages`, for reports of this package."""
    shared = SimpleNamespace(start=reports_process.start, close=lambda: None)
    monkeypatch.setattr(pool, "Zygote", lambda *_, **__: shared)


@pytest.fixture(scope="session")
def execute_warm(tmp_path_factory):
    """Execute a notebook in a process that has forked its kernel, as a page's has."""
    if sys.platform != "linux":
        yield lambda document, values, **options: execute(
            inject(document, values), **options
        )
        return
    place = tmp_path_factory.mktemp("executed") / "result"
    with subprocess.Popen(
        [sys.executable, "-c", SERVE],
        env=kernel.settled(os.environ),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as server:

        def go(document, values, **options):
            place.unlink(missing_ok=True)
            environment = kernel.settled(os.environ)
            request = (document, values, environment, options, str(place))
            server.stdin.write(pickle.dumps(request).hex().encode() + b"\n")
            server.stdin.flush()
            assert server.stdout.readline() == b"\n"
            result = pickle.loads(place.read_bytes())  # noqa: S301
            if isinstance(result, BaseException):
                raise result
            return result

        yield go
        server.stdin.close()
