"""Learn the quantile table of the projections from world trade in US dollars.

The panel is that of the IMF's Direction of Trade Statistics, see ``world_trade.py``:
exports, imports and turnover of pairs of countries as either reports them; for records
handled in levels, balances with a negative year.  Windows of
each class of length are projected by each method from every origin, and compared with
what came.  At each knot of swing the errors are pooled, weighted by a normal kernel in
log swing and equally by origin, so that good and bad eras of the world count as often
as they came; their quantiles by horizon are written down.  A quantile never narrows
with the horizon or with the swing.  The median is held at zero.

    python benchmarks/learn_quantiles.py WORLD.parquet -o \
        kzaz_analysis/analysis/projection/predictive/quantiles.csv
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import norm
from world_trade import BALANCE, FLOWS, Windows, read_world, windows

from kzaz_analysis.analysis.projection.predictive.fan import (
    INNER_SHARE,
    Outlying,
    outlying,
)
from kzaz_analysis.analysis.projection.predictive.spread import (
    CLASSES,
    COLUMNS,
    PROBABILITIES,
)

METHODS = {"log": ("combination", "rwd", "naive"), "level": ("combination", "rwd")}
"""Methods with rows of their own, by space."""
LENGTHS = {3: (3,), 4: (4, 5), 6: (6, 8), 10: (10, 14, 18)}
"""Years to which records are cut, by class of length."""
HORIZONS = (1, 2, 3, 4, 5, 7, 10)
"""Horizons of the table."""
KNOTS = (0.02, 0.04, 0.06, 0.1, 0.15, 0.25, 0.4, 0.7, 1.2)
"""Swings of the table."""
CALMEST_KNOT = {3: 0.02, 4: 0.02, 6: 0.04, 10: 0.15}
"""First of them by class of length; ten years and more go below it by a power."""
LEVEL_KNOTS = (0.1, 0.2, 0.4, 0.8)
"""Swings of the table for records handled in levels."""
BANDWIDTH = 0.2
"""Width of the kernel in log swing."""
LOCAL_POWER = 0.6
"""Power of the swing by which errors near a knot are brought to it."""
AT_MOST = 8_000
"""Windows drawn of one flow and length."""
FOLDS = 2
"""Folds of pairs, for tables that are judged on pairs they have not seen."""
HEADER = """\
# Quantiles of (outcome - median) in logs, or in levels over the largest size of the
# record before its last year, by method, space, length of record, horizon and swing.
# Learned by benchmarks/learn_quantiles.py from trade of pairs of countries 1992-2020 in
# current US dollars, as either side reports it (in levels: exports less imports):
# International Monetary Fund, Direction of Trade Statistics (free use with
# attribution); half of the pairs, flows of 10 million dollars a year and more.
"""
UPPER = np.array(PROBABILITIES) > 0.5
LOWER = np.array(PROBABILITIES) < 0.5


def sample(found: Windows, fold: int | None) -> Windows:
    """Draw some windows, without one fold of the pairs if asked."""
    rows = np.arange(len(found.fold))
    if fold is not None:
        rows = rows[found.fold % FOLDS != fold]
    order = np.random.default_rng(0).permutation(len(rows))
    return found.part(rows[np.sort(order[:AT_MOST])])


def weights_of(origin: np.ndarray) -> np.ndarray:
    """Weigh every origin alike; all weights add up to one."""
    _, place, counts = np.unique(origin, return_inverse=True, return_counts=True)
    weights = 1.0 / counts[place]
    return weights / weights.sum()


class Pool:
    """Errors of one method from windows of several flows and lengths."""

    def __init__(self, parts: list[Windows], method: str, logs: bool) -> None:
        ahead = parts[0].came.shape[1]
        made = [outlying(part.record, ahead, method, logs) for part in parts]
        pairs = list(zip(parts, made, strict=True))
        self.errors = np.vstack([error_of(part, one, logs) for part, one in pairs])
        self.up, self.down = (
            np.concatenate([getattr(one, side) for one in made])
            for side in ("up", "down")
        )
        self.left_up, self.left_down = (
            np.vstack([getattr(one, side) for one in made])
            for side in ("left_up", "left_down")
        )
        self.weights = np.concatenate([weights_of(part.origin) for part in parts])

    def quantiles(self, h: int, knot: float) -> np.ndarray:
        """Quantiles at one horizon near one swing, each side by its own swing."""
        found = np.zeros(len(PROBABILITIES))
        for places, swing, left in (
            (UPPER, self.up, -self.left_up),
            (LOWER, self.down, self.left_down),
        ):
            near = self.weights * norm.pdf(np.log(swing / knot) / BANDWIDTH)
            kept = near > near.max() / 100
            scale = (swing[kept] / knot) ** LOCAL_POWER
            for place in np.flatnonzero(places):
                open_way = INNER_SHARE[place] * left[kept, h - 1]
                brought = (self.errors[kept, h - 1] + open_way) / scale
                found[place] = weighted_quantile(
                    brought, near[kept], PROBABILITIES[place]
                )
        return found


def error_of(part: Windows, made: Outlying, logs: bool) -> np.ndarray:
    """Take the median from what came, in logs or over the unit of the record."""
    came = np.log(part.came) if logs else part.came / made.unit[:, None]
    return came - made.median


def weighted_quantile(errors: np.ndarray, weights: np.ndarray, wanted: float) -> float:
    """Quantile of a weighted sample."""
    order = np.argsort(errors)
    reached = np.cumsum(weights[order]) - weights[order] / 2
    return float(np.interp(wanted, reached / weights.sum(), errors[order]))


def rising(numbers: np.ndarray, axis: int) -> np.ndarray:
    """Nearest sequence that never falls along an axis (pool adjacent violators)."""
    return np.apply_along_axis(_pooled, axis, numbers)


def _pooled(numbers: np.ndarray) -> np.ndarray:
    blocks: list[list[float]] = []
    for number in numbers:
        blocks.append([float(number), 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            value, count = blocks.pop()
            before, others = blocks.pop()
            total = count + others
            blocks.append([(value * count + before * others) / total, total])
    return np.concatenate([np.full(int(count), value) for value, count in blocks])


def in_order(table: np.ndarray) -> np.ndarray:
    """Widths that never fall with horizon, swing or distance from the median.

    Parameters
    ----------
    table : numpy.ndarray
        Quantiles, shape ``(horizons, swings, probabilities)``.
    """
    widths = np.maximum(np.where(UPPER, table, -table), 0.0)
    widths = rising(rising(widths, 0), 1)
    widths[..., UPPER] = np.maximum.accumulate(widths[..., UPPER], axis=-1)
    outward = widths[..., LOWER][..., ::-1]
    widths[..., LOWER] = np.maximum.accumulate(outward, axis=-1)[..., ::-1]
    return np.where(UPPER, widths, -widths)


def class_rows(
    world: pd.DataFrame, method: str, space: str, first: int, fold: int | None
) -> list[dict[str, object]]:
    """Learn the rows of one method, space and class of length."""
    pools = {
        ahead: Pool(
            [
                sample(windows(world, flow, years, ahead), fold)
                for flow in (FLOWS if space == "log" else (BALANCE,))
                for years in LENGTHS[first]
            ],
            method,
            space == "log",
        )
        for ahead in (5, max(HORIZONS))
    }
    knots = LEVEL_KNOTS
    if space == "log":
        knots = tuple(knot for knot in KNOTS if knot >= CALMEST_KNOT[first])
    used = [pools[5] if h <= 5 else pools[max(HORIZONS)] for h in HORIZONS]
    table = in_order(
        np.array(
            [
                [pool.quantiles(h, knot) for knot in knots]
                for pool, h in zip(used, HORIZONS, strict=True)
            ]
        )
    )
    key = {"method": method, "space": space, "least_years": first}
    return [
        {**key, "h": h, "swing": knot, "errors": len(pool.errors)}
        | dict(zip(COLUMNS, table[row, column].round(4), strict=True))
        for row, (h, pool) in enumerate(zip(HORIZONS, used, strict=True))
        for column, knot in enumerate(knots)
    ]


def learn(
    world: pd.DataFrame,
    fold: int | None = None,
    methods: dict[str, tuple[str, ...]] = METHODS,
) -> pd.DataFrame:
    """Learn the whole table, without one fold of the pairs if asked."""
    rows = [
        row
        for space, names in methods.items()
        for method in names
        for first in CLASSES
        for row in class_rows(world, method, space, first, fold)
    ]
    return pd.DataFrame(rows)


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("world", type=Path, help="parquet file")
    parser.add_argument("-o", "--output", type=Path, required=True)
    asked = parser.parse_args()
    text = HEADER + learn(read_world(asked.world)).to_csv(
        index=False, lineterminator="\n"
    )
    asked.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
