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
    in_year : int
        Forecasts published in the year that they are for, when part of it was over,
        or without a date, so that they may have been.
    error_before_pct : float or None
        Median absolute error without these; None where fewer than two are left.
    """

    count: int
    too_high: int
    error_pct: float
    compared: int
    nearer: int
    in_year: int
    error_before_pct: float | None


def accuracy_of_others(forecasts: pd.DataFrame) -> AccuracyOfOthers:
    """Sum up forecasts with the columns of `scored_others`."""
    errors = forecasts[["error_pct", "naive_error_pct"]].astype(float)
    own_errors, pairs = errors["error_pct"].dropna(), errors.dropna().abs()
    published_in = forecasts["published_on"].fillna("").astype(str).str[:4]
    of_year = published_in == forecasts["year"].astype("Int64").astype(str)
    is_late = (of_year | published_in.eq(""))[own_errors.index].astype(bool)
    before = own_errors[~is_late].abs()
    return AccuracyOfOthers(
        count=len(own_errors),
        too_high=int((own_errors > 0).sum()),
        error_pct=float(own_errors.abs().median()),
        compared=len(pairs),
        nearer=int((pairs["error_pct"] < pairs["naive_error_pct"]).sum()),
        in_year=int(is_late.sum()),
        error_before_pct=float(before.median()) if len(before) > 1 else None,
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
