"""Paths under named conditions: what if growth were this, until then."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.analysis.growth.rates import compound_growth_pct
from kzaz_analysis.errors import NotComputable, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    Ceiling = float | Mapping[int, float] | None


@dataclass(frozen=True, slots=True)
class Condition:
    """A constant yearly rate, what is added to it, and what has to be true for both.

    Attributes
    ----------
    growth_pct : float
        Growth a year, in percent, above -100.
    text : str
        The condition in words.
    steps : mapping of int to float
        What is added in a year, in the unit of the value, on top of the rate.
    ceiling : float or mapping of int to float, optional
        As in `scenarios`, for this path alone.
    """

    growth_pct: float
    text: str
    steps: Mapping[int, float] = field(default_factory=dict)
    ceiling: Ceiling = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.growth_pct) and self.growth_pct > -100):
            raise UsageError(f"no path grows by {self.growth_pct} percent a year")
        endless = {y: x for y, x in self.steps.items() if not math.isfinite(x)}
        if endless:
            raise UsageError(f"a step must be a finite number, not {endless}")


@dataclass(frozen=True, slots=True, eq=False)
class Scenarios:
    """Paths by condition, and when each reaches which level.

    Attributes
    ----------
    paths : pandas.DataFrame
        Columns ``scenario, year, value, is_capped``; one row per scenario and year,
        the last recorded year included; ``value`` in the unit of the last value.
    conditions : pandas.DataFrame
        Columns ``scenario, growth_pct, condition, cagr_pct, year_capped``: compound
        growth a year from the first value of the path to its last, and the first year
        the ceiling binds, missing where it never does.
    reached : pandas.DataFrame
        Columns ``scenario, target, year``; year is missing where the level is not
        reached within the horizon.
    """

    paths: pd.DataFrame
    conditions: pd.DataFrame
    reached: pd.DataFrame


def scenarios(
    last_year: int,
    last_value: float,
    rates: Mapping[str, Condition],
    horizon_year: int,
    *,
    targets: Sequence[float] = (),
    ceiling: Ceiling = None,
) -> Scenarios:
    """Carry a value forward at each named rate, under a ceiling if there is one.

    ``value[t] = min(value[t-1] * (1 + growth_pct / 100) + step[t], ceiling[t])``, and
    not below zero.

    Parameters
    ----------
    last_year, last_value : int, float
        Where the paths start; the value must be positive.
    rates : mapping of str to Condition
        By name, e.g. low, base, high.
    horizon_year : int
        Last year.
    targets : sequence of float
        Levels whose year is wanted, in the unit of the value.
    ceiling : float or mapping of int to float, optional
        Capacity for all years, or by year from which it holds (it holds until the
        next one; years before the first have none). A condition's own comes first.

    Returns
    -------
    Scenarios
        Paths, conditions, years.

    Raises
    ------
    NotComputable
        If the last value is not positive.
    UsageError
        If the horizon is not ahead or no rate is named.
    """
    if not (math.isfinite(last_value) and last_value > 0):
        raise NotComputable(f"a rate needs a positive start, not {last_value:g}")
    if horizon_year <= last_year or not rates:
        raise UsageError("scenarios need at least one rate and one year ahead")
    years = np.arange(last_year, horizon_year + 1)
    parts = [
        _path(name, years, last_value, condition, ceiling)
        for name, condition in rates.items()
    ]
    paths = pd.concat(parts, ignore_index=True)
    return Scenarios(paths, _conditions(rates, paths), _reached(paths, targets))


def _limits(years: np.ndarray, ceiling: Ceiling) -> np.ndarray:
    if ceiling is None:
        return np.full(len(years), np.inf)
    if isinstance(ceiling, Mapping):
        steps = pd.Series(dict(ceiling), dtype=float).sort_index()
        return steps.reindex(years, method="ffill").fillna(np.inf).to_numpy()
    return np.full(len(years), float(ceiling))


def _path(
    name: str, years: np.ndarray, start: float, condition: Condition, ceiling: Ceiling
) -> pd.DataFrame:
    own_ceiling = ceiling if condition.ceiling is None else condition.ceiling
    growth, values, capped = 1 + condition.growth_pct / 100, [start], [False]
    for year, limit in zip(years[1:], _limits(years, own_ceiling)[1:], strict=True):
        free = max(0.0, values[-1] * growth + condition.steps.get(int(year), 0.0))
        values.append(float(min(free, limit)))
        capped.append(bool(free > limit))
    columns = {"year": years, "value": values, "is_capped": capped}
    return pd.DataFrame(columns).assign(scenario=name)[["scenario", *columns]]


def _first_years(rows: pd.DataFrame, names: pd.Index) -> pd.Series[int]:
    first_years = rows.groupby("scenario", sort=False)["year"].min()
    return first_years.reindex(names).astype("Int64")


def _conditions(rates: Mapping[str, Condition], paths: pd.DataFrame) -> pd.DataFrame:
    names = pd.Index(list(rates))
    return pd.DataFrame(
        {
            "scenario": names,
            "growth_pct": [one.growth_pct for one in rates.values()],
            "condition": [one.text for one in rates.values()],
            "cagr_pct": [_cagr_pct(paths, name) for name in names],
            "year_capped": _first_years(paths[paths["is_capped"]], names).array,
        }
    )


def _cagr_pct(paths: pd.DataFrame, name: str) -> float:
    path = paths[paths["scenario"] == name]
    start_row, end_row = path.iloc[0], path.iloc[-1]
    return compound_growth_pct(
        start_row["value"], end_row["value"], int(end_row["year"] - start_row["year"])
    )


def _reached(paths: pd.DataFrame, targets: Sequence[float]) -> pd.DataFrame:
    names = pd.Index(paths["scenario"].unique())
    parts = [
        pd.DataFrame(
            {
                "scenario": names,
                "target": float(target),
                "year": _first_years(paths[paths["value"] >= target], names).array,
            }
        )
        for target in targets
    ]
    empty = pd.DataFrame({"scenario": [], "target": [], "year": []})
    return pd.concat(parts, ignore_index=True) if parts else empty
