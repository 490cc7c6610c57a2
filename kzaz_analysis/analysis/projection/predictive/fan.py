"""The predictive distribution of a batch: quantiles, paths, chances of a target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from kzaz_analysis.analysis.projection.methods.drift import (
    believed_drift,
    earlier_size,
    recent_slope,
)
from kzaz_analysis.analysis.projection.methods.members import method as method_of
from kzaz_analysis.analysis.projection.predictive.first_passage import above, crossed_by
from kzaz_analysis.analysis.projection.predictive.money import Money, money_of
from kzaz_analysis.analysis.projection.predictive.spread import (
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
INNER_SHARE = np.clip(np.abs(NORMAL_SCORES) / 3.5, 0, 1)
"""How far each quantile stays behind when the last change moved the median from it."""
LINKED_OUTER = 0.04
"""Part by which the 95 percent interval of a record with a break is wider."""
OUTER = np.clip(
    (np.abs(NORMAL_SCORES) - ndtri(0.9)) / (ndtri(0.975) - ndtri(0.9)), 0, 1
)
"""Part of it that each quantile takes: none within the 80 percent interval."""
NEAR_ZERO = 1e-3
"""Share of the largest value of a record below which values are not told apart."""
LAST_SHARE = 0.1
"""Part of the last value that counts as large: small ones do not rise along with it."""


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
    """

    centre: Array
    spread: Array
    logs: bool

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
        scores_at = np.broadcast_to(
            scores, np.broadcast_shapes(np.shape(scores), self.centre.shape)
        )
        upper = np.searchsorted(NORMAL_SCORES, scores_at)
        upper = np.clip(upper, 1, len(NORMAL_SCORES) - 1)
        left, right = NORMAL_SCORES[upper - 1], NORMAL_SCORES[upper]
        low, high = self._knots(upper)
        return np.asarray(low + (high - low) * (scores_at - left) / (right - left))

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

    def reached(self, targets: Array) -> Array:
        """Chance of having been at or above a target by each year.

        Scores of different years hang together as a random walk does; the chance is
        worked out, see `crossed_by`.

        Parameters
        ----------
        targets : numpy.ndarray
            One level a series, shape ``(n,)``; missing where there is none.

        Returns
        -------
        numpy.ndarray
            Shape ``(n, h)``; missing where the target is.
        """
        chances = crossed_by(np.nan_to_num(self._needed(targets), nan=np.inf))
        return np.where(np.isnan(targets)[:, None], np.nan, chances)

    def above(self, targets: Array) -> Array:
        """Chance of being at or above a target in each very year, ``(n, h)``."""
        return above(self._needed(targets))

    def _needed(self, targets: Array) -> Array:
        """Find the normal score at which each year is at the target, ``(n, h)``."""
        with np.errstate(divide="ignore"):
            aim = np.log(np.maximum(targets, 0)) if self.logs else targets
        return self.scores(aim[:, None] - self.centre)

    def to_unit(self, numbers: Array) -> Array:
        """Turn numbers of the fan, shape ``(..., n, h)``, into the data's unit."""
        return np.exp(numbers) if self.logs else numbers

    def _knots(self, upper: NDArray[np.intp]) -> tuple[Array, Array]:
        """Errors at the knots below and at `upper`, of every series and year."""
        series = np.arange(self.spread.shape[0])[:, None]
        year = np.arange(self.spread.shape[1])
        return self.spread[series, year, upper - 1], self.spread[series, year, upper]


@dataclass(frozen=True, slots=True)
class Outlying:
    """Medians of a batch, and what the width of its fans depends on.

    The newest change moves the median one way.  On the side it moved to, the fan is as
    wide as the swing with that change; on the side it came from, as wide as without
    it, and part of the way stays open.  So a fall never makes a high level more likely
    than a stand-still would have, nor a rise a low one.

    Attributes
    ----------
    median : numpy.ndarray
        Medians in logs, or over the unit of each row, shape ``(n, h)``.
    unit : numpy.ndarray
        Largest size of each row before its newest value; ones in logs.
    up, down : numpy.ndarray
        `swing` that the upper and the lower half of the fan go by, shape ``(n,)``.
    quiet : numpy.ndarray
        `swing` without the newest change, shape ``(n,)``: one of the two above.
    left_up, left_down : numpy.ndarray
        How far the newest change took the median down from above, and up from below,
        shape ``(n, h)``; not negative, and the most so far in every year.
    """

    median: Array
    unit: Array
    up: Array
    down: Array
    quiet: Array
    left_up: Array
    left_down: Array


