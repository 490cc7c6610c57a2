"""The share and carry methods, and what each would have said of every earlier year."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from kzaz_analysis.analysis.counting import counted
from kzaz_analysis.analysis.intervals import Interval

if TYPE_CHECKING:
    from kzaz_analysis.analysis.projection.nowcast.same_months import YearToDate

LEAST_ERRORS = 3
"""Left-out years below which a method gets no interval and no say."""
SHARE, CARRY, COMBINATION = METHODS = ("share", "carry", "combination")
OTHER, BOTH = "other reporter", "both reporters"
"""Rows that another reporter's months add, see `either_reporter`."""
ERROR_COLUMNS = ["method", "year", "forecast", "actual", "error"]


def left_out(shares: pd.DataFrame) -> pd.DataFrame:
    """Estimate every earlier year without looking at it.

    Parameters
    ----------
    shares : pandas.DataFrame
        Columns ``year, so_far, value, share``, at least two rows.

    Returns
    -------
    pandas.DataFrame
        Columns ``method, year, forecast, actual, error``; one row per method and year:
        all years for ``share`` (its own share is left out of the mean), those whose
        year before is there for ``carry`` and ``combination``. ``error`` is
        ln(forecast / actual).
    """
    value, so_far = shares["value"], shares["so_far"]
    other_shares = (shares["share"].sum() - shares["share"]) / (len(shares) - 1)
    share_before = shares.set_index("year")["share"].reindex(shares["year"] - 1)
    estimates = {SHARE: so_far / other_shares, CARRY: so_far / share_before.to_numpy()}
    estimates[COMBINATION] = np.sqrt(estimates[SHARE] * estimates[CARRY])
    parts = [
        pd.DataFrame({"year": shares["year"], "forecast": made, "actual": value})
        .dropna()
        .assign(method=name, error=lambda r: np.log(r["forecast"] / r["actual"]))
        for name, made in estimates.items()
    ]
    return pd.concat(parts, ignore_index=True)[ERROR_COLUMNS]


def estimates(now: YearToDate, shares: pd.DataFrame) -> dict[str, float]:
    """Estimate the year itself by each method; missing where a method has no base.

    Parameters
    ----------
    now : YearToDate
        Its months to date.
    shares : pandas.DataFrame
        Columns ``year, so_far, value, share``.
    """
    by_share = now.value / float(shares["share"].mean())
    share_before = shares["share"][shares["year"] == now.year - 1]
    carried = (
        math.nan if share_before.empty else now.value / float(share_before.iloc[0])
    )
    return {
        SHARE: by_share,
        CARRY: carried,
        COMBINATION: math.sqrt(by_share * carried),
    }


def bounds(
    estimate: float,
    error: float,
    df: float,
    level: float,
    rounding: tuple[float, float],
) -> Interval:
    """Interval of an estimate from its past errors.

    Parameters
    ----------
    estimate : float
        In any unit.
    error : float
        Root mean square of errors in logs.
    df : float
        Degrees of freedom of Student's quantile: one fewer than errors.
    level : float
        Nominal coverage in percent.
    rounding : tuple of float
        Bounds of the figure to date over the figure.
    """
    width = math.exp(float(stdtrit(df, 0.5 + level / 200)) * error)
    return Interval(estimate / width * rounding[0], estimate * width * rounding[1])


def method_table(
    now: YearToDate,
    shares: pd.DataFrame,
    errors: pd.DataFrame,
    level: tuple[float, ...],
) -> pd.DataFrame:
    """Lay out the methods side by side; see `Nowcast.table` for the columns."""
    by_method = estimates(now, shares)
    sizes = {name: errors["error"][errors["method"] == name] for name in METHODS}
    able = {
        name: math.isfinite(by_method[name]) and len(sizes[name]) >= LEAST_ERRORS
        for name in METHODS
    }
    used = COMBINATION if able[COMBINATION] else SHARE
    rounding = now.low / now.value, now.high / now.value
    rows = []
    for name in METHODS:
        n, error = len(sizes[name]), _root_mean_square(sizes[name])
        line = {"method": name, "estimate": by_method[name], "n": n, "error": error}
        for percent in level:
            ends = (
                bounds(by_method[name], error, n - 1, percent, rounding)
                if able[name]
                else None
            )
            line[f"lo-{percent:g}"] = ends.low if ends else math.nan
            line[f"hi-{percent:g}"] = ends.high if ends else math.nan
        reason = "" if able[name] else _why_not(by_method[name], n, now)
        line["df"] = n - 1
        rows.append(line | {"used": name == used, "reason": reason})
    return pd.DataFrame(rows)


def _root_mean_square(errors: pd.Series[float]) -> float:
    return math.sqrt(float((errors**2).mean())) if len(errors) else math.nan


def _why_not(estimate: float, n: int, now: YearToDate) -> str:
    if not math.isfinite(estimate):
        return f"{now.year - 1} does not have both these months and the whole year"
    return f"{counted(n, 'year')} can be left out in turn; {LEAST_ERRORS} are needed"
