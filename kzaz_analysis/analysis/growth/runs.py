"""Stretches of a record: unbroken runs of one reporter, and named windows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.growth.annual import check_annual
from kzaz_analysis.analysis.growth.compound import CompoundGrowth, compound_growth
from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.errors import NotComputable

if TYPE_CHECKING:
    from collections.abc import Iterable

LAST_YEAR, FIVE_YEARS, TEN_YEARS = "last year", "five years", "ten years"
SINCE_PEAK = "since the highest comparable year shown"

SPANS = {LAST_YEAR: 1, FIVE_YEARS: 5, TEN_YEARS: 10}
"""Windows of a fixed length that end in the last year on record, in years."""

TROUGH, RESTART, GAP = "trough", "restart", "gap"


@dataclass(frozen=True, slots=True)
class Window:
    """Growth over one named window that ends in the last year on record.

    Attributes
    ----------
    name : str
        A key of `SPANS`, or `SINCE_PEAK`.
    start_year, end_year : int
        Its two ends; figures of other years do not enter.
    growth : CompoundGrowth or Refused
        The rate, or why there is none.
    base : {"", "trough", "restart", "gap"}
        What is special about the first year: lower than the comparable figures before
        and after it, the first after zero, or the first after years without a figure.
        Growth from such a base says more about the base than about the pace.
    """

    name: str
    start_year: int
    end_year: int
    growth: CompoundGrowth | Refused
    base: str

    @property
    def years(self) -> int:
        """Steps between the two ends."""
        return self.end_year - self.start_year


def named_windows(annual: pd.DataFrame) -> tuple[Window, ...]:
    """Compound growth over the last year, five and ten years, and since the peak.

    Parameters
    ----------
    annual : pandas.DataFrame
        An annual frame.

    Returns
    -------
    tuple of Window
        Those of fixed length, shortest first, as far as the record reaches back; then
        the one since the highest figure of the same reporter, unless that is the last
        figure or begins one of the others. Empty for an empty frame.

    Raises
    ------
    DataError
        If `annual` is not an annual frame.
    """
    figures = check_annual(annual).reset_index(drop=True)
    if figures.empty:
        return ()
    end, begin = int(figures["year"].iloc[-1]), int(figures["year"].iloc[0])
    starts = {name: end - span for name, span in SPANS.items() if end - span >= begin}
    peak = _peak(figures)
    if peak != end and peak not in starts.values():
        starts[SINCE_PEAK] = peak
    return tuple(_window(figures, name, start, end) for name, start in starts.items())


def windows_frame(windows: Iterable[Window]) -> pd.DataFrame:
    """Set out growth over windows.

    Returns
    -------
    pandas.DataFrame
        One row per window: ``window, start_year, end_year, base``, ``rate_pct`` with
        ``low_pct, high_pct`` (% a year, what rounding allows), ``total_pct`` (% in
        all), and ``reason`` where there is no rate.
    """
    return pd.DataFrame([_window_cells(window) for window in windows])


def _window_cells(window: Window) -> dict[str, object]:
    cells: dict[str, object] = {
        "window": window.name,
        "start_year": window.start_year,
        "end_year": window.end_year,
        "base": window.base,
    }
    growth = window.growth
    if isinstance(growth, Refused):
        return cells | {"reason": growth.reason}
    low, high = growth.interval_pct.low, growth.interval_pct.high
    rates = {"rate_pct": growth.rate_pct, "low_pct": low, "high_pct": high}
    return cells | rates | {"total_pct": growth.total_pct}


def _peak(figures: pd.DataFrame) -> int:
    """Year of the highest figure of the last reporter, the later one of equals."""
    segment = figures[figures["segment"] == figures["segment"].iloc[-1]]
    highest = segment[segment["value"] == segment["value"].max()]
    return int(highest["year"].iloc[-1])


def _window(figures: pd.DataFrame, name: str, start: int, end: int) -> Window:
    grown = attempt(name, partial(compound_growth, figures, start, end))
    return Window(name, start, end, grown, base_of(figures, start))


def base_of(figures: pd.DataFrame, start: int) -> str:
    """Say whether a window that begins in `start` begins in a trough or a restart.

    Parameters
    ----------
    figures : pandas.DataFrame
        Columns ``year, value, segment``, in the order of years. A figure that does not
        compare with its neighbour, as after a change of reporter, is no trough.
    start : int
        A year.
    """
    earlier = figures[figures["year"] < start]
    at = figures[figures["year"] == start]
    later = figures[figures["year"] > start]
    if earlier.empty or at.empty or later.empty:
        return ""
    before, base, after = earlier.iloc[-1], at.iloc[0], later.iloc[0]
    if before["year"] != start - 1:
        return GAP
    if not before["segment"] == base["segment"] == after["segment"]:
        return ""
    if before["value"] == 0:
        return RESTART
    return TROUGH if base["value"] < min(before["value"], after["value"]) else ""


def run_numbers(annual: pd.DataFrame) -> pd.Series[int]:
    """Count the unbroken runs: consecutive years of one reporter.

    Parameters
    ----------
    annual : pandas.DataFrame
        An annual frame.

    Returns
    -------
    pandas.Series
        One number per row, from 0, in the order of the frame.
    """
    figures = check_annual(annual)
    starts = (figures["year"].diff() != 1) | (figures["segment"].diff() != 0)
    return starts.cumsum() - 1


def last_run(annual: pd.DataFrame) -> pd.DataFrame:
    """Rows of the last unbroken run of an annual frame, numbered anew."""
    runs = run_numbers(annual)
    return annual[runs == runs.max()].reset_index(drop=True)


def run_growth(run: pd.DataFrame) -> CompoundGrowth:
    """Compound growth over one unbroken run.

    Raises
    ------
    NotComputable
        If it has fewer than two years.
    """
    if len(run) == 1:
        year = run["year"].iloc[0]
        raise NotComputable(
            f"{year} stands alone, no year next to it from the same reporter"
        )
    return compound_growth(run)
