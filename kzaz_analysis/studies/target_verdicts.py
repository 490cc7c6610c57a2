"""One verdict for each statement of a target, whichever page shows it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.analysis.projection import near_enough, project
from kzaz_analysis.analysis.targets.floors import with_floors
from kzaz_analysis.analysis.targets.status import (
    DESCRIPTION,
    UNKNOWN,
    Level,
    TargetStatus,
    Term,
    level_status,
    missing_year,
)
from kzaz_analysis.errors import NotComputable, UsageError
from kzaz_analysis.evidence.schema.provenance import OWN_COUNT
from kzaz_analysis.evidence.series import Record, series_of
from kzaz_analysis.evidence.timeliness.freshness import newest_day
from kzaz_analysis.studies.ambiguous_units import other_reading
from kzaz_analysis.studies.latest_figures import (
    later_part,
    newest,
    yearly_or_newest,
)
from kzaz_analysis.studies.target_statements import (
    is_description,
    target_level,
    term,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kzaz_analysis.analysis.projection import Projection
    from kzaz_analysis.evidence.opened import Evidence
    from kzaz_analysis.evidence.tables import Tables

    Row = Mapping[Any, Any]

SEED = 20260101
"""Seed of the forecasts behind every verdict, so that two pages give one number."""

LATEST = ["latest_value", "latest_period", "latest_source", "latest_books"]
LATEST += ["latest_most", "latest_qualifier"]
LATER = ["later_value", "later_period", "later_source", "later_books"]
LATER += ["later_most", "later_qualifier"]
"""Columns of the latest figure of the counter that judges a statement."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one statement stands, and by which figures.

    Attributes
    ----------
    target_status : TargetStatus
        Status and measures.
    level : float or None
        Level aimed at, in the unit of the series.
    record : Record
        The figures of the one counter that it is judged by.
    """

    target_status: TargetStatus
    level: float | None
    record: Record


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """Judges statements as known on one day; reads each series once.

    Attributes
    ----------
    evidence : Evidence
        What had been published.
    today : pandas.Timestamp
        Day of the judgement.
    """

    evidence: Evidence
    today: pd.Timestamp
    record: Callable[..., Record] = field(init=False, repr=False)
    _forecast: Callable[..., Projection] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        @cache
        def record(name: str, rule: str | None = None) -> Record:
            return series_of(self.evidence, name, rule)

        @cache
        def forecast(
            name: str, rule: str | None, value: float, year: int
        ) -> Projection:
            return forecast_to(record(name, rule), value, year)

        object.__setattr__(self, "record", record)
        object.__setattr__(self, "_forecast", forecast)

    def verdict(self, row: Row) -> Verdict:
        """Judge one statement of a level.

        Parameters
        ----------
        row : mapping
            A row of `statements`; not one that asks for a date.
        """
        rule = counter(self.evidence, row)
        record = self.record(str(row["series"]), rule)
        if is_description(row):
            reason = f"a {_kind(row)} is a description"
            return Verdict(TargetStatus(DESCRIPTION, reason), None, record)
        target_status, level = self._measured(row, rule)
        other = other_reading(self.evidence, row, record.annual)
        if other is not None:
            target_status = _either(row, target_status, self._measured(other, rule)[0])
            level = None
        return Verdict(target_status, level, record)

    def _measured(
        self, row: Row, rule: str | None
    ) -> tuple[TargetStatus, float | None]:
        record = self.record(str(row["series"]), rule)
        level = attempt(
            "level", partial(target_level, self.evidence, row, lambda: record)
        )
        if isinstance(level, Refused):
            reason = _without_year(record, term(row), self.today) or level.reason
            return _of_counter(TargetStatus(UNKNOWN, reason), rule), None

        def forecast(level: Level, due: Term) -> float:
            year = due_year(due)
            projection = self._forecast(str(row["series"]), rule, level.value, year)
            return chance_of(projection, due)

        is_flow = record.nature == "flow"
        figures = yearly_or_newest(record)
        target_status = level_status(
            with_floors(figures, record.partial) if is_flow else figures,
            level,
            term(row),
            self.today,
            is_flow=is_flow,
            forecast=forecast,
        )
        return _of_counter(target_status, rule), level.value

    def forecast(self, row: Row) -> tuple[Record, Projection]:
        """Return what the probability of a judged statement was read from.

        Parameters
        ----------
        row : mapping
            A row of `statements` with its `columns`; one that has a ``chance``.
        """
        name, rule = str(row["series"]), counter(self.evidence, row)
        level, year = float(row["level"]), due_year(term(row))
        return self.record(name, rule), self._forecast(name, rule, level, year)

    def columns(self, row: Row) -> dict[str, Any]:
        """Judge one statement and return what a table has of it.

        Returns
        -------
        dict
            ``level``, the status as ``target_status``, the measures of `TargetStatus`,
            and `LATEST`: value, period, source, reporter, upper end (of a published
            range) and word of the latest figure.
        """
        verdict = self.verdict(row)
        return columns_of(verdict.target_status, verdict.level, verdict.record)


def _without_year(record: Record, due: Term, today: pd.Timestamp) -> str:
    """Say that the year of a past plan has no figure, whatever unit the plan is in."""
    if not due.is_plan or due.deadline is None or due.deadline >= today:
        return ""
    year = due.deadline.year
    if record.annual.empty or year in set(record.annual["year"]):
        return ""
    has_part = bool((record.partial["period_end"].dt.year == year).any())
    return missing_year(year, has_part=has_part)


def _of_counter(target_status: TargetStatus, rule: str | None) -> TargetStatus:
    """Say whose figure is missing, where others have one that does not judge."""
    if rule is None or not target_status.reason.startswith("no figure"):
        return target_status
    missing, mark, more = target_status.reason.partition(";")
    reason = f"{missing} in the association's own count{mark}{more}"
    return replace(target_status, reason=reason)


def columns_of(
    target_status: TargetStatus, level: float | None, record: Record
) -> dict[str, Any]:
    """Columns of a judged statement, see `Judge.columns`."""
    measures = {name: getattr(target_status, name) for name in TargetStatus.__slots__}
    return {
        "level": level,
        "target_status": measures.pop("status"),
        **measures,
        **dict(zip(LATEST, newest(record), strict=True)),
        **dict(zip(LATER, later_part(record), strict=True)),
    }


def judge(evidence: Evidence, *, otherwise: pd.Timestamp | None = None) -> Judge:
    """Prepare the judgement of a day: that of the evidence, else of its newest source.

    Parameters
    ----------
    evidence : Evidence
        What had been published.
    otherwise : pandas.Timestamp, optional
        Day of the judgement where no source has one.

    Raises
    ------
    UsageError
        If there is no day at all.
    """
    if evidence.day is not None:
        return Judge(evidence, evidence.day)
    try:
        return Judge(evidence, newest_publication(evidence))
    except UsageError:
        if otherwise is None:
            raise
        return Judge(evidence, otherwise)


def newest_publication(evidence: Evidence) -> pd.Timestamp:
    """Day of the newest publication on record; one of no known day does not count.

    Raises
    ------
    UsageError
        If no source has a day.
    """
    day = newest_day(evidence)
    if not day:
        raise UsageError("no source has a day of publication; give one as as_of")
    return pd.Timestamp(day)


def counter(evidence: Tables, row: Row) -> str | None:
    """Agency whose count alone judges a statement; None for the rule of the series.

    An association counts what its members carry: its target of 2.5 million tonnes is
    no target for a ministry's 4 million on another definition.
    """
    agencies = evidence.load("agencies")
    kinds = dict(zip(agencies["agency"], agencies["kind"], strict=True))
    name = str(row["announced_by"])
    return name if kinds.get(name) in OWN_COUNT else None


def due_year(due: Term) -> int:
    """Year of a term; zero where it has none."""
    return due.deadline.year if due.deadline is not None else 0


def forecast_to(record: Record, value: float, year: int) -> Projection:
    """Forecast a flow up to the year by which it is to be at a level.

    Raises
    ------
    NotComputable
        If the series is no flow, no forecast can be made, or the year is not after
        the last figure.
    """
    if record.nature != "flow":
        raise NotComputable("a capacity is built and not forecast from its past")
    annual = record.annual
    if annual.empty:
        raise NotComputable("no forecast: no figure of a whole year")
    if year <= int(annual["year"].iloc[-1]):
        raise NotComputable("no forecast: the date is not after the last figure")
    return near_enough(project(annual, year, target=value, seed=SEED))


def chance_of(projection: Projection, due: Term) -> float:
    """Probability of being at a level by its date, or in it for a yearly plan.

    Raises
    ------
    NotComputable
        If the forecast has none.
    """
    chances = projection.probability
    if chances is None:
        raise NotComputable("no forecast of this level")
    column = "p_in_year" if due.is_plan else "p_by_year"
    by_year: pd.Series[float] = chances.set_index("year")[column]
    return float(by_year[due_year(due)])


def _kind(row: Row) -> str:
    measure = str(row["measure"])
    return measure if measure in ("length", "cost") else "size or membership"


def _either(row: Row, written: TargetStatus, read: TargetStatus) -> TargetStatus:
    """Return what holds under both readings of a unit, or unknown with both."""
    if written.status == read.status:
        return TargetStatus(read.status, written.reason)
    units = [str(row[name]).replace("_", " ") for name in ("unit", "series_unit")]
    return TargetStatus(
        UNKNOWN,
        f"its base, {float(row['base_value']):,.6g} {units[0]}, fits the record of "
        f"{row['base_year']} only as {units[1]}; read so it is {read.status}, "
        f"as written {written.status}",
    )
