"""What a folder without ``dataset.yml`` is about, as far as its tables tell."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from kzaz_analysis.countries import countries
from kzaz_analysis.evidence.dataset.dataset import DatasetDescription
from kzaz_analysis.evidence.dataset.read import completed, side

if TYPE_CHECKING:
    import pandas as pd

PAIR = 2
"""Sides that are set beside each other."""

_RULE = re.compile(r"([a-z]{3})_(?:first|only)")


def derived_dataset(
    series: pd.DataFrame, observations: pd.DataFrame, agencies: pd.DataFrame
) -> DatasetDescription:
    """Read the sides off the tables: rules, directions, reporters, owners of agencies.

    Parameters
    ----------
    series, observations, agencies : pandas.DataFrame
        Those tables, as text.

    Returns
    -------
    DatasetDescription
        With at most two sides, those named most often; the first series of trade
        leads, or the first one.
    """
    sources = (
        [
            code.upper()
            for rule in series["default_rule"]
            for code in _RULE.findall(rule)
        ],
        [code for way in series["direction"] for code in way.split("->")],
        observations["reporter"].to_list(),
        agencies["books"].to_list(),
    )
    codes: list[str] = []
    for names in sources:
        counts = Counter(name for name in names if name in countries())
        codes += [code for code, _ in counts.most_common() if code not in codes]
    sides = tuple(side(code, {}, place) for place, code in enumerate(codes[:PAIR]))
    trade = series[(series["system"] == "trade") & (series["nature"] == "flow")]
    trade = trade.sort_values("direction", key=_one_way, kind="stable")
    names = [*trade["series"], *series["series"]]
    cells: dict[str, Any] = {"sides": sides, "series": names[0] if names else ""}
    return completed(cells)


def flows_of(series: pd.DataFrame, dataset: DatasetDescription) -> tuple[str, ...]:
    """Flows of trade that two sides record, by the direction of each series.

    Those that the dataset lists, else every flow of the system of trade between two
    of its sides.
    """
    if dataset.flows:
        return dataset.flows
    between = series["direction"].map(lambda way: dataset.pair(way) is not None)
    trade = (series["system"] == "trade") & (series["nature"] == "flow")
    flows = series[between.astype(bool) & trade]
    # Turnover, which holds both directions, leads.
    return tuple(flows.sort_values("direction", key=_one_way, kind="stable")["series"])


def _one_way(directions: pd.Series[str]) -> pd.Series[bool]:
    return directions != "both"
