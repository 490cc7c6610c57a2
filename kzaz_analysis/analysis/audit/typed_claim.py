"""A claim typed by a reader: read it, and hold it against the record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.audit.audit import Audit, assemble, record_rules
from kzaz_analysis.analysis.audit.read import read_record, take_change, take_level
from kzaz_analysis.analysis.audit.rules.levels import untested
from kzaz_analysis.analysis.audit.unit_scales import mantissa
from kzaz_analysis.analysis.audit.verdict.verdicts import Comparison
from kzaz_analysis.analysis.intervals import rounding_interval
from kzaz_analysis.errors import UsageError, unknown_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kzaz_analysis.analysis.audit.figures import Change, Figure
    from kzaz_analysis.analysis.audit.index import Record

STATEMENT = "your-claim"
"""Name of the typed claim among figures and sources."""

WORDS = {
    "mln": "million",
    "m": "million",
    "bn": "billion",
    "k": "thousand",
    "$": "USD",
    "usd": "USD",
    "dollars": "USD",
    "eur": "EUR",
    "teu": "TEU",
    "t": "tonnes",
    "tons": "tonnes",
    "kt": "thousand tonnes",
    "mt": "million tonnes",
    "bbl": "barrels",
    "a": "per",
    "pct": "percent",
    "%": "percent",
    "x": "times",
}
"""Short forms of the words that make up a unit."""

HEDGES = {
    "about": "approx",
    "over": "over",
    "nearly": "under",
    "almost": "under",
    "up-to": "up_to",
}
"""Words before a number, and the qualifier that each stands for."""

EXAMPLE = '"trade_turnover 2024 700 USD million" or "titr_freight 2023 +65%"'

NUMBER = re.compile(r"^([+-]?\d[\d,]*(?:\.\d+)?)(%|x)?$")
YEAR_RANGE = re.compile(r"^(\d{4}(?:-\d{2})?)\.\.(\d{4}(?:-\d{2})?)$")
QUARTER = re.compile(r"^(\d{4})-?q([1-4])$|^q([1-4])-?(\d{4})$", re.IGNORECASE)
HALF = re.compile(r"^(\d{4})-?h([12])$", re.IGNORECASE)
DATE = re.compile(r"^\d{4}(-\d{2}){0,2}$")


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim that somebody makes about a series.

    Attributes
    ----------
    series : str
        Series of the catalogue.
    start, end, base_start, base_end : pandas.Timestamp
        Period, and the one compared with: the same a year before unless said.
    measure : str
        ``level``, ``growth`` or ``multiple``.
    value : float
        The number as typed.
    unit : str
        Its unit.
    qualifier : str
        How it was hedged.
    """

    series: str
    start: pd.Timestamp
    end: pd.Timestamp
    base_start: pd.Timestamp
    base_end: pd.Timestamp
    measure: str
    value: float
    unit: str
    qualifier: str


def read_statement(text: str, series: pd.DataFrame, units: Iterable[str]) -> Statement:
    """Read a claim typed in words.

    Parameters
    ----------
    text : str
        Series, period, number and unit, e.g. ``"trade_turnover 2024 700 USD
        million"``, ``"titr_freight 2024-01..2024-04 about 1.4 million tonnes"``,
        ``"trade_turnover 2024-Q1 +40%"``, ``"trade_turnover 2023 5 times since
        2020"``. Units in either word order.
    series : pandas.DataFrame
        The catalogue.
    units : iterable of str
        Known units.

    Returns
    -------
    Statement
        The claim. Growth compares with the same period a year before, unless
        ``since`` names another.

    Raises
    ------
    UsageError
        If a part is missing or not understood; the message says which.
    """
    words = text.replace("%", "% ").split()
    if len(words) < 3:
        raise UsageError(f"a claim has a series, a period and a number, as {EXAMPLE}")
    name, when, rest = words[0], words[1], words[2:]
    catalogue = dict(zip(series["series"], series["unit"], strict=True))
    if name not in catalogue:
        raise unknown_name("series", name, catalogue)
    start, end = read_period(when)
    rest, base = _split_base(rest, start, end)
    qualifier = HEDGES.get(rest[0].lower(), "exact") if rest else "exact"
    rest = rest[1:] if qualifier != "exact" else rest
    value, unit_words, signed = _read_number(rest)
    unit = _read_unit(unit_words, catalogue[name], units)
    change = unit == "percent" and (signed or catalogue[name] != "percent")
    measure = "growth" if change else "level"
    if unit == "ratio_to_base":
        measure = "multiple"
    return Statement(name, start, end, *base, measure, value, unit, qualifier)


def _split_base(
    words: list[str], start: pd.Timestamp, end: pd.Timestamp
) -> tuple[list[str], tuple[pd.Timestamp, pd.Timestamp]]:
    if "since" not in words:
        before = pd.DateOffset(years=1)
        last = end - before
        return words, (start - before, _month_end(last) if end.is_month_end else last)
    place = words.index("since")
    if place + 2 != len(words):
        raise UsageError('"since" is followed by one period, the last of the claim')
    return words[:place], read_period(words[place + 1])


