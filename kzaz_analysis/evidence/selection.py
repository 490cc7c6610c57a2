"""Which figure of a period counts: gather, bring to one unit, rank, choose."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from kzaz_analysis.errors import DataError, unknown_name
from kzaz_analysis.evidence.periods import whole_months
from kzaz_analysis.evidence.rounding import rounding_bounds
from kzaz_analysis.evidence.tables import Tables
from kzaz_analysis.evidence.units import ratios

COUNTRY_RULES: dict[str, tuple[str, ...]] = {
    "kaz_first": ("KAZ", "AZE", "*"),
    "aze_first": ("AZE", "KAZ", "*"),
    "kaz_only": ("KAZ",),
    "aze_only": ("AZE",),
}
"""Whose books come first under each rule; ``*`` stands for all others."""

BOUNDS = ("over", "under", "up_to")
"""Qualifiers of figures that bound the value instead of giving it."""

NOT_FOR_SERIES = ("U", "D")
"""Observation status of figures that are shown but never chosen."""


def figures_of(evidence: Tables, name: str, entry: pd.Series[str]) -> pd.DataFrame:
    """Gather the figures of a series in its unit, sums of parts included.

    Parameters
    ----------
    evidence : Tables
        Where they are read from.
    name : str
        A series of the catalogue.
    entry : pandas.Series
        Its row of the catalogue.

    Returns
    -------
    pandas.DataFrame
        Rows of the observations table with ``books, derived, year, months,
        full_year, segment`` and a running ``id``; values and bounds in the unit of
        the series; ``attrs["left_out"]`` counts figures in units that do not convert.

    Raises
    ------
    DataError
        If a row has a unit that the units table does not know.
    """
    return _figures(evidence, name, str(entry["unit"]), str(entry["parts"])).copy()


@lru_cache(maxsize=256)
def _figures(evidence: Tables, name: str, unit: str, parts: str) -> pd.DataFrame:
    facts = _facts(evidence)
    rows = facts[facts["series"] == name].assign(derived=False)
    if parts:
        sums = _sums(facts, parts.split(";"), rows)
        sums = _dated(with_books(evidence, sums))
        rows = pd.concat([rows, sums], ignore_index=True)
    rows = _with_bounds(rows)
    ratio = _ratios(evidence, rows, unit)
    rows = rows[ratio.notna()].assign(unit=unit)
    for column in ("value", "low", "high"):
        rows[column] = rows[column] * ratio.dropna()
    rows = rows.reset_index(drop=True).assign(id=range(len(rows)))
    rows.attrs["left_out"] = int(ratio.isna().sum())
    return rows


@lru_cache(maxsize=32)
def _facts(evidence: Tables) -> pd.DataFrame:
    return _dated(with_books(evidence, evidence.load("observations")))


def _dated(rows: pd.DataFrame) -> pd.DataFrame:
    """Say of each figure which year it is of, and how many months of it."""
    start, end = rows["period_start"], rows["period_end"]
    months = whole_months(start, end)
    return rows.assign(
        year=end.dt.year.astype("Int64"),
        months=months,
        full_year=(months == 12).fillna(False) & (start.dt.year == end.dt.year),
        segment=0,
    )


def _with_bounds(rows: pd.DataFrame) -> pd.DataFrame:
    """Work out the bounds of figures that were entered without them."""
    bare = rows["low"].isna() & rows["high"].isna()
    printed = (rows.loc[bare, name] for name in ("value", "digits", "qualifier"))
    bounds = [
        rounding_bounds(value, _digits(digits), qualifier)
        for value, digits, qualifier in zip(*printed, strict=True)
    ]
    low, high = rows["low"].fillna(-np.inf), rows["high"].fillna(np.inf)
    low[bare], high[bare] = [b[0] for b in bounds], [b[1] for b in bounds]
    return rows.assign(low=low, high=high)


def _digits(cell: object) -> int | None:
    return int(str(cell)) if cell is not pd.NA else None


def _ratios(evidence: Tables, rows: pd.DataFrame, unit: str) -> pd.Series[float]:
    unknown = sorted(set(rows["unit"]) - set(evidence.load("units")["unit"]))
    if unknown:
        raise DataError(
            f"observations.csv, unit: {', '.join(unknown)} not in units.csv; "
            "kzaz data check names the lines"
        )
    return ratios(evidence, rows["unit"], unit)


def _sums(facts: pd.DataFrame, parts: list[str], totals: pd.DataFrame) -> pd.DataFrame:
    """Add up parts that one agency gives in one source, where it gives no total."""
    keys = ["source", "agency", "period_start", "period_end", "unit"]
    rows = facts[facts["series"].isin(parts)].drop_duplicates([*keys, "series"])
    groups = rows.groupby(keys, dropna=False, as_index=False)
    complete = groups.agg(
        value=("value", "sum"),
        low=("low", "sum"),
        # A part without an upper bound leaves the sum without one.
        high=("high", lambda highs: highs.sum(skipna=False)),
        parts=("series", "nunique"),
        reporters=("reporter", "nunique"),
        reporter=("reporter", "first"),
        qualifier=("qualifier", lambda q: "exact" if set(q) == {"exact"} else "approx"),
        obs_status=("obs_status", "max"),
        publisher=("publisher", "first"),
        published_on=("published_on", "first"),
    )
    complete = complete[complete["parts"] == len(parts)]
    known = totals[["source", "period_start", "period_end"]].apply(tuple, axis=1)
    mine = complete[["source", "period_start", "period_end"]].apply(tuple, axis=1)
    complete = complete[~mine.isin(set(known))] if len(complete) else complete
    return complete.assign(
        derived=True,
        reporter=complete["reporter"].where(complete["reporters"] == 1, ""),
        note="sum of " + " and ".join(parts) + " from the same source",
    ).drop(columns=["parts", "reporters"])


def with_books(evidence: Tables, rows: pd.DataFrame) -> pd.DataFrame:
    """Say whose books figures rest on: the reporter's, or the compiler's own.

    Parameters
    ----------
    evidence : Tables
        Where the agencies are read from.
    rows : pandas.DataFrame
        Rows of a table with ``reporter`` and ``agency``.

    Returns
    -------
    pandas.DataFrame
        The same rows with ``books``: a country, an agency that keeps its own, or
        empty text where nobody can tell.
    """
    owners = evidence.load("agencies").set_index("agency")["books"]
    owned = rows["agency"].map(owners).fillna("")
    national = owned.isin(["KAZ", "AZE", ""])
    reporter = rows["reporter"].where(rows["reporter"] != "", owned)
    return rows.assign(books=reporter.where(national, owned))


def ranked(
    evidence: Tables, figures: pd.DataFrame, rule: str, preferred: list[str]
) -> pd.DataFrame:
    """Keep the figures that a rule allows, with what their order depends on.

    Parameters
    ----------
    evidence : Tables
        Where the agencies are read from.
    figures : pandas.DataFrame
        What `figures_of` returned.
    rule : str
        A name of `COUNTRY_RULES`, or an agency.
    preferred : list of str
        Agencies in order of preference.

    Returns
    -------
    pandas.DataFrame
        The rows allowed, with ``side, weak, agency_rank, width``: smaller is better.

    Raises
    ------
    UsageError
        If the rule is neither.
    """
    if rule in COUNTRY_RULES:
        order = COUNTRY_RULES[rule]
        side = figures["books"].map({books: i for i, books in enumerate(order)})
        if "*" in order:
            side = side.fillna(len(order)).where(figures["books"] != "", len(order) + 1)
        allowed = figures[side.notna()].assign(side=side)
    else:
        known = set(figures["agency"])
        if rule not in set(evidence.load("agencies")["agency"]):
            raise unknown_name("rule", rule, {*COUNTRY_RULES, *known})
        allowed = figures[figures["agency"] == rule].assign(side=0)
    allowed = allowed[~allowed["obs_status"].isin(NOT_FOR_SERIES)]
    rank = {agency: i for i, agency in enumerate(preferred)}
    width = (allowed["high"] - allowed["low"]) / allowed["value"].abs()
    return allowed.assign(
        weak=allowed["qualifier"].isin(BOUNDS) + 2 * ~allowed["agency"].isin(rank),
        agency_rank=allowed["agency"].map(rank).fillna(len(rank)),
        width=width.fillna(np.inf),
    )


def chosen(candidates: pd.DataFrame, period: list[str]) -> pd.DataFrame:
    """Take the best figure of each period, and number the runs of equal books.

    Parameters
    ----------
    candidates : pandas.DataFrame
        What `ranked` returned.
    period : list of str
        Columns that tell periods apart.

    Returns
    -------
    pandas.DataFrame
        One row per period, in time; ``segment`` goes up where the books change.
    """
    smaller = ["weak", "side", "agency_rank", "width"]
    later = ["period_end", "published_on", "source"]
    order = [True] * len(smaller) + [False] * len(later)
    best = candidates.sort_values([*smaller, *later], ascending=order)
    best = best.drop_duplicates(period)
    best = best.sort_values(["year", "period_end", "period_start", "books"])
    changed = best["books"].ne(best["books"].shift()) & best["books"].shift().notna()
    years = best["year"].astype("int64")
    return best.assign(year=years, segment=changed.cumsum().astype("int64"))
