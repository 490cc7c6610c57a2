"""Milestones: planned beside actual dates, and when a work was finished."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.evidence.tables import Tables

FINISHED = ("completion", "opening")
"""Events by which a work counts as finished."""

DISPUTED = "disputed"
"""Status of an event whose day, or whose meaning, sources do not agree on."""

EVENT = ["project", "event", "planned_end", "promised"]
"""What reports of one event of a work share."""

PREFIX = "completion_"
"""Start of the names of series that stand for the completion of a project."""

COLUMNS = [
    "id",
    "project",
    "title",
    "event",
    "planned_start",
    "planned_end",
    "promised",
    "actual_start",
    "actual_end",
    "status",
    "slip_days",
    "overdue_days",
    "value",
    "unit",
    "source",
    "note",
]


def project_of(series: str) -> str:
    """Project whose completion a series stands for; empty for other series."""
    return series.removeprefix(PREFIX) if series.startswith(PREFIX) else ""


def milestones(
    evidence: Tables, statements: pd.DataFrame, today: pd.Timestamp
) -> pd.DataFrame:
    """Every row of the milestones table with its slippage.

    Parameters
    ----------
    evidence : Tables
        Only what had been published by its day.
    statements : pandas.DataFrame
        Rows of the targets table: the first target date for the completion of a
        project stands in where the milestone itself names no plan.
    today : pandas.Timestamp
        Day of the judgement.

    Returns
    -------
    pandas.DataFrame
        One row per milestone, latest first, columns as `COLUMNS`: those of the table
        and ``title`` (of the series of that name, else the project),
        ``promised`` (last day of the first target date), ``slip_days`` (actual
        end minus planned end, else minus promised; positive when late, missing
        without either) and ``overdue_days`` (today minus planned end where the day
        has passed and nothing actual is on record). A disputed event, which may be
        a first stage alone, is compared with no date.
    """
    rows = evidence.load("milestones")
    first_promised = _first_promised(statements)
    undisputed = rows["status"] != DISPUTED
    finished = rows["event"].isin(FINISHED) & undisputed
    promised = (
        rows["project"].map(first_promised).where(finished).astype("datetime64[us]")
    )
    planned = rows["planned_end"].fillna(promised)
    actual = rows["actual_end"].fillna(rows["actual_start"])
    waiting = rows["planned_end"].notna() & actual.isna() & undisputed
    late = (today - rows["planned_end"]).dt.days
    rows = rows.assign(
        promised=promised,
        title=_titles(evidence, rows["project"]),
        slip_days=(actual - planned).dt.days.where(undisputed).astype("Int64"),
        overdue_days=late.where(waiting & (late > 0)).astype("Int64"),
        when=actual.fillna(planned),
    )
    rows = rows.sort_values(["when", "id"], ascending=[False, True])
    return rows[COLUMNS].reset_index(drop=True)


def slips_of(works: pd.DataFrame) -> pd.Series[int]:
    """Days that each event of a work came after its date, the later of two reports.

    Parameters
    ----------
    works : pandas.DataFrame
        Rows of `milestones`.
    """
    compared = works[works["slip_days"].notna()]
    return compared.groupby(EVENT, dropna=False)["slip_days"].max()


def _titles(evidence: Tables, projects: pd.Series[str]) -> pd.Series[str]:
    titles = evidence.load("series").set_index("series")["title"]
    words = projects.str.replace("_", " ")
    return projects.map(titles).fillna(words.str[:1].str.upper() + words.str[1:])


def _first_promised(statements: pd.DataFrame) -> dict[str, pd.Timestamp]:
    """First target date for each project, by the day it was set as a target."""
    dated = statements.assign(project=statements["series"].map(project_of))
    dated = dated[(dated["project"] != "") & dated["deadline_end"].notna()]
    dated = dated.assign(said=dated["announced"].replace("", "9999"))
    dated = dated.sort_values(["said", "deadline_end"])
    first_dates = dated.drop_duplicates("project").set_index("project")["deadline_end"]
    return {str(project): day for project, day in first_dates.items()}


def finished_on(
    row: Mapping[Any, Any], works: pd.DataFrame, today: pd.Timestamp
) -> pd.Timestamp | None:
    """Day on which the work that a statement asks for was finished, if it was.

    Only milestones that nobody disputes count.
    """
    ends = works[
        (works["project"] == project_of(str(row["series"])))
        & works["event"].isin(FINISHED)
        & (works["status"] == "done")
        & (works["actual_end"] <= today)
    ]
    return None if ends.empty else ends["actual_end"].min()
