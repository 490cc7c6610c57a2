"""Real-time analysis: one series, and forecasts of it, from past days."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.growth.rest_of_year import rest_of_year
from kzaz_analysis.analysis.growth.year_on_year import annual_growth
from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.analysis.projection import project
from kzaz_analysis.analysis.revisions import (
    RevisionStatistics,
    latest_releases,
    revision_statistics,
    statistics_by_release,
)
from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.catalogue import leading_name
from kzaz_analysis.evidence.opened import Evidence, opened
from kzaz_analysis.evidence.periods import as_day, last_day
from kzaz_analysis.evidence.series import Record, series_of
from kzaz_analysis.evidence.vintages import (
    replaced_statements,
    revision_triangle,
    revisions_of,
)
from kzaz_analysis.parameter_bounds import check_day
from kzaz_analysis.parameter_types import Kind, Rules
from kzaz_analysis.reports.record.study import RecordStudy
from kzaz_analysis.reports.replay.scores import (
    DayView,
    scored_projections,
)
from kzaz_analysis.signature import (
    COVERAGE,
    DAY,
    SEED,
    TEXT,
    TEXTS_OR_NONE,
    YEAR,
    Argument,
    guarded,
)
from kzaz_analysis.studies.forecasts.accuracy import (
    AccuracyOfOthers,
    accuracy_of_others,
    beside_no_change,
)
from kzaz_analysis.studies.forecasts.published import scored_others
from kzaz_analysis.studies.rest_of_last_year import (
    YEAR_END,
    rates_of_parts,
    rates_published,
    with_levels,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from kzaz_analysis.evidence.periods import Day

MOST_DAYS = 5
"""Days of publication that are gone back to where nobody names any."""

FIGURE = ["year", "value", "low", "high", "qualifier", "books", "agency"]
FIGURE += ["provenance", "published_on", "source"]
THEN_COLUMNS = ["day", *FIGURE, "growth_pct", "growth_low", "growth_high"]
THEN_COLUMNS += ["growth_is_hedged", "reason", "published"]
THEN_COLUMNS += ["now_value", "now_books", "now_source", "change_pct"]
THEN_COLUMNS += ["least_change_pct"]
THEN_COLUMNS += ["now_growth_pct", "now_reason"]
MONTHS_COLUMNS = ["day", "period_start", "period_end", "books", "value"]
MONTHS_COLUMNS += ["level_qualifier", "source"]
MONTHS_COLUMNS += ["growth_pct", "low_pct", "high_pct", "is_hedged"]
MONTHS_COLUMNS += ["measure", "published", "qualifier", "is_official"]
MONTHS_COLUMNS += ["published_source", "published_on", "rate_published_on"]
MONTHS_COLUMNS += ["rate_note"]
MONTHS_COLUMNS += ["is_derived", "is_of_growth", "is_base_derived", "of_growth"]
MONTHS_COLUMNS += ["office", "base_office", "now_growth_pct"]

CLOSE = 0.05
"""Percentage points within which two errors are called the same."""


@dataclass(frozen=True, eq=False)
class ReplayStudy(RecordStudy):
    """One series seen from several days, beside what is known now.

    Each part is computed when it is asked for, once.

    Attributes
    ----------
    record : Record
        The series as known now.
    days : tuple of pandas.Timestamp
        The days, earliest first.
    left_out : tuple of str
        Days asked about that lie after the day of knowledge.
    first_year : int or None
        First year of the window.
    horizon_years : int
        Years ahead of the last figure known each day.
    level : float
        Coverage of the intervals, in percent.
    seed : int
        Seed of the simulated paths.
    evidence : Evidence
        What it rests on.
    """

    room = "replay"

    record: Record
    days: tuple[pd.Timestamp, ...]
    left_out: tuple[str, ...]
    first_year: int | None
    horizon_years: int
    level: float
    seed: int
    evidence: Evidence

    @cached_property
    def views(self) -> tuple[DayView, ...]:
        """What had been published by each day, and what one would have projected."""
        return tuple(self._view(day) for day in self.days)

    def _view(self, day: pd.Timestamp) -> DayView:
        now = self.record
        source = now.evidence.at(day)
        record = series_of(source, now.name, now.rule, first_year=self.first_year)
        last_year = int(record.annual["year"].max()) if len(record.annual) else day.year
        horizon = last_year + self.horizon_years
        fan = partial(project, record.annual, horizon, (self.level,), seed=self.seed)
        return DayView(f"{day:%Y-%m-%d}", record, fan)

    @cached_property
    def then(self) -> pd.DataFrame:
        """One row per day: the last yearly figure known, its growth, and both now.

        Columns ``day, year, value, low, high, qualifier, books, agency, provenance,
        published_on, source``; ``growth_pct``, its interval and ``growth_is_hedged``,
        or ``reason`` and ``published``: the rate that the same body published itself,
        a row of `own_rates` as a dict;
        ``now_value, now_books, now_source`` for the same year, ``change_pct`` (now over
        then), ``least_change_pct`` (the same between the nearest ends of both rounding
        intervals, 0 where these meet), ``now_growth_pct`` or ``now_reason``.
        """
        return _frame([_then(view, self.record) for view in self.views], THEN_COLUMNS)

    @cached_property
    def months(self) -> pd.DataFrame:
        """Newest growth on the same months of the year before, by day.

        One row per day with any, the newest of computed and published rates, with the
        columns of `with_levels` and ``now_growth_pct``: what the levels of the same
        reporter give now.
        """
        rows = [_months(view, self.record) for view in self.views]
        return _frame(rows, MONTHS_COLUMNS)

    @cached_property
    def forecasts(self) -> pd.DataFrame:
        """One row per day and year ahead, beside what came.

        Columns ``median, low, high`` of the projection (missing where it is refused),
        ``naive`` (no change), ``came`` (what the same reporter has for that year now),
        errors in percent of what came, and ``inside``: whether it came within the
        interval.
        """
        options = self.horizon_years, self.level
        return scored_projections(self.views, self.record, *options)

    @cached_property
    def others(self) -> pd.DataFrame:
        """Forecasts by others beside what came and beside no change from their day."""
        return scored_others(self.record)

    @cached_property
    def revisions(self) -> pd.DataFrame:
        """As `vintages.revisions` returns them."""
        return revisions_of(self.evidence, self.record.name)

    @cached_property
    def replaced(self) -> pd.DataFrame:
        """As `vintages.replaced_statements` returns them."""
        return replaced_statements(self.evidence, self.record.name)

    @cached_property
    def triangle(self) -> pd.DataFrame:
        """As `vintages.revision_triangle` returns it."""
        return revision_triangle(self.evidence, self.record.name)

    @cached_property
    def statistics(self) -> RevisionStatistics | Refused:
        """Of the last figure of each period against its first."""
        latest = latest_releases(self.revisions)
        both = list(latest["first_value"]), list(latest["value"])
        return attempt("revision statistics", partial(revision_statistics, *both))

    @property
    def scored(self) -> pd.DataFrame:
        """Rows of `forecasts` with an outturn; a forecast that days share is one."""
        scored = self.forecasts[self.forecasts["inside"].notna()]
        return scored.drop_duplicates(["year", "median", "low", "high", "naive"])

    @property
    def mean_errors(self) -> tuple[float, float]:
        """Mean absolute error of the forecasts and of no change, in percent."""
        scored = self.scored
        own_pct, naive_pct = (
            float(scored[name].astype(float).abs().mean())
            for name in ("error_pct", "naive_error_pct")
        )
        return own_pct, naive_pct

    @property
    def accuracy_of_others(self) -> AccuracyOfOthers:
        """How near forecasts by others came."""
        return accuracy_of_others(self.others)

    @property
    def beside_no_change(self) -> str:
        """Whether the forecasts or no change came nearer on the mean."""
        return beside_no_change(*self.mean_errors, CLOSE)

    @property
    def moved(self) -> pd.Series[float]:
        """Least revision of each figure of `then` that rounding allows, in percent."""
        return self.then["least_change_pct"].astype(float).abs()

    @property
    def rate_moves(self) -> pd.Series[float]:
        """By how many points each rate of `then` differs from the one of now."""
        both = self.then[["growth_pct", "now_growth_pct"]].astype(float)
        return both.diff(axis="columns").iloc[:, -1].abs().dropna()

    @property
    def beyond_rounding(self) -> int:
        """Periods whose newest revision is more than rounding."""
        within = self.newest_revisions["within_rounding"].astype(bool)
        return int((~within).sum())

    @property
    def newest_revisions(self) -> pd.DataFrame:
        """The last row of `revisions` of each period and reporter."""
        keys = ["period_start", "period_end", "books", "body"]
        return self.revisions.groupby(keys).tail(1)

    @property
    def by_release(self) -> pd.DataFrame:
        """Revision from the first figure to each later one."""
        return statistics_by_release(self.revisions)

    @property
    def fans(self) -> pd.DataFrame:
        """Projections by day from the figure they start at, with their intervals."""
        with_median = self.forecasts[self.forecasts["median"].notna()]
        start = self.then[self.then["day"].isin(set(with_median["day"]))]
        ends = dict.fromkeys(("median", "low", "high"), start["value"])
        starts = start[["day", "year"]].assign(**ends)
        columns = ["day", "year", "median", "low", "high"]
        parts = [part for part in (starts, with_median[columns]) if len(part)]
        fans = pd.concat(parts or [with_median[columns]]).astype({"year": float})
        return fans.sort_values(["day", "year"], ignore_index=True)

    def __repr__(self) -> str:
        return f"ReplayStudy({self.record.name}, {len(self.days)} days)"

    @property
    def frame(self) -> pd.DataFrame:
        """What was known each day, and what is known now."""
        return self.then


@guarded(
    formerly=("days", "rule", "as_of", "first_year"),
    series=TEXT,
    days=TEXTS_OR_NONE,
    rule=TEXT,
    as_of=DAY,
    first_year=YEAR,
    horizon_years=Argument(Kind("int"), Rules(low=1, high=10)),
    confidence_pct=COVERAGE,
    seed=SEED,
)
def replay_study(
    series: str | None = None,
    *,
    days: Sequence[str] | None = None,
    rule: str | None = None,
    as_of: Day = None,
    first_year: int | None = None,
    horizon_years: int = 2,
    confidence_pct: float = 80.0,
    seed: int = 0,
    evidence: Evidence | None = None,
) -> ReplayStudy:
    """Replay what was known of one series on past days.

    Parameters
    ----------
    series, rule, as_of, first_year
        As in `kz.series`, the leading series of the dataset when left out; `as_of` is
        the day of what is known now.
    days : sequence of str
        Days to go back to; those of the dataset when left out, else the last
        `MOST_DAYS` on which something about the series was published; those
        after `as_of` do not count.
    horizon_years : int
        Years ahead of the last figure known each day.
    confidence_pct : float
        Coverage of the intervals, in percent.
    seed : int
        Seed of the simulated paths.
    evidence : Evidence, optional
        What `kz.open` returned; that of the data folder when left out.

    Returns
    -------
    ReplayStudy
        The figures and forecasts of those days, and their outturns.

    Raises
    ------
    UsageError
        If a name does not exist, no day is given, or one is not a day or has not come.
    """
    source = opened(evidence, as_of)
    series = leading_name(source, series)
    record = series_of(source, series, rule, first_year=first_year)
    if days is None:
        days = source.dataset.replay_days or publication_days(record)
    now = source.day
    view_days = sorted({day for text in days if (day := as_day(text)) is not None})
    _check_days(view_days, source)
    past_days = [day for day in view_days if now is None or day <= now]
    return ReplayStudy(
        record=record,
        days=tuple(past_days),
        left_out=tuple(f"{day:%Y-%m-%d}" for day in view_days if day not in past_days),
        first_year=first_year,
        horizon_years=horizon_years,
        level=confidence_pct,
        seed=seed,
        evidence=source,
    )


def publication_days(record: Record) -> list[str]:
    """Return the last `MOST_DAYS` days on which figures of a series were published."""
    published = pd.concat([record.annual, record.alternatives])["published_on"]
    days = {day for text in published if text and (day := last_day(text)) is not None}
    return [f"{day:%Y-%m-%d}" for day in sorted(days)[-MOST_DAYS:]]


def _check_days(days: Sequence[pd.Timestamp], evidence: Evidence) -> None:
    if not days:
        raise UsageError("days is empty; name at least one day to go back to")
    published = evidence.at(None).load("sources")["published_on"].fillna("")
    for day in days:
        check_day("days", f"{day:%Y-%m-%d}", published)


def _frame(rows: list[dict[Any, Any]], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame([row for row in rows if row], columns=columns)


def _then(view: DayView, now: Record) -> dict[str, Any]:
    annual = view.record.annual
    if annual.empty:
        return {"day": view.day, "reason": "no yearly figure had been published"}
    latest = annual.iloc[-1]
    grown = annual_growth(annual, view.record.begins).iloc[-1]
    row = {"day": view.day} | {name: latest[name] for name in FIGURE}
    row |= {
        "growth_pct": grown["growth_pct"],
        "growth_low": grown["low_pct"],
        "growth_high": grown["high_pct"],
        "growth_is_hedged": bool(grown["is_hedged"]),
        "reason": grown["reason"],
        "published": _published(view.record, latest) if grown["reason"] else None,
    }
    return row | _now(latest, now)


def _published(record: Record, latest: pd.Series) -> dict[Hashable, Any] | None:
    """Return the rate of the last year that its own reporter had published."""
    rates = rates_published(record)
    of_year = rates["period_start"] == f"{latest['year']}-01-01"
    of_year &= rates["period_end"] == f"{latest['year']}-12-31"
    same = rates[of_year & (rates["books"] == latest["books"])]
    return same.iloc[0].to_dict() if len(same) else None


def _now(last: pd.Series, now: Record) -> dict[str, Any]:
    same = now.annual[now.annual["year"] == last["year"]]
    if same.empty:
        return {"now_reason": "no figure now"}
    figure = same.iloc[0]
    rates = annual_growth(now.annual, now.begins).set_index("year")
    change = 100 * (figure["value"] / last["value"] - 1) if last["value"] > 0 else None
    return {
        "now_value": figure["value"],
        "now_books": figure["books"],
        "now_source": figure["source"],
        "change_pct": change,
        "least_change_pct": _least_change(last, figure) if last["value"] > 0 else None,
        "now_growth_pct": rates["growth_pct"][last["year"]],
        "now_reason": rates["reason"][last["year"]],
    }


def _least_change(then: pd.Series, now: pd.Series) -> float:
    """Return the change in percent between the nearest ends of two intervals."""
    if then["high"] < now["low"]:
        return float(100 * (now["low"] / then["high"] - 1))
    if now["high"] < then["low"]:
        return float(100 * (now["high"] / then["low"] - 1))
    return 0.0


def _months(view: DayView, now: Record) -> dict[Any, Any]:
    """Return the rate of a day whose months end last, of such the longest part."""
    rates = with_levels(rates_of_parts(view.record), view.record)
    if rates.empty:
        return {}
    order = ["period_end", "period_start", "books"]
    newest = rates.sort_values(order, ascending=[True, False, True]).iloc[-1]
    rates_now = rates_of_parts(now)
    same = rates_now[(rates_now[order] == newest[order]).all(axis=1)]
    [later] = same["growth_pct"].to_list() or [_rest_now(newest, now)]
    return {"day": view.day, **newest.to_dict(), "now_growth_pct": later}


def _rest_now(newest: pd.Series, now: Record) -> float | None:
    """Return the growth now of the months after a part, which two figures leave.

    A record keeps no rest of which the year and its part are of two editions.
    """
    start, end = newest["period_start"], newest["period_end"]
    if start.month == 1 or end.month != YEAR_END or not newest["is_derived"]:
        return None
    months = {"year": end.year, "months": start.month - 1}
    later = attempt("rest", partial(rest_of_year, now.annual, now.partial, **months))
    if isinstance(later, Refused) or later.books != newest["books"]:
        return None
    return later.growth_pct
