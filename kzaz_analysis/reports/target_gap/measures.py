"""Measures of one gap: distance, pace, progress, arrival, probability, both sides."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.growth.compound import CompoundGrowth, compound_growth
from kzaz_analysis.analysis.growth.rates import compound_interval_pct
from kzaz_analysis.analysis.intervals import Interval
from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.analysis.projection import (
    Projection,
    TimeToReach,
    near_enough,
    project,
    time_to_reach_distribution,
)
from kzaz_analysis.analysis.targets.gaps import TargetGap
from kzaz_analysis.analysis.targets.progress import ActualToRequired
from kzaz_analysis.analysis.targets.status import pace_base
from kzaz_analysis.analysis.targets.target_gap import target_gap
from kzaz_analysis.errors import NotComputable
from kzaz_analysis.evidence.opened import Evidence
from kzaz_analysis.evidence.rounding import is_published_range, is_upper_bound
from kzaz_analysis.evidence.series import Record, series_of
from kzaz_analysis.studies.target_statements import (
    is_less_better,
    term,
)
from kzaz_analysis.studies.targets import PublishedTarget

if TYPE_CHECKING:
    from collections.abc import Sequence


ASKED_FOR = ["required_growth_pct", "low_pct", "high_pct", "required_increment"]
"""Columns of `TargetGap.deadlines` that say what is asked for."""


def gap_to(
    record: Record, published: PublishedTarget, leading: dict[Any, Any]
) -> TargetGap:
    """Distance from the last figure to the level; of a range, from its worse end."""
    bounds, less = Interval(published.low, published.high), is_less_better(leading)
    if not less and len(record.annual) and is_left_open(record.annual, published.value):
        year = int(record.annual["year"].iloc[-1])
        raise NotComputable(
            f"the figure for {year} is a bound on both sides of the level"
        )
    return target_gap(
        _worse_ends(record.annual) if less else record.annual,
        published.value,
        bounds,
        unit=record.unit,
        less_is_better=less,
    )


def growth_for(gap: TargetGap, deadline: int) -> Interval:
    """Percent a year to the level from what rounding allows the last figure to be."""
    years, goal = deadline - gap.latest_year, Interval.point(gap.target_value)
    return compound_interval_pct(gap.latest_interval, goal, years)


def is_left_open(annual: pd.DataFrame, level: float) -> bool:
    """Whether the last figure is a bound, "nearly 1.5", on both sides of a level."""
    value, low, high = (float(annual[c].iloc[-1]) for c in ("value", "low", "high"))
    return low < level <= high and bool(is_upper_bound(value, low, high))


def _worse_ends(annual: pd.DataFrame) -> pd.DataFrame:
    """Take of figures published as a range, "13 to 17 days", the upper end."""
    return annual.assign(value=upper_ends(annual).fillna(annual["value"]))


def upper_ends(annual: pd.DataFrame) -> pd.Series[float]:
    """Upper end of each figure that was published as a range, else missing."""
    is_range = is_published_range(annual["value"], annual["low"], annual["high"])
    return annual["high"].where(is_range).astype(float)


def pace_since(
    record: Record,
    base_year: int | None,
    verdicts: pd.DataFrame,
    leading: dict[Any, Any],
) -> CompoundGrowth:
    """Growth from the year asked for, else since the target was set."""
    if base_year is None:
        if record.annual.empty:
            raise NotComputable("no figure reported")
        set_first = {**leading, "published_on": min(_days_set(verdicts, leading))}
        base_year = pace_base(record.annual, term(set_first).base_year)
    return compound_growth(record.annual, base_year)


def rates_from(
    record: Record, base_year: int, first: int, last: int
) -> tuple[float, float] | None:
    """Growth a year from one year to two others; None where there is none."""
    try:
        near, far = (
            compound_growth(record.annual, base_year, y) for y in (first, last)
        )
    except NotComputable:
        return None
    return near.rate_pct, far.rate_pct


def _days_set(verdicts: pd.DataFrame, leading: dict[Any, Any]) -> list[str]:
    """Days on which this level was set for this date; an empty text without any."""
    same = verdicts[verdicts["series"] == leading["series"]]
    same = same[same["level"] == leading["level"]]
    if pd.notna(leading["deadline_end"]):
        same = same[same["deadline_end"] == leading["deadline_end"]]
    return [day for day in same["published_on"].fillna("") if day] or [""]


def projection_to(
    record: Record,
    published: PublishedTarget,
    years: Sequence[int],
    level: Sequence[float],
    seed: int,
) -> Projection:
    """Projection to the last year asked for to which the record carries a forecast."""
    if record.annual.empty or max(years, default=0) <= record.annual["year"].iloc[-1]:
        raise NotComputable("no deadline is ahead")
    far = project(record.annual, max(years), level, published.value, seed=seed)
    near = [y for y in years if far.origin_year < y <= far.last_sensible_year]
    if not near or far.horizon_year == max(near):
        return near_enough(far)
    return project(record.annual, max(near), level, published.value, seed=seed)


def deadline_table(
    gap: TargetGap | Refused, years: list[int], this_year: int
) -> pd.DataFrame:
    """Say what each deadline asks for, or why it cannot be said.

    Nothing can be asked for by a year that is over, with a figure or without.
    """
    if isinstance(gap, Refused):
        return pd.DataFrame({"deadline": years, "reason": gap.reason})
    table = gap.deadlines(years)
    is_gone = (table["reason"] == "") & (table["deadline"] < this_year)
    table.loc[is_gone, ASKED_FOR] = float("nan")
    return table.assign(reason=table["reason"].mask(is_gone, "the date has passed"))


def times_to_reach(
    gap: TargetGap | Refused, pace: CompoundGrowth | Refused, rates: Sequence[float]
) -> pd.DataFrame:
    """When the level is reached at the pace and at named rates."""
    if isinstance(gap, Refused):
        return pd.DataFrame(
            columns=["rate", "rate_pct", "years", "arrival_year", "reason"]
        )
    rate_of_name = {f"{rate:g} % a year": rate for rate in rates}
    if isinstance(pace, CompoundGrowth):
        observed = f"the pace of {pace.start_year} to {pace.end_year}"
        rate_of_name = {observed: pace.rate_pct} | rate_of_name
    return gap.times_to_reach(rate_of_name)


def progress_table(
    gap: TargetGap | Refused, pace: CompoundGrowth | Refused, years: list[int]
) -> pd.DataFrame:
    """Eurostat's actual-to-required ratio, one row a deadline."""
    columns = ["deadline", "actual_pct", "required_pct", "ratio", "band", "reason"]
    rows: list[tuple[object, ...]] = []
    for year in years:
        ratio = attempt("ratio", partial(_ratio, gap, pace, year))
        if isinstance(ratio, Refused):
            rows.append((year, None, None, None, "", ratio.reason))
        else:
            measures = ratio.actual_pct, ratio.required_pct, ratio.ratio, ratio.band
            rows.append((year, *measures, ""))
    return pd.DataFrame(rows, columns=columns)


