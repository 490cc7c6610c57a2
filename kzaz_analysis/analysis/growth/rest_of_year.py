"""The rest of a year that a part of it and the whole imply, and how that rest grew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kzaz_analysis.analysis.frames import parts_of_years, with_books
from kzaz_analysis.analysis.growth.annual import completed
from kzaz_analysis.analysis.growth.rates import growth_interval_pct, growth_pct
from kzaz_analysis.analysis.intervals import Interval
from kzaz_analysis.analysis.results import MeasureResult, row, summary_frame
from kzaz_analysis.errors import NotComputable

if TYPE_CHECKING:
    from collections.abc import Iterator

OPERANDS = ["year", "months", "value", "low", "high", "books"]
ORIGIN = ["agency", "provenance", "stage", "source", "published_on"]
"""Where an operand comes from, kept as far as the frames have it."""

WIDE_SHARE = 0.1
"""Share of a rest beyond which what rounding leaves of it is no point."""


@dataclass(frozen=True, slots=True, eq=False)
class RestOfYear(MeasureResult):
    """What is left of a year after a part of it, in one reporter's figures.

    Attributes
    ----------
    year, months : int
        The year, and the months of the part from January on; the rest are those
        that follow.
    books : str
        Whose figures they are.
    operands : pandas.DataFrame
        What it was worked out from: the year and its part, then, if both are on
        record, those of the year before. Columns ``year, months, value, low, high,
        books`` (12 months for a year) and, as far as the frames have them,
        ``agency, provenance, stage, source, published_on``.
    """

    year: int
    months: int
    books: str
    operands: pd.DataFrame

    @property
    def value(self) -> float:
        """The year less its part; negative where the part is above the whole."""
        return self._less(0)

    @property
    def interval(self) -> Interval:
        """What the rounding of both figures allows (Moore 1966)."""
        return self._interval(0)

    @property
    def wide_ends(self) -> tuple[float, float] | None:
        """What rounding leaves of the rest, where a point would say too much."""
        ends = max(self.interval.low, 0.0), self.interval.high
        return ends if ends[1] - ends[0] > WIDE_SHARE * self.value else None

    @property
    def part_is_above_whole(self) -> bool:
        """Whether no reading of both figures leaves anything for the rest."""
        return self.interval.high < 0

    @property
    def value_before(self) -> float | None:
        """The same months of the year before, if they are implied as well."""
        return self._less(2) if len(self.operands) > 2 else None

    @property
    def interval_before(self) -> Interval | None:
        """What rounding allows for the same months of the year before."""
        return self._interval(2) if len(self.operands) > 2 else None

    @property
    def growth_pct(self) -> float | None:
        """Growth on the same months of the year before, in per cent; None without."""
        earlier = self.value_before
        return (
            None if self._no_growth() else growth_pct(float(earlier or 0), self.value)
        )

    @property
    def growth_interval_pct(self) -> Interval | None:
        """What rounding allows for the growth."""
        earlier = self.interval_before
        if earlier is None or self._no_growth():
            return None
        rest_interval = Interval(max(self.interval.low, 0.0), self.interval.high)
        return growth_interval_pct(earlier, rest_interval)

    @property
    def part_growth_pct(self) -> float | None:
        """Growth of the part on the same months of the year before, in per cent."""
        if len(self.operands) < 4:
            return None
        part, earlier = (float(self.operands["value"].iloc[i]) for i in (1, 3))
        return growth_pct(earlier, part) if earlier > 0 else None

    @property
    def notes(self) -> tuple[str, ...]:
        """Where the operands are not of one stage or provenance."""
        return tuple(self._unlike())

    def summary(self) -> pd.DataFrame:
        """Return the rest, the rest of the year before, and both rates."""
        words = f"after {self.months} months"
        rows = [
            row(f"rest of {self.year} {words}", self.value, "", self.interval),
            row(f"rest of {self.year - 1} {words}", self.value_before, "",
                self.interval_before),
            row("growth of the rest", self.growth_pct, "percent",
                self.growth_interval_pct),
            row("growth of the part", self.part_growth_pct, "percent"),
        ]  # fmt: skip
        return summary_frame(rows)

    def _less(self, place: int) -> float:
        whole, part = self.operands["value"].iloc[place : place + 2]
        return float(f"{whole - part:.12g}")

    def _interval(self, place: int) -> Interval:
        ends = zip(self.operands["low"], self.operands["high"], strict=True)
        whole, part = [Interval(*pair) for pair in ends][place : place + 2]
        return whole - part

    def _no_growth(self) -> bool:
        earlier = self.interval_before
        return (
            earlier is None
            or earlier.high <= 0
            or (self.value_before or 0) <= 0
            or self.part_is_above_whole
        )

    def _unlike(self) -> Iterator[str]:
        for column in ("stage", "provenance"):
            codes = self.operands.get(column, pd.Series(dtype=object))
            distinct = list(dict.fromkeys(map(str, codes)))
            if len(distinct) > 1:
                listed = ", ".join(distinct)
                yield (
                    f"The {column} of the figures differs ({listed}): part of the "
                    "implied rest may be a revision."
                )


def rest_of_year(
    annual: pd.DataFrame,
    partial: pd.DataFrame,
    *,
    year: int | None = None,
    months: int | None = None,
) -> RestOfYear:
    """Work out the rest of a year from its whole and a part of it.

    Parameters
    ----------
    annual : pandas.DataFrame
        Yearly figures: ``year, value`` and, where they are known, ``low, high, books``.
    partial : pandas.DataFrame
        A partial frame; only whole months from January on of the books of the year
        count.
    year : int, optional
        The last year that has both unless given.
    months : int, optional
        Months of the part; unless given, the longest that the year before has too,
        else the longest.

    Returns
    -------
    RestOfYear
        The implied rest, the same of the year before, and its growth.

    Raises
    ------
    NotComputable
        If no year, or not this one, has both in one reporter's figures.

    Examples
    --------
    >>> figures = {"low": [533.9, 470.5], "high": [534.1, 470.7], "books": "KAZ"}
    >>> annual = pd.DataFrame({"year": [2024, 2025], "value": [534.0, 470.6]})
    >>> starts = pd.to_datetime(["2024-01-01", "2025-01-01"])
    >>> partial = pd.DataFrame({"period_start": starts, "months": 7, "books": "KAZ"})
    >>> partial = partial.assign(value=[316.5, 331.7])
    >>> partial = partial.assign(low=partial["value"], high=partial["value"])
    >>> rest = rest_of_year(annual.assign(**figures), partial)
    >>> rest.value, round(rest.growth_pct)
    (138.9, -36)
    """
    annual = with_books(completed(annual), partial)
    partial = parts_of_years(partial)
    if year is not None:
        near = (year - 1, year)
        annual = annual[annual["year"].isin(near)]
        partial = partial[partial["period_start"].dt.year.isin(near)]
    rests = rests_of_years(annual, partial)
    fitting = [
        rest
        for rest in rests
        if year in (None, rest.year) and months in (None, rest.months)
    ]
    if not fitting:
        part = "a part" if months is None else f"the first {months} months"
        when = "any year" if year is None else str(year)
        raise NotComputable(
            f"no reporter gives both {when} and {part} of it; the rest is not implied"
        )
    last_year = max(rest.year for rest in fitting)
    return max(
        (rest for rest in fitting if rest.year == last_year),
        key=lambda rest: (rest.value_before is not None, rest.months),
    )


def rests_of_years(annual: pd.DataFrame, partial: pd.DataFrame) -> list[RestOfYear]:
    """Work out every rest that a whole and a part imply, in time.

    Parameters
    ----------
    annual, partial
        As in `rest_of_year`.

    Returns
    -------
    list of RestOfYear
        One for each year and length of part, by year and months.
    """
    years = _points(with_books(completed(annual), partial)).assign(months=12)
    partial = parts_of_years(partial)
    parts = _points(partial[_from_january(partial)])
    parts = parts.assign(year=parts["period_start"].dt.year)
    both = parts.merge(years[["year", "books"]], on=["year", "books"])
    both = both.sort_values(["year", "months"])
    columns = [*OPERANDS, *(c for c in ORIGIN if c in years and c in parts)]
    frames = [frame[columns] for frame in (years, parts) if len(frame)]
    figures = pd.concat(frames, ignore_index=True) if len(both) else both
    # Of two figures of one span the first counts.
    places = {span: at for at, span in reversed([*enumerate(_spans(figures))])}
    return [
        _rest(figures, places, int(year), int(months), str(books))
        for year, months, books in _spans(both)
    ]


def _points(figures: pd.DataFrame) -> pd.DataFrame:
    bounded = np.isfinite(figures["low"]) & np.isfinite(figures["high"])
    bound = figures.get("qualifier", pd.Series("", figures.index))
    points: pd.DataFrame = figures[bounded & ~bound.isin(["over", "under", "up_to"])]
    return points


def _from_january(partial: pd.DataFrame) -> pd.Series[bool]:
    whole = partial["months"].between(1, 11).fillna(value=False).astype(bool)
    to_date: pd.Series[bool] = whole & (partial["period_start"].dt.day_of_year == 1)
    return to_date


def _spans(figures: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    return zip(*(figures[name] for name in ("year", "months", "books")), strict=True)


def _rest(
    figures: pd.DataFrame,
    places: dict[tuple[Any, ...], int],
    year: int,
    months: int,
    books: str,
) -> RestOfYear:
    wanted = [(when, m, books) for when in (year, year - 1) for m in (12, months)]
    rows = [places[span] for span in wanted if span in places]
    operands = figures.iloc[rows if len(rows) == len(wanted) else rows[:2]]
    return RestOfYear(year, months, books, operands.reset_index(drop=True))
