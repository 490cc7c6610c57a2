"""The arithmetic of break tests in a straight line: arrays in, arrays out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import fdtri, ncfdtrinc

from kzaz_analysis.analysis.growth.trend import PARAMETERS

if TYPE_CHECKING:
    from numpy.typing import NDArray


def f_statistics(
    years: NDArray[np.float64], series: NDArray[np.float64], splits: list[int]
) -> NDArray[np.float64]:
    """Return the Chow statistic of each series for each split.

    Parameters
    ----------
    years : ndarray
        Shape (n,).
    series : ndarray
        One series a row, shape (m, n).
    splits : list of int
        Number of years before the break, for each break looked at.

    Returns
    -------
    ndarray
        Shape (m, number of splits).
    """
    n = len(years)
    free = n - 2 * PARAMETERS
    whole = _rss(_trend(years), series)
    columns = []
    for n_earlier in splits:
        parts = _rss(_two_trends(years, n_earlier), series)
        columns.append((whole - parts) / PARAMETERS / (parts / free))
    return np.column_stack(columns)


def largest_residual(
    years: NDArray[np.float64], logs: NDArray[np.float64], before: int
) -> float:
    """Return the largest distance of a figure from the trend of its own side."""
    basis = _basis(_two_trends(years, before))
    return float(np.abs(logs - (logs @ basis) @ basis.T).max())


def smallest_shift_pct(
    years: NDArray[np.float64], logs: NDArray[np.float64], before: int
) -> float:
    """Return the jump of the level, in percent, that the F test mostly finds.

    "Mostly" is a power of 80 percent at the 5 percent level. A jump of d log points
    has the noncentrality d**2 S / s**2, with S what one trend leaves of the step and
    s the error around the two trends.

    Parameters
    ----------
    years, logs : ndarray
        Years and logs of the figures, shape (n,).
    before : int
        Number of years before the jump.
    """
    free = len(years) - 2 * PARAMETERS
    critical = fdtri(PARAMETERS, free, 0.95)
    noncentrality = float(ncfdtrinc(PARAMETERS, free, 0.2, critical))
    step = (np.arange(len(years)) >= before).astype(float)
    left = float(_rss(_trend(years), step[None, :])[0])
    squares = float(_rss(_two_trends(years, before), logs[None, :])[0])
    return 100 * math.expm1(math.sqrt(squares / free * noncentrality / left))


def _trend(years: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack([np.ones(len(years)), years - years.mean()])


def _two_trends(years: NDArray[np.float64], before: int) -> NDArray[np.float64]:
    late = (np.arange(len(years)) >= before)[:, None]
    return np.hstack([_trend(years) * ~late, _trend(years) * late])


def _basis(regressors: NDArray[np.float64]) -> NDArray[np.float64]:
    basis, _ = np.linalg.qr(regressors)
    return basis


def _rss(
    regressors: NDArray[np.float64], series: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Residual sum of squares of each row of `series` on the same regressors."""
    basis = _basis(regressors)
    residuals = series - (series @ basis) @ basis.T
    squares: NDArray[np.float64] = np.square(residuals).sum(axis=1)
    return squares
