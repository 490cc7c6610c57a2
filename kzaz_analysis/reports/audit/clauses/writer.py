"""The one writer of what the audit says: values with units, names for ids, dates."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kzaz_analysis.analysis.audit.clauses import (
    Amount,
    Bounds,
    Clause,
    Dates,
    NamedId,
)
from kzaz_analysis.display.grammar import day, months_text, reporter_inside
from kzaz_analysis.display.numbers import (
    amount,
    interval,
    plain_text,
    points,
    published_amount,
    rate,
    rate_interval,
    significant,
)
from kzaz_analysis.display.templates import Sentences
from kzaz_analysis.display.units import unit_name

if TYPE_CHECKING:
    import pandas as pd

    from kzaz_analysis.evidence.tables import Tables

CLAUSES = Sentences(__file__)

TEXT_DIGITS = 3
"""Most digits in text, where a count of four is whole all the same."""

ALL_DIGITS = 6
"""Digits that tell apart what was published."""

FEWEST_OF_ONE = 4
"""Digits of a figure whose rounding interval is too narrow to be shown."""

DIGITS = {"factor": 5, "conversion": 5} | dict.fromkeys(
    ("cut_off", "replaces", "one_revised", "of_replaced"), ALL_DIGITS
)
"""Digits of factors, and of figures of which the digits matter, by clause."""

NO_DATES = Dates(None, None)


@dataclass(frozen=True, slots=True)
class ClauseWriter:
    """Words of what the audit says.

    Attributes
    ----------
    agencies, titles : mapping of str to str
        Full names of the statistical sources, and titles of the series.
    digits : int
        Significant digits of numbers; more where two of one clause would not be told
        apart.
    """

    agencies: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    digits: int = 3

    def words(self, operand: object) -> str:
        """Write one value, or a clause with all its values; nothing for None."""
        return str(self._written(operand, self.digits) or "")

    def frame(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Write the clauses among the cells of a frame, for programs too."""
        texts = [name for name in frame if frame[name].dtype == object]
        words = {str(name): frame[name].map(self._cell) for name in texts}
        return frame.assign(**words)

    def period(self, dates: Dates) -> str:
        """Name a period; nothing for one that is not known."""
        return "" if dates == NO_DATES else _dates(dates)

    def _cell(self, cell: object) -> object:
        if cell is None:
            return ""
        return plain_text(self.words(cell)) if isinstance(cell, Clause) else cell

    def _written(self, operand: object, digits: int) -> object:
        if isinstance(operand, tuple):
            return [self._written(item, digits) for item in operand]
        if isinstance(operand, Clause):
            return self._clause(operand, digits)
        if isinstance(operand, NamedId):
            return self._name(operand)
        write = _WRITERS.get(type(operand))
        return operand if write is None else write(operand, digits)

    def _clause(self, said: Clause, digits: int) -> str:
        enough = max(digits, DIGITS.get(said.name, 0), _digits_apart(said, digits))
        written = {name: self._written(v, enough) for name, v in said.operands}
        return CLAUSES.text(said.name, **written)

    def _name(self, named: NamedId) -> str:
        if named.of == "unit":
            return unit_name(named.id)
        if named.of == "reporter":
            return self.agencies.get(named.id, reporter_inside(named.id))
        words = self.titles.get(named.id) if named.of == "series" else None
        return words or named.id.replace("_", " ")


def writer_for(evidence: Tables, digits: int = 3) -> ClauseWriter:
    """Return a writer that names the series and agencies of a dataset."""
    agencies, series = evidence.load("agencies"), evidence.load("series")
    return ClauseWriter(
        dict(zip(agencies["agency"], agencies["name"], strict=True)),
        dict(zip(series["series"], series["title"], strict=True)),
        digits,
    )


def _dates(dates: Dates) -> str:
    start, end = dates.start, dates.end
    if start is not None and end is not None:
        is_years = start.day_of_year == 1 and (end.month, end.day) == (12, 31)
        if is_years and start.year < end.year:
            return f"{start.year} to {end.year}"
        return months_text(start, end)
    if start is None and end is None:
        return "no period"
    return f"to {day(end)}" if start is None else f"from {day(start)}"


def _amount(operand: Amount, digits: int) -> str:
    if operand.unit == "percentage_points":
        return points(operand.value)
    if operand.unit == "days":
        return f"{operand.value:,.0f} {'day' if operand.value == 1 else 'days'}"
    if digits > TEXT_DIGITS:
        return amount(operand.value, operand.unit, digits)
    return published_amount(operand.value, operand.unit, "exact")


def _bounds(operand: Bounds, digits: int) -> str:
    """Write both ends; of a figure of many digits the ends that are shown are one."""
    if operand.unit == "percent":
        is_one = operand.is_narrow and rate(operand.low) == rate(operand.high)
        return rate(operand.low) if is_one else rate_interval(operand.low, operand.high)
    enough = max(digits, FEWEST_OF_ONE)
    if operand.is_narrow and enough < ALL_DIGITS:
        ends = [amount(e, operand.unit, enough) for e in (operand.low, operand.high)]
        if ends[0] == ends[1]:
            return ends[0]
    return interval(operand.low, operand.high, operand.unit)


_WRITERS: dict[type, Callable[[Any, int], str]] = {
    Dates: lambda dates, _: _dates(dates),
    Amount: _amount,
    Bounds: _bounds,
    float: significant,
}


def _digits_apart(said: Clause, digits: int) -> int:
    """Find the digits in which unequal amounts of one unit in a clause differ."""
    values = {(v.value, v.unit) for v in _amounts(said) if math.isfinite(v.value)}
    ends = [v for _, v in said.operands if isinstance(v, Bounds)]
    ends = [v for v in ends if v.unit != "percent" and v.is_narrow]
    values |= {(v.low, v.unit) for v in ends}
    for enough in range(digits, ALL_DIGITS):
        if len({amount(*pair, enough) for pair in values}) == len(values):
            return enough
    return ALL_DIGITS


def _amounts(operand: object) -> list[Amount]:
    if isinstance(operand, Amount):
        return [operand]
    if isinstance(operand, Clause):
        operand = tuple(value for _, value in operand.operands)
    items = operand if isinstance(operand, tuple) else ()
    return [amount for item in items for amount in _amounts(item)]
