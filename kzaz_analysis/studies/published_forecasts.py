"""Forecasts by others of one series, beside what came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.evidence.units import ratios

if TYPE_CHECKING:
    import pandas as pd

    from kzaz_analysis.evidence.series import Record


def others_forecasts(record: Record) -> pd.DataFrame:
    """Forecasts by others of a series, beside what came.

    Parameters
    ----------
    record : Record
        The series, as known on its day.

    Returns
    -------
    pandas.DataFrame
        Columns as `ProjectionStudy.others` has them, one row per forecast of a level,
        earliest year first.
    """
    table = record.evidence.load("projections")
    mine = table[(table["series"] == record.name) & (table["measure"] == "level")]
    ratio = ratios(record.evidence, mine["unit"], record.unit)
    mine = mine[ratio.notna() & mine["period_end"].notna()]
    scaled = {c: mine[c] * ratio[mine.index] for c in ("value", "low", "high")}
    frame = mine.assign(year=mine["period_end"].dt.year.astype("int64"), **scaled)
    actual = record.annual.set_index("year")["value"]
    columns = ["author", "published_on", "scenario", "condition", "year", "value"]
    shown = frame.assign(actual=frame["year"].map(actual))
    shown = shown[[*columns, "low", "high", "actual", "source"]]
    return shown.sort_values(["year", "author", "source"], ignore_index=True)
