"""How far outcomes fell from such forecasts: the swing of a series, and the table.

The errors of a method, divided by a power of the swing of the series, are pooled over
thousands of trade flows; their quantiles, by horizon, by length of record and by swing,
are the shape of every fan (split conformal prediction: Vovk, Gammerman, Shafer 2005;
Lei et al. 2018).  ``quantiles.csv`` holds them, with the sets they were learned from;
``benchmarks/learn_quantiles.py`` made it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.analysis.projection.methods.drift import believed_drift, recent_slope

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

PROBABILITIES = (
    *(0.005, 0.01, 0.025, 0.05, 0.1, 0.175, 0.25, 0.375, 0.5),
    *(0.625, 0.75, 0.825, 0.9, 0.95, 0.975, 0.99, 0.995),
)
"""Where the quantiles of the table stand."""
COLUMNS = tuple(f"q{1000 * p:03.0f}" for p in PROBABILITIES)
"""Columns of the table that hold them, in thousandths."""
CLASSES = (3, 4, 6, 10)
"""First length of record, in years, of each class of the table."""
POWER = 0.9
"""Errors grow a little less than in proportion to the swing: calm does not last."""
NORM = 1.5
"""Exponent of the mean of changes: between mean absolute and root mean square."""
SHORT_MEMORY, LONG_MEMORY = 0.6, 0.95
"""Weights of a change against the next in the two means that make the swing."""
CALMEST, WILDEST = 0.01, 3.0
"""Bounds of the swing: a record that never moved is not certain never to."""


def swing(values: Array, logs: bool) -> Array:
    """Size of a usual yearly change around the believed drift, of every row.

    The mean of a short and a long memory of ``|change - drift| ** NORM``, its root
    taken, held between `CALMEST` and `WILDEST`.

    Parameters
    ----------
    values : numpy.ndarray
        Shape ``(n, years)``, at least two years, in logs or over the largest size.
    logs : bool
        Whether `values` are logs.

    Returns
    -------
    numpy.ndarray
        Shape ``(n,)``, a pure number.
    """
    drift = believed_drift(values, recent_slope(values), logs)
    changes = np.abs(np.diff(values, axis=1) - drift[:, None]) ** NORM
    age = np.arange(changes.shape[1])[::-1]
    means = [
        changes @ memory**age / (memory**age).sum()
        for memory in (SHORT_MEMORY, LONG_MEMORY)
    ]
    root = np.mean(means, axis=0) ** (1 / NORM)
    return np.asarray(np.clip(root, CALMEST, WILDEST))


def length_class(years: int) -> int:
    """Find the class of the table for a record of that many years."""
    return max(first for first in CLASSES if first <= max(years, CLASSES[0]))


@dataclass(frozen=True, slots=True)
class Cube:
    """Quantiles by horizon and swing, shape ``(horizons, swings, PROBABILITIES)``."""

    horizons: Array
    swings: Array
    quantiles: Array


@dataclass(frozen=True, slots=True, eq=False)
class QuantileTable:
    """Quantiles of errors over ``swing ** POWER``, by method and kind of series.

    Attributes
    ----------
    frame : pandas.DataFrame
        Columns ``method, space, least_years, h, swing, errors`` and `COLUMNS`; one row
        per method, space (log or level), class of length, horizon in years and swing.
    cubes : dict
        The same by method, space and class, ready for interpolation.
    """

    frame: pd.DataFrame
    cubes: dict[tuple[str, str, int], Cube] = field(init=False)

    def __post_init__(self) -> None:
        kinds = self.frame.groupby(["method", "space", "least_years"], sort=False)
        object.__setattr__(self, "cubes", {key: _cube(rows) for key, rows in kinds})

    def shape(self, method: str, logs: bool, years: int, h: int, size: Array) -> Array:
        """Quantiles for series of one length, by the swing of each.

        Parameters
        ----------
        method : str
            Name of the method; one without rows of its own takes those of the
            default combination.
        logs : bool
            Whether errors are in logs or in levels.
        years : int
            Length of the record.
        h : int
            Longest horizon.  Horizons between those of the table are interpolated;
            beyond them the last widens by the square root of time, as a random walk.
        size : numpy.ndarray
            `swing` of each series, shape ``(n,)``; interpolated in logs.

        Returns
        -------
        numpy.ndarray
            Shape ``(n, h, len(PROBABILITIES))``.
        """
        kind = ("log" if logs else "level", length_class(years))
        own = self.cubes.get((method, *kind))
        cube = own or self.cubes["combination", *kind]
        ahead, longest = np.arange(1, h + 1), cube.horizons[-1]
        known = _between(np.minimum(ahead, longest), cube.horizons, cube.quantiles)
        widened = np.sqrt(np.maximum(ahead / longest, 1))[:, None, None]
        by_swing = (known * widened).swapaxes(0, 1)
        return _between(np.log(size), np.log(cube.swings), by_swing)


def _cube(rows: pd.DataFrame) -> Cube:
    ordered = rows.sort_values(["h", "swing"])
    horizons = np.unique(ordered["h"].to_numpy(dtype=float))
    swings = np.unique(ordered["swing"].to_numpy(dtype=float))
    quantiles = ordered[list(COLUMNS)].to_numpy(dtype=float)
    return Cube(horizons, swings, quantiles.reshape(len(horizons), len(swings), -1))


def _between(wanted: Array, knots: Array, values: Array) -> Array:
    """Interpolate along the first axis of `values`; the ends are held."""
    inside = np.clip(wanted, knots[0], knots[-1])
    if len(knots) == 1:
        return np.repeat(values, len(inside), axis=0)
    upper = np.clip(np.searchsorted(knots, inside), 1, len(knots) - 1)
    share = (inside - knots[upper - 1]) / (knots[upper] - knots[upper - 1])
    share = share.reshape(-1, *[1] * (values.ndim - 1))
    return np.asarray((1 - share) * values[upper - 1] + share * values[upper])


@cache
def shipped_table() -> QuantileTable:
    """Read the table that comes with the package."""
    place = files(__package__).joinpath("quantiles.csv")
    with place.open(encoding="utf-8") as lines:
        return QuantileTable(pd.read_csv(lines, comment="#"))
