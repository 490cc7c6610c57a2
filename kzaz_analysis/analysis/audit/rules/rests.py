"""Rule for years and their first months: what the rest of the year implies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.audit.clauses import Amount, Bounds, Dates, clause
from kzaz_analysis.analysis.audit.rules.levels import compare_pair
from kzaz_analysis.analysis.audit.rules.months import prevailing, sharp_by_year
from kzaz_analysis.analysis.audit.verdict.verdicts import ONLY_IF, Judgement
from kzaz_analysis.analysis.growth.rates import growth_interval_pct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzaz_analysis.analysis.audit.clauses import Clause
    from kzaz_analysis.analysis.audit.figures import Figure
    from kzaz_analysis.analysis.audit.index import FigureIndex
    from kzaz_analysis.analysis.audit.verdict.verdicts import FigurePair
    from kzaz_analysis.analysis.intervals import Interval

    Ends = dict[int, Figure]

TURNED_PCT = 20.0
"""Change of the rest of a year, percent, that its first months do not announce."""

DECEMBER = 12


def turned(record: FigureIndex) -> Iterator[FigurePair]:
    """Find years whose rest went the other way than their first months.

    A part fits into its year whenever it is no more than that. Where one reporter has
    both for two years running, the rest of the year and its growth follow; if the
    rest fell by a fifth or more after a part that rose, or rose after one that fell,
    part and year are consistent only if it did.
    """
    years = _by_reporter(record)
    for (series, books, year), ends in years.items():
        before = years.get((series, books, year - 1), {})
        if DECEMBER not in ends or DECEMBER not in before:
            continue
        longest_first = sorted({*ends} & {*before} - {DECEMBER}, reverse=True)
        found = (_turned(month, ends, before) for month in longest_first)
        yield from [pair for pair in found if pair is not None][:1]


def _by_reporter(record: FigureIndex) -> dict[tuple[str, str, int], Ends]:
    """Figures that stand of each reporter, from January on, by their last month."""
    rivals: dict[tuple[str, str, int], dict[int, list[Figure]]] = {}
    for (series, books, _, year), figures in sharp_by_year(record).items():
        ends = rivals.setdefault((series, books, year), {})
        for span, figure in figures.items():
            # Sums of both directions count, bases that a claim implies do not.
            is_sum = " + " in figure.id
            if span.start == 0 and (figure.kind == "recorded" or is_sum):
                ends.setdefault(span.end, []).append(figure)
    return {
        key: {month: prevailing(same, record) for month, same in ends.items()}
        for key, ends in rivals.items()
    }


def _turned(month: int, ends: Ends, before: Ends) -> FigurePair | None:
    part, whole = ends[month], ends[DECEMBER]
    part_before, whole_before = before[month], before[DECEMBER]
    rest, rest_before = (
        whole.interval - part.interval,
        (whole_before.interval - part_before.interval),
    )
    if rest.low < 0 or rest_before.low <= 0 or part_before.interval.low <= 0:
        return None
    first = growth_interval_pct(part_before.interval, part.interval)
    last = growth_interval_pct(rest_before, rest)
    if not _is_turn(first, last) or part.end is None:
        return None
    left = (whole.value - part.value) / (whole_before.value - part_before.value)
    reading = clause(
        "turned",
        dates=Dates(part.end + pd.Timedelta(days=1), whole.end),
        rest=Bounds(rest.low, rest.high, whole.unit),
        growth=_change(100 * (left - 1)),
        first=_change(100 * (part.value / part_before.value - 1)),
    )
    return compare_pair("rest of the year", whole, part, Judgement(ONLY_IF, reading))


def _is_turn(first: Interval, last: Interval) -> bool:
    fell = first.low > 0 and last.high <= -TURNED_PCT
    return fell or (first.high < 0 and last.low >= TURNED_PCT)


def _change(pct: float) -> Clause:
    name = "rise" if pct > 0 else "fall"
    return clause(name, amount=Amount(abs(pct), "percent"), hedge="approx")
