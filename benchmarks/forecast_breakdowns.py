"""Where a method is good and where not: by horizon, by era, and what falls short."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.analysis.projection.evaluation import measures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forecast_peers import Forecast
    from forecast_scores import Series

BANDS = {"cover 80": (77.0, 83.0), "cover 95": (93.0, 97.0)}
"""Coverage, in percent, that is as good as said."""
MOST_ERAS = 12
SPAN = 5
"""Years of origin in an era where there are more than `MOST_ERAS`."""
FEWEST = 100
"""Rows below which an era is not listed: its coverage would be chance."""


def shortened(series: Series, years: int) -> Series:
    """Cut every record to its last years; shorter ones are left out."""
    rows = np.flatnonzero([len(record) >= years for record in series.train])
    some = series.part(rows)
    return replace(
        some,
        name=f"{series.name}, last {years} years",
        train=[record[-years:] for record in some.train],
    )


def breakdown(series: Series, forecast: Forecast, naive: np.ndarray) -> pd.DataFrame:
    """OWA and coverage by year ahead, and by year of origin where there are several."""
    every = np.arange(len(series.train))
    parts = {f"year {h + 1}": (every, [h]) for h in range(series.test.shape[1])} | dict(
        _eras(series)
    )
    scale = np.array([measures.naive_scale(record) for record in series.train])
    rows = {}
    for name, (chosen, columns) in parts.items():
        at = np.ix_(chosen, columns)
        wide = {key: values[at] for key, values in forecast.wide.items()}
        came = series.test[at]
        rows[name] = {
            "rows": len(chosen),
            "OWA": measures.owa(came, wide["median"], naive[at], scale[chosen]),
            **{
                f"cover {level}": measures.coverage(
                    came, wide[f"lo-{level}"], wide[f"hi-{level}"]
                )
                for level in (80, 95)
            },
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def _eras(series: Series) -> Iterator[tuple[str, tuple[np.ndarray, list[int]]]]:
    origins = np.unique(series.origin)
    if len(origins) == 1:
        return
    columns = list(range(series.test.shape[1]))
    span = 1 if len(origins) <= MOST_ERAS else SPAN
    for begin in np.unique(origins // span * span):
        chosen = np.flatnonzero(series.origin // span * span == begin)
        if len(chosen) >= FEWEST:
            end = begin + span - 1
            name = f"origin {begin}" if span == 1 else f"origins {begin}-{end}"
            yield name, (chosen, columns)


def shortfalls(name: str, scores: pd.DataFrame, parts: pd.DataFrame) -> list[str]:
    """Say in one line where this engine falls short on a set; years ahead left out."""
    same = scores[scores.index.str.contains("same")]
    failings = []
    if len(same):
        (_, ours), *peers = same["OWA"].items()
        better = [f"{peer} {value:.3f}" for peer, value in peers if value < ours]
        failings += [f"OWA {ours:.3f}, behind {', '.join(better)}"] if better else []
    whole = scores.loc[["this engine"]].rename(index={"this engine": "all"})
    eras = parts[parts.index.str.startswith("origin")]
    for part, row in pd.concat([whole, eras]).iterrows():
        wrong = [f"OWA {row['OWA']:.3f}"] if row["OWA"] >= 1 else []
        wrong += [
            f"{measure} is {row[measure]:.1f}"
            for measure, (low, high) in BANDS.items()
            if not low <= row[measure] <= high
        ]
        failings += [f"{part} ({', '.join(wrong)})"] if wrong else []
    return [f"- **{name}**: {'; '.join(failings)}"] if failings else []
