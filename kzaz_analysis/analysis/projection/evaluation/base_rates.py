"""How often comparable pairs of countries reached a multiple of their trade.

``base_rates.csv`` holds the shares, with the panel they were counted in;
``benchmarks/learn_chances.py`` made it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.analysis.projection.predictive.eras import era_names
from kzaz_analysis.errors import NotComputable

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZES = (10.0, 100.0, 300.0, 1000.0)
"""Lower ends of the classes of size, million US dollars a year."""
SWINGS = (0.0, 0.15, 0.3)
"""Lower ends of the classes of swing."""
MULTIPLES = (1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0, 6.0, 10.0)
"""Multiples of the last value that were counted."""
LONGEST = 5
"""Years ahead up to which they were counted."""
NORMAL_95 = 1.959964
"""Half of the width of the 95 percent interval of a normal score."""


@dataclass(frozen=True, slots=True, eq=False)
class BaseRate:
    """Share of comparable pairs that reached a multiple within some years.

    Attributes
    ----------
    share : float
        Mean of the eras, each weighing alike.
    low, high : float
        95 percent interval of `share` (Wilson 1927), pairs taken as independent.
    pairs : int
        Pairs of countries behind it.
    eras : pandas.DataFrame
        Columns ``era`` (``2000-2004``) ``, share, pairs``; one row per era of origin.
    size, swing : tuple of float
        Ends of the classes: million US dollars a year; usual yearly change in logs.
    """

    share: float
    low: float
    high: float
    pairs: int
    eras: pd.DataFrame
    size: tuple[float, float]
    swing: tuple[float, float]


@cache
def shipped_base_rates() -> pd.DataFrame:
    """Read the shares that come with the package.

    Returns
    -------
    pandas.DataFrame
        Columns ``size, swing, era`` (lower ends) ``, windows, pairs, x1.1 ... x10``
        (share that reached the multiple) ``, h`` (years ahead).
    """
    place = files(__package__).joinpath("base_rates.csv")
    with place.open(encoding="utf-8") as lines:
        return pd.read_csv(lines, comment="#")


def base_rate(multiple: float, years: int, size: float, swing: float) -> BaseRate:
    """Look up how often comparable pairs reached a multiple of their last value.

    Parameters
    ----------
    multiple : float
        Target over the last value; interpolated in logs between those counted.
    years : int
        Years ahead.
    size : float
        Trade a year, million US dollars.
    swing : float
        Usual yearly change in logs, see `predictive.spread.swing`.

    Returns
    -------
    BaseRate
        Share, interval, and the share in every era.

    Raises
    ------
    NotComputable
        If the multiple, the years or the size lie outside of what was counted.
    """
    _check(multiple, years, size)
    classes = _class(SIZES, size), _class(SWINGS, swing)
    table = shipped_base_rates()
    rows = table[
        (table["size"] == classes[0][0])
        & (table["swing"] == classes[1][0])
        & (table["h"] == years)
    ]
    counted = rows[[f"x{m:g}" for m in MULTIPLES]].to_numpy()
    at = np.log(MULTIPLES)
    shares = [float(np.interp(math.log(multiple), at, row)) for row in counted]
    columns = {"era": era_names(), "share": shares, "pairs": rows["pairs"].to_list()}
    share, pairs = float(np.mean(shares)), int(rows["pairs"].max())
    low, high = wilson(share, pairs)
    return BaseRate(share, low, high, pairs, pd.DataFrame(columns), *classes)


def wilson(share: float, count: int) -> tuple[float, float]:
    """Find the 95 percent interval of a share of independent events (Wilson 1927).

    Parameters
    ----------
    share : float
        Between 0 and 1.
    count : int
        Number of events, positive.
    """
    square = NORMAL_95**2 / count
    middle = share + square / 2
    spread = NORMAL_95 * math.sqrt(share * (1 - share) / count + square / count / 4)
    low, high = ((middle + side * spread) / (1 + square) for side in (-1, 1))
    return max(low, 0.0), min(high, 1.0)


def _check(multiple: float, years: int, size: float) -> None:
    if not MULTIPLES[0] <= multiple <= MULTIPLES[-1]:
        raise NotComputable(
            f"a multiple of {multiple:g} was not counted, only {MULTIPLES[0]:g} to "
            f"{MULTIPLES[-1]:g}"
        )
    if not 1 <= years <= LONGEST:
        raise NotComputable(
            f"{years} years ahead were not counted, only 1 to {LONGEST}"
        )
    if size < SIZES[0]:
        raise NotComputable(
            f"flows below {SIZES[0]:g} million dollars a year were not counted"
        )


def _class(edges: Sequence[float], number: float) -> tuple[float, float]:
    place = max(int(np.searchsorted(edges, number, side="right")) - 1, 0)
    return edges[place], [*edges[1:], math.inf][place]
