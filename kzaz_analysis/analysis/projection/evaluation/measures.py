"""Measures of forecast accuracy, as the forecasting competitions define them.

Point measures take forecasts and outcomes of shape ``(n, h)``: one row per series
or origin, one column per horizon.  Nothing here knows how a forecast was made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]


def smape(actual: ArrayLike, forecast: ArrayLike) -> Array:
    """Symmetric mean absolute percentage error of every row, in percent.

    ``mean over h of 200 |y - f| / (|y| + |f|)``; a pair of zeros counts as no error.

    Parameters
    ----------
    actual, forecast : array_like
        Shape ``(n, h)`` or ``(h,)``.

    Returns
    -------
    numpy.ndarray
        Shape ``(n,)``; between 0 and 200.

    Notes
    -----
    Makridakis, Spiliotis, Assimakopoulos (2020), The M4 Competition.
    """
    y, f = np.atleast_2d(actual), np.atleast_2d(forecast)
    size = np.abs(y) + np.abs(f)
    error = np.divide(np.abs(y - f), size, out=np.zeros(size.shape), where=size > 0)
    return np.asarray(200 * error.mean(axis=1))


def naive_scale(train: ArrayLike) -> float:
    """Mean absolute change from one year to the next, the unit of MASE and MSIS.

    Parameters
    ----------
    train : array_like
        The record up to the origin, oldest first, at least two values.

    Returns
    -------
    float
        In the unit of `train`; zero for a constant record.
    """
    return float(np.mean(np.abs(np.diff(np.asarray(train, dtype=float)))))


def mase(actual: ArrayLike, forecast: ArrayLike, scale: ArrayLike) -> Array:
    """Mean absolute scaled error of every row (Hyndman, Koehler 2006).

    Parameters
    ----------
    actual, forecast : array_like
        Shape ``(n, h)`` or ``(h,)``.
    scale : array_like
        `naive_scale` of each row's record, shape ``(n,)``.

    Returns
    -------
    numpy.ndarray
        Shape ``(n,)``; below one is better than the naive forecast was in sample;
        missing where the scale is zero.
    """
    error = np.abs(np.atleast_2d(actual) - np.atleast_2d(forecast)).mean(axis=1)
    return _per_scale(error, scale)


def owa(
    actual: ArrayLike, forecast: ArrayLike, naive: ArrayLike, scale: ArrayLike
) -> float:
    """Overall weighted average of the M4 competition: one is as good as naive.

    The mean of two ratios, mean sMAPE and mean MASE over those of the naive forecast.

    Parameters
    ----------
    actual, forecast, naive : array_like
        Shape ``(n, h)``.
    scale : array_like
        `naive_scale` of each row's record; rows with none are left out of MASE.

    Returns
    -------
    float
        Below one is better than naive; missing when naive made no error at all.
    """
    smape_method, smape_naive = (
        smape(actual, forecast).mean(),
        smape(actual, naive).mean(),
    )
    scaled_rows = np.atleast_1d(np.asarray(scale, dtype=float)) > 0
    if smape_naive <= 0 or not scaled_rows.any():
        return float("nan")
    scaled = mase(actual, forecast, scale)[scaled_rows].mean()
    scaled_naive = mase(actual, naive, scale)[scaled_rows].mean()
    if scaled_naive <= 0:
        return float("nan")
    return float((smape_method / smape_naive + scaled / scaled_naive) / 2)


def interval_score(
    actual: ArrayLike, low: ArrayLike, high: ArrayLike, level: float
) -> Array:
    """Interval score: width plus a penalty for every miss (Gneiting, Raftery 2007).

    ``(u - l) + 2/a (l - y) [y < l] + 2/a (y - u) [y > u]`` with ``a = 1 - level/100``.

    Parameters
    ----------
    actual, low, high : array_like
        Any common shape; pass logarithms for the score in logs.
    level : float
        Nominal coverage in percent, e.g. 95.

    Returns
    -------
    numpy.ndarray
        Same shape, in the unit of the input; lower is better.
    """
    y, lower, upper = (np.asarray(x, dtype=float) for x in (actual, low, high))
    miss = np.maximum(lower - y, 0) + np.maximum(y - upper, 0)
    return np.asarray(upper - lower + 2 / (1 - level / 100) * miss)


def msis(
    actual: ArrayLike,
    low: ArrayLike,
    high: ArrayLike,
    scale: ArrayLike,
    level: float = 95,
) -> Array:
    """Mean scaled interval score of every row, the M4 competition's measure.

    Parameters
    ----------
    actual, low, high : array_like
        Shape ``(n, h)`` or ``(h,)``.
    scale : array_like
        `naive_scale` of each row's record, shape ``(n,)``.
    level : float
        Nominal coverage in percent.

    Returns
    -------
    numpy.ndarray
        Shape ``(n,)``; missing where the scale is zero.
    """
    score = np.atleast_2d(interval_score(actual, low, high, level)).mean(axis=1)
    return _per_scale(score, scale)


def coverage(actual: ArrayLike, low: ArrayLike, high: ArrayLike) -> float:
    """Share of outcomes inside their interval, in percent, ends included.

    Parameters
    ----------
    actual, low, high : array_like
        Any common shape.

    Returns
    -------
    float
        Between 0 and 100.
    """
    y = np.asarray(actual)
    return float(100 * np.mean((y >= np.asarray(low)) & (y <= np.asarray(high))))


def brier(happened: ArrayLike, probability: ArrayLike) -> float:
    """Brier score: mean squared distance of a probability from what happened.

    Parameters
    ----------
    happened : array_like
        True or one where the event came.
    probability : array_like
        Between 0 and 1, same shape.

    Returns
    -------
    float
        0 is perfect, 0.25 what a coin would get (Brier 1950).
    """
    gap = np.asarray(probability, dtype=float) - np.asarray(happened, dtype=float)
    return float(np.mean(gap**2))


def _per_scale(error: Array, scale: ArrayLike) -> Array:
    """Divide by the scale, missing where that is zero."""
    unit = np.atleast_1d(np.asarray(scale, dtype=float))
    unknown = np.full(error.shape, np.nan)
    return np.asarray(np.divide(error, unit, out=unknown, where=unit > 0))
