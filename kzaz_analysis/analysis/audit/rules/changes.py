"""Rules for claims of change: against each other, and against two levels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.audit.clauses import (
    Amount,
    Clause,
    bounds,
    clause,
    difference,
)
from kzaz_analysis.analysis.audit.figures import Change, Figure, status_of
from kzaz_analysis.analysis.audit.verdict.editions import REVISION_DAYS, REVISION_PCT
from kzaz_analysis.analysis.audit.verdict.explanations import (
    another_reporter,
    loose_interval,
    reaches,
)
from kzaz_analysis.analysis.audit.verdict.judge import judge_changes
from kzaz_analysis.analysis.audit.verdict.reporters import possible_reporters
from kzaz_analysis.analysis.audit.verdict.verdicts import (
    AGREES,
    CONTRADICTS,
    ONLY_IF,
    FigurePair,
    Judgement,
    Side,
    gap_between,
    meet,
    relative_pct,
)
from kzaz_analysis.analysis.growth.rates import growth_interval_pct, implied_base
from kzaz_analysis.analysis.intervals import Interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzaz_analysis.analysis.audit.index import FigureIndex, Period

OWN_LEVELS = "growth and own levels"
"""Name of the rule for levels of the source that also gives the change."""

TROUGH_YEARS = 5
"""How many years before its base a claim of change is looked at."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The change that two levels of one reporter allow."""

    late: Figure
    early: Figure
    value: float
    interval: Interval
    joined: str = "on"
    """How the calculation is worded: one level on another, or of it."""

    @property
    def text(self) -> Clause:
        """The calculation."""
        return _pair(self.joined, self.late, self.early)

    def arithmetic(self, other: Interval, gap: float, unit: str) -> Clause:
        """Set the calculation against another interval in the same unit."""
        own_range = clause(
            "range", figure=self.text, values=bounds(self.interval, unit)
        )
        return clause(
            "ranges",
            left=own_range,
            right=bounds(other, unit),
            apart=difference(gap, unit),
            how=(),
        )

    @property
    def side(self) -> Side:
        """The calculation as a side of a comparison."""
        late, early = self.late.origin, self.early.origin
        return Side(
            self.text,
            self.value,
            self.interval.low,
            self.interval.high,
            late.books,
            late.agency,
            (self.late.id, self.early.id),
            (late.source, early.source),
            status_of((self.late, self.early)),
        )


def _pair(joined: str, late: Figure, early: Figure) -> Clause:
    values = (Amount(figure.value, figure.unit) for figure in (late, early))
    return clause(joined, **dict(zip(("late", "early"), values, strict=True)))


def between_claims(record: FigureIndex) -> Iterator[FigurePair]:
    """Compare all claims of change between the same two periods, two by two."""
    for former, second in combinations(record.changes, 2):
        if not (former.is_dated and former.is_of_periods(second)):
            continue
        gap = gap_between(former.interval, second.interval)
        unit = former.unit
        yield FigurePair(
            "growth",
            judge_changes(former, second, record),
            former.series,
            former.start,
            former.end,
            former.side,
            second.side,
            former.unit,
            clause(
                "changes",
                change=former.text,
                values=bounds(former.interval, unit),
                second=second.text,
                others=bounds(second.interval, unit),
                apart=difference(gap, unit),
            ),
            gap,
            _apart_pct(gap, former, second.value),
        )


def with_levels(record: FigureIndex) -> Iterator[FigurePair]:
    """Hold each claim of change against the two levels of one reporter.

    First against two levels of its own source, then against the record of its books,
    or of each country where it names none.
    """
    for change in record.changes:
        if not change.is_dated:
            continue
        against_levels = list(
            _against(change, *_own_levels(change, record), OWN_LEVELS)
        )
        yield from against_levels
        tested = {comparison.right.ids for comparison in against_levels}
        for comparison in _against_books(change, record):
            if comparison.right.ids not in tested:
                yield comparison


def _own_levels(
    change: Change, record: FigureIndex
) -> tuple[list[Figure], list[Figure]]:
    late, early = (
        record.of_source(change.series, period, change.origin.source)
        for period in _periods(change)
    )
    return [f for f in late if not f.is_bound], [f for f in early if not f.is_bound]


def _periods(change: Change) -> tuple[Period, Period]:
    return (change.start, change.end), (change.base_start, change.base_end)


def _against_books(change: Change, record: FigureIndex) -> Iterator[FigurePair]:
    books = [change.origin.books] if change.origin.books else list(record.sides)
    pairs: list[FigurePair] = []
    for side in books:
        late, early = (
            record.levels(change.series, period, side) for period in _periods(change)
        )
        pairs += _against(change, late, early, "growth and levels")
    if change.origin.books:
        yield from pairs
        return
    possible = possible_reporters(change, record)
    for comparison in pairs:
        yield _unnamed(comparison, possible)


def _unnamed(comparison: FigurePair, possible: set[str]) -> FigurePair:
    """Let a claim without a reporter fail on one side if it may be another's."""
    books = comparison.right.books
    if comparison.judgement.verdict != CONTRADICTS or not possible - {books}:
        return comparison
    excuse = Judgement(ONLY_IF, another_reporter(None, books))
    return replace(comparison, judgement=excuse)


