"""The peers of the benchmark, from statsforecast, brought into one form."""

from __future__ import annotations

import time
import warnings
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from kzaz_analysis.analysis.projection.predictive.fan import Fan
from kzaz_analysis.analysis.projection.predictive.spread import PROBABILITIES

PEERS = ("AutoETS", "AutoARIMA", "DynamicOptimizedTheta", "AutoCES")
BOUNDS = ("lo-80", "hi-80", "lo-95", "hi-95")


@dataclass(frozen=True)
class Forecast:
    """Medians and bounds by name, shape (n, h); chances, shape (ratios, n, h)."""

    wide: dict[str, np.ndarray]
    chances: np.ndarray
    seconds: float

    def part(self, rows: np.ndarray) -> Forecast:
        """Take some rows; the time is shared out evenly."""
        share = len(rows) / len(self.wide["median"])
        wide = {name: values[rows] for name, values in self.wide.items()}
        return Forecast(wide, self.chances[:, rows], self.seconds * share)


def peer_forecast(
    name: str, records: list[np.ndarray], h: int, ratios: tuple[float, ...], draws: int
) -> Forecast:
    """Fit one peer to every record, and derive its chances.

    Chances come from its 95 percent interval as a normal distribution in levels, years
    hanging together as in a random walk.  A record it fails on gets the naive forecast.
    """
    from statsforecast import models  # noqa: PLC0415

    begun = time.perf_counter()
    wide = {key: np.empty((len(records), h)) for key in ("median", *BOUNDS)}
    for row, record in enumerate(records):
        for key, values in one_forecast(getattr(models, name), record, h).items():
            wide[key][row] = values
    seconds = time.perf_counter() - begun
    return Forecast(wide, chances_of(wide, records, ratios, draws), seconds)


def median_of(forecasts: list[Forecast]) -> Forecast:
    """Combine peers by the median of medians, bounds and chances, as SCUM does."""
    wide = {
        key: np.median([one.wide[key] for one in forecasts], axis=0)
        for key in ("median", *BOUNDS)
    }
    chances = np.median([one.chances for one in forecasts], axis=0)
    return Forecast(wide, chances, sum(one.seconds for one in forecasts))


def one_forecast(model: type, record: np.ndarray, h: int) -> dict[str, np.ndarray]:
    """Fit one peer to one record; what it cannot fit is carried forward."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            # A copy: compiled peers refuse arrays that cannot be written to.
            found = model(season_length=1).forecast(
                y=np.array(record), h=h, level=[80, 95]
            )
        except Exception as failure:
            print(f"{model.__name__} failed: {failure}")
            return {key: np.full(h, record[-1]) for key in ("median", *BOUNDS)}
    return {"median": found["mean"]} | {key: found[key] for key in BOUNDS}


def chances_of(
    wide: dict[str, np.ndarray],
    records: list[np.ndarray],
    ratios: tuple[float, ...],
    draws: int,
) -> np.ndarray:
    """Chances of having reached multiples of the last value, by simulation."""
    last = np.array([record[-1] for record in records])
    sigma = (wide["hi-95"] - wide["lo-95"]) / (2 * ndtri(0.975))
    spread = np.maximum(sigma, 1e-12)[:, :, None] * ndtri(np.array(PROBABILITIES))
    fan = Fan(wide["median"], spread, logs=False)
    return np.stack([fan.reached(ratio * last) for ratio in ratios])
