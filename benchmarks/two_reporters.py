"""How well hidden years of one reporter follow from the other.

From world trade in US dollars (``world_trade.py``): the turnover of a pair as both
sides report it, flows of 10 million dollars a year and more.  Years in which one side's
figure is the other's times 1, 1.06 or 1.10 are left out: such figures are estimates
made from the mirror.  Windows are drawn at random, years of one side hidden, and the
estimates compared with what it published and with its own last value (between own
figures: with constant growth).

    python benchmarks/two_reporters.py WORLD.parquet --windows 2000
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from world_trade import LEAST_SIZE, number_of, pair_of, read_world

from kzaz_analysis.analysis.projection.both_reporters import (
    CLOSING,
    FASTEST,
    OTHER_CHANGE,
    OWN_CHANGE,
    WIDEST,
)
from kzaz_analysis.analysis.projection.evaluation import measures
from kzaz_analysis.analysis.projection.nowcast.other_reporter import (
    from_other_reporter,
)
from kzaz_analysis.analysis.projection.predictive.fan import batch_fan

YEARS = 10
"""Own years before the hidden ones."""
CASES = {"one at the end": (1, 0), "three with known ones after": (3, 1)}
"""Hidden years, and own years after them."""
FIRST_YEAR = 1992
LATER = 2008
AHEAD = 5
SIGNALS = ["gap", "own change", "other's change"]
MIRRORED = (1.0, 1.06, 1.1)
LEVELS = np.round(np.linspace(0.025, 0.975, 39), 6)


def both_sides(world: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Turnover by either side, shape ``(pairs, years)`` each, and the years."""
    own = world.xs("turnover", level="flow")
    other = own.swaplevel().rename_axis(own.index.names).reindex(own.index)
    values, mirror = own.to_numpy(dtype=float), other.to_numpy(dtype=float)
    ratio = np.abs(np.log(values / mirror))
    estimated = np.any([np.abs(ratio - np.log(f)) < 2e-4 for f in MIRRORED], axis=0)
    return np.where(estimated, np.nan, values), mirror, own.columns.to_numpy()


def drawn(
    own: np.ndarray, other: np.ndarray, length: int, count: int
) -> list[tuple[int, int]]:
    """Draw places (pair, first year) of whole windows of some size."""
    places = []
    for first in range(own.shape[1] - length + 1):
        cut = slice(first, first + length)
        whole = np.isfinite(own[:, cut]).all(axis=1)
        whole &= np.isfinite(other[:, cut]).all(axis=1)
        large = np.median(np.nan_to_num(own[:, cut]), axis=1) >= LEAST_SIZE
        places += [(int(pair), first) for pair in np.flatnonzero(whole & large)]
    order = np.random.default_rng(0).permutation(len(places))[:count]
    return [places[place] for place in order]


def case(
    own: np.ndarray, other: np.ndarray, years: np.ndarray, asked: tuple[int, int, int]
) -> dict[str, float]:
    """Score one case over many windows."""
    hidden, after, count = asked
    length = YEARS + hidden + after
    rows = [
        row
        for pair, first in drawn(own, other, length, count)
        for row in _window(
            *(one[..., first : first + length] for one in (own[pair], other[pair])),
            years[first : first + length],
            hidden,
        )
    ]
    frame = pd.DataFrame(rows)
    scores = {"estimates": float(len(frame))}
    for j, error in frame.groupby("j")["error"]:
        scores[f"median error, year {j}"] = float(error.abs().median())
    scores["median error without the other side"] = float(frame["plain"].abs().median())
    scores["cover 80"] = float(100 * frame["in_80"].mean())
    scores["cover 95"] = float(100 * frame["in_95"].mean())
    gain = 1 - frame["crps"].mean() / frame["crps_engine"].mean()
    scores["CRPS gain over the projection, %"] = 100 * gain
    return scores


def _window(
    own: np.ndarray, other: np.ndarray, years: np.ndarray, hidden: int
) -> list[dict[str, float]]:
    there = np.r_[0:YEARS, YEARS + hidden : len(own)]
    level = sorted({round(abs(200 * p - 100), 6) for p in LEVELS if p != 0.5})
    made = from_other_reporter(
        pd.DataFrame({"year": years[there], "value": own[there]}),
        pd.DataFrame({"year": years, "value": other}),
        level=level,
    ).frame
    ends = np.log(own[YEARS - 1]), np.log(own[-1])
    fan = batch_fan(own[None, :YEARS], hidden, "combination")
    engine = np.log([fan.quantile(p)[0] for p in LEVELS])
    rows = []
    for j, row in enumerate(made.to_dict("records"), start=1):
        came = float(np.log(own[YEARS - 1 + j]))
        share = j / (hidden + 1) if len(own) > YEARS + hidden else 0.0
        plain = ends[0] + share * (ends[1] - ends[0])
        quantiles = [_quantile(row, p) for p in LEVELS]
        rows.append(
            {
                "j": j,
                "error": came - np.log(row["median"]),
                "plain": came - plain,
                "in_80": row["lo-80"] <= np.exp(came) <= row["hi-80"],
                "in_95": row["lo-95"] <= np.exp(came) <= row["hi-95"],
                "crps": _crps(came, np.log(quantiles)),
                "crps_engine": _crps(came, engine[:, j - 1]),
            }
        )
    return rows


