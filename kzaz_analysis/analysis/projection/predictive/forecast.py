"""One record seen ahead by one method, with the doubt about its last value."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.analysis.projection.predictive.fan import Fan, batch_fan
from kzaz_analysis.analysis.projection.predictive.jump_off import Crossed, JumpOff

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kzaz_analysis.analysis.projection.usable_record import UsableRecord

    Array = NDArray[np.float64]

DRAWS = 4000
"""Simulated paths when not told otherwise."""


class Sight:
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
        ahead = horizon_year - int(record.years[-1])
        self.years = np.arange(1, ahead + 1) + record.years[-1]
        self.last = float(record.figures[-1])
        self.fan: Fan = batch_fan(record.figures[None], ahead, method)
        self.doubt = bounds and JumpOff(self.last, *bounds, logs=self.fan.logs)

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
        for one in level:
            columns[f"lo-{one:g}"] = self.quantile(0.5 - one / 200)
            columns[f"hi-{one:g}"] = self.quantile(0.5 + one / 200)
        return pd.DataFrame(columns)

    def horizon(self, level: Sequence[float]) -> dict[str, float]:
        """Last row of `frame` alone, without working out the years before."""
        last = Fan(
            self.fan.centre[:, -1:],
            self.fan.spread[:, -1:],
            self.fan.logs,
            self.fan.lowest,
        )
        there = self.doubt.crossed(last) if self.doubt else last
        wanted = {"median": 0.5}
        for one in level:
            wanted |= {f"lo-{one:g}": 0.5 - one / 200, f"hi-{one:g}": 0.5 + one / 200}
        found = {name: np.ravel(there.quantile(p)) for name, p in wanted.items()}
        return {name: float(at[0]) for name, at in found.items()}

    def paths(self, draws: int, seed: int) -> pd.DataFrame:
        """Simulate paths: one row per draw, one column per year ahead."""
        certain = self.fan.paths(draws, seed)[0]
        if self.doubt:
            shifts = self._shifts(len(certain), seed)[:, None]
            certain = self.doubt.applied(certain, shifts)
        return pd.DataFrame(certain, columns=pd.Index(self.years, name="year"))

    def start(self, draws: int, seed: int) -> Array:
        """Last value of each path, shape ``(draws,)``; shifted as the path is."""
        start = np.full(draws, self.last)
        if self.doubt:
            return self.doubt.applied(start, self._shifts(draws, seed))
        return start

    def there(self, target: float, draws: int, seed: int) -> NDArray[np.bool_]:
        """Whether each path has been at or above a level by each year.

        Returns
        -------
        numpy.ndarray
            Shape ``(draws, 1 + h)``: the last recorded year first.
        """
        paths = self.paths(draws, seed).to_numpy()
        start = self.start(len(paths), seed)[:, None]
        reached = np.hstack([start, paths]) >= target
        return np.asarray(np.logical_or.accumulate(reached, axis=1))

    def reached(self, target: float, draws: int, seed: int) -> Array:
        """Chance of having been at or above a level by each year ahead, ``(h,)``."""
        return np.asarray(self.there(target, draws, seed)[:, 1:].mean(axis=0))

    def _shifts(self, draws: int, seed: int) -> Array:
        if not self.doubt:
            return np.zeros(draws)
        return self.doubt.shifts(np.random.default_rng([seed, 1]).random(draws))
