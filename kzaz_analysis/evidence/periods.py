"""Calendar periods: whole years, year-to-date, and dates of reduced precision."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.derivation.spans import whole_months
from kzaz_analysis.evidence.schema.columns import PARTIAL_DATE

if TYPE_CHECKING:
    from collections.abc import Iterable

Day = str | dt.date | pd.Timestamp | None
"""A day as users write it: ISO text, a date, or nothing."""


def as_day(value: Day) -> pd.Timestamp | None:
    """Read a day; empty text and None mean no day.

    Raises
    ------
    UsageError
        If the text is not a calendar day in ISO form.
    """
    if value is None or value == "":
        return None
    try:
        if isinstance(value, str):
            return pd.Timestamp(dt.date.fromisoformat(value))
        return pd.Timestamp(value).normalize()
    except ValueError as error:
        raise UsageError(
            f"{value!r} is not a day; write it as 2023-07-29 (year-month-day)"
        ) from error


@lru_cache(maxsize=4096)
def last_day(partial: str) -> pd.Timestamp | None:
    """Last day of a year, a month or a day written in ISO 8601.

    What was published "in October 2025" was certainly known at the end of October.
    """
    if not partial:
        return None
    if not re.match(PARTIAL_DATE, partial):
        raise UsageError(
            f"{partial!r} is not a date; write 2025, 2025-10 or 2025-10-21"
        )
    year, month, day = [*map(int, partial.split("-")), 0, 0][:3]
    month = month or 12
    return pd.Timestamp(year, month, day or calendar.monthrange(year, month)[1])


def last_days(partials: Iterable[str]) -> pd.Series[pd.Timestamp]:
    """Last days of many dates of reduced precision, missing where unknown."""
    days = [last_day(text) for text in partials]
    return pd.Series(days, dtype="datetime64[ns]")


def is_full_year(
    start: pd.Series[pd.Timestamp], end: pd.Series[pd.Timestamp]
) -> pd.Series[bool]:
    """Tell which periods are one calendar year, January to December."""
    return (whole_months(start, end) == 12).fillna(False) & (
        start.dt.year == end.dt.year
    )
