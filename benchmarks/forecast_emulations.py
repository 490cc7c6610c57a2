"""How good the projections are on records like those of this trade: short and broken.

Cuts the windows of trade panels (parquet files as ``forecast_accuracy.py`` reads them)
the way real records are cut, and scores what was forecast:

- *short*: only the last 3, 4, 5, 6 or 8 years;
- *broken*: a break between the 5th- and the 4th-last year, the level before it not
  comparable (it is multiplied by a made-up factor);
- *look-alikes*: broken, with a swing of .10 to .25 after the break and more than .35
  before it;
- *calm*: a swing below .06 over the last 3, 4, 6, 8, 10 or 15 years, and one of .06
  to .10 over the last ten or fifteen;
- by era: every origin of its own, whole windows.

OWA is against naive, with the member ``usual`` beside it; coverage is in percent, over
all horizons and in the first year; the Brier scores are those of standing at 2.35 times
the last value within five years, beside what was said and what came.

    python benchmarks/forecast_emulations.py PANEL.parquet:million_USD ... \\
        --markdown docs/x.md
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from forecast_accuracy import as_markdown
from forecast_sets import pair_of

from kzaz_analysis.analysis.projection.evaluation import measures
from kzaz_analysis.analysis.projection.methods.drift import (
    believed_drift,
    recent_slope,
)
from kzaz_analysis.analysis.projection.methods.members import method as method_of
from kzaz_analysis.analysis.projection.predictive.fan import batch_fan
from kzaz_analysis.analysis.projection.predictive.money import money_of
from kzaz_analysis.analysis.projection.predictive.spread import swing
from kzaz_analysis.analysis.projection.runs import linked_runs

SHORT = (3, 4, 5, 6, 8)
AFTER = 4
"""Years after the made-up break."""
LEVEL_BEFORE = 0.37
"""Factor on the years before it; any other gives the same."""
MULTIPLE = 2.35
CALM, QUIET, WILD = 0.06, (0.10, 0.25), 0.35
CALM_YEARS = (3, 4, 6, 8, 10, 15)
LONG = (10, 15)
DRAWS = 1000
"""Samples of pairs, for ranges."""
COLUMNS = [
    *("rows", "OWA", "OWA usual", "cover 95", "its range", "cover 80", "first 80"),
    *("CRPS", "Brier", "said", "came"),
]


@dataclass(frozen=True)
class Cut:
    """Windows of one length: records, what came, which changes are comparable.

    Windows of one pair of countries have one ``pair``.
    """

    record: np.ndarray
    came: np.ndarray
    comparable: np.ndarray
    origin: np.ndarray
    pair: np.ndarray
    unit: str

    def part(self, rows: np.ndarray) -> Cut:
        """Take some rows."""
        parts = (self.record, self.came, self.comparable, self.origin, self.pair)
        return Cut(*(part[rows] for part in parts), self.unit)


def read_cuts(path: Path, unit: str) -> list[Cut]:
    """Longest positive window of every series and origin, by length."""
    frame = pd.read_parquet(path).sort_values("T", kind="stable")
    frame = frame.drop_duplicates(["sid", "origin"], keep="last")
    frame = frame[[min(record) > 0 for record in frame["train"]]]
    lengths = frame["train"].map(len)
    return [
        whole(
            np.stack(same["train"].to_list()).astype(float),
            np.stack(same["test"].to_list()).astype(float),
            same["origin"].to_numpy(),
            same["sid"].map(pair_of).to_numpy(),
            unit,
        )
        for _, same in frame.groupby(lengths)
    ]


def whole(
    record: np.ndarray,
    came: np.ndarray,
    origin: np.ndarray,
    pair: np.ndarray,
    unit: str,
) -> Cut:
    """Windows without a break."""
    comparable = np.ones((len(record), record.shape[1] - 1), dtype=bool)
    return Cut(record, came, comparable, origin, pair, unit)


def short(cuts: list[Cut], years: int) -> list[Cut]:
    """Cut to the last years."""
    return [
        whole(cut.record[:, -years:], cut.came, cut.origin, cut.pair, cut.unit)
        for cut in cuts
        if cut.record.shape[1] >= years
    ]


def broken(cut: Cut) -> Cut:
    """Break the level between the 5th- and the 4th-last year, and link again."""
    count, years = cut.record.shape
    record = cut.record.copy()
    record[:, :-AFTER] *= LEVEL_BEFORE
    segments = np.r_[np.zeros(years - AFTER), np.ones(AFTER)].astype(int)
    runs = linked_runs(
        np.arange(count).repeat(years),
        np.tile(np.arange(years), count),
        np.tile(segments, count),
        record.ravel(),
    )
    linked, comparable = runs.batch(np.arange(count))
    return replace(cut, record=linked, comparable=comparable)


def swing_of(record: np.ndarray) -> np.ndarray:
    """Swing as the engine measures it."""
    logs = np.log(record)
    return swing(logs, believed_drift(logs[:, :-1], recent_slope, logs=True))


def look_alike(cut: Cut) -> Cut:
    """Keep windows that are calm after the break and wild before it."""
    late, early = swing_of(cut.record[:, -AFTER:]), swing_of(cut.record[:, :-AFTER])
    return cut.part((late >= QUIET[0]) & (late <= QUIET[1]) & (early > WILD))


def score(cuts: list[Cut]) -> dict[str, object]:
    """All measures of one emulation."""
    cuts = [cut for cut in cuts if len(cut.record)]
    if not cuts:
        return {"rows": 0}
    parts = pd.DataFrame([_forecast(cut) for cut in cuts])
    median, usual, naive, came, scale, low, high, near, far, crps, p, event = (
        np.concatenate(parts[column].to_list()) for column in parts
    )
    inside = (came >= low) & (came <= high)
    pair = np.concatenate([cut.pair for cut in cuts])
    return {
        "rows": len(came),
        "OWA": measures.owa(came, median, naive, scale),
        "OWA usual": measures.owa(came, usual, naive, scale),
        "cover 95": measures.coverage(came, low, high),
        "its range": range_of(100 * inside.mean(axis=1), pair),
        "cover 80": measures.coverage(came, near, far),
        "first 80": measures.coverage(came[:, 0], near[:, 0], far[:, 0]),
        "CRPS": crps.mean(),
        "Brier": measures.brier(event, p),
        "said": p.mean(),
        "came": event.mean(),
    }


def range_of(shares: np.ndarray, pair: np.ndarray) -> str:
    """Bootstrap 95 percent range of a mean, whole pairs drawn at a time."""
    rng = np.random.default_rng(0)
    codes = np.unique(pair, return_inverse=True)[1]
    count = int(codes.max()) + 1
    drawn = rng.multinomial(count, np.full(count, 1 / count), size=DRAWS)
    weights = drawn[:, codes].astype(float)
    means = (weights @ shares) / weights.sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return f"{low:.1f}-{high:.1f}"


def _forecast(cut: Cut) -> dict[str, np.ndarray]:
    h = cut.came.shape[1]
    fan = batch_fan(
        cut.record,
        h,
        "combination",
        comparable=cut.comparable,
        money=money_of([cut.unit] * len(cut.record)),
    )
    last = cut.record[:, -1:]
    levels = np.linspace(0.025, 0.975, 39)
    at = np.stack([np.log(fan.quantile(level)) for level in levels])
    error = np.log(cut.came) - at
    share = levels[:, None, None]
    pinball = np.maximum(share * error, (share - 1) * error)
    return {
        "median": fan.quantile(0.5),
        "usual": method_of("usual").median(cut.record, h, True),
        "naive": np.repeat(last, h, axis=1),
        "came": cut.came,
        "scale": np.abs(np.diff(cut.record)).mean(axis=1),
        "low": fan.quantile(0.025),
        "high": fan.quantile(0.975),
        "near": fan.quantile(0.1),
        "far": fan.quantile(0.9),
        "crps": 2 * pinball.mean(axis=0),
        "p": fan.reached(MULTIPLE * last[:, 0])[:, -1],
        "event": cut.came.max(axis=1) >= MULTIPLE * last[:, 0],
    }


def table_of(cuts: list[Cut]) -> pd.DataFrame:
    """Score every emulation of one panel."""
    rows = {"whole windows": score(cuts)}
    rows |= {f"last {years} years": score(short(cuts, years)) for years in SHORT}
    for years in CALM_YEARS:
        calm = [cut.part(swing_of(cut.record) < CALM) for cut in short(cuts, years)]
        rows[f"calm, {years} years"] = score(calm)
    for years in LONG:
        sized = [(cut, swing_of(cut.record)) for cut in short(cuts, years)]
        nearly = [cut.part((size >= CALM) & (size < QUIET[0])) for cut, size in sized]
        rows[f"nearly calm, {years} years"] = score(nearly)
    long = [cut for cut in cuts if cut.record.shape[1] > AFTER + 2]
    rows["broken"] = score([broken(cut) for cut in long])
    rows["look-alikes"] = score([broken(look_alike(cut)) for cut in long])
    for era in np.unique(np.concatenate([cut.origin for cut in cuts])):
        rows[f"origin {era}"] = score([cut.part(cut.origin == era) for cut in cuts])
    return pd.DataFrame.from_dict(rows, orient="index")[COLUMNS]


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    """Format the numbers for people."""
    digits = {"rows": 0, "cover 95": 1, "cover 80": 1, "first 80": 1}
    return pd.DataFrame(
        {
            name: [_text(number, digits.get(name, 3)) for number in table[name]]
            for name in table
        },
        index=table.index,
    )


def _text(entry: object, digits: int) -> str:
    if isinstance(entry, str):
        return entry
    return "" if pd.isna(entry) else f"{entry:,.{digits}f}"


def main() -> None:
    """Print the tables, and write them down if asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("panels", nargs="+", help="parquet files, FILE or FILE:UNIT")
    parser.add_argument("--markdown", type=Path, help="also write the tables here")
    asked = parser.parse_args()
    pages = []
    for place in asked.panels:
        path, _, unit = place.partition(":")
        name = Path(path).stem
        table = as_text(table_of(read_cuts(Path(path), unit)))
        print(f"\n{name}\n{table.to_string()}", flush=True)
        pages.append(f"## {name}\n\n{as_markdown(table)}\n")
    if asked.markdown:
        introduction = INTRODUCTION.format(today=date.today())
        text = introduction + "\n".join(pages)
        asked.markdown.write_text(text, encoding="utf-8")


INTRODUCTION = """\
# Short and broken records

Written by `benchmarks/forecast_emulations.py`, on development halves: windows of trade
panels cut the way real records are cut.  *Broken*: the level before the 4th-last year
is not comparable.  *Look-alikes*: broken, a swing of .10 to .25 after the break, more
than .35 before it.  *Calm*: a swing below .06; *nearly*: .06 to .10.  OWA is against
naive, beside it the member `usual` alone; coverage is in percent, over five years and
in the first, that of the 95 % interval with its bootstrap 95 % range over pairs; CRPS
is in logs; Brier, said and came belong to reaching 2.35 times the last value within
five years.  BACI is in thousand and AGTPA in million US dollars, TRADHIST in pounds
sterling: read as `thousand_USD`, `million_USD` and `million_GBP` (a bare `GBP` is a
price, and a calm price gets a narrower fan than calm money).  Measured on {today}.

"""

if __name__ == "__main__":
    main()
