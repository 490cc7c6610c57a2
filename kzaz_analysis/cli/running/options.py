"""Options that ``kzaz report run`` and ``kzaz report suite`` have in common."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kzaz_analysis.errors import UsageError, unknown_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kzaz_analysis.runner.plan.limits import Limits
    from kzaz_analysis.runner.plan.suite import Suite

LATEST = Path("reports/latest")
"""Where pages go when nobody says otherwise."""


MEMORY_MB = 4096 if sys.platform == "linux" else None
"""What a page may take when nobody says: one that leaks must not take the machine."""


FORMATS = ("text", "json")
"""How a log may be written."""


_RETRIED = ("kernel_died", "timeout", "failed", "incomplete")


_SECONDS = click.FloatRange(min=0, min_open=True)


_MEGABYTES = click.FloatRange(min=0, min_open=True)


def _statuses(_: click.Context, __: click.Parameter, text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in names:
        if name not in _RETRIED:
            raise unknown_name("end of a page", name, _RETRIED)
    return names


def site_url(text: str) -> str:
    """Return the address of a site without a slash at its end.

    Raises
    ------
    UsageError
        If it is no address of the web.
    """
    if text and not re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", text):
        raise UsageError(
            f"--site-url {text!r} is no address of a site; it begins with https:// and "
            "has neither ? nor #, such as https://example.org/trade"
        )
    return text.rstrip("/")


class Here(click.Path):
    """A path of this machine; an address would be made a folder of that name here."""

    def convert(self, value: Any, *context: Any) -> Any:
        """Refuse an address."""
        if "://" in str(value):
            self.fail(
                f"{value} is an address, and a run writes to this machine; name a "
                "folder or file, and copy it from there",
                *context,
            )
        return super().convert(value, *context)


_OPTIONS = (
    click.option(
        "-o",
        "--out",
        type=Here(path_type=Path, file_okay=False),
        default=LATEST,
        show_default=True,
        help="Folder for the pages.",
    ),
    click.option(
        "--lang",
        default="",
        metavar="CODE",
        help="Language of the pages, such as ru; default: the suite's, else English. "
        "Without -o they go to a folder of their own, such as reports/latest-ru.",
    ),
    click.option(
        "--force", is_flag=True, help="Make pages anew also where nothing changed."
    ),
    click.option(
        "--explain", is_flag=True, help="Say of each page why it is made, or why not."
    ),
    click.option(
        "--dry-run", is_flag=True, help="Say what would be made and why, make nothing."
    ),
    click.option(
        "--timeout",
        type=_SECONDS,
        default=900,
        show_default=True,
        help="Seconds for a whole page.",
    ),
    click.option(
        "--cell-timeout",
        type=_SECONDS,
        default=300,
        show_default=True,
        help="Seconds for one cell.",
    ),
    click.option(
        "--memory",
        type=click.IntRange(200),
        default=MEMORY_MB,
        metavar="MB",
        help="Memory for one page in MB; default: 4096 on Linux, elsewhere no limit.",
    ),
    click.option(
        "--cell-output",
        type=_MEGABYTES,
        default=5,
        show_default=True,
        metavar="MB",
        help="What one cell may show; the rest is cut, and a line says so.",
    ),
    click.option(
        "--page-output",
        type=_MEGABYTES,
        default=20,
        show_default=True,
        metavar="MB",
        help="What all cells of a page may show.",
    ),
    click.option(
        "--strict",
        is_flag=True,
        help="Refuse a page that cannot show all that its notebook shows.",
    ),
    click.option(
        "--fail-on-stderr",
        is_flag=True,
        help="Refuse a page whose notebook wrote to standard error.",
    ),
    click.option(
        "--scripts",
        is_flag=True,
        help="Let charts of plotly and Altair be drawn by their scripts, as installed; "
        "a suite says it by itself with 'scripts: allow'.",
    ),
    click.option(
        "--fail-on-change",
        is_flag=True,
        help="End with 11 if a conclusion differs from the last run's.",
    ),
    click.option(
        "--notify",
        default="",
        metavar="COMMAND",
        help="Command that gets a JSON summary on its standard input when runs begin "
        "to fail, when they are well again, or when a conclusion changed; such as "
        "'kzaz notify slack'.",
    ),
    click.option(
        "--retries",
        type=click.IntRange(0, 5),
        default=0,
        show_default=True,
        help="How often a page is tried again that ended as --retry-on says.",
    ),
    click.option(
        "--retry-on",
        callback=_statuses,
        default="kernel_died,timeout",
        show_default=True,
        metavar="STATUS,...",
        help="After which ends a page is tried again.",
    ),
    click.option(
        "--log",
        type=Here(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Add a line for each page and each run to this file, which is rotated.",
    ),
    click.option(
        "--log-format",
        type=click.Choice(FORMATS),
        default=FORMATS[0],
        show_default=True,
        help="Lines for people, or one JSON object each.",
    ),
    click.option(
        "--ledger",
        default="",
        metavar="FILE",
        help="Ledger to which projections are added, or none; default: the one that "
        "the suite names, else KZAZ_LEDGER, else one in your data folder.",
    ),
    click.option(
        "--site-url",
        default="",
        metavar="URL",
        help="Address under which the folder is published, for links that search "
        "engines and messengers follow; such as https://example.org/trade.",
    ),
    click.option(
        "--keep",
        type=click.IntRange(1),
        default=50,
        show_default=True,
        help="How many runs to remember for comparison.",
    ),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Values of the options above."""

    out: Path
    lang: str
    force: bool
    explain: bool
    dry_run: bool
    timeout: float
    cell_timeout: float
    memory: int | None
    cell_output: float
    page_output: float
    strict: bool
    fail_on_stderr: bool
    scripts: bool
    fail_on_change: bool
    notify: str
    retries: int
    retry_on: tuple[str, ...]
    log: Path | None
    log_format: str
    ledger: str
    site_url: str
    keep: int

    @property
    def limits(self) -> Limits:
        """Time and memory for a page."""
        from kzaz_analysis.runner.plan.limits import Limits  # noqa: PLC0415

        outputs = self.cell_output, self.page_output
        return Limits(self.cell_timeout, self.timeout, self.memory, *outputs)

    def folder(self, code: str) -> Path:
        """Return the folder of pages in a language, where nobody named one."""
        return folder_of(self.out, code)

    def plan(self, suite: Suite) -> dict[str, Any]:
        """Fields of the plan of a suite, or of a page that makes one by itself."""
        from kzaz_analysis.places import data_folder  # noqa: PLC0415
        from kzaz_analysis.runner.plan.demands import Demands  # noqa: PLC0415
        from kzaz_analysis.runner.translated import in_language  # noqa: PLC0415

        suite, left_out = in_language(suite, self.lang, data_folder())
        if left_out:
            names = ", ".join(page.slug for page in left_out)
            code = suite.words.code
            click.echo(f"kzaz: note: not written in {code}: {names}", err=True)
        for page in suite.pages:
            if name := page.kernel.absent:
                note = f"{page.slug}: python3, for {name}, which is not installed"
                click.echo(f"kzaz: note: {note}", err=True)
        out = self.folder(suite.words.code)
        return {
            "suite": suite,
            "demands": Demands(self.strict, self.fail_on_stderr),
            "scripts": self.scripts or suite.scripts,
            "out": out,
            "ledger": ledger_of(self.ledger or suite.ledger, out),
            "limits": self.limits,
            "force": self.force,
            "keep": self.keep,
            "site_url": site_url(self.site_url),
            "fail_on_change": self.fail_on_change,
            "notify": self.notify,
            "retries": self.retries,
            "retry_on": self.retry_on,
        }


