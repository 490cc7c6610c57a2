"""World trade by pair of countries and reporter, in current US dollars.

Reads a panel of the IMF's Direction of Trade Statistics: a parquet file with the
columns ``reporter, partner, flow`` (exports or imports), ``year, v`` (million US
dollars).  Regions and countries that no longer exist are left out
(``dots_countries.csv`` names the others), rows that stand there several times are
taken once.  Only pairs whose ``crc32("AAA-BBB")`` (sorted ISO codes) is even are read:
the others are left for judging.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

COUNTRIES = Path(__file__).with_name("dots_countries.csv")
FLOWS = ("exports", "imports", "turnover")
BALANCE = "balance"
"""Exports less imports, of windows with a negative year before the last."""
LEAST_SIZE = 10.0
"""Median of the last five years, in million dollars, from which a flow is used."""
KEY = ["reporter", "partner", "flow", "year"]


@dataclass(frozen=True)
class Windows:
    """Windows of one length: what was known, what came, and where from.

    ``record`` and ``came`` have shapes ``(n, years)`` and ``(n, ahead)``, ``origin``
    is the last known year, ``fold`` numbers the folds of pairs.
    """

    record: np.ndarray
    came: np.ndarray
    origin: np.ndarray
    fold: np.ndarray

    def part(self, rows: np.ndarray) -> Windows:
        """Take some rows."""
        parts = (self.record, self.came, self.origin, self.fold)
        return Windows(*(part[rows] for part in parts))


def pair_of(reporter: str, partner: str) -> str:
    """Name of a pair, the same from either side."""
    return "-".join(sorted((reporter, partner)))


def number_of(pair: str) -> int:
    """Give the number that halves and folds of pairs go by."""
    return zlib.crc32(pair.encode())


def read_world(path: Path) -> pd.DataFrame:
    """Read the panel: one row per reporter, partner and flow, one column per year."""
    codes = pd.read_csv(COUNTRIES).set_index("name")["iso3"]
    frame = pd.read_parquet(path)
    frame = frame.assign(
        reporter=frame["reporter"].map(codes), partner=frame["partner"].map(codes)
    ).dropna()
    frame = frame[frame["reporter"] != frame["partner"]]
    sides = frame[["reporter", "partner"]].drop_duplicates()
    numbers = [number_of(pair_of(*side)) for side in sides.itertuples(index=False)]
    even = np.array(numbers) % 2 == 0
    frame = frame.merge(sides[even]).drop_duplicates([*KEY, "v"])
    frame = frame[~frame.duplicated(KEY, keep=False)]
    years = range(frame["year"].min(), frame["year"].max() + 1)
    wide = frame.pivot_table(index=KEY[:3], columns="year", values="v")
    wide = wide.reindex(columns=years)
    exports, imports = (wide.xs(flow, level="flow") for flow in FLOWS[:2])
    turnover = (exports + imports).dropna(how="all").assign(flow=FLOWS[2])
    turnover = turnover.set_index("flow", append=True)
    return pd.concat([wide, turnover]).sort_index()


def balances(world: pd.DataFrame) -> pd.DataFrame:
    """Take imports from exports of every pair, as either side reports both."""
    exports, imports = (world.xs(flow, level="flow") for flow in FLOWS[:2])
    return (exports - imports).dropna(how="all")


def windows(
    world: pd.DataFrame, flow: str, years: int, ahead: int, least: float = LEAST_SIZE
) -> Windows:
    """All windows of a length without a gap or a zero, of flows of some size."""
    table = balances(world) if flow == BALANCE else world.xs(flow, level="flow")
    folds = np.array([number_of(pair_of(*side)) // 2 for side in table.index])
    values, parts = table.to_numpy(dtype=float), []
    for end in range(years, values.shape[1] - ahead + 1):
        cut = values[:, end - years : end + ahead]
        fine = np.isfinite(cut).all(axis=1)
        if flow == BALANCE:
            fine[fine] = (cut[fine, : years - 1] < 0).any(axis=1)
        else:
            fine[fine] = (cut[fine] > 0).all(axis=1)
        sizes = np.abs(cut[fine, :years][:, -5:])
        fine[fine] = np.median(sizes, axis=1) >= least
        origin = np.full(fine.sum(), table.columns[end - 1])
        parts.append((cut[fine, :years], cut[fine, years:], origin, folds[fine]))
    return Windows(*(np.concatenate(part) for part in zip(*parts, strict=True)))
