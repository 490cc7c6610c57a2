"""Progress towards a target on the scales of Eurostat and UN ESCAP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzaz_analysis.analysis.growth.rates import compound_growth_pct
from kzaz_analysis.analysis.results import MeasureResult, row, summary_frame
from kzaz_analysis.errors import NotComputable

if TYPE_CHECKING:
    import pandas as pd

EUROSTAT_BANDS = (
    (0.95, "significant progress"),
    (0.60, "moderate progress"),
    (0.0, "insufficient progress"),
)
"""Lowest actual-to-required ratio of each band; below zero is movement away."""

ESCAP_BANDS = ((10.0, "maintain"), (100.0, "accelerate"))
"""Highest anticipated gap in percent of each band; above it, reverse the trend."""


@dataclass(frozen=True, slots=True)
class ActualToRequired(MeasureResult):
    """Growth since the base year against the growth the target asks from there.

    Both rates run from the same base year: the actual one to the latest figure, the
    required one to the target at its deadline. Method and bands of the indicators
    with a quantitative target in Eurostat's monitoring reports on the Sustainable
    Development Goals (annex on the assessment of trends, editions from 2017 on);
    check the edition that you cite.

    Attributes
    ----------
    base_value, latest_value, target_value : float
        Three levels in one unit.
    base_year, latest_year, deadline : int
        Their years.

    Raises
    ------
    NotComputable
        If a rate cannot be formed, or the target is not above its base: the ratio
        has no meaning when nothing is required.
    """

    base_value: float
    base_year: int
    latest_value: float
    latest_year: int
    target_value: float
    deadline: int

    def __post_init__(self) -> None:
        if not self.target_value > self.base_value:
            raise NotComputable(
                f"the target {self.target_value} is not above its base "
                f"{self.base_value}, so no growth is required"
            )
        _ = self.ratio

    @property
    def actual_pct(self) -> float:
        """Compound growth from base to latest year, percent a year."""
        years = self.latest_year - self.base_year
        return compound_growth_pct(self.base_value, self.latest_value, years)

    @property
    def required_pct(self) -> float:
        """Compound growth from base year to deadline, percent a year."""
        years = self.deadline - self.base_year
        return compound_growth_pct(self.base_value, self.target_value, years)

    @property
    def ratio(self) -> float:
        """Actual over required growth; 1 is on the path, below 0 is moving away."""
        return self.actual_pct / self.required_pct

    @property
    def band(self) -> str:
        """Name of the band that the ratio falls in."""
        fitting = (name for floor, name in EUROSTAT_BANDS if self.ratio >= floor)
        return next(fitting, "movement away")

    @property
    def notes(self) -> tuple[str, ...]:
        """The band and whose it is."""
        return (f"Eurostat's band for this ratio: {self.band}.",)

    def summary(self) -> pd.DataFrame:
        """Return both rates and their ratio."""
        so_far = f"{self.base_year} to {self.latest_year}"
        path = f"{self.base_year} to {self.deadline}"
        rows = [
            row(f"actual growth, {so_far}", self.actual_pct, "% a year"),
            row(f"required growth, {path}", self.required_pct, "% a year"),
            row("actual to required", self.ratio, "ratio"),
        ]
        return summary_frame(rows)


@dataclass(frozen=True, slots=True)
class AnticipatedProgress(MeasureResult):
    """Gap expected at the deadline, in percent of the way from base to target.

    100 * |target - predicted| / |target - base|, and zero when the prediction reaches
    the target: the Anticipated Progress Index of UN ESCAP's progress assessment
    (technical notes of the Asia-Pacific SDG reports). ESCAP predicts by its own
    weighted trend; here the prediction is whatever the caller projects.

    Attributes
    ----------
    base_value, predicted_value, target_value : float
        Level at the start, expected at the deadline, and promised; one unit.

    Raises
    ------
    NotComputable
        If base and target are the same, so that there is no way to go.
    """

    base_value: float
    predicted_value: float
    target_value: float

    def __post_init__(self) -> None:
        if self.base_value == self.target_value:
            raise NotComputable(f"base and target are both {self.base_value}")

    @property
    def index_pct(self) -> float:
        """Part of the way still to go at the deadline, in percent; 0 is reached."""
        way = self.target_value - self.base_value
        return max(0.0, 100 * (self.target_value - self.predicted_value) / way)

    @property
    def band(self) -> str:
        """``maintain`` (to 10), ``accelerate`` (to 100) or ``reverse`` (beyond)."""
        fitting = (name for top, name in ESCAP_BANDS if self.index_pct <= top)
        return next(fitting, "reverse")

    @property
    def notes(self) -> tuple[str, ...]:
        """The band and whose it is."""
        return (f"ESCAP's reading of this gap: {self.band}.",)

    def summary(self) -> pd.DataFrame:
        """Return the index and what it is made of."""
        rows = [
            row("base", self.base_value, ""),
            row("predicted at the deadline", self.predicted_value, ""),
            row("target", self.target_value, ""),
            row("anticipated gap", self.index_pct, "% of the way"),
        ]
        return summary_frame(rows)
