"""The commands under ``kzaz new``: a dataset to fill, a notebook to play with."""

from __future__ import annotations

from pathlib import Path

import click

from kzaz_analysis.cli.datasets.notebook import notebook
from kzaz_analysis.errors import UsageError

DATASET = "dataset"
PAIR = 2
"""Countries that a dataset sets beside each other."""


class NewGroup(click.Group):
    """A group in which words that name no command are those of a dataset."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words of the command line."""
        return super().parse_args(ctx, self.spelled_out(ctx, args))

    def spelled_out(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take `kzaz new GEO TUR` as `kzaz new dataset GEO TUR`."""
        is_dataset = args and args[0] not in (*self.commands, *ctx.help_option_names)
        return [DATASET, *args] if is_dataset else args


@click.group(cls=NewGroup, subcommand_metavar="[dataset] FIRST SECOND | notebook NAME")
def new() -> None:
    """Write the dataset of another pair or corridor, or a notebook of your own.

    \b
    Examples:
      kzaz new GEO TUR
      kzaz new --corridor "the Northern Sea Route" --dir nsr
      kzaz new notebook growth_rates
    """


new.add_command(notebook)


@new.command(DATASET)
@click.argument("countries", nargs=-1, metavar="[FIRST SECOND]")
@click.option("--corridor", default="", help="A route, as in 'the Suez Canal'.")
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write, empty or new; else one named after the countries.",
)
def dataset(countries: tuple[str, ...], corridor: str, folder: Path | None) -> None:
    """Write the dataset of a pair of countries, of a corridor, or of both.

    FIRST and SECOND are codes of ISO 3166-1, such as GEO, or names. The folder passes
    `kzaz data check`, holds the series of the pair without a figure yet, and a README
    with the commands that fill it and make its reports. The word dataset may be left
    out.

    \b
    Examples:
      kzaz new dataset GEO TUR
      kzaz new GEO TUR
      kzaz new "Côte d'Ivoire" GHA --dir ivory
      kzaz new EGY SAU --corridor "the Suez Canal"
      kzaz new --corridor "the Northern Sea Route" --dir nsr
    """
    from kzaz_analysis.countries import country  # noqa: PLC0415
    from kzaz_analysis.evidence.dataset.new import (  # noqa: PLC0415
        NewDataset,
        write_dataset,
    )

    pair = tuple(country(name) for name in countries)
    if len(set(pair)) != len(pair):
        raise UsageError(f"{pair[0].code} stands twice; name two countries")
    if len(pair) not in (0, PAIR) or not (pair or corridor.strip()):
        raise UsageError(
            f"{len(pair)} countries are named; name two, or none and a --corridor"
        )
    about = NewDataset(pair, " ".join(corridor.split()))
    place = folder or Path("-".join(c.code.lower() for c in pair) or "corridor")
    for path in write_dataset(about, place):
        click.echo(f"wrote {path}")
    click.echo(f"\n{about.title}: {place / 'README.md'} has the commands to fill it")
