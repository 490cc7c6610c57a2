"""One run per output folder: a lock that the operating system takes back by itself."""

from __future__ import annotations

import json
import os
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from kzaz_analysis.errors import LockedError, OutputError
from kzaz_analysis.runner.files import NOT_FOLLOWED, lock_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = ".kzaz-lock"
"""File in the output folder that says which process holds it."""


_PAUSE_S = 0.05
_GLANCE_S = 0.3
"""How long whoever looks whether a folder is held may hold it for that."""


@contextmanager
def hold(
    folder: Path, name: str = NAME, *, patience_s: float = _GLANCE_S
) -> Iterator[None]:
    """Hold an output folder while a run writes to it.

    The lock belongs to the process, not to the file: a file that a killed process
    left behind locks nothing, and is taken over.

    Parameters
    ----------
    folder : pathlib.Path
        An existing folder.
    name : str
        Name of the lock file in it.
    patience_s : float
        Seconds to wait for another process that holds it.

    Raises
    ------
    LockedError
        If another process holds it; the message names the process.
    OutputError
        If the lock file cannot be written.
    """
    path = folder / name
    try:
        descriptor = _acquire_within(path, time.monotonic() + patience_s)
    except BlockingIOError:
        raise LockedError(f"{folder} is in use by {_holder(path)}") from None
    except OSError as error:
        why = "it is a link" if path.is_symlink() else error.strerror
        raise OutputError(f"{folder} cannot be locked: {NAME}: {why}") from None
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink()
        os.close(descriptor)


def is_held(folder: Path) -> bool:
    """Whether a run works in an output folder just now."""
    try:
        descriptor = os.open(folder / NAME, os.O_RDWR | NOT_FOLLOWED)
    except OSError:
        return False
    try:
        lock_file(descriptor)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def _acquire_within(path: Path, until: float) -> int:
    while True:
        try:
            return _acquire(path)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise
        time.sleep(_PAUSE_S)


def _acquire(path: Path) -> int:
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | NOT_FOLLOWED, 0o644)
        try:
            lock_file(descriptor)
            # The file may have been removed by its last holder in the meantime.
            if _same_file(descriptor, path):
                text = json.dumps({"pid": os.getpid()})
                os.ftruncate(descriptor, 0)
                os.write(descriptor, text.encode())
                return descriptor
        except OSError:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _same_file(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _holder(path: Path) -> str:
    try:
        return f"the process {json.loads(path.read_text('utf-8'))['pid']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
