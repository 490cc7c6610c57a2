"""Count how often trade flows did what the projections gave a chance for.

The same two panels under CC BY 4.0 as in ``learn_quantiles.py``, every fold of pairs
projected with a table learned without it.  The event is to have reached a multiple of
the last value by each of the years ahead; chances are put into bins, and the file holds
for each bin what was said on average, how often it came, and for how many forecasts.

    python benchmarks/learn_calibration.py AGTPA.parquet TRADHIST.parquet \\
        -o kzaz_analysis/analysis/projection/evaluation/calibration.csv
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from forecast_accuracy import cross_validated, read_set
from forecast_scores import FOLDS, RATIOS, Series
from learn_quantiles import learn, read_panel

from kzaz_analysis.analysis.projection.predictive.spread import QuantileTable

EDGES = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""Ends of the bins: finer where most chances of a rise lie."""
METHOD = "combination"
HEADER = """\
# How often trade flows reached 1.5 or 2 times their last value, by the chance that the
# projections had given them (low to high), one to five years ahead.  Counted by
# benchmarks/learn_calibration.py, each fold of pairs with a quantile table learned
# without it, on two CC BY 4.0 sets: Yotov, Piermartini, Monteiro, Larch (2016), An
# Advanced Guide to Trade Policy Analysis, bilateral manufacturing trade 1986-2006;
# Fouquin, Hugot (2016), Two Centuries of Bilateral Trade and Gravity Data (TRADHIST,
# CEPII), four hub countries 1950-2014.
"""


def said_and_came(series: Series, tables: dict[int, QuantileTable]) -> pd.DataFrame:
    """Chances given to one panel and what came: one row per flow, multiple and year."""
    chances = cross_validated(series, METHOD, tables).chances
    reached = np.maximum.accumulate(series.test, axis=1)
    came = np.stack([reached >= ratio * series.last[:, None] for ratio in RATIOS])
    pairs = np.broadcast_to(series.cluster[None, :, None], chances.shape)
    columns = {"said": chances, "came": came, "pair": pairs}
    frame = pd.DataFrame({name: part.ravel() for name, part in columns.items()})
    return frame.assign(pair=f"{series.name} " + frame["pair"].astype(str))


def binned(rows: pd.DataFrame) -> pd.DataFrame:
    """Count by bin of what was said."""
    place = np.clip(
        np.searchsorted(EDGES, rows["said"], "right") - 1, 0, len(EDGES) - 2
    )
    groups = rows.groupby(place)
    found = groups.agg(
        said=("said", "mean"),
        came=("came", "mean"),
        forecasts=("came", "size"),
        pairs=("pair", "nunique"),
    )
    ends = pd.DataFrame({"low": EDGES[:-1], "high": EDGES[1:]})
    return ends.join(found).round({"said": 4, "came": 4})


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("panels", nargs="+", type=Path, help="parquet files")
    parser.add_argument("-o", "--output", type=Path, required=True)
    asked = parser.parse_args()
    tables = {
        fold: QuantileTable(learn([read_panel(path, fold) for path in asked.panels]))
        for fold in range(FOLDS)
    }
    sets = [read_set(str(path)) for path in asked.panels]
    rows = pd.concat([said_and_came(one, tables) for one in sets])
    text = HEADER + binned(rows).to_csv(index=False, lineterminator="\n")
    asked.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
