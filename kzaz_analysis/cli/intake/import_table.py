"""The command ``kzaz data import``: a table, understood before it is added."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kzaz_analysis.cli.intake.add import agreed
from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.intake.given import SOURCE_COLUMNS
from kzaz_analysis.runner.plan.yaml_file import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from kzaz_analysis.evidence.intake.append import NewRow
    from kzaz_analysis.evidence.intake.importing import Understood

SHOWN_AT_MOST = 40
"""Figures that are listed one by one; all problems are."""

SHARED = ("agency", "source", "reporter", "obs_status", "provenance", "stage", "note")
"""Columns that one option gives to all rows."""

EPILOG = """\b
Examples:
  kzaz data import turnover.csv --series trade_turnover --unit million_USD \\
      --agency COMTRADE --source my-office-2027-02-01 --dry-run
  kzaz data import comtrade.csv --agency COMTRADE --source my-download
  kzaz data import yearbook.xlsx --map yearbook.yml --yes
"""


@click.command("import", epilog=EPILOG)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--map",
    "mapping",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="YAML: columns (heading: role), series (label: series), unit, decimal, sheet, "
    "skip (labels), constants (column: cell).",
)
@click.option("--series", help="Series of every figure.")
@click.option("--unit", help="Unit of every figure.")
@click.option("--decimal", type=click.Choice([".", ","]), help="Decimal mark.")
@click.option("--sheet", help="Sheet of a workbook; its first unless given.")
@click.option("--agency", help="Statistical source of every figure.")
@click.option(
    "--source", help="Entry of the sources table; new with --source-publisher."
)
@click.option("--reporter", help="Reporting country of every figure.")
@click.option("--obs-status", help="Status of every figure.")
@click.option("--provenance", help="Provenance of every figure.")
@click.option("--stage", help="Stage of every figure.")
@click.option("--note", help="Note on every figure.")
@click.option("--source-producer", help="Of a new source.")
@click.option("--source-publisher", help="Of a new source.")
@click.option("--source-title", help="Of a new source.")
@click.option("--source-published-on", help="Of a new source.")
@click.option("--source-address", help="Of a new source.")
@click.option(
    "--source-kind",
    type=click.Choice(["article", "press", "official", "dataset"]),
    help="Of a new source; a dataset unless given. A paper quotes an office, a table "
    "of figures is its own.",
)
@click.option("--leave-out", is_flag=True, help="Add the rest although some are not.")
@click.option("--yes", "-y", is_flag=True, help="Write without asking.")
@click.option("--dry-run", is_flag=True, help="Show what is understood; do not write.")
def import_table(
    file: Path,
    mapping: Path | None,
    leave_out: bool,
    yes: bool,
    dry_run: bool,
    **typed: str | None,
) -> None:
    """Add the figures of FILE, a table in CSV or a workbook (.xlsx).

    Wide (periods in the headings) or long (a column of values), with several lines of
    headings, any usual separators of fields, thousands and decimals, in UTF-8, UTF-16
    or Windows-1251; Comtrade, WITS and IMF by their own headings. What was understood
    is shown figure by figure, and what was not with the reason, before anything is
    written. A number that may be read in two ways is not read until --decimal says
    how. All figures are added, or none.

    Without --agency the figures are those of the statistical office of the reporter,
    which a column or --reporter names,
    and without --source they are of a source of today; tables entered on one day share
    it, so that exports and imports add up to turnover.
    """
    import pandas as pd  # noqa: PLC0415

    from kzaz_analysis.evidence.files import data_dir  # noqa: PLC0415
    from kzaz_analysis.evidence.intake import append  # noqa: PLC0415
    from kzaz_analysis.evidence.intake.importing.new_rows import (  # noqa: PLC0415
        without_repeats,
    )
    from kzaz_analysis.evidence.intake.own_tables import writable  # noqa: PLC0415

    folder = data_dir() if dry_run else writable(data_dir())
    typed_options = {name: text for name, text in typed.items() if text is not None}
    settings = _settings(mapping, typed_options)
    understood = _understood(file, settings, folder, typed_options.get("reporter"))
    sources: list[NewRow] = []
    rows: list[NewRow] = []
    known: list[pd.DataFrame] = []
    for given, figures in _by_office(typed_options, settings, understood, folder):
        new_sources, shared = _shared(settings, given, folder)
        new, again = without_repeats(figures, shared, folder, new_sources)
        sources, rows, known = [*sources, *new_sources], [*rows, *new], [*known, again]
    repeated = pd.concat(known)
    _show(understood, rows, repeated, typed_options.get("agency", ""))
    if rows and not (yes and not dry_run):  # else they are checked where they are added
        append.check_new([*sources, *rows], folder)
    left = len(understood.bad) + len(repeated)
    if not rows and len(understood.bad) and not dry_run:
        raise UsageError(
            f"none of {len(understood.figures)} figures was understood, see above; "
            "nothing was written"
        )
    if dry_run or not rows:
        click.echo("\nnothing was written" + (" (--dry-run)" if dry_run else ""))
        return
    if left and yes and not leave_out:
        raise UsageError(
            f"{left} figures are left out, see above; --leave-out adds the other "
            f"{len(rows)}. Nothing was written"
        )
    if not yes and not agreed(alarming=bool(left)):
        click.echo("nothing was written")
        return
    written = append.add([*sources, *rows], folder)
    names = ", ".join(path.name for path in written)
    click.echo(f"{len(rows)} figures added to {names} in {folder}")


def _settings(mapping: Path | None, given: dict[str, str]) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    if mapping is not None:
        settings = read_yaml(mapping)
    allowed = {"columns", "series", "unit", "decimal", "sheet", "skip", "constants"}
    unknown = sorted(set(settings) - allowed)
    if unknown:
        choices = ", ".join(sorted(allowed))
        raise UsageError(f"{mapping}: {', '.join(unknown)} is not one of {choices}")
    shared_cells = {
        n: given[n] for n in ("series", "unit", "decimal", "sheet") if n in given
    }
    return settings | shared_cells


def _understood(
    file: Path, settings: dict[str, Any], folder: Path, reporter: str | None
) -> Understood:
    from kzaz_analysis.evidence.files import dataset_of, read_text  # noqa: PLC0415
    from kzaz_analysis.evidence.intake.importing import understand  # noqa: PLC0415
    from kzaz_analysis.evidence.intake.importing.sheet import read_grid  # noqa: PLC0415

    grid = read_grid(file, settings.get("sheet", ""))
    tables = (read_text("series", folder), read_text("units", folder))
    constants = settings.get("constants") or {}
    pair = {
        "reporter": reporter or constants.get("reporter", ""),
        "sides": dataset_of(folder).codes,
    }
    return understand(grid, *tables, settings | pair)


def _shared(
    settings: dict[str, Any], given: dict[str, str], folder: Path
) -> tuple[list[NewRow], dict[str, str]]:
    """Cells of every row, and the row of a source that is new."""
    from kzaz_analysis.evidence.intake.append import NewRow  # noqa: PLC0415
    from kzaz_analysis.evidence.intake.complete import (  # noqa: PLC0415
        complete,
        source_on_record,
    )

    constants = {str(n): str(c) for n, c in (settings.get("constants") or {}).items()}
    shared = constants | {name: given[name] for name in SHARED if name in given}
    origin = {n: given[f"source_{n}"] for n in SOURCE_COLUMNS if f"source_{n}" in given}
    if not origin and not shared.get("source") and shared.get("agency"):
        origin = _own_table(shared["agency"], folder)
    if not origin:
        return [], shared
    # A paper quotes an office; a table of figures is its own.
    provenance = {"source": shared.get("source", ""), "kind": "dataset"} | origin
    if entry := source_on_record(provenance, folder):
        return [], shared | {"source": entry}
    row = NewRow("sources", complete("sources", provenance, folder))
    return [row], shared | {"source": row.cells["source"]}


def _by_office(
    given: dict[str, str], settings: dict[str, Any], found: Understood, folder: Path
) -> Iterator[tuple[dict[str, str], pd.DataFrame]]:
    """Take a table as its publisher's, or each reporter's figures as its office's."""
    import pandas as pd  # noqa: PLC0415

    from kzaz_analysis.evidence.files import read_text  # noqa: PLC0415

    agencies = read_text("agencies", folder)
    constants = settings.get("constants") or {}
    if found.agency in set(agencies["agency"]) and not given.get("agency"):
        given = given | {"agency": found.agency}
    figures = found.good
    if figures.empty:
        yield given, figures
        return
    if given.get("agency") or constants.get("agency") or figures["agency"].all():
        yield given, figures
        return
    reporter = given.get("reporter") or constants.get("reporter", "")
    reporters = figures["reporter"].where(figures["reporter"] != "", reporter)
    offices = agencies[agencies["kind"] == "statistics"]
    preferred = read_text("series", folder).set_index("series")["preferred"]
    of_figures = pd.Series(
        [
            _office(s, offices[offices["books"] == s]["agency"], preferred.get(name))
            for s, name in zip(reporters, figures["series"], strict=True)
        ],
        figures.index,
    )
    # A list would be taken for names of columns where the table has one row.
    for agency, own in figures.groupby(of_figures, sort=False):
        yield given | ({"agency": str(agency)} if agency else {}), own