def outlying(
    values: Array,
    h: int,
    method: str,
    logs: bool,
    comparable: Array | None = None,
) -> Outlying:
    """Forecast a batch as it is, and as if its newest change had been the usual one.

    Parameters
    ----------
    values, h, method, comparable
        As in `batch_fan`.
    logs : bool
        Whether to work in logarithms.

    Returns
    -------
    Outlying
        Medians and swings of both.
    """
    unit = np.ones(len(values)) if logs else earlier_size(values)
    work = np.log(values) if logs else values / unit[:, None]
    usual = believed_drift(work[:, :-1], recent_slope, logs)
    quiet = work.copy()
    quiet[:, -1] = work[:, -2] + usual
    quiet_values = values.copy()
    quiet_values[:, -1] = np.exp(quiet[:, -1]) if logs else unit * quiet[:, -1]
    both = method_of(method).median(np.vstack([values, quiet_values]), h, logs)
    medians = np.log(both) if logs else both / np.r_[unit, unit][:, None]
    median, quiet_median = medians[: len(values)], medians[len(values) :]
    size, quiet_size = (swing(one, usual, comparable) for one in (work, quiet))
    fell = work[:, -1] < quiet[:, -1]
    moved = np.where(fell[:, None], quiet_median - median, median - quiet_median)
    # What stays open in one year stays open after it: no side of a fan narrows.
    moved = np.maximum.accumulate(np.maximum(moved, 0), axis=1)
    return Outlying(
        median,
        unit,
        up=np.where(fell, quiet_size, size),
        down=np.where(fell, size, quiet_size),
        quiet=quiet_size,
        left_up=np.where(fell[:, None], moved, 0.0),
        left_down=np.where(fell[:, None], 0.0, moved),
    )


def batch_fan(
    values: Array,
    h: int,
    method: str,
    table: QuantileTable | None = None,
    comparable: Array | None = None,
    money: Money | None = None,
) -> Fan:
    """Predictive distribution of series of one length.

    Parameters
    ----------
    values : numpy.ndarray
        Shape ``(n, years)``, of one kind: none negative, handled in logs, or else in
        levels.
    h : int
        Horizon in years.
    method : str
        Name of a member or combination.
    table : QuantileTable, optional
        Quantiles of errors; those shipped when not given.
    comparable : numpy.ndarray, optional
        How far each change counts in the swing, see `swing`.
    money : Money, optional
        What the units of the records say; nothing is known when not given, and of
        records in levels.

    Returns
    -------
    Fan
        Its median is the forecast of the method.  None of its quantiles falls when
        the last value rises.
    """
    logs = bool((values >= 0).all())
    raised = raised_from_zero(values) if logs else values
    batch = outlying(raised, h, method, logs, comparable)
    chosen = table or shipped_table()
    units = money if money and logs else money_of([""] * len(values))
    calm_power = units.calm_power(values.shape[1])
    width = units.width(values, batch.quiet)[:, None, None] * outer_width(comparable)
    upward, downward = (
        width * chosen.errors(method, logs, values.shape[1], h, size, calm_power)
        for size in (batch.up, batch.down)
    )
    upper = upward + INNER_SHARE * batch.left_up[:, :, None]
    lower = downward - INNER_SHARE * batch.left_down[:, :, None]
    sides = [NORMAL_SCORES > 0, NORMAL_SCORES < 0]
    spread = np.select(sides, [upper, lower], 0.0)
    unit = batch.unit[:, None]
    return Fan(unit * batch.median, unit[:, :, None] * spread, logs)


def size_width(values: Array, comparable: Array, money: Money) -> Array:
    """Factors by which the size of flows in dollars makes their fans wider.

    Parameters
    ----------
    values, comparable, money
        As in `batch_fan`.

    Returns
    -------
    numpy.ndarray
        Shape ``(n,)``; ones for records in levels.
    """
    if (values < 0).any():
        return np.ones(len(values))
    raised = raised_from_zero(values)
    quiet = outlying(raised, 1, "naive", True, comparable).quiet
    return money.width(values, quiet)


def outer_width(comparable: Array | None) -> Array:
    """Factors by which the outer quantiles of records with a break lie further out.

    The swing of such a record is in part that of another time: it tells of the usual
    outcome, and a little less of the unusual one.

    Parameters
    ----------
    comparable : numpy.ndarray, optional
        As in `batch_fan`.

    Returns
    -------
    numpy.ndarray
        Shape ``(n, 1, len(PROBABILITIES))``, one row when not given.
    """
    if comparable is None:
        return np.ones((1, 1, len(PROBABILITIES)))
    is_linked = np.asarray((comparable == 0).any(axis=1), dtype=float)
    return np.asarray(1 + LINKED_OUTER * is_linked[:, None, None] * OUTER)


def usual_swing(values: Array, comparable: Array) -> float:
    """Size of a usual yearly change of one series, its newest change included.

    Parameters
    ----------
    values, comparable : numpy.ndarray
        As in `batch_fan`, one row.
    """
    logs = bool((values >= 0).all())
    unit = earlier_size(values)[:, None]
    work = np.log(raised_from_zero(values)) if logs else values / unit
    usual = believed_drift(work[:, :-1], recent_slope, logs)
    return float(swing(work, usual, comparable)[0])


def raised_from_zero(values: Array) -> Array:
    """Raise zeros and all but zeros to a thousandth of the largest of their row.

    Parameters
    ----------
    values : numpy.ndarray
        Shape ``(n, years)``, none negative, in every row a positive one.

    Returns
    -------
    numpy.ndarray
        Positive values; the same where none is below `NEAR_ZERO` of the largest, of the
        last value `LAST_SHARE` counted: otherwise its rise would raise the first years
        of a record that has grown a thousandfold, and lower what it grows by.
    """
    large = values * np.append(np.ones(values.shape[1] - 1), LAST_SHARE)
    floor = NEAR_ZERO * large.max(axis=1, keepdims=True)
    return np.asarray(np.maximum(values, floor))
