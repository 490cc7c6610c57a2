"""The projection of one series, with its benchmark beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.analysis.projection.fan import Fan, batch_fan
from kzaz_analysis.analysis.projection.jump_off import JumpOff
from kzaz_analysis.analysis.projection.members import parts_of
from kzaz_analysis.analysis.projection.records import UsableRecord, usable_record
from kzaz_analysis.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

BENCHMARK = "rwd"
"""What every projection is shown beside: the random walk with drift."""
DRAWS = 4000
"""Simulated paths when not told otherwise."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Projection:
    """One series carried forward, and what that rests on.

    Attributes
    ----------
    method : str
        Name of the member or combination.
    members : tuple of str
        Names of the members behind it.
    record : pandas.DataFrame
        Columns ``year, value``: the years used, consecutive.
    origin_year, origin_value : int, float
        Last year of the record and its value.
    segment : int
        Segment of the annual frame that the record ends in.
    fan : pandas.DataFrame
        Columns ``year, median, lo-80, hi-80, lo-95, hi-95`` (as asked); one row per
        year ahead, in the unit of the record.
    benchmark : pandas.DataFrame
        The same by the random walk with drift.
    probability : pandas.DataFrame or None
        Columns ``year, p_by_year, p_in_year, p_by_year_benchmark``: the chance of
        having been at or above the target in the last recorded year or any later one,
        of being there in that very year, and the first of these by the benchmark.
        None without a target.
    paths : pandas.DataFrame
        Simulated paths: one row per draw, one column per year ahead.
    target : float or None
        Level whose chance is given.
    jump_off : tuple of float or None
        Interval of the last value that was carried into the fan.
    seed : int
        Seed of the simulated paths.
    across_breaks : bool
        Whether books were mixed and gaps filled in; `notes` says which.
    notes : tuple of str
        What a reader must know.
    """

    method: str
    members: tuple[str, ...]
    record: pd.DataFrame
    origin_year: int
    origin_value: float
    segment: int
    fan: pd.DataFrame
    benchmark: pd.DataFrame
    probability: pd.DataFrame | None
    paths: pd.DataFrame
    target: float | None
    jump_off: tuple[float, float] | None
    seed: int
    across_breaks: bool
    notes: tuple[str, ...]

    @property
    def n_used(self) -> int:
        """Number of years the projection rests on."""
        return len(self.record)

    def __repr__(self) -> str:
        last = self.fan.iloc[-1]
        return (
            f"Projection({self.method}: {self.origin_value:g} in {self.origin_year} -> "
            f"{last['median']:g} in {int(last['year'])}, "
            f"from {self.n_used} years, seed {self.seed})"
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

    Uses the last unbroken run of years in the last segment: gaps are never bridged and
    books never mixed unless asked by name.  Positive records are handled in
    logarithms, others in levels.

    Parameters
    ----------
    annual : pandas.DataFrame
        Annual frame: ``year``, ``value``, and ``segment`` where books change.
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
        Use the whole record, different books as if one and gaps filled in.
    jump_off : tuple of float, optional
        Low and high bound of the last value, carried into every year ahead.

    Returns
    -------
    Projection
        Fan, benchmark, chances, paths and what they rest on.

    Raises
    ------
    NotComputable
        If fewer than three consecutive years are left, or the values cannot be handled.
    UsageError
        If the horizon is not ahead, or a name or argument does not fit.
    """
    record = usable_record(annual, across_breaks)
    origin = int(record.years[-1])
    if horizon_year <= origin:
        raise UsageError(f"{horizon_year} is not after the last year, {origin}")
    ours = _Sight(record, horizon_year, method, jump_off)
    theirs = _Sight(record, horizon_year, BENCHMARK, jump_off)
    paths = ours.paths(draws, seed)
    chances = None
    if target is not None:
        chances = _chances(ours, paths, theirs.paths(draws, seed), target, seed)
    return Projection(
        method=method,
        members=parts_of(method),
        record=pd.DataFrame({"year": record.years, "value": record.figures}),
        origin_year=origin,
        origin_value=float(record.figures[-1]),
        segment=record.segment,
        fan=ours.frame(level),
        benchmark=theirs.frame(level),
        probability=chances,
        paths=paths,
        target=target,
        jump_off=jump_off,
        seed=seed,
        across_breaks=across_breaks,
        notes=record.notes,
    )


class _Sight:
    """The fan of one record by one method, with the doubt about its last value."""

    def __init__(
        self,
        record: UsableRecord,
        horizon_year: int,
        method: str,
        bounds: tuple[float, float] | None,
    ) -> None:
        ahead = horizon_year - int(record.years[-1])
        self.years = np.arange(1, ahead + 1) + record.years[-1]
        self.last = float(record.figures[-1])
        self.fan: Fan = batch_fan(record.figures[None], ahead, method)
        self.doubt = bounds and JumpOff(self.last, *bounds, logs=self.fan.logs)

    def quantile(self, probability: float) -> Array:
        if self.doubt:
            return self.doubt.quantile(self.fan, probability)
        return np.asarray(self.fan.quantile(probability)[0])

    def frame(self, level: Sequence[float]) -> pd.DataFrame:
        columns = {"year": self.years, "median": self.quantile(0.5)}
        for one in level:
            columns[f"lo-{one:g}"] = self.quantile(0.5 - one / 200)
            columns[f"hi-{one:g}"] = self.quantile(0.5 + one / 200)
        return pd.DataFrame(columns)

    def shifts(self, draws: int, seed: int) -> Array:
        if not self.doubt:
            return np.zeros(draws)
        return self.doubt.shifts(np.random.default_rng([seed, 1]).random(draws))

    def paths(self, draws: int, seed: int) -> pd.DataFrame:
        certain = self.fan.paths(draws, seed)[0]
        if self.doubt:
            shifts = self.shifts(len(certain), seed)[:, None]
            certain = self.doubt.applied(certain, shifts)
        return pd.DataFrame(certain, columns=pd.Index(self.years, name="year"))

    def start(self, draws: int, seed: int) -> Array:
        start = np.full(draws, self.last)
        return (
            self.doubt.applied(start, self.shifts(draws, seed)) if self.doubt else start
        )


def _chances(
    sight: _Sight, ours: pd.DataFrame, theirs: pd.DataFrame, target: float, seed: int
) -> pd.DataFrame:
    start = sight.start(len(ours), seed) >= target

    def by_year(paths: pd.DataFrame) -> Array:
        there = (paths.to_numpy() >= target) | start[:, None]
        return np.asarray(np.logical_or.accumulate(there, axis=1).mean(axis=0))

    return pd.DataFrame(
        {
            "year": sight.years,
            "p_by_year": by_year(ours),
            "p_in_year": (ours.to_numpy() >= target).mean(axis=0),
            "p_by_year_benchmark": by_year(theirs),
        }
    )
