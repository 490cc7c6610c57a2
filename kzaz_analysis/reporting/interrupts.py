"""Signals that ask a run to end: heard everywhere but in the middle of publishing."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


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
    """Hears the signals of a run; only the first one counts.

    Used as a context manager in the main thread. In another thread it does nothing,
    because signals are not heard there.
    """

    def __init__(self) -> None:
        self._number: int | None = None
        self._shielded = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Interrupts:
        if threading.current_thread() is threading.main_thread():
            heard = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
            self._before = {n: signal.signal(n, self._hear) for n in heard}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @contextmanager
    def shield(self) -> Iterator[None]:
        """Let what stands inside finish before a signal is followed."""
        self._shielded = True
        try:
            yield
        finally:
            self._shielded = False
        if self._number is not None:
            raise Interrupted(self._number)

    def _hear(self, number: int, _: object) -> None:
        if self._number is None:
            self._number = number
            if not self._shielded:
                raise Interrupted(number)
