"""Whether a target is met on a day, by one rule for all."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.growth.annual import check_annual, require_no_bounds
from kzaz_analysis.analysis.growth.rates import compound_growth_pct
from kzaz_analysis.analysis.targets.progress import (
    ActualToRequired,
    AnticipatedProgress,
)
from kzaz_analysis.analysis.targets.required_growth import growth_windows
from kzaz_analysis.errors import NotComputable
from kzaz_analysis.evidence.rounding import is_published_range, is_upper_bound

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Forecast = Callable[["Level", "Term"], float]

MET_IN_TIME, MET_LATE = "met in time", "met late"
MISSED_THEN_MET, MISSED = "missed, then met", "missed"
MET_UNDATED, UNDATED = "met, no date set", "no date set"
ON_TRACK, OFF_TRACK = "on track", "off track"
UNKNOWN, DESCRIPTION = "cannot be judged", "not a target"
STATUSES = (
    MET_IN_TIME,
    MET_LATE,
    MISSED_THEN_MET,
    MET_UNDATED,
    ON_TRACK,
    OFF_TRACK,
    MISSED,
    UNDATED,
    UNKNOWN,
    DESCRIPTION,
)
"""Every status there is, the best first."""

MET = (MET_IN_TIME, MET_LATE, MISSED_THEN_MET, MET_UNDATED)
"""Statuses of targets whose level was reached at some time."""

ON_TRACK_RATIO = 0.95
"""Actual over required growth from which it is on track: Eurostat's first band."""

EVEN_CHANCE = 0.5
"""Forecast probability from which a target is on track."""

WITHIN_ROUNDING = "the figures before and after it was set agree within rounding"
"""Why there is no pace where nothing says that anything moved."""

STATED_LATE = "reached in a year that was more than half over when it was set"
"""Why a level that a figure reaches says nothing: it was an estimate of the year."""

SET_LATE = "set when its year was more than half over"
"""Why a level for such a year is no target, whether a figure reaches it or not."""

FEW_YEARS = 6
"""Years of figures below which a probability alone decides against no past growth."""

FEW_AGAINST_GROWTH = "a forecast from fewer than six years and past growth disagree"
"""Why it is open whether a target is on track."""

WORDING_SLACK = 0.05
"""How far "about" and "nearly" may stretch a level, as a share of it."""

RULE = (
    "met in time: a figure for the date or before it, and not before the target was "
    "set, reaches the level, or the work is finished by the date; a flow in a year of "
    "which at most half had passed when the target was set",
    "met late: the level of what lasts (a capacity, a work), or one to be reached by "
    "a date, came after the date",
    "missed, then met: the figure of the year that the target names falls short, and "
    "a later year reaches the level",
    "missed: the date has passed, and the figures for it fall short, or the work was "
    "not finished: the table says so, or a later publication still sets a date",
    "on track: the date is ahead; the forecast gives it at least 50 %, and growth "
    "since the last year reported before the target was set, else the first after it, "
    "is at least 95 % of what the date requires (that year may be years before, and "
    "another body's count); where only one of the two can be computed it decides",
    "off track: the same, below either; not by a forecast from fewer than six years "
    "alone, where more than half of the past windows as long grew as fast",
    "no date set: a level without a date; “met, no date set” once a figure reaches it",
    "cannot be judged: no figure or outcome for the date, no base or no unit to "
    "compare with; a flow set when its year was more than half over, reached or not; "
    "or not due yet and nothing measures the way, or few figures do and disagree",
    "not a target: a length, a cost, a size or a membership is a description",
)
"""The rule in words, one line a status."""


@dataclass(frozen=True, slots=True)
class Level:
    """What a statement aims to reach, or not to exceed.

    Attributes
    ----------
    value : float
        In the unit of the series.
    edge : float
        Level that still counts as reached under the wording.
    at_most : bool
        Whether less is better, a property of the series: costs and days.
    """

    value: float
    edge: float
    at_most: bool = False

    def reached_by(self, value: float, low: float, high: float) -> bool:
        """Tell whether a figure, with what its rounding allows, is there.

        Of a published range, "13 to 17 days", and of a bound, "nearly 1.5", both ends
        have to be. To a level that is hedged itself, "nearly 1.5", any other figure
        counts as printed.
        """
        if is_published_range(value, low, high) or is_upper_bound(value, low, high):
            return high <= self.edge if self.at_most else low >= self.edge
        if self.at_most and not math.isfinite(high):
            return False
        if self.edge != self.value:
            # The wording has given its room: rounding gives none on top of it.
            low = high = value
        if self.at_most:
            return min(value, low) <= self.edge
        return (high if math.isfinite(high) else value) >= self.edge

    def is_left_open(self, value: float, low: float, high: float) -> bool:
        """Tell whether a bound, "nearly 1.5", lies on both sides of the level."""
        is_around = low < self.edge <= high
        return not self.at_most and is_around and is_upper_bound(value, low, high)

    def share_pct(self, value: float) -> float | None:
        """Figure in percent of the level; none where less is better."""
        if self.at_most or self.value <= 0:
            return None
        return 100 * value / self.value


