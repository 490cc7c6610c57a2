"""Targets: the gap of a series to one, and how the deadlines of a promise moved."""

from __future__ import annotations

import pandas as pd

from kzaz_analysis.analysis.annual import check_annual
from kzaz_analysis.analysis.gaps import TargetGap
from kzaz_analysis.analysis.intervals import Interval
from kzaz_analysis.errors import DataError, NotComputable

NEEDED = ["promise", "announced", "deadline_end", "counted", "value", "unit"]
"""Columns that a table of promises must have."""


def target_gap(
    annual: pd.DataFrame,
    target_value: float,
    target_interval: Interval | None = None,
    *,
    deadline: int | None = None,
    base_year: int | None = None,
    unit: str = "",
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
        Year the promise started from.
    unit : str
        Unit, for display only.

    Returns
    -------
    TargetGap
        The gap, measured from the last year on record.

    Raises
    ------
    NotComputable
        If the series is empty, the base year has no figure or rests on other books.
    """
    if check_annual(annual).empty:
        raise NotComputable("the series has no annual figure to measure a gap from")
    latest = annual.iloc[-1]
    base = annual[annual["year"] == base_year]
    if base_year is not None and base.empty:
        raise NotComputable(f"no figure for the base year {base_year}")
    if not base.empty and base["segment"].iloc[0] != latest["segment"]:
        raise NotComputable(f"{base_year} rests on other books than the latest year")
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
    )


def deadline_slippage(targets: pd.DataFrame) -> pd.DataFrame:
    """History of deadlines and definitions of each promise.

    A deadline is compared with the last dated one of the same promise *that counts
    the same thing*: ten million tonnes of capacity by 2025 and of freight by 2030
    are two promises under one name, not a slip of five years.

    Parameters
    ----------
    targets : pandas.DataFrame
        Columns ``promise, announced, deadline_end, counted, value, unit``, one row
        per announcement. ``announced`` and ``deadline_end`` are days or ISO 8601
        texts, which may be reduced ("2025-10", "2025") or missing.

    Returns
    -------
    pandas.DataFrame
        Columns ``promise, announced, deadline, counted, value, unit, lead_years,
        slip_years, total_slip_years, definition_changed, reason``, one row per
        announcement, by promise and day, undated announcements last. ``lead_years``
        is the time from announcement to deadline; ``slip_years`` the move since the
        deadline before, positive when later; ``total_slip_years`` since the first.
        All are in years of twelve months and missing where ``reason`` says why.
        ``definition_changed`` is whether ``counted`` differs from the announcement
        before.

    Raises
    ------
    DataError
        If a column is missing.
    """
    missing = [name for name in NEEDED if name not in targets.columns]
    if missing:
        raise DataError(f"a table of promises has {NEEDED}, here without {missing}")
    history = targets[["promise", "counted", "value", "unit"]].assign(
        announced=_days(targets["announced"]), deadline=_days(targets["deadline_end"])
    )
    history = history.sort_values(
        ["promise", "announced", "deadline"], na_position="last", ignore_index=True
    )
    ordered = history["announced"].notna()
    dated = history[ordered & history["deadline"].notna()]
    same = dated.groupby(["promise", "counted"], dropna=False)["deadline"]
    before = same.shift().reindex(history.index)
    first = same.transform("first").where(before.notna()).reindex(history.index)
    counted_before = history[ordered].groupby("promise")["counted"].shift()
    columns = [*history.columns[:1], "announced", "deadline", *history.columns[1:4]]
    return history[columns].assign(
        lead_years=_years_between(history["announced"], history["deadline"]),
        slip_years=_years_between(before, history["deadline"]),
        total_slip_years=_years_between(first, history["deadline"]),
        definition_changed=_changed(history["counted"], counted_before),
        reason=_reasons(history, before),
    )


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
        "first dated deadline for what is counted": before.isna(),
        "no deadline was named": history["deadline"].isna(),
        "day of announcement not known": history["announced"].isna(),
    }
    for cause, applies in causes.items():
        reason = reason.mask(applies, cause)
    return reason
