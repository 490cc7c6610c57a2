"""What may a year come to that is known in part? One series, and every earlier try."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.analysis.projection.nowcast.either_reporter import (
    with_other_reporter,
)
from kzaz_analysis.analysis.projection.nowcast.nowcast import Nowcast, nowcast
from kzaz_analysis.analysis.projection.nowcast.same_months import (
    YearToDate,
    years_to_date,
)
from kzaz_analysis.errors import NotComputable
from kzaz_analysis.evidence.opened import Evidence, opened
from kzaz_analysis.evidence.series import Record, series_of
from kzaz_analysis.reports.projection.inputs.both_reporters import statements
from kzaz_analysis.signature import COVERAGES, DAY, TEXT, YEAR, guarded
from kzaz_analysis.studies.other_reporters import WHOLE_YEAR

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from kzaz_analysis.evidence.periods import Day

TRIES = [
    *("year", "months", "books", "so_far", "method", "n", "estimate", "low", "high"),
    *("actual", "error_pct", "inside", "reason"),
]


@dataclass(frozen=True, slots=True, eq=False)
class NowcastStudy:
    """The running year of one series from its months to date, as known on one day.

    Attributes
    ----------
    record : Record
        Yearly figures and those for parts of a year.
    year : int
        The year asked about: by default the one after the last yearly figure.
    nowcast : Nowcast or Refused
        The estimate, or what is missing for one.
    tries : pandas.DataFrame
        What the method says of every year-to-date figure on record, from earlier years
        alone: ``year, months, books, so_far``; ``method, n, estimate, low, high`` (at
        the widest level; unit of the series); ``actual`` of the same reporter where
        there is one, ``error_pct`` (estimate over actual), ``inside`` (whether it lies
        within the bounds); numbers are missing where ``reason`` says why. One
        row per figure. Figures published since are used: this is no replay.
    level : tuple of float
        Coverage of the intervals, in percent.
    """

    record: Record
    year: int
    nowcast: Nowcast | Refused
    tries: pd.DataFrame
    level: tuple[float, ...]

    @property
    def possible(self) -> pd.DataFrame:
        """The tries that gave an estimate."""
        return self.tries[self.tries["reason"] == ""].reset_index(drop=True)

    def __repr__(self) -> str:
        return f"NowcastStudy({self.record.name}, {self.year})"

    def _repr_html_(self) -> str:
        return self.nowcast._repr_html_()


@guarded(
    formerly=("rule", "as_of"),
    series=TEXT,
    rule=TEXT,
    as_of=DAY,
    year=YEAR,
    confidence_pct=COVERAGES,
)
def nowcast_study(
    series: str,
    *,
    rule: str | None = None,
    as_of: Day = None,
    year: int | None = None,
    confidence_pct: Sequence[float] = (80, 95),
    evidence: Evidence | None = None,
) -> NowcastStudy:
    """Estimate a year of one series from its months to date.

    Parameters
    ----------
    series, rule, as_of
        As in `kz.series`.
    year : int, optional
        The year; the one after the last yearly figure when left out.
    confidence_pct : sequence of float
        Coverage of the intervals, in percent.
    evidence : Evidence, optional
        What `kz.open` returned; that of the data folder when left out.

    Returns
    -------
    NowcastStudy
        The estimate or what is missing, and every earlier try.

    Raises
    ------
    UsageError
        If a name does not exist, or a level is out of range.
    """
    record = series_of(opened(evidence, as_of), series, rule)
    levels = tuple(confidence_pct)
    asked_year = next_year(record) if year is None else year
    return NowcastStudy(
        record=record,
        year=asked_year,
        nowcast=running_year(record, levels, asked_year),
        tries=tries(record, levels),
        level=levels,
    )


def next_year(record: Record) -> int:
    """Return the year after the last yearly figure, or the last known in part."""
    latest_year = record.annual["year"].max()
    months = record.partial["year"].max()
    candidates = [int(one) for one in (latest_year + 1, months) if pd.notna(one)]
    return candidates[0] if candidates else 0


# The explorer asks the same of one record with each target, deadline and method.
@lru_cache(maxsize=16)
def running_year(
    record: Record, level: tuple[float, ...], year: int | None = None
) -> Nowcast | Refused:
    """Nowcast the year after the last yearly figure, or say what is missing.

    Months of another reporter count too, by the relation of the two, see
    `with_other_reporter`.

    Parameters
    ----------
    record : Record
        One series under one rule.
    level : tuple of float
        Coverage of the intervals, in percent.
    year : int, optional
        Another year than that.
    """
    asked_year = next_year(record) if year is None else year
    if not asked_year:
        return Refused("nowcast", "the record holds no figure")
    for own, other in _sides(record):
        of_both = attempt("nowcast", partial(_of_both, own, other, asked_year, level))
        if isinstance(of_both, Nowcast):
            return of_both
    return _of_own(record, asked_year, level)


def _of_own(record: Record, year: int, level: tuple[float, ...]) -> Nowcast | Refused:
    return attempt(
        "nowcast", lambda: nowcast(record.annual, record.partial, year, level)
    )


def _of_both(
    own: Record, other: Record, year: int, level: tuple[float, ...]
) -> Nowcast:
    return with_other_reporter(
        _of_own(own, year, level),
        own.annual,
        _known_in(other, year, level),
        other.annual,
        level,
        statements(own),
    )


def _sides(record: Record) -> Iterator[tuple[Record, Record]]:
    """Yield the reporter of the last yearly figure beside the other one, if any."""
    alone = record.evidence.dataset.alone
    code = "" if record.annual.empty else str(record.annual["books"].iloc[-1])
    if code not in alone:
        return
    own, *others = (
        series_of(record.evidence, record.name, alone[one])
        for one in sorted(alone, key=lambda one: one != code)
    )
    yield from ((own, other) for other in others if not other.annual.empty)


def _known_in(
    record: Record, year: int, level: tuple[float, ...]
) -> Nowcast | YearToDate:
    """Return what one reporter alone knows of a year: its figure, or a nowcast."""
    same = record.annual[record.annual["year"] == year]
    if same.empty:
        return nowcast(record.annual, record.partial, year, level)
    books, *figures = same[["books", "value", "low", "high"]].iloc[0]
    return YearToDate(year, WHOLE_YEAR, books, *map(float, figures))


def months_behind(record: Record, running: Nowcast) -> pd.DataFrame:
    """Return the figures that a nowcast rests on, in the columns of the record.

    Parameters
    ----------
    record : Record
        The series under the rule that it was made for.
    running : Nowcast
        What `running_year` returned.
    """
    parts = [(running.books, running.months)]
    if running.other is not None:
        parts.append((running.other.books, running.other.months))
    alone = record.evidence.dataset.alone
    frames = [
        _figures(
            series_of(record.evidence, record.name, alone[books])
            if books in alone
            else record,
            books,
            running.year,
            months,
        )
        for books, months in parts
    ]
    return pd.concat([one for one in frames if len(one)], ignore_index=True)


def _figures(record: Record, books: str, year: int, months: int) -> pd.DataFrame:
    annual, partial = record.annual, record.partial
    if months == WHOLE_YEAR:
        return annual[(annual["year"] == year) & (annual["books"] == books)]
    of_year = partial[(partial["year"] == year) & (partial["books"] == books)]
    rows: pd.DataFrame = of_year[of_year["months"] == months]
    return rows


def tries(record: Record, level: tuple[float, ...]) -> pd.DataFrame:
    """Estimate every year that has a year-to-date figure, from earlier years alone.

    Parameters
    ----------
    record : Record
        One series under one rule.
    level : tuple of float
        Coverage of the intervals, in percent; the widest is shown.

    Returns
    -------
    pandas.DataFrame
        Columns as `NowcastStudy.tries` has them, one row per year, months and reporter.
    """
    try:
        figures = years_to_date(record.partial)
    except NotComputable:
        return pd.DataFrame(columns=TRIES)
    figures = figures.sort_values(["year", "months", "books"], ignore_index=True)
    rows = [_try(record, one, level) for one in figures.to_dict("records")]
    return pd.DataFrame(rows, columns=TRIES)


def _try(
    record: Record, figure: dict[Hashable, Any], level: tuple[float, ...]
) -> dict[str, object]:
    year, months, books = figure["year"], figure["months"], figure["books"]
    alike = (record.partial["months"] == months) & (record.partial["books"] == books)
    estimate = attempt(
        "nowcast",
        partial(
            nowcast,
            record.annual,
            record.partial[alike.fillna(value=False).astype(bool)],
            year,
            level,
        ),
    )
    row = {"year": year, "months": months, "books": books, "so_far": figure["value"]}
    if isinstance(estimate, Refused):
        return row | {"reason": estimate.reason}
    whole = record.annual
    came = whole["value"][(whole["year"] == year) & (whole["books"] == books)]
    span = estimate.interval(max(level))
    row |= {"method": estimate.method, "n": estimate.n, "estimate": estimate.value}
    row |= {"low": span.low, "high": span.high, "reason": ""}
    if came.empty:
        return row
    actual = float(came.iloc[0])
    error = 100 * (estimate.value / actual - 1)
    return row | {
        "actual": actual,
        "error_pct": error,
        "inside": span.contains(actual),
    }
