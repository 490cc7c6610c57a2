"""How good the projections are, beside naive methods and published peers.

Reads sets of short annual series (``forecast_sets.py`` says in which forms) and scores
every method on the years after the training years.

    python benchmarks/forecast_accuracy.py set.parquet trade.parquet:million_USD
    python benchmarks/forecast_accuracy.py FOLDER
    python benchmarks/forecast_accuracy.py Yearly-train.csv:Yearly-test.csv --limit 500
    python benchmarks/forecast_accuracy.py set.parquet --peers \\
        --markdown docs/benchmark-forecast.md

``--last 4`` scores every set also with records cut to their last four years.
``--peers`` needs statsforecast (the ``bench`` extra).  ``--speed`` times 20,000 made-up
series.
"""

from __future__ import annotations

import argparse
import resource
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from forecast_breakdowns import breakdown, shortened, shortfalls
from forecast_peers import PEERS, Forecast, median_of, peer_forecast
from forecast_published import published
from forecast_scores import RATIOS, Series, base_rate, score
from forecast_sets import places_in, read_set

from kzaz_analysis.analysis.projection import project_panel
from kzaz_analysis.analysis.projection.predictive.spread import shipped_table

if TYPE_CHECKING:
    from collections.abc import Iterator

OURS = {
    "combination": "this engine",
    "naive": "naive",
    "rwd": "random walk with drift",
    "cagr5": "growth of five years",
}
DRAWS = 1000


def engine_forecast(series: Series, method: str) -> Forecast:
    """Forecast of one of our methods, with the seconds it took."""
    panel = long_form(series.train).assign(unit=series.unit)
    h = series.test.shape[1]
    begun = time.perf_counter()
    result = project_panel(panel, h, members=method)
    seconds = time.perf_counter() - begun
    wide = {name: result[name].to_numpy().reshape(-1, h) for name in result.columns[2:]}
    chances = [
        project_panel(
            panel,
            h,
            targets=dict(enumerate(ratio * series.last)),
            members=method,
        )["p_reached"]
        .to_numpy()
        .reshape(-1, h)
        for ratio in RATIOS
    ]
    return Forecast(wide, np.stack(chances), seconds)


def long_form(records: list[np.ndarray]) -> pd.DataFrame:
    """Bring records into the long form that the engine takes."""
    lengths = [len(record) for record in records]
    return pd.DataFrame(
        {
            "unique_id": np.repeat(np.arange(len(records)), lengths),
            "ds": np.concatenate([np.arange(2000 - n, 2000) for n in lengths]),
            "y": np.concatenate(records),
        }
    )


