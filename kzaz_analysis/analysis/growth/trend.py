"""Least-squares growth: the rate of a straight line through the logs of a series."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit

from kzaz_analysis.analysis.growth.annual import break_years, window
from kzaz_analysis.analysis.intervals import Interval
from kzaz_analysis.analysis.results import MeasureResult, row, summary_frame
from kzaz_analysis.errors import NotComputable

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

PARAMETERS = 2
"""Parameters of a log-linear trend: level and slope."""


@dataclass(frozen=True, slots=True)
class LeastSquaresGrowth(MeasureResult):
    """Yearly rate of a log-linear trend, with its standard error.

    Attributes
    ----------
    start_year, end_year : int
        First and last year of the window.
    rate_pct : float
        100 * (e**b - 1), b the slope of ln(value) on the year; percent a year.
    se_pct : float
        Standard error of the rate by the delta method, in percentage points:
        100 * e**b times the standard error of b.
    low, high : float
        Confidence interval of the rate, percent a year: the t interval of b with
        n - 2 degrees of freedom, carried through e**b - 1. It is therefore not
        symmetric and never reaches below -100.
    confidence_pct : float
        Its level, e.g. 95.
    n : int
        Years with a figure.
    r2 : float or None
        Share of the variance of the logs that the trend takes up; None for a series
        that does not vary.
    hac_lags : int or None
        Lags of the Newey-West standard error; None for the classical one.
    breaks : tuple of int
        First year of each new reporter inside the window.
    """

    start_year: int
    end_year: int
    rate_pct: float
    se_pct: float
    low: float
    high: float
    confidence_pct: float
    n: int
    r2: float | None
    hac_lags: int | None = None
    breaks: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.n <= PARAMETERS or not self.low <= self.rate_pct <= self.high:
            raise NotComputable(
                f"no trend with {self.n} figures and an interval from {self.low} to "
                f"{self.high} around {self.rate_pct}"
            )

    @property
    def interval_pct(self) -> Interval:
        """The confidence interval of the rate, percent a year."""
        return Interval(self.low, self.high)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the standard error takes for granted, and what was crossed."""
        errors = (
            "Errors are taken as unrelated from year to year; where they are not, "
            "the interval is too narrow."
            if self.hac_lags is None
            else f"Standard error by Newey and West up to lag {self.hac_lags}; "
            f"it tends to be too small with as few as {self.n} years."
        )
        span = self.end_year - self.start_year + 1
        notes = [f"{self.n} of {span} years have a figure.", errors]
        if self.breaks:
            years = ", ".join(map(str, self.breaks))
            notes.append(
                f"The reporter or source changes in {years}: the trend joins both."
            )
        return tuple(notes)

    def summary(self) -> pd.DataFrame:
        """Return rate, standard error, fit and number of years."""
        span = f"{self.start_year} to {self.end_year}"
        level = f"{self.confidence_pct:g} % confidence"
        rows = [
            row(f"trend growth, {span}, {level}", self.rate_pct, "% a year",
                self.interval_pct),
            row("standard error (delta method)", self.se_pct, "points"),
            row("variance of logs explained (R2)", self.r2, "ratio"),
            row("years with a figure", self.n, "years"),
        ]  # fmt: skip
        return summary_frame(rows)


