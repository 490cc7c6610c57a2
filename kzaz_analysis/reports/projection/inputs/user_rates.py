"""Paths at growth rates of the reader's own, each under its condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.analysis.projection import Condition, Scenarios, scenarios
from kzaz_analysis.errors import NotComputable, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

SCENARIOS = ("low", "base", "high")
"""Names of the paths, in the order in which their rates are given."""


def conditions_of(
    growth_pct: Sequence[float], texts: Sequence[str]
) -> dict[str, Condition]:
    """Pair growth rates of a low, base and high path with their conditions.

    Parameters
    ----------
    growth_pct : sequence of float
        Three rates, percent a year.
    texts : sequence of str
        The condition under which each holds.

    Returns
    -------
    dict of str to Condition
        By scenario.

    Raises
    ------
    UsageError
        If there are not three of each.
    """
    if len(growth_pct) != len(SCENARIOS) or len(texts) != len(SCENARIOS):
        raise UsageError(
            f"scenario_growth_pct has {len(growth_pct)} growth rates and "
            f"scenario_conditions {len(texts)} conditions; give three of each, for a "
            "low, base and high path"
        )
    return {
        scenario: Condition(rate, text)
        for scenario, rate, text in zip(SCENARIOS, growth_pct, texts, strict=True)
    }


def paths_at(
    annual: pd.DataFrame,
    rates: dict[str, Condition],
    horizon_year: int,
    target: float | None,
) -> Scenarios | Refused | None:
    """Project paths at given rates from the last figure.

    Parameters
    ----------
    annual : pandas.DataFrame
        Yearly figures.
    rates : dict of str to Condition
        As of `conditions_of`.
    horizon_year : int
        Last year of the paths.
    target : float or None
        Level asked about, in the unit of the figures.

    Returns
    -------
    Scenarios or Refused or None
        None without rates.
    """
    if not rates:
        return None
    return attempt("scenarios", lambda: _scenarios(annual, rates, horizon_year, target))


def _scenarios(
    annual: pd.DataFrame,
    rates: dict[str, Condition],
    horizon_year: int,
    target: float | None,
) -> Scenarios:
    if annual.empty:
        raise NotComputable("the series has no annual figure")
    latest = annual.iloc[-1]
    return scenarios(
        int(latest["year"]),
        float(latest["value"]),
        rates,
        horizon_year,
        targets=() if target is None else (target,),
    )