def table_of(
    series: Series, peers: list[str], limit: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Score every method on one set, and the engine by horizon and era."""
    forecasts = {title: engine_forecast(series, name) for name, title in OURS.items()}
    naive = forecasts["naive"].wide["median"]
    rows = {title: score(series, one, naive) for title, one in forecasts.items()}
    rows["base rate"] = base_rate(series)
    if peers:
        chosen = np.random.default_rng(0).permutation(len(series.train))[:limit]
        ours = {title: forecasts[title] for title in ("this engine", "naive")}
        rows |= beside_peers(series, ours, peers, np.sort(chosen))
    parts = breakdown(series, forecasts["this engine"], naive)
    return pd.DataFrame.from_dict(rows, orient="index"), parts


def beside_peers(
    series: Series, ours: dict[str, Forecast], peers: list[str], chosen: np.ndarray
) -> dict[str, dict[str, object]]:
    """Score the peers, and the engine on the same rows."""
    some, h = series.part(chosen), series.test.shape[1]
    naive = ours["naive"].wide["median"][chosen]
    found = {name: peer_forecast(name, some.train, h, RATIOS, DRAWS) for name in peers}
    if len(found) > 1:
        found["median of these peers"] = median_of(list(found.values()))
    found = {"this engine": ours["this engine"].part(chosen)} | found
    where = f"(same {len(chosen)} rows)"
    return {f"{name} {where}": score(some, one, naive) for name, one in found.items()}


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    """Format the numbers for people."""
    digits = {
        "rows": 0,
        "cover 80": 1,
        "cover 95": 1,
        "worst era": 1,
        "ms": 2,
        "sMAPE": 2,
    }
    shown = table.copy().astype(object)
    for name in table.columns:
        places = digits.get(name, 3)
        shown[name] = [
            one if isinstance(one, str) else "" if pd.isna(one) else f"{one:.{places}f}"
            for one in table[name]
        ]
    return shown


def as_markdown(table: pd.DataFrame) -> str:
    """Write a table as Markdown."""
    shown = as_text(table)
    header = ["method", *shown.columns]
    lines = [header, ["---"] * len(header), *shown.reset_index().to_numpy().tolist()]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def speed(count: int = 20_000) -> str:
    """Time a large batch, and say how much memory it took."""
    rng = np.random.default_rng(0)
    records = [
        100 * np.exp(rng.normal(0.03, 0.2, length).cumsum())
        for length in rng.integers(3, 41, count)
    ]
    panel = long_form(records)
    begun = time.perf_counter()
    project_panel(panel, 6, targets=200.0)
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"{count:,} series of 3 to 40 years, six years ahead, four bounds, a chance: "
        f"{seconds:.1f} s, {1000 * seconds / count:.2f} ms a series; "
        f"peak memory of the process {peak:.0f} MB."
    )


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="*", help="files or folders")
    parser.add_argument("--limit", type=int, help="series drawn from each set")
    parser.add_argument(
        "--peers", nargs="*", choices=PEERS, help="from statsforecast; all when bare"
    )
    parser.add_argument(
        "--last", type=int, nargs="*", default=[], help="years that records are cut to"
    )
    parser.add_argument("--peer-limit", type=int, default=300, help="series for peers")
    parser.add_argument("--speed", action="store_true", help="time 20,000 series")
    parser.add_argument("--markdown", type=Path, help="also write the tables here")
    return parser.parse_args()


def drawn(series: Series, limit: int | None) -> Series:
    """Draw some rows of a set, or keep all."""
    if not limit or limit >= len(series.train):
        return series
    order = np.random.default_rng(0).permutation(len(series.train))
    return series.part(np.sort(order[:limit]))


def every_set(asked: argparse.Namespace) -> Iterator[Series]:
    """Yield every set, whole and cut to each of the lengths asked for."""
    places = [one for place in asked.sets for one in places_in(place)]
    for place in places:
        series = drawn(read_set(place), asked.limit)
        yield series
        for years in asked.last:
            yield shortened(series, years)


def main() -> None:
    """Print the tables, and write them down if asked."""
    asked = arguments()
    peers = list(asked.peers or PEERS) if asked.peers is not None else []
    shipped_table()  # so that no method is charged for reading it
    pages, failings = [INTRODUCTION.format(today=date.today())], []
    for series in every_set(asked):
        table, parts = table_of(series, peers, asked.peer_limit)
        rows, years = series.test.shape
        title = f"{series.name}: {rows:,} rows, {years} years ahead"
        for one in (table, parts):
            print(f"\n{title}\n{as_text(one).to_string()}", flush=True)
        pages.append(f"## {title}\n\n{as_markdown(table)}\n\n{as_markdown(parts)}\n")
        others = published(rows, years)
        if len(others):
            print(f"\nas published\n{others.to_string()}", flush=True)
            pages.append(f"As published on this set:\n\n{as_markdown(others)}\n")
        failings += shortfalls(series.name, table, parts)
    pages.insert(1, "\n".join([SHORTFALLS, *failings, ""]))
    if asked.speed:
        said = speed()
        print(said)
        pages.append(f"## Speed\n\n{said}\n")
    if asked.markdown:
        asked.markdown.write_text("\n".join(pages), encoding="utf-8")


SHORTFALLS = """\
## Where it falls short

Made from the tables below: where a peer has the lower OWA, where the engine is no
better than naive, and where 80 % intervals cover less than 77 or more than 83 %, 95 %
intervals less than 93 or more than 97 %, over all years ahead: of all rows, and of each
origin. Too wide is an error, too.
"""

INTRODUCTION = """\
# How good the projections are

Written by `benchmarks/forecast_accuracy.py`.  OWA is relative to naive (below one is
better), with a bootstrap range over pairs; coverage is in percent; the log score is the
interval score of the 95 % interval in logarithms (lower is better); the Brier score is
that of having reached 1.5 or 2 times the last value by each year.  The worst era is the
origin year with the lowest 95 % coverage.  The quantile table was learned from world
trade in dollars 1992-2020, on pairs and years that some sets share (BACI most).  Naive,
drift and five-year growth carry intervals from the same kind of table, so that only the
medians and not the intervals of the field's usual versions are compared.  TRADHIST is
in pounds sterling, the other trade sets are in US dollars.  A second table has the
engine by year ahead and by origin.  Sets "last 4 years" have every record cut to them.
Peers (statsforecast) are fitted to a sample of rows, on which the engine stands beside
them; a record on which a peer fails, as AutoETS does on four values, gets its naive
forecast.
BACI and AGTPA are read as dollars and TRADHIST as money, which widens the fans of calm
money and narrows those of large flows.
All sets are development halves: of M4 yearly, M3 yearly and tourism yearly, too, the
full sets were not at hand, so that none of these figures stands beside a published one.
With the full sets in a folder, `forecast_accuracy.py FOLDER` runs them all: M4 as its
authors publish it (`Yearly-train.csv`, `Yearly-test.csv`), M3, M4 and tourism as the
Monash archive publishes them (`m3_yearly_dataset.tsf` and so on), and prints what was
published on whole M4 and M3 beside them (`forecast_published.py`).
Measured on {today}.
"""

if __name__ == "__main__":
    main()
