"""What has to happen: required growth beside what the record has ever shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.growth.annual import check_annual
from kzaz_analysis.analysis.growth.rates import compound_growth_pct
from kzaz_analysis.errors import NotComputable

if TYPE_CHECKING:
    from collections.abc import Iterable

WINDOW_COLUMNS = ["books", "start_year", "end_year", "years", "rate_pct"]
REQUIRED_COLUMNS = [
    "deadline",
    "years",
    "required_pct",
    "yearly_increase",
    "multiple",
    "best_pct",
    "best_books",
    "best_start",
    "best_end",
    "windows",
    "apart",
    "reached_windows",
    "share_reached_pct",
    "reason",
]


STATED = ("government", "press")
"""Provenances of figures that somebody only said."""


def growth_windows(records: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Compound growth over every pair of years of one reporter and channel.

    Both ends are counted, or both only stated: from a statistic to a minister's round
    figure nothing grew.

    Parameters
    ----------
    records : iterable of pandas.DataFrame
        Annual frames, e.g. of one series under several rules; ``books`` are one and
        the same where a frame does not name them, and a new ``segment`` is a new
        channel; ``provenance`` tells what is counted, where a frame has it.

    Returns
    -------
    pandas.DataFrame
        Columns ``books, start_year, end_year, years, rate_pct`` (percent a year), one
        row per pair with a positive start; a pair found twice counts once. Years
        between the two may be missing: the rate needs its ends only.
    """
    rows = []
    for record in records:
        figures = check_annual(record)
        stated = figures.get("provenance", pd.Series("", figures.index)).isin(STATED)
        figures = figures.assign(books=figures.get("books", ""), stated=stated)
        channels = figures.groupby(["books", "segment", "stated"], sort=False)
        for (books, *_), of_reporter in channels:
            values = list(zip(of_reporter["year"], of_reporter["value"], strict=True))
            for place, (start, start_value) in enumerate(values):
                for end, end_value in values[place + 1 :]:
                    if start_value > 0 and end_value >= 0:
                        n = int(end - start)
                        rate = compound_growth_pct(
                            float(start_value), float(end_value), n
                        )
                        rows.append((books, int(start), int(end), n, rate))
    windows = pd.DataFrame(rows, columns=WINDOW_COLUMNS)
    return windows.drop_duplicates(WINDOW_COLUMNS[:3], ignore_index=True)


def required_growth(
    start_value: float,
    start_year: int,
    target: float,
    deadlines: Iterable[int],
    windows: pd.DataFrame,
) -> pd.DataFrame:
    """Growth that a level asks for by each deadline, and how often it was seen.

    (target / start) ** (1 / years) - 1, a yearly increase of (target - start) / years,
    and the share of past windows of the same number of years whose compound growth
    was at least as high: a base rate, not a chance. Windows overlap, so ten of them
    are fewer than ten trials; `apart` says how many of them fit side by side.

    Parameters
    ----------
    start_value, start_year : float, int
        Latest figure and its year.
    target : float
        The level, in the same unit.
    deadlines : iterable of int
        Years by which it is to be reached.
    windows : pandas.DataFrame
        As `growth_windows` returns it.

    Returns
    -------
    pandas.DataFrame
        Columns `REQUIRED_COLUMNS`, one row per deadline, earliest first. Rates are
        percent a year, ``yearly_increase`` is in the unit of the level, ``multiple``
        is target over start. A measure is missing where ``reason`` says why, and
        those of the windows where no window is as long.

    Raises
    ------
    NotComputable
        If the start or the target is not positive.
    """
    if not (start_value > 0 and target > 0):
        raise NotComputable(
            f"no growth leads from {start_value:g} to {target:g}: both must be positive"
        )
    rows = [
        _row(start_value, start_year, target, year, windows)
        for year in sorted(set(deadlines))
    ]
    return pd.DataFrame(rows, columns=REQUIRED_COLUMNS).astype(
        dict.fromkeys(("best_start", "best_end"), "Int64")
    )


def _row(
    start: float, year: int, target: float, deadline: int, windows: pd.DataFrame
) -> dict[str, object]:
    n = deadline - year
    row: dict[str, object] = {
        "deadline": deadline,
        "years": n,
        "multiple": target / start,
        "reason": "" if n > 0 else f"the deadline {deadline} is not after {year}",
    }
    if n < 1:
        return row
    rate = compound_growth_pct(start, target, n)
    row |= {"required_pct": rate, "yearly_increase": (target - start) / n}
    same = windows[windows["years"] == n].reset_index(drop=True)
    row |= {"windows": len(same), "apart": _apart(same)}
    if same.empty:
        return row
    best = same.sort_values("rate_pct", ascending=False, kind="stable").iloc[0]
    reached = int((same["rate_pct"] >= rate).sum())
    return row | {
        "best_pct": float(best["rate_pct"]),
        "best_books": best["books"],
        "best_start": int(best["start_year"]),
        "best_end": int(best["end_year"]),
        "reached_windows": reached,
        "share_reached_pct": 100 * reached / len(same),
    }


def _apart(windows: pd.DataFrame) -> int:
    """Count the windows that fit side by side without sharing a step."""
    count, free = 0, float("-inf")
    for start, end in sorted(
        zip(windows["start_year"], windows["end_year"], strict=True), key=lambda w: w[1]
    ):
        if start >= free:
            count, free = count + 1, end
    return count
