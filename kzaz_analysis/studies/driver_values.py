"""Read drivers from the record by the general rules that the drivers table names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.intervals import Interval
from kzaz_analysis.errors import NotComputable, unknown_name
from kzaz_analysis.evidence.catalogue import catalogue_entry, indicator_of
from kzaz_analysis.evidence.selection import usable
from kzaz_analysis.evidence.series import Record, series_of
from kzaz_analysis.evidence.tables import Tables
from kzaz_analysis.evidence.units import ratios_to

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Row = Mapping[Any, Any]
    Chooser = Callable[[pd.DataFrame], pd.DataFrame]

LEAST_OF_YEAR = 2 / 3
"""Share of a year from which a figure since January stands for it, as a floor."""

FIVE = 5
"""Years that the rules of the last five look back on."""

FIGURES = ["year", "value", "low", "high", "unit", "books", "period_start"]
FIGURES += ["period_end", "is_floor", "source", "qualifier"]
"""Columns of the figures of a driver."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A driver in one case.

    Attributes
    ----------
    value, low, high : float
        As published, and what rounding allows.
    unit : str
        Its unit.
    year : int
        Year it is of.
    period : str
        The same, or the days from and to where it covers a part of the year.
    months : str
        First and last day in the year, as ``01-01 to 11-26``: figures of the same
        months are like with like.
    books : str
        whose figures.
    is_floor : bool
        Whether the year had at least this much: a part of it, or "more than".
    source : str
        Where it was published.
    """

    value: float
    low: float
    high: float
    unit: str
    year: int
    period: str
    months: str
    books: str
    is_floor: bool
    source: str

    @property
    def interval(self) -> Interval:
        """What rounding allows."""
        return Interval(self.low, self.high)


def driver_rows(evidence: Tables, name: str) -> list[dict[str, Any]]:
    """Rows of the drivers table for one driven series, in its order.

    Raises
    ------
    UsageError
        If there is no such series.
    """
    return [dict(row) for row in _rows_of(evidence, name)]


@lru_cache(maxsize=64)
def _rows_of(evidence: Tables, name: str) -> list[dict[str, Any]]:
    catalogue_entry(evidence, name)
    table = evidence.load("drivers")
    drivers = table[table["series"] == name].to_dict("records")
    return [{str(key): cell for key, cell in row.items()} for row in drivers]


def names_of(row: Row, column: str = "rests_on") -> list[str]:
    """Names in a cell that may hold several."""
    return [name for name in str(row[column]).split(";") if name]


def part_figures(evidence: Tables, row: Row) -> pd.DataFrame:
    """Figures of a part or a stock, one row per year, in the books of the last one.

    A year without a figure of its own takes the longest one that starts in January
    and covers `LEAST_OF_YEAR` of it: the year had at least that much. Series after
    the first are parts of it and fill years that it leaves open, as floors too.

    Returns
    -------
    pandas.DataFrame
        Columns `FIGURES`, values in the unit of the first series.
    """
    first_name, *more = names_of(row)
    unit = str(catalogue_entry(evidence, first_name)["unit"])
    frames = []
    for place, name in enumerate((first_name, *more)):
        record = series_of(evidence, name, str(row["books"]) or None)
        figures = years_and_parts(record)
        ratio = ratios_to(evidence, unit).get(record.unit)
        if ratio is not None:
            numbers = {c: figures[c] * ratio for c in ("value", "low", "high")}
            frames.append(figures.assign(**numbers, unit=unit, place=place))
    every = pd.concat(frames, ignore_index=True)
    every["is_floor"] |= every["place"] > 0
    every = every.sort_values(["year", "is_part", "place"], kind="stable")
    every = every.drop_duplicates("year")
    same = every["books"] == (every["books"].iloc[-1] if len(every) else "")
    figures = every.loc[same, FIGURES].reset_index(drop=True)
    return figures


def years_and_parts(record: Record) -> pd.DataFrame:
    """Years of a record, and the long parts of years that it has no figure for.

    Returns
    -------
    pandas.DataFrame
        Rows of the record with ``is_part`` and ``is_floor``, earliest year first.
    """
    annual = record.annual.assign(is_part=False)
    parts = pd.concat([record.partial, record.alternatives], ignore_index=True)
    parts = parts[usable(parts)].dropna(subset=["period_start", "period_end"])
    starts, ends = parts["period_start"], parts["period_end"]
    days = (ends - starts).dt.days + 1
    fits = (starts.dt.day_of_year == 1) & (starts.dt.year == ends.dt.year)
    fits &= days.between(LEAST_OF_YEAR * 365 - 1, 364)
    allowed = {*annual["books"], *record.partial["books"]} - {""}
    fits &= parts["books"].isin(allowed)
    parts = parts[fits & ~ends.dt.year.isin(annual["year"])]
    parts = parts.assign(year=parts["period_end"].dt.year, is_part=True)
    parts = parts.sort_values(["year", "period_end"]).drop_duplicates(
        "year", keep="last"
    )
    both: pd.DataFrame = pd.concat([f for f in (annual, parts) if len(f)] or [annual])
    floors = both["is_part"] | both["high"].eq(float("inf"))
    every: pd.DataFrame = both.assign(is_floor=floors)
    return every.sort_values(["year"], ignore_index=True)


def macro_figures(evidence: Tables, row: Row) -> pd.DataFrame:
    """Years of an indicator that were over on the day, columns `FIGURES`.

    The values are today's: the table keeps no earlier vintages of them.
    """
    [name, *_] = names_of(row)
    years = indicator_of(evidence, name, str(row["country"]))
    if evidence.day is not None:
        years = years[years["year"] < evidence.day.year]
    days = years["year"].astype(str)
    figures: pd.DataFrame = years.assign(
        low=years["value"],
        high=years["value"],
        books="",
        qualifier="exact",
        is_floor=False,
        period_start=pd.to_datetime(days + "-01-01"),
        period_end=pd.to_datetime(days + "-12-31"),
    )
    chosen: pd.DataFrame = figures[FIGURES].reset_index(drop=True)
    return chosen


def _last_five(figures: pd.DataFrame) -> pd.DataFrame:
    recent: pd.DataFrame = figures[figures["year"] > figures["year"].max() - FIVE]
    return recent


def _mean(figures: pd.DataFrame) -> pd.DataFrame:
    numbers = figures[["value", "low", "high"]].mean()
    start_row, end_row = figures.iloc[0], figures.iloc[-1]
    return end_row.to_frame().T.assign(
        **numbers, period_start=start_row["period_start"]
    )


CHOOSERS: dict[str, Chooser] = {
    "latest": lambda f: f.tail(1),
    "mean_5": lambda f: _mean(_last_five(f)),
    "lowest_5": lambda f: _last_five(f).sort_values("value", kind="stable").head(1),
    "highest_5": lambda f: _last_five(f).sort_values("value", kind="stable").tail(1),
    "highest": lambda f: f.sort_values("value", kind="stable").tail(1),
}
"""Which figure each rule takes; ties go to the earlier year for the lowest."""


def read(figures: pd.DataFrame, rule: str, latest_year: int) -> Reading:
    """Read a driver by one rule.

    Parameters
    ----------
    figures : pandas.DataFrame
        Columns `FIGURES`, earliest year first.
    rule : str
        A name of `CHOOSERS`.
    latest_year : int
        Last year of the driven series.

    Raises
    ------
    NotComputable
        If there is no figure, or for `latest` none of that year: a part must be of
        the same year as its total.
    UsageError
        If there is no such rule.
    """
    if rule not in CHOOSERS:
        raise unknown_name("reading", rule, CHOOSERS)
    if figures.empty:
        raise NotComputable("no figure for a year, or most of one, is on record")
    rows = figures[figures["year"] == latest_year] if rule == "latest" else figures
    if rows.empty:
        newest = int(figures["year"].iloc[-1])
        raise NotComputable(
            f"no figure of {latest_year}, where the series ends; its last one is of "
            f"{newest}"
        )
    [chosen] = CHOOSERS[rule](rows).to_dict("records")
    return Reading(
        value=float(chosen["value"]),
        low=float(chosen["low"]),
        high=float(chosen["high"]),
        unit=str(chosen["unit"]),
        year=int(chosen["year"]),
        period=period_text(chosen["period_start"], chosen["period_end"]),
        months=_months(chosen["period_start"], chosen["period_end"]),
        books=str(chosen["books"]),
        is_floor=bool(chosen["is_floor"]),
        source=str(chosen["source"]),
    )


def _months(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """First and last day in the year; empty where a figure is of one day."""
    is_of_day = pd.isna(start) or pd.isna(end) or start == end
    return "" if is_of_day else f"{start:%m-%d} to {end:%m-%d}"


def period_text(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """Years as such, days otherwise: "2024", "2021 to 2025", "… to …"."""
    if pd.isna(end):
        return ""
    if pd.isna(start) or start == end:
        return f"{end:%Y-%m-%d}"
    whole = start.day_of_year == 1 and (end.month, end.day) == (12, 31)
    if not whole:
        return f"{start:%Y-%m-%d} to {end:%Y-%m-%d}"
    return f"{end.year}" if start.year == end.year else f"{start.year} to {end.year}"
