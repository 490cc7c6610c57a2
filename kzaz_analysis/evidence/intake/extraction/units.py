"""Which unit a number in a text has, as a code of the units table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from kzaz_analysis.evidence.intake.extraction.numbers import Number

MONEY_BEFORE = {"USD": r"(?:US\s?)?\$|USD|US dollars?", "EUR": "€|EUR", "KZT": "₸|KZT"}
MONEY = {
    "USD": r"(?:U\.?S\.?\s+)?dollars?|USD|\$",
    "EUR": r"euros?|EUR|€",
    "KZT": r"(?:Kazakh\s+)?tenge|KZT|₸",
}
MEASURES = {
    "tonnes": r"(?:metric\s+)?(?:tons?|tonnes?)(?!-k)|t",
    "barrels": r"barrels?|bbl",
    "TEU": r"TEUs?|twenty-foot(?:\s+equivalent)?(?:\s+units?)?|20-foot containers?",
    "containers": r"containers?(?!\s+(?:trains?|ships?|vessels?|terminals?|hubs?))",
    "km": r"kilomet(?:er|re)s?|km",
    "miles": r"miles?",
    "MW": r"megawatts?|MW",
    "Tbit_per_s": r"terabits?(?:\s+(?:per|a)\s+second)?|Tbps|Tbit/s",
    "days": r"days?",
    "years": r"years?",
    "percent": r"%|per\s?cent\b|pct\b",
    "ratio_to_base": r"times\b",
}
COUNTED = {
    "flights": r"flights?",
    "trains": r"(?:block |container )?trains?",
    "wagons": r"wagons?|rail ?cars?",
    "vehicles": r"trucks?|vehicles?",
    "persons": r"passengers?|people|workers?",
    "count": r"documents?|agreements?|memorand(?:ums?|a)|treaties|contracts?|items?|"
    r"ferries|ferry boats?|vessels?|ships?|tankers?|locomotives?|compan(?:y|ies)|"
    r"enterprises?|firms?|projects?|ventures?|stations?|products?|goods|"
    r"berths?|terminals?|voyages?|visits?|meetings?|protocols?|deals?",
}
"""What is counted, each with words that name it."""

RATE = re.compile(
    r"\s*(?:per|a|each|every|/)\s*(year|annum|month|week|day)\b|\s*(annually|yearly|"
    r"weekly|monthly|daily)\b",
    re.IGNORECASE,
)
RATE_WORDS = {"annum": "year", "annually": "year", "yearly": "year"}
RATE_WORDS |= {"weekly": "week", "monthly": "month", "daily": "day"}
ELIDED = re.compile(
    r"\b(?:first|remaining|other|another|next|last|all|additional)\s+$", re.IGNORECASE
)
OF_FOLLOWING = r"(?:\s+(?!(?:and|or|to|in|by|from|per|of)\b)[\w'-]+){0,3}?"


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts.

    Attributes
    ----------
    base : str
        Unit without scale and rate, such as ``tonnes``.
    per : str
        ``year``, ``month``, ``week`` or ``day`` of a rate, else empty.
    end : int
        Where the words that name it end.
    """

    base: str
    per: str
    end: int


def _shape(names: dict[str, str], between: str) -> re.Pattern[str]:
    parts = (rf"(?P<{name}>{words})" for name, words in names.items())
    return re.compile(rf"{between}(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


_BEFORE = re.compile(
    "|".join(rf"(?P<{n}>(?:{w})\s?)" for n, w in MONEY_BEFORE.items()) + r"(?!.)",
    re.IGNORECASE,
)
_RIGHT_AFTER = _shape(MONEY | MEASURES, r"[\s-]*(?:of\s+)?")
_COUNTED = _shape(COUNTED, rf"[\s-]*{OF_FOLLOWING}[\s-]*")


def unit_of(text: str, number: Number, context: str = "") -> Unit | None:
    """Find the unit of a number: a currency sign before it, or the words after it.

    Parameters
    ----------
    text : str
        The sentence.
    number : Number
        A number in it.
    context : str
        The paragraph before it, for "the other six".

    Returns
    -------
    Unit or None
        None if the number has no unit of its own.
    """
    before = text[max(0, number.start - 12) : number.start]
    signs = [m for m in re.finditer(_BEFORE, before) if m.end() == len(before)]
    if signs:
        return _with_rate(text, str(signs[-1].lastgroup), number.end)
    for shape in (_RIGHT_AFTER, _COUNTED):
        match = shape.match(text, number.end)
        if match:
            return _with_rate(text, str(match.lastgroup), match.end())
    rate = RATE.match(text, number.end)
    if rate or ELIDED.search(text[: number.start]):
        named = _named_before(text, number.start) or _named_before(context)
        return _with_rate(text, named, number.end) if named else None
    return None


def _with_rate(text: str, base: str, end: int) -> Unit:
    # "1.5 million barrels of Kazakh oil per year": the rate may stand a little later.
    tail = re.compile(r"(?:\s+of(?:\s+[\w'-]+){1,3}?)?" + RATE.pattern, re.IGNORECASE)
    match = tail.match(text, end)
    if not match:
        return Unit(base, "", end)
    word = next(group for group in match.groups() if group).lower()
    return Unit(base, RATE_WORDS.get(word, word), match.end())


def _named_before(text: str, start: int | None = None) -> str:
    """Return the last thing counted that is named before a place."""
    shape = re.compile(_shape(COUNTED, r"\b").pattern, re.IGNORECASE)
    found = list(shape.finditer(text[:start]))
    return str(found[-1].lastgroup) if found else ""


def coded(
    value: float, scale: float, unit: Unit, known: Collection[str]
) -> tuple[float, str]:
    """Write an amount in a unit of the table.

    Returns
    -------
    tuple of float and str
        The value and the code. The scale word as printed is kept where the table has
        such a unit; otherwise the value is brought to one that it has. A rate that
        the table lacks is left out. Things that have no unit of their own are a
        count; any other unit that the table lacks gives no code.
    """
    names = {1e3: "thousand_", 1e6: "million_", 1e9: "billion_", 1.0: ""}
    rates = [f"_per_{unit.per}", ""] if unit.per else [""]
    for rate in rates:
        for size in (scale, *sorted(names, reverse=True)):
            code = f"{names.get(size, '?')}{unit.base}{rate}"
            if size <= scale and code in known:
                return float(f"{value * scale / size:.12g}"), code
    plain = "count" if unit.base in COUNTED and "count" in known else ""
    return value * scale, plain