def _ratio(
    gap: TargetGap | Refused, pace: CompoundGrowth | Refused, deadline: int
) -> ActualToRequired:
    for part in (gap, pace):
        if isinstance(part, Refused):
            raise NotComputable(part.reason)
    assert isinstance(gap, TargetGap)  # noqa: S101 - narrows the type after the loop
    assert isinstance(pace, CompoundGrowth)  # noqa: S101
    return ActualToRequired(
        base_value=pace.start_value,
        base_year=pace.start_year,
        latest_value=gap.latest_value,
        latest_year=gap.latest_year,
        target_value=gap.target_value,
        deadline=deadline,
    )


def reach_distribution(
    projection: Projection | Refused, value: float
) -> TimeToReach | Refused:
    """Distribution of the first year at or above the level."""
    if isinstance(projection, Refused):
        return projection
    return attempt(
        "time to reach", lambda: time_to_reach_distribution(projection, value)
    )


def latest_by_side(
    published: PublishedTarget, evidence: Evidence, leading: dict[Any, Any]
) -> pd.DataFrame:
    """Return the last year that each side reports, and its gap: what is missing."""
    rows, sign = [], -1 if is_less_better(leading) else 1
    names = {side.code: side.inside for side in evidence.dataset.sides}
    for code, rule in evidence.dataset.alone.items():
        annual = series_of(evidence, published.series, rule).annual
        if not annual.empty:
            latest, most = annual.iloc[-1], upper_ends(annual).iloc[-1]
            judged = latest["value"] if sign > 0 or pd.isna(most) else most
            figures = [latest[c] for c in ("year", "value", "low", "high")]
            rows.append(
                (
                    names.get(code, code),
                    *figures,
                    sign * (published.value - judged),
                    latest["source"],
                    None if pd.isna(most) else float(most),
                    latest["qualifier"],
                    sign > 0 and is_left_open(annual, published.value),
                )
            )
    columns = ["reporter", "year", "value", "low", "high", "gap", "source"]
    columns += ["most", "qualifier", "is_open"]
    return pd.DataFrame(rows, columns=columns)
