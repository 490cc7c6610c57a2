"""The commands ``kzaz report diff``, ``runs``, ``status`` and ``verify``."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, astuple
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kzaz_analysis.cli.running.options import LATEST
from kzaz_analysis.errors import StaleReports, UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from kzaz_analysis.runner.compare.run_list import Entry

_FORMAT = click.option(
    "--format",
    "style",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
)
_OUT = click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=LATEST,
    show_default=True,
    help="Folder of the pages, where their runs are kept.",
)
DISAGREE = 3
"""Exit code where a sentence does not agree with the tables."""

_HEADINGS = ("run", "start", "ended", "made", "unchanged", "failed", "changed")


def _complete_run(
    ctx: click.Context, _: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem  # noqa: PLC0415

    from kzaz_analysis.runner.archive.archive import runs as names  # noqa: PLC0415

    words = [*names(Path(ctx.params.get("out") or LATEST)), "latest", "previous"]
    return [CompletionItem(name) for name in words if name.startswith(incomplete)]


@click.command()
@click.argument("run_a", default="previous", shell_complete=_complete_run)
@click.argument("run_b", default="latest", shell_complete=_complete_run)
@_OUT
@_FORMAT
def diff(run_a: str, run_b: str, out: Path, style: str) -> None:
    """Show what differs between two runs, and because of which input.

    A run is an id of `kzaz report runs` or the beginning of one, "latest",
    "previous", the path of a run's file, or another output folder. Without names,
    the latest run is compared with the newest before it that has a page in common.

    \b
    Examples:
      kzaz report diff
      kzaz report diff 20261120 latest --format json
      kzaz report diff ../last-week/reports latest
    """
    from kzaz_analysis.runner.archive import archive  # noqa: PLC0415
    from kzaz_analysis.runner.compare import compare, diff_text  # noqa: PLC0415

    files = [archive.locate(out, name) for name in (run_a, run_b)]
    old, new = (archive.read(out, file) for file in files)
    compared = compare.compare(old, new, *(file.parent for file in files))
    if style == "json":
        click.echo(json.dumps(compared.as_dict(), ensure_ascii=False, indent=2))
        return
    width = shutil.get_terminal_size().columns
    click.echo("\n".join(diff_text.lines(compared, width)))


@click.command()
@_OUT
@_FORMAT
def runs(out: Path, style: str) -> None:
    """List the runs that are kept, oldest first.

    For each: how many pages it made, left as they were, could not make, and on how
    many the conclusion changed.

    \b
    Example:
      kzaz report runs -o out
    """
    from kzaz_analysis.runner.compare.run_list import entries  # noqa: PLC0415

    run_entries = entries(out)
    if style == "json":
        listed = [asdict(entry) for entry in run_entries]
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    cells = [_HEADINGS, *map(_cells, run_entries)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = (f"{text:<{width}}" for text, width in zip(row, widths, strict=True))
        click.echo("  ".join(padded).rstrip())


@click.command()
@_OUT
@click.option(
    "--max-age",
    metavar="AGE",
    help="End with 3 if no run was good for so long: 26h, 90min, 2d.",
)
@click.option("--json", "style", flag_value="json", help="Print it as JSON.")
@click.option(
    "--prometheus",
    "style",
    flag_value="prometheus",
    help="Print it as metrics for the text file collector of Prometheus.",
)
def status(out: Path, max_age: str | None, style: str | None) -> None:
    """Show when the last good run was, and which pages are stale.

    With --max-age it is a dead man's switch: called by another scheduler, it ends
    with 3 when the runs have stopped, whatever stopped them, and so it does where
    OUT keeps no run at all.

    \b
    Examples:
      kzaz report status -o out
      kzaz report status -o out --max-age 26h
      kzaz report status -o out --prometheus > /var/lib/node_exporter/kzaz.prom
    """
    from kzaz_analysis.runner.telling import status as run_status  # noqa: PLC0415

    most_s = run_status.seconds_of(max_age) if max_age else None
    try:
        folder_status = run_status.read_status(out)
    except UsageError as error:
        if most_s is None:
            raise
        # Whoever watches must hear of a folder that was emptied, or is not mounted.
        raise StaleReports(str(error)) from error
    if style == "json":
        click.echo(json.dumps(folder_status.as_dict(), ensure_ascii=False, indent=2))
    elif style == "prometheus":
        click.echo(folder_status.prometheus(), nl=False)
    else:
        click.echo("\n".join(folder_status.lines()))
    if most_s is not None and folder_status.is_too_old(most_s):
        raise StaleReports(f"{out}: no run was good in the last {max_age}")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option(
    "--data",
    "tables",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder of the tables that the suite rests on; that of --dataset if left out.",
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def verify(folder: Path, tables: Path | None, as_json: bool) -> None:
    """Compute every sentence of a received suite anew from the tables.

    FOLDER holds the results files of the pages. The tables must be those that each
    page names, by hash. The reckoning shares no code with what writes the pages. What
    a simulation gave (forecasts and their probabilities) is counted, not recomputed.

    It ends with 0 if all agrees, with 3 if something does not, and with 2 if the
    suite or its tables cannot be read.

    \b
    Examples:
      kzaz report verify reports/latest
      kzaz report verify received/suite --data received/data
      kzaz report verify reports/geo-tur --dataset geo-tur
      kzaz report verify received/suite --json > verification.json
    """
    from kzaz_analysis.evidence.files import data_dir  # noqa: PLC0415
    from kzaz_analysis.verify.suite import verify_suite  # noqa: PLC0415

    done = verify_suite(folder, tables or data_dir())
    if as_json:
        click.echo(json.dumps(done.as_dict(), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(done.lines()))
    if done.disagreements:
        raise click.exceptions.Exit(DISAGREE)


def _cells(entry: Entry) -> tuple[str, ...]:
    name, start, *counts = astuple(entry)
    moment = start[:19].replace("T", " ")
    return (name, moment, *("-" if value is None else str(value) for value in counts))
