"""Rules about words: the unit that a figure as printed names is the unit of its row."""

from __future__ import annotations

import math
import re
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.evidence.schema.meaning.joined import base_of
from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    Rows = pd.DataFrame
    Mask = pd.Series[bool]

FIGURES = ("observations", "claims", "targets", "projections")
WORDS = {
    "money USD": r"\$|dollars?\b|\busd\b|долл",
    "money EUR": r"€|\beuros?\b|\beur\b|евро",
    "money GBP": r"£|pounds? sterling|\bgbp\b",
    "money KZT": r"₸|\btenge\b|\bkzt\b|тенге|тг\b",
    "money AZN": r"₼|\bmanats?\b|\bazn\b|манат",
    "money RUB": r"₽|\brou?bles?\b|\brub\b|рубл",
    "mass": r"\btonn?e?s?\b|\bmt\b|\bkg\b|тонн|\bт\b",
    "volume": r"\bbarrels?\b|\bbbl\b|баррел",
    "containers in TEU": r"\bteus?\b|\bдфэ\b",
    "percentage": r"%|per ?cent\b|процент|faiz",
    "length": r"\bkm\b|\bkilomet(?:er|re)s?\b|\bмиль|\bкм\b",
    "duration": r"\bdays?\b|\bhours?\b|суток",
}
"""Words by which a text names a dimension, the text in small letters."""
CHANGE = "percentage"
PATTERNS = {dimension: re.compile(words) for dimension, words in WORDS.items()}
YEAR = re.compile(r"(?<![\d.,])((?:19|20)\d\d)(?![\d%]|[.,]\d)")
"""Years in a text, and no part of another number."""
WORKED_OUT = r"(?i)\s*worked out\b"
NEAR = 0.01
"""Orders of magnitude, two per cent, by which rounding moves what is worked out."""
COUNTED = ("flights", "voyages", "trains", "speed", "data rate", "percentage points")
"""Beginnings of dimensions whose unit is told in words of others, as per day."""


def _names_another(quote: str, dimension: str) -> bool:
    measured = base_of(dimension)
    if measured not in PATTERNS or measured.startswith(COUNTED):
        return False
    text = quote.lower()
    subjects = {name for name, words in PATTERNS.items() if words.search(text)}
    # A text may tell of a change beside the level.
    return bool(subjects - {CHANGE}) and measured not in subjects


def _unit_against_quote(rows: Rows) -> Mask:
    pairs = zip(rows["quote"], rows["dimension"], strict=True)
    apart = [bool(quote) and _names_another(quote, name) for quote, name in pairs]
    return pd.Series(apart, rows.index, dtype=bool)


def _currency_in_no_word(rows: Rows, column: str) -> Mask:
    """Tell money in another currency than its series, which no word of the row says."""
    dimension, due = rows[column], rows["series_dimension"]
    money = dimension.str.startswith("money ") & due.str.startswith("money ")
    wording = (rows["quote"] + " " + rows["note"]).str.lower()
    unsaid = [
        not PATTERNS[name].search(text) if name in PATTERNS else not text.strip()
        for name, text in zip(dimension, wording, strict=True)
    ]
    return money & (dimension != due) & pd.Series(unsaid, rows.index, dtype=bool)


def _year_against_quote(rows: Rows) -> Mask:
    """Tell rows of which the words name a year that none of their days is in."""
    days = [c for c in rows if pd.api.types.is_datetime64_dtype(rows[c])]
    dated = [c for c in days if str(c).endswith(("_start", "_end"))]
    years = rows[dated].apply(lambda day: day.dt.year)
    if "base_year" in rows:
        years = years.assign(base=rows["base_year"])
    said = rows["quote"].map(lambda text: {float(y) for y in YEAR.findall(text)})
    cells = zip(said, years.to_numpy(), rows["value"], strict=True)
    apart = [
        bool(named) and not named <= {*of_row[~np.isnan(of_row)], value}
        for named, of_row, value in cells
    ]
    dated_at_all: Mask = years.notna().any(axis=1)
    return pd.Series(apart, rows.index, dtype=bool) & dated_at_all


def _change_for_level(rows: Rows) -> Mask:
    """Tell levels whose number the note calls a per cent."""
    cells = zip(rows["printed"], rows["note"], strict=True)
    said = [
        bool(text)
        and bool(re.search(rf"(?<![\d.]){re.escape(text)} ?(?:%|per cent)", n))
        for text, n in cells
    ]
    level = ~rows["dimension"].str.startswith("percentage")
    return pd.Series(said, rows.index, dtype=bool) & level


def _not_as_worked_out(rows: Rows) -> Mask:
    """Tell figures that no step from the numbers of their note makes."""
    worked_out = rows["note"].str.match(WORKED_OUT) & (rows["value"] > 0)
    cells = zip(worked_out, rows["note"], rows["value"], strict=True)
    wrong = [ok and not _makes(note, value) for ok, note, value in cells]
    return pd.Series(wrong, rows.index, dtype=bool)


def _makes(note: str, value: float) -> bool:
    joined = re.sub(r"(?<=\d)[ \u00a0](?=\d{3}\b)", "", note)
    numbers = [float(text) for text in re.findall(r"\d+(?:\.\d+)?", joined)]
    return any(
        made > 0 and _same_but_for_thousands(value / made)
        for number, number_2 in permutations(numbers, 2)
        for made in _steps(number, number_2)
    )


def _steps(one: float, other: float) -> tuple[float, ...]:
    """Ratio, product, difference, level before a change, and share of two numbers."""
    before = [one / times for times in (1 + other / 100, 1 - other / 100) if times]
    ratio = one / other if other else 0.0
    return (ratio, one * other, one - other, *before, one * other / 100)


def _same_but_for_thousands(times: float) -> bool:
    orders = math.log10(times)
    return abs(orders - 3 * round(orders / 3)) < NEAR


RULES = (
    Rule(
        "target in another unit",
        ("targets",),
        "unit",
        "measures {dimension}, while {series} is in {series_unit}, and neither quote "
        "nor note names that currency",
        lambda rows: rows["has_factor"] & _currency_in_no_word(rows, "dimension"),
        "warning",
    ),
    Rule(
        "target in another unit",
        ("targets",),
        "base_unit",
        "measures {base_dimension}, while {series} is in {series_unit}, and neither "
        "quote nor note names that currency",
        lambda rows: _currency_in_no_word(rows, "base_dimension"),
        "warning",
    ),
    Rule(
        "year against the quote",
        (*FIGURES, "milestones"),
        "quote",
        "none of the days of the row is in a year that the words name: {quote}",
        _year_against_quote,
        "warning",
    ),
    Rule(
        "change for level",
        ("observations",),
        "value",
        "the note calls this number a per cent: {note}",
        _change_for_level,
        "warning",
    ),
    Rule(
        "not as worked out",
        ("observations",),
        "value",
        "the numbers of the note make another figure: {note}",
        _not_as_worked_out,
        "warning",
    ),
    Rule(
        "unit against the quote",
        FIGURES,
        "unit",
        "the words as printed name another unit: {quote}",
        _unit_against_quote,
        "warning",
    ),
)
