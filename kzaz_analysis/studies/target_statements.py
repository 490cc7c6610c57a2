"""Every statement of every promise: what it asks for, in the unit of its series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.targets.status import WORDING_SLACK, Level
from kzaz_analysis.errors import NotComputable
from kzaz_analysis.evidence.periods import last_day
from kzaz_analysis.evidence.units import ratios_to
from kzaz_analysis.studies.targets import LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kzaz_analysis.evidence.series import Record
    from kzaz_analysis.evidence.tables import Tables

    Row = Mapping[Any, Any]

LOOSE = ("approx", "under", "up_to")
"""Wordings that let a little less count as kept."""

CATALOGUE = ["series", "title", "system", "nature", "unit"]


def statements(evidence: Tables, series: str = "") -> pd.DataFrame:
    """Every row of the targets table with what its series is.

    Parameters
    ----------
    evidence : Tables
        Only statements published by its day.
    series : str
        Only statements about this series; all when empty.

    Returns
    -------
    pandas.DataFrame
        One row per statement, columns of the targets table and ``title, system,
        nature, series_unit`` of the series, ``announced`` (as published_on), sorted
        by promise, day and id.
    """
    rows = evidence.load("targets")
    if series:
        rows = rows[rows["series"] == series]
    catalogue = evidence.load("series")[CATALOGUE]
    catalogue = catalogue.rename(columns={"unit": "series_unit"})
    rows = rows.merge(catalogue, on="series", how="left", validate="many_to_one")
    rows = rows.assign(announced=rows["published_on"])
    return rows.sort_values(["promise", "published_on", "id"], ignore_index=True)


def promised_level(evidence: Tables, row: Row, record: Callable[[], Record]) -> Level:
    """Read what one statement asks for, in the unit of its series.

    Parameters
    ----------
    evidence : Tables
        Where the units are read from.
    row : mapping
        A row of `statements`.
    record : callable
        Gives the record of the series, for a base that the statement names by year.

    Raises
    ------
    NotComputable
        If it names no number, no base, or a unit that does not convert.
    """
    if pd.isna(row["value"]):
        raise NotComputable("no number is named")
    value, measure = float(row["value"]), str(row["measure"])
    at_most = measure == "cost" or _dimension(evidence, row) == "duration"
    if measure in LEVELS:
        factor = _ratio(evidence, str(row["unit"]), row)
    elif measure in ("growth", "multiple"):
        factor = _base(evidence, row, record)
    else:
        raise NotComputable(f"a {measure} is not a level")
    scale = _scaled(measure, factor)
    edge = value
    if row["qualifier"] in LOOSE and not at_most:
        low = value if pd.isna(row["low"]) else float(row["low"])
        edge = max(low, (1 - WORDING_SLACK) * value)
    if row["qualifier"] == "approx" and at_most:
        edge = (1 + WORDING_SLACK) * value
    return Level(scale(value), scale(edge), at_most)


def _scaled(measure: str, factor: float) -> Callable[[float], float]:
    if measure == "growth":
        return lambda pct: factor * (1 + pct / 100)
    return lambda value: factor * value


def _ratio(evidence: Tables, unit: str, row: Row) -> float:
    ratio = ratios_to(evidence, str(row["series_unit"])).get(unit)
    if ratio is None:
        theirs = str(row["series_unit"]).replace("_", " ")
        raise NotComputable(f"{unit.replace('_', ' ')} do not convert to {theirs}")
    return float(ratio)


def _base(evidence: Tables, row: Row, record: Callable[[], Record]) -> float:
    if not pd.isna(row["base_value"]) and row["base_unit"]:
        return float(row["base_value"]) * _ratio(evidence, str(row["base_unit"]), row)
    if pd.isna(row["base_year"]):
        raise NotComputable("no base is named for the change promised")
    annual = record().annual
    base = annual.loc[annual["year"] == int(row["base_year"]), "value"]
    if base.empty:
        raise NotComputable(f"no figure for the base year {row['base_year']}")
    return float(base.iloc[0])


def _dimension(evidence: Tables, row: Row) -> str:
    units = evidence.load("units").set_index("unit")["dimension"]
    return str(units.get(str(row["series_unit"]), ""))


def first_year(row: Row) -> int | None:
    """First year whose figure can keep a promise: of its term, else of its word."""
    if row["nature"] == "flow" and pd.notna(row["deadline_start"]):
        return int(row["deadline_start"].year)
    day = last_day(str(row["published_on"] or ""))
    return None if day is None else day.year
