"""The command ``kzaz explore``: projections to play with, as one page."""

from __future__ import annotations

from pathlib import Path

import click

from kzaz_analysis.cli.datasets.option import with_dataset


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("explore.html"),
    show_default=True,
    help="File to write.",
)
@click.option(
    "--series",
    multiple=True,
    metavar="NAME",
    help="A series that can be chosen, more than once; default: all that can be "
    "projected.",
)
@click.option(
    "--replay-days",
    is_flag=True,
    help="Offer the days of the dataset's replays instead of every day on which a "
    "figure was published: a tenth of the time.",
)
@click.option(
    "--as-of", metavar="DAY", default="", help="Only what was published by this day."
)
def explore(
    output: Path, series: tuple[str, ...], replay_days: bool, as_of: str
) -> None:
    """Write the explorer: one page on which a reader chooses and sees what follows.

    Series, rule, day of knowledge, years of record, method, level and year are chosen
    on the page; title, answer, picture and table follow. It opens from disk, without
    Python and without network.

    \b
    Examples:
      kzaz explore -o explore.html
      kzaz explore --series trade_turnover --series titr_freight --replay-days
      kzaz explore --as-of 2025-10-21 -o explore-2025.html
    """
    from kzaz_analysis.explore.page import explore_file  # noqa: PLC0415

    written = explore_file(output, series, every_day=not replay_days, as_of=as_of)
    click.echo(f"{written}: {written.stat().st_size / 1e6:.2f} MB")


with_dataset(explore)
