"""The log of runs: one line an event, for people or as JSON, in files that rotate."""

from __future__ import annotations

import errno
import json
import logging
import os
import sys
import time
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.telling import console
from kzaz_analysis.runner.telling.outlet import needs_reader
from kzaz_analysis.runner.telling.printed import harmless

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = ("text", "json")
"""How lines are written; the first is the default."""

_LARGEST = 5 * 2**20
_KEPT = 3
_PLACE = "log"
_UNREAD = "nobody reads this pipe"
_FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NONBLOCK", 0)


class RunLog:
    """Adds what happens in a run to a file; one that fails ends nothing.

    A file beyond 5 MB is put aside as ``FILE.1``, and three such files are kept. Nobody
    waits until a named pipe is read.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    style : str
        One of `FORMATS`. As JSON, a line has ``time``, ``event`` and what belongs to
        it: ``page``, ``status``, ``message``, ``seconds``, ``reasons``, ``exit_code``.
    """

    def __init__(self, path: Path, style: str = FORMATS[0]) -> None:
        self._style = style
        self._handler = _Handler(
            path, maxBytes=_LARGEST, backupCount=_KEPT, encoding="utf-8", delay=True
        )
        self._begun: dict[str, float] = {}

    def page(self, slug: str, event: str, *rest: Any) -> None:
        """Take one event of a page, as `run.run` tells it; cells are left out."""
        if event == "start":
            self._begun[slug] = time.monotonic()
        elif event in ("end", "retry"):
            status, message = rest
            begun = self._begun.pop(slug, time.monotonic())
            seconds = round(time.monotonic() - begun, 3)
            kind = "page" if event == "end" else "retry"
            about = {"page": slug, "status": status, "message": message}
            self.write(kind, **about, seconds=seconds)
        elif event == "plan" and rest[0]:
            self.write("due", page=slug, reasons=list(rest[0]))

    def write(self, event: str, **about: Any) -> None:
        """Add one line."""
        moment = datetime.now(UTC).isoformat(timespec="milliseconds")
        if self._style == "json":
            line = json.dumps(
                {"time": moment, "event": event, **about}, ensure_ascii=False
            )
        else:
            text = " ".join(_as_text(event, about).split())
            line = f"{moment} {harmless(text)}"
        record = logging.LogRecord("kzaz", logging.INFO, "", 0, line, None, None)
        self._handler.handle(record)

    def close(self) -> None:
        """Close the file."""
        self._handler.close()


class _Handler(RotatingFileHandler):
    def handle(self, record: logging.LogRecord) -> bool:
        """Write a line; where it cannot even be opened, note it too."""
        try:
            return bool(super().handle(record))
        except OSError as error:
            self._note(error)
            return False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Note what is going wrong just now."""
        error = sys.exc_info()[1]
        if error is not None:
            self._note(error)

    def close(self) -> None:
        """Close the file; a full disk may show only now."""
        try:
            super().close()
        except OSError as error:
            self._note(error)

    def _open(self) -> Any:
        """Open the file, or a pipe that somebody reads."""
        descriptor = os.open(self.baseFilename, _FLAGS, 0o666)
        if needs_reader(descriptor):
            return console.outlet(_PLACE, descriptor)
        return os.fdopen(descriptor, self.mode, encoding=self.encoding)

    def _note(self, error: BaseException) -> None:
        is_unread = getattr(error, "errno", None) == errno.ENXIO
        why = _UNREAD if is_unread else getattr(error, "strerror", None) or str(error)
        if console.note(_PLACE, why) and sys.stderr is not None:
            name = self.baseFilename
            print(f"kzaz: the log {name} is not written: {why}", file=sys.stderr)
        if isinstance(error, BrokenPipeError) and self.stream:
            # Whoever reads it may come back.
            self.stream.close()
            self.stream = None


def _as_text(event: str, about: dict[str, Any]) -> str:
    if event == "page":
        why = f": {about['message']}" if about["message"] else ""
        return f"{about['page']}: {about['status']}, {about['seconds']:.1f} s{why}"
    if event == "due":
        return f"{about['page']}: {'; '.join(about['reasons'])}"
    values = ", ".join(
        f"{name} {value}" for name, value in about.items() if value != ""
    )
    return f"{event}: {values}" if values else event
