"""One trade, two reporters: the pair's level, and how far a gap closes."""

from __future__ import annotations

import math

import pandas as pd

from kzaz_analysis.errors import NotComputable

CLOSING = (0.044, 0.076, 0.094, 0.107, 0.12)
"""Part of the gap between two reporters by which the own figure gives way, by year.

Least squares, in logs, of the errors of the projection on the gap at its origin: pairs
of countries world-wide, four years of both reporters, learned on one half of the pairs
and tried on the other (``benchmarks/two_reporters.py``).
"""


def pair_record(own: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Geometric mean of the two reporters in every year that both have.

    With errors of equal size on both sides it is the best guess of the one trade that
    the two measure.

    Parameters
    ----------
    own, other : pandas.DataFrame
        Annual frames: ``year, value, segment``, in one unit, positive.

    Returns
    -------
    pandas.DataFrame
        Annual frame ``year, value, segment``; a segment ends where either side's does.

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
    return pd.DataFrame({"year": sides["year"], "value": mean, "segment": segment})


def closed(own: float, other: float, years: int) -> float:
    """Factor by which a forecast moves towards the other reporter.

    Parameters
    ----------
    own, other : float
        Figures of the two reporters for the origin.
    years : int
        Years ahead; beyond the last of `CLOSING` its part stays.
    """
    part = CLOSING[min(years, len(CLOSING)) - 1]
    return math.exp(-part * math.log(own / other))
