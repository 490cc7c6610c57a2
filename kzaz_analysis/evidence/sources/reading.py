"""From bytes to tidy figures: what every reader shares."""

from __future__ import annotations

import calendar
import io
import json
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kzaz_analysis.evidence.sources.fetch import Answer
    from kzaz_analysis.evidence.sources.trade_flows import Wanted

    Fetch = Callable[..., Answer]
    Reader = Callable[..., Iterator["SourceReading"]]

TRADE = [
    *("reporter", "partner", "flow", "commodity", "period_start", "period_end"),
    *("value", "unit", "obs_status", "stage"),
]
"""Columns of figures of trade; values are text, as exact as the answer."""

MACRO = ["indicator", "country", "year", "value", "unit", "obs_status"]
"""Columns of figures of the macro table."""

_PERIOD = re.compile(r"(\d{4})(?:-?(M)?(\d{2})|-?Q([1-4]))?")
_MILLION = 6
_POWERS = {"USD": 0, "thousand_USD": 3, "million_USD": 6}


@dataclass(frozen=True, slots=True)
class SourceReading:
    """One answer and the figures in it.

    Attributes
    ----------
    answer : Answer
        Where they were read.
    figures : pandas.DataFrame
        Columns `TRADE` or `MACRO`, one row per figure.
    title : str
        What the answer is about.
    published_on : str
        Day that the answer gives as its own; the day it was asked where it gives none.
    edition : str
        Part of the name of its entry among the sources.
    """

    answer: Answer
    figures: pd.DataFrame
    title: str
    published_on: str
    edition: str


def trade_frame(rows: Iterable[tuple[str, ...]]) -> pd.DataFrame:
    """Make a frame of figures of trade."""
    return pd.DataFrame(list(rows), columns=TRADE, dtype=str)


def million(text: str | Decimal, unit: str) -> str:
    """Write an amount of `unit` in million US dollars, not a digit more or fewer."""
    number = Decimal(text).scaleb(_POWERS[unit] - _MILLION).normalize()
    return f"{number:f}"


def number_of(answer: Answer, cell: object) -> Decimal:
    """Read a cell that must be a number, to its last digit.

    Raises
    ------
    SourceUnfit
        If it is something else, or no finite number.
    """
    try:
        number = Decimal(str(cell))
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        raise answer.unfit(f"{cell!r} came as a figure", "a number would be right")
    return number


def amount_of(answer: Answer, cell: object) -> str:
    """Read an amount of trade in the unit of the source, in million US dollars.

    Raises
    ------
    SourceUnfit
        If it is no number, or below zero.
    """
    number = number_of(answer, cell)
    if number < 0:
        raise answer.unfit(f"{cell!r} came as a figure", "trade is never below zero")
    return million(number, answer.source.unit)


def days_of(period: str) -> tuple[str, str] | None:
    """First and last day of ``2025``, ``2025-M01``, ``202501``, ``2025-Q1``."""
    match = _PERIOD.fullmatch(period.strip())
    if match is None:
        return None
    year, _, month, quarter = match.groups()
    months = (1, 12)
    if month:
        months = (int(month), int(month))
    elif quarter:
        months = (3 * int(quarter) - 2, 3 * int(quarter))
    return span(int(year), *months) if months[1] in range(1, 13) else None


def span(year: int, start_month: int, end_month: int) -> tuple[str, str]:
    """First day of one month and last day of another, in ISO form."""
    end_day = calendar.monthrange(year, end_month)[1]
    return f"{year}-{start_month:02d}-01", f"{year}-{end_month:02d}-{end_day}"


def as_json(answer: Answer) -> Any:
    """Read an answer as JSON, numbers as exact as they stand.

    Raises
    ------
    SourceUnfit
        If it is something else.
    """
    right = "JSON would be right"
    refuse_page(answer, right)
    try:
        return json.loads(answer.content, parse_float=Decimal)
    except ValueError as error:
        raise answer.unfit(f"no JSON came: {error}", right) from error


def as_csv(answer: Answer, columns: Iterable[str]) -> pd.DataFrame:
    """Read an answer as CSV, all cells text.

    Raises
    ------
    SourceUnfit
        If it is something else, or a column is missing.
    """
    refuse_page(answer, "CSV would be right")
    try:
        table = pd.read_csv(
            io.BytesIO(answer.content), dtype=str, keep_default_na=False
        )
    except ValueError as error:
        raise answer.unfit(f"no CSV came: {error}", "CSV would be right") from error
    refuse_missing(answer, columns, table.columns)
    return table


def refuse_page(answer: Answer, right: str) -> None:
    """Refuse a page made for people where figures were asked for."""
    beginning = answer.content[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")
    if beginning[:1] == b"<":
        title = re.search(rb"<title[^>]*>([^<]{1,80})", beginning, re.IGNORECASE)
        name = f" ({title[1].decode('utf-8', 'replace').strip()})" if title else ""
        raise answer.unfit(f"a page of HTML or XML came{name}", right)


def refuse_missing(
    answer: Answer, wanted: Iterable[str], present: Iterable[str]
) -> None:
    """Refuse an answer that lacks columns."""
    there = list(present)
    missing = [name for name in wanted if name not in there]
    if missing:
        raise answer.unfit(
            f"columns are missing: {', '.join(missing)}; there are "
            f"{', '.join(map(str, there[:15])) or 'none'}",
            "its layout may have changed",
        )


def refuse_codes(answer: Answer, came: Iterable[str], asked: Iterable[str]) -> None:
    """Refuse an answer that speaks of a country that was not asked about."""
    other = sorted(set(came) - set(asked))
    if other:
        raise answer.unfit(
            f"it speaks of country {', '.join(other)}",
            f"{', '.join(sorted(set(asked)))} would be right; a code may have changed",
        )


def on_trade_flows(reading: SourceReading, wanted: Wanted) -> pd.DataFrame:
    """Give each figure of trade its series; those that no series wants are left out.

    Returns
    -------
    pandas.DataFrame
        Columns `TRADE` and ``series``, the years of `wanted`.

    Raises
    ------
    SourceUnfit
        If there are two figures for one series, reporter and period.
    """
    joined = reading.figures.merge(wanted.trade_flows, how="inner")
    years = joined["period_start"].str[:4].astype(int)
    joined = joined[years.isin(wanted.years)].reset_index(drop=True)
    refuse_repeats(
        reading, joined, ["series", "reporter", "period_start", "period_end"]
    )
    return joined


def refuse_repeats(
    reading: SourceReading, figures: pd.DataFrame, key: list[str]
) -> None:
    """Refuse an answer that gives two figures where there is one."""
    repeated = figures[figures.duplicated(key, keep=False)]
    if len(repeated):
        name = ", ".join(repeated.iloc[0][key])
        values = " and ".join(repeated.loc[_alike(repeated, key), "value"])
        raise reading.answer.unfit(
            f"several figures for {name}: {values}", "one would be right"
        )


def _alike(rows: pd.DataFrame, key: list[str]) -> pd.Series[bool]:
    return (rows[key] == rows.iloc[0][key]).all(axis=1)
