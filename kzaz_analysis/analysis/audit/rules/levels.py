"""Rules that confront levels of one series: same period, near dates, no date."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from kzaz_analysis.analysis.audit.clauses import (
    Amount,
    Clause,
    NamedId,
    clause,
)
from kzaz_analysis.analysis.audit.read import implied_id
from kzaz_analysis.analysis.audit.verdict.judge import arithmetic, judge_levels
from kzaz_analysis.analysis.audit.verdict.verdicts import (
    CONTRADICTS,
    NOBODY,
    NOT_TESTABLE,
    ONLY_IF,
    UNIT_SLIP,
    FigurePair,
    Judgement,
    gap_between,
    meet,
    relative_pct,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kzaz_analysis.analysis.audit.figures import Change, Figure
    from kzaz_analysis.analysis.audit.index import FigureIndex, Foreign, Period

MOMENT_DAYS = 92
"""Longest period, a quarter, for which a stock or rate counts as one level."""

NEAR_DAYS = 366
"""Dates of a stock further apart than this say nothing about each other."""


def compare_pair(
    rule: str, first: Figure, second: Figure, judgement: Judgement, topic: str = ""
) -> FigurePair:
    """Keep a verdict on two levels, on the card of the first one's period.

    Without a period, or with a `topic`, it goes on the card of the series.
    """
    gap = gap_between(first.interval, second.interval)
    return FigurePair(
        rule,
        judgement,
        first.series,
        first.start,
        first.end,
        first.side,
        second.side,
        first.unit,
        arithmetic(first, second),
        gap,
        relative_pct(gap, first.value, second.value),
        topic or ("" if first.start or first.end else first.series),
    )


def same_period(record: FigureIndex) -> Iterator[FigurePair]:
    """Compare all levels of one series and one period, two by two.

    A base that a claim implies is held against others only where the books of the
    claim have no recorded level for one of the compared periods: where they have
    both, the claimed change itself is tested.
    """
    groups: dict[tuple[str, Period], list[Figure]] = {}
    for figure in record.figures:
        key = figure.series, (figure.start, figure.end)
        groups.setdefault(key, []).append(figure)
    for (series, period), figures in groups.items():
        if None in period and record.entries[series].nature != "constant":
            continue
        for left_figure, second in combinations(figures, 2):
            if _worth_comparing(left_figure, second, record):
                judgement = judge_levels(left_figure, second, record)
                yield compare_pair(
                    _rule(left_figure, second), left_figure, second, judgement
                )


def _rule(first: Figure, second: Figure) -> str:
    return "implied base" if "implied" in (first.kind, second.kind) else "level"


def _worth_comparing(first: Figure, second: Figure, record: FigureIndex) -> bool:
    implied = [f for f in (first, second) if f.kind == "implied"]
    if not implied:
        return True
    if any(_is_tested_as_change(figure, record) for figure in implied):
        return False
    return len(implied) == 1 or first.origin.books == second.origin.books


def _is_tested_as_change(implied: Figure, record: FigureIndex) -> bool:
    change = next(c for c in record.changes if implied.id == implied_id(c.id))
    books, source = implied.origin.books, implied.origin.source
    periods = (implied.start, implied.end), (change.start, change.end)
    has_levels = all(record.sharp(implied.series, period, books) for period in periods)
    return has_levels or all(
        record.of_source(implied.series, p, source) for p in periods
    )


def near_dates(record: FigureIndex) -> Iterator[FigurePair]:
    """Compare dated levels of a stock, rate or constant with others of its year.

    A level may change between two dates. It is called a contradiction only where the
    dates overlap, or where the level stood elsewhere both before and after.
    """
    for figures in _dated_stocks(record).values():
        for figure, second in combinations(figures, 2):
            days = _days_between(figure, second)
            if (figure.start, figure.end) == (second.start, second.end):
                continue
            if days <= 0 or (days <= NEAR_DAYS and _are_moments(figure, second)):
                judgement = _judge_moments(figure, second, days, figures, record)
                yield compare_pair(
                    "near dates", figure, second, judgement, figure.series
                )


def _dated_stocks(record: FigureIndex) -> dict[str, list[Figure]]:
    stocks: dict[str, list[Figure]] = {}
    for figure in record.figures:
        entry = record.entries[figure.series]
        dated = figure.start is not None and figure.end is not None
        if dated and not entry.is_flow and figure.kind != "implied":
            stocks.setdefault(figure.series, []).append(figure)
    return stocks


def _days_between(first: Figure, second: Figure) -> int:
    """Days from one period to the other; zero or less when they overlap."""
    starts = max(f.start for f in (first, second) if f.start is not None)
    ends = min(f.end for f in (first, second) if f.end is not None)
    return int((starts - ends).days)


def _are_moments(first: Figure, second: Figure) -> bool:
    """Whether both describe a time short enough to speak of one level."""
    lengths = [
        (f.end - f.start).days
        for f in (first, second)
        if f.end is not None and f.start is not None
    ]
    return max(lengths) <= MOMENT_DAYS


def _judge_moments(
    first: Figure, second: Figure, days: int, others: list[Figure], record: FigureIndex
) -> Judgement:
    judgement = judge_levels(first, second, record)
    if judgement.verdict != CONTRADICTS or days <= 0:
        return judgement
    if _is_bracketed(first, second, others) or _is_bracketed(second, first, others):
        return judgement
    dates = sorted((first, second), key=lambda f: str(f.end))
    changed = clause("changed", dates=dates[0].dates, second=dates[1].dates)
    return Judgement(ONLY_IF, changed)


def _is_bracketed(odd: Figure, other: Figure, figures: list[Figure]) -> bool:
    """Whether `other` was also the level on the far side of `odd`, within a year."""
    for third in figures:
        if third in (odd, other) or not meet(third.interval, other.interval):
            continue
        near = _days_between(odd, third) <= NEAR_DAYS
        order = [str(f.end) for f in (other, odd, third)]
        if near and order in (sorted(order), sorted(order, reverse=True)):
            return True
    return False


def undated(record: FigureIndex) -> Iterator[FigurePair]:
    """Read a level without a period as one of each dated figure it fits."""
    for figure in record.figures:
        entry = record.entries[figure.series]
        if figure.end is not None or figure.start is not None:
            continue
        if entry.nature == "constant" and record.at(figure.series, (None, None))[1:]:
            continue
        fits = [
            other
            for other in record.figures
            if other.series == figure.series
            and other.end is not None
            and other.kind == "recorded"
            and meet(other.interval, figure.interval)
        ]
        for other in fits:
            judgement = Judgement(ONLY_IF, clause("said_of", dates=other.dates))
            yield compare_pair("open period", figure, other, judgement)
        if not fits:
            yield untested(figure, Clause("none_like_it"))


def untested(figure: Figure | Change, reason: Clause) -> FigurePair:
    """Say that a figure could not be cross-checked."""
    return FigurePair(
        "none",
        Judgement(NOT_TESTABLE, reason),
        figure.series,
        figure.start,
        figure.end,
        figure.side,
        NOBODY,
        figure.unit,
    )


def foreign_units(
    record: FigureIndex, targets: Iterable[Figure]
) -> Iterator[FigurePair]:
    """Look for levels whose unit cannot measure the series among its other figures.

    The same digits under a fitting unit are a sign that the unit slipped.
    """
    figures_and_targets = [*record.figures, *targets]
    for stray in record.foreign:
        yield from _slipped_or_untested(stray, figures_and_targets)


def _slipped_or_untested(stray: Foreign, known: list[Figure]) -> Iterator[FigurePair]:
    figure = stray.figure
    twins = [
        other
        for other in known
        if other.series == figure.series and other.printed == figure.printed
    ]
    units = NamedId("unit", stray.own_unit), NamedId("unit", figure.unit)
    reason = clause("no_conversion", unit=units[0], other=units[1])
    if not twins or figure.status == "D":
        yield untested(figure, reason)
        return
    slip = Judgement(UNIT_SLIP, clause("fitting_unit", reason=reason))
    for other in twins:
        yield FigurePair(
            "unit",
            slip,
            figure.series,
            other.start,
            other.end,
            figure.side,
            other.side,
            figure.unit,
            clause("unlike", left=figure.text, right=other.text, reason=reason),
            topic="" if other.end is not None else figure.series,
        )


def concentration(record: FigureIndex) -> Iterator[FigurePair]:
    """Find months that hold more of a year than they can well hold.

    For the figures of one reporter that run from January, recorded or implied:
    where more than half of what the first N months hold falls into the last n of
    them, and n is at most a quarter of N, the two figures are consistent only if
    those months were so heavy.
    """
    for figures in _year_to_date(record).values():
        shorter_first = sorted(figures, key=lambda f: str(f.end))
        by_end: dict[str, list[Figure]] = {}
        for figure in shorter_first:
            by_end.setdefault(str(figure.end), []).append(figure)
        for early_ones, late_ones in pairwise(by_end.values()):
            early = min(early_ones, key=lambda f: f.interval.width)
            late = min(late_ones, key=lambda f: f.interval.width)
            comparison = _heavy_months(early, late)
            if comparison is not None:
                yield comparison


def _year_to_date(record: FigureIndex) -> dict[tuple[str, str, int], list[Figure]]:
    cumulated: dict[tuple[str, str, int], list[Figure]] = {}
    for figure in record.figures:
        start, end = figure.start, figure.end
        if start is None or end is None or not record.entries[figure.series].is_flow:
            continue
        whole = start.month == start.day == 1 and end.is_month_end
        is_of_reporter = figure.origin.books and figure.status not in ("U", "D")
        if whole and is_of_reporter and start.year == end.year and not figure.is_bound:
            key = figure.series, figure.origin.books, start.year
            cumulated.setdefault(key, []).append(figure)
    return cumulated


def _heavy_months(early: Figure, late: Figure) -> FigurePair | None:
    if early.end is None or late.end is None:
        return None
    months, all_months = late.end.month - early.end.month, late.end.month
    added = late.interval - early.interval
    if 4 * months > all_months or not added.low > late.interval.high / 2:
        return None
    least = Amount(added.low, late.unit)
    heavy = clause("heavy", months=months, of=all_months, least=least)
    return compare_pair("heavy months", late, early, Judgement(ONLY_IF, heavy))
