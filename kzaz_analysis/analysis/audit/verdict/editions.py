"""Which of two publications replaces the other: an edition, not whatever came later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.analysis.audit.clauses import Clause, Dates, clause
from kzaz_analysis.analysis.audit.figures import Change, Figure
from kzaz_analysis.analysis.audit.verdict.verdicts import (
    ONLY_IF,
    SUPERSEDED,
    Judgement,
)

if TYPE_CHECKING:
    from kzaz_analysis.analysis.audit.index import FigureIndex

REVISION_PCT = 5.0
"""Largest difference of two publications of one figure that counts as a revision."""

REVISION_DAYS = 30
"""Least time between two publications of which the later replaces the earlier."""

Statement = Figure | Change


def revision(first: Figure, second: Figure, record: FigureIndex) -> Judgement | None:
    """Let an edition replace one of the same reporter that was close to it.

    Two editions of the statistics of one country need not be close. Where nobody knows
    when one of two sources was published, it may have been so.
    """
    if first.kind != "recorded" or second.kind != "recorded":
        return None
    if not first.origin.books or first.origin.books != second.origin.books:
        return None
    apart = abs(first.value - second.value)
    if apart > REVISION_PCT / 100 * max(abs(first.value), abs(second.value)):
        noted = {first.id, second.id} & set(record.corrections)
        is_edition = not noted and record.are_of_one_office(first, second)
        return replaced(first, second, record) if is_edition else None
    origin, two = first.origin, second.origin
    if None in (origin.published, two.published) and origin.source != two.source:
        return _one_revised(first, second)
    return replaced(first, second, record)


def replaced(
    first: Statement, second: Statement, record: FigureIndex
) -> Judgement | None:
    """Let the later of two publications, if well apart, replace the earlier.

    It does where its body may; else one of the two may have been revised.
    """
    published, two = first.origin.published, second.origin.published
    if published is None or two is None or abs((published - two).days) < REVISION_DAYS:
        return None
    late, early = (first, second) if published > two else (second, first)
    day = Dates(late.origin.published, late.origin.published)
    if late.id in record.superseded:
        old = clause("of_replaced", figure=late.text, day=day)
        return Judgement(SUPERSEDED, old)
    if record.may_replace(late, early):
        edition = clause("replaces", late=late.text, early=early.text, day=day)
        return Judgement(SUPERSEDED, edition)
    if early.id in record.superseded:
        return Judgement(SUPERSEDED, Clause("later_edition"))
    return _one_revised(first, second)


def _one_revised(first: Statement, second: Statement) -> Judgement:
    texts = {"figure": first.text, "second": second.text}
    return Judgement(ONLY_IF, clause("one_revised", **texts))
