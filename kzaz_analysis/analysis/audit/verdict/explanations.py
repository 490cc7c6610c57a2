"""Readings under which two figures that do not meet need not contradict."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.audit.clauses import (
    Clause,
    Dates,
    NamedId,
    bounds,
    clause,
)
from kzaz_analysis.analysis.audit.figures import OWN_DEFINITION, Change, Figure
from kzaz_analysis.analysis.audit.unit_scales import PER_YEAR, mantissa, same_digits
from kzaz_analysis.analysis.audit.verdict.reporters import other_reporter
from kzaz_analysis.analysis.audit.verdict.verdicts import (
    AGREES,
    DEFINITION,
    ONLY_IF,
    UNIT_SLIP,
    Judgement,
    meet,
)
from kzaz_analysis.analysis.intervals import Interval

if TYPE_CHECKING:
    from kzaz_analysis.analysis.audit.index import FigureIndex

ROUND_PCT = 5.0
"""Difference of nominal values above which agreement is owed to a round figure."""

Statement = Figure | Change


def agreement(first: Figure, second: Figure) -> Judgement:
    """Agree, or say which round figure the agreement hangs on."""
    if first.is_bound or second.is_bound:
        return AGREES
    smaller = min(abs(first.value), abs(second.value))
    if abs(first.value - second.value) <= ROUND_PCT / 100 * smaller:
        return AGREES
    wide = max(first, second, key=lambda f: f.interval.width)
    around = bounds(wide.interval, wide.unit)
    return Judgement(ONLY_IF, clause("stands_for", figure=wide.text, values=around))


def other_definition(
    first: Figure, second: Figure, record: FigureIndex
) -> Judgement | None:
    """Excuse a figure whose row marks and names what else it counts.

    A channel carries what an office counted: it has no definition of its own.
    """
    differing = [
        f
        for f in (first, second)
        if f.status == OWN_DEFINITION
        and f.origin.note
        and not record.is_carried(f.origin.agency)
    ]
    if not differing:
        return None
    counted = clause("counts_otherwise", note=differing[0].origin.note)
    return Judgement(DEFINITION, counted, "definition")


def mirror(
    first: Statement, second: Statement, record: FigureIndex
) -> Judgement | None:
    """Excuse a difference between the two countries that report one flow."""
    origin, two = first.origin, second.origin
    sides = {origin.reporter or origin.books, two.reporter or two.books}
    if len(sides) < 2 or not sides <= set(record.sides):
        return None
    reporters = tuple(NamedId("reporter", c) for c in record.sides if c in sides)
    return Judgement(DEFINITION, clause("mirror", reporters=reporters), "mirror")


def other_books(first: Statement, second: Statement) -> Judgement | None:
    """Excuse a difference between books that are both named and not the same."""
    origin, two = first.origin, second.origin
    if origin.books and two.books and origin.books != two.books:
        reporters = NamedId("reporter", origin.books), NamedId("reporter", two.books)
        return Judgement(DEFINITION, clause("reporters", names=reporters), "books")
    return None


def cut_digits(first: Figure, second: Figure) -> Judgement | None:
    """Read a figure as cut off instead of rounded: 2.56 printed as 2.5."""
    for cut, other in ((first, second), (second, first)):
        room = _cut_interval(cut)
        if room is not None and meet(room, other.interval):
            return Judgement(ONLY_IF, clause("cut_off", figure=cut.text))
    return None


def _cut_interval(figure: Figure) -> Interval | None:
    """All values that begin with the digits printed, where a rounded one is."""
    if figure.qualifier != "exact" or figure.kind == "implied":
        return None
    half = figure.interval.high - figure.value
    fine = 0 < half <= ROUND_PCT / 100 * abs(figure.value)
    return Interval(figure.value, figure.value + 2 * half) if fine else None


def loose_hedge(first: Statement, second: Statement) -> Judgement | None:
    """Read "nearly" more loosely than the record does."""
    for hedged, other in ((first, second), (second, first)):
        if hedged.qualifier == "under" and meet(loose_interval(hedged), other.interval):
            return Judgement(ONLY_IF, reaches(hedged, other.interval))
    return None


def reaches(hedged: Statement, interval: Interval) -> Clause:
    """Read a hedge as reaching to an interval."""
    values = bounds(interval, hedged.unit)
    return clause("reaches", figure=hedged.text, values=values)


def loose_interval(hedged: Statement) -> Interval:
    """Twice the room below that "nearly" is usually given; its top stays firm."""
    interval = hedged.interval
    return Interval(interval.low - interval.width, interval.high)


def by_factor(first: Figure, second: Figure, record: FigureIndex) -> Judgement | None:
    """Excuse a small difference of figures that only a physical factor compares."""
    scales = record.scales
    kinds = {
        scales.dimension(f.printed_unit).removesuffix(PER_YEAR) for f in (first, second)
    }
    gap = first.interval.gap(second.interval)
    smaller = min(abs(first.value), abs(second.value))
    if len(kinds) == 1 or gap > ROUND_PCT / 100 * smaller:
        return None
    how = first.how or second.how
    return Judgement(ONLY_IF, clause("factor_off", how=how))


def unit_slip(first: Figure, second: Figure, record: FigureIndex) -> Judgement | None:
    """Recognise one number under two units, or the same digits with a lost zero."""
    if not first.value or not second.value:
        return None
    if not could_be_slip(first, second):
        return None
    name = record.scales.slip(
        first.value / second.value, first.printed_unit, second.printed_unit
    )
    return Judgement(UNIT_SLIP, clause("same_digits", slip=name)) if name else None


def could_be_slip(first: Figure, second: Figure) -> bool:
    """Whether two figures are printed alike: the number, or in one unit its digits."""
    if not same_digits(first.printed, second.printed):
        return False
    return first.printed_unit == second.printed_unit or first.printed == second.printed


def other_series(
    first: Figure, second: Figure, record: FigureIndex
) -> Judgement | None:
    """Recognise a claimed level that another series has for the same period."""
    for stray in (first, second):
        if stray.kind != "claimed" or len(mantissa(stray.printed)) < 3:
            continue
        twins = [
            figure
            for name, entry in record.entries.items()
            if entry.unit == stray.unit and entry.root == name != stray.series
            for figure in record.at(name, (stray.start, stray.end))
            if figure.kind == "recorded" and math.isclose(figure.value, stray.value)
        ]
        if twins:
            other = NamedId("series", twins[0].series)
            moved = clause("figure_of", figure=stray.text, other=other)
            return Judgement(DEFINITION, moved, "definition")
    return None


def unnamed_books(
    first: Figure, second: Figure, record: FigureIndex
) -> Judgement | None:
    """Excuse a figure of no named reporter where another reporter's could be meant."""
    entry = record.entries[first.series]
    unnamed = [f for f in (first, second) if not f.origin.books]
    if not unnamed or not entry.depends_on_books:
        return None
    if not other_reporter(first, second, record):
        return None
    if len(unnamed) == 2:
        return Judgement(ONLY_IF, Clause("different_reporters"))
    with_reporter = second if unnamed[0] is first else first
    return Judgement(
        ONLY_IF, another_reporter(unnamed[0].text, with_reporter.origin.books)
    )


