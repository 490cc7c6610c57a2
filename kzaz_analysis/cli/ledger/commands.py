"""The commands under ``kzaz ledger``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kzaz_analysis import chained_lines
from kzaz_analysis.errors import DataError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from kzaz_analysis.chained_lines import Chain

SHOWN = [
    *("line", "day", "page", "series", "reporter", "year", "median"),
    *("low_80", "high_80", "target", "probability", "status"),
]
OTHERS_SHOWN = ["author", "published_on", "series", "year", "stated", "stated_unit"]
SCORES_SHOWN = [
    *("line", "day", "series", "year", "median", "outturn", "error_pct"),
    *("no_change_error_pct", "crps", "crps_no_change", "inside_80", "inside_95"),
    *("probability", "happened", "brier", "brier_no_change"),
]
OTHERS_SCORED = [
    *("author", "published_on", "series", "year", "value", "actual"),
    *("error_pct", "naive_error_pct"),
]


def _options(command: Callable[..., None]) -> Callable[..., None]:
    command = click.option("--json", "as_json", is_flag=True, help="Print JSON.")(
        command
    )
    return click.option(
        "--ledger",
        "file",
        type=click.Path(path_type=Path, dir_okay=False),
        help="The ledger; default: KZAZ_LEDGER, else the one in your data folder.",
    )(command)


@click.group()
def ledger() -> None:
    """Show, score and verify the projections that were published.

    Every run of reports adds its projections to a ledger, one line each, with the
    hash of the line before; a projection that did not change adds none. Nothing is
    ever taken out of it.

    \b
    Examples:
      kzaz ledger show
      kzaz ledger score --ledger ledger.jsonl --as-of 2027-06-30
      kzaz ledger verify
    """


@ledger.command()
@_options
def show(file: Path | None, *, as_json: bool) -> None:
    """Show every projection as it was published, and forecasts by others.

    \b
    Examples:
      kzaz ledger show
      kzaz ledger show --ledger ledger.jsonl --json
    """
    path, chain = _read_with_warning(file)
    if as_json:
        lines = list(chain.lines)
        forecasts = _records(_others(None)[OTHERS_SHOWN])
        problems = list(chain.problems)
        about = {"ledger": str(path), "problems": problems}
        _echo({**about, "lines": lines, "others": forecasts})
        return
    scores = _scores(chain, None)
    click.echo(f"{path}: {len(chain.lines)} lines, newest {chain.head[:12]}")
    click.echo(_text(scores[SHOWN]))
    click.echo("\n# forecasts by others")
    click.echo(_text(_others(None)[OTHERS_SHOWN]))


@ledger.command()
@click.option("--as-of", metavar="DATE", help="Only what was published by this day.")
@_options
def score(file: Path | None, as_of: str | None, *, as_json: bool) -> None:
    """Hold every line against what has been published since it was written.

    A year counts where its reporter had published no figure on the day of the line.
    Beside each score stands that of no change. CRPS is in logs: .1 is as good as a
    single number that is off by a tenth.

    \b
    Examples:
      kzaz ledger score
      kzaz ledger score --as-of 2027-06-30 --json
    """
    from kzaz_analysis.studies.forecasts.stated import SCORED, score_table  # noqa: PLC0415

    path, chain = _read_with_warning(file)
    scores, published = _scores(chain, as_of), _others(as_of)
    summary = score_table(scores)
    fared = scores[(scores["status"] == SCORED) | scores["brier"].notna()]
    evaluated = published[published["actual"].notna()]
    if as_json:
        parts = {"summary": summary, "forecasts": scores, "others": evaluated}
        tables = {name: _records(frame) for name, frame in parts.items()}
        _echo({"ledger": str(path), "problems": list(chain.problems), **tables})
        return
    click.echo(f"{path}: {len(chain.lines)} lines")
    click.echo(_text(summary))
    click.echo("\n# forecasts with an outturn")
    click.echo(_text(fared[SCORES_SHOWN]))
    click.echo("\n# forecasts by others with an outturn")
    click.echo(_text(evaluated[OTHERS_SCORED]))


@ledger.command()
@click.option(
    "--head",
    metavar="HASH",
    default="",
    help="Hash that you noted earlier, or its beginning: it must be in the chain.",
)
@_options
def verify(file: Path | None, head: str, *, as_json: bool) -> None:
    """Check that no line was edited, removed or moved; end with 3 if one was.

    A line whose writing was cut off is no forgery: the next run takes it away. The
    manifest of every run holds the hash of the newest line then; --head proves that
    nothing up to it was written anew.

    \b
    Examples:
      kzaz ledger verify
      kzaz ledger verify --ledger ledger.jsonl --head 3f9a02c11b7e
    """
    path, chain = _read(file)
    problems, doubt = [*chain.problems], "" if head else chain.doubt
    if head and not any(str(o.get("hash")).startswith(head) for o in chain.lines):
        problems.append(f"no line has the hash {head}")
    if as_json:
        state = {"lines": len(chain.lines), "head": chain.head}
        state |= {"problems": problems, "torn_bytes": chain.torn_bytes, "doubt": doubt}
        _echo({"ledger": str(path), "intact": not (problems or doubt), **state})
    elif not problems:
        how = "none edited or moved" if doubt else "intact"
        click.echo(f"{path}: {len(chain.lines)} lines, {how}, newest {chain.head}")
        if doubt:
            click.echo(f"{doubt}: lines may be missing at the end; --head tells")
    if chain.torn_bytes and not as_json:
        click.echo("the writing of a line was cut off; the next run takes it away")
    if problems:
        raise DataError("\n".join([f"{path} is not intact", *problems]))


def _read(file: Path | None) -> tuple[Path, Chain]:
    from kzaz_analysis.runner.publish.ledger import default_path  # noqa: PLC0415

    path = file or default_path()
    if not path.is_file():
        raise UsageError(
            f"there is no ledger {path}; `kzaz report suite` begins one, or name "
            "another with --ledger"
        )
    return path, chained_lines.read(path)


def _read_with_warning(file: Path | None) -> tuple[Path, Chain]:
    path, chain = _read(file)
    for problem in chain.problems:
        click.echo(f"kzaz: warning: {path} is not intact: {problem}", err=True)
    return path, chain


def _scores(chain: Chain, as_of: str | None) -> pd.DataFrame:
    from kzaz_analysis.evidence.tables import default  # noqa: PLC0415
    from kzaz_analysis.studies.forecasts.stated import scored_lines  # noqa: PLC0415

    return scored_lines(default(as_of), chain.lines)


def _others(as_of: str | None) -> pd.DataFrame:
    from kzaz_analysis.evidence.tables import default  # noqa: PLC0415
    from kzaz_analysis.studies.forecasts.published import (  # noqa: PLC0415
        everybodys_forecasts,
    )

    return everybodys_forecasts(default(as_of))


def _text(frame: pd.DataFrame) -> str:
    if frame.empty:
        return "none"
    cells = frame.astype(object).where(frame.notna(), "")
    return str(cells.to_string(index=False, float_format=lambda one: f"{one:.6g}"))


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = json.loads(
        frame.to_json(orient="records", date_format="iso", double_precision=10)
    )
    return records


def _echo(document: object) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))
