"""The commands under ``kzaz schedule``."""

from __future__ import annotations

import os
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kzaz_analysis.cli.running.options import Here
from kzaz_analysis.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzaz_analysis.scheduling.task import Task
    from kzaz_analysis.scheduling.times import Timetable

SETTINGS = ("KZAZ_DATA_DIR", "KZAZ_NOTEBOOK_DIR")
"""Environment variables that name a folder, and that a scheduled run must see too."""

_NAME = click.option(
    "--name",
    default="kzaz-reports",
    show_default=True,
    help="What the schedule is called; another name, another schedule.",
)
_REPORTS = (
    click.option(
        "--suite",
        type=click.Path(path_type=Path, dir_okay=False, exists=True),
        metavar="FILE",
        help="Suite to make; default: the one that comes with the notebooks.",
    ),
    click.option(
        "-o",
        "--out",
        type=Here(path_type=Path, file_okay=False),
        default=Path("reports/latest"),
        show_default=True,
        help="Folder for the pages.",
    ),
    click.option(
        "--notify",
        metavar="COMMAND",
        help="Command to tell of a failed run, or of a conclusion that changed.",
    ),
    click.option(
        "--fail-on-change",
        is_flag=True,
        help="End with 11 if a conclusion differs from the last run's.",
    ),
    click.option(
        "--refresh",
        metavar="SOURCES",
        help="Ask official sources before each run: all, or names as in imts,wdi.",
    ),
    click.option(
        "--keep",
        type=click.IntRange(1),
        metavar="N",
        help="How many runs to remember for comparison.",
    ),
)
_TIMES = (
    click.option(
        "--at", metavar="HH:MM", help="Start daily at this time; default: 06:30."
    ),
    click.option(
        "--cron",
        "fields",
        metavar="FIELDS",
        help='Start at the times of five fields, as in "30 6 * * mon-fri".',
    ),
)
_LOG = click.option(
    "--log",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Add a line for each page and each run to this file.",
)
_ZONE = click.option(
    "--timezone",
    "zone",
    default="",
    metavar="ZONE",
    help="Time zone of the times, such as Asia/Almaty; default: the machine's.",
)
_ON_FAILURE = click.option(
    "--on-failure",
    default="",
    metavar="UNIT",
    help="Unit to start when a run fails or is killed.",
)
_INSTALL = click.option("--install", is_flag=True, help="Put it in place.")
_REMOVE = click.option("--remove", is_flag=True, help="Take it away again.")
_FORCE = click.option(
    "--force", is_flag=True, help="With --install: replace what others wrote."
)


