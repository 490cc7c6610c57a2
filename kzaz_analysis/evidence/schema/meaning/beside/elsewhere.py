"""Rules about a number that stands elsewhere: in another year, series or unit."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.evidence.schema.meaning.beside.peers import side_of
from kzaz_analysis.evidence.schema.meaning.rule import Rule
from kzaz_analysis.evidence.schema.provenance import QUOTING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Rows = pd.DataFrame
    Mask = pd.Series[bool]
    Doubles = np.ndarray[tuple[int], np.dtype[np.float64]]
    Bools = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

PRINTED = ["value", "low", "high", "period_start", "months"]
"""What tells whether two figures are printed alike, beside each other."""
MONTHS = 12
"""Months of a year."""
MOST_DIGITS = 8
"""Digits that two tables are compared in."""
DIGITS = 4
"""Significant digits from which two equal figures are no accident."""
SAME, EDITIONS = 1e-4, 1e-3
"""Shares by which one number differs in two tables, and in two editions."""
CONFIRMED = 0.02
"""Share by which another source of its side and period may differ and confirm it."""
NEXT_YEAR, CONTRADICTED = 2e-3, 0.02
"""Shares by which a year's figure is that of the year beside, and is not its own."""
SAME_AGAIN, UNLIKE, SEVERAL = 0.03, 0.25, 2
"""Shares by which figures are one or two, and how many others make it certain."""
SLIPS_WITHIN = 3
"""Leading digits of which one may be mistyped; those behind differ by edition."""
ALIKE_BEHIND = 2
"""Equal digits behind one that differs which two editions do not have by accident."""
LARGEST_STEP = 0.9
"""Orders of magnitude from which a decimal point, not a digit, is wrong."""
ONE_LENGTH = 1.25
"""How many times each other two measurements of what does not change may be."""


def _precise(rows: Rows, *, witnesses: bool = False) -> Rows:
    """Figures that equal others by no accident; of another definition as witnesses."""
    counts = ~rows["doubted"]
    if witnesses:
        counts |= (rows["obs_status"] == "D") & (rows["status"] == "")
    firm = rows["period_end"].notna() & counts & (rows["amount"] > 0)
    precise = rows[firm & (rows["digits"] >= DIGITS)]
    return precise.assign(side=side_of(precise))


def _lines(
    rows: Rows,
    of: list[str],
    mark: list[str],
    tolerance: float,
    counts: Callable[[Rows], Bools] | None = None,
) -> Iterator[int]:
    """Lines of figures that others of their group have, under another mark alone.

    Of the pairs of a group those are looked at that ``counts`` gives as a square.
    """
    several = rows[rows.duplicated(of, keep=False)]
    marked = several.assign(mark=rows.groupby(mark).ngroup())
    columns = list(dict.fromkeys([*of, "amount", "mark", *PRINTED]))
    for _, group in marked[columns].groupby(of, dropna=False):
        sizes: Doubles = group["amount"].to_numpy(dtype="float64")
        marks = group["mark"].to_numpy()
        apart = np.abs(sizes / sizes[:, None] - 1)
        same_mark = marks == marks[:, None]
        alike = apart < tolerance
        if counts is not None:
            alike &= counts(group)
        elsewhere = (~same_mark & alike).any(axis=1)
        confirmed = (same_mark & (apart < CONFIRMED)).sum(axis=1) > 1
        yield from group.index[elsewhere & ~confirmed]


def _printed_alike_beside(group: Rows) -> Bools:
    """Tell pairs of one printed figure, of parts of years those beside each other.

    Among many months two are alike by accident; the next one, or that of the year
    before, is where a figure is copied from.
    """
    factor = group["amount"] / group["value"]
    least, most = ((group[c] * factor).to_numpy() for c in ("low", "high"))
    middle, half = (least + most) / 2, (most - least) / 2
    wider = np.maximum(half, half[:, None])
    printed: Bools = np.abs(middle - middle[:, None]) <= wider * (1 + SAME)
    start = group["period_start"]
    month = (12 * start.dt.year + start.dt.month).to_numpy()
    steps = np.abs(month - month[:, None])
    months = group["months"].fillna(1).to_numpy()
    printed &= (steps <= months) | (steps == MONTHS) | (months >= MONTHS)
    return printed


def _of_another_period(rows: Rows) -> Mask:
    of, mark = ["series", "side", "months"], ["period_start"]
    lines = _lines(_precise(rows), of, mark, SAME, _printed_alike_beside)
    return pd.Series(rows.index.isin(set(lines)), rows.index)


def _of(of: list[str], mark: list[str], tolerance: float) -> Callable[[Rows], Mask]:
    def matches(rows: Rows) -> Mask:
        wrong = set(_lines(_precise(rows), of, mark, tolerance))
        return pd.Series(rows.index.isin(wrong), rows.index)

    return matches


