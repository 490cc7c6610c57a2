"""Compound growth: the yearly rate that joins the two ends of a window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzaz_analysis.analysis.growth.annual import (
    break_years,
    intervals,
    require_no_bounds,
    window,
)
from kzaz_analysis.analysis.growth.rates import (
    compound_growth_pct,
    compound_interval_pct,
    exponential_growth_pct,
    growth_pct,
)
from kzaz_analysis.analysis.results import MeasureResult, row, summary_frame

if TYPE_CHECKING:
    import pandas as pd

    from kzaz_analysis.analysis.intervals import Interval


@dataclass(frozen=True, slots=True)
class CompoundGrowth(MeasureResult):
    """Yearly rate that joins the two ends of a window.

    Attributes
    ----------
    start_year, end_year : int
        Ends of the window.
    start_value, end_value : float
        Figures of these years, in the unit of the series.
    start_interval, end_interval : Interval
        What the rounding of each allows.
    observed_years : int
        Years of the window with a figure, both ends counted.
    breaks : tuple of int
        First year of each new reporter inside the window; empty unless asked for.

    Raises
    ------
    NotComputable
        If the window holds no step, or the figures allow no rate.
    """

    start_year: int
    end_year: int
    start_value: float
    end_value: float
    start_interval: Interval
    end_interval: Interval
    observed_years: int
    breaks: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        compound_growth_pct(self.start_value, self.end_value, self.years)
        compound_interval_pct(self.start_interval, self.end_interval, self.years)

    @property
    def years(self) -> int:
        """Number of yearly steps between the ends."""
        return self.end_year - self.start_year

    @property
    def rate_pct(self) -> float:
        """Compound growth, percent a year."""
        return compound_growth_pct(self.start_value, self.end_value, self.years)

    @property
    def interval_pct(self) -> Interval:
        """What the rounding of both ends allows the rate to be, percent a year."""
        return compound_interval_pct(self.start_interval, self.end_interval, self.years)

    @property
    def exponential_pct(self) -> float | None:
        """Continuous rate, percent a year; None when the last figure is zero."""
        if self.end_value == 0:
            return None
        return exponential_growth_pct(self.start_value, self.end_value, self.years)

    @property
    def total_pct(self) -> float:
        """Growth over the whole window, in percent."""
        return growth_pct(self.start_value, self.end_value)

    @property
    def multiple(self) -> float:
        """How many times the first figure the last one is."""
        return self.end_value / self.start_value

    @property
    def notes(self) -> tuple[str, ...]:
        """What the rate does not show."""
        span = self.years + 1
        notes = [
            f"Only {self.start_year} and {self.end_year} enter the rate; "
            f"{self.observed_years} of {span} years have a figure."
        ]
        if self.breaks:
            years = ", ".join(map(str, self.breaks))
            notes.append(
                f"The reporter or source changes in {years}: part of this rate may be "
                "a change of source, not growth."
            )
        return tuple(notes)

    def summary(self) -> pd.DataFrame:
        """Return the rates and the steps they rest on."""
        span = f"{self.start_year} to {self.end_year}"
        rows = [
            row(
                f"compound growth, {span}", self.rate_pct, "% a year", self.interval_pct
            ),
            row(f"continuous rate, {span}", self.exponential_pct, "% a year"),
            row(f"cumulative growth, {span}", self.total_pct, "%"),
            row("steps between the ends", self.years, "years"),
            row("years with a figure", self.observed_years, "years"),
        ]
        return summary_frame(rows)


def compound_growth(
    annual: pd.DataFrame,
    start: int | None = None,
    end: int | None = None,
    *,
    across_breaks: bool = False,
) -> CompoundGrowth:
    """Compound growth between two years of a series, with its rounding interval.

    Parameters
    ----------
    annual : pandas.DataFrame
        An annual frame.
    start, end : int, optional
        Ends of the window; by default the first and last year on record.
    across_breaks : bool
        Whether the reporter may change inside the window; the result then says so.

    Returns
    -------
    CompoundGrowth
        The rate in percent a year.

    Raises
    ------
    NotComputable
        If an end has no figure, or one that is a bound or a range, the reporter changes
        and `across_breaks` is not named, the window has no step, or the base is not
        positive.
    """
    rows = window(annual, start, end, across_breaks=across_breaks)
    require_no_bounds(rows, *rows["year"].iloc[[0, -1]])
    ends = intervals(rows)
    return CompoundGrowth(
        start_year=int(rows["year"].iloc[0]),
        end_year=int(rows["year"].iloc[-1]),
        start_value=float(rows["value"].iloc[0]),
        end_value=float(rows["value"].iloc[-1]),
        start_interval=ends[0],
        end_interval=ends[-1],
        observed_years=len(rows),
        breaks=tuple(break_years(rows)),
    )
