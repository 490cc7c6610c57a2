"""Chance of having been at or above a barrier by each year, worked out, not drawn.

Scores hang together from year to year as a random walk ``W[k] = sum of k normal steps``
does, each divided by the root of ``k``.  The density of the walk below all barriers so
far is carried from year to year by Gauss-Legendre quadrature; what of it lies above
the next barrier has crossed there (the recursion of Armitage, McPherson, Rowe 1969).
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

NODES = 24
"""Fewest points of the quadrature."""
NODES_PER_DEVIATION = 14
"""Points for each standard deviation of the walk.

The walk spreads while its steps stay as they are: with so many the error of a chance is
below one in ten thousand in every year.
"""
REACH = 6.0
"""Normal score beyond which nothing is expected."""
NEGLIGIBLE = 1e-6
"""Chance below which there is none."""
AT_ONCE = 256
"""Rows worked out together, so that they fit the processor's cache."""


def crossed_by(barriers: Array) -> Array:
    """Chance that a walk has been at or above its barrier by each year.

    Parameters
    ----------
    barriers : numpy.ndarray
        Normal score needed in each year, shape ``(n, h)``; infinite ones are allowed.

    Returns
    -------
    numpy.ndarray
        Shape ``(n, h)``; never falls along a row.
    """
    parts = np.split(barriers, range(AT_ONCE, len(barriers), AT_ONCE))
    crossed = np.concatenate([_crossed_by(part) for part in parts])
    # Rounding must not make it less likely by a year than in that very year.
    chances = np.maximum(crossed, above(barriers))
    chances[chances < NEGLIGIBLE] = 0.0
    return np.maximum.accumulate(np.clip(chances, 0, 1), axis=1)


def above(barriers: Array) -> Array:
    """Chance of being at or above a barrier in each very year, of any shape."""
    chances = np.where(barriers <= -REACH, 1.0, ndtr(-barriers))
    return np.where(chances < NEGLIGIBLE, 0.0, chances)


@cache
def rule(year: int) -> tuple[Array, Array]:
    """Points and weights of the quadrature of one year ahead, from 1."""
    count = math.ceil(NODES_PER_DEVIATION * math.sqrt(year))
    points, weights = np.polynomial.legendre.leggauss(max(NODES, count))
    return np.asarray(points), np.asarray(weights)


def _crossed_by(barriers: Array) -> Array:
    scale = np.sqrt(np.arange(1, barriers.shape[1] + 1))
    top = np.clip(barriers, -REACH, REACH) * scale
    half = (top + REACH * scale) / 2
    walk, mass = np.zeros((len(top), 1)), np.ones((len(top), 1))
    chances = np.empty(top.shape)
    for year in range(top.shape[1]):
        # What stays below, summed over where the walk was a year before.
        below = (mass * ndtr(top[:, year, None] - walk)).sum(axis=1)
        chances[:, year] = 1 - below
        points, weights = rule(year + 1)
        nodes = top[:, year, None] + half[:, year, None] * (points - 1)
        steps = np.exp((nodes[:, :, None] - walk[:, None, :]) ** 2 / -2)
        density = (steps @ mass[:, :, None])[:, :, 0] / math.sqrt(2 * math.pi)
        walk, mass = nodes, density * half[:, year, None] * weights
    return chances
