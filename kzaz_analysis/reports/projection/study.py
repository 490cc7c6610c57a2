"""Where is it heading? A fan, its benchmark, its past errors, and scenarios."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzaz_analysis.analysis.growth.year_on_year import annual_growth
from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.analysis.projection import (
    Backtest,
    Projection,
    Scenarios,
    TimeToReach,
)
from kzaz_analysis.analysis.projection.evaluation.backtest import METHODS
from kzaz_analysis.analysis.projection.methods.members import COMBINATIONS, MEMBERS
from kzaz_analysis.analysis.projection.outlook import Question
from kzaz_analysis.evidence.opened import Evidence, opened
from kzaz_analysis.evidence.series import Record, series_of
from kzaz_analysis.reports.projection.choices import Basis
from kzaz_analysis.reports.projection.inputs.nowcast import running_year
from kzaz_analysis.reports.projection.inputs.user_rates import conditions_of, paths_at
from kzaz_analysis.reports.projection.robustness.alternatives import compared, nothing
from kzaz_analysis.reports.projection.robustness.breaks import BREAK_YEARS, BreakStudy
from kzaz_analysis.reports.projection.robustness.jump_off import (
    CHOICES,
    DEFAULT_CHOICE,
    LastValue,
    starting_point,
)
from kzaz_analysis.reports.projection.scenarios.capacity import CapacityStudy, capacity
from kzaz_analysis.reports.projection.scenarios.drivers import DriverStudy, drivers
from kzaz_analysis.signature import (
    AMOUNT,
    COVERAGES,
    DAY,
    HORIZON,
    RATES,
    SEED,
    TEXT,
    TEXTS,
    YEAR,
    guarded,
    one_of,
    years,
)
from kzaz_analysis.studies.other_books import Elsewhere, elsewhere
from kzaz_analysis.studies.published_forecasts import others_forecasts

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from kzaz_analysis.analysis.projection.nowcast.nowcast import Nowcast
    from kzaz_analysis.evidence.periods import Day
    from kzaz_analysis.reports.projection.robustness.sensitivity import Sensitivity


@dataclass(frozen=True, slots=True, eq=False)
class ProjectionStudy:
    """Projection of one series under one rule, as known on one day.

    Attributes
    ----------
    record : Record
        The figures chosen, and all others.
    projection : Projection or Refused
        Fan, benchmark and chances, or why there are none.
    backtest : Backtest or Refused
        What such forecasts were worth on the longest unbroken run of this series.
    scenarios : Scenarios or Refused or None
        Paths at rates of the reader's own; None when none were given.
    drivers : DriverStudy or Refused
        Low, base and high path by named drivers.
    capacity : CapacityStudy or Refused
        What ports, vessels, rails and quotas let through.
    others : pandas.DataFrame
        Forecasts by others of this series: ``author, published_on, scenario,
        condition, year, value, low, high`` (unit of the record) ``, actual, source``;
        ``actual`` is the recorded figure where the year has passed.
    growth : pandas.DataFrame
        Yearly growth of the record, as `annual_growth` returns it.
    elsewhere : Elsewhere or None
        A part of the last year that exceeds the whole of it on other books.
    target : float or None
        Level asked about, in the unit of the record.
    horizon_year : int
        Last year projected.
    level : tuple of float
        Coverage of the intervals, in percent.
    seed : int
        Seed of the simulated paths.
    method, jump_off : str
        Method of the projection; what of the doubt about the last value was asked for.
    start : LastValue or Refused
        Where the projection starts, the interval it carries, and from which sources.
    nowcast : Nowcast or Refused
        The year after the last yearly figure, or what is missing for it.
    breaks : BreakStudy or Refused
        Candidate breaks, tested, and the projection with and without them.
    sensitivity : Sensitivity or Refused
        What moves the answer most.
    models : pandas.DataFrame
        Every method side by side, naive first, see `model_table`; empty without a
        figure to start from.
    chances : pandas.DataFrame
        Chance of the target by year with benchmark and scores, see `chance_table`;
        empty without a projection or a target.
    reach : TimeToReach or Refused or None
        When the target is reached, thirty years ahead; None without a target.
    evidence : Evidence
        What it rests on.
    """

    record: Record
    projection: Projection | Refused
    backtest: Backtest | Refused
    scenarios: Scenarios | Refused | None
    drivers: DriverStudy | Refused
    capacity: CapacityStudy | Refused
    others: pd.DataFrame
    growth: pd.DataFrame
    elsewhere: Elsewhere | None
    target: float | None
    horizon_year: int
    level: tuple[float, ...]
    seed: int
    method: str
    jump_off: str
    start: LastValue | Refused
    nowcast: Nowcast | Refused
    breaks: BreakStudy | Refused
    sensitivity: Sensitivity | Refused
    models: pd.DataFrame
    chances: pd.DataFrame
    reach: TimeToReach | Refused | None
    evidence: Evidence

    @property
    def paths(self) -> pd.DataFrame | None:
        """Paths to draw: at the reader's own rates if there are any, else by drivers.

        Columns ``scenario, year, value, is_capped``; None where there are none.
        """
        given = self.scenarios
        if given is None and not isinstance(self.drivers, Refused):
            given = self.drivers.scenarios
        return None if given is None or isinstance(given, Refused) else given.paths

    @property
    def beats_naive(self) -> bool | None:
        """Whether any method beat the naive forecast; None where nothing was tested."""
        if isinstance(self.backtest, Refused) or self.models.empty:
            return None
        return bool(self.models["beats_naive"].any())

    def __repr__(self) -> str:
        return f"ProjectionStudy({self.record.name}, to {self.horizon_year})"

    def _repr_html_(self) -> str:
        if isinstance(self.projection, Refused):
            return self.projection._repr_html_()
        return self.projection.fan.to_html(index=False, border=0, classes="kz-table")


@guarded(
    formerly=("rule", "as_of", "first_year", "last_year"),
    series=TEXT,
    rule=TEXT,
    as_of=DAY,
    first_year=YEAR,
    last_year=YEAR,
    horizon_year=HORIZON,
    target=AMOUNT,
    method=one_of(*COMBINATIONS, *MEMBERS),
    jump_off=one_of(*CHOICES),
    break_years=years(1900, 2100),
    scenario_growth_pct=RATES,
    scenario_conditions=TEXTS,
    confidence_pct=COVERAGES,
    seed=SEED,
)
def projection_study(
    series: str,
    *,
    rule: str | None = None,
    as_of: Day = None,
    first_year: int | None = None,
    last_year: int | None = None,
    horizon_year: int = 2030,
    target: float | None = None,
    method: str = "combination",
    jump_off: str = DEFAULT_CHOICE,
    break_years: Sequence[int] = BREAK_YEARS,
    scenario_growth_pct: Sequence[float] = (),
    scenario_conditions: Sequence[str] = ("", "", ""),
    confidence_pct: Sequence[float] = (80, 95),
    seed: int = 0,
    evidence: Evidence | None = None,
) -> ProjectionStudy:
    """Project one series, with its benchmark, back-test and scenarios.

    Parameters
    ----------
    series, rule, as_of, first_year, last_year
        As in `kz.series`.
    horizon_year : int
        Last year projected.
    target : float, optional
        Level whose chance is wanted, in the unit of the series.
    method : str
        Combination or single member of the projection.
    jump_off : str
        What of the doubt about the last value is carried into the fan: ``none``,
        ``rounding``, ``books``, ``reporters`` or ``nowcast``, see `last_value`.
    break_years : sequence of int
        Break years asked about by name, besides those on the record.
    scenario_growth_pct, scenario_conditions : sequences
        Rates of your own: growth of a low, base and high path in percent a year, and
        the condition under which each holds. None: paths by named drivers alone.
    confidence_pct : sequence of float
        Coverage of the intervals, in percent.
    seed : int
        Seed of the simulated paths.
    evidence : Evidence, optional
        What `kz.open` returned; that of the data folder when left out.

    Returns
    -------
    ProjectionStudy
        Every part, or the reason why there is none.

    Raises
    ------
    UsageError
        If a name does not exist, or the horizon is not after the last figure.
    """
    rates = {}
    if scenario_growth_pct:
        rates = conditions_of(scenario_growth_pct, scenario_conditions)
    source = opened(evidence, as_of)
    record = series_of(source, series, rule, first_year=first_year, last_year=last_year)
    asked = Question(horizon_year, tuple(confidence_pct), target, seed)
    running = running_year(record, asked.level)
    first = attempt("projection", lambda: starting_point(record, jump_off, running))
    if isinstance(first, Refused):
        found = nothing(first)
    else:
        basis = Basis(record, first, running, asked, method, (first_year, last_year))
        found = compared(basis, break_years)
    return ProjectionStudy(
        record=record,
        projection=found.projection,
        backtest=_shown(found.past, method),
        scenarios=paths_at(record.annual, rates, horizon_year, target),
        drivers=attempt("scenarios", lambda: _drivers(source, record, asked)),
        capacity=attempt("capacity", lambda: _capacity(source, record, asked)),
        others=others_forecasts(record),
        growth=annual_growth(record.annual),
        elsewhere=elsewhere(record),
        target=target,
        horizon_year=horizon_year,
        level=asked.level,
        seed=seed,
        method=method,
        jump_off=jump_off,
        start=first,
        nowcast=running,
        breaks=found.breaks,
        sensitivity=found.sensitivity,
        models=found.models,
        chances=found.chances,
        reach=None if target is None else found.reach,
        evidence=source,
    )


def _shown(past: Backtest | Refused, method: str) -> Backtest | Refused:
    """Keep the main methods: the best of many looks better than it is."""
    return past if isinstance(past, Refused) else past.only([*METHODS, method])


def _drivers(evidence: Evidence, record: Record, asked: Question) -> DriverStudy:
    targets = () if asked.target is None else (asked.target,)
    return drivers(
        record.name,
        rule=record.rule,
        evidence=evidence,
        horizon_year=asked.horizon_year,
        targets=targets,
        seed=asked.seed,
    )


def _capacity(evidence: Evidence, record: Record, asked: Question) -> CapacityStudy:
    return capacity(
        record.name,
        rule=record.rule,
        evidence=evidence,
        horizon_year=asked.horizon_year,
        seed=asked.seed,
    )
