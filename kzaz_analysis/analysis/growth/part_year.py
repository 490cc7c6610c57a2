"""A part of a year blown up to twelve months, for those who ask for it by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzaz_analysis.analysis.intervals import Interval
from kzaz_analysis.analysis.results import MeasureResult, row, summary_frame
from kzaz_analysis.errors import NotComputable

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Annualised(MeasureResult):
    """A year-to-date figure at the pace of its own months.

    Attributes
    ----------
    year : int
        Year the months belong to.
    months : int
        Months that the figure covers, 1 to 11, from January on.
    so_far : float
        The figure, in the unit of the series.
    so_far_interval : Interval
        What its rounding allows.
    books : str
        Whose accounts it rests on; empty when nobody knows.

    Raises
    ------
    NotComputable
        If `months` is not between 1 and 11.
    """

    year: int
    months: int
    so_far: float
    so_far_interval: Interval
    books: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.months <= 11:
            raise NotComputable(
                f"{self.months} months cannot be annualised; 1 to 11 can"
            )

    @property
    def value(self) -> float:
        """The year at this pace: the figure times 12 over its months."""
        return self.so_far * 12 / self.months

    @property
    def interval(self) -> Interval:
        """What the rounding allows; not what the rest of the year may bring."""
        return self.so_far_interval.scale(12).map(lambda x: x / self.months)

    @property
    def notes(self) -> tuple[str, ...]:
        """That this is not an observation, and what it takes for granted."""
        return (
            f"{self.year} is annualised from its first {self.months} months (times "
            f"12/{self.months}), as if the other months ran at the same pace. "
            "It is not an observed year, and seasons are not allowed for.",
        )

    def summary(self) -> pd.DataFrame:
        """Return the figure so far and the year it would make."""
        rows = [
            row(f"first {self.months} months of {self.year}", self.so_far, "",
                self.so_far_interval),
            row(f"{self.year} annualised, not observed", self.value, "", self.interval),
        ]  # fmt: skip
        return summary_frame(rows)


def annualise_partial(partial: pd.DataFrame, year: int) -> Annualised:
    """Blow the longest year-to-date figure of `year` up to twelve months.

    Parameters
    ----------
    partial : pandas.DataFrame
        A partial frame: ``period_start, period_end, months, value, low, high, books``.
    year : int
        Calendar year; only periods of whole months from 1 January count.

    Returns
    -------
    Annualised
        The year at this pace; its notes say that it was not observed.

    Raises
    ------
    NotComputable
        If no such period is on record, or two books give one of the same length.
    """
    begins = partial["period_start"]
    to_date = (begins.dt.year == year) & (begins.dt.day_of_year == 1)
    rows = partial[to_date & partial["months"].notna()]
    if rows.empty:
        raise NotComputable(f"no figure for the first months of {year}")
    longest = rows[rows["months"] == rows["months"].max()]
    if len(longest) > 1:
        raise NotComputable(
            f"{len(longest)} figures for the first {longest['months'].iloc[0]} months "
            f"of {year}, from {longest['books'].to_list()}: choose one"
        )
    return Annualised(
        year=year,
        months=int(longest["months"].iloc[0]),
        so_far=float(longest["value"].iloc[0]),
        so_far_interval=Interval(
            float(longest["low"].iloc[0]), float(longest["high"].iloc[0])
        ),
        books=str(longest["books"].iloc[0]),
    )
