"""Which part of a total made it grow: contributions that add up to its growth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.growth.annual import check_annual
from kzaz_analysis.analysis.growth.year_on_year import (
    CHANGE_OF_CHANNEL,
    CHANGE_OF_REPORTER,
    annual_growth,
)
from kzaz_analysis.errors import NotComputable

if TYPE_CHECKING:
    from collections.abc import Mapping

RESIDUAL = "not attributed"
"""Name of what the total changed by and no part accounts for."""

ANOTHER_REPORTER = "another reporter than the total"
"""Reason where a part is not of the total's reporter."""


def contributions(
    total: pd.DataFrame, parts: Mapping[str, pd.DataFrame], begins: str = ""
) -> pd.DataFrame:
    """Percentage points of the growth of a total that each part brought.

    100 * (part[t] - part[t-1]) / total[t-1]; the additive case, as for values at
    current prices (IMF, Quarterly National Accounts Manual; INSEE, definition of the
    contribution to growth). What the parts leave open is a part of its own, so
    that the points of a year always sum to the growth of the total.

    Parameters
    ----------
    total : pandas.DataFrame
        Annual frame of the total.
    parts : mapping of str to pandas.DataFrame
        Annual frames of the parts, by name, in the unit of the total.
    begins : str
        As in `annual_growth`.

    Returns
    -------
    pandas.DataFrame
        Columns ``year, part, contribution_pp, reason``, one row per year of `total`
        and part, the parts in the order given and `RESIDUAL` last. Points are
        missing for *all* parts of a year when the growth of the total or the change
        of one part is not known; ``reason`` then names the first cause found. If
        total and part both have a column ``books``, they must agree.

    Raises
    ------
    NotComputable
        If no part is given, or one bears the name of the residual.
    """
    if not parts or RESIDUAL in parts:
        raise NotComputable(f"name at least one part, and none of them {RESIDUAL!r}")
    growth = annual_growth(total, begins)
    changes = {name: _change(name, total, part) for name, part in parts.items()}
    reason = growth["reason"].where(
        growth["reason"] == "", "total: " + growth["reason"]
    )
    for change in changes.values():
        reason = reason.where(reason != "", change["reason"])
    base = total.reset_index(drop=True)["value"].shift()
    base = base.where(base > 0)
    points = pd.DataFrame(
        {
            name: 100 * change["change"].astype("float64") / base
            for name, change in changes.items()
        }
    ).where(reason == "")
    points[RESIDUAL] = growth["growth_pct"].where(reason == "") - points.sum(axis=1)
    wide = points.assign(year=growth["year"], reason=reason)
    order = {name: place for place, name in enumerate(points)}
    return (
        wide.melt(["year", "reason"], var_name="part", value_name="contribution_pp")
        .sort_values(
            ["year", "part"], key=lambda c: c.map(order) if c.name == "part" else c
        )
        .reset_index(drop=True)[["year", "part", "contribution_pp", "reason"]]
    )


def _change(name: str, total: pd.DataFrame, part: pd.DataFrame) -> pd.DataFrame:
    """Change of one part in each year of the total; why it is not known, if so."""
    columns = ["year", "value", "segment"]
    figures = check_annual(part)[columns].assign(books=_books(part, total))
    years_of_total = (
        total[["year"]]
        .reset_index(drop=True)
        .assign(books_total=_books(total, part).to_numpy())
    )
    now = years_of_total.merge(figures, on="year", how="left")
    last_year = figures.assign(year=figures["year"] + 1)
    paired = now.merge(last_year, on="year", how="left", suffixes=("", "_base"))
    reason = pd.Series("", index=paired.index)
    for year, value in ((paired["year"], "value"), (paired["year"] - 1, "value_base")):
        gap = paired[value].isna() & (reason == "")
        reason = reason.mask(gap, f"{name}: no figure for " + year.astype(str))
    changed = (reason == "") & (paired["segment"] != paired["segment_base"])
    is_channel = changed & (paired["books"] == paired["books_base"])
    reason = reason.mask(is_channel, f"{name}: {CHANGE_OF_CHANNEL}")
    reason = reason.mask(changed & ~is_channel, f"{name}: {CHANGE_OF_REPORTER}")
    foreign = (reason == "") & (paired["books"] != paired["books_total"])
    reason = reason.mask(foreign, f"{name}: {ANOTHER_REPORTER}")
    return pd.DataFrame(
        {"change": paired["value"] - paired["value_base"], "reason": reason}
    )


def _books(frame: pd.DataFrame, other: pd.DataFrame) -> pd.Series:
    if "books" in frame.columns and "books" in other.columns:
        return frame["books"].fillna("")
    return pd.Series("", index=frame.index)
