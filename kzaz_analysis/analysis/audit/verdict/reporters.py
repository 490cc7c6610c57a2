"""Whether a figure that names no reporter could be another reporter's."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from kzaz_analysis.analysis.audit.figures import Change, Figure
from kzaz_analysis.analysis.audit.verdict.verdicts import meet
from kzaz_analysis.analysis.growth.rates import growth_interval_pct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzaz_analysis.analysis.audit.index import FigureIndex
    from kzaz_analysis.analysis.intervals import Interval

Statement = Figure | Change


def other_reporter(first: Statement, second: Statement, record: FigureIndex) -> bool:
    """Whether two statements, at least one of no named reporter, can both be true.

    They can where the unnamed one may come from a reporter that is not the other's,
    which means that this reporter published for the same period what allows it. A
    reporter of whom the tables have nothing for the period excuses nothing.
    """
    sides = [
        {s.origin.books} if s.origin.books else possible_reporters(s, record)
        for s in (first, second)
    ]
    return all(sides) and len(sides[0] | sides[1]) > 1


def possible_reporters(statement: Statement, record: FigureIndex) -> set[str]:
    """Return the reporters from which a statement of no named reporter may come."""
    return {
        books
        for books in record.reporters(statement.series)
        if _allows(books, statement, record)
    }


def _allows(books: str, statement: Statement, record: FigureIndex) -> bool:
    published = (
        _rates(books, statement, record)
        if isinstance(statement, Change)
        else _levels(books, statement, record)
    )
    return any(meet(interval, statement.interval) for interval in published)


def _levels(books: str, figure: Figure, record: FigureIndex) -> Iterator[Interval]:
    period = figure.start, figure.end
    for other in record.levels(figure.series, period, books):
        yield other.interval
    for other in record.at(figure.series, period, books):
        yield other.interval


def _rates(books: str, change: Change, record: FigureIndex) -> Iterator[Interval]:
    for other in record.changes:
        if other.origin.books == books and other.is_of_periods(change):
            yield other.interval
    late, early = (
        record.levels(change.series, period, books)
        for period in (
            (change.start, change.end),
            (change.base_start, change.base_end),
        )
    )
    for later_rate, two in product(late, early):
        if change.unit != "percent":
            yield later_rate.interval - two.interval
        elif two.interval.low > 0:
            yield growth_interval_pct(two.interval, later_rate.interval)
