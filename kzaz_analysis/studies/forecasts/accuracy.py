"""How near forecasts came, and whether no change came nearer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class AccuracyOfOthers:
    """Forecasts by others beside their outturns.

    Attributes
    ----------
    count, too_high : int
        Forecasts that have an outturn, and those whose value, without the words that
        hedge it, is above it.
    error_pct : float
        Median absolute error in percent of the outturn; NaN without any.
    compared, nearer : int
        Forecasts that can be compared with no change, and those that came nearer.
    """

    count: int
    too_high: int
    error_pct: float
    compared: int
    nearer: int


def accuracy_of_others(forecasts: pd.DataFrame) -> AccuracyOfOthers:
    """Sum up forecasts with the columns ``error_pct`` and ``naive_error_pct``."""
    errors = forecasts[["error_pct", "naive_error_pct"]].astype(float)
    own_errors, pairs = errors["error_pct"].dropna(), errors.dropna().abs()
    return AccuracyOfOthers(
        count=len(own_errors),
        too_high=int((own_errors > 0).sum()),
        error_pct=float(own_errors.abs().median()),
        compared=len(pairs),
        nearer=int((pairs["error_pct"] < pairs["naive_error_pct"]).sum()),
    )


def beside_no_change(score: float, naive: float, close: float) -> str:
    """Say which error is smaller: ``better``, ``worse``, ``same`` within `close`.

    Empty where one of the two is missing.
    """
    gap = score - naive
    if math.isnan(gap):
        return ""
    better = "better" if gap < 0 else "worse"
    return "same" if abs(gap) <= close else better
