"""How far outcomes fell from such forecasts: the swing of a series, and the table.

The errors of a method are pooled over thousands of trade flows; their quantiles, by
horizon, by length of record and by swing, are the shape of every fan (split conformal
prediction: Vovk, Gammerman, Shafer 2005; Lei et al. 2018).  ``quantiles.csv`` holds
them, with the sets they were learned from; ``benchmarks/learn_quantiles.py`` made it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

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
CALM_YEARS = 6
"""Length from which on a record calmer than those of the table narrows the fan."""
POWER = 0.9
"""Errors grow a little less than in proportion to the swing: calm does not last."""
NORM = 1.5
"""Exponent of the mean of changes: between mean absolute and root mean square."""
SHORT_MEMORY, LONG_MEMORY = 0.75, 0.95
"""Weights of a change against the next in the two means that make the swing."""
CALMEST, WILDEST = 0.01, 1.5
"""Bounds of the swing; above the second lie hardly any records to learn from."""


def swing(values: Array, drift: Array, comparable: Array | None = None) -> Array:
    """Size of a usual yearly change around a drift, of every row.

    The mean of a short and a long memory of ``|change - drift| ** NORM``, its root
    taken, held between `CALMEST` and `WILDEST`.

    Parameters
    ----------
    values : numpy.ndarray
        Shape ``(n, years)``, at least two years, in logs or over a unit.
    drift : numpy.ndarray
        Expected change a year, shape ``(n,)``.
    comparable : numpy.ndarray, optional
        How far each change counts, 0 to 1, shape ``(n, years - 1)``: not at all across
        a break.  At least one a row does; all when not given.

    Returns
    -------
    numpy.ndarray
        Shape ``(n,)``, a pure number.
    """
    changes = np.abs(np.diff(values, axis=1) - drift[:, None]) ** NORM
    counted = np.ones(changes.shape) if comparable is None else comparable
    age = np.arange(changes.shape[1])[::-1]
    means = [
        (changes * counted) @ memory**age / (counted @ memory**age)
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
    """Quantiles of errors around the median forecast, by method and kind of series.

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

    def errors(
        self,
        method: str,
        logs: bool,
        years: int,
        h: int,
        size: Array,
        calm_power: Array | float = POWER,
    ) -> Array:
        """Quantiles of the error for series of one length, by the swing of each.

        Parameters
        ----------
        method : str
            Name of the method; one without rows of its own takes those of the
            default combination.
        logs : bool
            Whether errors are in logs or in levels over a unit.
        years : int
            Length of the record.
        h : int
            Longest horizon.  Horizons between those of the table are interpolated;
            beyond them the last widens by the square root of time, as a random walk.
        size : numpy.ndarray
            `swing` of each series, shape ``(n,)``; interpolated in logs, and beyond
            the swings of the table carried on in proportion to its power `POWER`.
            Below the calmest the quantiles of records shorter than `CALM_YEARS` are
            held: a few calm years say little.
        calm_power : numpy.ndarray or float
            Power below the calmest swing of the table, shape ``(n,)``.

        Returns
        -------
        numpy.ndarray
            Shape ``(n, h, len(PROBABILITIES))``.
        """
        kind = ("log" if logs else "level", length_class(years))
        own_cube = self.cubes.get((method, *kind))
        cube = own_cube or self.cubes["combination", *kind]
        ahead, longest = np.arange(1, h + 1), cube.horizons[-1]
        inside = _between(np.minimum(ahead, longest), cube.horizons, cube.quantiles)
        widened = np.sqrt(np.maximum(ahead / longest, 1))[:, None, None]
        by_swing = (inside * widened).swapaxes(0, 1)
        at_size = _between(np.log(size), np.log(cube.swings), by_swing)
        least = 0.0 if years >= CALM_YEARS else cube.swings[0]
        within = np.clip(size, cube.swings[0], cube.swings[-1])
        power = np.where(size < within, calm_power, POWER)
        beyond = (np.maximum(size, least) / within) ** power
        return np.asarray(at_size * beyond[:, None, None])


def _cube(rows: pd.DataFrame) -> Cube:
    ordered = rows.sort_values(["h", "swing"])
    horizons = np.unique(ordered["h"].to_numpy(dtype=float))
    swings = np.unique(ordered["swing"].to_numpy(dtype=float))
    quantiles = ordered[list(COLUMNS)].to_numpy(dtype=float)
    return Cube(horizons, swings, quantiles.reshape(len(horizons), len(swings), -1))


def _between(positions: Array, knots: Array, values: Array) -> Array:
    """Interpolate along the first axis of `values`; the ends are held."""
    inside = np.clip(positions, knots[0], knots[-1])
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
