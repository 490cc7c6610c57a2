"""One flow as any number of bodies count it: how far their figures lie apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.intervals import Interval

if TYPE_CHECKING:
    from collections.abc import Iterator

PERIOD = ["period_start", "period_end"]
OF_EACH = ["counter", "value", "qualifier", "is_own_definition", "source"]
ENDS = ("low", "high")
COLUMNS = [*PERIOD, "counters", *(f"{end}_{name}" for end in ENDS for name in OF_EACH)]
COLUMNS += ["ratio", "agree"]


def disagreements(figures: pd.DataFrame) -> pd.DataFrame:
    """Compare what several bodies count for the same period.

    Parameters
    ----------
    figures : pandas.DataFrame
        One row per period and counter: ``period_start, period_end, counter, value,
        low, high, qualifier, is_own_definition, source``, in one unit; ``high`` is
        missing of a figure without upper bound.

    Returns
    -------
    pandas.DataFrame
        One row per period that at least two bodies count, latest first: how many
        (``counters``), the lowest and the highest figure with its qualifier and source,
        ``ratio`` (the highest over the lowest, missing on zero) and ``agree``:
        whether rounding allows that these two are the same.
    """
    rows = pd.DataFrame(_rows(figures), columns=COLUMNS)
    return rows.sort_values(PERIOD[::-1], ascending=False, ignore_index=True)


def _rows(figures: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for (start, end), same in figures.groupby(PERIOD):
        if same["counter"].nunique() < 2:
            continue
        ordered = same.sort_values(["value", "counter"]).to_dict("records")
        lowest, highest = ordered[0], ordered[-1]
        bounds = [_interval(row) for row in (lowest, highest)]
        ends = zip(ENDS, (lowest, highest), strict=True)
        is_above_zero = lowest["value"] > 0
        ratio = highest["value"] / lowest["value"] if is_above_zero else float("nan")
        yield {
            "period_start": start,
            "period_end": end,
            "counters": same["counter"].nunique(),
            **{f"{name}_{of}": row[of] for name, row in ends for of in OF_EACH},
            "ratio": ratio,
            "agree": bounds[0].meets(bounds[1]),
        }


def _interval(row: dict[Any, Any]) -> Interval:
    high = float("inf") if pd.isna(row["high"]) else row["high"]
    return Interval(row["low"], high)
