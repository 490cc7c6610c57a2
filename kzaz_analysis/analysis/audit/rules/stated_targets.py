"""Rules for targets: what is counted, how much, by when, and what replaced what."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

from kzaz_analysis.analysis.audit.clauses import (
    Clause,
    NamedId,
    bounds,
    clause,
    difference,
)
from kzaz_analysis.analysis.audit.targets import CHANGES, TargetStatement
from kzaz_analysis.analysis.audit.verdict.editions import REVISION_DAYS
from kzaz_analysis.analysis.audit.verdict.verdicts import (
    AGREES,
    CONTRADICTS,
    DEFINITION,
    ONLY_IF,
    SUPERSEDED,
    UNIT_SLIP,
    FigurePair,
    Judgement,
    gap_between,
    meet,
    relative_pct,
)
from kzaz_analysis.analysis.intervals import Interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from kzaz_analysis.analysis.audit.index import FigureIndex


def statements(
    targets: list[TargetStatement], record: FigureIndex
) -> Iterator[FigurePair]:
    """Compare all statements of one target, two by two.

    First what is counted, then the value, then the deadline. Two different values
    for two different deadlines are steps, not a contradiction, and are not compared.
    """
    for first, second in combinations(targets, 2):
        if first.promise != second.promise:
            continue
        judgement = judge_statements(first, second, record, _chains(targets))
        if judgement is not None:
            yield _compared(first, second, judgement)


def _chains(targets: list[TargetStatement]) -> dict[str, str]:
    return {p.id: p.supersedes for p in targets if p.supersedes}


def judge_statements(
    first: TargetStatement,
    second: TargetStatement,
    record: FigureIndex,
    chains: dict[str, str],
) -> Judgement | None:
    """Judge two statements of one target; None where they are steps of it."""
    if first.measure != second.measure and {first.measure, second.measure} & CHANGES:
        return None
    values = _values_meet(first, second)
    dates = _deadlines_meet(first, second)
    if dates is False and (values is False or first.printed != second.printed):
        return None
    if values and dates:
        return _agreement(first, second)
    if _replaces(first, second, chains) or _replaces(second, first, chains):
        return Judgement(SUPERSEDED, Clause("replacement_known"))
    slip = _slip(first, second, record) if not values else None
    return slip or _difference(first, second, values=values, dates=dates)


def _values_meet(first: TargetStatement, second: TargetStatement) -> bool | None:
    """Whether the target values can be one; None where they cannot be compared."""
    if first.interval is None or second.interval is None:
        return True if first.interval is second.interval else None
    if first.unit != second.unit:
        return None
    return meet(first.interval, second.interval)


def _deadlines_meet(first: TargetStatement, second: TargetStatement) -> bool | None:
    """Whether both deadlines can be one; None where one of the two has none."""
    dates, two = _dates(first), _dates(second)
    if dates is None and two is None:
        return True
    return None if dates is None or two is None else meet(dates, two)


def _dates(statement: TargetStatement) -> Interval | None:
    if statement.start is None and statement.end is None:
        return None
    low = _ordinal(statement.start, float("-inf"))
    return Interval(low, _ordinal(statement.end, float("inf")))


def days_between(dates: Interval, two: Interval) -> float:
    """Return the days from one last day to the other; a year counts by its end.

    Parameters
    ----------
    dates, two : Interval
        First and last days of two deadlines, as ordinals; of one without a last day
        the nearest ends count.
    """
    ends = abs(dates.high - two.high)
    return ends if math.isfinite(ends) else dates.gap(two)


def _ordinal(day: pd.Timestamp | None, otherwise: float) -> float:
    return otherwise if day is None else float(day.toordinal())


def _agreement(first: TargetStatement, second: TargetStatement) -> Judgement:
    if first.series != second.series:
        return _counts_differ(first, second)
    return AGREES


def _counts_differ(first: TargetStatement, second: TargetStatement) -> Judgement:
    return _of_two_counts(first.measured, second.measured)


def _of_two_counts(left: str | NamedId, right: str | NamedId) -> Judgement:
    return Judgement(DEFINITION, clause("counts", left=left, right=right), "definition")


def _replaces(
    late: TargetStatement, early: TargetStatement, chains: dict[str, str]
) -> bool:
    """Whether the record names `early`, directly or not, as replaced by `late`."""
    passed = late.id
    while passed in chains:
        passed = chains[passed]
        if passed == early.id:
            return True
    return False


def _slip(
    first: TargetStatement, second: TargetStatement, record: FigureIndex
) -> Judgement | None:
    if first.printed is None or first.printed != second.printed:
        return None
    if first.unit != second.unit:
        units = {"unit": _unit(first), "other": _unit(second)}
        return Judgement(UNIT_SLIP, clause("same_number", slip=None, **units))
    ratio = (first.value or 0) / (second.value or 1)
    name = record.scales.slip(ratio, first.printed_unit, second.printed_unit)
    if name is None:
        return None
    slip = clause("same_number", slip=name, unit=None, other=None)
    return Judgement(UNIT_SLIP, slip)


def _unit(statement: TargetStatement) -> NamedId:
    return NamedId("unit", statement.printed_unit)


def _difference(
    first: TargetStatement,
    second: TargetStatement,
    *,
    values: bool | None,
    dates: bool | None,
) -> Judgement:
    if first.series != second.series or first.counted != second.counted:
        return _counts_differ(first, second)
    if values is None:
        return _of_two_counts(_unit(first), _unit(second))
    if not values and dates and first.source == second.source:
        return Judgement(ONLY_IF, Clause("steps"))
    if dates is None:
        return _one_is_undated(first, second, values=values)
    return _moved(first, second) or _unmoved(first, second, values=values)


def _unmoved(
    first: TargetStatement, second: TargetStatement, *, values: bool
) -> Judgement:
    """Judge two statements of which nobody knows that one is much the later."""
    if values:
        return Judgement(ONLY_IF, Clause("date_replaced"))
    undated = None in (first.published, second.published)
    if undated and first.source != second.source:
        return Judgement(ONLY_IF, Clause("one_replaced"))
    return Judgement(CONTRADICTS)


def _one_is_undated(
    first: TargetStatement, second: TargetStatement, *, values: bool
) -> Judgement:
    if not values:
        return Judgement(ONLY_IF, Clause("dated_steps"))
    dated = first if first.is_dated else second
    return Judgement(ONLY_IF, clause("both_mean", dates=dated.deadline))


def _moved(first: TargetStatement, second: TargetStatement) -> Judgement | None:
    """Let a statement replace another that was made well before it."""
    published, two = first.published, second.published
    if published is None or two is None:
        return None
    if abs((published - two).days) < REVISION_DAYS:
        return None
    late, early = (first, second) if published > two else (second, first)
    if late.deadline != early.deadline:
        reason = clause("date_moved", dates=early.deadline, second=late.deadline)
    else:
        reason = clause("replaces", late=late.text, early=early.text, day=None)
    return Judgement(SUPERSEDED, reason)


def _compared(
    first: TargetStatement, second: TargetStatement, judgement: Judgement
) -> FigurePair:
    values = _values_meet(first, second)
    gap, unit = 0.0, "date"
    left = right = days = None
    if first.interval and second.interval and values is not None:
        gap, unit = gap_between(first.interval, second.interval), first.unit
        left, right = bounds(first.interval, unit), bounds(second.interval, unit)
    dates, two = _dates(first), _dates(second)
    if values and dates and two and not meet(dates, two):
        gap, unit = days_between(dates, two), "date"
        days = difference(gap, unit)
    deadlines = {"by": first.deadline, "other": second.deadline}
    arithmetic = clause("promises", left=left, right=right, apart=days, **deadlines)
    return FigurePair(
        "target",
        judgement,
        first.series,
        None,
        None,
        first.side,
        second.side,
        unit,
        arithmetic,
        gap,
        relative_pct(gap, first.value or 0, second.value or 0)
        if unit != "date"
        else float("nan"),
        first.promise,
    )
