"""Where is it heading? A fan, its benchmark, its past errors, and scenarios."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.projection import (
    Backtest,
    Condition,
    Projection,
    Scenarios,
    backtest,
    project,
    scenarios,
)
from kzaz_analysis.errors import NotComputable, UsageError
from kzaz_analysis.evidence.series import Record, series
from kzaz_analysis.evidence.tables import load
from kzaz_analysis.evidence.units import ratios_to
from kzaz_analysis.refusals import Refused, attempt
from kzaz_analysis.studies.growth import run_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzaz_analysis.evidence.periods import Day

SCENARIOS = ("low", "base", "high")
LONG_RUN = 10
"""Years from which a back-test can afford to train on five of them."""


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
    scenarios : Scenarios or Refused
        Paths under the named conditions.
    others : pandas.DataFrame
        Forecasts by others of this series: ``author, published_on, scenario,
        condition, year, value, low, high`` (unit of the record) ``, actual, source``;
        ``actual`` is the recorded figure where the year has passed.
    target : float or None
        Level asked about, in the unit of the record.
    horizon_year : int
        Last year projected.
    level : tuple of float
        Coverage of the intervals, in percent.
    seed : int
        Seed of the simulated paths.
    """

    record: Record
    projection: Projection | Refused
    backtest: Backtest | Refused
    scenarios: Scenarios | Refused
    others: pd.DataFrame
    target: float | None
    horizon_year: int
    level: tuple[float, ...]
    seed: int

    def __repr__(self) -> str:
        return f"ProjectionStudy({self.record.name}, to {self.horizon_year})"

    def _repr_html_(self) -> str:
        if isinstance(self.projection, Refused):
            return self.projection._repr_html_()
        return self.projection.fan.to_html(index=False, border=0, classes="kz-table")


def projection_study(
    name: str,
    rule: str | None = None,
    as_of: Day = None,
    start: int | None = None,
    end: int | None = None,
    *,
    horizon_year: int = 2030,
    level: Sequence[float] = (80, 95),
    target: float | None = None,
    growth_pct: Sequence[float] = (-5.0, 5.0, 15.0),
    conditions: Sequence[str] = ("", "", ""),
    method: str = "combination",
    seed: int = 0,
) -> ProjectionStudy:
    """Project one series, with its benchmark, back-test and scenarios.

    Parameters
    ----------
    name, rule, as_of, start, end
        As in `series`.
    horizon_year : int
        Last year projected.
    level : sequence of float
        Coverage of the intervals, in percent.
    target : float, optional
        Level whose chance is wanted, in the unit of the series.
    growth_pct, conditions : sequences
        Growth of the low, base and high scenario in percent a year, and the condition
        under which each holds.
    method : str
        Combination or single member of the projection.
    seed : int
        Seed of the simulated paths.

    Returns
    -------
    ProjectionStudy
        Every part, or the reason why there is none.

    Raises
    ------
    UsageError
        If a name does not exist, or the horizon is not after the last figure.
    """
    if len(growth_pct) != len(SCENARIOS) or len(conditions) != len(SCENARIOS):
        raise UsageError(
            "give three growth rates and three conditions: low, base, high"
        )
    record = series(name, rule, as_of, start, end)
    annual = record.annual
    rates = {
        scenario: Condition(rate, text)
        for scenario, rate, text in zip(SCENARIOS, growth_pct, conditions, strict=True)
    }
    levels = tuple(level)
    return ProjectionStudy(
        record=record,
        projection=attempt(
            "projection",
            lambda: project(
                annual,
                horizon_year,
                levels,
                target,
                seed=seed,
                method=method,
                jump_off=_jump_off(annual),
            ),
        ),
        backtest=attempt("back-test", lambda: _backtest(name, record, levels, seed)),
        scenarios=attempt(
            "scenarios", lambda: _scenarios(annual, rates, horizon_year, target)
        ),
        others=others_forecasts(record),
        target=target,
        horizon_year=horizon_year,
        level=levels,
        seed=seed,
    )


def others_forecasts(record: Record) -> pd.DataFrame:
    """Forecasts by others of a series, beside what came.

    Parameters
    ----------
    record : Record
        The series, as known on its day.

    Returns
    -------
    pandas.DataFrame
        Columns as `ProjectionStudy.others` has them, one row per forecast of a level,
        earliest year first.
    """
    table = load("projections", record.as_of)
    mine = table[(table["series"] == record.name) & (table["measure"] == "level")]
    ratio = mine["unit"].map(ratios_to(record.unit))
    mine = mine[ratio.notna() & mine["period_end"].notna()]
    scaled = {c: mine[c] * ratio[mine.index] for c in ("value", "low", "high")}
    frame = mine.assign(year=mine["period_end"].dt.year.astype("int64"), **scaled)
    actual = record.annual.set_index("year")["value"]
    columns = ["author", "published_on", "scenario", "condition", "year", "value"]
    shown = frame.assign(actual=frame["year"].map(actual))
    shown = shown[[*columns, "low", "high", "actual", "source"]]
    return shown.sort_values(["year", "author", "source"], ignore_index=True)


def _backtest(
    name: str, record: Record, level: tuple[float, ...], seed: int
) -> Backtest:
    """Test on the longest unbroken run on record: the last one is often too short."""
    annual = series(name, record.rule, record.as_of).annual
    runs = run_numbers(annual)
    longest = runs.value_counts().idxmax() if len(runs) else -1
    run = annual[runs == longest].reset_index(drop=True)
    training = 5 if len(run) >= LONG_RUN else 3
    return backtest(run, level=level, least_training=training, seed=seed)


def _jump_off(annual: pd.DataFrame) -> tuple[float, float] | None:
    if annual.empty:
        return None
    last = annual.iloc[-1]
    bounds = float(last["low"]), float(last["high"])
    return bounds if bounds[1] < float("inf") else None


def _scenarios(
    annual: pd.DataFrame,
    rates: dict[str, Condition],
    horizon_year: int,
    target: float | None,
) -> Scenarios:
    if annual.empty:
        raise NotComputable("the series has no annual figure")
    last = annual.iloc[-1]
    return scenarios(
        int(last["year"]),
        float(last["value"]),
        rates,
        horizon_year,
        targets=() if target is None else (target,),
    )
