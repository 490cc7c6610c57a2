"""How often other trade flows did what they had been given such a chance for.

``calibration.csv`` holds the counts, with the sets they were made from;
``benchmarks/learn_chances.py`` made it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.analysis.projection.evaluation.base_rates import wilson

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

METHOD = "combination"
"""The method whose chances were counted."""
LONGEST = 5
"""Years ahead up to which they were counted."""
COLUMNS = ["panel_low", "panel_high", "panel_said", "panel_came", "panel_forecasts"]
COLUMNS += ["panel_came_low", "panel_came_high"]


@cache
def shipped_calibration() -> pd.DataFrame:
    """Read the counts that come with the package.

    Returns
    -------
    pandas.DataFrame
        Columns ``low, high`` (ends of the bin) ``, said`` (mean chance given) ``,
        came`` (share of the events that came) ``, forecasts, pairs`` (of countries: the
        forecasts of one pair are not independent); one row per bin.
    """
    place = files(__package__).joinpath("calibration.csv")
    with place.open(encoding="utf-8") as lines:
        return pd.read_csv(lines, comment="#")


def reliability() -> pd.DataFrame:
    """Return the counts with the 95 percent interval of every share.

    Returns
    -------
    pandas.DataFrame
        Columns of `shipped_calibration` and ``came_low, came_high`` (Wilson 1927, the
        pairs of countries of a class taken as independent, their forecasts not).
    """
    table = shipped_calibration()
    ends = [
        wilson(share, int(pairs))
        for share, pairs in zip(table["came"], table["pairs"], strict=True)
    ]
    lows, highs = zip(*ends, strict=True)
    return table.assign(came_low=lows, came_high=highs)


def panel_calibration(chances: ArrayLike) -> pd.DataFrame:
    """Find for every chance the bin that it falls into.

    Parameters
    ----------
    chances : array_like
        Between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        Columns ``panel_low, panel_high, panel_said, panel_came, panel_forecasts,
        panel_came_low, panel_came_high``, one row per chance: in the trade panels, of
        ``panel_forecasts`` chances between ``panel_low`` and ``panel_high``
        (``panel_said`` on average) the share ``panel_came`` came true; its 95 percent
        interval as in `reliability`.
    """
    table = reliability()
    probabilities = np.asarray(chances, dtype=float)
    place = np.searchsorted(table["low"].to_numpy(), probabilities, side="right") - 1
    names = ["low", "high", "said", "came", "forecasts", "came_low", "came_high"]
    bins = table.iloc[place][names]
    return bins.set_axis(COLUMNS, axis=1).reset_index(drop=True)
