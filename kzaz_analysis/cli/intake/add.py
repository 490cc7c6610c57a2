"""The commands ``kzaz data add``: rows, shown before they are written."""

from __future__ import annotations

import sys
from inspect import signature
from typing import TYPE_CHECKING, Any

import click

from kzaz_analysis.cli.intake.several import given_rows, several_options, with_shared
from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.intake.given import (
    FOLLOWING,
    KINDS,
    SOURCE_COLUMNS,
    SPANS,
    cells_of,
)
from kzaz_analysis.evidence.schema.definitions import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd
    from click.shell_completion import CompletionItem

    from kzaz_analysis.evidence.intake.append import NewRow
    from kzaz_analysis.evidence.schema.columns import Column

AUDITED = ("observation", "claim", "target")
"""What is held against the record before it is written."""

ALARMING, SHOWN_AT_MOST = ("contradicts", "unit slip likely"), 8

EXAMPLES = {
    "observation": "--series trade_turnover --period 2026 --value 612.4 "
    "--unit million_USD \\\n      --agency COMTRADE --source my-office-2027-02-01",
    "claim": "--series trade_turnover --measure growth --value 12 --unit percent "
    "\\\n      --period 2026 --base 2025 --agency UNSTATED "
    "--source my-office-2027-02-01",
    "target": "--series trade_turnover --value 1500 --unit million_USD "
    "--deadline 2030 \\\n      --announced-by 'Ministry of Transport' "
    "--source my-office-2027-02-01",
    "source": "--publisher 'My office' --published-on 2027-02-01 "
    "--address https://example.org",
    "projection": "--series trade_turnover --author 'My office' --measure level "
    "--value 1200 \\\n      --unit million_USD --period 2030 "
    "--source my-office-2027-02-01",
    "milestone": "--project my_terminal --event opening --status done "
    "\\\n      --actual-start 2027-01-10 --actual-end 2027-01-10 "
    "--source my-office-2027-02-01",
    "macro": "--indicator gdp_current_usd --country GEO --year 2026 --value 3.9e10 "
    "\\\n      --unit USD --source my-office-2027-02-01",
    "series": "--series my_exports_hs31 --title 'Exports, fertilisers' "
    "\\\n      --system trade --measures 'Goods of chapter 31.' --unit million_USD "
    "--nature flow",
    "unit": "--unit million_CNY --label 'million yuan' --dimension 'money CNY' "
    "\\\n      --factor 1000000 --authority 'decimal prefix'",
    "factor": "--factor gel_usd --from-dimension 'money GEL' --to-dimension "
    "'money USD' \\\n      --year 2026 --value 0.37 --source my-office-2027-02-01",
    "driver": "--driver my_capacity --series trade_turnover --kind capacity "
    "--title 'capacity of the line' \\\n      --rests-on port_capacity_baku "
    "--low ceiling --base ceiling --high ceiling --overlap capacity",
    "exclusion": "--ref T042 --reason 'Counted twice by the paper.'",
    "agency": "--agency GEO_STAT --name 'Statistics of Georgia' --books GEO "
    "\\\n      --kind statistics",
}


@click.group()
def add() -> None:
    """Add rows to a table: a figure, a claim, a target, a source, a unit, ...

    What is missing is asked for on a terminal. What the figure contradicts is shown
    before it is written. Several rows are added together or not at all: --row, --rows,
    --edit. Figures go to the folder that KZAZ_DATA_DIR names; what comes with an
    installed package is copied to your data folder first (kzaz data own).

    \b
    Examples:
      kzaz data add source --help
      kzaz data add observation --help
      kzaz data add unit --row 'unit=MW label=megawatts dimension=power ...'
      kzaz data add observation --rows figures.csv --agency COMTRADE --source mine
    """