def _against(
    change: Change, late: list[Figure], early: list[Figure], rule: str
) -> Iterator[FigurePair]:
    """Compare with the pair of levels that fits best; the narrowest pair is first."""
    pairs = [
        pair
        for one, two in product(late, early)
        if (pair := recorded_change(one, two, change.unit)) is not None
    ]
    if not pairs:
        return
    best = min(pairs, key=lambda pair: _distance(pair, change))
    gap = gap_between(best.interval, change.interval)
    yield FigurePair(
        rule,
        _judge_pairs(change, pairs, best),
        change.series,
        change.start,
        change.end,
        change.side,
        best.side,
        change.unit,
        best.arithmetic(change.interval, gap, change.unit),
        gap,
        _apart_pct(gap, change, best.value),
    )


def _distance(pair: Recorded, change: Change) -> tuple[float, bool]:
    """Distance of two levels from a claim; of equals those of one kind come first."""
    is_mixed = pair.late.kind != pair.early.kind
    return gap_between(pair.interval, change.interval), is_mixed


def recorded_change(late: Figure, early: Figure, unit: str) -> Recorded | None:
    """Return the change between two levels, in percent or in their unit."""
    if unit != "percent":
        step = late.interval - early.interval
        return Recorded(late, early, late.value - early.value, step)
    if not early.value > 0:
        return None
    growth = growth_interval_pct(early.interval, late.interval)
    return Recorded(late, early, 100 * (late.value / early.value - 1), growth)


def _judge_pairs(change: Change, pairs: list[Recorded], best: Recorded) -> Judgement:
    if meet(pairs[0].interval, change.interval):
        return AGREES
    if any(meet(pair.interval, change.interval) for pair in pairs):
        levels = clause("levels_are", levels=best.text, others=pairs[0].text)
        return Judgement(ONLY_IF, levels)
    hull = Interval(
        min(pair.interval.low for pair in pairs),
        max(pair.interval.high for pair in pairs),
    )
    if meet(hull, change.interval):
        return Judgement(ONLY_IF, Clause("level_between"))
    if change.qualifier == "under" and meet(loose_interval(change), best.interval):
        return Judgement(ONLY_IF, reaches(change, best.interval))
    return _other_base(change, best) or Judgement(CONTRADICTS)


def _other_base(change: Change, pair: Recorded) -> Judgement | None:
    """Read a change as one on another base than that of an earlier publication.

    A base that the claim puts close to one published well before it was revised; one
    that it puts above a sum of parts holds a further part, if the late level is no
    such sum.
    """
    late, early = pair.late, pair.early
    if change.unit != "percent" or early.origin.source == change.origin.source:
        return None
    # Where a fall may have been a whole one, any base fits.
    if not change.interval.low > -100:
        return None
    base = implied_base(late.interval, change.interval)
    if early.kind != late.kind == "recorded" and base.low > early.interval.high:
        return Judgement(ONLY_IF, Clause("further_part"))
    published, two = early.origin.published, change.origin.published
    if published is None or two is None or (two - published).days < REVISION_DAYS:
        return None
    if base.gap(early.interval) > REVISION_PCT / 100 * early.value:
        return None
    revised = {"figure": early.text, "values": bounds(base, early.unit)}
    return Judgement(ONLY_IF, clause("revised_to", **revised))


def troughs(record: FigureIndex) -> Iterator[FigurePair]:
    """Find growth over several years that rests on an exceptionally low base.

    Where the base is below every other recorded year of the five before it, and
    counting from the highest of them would leave less than half of the claimed
    multiple, the claim holds only if counted from that low year.
    """
    for change in record.changes:
        base, end = change.base_end, change.end
        if base is None or end is None or change.unit != "percent":
            continue
        if not change.multiple or end.year - base.year < 2:
            continue
        comparison = _trough(change, base.year, record)
        if comparison is not None:
            yield comparison


def _trough(change: Change, base_year: int, record: FigureIndex) -> FigurePair | None:
    books = change.origin.books
    late = record.sharp(change.series, (change.start, change.end), books)
    base = _year(record, change, base_year)
    earlier_levels = [
        level
        for year in range(base_year - TROUGH_YEARS, base_year)
        if (level := _year(record, change, year)) is not None
    ]
    if not late or base is None or not earlier_levels:
        return None
    if base.value > min(level.value for level in earlier_levels):
        return None
    peak = max(earlier_levels, key=lambda level: level.value)
    claimed, instead = 1 + change.value / 100, late[0].value / peak.value
    other = recorded_change(late[0], peak, "percent")
    if other is None or 2 * instead > claimed:
        return None
    return _low_base(change, base, other)


def _low_base(change: Change, base: Figure, other: Recorded) -> FigurePair:
    late, peak = other.late, other.early
    low, high = base.dates, peak.dates
    gap = gap_between(other.interval, change.interval)
    return FigurePair(
        "low base",
        Judgement(ONLY_IF, clause("counted_from", low=low, high=high)),
        change.series,
        change.start,
        change.end,
        change.side,
        other.side,
        "percent",
        clause(
            "times_of",
            low=low,
            base=_pair("on", late, base),
            times=late.value / base.value,
            high=high,
            peak=other.text,
            instead=late.value / peak.value,
        ),
        gap,
        _apart_pct(gap, change, other.value),
    )


def _apart_pct(gap: float, change: Change, other: float) -> float:
    """Distance of two changes in percent of what the smaller makes of one base."""
    base = 100 if change.unit == "percent" else 0
    return relative_pct(gap, base + change.value, base + other)


def _year(record: FigureIndex, change: Change, year: int) -> Figure | None:
    period = (pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 31))
    figure_of_year = record.sharp(change.series, period, change.origin.books)
    return figure_of_year[0] if figure_of_year else None
