"""Rules about size: figures that are on another scale than those beside them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.evidence.schema.meaning.joined import base_dimension, per_year
from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Callable

    Rows = pd.DataFrame
    Mask = pd.Series[bool]

SLIP = 200
"""How many times the middle of its series a figure has to be to be a slip."""
BESIDE, RESTLESS = 100, 3
"""Times the figures beside it that one is which slipped, and the usual step of a table
in which that tells nothing."""
TABLE_ROWS = 5
"""Figures of a series that one source gives in one unit to be a table of it."""
SAYS_NONE = (
    r"(?i)\b(?:none|nothing|nil|zero|stopped|closed|suspended)\b|\bno (?:\w+ ){0,2}"
    r"(?:passed|sent|flown|trade|shipments?|flights?|deliver\w*|transit|exports?"
    r"|imports?|goods|oil|grain)\b"
)
"""Notes by which a zero is meant."""

PRICED = ("money", "price", "cost", "exchange", "index")
"""Beginnings of dimensions whose units lie orders of magnitude apart."""
MEASURED_RATES = ("duration", "speed", "cost", "price", "money")
"""Beginnings of dimensions of a rate that is above zero where there is one."""

ORDERS = math.log10(SLIP)
OF_THE_UNIT = r"(?i)\bunits?\b"
"""Notes that doubt the unit, and so explain no size."""
ALL_OF_IT = -100
"""Per cent by which something falls to nothing."""
FEW, BEYOND_ALL, AIMED = 1, 2, 5
"""Figures of a series that are no record, times all others of its dimension, and times
that more for targets: of a turnover the record may hold exports and imports alone."""


def _off_scale(rows: Rows, *, doubted: bool = False) -> pd.Series[float]:
    """Orders of magnitude between a figure and the middle of its series."""
    measured, of_series = (
        base_dimension(rows[c]) for c in ("dimension", "series_dimension")
    )
    same = (measured == of_series) | _alike(measured, of_series)
    level = rows.get("measure", pd.Series("level", rows.index)) == "level"
    size = pd.Series(np.log10(per_year(rows)), rows.index)
    return (
        (size - rows["typical"])
        .abs()
        .where((rows["doubted"] == doubted) & same & level)
    )


def _alike(one: pd.Series[str], other: pd.Series[str]) -> Mask:
    """Tell dimensions of one kind of thing, such as containers and those in TEU."""
    kind: pd.Series[str] = one.str.partition(" ")[0]
    alike: Mask = (kind == other.str.partition(" ")[0]) & (kind != "")
    return alike & ~kind.isin(PRICED)


def _slipped(rows: Rows) -> Mask:
    return (_off_scale(rows) > ORDERS) & (rows["crowd"] >= 3)


def _of_a_table(rows: Rows) -> Mask:
    """Tell figures of a source that gives the series for years, in one unit."""
    alike = rows.groupby(["series", "source", "unit"])["value"]
    return alike.transform("size") >= TABLE_ROWS


def _slipped_alone(rows: Rows) -> Mask:
    return _slipped(rows) & ~_of_a_table(rows)


def _far_within_a_table(rows: Rows) -> Mask:
    # Small flows move by orders of magnitude; a figure slips away from those beside.
    table = ["series", "reporter", "agency", "source", "unit"]
    ordered = rows.sort_values([*table, "period_start"])
    size = pd.Series(np.log10(per_year(ordered)), ordered.index)
    of_table = size.groupby([ordered[name] for name in table])
    steps = [(size - of_table.shift(n)).abs() for n in (-1, 1)]
    # A flow may begin with nearly nothing.
    near = pd.concat(steps, axis=1).min(axis=1) < math.log10(BESIDE)
    usual = steps[1].groupby([ordered[name] for name in table]).transform("median")
    near |= steps[1].isna() | (usual > math.log10(RESTLESS))
    return _slipped(rows) & _of_a_table(rows) & ~near.reindex(rows.index)


def _slipped_by_definition(rows: Rows) -> Mask:
    # Neither a definition of its own nor a doubt is hundreds of times another figure.
    slipped = _off_scale(rows, doubted=True) > ORDERS
    explains = (rows["note"] != "") & ~rows["note"].str.contains(OF_THE_UNIT)
    unsaid = (rows["obs_status"] == "U") & ~explains
    unlike = (rows["obs_status"] == "D") | (unsaid & (rows["status"] == ""))
    return slipped & (rows["crowd"] >= 3) & unlike


def _falls_below_nothing(rows: Rows) -> Mask:
    """Tell falls, given as amounts, that are greater than every figure on record."""
    falls = (rows["measure"] == "increase") & (rows["amount"] < 0)
    same = rows["dimension"] == rows["series_dimension"]
    return falls & same & (-rows["amount"] > rows["series_most"])


def _takes_no_time(rows: Rows) -> Mask:
    """Tell zeros of times, speeds and rates, which something always has."""
    zero = (rows["value"] == 0) & (rows["nature"] == "rate")
    zero &= ~rows["note"].str.contains(SAYS_NONE)
    return zero & rows["dimension"].str.startswith(MEASURED_RATES)


def _only_zero(rows: Rows) -> Mask:
    """Tell zeros that no note explains where all other figures are above zero."""
    n_above = (rows["value"] > 0).groupby(rows["series"]).transform("sum")
    n_figures = rows.groupby("series")["value"].transform("count")
    alone = (n_above == n_figures - 1) & (n_figures >= TABLE_ROWS)
    return (rows["value"] == 0) & alone & ~rows["note"].str.contains(SAYS_NONE)


def _level_of_nothing(rows: Rows) -> Mask:
    """Tell levels stated as zero, of a series of figures, that no word explains."""
    of_nothing = (rows["value"] == 0) & (rows["measure"] == "level")
    explained = (rows["note"] + " " + rows["quote"]).str.contains(SAYS_NONE)
    return of_nothing & (rows["crowd"] >= TABLE_ROWS) & ~explained


def _zero_above_parts(rows: Rows) -> Mask:
    """Tell zeros for periods of which the same side counts a part above zero."""
    zero = (rows["value"] == 0) & ~rows["note"].str.contains(SAYS_NONE)
    rows = rows.assign(
        side=rows["reporter"].where(rows["reporter"] != "", rows["owner"])
    )
    counted = rows[(rows["value"] > 0) & (rows["nature"] == "flow") & ~rows["doubted"]]
    pairs = (
        rows[zero]
        .reset_index(names="line")
        .merge(counted, on=["series", "side"], suffixes=("", "_part"))
    )
    within = (pairs["period_start_part"] >= pairs["period_start"]) & (
        pairs["period_end_part"] <= pairs["period_end"]
    )
    return pd.Series(rows.index.isin(pairs.loc[within, "line"]), rows.index)


def _only_not_positive(rows: Rows) -> Mask:
    group = [rows["indicator"], rows["country"]]
    n_above = (rows["value"] > 0).groupby(group).transform("sum")
    n_years = rows["value"].groupby(group).transform("count")
    alone = (n_above == n_years - 1) & (n_years >= TABLE_ROWS)
    return (rows["value"] <= 0) & alone & (rows["dimension"] != "percentage")


def _may_have_slipped(rows: Rows) -> Mask:
    # The middle of two figures is half way between them.
    return (_off_scale(rows) > ORDERS / 2) & (rows["crowd"] == 2)


def _beyond_its_kind(times: float) -> Callable[[Rows], Mask]:
    """Tell figures without others of their series that surpass all of their kind."""

    def matches(rows: Rows) -> Mask:
        level = rows.get("measure", pd.Series("level", rows.index)) == "level"
        few = ~(rows["crowd"] > FEW) & level & ~rows["doubted"]
        few &= rows["nature"] != "constant"
        return few & (rows["amount"] > times * rows["kind_most"])

    return matches


def _beyond(table: str, times: float) -> Rule:
    return Rule(
        "unit slip",
        (table,),
        "value",
        f"more than {times} times everything else on record that measures "
        "{dimension}; look at the unit",
        _beyond_its_kind(times),
        "warning",
    )


def _macro_slipped(rows: Rows) -> Mask:
    ordered = rows.sort_values(["indicator", "country", "year"])
    size = ordered["value"].abs()
    level = size.where((size > 0) & (ordered["dimension"] != "percentage"))
    group = pd.Series(np.log10(level), ordered.index).groupby(
        [ordered["indicator"], ordered["country"]]
    )
    # Away from both years beside it, or from the one that a first or last year has.
    steps = (
        pd.concat([group.diff(), group.diff(-1)], axis=1).bfill(axis=1).ffill(axis=1)
    )
    same_way = (steps > 0).all(axis=1) | (steps < 0).all(axis=1)
    jump = steps.abs().min(axis=1) > ORDERS
    return (jump & same_way).reindex(rows.index)


RULES = (
    Rule(
        "unit slip",
        ("observations",),
        "value",
        f"as {{unit}} it is more than {SLIP} times the median of {{series}}, or less "
        f"than 1/{SLIP} of it; look at the unit",
        _slipped_alone,
    ),
    Rule(
        "far from its series",
        ("observations",),
        "value",
        f"more than {SLIP} times the median of {{series}}, or less than 1/{SLIP} of "
        "it, in a table of one unit; look at the figure",
        _far_within_a_table,
        "warning",
    ),
    Rule(
        "unit slip",
        ("claims", "targets", "projections"),
        "value",
        f"as {{unit}} it is more than {SLIP} times the median of {{series}} on record, "
        f"or less than 1/{SLIP} of it; look at the unit",
        _slipped,
        "warning",
    ),
    Rule(
        "growth below -100 per cent",
        ("claims",),
        "value",
        "the fall is greater than every figure of {series} on record",
        _falls_below_nothing,
        "warning",
    ),
    Rule(
        "zero among figures",
        ("observations", "projections"),
        "value",
        "{series} is counted in {dimension}, of which there is always some; leave out "
        "what was not published",
        _takes_no_time,
        "warning",
    ),
    Rule(
        "zero among figures",
        ("claims",),
        "value",
        "{series} has figures above zero; leave out what was not published, or say "
        "in the note that there was none",
        _level_of_nothing,
        "warning",
    ),
    Rule(
        "zero among figures",
        ("claims",),
        "level_value",
        "a level of nothing beside a change; leave it empty if it was not given",
        lambda rows: (rows["level_value"] == 0) & (rows["value"] != ALL_OF_IT),
        "warning",
    ),
    Rule(
        "zero among figures",
        ("targets",),
        "base_value",
        "a target that starts from nothing; leave it empty if it was not given",
        lambda rows: (
            (rows["base_value"] == 0) & rows["measure"].isin(["growth", "multiple"])
        ),
        "warning",
    ),
    Rule(
        "unit slip",
        ("observations",),
        "value",
        f"as {{unit}} it is more than {SLIP} times the other figure of {{series}}, or "
        f"less than 1/{SLIP} of it; look at the unit",
        _may_have_slipped,
        "warning",
    ),
    Rule(
        "unit slip",
        ("observations",),
        "value",
        f"as {{unit}} it is more than {SLIP} times the median of {{series}}, or less "
        f"than 1/{SLIP} of it, which is more than another definition or a doubt makes",
        _slipped_by_definition,
        "warning",
    ),
    _beyond("observations", BEYOND_ALL),
    _beyond("targets", BEYOND_ALL * AIMED),
    Rule(
        "zero among figures",
        ("observations",),
        "value",
        "every other figure of {series} is above zero; leave out what was not "
        "published, or say in the note that there was none",
        _only_zero,
        "warning",
    ),
    Rule(
        "zero among figures",
        ("observations",),
        "value",
        "a part of the period is above zero on the same side; leave out what was not "
        "published",
        _zero_above_parts,
        "warning",
    ),
    Rule(
        "zero among figures",
        ("macro",),
        "value",
        "every other year of {indicator} for {country} is above zero",
        _only_not_positive,
        "warning",
    ),
    Rule(
        "unit slip",
        ("macro",),
        "value",
        f"more than {SLIP} times, or less than 1/{SLIP} of, the years beside it; look "
        "at the unit",
        _macro_slipped,
    ),
)
