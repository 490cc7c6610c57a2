"""Damped trend fitted by maximum likelihood, through statsmodels.

Slow (tens of milliseconds a series) and therefore optional: imported on first use,
never part of the default combination.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def damped_trend_ets(values: Array, h: int) -> Array:
    """ETS(A,Ad,N) of every row, one optimisation each (Hyndman et al. 2008).

    Parameters
    ----------
    values : numpy.ndarray
        Shape ``(n, years)``; the caller hands over logarithms where it can.
    h : int
        Horizon in years.

    Returns
    -------
    numpy.ndarray
        Shape ``(n, h)``.  A constant row is carried forward as it is: there is no
        likelihood to maximise.
    """
    return np.stack([_one(row, h) for row in values])


def _one(row: Array, h: int) -> Array:
    from statsmodels.tsa.exponential_smoothing import ets  # noqa: PLC0415

    if np.ptp(row) == 0:
        return np.full(h, row[-1])
    model_of: Any = ets.ETSModel
    model = model_of(row, error="add", trend="add", damped_trend=True)
    with warnings.catch_warnings():
        # A flat likelihood is usual in short records: the best point found is used.
        warnings.simplefilter("ignore")
        fitted = model.fit(disp=False, maxiter=200)
        return np.asarray(fitted.forecast(h), dtype=float)
