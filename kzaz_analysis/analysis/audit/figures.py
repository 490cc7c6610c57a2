"""Figures and assertions of change, read from the tables into one unit per series."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.audit.clauses import Amount, Clause, Dates, clause
from kzaz_analysis.analysis.audit.unit_scales import mantissa
from kzaz_analysis.analysis.audit.verdict.verdicts import Side
from kzaz_analysis.analysis.intervals import Interval, rounding_interval

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from kzaz_analysis.analysis.audit.unit_scales import Scales

CUMULATIVE = "_cumulative"
"""Ending of a series that adds up, over several years, the series it is named after."""

UNRELIABLE, OWN_DEFINITION = "U", "D"
"""Observation status: of low reliability; counts something else under this name."""

WORKED_OUT = "I"
"""Observation status: follows from what was published, and was not published."""

BOUNDS = ("over", "under", "up_to")
"""Qualifiers of figures that bound a value instead of giving it."""


@dataclass(frozen=True, slots=True)
class SeriesEntry:
    """What the audit must know of a series.

    Attributes
    ----------
    name, title, unit, nature, dimension : str
        As the catalogue has them.
    root : str
        The series that this one adds up over years, or itself.
    parts : tuple of str
        Series that add up to it.
    both_ways : bool
        Whether it is all that goes there and back: its two parts leave nothing out.
    """

    name: str
    title: str
    unit: str
    nature: str
    dimension: str
    root: str
    parts: tuple[str, ...]
    both_ways: bool = False

    @property
    def is_flow(self) -> bool:
        """Whether a longer period holds at least as much as a shorter one within."""
        return self.nature == "flow"

    @property
    def depends_on_books(self) -> bool:
        """Whether unnamed books can explain a difference: amounts, not counts."""
        return self.is_flow and self.dimension != "count"


@dataclass(frozen=True, slots=True)
class FigureOrigin:
    """Who says a figure, who reported it, where and when.

    Attributes
    ----------
    books : str
        Country, or the compiler itself; empty when nobody knows.
    reporter, agency, source : str
        As the tables have them.
    published : pandas.Timestamp or None
        Last day on which it can have been published.
    note : str
        The caveat of the row.
    """

    books: str
    reporter: str
    agency: str
    source: str
    published: pd.Timestamp | None
    note: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A level: recorded, claimed, or implied by a claim of change.

    Attributes
    ----------
    id : str
        Name in the list of figures.
    kind : str
        ``recorded``, ``claimed`` or ``implied``.
    series, unit : str
        Root series and its unit; `value` and `interval` are in it.
    start, end : pandas.Timestamp or None
        Period covered.
    value : float
        Nominal value.
    interval : Interval
        Every value that it may stand for.
    printed, printed_unit, qualifier, status
        As published.
    text : Clause
        The figure as published, or the calculation that implies it.
    how : tuple of Clause
        The unit conversion, if there was one.
    origin : FigureOrigin
        Who, where, when.
    """

    id: str
    kind: str
    series: str
    unit: str
    start: pd.Timestamp | None
    end: pd.Timestamp | None
    value: float
    interval: Interval
    printed: float
    printed_unit: str
    qualifier: str
    status: str
    text: Clause
    how: tuple[Clause, ...]
    origin: FigureOrigin

    @property
    def dates(self) -> Dates:
        """Its period."""
        return Dates(self.start, self.end)

    @property
    def is_bound(self) -> bool:
        """Whether it only bounds the value."""
        return self.qualifier in BOUNDS

    @property
    def side(self) -> Side:
        """The figure as a side of a comparison."""
        return replace(_side(self), status=self.status)


@dataclass(frozen=True, slots=True)
class Change:
    """An assertion that something grew: by percent, times or an amount.

    Attributes
    ----------
    id, series, text, origin
        As for figures.
    unit : str
        ``percent`` (multiples are brought to it) or the unit of the series.
    value : float
        Nominal change.
    interval : Interval
        Every change that it may stand for.
    start, end, base_start, base_end : pandas.Timestamp or None
        Compared periods.
    qualifier : str
        As published.
    multiple : bool
        Whether it was said as so many times.
    """

    id: str
    series: str
    text: Clause
    origin: FigureOrigin
    unit: str
    value: float
    interval: Interval
    start: pd.Timestamp | None
    end: pd.Timestamp | None
    base_start: pd.Timestamp | None
    base_end: pd.Timestamp | None
    qualifier: str
    multiple: bool

    def is_of_periods(self, other: Change) -> bool:
        """Whether it compares the same two periods of one series in one unit."""
        names = ("series", "unit", "start", "end", "base_start", "base_end")
        return all(getattr(self, name) == getattr(other, name) for name in names)

    @property
    def is_dated(self) -> bool:
        """Whether both compared periods are known."""
        days = (self.start, self.end, self.base_start, self.base_end)
        return None not in days

    @property
    def side(self) -> Side:
        """The assertion as a side of a comparison."""
        return _side(self)


