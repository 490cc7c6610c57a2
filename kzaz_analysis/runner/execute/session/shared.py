"""Shared memory that a notebook makes: noted while it runs, and gone with its page.

A process that is killed takes its own memory along. Segments of shared memory, and
folders in the file system for them, belong to nobody and would fill it for all others.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_PLACE = "/dev/shm/"  # noqa: S108 - where Linux has its segments
_RECORD = "shared"
_HERE, _MADE, _NUMBER = "HERE", "REGISTER", "NUMBER"
"""Kinds of lines in the record: names that were there before the page, names that were
made in it (as Python's tracker of resources writes them), numbers of System V."""

_SYSTEM_V = Path("/proc/sysvipc/shm")
_REMOVE = 0
_KINDS = {"semaphore": "sem."}


def begin(runtime: Path) -> None:
    """Note which segments there are before the kernel of a page starts.

    Parameters
    ----------
    runtime : pathlib.Path
        Private folder of the page, which takes the record.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            _note(runtime, (f"{_HERE}:{name}" for name in os.listdir(_PLACE)))  # noqa: PTH208


def follow() -> None:
    """Note what this kernel and its children make; called in the kernel.

    Python's tracker of such resources is a process, which would be killed with all
    others before it clears up: the record takes its place.
    """
    from multiprocessing import resource_tracker  # noqa: PLC0415

    record = Path(os.environ["JUPYTER_RUNTIME_DIR"], _RECORD)
    if not record.is_file():
        return
    descriptor = os.open(record, os.O_WRONLY | os.O_APPEND)
    tracker: Any = resource_tracker._resource_tracker
    tracker._fd = descriptor

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in ("open", "os.mkdir") and str(arguments[0]).startswith(_PLACE):
            name = str(arguments[0]).removeprefix(_PLACE).partition("/")[0]
            line = f"{_MADE}:/{name}:file\n"
            # A notebook may have closed what it does not know.
            with suppress(OSError):
                os.write(descriptor, line.encode("utf-8", "surrogateescape"))

    sys.addaudithook(hook)


def see(runtime: Path, kernel: int | None) -> None:
    """Note what a kernel and its children hold now, before they are killed.

    Parameters
    ----------
    runtime : pathlib.Path
        As of `begin`.
    kernel : int or None
        Number of its process, which may have ended.
    """
    if kernel is None or sys.platform != "linux":
        return
    processes = [kernel, *_descendants(kernel)]
    names = {name for pid in processes for name in _held(pid)}
    made = [f"{_MADE}:/{name}:file" for name in sorted(names)]
    with suppress(OSError):
        _note(runtime, [*made, *(f"{_NUMBER}:{n}" for n in _numbers(processes))])


def release(runtime: Path) -> None:
    """Free what a page has made, once its processes are gone."""
    try:
        text = (runtime / _RECORD).read_text("utf-8", errors="surrogateescape")
    except OSError:
        return
    lines = [line.split(":") for line in text.splitlines()]
    earlier = {parts[1] for parts in lines if parts[0] == _HERE}
    made = {
        _KINDS.get(parts[-1], "") + parts[1].removeprefix("/")
        for parts in lines
        if parts[0] == _MADE
    }
    for name in made - earlier - {"", ".", ".."}:
        _remove(Path(_PLACE, name))
    for parts in lines:
        if parts[0] == _NUMBER:
            ctypes.CDLL(None).shmctl(int(parts[1]), _REMOVE, None)


def _note(runtime: Path, lines: Iterator[str] | list[str]) -> None:
    with (runtime / _RECORD).open("a", encoding="utf-8", errors="surrogateescape") as f:
        f.writelines(f"{line}\n" for line in lines)


def _remove(path: Path) -> None:
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _descendants(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("[0-9]*"):
        with suppress(OSError):
            for child in map(int, (task / "children").read_text("ascii").split()):
                yield child
                yield from _descendants(child)


def _held(pid: int) -> Iterator[str]:
    """Give the names of the segments that a process has mapped or open."""
    place = Path(f"/proc/{pid}")
    paths: list[str] = []
    with suppress(OSError):
        maps = (place / "maps").read_text("utf-8", errors="surrogateescape")
        paths += [line.partition(_PLACE)[2] for line in maps.splitlines()]
        links = [link.readlink() for link in (place / "fd").iterdir()]
        paths += [str(link).partition(_PLACE)[2] for link in links]
    return (path.partition("/")[0] for path in paths if path)


def _numbers(processes: Collection[int]) -> Iterator[int]:
    """Give the numbers of the segments of System V that processes have made."""
    with suppress(OSError):
        head, *rows = _SYSTEM_V.read_text("ascii").splitlines()
        number, maker = (head.split().index(name) for name in ("shmid", "cpid"))
        for row in map(str.split, rows):
            if int(row[maker]) in processes:
                yield int(row[number])
