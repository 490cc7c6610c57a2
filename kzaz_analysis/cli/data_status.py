"""The command ``kzaz data status``: what is newest, what is due, what is overdue."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import click

from kzaz_analysis.errors import DataError

if TYPE_CHECKING:
    import pandas as pd


@click.command()
@click.argument("series", nargs=-1)
@click.option(
    "--today", metavar="DAY", help="Day of the judgement; the current day unless given."
)
@click.option(
    "--max-age",
    type=click.IntRange(min=0),
    metavar="DAYS",
    help="End with 3 if the newest figure of a series is older.",
)
@click.option("--overdue", is_flag=True, help="Only what is overdue.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
)
def status(
    series: tuple[str, ...],
    today: str | None,
    max_age: int | None,
    overdue: bool,
    style: str,
) -> None:
    """Tell how new the figures are: newest, its age, when the next is due.

    Without SERIES all that appear regularly are listed, the longest overdue first.
    A figure is due the usual days after its period ends; frequency and delay stand
    in the catalogue, or follow from the figures. Of a day before the newest
    publication, figures that were published later or on an unknown day are left out.

    \b
    Examples:
      kzaz data status trade_turnover titr_freight --today 2026-11-28
      kzaz data status --overdue --format json
      kzaz data status trade_turnover --max-age 400
    """
    from kzaz_analysis.evidence.tables import default  # noqa: PLC0415
    from kzaz_analysis.evidence.timeliness.freshness import known_on  # noqa: PLC0415
    from kzaz_analysis.evidence.timeliness.freshness import status as judged  # noqa: PLC0415

    day = today or dt.datetime.now(tz=dt.UTC).date()
    rows = judged(known_on(default(None), day), day, series)
    listed = rows[rows["overdue_days"] > 0] if overdue else rows
    click.echo(_formatted(listed, style))
    if max_age is not None:
        _refuse_older(rows, max_age)


def _refuse_older(rows: pd.DataFrame, max_age: int) -> None:
    without = rows["age_days"].isna()
    old = rows[without | (rows["age_days"] > max_age).fillna(value=False)]
    if len(old):
        lines = [
            f"{name}: newest figure is of {end:%Y-%m-%d}, {age} days old"
            if end is not None and age == age  # noqa: PLR0124
            else f"{name}: no dated figure"
            for name, end, age in zip(
                old["series"], old["newest"], old["age_days"], strict=True
            )
        ]
        raise DataError(
            "\n".join([f"{len(old)} series older than {max_age} days", *lines])
        )


def _formatted(rows: pd.DataFrame, style: str) -> str:
    text = rows.copy()
    for column in ("newest", "next_end", "next_due"):
        text[column] = text[column].astype("datetime64[ns]").dt.strftime("%Y-%m-%d")
    cells = text.astype(object).where(text.notna(), None)
    if style == "json":
        return json.dumps(cells.to_dict("records"), indent=2, ensure_ascii=False)
    if style == "csv":
        from kzaz_analysis.exporting.cells import csv_text  # noqa: PLC0415

        return csv_text(cells).rstrip("\n")
    if cells.empty:
        return "(none)"
    columns = cells.drop(columns="title").fillna("")
    return str(columns.to_string(index=False, max_colwidth=60))
