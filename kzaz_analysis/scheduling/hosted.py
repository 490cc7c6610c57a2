"""A schedule for a hosted service: a workflow file for GitHub."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from kzaz_analysis.errors import UsageError
from kzaz_analysis.scheduling.install import fill, write
from kzaz_analysis.scheduling.task import Task

if TYPE_CHECKING:
    from pathlib import Path

    from kzaz_analysis.scheduling.times import Timetable

_ATTEMPT = "${{ github.run_id }}-${{ github.run_attempt }}"


def path(task: Task) -> Path:
    """Return where the workflow belongs."""
    return task.folder / ".github" / "workflows" / f"{task.name}.yml"


def workflow(task: Task, when: Timetable) -> str:
    """Return the text of the workflow.

    The paths of the command are those of the project, which the service checks out
    anew for every run.

    Raises
    ------
    UsageError
        If a path leads out of the project.
    """

    def place(there: Path) -> str:
        if not there.is_relative_to(task.folder) or there == task.folder:
            raise UsageError(
                f"{there} is not inside {task.folder}; the service sees the project "
                "alone, so call this in its folder and give paths inside it"
            )
        return there.relative_to(task.folder).as_posix()

    return fill(
        "workflow.j2",
        name=task.name,
        cron=when.text,
        command=_literal(shlex.join(task.words("python", place))),
        attempt=_ATTEMPT,
        out=_literal(_quoted(place(task.out))),
        locked=(task.folder / "requirements.lock").is_file(),
    )


def install(task: Task, when: Timetable, *, force: bool = False) -> Path:
    """Write the workflow into the project and return its path.

    Raises
    ------
    UsageError
        If another one is there, and not `force`.
    OutputError
        If it cannot be written.
    """
    there, text = path(task), workflow(task, when)
    if there.exists() and there.read_bytes() != text.encode() and not force:
        raise UsageError(
            f"{there} is there and differs; --force puts the new one in its place"
        )
    write(there, text)
    return there


def _literal(text: str) -> str:
    """Keep the service from reading an expression where none is meant."""
    return text.replace("${{", "${{ '${{' }}")


def _quoted(text: str) -> str:
    """Quote a text for YAML."""
    escaped = text.replace("'", "''")
    return f"'{escaped}'"
