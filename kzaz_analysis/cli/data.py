"""The commands under ``kzaz data``."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kzaz_analysis.cli.data_status import status
from kzaz_analysis.cli.datasets.option import with_dataset
from kzaz_analysis.cli.editions.compare import compare
from kzaz_analysis.cli.intake.add import add
from kzaz_analysis.cli.intake.extract import extract
from kzaz_analysis.cli.intake.import_table import import_table
from kzaz_analysis.cli.intake.own import own
from kzaz_analysis.cli.intake.refresh import raw, refresh
from kzaz_analysis.errors import DataError
from kzaz_analysis.exporting.cells import json_rows

if TYPE_CHECKING:
    import pandas as pd
    from click.shell_completion import CompletionItem

    from kzaz_analysis.evidence.schema.problem import Problem

FORMATS = click.Choice(["table", "csv", "json"])


@click.group()
def data() -> None:
    """Check, list and show the tables of figures.

    KZAZ_DATA_DIR points the command, and the package, at another folder of the same
    shape.

    \b
    Examples:
      kzaz data list
      kzaz data show titr_freight --rule UNSTATED
      kzaz data show --source trend-2022-08-24 --format csv
      KZAZ_DATA_DIR=my-data kzaz data check
    """


@data.command()
@click.argument(
    "folder",
    required=False,
    type=click.Path(path_type=Path, file_okay=False, exists=True),
)
@click.option(
    "--today", metavar="DAY", help="Day of the check; the current day unless given."
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
)
def check(folder: Path | None, today: str | None, style: str) -> None:
    """Check every table in FOLDER: cells, references, and what the figures mean.

    Its datapackage.json must be readable, and is to record the tables as they are.

    Errors must be put right: the command ends with 3. Warnings should be looked at:
    it ends with 0. What lies after --today has not happened.

    \b
    Examples:
      kzaz data check data
      kzaz data check data --today 2026-11-28 --format json
    """
    from kzaz_analysis.evidence.schema.checks import examine  # noqa: PLC0415
    from kzaz_analysis.evidence.schema.definitions import TABLES  # noqa: PLC0415

    findings = examine(folder, today)
    if style == "json":
        click.echo(json.dumps(asdict(findings), indent=2, ensure_ascii=False))
    elif findings.warnings:
        click.echo(_listed("warning", findings.warnings))
    if findings.errors:
        raise DataError(_listed("problem", findings.errors))
    if style == "text":
        click.echo(f"{len(TABLES)} tables checked, no problem found")


def _listed(noun: str, problems: tuple[Problem, ...]) -> str:
    plural = noun if len(problems) == 1 else f"{noun}s"
    return "\n".join([f"{len(problems)} {plural} found", *map(str, problems)])


@data.command("list")
@click.option("--system", help="Only series of this system, such as trade or ports.")
@click.option("--format", "style", type=FORMATS, default="table", show_default=True)
def list_series(system: str | None, style: str) -> None:
    """List the series with what they measure and how many figures there are.

    \b
    Example:
      kzaz data list --system corridor
    """
    from kzaz_analysis.errors import unknown_name  # noqa: PLC0415
    from kzaz_analysis.evidence.tables import load  # noqa: PLC0415

    catalogue = load("series")
    if system is not None:
        if system not in set(catalogue["system"]):
            raise unknown_name("system", system, set(catalogue["system"]))
        catalogue = catalogue[catalogue["system"] == system]
    counts = load("observations")["series"].value_counts()
    listed = catalogue[["series", "title", "system", "unit"]].assign(
        figures=catalogue["series"].map(counts).fillna(0).astype(int)
    )
    click.echo(_formatted(listed, style))


def _complete_series(
    _ctx: Any, _param: Any, incomplete: str
) -> list[CompletionItem | str]:
    from kzaz_analysis.evidence.tables import load  # noqa: PLC0415

    return [name for name in load("series")["series"] if name.startswith(incomplete)]


def _complete_source(
    _ctx: Any, _param: Any, incomplete: str
) -> list[CompletionItem | str]:
    from kzaz_analysis.evidence.tables import load  # noqa: PLC0415

    return [name for name in load("sources")["source"] if name.startswith(incomplete)]


@data.command()
@click.argument("series", required=False, shell_complete=_complete_series)
@click.option(
    "--source",
    help="Show every row that comes from this source instead.",
    shell_complete=_complete_source,
)
@click.option("--as-of", metavar="DATE", help="Only what was published by this day.")
@click.option("--rule", help="Which source first: a rule of the dataset, or an agency.")
@click.option("--format", "style", type=FORMATS, default="table", show_default=True)
def show(
    series: str | None,
    source: str | None,
    as_of: str | None,
    rule: str | None,
    style: str,
) -> None:
    """Show one SERIES by a rule, or all rows of one source.

    \b
    Examples:
      kzaz data show trade_turnover --as-of 2023-07-29 --rule kaz_first
      kzaz data show --source kazinform-2023-07-29
    """
    if (series is None) == (source is None):
        raise click.UsageError("give either a SERIES or --source, see --help")
    if source is not None:
        if as_of or rule:
            raise click.UsageError(
                "--as-of and --rule go with a SERIES, not with --source"
            )
        _show_source(source, style)
    else:
        _show_series(str(series), rule, as_of, style)


def _show_source(source: str, style: str) -> None:
    from kzaz_analysis.evidence.catalogue import rows_of_source  # noqa: PLC0415
    from kzaz_analysis.evidence.tables import default  # noqa: PLC0415

    source_rows = rows_of_source(default(), source)
    if style == "json":
        click.echo(
            json.dumps(
                {n: json_rows(rows) for n, rows in source_rows.items()},
                indent=2,
                ensure_ascii=False,
            )
        )
        return
    for name, rows in source_rows.items():
        used = rows.loc[:, rows.notna().any() & (rows.astype(str) != "").any()]
        click.echo(f"# {name}: {len(rows)} rows")
        click.echo(_formatted(used.drop(columns="source"), style) + "\n")


def _show_series(series: str, rule: str | None, as_of: str | None, style: str) -> None:
    from kzaz_analysis.evidence.series import PRINTED  # noqa: PLC0415
    from kzaz_analysis.evidence.series import series as read_series  # noqa: PLC0415

    record = read_series(series, rule=rule, as_of=as_of)
    parts = {
        "annual": record.annual,
        "partial": record.partial,
        "alternatives": record.alternatives,
    }
    if style == "json":
        head = {"series": record.name, "title": record.title, "unit": record.unit}
        head |= {"rule": record.rule, "as_of": record.as_of}
        click.echo(
            json.dumps(
                head | {n: json_rows(f) for n, f in parts.items()},
                indent=2,
                ensure_ascii=False,
            )
        )
        return
    if style == "csv":
        import pandas as pd  # noqa: PLC0415

        rows = [frame.assign(role=name) for name, frame in parts.items()]
        click.echo(_formatted(pd.concat(rows, ignore_index=True), style))
        return
    as_of_text = f", as known on {record.as_of}" if record.as_of else ""
    click.echo(f"{record.title}, {record.unit}; {record.rule_words}{as_of_text}")
    for name, frame in parts.items():
        period = ["year"] if name == "annual" else ["period_start", "period_end"]
        click.echo(f"\n# {name}: {len(frame)} rows")
        click.echo(_formatted(frame[[*period, *PRINTED]], style))


def _formatted(frame: pd.DataFrame, style: str) -> str:
    if style == "csv":
        from kzaz_analysis.exporting.cells import csv_text  # noqa: PLC0415

        return csv_text(frame).rstrip("\n")
    if style == "json":
        return json.dumps(json_rows(frame), indent=2, ensure_ascii=False)
    if frame.empty:
        return "(none)"
    cells = frame.copy()
    for column in cells.select_dtypes("datetime").columns:
        cells[column] = cells[column].dt.strftime("%Y-%m-%d")
    for column in cells.select_dtypes("Int64").columns:
        cells[column] = cells[column].astype(object).where(cells[column].notna(), "")
    return str(cells.fillna("").to_string(index=False, max_colwidth=60))


@data.command()
@click.argument(
    "folder",
    required=False,
    type=click.Path(path_type=Path, file_okay=False, exists=True),
)
@click.option(
    "--dictionary",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write the data dictionary.",
)
def package(folder: Path | None, dictionary: Path | None) -> None:
    """Check FOLDER, then record it in its datapackage.json.

    \b
    Example:
      kzaz data package data --dictionary docs/data-dictionary.md
    """
    from kzaz_analysis.evidence.files import data_dir  # noqa: PLC0415
    from kzaz_analysis.evidence.schema.datapackage import data_dictionary, write_package  # noqa: PLC0415

    click.echo(f"wrote {write_package(folder or data_dir())}")
    if dictionary is not None:
        dictionary.write_text(data_dictionary(), encoding="utf-8")
        click.echo(f"wrote {dictionary}")


@data.command()
@click.argument(
    "folder",
    required=False,
    type=click.Path(path_type=Path, file_okay=False, exists=True),
)
def migrate(folder: Path | None) -> None:
    """Write the columns that FOLDER of an older form lacks.

    \b
    Example:
      kzaz data migrate my-data
    """
    from kzaz_analysis.evidence.files import data_dir  # noqa: PLC0415
    from kzaz_analysis.evidence.intake.migrate import migrate as bring  # noqa: PLC0415

    where = folder or data_dir()
    written = bring(where)
    for path in written:
        click.echo(f"wrote {path}")
    if not written:
        click.echo(f"{where} has the present form; nothing was changed")


data.add_command(add)
data.add_command(compare)
data.add_command(import_table)
data.add_command(extract)
data.add_command(own)
data.add_command(raw)
data.add_command(refresh)
data.add_command(status)


with_dataset(data)
