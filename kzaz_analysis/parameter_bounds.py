"""Days and years that a parameter may name: none beyond what is on record.

They are refused alike by notebook, command and Python, so the rules stand here, apart
from the tables and from the libraries that read them.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from kzaz_analysis.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


def check_window(
    series: str, first_year: int | None, last_year: int | None, years: Collection[int]
) -> None:
    """Refuse a window that holds no year of a series.

    Parameters
    ----------
    series : str
        Name of the series.
    first_year, last_year : int or None
        Ends of the window; None or 0 for those of the record.
    years : collection of int
        Years that a figure of the series ends in, whoever reports it.

    Raises
    ------
    UsageError
        If the window is empty, or lies before or after all years.
    """
    if first_year and last_year and first_year > last_year:
        raise UsageError(
            f"the window from {first_year} to {last_year} is empty; "
            "first_year must not be later than last_year"
        )
    if not years:
        return
    if first_year and first_year > max(years):
        raise UsageError(
            f"first_year: {first_year} is after {max(years)}, the last year with a "
            f"figure of {series}"
        )
    if last_year and last_year < min(years):
        raise UsageError(
            f"last_year: {last_year} is before {min(years)}, the first year with a "
            f"figure of {series}"
        )


def check_day(name: str, day: str, published: Iterable[str]) -> None:
    """Refuse a day that has not come: nobody knows what will be known then.

    Parameters
    ----------
    name : str
        Name of the parameter.
    day : str
        In ISO form.
    published : iterable of str
        Days of publication, in ISO form; the newest counts as come, whatever the
        clock of the machine says.

    Raises
    ------
    UsageError
        If the day lies after today and after the newest publication.
    """
    today = f"{dt.datetime.now(tz=dt.UTC).date() + dt.timedelta(days=1):%Y-%m-%d}"
    if day <= today:
        return
    newest = max((text for text in published if text), default="")
    # A publication of a month or a year is known at its end.
    if day[: len(newest)] > newest:
        raise UsageError(
            f"{name}: {day} lies in the future; what will be known then is not on "
            "record"
        )
