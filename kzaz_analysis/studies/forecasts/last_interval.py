"""The interval of the last value of a record, which a forecast carries ahead."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kzaz_analysis.analysis.counting import counted
from kzaz_analysis.analysis.projection.nowcast.same_months import first_months
from kzaz_analysis.analysis.revisions import latest_releases, revision_statistics
from kzaz_analysis.errors import NotComputable
from kzaz_analysis.evidence.vintages import revisions_of

if TYPE_CHECKING:
    import pandas as pd

    from kzaz_analysis.evidence.series import Record

DEFAULT_CHOICE = "releases"
PROVISIONAL = ("P", "E")
"""Observation status of figures that are likely to be revised."""
WHAT = {
    "rounding": "the rounding of its figure",
    "releases": "what the same reporter has published for it",
    "reporters": "what all reporters have published for it",
}


def last_interval(
    record: Record, choice: str, figures: pd.DataFrame
) -> tuple[tuple[float, float] | None, tuple[str, ...]]:
    """Return the interval of the last value that a choice carries into a forecast.

    Parameters
    ----------
    record : Record
        One series under one rule, with at least one yearly figure.
    choice : str
        As in `last_figures`.
    figures : pandas.DataFrame
        What `last_figures` returned for it.

    Returns
    -------
    tuple of (tuple of float or None), (tuple of str)
        Low and high in the unit of the series, None where there is none to carry; and
        how it came about, in full sentences.
    """
    latest = record.annual.iloc[-1]
    year, value = int(latest["year"]), float(latest["value"])
    if choice == "none":
        return None, (f"The figure for {year} is taken as certain.",)
    whole = figures[~figures["is_floor"]]
    low = float(whole["low"].min())
    high = float(max(whole["high"].max(), figures["value"].max()))
    notes = [] if choice == "rounding" else _others(figures, choice, year)
    if latest["obs_status"] in PROVISIONAL and choice != "rounding":
        factor, note = _revised(record)
        low, high = min(low, low / factor), max(high, high * factor)
        notes.append(f"The figure for {year} is provisional: {note}")
    if not math.isfinite(high):
        note = f"The figure for {year} has no upper end, so no interval is carried."
        return None, (note, *notes)
    if low <= 0 < value:
        note = f"The interval of {year} reaches zero and is not carried."
        return None, (note, *notes)
    sources = ", ".join(dict.fromkeys(figures["source"]))
    carried = f"{year} is carried as {low:g} to {high:g}: {WHAT[choice]} ({sources})."
    return (low, high), (carried, *notes)


def _others(figures: pd.DataFrame, choice: str, year: int) -> list[str]:
    notes = []
    if choice == "reporters" and len(set(figures["books"])) == 1:
        notes.append(f"No other reporter has a figure for {year}.")
    for floor in figures[figures["is_floor"]].to_dict("records"):
        months = first_months(int(floor["months"]))
        notes.append(
            f"Another reporter has {floor['value']:g} for {months} of {year} alone; it "
            "counts as the least that they will show."
        )
    return notes


def _revised(record: Record) -> tuple[float, str]:
    """Factor by which such figures moved, twice the mean absolute revision.

    A shift that lies evenly between nothing and twice the mean has that mean.
    """
    revisions = revisions_of(record.evidence, record.name)
    start, end = revisions["period_start"], revisions["period_end"]
    yearly = (start.dt.day_of_year == 1) & (end.dt.month == 12) & (end.dt.day == 31)
    latest_of_reporter = latest_releases(
        revisions[yearly & (revisions["books"] == record.annual["books"].iloc[-1])]
    )
    try:
        moved = revision_statistics(
            latest_of_reporter["first_value"].to_list(),
            latest_of_reporter["value"].to_list(),
        )
    except NotComputable:
        return 1.0, "no earlier figure was revised, so only its rounding is carried."
    factor = 1 + 2 * moved.mean_absolute_pct / 100
    return factor, (
        f"widened by twice the mean absolute revision of earlier figures, "
        f"{moved.mean_absolute_pct:.2g} % over {counted(moved.revisions, 'revision')}."
    )