def _options(kind: str) -> list[click.Parameter]:
    table = TABLES[KINDS[kind]]
    options: list[click.Parameter] = [_option(column) for column in table.columns]
    options += [_span(stem) for stem in SPANS if f"{stem}_start" in table.names]
    if kind != "source" and "source" in table.names:
        columns = {c.name: c for c in TABLES["sources"].columns}
        options += [_option(columns[name], "source_") for name in SOURCE_COLUMNS]
    yes = click.Option(["--yes", "-y"], is_flag=True, help="Write without asking.")
    dry = click.Option(
        ["--dry-run"], is_flag=True, help="Check and show, do not write."
    )
    return [*options, *several_options(), yes, dry]


def _option(column: Column, prefix: str = "") -> click.Option:
    name = f"{prefix}{column.name}"
    new = "New source, added along with the figure. " if prefix else ""
    rule = column.rule() if not column.choices else ""
    help_text = " ".join(filter(None, [f"{new}{column.description}", f"[{rule}]"]))
    return click.Option(
        [f"--{name.replace('_', '-')}", name],
        type=click.Choice(column.choices) if column.choices else str,
        help=help_text.removesuffix(" []").replace("`", ""),
        shell_complete=_completion(column.refers_to) if column.refers_to else None,
    )


def _span(stem: str) -> click.Option:
    text = f"Both days of the {stem}: 2026, 2026-03, 2026-Q1, 2026-01..2026-04."
    return click.Option([f"--{stem}", stem], metavar="PERIOD", help=text)


def _completion(
    target: str,
) -> Callable[[Any, Any, str], list[CompletionItem | str]]:
    def complete(_ctx: Any, _param: Any, incomplete: str) -> list[CompletionItem | str]:
        from kzaz_analysis.evidence.files import read_text  # noqa: PLC0415

        table, _, column = target.partition(".")
        return [n for n in read_text(table)[column] if n.startswith(incomplete)]

    return complete


def _command(kind: str) -> click.Command:
    def run(
        rows: tuple[str, ...],
        file: str | None,
        edit: bool,
        yes: bool,
        dry_run: bool,
        **typed: str | None,
    ) -> None:
        shared = {name: text for name, text in typed.items() if text is not None}
        form = _form(kind, shared) if edit else None
        listed = given_rows(rows, file, form, ", ".join(cells_of(KINDS[kind])))
        if listed or not edit:
            _add(kind, shared, listed, yes=yes, dry_run=dry_run)
        else:
            click.echo("nothing was written")

    article = "an" if kind[0] in "aeio" else "a"
    run.__doc__ = (
        f"Add {article} {kind} to the table {KINDS[kind]}.\n\n"
        "Digits, bounds, reporter, name and reference follow from the rest unless "
        "given. Several rows at once, all or none: --row, --rows, --edit.\n\n"
        f"\b\nExample:\n  kzaz data add {kind} {EXAMPLES[kind]}"
    )
    return click.Command(kind, callback=run, params=_options(kind), help=run.__doc__)


for _kind in KINDS:
    add.add_command(_command(_kind))


def _form(kind: str, shared: dict[str, str]) -> list[str]:
    """Headings of the form for some rows: what they need and does not follow."""
    table = TABLES[KINDS[kind]]
    days = {f"{stem}{end}" for stem in SPANS for end in ("_start", "_end")}
    settled = days | {*FOLLOWING, *shared}
    needed = [c.name for c in table.columns if c.required and c.name not in settled]
    spans = [stem for stem in SPANS if f"{stem}_start" in table.names]
    return [*needed, *(stem for stem in spans if stem not in shared)]


def _add(
    kind: str,
    given: dict[str, str],
    listed: list[dict[str, str]],
    *,
    yes: bool,
    dry_run: bool,
) -> None:
    from kzaz_analysis.evidence.files import data_dir  # noqa: PLC0415
    from kzaz_analysis.evidence.intake import append  # noqa: PLC0415
    from kzaz_analysis.evidence.intake.own_tables import writable  # noqa: PLC0415
    from kzaz_analysis.evidence.intake.several import several_rows, with_days  # noqa: PLC0415

    folder = data_dir() if dry_run else writable(data_dir())
    if listed:
        typed = with_shared(listed, given)
        rows = several_rows(KINDS[kind], typed, folder)
    else:
        typed = [given]
        rows = _rows(kind, with_days(given, KINDS[kind]), folder)
    append.check_new(rows, folder)
    for row in rows:
        _show(row)
    for cells in typed:
        _show_other_reading(cells.get("value", ""))
    alarming = _show_verdicts(rows) if kind in AUDITED else False
    if dry_run:
        click.echo("\nnothing was written (--dry-run)")
        return
    if not yes and not agreed(alarming):
        click.echo("nothing was written")
        return
    written = append.add(rows, folder)
    click.echo(f"added to {', '.join(path.name for path in written)} in {folder}")