def _options(*options: Callable[..., Any]) -> Callable[..., Callable[..., None]]:
    """Add options, and give the command a task and a timetable made from them."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def called(
            *,
            suite: Path | None,
            out: Path,
            notify: str | None,
            fail_on_change: bool,
            keep: int | None,
            refresh: str | None,
            name: str = "kzaz-reports",
            log: Path | None = None,
            at: str | None = None,
            fields: str | None = None,
            **rest: Any,
        ) -> None:
            flags = (
                *(["--keep", str(keep)] if keep else []),
                *(["--notify", notify] if notify else []),
                *(["--fail-on-change"] if fail_on_change else []),
                *(["--refresh", refresh] if refresh else []),
                *(["--log", str(_log_file(log))] if log else []),
            )
            task = _task(name, suite, out, flags)
            command(task, _timetable(at, fields), **rest)

        for option in reversed((*options, *_REPORTS)):
            called = option(called)
        return called

    return decorate


@click.group()
def schedule() -> None:
    """Run the reports at set times.

    Each command prints what is to be put in place, and with --install puts exactly
    that there. All call `kzaz report suite` with absolute paths from the folder you
    are in, so that its exit codes are theirs: see kzaz report --help.

    \b
    Examples:
      kzaz schedule cron --at 06:30 -o /srv/reports/kzaz
      kzaz schedule systemd --cron "30 6 * * mon-fri" --install
      kzaz schedule github --cron "0 5 * * 1" --suite mine.yml
      kzaz schedule cron --refresh all --fail-on-change --notify tell-us --install
    """


@schedule.command()
@_options(*_TIMES, _NAME, _LOG, _INSTALL, _REMOVE)
def cron(task: Task, when: Timetable, *, install: bool, remove: bool) -> None:
    """Print a block for the crontab; --install puts it there.

    Other lines of the crontab stay as they are; the block of the same name is
    replaced. Nothing is said, and so nothing mailed, when a run ends well or finds
    the one before still at work (exit code 8).

    \b
    Examples:
      kzaz schedule cron --at 06:30 -o /srv/reports/kzaz
      kzaz schedule cron --cron "30 6 * * mon-fri" --log kzaz.log --install
      kzaz schedule cron --remove
    """
    from kzaz_analysis.scheduling import cron as place  # noqa: PLC0415

    if _one_of(install, remove) is None:
        click.echo(place.block(task, when), nl=False)
    elif install:
        place.install(task, when)
        click.echo(f"{task.name} is in the crontab; look with: crontab -l")
    else:
        _tell_removed(place.remove(task.name), task.name)


@schedule.command()
@_options(*_TIMES, _ZONE, _ON_FAILURE, _NAME, _LOG, _INSTALL, _REMOVE, _FORCE)
def systemd(
    task: Task,
    when: Timetable,
    *,
    zone: str,
    on_failure: str,
    install: bool,
    remove: bool,
    force: bool,
) -> None:
    """Print a service and a timer; --install writes and starts them for this user.

    A run that finds the one before still at work (exit code 8) counts as a success;
    every other exit code but 0 is a failure that `systemctl --user --failed` lists.
    Without lingering (`loginctl enable-linger`) the timer rests while you are
    logged out.

    \b
    Examples:
      kzaz schedule systemd --at 06:30 -o /srv/reports/kzaz
      kzaz schedule systemd --cron "30 6 * * mon-fri" --install
      kzaz schedule systemd --remove
    """
    from kzaz_analysis.scheduling import systemd as place  # noqa: PLC0415

    units = place.units(task, when, zone=zone, on_failure=on_failure)
    if _one_of(install, remove) is None:
        for path, text in units.items():
            click.echo(path, err=True)
            click.echo(text, nl=False)
        for words in place.steps(task.name):
            click.echo(" ".join(words), err=True)
    elif install:
        place.install(task.name, units, force=force)
        for path in place.paths(task.name):
            click.echo(path)
        click.echo(f"see: systemctl --user list-timers {task.name}.timer")
    else:
        _tell_removed(place.remove(task.name), task.name)


@schedule.command()
@_options(*_TIMES, _NAME, _INSTALL, _FORCE)
def github(task: Task, when: Timetable, *, install: bool, force: bool) -> None:
    """Print a workflow for GitHub; --install writes it into this project.

    Call it in the project's own folder. Paths are those of the project, times are
    UTC. Pages are kept from run to run, so that what did not change is not run
    again. A file that differs is replaced only with --force.

    \b
    Examples:
      kzaz schedule github --cron "0 5 * * 1"
      kzaz schedule github --at 05:00 --suite mine.yml --install
    """
    from kzaz_analysis.scheduling import hosted as place  # noqa: PLC0415

    if not install:
        click.echo(place.workflow(task, when), nl=False)
        return
    click.echo(place.install(task, when, force=force))


@schedule.command("command")
@_options()
def command_(task: Task, when: Timetable) -> None:
    """Print the bare command, for any other scheduler.

    It runs from every folder, with any PATH, and ends with the exit codes of
    `kzaz report suite`.

    \b
    Example:
      kzaz schedule command -o /srv/reports/kzaz --keep 30
    """
    click.echo(task.shell)


def _task(name: str, suite: Path | None, out: Path, flags: tuple[str, ...]) -> Task:
    from kzaz_analysis.scheduling.task import Task  # noqa: PLC0415

    return Task(
        name=name,
        folder=Path.cwd(),
        out=_absolute(out),
        suite=suite and _absolute(suite),
        flags=flags,
        settings={s: _absolute(Path(os.environ[s])) for s in SETTINGS if _is_set(s)},
    )


def _log_file(log: Path) -> Path:
    log = _absolute(log)
    if not log.parent.is_dir():
        raise UsageError(f"--log: {log.parent} is no folder")
    return log


def _timetable(at: str | None, fields: str | None) -> Timetable:
    from kzaz_analysis.scheduling import times  # noqa: PLC0415

    if at and fields:
        raise UsageError("--at and --cron say the same thing; give one of them")
    return times.read_cron(fields) if fields else times.daily(at or "06:30")


def _absolute(path: Path) -> Path:
    """Make a path absolute; links stay, for they may be meant to lead elsewhere."""
    return Path(os.path.abspath(path.expanduser()))  # noqa: PTH100 - without links


def _is_set(name: str) -> bool:
    return bool(os.environ.get(name))


def _one_of(install: bool, remove: bool) -> bool | None:
    """Whether to install; None for neither."""
    if install and remove:
        raise UsageError("--install and --remove contradict each other")
    return install if install or remove else None


def _tell_removed(was_there: bool, name: str) -> None:
    click.echo(f"{name} is removed" if was_there else f"there was no {name} of ours")
