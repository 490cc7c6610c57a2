"""All that was published for the last year of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.evidence.selection import BOUNDS, usable

if TYPE_CHECKING:
    from kzaz_analysis.evidence.series import Record


def last_figures(record: Record, choice: str) -> pd.DataFrame:
    """Take the last figure, and others for its year as far as a choice reaches.

    Parameters
    ----------
    record : Record
        One series under one rule, with at least one yearly figure.
    choice : str
        ``none`` or ``rounding``: that figure alone; ``releases``: all of the same
        reporter; ``reporters``: all of named reporters, and months that exceed them.

    Returns
    -------
    pandas.DataFrame
        Columns of the record and ``is_floor``, one row per figure, the chosen one
        first. Bounds, figures of low reliability and of another definition are left
        out. ``is_floor`` marks months of the year that exceed every whole-year figure:
        at most one row for each of the another reporter, of flows only.
    """
    chosen = record.annual.iloc[[-1]].assign(is_floor=False)
    latest, alternatives = record.annual.iloc[-1], record.alternatives
    if choice in ("none", "rounding") or latest["books"] == "":
        return chosen
    fit = usable(alternatives) & ~alternatives["qualifier"].isin(BOUNDS)
    alternatives = alternatives[fit & (alternatives["books"] != "")]
    same = _same_period(alternatives, latest)
    if choice == "releases":
        same = same[same["books"] == latest["books"]]
    figures = pd.concat([chosen, same.assign(is_floor=False)], ignore_index=True)
    if choice == "releases" or record.nature != "flow":
        return figures
    floors = _floors(record, alternatives, float(figures["high"].max()))
    return pd.concat([figures, floors], ignore_index=True) if len(floors) else figures


def _same_period(figures: pd.DataFrame, last: pd.Series) -> pd.DataFrame:
    start = figures["period_start"]
    begins = (start == last["period_start"]) | (
        start.isna() & pd.isna(last["period_start"])
    )
    same: pd.DataFrame = figures[begins & (figures["period_end"] == last["period_end"])]
    return same


def _floors(record: Record, others: pd.DataFrame, high: float) -> pd.DataFrame:
    """Find months of that year which exceed the whole year, on another reporter."""
    latest = record.annual.iloc[-1]
    months = pd.concat([p for p in (record.partial, others) if len(p)] or [others])
    part = months["months"].lt(12).fillna(value=False).astype(bool)
    is_of_other = (months["books"] != latest["books"]) & (months["books"] != "")
    firm = ~months["qualifier"].isin(BOUNDS) & (months["value"] > high)
    rows = months[part & is_of_other & firm & (months["year"] == latest["year"])]
    rows = rows.sort_values("value", ascending=False).drop_duplicates("books")
    floors: pd.DataFrame = rows.assign(is_floor=True)
    return floors
