"""What exactly the target is: its statements, its level in one unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.errors import UsageError, unknown_name
from kzaz_analysis.evidence.catalogue import catalogue_entry, targets_of
from kzaz_analysis.evidence.units import ratios

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.evidence.tables import Tables

LEVELS = ("level", "count", "length", "cost")
"""Measures whose value can be compared with a figure of the series."""


@dataclass(frozen=True, slots=True, eq=False)
class PublishedTarget:
    """A target as known on one day.

    Attributes
    ----------
    name, series, title, unit : str
        The target, the series it is about, that series' title and unit.
    value, low, high : float
        The level stated most often, of equals the newest, in `unit`, and what its
        wording allows.
    statements : pandas.DataFrame
        Every statement, oldest first: rows of the targets table with ``announced``
        (day of publication) and ``level`` (in `unit`, missing where the statement
        names none or counts what has another dimension).
    """

    name: str
    series: str
    title: str
    unit: str
    value: float
    low: float
    high: float
    statements: pd.DataFrame

    @property
    def of_level(self) -> pd.DataFrame:
        """The statements that set this level of this series."""
        is_same = self.statements["level"] == self.value
        return self.statements[is_same & (self.statements["series"] == self.series)]

    @property
    def deadlines(self) -> list[int]:
        """Years by which this level is to be reached, earliest first."""
        return sorted(set(self.of_level["deadline_end"].dropna().dt.year))

    @property
    def definitions(self) -> list[str]:
        """What the statements count, each once, in order of first use."""
        return [text for text in dict.fromkeys(self.statements["counted"]) if text]

    @property
    def source_ids(self) -> list[str]:
        """Sources of the statements, in order of first use."""
        return list(dict.fromkeys(self.statements["source"]))


def published_target(evidence: Tables, name: str, series: str = "") -> PublishedTarget:
    """Read one target.

    Parameters
    ----------
    evidence : Tables
        Only statements published by its day.
    name : str
        A target of the targets table, e.g. ``"turnover_1bn"``.
    series : str
        Series to measure it by. When left out, a flow before a capacity, then the
        one that most statements name.

    Returns
    -------
    Target
        With the level that most of its statements about that series name.

    Raises
    ------
    UsageError
        If there is no such target, nothing was published by that day, or no
        statement names a level.
    """
    statements = targets_of(evidence, name)
    if statements.empty:
        raise UsageError(
            f"nothing about {name!r} had been published by {evidence.as_of}"
        )
    chosen = series or _main_series(evidence, statements)
    entry = catalogue_entry(evidence, chosen)
    if chosen not in set(statements["series"]):
        raise unknown_name(f"series of {name}", chosen, set(statements["series"]))
    unit = str(entry["unit"])
    ratio = ratios(evidence, statements["unit"], unit)
    comparable = ratio.where(statements["measure"].isin(LEVELS))
    asked_values = statements.apply(
        lambda row: asked_value(row, entry["better"]), axis=1
    )
    level = asked_values * comparable
    statements = statements.assign(level=level, announced=statements["published_on"])
    of_series = statements[(statements["series"] == chosen) & level.notna()]
    if of_series.empty:
        raise UsageError(f"{name!r} names no level of {chosen}, so it has no gap")
    value = usual_level(of_series)
    bounds = of_series[["low", "high"]].mul(ratio[of_series.index], axis=0)
    low, high = bounds[of_series["level"] == value].iloc[0]
    return PublishedTarget(
        name=name,
        series=chosen,
        title=str(entry["title"]),
        unit=unit,
        value=value,
        low=float(low),
        high=float("inf") if pd.isna(high) else float(high),
        statements=statements,
    )


def usual_level(statements: pd.DataFrame) -> float:
    """Return the level stated most often; of equals the one that was stated last.

    Parameters
    ----------
    statements : pandas.DataFrame
        Columns ``level``, none missing, and ``published_on``. Of levels stated last on
        one day the largest.
    """
    days = statements["published_on"].fillna("").groupby(statements["level"])
    by_level = pd.DataFrame({"count": days.size(), "last": days.max()}).reset_index()
    ordered = by_level.sort_values(["count", "last", "level"])
    return float(ordered["level"].iloc[-1])


def asked_value(row: Mapping[Any, Any], better: str) -> float:
    """Return the number that a statement asks for: of a range the milder end.

    "10 to 15 days" is kept by 15; "15 to 20 million tonnes" by 15.

    Parameters
    ----------
    row : mapping
        A row of the targets table: ``value``, ``high`` and ``digits``, which a range
        lacks.
    better : str
        ``less`` where a lower figure is an improvement.
    """
    is_milder = better == "less" and is_range(row)
    return float(row["high"] if is_milder else row["value"])


def is_range(row: Mapping[Any, Any]) -> bool:
    """Whether a statement names two ends, "10 to 15 days", and no rounded number."""
    return bool(pd.isna(row["digits"]) and row["high"] > row["value"])


def _main_series(evidence: Tables, statements: pd.DataFrame) -> str:
    levels = statements[statements["measure"].isin(LEVELS)]
    candidates = (levels if len(levels) else statements)["series"]
    nature = evidence.load("series").set_index("series")["nature"]
    flows = candidates[candidates.map(nature) == "flow"]
    return str((flows if len(flows) else candidates).mode().iloc[0])
