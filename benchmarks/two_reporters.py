"""What one reporter tells of the other: hidden years, and short records ahead.

From world trade in US dollars (``world_trade.py``): the turnover of a pair as both
sides report it, flows of 10 million dollars a year and more.  Years in which one side's
figure is the other's times 1, 1.06 or 1.10 are left out: such figures are estimates
made from the mirror.  Windows are drawn at random, years of one side hidden, and the
estimates compared with what it published and with its own last value (between own
figures: with constant growth).

For the running year both sides get months by shares that scatter, and the year is
estimated from the own ones, from the other side's, and from both; one row says the same
of the figures of a file ``year, own, other``, the other side's whole year known.

Then all windows of three to eight years that both have published are forecast, five
years ahead: by the projection of the own figures, and with what the other side, and the
size of the flow, change in it (``two_sides.py``).  The parts are learned on one half of
the pairs and tried on the other, for later years also on earlier years alone.  Those
of the package are the ones of four years, rounded.

    python benchmarks/two_reporters.py WORLD.parquet --windows 2000
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from world_trade import LEAST_SIZE, number_of, pair_of, read_world

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.analysis.projection.evaluation import measures
from kzaz_analysis.analysis.projection.nowcast.either_reporter import (
    with_other_reporter,
)
from kzaz_analysis.analysis.projection.nowcast.nowcast import nowcast
from kzaz_analysis.analysis.projection.nowcast.other_reporter import (
    from_other_reporter,
)
from kzaz_analysis.analysis.projection.nowcast.same_months import YearToDate
from kzaz_analysis.analysis.projection.predictive.fan import batch_fan, size_width
from kzaz_analysis.analysis.projection.predictive.money import money_of
from kzaz_analysis.analysis.projection.two_sides import (
    LEAST_YEARS,
    MOVES,
    SHORT,
    WIDTHS,
    location_signals,
    width_of,
    width_signals,
)
from kzaz_analysis.errors import NotComputable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

YEARS = 10
"""Own years before the hidden ones."""
CASES = {"one at the end": (1, 0), "three with known ones after": (3, 1)}
"""Hidden years, and own years after them."""
FIRST_YEAR = 1992
LATER = 2008
AHEAD = 5
SHARE, SCATTER = 0.5, (0.05, 0.1, 0.2)
"""Share of a year that made-up months bring, and how it scatters, in logs."""
SIZES = (10, 100, 1_000, 10_000, np.inf)
"""Ends of classes of size, million dollars a year."""
LEAST_ERROR = 0.01
"""Share of the 80 percent interval up to which errors are told apart."""
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


@dataclass(frozen=True)
class ShortWindows:
    """Some years of both reporters, five of the own ones after them, and a fan.

    ``record``, ``other`` and ``came`` are figures, ``quantiles`` logs at `LEVELS`,
    shape ``(levels, windows, years ahead)``, of fans that do not know the size of the
    flow; ``size_width`` is the factor by which knowing it makes them wider.
    """

    half: np.ndarray
    origin: np.ndarray
    record: np.ndarray
    other: np.ndarray
    came: np.ndarray
    quantiles: np.ndarray
    size_width: np.ndarray

    @property
    def sized(self) -> np.ndarray:
        """Quantiles of the projection of figures known to be million dollars."""
        return self.middle + (self.quantiles - self.middle) * self.size_width[:, None]

    @property
    def middle(self) -> np.ndarray:
        """Median forecasts in logs."""
        return np.asarray(self.quantiles[len(LEVELS) // 2])

    def signals(self, of: Callable[..., np.ndarray]) -> np.ndarray:
        """Signals as the package computes them."""
        return of(np.log(self.record), np.log(self.other), in_dollars=True)


def short_windows(
    own: np.ndarray, other: np.ndarray, pairs: np.ndarray, length: int
) -> ShortWindows:
    """All windows that both sides have published, of flows of some size."""
    parts = []
    for first in range(own.shape[1] - length - AHEAD + 1):
        a = own[:, first : first + length + AHEAD]
        b = other[:, first : first + length]
        good = (np.nan_to_num(np.hstack([a, b])) > 0).all(axis=1)
        good &= np.median(np.nan_to_num(a[:, :length]), axis=1) >= LEAST_SIZE
        origin = np.full(good.sum(), FIRST_YEAR + first + length - 1)
        parts.append((pairs[good], origin, a[good], b[good]))
    half, origin, figures, side = (
        np.concatenate(part) for part in zip(*parts, strict=True)
    )
    record, came = figures[:, :length], figures[:, length:]
    fan = batch_fan(record, AHEAD, "combination")
    quantiles = np.log([fan.quantile(p) for p in LEVELS])
    unbroken = np.ones((len(record), length - 1), dtype=bool)
    wider = size_width(record, unbroken, money_of(["million_USD"] * len(record)))
    return ShortWindows(half, origin, record, side, came, quantiles, wider)


def learned(windows: ShortWindows, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Least-squares parts of the signals, apart from what moved the world in a year.

    Returns the parts that move the median, shape ``(signals, years ahead)``, and those
    that widen the fan, by the logs of what is then left of the errors.
    """
    origin = windows.origin[rows]
    location = windows.signals(location_signals)[rows]
    error = (np.log(windows.came) - windows.middle)[rows]
    bounded = np.clip(error, -1, 1)
    parts = _fitted(location, bounded, origin)
    low, high = np.searchsorted(LEVELS, (0.1, 0.9))
    reach = windows.quantiles[high] - windows.quantiles[low]
    left = np.abs(error - location @ parts) / reach[rows]
    spread = np.log(np.maximum(left, LEAST_ERROR)).mean(axis=1)
    return parts, _fitted(windows.signals(width_signals)[rows], spread, origin)


