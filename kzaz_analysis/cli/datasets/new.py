"""The command ``kzaz new``: the folder of a dataset, to be filled with figures."""

from __future__ import annotations

from pathlib import Path

import click

from kzaz_analysis.errors import UsageError

PAIR = 2
"""Countries that a dataset sets beside each other."""


@click.command()
@click.argument("countries", nargs=-1, metavar="[FIRST SECOND]")
@click.option("--corridor", default="", help="A route, as in 'the Suez Canal'.")
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write, empty or new; else one named after the countries.",
)
def new(countries: tuple[str, ...], corridor: str, folder: Path | None) -> None:
    """Write the dataset of a pair of countries, of a corridor, or of both.

    FIRST and SECOND are codes of ISO 3166-1, such as GEO, or names. The folder passes
    `kzaz data check`, holds the series of the pair without a figure yet, and a README
    with the commands that fill it and make its reports.

    \b
    Examples:
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
