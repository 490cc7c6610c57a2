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

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

METHOD = "combination"
"""The method whose chances were counted."""
LONGEST = 5
"""Years ahead up to which they were counted."""
COLUMNS = ["panel_low", "panel_high", "panel_said", "panel_came", "panel_forecasts"]


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


def panel_calibration(chances: ArrayLike) -> pd.DataFrame:
    """Find for every chance the bin that it falls into.

    Parameters
    ----------
    chances : array_like
        Between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        Columns ``panel_low, panel_high, panel_said, panel_came, panel_forecasts``, one
        row per chance: in the trade panels, of ``panel_forecasts`` chances between
        ``panel_low`` and ``panel_high`` (``panel_said`` on average) the share
        ``panel_came`` came true.
    """
    table = shipped_calibration()
    probabilities = np.asarray(chances, dtype=float)
    place = np.searchsorted(table["low"].to_numpy(), probabilities, side="right") - 1
    bins = table.iloc[place][["low", "high", "said", "came", "forecasts"]]
    return bins.set_axis(COLUMNS, axis=1).reset_index(drop=True)
