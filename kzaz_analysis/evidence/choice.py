"""Which figure of a period counts: the rule names the side, the rest is an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.errors import UsageError, unknown_name
from kzaz_analysis.evidence.dataset.dataset import OTHERS
from kzaz_analysis.evidence.schema.provenance import (
    CHANNEL,
    provenance_ranks,
    stage_ranks,
)
from kzaz_analysis.evidence.selection import BOUNDS, usable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.evidence.tables import Tables

ORDER = [
    "side",
    "bound",
    "provenance_rank",
    "unlisted",
    "stage_rank",
    "channel_rank",
    "derived",
    "agency_rank",
    "width",
]
"""Ranks in the order in which they decide, smaller first."""

LATER = ["period_end", "published_on", "source"]
"""What decides then, later first."""

IN_TIME = ["year", "period_end", "period_start", "books"]
"""How chosen figures are sorted."""

COUNTING = ("statistic", "own_count", "quoted", "compiled")
"""Provenances of figures that a channel counts, or others quote from it."""

AGREEMENT = 0.02
"""How far two channels may lie apart in a common year and count as one."""


def ranked(
    evidence: Tables, figures: pd.DataFrame, rule: str, entry: pd.Series[str]
) -> pd.DataFrame:
    """Keep the figures that a rule allows, with what their order depends on.

    Parameters
    ----------
    evidence : Tables
        Where the agencies are read from.
    figures : pandas.DataFrame
        What `figures_of` returned.
    rule : str
        A rule of the dataset, an agency, or an agency and its reporter, as in
        ``"IMF_DOTS:KAZ"``.
    entry : pandas.Series
        The series' row of the catalogue.

    Returns
    -------
    pandas.DataFrame
        The rows allowed, with the columns of `ORDER`: smaller is better.

    Raises
    ------
    UsageError
        If the rule is neither, or names an agency with two reporters.
    """
    kinds = evidence.load("agencies").set_index("agency")["kind"]
    rules = evidence.dataset.rules
    _check_agency(rule, rules, kinds.index)
    # Wide frames are slow to cut: the rows are found first, then taken once.
    sides = figures.loc[usable(figures), ["books", "agency"]]
    side = _sides(sides, rule, rules).dropna()
    allowed = figures.loc[side.index].assign(side=side)
    rank = {agency: i for i, agency in enumerate(str(entry["preferred"]).split(";"))}
    width = (allowed["high"] - allowed["low"]) / allowed["value"].abs()
    return allowed.assign(
        bound=allowed["qualifier"].isin(BOUNDS),
        provenance_rank=allowed["provenance"].map(
            provenance_ranks(str(entry["system"]))
        ),
        unlisted=~allowed["agency"].isin(rank),
        stage_rank=allowed["stage"].map(stage_ranks()),
        channel_rank=allowed["agency"].map((kinds == CHANNEL).astype(int)),
        agency_rank=allowed["agency"].map(rank).fillna(len(rank)),
        width=width.fillna(np.inf),
    )


def _check_agency(
    rule: str, rules: Mapping[str, tuple[str, ...]], known: pd.Index[str]
) -> None:
    if rule not in rules and rule.partition(":")[0] not in set(known):
        raise unknown_name("rule", rule, {*rules, *known})


def _sides(
    figures: pd.DataFrame, rule: str, rules: Mapping[str, tuple[str, ...]]
) -> pd.Series[float]:
    """Place of each figure's side under the rule; missing where it is not allowed."""
    if rule in rules:
        return _country_sides(figures["books"], rules[rule])
    agency, _, reporter = rule.partition(":")
    sides = reporters_of(figures, agency)
    if not reporter and len(sides) > 1:
        names = " or ".join(f"{agency}:{side}" for side in sides)
        raise UsageError(
            f"rule {rule!r}: {agency} carries {len(sides)} reporters; say {names}"
        )
    if reporter and reporter not in sides:
        raise unknown_name("rule", rule, [f"{agency}:{side}" for side in sides])
    fits = figures["agency"] == agency
    if reporter:
        fits &= figures["books"] == reporter
    return fits.map({True: 0.0, False: np.nan})


