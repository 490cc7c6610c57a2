"""The annual frame that every method of this room takes, and its windows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kzaz_analysis.analysis.frames import require_columns
from kzaz_analysis.analysis.intervals import Interval
from kzaz_analysis.errors import DataError, NotComputable
from kzaz_analysis.evidence.rounding import is_published_range, is_upper_bound

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["year", "value", "low", "high", "segment"]
"""Columns an annual frame must have; any others are left alone."""

GIVEN = ["year", "value"]
"""Those that a frame of one's own must have, too."""


def check_annual(annual: pd.DataFrame) -> pd.DataFrame:
    """Return an annual frame with all its columns, or say why it is none.

    Parameters
    ----------
    annual : pandas.DataFrame
        Columns ``year, value, low, high, segment``: one row per year, one unit
        throughout; ``low`` and ``high`` bound the rounding; ``segment`` goes up by
        one where the reporter changes. Years without a figure are absent. A frame of
        your own may have ``year`` and ``value`` alone: exact values, from one reporter.

    Raises
    ------
    DataError
        If a column is missing or holds text, years are repeated or out of order, or a
        value is missing or outside its own bounds. All problems are listed.
    """
    annual = completed(annual)
    years = annual["year"]
    outside = ~annual["value"].between(annual["low"], annual["high"])
    faults = {
        "years must rise, one row each": years[years.diff() <= 0],
        "a value is missing or outside its low and high": years[outside],
        "segments must not fall": years[annual["segment"].diff() < 0],
    }
    problems = [
        f"{rule}: see {rows.head(5).to_list()}"
        for rule, rows in faults.items()
        if not rows.empty
    ]
    if problems:
        raise DataError("; ".join(problems))
    return annual


def _refuse_text(annual: pd.DataFrame) -> None:
    wrong = [n for n in GIVEN if len(annual) and annual[n].dtype.kind not in "iuf"]
    if wrong:
        raise DataError(
            f"{wrong[0]} of an annual frame holds numbers, not "
            f"{annual[wrong[0]].iloc[0]!r}"
        )


def _with_whole_years(annual: pd.DataFrame) -> pd.DataFrame:
    """Take years as whole numbers; a file with an empty cell gives them as 2012.0."""
    years = annual["year"]
    if not len(annual) or years.dtype.kind != "f":
        return annual
    wrong = years[years % 1 != 0]
    if not wrong.empty:
        raise DataError(f"years are whole numbers: see {wrong.head(5).to_list()}")
    return annual.assign(year=years.astype("int64"))


def completed(annual: pd.DataFrame) -> pd.DataFrame:
    """Return a frame of yearly figures with all columns of an annual one.

    Its rows may be in any order, and of several reporters.

    Raises
    ------
    DataError
        If ``year`` or ``value`` is missing or holds text, or a year is none.
    """
    require_columns(annual, GIVEN, "an annual frame", "low, high and segment")
    _refuse_text(annual)
    annual = _with_whole_years(annual)
    absent = [name for name in COLUMNS if name not in annual.columns]
    if not absent:
        return annual
    whole = annual.copy()
    for name in absent:
        whole[name] = 0 if name == "segment" else annual["value"]
    return whole


def require_no_bounds(annual: pd.DataFrame, *years: int) -> None:
    """Refuse a rate between figures of which one is only a bound or a range.

    Raises
    ------
    NotComputable
        If a figure of these years has no upper end, "more than 11", is one itself,
        "nearly 1.5", or was published with two ends, "13 to 17".
    """
    for end in annual[annual["year"].isin(years)].to_dict("records"):
        figure = end["value"], end["low"], end["high"]
        if not math.isfinite(end["high"]) or is_upper_bound(*figure):
            raise NotComputable(f"the figure for {end['year']} is a bound")
        if is_published_range(*figure):
            raise NotComputable(f"the figure for {end['year']} is a range")


def window(
    annual: pd.DataFrame,
    start: int | None = None,
    end: int | None = None,
    *,
    across_breaks: bool = False,
) -> pd.DataFrame:
    """Return the rows from `start` to `end`, both included and both on record.

    Parameters
    ----------
    annual : pandas.DataFrame
        An annual frame.
    start, end : int, optional
        First and last year; by default those of the frame.
    across_breaks : bool
        Whether the reporter may change inside the window.

    Returns
    -------
    pandas.DataFrame
        Rows of `annual`, numbered anew.

    Raises
    ------
    NotComputable
        If an end has no figure, or the reporter changes and nobody asked for that.
    """
    annual = check_annual(annual)
    if annual.empty:
        raise NotComputable("the series has no annual figure")
    first_year = int(annual["year"].iloc[0]) if start is None else start
    last_year = int(annual["year"].iloc[-1]) if end is None else end
    rows = annual[annual["year"].between(first_year, last_year)].reset_index(drop=True)
    absent = [
        year for year in (first_year, last_year) if not (rows["year"] == year).any()
    ]
    if absent:
        raise NotComputable(
            f"no figure for {absent[0]}, an end of {first_year} to {last_year}"
        )
    changes = [*map(str, break_years(rows))]
    if changes and not across_breaks:
        years = " and ".join(filter(None, (", ".join(changes[:-1]), changes[-1])))
        refusal = NotComputable(
            f"the reporter or source changes in {years}, between {first_year} "
            f"and {last_year}"
        )
        refusal.add_note("shorten the window, or ask for across_breaks=True")
        raise refusal
    return rows


def break_years(annual: pd.DataFrame) -> list[int]:
    """Return the first years of each new reporter."""
    changed = annual["segment"].diff() > 0
    return [int(year) for year in annual.loc[changed, "year"]]


def intervals(annual: pd.DataFrame) -> list[Interval]:
    """Return the rounding interval of each row, in order."""
    return [
        Interval(low, high)
        for low, high in zip(annual["low"], annual["high"], strict=True)
    ]
