"""Rules about a number that stands elsewhere: in another year, series or unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.evidence.schema.meaning.beside.peers import side_of
from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Rows = pd.DataFrame
    Mask = pd.Series[bool]
    Doubles = np.ndarray[tuple[int], np.dtype[np.float64]]

DIGITS = 4
"""Significant digits from which two equal figures are no accident."""
SAME, EDITIONS = 1e-4, 1e-3
"""Shares by which one number differs in two tables, and in two editions."""
CONFIRMED = 0.02
"""Share by which another source of its side and period may differ and confirm it."""
ONE_LENGTH = 1.25
"""How many times each other two measurements of what does not change may be."""


def _precise(rows: Rows) -> Rows:
    firm = rows["period_end"].notna() & ~rows["doubted"] & (rows["amount"] > 0)
    precise = rows[firm & (rows["digits"] >= DIGITS)]
    return precise.assign(side=side_of(precise))


def _lines(
    rows: Rows, of: list[str], mark: list[str], tolerance: float
) -> Iterator[int]:
    """Lines of figures that others of their group have, under another mark alone."""
    for _, group in rows.groupby(of, dropna=False):
        if len(group) < 2:
            continue
        sizes: Doubles = group["amount"].to_numpy(dtype="float64")
        marks = group.groupby(mark).ngroup().to_numpy()
        apart = np.abs(sizes / sizes[:, None] - 1)
        here = marks == marks[:, None]
        elsewhere = (~here & (apart < tolerance)).any(axis=1)
        confirmed = (here & (apart < CONFIRMED)).sum(axis=1) > 1
        yield from group.index[elsewhere & ~confirmed]


def _of(of: list[str], mark: list[str], tolerance: float) -> Callable[[Rows], Mask]:
    def matches(rows: Rows) -> Mask:
        wrong = set(_lines(_precise(rows), of, mark, tolerance))
        return pd.Series(rows.index.isin(wrong), rows.index)

    return matches


def _in_another_unit(rows: Rows) -> Mask:
    firm = rows[~rows["doubted"] & (rows["digits"] >= 2)]
    units = firm.groupby(["series", "value"])["unit"].transform("nunique")
    return (units > 1).reindex(rows.index, fill_value=False)


def _of_two_sizes(rows: Rows) -> Mask:
    fixed = rows[(rows["nature"] == "constant") & ~rows["doubted"]]
    sizes = fixed.loc[fixed["amount"] > 0].groupby("series")["amount"]
    spread = sizes.transform("max") > ONE_LENGTH * sizes.transform("min")
    return spread.reindex(rows.index, fill_value=False)


RULES = (
    Rule(
        "figure of another period",
        ("observations",),
        "value",
        "the very same figure of this side stands at another period, and nothing near "
        "it at this one; which period is it of?",
        _of(["series", "side", "months"], ["period_start"], SAME),
        "warning",
    ),
    Rule(
        "figure of another series",
        ("observations",),
        "value",
        "the very same figure of this side and period stands under another series, and "
        "nothing near it under {series}",
        _of(["side", "period_start", "period_end", "dimension"], ["series"], EDITIONS),
        "warning",
    ),
    Rule(
        "number in another unit",
        ("observations",),
        "unit",
        "the same number of {series} is on record in another unit",
        _in_another_unit,
        "warning",
    ),
    Rule(
        "constant of two sizes",
        ("observations",),
        "value",
        f"{{series}} does not change, and its figures are more than {ONE_LENGTH} times "
        "apart; look at the unit",
        _of_two_sizes,
        "warning",
    ),
)
