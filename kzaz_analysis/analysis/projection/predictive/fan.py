"""The predictive distribution of a batch: quantiles, paths, chances of a target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from kzaz_analysis.analysis.projection.methods.members import method as method_of
from kzaz_analysis.analysis.projection.predictive.spread import (
    POWER,
    PROBABILITIES,
    QuantileTable,
    shipped_table,
    swing,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

NORMAL_SCORES = ndtri(np.array(PROBABILITIES))
"""Where the quantiles of the table stand on the normal scale."""
AT_ONCE = 256
"""Series compared with the shared paths at a time; bounds the memory."""


def walk_scores(draws: int, h: int, seed: int) -> Array:
    """Simulate normal scores that hang together from year to year as a random walk.

    Every draw has its mirror image, so that half of the paths lie on either side of
    the median in every year.

    Parameters
    ----------
    draws, h : int
        Paths (an odd number is rounded up) and years.
    seed : int
        Seed of the random draws.

    Returns
    -------
    numpy.ndarray
        Shape ``(draws, h)``.
    """
    rng = np.random.default_rng(seed)
    steps = rng.standard_normal(((draws + 1) // 2, h))
    walk = steps.cumsum(axis=1) / np.sqrt(np.arange(1, h + 1))
    return np.concatenate([walk, -walk])


@dataclass(frozen=True, slots=True)
class Fan:
    """Predictive distribution of `n` series over `h` years.

    Attributes
    ----------
    centre : numpy.ndarray
        Medians, shape ``(n, h)``; logarithms when `logs`.
    spread : numpy.ndarray
        Quantiles of the error around the centre at `PROBABILITIES`, shape
        ``(n, h, len(PROBABILITIES))``; linear in the normal score between and beyond.
    logs : bool
        Whether `centre` and `spread` are in logs.
    lowest : numpy.ndarray
        No quantile falls below this, shape ``(n,)``: zero for records that never
        went below zero.
    """

    centre: Array
    spread: Array
    logs: bool
    lowest: Array

    def quantile(self, probability: float) -> Array:
        """Give one quantile of every series and year, shape ``(n, h)``."""
        return self.to_unit(self.centre + self.errors(np.array(ndtri(probability))))

    def errors(self, scores: Array) -> Array:
        """Errors at normal scores.

        Parameters
        ----------
        scores : numpy.ndarray
            One number, or any shape that goes with ``(n, h)``.

        Returns
        -------
        numpy.ndarray
            Shape ``(..., n, h)``, around the centre.
        """
        wanted = np.broadcast_to(
            scores, np.broadcast_shapes(np.shape(scores), self.centre.shape)
        )
        upper = np.searchsorted(NORMAL_SCORES, wanted)
        upper = np.clip(upper, 1, len(NORMAL_SCORES) - 1)
        left, right = NORMAL_SCORES[upper - 1], NORMAL_SCORES[upper]
        low, high = self._knots(upper)
        return np.asarray(low + (high - low) * (wanted - left) / (right - left))

    def scores(self, errors: Array) -> Array:
        """Find the normal scores of errors, the inverse of `errors`: ``(n, h)``."""
        upper = (self.spread < errors[:, :, None]).sum(axis=2)
        upper = np.clip(upper, 1, len(NORMAL_SCORES) - 1)
        left, right = NORMAL_SCORES[upper - 1], NORMAL_SCORES[upper]
        low, high = self._knots(upper)
        width = np.maximum(high - low, np.finfo(float).tiny)
        with np.errstate(over="ignore"):
            return np.asarray(left + (right - left) * ((errors - low) / width))

    def paths(self, draws: int, seed: int) -> Array:
        """Simulate paths of every series, shape ``(n, draws, h)``."""
        walks = walk_scores(draws, self.centre.shape[1], seed)
        drawn = self.to_unit(self.centre + self.errors(walks[:, None, :]))
        return drawn.swapaxes(0, 1)

    def reached(self, targets: Array, draws: int, seed: int) -> Array:
        """Chance that a path has been at or above its target by each year.

        Parameters
        ----------
        targets : numpy.ndarray
            One level a series, shape ``(n,)``; missing where there is none.
        draws, seed : int
            Size and seed of the simulation; all series share the same draws, so that
            chances fall with the target without exception.

        Returns
        -------
        numpy.ndarray
            Shape ``(n, h)``; missing where the target is.
        """
        with np.errstate(divide="ignore"):
            aim = np.log(np.maximum(targets, 0)) if self.logs else targets
        needed = self.scores(aim[:, None] - self.centre)
        walks = walk_scores(draws, self.centre.shape[1], seed)
        chances = np.empty(self.centre.shape)
        for first in range(0, len(needed), AT_ONCE):
            some = slice(first, first + AT_ONCE)
            there = walks[None] >= needed[some, None, :]
            chances[some] = np.logical_or.accumulate(there, axis=2).mean(axis=1)
        chances[self.lowest >= targets] = 1.0
        return np.where(np.isnan(targets)[:, None], np.nan, chances)

    def to_unit(self, numbers: Array) -> Array:
        """Turn numbers of the fan, shape ``(..., n, h)``, into the data's unit."""
        plain = np.exp(numbers) if self.logs else numbers
        return np.asarray(np.maximum(plain, self.lowest[:, None]))

    def _knots(self, upper: NDArray[np.intp]) -> tuple[Array, Array]:
        """Errors at the knots below and at `upper`, of every series and year."""
        series = np.arange(self.spread.shape[0])[:, None]
        year = np.arange(self.spread.shape[1])
        return self.spread[series, year, upper - 1], self.spread[series, year, upper]


def batch_fan(
    values: Array,
    h: int,
    method: str,
    table: QuantileTable | None = None,
    logs: bool | None = None,
) -> Fan:
    """Predictive distribution of series of one length.

    Parameters
    ----------
    values : numpy.ndarray
        Shape ``(n, years)``, of one kind: handled in logs, or in levels.
    h : int
        Horizon in years.
    method : str
        Name of a member or combination.
    table : QuantileTable, optional
        Quantiles of standardised errors; those shipped when not given.
    logs : bool, optional
        Whether to work in logarithms; where all values are positive when not given.

    Returns
    -------
    Fan
        Its median is the forecast of the method.
    """
    logs = bool((values > 0).all()) if logs is None else logs
    median = method_of(method).median(values, h, logs)
    unit = np.ones(len(values)) if logs else np.abs(values).max(axis=1)
    size = swing(np.log(values) if logs else values / unit[:, None], logs)
    chosen = table or shipped_table()
    shape = chosen.shape(method, logs, values.shape[1], h, size)
    spread = shape * (unit * size**POWER)[:, None, None]
    lowest = np.where(values.min(axis=1) >= 0, 0.0, -np.inf)
    return Fan(np.log(median) if logs else median, spread, logs, lowest)
