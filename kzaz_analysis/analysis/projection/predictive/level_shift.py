"""A record brought to one level across a break: earlier figures scaled to the later."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from kzaz_analysis.errors import NotComputable

SIDE = 5
"""Years on either side of a break that its size is read from."""
LEAST_SIDE = 2
"""Figures that each side must have for that."""


def level_shift_log(annual: pd.DataFrame, year: int) -> float:
    """Size of a jump of the level at a known year, around one common slope.

    Least squares of ln y on a constant, the year and a step from `year` on, over
    `SIDE` years on either side: the change in level of Perron (1989), model A.

    Parameters
    ----------
    annual : pandas.DataFrame
        Annual frame: ``year, value``.
    year : int
        First year at the new level.

    Returns
    -------
    float
        Jump in logs; positive when the later level is higher.

    Raises
    ------
    NotComputable
        If a side has fewer than `LEAST_SIDE` figures, or one is not positive.
    """
    near = annual[annual["year"].between(year - SIDE, year + SIDE - 1)]
    step = (near["year"] >= year).to_numpy(dtype=float)
    n_before, n_after = int((step == 0).sum()), int(step.sum())
    if min(n_before, n_after) < LEAST_SIDE:
        raise NotComputable(
            f"of the figures used, {n_before} in the {SIDE} years before {year} and "
            f"{n_after} in the {SIDE} from then on; each side needs {LEAST_SIDE}"
        )
    values = near["value"].to_numpy(dtype=float)
    if (values <= 0).any():
        raise NotComputable("a figure that is not positive has no logarithm")
    years = near["year"].to_numpy(dtype=float) - year
    columns = np.column_stack([np.ones(len(years)), years, step])
    return float(np.linalg.lstsq(columns, np.log(values))[0][2])


def level_shifted(annual: pd.DataFrame, year: int) -> pd.DataFrame:
    """Scale the figures before a break so that the level agrees at the break.

    Parameters
    ----------
    annual : pandas.DataFrame
        Annual frame: ``year, value, low, high``.
    year : int
        First year at the new level.

    Returns
    -------
    pandas.DataFrame
        The same rows; values and bounds before `year` times ``exp`` of the jump.

    Raises
    ------
    NotComputable
        As `level_shift_log`.
    """
    factor = math.exp(level_shift_log(annual, year))
    earlier = annual["year"] < year
    figures = ["value", "low", "high"]
    scaled = annual[figures].astype(float)
    return annual.assign(**scaled.where(~earlier, scaled * factor))
