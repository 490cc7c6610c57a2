"""Run a command that ends, in good order, when its caller is gone.

Called as ``python -m kzaz_analysis.scheduling.watchdog WORD...`` with a pipe as
standard input that the caller holds open. When the pipe closes, because the caller was
killed or closed it, the command is sent SIGTERM. Ends with the exit code of the
command.
"""

from __future__ import annotations

import os
import subprocess
import sys
from threading import Thread


def main(words: list[str]) -> int:
    """Run the command and return its exit code, 128 and more for a signal."""
    command = subprocess.Popen(words, stdin=subprocess.DEVNULL)  # noqa: S603

    def watch() -> None:
        os.read(0, 1)
        command.terminate()

    Thread(target=watch, daemon=True).start()
    code = command.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
