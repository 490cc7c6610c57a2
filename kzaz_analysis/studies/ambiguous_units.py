"""Statements whose unit may be a slip, because their own base says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.targets.status import WORDING_SLACK
from kzaz_analysis.evidence.units import ratios_to
from kzaz_analysis.studies.targets import LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.evidence.tables import Tables

    Row = Mapping[Any, Any]


def other_reading(evidence: Tables, row: Row, annual: pd.DataFrame) -> Row | None:
    """Read a statement in the unit of its series where the record asks for that.

    A statement that names where it starts from can be held against the record there.
    "From 32 to 42 a month" beside a record of 32 a week: one of the two has the
    wrong unit, and the target must not be measured as if its own were certain.

    Parameters
    ----------
    evidence : Tables
        Where the units are read from.
    row : mapping
        A row of `statements`.
    annual : pandas.DataFrame
        An annual frame of the series.

    Returns
    -------
    mapping or None
        The row with the unit of its series, if its base fits the figure of its base
        year as the number it is in that unit and not by conversion; None otherwise.
    """
    unit, series_unit = str(row["unit"]), str(row["series_unit"])
    has_base = not (pd.isna(row["base_value"]) or pd.isna(row["base_year"]))
    if not has_base or row["measure"] not in LEVELS or row["base_unit"] != unit:
        return None
    ratio = ratios_to(evidence, series_unit).get(unit)
    base_rows = annual[annual["year"] == row["base_year"]]
    if ratio is None or base_rows.empty:
        return None
    base, figure = float(row["base_value"]), base_rows.iloc[-1]
    if _fits(base * float(ratio), figure) or not _fits(base, figure):
        return None
    return {**row, "unit": series_unit, "base_unit": series_unit}


def _fits(value: float, figure: pd.Series[Any]) -> bool:
    slack = WORDING_SLACK * abs(float(figure["value"]))
    return float(figure["low"]) - slack <= value <= float(figure["high"]) + slack
