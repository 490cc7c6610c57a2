"""The commands ``kzaz data refresh`` and ``kzaz data raw``."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any

import click

from kzaz_analysis.cli.intake.add import agreed

if TYPE_CHECKING:
    import pandas as pd
    from click.shell_completion import CompletionItem

    from kzaz_analysis.evidence.sources.proposal import SourceChanges
    from kzaz_analysis.evidence.sources.refresh import RefreshProposal

ALL = "all"
"""Stands for every source that serves the dataset."""

MOST_LINES = 40
"""Changes of one kind that are listed one by one."""

EPILOG = """\b
Examples:
  kzaz data refresh --dry-run
  kzaz data refresh imts wdi --since 2020
  kzaz data refresh bns --yes
"""


def _complete_sources(
    _ctx: Any, _param: Any, incomplete: str
) -> list[CompletionItem | str]:
    from kzaz_analysis.evidence.sources.official import source_names  # noqa: PLC0415

    return [name for name in source_names() if name.startswith(incomplete)]


@click.command(epilog=EPILOG)
@click.argument("sources", nargs=-1, shell_complete=_complete_sources)
@click.option(
    "--since",
    type=click.IntRange(1962, 2100),
    metavar="YEAR",
    help="First year to ask for; the last three and the current one unless given.",
)
@click.option("--yes", "-y", is_flag=True, help="Write without asking.")
@click.option("--dry-run", is_flag=True, help="Show what would change; do not write.")
def refresh(
    sources: tuple[str, ...], since: int | None, yes: bool, dry_run: bool
) -> None:
    """Ask official SOURCES for new figures, and add those that you agree to.

    SOURCES are bns (statistics bureau of Kazakhstan), imts (IMF), comtrade (United
    Nations; with COMTRADE_KEY set, whole answers), wits and wdi (World Bank); all that
    serve the dataset unless named. What is new, revised, unchanged or has disappeared
    is shown first. A revised figure is a new row with its own source; the old one
    stays. All is written, or nothing; the raw answers are kept under raw/.

    It ends with 3 if a source gives no answer or one that cannot be used, such as
    figures a million times too small, with --dry-run, too; the tables are then as
    before.
    """
    refresh_tables(sources, since, yes=yes, dry_run=dry_run)


def refresh_tables(
    sources: tuple[str, ...], since: int | None, *, yes: bool, dry_run: bool = False
) -> None:
    """Ask, show what would change, and write it when somebody agrees."""
    from kzaz_analysis.evidence.files import data_dir  # noqa: PLC0415
    from kzaz_analysis.evidence.intake.own_tables import writable  # noqa: PLC0415
    from kzaz_analysis.evidence.sources.refresh import (  # noqa: PLC0415
        accept,
        hold_against_record,
        propose,
    )

    folder = data_dir() if dry_run else writable(data_dir())
    proposal = propose(folder, sources, since=since, fetch=_with_progress())
    _show(proposal)
    if not (proposal.is_empty or (yes and not dry_run)):  # else held where it is added
        hold_against_record(proposal)
    if dry_run or proposal.is_empty:
        click.echo("nothing was written" + (" (--dry-run)" if dry_run else ""))
        return
    if not yes and not agreed(alarming=False):
        click.echo("nothing was written")
        return
    written = accept(proposal)
    names = ", ".join(path.name for path in written)
    click.echo(f"written to {names} in {folder}; the tables were checked")


def refresh_first(sources: str, *, dry_run: bool) -> None:
    """Refresh before a run, which alone speaks on standard output.

    Parameters
    ----------
    sources : str
        ``all``, or names parted by commas.
    dry_run : bool
        Whether to write nothing.
    """
    names = [name.strip() for name in sources.split(",") if name.strip()]
    with redirect_stdout(sys.stderr):
        refresh_tables(
            () if names == [ALL] else tuple(names), None, yes=True, dry_run=dry_run
        )


def _with_progress() -> Any:
    """Return a way to fetch that says on a terminal what is being asked."""
    from urllib.parse import urlsplit  # noqa: PLC0415

    from kzaz_analysis.evidence.sources.fetch import Fetcher  # noqa: PLC0415

    fetch = Fetcher()

    def asking(source: Any, path: str, *rest: Any, **options: Any) -> Any:
        if sys.stderr.isatty():
            host = urlsplit(source.address).netloc
            click.echo(f"{source.name}: {host}{path}", err=True)
        return fetch(source, path, *rest, **options)

    return asking


def _show(proposal: RefreshProposal) -> None:
    from kzaz_analysis.evidence.sources.proposal import CHANGES, UNCHANGED  # noqa: PLC0415

    for name, changes in proposal.sources.items():
        counts = changes.figures["change"].value_counts()
        words = ", ".join(f"{counts.get(change, 0)} {change}" for change in CHANGES)
        click.echo(f"# {name}: {words}")
        for change in CHANGES:
            if change != UNCHANGED:
                _show_figures(change, changes.of(change), changes)
    if not proposal.sources:
        click.echo("no source has anything beyond what is on record")


def _show_figures(change: str, figures: pd.DataFrame, changes: SourceChanges) -> None:
    from kzaz_analysis.evidence.sources.proposal import FIGURE  # noqa: PLC0415

    for row in figures.head(MOST_LINES).to_dict("records"):
        place = "  ".join(str(row[name]) for name in FIGURE[changes.table])
        click.echo(f"{change:<11}  {place}  {_values(row)}")
    if len(figures) > MOST_LINES:
        click.echo(f"and {len(figures) - MOST_LINES} more {change}")


def _values(row: dict[Any, Any]) -> str:
    old = "" if row["old_value"] != row["old_value"] else f"{row['old_value']:.10g}"
    if row["reading"] < 0:
        return f"{old} ({row['old_source']})"
    new = f"{row['value']} {row['unit']}"
    return f"{old} -> {new}  (before: {row['old_source']})" if old else new


def _complete_kept(
    _ctx: Any, _param: Any, incomplete: str
) -> list[CompletionItem | str]:
    from kzaz_analysis.evidence.files import read_text  # noqa: PLC0415

    sources = read_text("sources")
    stored = sources.loc[sources["note"].str.startswith("raw/"), "source"]
    return [name for name in stored if name.startswith(incomplete)]


@click.command()
@click.argument("source", shell_complete=_complete_kept)
def raw(source: str) -> None:
    """Print the answer on which the figures of a refreshed SOURCE rest, as it came.

    Its hash is compared with the one in the sources table first.

    \b
    Example:
      kzaz data raw wdi-ny-gdp-mktp-cd-2026-11-20 > answer.json
    """
    from kzaz_analysis.evidence.files import data_dir  # noqa: PLC0415
    from kzaz_analysis.evidence.sources.raw import raw_answer  # noqa: PLC0415

    click.echo(raw_answer(source, data_dir()), nl=False)
