"""The command ``kzaz data extract``: candidate figures of a text, for confirmation."""

from __future__ import annotations

import datetime as dt
import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kzaz_analysis.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

SHOWN = ["paragraph", "words", "table", "series", "fit", "measure", "value", "unit"]
"""Columns of the table; CSV and JSON have all."""

WIDEST = 40
"""Characters of a cell of the table."""


@click.command()
@click.argument("article", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--published",
    metavar="DATE",
    help="Day of publication, by which 'last year' is read; otherwise a day such as "
    "2023-07-29 in the first paragraph.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
)
def extract(article: Path, published: str | None, style: str) -> None:
    """Propose the figures of a news text as rows for a person to confirm.

    One row per number with a unit: value, hedge, period, what it measures, where it
    stands, and a guess at its series. Nothing is written to the tables; what is right
    is entered with kzaz data add.

    \b
    Examples:
      kzaz data extract article.txt --published 2025-10-21
      kzaz data extract article.txt --format csv > candidates.csv
    """
    from kzaz_analysis.evidence.intake.extraction import extract as propose  # noqa: PLC0415
    from kzaz_analysis.evidence.intake.extraction import left_out  # noqa: PLC0415
    from kzaz_analysis.evidence.periods import as_day  # noqa: PLC0415
    from kzaz_analysis.evidence.tables import load  # noqa: PLC0415

    day = as_day(published)
    text = _read(article)
    proposals = propose(
        text, load("series"), load("units"), day.date() if day else None
    )
    for language in left_out(text):
        click.echo(f"a paragraph in {language} is not read", err=True)
    if style == "csv":
        from kzaz_analysis.exporting.cells import csv_text  # noqa: PLC0415

        click.echo(csv_text(proposals).rstrip("\n"))
    elif style == "json":
        click.echo(
            json.dumps(proposals.to_dict("records"), indent=2, ensure_ascii=False)
        )
    else:
        click.echo(_table(proposals))


def _read(article: Path) -> str:
    try:
        return article.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{article} is not text in UTF-8; save it as such") from error


def _table(found: pd.DataFrame) -> str:
    if found.empty:
        return "no number with a unit was found"
    found = found.astype(object)
    period = _span(found["period_start"], found["period_end"])
    base = _span(found["base_start"], found["base_end"])
    near = "? " + found["nearest"].str.partition(" ")[0]
    found["series"] = found["series"].where(found["nearest"] == "", near)
    columns = found[SHOWN].assign(period=period, base=base, by=found["deadline_end"])
    value = found["value"].where(found["other_value"] == "", _both(found))
    columns["value"] = found["qualifier"].replace("exact", "") + " " + value
    columns["note"] = found["note"]
    columns["fit"] = found["fit"].map("{:.2f}".format)
    noun = "candidate" if len(found) == 1 else "candidates"
    return (
        f"{_aligned(columns)}\n\n{len(found)} {noun}; "
        "nothing was entered: kzaz data add enters what you confirm"
    )


def _aligned(columns: pd.DataFrame) -> str:
    """Set columns flush right: pandas' own writer takes seconds for a long text."""
    padded = []
    for name in columns:
        cells = [str(name), *map(str, columns[name])]
        # A long text says much again, and each cell is set once.
        shown = {cell: _cut(cell) for cell in set(cells)}
        width = max(map(len, shown.values()))
        flush = {cell: short.rjust(width) for cell, short in shown.items()}
        padded.append([flush[cell] for cell in cells])
    return "\n".join(map(" ".join, zip(*padded, strict=True)))


def _cut(cell: str) -> str:
    cell = cell.replace("\n", " ")
    return cell if len(cell) <= WIDEST else f"{cell[: WIDEST - 3]}..."


def _both(found: pd.DataFrame) -> pd.Series[str]:
    return found["value"] + " or " + found["other_value"]


def _span(start: pd.Series[str], end: pd.Series[str]) -> list[str]:
    """Write both days as one word, whole years and months shortened."""
    pairs = zip(start, end, strict=True)
    return [_shortened(first, last) if first or last else "" for first, last in pairs]


@lru_cache(maxsize=1024)
def _shortened(first: str, last: str) -> str:
    if not (first and last):
        # A text may leave open where its period begins, or ends.
        return f"{first}..{last}"
    if (first[5:], last[5:]) == ("01-01", "12-31"):
        first, last = first[:4], last[:4]
    elif first.endswith("-01") and _ends_month(last):
        first, last = first[:7], last[:7]
    return first if first == last else f"{first}..{last}"


def _ends_month(day: str) -> bool:
    return (dt.date.fromisoformat(day) + dt.timedelta(days=1)).day == 1
