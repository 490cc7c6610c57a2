"""Verdicts on two levels, on a part and its whole, and on two changes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kzaz_analysis.analysis.audit.clauses import Clause, bounds, clause, difference
from kzaz_analysis.analysis.audit.verdict.editions import replaced, revision
from kzaz_analysis.analysis.audit.verdict.explanations import (
    agreement,
    by_factor,
    cut_digits,
    loose_hedge,
    mirror,
    other_books,
    other_definition,
    other_period,
    other_reading,
    other_series,
    unit_slip,
    unnamed_books,
    year_hint,
)
from kzaz_analysis.analysis.audit.verdict.reporters import other_reporter
from kzaz_analysis.analysis.audit.verdict.verdicts import (
    AGREES,
    CONTRADICTS,
    FLOAT_NOISE,
    ONLY_IF,
    Judgement,
    gap_between,
    meet,
)
from kzaz_analysis.analysis.intervals import Interval

if TYPE_CHECKING:
    from kzaz_analysis.analysis.audit.figures import Change, Figure
    from kzaz_analysis.analysis.audit.index import FigureIndex

REVISION_POINTS = 1.0
"""Largest difference of two published growth rates that counts as a revision."""


def judge_levels(first: Figure, second: Figure, record: FigureIndex) -> Judgement:
    """Judge two figures of one series and one period.

    The readings are tried in this order: both fit; two countries report; something else
    is counted; other books; the last digit was cut off; "nearly" was said loosely; a
    unit slip; the figure belongs to another series; a revision; books that nobody
    named; a period that the sentence leaves open. What none of them explains is a
    contradiction.
    """
    if meet(first.interval, second.interval):
        return agreement(first, second)
    explanation = (
        mirror(first, second, record)
        or other_definition(first, second, record)
        or other_books(first, second)
        or cut_digits(first, second)
        or loose_hedge(first, second)
        or by_factor(first, second, record)
        or unit_slip(first, second, record)
        or other_series(first, second, record)
        or revision(first, second, record)
        or unnamed_books(first, second, record)
        or other_period(first, second, record)
        or other_reading(first, second, record)
    )
    return explanation or Judgement(CONTRADICTS, hint=year_hint(first, second, record))


def judge_order(part: Figure, whole: Figure, record: FigureIndex) -> Judgement:
    """Judge a flow of a period against that of a longer one around it.

    The part must not exceed the whole; the excuses are those of equal periods.
    """
    over = part.interval.low - whole.interval.high
    if over <= FLOAT_NOISE * abs(part.interval.low):
        return AGREES
    explanation = (
        mirror(part, whole, record)
        or other_definition(part, whole, record)
        or other_books(part, whole)
        or cut_digits(part, whole)
        or loose_hedge(part, whole)
        or other_series(part, whole, record)
        or revision(part, whole, record)
        or unnamed_books(part, whole, record)
        or other_reading(part, whole, record)
    )
    return explanation or Judgement(CONTRADICTS, hint=year_hint(part, whole, record))


def judge_changes(first: Change, second: Change, record: FigureIndex) -> Judgement:
    """Judge two claims of change between the same two periods."""
    if meet(first.interval, second.interval):
        return AGREES
    explanation = (
        mirror(first, second, record)
        or other_books(first, second)
        or _cut_change(first, second)
        or loose_hedge(first, second)
        or _later_rate(first, second, record)
    )
    if explanation:
        return explanation
    if not (first.origin.books and second.origin.books):
        entry = record.entries[first.series]
        if entry.depends_on_books and other_reporter(first, second, record):
            return Judgement(ONLY_IF, Clause("different_reporters"))
    return Judgement(CONTRADICTS)


def _cut_change(first: Change, second: Change) -> Judgement | None:
    for cut, other in ((first, second), (second, first)):
        if cut.qualifier != "exact":
            continue
        width = cut.interval.width
        ends = sorted((cut.value, cut.value + math.copysign(width, cut.value)))
        if meet(Interval(*ends), other.interval):
            return Judgement(ONLY_IF, clause("cut_off", figure=cut.text))
    return None


def _later_rate(first: Change, second: Change, record: FigureIndex) -> Judgement | None:
    same = first.origin.books and first.origin.books == second.origin.books
    apart = abs(first.value - second.value)
    if not same or first.unit != "percent" or apart > REVISION_POINTS:
        return None
    return replaced(first, second, record)


def arithmetic(first: Figure, second: Figure) -> Clause:
    """Set the intervals of two levels against each other."""
    return clause(
        "ranges",
        left=_interval(first),
        right=_interval(second),
        apart=difference(gap_between(first.interval, second.interval), first.unit),
        how=tuple(dict.fromkeys((*first.how, *second.how))),
    )


def _interval(figure: Figure) -> Clause:
    is_plain = figure.kind == "recorded" and not figure.how
    text = None if is_plain else figure.text
    return clause("range", figure=text, values=bounds(figure.interval, figure.unit))
