"""Call a command of the user's with a summary of a run."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import PurePath
from typing import IO, TYPE_CHECKING, Any

from kzaz_analysis.errors import UsageError
from kzaz_analysis.runner.plan.status import GOOD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.runner.compare.comparison import RunComparison

_OURS = "kzaz"
_POSIX = os.name == "posix"
_MOST_SAID = 300


def summary(
    record: Mapping[str, Any],
    comparison: RunComparison | None,
    exit_code: int,
    out: str = "",
) -> dict[str, Any]:
    """Return what the command is told of a run.

    Parameters
    ----------
    record : mapping
        The manifest of the run.
    comparison : RunComparison or None
        How it differs from the last one; None where there was none.
    exit_code : int
        With which the run ends.
    out : str
        Its output folder.

    Returns
    -------
    dict
        ``status``, ``exit_code``, ``out``, ``suite``, ``start``, ``failed`` (``slug``,
        ``status``, ``reason`` of each page that could not be made), ``conclusions``
        (findings and numbers before and after, and causes, of each page whose
        conclusion changed).
    """
    failed = [
        {
            "slug": page.get("slug"),
            "status": page.get("status"),
            "reason": (page.get("problem") or {}).get("message", ""),
        }
        for page in record.get("pages") or ()
        if page.get("status") not in GOOD
    ]
    changed = comparison.conclusions if comparison else ()
    return {
        "status": record.get("status"),
        "exit_code": exit_code,
        "out": out,
        "suite": record.get("suite"),
        "start": record.get("start"),
        "failed": failed,
        "conclusions": [page.as_dict() for page in changed],
    }


def call(
    command: str, summary: Mapping[str, Any], timeout_s: float = 60
) -> dict[str, Any]:
    """Run a command with a summary as JSON on its standard input.

    No shell reads the command. Whatever it does, the run ends as it would have; that
    it failed is said on standard error.

    Parameters
    ----------
    command : str
        Program and arguments, quoted as for a shell; ``kzaz`` is this package.
    summary : mapping
        What it is told; see `summary`.
    timeout_s : float
        Seconds after which it is ended, with what it started.

    Returns
    -------
    dict
        For the manifest: ``program``, ``exit_code`` (None if it never ran or was
        ended), ``seconds``, ``problem`` (empty if all went well). Its arguments and
        what it said may hold secrets and are left out.
    """
    started = time.monotonic()
    program, code, last_words = "", None, ""
    try:
        arguments = split(command)
        program = PurePath(arguments[0]).name
        if arguments[0] == _OURS:
            # Schedulers have a PATH of their own, in which it mostly is not.
            arguments[:1] = [sys.executable, "-P", "-m", __name__.partition(".")[0]]
        text = json.dumps(summary, ensure_ascii=False).encode("utf-8")
        code, problem, last_words = _run(arguments, text, timeout_s)
    except (OSError, ValueError, UsageError) as error:
        problem = getattr(error, "strerror", None) or str(error)
    if problem:
        print(f"kzaz: --notify {program}: {problem}{last_words}", file=sys.stderr)
    return {
        "program": program,
        "exit_code": code,
        "seconds": round(time.monotonic() - started, 3),
        "problem": problem,
    }


def split(command: str) -> list[str]:
    """Return program and arguments of a command, quoted as for the system's shell.

    Raises
    ------
    UsageError
        If it is empty or a quotation mark is never closed.
    """
    try:
        parts = shlex.split(command, posix=_POSIX)
    except ValueError as error:
        raise UsageError(f"{command!r} is no command: {error}") from None
    if not parts:
        raise UsageError("the command is empty; name a program")
    # Backslashes are part of paths on Windows, so quotation marks are still there.
    return parts if _POSIX else [part.strip('"') for part in parts]


def _run(
    arguments: list[str], told: bytes, timeout_s: float
) -> tuple[int | None, str, str]:
    """Return exit code, what went wrong, and what it said of it.

    It reads from and writes to files: pipes fill up, and stay open as long as anybody
    holds them.
    """
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as stderr:
        stdin.write(told)
        stdin.seek(0)
        process = subprocess.Popen(  # noqa: S603 - the user's own command
            arguments,
            stdin=stdin,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            start_new_session=_POSIX,
        )
        try:
            code = process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return None, f"it took longer than {timeout_s:g} s and was ended", ""
        finally:
            _end(process)
        return code, f"it ended with {code}" if code else "", _said(stderr)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        with suppress(ProcessLookupError):
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _said(stderr: IO[bytes]) -> str:
    stderr.seek(0)
    lines = stderr.read().decode("utf-8", errors="replace").split("\n")
    last_line = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return f": {last_line[:_MOST_SAID]}" if last_line else ""
