"""What surrounds a run: nothing untold ends it, and every end of it is told."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.telling import console

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kzaz_analysis.runner.telling.alert import Alert

_NAMES = ("SIGTERM", "SIGHUP")


def surrounded(
    arguments: Sequence[str], command: Callable[[], Any], latest: Path
) -> Any:
    """Run a command; whatever it ends with is told, unless the run itself did so.

    Parameters
    ----------
    arguments : sequence of str
        Words of the command, which may be wrong in any way.
    command : callable
        Runs it; ends as a command does, with `SystemExit`.
    latest : pathlib.Path
        Output folder of runs that name none.
    """
    with console.unfailing() as stderr, _signals_as_ends():
        try:
            return command()
        except SystemExit as end:
            if end.code and not getattr(end, "is_told", False):
                code = end.code if isinstance(end.code, int) else 1
                _tell(arguments, latest, code, stderr.last)
            raise
        except Exception as error:
            _tell(arguments, latest, 1, f"{type(error).__name__}: {error}")
            raise


def _tell(arguments: Sequence[str], latest: Path, exit_code: int, reason: str) -> None:
    alert = _alert(arguments, latest)
    if alert is not None:
        alert.tell_of_end(exit_code, reason)


def _alert(arguments: Sequence[str], latest: Path) -> Alert | None:
    """Return whom to tell, read from words that click may not have understood."""
    command = _value(arguments, "--notify")
    if not command:
        return None
    from kzaz_analysis.runner.telling.alert import Alert  # noqa: PLC0415

    out = _value(arguments, "--out") or _value(arguments, "-o") or str(latest)
    slug = _value(arguments, "--slug") or next(iter(arguments[2:]), "")
    return Alert(command, Path(out), slug if arguments[1] == "run" else "")


def _value(arguments: Sequence[str], option: str) -> str:
    """Return the value of an option; empty where it is not there."""
    value = ""
    for number, word in enumerate(arguments):
        if word == option:
            value = next(iter(arguments[number + 1 :]), "")
        elif word.startswith(f"{option}="):
            value = word.partition("=")[2]
    return value


@contextmanager
def _signals_as_ends() -> Iterator[None]:
    """End as a command does where a signal comes before or after the run itself."""

    def end(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        numbers = []
    heard = [n for n in numbers if signal.getsignal(n) is signal.SIG_DFL]
    handlers = {number: signal.signal(number, end) for number in heard}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
