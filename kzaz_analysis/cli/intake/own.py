"""The command ``kzaz data own``: where one's own figures lie, and how many."""

from __future__ import annotations

import click


@click.command()
@click.option(
    "--update",
    "bring",
    is_flag=True,
    help="Take over the tables of a new version of the package, and keep your rows.",
)
def own(bring: bool) -> None:
    """Show where figures of your own are written, and which rows are yours.

    What comes with an installed package is read by all and replaced by its next
    version. What you add goes to a copy in your data folder, which is read from then
    on; raw answers of the sources and the ledger lie there, too.

    \b
    Examples:
      kzaz data own
      kzaz data own --update
    """
    from kzaz_analysis.evidence.files import data_dir  # noqa: PLC0415
    from kzaz_analysis.evidence.intake.own_tables import (  # noqa: PLC0415
        brought_with,
        own_rows,
        update,
    )
    from kzaz_analysis.places import own_folder  # noqa: PLC0415
    from kzaz_analysis.runner.publish.ledger import default_path  # noqa: PLC0415

    folder = data_dir()
    source = brought_with(folder)
    place = own_folder(source)
    click.echo(f"tables that are read: {folder}")
    click.echo(f"additions go to:      {place or folder}")
    click.echo(f"ledger:               {default_path()}")
    if place is None or folder != place:
        return
    counts = update(place, source) if bring else {}
    counts = counts or {name: len(rows) for name, rows in own_rows(place).items()}
    listed = ", ".join(f"{number} of {name}" for name, number in counts.items())
    click.echo(f"your rows:            {listed or 'none'}")
