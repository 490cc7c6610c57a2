"""One flow as both sides record it: mirror gap, ratio and asymmetry."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from kzaz_analysis.analysis.frames import parts_of_years, require_columns
from kzaz_analysis.analysis.growth.annual import check_annual
from kzaz_analysis.analysis.intervals import Interval
from kzaz_analysis.errors import DataError, NotComputable

CIF_FOB = 1.06
"""Value at the border of the importer over value at that of the exporter.

The ratio that the IMF assumes in its Direction of Trade Statistics.
"""

SIDES = ("first", "second")
PERIOD = ["period_start", "period_end"]
COLUMNS = [
    "first",
    "first_low",
    "first_high",
    "second",
    "second_low",
    "second_high",
    "sides",
    "gap",
    "gap_low",
    "gap_high",
    "ratio",
    "ratio_low",
    "ratio_high",
    "asymmetry",
]


def mirror(
    first: pd.DataFrame, second: pd.DataFrame, cif_fob: float = CIF_FOB
) -> pd.DataFrame:
    """Set one flow side by side as two reporters record it.

    Parameters
    ----------
    first, second : pandas.DataFrame
        Annual frames of one flow, in one unit: for goods from A to B the exporter
        A's books and the importer B's. For turnover, where both sides hold exports
        and imports, the order is a matter of taste and `cif_fob` is 1.
    cif_fob : float
        What the second side's valuation adds to the first's: insurance and freight.

    Returns
    -------
    pandas.DataFrame
        One row per year that either side has: ``year``; for ``first`` and ``second``
        the value with ``_low`` and ``_high``; ``sides`` (``both``, ``first only``,
        ``second only``); ``gap`` = second - first and its interval; ``ratio`` =
        second / first (the observed CIF/FOB ratio) and its interval; ``asymmetry`` =
        (second / f - first) / mean of both at the same valuation, between -2 and 2.
        Missing in years with one side only; ``ratio`` also on a first side of zero.

    Raises
    ------
    DataError
        If a frame is not an annual frame.
    NotComputable
        If `cif_fob` is not positive.

    Notes
    -----
    IMF, Direction of Trade Statistics, for the ratio; Javorsek, UN ESCAP ARTNeT
    working paper 156, for the mirror gap and the asymmetry. Exchanging the two sides
    turns the sign of the gap.
    """
    check_cif_fob(cif_fob)
    both = _side_by_side(check_annual(first), check_annual(second), ["year"], cif_fob)
    return both.astype({"year": "int64"})


def mirror_periods(
    first: pd.DataFrame, second: pd.DataFrame, cif_fob: float = CIF_FOB
) -> pd.DataFrame:
    """Set figures for parts of a year side by side as two reporters record them.

    Parameters
    ----------
    first, second : pandas.DataFrame
        Partial frames of one flow, in one unit: ``period_start``, ``period_end``,
        ``value`` and, where they are known, ``low``, ``high``; one row per period.
    cif_fob : float
        As for `mirror`.

    Returns
    -------
    pandas.DataFrame
        As for `mirror`, with ``period_start`` and ``period_end`` in place of the
        year: one row per period that either side has, periods as they were published
        and never shortened to fit each other.

    Raises
    ------
    DataError
        If a side has two figures for one period.
    NotComputable
        If `cif_fob` is not positive.
    """
    check_cif_fob(cif_fob)
    for frame in (first, second):
        require_columns(frame, [*PERIOD, "value"], "a partial frame", "low and high")
        twice = frame[frame.duplicated(PERIOD)]
        if not twice.empty:
            days = twice[PERIOD].head(5).to_dict("records")
            raise DataError(f"one figure per period is needed; more than one: {days}")
    sides = parts_of_years(first), parts_of_years(second)
    return _side_by_side(*sides, PERIOD, cif_fob)


def check_cif_fob(cif_fob: float) -> None:
    """Refuse a ratio that is not positive."""
    if not 0 < cif_fob < math.inf:
        raise NotComputable(f"a CIF/FOB ratio of {cif_fob}: it must be positive")


def _side_by_side(
    first: pd.DataFrame, second: pd.DataFrame, key: list[str], cif_fob: float
) -> pd.DataFrame:
    left, right = (_by_key(frame, key) for frame in (first, second))
    rows = [
        _row(
            dict(zip(key, when, strict=True)), left.get(when), right.get(when), cif_fob
        )
        for when in sorted({*left, *right})
    ]
    frame = pd.DataFrame(rows, columns=[*key, *COLUMNS])
    numbers = [name for name in COLUMNS if name != "sides"]
    return frame.astype(dict.fromkeys(numbers, "float64"))


def _named(key: list[str], when: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(key, when, strict=True))


def _by_key(
    frame: pd.DataFrame, key: list[str]
) -> dict[tuple[Any, ...], tuple[float, Interval]]:
    return {
        tuple(row[name] for name in key): (
            float(row["value"]),
            Interval(row["low"], row["high"]),
        )
        for row in frame.to_dict("records")
    }


def _row(
    row: dict[str, Any],
    left: tuple[float, Interval] | None,
    right: tuple[float, Interval] | None,
    cif_fob: float,
) -> dict[str, Any]:
    for side, annual_side in zip(SIDES, (left, right), strict=True):
        if annual_side is not None:
            value, interval = annual_side
            ends = {f"{side}_low": interval.low, f"{side}_high": interval.high}
            row |= {side: value, **ends}
    if left is None or right is None:
        return row | {"sides": "first only" if right is None else "second only"}
    return row | {"sides": "both"} | _compared(left, right, cif_fob)


def _compared(
    left: tuple[float, Interval], right: tuple[float, Interval], cif_fob: float
) -> dict[str, float]:
    (x, left_value), (m, second) = left, right
    gap = second - left_value
    comparison = {"gap": m - x, "gap_low": gap.low, "gap_high": gap.high}
    if x > 0 and left_value.low > 0:
        ratio = second / left_value
        comparison |= {"ratio": m / x, "ratio_low": ratio.low, "ratio_high": ratio.high}
    middle = (m / cif_fob + x) / 2
    if middle > 0:
        comparison["asymmetry"] = (m / cif_fob - x) / middle
    return comparison
