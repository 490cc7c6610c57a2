"""The newest figure of each series, when the next one is due, and what is overdue."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.catalogue import catalogue_entry
from kzaz_analysis.evidence.derivation.spans import whole_months
from kzaz_analysis.evidence.periods import as_day, is_full_year, last_day, last_days
from kzaz_analysis.evidence.selection import NOT_FOR_SERIES, figures_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kzaz_analysis.evidence.periods import Day
    from kzaz_analysis.evidence.tables import Tables

PERIOD_ENDS = {"annual": "YE", "quarterly": "QE", "monthly": "ME"}
"""Frequencies at which figures are due, and how their periods end."""

MONTHS_OF = {"monthly": 1, "quarterly": 3, "annual": 12}

IRREGULAR = "irregular"
"""Frequency of what is published when somebody asks; it is never due."""

USUAL_DELAY = 90
"""Days from the end of a period to its figure where the record does not tell."""

LONGEST_DELAY = 400
"""Days after which a publication is no first figure but a look back."""

FEWEST = 3
"""Figures from which a usual delay is read."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """How new the figures of one series are; days, so that it does not age.

    Attributes
    ----------
    series, title : str
        Name, and name for readers.
    frequency : str
        ``annual``, ``quarterly``, ``monthly`` or ``irregular``.
    delay_days : int
        Usual days from the end of a period to its figure.
    is_delay_assumed : bool
        Whether neither catalogue nor record tells it: `USUAL_DELAY` is taken.
    newest : pandas.Timestamp or None
        Last day that the newest figure covers; None without a dated figure.
    published_on : str
        When that figure was published, as precise as known; empty when unknown.
    next_end : pandas.Timestamp or None
        Last day of the next period; None where nothing is due.
    next_due : pandas.Timestamp or None
        Day on which its figure is due.
    """

    series: str
    title: str
    frequency: str
    delay_days: int
    is_delay_assumed: bool
    newest: pd.Timestamp | None
    published_on: str
    next_end: pd.Timestamp | None
    next_due: pd.Timestamp | None

    def age_days(self, today: pd.Timestamp) -> int | None:
        """Days from the end of the newest figure to a day; None without a figure."""
        return None if self.newest is None else (today - self.newest).days

    def overdue_days(self, today: pd.Timestamp) -> int:
        """Days since the next figure was due, zero if it is not."""
        return 0 if self.next_due is None else max(0, (today - self.next_due).days)


def freshness(evidence: Tables, name: str) -> Freshness:
    """Tell how new the figures of a series are.

    Frequency and usual delay stand in the catalogue. Where they do not, a series has
    the frequency at which most of its figures follow each other; else a flow that
    several sources report is annual and everything else irregular. The delay is the
    median of those of the newest figures of its publications.

    Parameters
    ----------
    evidence : Tables
        Where they are read from; figures published later than its day do not count.
    name : str
        A series of the catalogue.

    Returns
    -------
    Freshness
        With the newest figure and the day on which the next is due.

    Raises
    ------
    UsageError
        If there is no such series.
    """
    entry = catalogue_entry(evidence, name)
    return _freshness(name, entry, _figures(evidence, name, entry))


def _figures(evidence: Tables, name: str, entry: pd.Series[str]) -> pd.DataFrame:
    """Figures of a series; a total is as new as the sums of its parts."""
    if entry["parts"]:
        return figures_of(evidence, name, entry)
    return evidence.rows("observations", "series", [name])


def first_due(evidence: Tables, names: Iterable[str]) -> Freshness | None:
    """Tell which series' next figure is due first, from the day of the record on.

    Parameters
    ----------
    evidence : Tables
        Where the figures are read from.
    names : iterable of str
        Series of the catalogue; those that are never due do not count, and not what
        is `overdue`.

    Returns
    -------
    Freshness or None
        None where nothing is due from that day on.
    """
    start = pd.Timestamp(day_of_record(evidence) or pd.Timestamp.min)
    listed = (freshness(evidence, name) for name in dict.fromkeys(names))
    dated = [(each.next_due, each) for each in listed if each.next_due is not None]
    ahead = [(day, each.title, each) for day, each in dated if day >= start]
    return min(ahead, key=lambda due: due[:2])[-1] if ahead else None


@dataclass(frozen=True, slots=True)
class Overdue:
    """A figure that should have been published by a day, and is not on record.

    Attributes
    ----------
    title : str
        Name of the series for readers.
    start, end : pandas.Timestamp
        First and last day of its period.
    due : pandas.Timestamp
        Day by which it should have been published.
    delay_days : int or None
        Days after the period that are assumed; None where the record tells them.
    is_part : bool
        Whether it is a part of a year, due a year after that of the year before.
    """

    title: str
    start: pd.Timestamp
    end: pd.Timestamp
    due: pd.Timestamp
    delay_days: int | None
    is_part: bool


def overdue(evidence: Tables, names: Iterable[str]) -> list[Overdue]:
    """List what of several series is overdue on the day of the record.

    That day is the one that the evidence is read as of, else that of its newest
    publication: pages of one record reckon alike. A series has one figure here, that
    which was due first: a part of the running year that was published a year before,
    else its next period.

    Parameters
    ----------
    evidence : Tables
        Where the figures are read from.
    names : iterable of str
        Series of the catalogue.

    Returns
    -------
    list of Overdue
        That which was due last first; empty where the record has no day.
    """
    day = day_of_record(evidence)
    if not day:
        return []
    listed = (_overdue(evidence, name, day) for name in dict.fromkeys(names))
    missing = [each for each in listed if each is not None]
    return sorted(missing, key=lambda each: (-each.due.toordinal(), each.title))


def day_of_record(evidence: Tables) -> str:
    """Return the day that evidence is read as of, else of its newest publication.

    Parameters
    ----------
    evidence : Tables
        What had been published.

    Returns
    -------
    str
        ISO 8601; empty for no day.
    """
    return evidence.as_of or newest_day(evidence)


def newest_day(evidence: Tables) -> str:
    """Return the day of the newest publication; one of no known day does not count.

    Parameters
    ----------
    evidence : Tables
        What had been published.

    Returns
    -------
    str
        ISO 8601; empty where no source has a day.
    """
    published = evidence.load("sources")["published_on"].fillna("")
    is_day = published.str.len() == len("2025-10-21")
    return str(max(published[is_day], default=""))


def _overdue(evidence: Tables, name: str, day: str) -> Overdue | None:
    entry = catalogue_entry(evidence, name)
    figures = _figures(evidence, name, entry)
    return _overdue_part(entry, figures, day) or _overdue_period(
        _freshness(name, entry, figures), day
    )


def _overdue_period(fresh: Freshness, day: str) -> Overdue | None:
    if fresh.next_due is None or not fresh.overdue_days(pd.Timestamp(day)):
        return None
    end = fresh.next_due - pd.Timedelta(fresh.delay_days, "D")
    start = end.replace(day=1) - pd.DateOffset(months=MONTHS_OF[fresh.frequency] - 1)
    assumed = fresh.delay_days if fresh.is_delay_assumed else None
    return Overdue(fresh.title, start, end, fresh.next_due, assumed, is_part=False)


def _overdue_part(
    entry: pd.Series[str], figures: pd.DataFrame, day: str
) -> Overdue | None:
    dated = _usable(figures)
    whole = dated[is_full_year(dated["period_start"], dated["period_end"])]
    if whole.empty or dated["period_end"].iloc[-1] > whole["period_end"].iloc[-1]:
        return None
    year = pd.DateOffset(years=1)
    begins = pd.Timestamp(whole["period_end"].iloc[-1].year, 1, 1)
    months = whole_months(dated["period_start"], dated["period_end"])
    parts = dated[(dated["period_start"] == begins) & (months < 12).fillna(False)]
    due = last_days(parts["published_on"].fillna("")) + year
    past = due[due < pd.Timestamp(day)].sort_values(kind="stable")
    if past.empty:
        return None
    end = parts["period_end"].iloc[past.index[0]] + year
    title = str(entry["title"])
    return Overdue(title, begins + year, end, past.iloc[0], None, is_part=True)


def _usable(figures: pd.DataFrame) -> pd.DataFrame:
    """Figures of known periods that a series may use, in the order of their ends."""
    usable = figures["period_end"].notna() & ~figures["obs_status"].isin(NOT_FOR_SERIES)
    return figures[usable].sort_values(["period_end", "published_on"])


def _freshness(name: str, entry: pd.Series[str], figures: pd.DataFrame) -> Freshness:
    dated = _usable(figures)
    frequency = _frequency(entry, dated)
    delay = _delay(entry, dated)
    delay_days = USUAL_DELAY if delay is None else delay
    newest = dated["period_end"].iloc[-1] if len(dated) else None
    next_end = _next_end(newest, frequency)
    return Freshness(
        series=name,
        title=str(entry["title"]),
        frequency=frequency,
        delay_days=delay_days,
        is_delay_assumed=delay is None,
        newest=newest,
        published_on=str(dated["published_on"].iloc[-1]) if len(dated) else "",
        next_end=next_end,
        next_due=None if next_end is None else next_end + pd.Timedelta(delay_days, "D"),
    )


def _frequency(entry: pd.Series[str], dated: pd.DataFrame) -> str:
    repeated = len(set(dated["source"])) > 1
    usual = "annual" if entry["nature"] == "flow" and repeated else IRREGULAR
    return str(entry["frequency"]) or _rhythm(dated) or usual


def _rhythm(dated: pd.DataFrame) -> str:
    """Frequency at which most of a series' figures follow each other, if any."""
    months = whole_months(dated["period_start"], dated["period_end"])
    for frequency, length in MONTHS_OF.items():
        ends = dated["period_end"][months.eq(length).fillna(False)]
        once = ends.drop_duplicates().dt.to_period("M").astype("int64")
        steps = once.diff().dropna()
        is_habit = len(once) >= FEWEST and 2 * len(ends) > len(dated)
        if is_habit and steps.median() == length:
            return frequency
    return ""


