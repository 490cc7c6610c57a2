"""How far a target is, and what reaching it takes."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.analysis.growth.rates import (
    compound_growth_pct,
    compound_interval_pct,
)
from kzaz_analysis.analysis.intervals import Interval
from kzaz_analysis.analysis.results import MeasureResult, row, summary_frame
from kzaz_analysis.analysis.targets.time_at_rate import (
    TimeAtRate,
    time_to_reach_interval,
    time_to_reach_years,
)
from kzaz_analysis.errors import NotComputable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class TargetGap(MeasureResult):
    """Distance between the latest figure and a target.

    Attributes
    ----------
    latest_value, target_value : float
        Latest annual figure and target, in one unit.
    latest_year : int
        Year of the latest figure.
    latest_interval, target_interval : Interval
        What rounding and wording allow each of them to be.
    deadline : int or None
        Last year in which the target would be met on time; None when none was named.
    base_value, base_year : float and int, or None
        Level and year that the target starts from, for measures of progress.
    unit : str
        Unit of figure and target, for display only.
    less_is_better : bool
        Whether the target is "at most so much", as for days in transit and costs.

    Raises
    ------
    NotComputable
        If the target is not positive, a figure or bound is negative, a figure lies
        outside its interval, or the base is incomplete or not before the latest year.
    """

    latest_value: float
    latest_year: int
    target_value: float
    latest_interval: Interval
    target_interval: Interval
    deadline: int | None = None
    base_value: float | None = None
    base_year: int | None = None
    unit: str = ""
    less_is_better: bool = False

    def __post_init__(self) -> None:
        if not self.target_value > 0 or not self.latest_value >= 0:
            raise NotComputable(
                f"no gap from {self.latest_value} to {self.target_value}: the target "
                "must be positive and the figure not negative"
            )
        for value, interval in (
            (self.latest_value, self.latest_interval),
            (self.target_value, self.target_interval),
        ):
            if not interval.contains(value):
                raise NotComputable(f"{value} lies outside its own interval {interval}")
        if self.target_interval.low < 0:
            raise NotComputable(f"a target is not below zero: {self.target_interval}")
        if (self.base_value is None) != (self.base_year is None):
            raise NotComputable("a base is a value and its year; one is missing")
        if self.base_year is not None and self.base_year >= self.latest_year:
            raise NotComputable(
                f"base year {self.base_year} is not before {self.latest_year}"
            )

    @property
    def gap(self) -> float:
        """What is missing; negative once the target is passed.

        Target less latest, or latest less target where less is better.
        """
        distance = self.target_value - self.latest_value
        return -distance if self.less_is_better else distance

    @property
    def gap_interval(self) -> Interval:
        """What rounding and wording allow the gap to be."""
        if self.less_is_better:
            return self.latest_interval - self._threshold
        return self._threshold - self.latest_interval

    @property
    def is_met(self) -> bool:
        """Whether the latest figure reaches the target."""
        return self.gap <= 0

    @property
    def rounding_decides(self) -> bool:
        """Whether rounding or wording could turn met into missed, or back."""
        return self.latest_interval.meets(self._threshold)

    @property
    def share_reached_pct(self) -> float | None:
        """Latest figure in percent of the target; none where less is better."""
        if self.less_is_better:
            return None
        return 100 * self.latest_value / self.target_value

    @property
    def share_interval_pct(self) -> Interval | None:
        """What rounding and wording allow that share to be."""
        if self.less_is_better:
            return None
        return 100 * (self.latest_interval / self._threshold)

    @property
    def years_left(self) -> int | None:
        """Yearly steps from the latest figure to the deadline; None if undated."""
        return None if self.deadline is None else self.deadline - self.latest_year

    @property
    def reason(self) -> str:
        """Why no growth rate is required by the deadline; empty when one is."""
        if self.deadline is None:
            return "no deadline was named"
        if self.deadline <= self.latest_year:
            return f"the deadline {self.deadline} is not after {self.latest_year}"
        return "" if self.latest_value > 0 else "no growth rate leads away from zero"

    @property
    def required_growth_pct(self) -> float | None:
        """Constant growth, percent a year, that lands on the target at the deadline.

        (target / latest) ** (1 / years left) - 1. None with a `reason` if undated,
        late, or starting from zero. Negative if met, the decline it could bear, and
        where less is better, the decline it takes.
        """
        if self.years_left is None or self.reason:
            return None
        return compound_growth_pct(
            self.latest_value, self.target_value, self.years_left
        )

    @property
    def required_interval_pct(self) -> Interval | None:
        """What rounding and wording allow the required growth to be."""
        if self.years_left is None or self.reason:
            return None
        return compound_interval_pct(
            self.latest_interval, self._threshold, self.years_left
        )

    @property
    def required_increment(self) -> float | None:
        """Equal amount to add each year; None if undated or the deadline is over."""
        left = self.years_left
        return self.gap / left if left is not None and left > 0 else None

    def deadlines(self, years: Iterable[int]) -> pd.DataFrame:
        """Return what several deadlines would require, e.g. of an undated target.

        Parameters
        ----------
        years : iterable of int
            Deadlines, each the last calendar year that counts.

        Returns
        -------
        pandas.DataFrame
            Columns ``deadline, years_left, required_growth_pct, low_pct, high_pct,
            required_increment, reason``, one row per deadline in the order given.
            Growth is in percent a year, the increment in the unit of the target
            a year; both are missing where ``reason`` is not empty.
        """
        gaps = [replace(self, deadline=year) for year in years]
        bounds = [gap.required_interval_pct for gap in gaps]
        columns = {
            "years_left": [gap.years_left for gap in gaps],
            "required_growth_pct": [gap.required_growth_pct for gap in gaps],
            "low_pct": [bound and bound.low for bound in bounds],
            "high_pct": [bound and bound.high for bound in bounds],
            "required_increment": [gap.required_increment for gap in gaps],
        }
        reasons = [gap.reason for gap in gaps]
        frame = pd.DataFrame(columns, dtype=float).astype({"years_left": int})
        frame.insert(0, "deadline", np.array([gap.deadline for gap in gaps], dtype=int))
        return frame.assign(reason=pd.Series(reasons, index=frame.index, dtype=str))

    def time_to_reach(self, rate_pct: float) -> TimeAtRate:
        """Return the years until the target is reached: ln(T / Y) / ln(1 + g).

        A rate that never leads there gives no years, but a reason.

        Parameters
        ----------
        rate_pct : float
            Constant growth, percent a year.
        """
        if self.less_is_better:
            return self._time_to_fall(rate_pct)
        try:
            years = time_to_reach_years(self.latest_value, self.target_value, rate_pct)
        except NotComputable as never:
            return TimeAtRate(rate_pct, None, reason=str(never))
        interval = Interval.point(0.0)
        if not self.is_met:
            interval = time_to_reach_interval(
                self.latest_interval, self._threshold, rate_pct
            )
        # A target reached within a rounding error of a year's end counts for it.
        arrival = self.latest_year + math.ceil(years - 1e-9)
        return TimeAtRate(rate_pct, years, interval, arrival)

    def _time_to_fall(self, rate_pct: float) -> TimeAtRate:
        """Return the years until a figure of which less is better is low enough."""
        if self.is_met:
            return TimeAtRate(rate_pct, 0.0, Interval.point(0.0), self.latest_year)
        if not -100 < rate_pct < 0:
            return TimeAtRate(rate_pct, None, reason="less is better: it has to fall")
        ratio = self.target_value / self.latest_value
        years = math.log(ratio) / math.log1p(rate_pct / 100)
        arrival = self.latest_year + math.ceil(years - 1e-9)
        return TimeAtRate(rate_pct, years, Interval.point(years), arrival)

    def times_to_reach(self, rates: Mapping[str, float]) -> pd.DataFrame:
        """Return the time to reach for several named rates.

        Returns
        -------
        pandas.DataFrame
            Columns ``rate, rate_pct, years, arrival_year, reason``, one row per rate
            in the order given; ``years`` and ``arrival_year`` (nullable integer) are
            missing where ``reason`` says why the target is never reached.
        """
        times = [self.time_to_reach(rate) for rate in rates.values()]
        frame = pd.DataFrame(
            {
                "rate": list(rates),
                "rate_pct": [time.rate_pct for time in times],
                "years": [time.years for time in times],
                "arrival_year": [time.arrival_year for time in times],
                "reason": [time.reason for time in times],
            }
        )
        return frame.astype(
            {
                "rate": "str",
                "years": "float64",
                "arrival_year": "Int64",
                "reason": "str",
            }
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """Whether the target is met, undated or late, and whether rounding decides."""
        notes = [f"No required growth: {self.reason}."] if self.reason else []
        if self.is_met:
            notes.append(f"The figure of {self.latest_year} reaches the level.")
        if self.rounding_decides:
            notes.append("Whether the target is met hangs on rounding and wording.")
        return tuple(notes)

    def summary(self) -> pd.DataFrame:
        """Return the distance and what the deadline requires."""
        when = "no deadline" if self.deadline is None else f"by {self.deadline}"
        yearly = f"{self.unit} a year".strip()
        rows = [
            row(f"latest figure, {self.latest_year}", self.latest_value, self.unit,
                self.latest_interval),
            row(f"target, {when}", self.target_value, self.unit, self.target_interval),
            row("gap", self.gap, self.unit, self.gap_interval),
            row("share reached", self.share_reached_pct, "%", self.share_interval_pct),
            row("years left", self.years_left, "years"),
            row("growth required", self.required_growth_pct, "% a year",
                self.required_interval_pct),
            row("increment required", self.required_increment, yearly),
        ]  # fmt: skip
        return summary_frame(rows)

    @property
    def _threshold(self) -> Interval:
        """The target as a level to reach: "over 300" asks for 300, not for more."""
        if math.isinf(self.target_interval.high):
            return Interval.point(self.target_value)
        return self.target_interval
