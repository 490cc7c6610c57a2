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
    forecasts = table[(table["series"] == record.name) & (table["measure"] == "level")]
    ratio = ratios(record.evidence, forecasts["unit"], record.unit)
    forecasts = forecasts[ratio.notna() & forecasts["period_end"].notna()]
    scaled = {
        c: forecasts[c] * ratio[forecasts.index] for c in ("value", "low", "high")
    }
    frame = forecasts.assign(
        year=forecasts["period_end"].dt.year.astype("int64"), **scaled
    )
    actual = record.annual.set_index("year")["value"]
    columns = ["author", "published_on", "scenario", "condition", "year", "value"]
    columns_shown = frame.assign(actual=frame["year"].map(actual))
    columns_shown = columns_shown[[*columns, "low", "high", "actual", "source"]]
    return columns_shown.sort_values(["year", "author", "source"], ignore_index=True)
