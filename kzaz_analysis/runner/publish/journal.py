"""What a run has finished so far, so that a killed one can be taken up again.

The manifest is written when a run starts and when it ends. In between, each page that
was published adds one line here. A run that ends well removes the journal; the next
run reads one that was left.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import OutputError
from kzaz_analysis.runner.files import NOT_FOLLOWED, read_at_once

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NAME = "kzaz-journal"
"""How a journal is called, behind a dot and the slug of a page that is made alone."""


def read(path: Path) -> dict[str, dict[str, Any]]:
    """Return the entries of pages by slug; a line that was cut off is not counted."""
    try:
        lines = read_at_once(path).decode(errors="replace").splitlines()
    except OSError:
        return {}
    entries = {}
    for line in lines:
        with suppress(ValueError, KeyError, TypeError):
            entry = json.loads(line)
            entries[str(entry["slug"])] = entry
    return entries


def append(path: Path, entry: Mapping[str, Any]) -> None:
    """Add the entry of a page that was published, and force it to disk.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    # A line that was cut off by a kill must not swallow this one.
    line = "\n" + json.dumps(entry, ensure_ascii=False) + "\n"
    try:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | NOT_FOLLOWED
        with os.fdopen(os.open(path, flags, 0o644), "ab") as file:
            file.write(line.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}") from None
