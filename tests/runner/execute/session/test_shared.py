"""Shared memory that a notebook leaves is gone with its page, and no other's is."""

import ctypes
import os
import sys
from multiprocessing import shared_memory
from pathlib import Path

import pytest
from tiny_notebooks import notebook

from kzaz_analysis.runner.execute.execute import execute
from kzaz_analysis.runner.execute.session import shared
from kzaz_analysis.runner.files import runtime_folder
from kzaz_analysis.runner.plan.limits import Limits
from kzaz_analysis.runner.workers.inject import inject

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /dev/shm")

LEAVE = """
import ctypes, multiprocessing, os
from multiprocessing import shared_memory
from pathlib import Path
left = shared_memory.SharedMemory(create=True, size=1000)
other = shared_memory.SharedMemory(name={theirs!r})
left.close()
semaphore = multiprocessing.get_context("spawn").Semaphore(1)
Path("/dev/shm/{name}-file").write_text("x")
Path("/dev/shm/{name}-folder/a").mkdir(parents=True)
number = ctypes.CDLL(None).shmget(0, 1000, 0o1600)
Path("names").write_text(f"{{left.name}} {{number}} {{semaphore._semlock.name}}")
{end}
"""


def segments():
    return {path.name for path in Path("/dev/shm").iterdir()}  # noqa: S108


def numbers():
    rows = Path("/proc/sysvipc/shm").read_text().splitlines()[1:]
    return {int(row.split()[1]) for row in rows}


@pytest.mark.parametrize("end", ["1", "os.kill(os.getpid(), 9)"])
def test_what_a_page_leaves_is_gone_however_it_ends(end, tmp_path):
    name = f"kzaz-test-{os.getpid()}"
    theirs = shared_memory.SharedMemory(create=True, size=10)
    try:
        source = LEAVE.format(name=name, end=end, theirs=theirs.name)
        with runtime_folder() as runtime:
            execute(
                inject(notebook(source, parameters=None), {}),
                work=tmp_path,
                runtime=runtime,
                limits=Limits(60, 120),
            )
        segment, number, semaphore = (tmp_path / "names").read_text().split()
        made = {segment, f"sem.{semaphore[1:]}", f"{name}-file", f"{name}-folder"}
        assert not made & segments()
        assert int(number) not in numbers()
        assert theirs.name in segments()
    finally:
        theirs.close()
        theirs.unlink()


def test_what_a_child_holds_is_noted_before_it_is_killed(tmp_path):
    shared.begin(tmp_path)
    held = shared_memory.SharedMemory(create=True, size=10)
    ctypes.CDLL(None).shmget.restype = ctypes.c_int
    number = ctypes.CDLL(None).shmget(0, 10, 0o1600)
    shared.see(tmp_path, os.getpid())
    held.close()
    shared.release(tmp_path)
    assert held.name not in segments()
    assert number not in numbers()
    shared.release(tmp_path / "no such folder")
