"""Capacity: what each link can carry in which year, and where a path meets it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from kzaz_analysis.analysis.frames import require_columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CASES = ("low", "base", "high")
"""What is believed of announcements, the least first."""

ROUNDING = 1e-9
"""Share of a ceiling by which floating point may miss it."""

STAGES = ["link", "value", "from_year", "is_announced", "said_on", "only_in"]
STAGES += ["statement"]
"""Columns that a table of stages must have."""


class Dated(NamedTuple):
    """A capacity, what it rests on, and the first year in which it counts."""

    value: float
    statement: str
    from_year: float


def ceilings_by_year(
    stages: pd.DataFrame,
    start_year: int,
    horizon_year: int,
    slip_years: Mapping[str, float],
) -> pd.DataFrame:
    """Capacity of each link in each year, in three cases.

    What stands today counts in all cases. An announced level counts from its first
    whole year: in the high case by the earliest of its dates, in the base case by the
    date given last, in the low case as much later as the dates of this link have
    moved so far on average. One without a date never counts.

    Parameters
    ----------
    stages : pandas.DataFrame
        Columns ``link, value, from_year, is_announced, said_on, only_in, statement``,
        one row per figure or announcement, all values in one unit. ``from_year`` is
        the first whole year in which it holds, missing for an announcement without a
        date and for what stands today; ``said_on`` is ISO text, empty where not known;
        ``only_in`` names the one case in which it counts, empty for all.
    start_year, horizon_year : int
        First and last year wanted.
    slip_years : mapping of str to float
        Mean move of the dates of each link, in years; 0 where it is not named.

    Returns
    -------
    pandas.DataFrame
        Columns ``case, year, link, ceiling, statement``, one row per case, year and
        link that has a figure of today: not announced, without a first year.
        ``statement`` is what the ceiling rests on. A
        ceiling never falls from year to year, and low <= base <= high.

    Raises
    ------
    DataError
        If a column is missing.
    """
    require_columns(stages, STAGES, "a table of stages")
    stages = stages.astype({"is_announced": bool, "from_year": "float64"})
    years = range(start_year, horizon_year + 1)
    rows = [
        (case, year, link, *_dated_capacity(dated, year))
        for case in CASES
        for link, mine in stages.groupby("link", sort=False)
        if _stands(mine).any()
        for dated in [_dated(mine, case, slip_years.get(str(link), 0.0))]
        for year in years
    ]
    columns = ["case", "year", "link", "ceiling", "statement"]
    return pd.DataFrame(rows, columns=columns)


def _stands(stages: pd.DataFrame) -> pd.Series[bool]:
    """Tell which rows are figures of today: no announcement, and no first year."""
    return ~stages["is_announced"] & stages["from_year"].isna()


def _dated(stages: pd.DataFrame, case: str, slip: float) -> list[Dated]:
    """Stages of one link as they count in this case, the largest first."""
    there = stages[~stages["is_announced"]]
    present = there.assign(
        from_year=there["from_year"].astype("float64").fillna(-math.inf)
    )
    meant = stages["only_in"].isin(["", case])
    ahead = stages[stages["is_announced"] & stages["from_year"].notna() & meant]
    order = ["from_year"] if case == "high" else ["said_on", "from_year"]
    # The last of the equal levels stays: the latest word, or the earliest date.
    ahead = ahead.sort_values(order, ascending=case != "high", kind="stable")
    ahead = ahead.drop_duplicates("value", keep="last")
    late = math.ceil(max(0.0, slip)) if case == "low" else 0
    ahead = ahead.assign(from_year=ahead["from_year"].astype("float64") + late)
    both = pd.concat([present, ahead])
    both = both.sort_values("value", ascending=False, kind="stable")
    return [
        Dated(float(row["value"]), str(row["statement"]), float(row["from_year"]))
        for row in both.to_dict("records")
    ]


def _dated_capacity(dated: Sequence[Dated], year: int) -> tuple[float, str]:
    best = next(stage for stage in dated if stage.from_year <= year)
    return best.value, best.statement


def binding(ceilings: pd.DataFrame) -> pd.DataFrame:
    """Smallest link of each case and year: a chain carries what its weakest does.

    Parameters
    ----------
    ceilings : pandas.DataFrame
        As `ceilings_by_year` returns it, links that all must be passed.

    Returns
    -------
    pandas.DataFrame
        The same columns, one row per case and year.
    """
    if ceilings.empty:
        return ceilings
    least = ceilings.groupby(["case", "year"], sort=False)["ceiling"].idxmin()
    return ceilings.loc[least].reset_index(drop=True)


def first_hits(paths: pd.DataFrame, ceilings: pd.DataFrame) -> pd.DataFrame:
    """First year in which each path wants more than each link can carry.

    Parameters
    ----------
    paths : pandas.DataFrame
        Columns ``scenario, year, value``: paths that no ceiling holds back, named as
        the cases of `ceilings`, in the same unit.
    ceilings : pandas.DataFrame
        As `ceilings_by_year` returns it.

    Returns
    -------
    pandas.DataFrame
        Columns ``scenario, link, year, ceiling``, one row per path and link; the last
        two are missing where the link never binds in the years given.
    """
    joined = ceilings.merge(
        paths, left_on=["case", "year"], right_on=["scenario", "year"]
    )
    # A path that ends on a ceiling differs from it by rounding alone.
    most = joined["ceiling"] * (1 + ROUNDING)
    over = joined[joined["value"] > most].sort_values("year")
    first_rows = over.drop_duplicates(["scenario", "link"])
    pairs = joined[["scenario", "link"]].drop_duplicates()
    hits = pairs.merge(first_rows, on=["scenario", "link"], how="left")
    hits = hits.assign(year=hits["year"].astype("Int64"))
    return hits[["scenario", "link", "year", "ceiling"]].reset_index(drop=True)


def as_mapping(ceilings: pd.DataFrame, case: str) -> dict[int, float] | None:
    """Ceiling by year of one case, as `scenarios` takes it; None without any."""
    of_case = ceilings[ceilings["case"] == case]
    ceiling_of_year = dict(
        zip(of_case["year"].astype(int), of_case["ceiling"], strict=True)
    )
    finite = {year: float(c) for year, c in ceiling_of_year.items() if np.isfinite(c)}
    return finite or None
