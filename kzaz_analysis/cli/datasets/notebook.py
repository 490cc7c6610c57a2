"""The command ``kzaz new notebook``."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("name")
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write into; else the folder workbench.",
)
def notebook(name: str, folder: Path | None) -> None:
    """Copy the notebook of a report, to change its parameters and cells at will.

    NAME is one of `kzaz report list`, or the path of a notebook. The copy lies in the
    folder workbench, is no report, and is looked at by neither git nor the tests. An
    older copy stays as it is.

    \b
    Examples:
      kzaz new notebook growth_rates
      kzaz new notebook trade_projection --dir mine
      kzaz report run workbench/growth_rates.ipynb -o out
    """
    from kzaz_analysis.lab.workbench import new_notebook  # noqa: PLC0415

    path = new_notebook(name, folder=folder).path
    click.echo(f"wrote {path}")
    click.echo(f"kzaz lab {path} opens it")