@dataclass(frozen=True, slots=True)
class Term:
    """When a target was set, and for when.

    Attributes
    ----------
    first_year : int or None
        First year whose figure counts; the latest figure alone when not known.
    base_year : int or None
        Last year that was complete on the day the target was set.
    deadline : pandas.Timestamp or None
        Last day that counts as in time; None where no date was set.
    is_plan : bool
        Whether the target is for one year alone, not to be reached "by" it.
    set_on : pandas.Timestamp or None
        Day by which it had been set, if known.
    late_in : int or None
        Year of which more than half had passed when it was set.
    """

    first_year: int | None = None
    base_year: int | None = None
    deadline: pd.Timestamp | None = None
    is_plan: bool = False
    set_on: pd.Timestamp | None = None
    late_in: int | None = None


@dataclass(frozen=True, slots=True)
class TargetStatus:
    """Status of one statement, and the measures behind it.

    Attributes
    ----------
    status : str
        One of `STATUSES`.
    reason : str
        Why it cannot be judged, or why there is no pace; empty otherwise.
    share_pct : float or None
        Share of the level reached by the latest figure.
    reached_year : int or None
        First year whose figure reaches the level.
    late_years : int or None
        Years from the date set to that year, when later.
    late_days : int or None
        Days from the date set to completion, or to today where there is none;
        negative when early.
    pace_from : int or None
        Year from which the pace is measured.
    pace_pct, required_pct : float or None
        Growth since that year, and from the latest figure to the level on the date;
        percent a year.
    ratio : float or None
        Actual over required growth since the target was set (Eurostat).
    band : str
        Its band.
    progress_pct : float or None
        Anticipated Progress Index (UN ESCAP): part of the way still to go at the date
        if the pace goes on.
    chance : float or None
        Probability that the forecast gives the level on the date.
    """

    status: str
    reason: str = ""
    share_pct: float | None = None
    reached_year: int | None = None
    late_years: int | None = None
    late_days: int | None = None
    pace_from: int | None = None
    pace_pct: float | None = None
    required_pct: float | None = None
    ratio: float | None = None
    band: str = ""
    progress_pct: float | None = None
    chance: float | None = None


def date_status(
    done: pd.Timestamp | None,
    deadline: pd.Timestamp | None,
    today: pd.Timestamp,
    *,
    is_outstanding: bool = True,
) -> TargetStatus:
    """Judge a target that is a date.

    Parameters
    ----------
    done : pandas.Timestamp or None
        Day of completion, if it is reported.
    deadline : pandas.Timestamp or None
        Last day that counts as in time.
    today : pandas.Timestamp
        The day of the judgement.
    is_outstanding : bool
        Whether something says that it was not finished by the date: that nothing was
        reported does not.
    """
    if done is not None:
        late = None if deadline is None else (done - deadline).days
        status = MET_UNDATED if late is None else MET_LATE if late > 0 else MET_IN_TIME
        return TargetStatus(status, reached_year=done.year, late_days=late)
    if deadline is None:
        return TargetStatus(UNDATED)
    if deadline < today and not is_outstanding:
        return TargetStatus(UNKNOWN, "no outcome reported")
    if deadline < today:
        return TargetStatus(MISSED, late_days=(today - deadline).days)
    return TargetStatus(UNKNOWN, "not due yet")