def _rows(kind: str, given: dict[str, str], folder: Path) -> list[NewRow]:
    """Complete the row, and that of its source if that one is new, too."""
    from kzaz_analysis.evidence.intake.append import NewRow  # noqa: PLC0415
    from kzaz_analysis.evidence.intake.complete import (  # noqa: PLC0415
        complete,
        source_on_record,
    )

    names = [f"source_{name}" for name in SOURCE_COLUMNS]
    origin = {n.removeprefix("source_"): given.pop(n) for n in names if n in given}
    rows = []
    provenance = origin | {"source": given.get("source", "")}
    if origin and (entry := source_on_record(provenance, folder)):
        given["source"] = entry
    elif origin:
        rows.append(
            NewRow("sources", _asked("sources", provenance, folder, "--source-"))
        )
        given["source"] = rows[0].cells["source"]
    cells = _asked(KINDS[kind], given, folder, "--")
    return [*rows, NewRow(KINDS[kind], complete(KINDS[kind], cells, folder))]


def _asked(
    table: str, given: dict[str, str], folder: Path, prefix: str
) -> dict[str, str]:
    """Complete the cells, asking for what is missing if somebody is there."""
    from kzaz_analysis.evidence.intake.complete import complete, missing  # noqa: PLC0415
    from kzaz_analysis.evidence.intake.several import with_days  # noqa: PLC0415

    cells = dict(given)
    lacking = missing(table, complete(table, cells, folder))
    names = [n for n in lacking if not _follows(table, n, lacking)]
    if names and not _on_terminal():
        flags = ", ".join(f"{prefix}{name.replace('_', '-')}" for name in names)
        raise UsageError(f"missing: {flags}; on a terminal they are asked for")
    columns = {column.name: column for column in TABLES[table].columns}
    for name in names:
        cells[name] = _ask(columns[name], cells, folder)
    if names and "period_start" in columns and "period_start" not in cells:
        words = "period (2026, 2026-03, 2026-01..2026-04; empty if not stated)"
        period = click.prompt(words, default="", show_default=False)
        cells |= with_days({"period": period} if period else {}, table)
    return complete(table, cells, folder)


def _follows(table: str, name: str, lacking: list[str]) -> bool:
    """Whether a name follows by itself once the rest is there."""
    needed = {
        "id": {"series", "source"},
        "promise": {"series"},
        "source": {"publisher"},
    }
    if name == "source" and table != "sources":
        return False
    return bool(needed.get(name, set()) & set(lacking))


def _ask(column: Column, cells: dict[str, str], folder: Path) -> str:
    from kzaz_analysis.evidence.files import read_text  # noqa: PLC0415

    usual = None
    if column.name == "unit" and cells.get("series"):
        catalogue = read_text("series", folder).set_index("series")["unit"]
        usual = catalogue.get(cells["series"])
    kind = click.Choice(column.choices) if column.choices else str
    while True:
        words = f"{column.name} ({column.description.rstrip('.').replace('`', '')})"
        answer = str(click.prompt(words, default=usual, type=kind)).strip()
        table, _, field = column.refers_to.partition(".")
        if not table or answer in set(read_text(table, folder)[field]):
            return answer
        click.echo(f"{answer!r} is not in {table}.csv{_near(answer, table, field)}")


