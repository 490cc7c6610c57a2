"""What can be chosen: series that can be projected, their rules and days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.catalogue import catalogue_entry
from kzaz_analysis.evidence.dataset.dataset import OTHERS
from kzaz_analysis.evidence.periods import last_days
from kzaz_analysis.evidence.selection import with_books

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from kzaz_analysis.evidence.opened import Evidence
    from kzaz_analysis.evidence.series import Record

LEAST_YEARS = 3
"""Years with a figure below which nothing is projected."""
YEARS_AT_FIRST = 10
"""Years of record that a reader sees before choosing any."""
WHOLE_DAY = len("2026-03-11")


@dataclass(frozen=True, slots=True)
class SeriesChoice:
    """One series, and what it can be asked by.

    Attributes
    ----------
    name, title, system, unit : str
        As the catalogue has them.
    is_less_better : bool
        Whether a lower figure is an improvement, so that no level is to be reached.
    rules : tuple of str
        Rules that lead to different figures, that of the catalogue first.
    days : tuple of str
        Days of knowledge, the newest first, after that of the evidence; the empty
        text stands for all publications.
    """

    name: str
    title: str
    system: str
    unit: str
    is_less_better: bool
    rules: tuple[str, ...]
    days: tuple[str, ...]


def series_choices(
    evidence: Evidence, series: Sequence[str] = (), *, every_day: bool = False
) -> list[SeriesChoice]:
    """List the series whose figures may carry a projection, in their order.

    Parameters
    ----------
    evidence : Evidence
        Where they are read from.
    series : sequence of str
        Series of the catalogue; all with enough yearly figures when empty, those that
        the dataset puts first before the others.
    every_day : bool
        Offer every day on which a figure of the series was published; otherwise, of
        the series of the overview, the days of the dataset's replays.

    Raises
    ------
    UsageError
        If there is no such series.
    """
    facts = with_books(evidence, evidence.load("observations"))
    names = list(series) or projectable(evidence)
    return [_choice(evidence, name, facts, every_day) for name in names]


def projectable(evidence: Evidence) -> list[str]:
    """Name the series with enough years, those that the dataset puts first before."""
    facts = evidence.load("observations")
    ends = facts["period_end"]
    years = ends.dt.year.groupby(facts["series"]).nunique()
    enough = set(years.index[years >= LEAST_YEARS])
    listed = evidence.load("series")["series"]
    leading = [s for s in leading_series(evidence) if s in enough]
    return list(dict.fromkeys([*leading, *(s for s in listed if s in enough)]))


def first_year_of(record: Record) -> int:
    """Return the first of the last ten years of a record; 0 if these are too few."""
    years = record.annual["year"]
    start = int(years.max()) - YEARS_AT_FIRST + 1 if len(years) else 0
    return start if (years >= start).sum() >= LEAST_YEARS else 0


def _choice(
    evidence: Evidence, name: str, facts: pd.DataFrame, every_day: bool
) -> SeriesChoice:
    entry = catalogue_entry(evidence, name)
    parts = {name, *str(entry["parts"]).split(";")}
    of_series = facts[facts["series"].isin(parts)]
    default = str(entry["default_rule"]) or evidence.dataset.rule
    title, system, unit = (str(entry[key]) for key in ("title", "system", "unit"))
    days = _days(of_series) if every_day else _replays(evidence, name, of_series)
    return SeriesChoice(
        name=name,
        title=title,
        system=system,
        unit=unit,
        is_less_better=str(entry["better"]) == "less",
        rules=distinct_rules(
            evidence.dataset.rules, default, set(of_series["books"].dropna())
        ),
        days=tuple(dict.fromkeys((evidence.as_of, *days))),
    )


def distinct_rules(
    rules: Mapping[str, Sequence[str]], default: str, sides: Collection[str]
) -> tuple[str, ...]:
    """Keep one of several rules that come to the same.

    Parameters
    ----------
    rules : mapping of str to sequence of str
        Sides of each rule in their order; ``*`` stands for all others.
    default : str
        Rule that is kept before others.
    sides : collection of str
        Sides that have a figure.

    Returns
    -------
    tuple of str
        Rules under which there is a figure, the default first.
    """
    orders: dict[tuple[str, ...], str] = {}
    for rule in sorted(rules, key=lambda name: name != default):
        listed = [side for side in rules[rule] if side in sides]
        others = OTHERS in rules[rule] and set(sides) - set(rules[rule])
        order = (*listed, OTHERS) if others else tuple(listed)
        if order:
            orders.setdefault(order, rule)
    return tuple(orders.values()) or (default,)


def _days(facts: pd.DataFrame) -> list[str]:
    """Days on which figures were published, the newest first."""
    published = facts["published_on"].dropna()
    return sorted({day for day in published if len(day) == WHOLE_DAY}, reverse=True)


def _replays(evidence: Evidence, name: str, facts: pd.DataFrame) -> list[str]:
    """Days of the dataset's replays by which enough was known, the newest first."""
    dataset = evidence.dataset
    leads = name in (dataset.series, *dataset.overview_series)
    days = dataset.replay_days if leads else ()
    return sorted((day for day in days if _is_enough(facts, day)), reverse=True)


def _is_enough(facts: pd.DataFrame, day: str) -> bool:
    """Tell whether figures of enough years had been published by a day."""
    known = last_days(facts["published_on"]) <= pd.Timestamp(day)
    years = facts["period_end"][known.to_numpy()].dt.year
    return bool(years.nunique() >= LEAST_YEARS)


def leading_series(evidence: Evidence) -> tuple[str, ...]:
    """Name the series that the dataset puts first, each once."""
    dataset = evidence.dataset
    names = (dataset.series, *dataset.overview_series, *dataset.flows)
    return tuple(dict.fromkeys(name for name in names if name))


def nothing_to_project(series: Sequence[str]) -> UsageError:
    """Say that none of some series can be projected."""
    names = ", ".join(series) or "every series of the dataset"
    return UsageError(f"series: {names}: no figures that carry a projection")
