"""Rules about size: figures that are on another scale than those beside them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.evidence.schema.meaning.joined import base_dimension, per_year
from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    Rows = pd.DataFrame
    Mask = pd.Series[bool]

SLIP = 200
"""How many times the middle of its series a figure has to be to be a slip."""
TABLE_ROWS = 5
"""Figures of a series that one source gives in one unit to be a table of it."""

ORDERS = math.log10(SLIP)


def _off_scale(rows: Rows) -> pd.Series[float]:
    """Orders of magnitude between a figure and the middle of its series."""
    same = base_dimension(rows["dimension"]) == base_dimension(rows["series_dimension"])
    level = rows.get("measure", pd.Series("level", rows.index)) == "level"
    size = pd.Series(np.log10(per_year(rows)), rows.index)
    return (size - rows["typical"]).abs().where(~rows["doubted"] & same & level)


def _slipped(rows: Rows) -> Mask:
    return (_off_scale(rows) > ORDERS) & (rows["crowd"] >= 3)


def _of_a_table(rows: Rows) -> Mask:
    """Tell figures of a source that gives the series for years, in one unit."""
    alike = rows.groupby(["series", "source", "unit"])["value"]
    return alike.transform("size") >= TABLE_ROWS


def _slipped_alone(rows: Rows) -> Mask:
    return _slipped(rows) & ~_of_a_table(rows)


def _far_within_a_table(rows: Rows) -> Mask:
    # Small flows move by orders of magnitude; a unit does not slip inside one table.
    return _slipped(rows) & _of_a_table(rows)


def _may_have_slipped(rows: Rows) -> Mask:
    # The middle of two figures is half way between them.
    return (_off_scale(rows) > ORDERS / 2) & (rows["crowd"] == 2)


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
        ("macro",),
        "value",
        f"more than {SLIP} times, or less than 1/{SLIP} of, the years beside it; look "
        "at the unit",
        _macro_slipped,
    ),
)
