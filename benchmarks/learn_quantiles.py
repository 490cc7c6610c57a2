"""Learn the quantile table of the projections from two panels of trade flows.

The panels are parquet files with the columns ``sid, T, origin, train, test``.  The
shipped table was learned from two sets under CC BY 4.0:

- Yotov, Piermartini, Monteiro, Larch (2016), An Advanced Guide to Trade Policy
  Analysis, bilateral manufacturing trade 1986-2006;
- Fouquin, Hugot (2016), Two Centuries of Bilateral Trade and Gravity Data, TRADHIST,
  CEPII, flows of four hub countries 1950-2014.

The larger half of the flows of each panel is used, by median size.  Every record is cut
to each class of length, projected by each method, and compared with what came.  At each
knot of swing the errors over ``swing ** POWER`` are pooled, weighted by a normal kernel
in log swing and equally by panel, and their quantiles by horizon written down.  Half of
the median error of each panel, the common surprise of its era, is taken out first.  The
median is held at zero and its neighbours moved along; no quantile narrows with the
horizon.

    python benchmarks/learn_quantiles.py AGTPA.parquet TRADHIST.parquet -o quantiles.csv
"""

from __future__ import annotations

import argparse
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import ndtri

from kzaz_analysis.analysis.projection.methods.members import method as method_of
from kzaz_analysis.analysis.projection.predictive.spread import (
    CLASSES,
    COLUMNS,
    POWER,
    PROBABILITIES,
    swing,
)

METHODS = {"log": ("combination", "rwd", "naive"), "level": ("combination", "rwd")}
"""Methods with rows of their own, by space."""
LENGTHS = {3: (3,), 4: (4, 5), 6: (6, 8), 10: (10, 15, 20)}
"""Years to which records are cut, by class of length."""
HORIZONS = (1, 2, 3, 4, 5, 7, 10)
"""Horizons of the table."""
KNOTS = {"log": (0.06, 0.1, 0.15, 0.25, 0.4, 0.7, 1.2), "level": (0.2,)}
"""Swings of the table, by space; one knot pools everything."""
BANDWIDTH = 0.4
"""Width of the kernel in log swing."""
ERA_SHARE = 0.5
"""Share of a panel's common surprise that is put down to its era, and taken out."""
HEADER = """\
# Quantiles of (outcome - median) / swing ** 0.9, by method, space, length of record,
# horizon and swing.  Learned by benchmarks/learn_quantiles.py from two CC BY 4.0 sets:
# Yotov, Piermartini, Monteiro, Larch (2016), An Advanced Guide to Trade Policy
# Analysis, bilateral manufacturing trade 1986-2006; Fouquin, Hugot (2016), Two
# Centuries of Bilateral Trade and Gravity Data (TRADHIST, CEPII), four hub countries
# 1950-2014.
"""


@dataclass(frozen=True)
class Errors:
    """Errors of one panel at one horizon, and the swing of each series."""

    standardised: np.ndarray
    log_swing: np.ndarray


def fold_of(sid: str, folds: int = 5) -> int:
    """Fold of a series; both directions and all windows of a pair share one."""
    pair = "|".join(sorted(sid.split("|")[:2]))
    return zlib.crc32(pair.encode()) % folds


def errors_of(panel: pd.DataFrame, method: str, space: str, years: int) -> list[Errors]:
    """Errors at each horizon of the table, of records cut to so many years."""
    found: dict[int, list[tuple[np.ndarray, np.ndarray]]] = {h: [] for h in HORIZONS}
    whole = [np.r_[a, b] for a, b in zip(panel["train"], panel["test"], strict=True)]
    for ahead in (len(panel["test"].iloc[0]), max(HORIZONS)):
        long = [one for one in whole if len(one) >= years + ahead]
        if long:
            record = np.stack([one[-ahead - years : -ahead] for one in long])
            came = np.stack([one[-ahead:] for one in long])
            errors, size = standardised(record, came, method, space == "log")
            for h in HORIZONS:
                if h <= ahead:
                    found[h].append((errors[:, h - 1], np.log(size)))
    return [
        Errors(*(np.concatenate(part) for part in zip(*found[h], strict=True)))
        if found[h]
        else Errors(np.empty(0), np.empty(0))
        for h in HORIZONS
    ]


