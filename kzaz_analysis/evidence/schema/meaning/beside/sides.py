"""Rules about sides: both reporters of a flow, a side's totals, changes it states."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.evidence.schema.meaning.beside.peers import (
    SCATTER,
    side_of,
    stands_alone,
)
from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    Rows = pd.DataFrame
    Mask = pd.Series[bool]

RATIO = 2
"""Least factor by which one year of two reporters falls out of their usual ratio."""
YEARS = 8
"""Years of both reporters from which they have a usual ratio."""
NEAR = (-2, -1, 1, 2)
"""Years beside one by which its ratio is judged."""
DIGITS = 4
"""Significant digits from which two equal figures are no accident."""
EDITION = 1e-3
"""Share by which two editions of one figure differ."""
TOTAL_APART = 1.5
"""Times the sum of its parts that a total may be by another edition."""
PERIOD = ["period_start", "period_end"]


def _firm(rows: Rows) -> Rows:
    firm = rows[(rows["nature"] == "flow") & ~rows["doubted"] & rows["days"].notna()]
    sided = firm.assign(side=side_of(firm))
    return sided[(sided["side"] != "") & (sided["amount"] > 0)]


def _out_of_ratio(rows: Rows) -> Mask:
    """Tell years in which two reporters of a flow are unlike themselves."""
    firm = _firm(rows)
    firm = firm[(firm["months"] == 12) & firm["side"].str.fullmatch("[A-Z]{3}")]
    levels = firm.assign(size=np.log10(firm["amount"])).pivot_table(
        "size", ["series", "period_start"], "side", "median"
    )
    wrong: list[int] = []
    for series, table in levels.groupby(level="series"):
        both = table.dropna(axis=1, how="all").dropna()
        if both.shape[1] != 2 or len(both) < YEARS:
            continue
        ratio = both.iloc[:, 0] - both.iloc[:, 1]
        beside = pd.concat([ratio.shift(n) for n in NEAR], axis=1).median(axis=1)
        off = (ratio - beside).abs()
        odd = off > max(np.log10(RATIO), SCATTER * off.median())
        odd &= stands_alone(off, ["series"])
        starts = odd.index.get_level_values("period_start")[odd]
        of_year = (firm["series"] == series) & firm["period_start"].isin(starts)
        wrong += firm.index[of_year].to_list()
    return pd.Series(rows.index.isin(wrong), rows.index)


def _sums_of_parts(firm: Rows) -> Rows:
    """Totals that one agency's figures of all parts make, with their bounds."""
    factor = firm["amount"] / firm["value"]
    bounded = firm.assign(least=firm["low"] * factor, most=firm["high"] * factor)
    keys = ["series", "side", "agency", *PERIOD]
    levels = bounded.groupby(keys).agg(
        least=("least", "min"), most=("most", "max"), days=("days", "first")
    )
    levels = levels.reset_index()
    totals = firm.loc[firm["parts"] != "", ["series", "parts"]].drop_duplicates()
    listed = totals.assign(part=totals["parts"].str.split(";")).explode("part")
    parts = listed.merge(
        levels, left_on="part", right_on="series", suffixes=("", "_part")
    )
    sums = parts.groupby(keys).agg(
        least=("least", "sum"),
        most=("most", "sum"),
        days=("days", "first"),
        n_parts=("part", "nunique"),
    )
    due = totals.set_index("series")["parts"].str.count(";") + 1
    whole = sums["n_parts"] == due.reindex(sums.index.get_level_values(0)).to_numpy()
    return sums[whole].reset_index()


def _apart_from_parts(rows: Rows) -> Mask:
    firm = _firm(rows[rows["qualifier"].isin(["exact", "approx"])])
    sums = _sums_of_parts(firm)
    keys = ["series", "side", *PERIOD]
    pairs = firm.assign(line=firm.index)[[*keys, "line", "amount"]].merge(sums, on=keys)
    above = pairs["amount"] > TOTAL_APART * pairs["most"]
    below = pairs["amount"] < pairs["least"] / TOTAL_APART
    off = (above | below).groupby(pairs["line"]).all()
    return pd.Series(rows.index.isin(off.index[off]), rows.index)


def _sum_of_the_other_side(rows: Rows) -> Mask:
    """Tell totals that the other reporter's parts make, and its own do not."""
    precise = rows[(rows["digits"] >= DIGITS) & (rows["reporter"] != "")]
    firm = _firm(precise[precise["provenance"] != "compiled"])
    sums = _sums_of_parts(_firm(rows))
    pairs = firm.assign(line=firm.index)[
        ["series", "side", *PERIOD, "line", "amount"]
    ].merge(sums, on=["series", *PERIOD], suffixes=("", "_of_sum"))
    below = pairs["amount"] < pairs["least"] * (1 - EDITION)
    near = ~below & (pairs["amount"] <= pairs["most"] * (1 + EDITION))
    own = pairs["side"] == pairs["side_of_sum"]
    met = set(pairs.loc[near & own, "line"])
    other = set(pairs.loc[near & ~own, "line"]) & set(pairs.loc[~near & own, "line"])
    return pd.Series(rows.index.isin(other - met), rows.index)


def _above_sum_of_longer(rows: Rows) -> Mask:
    """Tell parts of a period greater than exports and imports of the whole of it."""
    firm = _firm(rows)
    sums = _sums_of_parts(firm)
    inside = firm.assign(line=firm.index)[
        ["series", "side", *PERIOD, "days", "line", "low", "amount", "value"]
    ].merge(sums, on=["series", "side"], suffixes=("", "_whole"))
    held = (inside["period_start"] >= inside["period_start_whole"]) & (
        inside["period_end"] <= inside["period_end_whole"]
    )
    least = inside["low"] * inside["amount"] / inside["value"]
    above = held & (inside["days"] < inside["days_whole"]) & (least > inside["most"])
    return pd.Series(rows.index.isin(inside.loc[above, "line"]), rows.index)


RULES = (
    Rule(
        "out of the usual ratio",
        ("observations",),
        "value",
        "both reporters of {series} are otherwise nearer to each other's figures; one "
        "of the two of this year is of another size",
        _out_of_ratio,
        "warning",
    ),
    Rule(
        "total apart from its parts",
        ("observations",),
        "value",
        f"more than {TOTAL_APART} times what its side reports for all parts, {{parts}},"
        " or as much less",
        _apart_from_parts,
        "warning",
    ),
    Rule(
        "figure of the other side",
        ("observations",),
        "reporter",
        "it is what the other reporter's parts make, {parts}, not those of {reporter}",
        _sum_of_the_other_side,
        "warning",
    ),
    Rule(
        "part above the whole",
        ("observations",),
        "value",
        "its side's parts, {parts}, make less for a longer period that holds this one",
        _above_sum_of_longer,
        "warning",
    ),
    Rule(
        "rate that denies it",
        ("observations",),
        "value",
        "its side has stated a change between this and another period that the two "
        "figures do not make",
        lambda rows: rows["denied"],
        "warning",
    ),
)
