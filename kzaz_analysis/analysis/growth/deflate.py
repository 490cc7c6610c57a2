"""A series at the prices of one year."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kzaz_analysis.analysis.frames import require_columns
from kzaz_analysis.analysis.growth.annual import check_annual
from kzaz_analysis.analysis.results import MeasureResult, row, summary_frame
from kzaz_analysis.errors import DataError, NotComputable


@dataclass(frozen=True, slots=True, eq=False)
class RealSeries(MeasureResult):
    """An annual frame in the prices of `base_year`, and what had to be left out.

    Attributes
    ----------
    annual : pandas.DataFrame
        Annual frame; ``value``, ``low`` and ``high`` are at the prices of the base
        year. Other columns are those of the nominal series.
    base_year : int
        Year whose prices are used.
    deflator : str
        Name of the price index.
    left_out : tuple of int
        Years of the nominal series without a deflator.
    """

    annual: pd.DataFrame
    base_year: int
    deflator: str
    left_out: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if check_annual(self.annual).empty:
            raise NotComputable(f"{self.deflator} covers no year of the series")

    @property
    def notes(self) -> tuple[str, ...]:
        """The price basis, and the years that are missing because of it."""
        notes = [f"At {self.base_year} prices, deflated by {self.deflator}."]
        if self.left_out:
            years = ", ".join(map(str, self.left_out))
            notes.append(f"Left out, because the deflator has no figure: {years}.")
        return tuple(notes)

    def summary(self) -> pd.DataFrame:
        """Return the first and the last real figure and the number of years."""
        years, values = self.annual["year"].to_list(), self.annual["value"].to_list()
        basis = f"{self.base_year} prices"
        rows = [
            row(f"first figure, {years[0]}", values[0], basis),
            row(f"last figure, {years[-1]}", values[-1], basis),
            row("years with a real figure", len(years), "years"),
            row("years left out", len(self.left_out), "years"),
        ]
        return summary_frame(rows)


def real_series(
    annual: pd.DataFrame, deflator: pd.DataFrame, base_year: int, name: str
) -> RealSeries:
    """Express a series at the prices of one year.

    real[t] = nominal[t] * index[base_year] / index[t] (IMF, Export and Import Price
    Index Manual, on deflating values). The index needs no particular reference year,
    only one unit. Rounding bounds are deflated alike; the index counts as exact.

    Parameters
    ----------
    annual : pandas.DataFrame
        Annual frame at current prices.
    deflator : pandas.DataFrame
        Columns ``year, value``, one row per year: a price index.
    base_year : int
        Year whose prices are used.
    name : str
        Name of the deflator, shown wherever the result is.

    Returns
    -------
    RealSeries
        Years without a deflator are left out and listed, never filled.

    Raises
    ------
    NotComputable
        If the index has no figure for `base_year`, or none for any year.
    DataError
        If the index repeats a year or is not positive.
    """
    annual = check_annual(annual)
    require_columns(deflator, ["year", "value"], "a price index")
    index = _checked_index(deflator, name)
    if base_year not in index.index:
        raise NotComputable(f"{name} has no figure for the base year {base_year}")
    prices = annual["year"].map(index) / index.loc[base_year]
    money = ["value", "low", "high"]
    with_price = annual[prices.notna()]
    real = with_price.assign(
        **{c: with_price[c] / prices[prices.notna()] for c in money}
    )
    left_out = annual.loc[prices.isna(), "year"]
    return RealSeries(
        annual=real.reset_index(drop=True),
        base_year=base_year,
        deflator=name,
        left_out=tuple(int(year) for year in left_out),
    )


def _checked_index(deflator: pd.DataFrame, name: str) -> pd.Series[float]:
    with_value = deflator.dropna(subset=["value"])
    wrong = with_value[
        with_value["year"].duplicated(keep=False) | (with_value["value"] <= 0)
    ]
    if not wrong.empty:
        raise DataError(
            f"{name}: a price index has one positive figure a year; see\n"
            f"{wrong[['year', 'value']].head(5).to_string(index=False)}"
        )
    return with_value.set_index("year")["value"]
