"""All processes that a page has started, also those that left its group or session."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_SET_CHILD_SUBREAPER = 36
_MOST_ROUNDS = 100


def adopt() -> None:
    """Become the parent of descendants whose own parent ends, where Linux can do it."""
    if sys.platform == "linux":
        library = ctypes.CDLL(None, use_errno=True)
        library.prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_all(but: Collection[int] = ()) -> None:
    """Kill every descendant of this process but some children, and take their ends.

    Parameters
    ----------
    but : collection of int
        Children that stay, with all that they started.
    """
    for _ in range(_MOST_ROUNDS):
        if not _has_children():
            return
        children = _children()
        child_pids = [pid for pid in children.get(os.getpid(), ()) if pid not in but]
        if not child_pids:
            return
        # Stopped first: what starts processes faster than they are killed cannot win.
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for pid in _with_descendants(child_pids, children):
                with suppress(OSError):
                    os.kill(pid, number)
        for pid in child_pids:
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)


def wake(pid: int | None) -> None:
    """Let a process go on that was stopped; of no effect where the system has no /proc.

    Parameters
    ----------
    pid : int or None
        Its number, if it is known.
    """
    with suppress(OSError, IndexError):
        stat = Path(f"/proc/{pid}/stat").read_text("latin-1")
        if pid is not None and stat.rpartition(")")[2].split()[0] == "T":
            os.kill(pid, signal.SIGCONT)


def _has_children() -> bool:
    """Whether there is any child: most pages have left none."""
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except (ChildProcessError, AttributeError):
        return False
    return True


def _with_descendants(
    processes: list[int], children: Mapping[int, list[int]]
) -> list[int]:
    every, new = list(processes), list(processes)
    while new:
        new = [child for pid in new for child in children.get(pid, ())]
        every += new
    return every


def _children() -> dict[int, list[int]]:
    """Return the children of every process; none where the system does not tell."""
    children: dict[int, list[int]] = defaultdict(list)
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError, IndexError):
            # The name of a program, in brackets, may hold anything.
            fields = (place / "stat").read_text("latin-1").rpartition(")")[2].split()
            children[int(fields[1])].append(int(place.name))
    return children