def _fitted(signals: np.ndarray, errors: np.ndarray, origin: np.ndarray) -> np.ndarray:
    around = (_within_years(numbers, origin) for numbers in (signals, errors))
    parts = np.linalg.lstsq(*around)[0]
    return np.asarray(parts if errors.ndim > 1 else parts[:, 0])


def moved(windows: ShortWindows, parts: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Quantiles moved and widened by some parts."""
    shift = windows.signals(location_signals) @ parts[0]
    width = width_of(windows.signals(width_signals) @ parts[1])
    around = windows.quantiles - windows.middle
    return windows.middle + shift + around * width[:, None]


def held_apart(windows: ShortWindows, parts: Iterable[np.ndarray]) -> np.ndarray:
    """Quantiles of each part of the windows, learned on what lies outside of it.

    A part is a pair of masks: rows that are forecast, and rows to learn from.
    """
    quantiles = windows.quantiles.copy()
    for rows, elsewhere in parts:
        quantiles[:, rows] = moved(windows, learned(windows, elsewhere))[:, rows]
    return quantiles


def closing(windows: ShortWindows) -> pd.DataFrame:
    """Try what the other reporter adds to the forecast of a short record."""
    half, origin = windows.half, windows.origin
    late = origin >= LATER
    other_pairs = [(half == fold, half != fold) for fold in (0, 1)]
    earlier = [((half == f) & late, (half != f) & ~late) for f in (0, 1)]
    packaged = (np.array(list(MOVES.values())), np.array(list(WIDTHS.values())))
    tried = {
        "projection": windows.quantiles,
        "projection, size known": windows.sized,
        "learned on other pairs": held_apart(windows, other_pairs),
        "on other pairs and earlier years": held_apart(windows, earlier),
        "packaged": moved(windows, packaged),
    }
    for name, part in zip(
        ("moves", "widths"), learned(windows, half >= 0), strict=True
    ):
        names = list(MOVES if name == "moves" else WIDTHS)
        print(pd.DataFrame(part, index=names).round(3).to_string(header=False))
    rows = [
        {"forecast": name, "origins": era} | _scores(windows, quantiles, chosen)
        for name, quantiles in tried.items()
        for era, chosen in (("all", half >= 0), ("from 2008", late))
        if era != "all" or "earlier" not in name
    ]
    return pd.DataFrame(rows)


def cover_by_size(windows: ShortWindows) -> pd.DataFrame:
    """Coverage of 80 and 95 percent intervals by size, in million dollars a year."""
    packaged = (np.array(list(MOVES.values())), np.array(list(WIDTHS.values())))
    size = pd.cut(np.median(windows.record, axis=1), SIZES, right=False)
    outturn, columns = np.log(windows.came), {}
    for name, quantiles in (
        ("projection", windows.quantiles),
        ("size known", windows.sized),
        ("packaged", moved(windows, packaged)),
    ):
        for percent in (80, 95):
            low, high = np.searchsorted(
                LEVELS, np.round([0.5 - percent / 200, 0.5 + percent / 200], 6)
            )
            inside = (outturn >= quantiles[low]) & (outturn <= quantiles[high])
            columns[f"{name}, {percent}"] = 100 * inside.mean(axis=1)
    groups = pd.DataFrame(columns).groupby(size, observed=True)
    return groups.mean().assign(windows=groups.size())


def _scores(
    windows: ShortWindows, quantiles: np.ndarray, chosen: np.ndarray
) -> dict[str, float]:
    record, came = windows.record[chosen], windows.came[chosen]
    at, usual = quantiles[:, chosen], windows.quantiles[:, chosen]
    scale = np.abs(np.diff(record, axis=1)).mean(axis=1)
    naive = np.repeat(record[:, -1:], AHEAD, axis=1)
    outturn = np.log(came)
    crps, usual_crps = (_all_crps(outturn, one).mean() for one in (at, usual))
    places = [np.searchsorted(LEVELS, p) for p in (0.025, 0.1, 0.9, 0.975)]
    lowest, low, high, highest = (at[place] for place in places)
    return {
        "windows": len(record),
        "OWA": measures.owa(came, np.exp(at[len(LEVELS) // 2]), naive, scale),
        "CRPS gain, %": 100 * (1 - crps / usual_crps),
        "cover 80": measures.coverage(outturn, low, high),
        "cover 95": measures.coverage(outturn, lowest, highest),
    }


def _within_years(numbers: np.ndarray, origin: np.ndarray) -> np.ndarray:
    """Take the mean of each origin out."""
    frame = pd.DataFrame(numbers)
    return np.asarray(frame - frame.groupby(origin).transform("mean"))


def _all_crps(outturn: np.ndarray, quantiles: np.ndarray) -> np.ndarray:
    error, level = outturn[None] - quantiles, LEVELS[:, None, None]
    return np.asarray(2 * np.maximum(level * error, (level - 1) * error).mean(axis=0))


def _quantile(row: dict[str, float], p: float) -> float:
    if p == 0.5:
        return row["median"]
    name = f"{abs(200 * p - 100):g}"
    return row[f"{'lo' if p < 0.5 else 'hi'}-{name}"]


def months(own: np.ndarray, other: np.ndarray, count: int) -> pd.DataFrame:
    """Score estimates of a running year from months of either side.

    The shares of a year that its months bring scatter by some standard deviation in
    logs; both sides' shares alike, but apart.
    """
    rows = []
    for noise in SCATTER:
        random = np.random.default_rng(0)
        for pair, first in drawn(own, other, YEARS + 1, count):
            cut = slice(first, first + YEARS + 1)
            shares = SHARE * np.exp(random.normal(0, noise, (2, YEARS + 1)))
            sides = np.array([own[pair, cut], other[pair, cut]])
            if (sides > 0).all():
                rows.append({"scatter": noise} | _running(sides, shares))
    frame = pd.DataFrame(rows)
    groups = frame.groupby("scatter")
    medians = groups[[name for name in frame if "error" in name]].median()
    covers = groups[[name for name in frame if "cover" in name]].mean()
    return medians.join(100 * covers).assign(windows=groups.size())


def _running(sides: np.ndarray, shares: np.ndarray) -> dict[str, float]:
    """Errors of the last year of the first side, both sides' months known."""
    years = np.arange(sides.shape[1])
    annual, by_side = [], []
    for side, share in zip(sides, shares, strict=True):
        known = {"year": years[:-1], "value": side[:-1], "books": "one"}
        annual.append(pd.DataFrame(known))
        to_date = side * share
        partial = {"period_start": pd.to_datetime([f"{2000 + y}-01-01" for y in years])}
        partial |= {"months": 6, "value": to_date, "low": to_date, "high": to_date}
        frame = pd.DataFrame(partial | {"books": "one"})
        annual[-1]["year"] += 2000
        by_side.append(nowcast(annual[-1], frame, 2000 + int(years[-1])))
    own, other = by_side
    unknown = Refused("nowcast", "no own months")
    estimates = {
        "own months": own,
        "the other's months": with_other_reporter(unknown, annual[0], other, annual[1]),
        "both": with_other_reporter(own, annual[0], other, annual[1]),
    }
    came = float(sides[0, -1])
    scores = {"error, last value": abs(np.log(came / sides[0, -2]))}
    for name, estimate in estimates.items():
        scores[f"error, {name}"] = abs(np.log(came / estimate.value))
        for level in (80, 95):
            scores[f"cover {level}, {name}"] = estimate.interval(level).contains(came)
    return scores


def on_record(frame: pd.DataFrame) -> dict[str, float]:
    """Score each year that both sides published, by earlier years and the other's."""
    rows = []
    sides = [
        frame[["year", name]].set_axis(["year", "value"], axis=1).dropna()
        for name in ("own", "other")
    ]
    for pair in (sides, sides[::-1]):
        one, two = (
            side.assign(books=name)
            for side, name in zip(pair, ("one", "two"), strict=True)
        )
        for year in sorted(set(one["year"]) & set(two["year"])):
            before = one[one["year"] < year]
            if before.empty or before["year"].max() != year - 1:
                continue
            value = float(two["value"][two["year"] == year].iloc[0])
            figure = YearToDate(int(year), 12, "two", value, value, value)
            unknown = Refused("nowcast", "no own months")
            try:
                made = with_other_reporter(unknown, before, figure, two)
            except NotComputable:
                continue
            came = float(one["value"][one["year"] == year].iloc[0])
            last = float(before["value"].iloc[-1])
            row = {"error": abs(np.log(came / made.value))}
            row |= {"error, last value": abs(np.log(came / last))}
            row |= {
                f"cover {p}": 100.0 * made.interval(p).contains(came) for p in (80, 95)
            }
            rows.append(row)
    scores = pd.DataFrame(rows)
    medians = scores[["error", "error, last value"]].median()
    return {
        "years": float(len(scores)),
        **medians,
        **scores.filter(like="cover").mean(),
    }


def _crps(came: float, quantiles: np.ndarray) -> float:
    error = came - quantiles
    return float(2 * np.maximum(LEVELS * error, (LEVELS - 1) * error).mean())


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("world", type=Path, help="parquet file")
    parser.add_argument("--windows", type=int, default=1000, help="drawn for each case")
    parser.add_argument("--record", type=Path, help="CSV of a pair: year, own, other")
    asked = parser.parse_args()
    if asked.record:
        print(pd.Series(on_record(pd.read_csv(asked.record))).round(3).to_string())
    world = read_world(asked.world)
    own, other, years = both_sides(world)
    print(months(own, other, asked.windows).round(3).T.to_string())
    keys = world.xs("turnover", level="flow").index
    halves = np.array([number_of(pair_of(*key)) // 2 % 2 for key in keys])
    for length in range(LEAST_YEARS, SHORT + 1):
        windows = short_windows(own, other, halves, length)
        print(f"{length} years of both")
        print(closing(windows).round(4).to_string(index=False))
        print(cover_by_size(windows).round(1).to_string())
    scores = {
        name: case(own, other, years, (*spans, asked.windows))
        for name, spans in CASES.items()
    }
    print(pd.DataFrame(scores).round(3).to_string())


if __name__ == "__main__":
    main()
