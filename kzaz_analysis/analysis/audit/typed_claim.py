"""A claim typed by a reader, held against the record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.audit.audit import Audit, assemble, record_rules
from kzaz_analysis.analysis.audit.clauses import Clause, clause
from kzaz_analysis.analysis.audit.read import read_record, take_change, take_level
from kzaz_analysis.analysis.audit.rules.levels import compare_pair, untested
from kzaz_analysis.analysis.audit.rules.parts import claimed_sums
from kzaz_analysis.analysis.audit.unit_scales import PER_YEAR, Scales
from kzaz_analysis.analysis.audit.verdict.judge import judge_levels
from kzaz_analysis.analysis.audit.verdict.verdicts import (
    CONTRADICTS,
    ONLY_IF,
    Judgement,
)
from kzaz_analysis.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kzaz_analysis.analysis.audit.figures import Change, Figure
    from kzaz_analysis.analysis.audit.index import FigureIndex
    from kzaz_analysis.analysis.audit.verdict.verdicts import FigurePair

STATEMENT = "your-claim"
"""Name of the typed claim among figures and sources."""

DESCRIBING = ("length", "cost", "count")
"""Measures of targets that describe a work."""

OPEN_PERIOD = "open period"
"""Rule by which a level without a period is compared."""


def check_statement(
    claim: Mapping[str, Any],
    tables: Mapping[str, pd.DataFrame],
    books: str = "",
    sides: Mapping[str, str] | None = None,
) -> Audit:
    """Hold one claim against the record.

    Parameters
    ----------
    claim : mapping
        A row of the table of claims: ``series, measure, value, unit, qualifier, low,
        high, period_start, period_end, base_start, base_end``. A level of a stock, a
        rate or a constant may be without a period.
    tables : mapping of str to pandas.DataFrame
        ``observations, claims, series, agencies, units, factors`` and, for what is
        only planned, ``targets``.
    books : str
        Country that reported it, if it says so, as an ISO code.
    sides : mapping of str to str, optional
        As of `audit`.

    Returns
    -------
    Audit
        The comparisons in which the claim takes part; one that is *not testable*
        where there is nothing to compare with. Money in another currency is
        converted at the average rate of the year, which is told.

    Raises
    ------
    UsageError
        If the unit does not convert to that of the series.
    """
    record = read_record(tables, sides)
    row = _whole_row(claim, books)
    if row["measure"] == "level":
        record.scales = _of_year(record.scales, tables["factors"], row["period_end"])
        take_level(record, row, {}, "claimed")
        if record.foreign and record.foreign[-1].figure.id == STATEMENT:
            unit = record.foreign[-1].figure.unit
            raise UsageError(f"{row['unit']} does not convert to {unit}")
        for described in _described(record, row, tables.get("targets")):
            take_level(record, described, {}, "recorded")
    else:
        take_change(record, row, {})
        if not any(change.id == STATEMENT for change in record.changes):
            unit = record.entries[str(row["series"])].unit
            raise UsageError(
                f"{row['unit']} do not measure a change of {row['series']}, which is "
                f"counted in {unit}; write percent, times, or an amount"
            )
    comparisons = [c for c in record_rules(record) if _takes_part(c)]
    for stated in [f for f in record.figures if f.id == STATEMENT]:
        comparisons += claimed_sums(stated, record)
    comparisons = [c for c in comparisons if c.rule not in {OPEN_PERIOD, "none"}]
    if not comparisons and row["measure"] == "level":
        comparisons = list(_without_period(record))
    return assemble(comparisons or [_alone(record)], record)


def _described(
    record: FigureIndex, row: Mapping[str, Any], targets: pd.DataFrame | None
) -> Iterator[dict[str, Any]]:
    """Yield what targets say of a length or a size of which no figure is on record."""
    series = str(row["series"])
    root = record.entries[series].root
    if targets is None or any(
        figure.series == root and figure.id != STATEMENT for figure in record.figures
    ):
        return
    same = targets[(targets["series"] == series) & targets["measure"].isin(DESCRIBING)]
    for described in same[same["value"].notna()].to_dict("records"):
        no_period: dict[str, Any] = {"period_start": None, "period_end": None}
        no_period |= {"status": ""}
        cells = {str(name): cell for name, cell in described.items()}
        yield cells | no_period | {"reporter": "", "agency": ""}


def _whole_row(claim: Mapping[str, Any], books: str) -> dict[str, Any]:
    return {
        **claim,
        "id": STATEMENT,
        "level_value": None,
        "level_unit": "",
        "reporter": books,
        "agency": "",
        "source": STATEMENT,
        "note": "",
    }


def _of_year(scales: Scales, factors: pd.DataFrame, end: pd.Timestamp | None) -> Scales:
    """Put the factors of the year of the claim before those without a year."""
    year = -1 if end is None or pd.isna(end) else end.year
    dated = factors[factors["year"] == year]
    columns = ["factor", "from_dimension", "to_dimension", "value"]
    rows = dated[columns].itertuples(index=False, name=None)
    return replace(scales, factors=(*rows, *scales.factors))


def _without_period(record: FigureIndex) -> Iterator[FigurePair]:
    """Compare a level that has no period, or none of its own, with every level."""
    stated = next(f for f in record.figures if f.id == STATEMENT)
    if record.entries[stated.series].is_flow:
        return
    for other in record.figures:
        if (
            other.series == stated.series
            and other is not stated
            and other.kind != "implied"
        ):
            judgement = _of_another_time(stated, other, record)
            yield compare_pair(OPEN_PERIOD, stated, other, judgement, stated.series)


def _of_another_time(stated: Figure, other: Figure, record: FigureIndex) -> Judgement:
    """Judge two levels of unlike dates: a tally may have changed in between.

    A constant, or what a work can carry in a year, is compared as it stands.
    """
    judgement = judge_levels(stated, other, record)
    entry = record.entries[stated.series]
    stands = entry.nature == "constant" or entry.dimension.endswith(PER_YEAR)
    if judgement.verdict != CONTRADICTS or stands:
        return judgement
    times = [f.dates for f in (other, stated) if f.end is not None]
    if len(times) == 2:
        return Judgement(ONLY_IF, clause("changed", dates=times[0], second=times[1]))
    dates = times[0] if times else None
    another = clause("another_time", figure=other.text, dates=dates)
    return Judgement(ONLY_IF, another)


def _takes_part(comparison: FigurePair) -> bool:
    names = (*comparison.left.ids, *comparison.right.ids)
    return any(STATEMENT in name.split(" + ") for name in names)


def _alone(record: FigureIndex) -> FigurePair:
    stated: list[Figure | Change] = [*record.figures, *record.changes]
    stated_figure = next(f for f in stated if f.id == STATEMENT)
    return untested(stated_figure, Clause("nothing_on_record"))
