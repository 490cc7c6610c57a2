"""Targets: the gap of a series to one, and how the deadlines of a target moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.frames import require_columns
from kzaz_analysis.analysis.growth.annual import check_annual
from kzaz_analysis.analysis.intervals import Interval
from kzaz_analysis.analysis.targets.gaps import TargetGap
from kzaz_analysis.errors import NotComputable

if TYPE_CHECKING:
    from collections.abc import Iterable

NEEDED = ["id", "promise", "series", "measure", "counted", "level", "value", "unit"]
NEEDED += ["digits", "announced", "deadline_end"]
"""Columns that a table of targets must have."""

SAME = ["promise", "series", "measure", "counted"]
"""What two statements must share to be about the same thing, besides the level."""

MOST_DIGITS = 12
"""Digits compared where nobody counted them; further ones are noise of conversion."""


def target_gap(
    annual: pd.DataFrame,
    target_value: float,
    target_interval: Interval | None = None,
    *,
    deadline: int | None = None,
    base_year: int | None = None,
    unit: str = "",
    less_is_better: bool = False,
) -> TargetGap:
    """Distance of the last figure of a series to a target.

    Parameters
    ----------
    annual : pandas.DataFrame
        An annual frame.
    target_value : float
        The target, in the unit of the series.
    target_interval : Interval, optional
        What rounding and wording allow it to be; the value alone by default.
    deadline : int, optional
        Last year that counts; none for an undated target.
    base_year : int, optional
        Year that the target starts from.
    unit : str
        Unit, for display only.

    Returns
    -------
    TargetGap
        The gap, measured from the last year on record.

    Raises
    ------
    NotComputable
        If the series is empty, the base year has no figure or another reporter.
    """
    annual = check_annual(annual)
    if annual.empty:
        raise NotComputable("the series has no annual figure to measure a gap from")
    latest = annual.iloc[-1]
    base = annual[annual["year"] == base_year]
    if base_year is not None and base.empty:
        raise NotComputable(f"no figure for the base year {base_year}")
    if not base.empty and base["segment"].iloc[0] != latest["segment"]:
        raise NotComputable(
            f"{base_year} rests on another reporter than the latest year"
        )
    return TargetGap(
        latest_value=float(latest["value"]),
        latest_year=int(latest["year"]),
        target_value=target_value,
        latest_interval=Interval(float(latest["low"]), float(latest["high"])),
        target_interval=target_interval or Interval.point(target_value),
        deadline=deadline,
        base_value=None if base.empty else float(base["value"].iloc[0]),
        base_year=base_year,
        unit=unit,
        less_is_better=less_is_better,
    )


def deadline_slippage(
    targets: pd.DataFrame, reached: Iterable[str] = ()
) -> pd.DataFrame:
    """History of deadlines and definitions of each target.

    A deadline is compared with the last dated one of the same target *for the same
    thing*: the same series, measure, words for what is counted, and level within
    rounding. Ten million tonnes of capacity by 2025 and of freight by 2030 are two
    targets under one name, and five by 2025 and ten by 2030 two steps of one plan,
    not slips of five years.

    A plan for one year of a flow is compared with plans of the same number whatever
    name they go by: made again for the next year, on another day and after it was not
    reached, its date has moved; set for each year at once, or reached, it has not. Of
    one name, only plans that count the same are compared.

    Parameters
    ----------
    targets : pandas.DataFrame
        One row per announcement: ``id, promise, series, measure, counted``; ``level``
        (in the unit of the series, missing where the statement names none or its unit
        does not convert), ``value, unit`` and ``digits`` (significant ones, missing
        where nobody counted them) as published; ``announced`` and ``deadline_end``,
        days or ISO 8601 texts, which may be reduced ("2025-10", "2025") or missing.
        Plans for a year are told by ``nature`` and ``deadline_start``, where given.
    reached : iterable of str
        Ids of statements whose level was reached.

    Returns
    -------
    pandas.DataFrame
        Columns ``id, promise, announced, deadline, counted, value, unit, thing,
        lead_years, slip_years, total_slip_years, definition_changed, reason``, one
        row per announcement, by target and day, undated announcements last.
        ``thing`` numbers what is asked for: the announcements of one number are about
        the same. ``lead_years`` is the time from announcement to deadline;
        ``slip_years`` the move since the deadline before, positive when later;
        ``total_slip_years`` since the first. All are in years of twelve months and
        missing where ``reason`` says why. ``definition_changed`` is whether
        ``counted`` differs from the announcement before.

    Raises
    ------
    DataError
        If a column is missing.
    """
    require_columns(targets, NEEDED, "a table of promises")
    history = targets[NEEDED].assign(
        announced=_days(targets["announced"]),
        deadline=_days(targets["deadline_end"]),
        is_plan=_is_plan(targets),
    )
    history = history.sort_values(
        ["promise", "announced", "deadline", "id"], na_position="last"
    ).reset_index(drop=True)
    history = history.assign(thing=_things(history))
    ordered = history["announced"].notna()
    open_plans = ~(history["is_plan"] & history["id"].isin(set(reached)))
    dated = history[ordered & history["deadline"].notna() & open_plans]
    deadline_before, first_deadline = _deadlines_before(dated, history.index)
    counted_before = history[ordered].groupby("promise")["counted"].shift()
    columns = ["id", "promise", "announced", "deadline", "counted", "value", "unit"]
    return history[[*columns, "thing"]].assign(
        lead_years=_years_between(history["announced"], history["deadline"]),
        slip_years=_years_between(deadline_before, history["deadline"]),
        total_slip_years=_years_between(first_deadline, history["deadline"]),
        definition_changed=_changed(history["counted"], counted_before),
        reason=_reasons(history, deadline_before),
    )


def _is_plan(targets: pd.DataFrame) -> pd.Series[bool]:
    """Tell which statements set a level of a flow for one year alone."""
    if not {"nature", "deadline_start"} <= set(targets.columns):
        return pd.Series(data=False, index=targets.index)
    ends = [_days(targets[name]).dt.year for name in ("deadline_start", "deadline_end")]
    is_plan: pd.Series[bool] = (targets["nature"] == "flow") & (ends[0] == ends[1])
    return is_plan


def _deadlines_before(
    dated: pd.DataFrame, index: pd.Index
) -> tuple[pd.Series, pd.Series]:
    """Deadline before each one of the same thing, and the first; missing for none."""
    dated = dated.sort_values(["announced", "deadline", "id"])
    same = dated.groupby("thing")
    deadline_before = same["deadline"].shift()
    at_once = same["announced"].diff() <= pd.Timedelta(0)
    no_later = dated["deadline"] <= deadline_before
    deadline_before = deadline_before.mask(dated["is_plan"] & (at_once | no_later))
    first_deadline = same["deadline"].transform("first").where(deadline_before.notna())
    return deadline_before.reindex(index), first_deadline.reindex(index)


def _things(history: pd.DataFrame) -> pd.Series[int]:
    """Give each thing that is asked for a number, in order of first use."""
    level = history["level"].astype(float)
    # A number whose unit does not convert is compared with those in the same unit.
    scale = history["unit"].where(level.isna(), "")
    level = level.fillna(history["value"].astype(float))
    digits = history["digits"].astype("Float64").fillna(MOST_DIGITS)
    whole = digits.clip(1, MOST_DIGITS).astype(int)
    plans = history["is_plan"]
    kinds = history["counted"].where(plans).groupby([history["promise"], level])
    is_one_kind = plans & (kinds.transform("nunique") == 1)
    promise = history["promise"].mask(plans, "")
    counted = history["counted"].mask(is_one_kind, "")
    names = {"promise": promise, "counted": counted}
    key = history[SAME].assign(**names, scale=scale, level=level, digits=whole)
    for _, rows in key.dropna(subset="level").groupby([*SAME, "scale"], dropna=False):
        key.loc[rows.index, "level"] = _levels(rows["level"], rows["digits"])
    same = key.groupby([*SAME, "scale", "level"], dropna=False, sort=False)
    numbers: pd.Series[int] = same.ngroup()
    return numbers


def _levels(values: pd.Series[float], digits: pd.Series[int]) -> list[float]:
    """Name each value by the most precise one that rounds to it."""
    pairs = list(zip(values, digits, strict=True))
    names: dict[tuple[float, int], float] = {}
    for value, count in sorted(set(pairs), key=lambda pair: (-pair[1], pair[0])):
        fits = (
            one
            for one in names.values()
            if _rounded(one, count) == _rounded(value, count)
        )
        names[value, count] = next(fits, value)
    return [names[pair] for pair in pairs]


def _rounded(value: float, digits: int) -> str:
    return f"{value:.{digits - 1}e}"


def _days(column: pd.Series) -> pd.Series:
    texts = column.astype(object).where(column.notna() & (column != ""))
    return pd.to_datetime(texts, format="ISO8601")


def _years_between(start: pd.Series, end: pd.Series) -> pd.Series:
    months = 12 * (end.dt.year - start.dt.year) + (end.dt.month - start.dt.month)
    years: pd.Series = (months / 12).astype(float)
    return years


def _changed(counted: pd.Series, before: pd.Series) -> pd.Series:
    before = before.reindex(counted.index)
    return before.notna() & (counted != before)


def _reasons(history: pd.DataFrame, before: pd.Series) -> pd.Series:
    reason = pd.Series("", index=history.index)
    causes = {
        "first dated deadline for this target": before.isna(),
        "no deadline was named": history["deadline"].isna(),
        "day of announcement not known": history["announced"].isna(),
    }
    for cause, applies in causes.items():
        reason = reason.mask(applies, cause)
    return reason
