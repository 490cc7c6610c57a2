"""A schedule for systemd: a service and a timer of the user."""

from __future__ import annotations

import os
import re
import zoneinfo
from pathlib import Path
from typing import TYPE_CHECKING

from kzaz_analysis.errors import OutputError, UsageError, unknown_name
from kzaz_analysis.scheduling.install import call, fill, is_ours, write
from kzaz_analysis.scheduling.task import BUSY, Task

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.scheduling.times import Timetable

_BARE = re.compile(r"[\w@+=:,./-]+", re.ASCII)
_UNIT = re.compile(r"[\w@%:.-]+\.(service|target)", re.ASCII)
_SYSTEMCTL = ("systemctl", "--user")
_TERMINATED = 143


def units(
    task: Task, when: Timetable, *, zone: str = "", on_failure: str = ""
) -> dict[Path, str]:
    """Return the text of service and timer by the path of each.

    Parameters
    ----------
    task, when
        What to run, and when.
    zone : str
        Time zone of the times, such as ``Asia/Almaty``; that of the machine if empty.
    on_failure : str
        Unit that is started when a run fails, or is killed; none if empty.

    Raises
    ------
    UsageError
        If there is no such time zone, or the unit has no name of one.
    """
    if zone and zone not in zoneinfo.available_timezones():
        raise unknown_name("time zone", zone, zoneinfo.available_timezones())
    if on_failure and not _UNIT.fullmatch(on_failure):
        raise UsageError(f"{on_failure!r} names no unit; one is mail-me.service")
    service, timer = paths(task.name)
    words = task.words()
    if not _BARE.fullmatch(words[0]):
        # systemd refuses programs with special characters in their path.
        words = ("/usr/bin/env", *words)
    return {
        service: fill(
            "service.j2",
            folder=_path(task.folder),
            command=" ".join(map(quoted, words)),
            on_failure=on_failure,
            busy=BUSY,
            terminated=_TERMINATED,
        ),
        timer: fill(
            "timer.j2", calendars=[f"{c} {zone}".strip() for c in when.calendars]
        ),
    }


def paths(name: str) -> tuple[Path, Path]:
    """Return where service and timer of a schedule lie."""
    settings = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    folder = Path(settings) / "systemd" / "user"
    return folder / f"{name}.service", folder / f"{name}.timer"


def steps(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the commands that start a schedule whose units are in place."""
    return (
        (*_SYSTEMCTL, "daemon-reload"),
        (*_SYSTEMCTL, "enable", "--now", f"{name}.timer"),
    )


def install(name: str, written: Mapping[Path, str], *, force: bool = False) -> None:
    """Write the units and start the timer.

    Parameters
    ----------
    name : str
        Of the schedule.
    written : mapping of pathlib.Path to str
        As of `units`.
    force : bool
        Replace units that we did not write.

    Raises
    ------
    UsageError
        If a unit of that name is there that we did not write, and not `force`; or if
        there is no ``systemctl``.
    OutputError
        If a unit cannot be written, or the timer cannot be started.
    """
    strange = [path for path in written if path.exists() and not is_ours(path)]
    if strange and not force:
        raise UsageError(
            f"{strange[0]} was not written by kzaz; give another --name, or --force"
        )
    for path, text in written.items():
        write(path, text)
    for words in steps(name):
        _step(words, "the units are written, but")


def remove(name: str) -> bool:
    """Stop a timer and delete the units; False if there were none of ours."""
    units = [path for path in paths(name) if is_ours(path)]
    if not units:
        return False
    _step((*_SYSTEMCTL, "disable", "--now", f"{name}.timer"), "nothing is removed:")
    for path in units:
        path.unlink()
    _step((*_SYSTEMCTL, "daemon-reload"), "the units are removed, but")
    return True


def quoted(word: str) -> str:
    r"""Quote one word for ``ExecStart=``.

    Examples
    --------
    >>> print(quoted('50% of "$HOME"'))
    "50%% of \"$$HOME\""
    """
    if _BARE.fullmatch(word):
        return word
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped.replace("%", "%%").replace("$", "$$")}"'


def _path(path: Path) -> str:
    return str(path).replace("%", "%%")


def _step(words: tuple[str, ...], before: str) -> None:
    done = call(*words)
    if done.returncode:
        reason = (done.stderr or done.stdout).strip().partition("\n")[0]
        raise OutputError(f"{before} `{' '.join(words)}` failed: {reason}")
