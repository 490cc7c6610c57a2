"""Statements of promises, read from the targets table into one unit per promise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.audit.figures import (
    day_or_none,
    published_day,
    records,
    row_interval,
)
from kzaz_analysis.analysis.audit.read import change_text, printed
from kzaz_analysis.analysis.audit.verdict.verdicts import (
    Side,
    period_label,
)
from kzaz_analysis.analysis.intervals import Interval

if TYPE_CHECKING:
    from kzaz_analysis.analysis.audit.index import FigureIndex


CHANGES = frozenset({"growth", "multiple", "increase"})
"""Measures that promise a change, which no level can be held against."""


@dataclass(frozen=True, slots=True)
class TargetStatement:
    """One statement of a promise.

    Attributes
    ----------
    id, promise, series, measure, counted, speaker, supersedes : str
        As the targets table has them.
    text : str
        What is promised, in words, deadline included.
    value, interval
        In the unit of the promise; None for a promise of a date alone.
    unit : str
        Unit of the series that the promise was first made for, or the one published
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
    text: str
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
    def deadline(self) -> str:
        """The deadline in words."""
        dated = self.start is not None or self.end is not None
        return period_label(self.start, self.end) if dated else "no date"

    @property
    def side(self) -> Side:
        """The statement as a side of a comparison."""
        low, high = (
            (self.interval.low, self.interval.high)
            if self.interval
            else (float("nan"), float("nan"))
        )
        value = float("nan") if self.value is None else self.value
        text = f"{self.text}, {self.deadline}; {self.counted}"
        return Side(
            text, value, low, high, "", self.speaker, (self.id,), (self.source,)
        )


def read_promises(targets: pd.DataFrame, record: FigureIndex) -> list[TargetStatement]:
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
        text=_words(row, value, unit),
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


def _words(row: dict[str, Any], value: float | None, unit: str) -> str:
    if value is None:
        return "completion"
    if row["measure"] in CHANGES:
        return change_text(value, unit, str(row["measure"]), str(row["qualifier"]))
    return printed(value, unit, str(row["qualifier"]))
