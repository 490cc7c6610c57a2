"""One record seen ahead by one method, with the doubt about its last value."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.analysis.projection.predictive.eras import era_fans
from kzaz_analysis.analysis.projection.predictive.fan import (
    Fan,
    batch_fan,
    size_width,
    usual_swing,
)
from kzaz_analysis.analysis.projection.predictive.jump_off import Crossed, JumpOff

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kzaz_analysis.analysis.projection.usable_record import UsableRecord

    Array = NDArray[np.float64]

DRAWS = 4000
"""Simulated paths when not told otherwise."""


class RecordForecast:
    """The fan of one record by one method.

    Parameters
    ----------
    record : UsableRecord
        Consecutive years.
    horizon_year : int
        Last year seen, after the last of the record.
    method : str
        A combination or a single member.
    bounds : tuple of float or None
        Interval of the last value.

    Raises
    ------
    NotComputable
        If the method needs more years, or the bounds cannot be carried.
    UsageError
        If the method is unknown, or the last value lies outside its bounds.
    """

    def __init__(
        self,
        record: UsableRecord,
        horizon_year: int,
        method: str,
        bounds: tuple[float, float] | None,
    ) -> None:
        self.record = record
        ahead = horizon_year - int(record.years[-1])
        self.years = np.arange(1, ahead + 1) + record.years[-1]
        self.last = float(record.figures[-1])
        self.fan: Fan = batch_fan(
            record.history[None],
            ahead,
            method,
            comparable=record.comparable[None],
            money=record.money,
        )
        self.swing = usual_swing(record.history[None], record.comparable[None])
        self.doubt = bounds and JumpOff(self.last, *bounds, logs=self.fan.logs)

    @property
    def size_width(self) -> float:
        """Factor by which the size of the flow makes the fan wider."""
        history, comparable = self.record.history[None], self.record.comparable[None]
        return float(size_width(history, comparable, self.record.money)[0])

    @cached_property
    def _crossed(self) -> Crossed | None:
        return self.doubt.crossed(self.fan) if self.doubt else None

    def quantile(self, probability: float) -> Array:
        """Quantile of every year ahead, in the unit of the record."""
        if self._crossed:
            return self._crossed.quantile(probability)
        return np.asarray(self.fan.quantile(probability)[0])

    def frame(self, level: Sequence[float]) -> pd.DataFrame:
        """Fan as a frame: ``year, median`` and ``lo-80, hi-80 ...`` as asked."""
        columns = {"year": self.years, "median": self.quantile(0.5)}
        for percent in level:
            columns[f"lo-{percent:g}"] = self.quantile(0.5 - percent / 200)
            columns[f"hi-{percent:g}"] = self.quantile(0.5 + percent / 200)
        return pd.DataFrame(columns)

    def horizon(self, level: Sequence[float]) -> dict[str, float]:
        """Last row of `frame` alone, without working out the years before."""
        at_horizon = Fan(
            self.fan.centre[:, -1:],
            self.fan.spread[:, -1:],
            self.fan.logs,
        )
        there = self.doubt.crossed(at_horizon) if self.doubt else at_horizon
        probabilities = {"median": 0.5}
        for percent in level:
            probabilities |= {
                f"lo-{percent:g}": 0.5 - percent / 200,
                f"hi-{percent:g}": 0.5 + percent / 200,
            }
        quantiles = {
            name: np.ravel(there.quantile(p)) for name, p in probabilities.items()
        }
        return {name: float(at[0]) for name, at in quantiles.items()}

    def paths(self, draws: int, seed: int) -> pd.DataFrame:
        """Simulate paths: one row per draw, one column per year ahead."""
        certain = self.fan.paths(draws, seed)[0]
        if self.doubt:
            shifts = self._shifts(len(certain), seed)[:, None]
            certain = self.doubt.applied(certain, shifts)
        return pd.DataFrame(certain, columns=pd.Index(self.years, name="year"))

    def reached(self, target: float) -> Array:
        """Chance of having been at or above a level by each year ahead, ``(h,)``.

        The last recorded year counts.  See `reached_at_start` for that year alone.
        """
        return self._reached(self.fan, target)

    def reached_by_era(self, target: float) -> pd.DataFrame:
        """Chance of the same, if the years of one era of world trade came again.

        Returns
        -------
        pandas.DataFrame
            Columns ``era, year, p_by_year``; one row per era and year up to five years
            ahead; empty for a record handled in levels.
        """
        parts = [
            pd.DataFrame({"era": era, "p_by_year": self._reached(fan, target)})
            for era, fan in era_fans(self.fan).items()
        ]
        columns = ["era", "year", "p_by_year"]
        if not parts:
            return pd.DataFrame(columns=columns)
        years = np.tile(self.years[: len(parts[0])], len(parts))
        return pd.concat(parts, ignore_index=True).assign(year=years)[columns]

    def _reached(self, fan: Fan, target: float) -> Array:
        targets, are_met = self._targets(target)
        many = Fan(
            np.repeat(fan.centre, len(targets), axis=0),
            np.repeat(fan.spread, len(targets), axis=0),
            fan.logs,
        )
        chances = np.where(are_met[:, None], 1.0, many.reached(targets))
        return np.asarray(chances.mean(axis=0))

    def reached_at_start(self, target: float) -> float:
        """Chance that the last recorded year already stood at or above a level."""
        return float(self._targets(target)[1].mean())

    def above(self, target: float) -> Array:
        """Chance of being at or above a level in each very year ahead, ``(h,)``."""
        targets, _ = self._targets(target)
        chances = [self.fan.above(one[None])[0] for one in targets]
        return np.asarray(np.mean(chances, axis=0))

    def _targets(self, target: float) -> tuple[Array, NDArray[np.bool_]]:
        """Targets that stand for one under doubt about the start; which are met."""
        if not self.doubt:
            return np.array([target]), np.array([self.last >= target])
        targets = self.doubt.applied(np.array(target), -self.doubt.nodes())
        return targets, self.last >= targets

    def _shifts(self, draws: int, seed: int) -> Array:
        if not self.doubt:
            return np.zeros(draws)
        return self.doubt.shifts(np.random.default_rng([seed, 1]).random(draws))
