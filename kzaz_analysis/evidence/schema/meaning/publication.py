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


def _unlike_name(rows: Rows) -> Mask:
    day = _day_in_name(rows)
    return (day < rows["published_from"]) | (day > rows["published"])


LONG_BEFORE = 50 * 366
"""Days between an event and its source from which a slip is likely."""


def _far_from_source(rows: Rows) -> Mask:
    columns = ["planned_start", "planned_end", "actual_start", "actual_end"]
    known = rows["published"].fillna(rows["today"])
    days_before = (known - rows[columns].min(axis=1)).dt.days
    days_after = (rows[columns].max(axis=1) - known).dt.days
    return (days_before > LONG_BEFORE) | (days_after > LONG_BEFORE)


RULES = (
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
        lambda rows: (
            _day_in_name(rows).notna()
            & (
                (_day_in_name(rows) < rows["published_from"])
                | (_day_in_name(rows) > rows["published"])
            )
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
        "planned without a day",
        ("milestones",),
        "planned_end",
        "status is {status}; give the planned day",
        lambda rows: (
            rows["status"].isin(["planned", "slipped"]) & rows["planned_end"].isna()
        ),
    ),
)