def _delay(entry: pd.Series[str], dated: pd.DataFrame) -> int | None:
    stated = entry["delay_days"]
    if pd.notna(stated):
        return int(stated)
    # A table of many periods shows the delay of its newest one alone.
    newest: dict[pd.Timestamp, pd.Timestamp] = {}
    for text, end in zip(
        dated["published_on"].fillna(""), dated["period_end"], strict=True
    ):
        published = last_day(text)
        if published is not None:
            newest[published] = max(end, newest.get(published, end))
    first_day: dict[pd.Timestamp, int] = {}
    for published, end in newest.items():
        delay = (published - end).days
        first_day[end] = min(delay, first_day.get(end, delay))
    usual = [days for days in first_day.values() if 0 <= days <= LONGEST_DELAY]
    return int(median(usual)) if len(usual) >= FEWEST else None


def _next_end(newest: pd.Timestamp | None, frequency: str) -> pd.Timestamp | None:
    if newest is None or frequency == IRREGULAR:
        return None
    ends = pd.date_range(newest, periods=2, freq=PERIOD_ENDS[frequency])
    following: pd.Timestamp = ends[ends > newest][0]
    return following


def known_on(evidence: Tables, day: Day) -> Tables:
    """Return the evidence as it was known on a day.

    Parameters
    ----------
    evidence : Tables
        Everything on record.
    day : str or date
        Where nothing on record was published later, all counts, also what has no day
        of publication; else what is known to have been published by the day.
    """
    stamp = as_day(day)
    if stamp is None:
        return evidence
    # Dates of reduced precision compare as text: "2026-11" begins before "2026-11-28".
    published = evidence.load("sources")["published_on"].fillna("")
    is_past = (published > f"{stamp:%Y-%m-%d}").any()
    return evidence.at(day) if is_past else evidence


