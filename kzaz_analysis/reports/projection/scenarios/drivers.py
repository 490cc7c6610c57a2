"""Scenarios as conditions: what drives a series, and where that would take it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.growth.contributions import contributions
from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.analysis.projection import (
    Condition,
    Projection,
    Scenarios,
    near_enough,
    project,
    scenarios,
)
from kzaz_analysis.analysis.projection.scenarios.elasticity import even_steps
from kzaz_analysis.analysis.targets.capacity import CASES, as_mapping, binding
from kzaz_analysis.evidence.catalogue import catalogue_entry
from kzaz_analysis.evidence.opened import Evidence, opened
from kzaz_analysis.evidence.series import Record, series_of
from kzaz_analysis.parameter_types import Kind, Rules
from kzaz_analysis.reports.projection.scenarios.driver_effects import (
    EFFECT_COLUMNS,
    effects_of,
)
from kzaz_analysis.reports.projection.scenarios.elasticities import ELASTICITY_COLUMNS
from kzaz_analysis.reports.projection.scenarios.whole import (
    moved_as_a_whole,
    without_what_acts_through,
)
from kzaz_analysis.signature import (
    CONFIDENCE,
    DAY,
    HORIZON,
    SEED,
    TEXT,
    Argument,
    guarded,
    one_of,
)
from kzaz_analysis.studies.capacity_links import CARRYING, Links, links_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzaz_analysis.evidence.periods import Day

BASES = ("median", "latest")
"""What the base path follows: the median of the projection, or the last figure."""

CONDITION_COLUMNS = ["scenario", "driver", "title", "kind", "rule", "value", "unit"]
CONDITION_COLUMNS += ["period", "source", "use_pct", "use_year", "effect", "points"]
CONDITION_COLUMNS += ["enters", "reason", "kept_out"]

RULE = (
    "Every effect is measured from where the driver stands today.",
    "It builds up in equal yearly steps and is complete in the last year.",
    "Of drivers that overlap, the one that moves the answer most enters: downwards in "
    "the low case, upwards in the high one.",
    "What is not estimated does not enter, nor an elasticity that is not significantly "
    "different from zero.",
    "Where the parts that are assumed make up the whole, the path ends at their sum: "
    "neither the growth of the base path nor another driver is added.",
    "No path passes the smallest link that all of the series must pass.",
)
"""How the paths are made, one sentence a rule."""

CROSSING = "the median of the projection lies beyond it"
"""Why a use of a capacity is not in a path."""


MEDIAN_GROWTH = "growth of the median forecast"
"""What moves a path besides its drivers."""


@dataclass(frozen=True, slots=True, eq=False)
class DriverStudy:
    """What drives one series under one rule, as known on one day.

    Attributes
    ----------
    record : Record
        The driven series.
    horizon_year : int
        Last year of the paths.
    base : str
        What the base path follows: the ``median`` of the projection, or the
        ``latest`` figure held, also where there is no projection.
    effects : pandas.DataFrame
        One row per driver and case, columns `EFFECT_COLUMNS`: the driver as read
        (``value`` to ``source``), the ``rate`` that turns its unit into that of the
        series (an elasticity for a macro driver), the share of a capacity that is
        used, the ``room`` left under it, the ``effect`` by the horizon in the unit of
        the series and in percentage ``points`` of growth a year, with intervals;
        ``reason`` why there is none, ``kept_out`` why it is not in a path, and whether
        it ``enters``. ``is_floor`` marks a year that had at least this much,
        ``same_books`` whether driver and series rest of the same reporter.
    elasticities : pandas.DataFrame
        One row per macro driver, columns `ELASTICITY_COLUMNS`.
    links : Links or Refused
        Capacities and quotas, by year.
    scenarios : Scenarios or Refused
        Low, base and high path under the ceilings of their case.
    free : Scenarios or Refused
        The same paths without ceilings.
    history : pandas.DataFrame or Refused
        As `contributions` returns it, for the parts that the catalogue names.
    projection : Projection or Refused or None
        The projection whose median was asked for; None when it was not.
    """

    record: Record
    horizon_year: int
    base: str
    effects: pd.DataFrame
    elasticities: pd.DataFrame
    links: Links | Refused
    scenarios: Scenarios | Refused
    free: Scenarios | Refused
    history: pd.DataFrame | Refused
    projection: Projection | Refused | None

    @property
    def conditions(self) -> pd.DataFrame:
        """What each scenario takes for granted: one row per scenario and driver.

        Columns `CONDITION_COLUMNS`, in the order low, base, high.
        """
        place = {case: n for n, case in enumerate(CASES)}
        order = self.effects["scenario"].map(place).sort_values(kind="stable").index
        return self.effects.loc[order, CONDITION_COLUMNS].reset_index(drop=True)

    @property
    def rules(self) -> tuple[str, ...]:
        """How the paths are made, in full sentences."""
        start = {
            "latest": "The base path holds the last figure and adds what the base case "
            "of the drivers adds.",
            "median": "The base path follows the median of the projection, and the "
            "effects come on top; a case that says how much of a capacity or quota is "
            "used follows that alone, unless it lies beyond that median.",
        }
        refused = self.projection.reason if isinstance(self.projection, Refused) else ""
        why = (f"There is no projection: {refused}.",) if refused else ()
        return (*why, start[self.base], *RULE)

    def __repr__(self) -> str:
        return f"DriverStudy({self.record.name}, to {self.horizon_year})"

    def _repr_html_(self) -> str:
        return self.conditions.to_html(index=False, border=0, classes="kz-table")


@guarded(
    formerly=("rule", "as_of"),
    series=TEXT,
    rule=TEXT,
    as_of=DAY,
    horizon_year=HORIZON,
    targets=Argument(Kind("float", many=True), Rules(low=0)),
    base=one_of(*BASES),
    confidence_pct=CONFIDENCE,
    seed=SEED,
)
def drivers(
    series: str,
    *,
    rule: str | None = None,
    as_of: Day = None,
    horizon_year: int = 2030,
    targets: Sequence[float] = (),
    base: str = "median",
    confidence_pct: float = 95.0,
    seed: int = 0,
    evidence: Evidence | None = None,
) -> DriverStudy:
    """Study what drives one series, and where its drivers would take it.

    Parameters
    ----------
    series, rule, as_of
        As in `kz.series`.
    horizon_year : int
        Last year of the paths, by which every effect is complete.
    targets : sequence of float
        Levels whose year is wanted, in the unit of the series.
    base : {"median", "latest"}
        Whether the base path follows the projection or holds the last figure. It
        holds the last figure, too, where the projection is refused.
    confidence_pct : float
        Level of the intervals of elasticities.
    seed : int
        Seed of the projection, where the base follows its median.

    Returns
    -------
    DriverStudy
        Every part, or the reason why there is none.

    Raises
    ------
    UsageError
        If a name does not exist.

    Examples
    --------
    >>> drivers("btc_oil_kaz").effects["driver"].unique().tolist()
    ['aktau_oil_berths', 'btc_capacity', 'btc_quota', 'oil_price']
    """
    record = series_of(opened(evidence, as_of), series, rule)
    return drivers_of(
        record,
        horizon_year,
        targets=targets,
        base=base,
        confidence_pct=confidence_pct,
        seed=seed,
    )


def drivers_of(
    record: Record,
    horizon_year: int,
    *,
    targets: Sequence[float] = (),
    base: str = "median",
    confidence_pct: float = 95.0,
    seed: int = 0,
) -> DriverStudy:
    """Say what drives a series whose figures are chosen; see `drivers`."""
    links = attempt("capacity", lambda: links_of(record, horizon_year))
    driver_effects = attempt(
        "effects", lambda: effects_of(record, links, horizon_year, confidence_pct)
    )
    if isinstance(driver_effects, Refused):
        return _refused(record, horizon_year, base, links, driver_effects)
    effects, slopes = driver_effects
    median = (
        attempt("projection", lambda: _median(record.annual, horizon_year, seed))
        if base == "median"
        else None
    )
    drift = median_moves(median) if isinstance(median, Projection) else {}
    effects, alone = _on_their_side(record, effects, drift)
    paths = partial(_paths, record, effects, drift, alone, horizon_year, targets)
    return DriverStudy(
        record=record,
        horizon_year=horizon_year,
        base="median" if drift else "latest",
        effects=effects,
        elasticities=slopes,
        links=links,
        scenarios=attempt("scenarios", partial(paths, ceilings_of(links))),
        free=attempt("scenarios", partial(paths, None)),
        history=attempt("contributions", lambda: _history(record)),
        projection=median,
    )


def _median(annual: pd.DataFrame, horizon_year: int, seed: int) -> Projection:
    return near_enough(project(annual, horizon_year, seed=seed))


def _refused(
    record: Record, horizon_year: int, base: str, links: Links | Refused, why: Refused
) -> DriverStudy:
    nothing = pd.DataFrame(columns=EFFECT_COLUMNS)
    slopes = pd.DataFrame(columns=ELASTICITY_COLUMNS)
    return DriverStudy(
        record, horizon_year, base, nothing, slopes, links, why, why, why, None
    )


def ceilings_of(links: Links | Refused) -> pd.DataFrame | None:
    """Smallest link of the chain by case and year; None where no link is known."""
    return None if isinstance(links, Refused) else binding(links.chain())


def _paths(
    record: Record,
    effects: pd.DataFrame,
    drift: dict[int, float],
    alone: set[str],
    horizon_year: int,
    targets: Sequence[float],
    chain: pd.DataFrame | None,
) -> Scenarios:
    latest = record.annual.iloc[-1]
    start = int(latest["year"])
    conditions = {}
    for case in CASES:
        entering = effects[effects["enters"] & (effects["scenario"] == case)]
        if drift and case == "base":
            entering = entering[~entering["kind"].isin(CARRYING)]
        extra = {} if case in alone else drift
        own = [MEDIAN_GROWTH] if extra else []
        steps = even_steps(entering, start, horizon_year)
        conditions[case] = Condition(
            growth_pct=0.0,
            text="; ".join([*own, *entering["title"]]),
            steps={year: step + extra.get(year, 0.0) for year, step in steps.items()},
            ceiling=None if chain is None else as_mapping(chain, case),
        )
    return scenarios(
        start, float(latest["value"]), conditions, horizon_year, targets=targets
    )


def _on_their_side(
    record: Record, effects: pd.DataFrame, drift: dict[int, float]
) -> tuple[pd.DataFrame, set[str]]:
    """Keep out levels above a low path, or below a high one; name who follow a level.

    A use of a capacity, and parts that are the whole, name the level at which a path
    ends. Such a path follows it alone, and would cross the median that is the base.
    """
    whole = moved_as_a_whole(record, effects) - {"base"}
    levels = effects["enters"] & (effects["scenario"] != "base")
    levels &= effects["kind"].isin(CARRYING) | (
        effects["kind"].eq("part") & effects["scenario"].isin(whole)
    )
    if drift:
        ends = effects["effect"].where(levels).groupby(effects["scenario"])
        beyond = ends.transform("sum") - sum(drift.values())
        case = effects["scenario"]
        crosses = ((case == "low") & (beyond > 0)) | ((case == "high") & (beyond < 0))
        crosses &= levels
        effects = effects.assign(
            enters=effects["enters"] & ~crosses,
            kept_out=effects["kept_out"].mask(crosses, CROSSING),
        )
        levels &= ~crosses
    alone = set(effects.loc[levels, "scenario"])
    return without_what_acts_through(effects, whole & alone), alone


def median_moves(median: Projection) -> dict[int, float]:
    """Yearly moves of the median of a projection."""
    values = median.fan["median"]
    moves = values.diff().fillna(values - median.origin_value)
    return dict(zip(median.fan["year"].astype(int), moves.astype(float), strict=True))


@lru_cache(maxsize=16)
def _history(record: Record) -> pd.DataFrame:
    entry = catalogue_entry(record.evidence, record.name)
    parts = {
        name: series_of(record.evidence, name, record.rule).annual
        for name in str(entry["parts"]).split(";")
        if name
    }
    return contributions(record.annual, parts)
