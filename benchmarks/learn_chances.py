"""Count what came of trade flows: base rates, eras, and chances that were given.

From world trade in US dollars (``world_trade.py``), turnover of pairs as either side
reports it, three small tables are made, into the rooms that read them:

- ``base_rates.csv``: of flows of some size and swing, from origins of some era, the
  share that reached a multiple of the last value within so many years;
- ``eras.csv``: by origin, how far the median outcome lay from the median forecast, and
  how wide outcomes spread around that, compared with all origins together;
- ``calibration.csv``: of forecasts that were given such a chance, the share that came;
  every fold of pairs with a quantile table learned without it.

    python benchmarks/learn_chances.py WORLD.parquet -o \
        kzaz_analysis/analysis/projection
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from learn_quantiles import FOLDS, learn
from world_trade import Windows, read_world, windows

from kzaz_analysis.analysis.projection.evaluation.base_rates import (
    MULTIPLES,
    SIZES,
    SWINGS,
)
from kzaz_analysis.analysis.projection.methods.drift import (
    believed_drift,
    recent_slope,
)
from kzaz_analysis.analysis.projection.predictive.eras import FIRST_ORIGINS
from kzaz_analysis.analysis.projection.predictive.fan import batch_fan
from kzaz_analysis.analysis.projection.predictive.money import money_of
from kzaz_analysis.analysis.projection.predictive.spread import QuantileTable, swing

AHEAD = 5
LENGTHS = (4, 10)
"""Years to which records are cut."""
FLOW, UNIT = "turnover", "million_USD"
EDGES = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""Ends of the bins: finer where most chances of a rise lie."""
RATIOS = (1.5, 2.0, 2.35)
SOURCE = """\
# benchmarks/learn_chances.py from turnover of pairs of countries 1992-2020 in current
# US dollars, as either side reports it: International Monetary Fund, Direction of
# Trade Statistics (free use with attribution); half of the pairs, 10 million dollars a
# year and more.
"""
ROOMS = {
    "base_rates.csv": "evaluation",
    "eras.csv": "predictive",
    "calibration.csv": "evaluation",
}
HEADERS = {
    "base_rates.csv": """\
# Share of trade flows that reached a multiple of the last value within h years, by
# class of size (million dollars a year), of swing and of era (year of origin), by
"""
    + SOURCE,
    "eras.csv": """\
# By origin and years ahead: median of what came less the median forecast, in logs, and
# the width of the middle 80 percent around it over that of all origins together, by
"""
    + SOURCE,
    "calibration.csv": """\
# How often trade flows reached 1.5, 2 or 2.35 times their last value, by the chance
# that the projections had given them (low to high), one to five years ahead; every fold
# of pairs with a quantile table learned without it, by
"""
    + SOURCE,
}


def base_rates(found: Windows) -> pd.DataFrame:
    """Count how many reached each multiple, by size, swing, era and years ahead."""
    logs = np.log(found.record)
    size = np.median(found.record[:, -5:], axis=1)
    usual = believed_drift(logs[:, :-1], recent_slope, logs=True)
    frame = pd.DataFrame(
        {
            "size": class_of(size, SIZES),
            "swing": class_of(swing(logs, usual), SWINGS),
            "era": class_of(found.origin, FIRST_ORIGINS),
            "pair": found.fold,
        }
    )
    gain = np.maximum.accumulate(found.came, axis=1) / found.record[:, -1:]
    parts = []
    for h in range(1, AHEAD + 1):
        reached = {f"x{m:g}": gain[:, h - 1] >= m for m in MULTIPLES}
        groups = frame.assign(**reached).groupby(["size", "swing", "era"])
        counts = groups.agg(windows=("pair", "size"), pairs=("pair", "nunique"))
        shares = groups[list(reached)].mean().round(4)
        parts.append(counts.join(shares).assign(h=h).reset_index())
    return pd.concat(parts, ignore_index=True)


def class_of(numbers: np.ndarray, edges: tuple[float, ...]) -> np.ndarray:
    """Lower edge of the class of each number; the first class holds all below."""
    place = np.searchsorted(edges, numbers, side="right") - 1
    return np.array(edges)[np.maximum(place, 0)]


