"""Forecast evaluation: the errors of forecasts made on past days."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.evidence.series import Record
from kzaz_analysis.studies.forecasts.outturns import outturns

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzaz_analysis.analysis.projection import Projection

FORECAST_COLUMNS = ["day", "year", "median", "low", "high", "naive", "came"]
FORECAST_COLUMNS += ["came_source", "error_pct", "naive_error_pct", "inside"]


@dataclass(frozen=True, eq=False)
class DayView:
    """One series as known on one day, and what one would have said.

    Attributes
    ----------
    day : str
        The day, in ISO form.
    record : Record
        What had been published by then.
    project : callable
        Projects it with the method of today.
    """

    day: str
    record: Record
    project: Callable[[], Projection]

    @cached_property
    def projection(self) -> Projection | Refused:
        """What the method of today would have projected from it."""
        return attempt("projection", self.project)


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
        came = outturns(now.evidence, now.name, str(latest["books"]))
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
