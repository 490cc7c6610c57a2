"""Scores of one forecast that was stated as a few quantiles, once its outturn is in."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LEVELS = np.arange(1, 100) / 100
"""Probabilities over which the score is averaged."""


def crps_of(
    actual: float, probabilities: Sequence[float], quantiles: Sequence[float]
) -> float:
    """Continuous ranked probability score in logs, lower is better.

    Twice the mean pinball loss over `LEVELS`; between the quantiles stated, and beyond
    them, the distribution of the logarithm is linear in the normal score.

    Parameters
    ----------
    actual : float
        What was published.
    probabilities, quantiles : sequence of float
        The forecast, in the unit of `actual`.

    Returns
    -------
    float
        About the relative error: .1 is as good as a point forecast that is off by a
        tenth. Missing where a value is not positive.

    Notes
    -----
    Gneiting, Raftery (2007), Strictly proper scoring rules, prediction, and estimation;
    the quantile form: Laio, Tamea (2007).
    """
    at = np.asarray(quantiles, dtype=float)
    if actual <= 0 or (at <= 0).any():
        return math.nan
    stated = np.log(_spread_out(np.asarray(probabilities, dtype=float), at))
    gap = math.log(actual) - stated
    return float(2 * np.mean(np.where(gap >= 0, LEVELS * gap, (LEVELS - 1) * gap)))


def log_error(actual: float, stated: float) -> float:
    """Absolute error in logs: the same score of a forecast that is one number."""
    if actual <= 0 or stated <= 0:
        return math.nan
    return abs(math.log(actual / stated))


def _spread_out(probabilities: Array, quantiles: Array) -> Array:
    """Quantiles at `LEVELS` from those stated."""
    scores, grid = ndtri(probabilities), ndtri(LEVELS)
    logs = np.log(quantiles)
    inside = np.interp(grid, scores, logs)
    for end, side in ((0, grid < scores[0]), (-1, grid > scores[-1])):
        beside = 1 if end == 0 else -2
        slope = (logs[end] - logs[beside]) / (scores[end] - scores[beside])
        inside[side] = logs[end] + slope * (grid[side] - scores[end])
    return np.asarray(np.exp(inside))
