"""When a level is reached: a distribution over years, for targets without a date."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.analysis.projection.predictive.forecast import RecordForecast
from kzaz_analysis.analysis.projection.usable_record import usable_record
from kzaz_analysis.analysis.results import Summarised, row, summary_frame

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kzaz_analysis.analysis.projection.project import Projection

STEP = 5
"""Years between those whose chance sums a distribution up."""

YEARS = 30
"""Years looked ahead for a target without a date."""


@dataclass(frozen=True, slots=True, eq=False)
class TimeToReach(Summarised):
    """Distribution of the first year at or above a level.

    Attributes
    ----------
    target : float
        The level, in the unit of the record.
    frame : pandas.DataFrame
        Columns ``year, p_first, p_by_year``; one row per year, the origin included
        when the level was, or may have been, already reached there.
    p_later : float
        Chance that it takes longer than the projection looks ahead.
    """

    target: float
    frame: pd.DataFrame = field()
    p_later: float

    def summary(self) -> pd.DataFrame:
        """Return the chance by every fifth year and by the last, and of later."""
        years = self.frame["year"]
        chosen = self.frame[(years % STEP == 0) | (years == years.max())]
        rows = [
            row(f"probability of {self.target:g} by {year}", 100 * chance, "%")
            for year, chance in zip(chosen["year"], chosen["p_by_year"], strict=True)
        ]
        later = row("probability that it takes longer", 100 * self.p_later, "%")
        return summary_frame([*rows, later])

    def year_by(self, chance: float) -> int | None:
        """First year by which the level is reached with at least this chance.

        Parameters
        ----------
        chance : float
            Between 0 and 1; 0.5 gives the median year.

        Returns
        -------
        int or None
            None when that lies beyond the projection.
        """
        enough = self.frame[self.frame["p_by_year"] >= chance]
        return None if enough.empty else int(enough["year"].iloc[0])


def time_to_reach_distribution(projection: Projection, target: float) -> TimeToReach:
    """Count over the simulated paths when each first stands at or above a level.

    Parameters
    ----------
    projection : Projection
        Its paths are used; project far enough ahead for an undated target.
    target : float
        In the unit of the record.

    Returns
    -------
    TimeToReach
        Chances by year, and the chance that it takes longer.
    """
    paths = projection.paths.to_numpy()
    start = np.full((len(paths), 1), projection.origin_value)
    there = np.logical_or.accumulate(np.hstack([start, paths]) >= target, axis=1)
    years = [projection.origin_year, *projection.paths.columns]
    return _distribution(there.mean(axis=0), years, target)


def time_to_reach(
    annual: pd.DataFrame,
    target: float,
    years: int = YEARS,
    *,
    method: str = "combination",
    bounds: tuple[float, float] | None = None,
) -> TimeToReach:
    """Look further ahead than a projection: the year in which a target is reached.

    Parameters
    ----------
    annual : pandas.DataFrame
        Annual frame: ``year``, ``value``, and ``segment`` where the reporter changes.
    target : float
        In the unit of the record.
    years : int
        Years looked ahead; beyond ten the fan widens with the square root of time,
        which nobody has tested.
    method : str
        A combination or a single member.
    bounds : tuple of float, optional
        Interval of the last value.

    Returns
    -------
    TimeToReach
        Chances by year, and the chance that it takes longer; in the years of a shorter
        projection they are its chances.

    Raises
    ------
    NotComputable
        If the record cannot be projected.
    """
    record = usable_record(annual)
    origin = int(record.years[-1])
    ahead = RecordForecast(record, origin + years, method, bounds)
    by_year = np.r_[ahead.reached_at_start(target), ahead.reached(target)]
    return _distribution(by_year, [origin, *ahead.years], target)


def _distribution(
    by_year: NDArray[np.float64], years: list[int], target: float
) -> TimeToReach:
    frame = pd.DataFrame(
        {"year": years, "p_first": np.diff(by_year, prepend=0.0), "p_by_year": by_year}
    )
    rows = frame if by_year[0] > 0 else frame.iloc[1:].reset_index(drop=True)
    return TimeToReach(target, rows, float(1 - by_year[-1]))
