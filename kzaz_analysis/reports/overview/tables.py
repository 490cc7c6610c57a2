"""Tables of the overview: levels by reporter, targets, running year, systems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.display.grammar import MONTHS, day
from kzaz_analysis.display.numbers import amount, percent
from kzaz_analysis.display.tables import Row, Table
from kzaz_analysis.reports.overview.sentences import change, reporter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kzaz_analysis.display.citations import SourceList
    from kzaz_analysis.reports.overview.study import OverviewStudy

    Cells = Mapping[Any, Any]

STAGES = {"final": "final", "preliminary": "preliminary", "early": "early estimate"}


def tables(study: OverviewStudy, cite: SourceList) -> dict[str, Table]:
    """Build every table of the page, by its place."""
    return {
        "levels": _table(
            "The last full year of each reporter",
            "what|reporter|year|#level|#change on the year before|kind of figure",
            study.levels,
            _level,
            cite,
            "levels",
        ),
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
            "Every system: its series with most figures",
            "system|series|period|#latest figure|#change|#figures|#targets",
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
        Row(tuple(cells(row)), (str(row["source"]),)) for row in rows.to_dict("records")
    )
    heads = tuple(headers.split("|"))
    return Table(caption, heads, table_rows, cite, place, data=rows)


def _level(row: Cells) -> Iterable[str]:
    stage = STAGES.get(str(row["stage"]), "")
    kind = str(row["provenance"]).replace("_", " ")
    yield from (row["title"], reporter(row), str(row["year"]))
    yield amount(row["value"], row["unit"])
    yield _change(row)
    yield ", ".join(filter(None, (kind, stage)))


def _target(row: Cells) -> Iterable[str]:
    has_share = not pd.isna(row["share_pct"])
    yield row["title"]
    yield "" if pd.isna(row["level"]) else amount(row["level"], row["unit"])
    yield percent(row["share_pct"]) if has_share else ""
    yield row["status"]
    yield day(row["due"]) or "no date set"


def _part(row: Cells) -> Iterable[str]:
    start, end = row["period_start"], row["period_end"]
    yield from (row["title"], reporter(row))
    start_text, end_text = (
        MONTHS[start.month - 1],
        f"{MONTHS[end.month - 1]} {end.year}",
    )
    yield end_text if start.month == end.month else f"{start_text} to {end_text}"
    yield amount(row["value"], row["unit"])


def _system(row: Cells) -> Iterable[str]:
    yield from (row["system"], row["title"], row["period"])
    yield amount(row["value"], row["unit"])
    yield _change(row)
    yield from (str(row["figures"]), str(row["targets"]))


def _change(row: Cells) -> str:
    return "" if pd.isna(row["growth_pct"]) else change(row["growth_pct"])
