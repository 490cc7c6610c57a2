"""The first months of a year, and the earlier years that know both them and the whole.

Same books only, whole months from January on only, and figures that give a value: what
is merely said to be "more than" something tells no share.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.analysis.frames import parts_of_years
from kzaz_analysis.errors import NotComputable

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class YearToDate:
    """A figure for the first months of a year.

    Attributes
    ----------
    year, months : int
        The year, and how many months from January on.
    books : str
        Whose accounts it rests on.
    value, low, high : float
        The figure and its rounding bounds, in the unit of the series.
    """

    year: int
    months: int
    books: str
    value: float
    low: float
    high: float

    @property
    def words(self) -> str:
        """Its months in words: "the first 7 months", "the first month"."""
        return first_months(self.months)


def first_months(months: int) -> str:
    """Say the months of a year to date: "the first 7 months", "the first month"."""
    if months == 12:
        return "the whole year"
    return "the first month" if months == 1 else f"the first {months} months"


@dataclass(frozen=True, slots=True, eq=False)
class SameMonths:
    """Earlier years that have both the same months and the whole year.

    Attributes
    ----------
    shares : pandas.DataFrame
        Columns ``year, so_far, value, share``, one row per year, in time.
    remarks : tuple of str
        Years left out, and why.
    """

    shares: pd.DataFrame
    remarks: tuple[str, ...]


def years_to_date(partial: pd.DataFrame) -> pd.DataFrame:
    """Take the figures for whole months from January on that give a value.

    Parameters
    ----------
    partial : pandas.DataFrame
        A partial frame.

    Returns
    -------
    pandas.DataFrame
        Columns ``year, months, books, value, low, high``, one row per figure; open or
        non-positive figures and those from books that nobody names are left out.

    Raises
    ------
    DataError
        If a column is missing.
    NotComputable
        If the same reporter gives two figures for the same months.
    """
    partial = parts_of_years(partial)
    start = partial["period_start"]
    whole = partial["months"].between(1, 11).fillna(value=False).astype(bool)
    rows = partial[
        whole
        & (start.dt.day_of_year == 1)
        & (partial["books"] != "")
        & (partial["low"] > 0)
        & np.isfinite(partial["high"].astype(float))
    ]
    cumulated = rows[["months", "books", "value", "low", "high"]].assign(
        year=rows["period_start"].dt.year.astype("int64")
    )
    twice = cumulated[cumulated.duplicated(["year", "months", "books"])]
    if not twice.empty:
        raise NotComputable(
            f"two figures for {first_months(twice['months'].iloc[0])} of "
            f"{twice['year'].iloc[0]} from the same reporter: choose one"
        )
    to_date: pd.DataFrame = cumulated.astype({"months": "int64"}).reset_index(drop=True)
    return to_date


def candidates(to_date: pd.DataFrame, year: int) -> list[YearToDate]:
    """List the figures to date of one year, most months first.

    Parameters
    ----------
    to_date : pandas.DataFrame
        What `years_to_date` returned.
    year : int
        The year to estimate.
    """
    rows = to_date[to_date["year"] == year]
    rows = rows.sort_values(["months", "books"], ascending=[False, True])
    fields = ["year", "months", "books", "value", "low", "high"]
    return [YearToDate(*one) for one in zip(*(rows[f] for f in fields), strict=True)]


def same_months(
    annual: pd.DataFrame, to_date: pd.DataFrame, now: YearToDate
) -> SameMonths:
    """Find the earlier years that have both the same months and the whole year.

    Parameters
    ----------
    annual : pandas.DataFrame
        Yearly figures: ``year, value, books``, in any order.
    to_date : pandas.DataFrame
        What `years_to_date` returned.
    now : YearToDate
        The months of the year to estimate.

    Returns
    -------
    SameMonths
        Same books, same months, earlier years; a year whose months exceed the whole
        is left out with a remark: the two figures cannot count the same thing.
    """
    alike = (to_date["books"] == now.books) & (to_date["months"] == now.months)
    parts = to_date[alike & (to_date["year"] < now.year)]
    whole = annual[(annual["books"] == now.books) & (annual["value"] > 0)]
    both = parts[["year", "value"]].rename(columns={"value": "so_far"})
    both = both.merge(whole[["year", "value"]], on="year", validate="one_to_one")
    both = both.assign(share=both["so_far"] / both["value"]).sort_values("year")
    above = both["share"] > 1
    remarks = tuple(
        f"{year} is left out: {now.words} exceed the whole year."
        for year in both["year"][above]
    )
    return SameMonths(both[~above].reset_index(drop=True), remarks)
