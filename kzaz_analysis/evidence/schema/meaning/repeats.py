"""Rules about rows beside each other: repeats, copies, parts greater than the whole."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.evidence.schema.meaning.beside.peers import side_of
from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    Rows = pd.DataFrame
    Mask = pd.Series[bool]

FIGURE = ["series", "reporter", "agency", "period_start", "period_end", "source"]
COUNTER = ["series", "reporter", "agency"]
SIDE = ["series", "side"]
BOUNDED = ["period_start", "period_end", "days", "least", "most"]
SHIFTED = 0.045
"""Orders of magnitude, about a tenth, by which editions of one figure may differ."""
MANY_DIGITS = 5
"""Significant digits from which one source does not repeat a figure by accident."""
COPIES = 3
"""Years in a row that may have one and the same value of three digits or more."""


def _given_twice(rows: Rows) -> Mask:
    dated = rows["period_end"].notna()
    return dated & rows.duplicated([*FIGURE, "amount"], keep="first")


def _two_values(rows: Rows) -> Mask:
    dated = rows["period_end"].notna()
    values = rows.groupby(FIGURE, dropna=False)["amount"].transform("nunique")
    return dated & (values > 1)


def _copied_down(rows: Rows) -> Mask:
    precise = rows[(rows["digits"] >= 3) & (rows["months"] == 12)]
    keys = [*COUNTER, "source", "amount"]
    years = precise.groupby(keys)["period_end"].transform("nunique")
    return (years > COPIES).reindex(rows.index, fill_value=False)


def _part_and_whole(rows: Rows, *, of_whole: bool) -> Mask:
    """Tell parts above a longer period of their side, or the longer periods."""
    flows = rows[(rows["nature"] == "flow") & rows["days"].notna()]
    flows = flows[~flows["doubted"]]
    side = side_of(flows)
    flows = flows.assign(side=side.where(side != "", flows["agency"]))
    factor = flows["amount"] / flows["value"].where(flows["value"] != 0)
    bounded = flows.assign(least=flows["low"] * factor, most=flows["high"] * factor)
    groups = bounded[[*SIDE, *BOUNDED]].groupby(SIDE)
    wrong = [
        line
        for _, group in groups
        for line in _lines_above_whole(group, of_whole=of_whole)
    ]
    return pd.Series(rows.index.isin(wrong), rows.index)


def _lines_above_whole(group: Rows, *, of_whole: bool) -> list[int]:
    start, end, days, least, most = (group[name].to_numpy() for name in BOUNDED)
    wrong = np.zeros(len(group), dtype=bool)
    for whole in range(len(group)):
        inside = (start >= start[whole]) & (end <= end[whole])
        above = inside & (days < days[whole]) & (least > most[whole])
        if of_whole:
            wrong[whole] = above.any()
        else:
            wrong |= above
    return group.index[wrong].to_list()


def _digit_lost(rows: Rows) -> Mask:
    """Tell figures that others of their side and period have ten or more times over."""
    side = side_of(rows)
    size = np.log10(rows["amount"].where(rows["amount"] > 0))
    sized = rows.assign(side=side, size=size).dropna(
        subset=["period_start", "period_end", "size"]
    )
    period = ["series", "side", "period_start", "period_end"]
    several = sized[sized.duplicated(period, keep=False)]
    groups = several.groupby(period)["size"]
    wrong = [line for _, group in groups for line in _lines_apart(group)]
    return pd.Series(rows.index.isin(wrong), rows.index)


def _lines_apart(group: pd.Series[float]) -> list[int]:
    size = group.to_numpy()
    orders = np.abs(size[:, None] - size)
    shifted = (orders.round() >= 1) & (np.abs(orders - orders.round()) < SHIFTED)
    return list(group.index[shifted.any(axis=1)])


def _copied_to_another_period(rows: Rows) -> Mask:
    # Of figures that are doubted too: a table of one source repeats no exact figure.
    firm = rows[(rows["status"] == "") & (rows["digits"] >= MANY_DIGITS)]
    firm = firm[firm["amount"] > 0]
    alike = firm.groupby([*COUNTER, "source", "months", "amount"])["period_start"]
    return (alike.transform("nunique") > 1).reindex(rows.index, fill_value=False)


RULES = (
    Rule(
        "copied to another period",
        ("observations",),
        "value",
        "its source has the very same figure for another period",
        _copied_to_another_period,
        "warning",
    ),
    Rule(
        "digit lost or added",
        ("observations",),
        "value",
        "another figure of this side and period is ten, a hundred or a thousand times "
        "it or a part of it; look at the decimal point",
        _digit_lost,
        "warning",
    ),
    Rule(
        "figure given twice",
        ("observations",),
        "ref",
        "the same figure of the same source stands above; one row with both refs",
        _given_twice,
        "warning",
    ),
    Rule(
        "two values from one source",
        ("observations",),
        "value",
        "the same source gives another value for this period; which is right?",
        _two_values,
        "warning",
    ),
    Rule(
        "copied down",
        ("observations",),
        "value",
        f"one value in more than {COPIES} years of one source",
        _copied_down,
        "warning",
    ),
    Rule(
        "part above the whole",
        ("observations",),
        "value",
        "its side counts less for a longer period that holds this one",
        partial(_part_and_whole, of_whole=False),
        "warning",
    ),
    Rule(
        "part above the whole",
        ("observations",),
        "period_end",
        "its side counts more for a part of this period; is it a figure for the part?",
        partial(_part_and_whole, of_whole=True),
        "warning",
    ),
)
