"""The last value of a record, how far it can be trusted, and why."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.counting import counted
from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.analysis.projection.nowcast.nowcast import Nowcast
from kzaz_analysis.analysis.projection.nowcast.same_months import first_months
from kzaz_analysis.analysis.revisions import latest_releases, revision_statistics
from kzaz_analysis.errors import NotComputable, unknown_name
from kzaz_analysis.evidence.vintages import revisions_of
from kzaz_analysis.reports.projection.inputs.published_since import last_figures

if TYPE_CHECKING:
    from kzaz_analysis.evidence.series import Record

CHOICES = ("none", "rounding", "releases", "reporters", "nowcast")
"""What of the doubt about the last value is carried into the fan."""
DEFAULT_CHOICE = "releases"
PROVISIONAL = ("P", "E")
"""Observation status of figures that are likely to be revised."""
FIGURES = ["books", "agency", "value", "low", "high", "obs_status", "qualifier"]
FIGURES += ["published_on", "source", "is_floor"]
WHAT = {
    "rounding": "the rounding of its figure",
    "releases": "what the same reporter has published for it",
    "reporters": "what all reporters have published for it",
}


@dataclass(frozen=True, slots=True, eq=False)
class LastValue:
    """Where the projection starts, and the interval carried into it.

    Attributes
    ----------
    choice : str
        One of `CHOICES`: what is carried.
    annual : pandas.DataFrame
        The record projected: the yearly figures, and with ``nowcast`` that year too.
    year : int
        Last year of it.
    value : float
        Its figure, in the unit of the series.
    bounds : tuple of float or None
        The interval carried; None when there is none.
    figures : pandas.DataFrame
        What made the interval: ``books, agency, value, low, high, obs_status,
        qualifier, published_on, source, is_floor``; one row per figure, the chosen one
        first, in the unit of the series. ``is_floor`` marks months of that year which
        already exceed it by another reporter: they count as the least those will show.
    notes : tuple of str
        Which interval is carried and from which sources, in full sentences.
    """

    choice: str
    annual: pd.DataFrame
    year: int
    value: float
    bounds: tuple[float, float] | None
    figures: pd.DataFrame
    notes: tuple[str, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """Sources of the figures behind the interval, the chosen one's first."""
        return tuple(dict.fromkeys(s for s in self.figures["source"] if s))

    def __repr__(self) -> str:
        low, high = self.bounds or (self.value, self.value)
        span = f"{low:g} to {high:g}"
        return f"LastValue({self.year}: {self.value:g}, {span}; {self.choice})"


def last_value(
    record: Record,
    choice: str = DEFAULT_CHOICE,
    running: Nowcast | Refused | None = None,
) -> LastValue:
    """Say where a projection starts and what interval it carries.

    Parameters
    ----------
    record : Record
        One series under one rule.
    choice : str
        ``none``; ``rounding`` of the last figure; ``releases``: all figures that the
        same reporter has published for that year, widened by past revisions where the
        last one is provisional; ``reporters``: those of all reporters; ``nowcast``:
        the year after it by nowcast, with its 95 % interval.
    running : Nowcast or Refused, optional
        The nowcast of the year after the last figure.

    Returns
    -------
    LastValue
        Record, interval and where it comes from.

    Raises
    ------
    NotComputable
        If the record holds no figure, or there is no nowcast to start from.
    UsageError
        If there is no such choice.
    """
    if choice not in CHOICES:
        raise unknown_name("jump-off", choice, CHOICES)
    if record.annual.empty:
        raise NotComputable("the record holds no figure")
    if choice == "nowcast":
        return _from_nowcast(record, running)
    figures = last_figures(record, choice)
    bounds, notes = _interval(record, choice, figures)
    latest = _last(record)
    return LastValue(
        choice=choice,
        annual=record.annual,
        year=int(latest["year"]),
        value=float(latest["value"]),
        bounds=bounds,
        figures=figures[FIGURES].reset_index(drop=True),
        notes=notes,
    )


def starting_point(
    record: Record, choice: str, running: Nowcast | Refused
) -> LastValue:
    """Say where a projection starts; without a nowcast, at the last figure.

    Parameters
    ----------
    record, choice, running
        As in `last_value`.

    Returns
    -------
    LastValue
        As asked; with ``nowcast`` where there is none, as by `DEFAULT_CHOICE`, and a
        note says why.

    Raises
    ------
    NotComputable
        If the record holds no figure.
    UsageError
        If there is no such choice.
    """
    if choice != "nowcast" or isinstance(running, Nowcast):
        return last_value(record, choice, running)
    starting_points = last_value(record)
    return replace(
        starting_points,
        notes=(f"No nowcast: {running.reason}.", *starting_points.notes),
    )


def _last(record: Record) -> pd.Series:
    return record.annual.iloc[-1]


def _interval(
    record: Record, choice: str, figures: pd.DataFrame
) -> tuple[tuple[float, float] | None, tuple[str, ...]]:
    latest = _last(record)
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
        revisions[yearly & (revisions["books"] == _last(record)["books"])]
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


def _from_nowcast(record: Record, running: Nowcast | Refused | None) -> LastValue:
    latest = _last(record)
    if not isinstance(running, Nowcast):
        why = running.reason if isinstance(running, Refused) else "none was made"
        raise NotComputable(why)
    if running.year != latest["year"] + 1 or running.books != latest["books"]:
        raise NotComputable(
            f"the nowcast of {running.year} does not follow the figure for "
            f"{latest['year']} by the same reporter"
        )
    span = running.interval(95)
    to_date = record.partial[
        (record.partial["year"] == running.year)
        & (record.partial["books"] == running.books)
        & (record.partial["months"] == running.months)
    ]
    carried = (
        f"{running.year} is carried as {span.low:g} to {span.high:g}, the 95 % "
        f"interval of its nowcast from {first_months(running.months)} "
        f"({', '.join(to_date['source'])})."
    )
    return LastValue(
        choice="nowcast",
        annual=_continued(record.annual, running),
        year=running.year,
        value=running.value,
        bounds=(span.low, span.high),
        figures=to_date.assign(is_floor=False)[FIGURES].reset_index(drop=True),
        notes=(carried, *running.notes),
    )


def _continued(annual: pd.DataFrame, running: Nowcast) -> pd.DataFrame:
    """Add the nowcast as a row of its own, marked as estimated."""
    span = running.interval(95)
    row = annual.iloc[[-1]].assign(
        year=running.year,
        value=running.value,
        low=span.low,
        high=span.high,
        obs_status="E",
        qualifier="approx",
        derived=True,
    )
    return pd.concat([annual, row], ignore_index=True)
