"""Rules for dated facts: one event dated twice, and starts that come too late."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.audit.clauses import (
    Clause,
    Dates,
    NamedId,
    clause,
    difference,
)
from kzaz_analysis.analysis.audit.figures import day_or_none, records
from kzaz_analysis.analysis.audit.verdict.verdicts import (
    AGREES,
    CONTRADICTS,
    ONLY_IF,
    FigurePair,
    Judgement,
    Side,
)
from kzaz_analysis.analysis.intervals import Interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzaz_analysis.analysis.audit.figures import Figure
    from kzaz_analysis.analysis.audit.index import FigureIndex

BEGINNINGS = ("start", "first_shipment")
"""Events before which nothing of a project can have happened."""

CONSEQUENCES = ("suspension", "resumption", "completion", "opening")
"""Events that a beginning must come before."""

ONCE = (*BEGINNINGS, "opening", "completion")
"""Events that happen once in a project; agreements and meetings may be many."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event of one project, as one source dates it.

    Attributes
    ----------
    id, project, event, source, note : str
        As the milestones table has them.
    days : Interval
        Days on which it may have happened, as ordinals.
    planned : bool
        Whether the date is that of a plan.
    start, end : pandas.Timestamp or None
        The date as recorded.
    """

    id: str
    project: str
    event: str
    source: str
    note: str
    days: Interval
    planned: bool
    start: pd.Timestamp | None
    end: pd.Timestamp | None

    @property
    def text(self) -> Clause:
        """The event and its date."""
        is_open = self.start is None
        start = self.end if is_open else self.start
        return clause(
            "event",
            event=NamedId("code", self.event),
            dates=Dates(start, self.end),
            is_plan=self.planned,
            is_open=is_open,
        )

    @property
    def side(self) -> Side:
        """The event as a side of a comparison, in days."""
        low, high = self.days.low, self.days.high
        return Side(self.text, high, low, high, ids=(self.id,), sources=(self.source,))


def read_events(milestones: pd.DataFrame) -> list[Event]:
    """Dated events of the milestones table; undated ones are left out."""
    dated_events = (_event(row) for row in records(milestones))
    return [event for event in dated_events if event is not None]


def _event(row: dict[str, Any]) -> Event | None:
    actual = day_or_none(row["actual_start"]), day_or_none(row["actual_end"])
    plan = day_or_none(row["planned_start"]), day_or_none(row["planned_end"])
    start, end = actual if any(actual) else plan
    if start is None and end is None:
        return None
    return Event(
        id=str(row["id"]),
        project=str(row["project"]),
        event=str(row["event"]),
        source=str(row["source"]),
        note=str(row["note"]),
        days=Interval(
            float("-inf") if start is None else start.toordinal(),
            float("inf") if end is None else end.toordinal(),
        ),
        planned=not any(actual),
        start=start,
        end=end,
    )


def dated_twice(events: list[Event]) -> Iterator[FigurePair]:
    """Compare two dates of one event of one project.

    "Already begun" leaves the day open but sets a last one; a plan that puts the
    same beginning later contradicts it.
    """
    for event, second in combinations(events, 2):
        same = (event.project, event.event) == (second.project, second.event)
        if not same or event.event not in ONCE:
            continue
        early, late = sorted((event, second), key=lambda e: e.days.high)
        if early.planned and not late.planned:
            continue
        gap = event.days.gap(second.days)
        judgement = Judgement(CONTRADICTS) if gap else AGREES
        yield _compared(early, late, judgement, gap, "date")


def beginnings(events: list[Event]) -> Iterator[FigurePair]:
    """Hold a beginning against what presupposes it: it must not come later."""
    for beginning in events:
        if beginning.event not in BEGINNINGS:
            continue
        for later in events:
            if later.project == beginning.project and later.event in CONSEQUENCES:
                gap = max(0.0, beginning.days.low - later.days.high)
                judgement = _judge_order(beginning, events) if gap else AGREES
                yield _compared(beginning, later, judgement, gap, "beginning")


def _judge_order(beginning: Event, events: list[Event]) -> Judgement:
    """Judge a beginning after its consequences: a new one, if there was a halt."""
    halts = [
        event
        for event in events
        if event.project == beginning.project
        and event.event == "suspension"
        and event.days.high < beginning.days.low
    ]
    if not halts:
        return Judgement(CONTRADICTS)
    last_halt = max(halts, key=lambda event: event.days.high)
    halt = Dates(last_halt.start, last_halt.end)
    return Judgement(ONLY_IF, clause("after_halt", dates=halt))


def _compared(
    first: Event, second: Event, judgement: Judgement, gap: float, rule: str
) -> FigurePair:
    return FigurePair(
        rule,
        judgement,
        "",
        None,
        None,
        first.side,
        second.side,
        "date",
        clause(
            "dated",
            left=first.text,
            right=second.text,
            apart=difference(gap, "date"),
        ),
        gap,
        topic=first.project,
    )


def beginnings_on_record(
    events: list[Event], record: FigureIndex
) -> Iterator[FigurePair]:
    """Hold "the first" of a flow against amounts recorded before that day.

    For projects named after a series, its parts included. A supply may begin anew
    under another contract, so an earlier amount leaves one reading open where it had
    stopped: that of a new beginning.
    """
    for event in events:
        entry = record.entries.get(event.project)
        if entry is None or event.event not in BEGINNINGS:
            continue
        for figure in record.figures:
            if figure.series in (entry.root, *entry.parts):
                yield from _before(event, figure, record)


def _before(event: Event, figure: Figure, record: FigureIndex) -> Iterator[FigurePair]:
    usable = figure.kind == "recorded" and figure.status not in ("U", "D")
    if not usable or figure.end is None or not figure.interval.low > 0:
        return
    gap = event.days.low - figure.end.toordinal()
    if gap <= 0:
        return
    yield FigurePair(
        "beginning",
        _judge_beginning(event, figure, record),
        figure.series,
        None,
        None,
        event.side,
        figure.side,
        "date",
        clause(
            "dated_after",
            event=event.text,
            figure=figure.text,
            dates=figure.dates,
            days=difference(gap, "date"),
        ),
        gap,
        topic=event.project,
    )


def _judge_beginning(event: Event, figure: Figure, record: FigureIndex) -> Judgement:
    stopped = [
        other
        for other in record.figures
        if other.series == figure.series
        and other.kind == "recorded"
        and other.interval.high == 0
        and other.start is not None
        and figure.end is not None
        and figure.end < other.start
        and other.start.toordinal() < event.days.low
    ]
    if stopped:
        return Judgement(ONLY_IF, clause("after_none", dates=stopped[-1].dates))
    return Judgement(CONTRADICTS)
