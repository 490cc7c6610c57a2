"""Rules for wholes and parts: sums, remainders and shares."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from kzaz_analysis.analysis.audit.clauses import (
    Clause,
    NamedId,
    bounds,
    clause,
    difference,
)
from kzaz_analysis.analysis.audit.figures import sum_of
from kzaz_analysis.analysis.audit.rules.changes import Recorded
from kzaz_analysis.analysis.audit.verdict.judge import judge_levels, judge_order
from kzaz_analysis.analysis.audit.verdict.verdicts import (
    AGREES,
    CONTRADICTS,
    ONLY_IF,
    FigurePair,
    Judgement,
    gap_between,
    meet,
    relative_pct,
)
from kzaz_analysis.analysis.intervals import Interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzaz_analysis.analysis.audit.figures import Change, Figure, SeriesEntry
    from kzaz_analysis.analysis.audit.index import FigureIndex, Period

SHARE = "_share"
"""Ending of a series that is the share of the series it is named after in its whole."""


@dataclass(frozen=True, slots=True)
class _Sum:
    """A total and parts that may be its own."""

    total: Figure
    terms: list[Figure]

    @property
    def added(self) -> Figure:
        """The sum of the parts."""
        return sum_of(self.terms)

    @property
    def rank(self) -> tuple[bool, bool, bool, float]:
        """Smaller is better: all of one source, a sum that fits, parts of one source.

        Of several that do not fit, parts of two sources are no better for being near.
        """
        gap = gap_between(self.total.interval, self.added.interval)
        mixed = _are_mixed([self.total, *self.terms])
        return mixed, gap > 0, _are_mixed(self.terms), gap


def sums(record: FigureIndex) -> Iterator[FigurePair]:
    """Hold each total against the sum of its parts, in one period and reporter.

    Every claimed total or part takes the place of the recorded one in turn. Where
    the parts of one source are complete they are added; otherwise those of the same
    books, in the combination that fits best.
    """
    for entry in record.entries.values():
        if not entry.parts or not _same_units(entry, record):
            continue
        for period, books in _occasions(entry, record):
            yield from _sums_at(entry, period, books, record)


def claimed_sums(claimed: Figure, record: FigureIndex) -> Iterator[FigurePair]:
    """Hold a claimed total against the sum of its parts as each side reports them.

    A claim of no reporter is one of each; where that reporter's total is on record,
    `sums` compares it already.
    """
    entry = record.entries[claimed.series]
    period, reporter = (claimed.start, claimed.end), claimed.origin.books
    if not entry.parts or not _same_units(entry, record):
        return
    for books in [reporter] if reporter else record.sides:
        parts = [_usable(part, period, books, record) for part in entry.parts]
        is_told = reporter and _usable(entry.name, period, books, record)
        if all(parts) and not is_told:
            whole = [_in_unit(claimed, entry.unit, record)]
            parts = [[_in_unit(f, entry.unit, record) for f in p] for p in parts]
            yield _best_sum(entry, whole, parts, record, entry.both_ways)


def _same_units(entry: SeriesEntry, record: FigureIndex) -> bool:
    units = {record.entries[part].dimension for part in entry.parts}
    return units == {entry.dimension}


def _occasions(entry: SeriesEntry, record: FigureIndex) -> list[tuple[Period, str]]:
    occasions: dict[tuple[Period, str], None] = {}
    for figure in record.figures:
        is_part = figure.series == entry.name or (
            figure.series in entry.parts and figure.kind == "claimed"
        )
        if is_part and (figure.end is not None or entry.nature == "constant"):
            occasions[(figure.start, figure.end), figure.origin.books] = None
    return list(occasions)


def _sums_at(
    entry: SeriesEntry, period: Period, books: str, record: FigureIndex
) -> Iterator[FigurePair]:
    totals = _usable(entry.name, period, books, record)
    parts = [_usable(part, period, books, record) for part in entry.parts]
    if not totals or not all(parts):
        return
    parts = [[_in_unit(f, entry.unit, record) for f in options] for options in parts]
    yield _best_sum(entry, totals, parts, record)
    for claimed in _claimed(entry.name, period, books, record):
        yield _best_sum(entry, [claimed], parts, record)
    for place, part in enumerate(entry.parts):
        for claimed in _claimed(part, period, books, record):
            in_entry_unit = [_in_unit(claimed, entry.unit, record)]
            tried = [*parts[:place], in_entry_unit, *parts[place + 1 :]]
            yield _best_sum(entry, totals, tried, record)


def _usable(
    series: str, period: Period, books: str, record: FigureIndex
) -> list[Figure]:
    sharp = record.sharp(series, period, books)
    if sharp:
        return sharp
    return [
        f
        for f in record.at(series, period, books)
        if f.kind == "recorded" and f.status not in ("U", "D")
    ]


def _claimed(
    series: str, period: Period, books: str, record: FigureIndex
) -> list[Figure]:
    return [f for f in record.at(series, period, books) if f.kind == "claimed"]


def _in_unit(figure: Figure, unit: str, record: FigureIndex) -> Figure:
    ratio = record.scales.ratio(figure.unit, unit)
    if ratio is None or figure.unit == unit:
        return figure
    value, interval = figure.value * ratio.value, figure.interval.scale(ratio.value)
    return replace(figure, unit=unit, value=value, interval=interval)


def _best_sum(
    entry: SeriesEntry,
    totals: list[Figure],
    parts: list[list[Figure]],
    record: FigureIndex,
    is_whole: bool = False,
) -> FigurePair:
    tried = [_Sum(total, list(terms)) for total in totals for terms in product(*parts)]
    best = min(tried, key=lambda one: one.rank)
    total, added = best.total, best.added
    gap = gap_between(total.interval, added.interval)
    return FigurePair(
        "parts and total",
        _judge_sum(best, tried, record, is_whole),
        entry.name,
        total.start,
        total.end,
        total.side,
        added.side,
        entry.unit,
        clause(
            "adds_up",
            sum=added.text,
            total=bounds(added.interval, entry.unit),
            figure=bounds(total.interval, entry.unit),
            apart=difference(gap, entry.unit),
        ),
        gap,
        relative_pct(gap, total.value, added.value),
    )


def _are_mixed(figures: list[Figure]) -> bool:
    """Whether figures come from different publications."""
    return len({figure.origin.source for figure in figures}) > 1


def _judge_sum(
    best: _Sum, tried: list[_Sum], record: FigureIndex, is_whole: bool
) -> Judgement:
    """Judge a total; `is_whole` where all its parts are known to be told."""
    total, added = best.total, best.added
    if meet(total.interval, added.interval):
        return AGREES
    if not is_whole and total.interval.low > added.interval.high:
        return Judgement(ONLY_IF, Clause("further_part"))
    low = min(other.added.interval.low for other in tried)
    if Interval(low, added.interval.high).meets(total.interval):
        return Judgement(ONLY_IF, Clause("part_revised"))
    return judge_levels(total, added, record)


def parts_within(record: FigureIndex) -> Iterator[FigurePair]:
    """Hold each part against its total: one part alone must not exceed it."""
    for entry in record.entries.values():
        for part in entry.parts:
            if record.entries[part].dimension != entry.dimension:
                continue
            for figure in [f for f in record.figures if f.series == part]:
                yield from _within_total(entry, figure, record)


def _within_total(
    entry: SeriesEntry, figure: Figure, record: FigureIndex
) -> Iterator[FigurePair]:
    if figure.kind == "implied" or figure.end is None:
        return
    part = replace(_in_unit(figure, entry.unit, record), series=entry.name)
    for total in record.at(entry.name, (figure.start, figure.end)):
        if total.kind == "implied":
            continue
        over = max(0.0, part.interval.low - total.interval.high)
        name = NamedId("series", figure.series)
        yield FigurePair(
            "part of the total",
            judge_order(part, total, record),
            entry.name,
            total.start,
            total.end,
            replace(
                part.side,
                text=clause("part", figure=part.text, series=name),
                series=figure.series,
            ),
            total.side,
            entry.unit,
            clause(
                "within",
                part=name,
                values=bounds(part.interval, entry.unit),
                whole=NamedId("series", entry.name),
                around=bounds(total.interval, entry.unit),
                over=difference(over, entry.unit),
            ),
            over,
            relative_pct(over, part.value, total.value),
        )


def shares(record: FigureIndex) -> Iterator[FigurePair]:
    """Hold a claimed share against the part over the whole of the same reporter.

    The whole is every series that the catalogue adds up from the part.
    """
    for share in record.shares:
        part = share.series.removesuffix(SHARE)
        for entry in record.entries.values():
            if part in entry.parts:
                yield from _share(share, part, entry, record)


def _share(
    share: Change, part: str, whole: SeriesEntry, record: FigureIndex
) -> Iterator[FigurePair]:
    period = share.start, share.end
    books = share.origin.books
    above = record.sharp(part, period, books)
    below = record.sharp(whole.name, period, books)
    pairs = [
        Recorded(one, two, 100 * one.value / two.value, _ratio(one, two), "of")
        for one, two in product(above, below)
        if two.interval.low > 0
    ]
    if not pairs:
        return
    best = min(pairs, key=lambda p: gap_between(p.interval, share.interval))
    gap = gap_between(best.interval, share.interval)
    yield FigurePair(
        "share",
        Judgement(CONTRADICTS) if gap else AGREES,
        whole.name,
        share.start,
        share.end,
        share.side,
        best.side,
        "percent",
        best.arithmetic(share.interval, gap, "percent"),
        gap,
        relative_pct(gap, share.value, best.value),
    )


def _ratio(part: Figure, whole: Figure) -> Interval:
    return 100 * (part.interval / whole.interval)
