"""Signals that ask a run to end: heard where it waits, never where it puts away."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENDING = ("SIGTERM", "SIGHUP")
_NAMES = ("SIGINT", *_ENDING)


class Interrupted(KeyboardInterrupt):
    """The run was asked to end by a signal.

    Attributes
    ----------
    exit_code : int
        128 and the number of the signal, as shells count.
    """

    def __init__(self, number: int) -> None:
        super().__init__(f"interrupted by {signal.Signals(number).name}")
        self.exit_code = 128 + number


class Interrupts:
    """Hears the signals of a run; the first one is followed, once.

    Used as a context manager in the main thread. In another thread it does nothing,
    because signals are not heard there. Signals that were ignored before, as under
    ``nohup``, stay ignored.

    Parameters
    ----------
    listening : bool
        Whether a signal ends the run wherever it is. If not, only inside `listen`;
        one that comes after that finds the run done, and changes nothing.
    """

    def __init__(self, *, listening: bool = True) -> None:
        self._number: int | None = None
        self._followed = False
        self._listening = listening
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Interrupts:
        if threading.current_thread() is threading.main_thread():
            numbers = [getattr(signal, n) for n in _NAMES if hasattr(signal, n)]
            heard = [n for n in numbers if signal.getsignal(n) is not signal.SIG_IGN]
            self._before = {n: signal.signal(n, self._hear) for n in heard}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @contextmanager
    def shield(self) -> Iterator[None]:
        """Let what stands inside finish before a signal is followed."""
        with self._while(listening=False):
            yield

    @contextmanager
    def listen(self) -> Iterator[None]:
        """Follow a signal that came before, or comes while this goes on."""
        with self._while(listening=True):
            yield

    @contextmanager
    def _while(self, *, listening: bool) -> Iterator[None]:
        was_listening, self._listening = self._listening, listening
        try:
            self._follow()
            yield
        finally:
            self._listening = was_listening
        self._follow()

    def _hear(self, number: int, _: object) -> None:
        if self._number is None:
            self._number = number
        self._follow()

    def _follow(self) -> None:
        if self._number is not None and self._listening and not self._followed:
            self._followed = True
            raise Interrupted(self._number)


@contextmanager
def signals_as_ends() -> Iterator[None]:
    """End as a command does where a signal comes that would end it at once."""

    def end(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    numbers = [getattr(signal, name) for name in _ENDING if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        numbers = []
    heard = [n for n in numbers if signal.getsignal(n) is signal.SIG_DFL]
    handlers = {number: signal.signal(number, end) for number in heard}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
