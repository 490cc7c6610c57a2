"""Exponential smoothing over small fixed grids, for many series at once.

Every function takes ``values`` of shape ``(n, years)``, one row per series, oldest
first, and returns forecasts of shape ``(n, h)``.  No optimiser runs: each point of the
grid is smoothed through the record, and the forecasts are averaged with Akaike weights
``exp(-AICc / 2)`` (Burnham, Anderson 2002).  All points of a grid have the same number
of parameters, so that only the sum of squared errors tells them apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kzaz_analysis.analysis.projection.methods.drift import line

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LEVEL_GRID = (0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 1.0)
"""Weights of the newest year when only a level is smoothed."""
DAMPED_GRID = ((0.3, 0.5, 0.7, 0.9, 1.0), (0.02, 0.05, 0.1, 0.2, 0.4))
"""Weights of the newest year in level and in trend of the damped trend."""
DAMPING_GRID = (0.6, 0.75, 0.85, 0.92)
"""Share of the trend left after a year."""
FIRST_YEARS = 20
"""Years whose least-squares line gives the first level and slope."""
NEGLIGIBLE = 1e-8
"""Squared error below which differences mean nothing; values are of order one."""
MEMORY_YEARS = 3
"""Years without any memory by which momentum is watered down."""
LEAST_MOMENTUM, MOST_MOMENTUM = -0.7, 0.9
"""Bounds of the share of a change that is repeated a year later."""


def simple_smoothing(values: Array, h: int) -> Array:
    """Level that follows the record; flat forecasts (Brown 1959).

    Parameters
    ----------
    values : numpy.ndarray
        Shape ``(n, years)``.
    h : int
        Horizon in years.

    Returns
    -------
    numpy.ndarray
        Shape ``(n, h)``.
    """
    weights = np.array(LEVEL_GRID)
    level = np.repeat(values[:, :1], len(weights), axis=1)
    squares = np.zeros_like(level)
    for year in range(1, values.shape[1]):
        error = values[:, year, None] - level
        squares += error**2
        level = level + weights * error
    mixed = (_akaike_weights(squares, values) * level).sum(axis=1)
    return np.repeat(mixed[:, None], h, axis=1)


def damped_trend(values: Array, h: int) -> Array:
    """Level and trend that follow the record, the trend dying out.

    Gardner, McKenzie (1985), in the error-correction form of Hyndman et al. (2008).

    Parameters
    ----------
    values : numpy.ndarray
        Shape ``(n, years)``, at least two years.
    h : int
        Horizon in years.

    Returns
    -------
    numpy.ndarray
        Shape ``(n, h)``.
    """
    axes = [np.array(axis) for axis in (*DAMPED_GRID, DAMPING_GRID)]
    of_level, of_trend, damping = (
        axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")
    )
    start, slope = line(values[:, :FIRST_YEARS])
    trend = np.repeat(slope[:, None], len(damping), axis=1)
    level = np.repeat(start[:, None], len(damping), axis=1) - trend
    squares = np.zeros_like(level)
    for year in range(values.shape[1]):
        expected = level + damping * trend
        error = values[:, year, None] - expected
        squares += error**2
        level = expected + of_level * error
        trend = damping * trend + of_level * of_trend * error
    reach = np.cumsum(damping[:, None] ** np.arange(1, h + 1), axis=1)
    weights = _akaike_weights(squares, values)
    carried = (weights * trend) @ reach
    return np.asarray((weights * level).sum(axis=1)[:, None] + carried)


def momentum(values: Array, h: int) -> Array:
    """Last value, the last change fading out at its own past rate.

    A first-order autoregression of the changes around their mean, its coefficient
    watered down for short records; ``values`` are expected without drift.

    Parameters
    ----------
    values : numpy.ndarray
        Shape ``(n, years)``, at least two years.
    h : int
        Horizon in years.

    Returns
    -------
    numpy.ndarray
        Shape ``(n, h)``.
    """
    changes = np.diff(values, axis=1)
    around = changes - changes.mean(axis=1, keepdims=True)
    together = (around[:, 1:] * around[:, :-1]).sum(axis=1)
    alone = (around**2).sum(axis=1) * (1 + MEMORY_YEARS / changes.shape[1])
    share = together / (alone + NEGLIGIBLE)
    bounded = np.clip(share, LEAST_MOMENTUM, MOST_MOMENTUM)[:, None]
    fading = np.cumsum(bounded ** np.arange(1, h + 1), axis=1)
    return np.asarray(values[:, -1:] + changes[:, -1:] * fading)


def theta(values: Array, h: int, slope_share: float = 0.5) -> Array:
    """Theta method: a smoothed level drifting by a share of the long-run slope.

    With a share of one half this is the method of Assimakopoulos, Nikolopoulos (2000)
    in the form of Hyndman, Billah (2003).

    Parameters
    ----------
    values : numpy.ndarray
        Shape ``(n, years)``, at least two years.
    h : int
        Horizon in years.
    slope_share : float
        Weight of the least-squares line, at least 0 and below 1.

    Returns
    -------
    numpy.ndarray
        Shape ``(n, h)``.
    """
    start, slope = line(values)
    years = np.arange(values.shape[1] + h)
    trend = start[:, None] + slope[:, None] * years
    fitted, ahead = trend[:, :-h], trend[:, -h:]
    stretched = fitted + (values - fitted) / (1 - slope_share)
    flat = simple_smoothing(stretched, h)
    return slope_share * ahead + (1 - slope_share) * flat


def full_drift(values: Array, h: int, years: int | None = None) -> Array:
    """Last value plus the mean yearly change: the random walk with drift.

    Parameters
    ----------
    values : numpy.ndarray
        Shape ``(n, years)``, at least two years.
    h : int
        Horizon in years.
    years : int, optional
        Changes averaged, counted from the end; all of them when not given.

    Returns
    -------
    numpy.ndarray
        Shape ``(n, h)``.
    """
    spans = values.shape[1] - 1 if years is None else min(years, values.shape[1] - 1)
    step = (values[:, -1] - values[:, -1 - spans]) / spans
    return np.asarray(values[:, -1:] + step[:, None] * np.arange(1, h + 1))


def _akaike_weights(squares: Array, values: Array) -> Array:
    """Weights of the grid points, shape of `squares`, adding up to one a row."""
    n = values.shape[1]
    criterion = n * np.log(squares / n + NEGLIGIBLE) / 2
    raw = np.exp(criterion.min(axis=1, keepdims=True) - criterion)
    return np.asarray(raw / raw.sum(axis=1, keepdims=True))
