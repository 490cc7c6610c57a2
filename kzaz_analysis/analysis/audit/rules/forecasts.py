"""Forecasts and targets as figures: the same number said in units that differ."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.audit.clauses import clause
from kzaz_analysis.analysis.audit.figures import (
    Figure,
    FigureOrigin,
    published_day,
    records,
    row_interval,
)
from kzaz_analysis.analysis.audit.read import printed
from kzaz_analysis.analysis.audit.rules.levels import compare_pair
from kzaz_analysis.analysis.audit.verdict.explanations import could_be_slip
from kzaz_analysis.analysis.audit.verdict.verdicts import (
    UNIT_SLIP,
    FigurePair,
    Judgement,
    meet,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzaz_analysis.analysis.audit.index import FigureIndex


def read_outlooks(
    projections: pd.DataFrame, targets: pd.DataFrame, record: FigureIndex
) -> list[Figure]:
    """Levels forecast or set as targets, as figures; their unit is what counts."""
    tables = {"forecast": projections, "target": targets}
    return [
        figure
        for kind, table in tables.items()
        for row in records(table)
        if row["measure"] == "level" and not pd.isna(row["value"])
        if (figure := _outlook(row, kind, record)) is not None
    ]


def _outlook(row: dict[str, Any], kind: str, record: FigureIndex) -> Figure | None:
    entry = record.entries[str(row["series"])]
    ratio = record.scales.ratio(str(row["unit"]), entry.unit)
    if ratio is None:
        return None
    value, unit = float(row["value"]), str(row["unit"])
    speaker = str(row.get("author", row.get("announced_by", "")))
    published = published_day(str(row.get("published_on", "")))
    return Figure(
        id=str(row["id"]),
        kind=kind,
        series=entry.name,
        unit=entry.unit,
        start=None,
        end=None,
        value=value * ratio.value,
        interval=row_interval(row).scale(ratio.value),
        printed=value,
        printed_unit=unit,
        qualifier=str(row["qualifier"]),
        status="",
        text=printed(value, unit, str(row["qualifier"])),
        how=ratio.how,
        origin=FigureOrigin("", "", speaker, str(row["source"]), published, ""),
    )


def same_number(outlooks: list[Figure], record: FigureIndex) -> Iterator[FigurePair]:
    """Find one number said of one series in two units that do not convert into it.

    Looks at forecasts, targets and claimed levels without a period, which nothing
    else ties together; two significant digits at least. Targets among themselves
    are left to the rule for statements of one target.
    """
    loose = [f for f in record.figures if f.kind == "claimed" and f.end is None]
    for outlook, second in combinations([*outlooks, *loose], 2):
        if outlook.series != second.series or not _differ(outlook, second):
            continue
        name = record.scales.slip(
            outlook.value / second.value, outlook.printed_unit, second.printed_unit
        )
        if name:
            slip = Judgement(UNIT_SLIP, clause("same_digits", slip=name))
            yield compare_pair("unit", outlook, second, slip)


def _differ(first: Figure, second: Figure) -> bool:
    if first.kind == second.kind == "target" or not second.value:
        return False
    other_unit = first.printed_unit != second.printed_unit
    alike = other_unit and could_be_slip(first, second)
    return alike and not meet(first.interval, second.interval)