def closing(own: np.ndarray, other: np.ndarray, pairs: np.ndarray) -> pd.DataFrame:
    """Learn and try what the other reporter adds: four years of both, five ahead.

    Prints the least-squares parts of each half of the pairs, apart from what moved the
    whole world in a year, and returns the scores of the parts learned on the other
    half, and of those that the package has.
    """
    windows = np.concatenate(
        [_short(own, other, pairs, first) for first in range(own.shape[1] - 8)]
    )
    half, origin, record = windows[:, 0], windows[:, 1], windows[:, 2:6]
    came, side = windows[:, 6:11], windows[:, 11:15]
    fan = batch_fan(record, AHEAD, "combination")
    quantiles = np.log([fan.quantile(p) for p in LEVELS])
    middle, outturn = np.log(fan.quantile(0.5)), np.log(came)
    signals = _signals(np.log(record), np.log(side))
    error = np.clip(outturn - middle, -1, 1)
    learned = np.zeros_like(middle)
    for fold in (0, 1):
        elsewhere = half != fold
        parts, *_ = np.linalg.lstsq(
            _within_years(signals[elsewhere], origin[elsewhere]),
            _within_years(error[elsewhere], origin[elsewhere]),
        )
        learned[~elsewhere] = signals[~elsewhere] @ parts
        print(pd.DataFrame(parts.T, columns=SIGNALS).round(3).to_string())
    packaged = signals @ np.array([[-x for x in CLOSING], OWN_CHANGE, OTHER_CHANGE])
    moves = {"projection": 0 * middle, "learned": learned, "packaged": packaged}
    naive = np.repeat(record[:, -1:], AHEAD, axis=1)
    scale = np.abs(np.diff(record, axis=1)).mean(axis=1)
    plain_crps = _all_crps(outturn, quantiles)
    scores = []
    for name, move in moves.items():
        crps = _all_crps(outturn, quantiles + move)
        for era, chosen in (("all", origin > 0), ("from 2008", origin >= LATER)):
            actual = (came[chosen], np.exp(middle + move)[chosen])
            owa = measures.owa(*actual, naive[chosen], scale[chosen])
            gain = 100 * (1 - crps[chosen].mean() / plain_crps[chosen].mean())
            scores.append((name, era, int(chosen.sum()), owa, gain))
    columns = ["forecast", "origins", "windows", "OWA", "CRPS gain, %"]
    return pd.DataFrame(scores, columns=columns)


def _signals(own: np.ndarray, other: np.ndarray) -> np.ndarray:
    gap = np.clip(own[:, -1] - other[:, -1], -WIDEST, WIDEST)
    changes = [np.diff(side[:, -2:])[:, 0] for side in (own, other)]
    return np.column_stack([gap, *np.clip(changes, -FASTEST, FASTEST)])


def _within_years(numbers: np.ndarray, origin: np.ndarray) -> np.ndarray:
    """Take the mean of each origin out."""
    frame = pd.DataFrame(numbers)
    return np.asarray(frame - frame.groupby(origin).transform("mean"))


def _short(
    own: np.ndarray, other: np.ndarray, pairs: np.ndarray, first: int
) -> np.ndarray:
    """Windows from one year: half, origin, own years, four of the other's."""
    a, b = own[:, first : first + 9], other[:, first : first + 4]
    good = np.isfinite(a).all(axis=1) & np.isfinite(b).all(axis=1)
    good &= np.median(np.nan_to_num(a[:, :4]), axis=1) >= LEAST_SIZE
    good &= (np.nan_to_num(a) > 0).all(axis=1) & (np.nan_to_num(b) > 0).all(axis=1)
    origin = np.full(good.sum(), FIRST_YEAR + first + 3)
    return np.column_stack([pairs[good], origin, a[good], b[good]])


def _all_crps(outturn: np.ndarray, quantiles: np.ndarray) -> np.ndarray:
    error, level = outturn[None] - quantiles, LEVELS[:, None, None]
    return np.asarray(2 * np.maximum(level * error, (level - 1) * error).mean(axis=0))


def _quantile(row: dict[str, float], p: float) -> float:
    if p == 0.5:
        return row["median"]
    name = f"{abs(200 * p - 100):g}"
    return row[f"{'lo' if p < 0.5 else 'hi'}-{name}"]


def _crps(came: float, quantiles: np.ndarray) -> float:
    error = came - quantiles
    return float(2 * np.maximum(LEVELS * error, (LEVELS - 1) * error).mean())


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("world", type=Path, help="parquet file")
    parser.add_argument("--windows", type=int, default=1000, help="drawn for each case")
    asked = parser.parse_args()
    world = read_world(asked.world)
    own, other, years = both_sides(world)
    keys = world.xs("turnover", level="flow").index
    halves = np.array([number_of(pair_of(*key)) // 2 % 2 for key in keys])
    print(closing(own, other, halves).round(4).to_string(index=False))
    scores = {
        name: case(own, other, years, (*spans, asked.windows))
        for name, spans in CASES.items()
    }
    print(pd.DataFrame(scores).round(3).to_string())


if __name__ == "__main__":
    main()
