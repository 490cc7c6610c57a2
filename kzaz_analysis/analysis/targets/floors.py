"""Years of which only a part is reported: a part of a flow is a floor of its year."""

from __future__ import annotations

import math

import pandas as pd


def with_floors(annual: pd.DataFrame, partial: pd.DataFrame) -> pd.DataFrame:
    """Add the years that are known only in part, as "at least so much".

    A flow of nine months is a lower bound of the year's. Years that have a figure of
    their own get no floor: it may be another reporter's, and one counter decides.

    Parameters
    ----------
    annual : pandas.DataFrame
        Annual frame of a flow.
    partial : pandas.DataFrame
        Figures for parts of a year: ``year, value, months``, as in `Record.partial`.

    Returns
    -------
    pandas.DataFrame
        The columns of `annual` and ``is_floor``, by year. A floor is the largest part
        reported of its year; its ``high`` is infinite.
    """
    whole = annual.assign(is_floor=False)
    parts = partial[~partial["year"].isin(annual["year"]) & (partial["value"] >= 0)]
    if parts.empty:
        return whole
    # Parts come from several frames, whose labels need not differ.
    parts = parts.reset_index(drop=True)
    largest = parts.loc[parts.groupby("year")["value"].idxmax()]
    floors = largest.reindex(columns=annual.columns).assign(
        segment=math.nan, high=math.inf, is_floor=True
    )
    frames = [frame for frame in (whole, floors) if len(frame)]
    years = pd.concat(frames).sort_values("year", ignore_index=True)
    segment = years["segment"].astype(float).ffill().bfill().fillna(0)
    return years.assign(segment=segment.astype(int))
