"""Turn the unit of a driver into that of the series it drives, by the record alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.intervals import Interval
from kzaz_analysis.errors import NotComputable
from kzaz_analysis.evidence.catalogue import catalogue_entry
from kzaz_analysis.evidence.series import series_of
from kzaz_analysis.evidence.units import ratios_to
from kzaz_analysis.studies.driver_values import names_of, period_text

if TYPE_CHECKING:
    from kzaz_analysis.evidence.tables import Tables
    from kzaz_analysis.studies.driver_values import Row

NEEDED_SERIES = 2
"""Series that make a rate: one over the other."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of a driver is in the unit of the driven series.

    Attributes
    ----------
    value : float
        The rate.
    interval : Interval
        What rounding allows.
    period, source : str
        When it held, and the sources of its two figures; empty for a plain unit.
    """

    value: float
    interval: Interval
    period: str = ""
    source: str = ""


def rate_to(
    evidence: Tables, row: Row, unit: str, driven_unit: str, books: str | None = None
) -> Rate:
    """Bring the unit of a driver to that of the series it drives.

    Units of one dimension convert; else the two series of ``converted_by`` give the
    rate by their last figures for the same period of the same reporter: that of
    `books`, where it is given.

    Raises
    ------
    NotComputable
        If neither is possible.
    """
    units = ratios_to(evidence, driven_unit)
    ratio = units.get(unit)
    if ratio is not None:
        return Rate(float(ratio), Interval.point(float(ratio)))
    pair = names_of(row, "converted_by")
    words = unit.replace("_", " "), driven_unit.replace("_", " ")
    if len(pair) != NEEDED_SERIES:
        raise NotComputable(f"nothing on record turns {words[0]} into {words[1]}")
    above, below = (_all_figures(evidence, name) for name in pair)
    keys = ["period_start", "period_end", "books"]
    both = above.merge(below, on=keys, suffixes=("", "_below"))
    both = both[both["value_below"] > 0].sort_values("period_end")
    both = both if books is None else both[both["books"] == books]
    top_unit, bottom_unit = (
        str(catalogue_entry(evidence, name)["unit"]) for name in pair
    )
    up, down = units.get(top_unit), ratios_to(evidence, unit).get(bottom_unit)
    if both.empty or up is None or down is None:
        raise NotComputable(
            f"no period has both {pair[0]} and {pair[1]}, which would turn "
            f"{words[0]} into {words[1]}"
        )
    latest = both.iloc[-1]
    top = Interval(latest["low"], latest["high"]) * (float(up) / float(down))
    return Rate(
        float(latest["value"] / latest["value_below"] * up / down),
        top / Interval(latest["low_below"], latest["high_below"]),
        period_text(latest["period_start"], latest["period_end"]),
        ";".join(dict.fromkeys((latest["source"], latest["source_below"]))),
    )


def _all_figures(evidence: Tables, name: str) -> pd.DataFrame:
    record = series_of(evidence, name)
    frames = [f for f in (record.annual, record.partial) if len(f)]
    return pd.concat(frames or [record.annual], ignore_index=True)
