"""kill -9 of a run at any moment: the next run makes what an undisturbed one would."""

import random
import shutil
import signal
import sys
import time
from types import SimpleNamespace

import pytest
from disturbed import Desk, within
from tiny_notebooks import handing_over

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

KILLS = 10
CHILD = "import subprocess\nsubprocess.Popen(['sleep', '600'])"
MOMENTS = [random.Random(2026).uniform(k, k + 1) / KILLS for k in range(KILLS)]  # noqa: S311


def save(desk, title):
    for name in ("left", "right"):
        desk.save(name, CHILD, handing_over(title=f"{title} {name}"))
    desk.suite("left", "right")


@pytest.fixture(scope="module")
def undisturbed():
    """Old pages, what a run makes of them that nobody disturbs, and how long it takes."""
    with Desk() as desk:
        save(desk, "Old")
        assert desk.kzaz("suite", "--jobs", "2").code == 0
        shutil.copytree(desk.out, desk.place / "old")
        old = desk.pages()
        save(desk, "New")
        began = time.monotonic()
        assert desk.kzaz("suite", "--jobs", "2").code == 0
        seconds = time.monotonic() - began
        yield SimpleNamespace(
            old=old, new=desk.pages(), seconds=seconds, folder=desk.place / "old"
        )


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda m: f"{m:.2f} of the run")
def test_a_killed_run_heals_to_the_same_bytes(undisturbed, moment):
    with Desk() as desk:
        save(desk, "New")
        shutil.copytree(undisturbed.folder, desk.out)
        process = desk.start("suite", "--jobs", "2")
        within(moment * undisturbed.seconds, lambda: process.poll() is not None)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert within(15, lambda: not desk.living())
        for name, found in desk.pages().items():
            if name.endswith(".html") and name != "index.html":
                assert found in (undisturbed.old[name], undisturbed.new[name])
        healed = desk.kzaz("suite", "--jobs", "2")
        assert healed.code == 0, healed
        assert desk.pages() == undisturbed.new
        assert desk.manifest()["status"] == "ok"
        desk.assert_clean()
