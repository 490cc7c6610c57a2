"""Rules about a number that stands elsewhere: in another year, series or unit."""

from __future__ import annotations

import math
from itertools import combinations
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

MOST_DIGITS = 8
"""Digits that two tables are compared in."""
DIGITS = 4
"""Significant digits from which two equal figures are no accident."""
SAME, EDITIONS = 1e-4, 1e-3
"""Shares by which one number differs in two tables, and in two editions."""
CONFIRMED = 0.02
"""Share by which another source of its side and period may differ and confirm it."""
NEXT_YEAR, CONTRADICTED = 2e-3, 0.1
"""Shares by which a year's figure is that of the year beside, and is not its own."""
SLIPS_WITHIN = 3
"""Leading digits of which one may be mistyped; those behind differ by edition."""
ALIKE_BEHIND = 2
"""Equal digits behind one that differs which two editions do not have by accident."""
LARGEST_STEP = 0.9
"""Orders of magnitude from which a decimal point, not a digit, is wrong."""
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
        same_mark = marks == marks[:, None]
        elsewhere = (~same_mark & (apart < tolerance)).any(axis=1)
        confirmed = (same_mark & (apart < CONFIRMED)).sum(axis=1) > 1
        yield from group.index[elsewhere & ~confirmed]


def _of(of: list[str], mark: list[str], tolerance: float) -> Callable[[Rows], Mask]:
    def matches(rows: Rows) -> Mask:
        wrong = set(_lines(_precise(rows), of, mark, tolerance))
        return pd.Series(rows.index.isin(wrong), rows.index)

    return matches


def _of_the_year_beside(rows: Rows) -> Mask:
    """Tell figures that others have for the year beside, and none for their own."""
    firm = rows[~rows["doubted"] & (rows["amount"] > 0) & (rows["months"] == 12)]
    yearly = firm.assign(side=side_of(firm), year=firm["period_end"].dt.year)
    wrong: list[int] = []
    for (_, side), group in yearly.groupby(["series", "side"]):
        sizes: Doubles = group["amount"].to_numpy(dtype="float64")
        years = group["year"].to_numpy()
        apart = np.abs(sizes / sizes[:, None] - 1)
        steps = np.abs(years - years[:, None])
        of_next = ((steps == 1) & (apart < NEXT_YEAR)).any(axis=1)
        of_year = (steps == 0) & ~np.eye(len(group), dtype=bool)
        denied = of_year.any(axis=1) & ~(of_year & (apart < CONTRADICTED)).any(axis=1)
        precise = (group["digits"] >= DIGITS).to_numpy() & (side != "")
        wrong += group.index[of_next & denied & precise].to_list()
    return pd.Series(rows.index.isin(wrong), rows.index)


def _slip_of_a_digit(one: str, other: str) -> bool:
    """Tell two digits that changed places, or a leading one that is another."""
    apart = [
        n for n, pair in enumerate(zip(one, other, strict=True)) if len(set(pair)) > 1
    ]
    if len(apart) == 1:
        alike_behind = len(one) - apart[0] - 1
        leading = len(one) > SLIPS_WITHIN and apart[0] < SLIPS_WITHIN
        return leading or alike_behind >= ALIKE_BEHIND
    if len(apart) != 2 or apart[1] != apart[0] + 1:
        return False
    return one[apart[0] : apart[1] + 1] == other[apart[0] : apart[1] + 1][::-1]


def _digits_slipped(rows: Rows) -> Mask:
    firm = rows[~rows["doubted"] & (rows["amount"] > 0) & (rows["digits"] >= 3)]
    firm = firm[firm["period_end"].notna()]
    wrong: set[int] = set()
    for _, group in firm.groupby(["series", "period_start", "period_end"]):
        figures = list(
            zip(group.index, group["amount"], group["digits"].astype(int), strict=True)
        )
        for (line, size, digits), (line_2, size_2, digits_2) in combinations(
            figures, 2
        ):
            if abs(math.log10(size / size_2)) > LARGEST_STEP:
                continue
            n_digits = min(digits, digits_2, MOST_DIGITS)
            if _slip_of_a_digit(_digits(size, n_digits), _digits(size_2, n_digits)):
                wrong |= {line, line_2}
    return pd.Series(rows.index.isin(wrong), rows.index)


def _digits(size: float, most: int) -> str:
    return f"{size:.{most - 1}e}".partition("e")[0].replace(".", "")


def _of_another_system(rows: Rows) -> Mask:
    """Tell figures in a unit that no power of ten turns into that of their series."""
    sized = rows[(rows["amount"] > 0) & ~rows["doubted"]]
    factor = sized["amount"] / sized["value"] / sized["series_factor"]
    orders = pd.Series(np.log10(factor), sized.index)
    converts = sized["dimension"] == sized["series_dimension"]
    odd: Mask = converts & ((orders - orders.round()).abs() > 1e-6)
    median = sized["amount"].where(~odd).groupby(sized["series"]).transform("median")
    confirmed = (sized["amount"] / median).between(1 / ONE_LENGTH, ONE_LENGTH)
    return (odd & ~confirmed).reindex(rows.index, fill_value=False)


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
        "figure of another period",
        ("observations",),
        "value",
        "its side has this figure for the year beside, and another one for this year",
        _of_the_year_beside,
        "warning",
    ),
    Rule(
        "slip of a digit",
        ("observations",),
        "value",
        "another figure of {series} for this period differs in one leading digit, or "
        "in the order of two; look at the source",
        _digits_slipped,
        "warning",
    ),
    Rule(
        "unit of another system",
        ("observations",),
        "unit",
        "{series} is measured in {series_unit}, and no figure in it is of this size; "
        "was {unit} printed?",
        _of_another_system,
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
