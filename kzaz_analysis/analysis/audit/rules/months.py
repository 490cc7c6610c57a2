"""Rule for time: a period against the months, quarters and parts that make it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kzaz_analysis.analysis.audit.figures import sum_of
from kzaz_analysis.analysis.audit.verdict.judge import judge_levels
from kzaz_analysis.analysis.audit.verdict.verdicts import (
    FigurePair,
    gap_between,
    number,
    period_label,
    relative_pct,
    span,
)
from kzaz_analysis.evidence.derivation.spans import Span, combination

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzaz_analysis.analysis.audit.figures import Figure
    from kzaz_analysis.analysis.audit.index import FigureIndex

    Counter = tuple[str, str, str, int]
    Figures = dict[Span, Figure]


def sums_within_years(record: FigureIndex) -> Iterator[FigurePair]:
    """Hold each flow against the complete parts of its period by the same agency.

    Months against the quarter, the half, the year to date or the year that they make;
    of each part the narrowest figure. Nothing is added where a month is missing.
    """
    for published in _by_year(record).values():
        for target, figure in published.items():
            other_totals = set(published) - {target}
            terms = combination(target, other_totals, differences=False)
            if len(terms) > 1:
                parts = [published[term.span] for term in terms]
                yield _compared(figure, parts, record)


def _by_year(record: FigureIndex) -> dict[Counter, Figures]:
    """Sharp figures of whole months by series, books, agency and year."""
    years: dict[Counter, Figures] = defaultdict(dict)
    for figure in record.figures:
        months = _span(figure)
        if months is None or not record.entries[figure.series].is_flow:
            continue
        period, books = (figure.start, figure.end), figure.origin.books
        if figure in record.sharp(figure.series, period, books):
            year = period[1].year if period[1] is not None else 0
            key = (figure.series, books, figure.origin.agency, year)
            narrower = years[key].get(months)
            if narrower is None or figure.interval.width < narrower.interval.width:
                years[key][months] = figure
    return years


def _span(figure: Figure) -> Span | None:
    start, end = figure.start, figure.end
    if start is None or end is None or start.year != end.year:
        return None
    whole = start.is_month_start and end.is_month_end
    return Span(start.month - 1, end.month) if whole else None


def _compared(figure: Figure, parts: list[Figure], record: FigureIndex) -> FigurePair:
    total = sum_of(parts)
    gap = gap_between(figure.interval, total.interval)
    terms = " + ".join(number(part.value) for part in parts)
    label = period_label(figure.start, figure.end)
    return FigurePair(
        "sum of months",
        judge_levels(figure, total, record),
        figure.series,
        figure.start,
        figure.end,
        figure.side,
        total.side,
        figure.unit,
        f"{terms} = {span(total.interval)} against {span(figure.interval)} for {label}",
        gap,
        relative_pct(gap, figure.value, total.value),
    )
