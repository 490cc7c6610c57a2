"""Rules about figures that others deny: two sources, a year beside, parts of a sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.evidence.schema.meaning.beside.peers import side_of
from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    Rows = pd.DataFrame
    Mask = pd.Series[bool]

DIGITS = 3
"""Significant digits from which two sources do not agree by accident."""
SAME, APART = 1e-3, 0.03
"""Shares by which two figures are one, and by which a third one is another."""
OFFICE_APART = 1.02
"""Times each other two figures of an office for one year are that are no edition."""
AGREED = 2
"""Sources that agree on a figure."""
MISSED, PERIODS = 0.01, 2
"""Share by which a family misses its total, and how many others do not."""
PERIOD = ["period_start", "period_end"]


def _firm(rows: Rows) -> Rows:
    firm = rows[~rows["doubted"] & (rows["amount"] > 0) & rows["period_end"].notna()]
    return firm.assign(side=side_of(firm), year=firm["period_end"].dt.year)


def _one_against_two(rows: Rows) -> Mask:
    """Tell exact figures unlike those of two sources of their side, which agree."""
    firm = _firm(rows[rows["qualifier"] == "exact"])
    firm = firm[(firm["digits"] >= DIGITS) & (firm["side"] != "")]
    wrong: list[int] = []
    keys = ["series", "side", *PERIOD]
    crowd = firm.groupby(keys)["amount"].transform("size")
    for _, group in firm[crowd > AGREED].groupby(keys):
        sizes = group["amount"].to_numpy()
        alike = (np.abs(sizes / sizes[:, None] - 1) < SAME).sum(axis=1)
        agreed = sizes[alike.argmax()]
        off = np.abs(sizes / agreed - 1) > APART
        if alike.max() > 1:
            wrong += group.index[off & (alike == 1)].to_list()
    return pd.Series(rows.index.isin(wrong), rows.index)


def _year_for_the_next(rows: Rows) -> Mask:
    """Tell two figures of an office for a year beside one of which it has none."""
    years = _firm(rows[rows["months"] == 12])
    table = ["series", "reporter", "agency"]
    of_table = years.groupby(table)["year"]
    begin, end = of_table.transform("min"), of_table.transform("max")
    of_year = years.groupby([*table, "year"])["amount"]
    apart = of_year.transform("max") > OFFICE_APART * of_year.transform("min")
    years_given = set(years[[*table, "year"]].itertuples(index=False, name=None))
    hole = pd.Series(False, years.index)
    for step in (-1, 1):
        beside = years["year"] + step
        inside = (begin < beside) & (beside < end)
        keys = years[table].assign(year=beside).itertuples(index=False, name=None)
        hole |= inside & np.array([key not in years_given for key in keys], dtype=bool)
    return (apart & hole).reindex(rows.index, fill_value=False)


def _misses_its_family(rows: Rows) -> Mask:
    """Tell totals, and series whose names go on from theirs, that do not add up.

    In other periods of their source they do.
    """
    firm = _firm(rows)
    names = set(firm["series"])
    stem = firm["series"].str.replace(r"_?[^_]*$", "", regex=True)
    firm = firm.assign(stem=stem.where(stem.isin(names), ""))
    keys = ["stem", "source", *PERIOD]
    members = firm[firm["stem"] != ""].groupby(keys)["amount"].agg(["sum", "size"])
    totals = firm.groupby(["series", *keys[1:]])["amount"].median()
    totals.index = totals.index.set_names(keys)
    off = (members["sum"] / totals.reindex(members.index) - 1).abs()
    made = (off < SAME).groupby(level=keys[:2]).transform("sum")
    wrong = set(off.index[(off > MISSED) & (made >= PERIODS)])
    head = firm["stem"].where(firm["stem"] != "", firm["series"])
    family = firm.assign(stem=head)[keys].itertuples(index=False, name=None)
    named = firm.index[np.array([key in wrong for key in family], dtype=bool)]
    return pd.Series(rows.index.isin(named), rows.index)


RULES = (
    Rule(
        "apart from its period",
        ("observations",),
        "value",
        "two other sources of its side agree on another figure for this period",
        _one_against_two,
        "warning",
    ),
    Rule(
        "two figures of one office",
        ("observations",),
        "period_end",
        "{agency} has two for this year, and none for the year beside; is one of them "
        "of that one?",
        _year_for_the_next,
        "warning",
    ),
    Rule(
        "parts that do not make the total",
        ("observations",),
        "value",
        "in other periods of {source} the series of this name add up to the total, in "
        "this one they do not",
        _misses_its_family,
        "warning",
    ),
)
