"""How each unit of the tables is written, and on which scale a level is shown."""

from __future__ import annotations

from dataclasses import dataclass

_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_WORDS = tuple(reversed(_SCALES.items()))
_CURRENCIES = frozenset({"USD", "EUR", "KZT", "AZN", "GBP", "CNY", "RUB", "XDR"})
_NAMES = {
    "count": "",
    "index": "",
    "ratio": "times",
    "count_per_year": "a year",
    "Tbit_per_s": "Tbit/s",
    "LCU_per_USD": "units of local currency per USD",
    "ratio_to_base": "times the base",
    "date": "",
    "percent": "%",
    "percentage_points": "percentage points",
    "tonne_km": "tonne-kilometres",
    "tonnes_km": "tonne-kilometres",
    "km": "km",
    "mm": "mm",
}


_TAILS = {"per_500km_20t": "per truckload over a standard distance"}
"""What follows a currency, where the unit id itself does not read well."""

LEAST_TONNES = {"thousand": 1e4, "million": 1e5}
"""Tonnes from which these are words."""

_UNSCALED = frozenset({"%", "percentage points", "times", "times the base"})


@dataclass(frozen=True, slots=True)
class Scaled:
    """A unit at the scale it is shown in.

    Attributes
    ----------
    before : str
        What stands before the number: a currency, or nothing.
    word : str
        ``"million"`` and the like, or nothing.
    noun : str
        What is counted, in the plural.
    factor : float
        Value in the table's unit times this is the number shown.
    """

    before: str
    word: str
    noun: str
    factor: float

    def after(self, number: str) -> str:
        """Noun that follows `number`, singular after a plain one."""
        head, _, tail = self.noun.partition(" ")
        single = number == "1" and not self.word and self.noun not in _UNSCALED
        if single and head.endswith("s"):
            return f"{head[:-1]} {tail}".strip()
        return self.noun


def split(unit: str) -> tuple[float, str, str]:
    """Take a unit id apart.

    Parameters
    ----------
    unit : str
        Unit id, e.g. ``"million_USD"``.

    Returns
    -------
    tuple of float, str, str
        Size of one unit in base units, currency or nothing, noun in the plural.
    """
    head, _, noun = unit.partition("_")
    size, base = (_SCALES[head], noun) if head in _SCALES and noun else (1.0, unit)
    currency, _, tail = base.partition("_")
    if currency in _CURRENCIES:
        return size, currency, _TAILS.get(tail, _plain(tail))
    return size, "", _NAMES.get(base, _plain(base))


def _plain(name: str) -> str:
    return name.replace("_per_", " a ").replace("_", " ").strip()


def fitting(value: float, unit: str, digits: int) -> Scaled:
    """Scale on which `value` reads best.

    Millions and more are words. Thousands are a word for tonnes alone, digits
    otherwise ("15,300 TEU"); from a hundred thousand on tonnes are told in millions, so
    that a small year of a series stands in the unit of its large ones. Percentages and
    ratios are never scaled.

    Parameters
    ----------
    value : float
        The level, in `unit`.
    unit : str
        Unit id.
    digits : int
        Significant digits it will be rounded to, so that 999.9 million becomes
        one billion and not a thousand million.
    """
    size, symbol, noun = split(unit)
    if noun in _UNSCALED:
        return Scaled(symbol, "", noun, 1.0)
    rounded = abs(float(f"{value * size:.{digits - 1}e}"))
    for word, scale, least in words_of(noun):
        if rounded >= least:
            return Scaled(symbol, word, noun, size / scale)
    return Scaled(symbol, "", noun, size)


def words_of(noun: str) -> list[tuple[str, float, float]]:
    """List the words that scale what is counted, largest first.

    Returns
    -------
    list of (str, float, float)
        Word, its size, and the level from which it is taken; none for percentages
        and ratios.
    """
    if noun in _UNSCALED:
        return []
    least = {w: s for w, s in _WORDS if s >= _SCALES["million"]}
    least |= LEAST_TONNES if is_read_anew(noun) else {}
    return [(word, scale, least[word]) for word, scale in _WORDS if word in least]


def is_read_anew(noun: str) -> bool:
    """Whether tables show it in the unit of sentences rather than of its series."""
    return noun.startswith("tonne")


def reading_unit(unit: str, level: float) -> str:
    """Return the unit in which tables show a series of some level.

    Parameters
    ----------
    unit : str
        Unit id of the series.
    level : float
        Its latest level, in that unit.

    Returns
    -------
    str
        For tonnes the unit that sentences and axes take at that level, so that a page
        has one; else the unit itself.
    """
    size, _, noun = split(unit)
    word = fitting(level, unit, 3).word
    if not word or not is_read_anew(noun):
        return unit
    base = unit.partition("_")[2] if size > 1 else unit
    return f"{word}_{base}"


def unit_name(unit: str) -> str:
    """Write a unit id as words, at its own scale: "USD million", "thousand tonnes"."""
    size, symbol, noun = split(unit)
    word = next((name for name, scale in _WORDS if scale == size), "")
    return " ".join(f"{symbol} {word} {noun}".split())
