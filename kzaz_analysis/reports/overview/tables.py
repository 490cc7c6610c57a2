"""Tables of the overview: levels by reporter, targets, running year, systems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.display.grammar import MONTHS, day
from kzaz_analysis.display.numbers import amount, percent
from kzaz_analysis.display.probability_bands import chance
from kzaz_analysis.display.tables import Row, Table
from kzaz_analysis.reports.overview.sentences import change, reporter
from kzaz_analysis.reports.overview.tiles import Tiles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kzaz_analysis.display.citations import SourceList
    from kzaz_analysis.reports.overview.study import OverviewStudy

    Cells = Mapping[Any, Any]

STAGES = {"final": "final", "preliminary": "preliminary", "early": "early estimate"}


def tables(study: OverviewStudy, cite: SourceList) -> dict[str, Table]:
    """Build every table of the page, by its place."""
    return {
        "levels": _tiles(study, cite),
        "targets": _table(
            "Targets",
            "what|#target|#latest figure in per cent of it|status|due",
            study.targets,
            _target,
            cite,
            "targets",
        ),
        "parts": _table(
            "The running year",
            "what|reporter|period|#level",
            study.parts,
            _part,
            cite,
            "parts",
        ),
        "systems": _table(
            "Every system: its leading series, else that with most figures",
            "series|system|period|#latest figure|#change|#target|status|due",
            study.systems,
            _system,
            cite,
            "systems",
        ),
    }


def _table(
    caption: str,
    headers: str,
    rows: pd.DataFrame,
    cells: Callable[[Cells], Iterable[str]],
    cite: SourceList,
    place: str,
) -> Table:
    table_rows = tuple(
        Row(tuple(cells(row)), tuple(_sources(row)), row["series"])
        for row in rows.to_dict("records")
    )
    heads = tuple(headers.split("|"))
    return Table(caption, heads, table_rows, cite, place, data=rows)


def _sources(row: Cells) -> Iterable[str]:
    return dict.fromkeys(filter(None, (row["source"], row.get("target_source"))))


def _tiles(study: OverviewStudy, cite: SourceList) -> Tiles:
    levels = _table(
        "The last full year of each reporter",
        "what|reporter|year|#level|#change on the year before|kind of figure",
        study.levels,
        _level,
        cite,
        "levels",
    )
    parts, targets = (f.to_dict("records") for f in (study.parts, study.targets))
    below = [
        *(Row((r["title"], ", ".join(_part(r)[1:])), (r["source"],)) for r in parts),
        *(Row((r["title"], _aim(r)), (r["source"],)) for r in targets),
    ]
    return Tiles(
        levels.caption,
        levels.headers,
        levels.rows,
        cite,
        levels.place,
        data=study.levels,
        below=tuple(below),
    )


def _aim(row: Cells) -> str:
    """Say in a tile how far a target is, and by when."""
    _, level, share, status, due = _target(row)
    parts = [f"{share} of {level}" if share else level]
    parts += [f"{due}: {status}" if due else status]
    if not pd.isna(row["chance"]):
        parts += [f"forecast probability {chance(row['chance'])}"]
    return "; ".join(filter(None, parts))


def _level(row: Cells) -> Iterable[str]:
    stage = STAGES.get(str(row["stage"]), "")
    kind = str(row["provenance"]).replace("_", " ")
    yield from (row["title"], reporter(row), str(row["year"]))
    yield amount(row["value"], row["unit"])
    yield _change(row)
    yield ", ".join(filter(None, (kind, stage)))


def _target(row: Cells) -> tuple[str, ...]:
    share: str = "" if pd.isna(row["share_pct"]) else percent(row["share_pct"])
    level = _level_of(row, "level")
    return row["title"], level, share, row["status"], day(row["due"])


def _part(row: Cells) -> tuple[str, ...]:
    start, end = row["period_start"], row["period_end"]
    start_text, end_text = (
        MONTHS[start.month - 1],
        f"{MONTHS[end.month - 1]} {end.year}",
    )
    period = end_text if start.month == end.month else f"{start_text} to {end_text}"
    return row["title"], reporter(row), period, amount(row["value"], row["unit"])


def _system(row: Cells) -> Iterable[str]:
    yield from (row["title"], row["system"], row["period"])
    yield _level_of(row, "value")
    yield _change(row)
    yield _level_of(row, "level")
    yield row["status"]
    yield day(row["due"])


def _level_of(row: Cells, name: str) -> str:
    return "" if pd.isna(row[name]) else amount(row[name], row["unit"])


def _change(row: Cells) -> str:
    return "" if pd.isna(row["growth_pct"]) else change(row["growth_pct"])