def level_status(
    figures: pd.DataFrame,
    level: Level,
    term: Term,
    today: pd.Timestamp,
    *,
    is_flow: bool = True,
    forecast: Forecast | None = None,
) -> TargetStatus:
    """Judge a target that is a level.

    Parameters
    ----------
    figures : pandas.DataFrame
        An annual frame, as known today; a column ``is_floor`` marks years of which
        only a part is reported, see `with_floors`.
    level : Level
        What is aimed at.
    term : Term
        When it was set, and for when.
    today : pandas.Timestamp
        The day of the judgement.
    is_flow : bool
        Whether figures are sums over a year: then an older figure keeps no newer
        target, as it does for a capacity or a length.
    forecast : callable, optional
        Gives the probability of a level on its date.
    """
    if check_annual(figures).empty:
        return TargetStatus(UNKNOWN, "no figure reported")
    whole = _whole(figures)
    latest = (whole if len(whole) else figures).iloc[-1]
    share = level.share_pct(float(latest["value"])) if len(whole) else None
    start_year = int(latest["year"]) if term.first_year is None else term.first_year
    if not is_flow:
        start_year = min(start_year, int(latest["year"]))
    counted = figures[figures["year"] >= start_year]
    reached = _first_year(counted, level.reached_by)
    due = today.year if term.deadline is None else term.deadline.year
    left_open = _first_year(counted[counted["year"] <= due], level.is_left_open)
    is_over = term.deadline is not None and term.deadline < today
    reason = ""
    if is_over and left_open is not None and (reached is None or reached > due):
        reason = f"the figure for {left_open} is a bound on both sides of the level"
    elif is_flow and term.deadline is not None and due == term.late_in:
        reason = SET_LATE
    if reason:
        return TargetStatus(UNKNOWN, reason, share)
    if reached is not None:
        return _reached(reached, whole, term, share, is_flow)
    if term.deadline is None:
        return TargetStatus(UNDATED, "", share)
    if term.deadline < today:
        has_part = due in set(figures["year"]) - set(whole["year"])
        return _passed(whole, term, share, is_flow, has_part=has_part)
    return _ahead(whole, level, term, share, forecast)


def _whole(figures: pd.DataFrame) -> pd.DataFrame:
    if "is_floor" not in figures:
        return figures
    return figures[~figures["is_floor"].astype(bool)]


def _first_year(
    figures: pd.DataFrame, is_so: Callable[[float, float, float], bool]
) -> int | None:
    rows = figures[["year", "value", "low", "high"]].itertuples(index=False)
    years = [y for y, value, low, high in rows if is_so(value, low, high)]
    return int(years[0]) if years else None


def _reached(
    reached: int, whole: pd.DataFrame, term: Term, share: float | None, is_flow: bool
) -> TargetStatus:
    if term.deadline is None:
        return TargetStatus(MET_UNDATED, "", share, reached)
    due = term.deadline.year
    if reached <= due and is_flow and reached == term.late_in:
        return TargetStatus(UNKNOWN, STATED_LATE, share, reached)
    if reached <= due:
        return TargetStatus(MET_IN_TIME, "", share, reached)
    if (is_flow or term.is_plan) and due not in set(whole["year"]):
        reason = f"no figure for the whole of {due}; first reached in {reached}"
        return TargetStatus(UNKNOWN, reason, share, reached)
    status = MISSED_THEN_MET if term.is_plan else MET_LATE
    return TargetStatus(status, "", share, reached, late_years=reached - due)


def _passed(
    whole: pd.DataFrame,
    term: Term,
    share: float | None,
    is_flow: bool,
    *,
    has_part: bool,
) -> TargetStatus:
    due = term.deadline.year if term.deadline is not None else 0
    years = whole["year"]
    is_reported = (
        (years == due).any() if is_flow and term.is_plan else years.max() >= due
    )
    if whole.empty or not is_reported:
        return TargetStatus(UNKNOWN, missing_year(due, has_part=has_part), share)
    if not is_flow and not _decides(whole, term):
        reason = f"no figure for {due} reported after it was set"
        return TargetStatus(UNKNOWN, reason, share)
    return TargetStatus(MISSED, "", share)


def missing_year(due: int, *, has_part: bool) -> str:
    """Say that the year of a target has no figure, or one of a part of it alone."""
    return f"no figure for {f'the whole of {due}' if has_part else f'{due} reported'}"


def _decides(figures: pd.DataFrame, term: Term) -> bool:
    """Whether a figure is of the date or of a day after the target was set.

    One that the target starts from misses it by no means.
    """
    if term.set_on is None or "period_end" not in figures:
        return True
    ends = figures["period_end"]
    is_due = ends >= (term.deadline or term.set_on)
    return bool((ends.isna() | is_due | (ends > term.set_on)).any())