def status(
    evidence: Tables, today: Day, names: Sequence[str] = (), *, regular: bool = True
) -> pd.DataFrame:
    """List how new the figures of the series are, the longest overdue first.

    Parameters
    ----------
    evidence : Tables
        Where they are read from.
    today : str or date
        Day on which they are judged.
    names : sequence of str
        Series; all that have figures unless given.
    regular : bool
        Leave out, unless named, what is published irregularly and is never due.

    Returns
    -------
    pandas.DataFrame
        One row per series: ``series, title, frequency, delay_days, newest,
        published_on, next_end, next_due, age_days, overdue_days``.

    Raises
    ------
    UsageError
        If there is no such series, or `today` is no day.
    """
    day = as_day(today)
    if day is None:
        raise UsageError("status needs a day; write it as 2026-11-28")
    listed = [freshness(evidence, name) for name in names] or _all(evidence, regular)
    columns = ["series", "title", "frequency", "delay_days", "newest", "published_on"]
    rows = [
        {column: getattr(item, column) for column in [*columns, "next_end", "next_due"]}
        | {"age_days": item.age_days(day), "overdue_days": item.overdue_days(day)}
        for item in listed
    ]
    frame = pd.DataFrame(
        rows, columns=[*columns, "next_end", "next_due", "age_days", "overdue_days"]
    ).astype({"age_days": "Int64", "overdue_days": "Int64"})
    order = ["overdue_days", "age_days", "series"]
    return frame.sort_values(order, ascending=[False, False, True], ignore_index=True)


def _all(evidence: Tables, regular: bool) -> list[Freshness]:
    names = sorted(set(evidence.load("observations")["series"]))
    listed = [freshness(evidence, name) for name in names]
    return [f for f in listed if not (regular and f.frequency == IRREGULAR)]
