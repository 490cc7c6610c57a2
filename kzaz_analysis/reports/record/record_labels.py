"""Which figures a chart of years can show."""

from __future__ import annotations

import pandas as pd

from kzaz_analysis.display.charts.points import books_of


def yearly(
    frame: pd.DataFrame | None, since: int, until: int, *, each: bool = False
) -> pd.DataFrame:
    """Rows of a frame of figures that a chart of years can show.

    Parameters
    ----------
    frame : pandas.DataFrame or None
        Figures with ``value`` and either ``year`` or ``period_start`` and
        ``period_end``; of the latter only whole calendar years are kept.
    since, until : int
        First and last year shown.
    each : bool
        Whether figures count that stand on the mark of another.

    Returns
    -------
    pandas.DataFrame
        Columns ``year, value, books``, one row a mark, or one a figure.
    """
    empty = pd.DataFrame({"year": [], "value": [], "books": []})
    if frame is None or frame.empty:
        return empty
    rows = frame
    if "period_start" in frame.columns:
        start = pd.to_datetime(frame["period_start"])
        end = pd.to_datetime(frame["period_end"])
        whole = (start.dt.day_of_year == 1) & (end.dt.month == 12) & (end.dt.day == 31)
        whole &= start.dt.year == end.dt.year
        rows = frame[whole].assign(year=start[whole].dt.year)
    rows = rows.assign(books=books_of(rows))[["year", "value", "books"]]
    rows = rows[rows["year"].between(since, until) & rows["value"].notna()]
    rows = rows.reset_index(drop=True)
    return rows if each else rows.drop_duplicates(ignore_index=True)


def recent(partial: pd.DataFrame | None, since: int) -> pd.DataFrame:
    """Keep the longest part-year figure of the newest year, for each reporter."""
    names = ["year", "value", "books", "period_start", "period_end"]
    if partial is None or partial.empty:
        return pd.DataFrame({name: [] for name in names})
    rows = partial.assign(books=books_of(partial)).dropna(subset=["value"])
    rows = rows[(rows["year"] == rows["year"].max()) & (rows["year"] >= since)]
    rows = rows.sort_values(["books", "period_end", "value"], kind="stable")
    names += ["derived"] if "derived" in rows else []
    newest: pd.DataFrame = rows.drop_duplicates("books", keep="last")[names]
    return newest
