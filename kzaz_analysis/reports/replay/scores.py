"""Forecast evaluation: the errors of forecasts made on past days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.evidence.periods import last_day
from kzaz_analysis.evidence.series import Record, series_of
from kzaz_analysis.studies.published_forecasts import others_forecasts

if TYPE_CHECKING:
    from kzaz_analysis.analysis.projection import Projection

SIDES = {"KAZ": "kaz_only", "AZE": "aze_only"}
"""Rule that follows the books of a country alone."""

FORECAST_COLUMNS = ["day", "year", "median", "low", "high", "naive", "came"]
FORECAST_COLUMNS += ["came_source", "error_pct", "naive_error_pct", "inside"]
OTHERS_COLUMNS = ["author", "published_on", "condition", "year", "value", "low"]
OTHERS_COLUMNS += ["high", "actual", "error_pct", "naive", "naive_error_pct", "source"]


@dataclass(frozen=True, slots=True, eq=False)
class DayView:
    """One series as known on one day, and what one would have said.

    Attributes
    ----------
    day : str
        The day, in ISO form.
    record : Record
        What had been published by then.
    projection : Projection or Refused
        What the method of today would have projected from it.
    """

    day: str
    record: Record
    projection: Projection | Refused


def scored_projections(
    views: tuple[DayView, ...], now: Record, horizon_years: int, level: float
) -> pd.DataFrame:
    """Score what would have been projected each day, and no change.

    Returns
    -------
    pandas.DataFrame
        Columns as `FORECAST_COLUMNS`, see `ReplayStudy.forecasts`; one row per day
        and year ahead.
    """
    rows = []
    for view in views:
        if view.record.annual.empty:
            continue
        latest = view.record.annual.iloc[-1]
        came = _came(now, str(latest["books"]))
        for year in range(
            int(latest["year"]) + 1, int(latest["year"]) + 1 + horizon_years
        ):
            ahead = _ahead(view.projection, year, level)
            naive = float(latest["value"])
            rows.append(
                {"day": view.day, "year": year, "naive": naive}
                | ahead
                | _scored(came, year, ahead, naive)
            )
    return pd.DataFrame(rows, columns=FORECAST_COLUMNS)


def _came(now: Record, books: str) -> pd.DataFrame:
    """Figures of the same books as known now: nothing else can score a forecast."""
    agencies = set(now.evidence.load("agencies")["agency"])
    rule = SIDES.get(books, books if books in agencies else "")
    if not rule:
        return now.annual[:0]
    annual = series_of(now.evidence, now.name, rule).annual
    return annual[annual["books"] == books]


def _ahead(
    projection: Projection | Refused, year: int, level: float
) -> dict[str, float]:
    if isinstance(projection, Refused):
        return {}
    row = projection.fan[projection.fan["year"] == year]
    names = {"median": "median", "low": f"lo-{level:g}", "high": f"hi-{level:g}"}
    return {name: float(row[column].iloc[0]) for name, column in names.items()}


def _scored(
    came: pd.DataFrame, year: int, ahead: dict[str, float], naive: float
) -> dict[str, Any]:
    same = came[came["year"] == year]
    if same.empty or same["value"].iloc[0] <= 0:
        return {}
    value = float(same["value"].iloc[0])
    scored: dict[str, Any] = {"came": value, "came_source": same["source"].iloc[0]}
    scored["naive_error_pct"] = 100 * (naive / value - 1)
    if ahead:
        scored["error_pct"] = 100 * (ahead["median"] / value - 1)
        scored["inside"] = ahead["low"] <= value <= ahead["high"]
    return scored


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

    None where it rests on other books than the figure that came.
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
