"""Rows of what a target requires that sentences and tables are written from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.grammar import reporter_name
from kzaz_analysis.reports.record.period_names import period_words
from kzaz_analysis.studies.target_statements import is_less_better

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzaz_analysis.reports.target_gap.study import GapStudy
    from kzaz_analysis.studies.capacity_links import Links

    Cells = dict[Any, Any]
    Hits = tuple[tuple[str, tuple[str, ...]], ...]


def newest_starts(starts: pd.DataFrame) -> pd.DataFrame:
    """Keep one start for each reporter, the one that says most.

    A running year of which most is on record takes the place of the last whole year
    once it has passed it: the year is then known to come to more.
    """
    chosen = []
    for _, same in starts.groupby("books", sort=False):
        running = same["is_floor"].astype(bool)
        whole = same[~running].sort_values("start_year").tail(1)
        least = -np.inf if whole.empty else whole["start_value"].iloc[0]
        passed = same[running & (same["start_value"] > least)]
        chosen.append(passed if len(passed) else whole)
    return pd.concat(chosen) if chosen else starts


def rows_ahead(study: GapStudy) -> pd.DataFrame:
    """Rows of what is required whose deadline is ahead, from the newest starts.

    Returns
    -------
    pandas.DataFrame
        Rows of `RequiredStudy.table`; none where every reporter is at the level, or
        where less is better.
    """
    needed = study.required
    if isinstance(needed, Refused) or is_less_better(study.leading):
        return pd.DataFrame(columns=["source", "deadline"])
    rows = _of(needed.table, newest_starts(needed.starts))
    is_ahead = rows["deadline"] >= study.today.year
    rows = rows[is_ahead & (rows["reason"] == "")]
    return rows if (rows["required_pct"] > 0).any() else rows.iloc[:0]


def required_bounds(row: Cells, goal: float) -> tuple[float, float] | None:
    """Growth that rounding of the figure it starts from allows, in percent a year.

    None for a bound, for which no end is known, and where nothing is left to grow.
    """
    ends = row["start_high"], row["start_low"]
    if row["is_floor"] or not all(0 < end < np.inf for end in ends):
        return None
    low, high = (100 * ((goal / end) ** (1 / row["years"]) - 1) for end in ends)
    return (low, high) if row["required_pct"] > 0 else None


def driver_terms(study: GapStudy) -> pd.DataFrame:
    """Rows of `RequiredStudy.terms` that have a number.

    Returns
    -------
    pandas.DataFrame
        With the name of the ``start``, whether it is a floor (``from_floor``) and
        ``times_pct``, the multiple of the driver's figure in percent.
    """
    needed = study.required
    if isinstance(needed, Refused) or is_less_better(study.leading):
        return pd.DataFrame(columns=["source", "start", "driver", "share_pct"])
    starts = newest_starts(needed.starts)
    rows = starts.to_dict("records")
    with_start = starts.assign(start=[start_name(r) for r in rows])
    with_start = with_start.rename(columns={"is_floor": "from_floor"})
    columns = ["books", "start_year", "start", "start_period", "from_floor"]
    terms = _of(needed.terms, starts).merge(with_start[columns], on=columns[:2])
    terms = terms[(terms["reason"] == "") & (terms["missing"] > 0)]
    return terms.assign(times_pct=100 * terms["times"])


def _of(rows: pd.DataFrame, starts: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows that belong to some starts."""
    pairs = {*zip(starts["books"], starts["start_year"], strict=True)}
    named = zip(rows["books"], rows["start_year"], strict=True)
    is_of = pd.Series([pair in pairs for pair in named], rows.index, dtype=bool)
    return rows[is_of]


def start_name(row: Cells) -> str:
    """Name a start: "Georgia, 2025"."""
    return f"{reporter_name(row['books'])}, {period_words(row['start_period'])}"


def by_windows(rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield the rows that span as many years and have as many past windows."""
    counted = rows.assign(windows=rows["windows"].fillna(0))
    for _, same in counted.groupby(["years", "windows"], sort=False):
        yield same


def first_binding(links: Links, rows: pd.DataFrame) -> Iterator[tuple[Cells, Hits]]:
    """Yield each start and link, and the deadlines by the year in which it binds.

    Parameters
    ----------
    links : Links
        Capacities of the series, with their titles.
    rows : pandas.DataFrame
        Rows of `rows_ahead` whose path passes a ceiling.
    """
    titles = links.links.set_index("driver")["title"]
    keys = ["books", "start_year", "binding_link"]
    for _, same in rows.groupby(keys, sort=False):
        row = same.iloc[0].to_dict()
        hits = tuple(
            (str(year), tuple(map(str, deadlines)))
            for year, deadlines in same.groupby("binds_in")["deadline"]
        )
        yield row | {"title": titles[row["binding_link"]]}, hits


def binding_statements(links: Links, rows: pd.DataFrame) -> pd.Series[str]:
    """Return the statements behind the ceilings that rows of `rows_ahead` pass."""
    ceilings = links.ceilings[links.ceilings["case"] == "base"]
    keys = {"binding_link": "link", "binds_in": "year"}
    met = rows[list(keys)].rename(columns=keys).astype({"year": "int64"})
    return met.merge(ceilings)["statement"]
