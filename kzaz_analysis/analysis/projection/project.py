"""The projection of one series, with its benchmark beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.intervals import Interval
from kzaz_analysis.analysis.projection.arguments import bounds_of, level_of
from kzaz_analysis.analysis.projection.methods.members import parts_of
from kzaz_analysis.analysis.projection.predictive.forecast import DRAWS, RecordForecast
from kzaz_analysis.analysis.projection.usable_record import (
    FAR_AHEAD,
    FARTHEST_AHEAD,
    require_near,
    usable_record,
)
from kzaz_analysis.analysis.results import Summarised, row, summary_frame
from kzaz_analysis.errors import UsageError
from kzaz_analysis.signature import COUNT, COVERAGES, FLAG, SEED, WHOLE, guarded

if TYPE_CHECKING:
    from collections.abc import Sequence

BENCHMARK = "rwd"
"""What every projection is shown beside: the random walk with drift."""

PROBABILITIES = (0.025, 0.05, *(n / 10 for n in range(1, 10)), 0.95, 0.975)
"""Probabilities of the quantiles by which a projection can be scored later."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Projection(Summarised):
    """One series carried forward, and what that rests on.

    Attributes
    ----------
    method : str
        Name of the member or combination.
    members : tuple of str
        Names of the members behind it.
    record : pandas.DataFrame
        Columns ``year, value``: the years of the last run, consecutive.
    earlier_changes : int
        Number of yearly changes before that run that count as well.
    origin_year, origin_value : int, float
        Last year of the record and its value.
    segment : int
        Segment of the annual frame that the record ends in.
    fan : pandas.DataFrame
        Columns ``year, median, lo-80, hi-80, lo-95, hi-95`` (as asked); one row per
        year ahead, in the unit of the record.
    benchmark : pandas.DataFrame
        The same by the random walk with drift.
    quantiles : pandas.DataFrame
        Quantiles of every year ahead, one row per year, one column per probability of
        `PROBABILITIES`; in the unit of the record.
    probability : pandas.DataFrame or None
        Columns ``year, p_by_year, p_in_year, p_by_year_benchmark``: the chance of
        having been at or above the target in the last recorded year or any later one,
        of being there in that very year, and the first of these by the benchmark.
        Worked out, not drawn. None without a target.
    eras : pandas.DataFrame or None
        Columns ``era`` (years of origin) ``, year, p_by_year``: that chance if the
        common surprise of world trade were that of the era again. None without a
        target; up to five years ahead.
    swing : float
        Size of a usual yearly change around the drift, all comparable changes counted;
        in logs, or over the largest size before the last of a record in levels.
    paths : pandas.DataFrame
        Simulated paths: one row per draw, one column per year ahead.
    target : float or None
        Level whose chance is given.
    jump_off : tuple of float or None
        Interval of the last value that was carried into the fan.
    seed : int
        Seed of the simulated paths.
    across_breaks : bool
        Whether reporters were mixed and gaps filled in; `notes` says which.
    notes : tuple of str
        What a reader must know.
    """

    method: str
    members: tuple[str, ...]
    record: pd.DataFrame
    earlier_changes: int
    origin_year: int
    origin_value: float
    segment: int
    fan: pd.DataFrame
    benchmark: pd.DataFrame
    quantiles: pd.DataFrame
    probability: pd.DataFrame | None
    eras: pd.DataFrame | None
    swing: float
    paths: pd.DataFrame
    target: float | None
    jump_off: tuple[float, float] | None
    seed: int
    across_breaks: bool
    notes: tuple[str, ...]

    @property
    def n_used(self) -> int:
        """Number of years of the last run, whose level is carried forward."""
        return len(self.record)

    @property
    def years_counted(self) -> int:
        """Years of the last run, and yearly changes before it."""
        return self.n_used + self.earlier_changes

    @property
    def frame(self) -> pd.DataFrame:
        """Median and intervals of every year ahead: the fan."""
        return self.fan

    def summary(self) -> pd.DataFrame:
        """Return the last figure, the forecast for the last year, and its chance."""
        end_row = self.fan.iloc[-1]
        year, median = int(end_row["year"]), float(end_row["median"])
        lows = [str(name) for name in self.fan if str(name).startswith("lo-")]
        levels = [name.removeprefix("lo-") for name in lows]
        bounds = {n: (end_row[f"lo-{n}"], end_row[f"hi-{n}"]) for n in levels}
        rows = [row(f"last figure, {self.origin_year}", self.origin_value, "")]
        rows += [
            row(f"median forecast, {year}, {n} % interval", median, "", Interval(*ends))
            for n, ends in bounds.items()
        ]
        if self.probability is not None:
            name = f"probability of {self.target:g} by {year}"
            chance = 100 * float(self.probability["p_by_year"].iloc[-1])
            rows.append(row(name, chance, "%"))
        return summary_frame(
            [*rows, row("years in the last run", self.n_used, "years")]
        )

    @property
    def horizon_year(self) -> int:
        """Last year of it."""
        return int(self.fan["year"].iloc[-1])

    @property
    def last_sensible_year(self) -> int:
        """Last year about which the record is long enough to say anything."""
        return self.origin_year + FAR_AHEAD * self.years_counted

    def __repr__(self) -> str:
        end_row = self.fan.iloc[-1]
        return (
            f"Projection({self.method}: {self.origin_value:g} in {self.origin_year} -> "
            f"{end_row['median']:g} in {int(end_row['year'])}, "
            f"from {self.n_used} years, seed {self.seed})"
        )