def eras(parts: list[Windows]) -> pd.DataFrame:
    """Measure the common surprise of every origin, and the spread around it."""
    errors = np.vstack([np.log(p.came) - medians(p.record) for p in parts])
    origin = np.concatenate([p.origin for p in parts])
    every = np.diff(np.quantile(errors, [0.1, 0.9], axis=0), axis=0)[0]
    rows = []
    for year in np.unique(origin):
        these = errors[origin == year]
        low, middle, high = np.quantile(these, [0.1, 0.5, 0.9], axis=0)
        rows += [
            {
                "origin": year,
                "h": h + 1,
                "surprise": round(middle[h], 4),
                "width": round((high[h] - low[h]) / every[h], 4),
                "windows": len(these),
            }
            for h in range(AHEAD)
        ]
    return pd.DataFrame(rows)


def medians(record: np.ndarray) -> np.ndarray:
    """Median forecasts in logs."""
    return np.log(batch_fan(record, AHEAD, "combination").quantile(0.5))


def said_and_came(found: Windows, table: QuantileTable) -> pd.DataFrame:
    """Chances given and what came: one row per flow, multiple and year ahead."""
    money = money_of([UNIT] * len(found.record))
    fan = batch_fan(found.record, AHEAD, "combination", table, money=money)
    last = found.record[:, -1]
    highest = np.maximum.accumulate(found.came, axis=1)
    parts = []
    for ratio in RATIOS:
        frame = pd.DataFrame(
            {
                "said": fan.reached(ratio * last).ravel(),
                "came": (highest >= ratio * last[:, None]).ravel(),
                "pair": found.fold.repeat(AHEAD),
                "origin": found.origin.repeat(AHEAD),
            }
        )
        parts.append(frame)
    return pd.concat(parts, ignore_index=True)


def binned(rows: pd.DataFrame) -> pd.DataFrame:
    """Count by bin of what was said, every origin weighing alike."""
    place = np.searchsorted(EDGES, rows["said"], "right") - 1
    place = np.clip(place, 0, len(EDGES) - 2)
    counts = rows["origin"].map(rows["origin"].value_counts())
    weighted = rows.assign(weight=1 / counts, place=place)
    weighted = weighted.assign(
        said=weighted["said"] * weighted["weight"],
        came=weighted["came"] * weighted["weight"],
    )
    groups = weighted.groupby("place")
    sums = groups[["said", "came", "weight"]].sum()
    shares = sums[["said", "came"]].div(sums["weight"], axis=0).round(4)
    counted = groups.agg(forecasts=("pair", "size"), pairs=("pair", "nunique"))
    ends = pd.DataFrame({"low": EDGES[:-1], "high": EDGES[1:]})
    return ends.join(shares).join(counted)


def chances(world: pd.DataFrame, parts: list[Windows]) -> pd.DataFrame:
    """Chances of every fold by a table learned without it, and what came."""
    rows = []
    for fold in range(FOLDS):
        table = QuantileTable(learn(world, fold, {"log": ("combination",)}))
        for part in parts:
            unseen = part.part(np.flatnonzero(part.fold % FOLDS == fold))
            rows.append(said_and_came(unseen, table))
    return pd.concat(rows)


def recalibrated(rows: pd.DataFrame) -> pd.DataFrame:
    """Brier scores with the chances as given, and moved to what came in other eras.

    The origins are cut into four blocks of years; chances of each are moved by the
    counts of the other three.
    """
    origins = np.sort(rows["origin"].unique())
    scores = {}
    for block in np.array_split(origins, 4):
        is_held = rows["origin"].isin(block)
        counts = binned(rows[~is_held])
        came = np.maximum.accumulate(np.r_[0, counts["came"], 1])
        held = rows[is_held]
        moved = np.interp(held["said"], np.r_[0, counts["said"], 1], came)
        scores[f"{block[0]}-{block[-1]}"] = {
            "said": held["said"].mean(),
            "came": held["came"].mean(),
            "Brier": ((held["said"] - held["came"]) ** 2).mean(),
            "Brier, moved": ((moved - held["came"]) ** 2).mean(),
        }
    return pd.DataFrame(scores).T


def main() -> None:
    """Write the three tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("world", type=Path, help="parquet file")
    parser.add_argument("-o", "--output", type=Path, required=True, help="folder")
    asked = parser.parse_args()
    world = read_world(asked.world)
    parts = [windows(world, FLOW, years, AHEAD) for years in LENGTHS]
    given = chances(world, parts)
    print(recalibrated(given).round(4))
    tables = {
        "base_rates.csv": base_rates(parts[0]),
        "eras.csv": eras(parts),
        "calibration.csv": binned(given),
    }
    for name, table in tables.items():
        text = HEADERS[name] + table.to_csv(index=False, lineterminator="\n")
        (asked.output / ROOMS[name] / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
