"""Whom a command is to tell of its end, read from words that may be wrong."""

from __future__ import annotations

from importlib import import_module
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kzaz_analysis.cli.running.options import folder_of
from kzaz_analysis.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzaz_analysis.runner.telling.alert import Alert

_DRY = "--dry-run"


def alert_of(words: Sequence[str]) -> Alert | None:
    """Return whom to tell of an end, by a command or none; None for a dry run.

    Parameters
    ----------
    words : sequence of str
        ``report``, ``run`` or ``suite``, and whatever follows: click may have refused
        it, and a page may not have been planned.
    """
    values = _values(words)
    if _DRY in words:
        return None
    from kzaz_analysis.runner.files import slug  # noqa: PLC0415
    from kzaz_analysis.runner.plan.remote import is_remote  # noqa: PLC0415
    from kzaz_analysis.runner.telling.alert import Alert  # noqa: PLC0415

    out = folder_of(values.get("out", ""), values.get("lang", ""))
    about = values.get("slug") or slug(
        values.get("title") or Path(values.get("name", "")).stem
    )
    return Alert(
        values.get("notify", ""),
        out.absolute(),
        about if words[1] == "run" else "",
        is_folder=not is_remote(values.get("out", "")),
    )


def _values(words: Sequence[str]) -> dict[str, str]:
    """Return options and arguments as far as click understands them, unchecked."""
    command: click.Command = getattr(
        import_module("kzaz_analysis.cli.report"), words[1]
    )
    parser = command.make_parser(click.Context(command, resilient_parsing=True))
    parser.ignore_unknown_options = True
    values: dict[str, Any]
    values, left, _ = parser.parse_args(list(words[2:]))
    text_values = {
        name: value for name, value in values.items() if isinstance(value, str)
    }
    return text_values | {"name": _page_of([text_values.get("name", ""), *left])}


def _page_of(words: Sequence[str]) -> str:
    """Return the word that names the page; options among them are unknown to click.

    What follows such an option may be its value, unless no other word names a page.
    """
    pairs = pairwise(["", *filter(None, words)])
    words_by_option = [
        (option[:1] == "-", word) for option, word in pairs if word[:1] != "-"
    ]
    names = [word for _, word in sorted(words_by_option, key=itemgetter(0))]
    return next(filter(_is_page, names), next(iter(names), ""))


def _is_page(name: str) -> bool:
    from kzaz_analysis.runner.plan import notebooks, remote  # noqa: PLC0415

    try:
        return remote.is_remote(name) or bool(notebooks.find_report(name))
    except UsageError:
        return False
