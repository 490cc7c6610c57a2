"""Drivers: what a change of one thing does to a series, by accounting or elasticity."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kzaz_analysis.analysis.growth.annual import check_annual
from kzaz_analysis.analysis.intervals import Interval
from kzaz_analysis.analysis.results import MeasureResult, row, summary_frame
from kzaz_analysis.errors import NotComputable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LEAST_CHANGES = 8
"""Yearly changes below which no elasticity is estimated."""


@dataclass(frozen=True, slots=True)
class Elasticity(MeasureResult):
    """Percent by which a series moves with one percent of an indicator.

    Attributes
    ----------
    value : float
        Slope of the yearly log changes of the series on those of the indicator.
    low, high : float
        Confidence interval: the wider of the classical one and that of Newey and
        West, both by Student's t with n - 2 degrees of freedom.
    confidence_pct : float
        Its level.
    n : int
        Yearly changes used.
    r2 : float
        Share of the variance of the changes that goes with the indicator.
    start_year, end_year : int
        First and last year of the run.
    hac_lags : int
        Lags of the Newey-West error.
    books : str
        Books of the run.
    """

    value: float
    low: float
    high: float
    confidence_pct: float
    n: int
    r2: float
    start_year: int
    end_year: int
    hac_lags: int
    books: str = ""

    @property
    def is_told_from_zero(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What the estimate rests on and what it is not."""
        caveat = (
            ""
            if self.is_told_from_zero
            else " It is not significantly different from zero."
        )
        return (
            f"{self.n} yearly changes from {self.start_year} to "
            f"{self.end_year}.{caveat}",
            "Moving together is no cause; other things moved in the same years.",
        )

    def summary(self) -> pd.DataFrame:
        """Return the elasticity with its interval, fit and number of changes."""
        span = f"{self.start_year} to {self.end_year}"
        interval = Interval(self.low, self.high)
        rows = [
            row(f"elasticity, {span}", self.value, "% per %", interval),
            row("variance of changes explained (R2)", self.r2, "ratio"),
            row("yearly changes", self.n, "years"),
        ]
        return summary_frame(rows)


def elasticity(
    annual: pd.DataFrame,
    indicator: pd.DataFrame,
    *,
    is_rate: bool,
    confidence_pct: float = 95.0,
) -> Elasticity:
    """Elasticity of a series to an indicator on its longest run of one reporter.

    Ordinary least squares of the yearly change of ln(series) on that of
    ln(indicator), with a constant. Lags of the Newey-West (1987) error by
    4 (n / 100) ** (2 / 9), the rule of thumb in Newey and West (1994), with the
    factor n / (n - 2).

    Parameters
    ----------
    annual : pandas.DataFrame
        Annual frame of the series; a column ``books`` is passed on.
    indicator : pandas.DataFrame
        Columns ``year, value``.
    is_rate : bool
        Whether the indicator is a growth rate already, in percent a year.
    confidence_pct : float
        Level of the interval.

    Raises
    ------
    NotComputable
        If no run of consecutive years has `LEAST_CHANGES` changes that the indicator
        covers, or the indicator does not vary.
    """
    moves = _changes(annual, indicator, is_rate=is_rate)
    if len(moves) < LEAST_CHANGES:
        raise NotComputable(
            f"{len(moves)} yearly changes of one reporter go with the indicator; "
            f"an elasticity needs {LEAST_CHANGES}"
        )
    x = moves["x"].to_numpy(dtype=float)
    if not np.ptp(x) > 0:
        raise NotComputable("the indicator does not vary over these years")
    y = moves["y"].to_numpy(dtype=float)
    lags = int(4 * (len(x) / 100) ** (2 / 9))
    slope, r2, low, high = _slope(x, y, lags, confidence_pct)
    return Elasticity(
        value=slope,
        low=low,
        high=high,
        confidence_pct=confidence_pct,
        n=len(x),
        r2=r2,
        start_year=int(moves["year"].iloc[0]) - 1,
        end_year=int(moves["year"].iloc[-1]),
        hac_lags=lags,
        books=str(moves["books"].iloc[-1]),
    )


def _slope(
    x: Array, y: Array, lags: int, confidence_pct: float
) -> tuple[float, float, float, float]:
    # statsmodels takes a second to import, and most pages need no elasticity.
    from statsmodels.regression import linear_model  # noqa: PLC0415

    library: Any = linear_model
    model = library.OLS(y, np.column_stack([np.ones_like(x), x]))
    plain = model.fit()
    options = {"maxlags": lags, "use_correction": True}
    robust = model.fit(cov_type="HAC", cov_kwds=options, use_t=True)
    alpha = 1 - confidence_pct / 100
    bounds = np.vstack([plain.conf_int(alpha)[1], robust.conf_int(alpha)[1]])
    low, high = float(bounds[:, 0].min()), float(bounds[:, 1].max())
    return float(plain.params[1]), float(plain.rsquared), low, high


