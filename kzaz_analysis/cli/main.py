"""The command ``kzaz``: thin calls into the package, loaded on first use."""

from __future__ import annotations

import sys
import warnings
from functools import partial
from importlib import import_module
from typing import Any

import click

from kzaz_analysis import __version__
from kzaz_analysis.errors import KzazError
from kzaz_analysis.runner.telling.console import hold_standard_streams
from kzaz_analysis.runner.telling.printed import harmless_streams

_INTERRUPTED = 130
"""What shells report of a command that Ctrl-C ended."""

GROUPS = {
    "audit": ("kzaz_analysis.cli.audit:audit", "Test figures against each other."),
    "data": (
        "kzaz_analysis.cli.data:data",
        "Check, list and show the tables of figures.",
    ),
    "explore": (
        "kzaz_analysis.cli.explorer.explore:explore",
        "Write a page on which projections are chosen and seen.",
    ),
    "lab": (
        "kzaz_analysis.cli.workbench.lab:lab",
        "Open JupyterLab on a notebook to start from.",
    ),
    "ledger": (
        "kzaz_analysis.cli.ledger.commands:ledger",
        "Show, score and verify the projections that were published.",
    ),
    "new": (
        "kzaz_analysis.cli.datasets.new:new",
        "Write a notebook of your own, or the dataset of another pair.",
    ),
    "notify": (
        "kzaz_analysis.cli.notify:notify",
        "Send the summary of a run to people.",
    ),
    "report": (
        "kzaz_analysis.cli.report:report",
        "Execute notebooks into report pages.",
    ),
    "schedule": (
        "kzaz_analysis.cli.schedule:schedule",
        "Run the reports at set times.",
    ),
}


_RUNS = (("report", "run"), ("report", "suite"))
"""Commands that run unattended: nothing that they cannot tell ends them."""


class Ended(SystemExit):
    """The end of the command by a failure that it has named.

    Attributes
    ----------
    is_told : bool
        Whether the command of ``--notify`` has heard of it.
    reason : str
        What was said of it.
    """

    def __init__(self, error: KzazError) -> None:
        super().__init__(error.exit_code)
        self.is_told, self.reason = error.is_told, str(error)


class LazyGroup(click.Group):
    """A group whose subcommands are imported when they are called.

    Listing them needs only the one-line help kept here, so that ``kzaz --help`` starts
    without the libraries of science.
    """

    def invoke(self, ctx: click.Context) -> Any:
        """Run a subcommand; click would call an interruption a failure."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            ctx.exit(_INTERRUPTED)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the subcommands."""
        return sorted(GROUPS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one subcommand."""
        if cmd_name not in GROUPS:
            return None
        module, _, attribute = GROUPS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """Write the list of subcommands from their kept help."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, GROUPS[name][1]) for name in self.list_commands(ctx)]
            )


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kzaz")
def kzaz() -> None:
    """How fast trade and freight really grow, and how far they are from what was said.

    \b
    Examples:
      kzaz data show trade_turnover --as-of 2023-07-29
      kzaz report run growth_rates -p series titr_freight -o out
      kzaz report suite -o reports/latest
      kzaz lab
      kzaz new notebook growth_rates
      kzaz new GEO TUR
    """


def main(arguments: list[str] | None = None) -> Any:
    """Run the command and end with its exit code; failures go to standard error."""
    hold_standard_streams()
    words = sys.argv[1:] if arguments is None else arguments
    if tuple(words[:2]) in _RUNS:
        from kzaz_analysis.cli.running.whom import alert_of  # noqa: PLC0415
        from kzaz_analysis.runner.telling.surround import surrounded  # noqa: PLC0415

        return surrounded(partial(_main, words), partial(alert_of, words))
    return _main(words)


def _say(message: Warning | str, *_: object, **__: object) -> None:
    click.echo(f"kzaz: {message}", err=True)


def _main(arguments: list[str]) -> Any:
    with harmless_streams(), warnings.catch_warnings():
        # Python hides them from whoever calls a command, and an old name would go
        # without a word.
        warnings.filterwarnings("once", ".* is now called ", DeprecationWarning)
        warnings.showwarning = _say
        try:
            return kzaz(args=arguments, prog_name="kzaz")
        except KzazError as error:
            click.echo(f"kzaz: {error}", err=True)
            raise Ended(error) from None
