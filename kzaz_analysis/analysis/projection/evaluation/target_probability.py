"""The chance of a target by year, with its benchmark and its back-test beside it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.analysis.projection.evaluation import calibration, measures
from kzaz_analysis.analysis.projection.evaluation.base_rates import base_rate
from kzaz_analysis.errors import NotComputable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kzaz_analysis.analysis.projection.evaluation.backtest import Backtest
    from kzaz_analysis.analysis.projection.project import Projection

    Array = NDArray[np.float64]

SCORES = ["tested", "brier", "brier_benchmark", "brier_base_rate", "p_base_rate"]
CHANCES = ["year", "h", "p_by_year", "p_in_year", "p_low", "p_high"]
ERAS = ["p_era_low", "era_low", "p_era_high", "era_high"]
BASE = ["p_base", "p_base_low", "p_base_high", "p_base_era_low", "p_base_era_high"]
COLUMNS = [
    *(*CHANCES, "p_benchmark", *SCORES, *calibration.COLUMNS),
    *(*ERAS, *BASE, "base_pairs"),
]


def chance_table(
    projection: Projection,
    test: Backtest | None,
    by_method: Sequence[Array],
    benchmark: str,
    size: float | None = None,
) -> pd.DataFrame:
    """Chance of having reached the target by each year, and what it is worth.

    The event of the back-test is that of the target, rescaled: to have reached the
    same multiple of the origin's value within as many years.

    Parameters
    ----------
    projection : Projection
        With a target.
    test : Backtest or None
        Of the same series, with the target's multiple as its ratio; None where it is
        refused or the target was met.
    by_method : sequence of numpy.ndarray
        Chances by year of other methods, each of shape ``(h,)``.
    benchmark : str
        The method of the back-test that the benchmark is.
    size : float, optional
        Last value in million US dollars, of trade between two countries: what
        comparable pairs are looked up by.

    Returns
    -------
    pandas.DataFrame
        One row per year ahead: ``year, h``; ``p_by_year, p_in_year`` (see
        `Projection`), worked out and not drawn; ``p_low, p_high``, the
        span over all methods; ``p_benchmark``; from the back-test at the same horizon
        ``tested`` (forecasts), ``brier`` of the method, ``brier_benchmark`` and
        ``brier_base_rate`` (share of the other origins), and ``p_base_rate``, the
        share of all origins that made it. Scores are missing where nothing was tested.
        Then the columns of `panel_calibration`: what came of such chances in the trade
        panels; missing beyond five years, for other methods and for a target met.
        ``p_era_low, era_low, p_era_high, era_high``: the chance if the era of world
        trade came again in which it would be lowest, and highest. ``p_base`` is the
        `base_rate` of comparable pairs, ``p_base_low, p_base_high`` its 95 percent
        interval, ``p_base_era_low, p_base_era_high`` the least and most of any era,
        ``base_pairs`` the pairs behind it; missing without `size`, and where such
        multiples, years or sizes were not counted.

    Notes
    -----
    Brier (1950), Verification of forecasts expressed in terms of probability.
    """
    chances = projection.probability
    if chances is None:
        return pd.DataFrame(columns=COLUMNS)
    p = chances["p_by_year"].to_numpy()
    every = np.vstack([p, *by_method])
    frame = pd.DataFrame(
        {
            "year": chances["year"],
            "h": np.arange(1, len(chances) + 1),
            "p_by_year": p,
            "p_in_year": chances["p_in_year"],
            "p_low": every.min(axis=0),
            "p_high": every.max(axis=0),
            "p_benchmark": chances["p_by_year_benchmark"],
        }
    )
    scores = horizon_scores(test, projection.method, benchmark)
    table = frame.merge(scores, on="h", how="left", validate="one_to_one")
    table = table.assign(tested=table["tested"].fillna(0).astype("int64"))
    context = [_eras(projection, table), _base(projection, table, size)]
    return pd.concat([table, _panel(projection, table), *context], axis=1)


def _eras(projection: Projection, table: pd.DataFrame) -> pd.DataFrame:
    """Take the eras in which the chance would be lowest and highest, by year."""
    eras = projection.eras
    if eras is None or eras.empty:
        return pd.DataFrame(index=table.index, columns=ERAS)
    ordered = eras.sort_values("p_by_year", kind="stable").groupby("year")
    ends = ordered[["p_by_year", "era"]]
    both = pd.concat([ends.first(), ends.last()], axis=1).set_axis(ERAS, axis=1)
    return both.reindex(table["year"]).set_axis(table.index)


def _base(
    projection: Projection, table: pd.DataFrame, size: float | None
) -> pd.DataFrame:
    """Look up what comparable pairs did; missing where that was not counted."""
    missing = dict.fromkeys([*BASE, "base_pairs"], math.nan)
    rows = []
    for h in table["h"]:
        try:
            rows.append(_base_row(projection, int(h), size))
        except NotComputable:
            rows.append(missing)
    return pd.DataFrame(rows, index=table.index, columns=list(missing))


def _base_row(projection: Projection, h: int, size: float | None) -> dict[str, float]:
    if size is None or projection.target is None:
        raise NotComputable("no size in dollars, or no target")
    multiple = projection.target / projection.origin_value
    rate = base_rate(multiple, h, size, projection.swing)
    shares = rate.eras["share"]
    numbers = [rate.share, rate.low, rate.high, shares.min(), shares.max(), rate.pairs]
    return dict(zip([*BASE, "base_pairs"], map(float, numbers), strict=True))


def _panel(projection: Projection, table: pd.DataFrame) -> pd.DataFrame:
    """Take what is known of such chances in the panels; missing beyond their reach."""
    target = projection.target or -math.inf
    counted = table["h"] <= calibration.LONGEST
    counted &= projection.method == calibration.METHOD
    counted &= target > projection.origin_value > 0
    counts = calibration.panel_calibration(table["p_by_year"])
    return counts.astype(float).where(counted)


def horizon_scores(test: Backtest | None, method: str, benchmark: str) -> pd.DataFrame:
    """Brier scores by years ahead.

    Parameters
    ----------
    test : Backtest or None
        Made with a ratio; anything else has no scores.
    method, benchmark : str
        Methods of the back-test.

    Returns
    -------
    pandas.DataFrame
        Columns ``h, tested, brier, brier_benchmark, brier_base_rate, p_base_rate``, one
        row per horizon that was tested.
    """
    if test is None or "happened" not in test.forecasts:
        return pd.DataFrame({"h": pd.Series(dtype="int64")}).reindex(
            columns=["h", *SCORES]
        )
    rows = [
        {"h": h, **_scores_at(of_horizon, method, benchmark)}
        for h, of_horizon in test.forecasts.groupby("h")
    ]
    return pd.DataFrame(rows)


def _scores_at(
    of_horizon: pd.DataFrame, method: str, benchmark: str
) -> dict[str, float]:
    of_method, of_benchmark = (
        of_horizon[of_horizon["method"] == name] for name in (method, benchmark)
    )
    happened = of_horizon["happened"][of_horizon["method"] == "naive"].to_numpy(
        dtype=float
    )
    n = len(happened)
    other_origins = (happened.sum() - happened) / (n - 1) if n > 1 else None
    return {
        "tested": n,
        "brier": _brier(of_method),
        "brier_benchmark": _brier(of_benchmark),
        "brier_base_rate": (
            math.nan
            if other_origins is None
            else measures.brier(happened, other_origins)
        ),
        "p_base_rate": float(happened.mean()),
    }


def _brier(rows: pd.DataFrame) -> float:
    if rows.empty:
        return math.nan
    return measures.brier(rows["happened"], rows["p_reached"])
