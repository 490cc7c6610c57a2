"""Rules about quotes: a figure as printed, read back, is the figure of its row."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.evidence.schema.meaning.lists import PREFIXES
from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    Rows = pd.DataFrame
    Mask = pd.Series[bool]

FIGURES = ("observations", "claims", "targets", "projections")
NUMERAL = re.compile(r"\d(?:[\d\s.,']*\d)?")
"""A number with what separates its digits."""
GROUPED = re.compile(r"[1-9]\d{0,2}(?:[,\s']\d{3})+(?:\.\d+)?")
SCALES = {
    1e3: r"thousand|тыс|min\b",
    1e6: r"million|mln|milyon|миллион|млн",
    1e9: r"billion|bn\b|mlrd|milyard|milliard|миллиард|млрд",
}
"""Words that multiply the number before them."""
SAME = 1e-6


def _significant(text: str) -> str:
    mantissa = text.lower().partition("e")[0]
    return re.sub(r"\D", "", mantissa).strip("0")


def _digits_in(quote: str) -> set[str]:
    """Significant digits of the numerals of a text, whole and between marks."""
    numerals = [*NUMERAL.findall(quote), *re.findall(r"\d+", quote)]
    return {_significant(numeral) for numeral in numerals} - {""}


def _quote_of_another(rows: Rows) -> Mask:
    digits = rows["printed"].map(_significant)
    printed = rows["quote"].map(_digits_in)
    apart = [
        bool(numerals) and bool(own) and own not in numerals
        for own, numerals in zip(digits, printed, strict=True)
    ]
    return pd.Series(apart, rows.index, dtype=bool) & ~rows["doubted"]


def _number(numeral: str) -> float:
    """Read a numeral; a lone comma that parts no groups is a decimal one."""
    if GROUPED.fullmatch(numeral):
        return float(re.sub(r"[,\s']", "", numeral))
    try:
        return float(numeral.replace(",", "."))
    except ValueError:
        return math.nan


def _times_apart(quote: str, value: float, unit: str) -> float:
    """Return how many times its quote a value is; 1 where that cannot be told."""
    numerals = NUMERAL.findall(quote)
    number = abs(_number(numerals[0])) if len(numerals) == 1 else math.nan
    if not number or not value or math.isnan(number) or math.isnan(value):
        return 1.0
    scales = [by for by, word in SCALES.items() if re.search(word, quote.lower())]
    of_unit = next((by for name, by in PREFIXES.items() if unit.startswith(name)), 1)
    if not scales:
        return abs(value) / number
    readings = [abs(value) * of_unit / (number * by) for by in scales]
    return min(readings, key=lambda times: abs(math.log10(times)))


def _of_another_size(rows: Rows) -> Mask:
    cells = zip(rows["quote"], rows["value"], rows["unit"], strict=True)
    times = [_times_apart(*cell) for cell in cells]
    orders = pd.Series([math.log10(t) for t in times], rows.index, dtype=float)
    # A number without a word may be in thousands or millions of the unit of the row.
    worded = rows["quote"].str.lower().str.contains("|".join(SCALES.values()))
    off = orders.where(worded, orders - 3 * (orders / 3).round()).abs() > SAME
    return off & ~rows["doubted"] & ~_quote_of_another(rows)


RULES = (
    Rule(
        "quote against the value",
        FIGURES,
        "quote",
        "no number in it has the digits of the value, {printed}",
        _quote_of_another,
        "warning",
    ),
    Rule(
        "quote of another size",
        FIGURES,
        "quote",
        "read back, its number is not of the size of {printed} {unit}; look at the "
        "decimal point",
        _of_another_size,
        "warning",
    ),
)