def _office(side: str, offices: pd.Series[str], preferred: str | None) -> str:
    """Return the office of a reporter: its only one, or that which a series prefers."""
    preferred_offices = [
        name for name in (preferred or "").split(";") if name in set(offices)
    ]
    if len(offices) > 1 and not preferred_offices:
        raise UsageError(
            f"{side} has the statistical offices {' and '.join(offices)}; --agency "
            "says whose figures these are"
        )
    return str(([*preferred_offices, *offices, ""])[0])


def _own_table(agency: str, folder: Path) -> dict[str, str]:
    """Name the source of a table that says none: what an agency had by today."""
    from kzaz_analysis.evidence.files import read_text  # noqa: PLC0415

    names = read_text("agencies", folder).set_index("agency")["name"]
    name, today = str(names.get(agency, agency)), dt.date.today().isoformat()
    slug = agency.lower().replace("_", "-")
    return {
        "source": f"{slug}-{today}",
        "publisher": name,
        "title": "Tables entered from files of one's own",
        "published_on": today,
        "kind": "official",
    }


def _show(
    found: Understood, rows: list[NewRow], repeated: pd.DataFrame, given: str
) -> None:
    roles = [f"{c.head!r} is {c.role}" for c in found.columns if c.role]
    click.echo(f"# columns: {'; '.join(roles)}")
    click.echo(f"\n# {len(rows)} figures understood")
    names = ("series", "reporter", "period_start", "period_end", "value", "unit")
    for row in rows[:SHOWN_AT_MOST]:
        click.echo("  ".join(row.cells[name] or "-" for name in names))
    if len(rows) > SHOWN_AT_MOST:
        click.echo(f"and {len(rows) - SHOWN_AT_MOST} more")
    for title, bad in (("not understood", found.bad), ("not new", repeated)):
        if len(bad):
            click.echo(f"\n# {len(bad)} {title}")
            for reason, cells in bad.groupby(["column", "problem"], sort=False):
                lines = ", ".join(_ranges(cells["line"].astype(int).tolist()))
                click.echo(f"line {lines}, {': '.join(map(str, reason))}")
    if found.agency and rows and rows[0].cells["agency"] == found.agency:
        click.echo(f"\n# by their headings they are of {found.agency}, unless --agency")
    elif not given and rows:
        taken = ", ".join(dict.fromkeys(row.cells["agency"] for row in rows))
        click.echo(f"\n# by their reporter they are of {taken}, unless --agency")
    if found.empty:
        click.echo(f"\n# {found.empty} cells without a figure")


def _ranges(lines: list[int]) -> list[str]:
    """Write numbers of lines, those in a row as "2 to 9"."""
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][-1] + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return [f"{r[0]} to {r[-1]}" if len(r) > 1 else f"{r[0]}" for r in runs]
