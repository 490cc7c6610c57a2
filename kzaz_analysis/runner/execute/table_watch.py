"""Which tables are opened in a kernel, whoever opens them."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

LOG = "KZAZ_ACCESS_LOG"
"""Environment variable that names the file to note it in; see `cache.access_log`."""

FOLDER = "KZAZ_ACCESS_FOLDER"
"""Environment variable that names the folder of the tables."""

_ENDINGS = (".csv", ".yml")


def watch() -> None:
    """Have this kernel note which tables are opened, whoever opens them.

    Called in the kernel. What opens files past Python, as some libraries do, is not
    seen; a notebook that hands over no list of tables rests on all of them anyway.
    """
    log, folder = os.environ.get(LOG), os.environ.get(FOLDER)
    if not (log and folder):
        return
    place = os.path.realpath(folder)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        path = arguments[0] if event == "open" else None
        if isinstance(path, str) and path.endswith(_ENDINGS):
            head, name = os.path.split(os.path.realpath(path))
            if head == place:
                line = json.dumps({"table": name.rpartition(".")[0], "opened": 1})
                _append(log, line.encode() + b"\n")

    sys.addaudithook(hook)


def _append(path: str, line: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line)
    finally:
        os.close(descriptor)