def _ahead(
    whole: pd.DataFrame,
    level: Level,
    term: Term,
    share: float | None,
    forecast: Forecast | None,
) -> TargetStatus:
    """Judge a target whose date is ahead by its pace and its forecast."""
    if level.at_most:
        return TargetStatus(
            UNKNOWN, "not due yet, and less is better: no pace to measure"
        )
    pace, no_pace = _measures(whole, level, term)
    chance, no_chance = _chance(level, term, forecast)
    is_slow = "ratio" in pace and pace["ratio"] < ON_TRACK_RATIO
    is_unlikely = chance is not None and chance < EVEN_CHANCE
    if "ratio" not in pace and chance is None:
        reasons = "; ".join(dict.fromkeys(r for r in (no_pace, no_chance) if r))
        return TargetStatus(UNKNOWN, reasons, share, **pace)
    if is_unlikely and not is_slow and _few_grew_as_fast(whole, term, pace):
        reason = FEW_AGAINST_GROWTH
        return TargetStatus(UNKNOWN, reason, share, chance=chance, **pace)
    status = OFF_TRACK if is_slow or is_unlikely else ON_TRACK
    return TargetStatus(status, no_pace, share, chance=chance, **pace)


def _few_grew_as_fast(
    whole: pd.DataFrame, term: Term, pace: Mapping[str, float]
) -> bool:
    """Whether past growth was mostly as fast as is required, and few years follow.

    The forecast rests on the consecutive years at the end; growth needs two ends only.
    """
    run = whole[whole["segment"] == whole["segment"].iloc[-1]]
    is_long = {*run["year"]} >= {run["year"].iloc[-1] - n for n in range(FEW_YEARS)}
    if is_long or term.deadline is None or "required_pct" not in pace:
        return False
    windows = growth_windows([run])
    ahead = term.deadline.year - int(run["year"].iloc[-1])
    rates = windows.loc[windows["years"] == ahead, "rate_pct"]
    return 2 * int((rates >= pace["required_pct"]).sum()) > len(rates)


def _chance(
    level: Level, term: Term, forecast: Forecast | None
) -> tuple[float | None, str]:
    try:
        return (None if forecast is None else forecast(level, term)), ""
    except NotComputable as reason:
        return None, str(reason)


def _measures(
    whole: pd.DataFrame, level: Level, term: Term
) -> tuple[dict[str, Any], str]:
    """Pace since the target was set against what its date requires."""
    if whole.empty or term.deadline is None:
        return {}, "no figure of a whole year to measure a pace from"
    latest, due = whole.iloc[-1], term.deadline.year
    value, year = float(latest["value"]), int(latest["year"])
    required: dict[str, Any] = {}
    if due > year and value > 0:
        rate = compound_growth_pct(value, level.value, due - year)
        required = {"required_pct": rate}
    try:
        base = _base(whole, term)
        measured = ActualToRequired(
            base_value=float(base["value"]),
            base_year=int(base["year"]),
            latest_value=value,
            latest_year=year,
            target_value=level.value,
            deadline=due,
        )
    except NotComputable as reason:
        return required, str(reason)
    predicted = value * (1 + measured.actual_pct / 100) ** (due - year)
    way = AnticipatedProgress(measured.base_value, predicted, level.value)
    return required | {
        "pace_from": measured.base_year,
        "pace_pct": measured.actual_pct,
        "ratio": measured.ratio,
        "band": measured.band,
        "progress_pct": way.index_pct,
    }, ""


def pace_base(annual: pd.DataFrame, base_year: int | None) -> int:
    """Year from which the pace since a target was set is measured.

    Parameters
    ----------
    annual : pandas.DataFrame
        An annual frame of whole years.
    base_year : int or None
        Last year that was complete when the target was set.

    Returns
    -------
    int
        The last year up to that one which rests on the reporter of the latest figure,
        else that reporter's first.

    Raises
    ------
    NotComputable
        If the day is not known, or nothing was reported since.
    """
    if base_year is None:
        raise NotComputable("the day on which it was set is not known")
    latest = annual.iloc[-1]
    years = annual.loc[annual["segment"] == latest["segment"], "year"]
    earlier_years = years[years <= base_year]
    year = int(earlier_years.iloc[-1] if len(earlier_years) else years.iloc[0])
    if year == latest["year"]:
        raise NotComputable("no comparable figures before and after it was set")
    require_no_bounds(annual, year, int(latest["year"]))
    return year


def _base(whole: pd.DataFrame, term: Term) -> pd.Series:
    """Figure from which the pace is measured; the latest differs beyond rounding."""
    year = pace_base(whole, term.base_year)
    base, latest = whole[whole["year"] == year].iloc[0], whole.iloc[-1]
    if base["low"] < latest["high"] and latest["low"] < base["high"]:
        raise NotComputable(WITHIN_ROUNDING)
    return base