def standardised(
    record: np.ndarray, came: np.ndarray, method: str, logs: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Errors of one method over the power of swing, and the swing of each series."""
    median = method_of(method).median(record, came.shape[1], logs)
    if logs:
        size = swing(np.log(record), True)
        return np.log(came / median) / size[:, None] ** POWER, size
    unit = np.abs(record).max(axis=1, keepdims=True)
    size = swing(record / unit, False)
    return (came - median) / unit / size[:, None] ** POWER, size


def quantiles_at(parts: list[Errors], knot: float | None) -> np.ndarray:
    """Quantiles near one swing (of everything without one), equal weight by panel."""
    weighted = [(part.standardised, kernel(part, knot)) for part in parts]
    surprises = [ERA_SHARE * weighted_quantiles(*one, 0.5) for one in weighted]
    errors = np.concatenate(
        [one[0] - surprise for one, surprise in zip(weighted, surprises, strict=True)]
    )
    weights = np.concatenate([one[1] for one in weighted])
    return weighted_quantiles(errors, weights, PROBABILITIES)


def weighted_quantiles(
    errors: np.ndarray, weights: np.ndarray, wanted: float | tuple[float, ...]
) -> np.ndarray:
    """Quantiles of a weighted sample; zero for an empty one."""
    if not errors.size:
        return np.zeros(np.shape(wanted))
    order = np.argsort(errors)
    reached = np.cumsum(weights[order]) - weights[order] / 2
    return np.interp(wanted, reached / weights.sum(), errors[order])


def kernel(part: Errors, knot: float | None) -> np.ndarray:
    """Weights of the errors of one panel around a knot."""
    if knot is None:
        return np.full(len(part.log_swing), 1 / max(len(part.log_swing), 1))
    distance = (part.log_swing - np.log(knot)) / BANDWIDTH
    return np.exp(-(distance**2) / 2) / max(len(distance), 1)


def centred(quantiles: np.ndarray) -> np.ndarray:
    """Hold the median at zero; its neighbours move along, the tails stay."""
    scores = np.abs(ndtri(np.array(PROBABILITIES)))
    moved = np.clip(1 - scores / ndtri(0.95), 0, 1)
    return quantiles - quantiles[PROBABILITIES.index(0.5)] * moved


def outermost(here: np.ndarray, before: np.ndarray) -> np.ndarray:
    """Take whichever quantile lies farther out, the new or the last horizon's."""
    low = np.array(PROBABILITIES) < 0.5
    return np.where(low, np.minimum(here, before), np.maximum(here, before))


def class_rows(
    panels: list[pd.DataFrame], method: str, space: str, first: int
) -> list[dict[str, object]]:
    """Learn the rows of one method, space and class of length."""
    pooled = [
        errors_of(panel, method, space, years)
        for panel in panels
        for years in LENGTHS[first]
    ]
    rows: list[dict[str, object]] = []
    for knot in KNOTS[space]:
        widest = np.zeros(len(PROBABILITIES))
        for place, h in enumerate(HORIZONS):
            parts = [one[place] for one in pooled]
            at = knot if len(KNOTS[space]) > 1 else None
            widest = outermost(centred(quantiles_at(parts, at)), widest)
            key = {"method": method, "space": space, "least_years": first, "h": h}
            count = sum(len(part.standardised) for part in parts)
            quantiles = dict(zip(COLUMNS, widest.round(3), strict=True))
            rows.append(key | {"swing": knot, "errors": count} | quantiles)
    return rows


def learn(panels: list[pd.DataFrame]) -> pd.DataFrame:
    """Learn the whole table from panels in the benchmark's form."""
    rows = [
        row
        for space, methods in METHODS.items()
        for method in methods
        for first in CLASSES
        for row in class_rows(panels, method, space, first)
    ]
    return pd.DataFrame(rows)


def read_panel(path: Path, leave_out: int | None = None) -> pd.DataFrame:
    """Read a panel: the longest record of every series and origin, larger half."""
    panel = pd.read_parquet(path).sort_values("T", kind="stable")
    panel = panel.drop_duplicates(["sid", "origin"], keep="last")
    size = panel["train"].map(lambda record: float(np.median(record[-5:])))
    large = panel[size >= size.median()]
    return large if leave_out is None else large[large["sid"].map(fold_of) != leave_out]


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("panels", nargs="+", type=Path, help="parquet files")
    parser.add_argument("-o", "--output", type=Path, required=True)
    asked = parser.parse_args()
    table = learn([read_panel(path) for path in asked.panels])
    text = HEADER + table.to_csv(index=False, lineterminator="\n")
    asked.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
