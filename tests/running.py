"""The command in a process of its own, for tests that end it from outside."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]


def started(settings, *arguments):
    """Start `kzaz report` with environment variables; it leads a process group."""
    return subprocess.Popen(
        [sys.executable, "-m", "kzaz_analysis", "report", *map(str, arguments)],
        env=os.environ | {name: str(value) for name, value in settings.items()},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def within(seconds, true):
    """Whether something comes true in time."""
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.1)
    return true()


def is_gone(pid):
    """Whether a process has ended; Linux only."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"


def left_over(mark):
    """Processes whose environment names a path, with their commands; Linux only."""
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if str(mark).encode() in (place / "environ").read_bytes():
                found[int(place.name)] = (place / "cmdline").read_bytes()
        except OSError:
            continue
    return found