def _near(answer: str, table: str, field: str) -> str:
    from difflib import get_close_matches  # noqa: PLC0415

    from kzaz_analysis.evidence.files import read_text  # noqa: PLC0415

    near = get_close_matches(answer, read_text(table)[field])
    hint = "; kzaz data add source adds one" if table == "sources" else ""
    return f"; did you mean {' or '.join(near)}?" if near else hint


def _on_terminal() -> bool:
    return sys.stdin.isatty()


def agreed(alarming: bool) -> bool:
    """Ask whether to write; UsageError where nobody is there to ask."""
    if not _on_terminal():
        raise UsageError("nobody is there to ask; --yes writes, --dry-run only shows")
    words = "\nAdd it although it is contradicted?" if alarming else "\nAdd it?"
    return click.confirm(words, default=not alarming)


def _show_other_reading(typed: str) -> None:
    from kzaz_analysis.evidence.intake.reading.numerals import read_signed  # noqa: PLC0415

    numeral = read_signed(typed)
    if numeral is not None and numeral.other is not None and "," in typed:
        other = f"{numeral.other:.10g}"
        click.echo(f"{typed} is read as {numeral.value:.10g}; if not, type {other}")


def _show(row: NewRow) -> None:
    click.echo(f"# new row of {row.table}")
    width = max(map(len, row.cells))
    for name, cell in row.cells.items():
        if cell:
            click.echo(f"{name:<{width}}  {cell}")


def _show_verdicts(rows: list[NewRow]) -> bool:
    """Tell what the record says of the new figure; whether anything contradicts it."""
    from kzaz_analysis.analysis.audit import VERDICT_NAMES, with_names  # noqa: PLC0415

    comparisons = with_names(_compared(rows))
    counts = comparisons["verdict"].value_counts()
    counts_text = ", ".join(f"{counts[v]} {v}" for v in VERDICT_NAMES if v in counts)
    noun = "comparison" if len(comparisons) == 1 else "comparisons"
    click.echo(
        f"\n# {len(comparisons)} {noun} with the record: "
        f"{counts_text or 'nothing to compare'}"
    )
    grave = comparisons[~comparisons["verdict"].isin(["consistent", "not testable"])]
    order = {verdict: place for place, verdict in enumerate(VERDICT_NAMES)}
    grave = grave.assign(order=grave["verdict"].map(order))
    grave = grave.sort_values(["order", "distance_pct"], ascending=[True, False])
    for case in grave.head(SHOWN_AT_MOST).to_dict("records"):
        click.echo(f"{case['verdict']} {case['condition']}".strip())
        click.echo(f"  {case['rule']}, {case['period']}: {case['arithmetic']}")
        click.echo(f"  {case['left_sources']} | {case['right_sources']}")
    if len(grave) > SHOWN_AT_MOST:
        click.echo(f"and {len(grave) - SHOWN_AT_MOST} more")
    return bool(counts.reindex(list(ALARMING)).sum())


def _compared(rows: list[NewRow]) -> pd.DataFrame:
    """Comparisons of the whole record in which a new figure takes part."""
    from kzaz_analysis.analysis.audit import audit  # noqa: PLC0415
    from kzaz_analysis.evidence.intake.append import with_new  # noqa: PLC0415
    from kzaz_analysis.evidence.tables import default  # noqa: PLC0415
    from kzaz_analysis.reports.audit.clauses.writer import (  # noqa: PLC0415
        ALL_DIGITS,
        writer_for,
    )

    tables = with_new(rows)
    names = {
        r.cells.get("id") or f"{r.cells['series']}@{r.cells['source']}#{r.cells['ref']}"
        for r in rows
        if r.table != "sources"
    }
    read = {n: tables[n] for n in signature(audit).parameters if n in tables}
    comparisons = audit(**read, sides=default().dataset.side_names).comparisons
    comparisons = writer_for(default(), ALL_DIGITS).frame(comparisons)
    sides = comparisons["left_ids"] + " + " + comparisons["right_ids"]
    is_of_row = [
        any(
            part.split("/")[0] in names
            for part in side.replace("; ", " + ").split(" + ")
        )
        for side in sides
    ]
    return comparisons[is_of_row]
