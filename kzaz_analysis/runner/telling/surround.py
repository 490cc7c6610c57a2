"""What surrounds a run: nothing untold ends it, and every end of it is told."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.publish.signals import signals_as_ends
from kzaz_analysis.runner.telling import console

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzaz_analysis.runner.telling.alert import Alert

_SAID = "kzaz: "
_MOST_SAID = 2000


def surrounded(command: Callable[[], Any], whom: Callable[[], Alert | None]) -> Any:
    """Run a command; whatever it ends with is told, unless the run itself did so.

    Parameters
    ----------
    command : callable
        Ends as a command does, with `SystemExit`; one with a ``reason`` says why.
    whom : callable
        Returns whom to tell, and of which folder; None where no run was to be.
    """
    with console.unfailing() as stderr, signals_as_ends():
        try:
            return command()
        except SystemExit as end:
            if end.code and not getattr(end, "is_told", False):
                code = end.code if isinstance(end.code, int) else 1
                said = getattr(end, "reason", "") or stderr.last.removeprefix(_SAID)
                _tell(whom(), code, said)
            raise
        except Exception as error:
            # Here: nobody may read what Python says of it at the end.
            traceback.print_exc()
            _tell(whom(), 1, f"{type(error).__name__}: {error}")
            raise SystemExit(1) from error


def _tell(alert: Alert | None, exit_code: int, reason: str) -> None:
    if alert is not None:
        alert.tell_of_end(exit_code, reason[:_MOST_SAID])
