"""Rules about signs and shares: a change or a part whose opposite fits the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.evidence.schema.meaning.beside.on_record import says_nothing
from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    Rows = pd.DataFrame
    Mask = pd.Series[bool]

PERIODS = ["series", "period_start", "period_end", "base_start", "base_end"]
TENFOLD = (10, 0.1)
"""What a decimal point one place off makes of a rate."""
PRODUCT = 0.01
"""Share by which growth, prices and the rate may miss the change of a level."""
GROWN = ("gdp_real_growth", "gdp_deflator_growth")
LEVEL, RATE = "gdp_current_usd", "official_exchange_rate_avg"
LEVELS = 2
"""Times the greatest level on record that no increase is."""
SHARE_APART = 5
"""Times a share that the one on record may be."""
FAR = 20
"""Percentage points by which a share is not the one on record."""


def _meets(
    rows: Rows, least: pd.Series[float], most: pd.Series[float]
) -> pd.Series[bool]:
    return (least <= rows["change_most"]) & (most >= rows["change_least"])


def _sign_against_record(rows: Rows) -> Mask:
    """Tell rates that the figures of their side deny, and whose opposite they give."""
    least, most = (1 + rows[c].fillna(rows["value"]) / 100 for c in ("low", "high"))
    growth = (rows["measure"] == "growth") & (rows["status"] == "")
    return growth & ~_meets(rows, least, most) & _meets(rows, 2 - most, 2 - least)


def _sign_against_statements(rows: Rows) -> Mask:
    """Tell rates of which another one is the opposite, or ten times it or a tenth."""
    growth = rows[(rows["measure"] == "growth") & (rows["status"] == "")]
    growth = growth[growth.duplicated(PERIODS, keep=False)]
    wrong: list[int] = []
    for _, group in growth.groupby(PERIODS):
        stated = group["value"].to_numpy()
        half = (group["high"] - group["low"]).fillna(0).to_numpy() / 2
        halves = half + half[:, None]
        opposite = np.abs(stated + stated[:, None]) <= halves
        opposite &= stated * stated[:, None] < 0
        tenfold = np.abs(10 * stated - stated[:, None]) <= halves
        tenfold &= stated * stated[:, None] > 0
        odd = opposite | tenfold | tenfold.T
        wrong += group.index[odd.any(axis=1)].to_list()
    return pd.Series(rows.index.isin(wrong), rows.index)


def _decimal_point(rows: Rows) -> Mask:
    """Tell rates that the figures of their side deny, and a tenth or ten times fits."""
    growth = (rows["measure"] == "growth") & (rows["status"] == "")
    growth &= says_nothing(rows["note"])
    stated = [rows[c].fillna(rows["value"]) for c in ("low", "high")]
    as_stated = _meets(rows, *(1 + rate / 100 for rate in stated))
    moved = [_meets(rows, *(1 + n * r / 100 for r in stated)) for n in TENFOLD]
    return growth & ~as_stated & (moved[0] | moved[1])


def _above_its_level(rows: Rows) -> Mask:
    """Tell increases greater than the level that they led to, or than any level."""
    same = rows["dimension"] == rows["level_dimension"]
    factor = rows["amount"] / rows["value"]
    least = rows["low"].fillna(rows["value"]) * factor
    increase = rows["measure"] == "increase"
    beyond: Mask = (rows["dimension"] == rows["series_dimension"]) & (
        least > LEVELS * rows["series_most"]
    )
    return increase & (beyond | (same & (least > rows["level_amount"])))


def _product_off(rows: Rows) -> Mask:
    """Tell years in which GDP is not what growth, prices and the rate make of it.

    Of one country the change of GDP in dollars is that of its volume times that of its
    prices, over that of the exchange rate.
    """
    once = rows.drop_duplicates(["country", "year", "indicator"])
    wide = once.pivot_table("value", ["country", "year"], "indicator")
    # Without the rate a currency that fell would look like an error of GDP.
    if not {*GROWN, LEVEL, RATE} <= set(wide):
        return pd.Series(False, rows.index)
    levels = wide[LEVEL] * wide[RATE]
    year_before = levels.rename(lambda year: year + 1, level="year")
    change = levels / year_before.reindex(levels.index)
    off = change / (1 + wide[list(GROWN)] / 100).prod(axis=1, skipna=False) - 1
    years = set(off.index[off.abs() > PRODUCT])
    keys = zip(rows["country"], rows["year"], strict=True)
    is_indicator = rows["indicator"].isin([*GROWN, LEVEL, RATE])
    return pd.Series([key in years for key in keys], rows.index) & is_indicator


def _share_of_the_rest(rows: Rows) -> Mask:
    """Tell shares far from what is on record, to which the rest of the whole is near.

    On record is the part over the whole; where it is not, the middle one of the other
    shares of the series.
    """
    measure = rows.get("measure", pd.Series("level", rows.index))
    share = (measure == "share") | ((measure == "level") & rows["is_share"])
    stated = rows["value"].where(share & (rows["dimension"] == "percentage"))
    others = pd.Series(np.nan, rows.index)
    for _, group in stated.dropna().groupby(rows["series"]):
        for line in group.index:
            others.loc[line] = group.drop(line).median()
    due = rows.get("recorded_share", others).fillna(others)
    apart = (stated - due).abs()
    turned: Mask = (apart > FAR) & ((100 - stated - due).abs() < apart / 2)
    return turned | ((apart > FAR) & (stated < due / SHARE_APART))


RULES = (
    Rule(
        "sign against the record",
        ("claims",),
        "value",
        "the figures of its side, {change_percent_least:.3g} to "
        "{change_percent_most:.3g} per cent, deny it and fit its opposite; is a minus "
        "lost or added?",
        _sign_against_record,
        "warning",
    ),
    Rule(
        "sign against the record",
        ("claims",),
        "value",
        "another statement on these two periods is its opposite, or ten times it or a "
        "tenth; which is right?",
        _sign_against_statements,
        "warning",
    ),
    Rule(
        "rate against the record",
        ("claims",),
        "value",
        "the figures of its side make {change_percent_least:.3g} to "
        "{change_percent_most:.3g} per cent; is the decimal point one place off?",
        _decimal_point,
        "warning",
    ),
    Rule(
        "increase above its level",
        ("claims",),
        "value",
        "more than the level that it led to, or than any level of {series}; before it "
        "there would have been less than nothing",
        _above_its_level,
        "warning",
    ),
    Rule(
        "growth that the levels do not make",
        ("macro",),
        "value",
        "GDP of {country} in {year:.0f} is not what its growth, its prices and the "
        "exchange rate make of the year before; one of them is wrong",
        _product_off,
        "warning",
    ),
    Rule(
        "level of another period",
        ("claims",),
        "level_value",
        "line {elsewhere:.0f} of observations.csv has this level for "
        "{period_start_there:%Y-%m-%d} to {period_end_there:%Y-%m-%d}; which period is "
        "it of?",
        lambda rows: rows["elsewhere"].notna(),
        "warning",
    ),
    Rule(
        "share of the rest",
        ("observations", "claims"),
        "value",
        "far below the share on record, or 100 less {value:.15g} is near it; look at "
        "the decimal point, and whether it is the share of the others",
        _share_of_the_rest,
        "warning",
    ),
)
