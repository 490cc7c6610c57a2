"""What a cell may hold: plain numbers and days that every later step can calculate."""

from __future__ import annotations

import pandas as pd

GREATEST = 1e15
"""Greatest number of a cell: above it, whole numbers are not told apart."""
LEAST = 1e-9
"""Least number of a cell besides zero."""
MOST_DIGITS = 9
"""Longest whole number of a cell."""
EARLIEST, LATEST = "1900-01-01", "2100-12-31"
"""Days that a period, a publication or a deadline may name."""

NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
PARTIAL = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"


def numbers(cells: pd.Series[str]) -> pd.Series[float]:
    """Read numbers written in plain digits with a point; others are missing."""
    plain = cells.where(cells.str.fullmatch(NUMBER), "")
    values = pd.to_numeric(plain, errors="coerce").astype("float64")
    return values.where(values.abs() <= GREATEST)


def days(cells: pd.Series[str]) -> pd.Series[pd.Timestamp]:
    """Read days written as 2023-07-29; others are missing."""
    plain = cells.where(cells.str.fullmatch(DAY) & cells.between(EARLIEST, LATEST), "")
    return pd.to_datetime(plain, format="%Y-%m-%d", errors="coerce")


def partial_days(
    cells: pd.Series[str], *, end: bool = False
) -> pd.Series[pd.Timestamp]:
    """Read the first day, or the last, of a year, a month or a day.

    Parameters
    ----------
    cells : pandas.Series
        ISO 8601 that may stop at the year or the month; others are missing.
    end : bool
        Whether the last day is meant.
    """
    length = cells.str.len()
    starts = days(cells + length.map({4: "-01-01", 7: "-01"}).fillna(""))
    if not end:
        return starts
    year, month = pd.offsets.YearEnd(), pd.offsets.MonthEnd()
    return starts.where(length != 4, starts + year).where(length != 7, starts + month)


def is_number(cells: pd.Series[str]) -> pd.Series[bool]:
    """Tell which cells are empty or plain numbers."""
    return (cells == "") | cells.str.fullmatch(NUMBER)


def is_in_reach(cells: pd.Series[str]) -> pd.Series[bool]:
    """Tell which cells are not beyond what can be calculated with."""
    plain = cells.where(cells.str.fullmatch(NUMBER), "")
    values = pd.to_numeric(plain, errors="coerce").abs()
    return values.isna() | (values == 0) | values.between(LEAST, GREATEST)


def is_integer(cells: pd.Series[str]) -> pd.Series[bool]:
    """Tell which cells are empty or whole numbers that are not too long."""
    return (cells == "") | cells.str.fullmatch(rf"-?[0-9]{{1,{MOST_DIGITS}}}")


def is_day(cells: pd.Series[str]) -> pd.Series[bool]:
    """Tell which cells are empty or calendar days."""
    return (cells == "") | days(cells).notna()


def is_partial_date(cells: pd.Series[str]) -> pd.Series[bool]:
    """Tell which cells are empty, a year, a month or a day."""
    return (cells == "") | (cells.str.fullmatch(PARTIAL) & partial_days(cells).notna())
