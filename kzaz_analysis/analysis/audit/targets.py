"""Statements of targets, read from the targets table into one unit per target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.audit.clauses import Clause, Dates, NamedId, clause
from kzaz_analysis.analysis.audit.figures import (
    day_or_none,
    published_day,
    records,
    row_interval,
)
from kzaz_analysis.analysis.audit.read import change_clause, printed
from kzaz_analysis.analysis.audit.verdict.verdicts import Side
from kzaz_analysis.analysis.intervals import Interval

if TYPE_CHECKING:
    from kzaz_analysis.analysis.audit.index import FigureIndex


CHANGES = frozenset({"growth", "multiple", "increase"})
"""Measures that ask for a change, which no level can be held against."""


@dataclass(frozen=True, slots=True)
class TargetStatement:
    """One statement of a target.

    Attributes
    ----------
    id, promise, series, measure, counted, speaker, supersedes : str
        As the targets table has them.
    text : Clause
        What it asks for.
    value, interval
        In the unit of the target; None for a target of a date alone.
    unit : str
        Unit of the series that the target was first made for, or the one published
        where that does not convert.
    printed, printed_unit
        As published.
    start, end : pandas.Timestamp or None
        Deadline.
    source : str
        Where it was said.
    published : pandas.Timestamp or None
        When.
    """

    id: str
    promise: str
    series: str
    measure: str
    counted: str
    speaker: str
    supersedes: str
    text: Clause
    value: float | None
    interval: Interval | None
    unit: str
    printed: float | None
    printed_unit: str
    start: pd.Timestamp | None
    end: pd.Timestamp | None
    source: str
    published: pd.Timestamp | None

    @property
    def deadline(self) -> Dates | Clause:
        """The deadline, or that there is none."""
        return Dates(self.start, self.end) if self.is_dated else Clause("no_date")

    @property
    def is_dated(self) -> bool:
        """Whether it has a deadline."""
        return self.start is not None or self.end is not None

    @property
    def measured(self) -> str | NamedId:
        """What is counted, in the words of the tables, else its series."""
        return self.counted or NamedId("series", self.series)

    @property
    def side(self) -> Side:
        """The statement as a side of a comparison."""
        low, high = (
            (self.interval.low, self.interval.high)
            if self.interval
            else (float("nan"), float("nan"))
        )
        value = float("nan") if self.value is None else self.value
        text = clause(
            "statement", what=self.text, by=self.deadline, counted=self.counted
        )
        return Side(
            text, value, low, high, "", self.speaker, (self.id,), (self.source,)
        )


def read_targets(targets: pd.DataFrame, record: FigureIndex) -> list[TargetStatement]:
    """Statements of the targets table."""
    rows = list(records(targets))
    units: dict[str, str] = {}
    for row in rows:
        unit = record.entries[str(row["series"])].unit
        units.setdefault(str(row["promise"]), unit)
    return [_promise(row, units[str(row["promise"])], record) for row in rows]


def _promise(row: dict[str, Any], common: str, record: FigureIndex) -> TargetStatement:
    series, unit = str(row["series"]), str(row["unit"])
    measured = not pd.isna(row["value"])
    value = float(row["value"]) if measured else None
    ratio = None
    printed_unit = unit
    if value is not None and row["measure"] not in CHANGES:
        printed_unit = common
        ratio = record.scales.ratio(unit, printed_unit)
    interval = row_interval(row) if measured else None
    return TargetStatement(
        id=str(row["id"]),
        promise=str(row["promise"]),
        series=series,
        measure=str(row["measure"]),
        counted=str(row["counted"]),
        speaker=str(row["announced_by"]),
        supersedes=str(row["supersedes"]),
        text=_clause(row, value, unit),
        value=value * ratio.value if value is not None and ratio else value,
        interval=interval.scale(ratio.value) if interval and ratio else interval,
        unit=printed_unit if ratio else unit,
        printed=value,
        printed_unit=unit,
        start=day_or_none(row["deadline_start"]),
        end=day_or_none(row["deadline_end"]),
        source=str(row["source"]),
        published=published_day(str(row.get("published_on", ""))),
    )


def _clause(row: dict[str, Any], value: float | None, unit: str) -> Clause:
    if value is None:
        return Clause("completion")
    if row["measure"] in CHANGES:
        return change_clause(value, unit, str(row["measure"]), str(row["qualifier"]))
    return printed(value, unit, str(row["qualifier"]))
