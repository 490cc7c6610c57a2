"""The measures of the benchmark: one row of numbers for one method on one set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from kzaz_analysis.analysis.projection.evaluation import measures

if TYPE_CHECKING:
    from forecast_peers import Forecast

RATIOS = (1.5, 2.0)
"""Targets, as multiples of the last value."""
FOLDS = 5
LOWEST = 0.01
"""Lower bounds below this share of the last value are raised to it, for logs."""


@dataclass(frozen=True)
class Series:
    """One set: training and test years, and what to resample together."""

    name: str
    train: list[np.ndarray]
    test: np.ndarray
    cluster: np.ndarray
    fold: np.ndarray
    origin: np.ndarray
    unit: str = ""

    def part(self, rows: np.ndarray) -> Series:
        """Take some rows of the set."""
        return replace(
            self,
            train=[self.train[row] for row in rows],
            test=self.test[rows],
            cluster=self.cluster[rows],
            fold=self.fold[rows],
            origin=self.origin[rows],
        )

    @property
    def last(self) -> np.ndarray:
        """Last training value of every row."""
        return np.array([record[-1] for record in self.train])


def score(series: Series, forecast: Forecast, naive: np.ndarray) -> dict[str, object]:
    """All measures of one method on one set."""
    scale = np.array([measures.naive_scale(record) for record in series.train])
    median = forecast.wide["median"]
    low, high = (forecast.wide[f"{side}-95"] for side in ("lo", "hi"))
    raised = np.maximum(low, LOWEST * series.last[:, None])
    topped = np.maximum(high, raised)
    spread = measures.interval_score(
        *(np.log(x) for x in (series.test, raised, topped)), 95
    )
    inside = (series.test >= low) & (series.test <= high)
    within, beyond = owa_range(series, median, naive, scale)
    return (
        {
            "OWA": measures.owa(series.test, median, naive, scale),
            "OWA 95 %": f"{within:.3f}-{beyond:.3f}",
            "MASE": np.nanmean(measures.mase(series.test, median, scale)),
            "sMAPE": measures.smape(series.test, median).mean(),
            "cover 80": measures.coverage(
                series.test, forecast.wide["lo-80"], forecast.wide["hi-80"]
            ),
            "cover 95": 100 * inside.mean(),
            "worst era": worst_era(series, inside),
            "MSIS": np.nanmean(measures.msis(series.test, low, high, scale)),
            "log score 95": spread.mean(),
        }
        | {
            f"Brier {ratio:g}x": measures.brier(reached(series, ratio), chance)
            for ratio, chance in zip(RATIOS, forecast.chances, strict=True)
        }
        | {"ms": 1000 * forecast.seconds / len(series.train)}
    )


def reached(series: Series, ratio: float) -> np.ndarray:
    """Whether each test year, or one before it, stood at the multiple."""
    there = series.test >= ratio * series.last[:, None]
    return np.logical_or.accumulate(there, axis=1)


def worst_era(series: Series, inside: np.ndarray) -> float:
    """Lowest coverage of any origin year, in percent."""
    eras = [inside[series.origin == era].mean() for era in np.unique(series.origin)]
    return 100 * min(eras)


def owa_range(
    series: Series, median: np.ndarray, naive: np.ndarray, scale: np.ndarray
) -> tuple[float, float]:
    """Bootstrap 95 percent range of OWA, whole clusters drawn at a time."""
    rng = np.random.default_rng(0)
    clusters = int(series.cluster.max()) + 1
    counts = rng.multinomial(clusters, np.full(clusters, 1 / clusters), size=400)
    weights = counts[:, series.cluster].astype(float)
    known = scale > 0
    ratios = []
    for measure in ("smape", "mase"):
        ours, theirs = (
            measures.smape(series.test, x)
            if measure == "smape"
            else np.where(known, measures.mase(series.test, x, scale), 0.0)
            for x in (median, naive)
        )
        ratios.append((weights @ ours) / (weights @ theirs))
    low, high = np.quantile(np.mean(ratios, axis=0), [0.025, 0.975])
    return float(low), float(high)


def base_rate(series: Series) -> dict[str, float]:
    """Brier score of the share that made it in the other folds of the set."""
    row: dict[str, float] = {}
    for ratio in RATIOS:
        happened = reached(series, ratio).astype(float)
        share = np.empty_like(happened)
        for fold in range(FOLDS):
            mine = series.fold == fold
            share[mine] = happened[~mine].mean(axis=0) if (~mine).any() else 0.5
        row[f"Brier {ratio:g}x"] = measures.brier(happened, share)
    return row
