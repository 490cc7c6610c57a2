"""A year known only in part: what it may come to, from its months to date."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.counting import counted
from kzaz_analysis.analysis.frames import with_books
from kzaz_analysis.analysis.growth.annual import completed
from kzaz_analysis.analysis.intervals import Interval
from kzaz_analysis.analysis.projection.nowcast.leave_one_out import (
    bounds,
    left_out,
    method_table,
)
from kzaz_analysis.analysis.projection.nowcast.same_months import (
    SameMonths,
    YearToDate,
    candidates,
    first_months,
    same_months,
    years_to_date,
)
from kzaz_analysis.analysis.results import MeasureResult, row, summary_frame
from kzaz_analysis.errors import NotComputable, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST_YEARS = 3
"""Earlier years with these months and the whole year, from the same reporter."""


@dataclass(frozen=True, slots=True)
class OtherMonths:
    """Months of another reporter behind a nowcast, and the relation of the two.

    Attributes
    ----------
    books : str
        That reporter.
    months : int
        Its months, from January on; 12 for its figure of the year.
    value : float
        What its year comes to by them, in the unit of its figures.
    weight : float
        Part of its yearly change that is taken over, 0 to 1.
    common_changes : int
        Yearly changes that both have published.
    """

    books: str
    months: int
    value: float
    weight: float
    common_changes: int

    @property
    def weight_pct(self) -> float:
        """The weight in percent."""
        return 100 * self.weight

    @property
    def words(self) -> str:
        """Its months in words: "the first 7 months by AZE"."""
        return f"{first_months(self.months)} by {self.books}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Nowcast(MeasureResult):
    """What a year known in part may come to.

    Attributes
    ----------
    year, months : int
        The year, and how many of its months are known, from January on; 0 where only
        those of another reporter are.
    books : str
        Whose figures the year, and the months, rest on.
    so_far : float
        Figure for these months, in the unit of the series.
    so_far_interval : Interval or None
        What its rounding allows; None without own months.
    method : str
        ``combination``, or ``share`` where the carry method has too few errors;
        ``other reporter`` or ``both reporters`` where months of another one count.
    table : pandas.DataFrame
        Columns ``method, estimate, n, error, df, lo-80, hi-80 ..., used, reason``; one
        row each for ``share, carry, combination``, and for those of another reporter's
        months. ``n`` counts the years left out in turn (and yearly changes of both
        reporters), ``error`` is the root mean square of their errors in logs, ``df``
        the degrees of freedom of their quantile; bounds are missing, and ``reason``
        says why, where there are too few. ``used`` marks the row that speaks for the
        nowcast.
    errors : pandas.DataFrame
        Columns ``method, year, forecast, actual, error``; one row per method and year
        left out. ``error`` is ln(forecast / actual): positive when too high.
    shares : pandas.DataFrame
        Columns ``year, so_far, value, share``; one row per earlier year, ``share`` the
        part of the year's ``value`` that its first months had brought.
    level : tuple of float
        Nominal coverage of the intervals, in percent.
    remarks : tuple of str
        What was left out, and why.
    other : OtherMonths, optional
        Months of another reporter that count, too.
    """

    year: int
    months: int
    books: str
    so_far: float
    so_far_interval: Interval | None
    method: str
    table: pd.DataFrame
    errors: pd.DataFrame
    shares: pd.DataFrame
    level: tuple[float, ...]
    remarks: tuple[str, ...] = ()
    other: OtherMonths | None = None

    @property
    def value(self) -> float:
        """The estimate for the whole year, in the unit of the series."""
        return float(self._used["estimate"])

    @property
    def n(self) -> int:
        """Left-out years (and common changes) behind the interval."""
        return int(self._used["n"])

    @property
    def df(self) -> float:
        """Degrees of freedom of the quantile behind the interval."""
        return float(self._used["df"])

    def interval(self, level: float = 95) -> Interval:
        """Bounds that should hold the year with a chance of `level` percent."""
        span, rounding = self.so_far_interval, (1.0, 1.0)
        if self.other is None and span is not None:
            rounding = span.low / self.so_far, span.high / self.so_far
        return bounds(self.value, float(self._used["error"]), self.df, level, rounding)

    @property
    def basis(self) -> str:
        """Its months in words: "the first 7 months and the first month by AZE"."""
        parts = [first_months(self.months)] if self.months else []
        return " and ".join([*parts, *([self.other.words] if self.other else [])])

    @property
    def notes(self) -> tuple[str, ...]:
        """What it rests on, and that it is no observation."""
        notes = [f"{self.year} is a nowcast from {self.basis}, not an observed year."]
        if self.months:
            years = self.shares["year"]
            notes[0] += (
                " It takes for granted that these months weigh as they did in "
                f"{int(years.min())} to {int(years.max())}."
            )
        if self.other is not None:
            notes.append(
                f"{self.other.books} comes to {self.other.value:g} in {self.year}; of "
                f"its yearly change {self.other.weight_pct:.0f} % is taken over, as "
                f"{counted(self.other.common_changes, 'common change')} say."
            )
        if self.months:
            left_out_years = len(self.shares) if self.other else self.n
            notes.append(
                f"The interval rests on {counted(left_out_years, 'year')} left out in "
                "turn; so few errors give only a rough idea of its width."
            )
        return (*notes, *self.remarks)

    def summary(self) -> pd.DataFrame:
        """Return the figure so far and the estimates, each with its widest interval."""
        wide = max(self.level)
        rows = []
        if self.months:
            months = f"{first_months(self.months)} of {self.year}"
            rows = [row(months, self.so_far, "", self.so_far_interval)]
        for method_row in self.table.dropna(subset="estimate").to_dict("records"):
            low, high = method_row[f"lo-{wide:g}"], method_row[f"hi-{wide:g}"]
            span = Interval(low, high) if math.isfinite(low) else None
            label = f"{self.year} by {method_row['method']}, {wide:g} % interval"
            rows.append(row(label, method_row["estimate"], "", span))
        return summary_frame(rows)

    def __repr__(self) -> str:
        span = self.interval()
        return (
            f"Nowcast({self.year}: {self.value:g}, 95 % {span.low:g} to {span.high:g}; "
            f"{self.method}, {self.basis}, {self._errors})"
        )

    @property
    def _errors(self) -> str:
        if self.other is None:
            return f"{counted(self.n, 'year')} left out in turn"
        return counted(self.other.common_changes, "common change")

    @property
    def _used(self) -> pd.Series:
        return self.table[self.table["used"]].iloc[0]


def nowcast(
    annual: pd.DataFrame,
    partial: pd.DataFrame,
    year: int,
    level: Sequence[float] = (80, 95),
) -> Nowcast:
    """Estimate a year that has figures for its first months only.

    With the months to date P and earlier whole years Y of the same reporter:

    - *share*: P over the mean share P/Y that the same months had in earlier years;
    - *carry*: the year before times the same-period ratio, Y[-1] P / P[-1];
    - their *combination*: the geometric mean.

    Each earlier year is left out in turn and estimated from the others (share) or from
    the year before it (carry). The errors ln(estimate / Y) give the interval
    ``estimate * exp(+- t s)``, ``s`` their root mean square and ``t`` Student's
    quantile with one degree of freedom fewer than errors, widened by the rounding of
    P. Forecasting a total from its partial accumulation under stable seasonality:
    Mendoza, de Alba (2006); equal weights: Bates, Granger (1969). The interval is own
    work.

    Parameters
    ----------
    annual : pandas.DataFrame
        Annual frame, ``books`` where they are known; years from `year` on are not used.
    partial : pandas.DataFrame
        Partial frame: ``period_start, period_end, value`` and, where they are known,
        ``months, low, high, books``. Only whole months from January on, and figures
        that give a value, count.
    year : int
        The year to estimate: the running one, or a past one without a figure.
    level : sequence of float
        Nominal coverage of the intervals, in percent.

    Returns
    -------
    Nowcast
        From the longest months to date that enough earlier years have.

    Raises
    ------
    NotComputable
        If no months of `year` are known, or fewer than `LEAST_YEARS` earlier years
        have both these months and the whole year of the same reporter.
    UsageError
        If a level is not between 0 and 100.
    """
    if not level or not all(0 < one < 100 for one in level):
        raise UsageError(f"levels {list(level)}; give percentages between 0 and 100")
    annual = with_books(completed(annual), partial)
    to_date = years_to_date(partial)
    shares_by_months = [
        (n, same_months(annual, to_date, n)) for n in candidates(to_date, year)
    ]
    enough = [pair for pair in shares_by_months if len(pair[1].shares) >= LEAST_YEARS]
    if not enough:
        raise NotComputable(_too_little(shares_by_months, year))
    now, past = enough[0]
    errors = left_out(past.shares)
    table = method_table(now, past.shares, errors, tuple(level))
    return Nowcast(
        year=year,
        months=now.months,
        books=now.books,
        so_far=now.value,
        so_far_interval=Interval(now.low, now.high),
        method=str(table["method"][table["used"]].iloc[0]),
        table=table,
        errors=errors,
        shares=past.shares,
        level=tuple(level),
        remarks=(*past.remarks, *_longer_months(now, *shares_by_months[0])),
    )


def _longer_months(now: YearToDate, longest: YearToDate, past: SameMonths) -> list[str]:
    if longest.months == now.months:
        return []
    have = "has" if len(past.shares) == 1 else "have"
    return [
        f"Known of {now.year} are {longest.words} too, but only "
        f"{counted(len(past.shares), 'earlier year')} {have} the same."
    ]


def _too_little(known: list[tuple[YearToDate, SameMonths]], year: int) -> str:
    if not known:
        return f"no figure for the first whole months of {year}"
    best, past = max(known, key=lambda pair: (len(pair[1].shares), pair[0].months))
    have = "has" if len(past.shares) == 1 else "have"
    return (
        f"{counted(len(past.shares), 'earlier year')} {have} both {best.words} "
        f"and the whole year from the same reporter as those of {year}; a nowcast "
        f"takes {LEAST_YEARS}"
    )
