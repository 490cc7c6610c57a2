"""Rules about both reporters: a year in which each has the figure of the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.evidence.schema.meaning.beside.peers import side_of
from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    Rows = pd.DataFrame
    Mask = pd.Series[bool]

YEARS = 8
"""Years of both reporters from which they have a usual ratio."""
NEAR = (-2, -1, 1, 2)
"""Years beside one by which its ratio is judged."""
LEAST_NEAR = 3
"""How many of them have to be known."""
LEAST = 0.12
"""Orders of magnitude, about a third, by which a ratio is off if it is turned."""
OFF, NEAR_AGAIN = 6, 1.5
"""Times the usual step of a ratio by which it is off, and near if turned round."""
SAME = 0.04
"""Orders of magnitude, about a tenth, within which ratios are the same anyhow."""


def _ratios(rows: Rows) -> pd.Series[float]:
    """Orders of magnitude between both reporters of each flow, by year."""
    firm = rows[(rows["nature"] == "flow") & ~rows["doubted"] & (rows["months"] == 12)]
    firm = firm[(firm["amount"] > 0) & (firm["provenance"] != "compiled")]
    firm = firm.assign(side=side_of(firm), size=np.log10(firm["amount"]))
    firm = firm[firm["side"].str.fullmatch("[A-Z]{3}")]
    of_side = firm.groupby(["series", "period_start", "side"])["size"].median()
    both = of_side.groupby(level=[0, 1])
    return (both.first() - both.last())[both.size() == 2]


def _of_year(ratio: pd.Series[float], step: int) -> pd.Series[float]:
    """Ratio of the year that lies so many years from each."""
    series, start = (ratio.index.get_level_values(n) for n in (0, 1))
    keys = pd.MultiIndex.from_arrays([series, start + pd.DateOffset(years=step)])
    return pd.Series(ratio.reindex(keys).to_numpy(), ratio.index)


def _turned_round(rows: Rows) -> Mask:
    """Tell years whose ratio is off, and usual if the reporters change places."""
    ratio = _ratios(rows)
    of_series = ratio.groupby(level="series")
    years = pd.concat([_of_year(ratio, n) for n in NEAR], axis=1)
    # Reporters of which now the one and now the other has more tell nothing.
    one_way = np.sign(years).sum(axis=1).abs() == years.count(axis=1)
    one_way &= years.count(axis=1) >= LEAST_NEAR
    beside = years.median(axis=1)
    off, turned = (ratio - beside).abs(), (-ratio - beside).abs()
    usual = off.groupby(level="series").transform("median")
    odd = (off > np.maximum(LEAST, OFF * usual)) & (
        turned < np.maximum(SAME, NEAR_AGAIN * usual)
    )
    odd &= one_way & (of_series.transform("size") >= YEARS)
    turned_years = set(odd.index[odd])
    keys = zip(rows["series"], rows["period_start"], strict=True)
    yearly = (rows["months"] == 12) & ~rows["doubted"] & (rows["reporter"] != "")
    return pd.Series([key in turned_years for key in keys], rows.index) & yearly


RULES = (
    Rule(
        "figure of the other side",
        ("observations",),
        "reporter",
        "both reporters of {series} would be in their usual ratio this year if each "
        "had the figure of the other",
        _turned_round,
        "warning",
    ),
)
