"""The command ``kzaz audit``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from kzaz_analysis import renames
from kzaz_analysis.cli.datasets.option import with_dataset
from kzaz_analysis.errors import unknown_name
from kzaz_analysis.exporting.cells import json_rows

if TYPE_CHECKING:
    import pandas as pd

    from kzaz_analysis.analysis.audit import Audit
    from kzaz_analysis.evidence.dataset.dataset import DatasetDescription
    from kzaz_analysis.reports.audit.clauses.writer import ClauseWriter

TABLES = ("observations", "claims", "targets", "projections", "milestones")
DESCRIPTIONS = ("series", "agencies", "units", "factors")
SHOWN = [
    "verdict",
    "rule",
    "period",
    "left_text",
    "left_sources",
    "right_text",
    "right_books",
    "right_sources",
    "arithmetic",
    "condition",
    "hint",
]
CARDS = ["kind", "conflict", "comparisons", "contradicts", "arithmetic", "condition"]


@click.command()
@click.option("--series", help="Only this series.")
@click.option("--source", help="Only what this source takes part in.")
@click.option("--as-of", metavar="DATE", help="Only what was published by this day.")
@click.option("--claim", metavar="TEXT", help="Test this claim against the record.")
@click.option(
    "--reporter",
    metavar="ISO",
    help="Reporter of the claim's figures, if it says so: a side of the dataset.",
)
@click.option("--books", "earlier_name", hidden=True)
@click.option(
    "--format",
    "style",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
)
def audit(
    series: str | None,
    source: str | None,
    as_of: str | None,
    claim: str | None,
    reporter: str | None,
    earlier_name: str | None,
    style: str,
) -> None:
    """Test published figures against each other, or a claim against the record.

    A figure stands for all values that round to it; two contradict only when these
    rounding ranges do not overlap. Without --claim the disagreements of the whole
    record are listed, or those of one series or source. A claim has a series, by its
    name or in words, a period, a number and a unit; growth (+40%, 5 times) compares
    with the same period a year before, or with the one after "since". What was read is
    told first.

    \b
    Examples:
      kzaz audit
      kzaz audit --series titr_freight --as-of 2024-03-11
      kzaz audit --source dailysabah-2023-04-10 --format json
      kzaz audit --claim "trade_turnover 2024 700 USD million"
      kzaz audit --claim "trade_turnover 2024-01..2024-04 +0.5%" --reporter KAZ
      kzaz audit --claim "titr_freight 2023 about 2.8 million tonnes"
      kzaz audit --claim "Middle Corridor freight grew 62% in 2024"
    """
    if earlier_name is not None:
        renames.argument("kzaz audit", "--books", "--reporter")
        reporter = reporter or earlier_name
    if claim is None:
        if reporter is not None:
            raise click.UsageError("--reporter goes with --claim, see --help")
        _check_names(series, source)
        _show_audit(_audited(as_of), series, source, style)
        return
    if series is not None or source is not None:
        raise click.UsageError("--claim names its own series, see --help")
    _show_claim(claim, as_of, reporter or "", style)


def _audited(as_of: str | None) -> Audit:
    from kzaz_analysis.analysis.audit import audit as run  # noqa: PLC0415

    return run(**_tables(as_of), sides=_about().side_names)


def _writer() -> ClauseWriter:
    from kzaz_analysis.evidence.tables import default  # noqa: PLC0415
    from kzaz_analysis.reports.audit.clauses.writer import (  # noqa: PLC0415
        ALL_DIGITS,
        writer_for,
    )

    return writer_for(default(), ALL_DIGITS)


def _about() -> DatasetDescription:
    from kzaz_analysis.evidence.tables import default  # noqa: PLC0415

    return default().dataset


def _tables(as_of: str | None) -> dict[str, pd.DataFrame]:
    from kzaz_analysis.evidence.tables import default  # noqa: PLC0415

    evidence = default(as_of)
    return {name: evidence.load(name) for name in (*TABLES, *DESCRIPTIONS)}


def _show_audit(
    result: Audit, series: str | None, source: str | None, style: str
) -> None:
    narrowed = result.of(series, source)
    whole = series is None and source is None
    write = _writer().frame
    comparisons = _by_name(write(narrowed.comparisons))
    conflicts = write(narrowed.conflicts)
    if style == "json":
        _echo_json(
            {
                "counts": _counts(comparisons),
                "conflicts": json_rows(conflicts),
                "comparisons": json_rows(comparisons),
            }
        )
        return
    click.echo(_counted(comparisons))
    click.echo(f"\n# disagreements: {len(conflicts)}")
    click.echo(_formatted(conflicts[CARDS]))
    if not whole:
        not_consistent = comparisons[comparisons["verdict"] != "consistent"]
        click.echo(f"\n# comparisons that are inconsistent: {len(not_consistent)}")
        click.echo(_formatted(not_consistent[SHOWN]))


def _check_names(series: str | None, source: str | None) -> None:
    from kzaz_analysis.evidence.tables import load  # noqa: PLC0415

    names_by_table = (("series", series), ("sources", source))
    for table, name in names_by_table:
        column = load(table).iloc[:, 0]
        if name is not None and name not in set(column):
            raise unknown_name(str(column.name), name, column)


def _show_claim(text: str, as_of: str | None, reporter: str, style: str) -> None:
    from kzaz_analysis.cli.doors import check_claim  # noqa: PLC0415

    check = check_claim(text, as_of=as_of, reporter=reporter)
    comparisons = _by_name(check.frame)
    if style == "json":
        summary: dict[str, Any] = {
            "claim": text,
            "read": check.read,
            "outlook": list(check.outlook),
        }
        summary |= {"counts": _counts(comparisons)}
        _echo_json(summary | {"comparisons": json_rows(comparisons)})
        return
    click.echo(f"{text}: {_counted(comparisons)}")
    click.echo("\n".join((f"read as {check.read}", *check.outlook)))
    for row in comparisons.to_dict("records"):
        click.echo("\n" + _told(row))


def _told(row: dict[Any, Any]) -> str:
    """Tell one comparison in a few lines, the side that is not the claim named."""
    from kzaz_analysis.analysis.audit import STATEMENT  # noqa: PLC0415

    other = "left" if row["right_ids"] == STATEMENT else "right"
    names = (row[f"{other}_{name}"] for name in ("text", "books", "sources"))
    against = ", ".join(name for name in names if name)
    lines = [
        f"{row['verdict']} {row['condition']}".strip(),
        f"  {row['rule']}, {row['period']}: {against}" if against else "",
        f"  {row['arithmetic']}",
        f"  {row['hint']}",
    ]
    return "\n".join(line for line in lines if line.strip())


def _by_name(comparisons: pd.DataFrame) -> pd.DataFrame:
    """Give each comparison the verdict under the name that pages give it."""
    from kzaz_analysis.analysis.audit import with_names  # noqa: PLC0415

    return with_names(comparisons)


def _counts(comparisons: pd.DataFrame) -> dict[str, int]:
    from kzaz_analysis.analysis.audit import VERDICT_NAMES  # noqa: PLC0415

    counts = comparisons["verdict"].value_counts()
    return {name: int(counts.get(name, 0)) for name in VERDICT_NAMES}


def _counted(comparisons: pd.DataFrame) -> str:
    counts = {name: count for name, count in _counts(comparisons).items() if count}
    counts_text = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    noun = "comparison" if len(comparisons) == 1 else "comparisons"
    return f"{len(comparisons)} {noun}: {counts_text or 'nothing to compare'}"


def _echo_json(found: dict[str, Any]) -> None:
    click.echo(json.dumps(found, indent=2, ensure_ascii=False))


def _formatted(frame: pd.DataFrame) -> str:
    if frame.empty:
        return "(none)"
    return str(frame.fillna("").to_string(index=False, max_colwidth=70))


with_dataset(audit)
