"""Where a promise stands on a day, by one rule for all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.growth.annual import check_annual
from kzaz_analysis.analysis.targets.progress import (
    ActualToRequired,
    AnticipatedProgress,
)
from kzaz_analysis.errors import NotComputable

if TYPE_CHECKING:
    from collections.abc import Iterable

MET, ON_TRACK, OFF_TRACK = "met", "on track", "off track"
OVERDUE, UNDATED, UNKNOWN = "overdue", "undated", "unknown"
STATUSES = (MET, ON_TRACK, OFF_TRACK, OVERDUE, UNDATED, UNKNOWN)
"""Every status there is, the best first."""

ON_TRACK_RATIO = 0.95
"""Actual over required growth from which it is on track: Eurostat's first band."""

WORDING_SLACK = 0.05
"""How far "about" and "nearly" may stretch a level, as a share of it."""

RULE = (
    "met: a figure for the time promised, or a later one, reaches the level, or the "
    "work is on record as finished; “late” says it came after the date",
    "overdue: the date has passed and the figures for it, or the record of works, "
    "show no such thing",
    "on track: the date is ahead, and growth over the last unbroken run of figures is "
    "at least 95 % of the growth that leads from its start to the level on time",
    "off track: the same, below 95 %",
    "undated: not met, and no date was named",
    "unknown: no figure, no base or no unit to compare with; or the unit is doubtful "
    "and its readings end differently; or not due yet and nothing on record measures "
    "the way",
)
"""The rule in words, one line a status."""


@dataclass(frozen=True, slots=True)
class Level:
    """What a statement promises to reach, or not to exceed.

    Attributes
    ----------
    value : float
        In the unit of the series.
    edge : float
        Level that still counts as reached under the wording.
    at_most : bool
        Whether less is better: costs and days.
    """

    value: float
    edge: float
    at_most: bool = False

    def reached_by(self, value: float, low: float, high: float) -> bool:
        """Tell whether a figure, with what its rounding allows, is there."""
        if self.at_most:
            return min(value, low) <= self.edge
        return (high if high < float("inf") else value) >= self.edge

    def share_pct(self, value: float) -> float | None:
        """Figure in percent of the level; for a limit, limit in percent of figure."""
        part, whole = (self.value, value) if self.at_most else (value, self.value)
        return 100 * part / whole if whole > 0 else None


@dataclass(frozen=True, slots=True)
class Standing:
    """Status of one statement, and the measures behind it.

    Attributes
    ----------
    status : str
        One of `STATUSES`.
    reason : str
        Why it is unknown, or why there is no ratio; empty otherwise.
    share_pct : float or None
        Share of the level reached by the latest figure.
    reached_year : int or None
        First year whose figure reaches the level.
    late_years : int or None
        Years from the date promised to that year, when later.
    late_days : int or None
        Days from the date promised to completion, or to today where there is none;
        negative when early.
    ratio : float or None
        Actual over required growth (Eurostat), for dates ahead.
    band : str
        Its band.
    progress_pct : float or None
        Anticipated Progress Index (UN ESCAP): part of the way still to go at the date
        if the pace goes on.
    """

    status: str
    reason: str = ""
    share_pct: float | None = None
    reached_year: int | None = None
    late_years: int | None = None
    late_days: int | None = None
    ratio: float | None = None
    band: str = ""
    progress_pct: float | None = None


def date_standing(
    done: pd.Timestamp | None, deadline: pd.Timestamp | None, today: pd.Timestamp
) -> Standing:
    """Where the promise of a date stands.

    Parameters
    ----------
    done : pandas.Timestamp or None
        Day of completion, if it is on record.
    deadline : pandas.Timestamp or None
        Last day that counts as on time.
    today : pandas.Timestamp
        The day of the judgement.
    """
    if done is not None:
        late = None if deadline is None else (done - deadline).days
        return Standing(MET, reached_year=done.year, late_days=late)
    if deadline is None:
        return Standing(UNDATED)
    if deadline < today:
        return Standing(OVERDUE, late_days=(today - deadline).days)
    return Standing(UNKNOWN, "not due yet")


def level_standing(
    annual: pd.DataFrame,
    level: Level,
    since: int | None,
    deadline: pd.Timestamp | None,
    today: pd.Timestamp,
    *,
    is_flow: bool = True,
) -> Standing:
    """Where the promise of a level stands.

    Parameters
    ----------
    annual : pandas.DataFrame
        An annual frame, as known today.
    level : Level
        What is promised.
    since : int or None
        First year whose figure counts; the latest figure alone when not known.
    deadline : pandas.Timestamp or None
        Last day that counts as on time.
    today : pandas.Timestamp
        The day of the judgement.
    is_flow : bool
        Whether figures are sums over a year: then a missing year ends a run, and an
        older figure keeps no newer promise, as it does for a capacity or a length.
    """
    if check_annual(annual).empty:
        return Standing(UNKNOWN, "no figure on record")
    latest = annual.iloc[-1]
    share = level.share_pct(float(latest["value"]))
    first = int(latest["year"]) if since is None else since
    if not is_flow:
        first = min(first, int(latest["year"]))
    reached = _first_reached(annual[annual["year"] >= first], level)
    if reached is not None:
        late = None if deadline is None else max(0, reached - deadline.year)
        return Standing(MET, "", share, reached, late or None)
    if deadline is None:
        return Standing(UNDATED, "", share)
    if deadline < today:
        return _passed(int(latest["year"]), deadline.year, share)
    try:
        return _on_the_way(annual, level, deadline.year, share, is_flow)
    except NotComputable as reason:
        return Standing(UNKNOWN, str(reason), share)


def _passed(latest_year: int, due: int, share: float | None) -> Standing:
    if latest_year < due:
        return Standing(UNKNOWN, f"no figure for {due} on record", share)
    return Standing(OVERDUE, "", share)


def _first_reached(annual: pd.DataFrame, level: Level) -> int | None:
    rows: Iterable[tuple[int, float, float, float]] = zip(
        *(annual[column] for column in ("year", "value", "low", "high")), strict=True
    )
    years = [y for y, value, low, high in rows if level.reached_by(value, low, high)]
    return int(years[0]) if years else None


def _on_the_way(
    annual: pd.DataFrame,
    level: Level,
    deadline: int,
    share: float | None,
    is_flow: bool,
) -> Standing:
    if level.at_most:
        raise NotComputable("a limit, and the ratio is for levels to grow to")
    base, latest = _ends_of_run(annual, is_flow)
    measured = ActualToRequired(
        base_value=float(base["value"]),
        base_year=int(base["year"]),
        latest_value=float(latest["value"]),
        latest_year=int(latest["year"]),
        target_value=level.value,
        deadline=deadline,
    )
    left = deadline - measured.latest_year
    predicted = measured.latest_value * (1 + measured.actual_pct / 100) ** left
    way = AnticipatedProgress(measured.base_value, predicted, level.value)
    return Standing(
        ON_TRACK if measured.ratio >= ON_TRACK_RATIO else OFF_TRACK,
        share_pct=share,
        ratio=measured.ratio,
        band=measured.band,
        progress_pct=way.index_pct,
    )


def _ends_of_run(annual: pd.DataFrame, is_flow: bool) -> tuple[pd.Series, pd.Series]:
    fresh = annual["segment"].diff() != 0
    if is_flow:
        fresh |= annual["year"].diff() != 1
    run = annual[fresh.cumsum() == fresh.sum()]
    if len(run) == 1:
        year = run["year"].iloc[0]
        raise NotComputable(f"{year} stands alone in its books, so there is no pace")
    return run.iloc[0], run.iloc[-1]
