"""Standard output and standard error that may fail, and end nothing by it."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.telling.outlet import UNREAD, Outlet, needs_reader

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROBLEMS: dict[str, str] = {}
_OUTLETS: dict[str, Outlet] = {}
_CLOSED = "it was closed when the run began"
_STREAMS = {"stdout": "standard output", "stderr": "standard error"}


def problems() -> list[str]:
    """Return what could not be told, and why; one line for each way of telling."""
    behind = {place: UNREAD for place, out in _OUTLETS.items() if out.is_behind}
    return [f"{place}: {why}" for place, why in (behind | _PROBLEMS).items()]


def note(place: str, error: BaseException | str) -> bool:
    """Note that nothing can be told in some place any more; the first reason stays.

    Returns
    -------
    bool
        Whether that is news.
    """
    is_news = place not in _PROBLEMS
    _PROBLEMS.setdefault(place, getattr(error, "strerror", None) or str(error))
    return is_news


def outlet(place: str, descriptor: int, *encoding: str) -> Outlet:
    """Return what writes to a place that needs a reader; see `Outlet`."""
    _OUTLETS[place] = Outlet(descriptor, *encoding)
    return _OUTLETS[place]


def hold_standard_streams() -> None:
    """Open nothing in place of each standard stream that was closed at the start.

    Else a pipe of the run takes its number, and a child writes over it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


@contextmanager
def unfailing() -> Iterator[Unfailing]:
    """Let nothing that is printed inside end the process; give standard error.

    What is printed to a stream that is closed, full, or read by nobody any more is
    dropped, and noted once; see `problems`. Nobody waits long for a reader.
    """
    streams_before = sys.stdout, sys.stderr
    _PROBLEMS.clear()
    _OUTLETS.clear()
    streams = [Unfailing(getattr(sys, name), name) for name in _STREAMS]
    stdout, stderr = streams
    replaced: Any = sys
    replaced.stdout, replaced.stderr = stdout, stderr
    try:
        yield stderr
    finally:
        for stream in streams:
            stream.close()
        sys.stdout, sys.stderr = streams_before


class Unfailing:
    """A stream of text whose failures are noted and otherwise passed over.

    Attributes
    ----------
    last : str
        The last line that was written and not empty.
    """

    def __init__(self, stream: Any, name: str) -> None:
        self._stream, self._place = stream, _STREAMS[name]
        self._way: Any = _way(stream, self._place)
        self.last = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write text, if that can be done."""
        if not isinstance(text, str):
            raise TypeError(f"text is written here, not {type(text).__name__}")
        lines = [line for line in text.splitlines() if line.strip()]
        self.last = lines[-1] if lines else self.last
        self._try("write", text)
        if "\n" in text:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Force out what was written, if that can be done."""
        self._try("flush")

    def close(self) -> None:
        """Force out what was written; the stream itself stays open for others."""
        self.flush()
        if isinstance(self._way, Outlet):
            self._way.close()
            self._way = self._stream

    def isatty(self) -> bool:
        """Whether a person reads it."""
        with suppress(OSError, ValueError, AttributeError):
            return bool(self._stream.isatty())
        return False

    def _try(self, method: str, *given: str) -> None:
        if self._way is None:
            # Of one that failed the reason is noted already.
            if any(given):
                note(self._place, _CLOSED)
            return
        try:
            getattr(self._way, method)(*given)
        except BlockingIOError as error:
            note(self._place, error)
        except (OSError, ValueError) as error:
            note(self._place, error)
            self._give_up()

    def _give_up(self) -> None:
        """Send all further text, and what is left in the buffer, to nowhere."""
        way, self._way = self._way, None
        if isinstance(way, Outlet):
            way.close()
        with suppress(OSError, ValueError, AttributeError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)


def _way(stream: Any, place: str) -> Any:
    """Return what text for a stream is written to: itself, unless it needs a reader."""
    with suppress(OSError, ValueError, AttributeError):
        if needs_reader(stream.fileno()):
            stream.flush()
            own_end = os.dup(stream.fileno())
            return outlet(place, own_end, stream.encoding, stream.errors)
    return stream