def least_squares_growth(
    annual: pd.DataFrame,
    start: int | None = None,
    end: int | None = None,
    *,
    confidence_pct: float = 95.0,
    hac_lags: int | None = None,
    across_breaks: bool = False,
) -> LeastSquaresGrowth:
    """Growth by ordinary least squares of ln(value) on the year.

    ln Y = a + b t + e; the rate is e**b - 1 (World Bank, WDI, statistical methods;
    UNCTAD, Handbook of Statistics). Every year on record counts, not the ends alone.

    Parameters
    ----------
    annual : pandas.DataFrame
        An annual frame.
    start, end : int, optional
        Ends of the window; by default the first and last year on record.
    confidence_pct : float
        Level of the interval, above 0 and below 100.
    hac_lags : int, optional
        Use the Newey-West (1987) covariance with Bartlett weights, this many lags and
        the factor n / (n - 2); lags count rows, so gaps in years are not stretched.
    across_breaks : bool
        Whether the reporter may change inside the window; the result then says so.

    Raises
    ------
    NotComputable
        If more than half of the years are missing, fewer than three have a figure,
        one is not positive, an end is missing, the reporter changes unasked, or an
        option is out of range.
    """
    rows = window(annual, start, end, across_breaks=across_breaks)
    years = rows["year"].to_numpy(dtype=float)
    _check(rows, confidence_pct, hac_lags)
    fit = fit_log_trend(years, np.log(rows["value"].to_numpy(dtype=float)))
    se = fit.slope_se(hac_lags)
    degrees = len(rows) - PARAMETERS
    reach = float(stdtrit(degrees, 0.5 + confidence_pct / 200)) * se
    return LeastSquaresGrowth(
        start_year=int(years[0]),
        end_year=int(years[-1]),
        rate_pct=100 * math.expm1(fit.slope),
        se_pct=100 * math.exp(fit.slope) * se,
        low=100 * math.expm1(fit.slope - reach),
        high=100 * math.expm1(fit.slope + reach),
        confidence_pct=confidence_pct,
        n=len(rows),
        r2=fit.r2,
        hac_lags=hac_lags,
        breaks=tuple(break_years(rows)),
    )


@dataclass(frozen=True, slots=True)
class LogTrend:
    """A straight line through logs: `centred` years, `slope`, `residuals`, `r2`."""

    centred: NDArray[np.float64]
    slope: float
    residuals: NDArray[np.float64]
    r2: float | None

    def slope_se(self, hac_lags: int | None = None) -> float:
        """Return the standard error of the slope; Newey-West if `hac_lags` is given."""
        n = len(self.centred)
        spread = float(self.centred @ self.centred)
        factor = n / (n - PARAMETERS)
        if hac_lags is None:
            variance = float(self.residuals @ self.residuals) / (n - PARAMETERS)
            return math.sqrt(variance / spread)
        scores = self.centred * self.residuals
        weights = [1.0, *(2 * (1 - k / (hac_lags + 1)) for k in range(1, hac_lags + 1))]
        sums = [float(scores[k:] @ scores[: n - k]) for k in range(len(weights))]
        meat = sum(w * s for w, s in zip(weights, sums, strict=True))
        return math.sqrt(max(factor * meat, 0.0)) / spread


def fit_log_trend(years: NDArray[np.float64], logs: NDArray[np.float64]) -> LogTrend:
    """Fit a straight line by least squares; `years` and `logs` have shape (n,)."""
    centred = years - years.mean()
    deviations = logs - logs.mean()
    slope = float(centred @ deviations / (centred @ centred))
    residuals = deviations - slope * centred
    total = float(deviations @ deviations)
    varies = bool(np.ptp(logs) > 0)
    r2 = 1 - float(residuals @ residuals) / total if varies else None
    return LogTrend(centred=centred, slope=slope, residuals=residuals, r2=r2)


def _check(rows: pd.DataFrame, confidence_pct: float, hac_lags: int | None) -> None:
    first_year, last_year = int(rows["year"].iloc[0]), int(rows["year"].iloc[-1])
    span, n = last_year - first_year + 1, len(rows)
    if 2 * n < span:
        raise NotComputable(
            f"{span - n} of the {span} years from {first_year} to {last_year} "
            f"have no figure; "
            "a trend needs at least half of them"
        )
    if n <= PARAMETERS:
        years = f"{first_year} to {last_year}" if span > 1 else f"{first_year}"
        raise NotComputable(f"a trend needs three figures, {years} has {n}")
    low = rows.loc[rows["value"] <= 0, "year"]
    if not low.empty:
        raise NotComputable(
            f"no logarithm: the figure of {low.iloc[0]} is not positive"
        )
    if not 0 < confidence_pct < 100:
        raise NotComputable(f"a confidence of {confidence_pct} %; above 0, below 100")
    if hac_lags is not None and not 0 <= hac_lags < n:
        raise NotComputable(
            f"{hac_lags} lags with {n} figures; 0 to {n - 1} are possible"
        )
