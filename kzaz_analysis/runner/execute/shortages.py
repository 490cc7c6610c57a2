"""What a process or a machine has run out of, said in words."""

from __future__ import annotations

import errno
import os

from kzaz_analysis.errors import OutputError

try:
    import resource
except ImportError:  # Windows has no limits of this kind.
    resource = None  # type: ignore[assignment]

_NEEDED_FILES = 96
"""With 64 open files kernels die; a page of charts is made with 96."""

_WANTING = {
    errno.EMFILE: "its process needs more open files than it may have",
    errno.ENFILE: "the machine has as many files open as it may",
    errno.ENOMEM: "the machine has no memory left for it",
    errno.ENOSPC: "its files cannot be written, the disk is full",
}


def require_open_files() -> None:
    """Refuse what would end as a kernel that died, with no word of the reason.

    Raises
    ------
    OutputError
        If this process may hold fewer files open than a page needs.
    """
    most = _most_open()
    if most is not None and most < _NEEDED_FILES:
        raise OutputError(
            f"this process may hold {most} files open, a page needs "
            f"{_NEEDED_FILES}; raise the limit: ulimit -n 1024"
        )


def shortage(error: BaseException | None) -> str:
    """Say what ran out if that is why something failed; empty if it is not.

    Libraries raise errors of their own with the system's number, or from its error.
    """
    while error is not None:
        number = getattr(error, "errno", None)
        if number in _WANTING:
            limit = f"; it may hold {_most_open()} open" * (number == errno.EMFILE)
            return f"{_WANTING[number]} ({os.strerror(number)}){limit}"
        error = error.__cause__ or error.__context__
    return ""


def _most_open() -> int | None:
    if resource is None:
        return None
    most: int = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return most if most >= 0 else None