def _side(statement: Figure | Change) -> Side:
    origin = statement.origin
    is_dated = None not in (statement.start, statement.end)
    return Side(
        statement.text,
        statement.value,
        statement.interval.low,
        statement.interval.high,
        origin.books,
        origin.agency,
        (statement.id,),
        (origin.source,),
        dates=Dates(statement.start, statement.end) if is_dated else None,
    )


def read_series(series: pd.DataFrame, scales: Scales) -> dict[str, SeriesEntry]:
    """Entries of the catalogue by name."""
    units = dict(zip(series["series"], series["unit"], strict=True))
    entries = {}
    for row in series.to_dict("records"):
        name = str(row["series"])
        base = name.removesuffix(CUMULATIVE)
        adds_up = base in units and scales.ratio(units[name], units[base]) is not None
        entries[name] = SeriesEntry(
            name=name,
            title=str(row["title"]),
            unit=str(row["unit"]),
            nature=str(row["nature"]),
            dimension=scales.dimension(str(row["unit"])),
            root=base if adds_up else name,
            parts=tuple(filter(None, str(row["parts"]).split(";"))),
            both_ways=row.get("direction") == "both",
        )
    return entries


def origin_of(
    row: dict[str, Any], owners: Mapping[str, str], sides: Collection[str]
) -> FigureOrigin:
    """Read who says a row.

    Parameters
    ----------
    row : dict
        Of a table of figures.
    owners : mapping of str to str
        The books that each agency keeps.
    sides : collection of str
        Countries whose reports are compared as mirrors of each other.
    """
    owned = owners.get(str(row["agency"]), "")
    reporter = str(row["reporter"])
    national = owned in ("", *sides)
    return FigureOrigin(
        books=(reporter or owned) if national else owned,
        reporter=reporter,
        agency=str(row["agency"]),
        source=str(row["source"]),
        published=published_day(str(row.get("published_on", ""))),
        note=str(row["note"]),
    )


def published_day(text: str) -> pd.Timestamp | None:
    """Last day of a year, month or day in ISO 8601; None for an empty text."""
    return pd.Period(text).end_time.normalize() if text else None


def day_or_none(value: Any) -> pd.Timestamp | None:
    """Return a day, or None where a table has nothing."""
    return None if pd.isna(value) else pd.Timestamp(value)


def row_interval(row: dict[str, Any]) -> Interval:
    """Bounds of a row; without any they follow from its digits, and open above."""
    if pd.isna(row["low"]) and pd.isna(row["high"]):
        digits = None if pd.isna(row["digits"]) else int(row["digits"])
        return rounding_interval(float(row["value"]), digits, str(row["qualifier"]))
    high = float("inf") if pd.isna(row["high"]) else float(row["high"])
    return Interval(float(row["low"]), high)


def level_interval(value: float) -> Interval:
    """Bounds of a level whose digits nobody recorded: trailing zeros do not count."""
    digits = len(mantissa(value)) or None
    return rounding_interval(value, digits)


def records(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Rows of a frame as dicts with text keys."""
    for row in frame.to_dict("records"):
        yield {str(name): cell for name, cell in row.items()}


def sum_of(terms: list[Figure]) -> Figure:
    """Return the sum of figures as an implied figure with the books of the first.

    It is an agency's where all its terms are, and of all their publications.
    """
    first_term = terms[0]
    agencies = {term.origin.agency for term in terms}
    sources = dict.fromkeys(term.origin.source for term in terms)
    starts = [term.start for term in terms if term.start is not None]
    ends = [term.end for term in terms if term.end is not None]
    value = sum(term.value for term in terms)
    return replace(
        first_term,
        id=" + ".join(term.id for term in terms),
        kind="implied",
        start=min(starts, default=None),
        end=max(ends, default=None),
        value=value,
        interval=reduce(add, (term.interval for term in terms)),
        printed=value,
        printed_unit=first_term.unit,
        qualifier="approx",
        status=status_of(terms),
        text=clause("sum", terms=tuple(Amount(t.value, t.unit) for t in terms)),
        how=(),
        origin=replace(
            first_term.origin,
            agency=first_term.origin.agency if len(agencies) == 1 else "",
            source="; ".join(sources),
        ),
    )


def status_of(terms: Iterable[Figure]) -> str:
    """Return the status of what is calculated: worked out if one of its terms is."""
    return WORKED_OUT if any(term.status == WORKED_OUT for term in terms) else ""
