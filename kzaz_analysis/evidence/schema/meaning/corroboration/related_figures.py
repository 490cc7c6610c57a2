"""Rules about related figures: prices, one indicator named twice, sums of a window."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.evidence.schema.meaning.beside.peers import side_of
from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    Rows = pd.DataFrame
    Mask = pd.Series[bool]

PRICE_APART, PRICES = 3, 3
"""Times the middle of the other prices a price may be, and how many are needed."""
ONE_THING, YEARS, FITTING = 1e-3, 5, 0.8
"""Share by which two indicators of one thing differ, in how many years, and in what
share of those that both have."""
POINTS = 0.1
"""Percentage points between a rate and the growth of the level that it is of."""
PRECISE = 6
"""Significant digits from which a level is not the same two years running."""
CUMULATIVE = "_cumulative"
"""End of the name of a series that sums another one over a window of years."""
ROUNDED = 0.02
"""Share by which a window may miss the years in it."""
PERIOD = ["period_start", "period_end"]


def _stem(rows: Rows) -> pd.Series[str]:
    return rows["series"].str.replace("_[^_]*$", "", regex=True)


def _prices(rows: Rows) -> Rows:
    """Money over mass where two series are called alike but for the last word."""
    firm = rows[~rows["doubted"] & (rows["amount"] > 0) & rows["period_end"].notna()]
    kind = firm["dimension"].str.replace(" .*", "", regex=True)
    firm = firm.assign(stem=_stem(firm), side=side_of(firm), kind=kind)
    firm = firm[kind.isin(["money", "mass"])]
    keys = ["stem", "side", *PERIOD, "kind"]
    wide = firm.pivot_table("amount", keys[:-1], "kind", "median")
    if not {"money", "mass"} <= set(wide):
        return pd.DataFrame(columns=[*keys[:-1], "price"])
    price = (wide["money"] / wide["mass"]).dropna().rename("price")
    return price.reset_index()


def _odd_price(rows: Rows) -> Mask:
    prices = _prices(rows)
    odd: set[tuple[object, ...]] = set()
    for _, group in prices.groupby("stem"):
        sizes = np.log10(group["price"])
        for line in sizes.index if len(sizes) >= PRICES else ():
            if abs(sizes[line] - sizes.drop(line).median()) > np.log10(PRICE_APART):
                odd.add(tuple(group.loc[line, ["stem", "side", *PERIOD]]))
    stems = _stem(rows)
    cells = rows.assign(stem=stems, side=side_of(rows))[["stem", "side", *PERIOD]]
    is_odd = [key in odd for key in cells.itertuples(index=False, name=None)]
    measured = rows["dimension"].str.match("money|mass")
    return pd.Series(is_odd, rows.index, dtype=bool) & measured


def _not_of_one_thing(rows: Rows) -> Mask:
    """Tell years in which two indicators part that in nearly all others are one."""
    once = rows.drop_duplicates(["country", "year", "indicator"])
    wrong: set[tuple[object, ...]] = set()
    for country, of_country in once.groupby("country"):
        wide = of_country.pivot_table("value", "year", "indicator")
        percent = set(rows.loc[rows["dimension"] == "percentage", "indicator"])
        wrong |= {(country, *cell) for cell in _parting(wide, percent)}
    cells = rows[["country", "indicator", "year"]].itertuples(index=False, name=None)
    return pd.Series([cell in wrong for cell in cells], rows.index, dtype=bool)


def _parting(wide: Rows, percent: set[str]) -> Iterator[tuple[object, object]]:
    levels = [name for name in wide if name not in percent]
    growth = 100 * (wide[levels] / wide[levels].shift() - 1)
    yearly = pd.Series(wide.index, wide.index).diff() == 1
    for level, kin in permutations(wide, 2):
        if level not in levels:
            continue
        if kin in percent:
            apart = (growth[level].where(yearly) - wide[kin]).abs() / POINTS
        else:
            apart = (wide[level] / wide[kin] - 1).abs() / ONE_THING
        off = (apart > 1)[apart.notna()]
        if off.sum() and (~off).sum() >= max(YEARS, FITTING * len(off)):
            for year in off.index[off]:
                yield level, year
                yield kin, year


def _of_the_year_before(rows: Rows) -> Mask:
    """Tell precise levels of an indicator that are those of the year before."""
    levels = rows[rows["dimension"] != "percentage"]
    levels = levels.sort_values(["indicator", "country", "year"])
    of_indicator = levels.groupby(["indicator", "country"])["value"]
    same = levels["value"] == of_indicator.shift()
    digits = levels["printed"].str.replace(r"\D", "", regex=True).str.strip("0")
    fixed = of_indicator.transform("nunique") * 2 < of_indicator.transform("size")
    alone = same & (digits.str.len() >= PRECISE) & ~fixed
    return alone.reindex(rows.index, fill_value=False)


def _misses_its_years(rows: Rows) -> Mask:
    """Tell windows that the years in them do not make, and those years."""
    firm = rows[~rows["doubted"] & (rows["amount"] > 0) & rows["period_end"].notna()]
    stem = firm["series"].str.removesuffix(CUMULATIVE)
    window = stem != firm["series"]
    firm = firm.assign(stem=stem, line=firm.index)
    years = firm[~window & (firm["months"] == 12)].drop_duplicates(
        ["stem", "source", *PERIOD]
    )
    pairs = firm[window & (firm["months"] > 12)].merge(
        years, on=["stem", "source"], suffixes=("", "_in")
    )
    inside = (pairs["period_start_in"] >= pairs["period_start"]) & (
        pairs["period_end_in"] <= pairs["period_end"]
    )
    pairs = pairs[inside]
    of_window = pairs.groupby("line")
    whole = of_window["months_in"].transform("sum") == pairs["months"]
    off = (of_window["amount_in"].transform("sum") / pairs["amount"] - 1).abs()
    odd = pairs[whole & (off > ROUNDED)]
    return pd.Series(rows.index.isin({*odd["line"], *odd["line_in"]}), rows.index)


def _less_than_it_holds(rows: Rows) -> Mask:
    """Tell windows below a shorter one from the same day, or below a year in them."""
    firm = rows[~rows["doubted"] & (rows["amount"] > 0) & rows["period_end"].notna()]
    stem = firm["series"].str.removesuffix(CUMULATIVE)
    firm = firm.assign(stem=stem, line=firm.index, window=stem != firm["series"])
    pairs = firm[firm["window"]].merge(firm, on="stem", suffixes=("", "_in"))
    starts, starts_in = pairs["period_start"], pairs["period_start_in"]
    side, side_in = (
        side_of(pairs),
        side_of(
            pairs[["reporter_in", "owner_in"]].set_axis(["reporter", "owner"], axis=1)
        ),
    )
    held = (pairs["window_in"] & (starts_in == starts)) | (
        ~pairs["window_in"] & (starts_in >= starts) & (side == side_in)
    )
    held &= pairs["days_in"] < pairs["days"]
    held &= pairs["period_end_in"] <= pairs["period_end"]
    below = held & (pairs["amount"] < (1 - ROUNDED) * pairs["amount_in"])
    return pd.Series(rows.index.isin(pairs.loc[below, "line"]), rows.index)


RULES = (
    Rule(
        "price unlike the others",
        ("observations",),
        "value",
        f"with the other series of its name it makes a price more than {PRICE_APART} "
        "times, or less than a third of, that of other periods; are the two exchanged?",
        _odd_price,
        "warning",
    ),
    Rule(
        "indicators that part",
        ("macro",),
        "value",
        "another indicator of {country} is the same thing in nearly every other year, "
        "and in {year:.0f} it is not",
        _not_of_one_thing,
        "warning",
    ),
    Rule(
        "copied to another period",
        ("macro",),
        "value",
        "the year before has the very same figure of {indicator}",
        _of_the_year_before,
        "warning",
    ),
    Rule(
        "years that do not make the window",
        ("observations",),
        "value",
        "{source} has every year of the window and their sum, which they do not make",
        _misses_its_years,
        "warning",
    ),
    Rule(
        "window below what it holds",
        ("observations",),
        "value",
        "less than a shorter window from the same day, or than a year in it",
        _less_than_it_holds,
        "warning",
    ),
)
