"""How much of a past slope to believe: drift shrunk towards a prior, and halved.

Past growth is a noisy measure of growth to come.  The slope of a record is weighed
against a prior by how well the record pins it down (an empirical-Bayes mean: Efron,
Morris 1975), and about half of what is left is carried on; a calm, steady record keeps
more, up to all of it.  Volatile short records so drift as trade usually does, and
constant growth of many years is carried on as it is.

How far a slope is believed is judged without the newest value.  Otherwise a jump up
would make a steady record look wild, and lower the forecast: no median may fall when
the last figure rises.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Slope = Callable[[Array], Array]

PRIOR_DRIFT = 0.04
"""Growth a year, in logs, expected of a flow about which nothing is known."""
PRIOR_GROWTH_PCT = 100 * math.expm1(PRIOR_DRIFT)
PRIOR_SPREAD = 0.03
"""Spread of true drifts around the prior, in logs."""
PERSISTENCE = 0.5
"""Share of a well-measured slope that went on afterwards, in series that swing."""
STEADY = 4.0
"""Slope over swing at which half of the rest is believed as well."""
PRIOR_SWING, PRIOR_WEIGHT = 0.15, 2.0
"""Swing of a flow about which nothing is known; its weight, over the changes seen."""
FASTEST = 0.25
"""No record is believed to go on growing or falling by more than this a year."""
RECENCY = 0.85
"""Weight of a year against the next in the recent slope."""


def line(values: Array, recency: float = 1.0) -> tuple[Array, Array]:
    """Least-squares line of every row, late years weighing more if wanted.

    Parameters
    ----------
    values : numpy.ndarray
        Shape ``(n, years)``, at least two years.
    recency : float
        Weight of a year against the next; 1 weighs all alike.

    Returns
    -------
    start, slope : numpy.ndarray
        Value of the line in the first year, and its change a year; shape ``(n,)``.
    """
    weights = recency ** np.arange(values.shape[1])[::-1]
    weights = weights / weights.sum()
    years = np.arange(values.shape[1]) - weights @ np.arange(values.shape[1])
    slope = values @ (weights * years) / (weights @ years**2)
    return values @ weights + slope * years[0], slope


def earlier_size(values: Array) -> Array:
    """Largest size of every row before its newest value, shape ``(n,)``.

    The unit of records handled in levels: were the newest value in it, the median and
    the fan would depend on it twice, and a chance could fall as it rises.  A row that
    was zero until then has the size of its newest value.
    """
    sizes = np.abs(values)
    earlier = sizes[:, :-1].max(axis=1)
    return np.where(earlier > 0, earlier, sizes[:, -1])


def recent_slope(values: Array) -> Array:
    """Slope of the least-squares line that favours late years, shape ``(n,)``."""
    return line(values, RECENCY)[1]


def long_slope(values: Array) -> Array:
    """Slope of the plain least-squares line, shape ``(n,)``."""
    return line(values)[1]


def median_step(values: Array) -> Array:
    """Median yearly change, shape ``(n,)``; no single year moves it much."""
    return np.asarray(np.median(np.diff(values, axis=1), axis=1))


def believed_drift(values: Array, slope: Slope, logs: bool) -> Array:
    """Shrink a past slope to the part that is carried on, a year.

    ``k p b + (1 - k) m`` with ``k = v / (v + s2 / n)``: ``b`` the slope, ``m``, ``v``
    mean and variance of the prior, ``s2 / n`` the sampling variance of a mean of ``n``
    changes, ``p = P + (1 - P) q / (q + c2)`` the persistence, which rises from ``P``
    with ``q = b2 / s2``.  ``s2`` and ``q`` are those of the record without its newest
    value; ``s2`` is watered down with `PRIOR_SWING`.  The first term is held within
    `FASTEST`.

    Parameters
    ----------
    values : numpy.ndarray
        Shape ``(n, years)``, at least two years, in logs or in levels over a unit.
    slope : callable
        Measure of the slope of each row, ``(n, years) -> (n,)``.
    logs : bool
        Whether `values` are logs; in levels the prior is no drift.

    Returns
    -------
    numpy.ndarray
        Shape ``(n,)``; it never falls when the newest value rises.
    """
    earlier = values[:, :-1]
    variance, earlier_slope = _earlier(earlier, slope)
    changes = values.shape[1] - 1
    trust = PRIOR_SPREAD**2 / (PRIOR_SPREAD**2 + variance / changes)
    steadiness = earlier_slope**2 / variance
    persistence = PERSISTENCE + (1 - PERSISTENCE) * steadiness / (
        steadiness + STEADY**2
    )
    prior = PRIOR_DRIFT if logs else 0.0
    carried = np.clip(trust * persistence * slope(values), -FASTEST, FASTEST)
    return np.asarray(carried + (1 - trust) * prior)


def _earlier(values: Array, slope: Slope) -> tuple[Array, Array]:
    """Variance of the changes, watered down with the prior, and the slope."""
    n = values.shape[1] - 1
    if n == 0:
        return np.full(len(values), PRIOR_SWING**2), np.zeros(len(values))
    squares = n**2 * np.diff(values, axis=1).var(axis=1)
    watered = squares + PRIOR_WEIGHT * PRIOR_SWING**2
    return watered / (n**2 + PRIOR_WEIGHT), slope(values)
