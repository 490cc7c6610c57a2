"""Rules about events: they happen once, on a day, and are so many years apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    Rows = pd.DataFrame
    Mask = pd.Series[bool]

MILESTONES = ("milestones",)
ONCE = ("start", "opening", "completion", "first_shipment")
"""Events that a project has once."""
COUNTED_IN = {
    "anniversary": ("duration in years", "rank"),
    "meeting": ("rank", "count", "persons"),
    "visit": ("rank", "count", "persons"),
}
"""Dimensions of the number that an event of these kinds has."""
ABOVE = 2
"""Times the greatest figure of its series that the number of an event may be."""
ONE_YEAR = 1
"""Years by which a span differs that is counted with or without its last year."""


def _second_time(rows: Rows) -> Mask:
    """Tell events that a project has once, and that are done on days apart."""
    done = rows[(rows["status"] == "done") & rows["event"].isin(ONCE)]
    of_event = done.groupby(["project", "event"])
    latest = of_event["actual_start"].transform("max")
    apart = latest > of_event["actual_end"].transform("min")
    return apart.reindex(rows.index, fill_value=False)


def _in_odd_dimension(rows: Rows) -> Mask:
    pairs = zip(rows["event"], rows["dimension"], strict=True)
    odd = [bool(d) and d not in COUNTED_IN.get(event, (d,)) for event, d in pairs]
    return pd.Series(odd, rows.index, dtype=bool)


def _years_told(rows: Rows) -> pd.Series[float]:
    """Years that the days of an event make: of its plan, or since what it recalls."""
    span = rows["planned_end"].dt.year - rows["planned_start"].dt.year + 1
    dated = rows["actual_end"].where(rows["event"] != "anniversary")
    earliest = dated.groupby(rows["project"]).transform("min")
    since = (rows["actual_end"].dt.year - earliest.dt.year).where(
        rows["event"] == "anniversary"
    )
    years: pd.Series[float] = since.fillna(span.where(rows["event"] != "anniversary"))
    return years


def _above_the_record(rows: Rows) -> Mask:
    """Tell numbers of an event above all figures of the series it is called after."""
    same = rows["dimension"] == rows["project_dimension"]
    above: Mask = rows["amount"] > ABOVE * rows["project_most"]
    return same & above


def _of_other_years(rows: Rows) -> Mask:
    of_years = rows["value"].where(rows["dimension"].str.startswith("duration in year"))
    wrong: Mask = (of_years - _years_told(rows)).abs() > ONE_YEAR
    return wrong


RULES = (
    Rule(
        "event that happened twice",
        MILESTONES,
        "actual_end",
        "the {event} of {project} is done on another day too; one is disputed, or of "
        "another project",
        _second_time,
        "warning",
    ),
    Rule(
        "planned and past",
        MILESTONES,
        "status",
        "planned by {planned_end:%Y-%m-%d}, and it is {today:%Y-%m-%d}: done, slipped "
        "or disputed",
        lambda rows: (
            (rows["status"] == "planned") & (rows["planned_end"] < rows["today"])
        ),
        "warning",
    ),
    Rule(
        "milestone in another unit",
        MILESTONES,
        "unit",
        "an {event} is not counted in {dimension}",
        _in_odd_dimension,
        "warning",
    ),
    Rule(
        "event above the record",
        MILESTONES,
        "value",
        f"more than {ABOVE} times every figure of {{project}}; look at the unit",
        _above_the_record,
        "warning",
    ),
    Rule(
        "event above the record",
        MILESTONES,
        "value",
        f"more than {ABOVE} times everything on record that measures {{dimension}}; "
        "look at the unit",
        lambda rows: rows["amount"] > ABOVE * rows["kind_most"],
        "warning",
    ),
    Rule(
        "years against the days",
        MILESTONES,
        "value",
        "the days of {project} are not {value:.15g} years apart",
        _of_other_years,
        "warning",
    ),
)
