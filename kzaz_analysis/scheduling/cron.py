"""A schedule for cron: one marked block in the crontab of the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.errors import OutputError, UsageError
from kzaz_analysis.scheduling.install import call, fill
from kzaz_analysis.scheduling.task import BUSY, Task

if TYPE_CHECKING:
    from kzaz_analysis.scheduling.times import Timetable

_LONGEST = 998
"""Characters of a command that every cron takes; Vixie cron's buffer ends here."""


def block(task: Task, when: Timetable) -> str:
    """Return the lines for a crontab: the marks, what they do, and the one that runs.

    Raises
    ------
    UsageError
        If cron could not carry the command.
    """
    return fill(
        "crontab.j2",
        begin=_begin(task.name),
        end=_end(task.name),
        busy=BUSY,
        line=f"{when.text} {_command(task)}",
    )


def install(task: Task, when: Timetable) -> None:
    """Put the block into the crontab, in place of the one of the same name.

    All other lines stay as they are.

    Raises
    ------
    UsageError
        If there is no ``crontab`` here, or a mark of ours stands alone.
    OutputError
        If the crontab cannot be read or written.
    """
    lines_before, lines_after = _around(_read(), task.name)
    if lines_before and not lines_before.endswith("\n"):
        lines_before += "\n"
    _write(lines_before + block(task, when) + lines_after)


def remove(name: str) -> bool:
    """Take the block of a schedule out of the crontab; False if there was none."""
    held = _read()
    lines_before, lines_after = _around(held, name)
    if lines_before + lines_after == held:
        return False
    _write(lines_before + lines_after)
    return True


def _command(task: Task) -> str:
    """Return the shell command: silent when all is well, and with the exit code."""
    run = f"cd {task.shell_folder} && {task.shell}"
    report = 'printf "%s\\n" "$said" "kzaz ended with exit code $code"'
    bad = f"code=$?; [ $code -eq {BUSY} ] || {report}; exit $code;"
    command = f"said=$({run} 2>&1) || {{ {bad} }}"
    if r"\%" in command:
        raise UsageError(rf"cron cannot carry \% in a command: {task.shell}")
    # To cron a bare percent sign is the end of the line.
    command = command.replace("%", r"\%")
    if len(command) > _LONGEST:
        raise UsageError(
            f"the line is too long for cron ({len(command)} characters of at most "
            f"{_LONGEST}); put shorter paths, or the notify command into a file"
        )
    return command


def _begin(name: str) -> str:
    return f"# {name}: begin"


def _end(name: str) -> str:
    return f"# {name}: end"


def _around(text: str, name: str) -> tuple[str, str]:
    """Return what stands before and after the block, which may be missing."""
    lines = text.splitlines(keepends=True)
    bare = [line.rstrip() for line in lines]
    places = [[i for i, b in enumerate(bare) if b == m] for m in _marks(name)]
    if places == [[], []]:
        return text, ""
    if [len(place) for place in places] != [1, 1] or places[0] > places[1]:
        raise UsageError(
            f"the crontab holds marks of {name} that do not belong together; look "
            "with crontab -e, and take them out"
        )
    [[begin], [end]] = places
    return "".join(lines[:begin]), "".join(lines[end + 1 :])


def _marks(name: str) -> tuple[str, str]:
    return _begin(name), _end(name)


def _read() -> str:
    done = call("crontab", "-l")
    if done.returncode == 0:
        return done.stdout
    if "no crontab for" in done.stderr:
        return ""
    raise OutputError(f"the crontab cannot be read: {done.stderr.strip()}")


def _write(text: str) -> None:
    done = call("crontab", "-", given=text)
    if done.returncode:
        raise OutputError(f"the crontab was not taken: {done.stderr.strip()}")
    if _read() != text:
        raise OutputError("the crontab reads otherwise than it was written")
