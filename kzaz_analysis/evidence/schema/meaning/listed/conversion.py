"""Rules about what converts: units by name, factors against nature and other tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.evidence.schema.meaning.lists import NEIGHBOURS, PREFIXES
from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    Rows = pd.DataFrame
    Mask = pd.Series[bool]

BARRELS_PER_TONNE = (5.7, 10.5)
"""Barrels that a tonne of a liquid fills, from fuel oil to light petrol."""
PER_YEAR = {"_per_day": 365.0, "_per_month": 12.0}
"""Times that a rate of a shorter period is in a year."""
OF_NATURE = {"hours": 1 / 24, "miles": 1.609344}
"""Factors that no office decides."""
CLOSE = 0.005
"""Part of a factor that rounding may change."""
KIN = 3
"""Times each other that a factor and an indicator may be to be of one thing."""


def _of_other_dimension(rows: Rows) -> Mask:
    dimension = dict(zip(rows["unit"], rows["dimension"], strict=True))
    return pd.Series(
        [
            any(
                unit != unit.removeprefix(prefix)
                and dimension.get(unit.removeprefix(prefix), own) != own
                for prefix in PREFIXES
            )
            for unit, own in zip(rows["unit"], rows["dimension"], strict=True)
        ],
        rows.index,
    )


def _against_nature(rows: Rows) -> Mask:
    factor = dict(zip(rows["unit"], rows["factor"], strict=True))
    due = rows["unit"].map(lambda unit: _due_factor(unit, factor)).astype("float64")
    off: Mask = (rows["factor"] / due - 1).abs() > CLOSE
    return off


def _due_factor(unit: str, factor: dict[str, float]) -> float:
    if unit in OF_NATURE:
        return OF_NATURE[unit]
    for ending, times in PER_YEAR.items():
        yearly = unit.removesuffix(ending) + "_per_year"
        if unit.endswith(ending) and yearly in factor:
            return times * factor[yearly]
    return np.nan


def _beyond_liquids(rows: Rows) -> Mask:
    least, most = BARRELS_PER_TONNE
    forward = (rows["from_dimension"] == "mass") & (rows["to_dimension"] == "volume")
    back = (rows["from_dimension"] == "volume") & (rows["to_dimension"] == "mass")
    density = rows["value"].where(~back, 1 / rows["value"])
    wrong: Mask = (forward | back) & ~density.between(least, most)
    return wrong


def _unlike_kin(rows: Rows) -> Mask:
    kin = rows.groupby(["from_dimension", "to_dimension"])["value"]
    ratio = rows["value"] / kin.transform("median")
    apart = (ratio > NEIGHBOURS) | (ratio < 1 / NEIGHBOURS)
    # Within one name another rule tells it.
    alone = rows.groupby("factor")["value"].transform("count") < 3
    return apart & alone


def _unlike_indicator(rows: Rows) -> Mask:
    ratio = rows["value"] / rows["of_indicator"]
    # One source may give an indicator of quite another thing for the same year.
    return ((ratio - 1).abs() > CLOSE) & ratio.between(1 / KIN, KIN)


RULES = (
    Rule(
        "dimension against the name",
        ("units",),
        "dimension",
        "the unit that follows in the name of {unit} has another dimension",
        _of_other_dimension,
    ),
    Rule(
        "factor against the name",
        ("units",),
        "factor",
        "an hour is 1/24 of a day, a mile 1.609344 km, a rate per day 365 and one per "
        "month 12 of the rate per year",
        _against_nature,
    ),
    Rule(
        "factor that no liquid has",
        ("factors",),
        "value",
        "a tonne of oil fills {:g} to {:g} barrels".format(*BARRELS_PER_TONNE),
        _beyond_liquids,
    ),
    Rule(
        "factor unlike its neighbours",
        ("factors",),
        "value",
        f"more than {NEIGHBOURS} times, or less than 1/{NEIGHBOURS} of, what else "
        "converts {from_dimension} to {to_dimension}",
        _unlike_kin,
    ),
    Rule(
        "factor against the indicator",
        ("factors",),
        "value",
        "macro.csv has {of_indicator:.15g} from {source} for {year:.0f}",
        _unlike_indicator,
        "warning",
    ),
)
