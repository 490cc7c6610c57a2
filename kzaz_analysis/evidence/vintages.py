"""What was known when: first figures, the later ones, and how they moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.evidence.periods import last_days
from kzaz_analysis.evidence.schema.provenance import (
    OFFICE,
    body_of,
    provenance_ranks,
)
from kzaz_analysis.evidence.selection import BOUNDS, NOT_FOR_SERIES
from kzaz_analysis.evidence.series import Record, series_of
from kzaz_analysis.evidence.tables import Tables, default
from kzaz_analysis.signature import DAY, TEXT, guarded

if TYPE_CHECKING:
    from kzaz_analysis.evidence.periods import Day

PERIOD = ["period_start", "period_end", "books"]
"""Period and reporter of a figure."""

RELEASED = [*PERIOD, "body"]
"""What two figures must share to be a figure and its revision."""

COLUMNS = [
    *RELEASED,
    "release",
    "first_value",
    "first_published",
    "first_source",
    "value",
    "published_on",
    "source",
    "revision",
    "revision_pct",
    "lag_days",
    "within_rounding",
]

AS_FIRST = {
    "value": "first_value",
    "published_on": "first_published",
    "source": "first_source",
    "day": "first_day",
    "low": "first_low",
    "high": "first_high",
}


@guarded(formerly=("as_of",), series=TEXT, as_of=DAY)
def revisions(series: str, *, as_of: Day = None) -> pd.DataFrame:
    """List every figure of a series that was published more than once.

    A later figure for the same period of the same body is a revision of the first: the
    offices of a country and the channels that carry their figures are one body, a
    ministry or a president another, see `replaced_statements`. Left
    out are figures without a known day of publication, bounds ("more than"), figures
    of low reliability or of another
    definition, and those of which nobody says who reported them. Repeats of
    the value that stood before are not releases, nor is what ranks below a figure that
    was published earlier: a statement after a statistic, an early figure after a final.

    Parameters
    ----------
    series : str
        A series of the catalogue.
    as_of : str or date, optional
        Only what had been published by this day.

    Returns
    -------
    pandas.DataFrame
        One row per later figure, by period, books, body and day: ``period_start,
        period_end, books, body`` ("office" or an agency); ``release`` (2 for the
        second figure);
        ``first_value, first_published, first_source``; ``value, published_on,
        source`` of the later one; ``revision`` (later minus first, unit of the
        series) and ``revision_pct`` (of the first, missing where that is zero);
        ``lag_days`` (whole days since the first; a month or a year counts as its last
        day); ``within_rounding`` (whether both could be one number).

    Raises
    ------
    UsageError
        If there is no such series.
    """
    return revisions_of(default(as_of), series)


def revisions_of(evidence: Tables, name: str) -> pd.DataFrame:
    """List every figure of a series that was published more than once.

    Parameters
    ----------
    evidence : Tables
        What had been published by its day.
    name : str
        As in `revisions`.
    """
    releases = _releases(series_of(evidence, name))
    first_releases = releases[releases["release"] == 1].rename(columns=AS_FIRST)
    later = releases[releases["release"] > 1]
    both = later.merge(first_releases.drop(columns="release"), on=RELEASED, how="left")
    return _compared(both)[COLUMNS]


def replaced_statements(evidence: Tables, name: str) -> pd.DataFrame:
    """List the statements of other bodies that a figure of an office came after.

    Such a pair is no revision: the office had published nothing before.

    Parameters
    ----------
    evidence, name
        As in `revisions_of`.

    Returns
    -------
    pandas.DataFrame
        Columns as `revisions`, one row per period and books: the first statement, and
        as later figure the first of an office that was published after it.
    """
    releases = _releases(series_of(evidence, name))
    releases = releases[releases["release"] == 1].sort_values([*PERIOD, "day"])
    is_office = releases["body"] == OFFICE
    statements = releases[~is_office].drop_duplicates(PERIOD)
    both = releases[is_office].merge(
        statements.rename(columns=AS_FIRST).drop(columns=["release", "body"]), on=PERIOD
    )
    differs = (both["day"] > both["first_day"]) & (both["value"] != both["first_value"])
    return _compared(both[differs])[COLUMNS].reset_index(drop=True)


def _compared(both: pd.DataFrame) -> pd.DataFrame:
    """Add how a later figure differs from the first."""
    revision = both["value"] - both["first_value"]
    base = both["first_value"].where(both["first_value"] != 0)
    apart = (both["low"] > both["first_high"]) | (both["high"] < both["first_low"])
    return both.assign(
        revision=revision,
        revision_pct=100 * revision / base,
        lag_days=(both["day"] - both["first_day"]).dt.days.astype("Int64"),
        within_rounding=~apart,
    )


def _releases(record: Record) -> pd.DataFrame:
    """Every dated figure that changed what stood before, numbered by period."""
    parts = [record.annual, record.partial, record.alternatives]
    figures = pd.concat([p for p in parts if len(p)] or parts[:1], ignore_index=True)
    usable = (
        (figures["part_sources"] == "")
        & (figures["published_on"].fillna("") != "")
        & (figures["books"] != "")
        & figures["period_start"].notna()
        & ~figures["qualifier"].isin(BOUNDS)
        & ~figures["obs_status"].isin(NOT_FOR_SERIES)
        & ~figures["status"].isin(["wrong", "mislabelled"])
    )
    columns = [*RELEASED, "value", "low", "high", "published_on", "source"]
    figures = figures.assign(body=_bodies(record, figures["agency"]))
    rows = figures.loc[usable, [*columns, "provenance", "stage"]]
    rows = rows.assign(day=last_days(rows["published_on"]).to_numpy())
    # After a final statistic the press goes on to print the early one: no revision.
    ranks = rows["provenance"].map(provenance_ranks(record.system)).astype("int64")
    rows = rows.assign(rank=2 * ranks + (rows["stage"] != "final"))[
        [*columns, "day", "rank"]
    ]
    # Two figures of one day cannot be put in order: the narrower one stands for it.
    rows = rows.assign(width=rows["high"] - rows["low"])
    rows = rows.sort_values([*PERIOD, "day", "width", "source"])
    rows = rows.drop_duplicates([*RELEASED, "day"])
    rows = rows[rows["rank"] <= rows.groupby(PERIOD)["rank"].cummin()]
    value_before = rows.groupby(RELEASED)["value"].shift()
    rows = rows[rows["value"] != value_before]
    release = rows.groupby(RELEASED).cumcount() + 1
    rows = rows.drop(columns=["width", "rank"]).assign(release=release)
    return rows.sort_values([*RELEASED, "day"], ignore_index=True)


def _bodies(record: Record, agencies: pd.Series[str]) -> pd.Series[str]:
    """Body that each figure is of: all offices are one, any other agency is its own."""
    listed = record.evidence.load("agencies")
    kinds = dict(zip(listed["agency"], listed["kind"], strict=True))
    return agencies.map(lambda agency: body_of(agency, kinds))


def revision_triangle(evidence: Tables, name: str) -> pd.DataFrame:
    """Lay out the releases of each period side by side.

    Parameters
    ----------
    evidence, name
        As in `revisions_of`.

    Returns
    -------
    pandas.DataFrame
        One row per period, books and body with at least one dated figure:
        ``period_start, period_end, books, body``, then one column per release, named
        1, 2, ... with the figure in the unit of the series, missing where there was
        none.
    """
    releases = _releases(series_of(evidence, name))
    wide = releases.pivot_table(index=RELEASED, columns="release", values="value")
    return wide.rename_axis(columns=None).reset_index()
