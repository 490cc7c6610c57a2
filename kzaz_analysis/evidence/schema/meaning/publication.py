"""Rules about days: of publication, of milestones, of yearly tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    Rows = pd.DataFrame
    Mask = pd.Series[bool]


def _day_in_name(rows: Rows) -> pd.Series[pd.Timestamp]:
    day = rows["source"].str.extract(r"-(\d{4}-\d{2}-\d{2})(?:-\d+)?$")[0]
    return pd.to_datetime(day, format="%Y-%m-%d", errors="coerce")


def _unlike_month_in_name(rows: Rows) -> Mask:
    """Tell days outside the month with which the name of a source ends."""
    month = rows["source"].str.extract(r"-((?:19|20)\d{2}-(?:0[1-9]|1[0-2]))$")[0]
    first = pd.to_datetime(month, format="%Y-%m", errors="coerce")
    after = first + pd.DateOffset(months=1)
    return (rows["published"] < first) | (rows["published_from"] >= after)


def _unlike_name(rows: Rows) -> Mask:
    day = _day_in_name(rows)
    return (day < rows["published_from"]) | (day > rows["published"])


LONG_BEFORE = 50 * 366
"""Days between an event and its source from which a slip is likely."""


def _far_from_source(rows: Rows) -> Mask:
    columns = ["planned_start", "planned_end", "actual_start", "actual_end"]
    published = rows["published"].fillna(rows["today"])
    days_before = (published - rows[columns].min(axis=1)).dt.days
    days_after = (rows[columns].max(axis=1) - published).dt.days
    return (days_before > LONG_BEFORE) | (days_after > LONG_BEFORE)


SOON = 92
"""Days after a part of a year by which it has been printed."""
SETTLED = 120
"""Days after a period before which no figure of it is final."""
SPOKEN = ("own_count", "quoted", "government", "press")
"""Provenances of figures that are told once, when they are new."""
WORKED_OUT = r"(?i)\bworked out\b|\bbase\b|\bderived\b|\ba year later\b"


def _part_after_its_year(rows: Rows) -> Mask:
    """Tell months since January that are printed when the year is long over."""
    january = (rows["nature"] == "flow") & (rows["period_start"].dt.day_of_year == 1)
    part = january & rows["months"].between(2, 11) & (rows["status"] == "")
    end, day = rows["period_end"], rows["published_from"]
    late = (day.dt.year > end.dt.year) & ((day - end).dt.days > SOON)
    is_spoken = rows["provenance"].isin(SPOKEN) & ~rows["undated"]
    explained = rows["told_as_base"] | rows["note"].str.contains(WORKED_OUT)
    odd: Mask = part & late & is_spoken & ~explained
    return odd


def _final_too_soon(rows: Rows) -> Mask:
    soon: Mask = (rows["published"] - rows["period_end"]).dt.days < SETTLED
    return (rows["stage"] == "final") & (rows["nature"] == "flow") & soon


RULES = (
    Rule(
        "final by another's word",
        ("observations",),
        "stage",
        "the figure is {provenance}; final is an edition of the office's own table",
        lambda rows: (
            (rows["stage"] == "final") & ~rows["provenance"].isin(["statistic", ""])
        ),
        "warning",
    ),
    Rule(
        "part of a year that was over",
        ("observations",),
        "period_end",
        "the source is of {published_on}; is it a figure for the whole year?",
        _part_after_its_year,
        "warning",
    ),
    Rule(
        "final too soon",
        ("observations",),
        "stage",
        f"the source is of {{published_on}}, fewer than {SETTLED} days after the "
        "period; offices settle their figures later",
        _final_too_soon,
        "warning",
    ),
    Rule(
        "event far from its source",
        ("milestones",),
        "actual_end",
        "more than fifty years lie between its days and its source",
        _far_from_source,
        "warning",
    ),
    Rule(
        "year in the future",
        ("macro",),
        "year",
        "the year is not over on {today:%Y-%m-%d}; a forecast belongs in "
        "projections.csv",
        lambda rows: (
            (rows["year"] > rows["today"].dt.year)
            | ((rows["year"] == rows["today"].dt.year) & (rows["obs_status"] != "E"))
        ),
    ),
    Rule(
        "year beyond the calendar",
        ("factors",),
        "year",
        "give a year from 1900 on that has begun",
        lambda rows: (rows["year"] > rows["today"].dt.year) | (rows["year"] < 1900),
    ),
    Rule(
        "published in the future",
        ("sources",),
        "published_on",
        "this day has not come on {today:%Y-%m-%d}",
        lambda rows: rows["published_from"] > rows["today"],
        "warning",
    ),
    Rule(
        "read in the future",
        ("sources",),
        "accessed_on",
        "this day has not come on {today:%Y-%m-%d}",
        lambda rows: rows["accessed_on"] > rows["today"],
        "warning",
    ),
    Rule(
        "read before it was published",
        ("sources",),
        "accessed_on",
        "the source is of {published_on}",
        lambda rows: rows["accessed_on"] < rows["published_from"],
    ),
    Rule(
        "published before 1990",
        ("sources",),
        "published_on",
        "neither country reported trade then",
        lambda rows: rows["published_from"].dt.year < 1990,
        "warning",
    ),
    Rule(
        "day of publication against the name",
        ("sources",),
        "published_on",
        "the name of the source gives another day",
        _unlike_name,
        "warning",
    ),
    Rule(
        "day of publication against the name",
        ("sources",),
        "published_on",
        "the name of the source gives another month",
        _unlike_month_in_name,
        "warning",
    ),
    Rule(
        "published before its period ends",
        ("macro",),
        "year",
        "the source is of {published_on}; a figure for a year that was not over is an "
        "estimate: obs_status E",
        lambda rows: (
            (rows["year"] >= rows["published"].dt.year)
            & ~rows["undated"]
            & ~rows["obs_status"].isin(["E", "F"])
        ),
        "warning",
    ),
    Rule(
        "done in the future",
        ("milestones",),
        "actual_end",
        "this day has not come on {today:%Y-%m-%d}; what is planned goes in "
        "planned_start and planned_end",
        lambda rows: (
            (rows["actual_start"] > rows["today"])
            | (rows["actual_start"].isna() & (rows["actual_end"] > rows["today"]))
        ),
    ),
    Rule(
        "done without a day",
        ("milestones",),
        "actual_end",
        "status is done; give the day, or what is known of it",
        lambda rows: (rows["status"] == "done") & rows["actual_end"].isna(),
    ),
    Rule(
        "planned but has a day",
        ("milestones",),
        "status",
        "an event that happened on a day is done, slipped or disputed",
        lambda rows: (rows["status"] == "planned") & rows["actual_end"].notna(),
    ),
    Rule(
        "planned for one end",
        ("milestones",),
        "planned_start",
        "planned by {planned_end:%Y-%m-%d}; give the first day of the date as well",
        lambda rows: rows["planned_start"].isna() & rows["planned_end"].notna(),
        "warning",
    ),
    Rule(
        "period with one end",
        ("milestones",),
        "actual_end",
        "it began {actual_start:%Y-%m-%d}; give the last day of what happened as well",
        lambda rows: (
            rows["actual_start"].notna()
            & rows["actual_end"].isna()
            & (rows["status"] != "done")
        ),
        "warning",
    ),
    Rule(
        "planned for one end",
        ("milestones",),
        "planned_end",
        "planned from {planned_start:%Y-%m-%d}; give the last day of the date as well",
        lambda rows: (
            rows["planned_start"].notna()
            & rows["planned_end"].isna()
            & ~rows["status"].isin(["planned", "slipped"])
        ),
        "warning",
    ),
    Rule(
        "planned without a day",
        ("milestones",),
        "planned_end",
        "status is {status}; give the planned day",
        lambda rows: (
            rows["status"].isin(["planned", "slipped"]) & rows["planned_end"].isna()
        ),
    ),
)
