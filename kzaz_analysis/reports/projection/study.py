"""Where is it heading? A fan, its benchmark, its past errors, and scenarios."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.growth.year_on_year import annual_growth
from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.analysis.projection import (
    Backtest,
    Condition,
    Projection,
    Scenarios,
    TimeToReach,
    project,
)
from kzaz_analysis.analysis.projection.evaluation.backtest import METHODS
from kzaz_analysis.analysis.projection.methods.members import COMBINATIONS, MEMBERS
from kzaz_analysis.analysis.projection.outlook import Question
from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.catalogue import leading_name
from kzaz_analysis.evidence.opened import Evidence, opened
from kzaz_analysis.evidence.series import Record, series_of
from kzaz_analysis.reports.projection.choices import Basis
from kzaz_analysis.reports.projection.inputs.both_reporters import (
    BothReporters,
    both_reporters,
    side_records,
)
from kzaz_analysis.reports.projection.inputs.nowcast import running_year
from kzaz_analysis.reports.projection.inputs.user_rates import conditions_of, paths_at
from kzaz_analysis.reports.projection.robustness.alternatives import (
    MethodComparison,
    no_chances,
)
from kzaz_analysis.reports.projection.robustness.breaks import BreakStudy
from kzaz_analysis.reports.projection.robustness.jump_off import (
    CHOICES,
    LastValue,
    starting_point,
)
from kzaz_analysis.reports.projection.scenarios.capacity import (
    CapacityStudy,
    capacity_of,
)
from kzaz_analysis.reports.projection.scenarios.drivers import DriverStudy, drivers_of
from kzaz_analysis.reports.projection.scenarios.given_values import (
    GivenPath,
    given_path,
    read_values,
)
from kzaz_analysis.reports.record.study import RecordStudy
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
from kzaz_analysis.studies.forecasts.last_interval import DEFAULT_CHOICE
from kzaz_analysis.studies.forecasts.published import others_forecasts, without_level
from kzaz_analysis.studies.other_reporters import ConflictingFigure, conflicting_figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kzaz_analysis.analysis.projection.nowcast.nowcast import Nowcast
    from kzaz_analysis.evidence.periods import Day
    from kzaz_analysis.reports.projection.robustness.sensitivity import Sensitivity


@dataclass(frozen=True, eq=False)
class ProjectionStudy(RecordStudy):
    """Projection of one series under one rule, as known on one day.

    Each part is computed when it is asked for, once.

    Attributes
    ----------
    record : Record
        The figures chosen, and all others.
    question : Question
        Horizon, coverage of the intervals, target and seed.
    rates : dict of str to Condition
        Growth rates of the reader's own, by scenario; empty when none were given.
    method, jump_off : str
        Method of the projection; what of the doubt about the last value was asked for.
    window : tuple of int or None
        First and last year asked for.
    break_years : tuple of int
        Break years asked about by name.
    driver_values : dict of str to float
        Values of the reader's own, by driver, each in the driver's unit.
    evidence : Evidence
        What it rests on.
    """

    room = "projection"

    record: Record
    question: Question
    rates: dict[str, Condition]
    method: str
    jump_off: str
    window: tuple[int | None, int | None]
    break_years: tuple[int, ...]
    driver_values: dict[str, float]
    evidence: Evidence

    @property
    def target(self) -> float | None:
        """Level asked about, in the unit of the record."""
        return self.question.target

    @property
    def horizon_year(self) -> int:
        """Last year projected."""
        return self.question.horizon_year

    @property
    def level(self) -> tuple[float, ...]:
        """Coverage of the intervals, in percent."""
        return self.question.level

    @property
    def seed(self) -> int:
        """Seed of the simulated paths."""
        return self.question.seed

    @cached_property
    def nowcast(self) -> Nowcast | Refused:
        """The year after the last yearly figure, or what is missing for it."""
        return running_year(self.record, self.level)

    @cached_property
    def start(self) -> LastValue | Refused:
        """Where the projection starts, the interval it carries, and its sources."""
        return attempt(
            "projection",
            lambda: starting_point(self.record, self.jump_off, self.nowcast),
        )

    @property
    def is_nowcast(self) -> bool:
        """Whether it starts from an estimate of the running year."""
        return not isinstance(self.start, Refused) and self.start.choice == "nowcast"

    @cached_property
    def _comparison(self) -> MethodComparison | Refused:
        if isinstance(self.start, Refused):
            return self.start
        basis = Basis(
            self.record,
            self.start,
            self.nowcast,
            self.question,
            self.method,
            self.window,
        )
        return MethodComparison(basis, self.break_years)

    @cached_property
    def projection(self) -> Projection | Refused:
        """Fan, benchmark and chances, or why there are none."""
        compared = self._comparison
        return compared if isinstance(compared, Refused) else compared.projection

    @cached_property
    def backtest(self) -> Backtest | Refused:
        """What such forecasts were worth on the longest unbroken run of this series.

        The main methods alone: the best of many looks better than it is.
        """
        compared = self._comparison
        past = compared if isinstance(compared, Refused) else compared.past
        return past if isinstance(past, Refused) else past.only([*METHODS, self.method])

    @cached_property
    def breaks(self) -> BreakStudy | Refused:
        """Candidate breaks, tested, and the projection with and without them."""
        compared = self._comparison
        return compared if isinstance(compared, Refused) else compared.breaks

    @cached_property
    def sensitivity(self) -> Sensitivity | Refused:
        """What moves the answer most."""
        compared = self._comparison
        return compared if isinstance(compared, Refused) else compared.sensitivity

    @cached_property
    def models(self) -> pd.DataFrame:
        """Every method side by side, naive first, see `model_table`.

        Empty without a figure to start from.
        """
        compared = self._comparison
        return pd.DataFrame() if isinstance(compared, Refused) else compared.models

    @cached_property
    def chances(self) -> pd.DataFrame:
        """Chance of the target by year with benchmark and scores, see `chance_table`.

        Empty without a projection or a target.
        """
        compared = self._comparison
        return no_chances() if isinstance(compared, Refused) else compared.chances

    @cached_property
    def reach(self) -> TimeToReach | Refused | None:
        """When the target is reached, thirty years ahead; None without a target."""
        if self.target is None:
            return None
        compared = self._comparison
        return compared if isinstance(compared, Refused) else compared.reach

    @cached_property
    def scenarios(self) -> Scenarios | Refused | None:
        """Paths at rates of the reader's own; None when none were given."""
        return paths_at(self.record.annual, self.rates, self.horizon_year, self.target)

    @cached_property
    def drivers(self) -> DriverStudy | Refused:
        """Low, base and high path by named drivers."""
        targets = () if self.target is None else (self.target,)
        return attempt(
            "scenarios",
            lambda: drivers_of(
                self.record, self.horizon_year, targets=targets, seed=self.seed
            ),
        )

    @cached_property
    def given(self) -> GivenPath | Refused | None:
        """Path with drivers at values of the reader's own; None without any."""
        if not self.driver_values:
            return None
        if isinstance(self.drivers, Refused):
            return self.drivers
        if self.record.annual.empty:
            return Refused("given path", "no yearly figure to start from is reported")
        return given_path(self.drivers, self.driver_values, self.target)

    @cached_property
    def capacity(self) -> CapacityStudy | Refused:
        """What ports, vessels, rails and quotas let through."""
        if isinstance(self.drivers, Refused):
            return Refused("capacity", self.drivers.reason)
        return attempt("capacity", partial(capacity_of, self.drivers))

    @cached_property
    def others(self) -> pd.DataFrame:
        """Forecasts by others of this series, beside the recorded figures.

        Columns ``author, published_on, scenario, condition, year, value, low, high``
        (unit of the record) ``, qualifier, actual, source``; ``actual`` is the
        recorded figure where the year has passed.
        """
        return others_forecasts(self.record)

    @cached_property
    def without_level(self) -> pd.DataFrame:
        """Forecasts by others that give no level of a year, see `without_level`."""
        return without_level(self.record)

    @property
    def others_missed(self) -> dict[str, int]:
        """How many of them lay above and below the figure that came."""
        too_high = self.others["low"] > self.others["actual"]
        too_low = self.others["high"] < self.others["actual"]
        return {"too_high": int(too_high.sum()), "too_low": int(too_low.sum())}

    @cached_property
    def both(self) -> BothReporters | None:
        """The forecast on the figures of each of two countries; None where one reports.

        The whole record of either side counts, whatever first year was asked for.
        """
        return both_reporters(self.record, self.question, self.method)

    @cached_property
    def by_reporter(self) -> dict[str, tuple[Record, Projection]]:
        """Record and projection on the figures of each of two countries, by its code.

        Those of `both` in every year ahead; empty where there is no forecast of it.
        """
        if self.both is None:
            return {}
        sides = side_records(self.record)
        bases = self.both.bases.set_index("basis")["reason"]
        return {
            code: (sides[code], self._from(sides[code]))
            for code in bases.index[bases == ""].intersection(list(sides))
        }

    def _from(self, side: Record) -> Projection:
        question = self.question
        return project(
            side.annual,
            question.horizon_year,
            question.level,
            question.target,
            seed=question.seed,
            method=self.method,
        )

    @cached_property
    def growth(self) -> pd.DataFrame:
        """Yearly growth of the record, as `annual_growth` returns it."""
        return annual_growth(self.record.annual, self.record.begins)

    @cached_property
    def conflicting_figure(self) -> ConflictingFigure | None:
        """Another reporter's figure that conflicts with the last one, if any."""
        return conflicting_figure(self.record)

    @property
    def paths(self) -> pd.DataFrame | None:
        """Paths to draw: at the reader's own rates if there are any, else by drivers.

        Columns ``scenario, year, value, is_capped``; None where there are none.
        """
        scenarios = self.scenarios
        if scenarios is None and not isinstance(self.drivers, Refused):
            scenarios = self.drivers.scenarios
        return (
            None
            if scenarios is None or isinstance(scenarios, Refused)
            else scenarios.paths
        )

    @property
    def beats_naive(self) -> bool | None:
        """Whether any method beat the naive forecast; None where nothing was tested."""
        if isinstance(self.backtest, Refused) or self.models.empty:
            return None
        return bool(self.models["beats_naive"].any())

    def __repr__(self) -> str:
        return f"ProjectionStudy({self.record.name}, to {self.horizon_year})"

    @property
    def frame(self) -> pd.DataFrame:
        """The fan; the reason where there is none."""
        if isinstance(self.projection, Refused):
            return pd.DataFrame({"reason": [self.projection.reason]})
        return self.projection.fan


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
    break_years=years(1900, 2100, optional=True),
    scenario_growth_pct=RATES,
    scenario_conditions=TEXTS,
    driver_values=TEXTS,
    confidence_pct=COVERAGES,
    seed=SEED,
)
def projection_study(
    series: str | None = None,
    *,
    rule: str | None = None,
    as_of: Day = None,
    first_year: int | None = None,
    last_year: int | None = None,
    horizon_year: int = 2030,
    target: float | None = None,
    method: str = "combination",
    jump_off: str = DEFAULT_CHOICE,
    break_years: Sequence[int] | None = None,
    scenario_growth_pct: Sequence[float] = (),
    scenario_conditions: Sequence[str] = ("", "", ""),
    driver_values: Sequence[str] | Mapping[str, float] = (),
    confidence_pct: Sequence[float] = (80, 95),
    seed: int = 0,
    evidence: Evidence | None = None,
) -> ProjectionStudy:
    """Project one series, with its benchmark, back-test and scenarios.

    Parameters
    ----------
    series, rule, as_of, first_year, last_year
        As in `kz.series`; the leading series of the dataset when left out.
    horizon_year : int
        Last year projected.
    target : float, optional
        Level whose chance is wanted, in the unit of the series.
    method : str
        Combination or single member of the projection.
    jump_off : str
        What of the doubt about the last value is carried into the fan: ``none``,
        ``rounding``, ``releases``, ``reporters`` or ``nowcast``, see `last_value`.
    break_years : sequence of int
        Break years asked about by name, besides those on the record; those of the
        dataset when left out.
    scenario_growth_pct, scenario_conditions : sequences
        Rates of your own: growth of a low, base and high path in percent a year, and
        the condition under which each holds. None: paths by named drivers alone.
    driver_values : sequence of str, or mapping
        Drivers at values of your own, each in the driver's unit:
        ``{"grain_volume": 1000}`` or ``["grain_volume=1000"]``.
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
    if scenario_growth_pct or any(scenario_conditions):
        rates = conditions_of(scenario_growth_pct, scenario_conditions)
    source = opened(evidence, as_of)
    series = leading_name(source, series)
    record = series_of(source, series, rule, first_year=first_year, last_year=last_year)
    question = Question(horizon_year, tuple(confidence_pct), target, seed)
    newest_year = record.annual["year"].max()
    if horizon_year <= newest_year:
        raise UsageError(
            f"horizon_year: {horizon_year} is not after {newest_year}, the last year "
            f"with a figure of {series}"
        )
    return ProjectionStudy(
        record=record,
        question=question,
        rates=rates,
        method=method,
        jump_off=jump_off,
        window=(first_year, last_year),
        break_years=tuple(
            source.dataset.breaks if break_years is None else break_years
        ),
        driver_values=read_values(source, series, tuple(driver_values)),
        evidence=source,
    )
