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
    "--leading",
    is_flag=True,
    help="Only the series that the dataset puts first.",
)
@click.option(
    "--replay-days",
    is_flag=True,
    help="Offer the days of the dataset's replays, for the series of the overview, "
    "instead of every day on which a figure was published: a fraction of the time.",
)
@click.option(
    "--as-of", metavar="DAY", default="", help="Only what was published by this day."
)
@click.option(
    "--first-year",
    type=click.IntRange(0, 2100),
    metavar="YEAR",
    help="First year with which the page begins; default: the whole record.",
)
@click.option(
    "--home", metavar="ADDRESS", default="", help="Index that the page leads back to."
)
def explore(
    output: Path,
    series: tuple[str, ...],
    leading: bool,
    replay_days: bool,
    as_of: str,
    first_year: int | None,
    home: str,
) -> None:
    """Write the explorer: one page on which a reader chooses and sees what follows.

    Series, rule, day of knowledge, years of record, method, level and year are chosen
    on the page; title, answer, picture and table follow. It opens from disk, without
    Python and without network.

    \b
    Examples:
      kzaz explore -o explore.html
      kzaz explore --series trade_turnover --series titr_freight
      kzaz explore --leading --replay-days
      kzaz explore --as-of 2025-10-21 -o explore-2025.html
    """
    from kzaz_analysis.evidence.opened import open as open_evidence  # noqa: PLC0415
    from kzaz_analysis.explorer.choices import leading_series  # noqa: PLC0415
    from kzaz_analysis.explorer.page import explore_file  # noqa: PLC0415

    if leading:
        series = (*series, *leading_series(open_evidence()))
    written = explore_file(
        output,
        series,
        every_day=not replay_days,
        as_of=as_of,
        first_year=first_year,
        home=home,
    )
    click.echo(f"{written}: {written.stat().st_size / 1e6:.2f} MB")


with_dataset(explore)
