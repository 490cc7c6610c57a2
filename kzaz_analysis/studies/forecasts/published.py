"""Forecasts by others, beside what came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.growth.compound import compound_growth
from kzaz_analysis.errors import NotComputable
from kzaz_analysis.evidence.periods import last_day
from kzaz_analysis.evidence.series import Record, series_of
from kzaz_analysis.evidence.units import ratios

if TYPE_CHECKING:
    from kzaz_analysis.evidence.tables import Tables

OTHERS_COLUMNS = ["author", "published_on", "condition", "year", "value", "low"]
OTHERS_COLUMNS += [
    "high",
    "qualifier",
    "actual",
    "error_pct",
    "naive",
    "naive_error_pct",
    "source",
    "note",
]
CHANGES = {"growth": (100, 1), "multiple": (1, 0)}
"""Measures of a change from a base: its unit, and what makes it a multiple."""

WORDS = ["author", "scenario", "condition", "value", "unit", "low", "high"]
WORDS += ["period_end"]
"""Columns that tell one forecast from another."""


def others_forecasts(record: Record) -> pd.DataFrame:
    """Forecasts by others of a series, beside what came.

    Parameters
    ----------
    record : Record
        The series, as known on its day.

    Returns
    -------
    pandas.DataFrame
        Columns as `ProjectionStudy.others` has them, one row per forecast of a level,
        earliest year first. What one author said several times is one forecast, of
        the day on which it was first published.
    """
    table = record.evidence.load("projections")
    levels = table[(table["series"] == record.name) & (table["measure"] == "level")]
    forecasts = _first_published(levels)
    ratio = ratios(record.evidence, forecasts["unit"], record.unit)
    forecasts = forecasts[ratio.notna() & forecasts["period_end"].notna()]
    scaled = {
        c: forecasts[c] * ratio[forecasts.index] for c in ("value", "low", "high")
    }
    frame = forecasts.assign(
        year=forecasts["period_end"].dt.year.astype("int64"), **scaled
    )
    actual = record.annual.set_index("year")["value"]
    columns = ["author", "published_on", "scenario", "condition", "year", "value"]
    columns_shown = frame.assign(actual=frame["year"].map(actual))
    bounds = ["low", "high", "qualifier"]
    columns_shown = columns_shown[[*columns, *bounds, "actual", "source", "note"]]
    return columns_shown.sort_values(["year", "author", "source"], ignore_index=True)


def without_level(record: Record) -> pd.DataFrame:
    """Forecasts by others of a series that give no level of a year to compare.

    Returns
    -------
    pandas.DataFrame
        Columns ``author, published_on, year, measure, value, unit, qualifier, source,
        condition``;
        ``year`` is missing where none is named. What one author said several times is
        one forecast, of the day on which it was first published.
    """
    table = record.evidence.load("projections")
    rows = table[table["series"] == record.name]
    is_level = rows["measure"].eq("level") & rows["period_end"].notna()
    is_level &= ratios(record.evidence, rows["unit"], record.unit).notna()
    rows = _first_published(rows[~is_level])
    columns = ["author", "published_on", "year", "measure", "value", "unit"]
    columns += ["qualifier", "source", "condition"]
    rows = rows.assign(year=rows["period_end"].dt.year.astype("Int64"))
    return rows[columns].sort_values(["year", "author", "source"], ignore_index=True)


def _first_published(levels: pd.DataFrame) -> pd.DataFrame:
    """Keep of the same words by the same author those published first."""
    published_on = levels["published_on"].replace("", None)
    by_day = levels.assign(published_on=published_on).sort_values(
        ["published_on", "source"], na_position="last"
    )
    return levels.loc[by_day.drop_duplicates(WORDS).index]


def scored_others(record: Record) -> pd.DataFrame:
    """Score what others forecast, and no change from the day they published it.

    Returns
    -------
    pandas.DataFrame
        Columns as `OTHERS_COLUMNS`, one row per forecast of a level.
    """
    forecasts = others_forecasts(record)
    rows = []
    for row in forecasts.to_dict("records"):
        naive = _known_then(record, str(row["published_on"] or ""), int(row["year"]))
        rows.append(
            {name: row[name] for name in forecasts.columns if name in OTHERS_COLUMNS}
            | {"error_pct": _error(row["value"], row["actual"]), "naive": naive}
            | {"naive_error_pct": _error(naive, row["actual"])}
        )
    return pd.DataFrame(rows, columns=OTHERS_COLUMNS)


def _known_then(record: Record, published_on: str, year: int) -> float | None:
    """Last figure known on the day of a forecast: what no change would have said.

    None where it rests on another reporter than the figure that came.
    """
    day = last_day(published_on)
    came = record.annual[record.annual["year"] == year]
    if day is None or came.empty:
        return None
    annual = series_of(record.evidence.at(day), record.name, record.rule).annual
    if annual.empty or annual["books"].iloc[-1] != came["books"].iloc[0]:
        return None
    return float(annual["value"].iloc[-1])


def _error(said: float | None, came: float | None) -> float | None:
    if said is None or came is None or pd.isna(came) or came <= 0:
        return None
    return 100 * (said / came - 1)


def everybodys_forecasts(evidence: Tables) -> pd.DataFrame:
    """Return the forecasts by others of every series, scored where they can be.

    Parameters
    ----------
    evidence : Tables
        What is known on its day.

    Returns
    -------
    pandas.DataFrame
        Columns ``series, measure, stated, stated_unit, unit`` and `OTHERS_COLUMNS`,
        one row per forecast with a date, earliest year first. Multiples, growth rates
        and shares of a base have no ``value``; of growth and multiples on a stated
        year of one reporter's figures ``actual`` is the change that came and
        ``error_pct`` the error of the level implied.
    """
    table = evidence.load("projections")
    dated = table[table["period_end"].notna()]
    parts = [
        _of_series(evidence, str(name), rows)
        for name, rows in dated.groupby("series", sort=True)
    ]
    columns = ["series", "measure", "stated", "stated_unit", "unit", *OTHERS_COLUMNS]
    if not parts:
        return pd.DataFrame(columns=columns)
    frame = pd.concat(parts, ignore_index=True).reindex(columns=columns)
    return frame.sort_values(["year", "series", "author", "source"], ignore_index=True)


def _of_series(evidence: Tables, name: str, rows: pd.DataFrame) -> pd.DataFrame:
    record = series_of(evidence, name)
    levels = scored_others(record).assign(
        measure="level", stated=lambda one: one["value"], stated_unit=record.unit
    )
    ratio = ratios(evidence, rows["unit"], record.unit)
    no_levels = rows[(rows["measure"] != "level") | ratio.isna()]
    as_stated = ["author", "published_on", "condition", "measure", "source"]
    unscored = no_levels[as_stated].assign(
        year=no_levels["period_end"].dt.year.astype("int64"),
        stated=no_levels["value"],
        stated_unit=no_levels["unit"],
        unit=no_levels["unit"],
        note=no_levels["note"],
    )
    came = [_change_that_came(record, row) for row in no_levels.to_dict("records")]
    changes = [{**row, **of} for row, of in zip(_rows(unscored), came, strict=True)]
    scored = _rows(levels.assign(unit=record.unit))
    return pd.DataFrame([*scored, *changes]).assign(series=name)


def _rows(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    return frame.to_dict("records")


def _change_that_came(record: Record, row: dict[Any, Any]) -> dict[str, float]:
    """Return change from the stated base year, and error of the level implied."""
    if row["measure"] not in CHANGES or pd.isna(row["base_year"]):
        return {}
    years = int(row["base_year"]), int(row["period_end"].year)
    try:
        came = compound_growth(record.annual, *years)
    except NotComputable:
        return {}
    per_unit, added = CHANGES[row["measure"]]
    multiple = came.end_value / came.start_value
    if not multiple > 0:
        return {}
    implied = row["value"] / per_unit + added
    return {
        "actual": per_unit * (multiple - added),
        "error_pct": 100 * (implied / multiple - 1),
    }
