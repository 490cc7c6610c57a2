"""The rest of the last year of a record, and whether it tells of another pace."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.growth.rest_of_year import RestOfYear, rest_of_year
from kzaz_analysis.analysis.growth.year_on_year import same_period_growth
from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.evidence.derivation.periods import rests_on_growth
from kzaz_analysis.studies.published_rates import (
    BASE,
    left_out_rates,
    own_rates,
    part_year_rates,
    repeats_published,
    unnamed_offices,
    with_offices,
)

if TYPE_CHECKING:
    from collections.abc import Hashable

    from kzaz_analysis.evidence.series import Record

YEAR_END = 12
"""Month in which a year ends."""

HALF = 6
"""Months of half a year."""

FAR_PP = 10.0
"""Percentage points by which the rest has to leave the growth of its year.

The rates of the scenarios that pages begin with are five to ten points apart: a rest
that is as far from its year as that belongs to another scenario.
"""


# A page and the explorer ask the same of one record many times.
@lru_cache(maxsize=16)
def rest_of_last_year(
    record: Record, months: int | None = None
) -> RestOfYear | Refused:
    """Work out what the last year of a record and a part of it leave.

    Parameters
    ----------
    record : Record
        The figures chosen.
    months : int, optional
        As in `rest_of_year`.
    """
    measure = "rest of the year"
    if record.annual.empty:
        return Refused(measure, "no yearly figure")
    year = int(record.annual["year"].iloc[-1])
    return attempt(
        measure,
        lambda: rest_of_year(record.annual, record.partial, year=year, months=months),
    )


@lru_cache(maxsize=16)
def rates_published(record: Record) -> pd.DataFrame:
    """Rates that the reporters of a record published themselves, see `own_rates`."""
    claims = record.evidence.rows("claims", "series", [record.name])
    return own_rates(with_offices(record.evidence, claims), *record.window)


def rates_left_out(record: Record) -> dict[str, int]:
    """Count the rates that were published and are not shown, see `left_out_rates`."""
    claims = record.evidence.rows("claims", "series", [record.name])
    return left_out_rates(with_offices(record.evidence, claims), *record.window)


def rest_is_published(record: Record, rest: RestOfYear) -> bool:
    """Tell whether the rest itself was published, of the year before too for a rate.

    Parameters
    ----------
    record : Record
        The figures chosen.
    rest : RestOfYear
        What a part leaves of its year.
    """
    partial = record.partial
    years = [rest.year] if rest.growth_pct is None else [rest.year, rest.year - 1]
    is_rest = partial["period_start"].dt.month.eq(rest.months + 1)
    is_rest &= partial["period_end"].dt.month.eq(YEAR_END) & partial["months"].notna()
    is_rest &= partial["books"].eq(rest.books) & ~partial["derived"].astype(bool)
    return set(years) <= set(partial["year"][is_rest])


def rates_of_parts(record: Record) -> pd.DataFrame:
    """Growth of parts of years, computed and published, see `part_year_rates`."""
    months = record.partial[record.partial["months"].notna()].reset_index(drop=True)
    rates = same_period_growth(months)
    is_own = (rates["reason"] == "") & ~repeats_published(rates, months)
    computed = rates[is_own].reset_index(drop=True)
    return part_year_rates(computed, rates_published(record))


def with_levels(rates: pd.DataFrame, record: Record) -> pd.DataFrame:
    """Put the level of each part of a year beside its rate.

    Parameters
    ----------
    rates : pandas.DataFrame
        As `rates_of_parts` returns it.
    record : Record
        The figures that the rates are of.

    Returns
    -------
    pandas.DataFrame
        `rates` with the level (``value``), its ``level_qualifier`` (as published; of
        what was worked out ``exact``), ``source`` and ``published_on``;
        ``sources`` and ``base_sources`` name all that made the level and the base,
        ``office`` and ``base_office`` the body that counts them, where one is named;
        ``is_derived`` and ``is_base_derived`` tell which of the two levels was worked
        out from others, ``is_of_growth`` and ``of_growth`` whether published growth
        made the level and the base.
    """
    keys = ["period_start", "period_end", "books"]
    parts = record.partial.drop_duplicates(keys)
    is_unnamed = parts["agency"].isin(unnamed_offices(record.evidence))
    made_of = parts["part_sources"]
    parts = parts.assign(
        office=parts["agency"].mask(is_unnamed, ""),
        sources=made_of.where(made_of != "", parts["source"]),
        is_derived=parts["derived"].astype(bool),
        qualifier=parts["qualifier"].mask(parts["derived"].astype(bool), "exact"),
        of_growth=parts["derived"] & rests_on_growth(parts["note"].fillna("")),
    )
    of_base = ["sources", "office", "is_derived", "of_growth"]
    bases = parts[[*keys, *of_base]].rename(
        columns={
            "period_start": "base_start",
            "period_end": "base_end",
            "sources": "base_sources",
            "office": "base_office",
            "is_derived": "is_base_derived",
        }
    )
    levels = parts[[*keys, "value", "qualifier", "source", "published_on", *of_base]]
    levels = levels.rename(
        columns={"of_growth": "is_of_growth", "qualifier": "level_qualifier"}
    )
    both = rates.merge(levels, on=keys, how="left")
    # The text of a rate has its own level: what growth made need not be that.
    is_other = both["has_level"].eq(other=True) & both["is_of_growth"].eq(other=True)
    both = both.assign(
        value=both["value"].mask(is_other),
        is_derived=both["is_derived"].mask(is_other),
        is_of_growth=both["is_of_growth"].mask(is_other),
    )
    return both.merge(bases, on=[*BASE, "books"], how="left")


def published_of_part(
    rest: RestOfYear, rates: pd.DataFrame
) -> dict[Hashable, Any] | None:
    """Return the rate that its reporter published itself for the part of a year.

    Parameters
    ----------
    rest : RestOfYear
        What the part leaves of its year.
    rates : pandas.DataFrame
        As `own_rates` returns it.

    Returns
    -------
    dict or None
        Columns as `own_rates`; None where none was published.
    """
    start = pd.Timestamp(rest.year, 1, 1)
    end = pd.Timestamp(rest.year, rest.months, 1) + pd.offsets.MonthEnd()
    same = (rates["period_start"] == start) & (rates["period_end"] == end)
    own = rates[same & (rates["books"] == rest.books)]
    return own.iloc[0].to_dict() if len(own) else None


def unlike_its_year(record: Record, growth: pd.DataFrame) -> RestOfYear | None:
    """Return the rest that warns of the growth of the last year, if any does.

    One does that went the other way, or is `FAR_PP` away whatever the rounding; of the
    second half and what the longest part leaves the one that is further away.

    Parameters
    ----------
    record : Record
        The figures chosen.
    growth : pandas.DataFrame
        As `annual_growth` returns it for the record.
    """
    rests = (rest_of_last_year(record), rest_of_last_year(record, HALF))
    computed = [rest for rest in rests if isinstance(rest, RestOfYear)]
    if not computed or growth.empty or pd.isna(growth["growth_pct"].iloc[-1]):
        return None
    low, high = (float(growth[column].iloc[-1]) for column in ("low_pct", "high_pct"))
    leaving = [(_points_apart(rest, low, high), rest) for rest in computed]
    apart, furthest = max(leaving, key=lambda pair: pair[0])
    return furthest if apart else None


def _points_apart(rest: RestOfYear, low: float, high: float) -> float:
    """Return how far a rest is from the growth of its year; 0 where that is not far."""
    bounds = rest.growth_interval_pct
    if bounds is None or rest.part_growth_pct is None:
        return 0.0
    apart = max(low - bounds.high, bounds.low - high, 0.0)
    turned = bounds.high < 0 < low or high < 0 < bounds.low
    return apart if turned or apart >= FAR_PP else 0.0
