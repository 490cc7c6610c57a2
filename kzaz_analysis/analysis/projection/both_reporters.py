"""One trade, two reporters: the pair's level, and how far a gap closes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kzaz_analysis.errors import NotComputable

CLOSING = (0.06, 0.09, 0.12, 0.13, 0.14)
"""Part of the gap between two reporters by which the own figure gives way, by year.

Least squares, in logs, of the errors of the projection on the gap, apart from what
moved the whole world in a year: pairs of countries world-wide, rounded.
"""
WIDEST = 1.5
"""Gap in logs beyond which it counts no more."""


def pair_record(own: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Geometric mean of the two reporters in every year that both have.

    With errors of equal size on both sides it is the best guess of the one trade that
    the two measure.

    Parameters
    ----------
    own, other : pandas.DataFrame
        Annual frames: ``year, value, segment``, in one unit (``unit`` where it is
        known), positive.

    Returns
    -------
    pandas.DataFrame
        Annual frame ``year, value, segment``, with ``unit`` where the own has it; a
        segment ends where either side's does.

    Raises
    ------
    NotComputable
        If they have no year in common, or a value is not positive.
    """
    sides = own.merge(other, on="year", suffixes=("_own", "_other")).sort_values("year")
    if sides.empty:
        raise NotComputable("the two reporters have no year in common")
    values = sides[["value_own", "value_other"]].astype(float)
    if (values <= 0).to_numpy().any():
        raise NotComputable("a figure is not positive")
    changed = sides[["segment_own", "segment_other"]].diff().ne(0).any(axis=1)
    mean = (values["value_own"] * values["value_other"]) ** 0.5
    segment = changed.cumsum() - 1
    pair = pd.DataFrame({"year": sides["year"], "value": mean, "segment": segment})
    return pair.assign(unit=own["unit"].iloc[-1]) if "unit" in own else pair


def last_common_run(own: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Consecutive years that both have, up to the last of them, in unbroken segments.

    Parameters
    ----------
    own, other : pandas.DataFrame
        Annual frames: ``year, value, segment``, in one unit.

    Returns
    -------
    pandas.DataFrame
        Columns ``value_own, value_other`` by year; empty where the two have no year in
        common.
    """
    sides = own.merge(other, on="year", suffixes=("_own", "_other")).sort_values("year")
    segments = sides[["segment_own", "segment_other"]]
    starts = (sides["year"].diff() != 1) | segments.diff().ne(0).any(axis=1)
    run = starts.cumsum()
    last = sides[run == run.max()].set_index("year")
    return last[["value_own", "value_other"]].astype(float)


def share_closed(years: int) -> float:
    """Part of a gap by which either side moves towards the other in some years."""
    return CLOSING[min(years, len(CLOSING)) - 1]


def closed(own: float, other: float, years: int) -> float:
    """Factor by which a forecast moves as the gap between two reporters closes.

    Parameters
    ----------
    own, other : float
        Figures of the two reporters for the origin, positive.
    years : int
        Years ahead; beyond the last of `CLOSING` its part stays.
    """
    gap = np.clip(np.log(own / other), -WIDEST, WIDEST)
    return float(np.exp(-share_closed(years) * gap))
