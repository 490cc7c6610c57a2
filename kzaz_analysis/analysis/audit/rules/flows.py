"""Rules for flows: a part of a period within the whole, years that add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.audit.clauses import bounds, clause, difference
from kzaz_analysis.analysis.audit.figures import sum_of
from kzaz_analysis.analysis.audit.verdict.judge import judge_levels, judge_order
from kzaz_analysis.analysis.audit.verdict.verdicts import (
    FigurePair,
    gap_between,
    relative_pct,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzaz_analysis.analysis.audit.figures import Figure
    from kzaz_analysis.analysis.audit.index import FigureIndex


def nested(record: FigureIndex) -> Iterator[FigurePair]:
    """Hold every flow against those of longer periods around it.

    What happened from January to October cannot exceed the year. Implied bases are
    held against recorded and claimed figures.
    """
    flows: dict[str, list[Figure]] = {}
    for figure in record.figures:
        dated = figure.start is not None and figure.end is not None
        if dated and record.entries[figure.series].is_flow:
            flows.setdefault(figure.series, []).append(figure)
    for figures in flows.values():
        for part in figures:
            for whole in figures:
                if _is_within(part, whole):
                    yield _ordered(part, whole, record)


def _is_within(part: Figure, whole: Figure) -> bool:
    if "implied" in (part.kind, whole.kind) and "recorded" not in (
        part.kind,
        whole.kind,
    ):
        return False
    if None in (part.start, part.end, whole.start, whole.end):
        return False
    if (part.start, part.end) == (whole.start, whole.end):
        return False
    return _on_or_after(part.start, whole.start) and _on_or_after(whole.end, part.end)


def _on_or_after(day: pd.Timestamp | None, other: pd.Timestamp | None) -> bool:
    return day is not None and other is not None and day >= other


def _ordered(part: Figure, whole: Figure, record: FigureIndex) -> FigurePair:
    over = max(0.0, part.interval.low - whole.interval.high)
    arithmetic = clause(
        "within",
        part=part.dates,
        values=bounds(part.interval, part.unit),
        whole=whole.dates,
        around=bounds(whole.interval, whole.unit),
        over=difference(over, part.unit),
    )
    return FigurePair(
        "part of the period",
        judge_order(part, whole, record),
        whole.series,
        whole.start,
        whole.end,
        part.side,
        whole.side,
        whole.unit,
        arithmetic,
        over,
        relative_pct(over, part.value, whole.value),
    )


def sums_of_years(record: FigureIndex) -> Iterator[FigurePair]:
    """Hold a figure for several years against the sum of its years.

    Only years of the same reporter, all of them reported; each year's narrowest
    figure, that of the same agency where it has one.
    """
    for figure in record.figures:
        start, end = figure.start, figure.end
        if start is None or end is None or figure.kind == "implied":
            continue
        years = range(start.year, end.year + 1)
        whole = start.day_of_year == 1 and end.month == 12 and end.is_month_end
        if not whole or len(years) < 2:
            continue
        terms = [_year_figure(figure, year, record) for year in years]
        terms_with_value = [term for term in terms if term is not None]
        if len(terms_with_value) == len(years):
            yield _summed(figure, terms_with_value, record)


def _year_figure(figure: Figure, year: int, record: FigureIndex) -> Figure | None:
    period = (pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 31))
    figures_of_year = record.sharp(figure.series, period, figure.origin.books)
    of_agency = [f for f in figures_of_year if f.origin.agency == figure.origin.agency]
    return next(iter([*of_agency, *figures_of_year]), None)


def _summed(figure: Figure, terms: list[Figure], record: FigureIndex) -> FigurePair:
    total = sum_of(terms)
    gap = gap_between(figure.interval, total.interval)
    return FigurePair(
        "sum of years",
        judge_levels(figure, total, record),
        figure.series,
        figure.start,
        figure.end,
        figure.side,
        total.side,
        figure.unit,
        clause(
            "adds_up",
            sum=total.text,
            total=bounds(total.interval, total.unit),
            figure=bounds(figure.interval, figure.unit),
            apart=difference(gap, figure.unit),
        ),
        gap,
        relative_pct(gap, figure.value, total.value),
    )
