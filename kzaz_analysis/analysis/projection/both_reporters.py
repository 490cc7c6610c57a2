"""One trade, two reporters: the pair's level, and how far a gap closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.errors import NotComputable

if TYPE_CHECKING:
    from collections.abc import Sequence

CLOSING = (0.06, 0.09, 0.12, 0.13, 0.14)
"""Part of the gap between two reporters by which the own figure gives way, by year."""
OWN_CHANGE = (0.15, 0.10, 0.08, 0.07, 0.05)
OTHER_CHANGE = (0.04, 0.02, 0.02, 0.01, 0.01)
"""Parts of the last yearly change of either side that a short record adds, by year.

Least squares, in logs, of the errors of the projection on gap and changes, apart from
what moved the whole world in a year: pairs of countries world-wide, four years of both
reporters, rounded (``benchmarks/two_reporters.py``).
"""
SHORT = 8
"""Own years up to which the changes count; in longer records they did not help."""
WIDEST, FASTEST = 1.5, 1.0
"""Gap and change, in logs, beyond which they count no more."""


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


def closed(
    own: Sequence[float], other: Sequence[float], years: int, own_years: int
) -> float:
    """Factor by which the other reporter's figures move a forecast.

    Parameters
    ----------
    own, other : sequence of float
        Figures of the two reporters for the same consecutive years, the origin last:
        two, or one where the year before is missing on either side; positive.
    years : int
        Years ahead; beyond the last of `CLOSING` its part stays.
    own_years : int
        Figures in the own record.  Up to `SHORT` the last changes count, too.
    """
    own_log, other_log = np.log(own), np.log(other)
    ahead = min(years, len(CLOSING)) - 1
    gap = np.clip(own_log[-1] - other_log[-1], -WIDEST, WIDEST)
    shift = -CLOSING[ahead] * gap
    if own_years <= SHORT:
        for part, logs in ((OWN_CHANGE, own_log), (OTHER_CHANGE, other_log)):
            shift += part[ahead] * np.clip(np.diff(logs[-2:]), -FASTEST, FASTEST).sum()
    return float(np.exp(shift))