def another_reporter(figure: Clause | None, books: str) -> Clause:
    """Read a figure as another reporter's than the one named."""
    return clause(
        "another_reporter", figure=figure, reporter=NamedId("reporter", books)
    )


def other_period(
    first: Figure, second: Figure, record: FigureIndex
) -> Judgement | None:
    """Move a figure whose period was inferred by a year, if it fits there."""
    for moved in (first, second):
        fits = _fitting_year(moved, record) if moved.status == "E" else None
        if fits:
            meant = clause("meant_for", figure=moved.text, dates=fits)
            return Judgement(ONLY_IF, meant)
    return None


def other_reading(
    first: Figure, second: Figure, record: FigureIndex
) -> Judgement | None:
    """Read a claimed level as the record does: its sentence leaves the period open."""
    for claimed in (first, second):
        readings = [
            other.dates
            for other in record.figures
            if other.kind == "recorded"
            and other.status == "E"
            and claimed.kind == "claimed"
            and _sentence(other) == _sentence(claimed)
        ]
        if readings:
            meant = clause("meant_for", figure=claimed.text, dates=readings[0])
            return Judgement(ONLY_IF, meant)
    return None


def _sentence(figure: Figure) -> tuple[object, ...]:
    """Return what two readings of one sentence share: all but the period."""
    origin = figure.origin
    where = figure.series, origin.source, origin.agency, origin.books
    return *where, figure.printed, figure.printed_unit


def year_hint(first: Figure, second: Figure, record: FigureIndex) -> Clause | None:
    """Return the neighbouring year whose recorded figure one of two fits."""
    for figure in (first, second):
        fits = _fitting_year(figure, record) if figure.kind == "claimed" else None
        if fits:
            return clause("figure_of", figure=figure.text, other=fits)
    return None


def _fitting_year(figure: Figure, record: FigureIndex) -> Dates | None:
    if figure.start is None or figure.end is None or figure.is_bound:
        return None
    if figure.interval.width > 2 * ROUND_PCT / 100 * abs(figure.value):
        return None
    for years in (-1, 1):
        by = pd.DateOffset(years=years)
        start, end = figure.start + by, figure.end + by
        if figure.end.is_month_end:
            end = end + pd.offsets.MonthEnd(0)
        figure_of_year = record.sharp(figure.series, (start, end), figure.origin.books)
        if any(figure.interval.contains(other.value) for other in figure_of_year):
            return Dates(start, end)
    return None
