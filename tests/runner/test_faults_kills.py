"""kill -9 of a run at any moment: the next run makes what an undisturbed one would."""

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from types import SimpleNamespace

import pytest
from disturbed import Desk
from tiny_notebooks import handing_over

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

KILLS = 10
OFTEN = 5
"""Number of the kill of every test run; the others are tried when there is time."""

CHILD = "import subprocess\nsubprocess.Popen(['sleep', '600'])"
DICE = random.Random(2026)  # noqa: S311
MOMENTS = sorted(DICE.uniform(0, 1) for _ in range(KILLS))


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


def spread(moments):
    """All of them, of which one in the middle stands for the rest."""
    slow = pytest.mark.slow
    return [
        pytest.param(m, marks=() if n == OFTEN else slow) for n, m in enumerate(moments)
    ]


@pytest.mark.parametrize("moment", spread(MOMENTS), ids=lambda m: f"{m:.2f} of the run")
def test_a_killed_run_heals_to_the_same_bytes(undisturbed, moment):
    with Desk() as desk:
        save(desk, "New")
        kill(desk, undisturbed.folder, moment * undisturbed.seconds)
        for name, found in desk.pages().items():
            if name.endswith(".html") and name != "index.html":
                assert found in (undisturbed.old[name], undisturbed.new[name])
        healed = desk.kzaz("suite", "--jobs", "2")
        assert healed.code == 0, healed
        assert desk.pages() == undisturbed.new
        assert desk.manifest()["status"] == "ok"
        desk.assert_clean()


def kill(desk, folder, seconds):
    """Kill a run that starts from the pages of a folder, after so many seconds."""
    while True:
        shutil.rmtree(desk.out, ignore_errors=True)
        shutil.copytree(folder, desk.out)
        process = desk.start("suite", "--jobs", "2")
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        process.send_signal(signal.SIGKILL)
        ended = process.wait()
        desk.assert_all_ended()
        if ended == -signal.SIGKILL and not is_over(desk, folder):
            return
        # It was faster this time, and done; the machine has other things to do.
        assert ended in (0, -signal.SIGKILL)
        seconds *= 0.7


def is_over(desk, folder):
    """Whether the manifest already said that the run had ended well."""
    before, now = (
        json.loads((place / "manifest.json").read_text("utf-8"))
        for place in (folder, desk.out)
    )
    return now["status"] == "ok" and now["id"] != before["id"]
