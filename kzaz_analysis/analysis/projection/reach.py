"""When a level is reached: a distribution over years, for targets without a date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from kzaz_analysis.analysis.projection.series import Projection


@dataclass(frozen=True, slots=True, eq=False)
class TimeToReach:
    """Distribution of the first year at or above a level.

    Attributes
    ----------
    target : float
        The level, in the unit of the record.
    frame : pandas.DataFrame
        Columns ``year, p_first, p_by_year``; one row per year, the origin included
        when the level was already reached there.
    p_later : float
        Chance that it takes longer than the projection looks ahead.
    """

    target: float
    frame: pd.DataFrame
    p_later: float

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
    years = projection.paths.columns.to_numpy()
    met = projection.origin_value >= target
    start = np.full((len(paths), 1), met)
    there = np.logical_or.accumulate(np.hstack([start, paths >= target]), axis=1)
    by_year = there.mean(axis=0)
    frame = pd.DataFrame(
        {
            "year": np.concatenate([[projection.origin_year], years]),
            "p_first": np.diff(by_year, prepend=0.0),
            "p_by_year": by_year,
        }
    )
    shown = frame if met else frame.iloc[1:].reset_index(drop=True)
    return TimeToReach(target, shown, float(1 - by_year[-1]))
