"""The commands under ``kzaz notify``: send the summary of a run to people."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from kzaz_analysis.errors import UsageError

_NEEDED = ("event", "suite", "exit_code", "meaning")
"""Without these a message would tell of the run None."""

_URL = click.option(
    "--url",
    required=True,
    metavar="ADDRESS",
    help="Address of the webhook, or env:NAME for a variable that holds it.",
)


@click.group()
def notify() -> None:
    """Send the summary of a run, from standard input, to people.

    Made for `kzaz report suite --notify`, which calls a command when a run breaks,
    when it is well again, and when a conclusion changed.

    \b
    Examples:
      kzaz report suite --notify "kzaz notify slack --url env:SLACK_WEBHOOK"
      kzaz report suite --notify "kzaz notify mail --to you@example.org"
    """


@notify.command()
@_URL
def slack(url: str) -> None:
    """Post it to an incoming webhook of Slack.

    \b
    Example:
      kzaz report suite --notify "kzaz notify slack --url env:SLACK_WEBHOOK"
    """
    from kzaz_analysis.runner.telling import messages  # noqa: PLC0415

    messages.post(url, messages.slack(_summary()))


@notify.command()
@_URL
def teams(url: str) -> None:
    """Post it as a card to the webhook of a Teams workflow.

    \b
    Example:
      kzaz report suite --notify "kzaz notify teams --url env:TEAMS_WEBHOOK"
    """
    from kzaz_analysis.runner.telling import messages  # noqa: PLC0415

    messages.post(url, messages.teams(_summary()))


@notify.command()
@click.option("--to", required=True, metavar="ADDRESS", help="Who gets it.")
@click.option("--sender", default="kzaz@localhost", show_default=True)
@click.option(
    "--server",
    default="localhost:25",
    show_default=True,
    metavar="HOST[:PORT]",
    help="Mail server that takes mail from this machine.",
)
def mail(to: str, sender: str, server: str) -> None:
    """Send it by e-mail.

    \b
    Example:
      kzaz report suite --notify "kzaz notify mail --to you@example.org"
    """
    from kzaz_analysis.runner.telling import messages  # noqa: PLC0415

    messages.mail(_summary(), server, sender, to)


def _summary() -> dict[str, Any]:
    try:
        summary = json.load(sys.stdin)
    except ValueError as error:
        raise UsageError(f"standard input holds no summary of a run: {error}") from None
    if not isinstance(summary, dict):
        raise UsageError("standard input holds no summary of a run, which is an object")
    for name in ("failed", "conclusions"):
        pages = summary.get(name) or []
        if not (isinstance(pages, list) and all(isinstance(p, dict) for p in pages)):
            raise UsageError(
                f"standard input holds no summary of a run: {name} is {pages!r:.80}; "
                "it is a list of objects, one for each page"
            )
    lacking = [name for name in _NEEDED if summary.get(name) is None]
    if lacking:
        raise UsageError(
            f"standard input holds no summary of a run: it lacks {', '.join(lacking)}; "
            f"a summary has {', '.join(_NEEDED)}"
        )
    return summary
