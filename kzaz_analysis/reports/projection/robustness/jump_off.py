"""The last value of a record, how far it can be trusted, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.analysis.projection.nowcast.nowcast import Nowcast
from kzaz_analysis.errors import NotComputable, unknown_name
from kzaz_analysis.reports.projection.inputs.nowcast import months_behind
from kzaz_analysis.studies.forecasts.last_interval import DEFAULT_CHOICE, last_interval
from kzaz_analysis.studies.forecasts.published_since import last_figures

if TYPE_CHECKING:
    from kzaz_analysis.evidence.series import Record

CHOICES = ("none", "rounding", "releases", "reporters", "nowcast")
"""What of the doubt about the last value is carried into the fan."""
FIGURES = ["books", "agency", "value", "low", "high", "obs_status", "qualifier"]
FIGURES += ["published_on", "source", "is_floor"]


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
    bounds, notes = last_interval(record, choice, figures)
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
    to_date = months_behind(record, running)
    carried = (
        f"{running.year} is carried as {span.low:g} to {span.high:g}, the 95 % "
        f"interval of its nowcast from {running.basis} "
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