def _country_sides(books: pd.Series[str], order: tuple[str, ...]) -> pd.Series[float]:
    place = books.map({side: float(i) for i, side in enumerate(order)})
    if OTHERS not in order:
        return place
    return place.fillna(len(order)).where(books != "", len(order) + 1.0)


def reporters_of(figures: pd.DataFrame, agency: str) -> list[str]:
    """Sides whose figures an agency carries."""
    sides = figures["books"][figures["agency"] == agency]
    return sorted(set(sides) - {""})


def chosen(candidates: pd.DataFrame, period: list[str]) -> pd.DataFrame:
    """Take the best figure of each period, and number the runs that compare.

    Parameters
    ----------
    candidates : pandas.DataFrame
        What `ranked` returned.
    period : list of str
        Columns that tell periods apart.

    Returns
    -------
    pandas.DataFrame
        One row per period, in time. ``agency_before`` names the channel of the row
        before where one side changes its channel; at a break that which counted
        before, whatever was said in between. ``segment`` goes up where the side
        changes, and where the channel does unless both agree within 2 % in a common
        year; a statement of a government or the press is no channel.
    """
    if candidates.empty:
        return candidates.astype({"year": "int64"}).assign(agency_before="", segment=0)
    ascending = [True] * len(ORDER) + [False] * len(LATER)
    keys = candidates[list(dict.fromkeys([*ORDER, *LATER, *period, *IN_TIME]))]
    ranked = keys.sort_values([*ORDER, *LATER], ascending=ascending)
    ranked = ranked.drop_duplicates(period).sort_values(IN_TIME)
    best = candidates.loc[ranked.index]
    previous = best[["books", "agency"]].shift()
    other_side = best["books"].ne(previous["books"]) & previous["books"].notna()
    channel = best["agency"].ne(previous["agency"]) & previous["agency"].notna()
    counter = _counter_of_year_before(best, other_side)
    recount = best["provenance"].isin(COUNTING) & counter.notna()
    recount &= best["agency"] != counter
    apart = _apart(best[recount], counter[recount], candidates)
    apart = apart.reindex(best.index, fill_value=False)
    agency_before = previous["agency"].where(channel & ~other_side, "")
    return best.assign(
        year=best["year"].astype("int64"),
        agency_before=agency_before.mask(apart, counter),
        segment=(other_side | apart).cumsum().astype("int64"),
    )


def _counter_of_year_before(
    best: pd.DataFrame, other_side: pd.Series[bool]
) -> pd.Series[str]:
    """Name the agency that counted last on the same side; missing where none did.

    Who only says a figure, a government or the press, is no channel of its own.
    """
    counters = best["agency"].where(best["provenance"].isin(COUNTING))
    sides = other_side.cumsum()
    return counters.groupby(sides).ffill().groupby(sides).shift()


def _apart(
    rows: pd.DataFrame, agencies_before: pd.Series[str], candidates: pd.DataFrame
) -> pd.Series[bool]:
    """Tell which changes of channel are breaks."""
    if rows.empty:
        return pd.Series(dtype=bool)
    points = candidates[candidates["full_year"]].sort_values(ORDER)
    points = points.drop_duplicates(["books", "agency", "year"])
    values = points.set_index(["books", "agency", "year"])["value"]
    disagree = [
        not _agree(values, str(books), (str(old), str(new)), int(year))
        for books, old, new, year in zip(
            rows["books"], agencies_before, rows["agency"], rows["year"], strict=True
        )
    ]
    return pd.Series(disagree, index=rows.index, dtype=bool)


def _agree(
    values: pd.Series[float], books: str, agencies: tuple[str, str], year: int
) -> bool:
    """Compare two channels of one side in the common year next to the change."""
    of_reporter = values[values.index.get_level_values("books") == books]
    table = of_reporter.reset_index()
    wide = table.pivot_table(index="year", columns="agency", values="value")
    if not set(agencies) <= set(wide.columns):
        return False
    both = wide[list(agencies)].dropna()
    if both.empty:
        return False
    nearest = min(both.index, key=lambda common: abs(common - year))
    old, new = both.loc[nearest]
    return bool(abs(old - new) <= AGREEMENT * max(abs(old), abs(new)))