def folder_of(out: Path | str, code: str) -> Path:
    """Return the folder of pages in a language, empty for that of the suite."""
    folder = Path(out or LATEST)
    if folder != LATEST or code in ("", "en"):
        return folder
    return LATEST.with_name(f"{LATEST.name}-{code}")


def shared(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that a single page and a suite have in common."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def names_of_options() -> tuple[str, ...]:
    """Return the names of all of them, as Python writes them."""
    return tuple(option.name or "" for option in _table().params)


def settings_of(given: Mapping[str, Any]) -> Settings:
    """Return settings as the command would have them.

    Parameters
    ----------
    given : mapping of str to object
        Options that somebody wants otherwise than they are by default.

    Raises
    ------
    UsageError
        If one of them is refused, in the words of the command.
    """
    context = _table().make_context("run", [])
    values = dict(context.params)
    for option in _table().params:
        name = option.name or ""
        wanted = given.get(name)
        try:
            if name in given:
                is_listed = isinstance(wanted, list | tuple)
                text = ",".join(map(str, wanted or ())) if is_listed else wanted
                values[name] = option.process_value(context, text)
        except click.BadParameter as problem:
            raise UsageError(f"{name}: {problem.message}") from None
    return Settings(**values)


@cache
def _table() -> click.Command:
    return click.command("run")(shared(lambda **_: None))


def ledger_of(named: str, out: Path) -> Path | None:
    """Return the ledger of a run; None where there is to be none.

    Parameters
    ----------
    named : str
        Path of a ledger, ``none``, or empty for the ledger of this user.
    out : pathlib.Path
        Folder of the pages.

    Raises
    ------
    UsageError
        If the ledger would lie among the pages.
    """
    from kzaz_analysis.places import whole_path  # noqa: PLC0415
    from kzaz_analysis.runner.plan.suite import NO_LEDGER  # noqa: PLC0415
    from kzaz_analysis.runner.publish.ledger import VARIABLE, default_path  # noqa: PLC0415

    named = named or os.environ.get(VARIABLE, "")
    if named == NO_LEDGER:
        return None
    path = whole_path(named) if named else default_path()
    if path.is_relative_to(whole_path(out)):
        raise UsageError(
            f"the ledger {path} would lie in {out}, the folder of the pages, which may "
            f"be emptied; name a place outside of it, or {NO_LEDGER}"
        )
    return path
