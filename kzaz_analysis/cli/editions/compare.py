"""The command ``kzaz data compare``: what changed since an edition of the record."""

from __future__ import annotations

import re
from pathlib import Path

import click

from kzaz_analysis.errors import UsageError

PAGES = ("corrections.md", "comparison.md")


@click.command()
@click.argument("edition", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path(),
    show_default="this folder",
    help="Where the two pages are written.",
)
def compare(edition: Path, folder: Path) -> None:
    """Write what changed since EDITION, and all trade figures beside official ones.

    EDITION holds the yearly figures that were chosen on the day in its name. Two
    pages are written: corrections.md and comparison.md.

    \b
    Example:
      kzaz data compare data/choices-2026-11-21.csv --to docs
    """
    for name, text in zip(PAGES, pages_since(edition), strict=True):
        (folder / name).write_text(text, encoding="utf-8")
        click.echo(f"wrote {folder / name}")


def pages_since(edition: Path) -> tuple[str, str]:
    """Return the texts of the pages on corrections and on official figures.

    Raises
    ------
    UsageError
        If the name of the edition does not end in a day.
    DataError
        If the file is missing or holds no choices.
    """
    from kzaz_analysis.evidence.corrections.choices import read_choices  # noqa: PLC0415
    from kzaz_analysis.evidence.corrections.pages import (  # noqa: PLC0415
        comparison_page,
        corrections_page,
    )
    from kzaz_analysis.evidence.tables import default  # noqa: PLC0415

    day = re.search(r"\d{4}-\d{2}-\d{2}$", edition.stem)
    if day is None:
        raise UsageError(
            f"{edition.name} does not end in the day of its edition, as in "
            "choices-2026-11-21.csv"
        )
    evidence = default()
    choices = read_choices(edition)
    return corrections_page(evidence, choices, day[0]), comparison_page(evidence)