def _month_end(day: pd.Timestamp) -> pd.Timestamp:
    return (day + pd.offsets.MonthEnd(0)).normalize()


def read_period(text: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Read a year, month, day, quarter, half-year or range as first and last day.

    Raises
    ------
    UsageError
        If it is none of them, or ends before it starts.
    """
    try:
        start, end = _ends(text)
    except ValueError as error:
        raise UsageError(
            f"{text!r} is not a period; write 2024, 2024-03, 2024-Q1, 2024-H1, "
            "2024-01..2024-04 or 2018..2020"
        ) from error
    if end < start:
        raise UsageError(f"the period {text!r} ends before it starts")
    return start, end


def _ends(text: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    if match := YEAR_RANGE.match(text):
        first, last = match.groups()
    elif match := QUARTER.match(text):
        year, quarter = match[1] or match[4], int(match[2] or match[3])
        first, last = f"{year}-{3 * quarter - 2:02}", f"{year}-{3 * quarter:02}"
    elif match := HALF.match(text):
        half = int(match[2])
        first, last = f"{match[1]}-{6 * half - 5:02}", f"{match[1]}-{6 * half:02}"
    elif DATE.match(text):
        first = last = text
    else:
        raise ValueError(text)
    return pd.Period(first).start_time, pd.Period(last).end_time.normalize()


def _read_number(words: list[str]) -> tuple[float, list[str], bool]:
    for place, word in enumerate(words):
        match = NUMBER.match(word)
        if match:
            unit = [*words[:place], *filter(None, [match[2]]), *words[place + 1 :]]
            return float(match[1].replace(",", "")), unit, word[0] in "+-"
    raise UsageError(
        f"no number in {' '.join(words)!r}; write it as 461.9, 1,485 or +40%"
    )


def _read_unit(words: list[str], own: str, units: Iterable[str]) -> str:
    plain = " ".join(words).replace("_", " ").replace("$", " $ ").split()
    spelled = " ".join(WORDS.get(word.lower(), word) for word in plain).split()
    if spelled in (["times"], ["fold"]):
        return "ratio_to_base"
    if not spelled:
        raise UsageError(f"a unit is missing; this series is counted in {own}")
    wanted = sorted(spelled)
    known = {unit: sorted(unit.split("_")) for unit in units}
    fits = [unit for unit, parts in known.items() if parts == wanted]
    if not fits:
        raise unknown_name("unit", "_".join(spelled), known)
    return fits[0]


def check_statement(
    statement: Statement, tables: Mapping[str, pd.DataFrame], books: str = ""
) -> Audit:
    """Hold one claim against the record.

    Parameters
    ----------
    statement : Statement
        The claim.
    tables : mapping of str to pandas.DataFrame
        ``observations, claims, series, agencies, units, factors``.
    books : str
        Country whose books it rests on, if it says so: ``KAZ`` or ``AZE``.

    Returns
    -------
    Audit
        The comparisons in which the claim takes part; one that is *not testable*
        where there is nothing to compare with.

    Raises
    ------
    UsageError
        If the unit does not convert to that of the series.
    """
    record = read_record(tables)
    row = _as_row(statement, books)
    if statement.measure == "level":
        take_level(record, row, {}, "claimed")
        if record.foreign and record.foreign[-1].figure.id == STATEMENT:
            own = record.foreign[-1].figure.unit
            raise UsageError(f"{statement.unit} does not convert to {own}")
    else:
        take_change(record, row, {})
    mine = [c for c in record_rules(record) if _takes_part(c)]
    return assemble(mine or [_alone(record)], record)


def _as_row(statement: Statement, books: str) -> dict[str, Any]:
    counted = statement.unit == "count"
    digits = None if counted else len(mantissa(statement.value)) or None
    bounds = rounding_interval(statement.value, digits, statement.qualifier)
    return {
        "id": STATEMENT,
        "series": statement.series,
        "measure": statement.measure,
        "value": statement.value,
        "unit": statement.unit,
        "qualifier": statement.qualifier,
        "low": bounds.low,
        "high": bounds.high,
        "period_start": statement.start,
        "period_end": statement.end,
        "base_start": statement.base_start,
        "base_end": statement.base_end,
        "level_value": None,
        "level_unit": "",
        "reporter": books,
        "agency": "",
        "source": STATEMENT,
        "note": "",
    }


def _takes_part(comparison: Comparison) -> bool:
    names = (*comparison.left.ids, *comparison.right.ids)
    return any(STATEMENT in name.split(" + ") for name in names)


def _alone(record: Record) -> Comparison:
    stated: list[Figure | Change] = [*record.figures, *record.changes]
    mine = next(f for f in stated if f.id == STATEMENT)
    return untested(mine, "nothing on record for this series and period")
