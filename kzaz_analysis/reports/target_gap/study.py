"""How far from what was promised? One promise beside the record."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.growth.compound import CompoundGrowth, compound_growth
from kzaz_analysis.analysis.growth.year_on_year import annual_growth
from kzaz_analysis.analysis.intervals import Interval
from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.analysis.projection import (
    Projection,
    TimeToReach,
    project,
    time_to_reach_distribution,
)
from kzaz_analysis.analysis.targets.gaps import TargetGap
from kzaz_analysis.analysis.targets.progress import ActualToRequired
from kzaz_analysis.analysis.targets.status import DESCRIPTION, MET, pace_base
from kzaz_analysis.analysis.targets.target_gap import deadline_slippage, target_gap
from kzaz_analysis.errors import NotComputable, UsageError
from kzaz_analysis.evidence.catalogue import leading_name
from kzaz_analysis.evidence.opened import Evidence, opened
from kzaz_analysis.evidence.series import Record, series_of
from kzaz_analysis.reports.record.study import RecordStudy
from kzaz_analysis.reports.target_gap.required_growth import (
    RequiredStudy,
    required,
)
from kzaz_analysis.signature import (
    COVERAGES,
    DAY,
    RATES,
    SEED,
    TEXT,
    YEAR,
    guarded,
    years,
)
from kzaz_analysis.studies.other_reporters import Elsewhere, elsewhere
from kzaz_analysis.studies.target_statements import (
    is_less_better,
    leading_statement,
    statements,
    term,
)
from kzaz_analysis.studies.target_verdicts import Judge, counter, judge
from kzaz_analysis.studies.targets import Promise, promise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzaz_analysis.evidence.periods import Day

FIRST_YEAR = 1991
"""Year in which both countries became independent: nothing was published before."""

SAME_LEVEL = 1e-9
"""Share of a level below which two conversions of one number differ."""


@dataclass(frozen=True, eq=False)
class GapStudy(RecordStudy):
    """One promise beside the record, as known on one day.

    Each part is computed when it is asked for, once.

    Attributes
    ----------
    promise : Promise
        Statements and level.
    record : Record
        The series the promise is about.
    today : pandas.Timestamp
        Day on which the statements are judged.
    verdicts : pandas.DataFrame
        One row per statement: columns of `statements` and of `Judge.columns`.
    leading : dict
        The row of `verdicts` that stands for the target: its usual level by the
        nearest date ahead; the scorecard shows the same one.
    years_asked : tuple of int
        Deadlines that the reader asked about, promised or not.
    rates : tuple of float
        Growth rates, percent a year, for which to say when the level is reached.
    base_year : int or None
        Year from which the pace is measured; None: since the target was set.
    level : tuple of float
        Coverage of the intervals, in percent.
    seed : int
        Seed of the simulated paths.
    evidence : Evidence
        What it rests on.
    """

    room = "target_gap"

    promise: Promise
    record: Record
    today: pd.Timestamp
    verdicts: pd.DataFrame
    leading: dict[Any, Any]
    years_asked: tuple[int, ...]
    rates: tuple[float, ...]
    base_year: int | None
    level: tuple[float, ...]
    seed: int
    evidence: Evidence

    @property
    def asked(self) -> tuple[int, ...]:
        """Deadlines that the reader asked about and nobody promised."""
        return tuple(sorted(set(self.years_asked) - set(self.promise.deadlines)))

    @property
    def _years(self) -> list[int]:
        return sorted({*self.promise.deadlines, *self.years_asked})

    @cached_property
    def gap(self) -> TargetGap | Refused:
        """Distance from the last figure."""
        return attempt("gap", lambda: _gap(self.record, self.promise, self.leading))

    @cached_property
    def deadlines(self) -> pd.DataFrame:
        """As `TargetGap.deadlines` returns it: dates promised and those asked."""
        return _deadlines(self.gap, self._years)

    @cached_property
    def pace(self) -> CompoundGrowth | Refused:
        """Growth since the base year, or since the target was set."""
        return attempt(
            "pace",
            lambda: _pace(self.record, self.base_year, self.verdicts, self.leading),
        )

    @cached_property
    def reach(self) -> pd.DataFrame:
        """As `TargetGap.times_to_reach` returns it: at the pace, and at named rates."""
        return _reach(self.gap, self.pace, self.rates)

    @cached_property
    def progress(self) -> pd.DataFrame:
        """Eurostat's actual-to-required ratio, one row per deadline.

        Columns ``deadline, actual_pct, required_pct, ratio, band, reason``.
        """
        return _progress(self.gap, self.pace, self._years)

    @cached_property
    def projection(self) -> Projection | Refused:
        """To the last deadline, with the chance of the level by each year."""
        horizon = max([*self._years, *self.record.annual["year"]], default=0)
        return attempt(
            "projection",
            lambda: _project(self.record, self.promise, horizon, self.level, self.seed),
        )

    @cached_property
    def time_to_reach(self) -> TimeToReach | Refused:
        """Distribution of the first year at or above the level."""
        return _distribution(self.projection, self.promise.value)

    @cached_property
    def slippage(self) -> pd.DataFrame:
        """As `deadline_slippage` returns it."""
        return deadline_slippage(self.verdicts, _reached(self.verdicts))

    @cached_property
    def growth(self) -> pd.DataFrame:
        """Yearly growth, as `annual_growth` returns it."""
        return annual_growth(self.record.annual)

    @cached_property
    def elsewhere(self) -> Elsewhere | None:
        """A part of the last year that exceeds the whole of it by another reporter."""
        return elsewhere(self.record)

    @cached_property
    def sides(self) -> pd.DataFrame:
        """The last year that each country reports.

        Columns ``reporter, year, value, low, high, gap, source``.
        """
        return _sides(self.promise, self.evidence)

    @cached_property
    def required(self) -> RequiredStudy | Refused:
        """What has to happen, from the last figure of each reporter.

        It looks at the whole record, whatever first year was asked for.
        """
        return attempt(
            "required growth",
            lambda: required(
                self.promise.name,
                series=self.promise.series,
                deadlines=self.years_asked,
                evidence=self.evidence,
            ),
        )

    @property
    def paths(self) -> pd.DataFrame:
        """Constant-growth paths to the level, one row per deadline and year.

        Columns ``deadline, rate_pct, year, value``.
        """
        rows = []
        if not isinstance(self.gap, Refused):
            start_value, start = self.gap.latest_value, self.gap.latest_year
            with_rate = self.deadlines[self.deadlines["reason"] == ""]
            for row in with_rate.to_dict("records"):
                factor = 1 + row["required_growth_pct"] / 100
                steps = range(int(row["years_left"]) + 1)
                pace = row["required_growth_pct"]
                rows += [
                    (row["deadline"], pace, start + n, start_value * factor**n)
                    for n in steps
                ]
        return pd.DataFrame(rows, columns=["deadline", "rate_pct", "year", "value"])

    def __repr__(self) -> str:
        return f"GapStudy({self.promise.name}, {self.record.name})"

    @property
    def frame(self) -> pd.DataFrame:
        """What each deadline asks for."""
        return self.deadlines


@guarded(
    formerly=("rule", "as_of", "first_year"),
    target=TEXT,
    series=TEXT,
    rule=TEXT,
    as_of=DAY,
    first_year=YEAR,
    deadlines=years(1992, 2100),
    scenario_growth_pct=RATES,
    base_year=YEAR,
    confidence_pct=COVERAGES,
    seed=SEED,
)
def gap_study(
    target: str | None = None,
    *,
    series: str = "",
    rule: str | None = None,
    as_of: Day = None,
    first_year: int | None = None,
    deadlines: Sequence[int] = (2026, 2028, 2030),
    scenario_growth_pct: Sequence[float] = (5.0, 10.0, 20.0),
    base_year: int | None = None,
    confidence_pct: Sequence[float] = (80, 95),
    seed: int = 0,
    evidence: Evidence | None = None,
) -> GapStudy:
    """Study the distance between a promise and the record.

    Parameters
    ----------
    target : str
        A promise of the targets table; the leading one of the dataset when left out.
    series : str
        Series to measure the promise by, where its statements count several things.
    rule, as_of, first_year
        As in `kz.series`.
    deadlines : sequence of int
        Years to ask about besides those promised.
    scenario_growth_pct : sequence of float
        Growth rates, percent a year, for which to say when the level is reached.
    base_year : int, optional
        Year from which the pace is measured, of the same reporter as the last figure;
        the last before the target was set when left out.
    confidence_pct : sequence of float
        Coverage of the intervals, in percent.
    seed : int
        Seed of the simulated paths.
    evidence : Evidence, optional
        What `kz.open` returned; that of the data folder when left out.

    Returns
    -------
    GapStudy
        Every measure, or the reason why there is none.

    Raises
    ------
    UsageError
        If a name does not exist, no statement sets a level, or the base year is not
        before the last figure.
    """
    source = opened(evidence, as_of)
    promised = promise(source, leading_name(source, target, "target"), series)
    judged_by = judge(source, otherwise=_last_day(source, promised.series))
    verdicts, leading = judged_target(promised, judged_by)
    counter_series = counter(source, leading)
    record = series_of(
        source, promised.series, rule or counter_series, first_year=first_year
    )
    _check_base_year(base_year, record)
    return GapStudy(
        promise=promised,
        record=record,
        today=judged_by.today,
        verdicts=verdicts,
        leading=leading,
        years_asked=tuple(deadlines),
        rates=tuple(scenario_growth_pct),
        base_year=base_year,
        level=tuple(confidence_pct),
        seed=seed,
        evidence=source,
    )


def _check_base_year(base_year: int | None, record: Record) -> None:
    """Refuse a year from which no pace leads to the last figure."""
    years = record.annual["year"].to_list()
    if base_year is None or not years or years[0] <= base_year < years[-1]:
        return
    raise UsageError(
        f"base_year: {base_year} is no year before the last figure; those of "
        f"{record.name} here are of {years[0]} to {years[-1]}"
    )


def _last_day(evidence: Evidence, name: str) -> pd.Timestamp:
    """End of the last year that has a figure: a day to judge on where none is known."""
    years = series_of(evidence, name).annual["year"]
    return pd.Timestamp(int(years.max()) if len(years) else FIRST_YEAR, 12, 31)


def judged_target(
    promised: Promise, judged_by: Judge
) -> tuple[pd.DataFrame, dict[Any, Any]]:
    """Judge every statement of a target, and find the one that stands for it.

    Returns
    -------
    pandas.DataFrame, dict
        As `GapStudy.verdicts` and `GapStudy.leading`.

    Raises
    ------
    UsageError
        If the statements describe a work and set no target.
    """
    verdicts = _verdicts(promised, judged_by)
    return verdicts, _leading(verdicts, promised, judged_by)


def _verdicts(promised: Promise, judged_by: Judge) -> pd.DataFrame:
    rows = statements(judged_by.evidence, promise=promised.name)
    rows = rows[rows["measure"] != "date"].reset_index(drop=True)
    judged = [judged_by.columns(row) for row in rows.to_dict("records")]
    return pd.concat([rows, pd.DataFrame(judged, index=rows.index)], axis=1)


def _leading(
    verdicts: pd.DataFrame, promised: Promise, judged_by: Judge
) -> dict[Any, Any]:
    """Statement that stands for the target, of the level that the page is about."""
    of_series = verdicts[verdicts["series"] == promised.series]
    if (of_series["standing"] == DESCRIPTION).all():
        raise UsageError(
            f"{promised.name!r} describes a work ({of_series['measure'].iloc[0]}) "
            f"and sets "
            "no target, so it has no gap"
        )
    same = of_series["level"].astype(float).sub(promised.value).abs()
    is_level = same <= SAME_LEVEL * promised.value
    rows = of_series[is_level] if is_level.any() else of_series
    return leading_statement(rows, judged_by.today).to_dict()


def _reached(verdicts: pd.DataFrame) -> pd.Series[str]:
    return verdicts["id"][verdicts["standing"].isin(MET)]


def _gap(record: Record, promised: Promise, leading: dict[Any, Any]) -> TargetGap:
    bounds = Interval(promised.low, promised.high)
    return target_gap(
        record.annual,
        promised.value,
        bounds,
        unit=record.unit,
        less_is_better=is_less_better(leading),
    )


def _pace(
    record: Record,
    base_year: int | None,
    verdicts: pd.DataFrame,
    leading: dict[Any, Any],
) -> CompoundGrowth:
    """Growth from the year asked for, else since the target was set."""
    if base_year is None:
        if record.annual.empty:
            raise NotComputable("no figure reported")
        set_first = {**leading, "published_on": min(_days_set(verdicts, leading))}
        base_year = pace_base(record.annual, term(set_first).base_year)
    return compound_growth(record.annual, base_year)


def _days_set(verdicts: pd.DataFrame, leading: dict[Any, Any]) -> list[str]:
    """Days on which this level was set for this date; an empty text without any."""
    same = verdicts[verdicts["series"] == leading["series"]]
    same = same[same["level"] == leading["level"]]
    if pd.notna(leading["deadline_end"]):
        same = same[same["deadline_end"] == leading["deadline_end"]]
    return [day for day in same["published_on"].fillna("") if day] or [""]


def _project(
    record: Record, promised: Promise, horizon: int, level: Sequence[float], seed: int
) -> Projection:
    if record.annual.empty or horizon <= record.annual["year"].iloc[-1]:
        raise NotComputable("no deadline lies after the last figure")
    return project(record.annual, horizon, level, promised.value, seed=seed)


def _deadlines(gap: TargetGap | Refused, years: list[int]) -> pd.DataFrame:
    if isinstance(gap, Refused):
        return pd.DataFrame({"deadline": years, "reason": gap.reason})
    return gap.deadlines(years)


def _reach(
    gap: TargetGap | Refused, pace: CompoundGrowth | Refused, rates: Sequence[float]
) -> pd.DataFrame:
    if isinstance(gap, Refused):
        return pd.DataFrame(
            columns=["rate", "rate_pct", "years", "arrival_year", "reason"]
        )
    rate_of_name = {f"{rate:g} % a year": rate for rate in rates}
    if isinstance(pace, CompoundGrowth):
        observed = f"the pace of {pace.start_year} to {pace.end_year}"
        rate_of_name = {observed: pace.rate_pct} | rate_of_name
    return gap.times_to_reach(rate_of_name)


def _progress(
    gap: TargetGap | Refused, pace: CompoundGrowth | Refused, years: list[int]
) -> pd.DataFrame:
    columns = ["deadline", "actual_pct", "required_pct", "ratio", "band", "reason"]
    rows: list[tuple[object, ...]] = []
    for year in years:
        ratio = attempt("ratio", partial(_ratio, gap, pace, year))
        if isinstance(ratio, Refused):
            rows.append((year, None, None, None, "", ratio.reason))
        else:
            measures = ratio.actual_pct, ratio.required_pct, ratio.ratio, ratio.band
            rows.append((year, *measures, ""))
    return pd.DataFrame(rows, columns=columns)


def _ratio(
    gap: TargetGap | Refused, pace: CompoundGrowth | Refused, deadline: int
) -> ActualToRequired:
    for part in (gap, pace):
        if isinstance(part, Refused):
            raise NotComputable(part.reason)
    assert isinstance(gap, TargetGap)  # noqa: S101 - narrows the type after the loop
    assert isinstance(pace, CompoundGrowth)  # noqa: S101
    return ActualToRequired(
        base_value=pace.start_value,
        base_year=pace.start_year,
        latest_value=gap.latest_value,
        latest_year=gap.latest_year,
        target_value=gap.target_value,
        deadline=deadline,
    )


def _distribution(
    projection: Projection | Refused, value: float
) -> TimeToReach | Refused:
    if isinstance(projection, Refused):
        return projection
    return attempt(
        "time to reach", lambda: time_to_reach_distribution(projection, value)
    )


def _sides(promised: Promise, evidence: Evidence) -> pd.DataFrame:
    rows = []
    names = {side.code: side.inside for side in evidence.dataset.sides}
    for code, rule in evidence.dataset.alone.items():
        annual = series_of(evidence, promised.series, rule).annual
        if not annual.empty:
            latest = annual.iloc[-1]
            figures = [latest[c] for c in ("year", "value", "low", "high")]
            rows.append(
                (
                    names.get(code, code),
                    *figures,
                    promised.value - latest["value"],
                    latest["source"],
                )
            )
    columns = ["reporter", "year", "value", "low", "high", "gap", "source"]
    return pd.DataFrame(rows, columns=columns)