@guarded(
    horizon_year=WHOLE, level=COVERAGES, seed=SEED, draws=COUNT, across_breaks=FLAG
)
def project(
    annual: pd.DataFrame,
    horizon_year: int,
    level: Sequence[float] = (80, 95),
    target: float | None = None,
    *,
    seed: int,
    draws: int = DRAWS,
    method: str = "combination",
    across_breaks: bool = False,
    jump_off: tuple[float, float] | None = None,
) -> Projection:
    """Carry one annual series forward to a year, with intervals and chances.

    The level is that of the last unbroken run of years in the last segment; of what
    lies before a gap or a change of reporter only the yearly changes count.  Gaps are
    never bridged and reporters never mixed unless asked by name.  Records without a
    negative value are handled in logarithms, others in levels.

    Parameters
    ----------
    annual : pandas.DataFrame
        Annual frame: ``year``, ``value``, and ``segment`` where the reporter changes.
    horizon_year : int
        Last year projected.
    level : sequence of float
        Nominal coverage of the intervals, in percent.
    target : float, optional
        Level whose chance of being reached is wanted, in the unit of the record.
    seed, draws : int
        Seed and number of the simulated paths.
    method : str
        A combination or a single member, see ``MEMBERS`` and ``COMBINATIONS``.
    across_breaks : bool
        Use the whole record, different reporters as if one and gaps filled in.
    jump_off : tuple of float, optional
        Low and high bound of the last value, carried into every year ahead.

    Returns
    -------
    Projection
        Fan, benchmark, chances, paths and what they rest on.

    Raises
    ------
    NotComputable
        If fewer than three years are left, earlier runs counted, or fewer than two in
        the last run, or the values cannot be handled.
    UsageError
        If the horizon is not ahead, or a name, an argument or a column does not fit.
    """
    if target is not None:
        target = level_of("target", target)
    if jump_off is not None:
        jump_off = bounds_of("jump_off", jump_off)
    record = usable_record(annual, across_breaks)
    origin = int(record.years[-1])
    if horizon_year <= origin:
        raise UsageError(f"{horizon_year} is not after the last year, {origin}")
    if horizon_year > origin + FARTHEST_AHEAD:
        raise UsageError(
            f"{horizon_year} is more than {FARTHEST_AHEAD} years after the last year, "
            f"{origin}"
        )
    by_method = RecordForecast(record, horizon_year, method, jump_off)
    by_benchmark = RecordForecast(record, horizon_year, BENCHMARK, jump_off)
    paths = by_method.paths(draws, seed)
    chances = None if target is None else _chances(by_method, by_benchmark, target)
    return Projection(
        method=method,
        members=parts_of(method, len(record.history)),
        record=pd.DataFrame({"year": record.years, "value": record.figures}),
        earlier_changes=record.earlier_changes,
        origin_year=origin,
        origin_value=float(record.figures[-1]),
        segment=record.segment,
        fan=by_method.frame(level),
        benchmark=by_benchmark.frame(level),
        quantiles=_quantiles(by_method),
        probability=chances,
        eras=None if target is None else by_method.reached_by_era(target),
        swing=by_method.swing,
        paths=paths,
        target=target,
        jump_off=jump_off,
        seed=seed,
        across_breaks=across_breaks,
        notes=record.notes,
    )


def near_enough(projection: Projection) -> Projection:
    """Return a projection that goes no further than its record carries it.

    Raises
    ------
    NotComputable
        If it goes on further, see `require_near`.
    """
    require_near(
        projection.horizon_year, projection.origin_year, projection.years_counted
    )
    return projection


def _quantiles(by_method: RecordForecast) -> pd.DataFrame:
    columns = {p: by_method.quantile(p) for p in PROBABILITIES}
    return pd.DataFrame(columns, index=pd.Index(by_method.years, name="year"))


def _chances(
    by_method: RecordForecast, by_benchmark: RecordForecast, target: float
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "year": by_method.years,
            "p_by_year": by_method.reached(target),
            "p_in_year": by_method.above(target),
            "p_by_year_benchmark": by_benchmark.reached(target),
        }
    )