def _changes(
    annual: pd.DataFrame, indicator: pd.DataFrame, *, is_rate: bool
) -> pd.DataFrame:
    """Paired yearly log changes over the longest unbroken run: year, y, x, books."""
    figures = check_annual(annual).copy()
    figures["books"] = figures.get("books", "")
    starts = (figures["year"].diff() != 1) | (figures["segment"].diff() != 0)
    figures["run"] = (starts | ~(figures["value"] > 0)).cumsum()
    figures = figures[figures["value"] > 0]
    figures["y"] = figures.groupby("run")["value"].transform(lambda v: np.log(v).diff())
    paired = figures.merge(_log_changes(indicator, is_rate=is_rate), on="year")
    paired = paired.dropna(subset=["x", "y"])
    if paired.empty:
        return paired
    longest = paired["run"].value_counts(sort=True).idxmax()
    return paired[paired["run"] == longest].reset_index(drop=True)


def _log_changes(indicator: pd.DataFrame, *, is_rate: bool) -> pd.DataFrame:
    ordered = indicator[["year", "value"]].sort_values("year", ignore_index=True)
    if is_rate:
        return ordered.assign(x=np.log1p(ordered["value"] / 100))[["year", "x"]]
    next_to = ordered["year"].diff() == 1
    logs = np.log(ordered["value"].where(ordered["value"] > 0))
    return ordered.assign(x=logs.diff().where(next_to))[["year", "x"]]


def macro_effect(
    level: float,
    slope: Elasticity,
    base: float,
    case: float,
    years: int,
    *,
    is_rate: bool,
) -> tuple[float, Interval]:
    """Change of a level by the horizon when an indicator takes another value.

    ``level * ((case / base) ** e - 1)`` for an indicator that is a level, and
    ``level * (((1 + case) / (1 + base)) ** (e * years) - 1)`` for a growth rate that
    is kept for all years.

    Parameters
    ----------
    level : float
        Level of the driven series today.
    slope : Elasticity
        Its elasticity.
    base, case : float
        Value of the indicator in the base and in this case; percent a year for a rate.
    years : int
        Years to the horizon.
    is_rate : bool
        Whether the indicator is a growth rate.

    Returns
    -------
    tuple of float and Interval
        The change in the unit of the level, and what the interval of the elasticity
        makes of it.

    Raises
    ------
    NotComputable
        If a value has no logarithm.
    """
    ends = (1 + base / 100, 1 + case / 100) if is_rate else (base, case)
    if not min(ends) > 0:
        raise NotComputable(f"no logarithm of a change from {base:g} to {case:g}")
    step = math.log(ends[1] / ends[0]) * (years if is_rate else 1)
    change = [
        level * math.expm1(e * step) for e in (slope.value, slope.low, slope.high)
    ]
    return change[0], Interval(min(change), max(change))


def points_a_year(effect: float, level: float, years: int) -> float:
    """Percentage points of growth a year that an effect by the horizon amounts to.

    100 * effect / (level * years): the additive contribution, so that the points of
    parts sum to those of their total.
    """
    return 100 * effect / (level * years)


def strongest(effects: pd.DataFrame) -> pd.Series[bool]:
    """Mark the effects that enter the paths.

    Of drivers that overlap, only the one that moves the answer most: the lowest
    effect in the low case, the highest in the high one, the largest either way in the
    base. What was refused or kept out never enters, nor what moves nothing.

    Parameters
    ----------
    effects : pandas.DataFrame
        Columns ``scenario, overlap, effect, reason, kept_out``.

    Returns
    -------
    pandas.Series
        True for the rows that enter, in the order of `effects`.
    """
    able = effects[(effects["reason"] == "") & (effects["kept_out"] == "")]
    size = able["effect"].astype("float64")
    size = size.mask(able["scenario"] == "low", -size)
    size = size.mask(able["scenario"] == "base", size.abs())
    size = size[size > 0]
    chosen = size.groupby([able["scenario"], able["overlap"]], sort=False).idxmax()
    return pd.Series(effects.index.isin(chosen.to_list()), index=effects.index)


def even_steps(effects: pd.DataFrame, start: int, horizon: int) -> dict[int, float]:
    """Spread the sum of effects evenly over the years after `start` up to `horizon`."""
    total: Any = effects["effect"].sum()
    years = range(start + 1, horizon + 1)
    return dict.fromkeys(years, float(total) / len(years)) if years else {}