def _of_the_other_side(rows: Rows) -> Mask:
    """Tell figures of a reporter that the other one has, and its own books have not.

    Where the books have no other figure, only one that is the same is no accident.
    """
    reporting = rows["reporter"].where(rows["provenance"] != "compiled", "")
    precise = _precise(rows[reporting != ""], witnesses=True)
    of = ["series", "period_start", "period_end"]
    of_books = precise.groupby([*of, "reporter"])["amount"]
    apart = of_books.transform("max") > of_books.transform("min") * (1 + CONFIRMED)
    # Its own books have another figure, or those of the other reporter have two.
    denied = precise.duplicated([*of, "reporter"], keep=False) | apart.groupby(
        [precise[name] for name in of]
    ).transform("any")
    denied_lines = precise.index[denied]
    wrong = set(_lines(precise, of, ["reporter"], EDITIONS)).intersection(denied_lines)
    wrong.update(_lines(precise, of, ["reporter"], SAME))
    return pd.Series(rows.index.isin(wrong), rows.index) & ~rows["doubted"]


def _of_the_year_beside(rows: Rows) -> Mask:
    """Tell figures that others have for the year beside, and none for their own."""
    firm = rows[~rows["doubted"] & (rows["amount"] > 0) & (rows["months"] == 12)]
    yearly = firm.assign(side=side_of(firm), year=firm["period_end"].dt.year)
    yearly = yearly[yearly.duplicated(["series", "side"], keep=False)]
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


def _told_of_the_year_beside(rows: Rows) -> Mask:
    """Tell yearly figures of articles that several sources have for the year beside."""
    firm = rows[~rows["doubted"] & (rows["amount"] > 0) & (rows["months"] == 12)]
    yearly = firm.assign(year=firm["period_end"].dt.year)
    yearly = yearly[yearly.duplicated("series", keep=False)]
    wrong: list[int] = []
    for _, group in yearly.groupby("series"):
        sizes: Doubles = group["amount"].to_numpy(dtype="float64")
        years = group["year"].to_numpy()
        apart = np.abs(sizes / sizes[:, None] - 1)
        steps = np.abs(years - years[:, None])
        beside = ((steps == 1) & (apart < SAME_AGAIN)).sum(axis=1) >= SEVERAL
        of_year = (steps == 0) & ~np.eye(len(group), dtype=bool)
        denied = (of_year.sum(axis=1) >= SEVERAL) & ((apart > UNLIKE) | ~of_year).all(
            axis=1
        )
        wrong += group.index[beside & denied].to_list()
    is_quoted = rows["source_kind"].isin(QUOTING)
    return pd.Series(rows.index.isin(wrong), rows.index) & is_quoted


def _slip_of_a_digit(one: str, other: str) -> bool:
    """Tell two digits that changed places, or a leading one that is another."""
    apart = [
        n for n, pair in enumerate(zip(one, other, strict=True)) if len(set(pair)) > 1
    ]
    if len(apart) == 1:
        alike_behind = len(one) - apart[0] - 1
        leading = len(one) > SLIPS_WITHIN and apart[0] < SLIPS_WITHIN
        return leading or alike_behind >= ALIKE_BEHIND
    if len(apart) != 2:
        return False
    left, right = apart
    return (one[left], one[right]) == (other[right], other[left])


def is_slip_of_a_digit(size: float, other: float) -> bool:
    """Tell two figures of one order of magnitude that differ by a slip of the hand."""
    return abs(math.log10(size / other)) < LARGEST_STEP and _slip_of_a_digit(
        *(_digits(figure, DIGITS) for figure in (size, other))
    )


def _exchanged_digits(one: str, other: str) -> bool:
    """Tell two leading digits that changed places beside another edition."""
    number, edition = float(one), float(other)
    if abs(number / edition - 1) < CONTRADICTED:
        return False
    turned = [
        float(one[:n] + one[n + 1] + one[n] + one[n + 2 :])
        for n in range(min(SLIPS_WITHIN, len(one) - 1))
    ]
    return any(abs(size / edition - 1) < EDITIONS for size in turned)


def _digits_slipped(rows: Rows) -> Mask:
    firm = rows[~rows["doubted"] & (rows["amount"] > 0) & (rows["digits"] >= 3)]
    firm = firm[firm["period_end"].notna()]
    one_period = ["series", "period_start", "period_end"]
    several = firm[firm.duplicated(one_period, keep=False)]
    several = several.assign(side=side_of(several), n=several["digits"].astype(int))
    wrong: set[int] = set()
    for _, group in several.groupby(one_period):
        figures = zip(
            group.index, group["amount"], group["n"], group["side"], strict=True
        )
        for (line, size, n, side), (line_2, size_2, n_2, side_2) in combinations(
            figures, 2
        ):
            if abs(math.log10(size / size_2)) > LARGEST_STEP:
                continue
            digits, digits_2 = (
                _digits(figure, min(n, n_2, MOST_DIGITS)) for figure in (size, size_2)
            )
            slipped = _slip_of_a_digit(digits, digits_2)
            if slipped or (side == side_2 and _exchanged_digits(digits, digits_2)):
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
        _of_another_period,
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
        "figure of another period",
        ("observations",),
        "value",
        "other sources have this figure for the year beside, and quite another one for "
        "this year",
        _told_of_the_year_beside,
        "warning",
    ),
    Rule(
        "figure of the other side",
        ("observations",),
        "reporter",
        "the other reporter has the very same figure for this period, and nothing near "
        "it is reported by {reporter}",
        _of_the_other_side,
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
