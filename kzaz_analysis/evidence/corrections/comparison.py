"""Every yearly figure of trade beside the official ones, agreeing or not."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.evidence.catalogue import catalogue_entry
from kzaz_analysis.evidence.dataset.derived import flows_of
from kzaz_analysis.evidence.selection import BOUNDS, figures_of
from kzaz_analysis.evidence.series import series_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from kzaz_analysis.evidence.tables import Tables

NEAR = 0.02
"""Relative distance within which a figure is near an official one."""

COLUMNS = ["series", "year", "value", "reporter", "agency", "provenance"]


def comparison(evidence: Tables) -> pd.DataFrame:
    """Set each yearly trade figure beside the official figures of both reporters.

    Returns
    -------
    pandas.DataFrame
        One row per published yearly figure that is no official one itself: ``series,
        year, value, reporter, agency, provenance``, the code of each side, ``verdict,
        source, ref``, values in the unit of the series. The columns of the sides hold
        what the statistics of each give, missing where they have no figure.
    """
    flows = flows_of(evidence.load("series"), evidence.dataset)
    frames = [_of_series(evidence, name) for name in flows]
    if not frames:
        columns = [*COLUMNS, *evidence.dataset.codes, "verdict", "source", "ref"]
        return pd.DataFrame(columns=columns)
    return pd.concat(frames, ignore_index=True)


def _of_series(evidence: Tables, name: str) -> pd.DataFrame:
    rows = figures_of(evidence, name, catalogue_entry(evidence, name))
    rows = rows[rows["full_year"] & ~rows["derived"]]
    rules = evidence.dataset.alone
    official = {side: _official(evidence, name, rule) for side, rule in rules.items()}
    sources = {source for figures in official.values() for source in figures["source"]}
    rows = rows[~rows["source"].isin(sources)].sort_values(["year", "agency", "ref"])
    values = {
        side: rows["year"].map(figures["value"]).astype(float)
        for side, figures in official.items()
    }
    rows = rows.assign(**values)
    verdicts = [_verdict(row, tuple(rules)) for row in rows.to_dict("records")]
    columns = [*COLUMNS, *rules, "verdict", "source", "ref"]
    return rows.assign(verdict=verdicts)[columns]


def _official(evidence: Tables, name: str, rule: str) -> pd.DataFrame:
    annual = series_of(evidence, name, rule).annual.set_index("year")
    return annual[annual["provenance"] == "statistic"]


def _verdict(row: Mapping[Hashable, object], sides: tuple[str, ...]) -> str:
    """Say whom a figure agrees with: its rounding holds theirs, or is within 2 %."""
    official = {side: float(str(row[side])) for side in sides}
    figures = {side: value for side, value in official.items() if not isnan(value)}
    if not figures:
        return "no official figure"
    low, high = float(str(row["low"])), float(str(row["high"]))
    agreeing = [side for side, value in figures.items() if low <= value <= high]
    if agreeing and row["qualifier"] in BOUNDS:
        return f"bound that allows {' and '.join(agreeing)}"
    if agreeing:
        return f"agrees with {' and '.join(agreeing)}"
    printed = float(str(row["value"]))
    near = [s for s, value in figures.items() if abs(printed - value) <= NEAR * value]
    if near:
        return f"near {' and '.join(near)}"
    return "neither" if len(figures) == len(sides) > 1 else f"unlike {min(figures)}"
