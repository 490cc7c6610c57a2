"""Rule for time: a period against the months, quarters and parts that make it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING

from kzaz_analysis.analysis.audit.clauses import bounds, clause, difference
from kzaz_analysis.analysis.audit.figures import sum_of
from kzaz_analysis.analysis.audit.index import is_usable
from kzaz_analysis.analysis.audit.verdict.judge import judge_levels
from kzaz_analysis.analysis.audit.verdict.verdicts import (
    FigurePair,
    gap_between,
    relative_pct,
)
from kzaz_analysis.evidence.derivation.spans import Span, combination

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzaz_analysis.analysis.audit.figures import Figure
    from kzaz_analysis.analysis.audit.index import FigureIndex

    Counter = tuple[str, str, str, int]
    Figures = dict[Span, Figure]

ANOTHERS = "sum of another's months"


def sums_within_years(record: FigureIndex) -> Iterator[FigurePair]:
    """Hold each flow against the complete parts of its period of the same reporter.

    By the same agency, and by another that gives no total itself: months against the
    quarter, the half, the year to date or the year that they make; of each part the
    narrowest figure. Nothing is added where a month is missing. Where an agency gives
    both directions of a total and not the total, their sum is it. Of two agencies the
    later publication may revise the earlier one.
    """
    years = sharp_by_year(record)
    for published in years.values():
        yield from _sums(published, published, "sum of months", record)
    by_side: dict[tuple[str, str, int], list[Figures]] = defaultdict(list)
    for (series, books, _, year), published in years.items():
        if books:
            by_side[series, books, year].append(published)
    for published, others in (
        pair for several in by_side.values() for pair in permutations(several, 2)
    ):
        unlike = {s: figure for s, figure in published.items() if s not in others}
        yield from _sums(unlike, others, ANOTHERS, record)


def _sums(
    totals: Figures, published: Figures, rule: str, record: FigureIndex
) -> Iterator[FigurePair]:
    for target, figure in totals.items():
        other_totals = set(published) - {target}
        terms = combination(target, other_totals, differences=False)
        if len(terms) > 1:
            parts = [published[term.span] for term in terms]
            # Sums of both directions add up as the directions do.
            if any(part.kind == "recorded" for part in (figure, *parts)):
                yield _compared(rule, figure, parts, record)


def sharp_by_year(record: FigureIndex) -> dict[Counter, Figures]:
    """Gather sharp figures of whole months by series, books, agency and year.

    A total of which an agency gives both directions alone is their sum.
    """
    years: dict[Counter, Figures] = defaultdict(dict)
    for figure in record.figures:
        months = _span(figure)
        if months is None or not record.entries[figure.series].is_flow:
            continue
        if is_usable(figure) and figure.end is not None:
            origin = figure.origin
            key = (figure.series, origin.books, origin.agency, figure.end.year)
            _put(years[key], months, figure, record)
    _add_sums_of_parts(years, record)
    return years


def prevailing(rivals: list[Figure], record: FigureIndex) -> Figure:
    """Take of several figures for the same months one that stands, and is narrow."""
    return min(rivals, key=lambda f: (f.id in record.superseded, f.interval.width))


def _put(published: Figures, months: Span, figure: Figure, record: FigureIndex) -> None:
    rivals = [*filter(None, [published.get(months)]), figure]
    published[months] = prevailing(rivals, record)


def _add_sums_of_parts(years: dict[Counter, Figures], record: FigureIndex) -> None:
    for series, entry in record.entries.items():
        if not record.is_summable(series):
            continue
        for _, books, agency, year in [
            key for key in years if key[0] == entry.parts[0]
        ]:
            other_keys = (books, agency, year)
            parts = [years.get((part, *other_keys), {}) for part in entry.parts]
            for months in set.intersection(*map(set, parts)):
                total = replace(sum_of([part[months] for part in parts]), series=series)
                _put(years[series, *other_keys], months, total, record)


def _span(figure: Figure) -> Span | None:
    start, end = figure.start, figure.end
    if start is None or end is None or start.year != end.year:
        return None
    whole = start.is_month_start and end.is_month_end
    return Span(start.month - 1, end.month) if whole else None


def _as_published(total: Figure, parts: list[Figure]) -> Figure:
    """Give a sum of recorded parts the day on which the last of them was published."""
    days = [part.origin.published for part in parts]
    if None in days or any(part.kind != "recorded" for part in parts):
        return total
    last_part = parts[days.index(max(day for day in days if day is not None))]
    return replace(total, kind="recorded", origin=last_part.origin)


def _compared(
    rule: str, figure: Figure, parts: list[Figure], record: FigureIndex
) -> FigurePair:
    total = sum_of(parts)
    judged = _as_published(total, parts) if rule == ANOTHERS else total
    gap = gap_between(figure.interval, total.interval)
    return FigurePair(
        rule,
        judge_levels(figure, judged, record),
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
