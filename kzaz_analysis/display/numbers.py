"""Numbers as people read them: rounded once, with their unit, never broken from it.

Nothing is computed here beyond the choice of a scale ("million") and of the digits
to show. Text carries three significant digits unless the source has fewer; rounding
intervals carry as many as tell their ends apart.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from kzaz_analysis.display.units import Scaled, fitting, unit_name

if TYPE_CHECKING:
    from collections.abc import Callable

NBSP = "\u00a0"
"""Space that keeps a number and its unit on one line."""

THIN = "\u202f"
"""Narrow space of the same kind, before the percent sign."""

MINUS = "\u2212"
"""The minus sign; a hyphen is not one."""

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
"""A number as it is written here."""

WHOLE_BELOW = 10_000
"""Size below which a whole number that was counted is written with all its digits."""

UPPER = ("under", "up_to")
"""Words of upper bounds."""


def fixed(value: float, decimals: int) -> str:
    """Write `value` with a set number of decimals, thousands grouped.

    Parameters
    ----------
    value : float
        Any finite number.
    decimals : int
        Digits after the point; negative ones round to tens, hundreds and so on.

    Returns
    -------
    str
        The number with a true minus sign; zero never carries one.
    """
    rounded = round(value, decimals)
    text = f"{abs(rounded):,.{max(decimals, 0)}f}"
    return MINUS + text if rounded < 0 else text


def plain_number(text: str) -> float | str:
    """Return the number that a cell shows, for programs; other text as it is.

    Parameters
    ----------
    text : str
        As `fixed` and `significant` write it, such as ``"1,240.5"``.
    """
    plain = text.replace(",", "").replace(MINUS, "-")
    try:
        return int(plain) if plain.lstrip("-").isdigit() else float(plain)
    except ValueError:
        return plain_text(text)


def shifted(text: str, places: int) -> str:
    """Move the point of every number in a text, digits as they are.

    Parameters
    ----------
    text : str
        As `fixed` and `significant` write numbers: ``"1,250 to 1,350"``.
    places : int
        Places to the left: with three, ``"1.25 to 1.35"``.
    """

    def moved(number: re.Match[str]) -> str:
        value = Decimal(number[0].replace(",", "")).scaleb(-places)
        written = f"{value:,f}"
        return written.rstrip("0").rstrip(".") if "." in written else written

    return NUMBER.sub(moved, text)


def plain_text(text: str) -> str:
    """Return a text for programs, with plain spaces."""
    return text.replace(NBSP, " ").replace(THIN, " ")


def significant(value: float, digits: int = 3) -> str:
    """Write `value` with at most `digits` significant digits.

    Parameters
    ----------
    value : float
        Any finite number.
    digits : int
        Significant digits to keep, at least one.

    Returns
    -------
    str
        The number without trailing zeros after the point: ``4.484`` is ``"4.48"``
        and ``4.5`` is ``"4.5"``.
    """
    text = fixed(value, _decimals(value, digits))
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decimals(value: float, digits: int) -> int:
    if value == 0:
        return 0
    exponent = math.floor(math.log10(abs(float(f"{value:.{digits - 1}e}"))))
    return digits - 1 - exponent


def amount(
    value: float, unit: str, digits: int = 3, *, prefer: float | None = None
) -> str:
    """Write a level with its unit: "USD 529 million", "4.48 million tonnes".

    Parameters
    ----------
    value : float
        The level in `unit`.
    unit : str
        Unit id of the tables, e.g. ``"million_USD"`` or ``"thousand_tonnes"``.
    digits : int
        Significant digits, three at most in text.
    prefer : float, optional
        Another level whose scale is taken, so that two numbers in one sentence
        share the word "million".

    Returns
    -------
    str
        Number and unit joined by spaces that do not break.
    """
    leader = value if prefer is None else prefer
    scale = fitting(leader, unit, digits)
    return _dressed(significant(value * scale.factor, digits), scale)


def published_amount(value: float, unit: str, qualifier: str) -> str:
    """Write a level that was published: a count up to four digits whole, a bound true.

    Parameters
    ----------
    value, unit
        As `amount` takes them.
    qualifier : str
        Word of the figure: a lower bound is never rounded up, an upper one never down.
    """
    scale = fitting(value, unit, 3)
    is_whole = float(value).is_integer() and abs(value) < WHOLE_BELOW
    if is_whole and not scale.word and scale.factor == 1:
        return _dressed(significant(value, 4), scale)
    if qualifier == "over":
        return least_amount(value, unit)
    return most_amount(value, unit) if qualifier in UPPER else amount(value, unit)


def least_amount(value: float, unit: str) -> str:
    """Write a level after "at least": rounded down, so that what is said is true."""
    return _outward_amount(value, unit, math.floor)


def most_amount(value: float, unit: str) -> str:
    """Write a level after "at most": rounded up, so that what is said is true."""
    return _outward_amount(value, unit, math.ceil)


def most_significant(value: float, digits: int = 3) -> str:
    """Write a number after "at most": rounded up, so that what is said is true."""
    steps = 10.0 ** _decimals(value, digits)
    return significant(math.ceil(_clean(value * steps)) / steps, digits)


def _outward_amount(value: float, unit: str, toward: Callable[[float], int]) -> str:
    scale = fitting(value, unit, 3)
    scaled = value * scale.factor
    steps = 10.0 ** _decimals(scaled, 3)
    return _dressed(significant(toward(_clean(scaled * steps)) / steps, 3), scale)


def _clean(number: float) -> float:
    """Free a number from what binary arithmetic leaves: 19.8 and not 19.8000000001."""
    return float(f"{number:.10g}")


def _dressed(number: str, scale: Scaled) -> str:
    words = (scale.before, number, *scale.word.split(), *scale.after(number).split())
    return NBSP.join(word for word in words if word).replace(f"{NBSP}%", f"{THIN}%")


def interval(low: float, high: float, unit: str, joint: str = " to ") -> str:
    """Write the ends of an interval in one unit: "USD 528.5 to 529.5 million".

    Parameters
    ----------
    low, high : float
        Ends in `unit`; one of them may be infinite.
    unit : str
        Unit id of the tables.
    joint : str
        What stands between the ends.

    Returns
    -------
    str
        Both ends with as many digits as tell them apart, and no more than three where
        they are far apart; "more than" or "less than" with the only finite end.
    """
    if not math.isfinite(high) and not math.isfinite(low):
        return "any value"
    if not math.isfinite(high):
        return f"more than {least_amount(low, unit)}"
    if not math.isfinite(low):
        return f"less than {most_amount(high, unit)}"
    scale = fitting(_leader(low, high), unit, 3)
    return _dressed(_ends(low * scale.factor, high * scale.factor, joint), scale)


def amount_or_range(value: float | None, most: float | None, unit: str) -> str:
    """Write a figure with its unit, of a range both ends: "13 to 17 days".

    Parameters
    ----------
    value : float or None
        The figure, or the lower end of a published range.
    most : float or None
        The upper end of a published range.
    unit : str
        An id of the units table.

    Returns
    -------
    str
        Empty where there is no figure.
    """
    if value is None or math.isnan(value):
        return ""
    if most is None or math.isnan(most):
        return amount(value, unit)
    scale = fitting(_leader(value, most), unit, 3)
    ends = [significant(end * scale.factor) for end in (value, most)]
    return _dressed(" to ".join(ends), scale)


def _leader(low: float, high: float) -> float:
    """End that sets the scale: the smaller one, unless it is next to nothing."""
    smaller, larger = sorted((abs(low), abs(high)))
    return smaller if smaller > larger / 100 else larger


def _ends(low: float, high: float, joint: str = " to ") -> str:
    if low == high:
        return significant(low)
    decimals = interval_decimals(low, high)
    near = (high - low) / 100
    if decimals <= 0 and all(abs(float(f"{x:.2e}") - x) < near for x in (low, high)):
        return f"{significant(low)}{joint}{significant(high)}"
    low_text, high_text = (_end(x, decimals, high - low) for x in (low, high))
    return low_text if low_text == high_text else f"{low_text}{joint}{high_text}"


def _end(end: float, decimals: int, width: float) -> str:
    """Write an end of an interval; "0.0" would say that nothing at all is possible."""
    vanishes = round(end, decimals) == 0 and abs(end) > width / 1e6
    return significant(end, 2) if vanishes else fixed(end, decimals)


def interval_decimals(low: float, high: float) -> int:
    """Decimals that show both ends within a fifth of the interval's width.

    Parameters
    ----------
    low, high : float
        Finite ends, already in the scale they are shown in.

    Returns
    -------
    int
        Six at most, negative where tens or hundreds are enough, and never fewer
        than three significant digits of the smaller end need.
    """
    width, smaller = abs(high - low), min(abs(low), abs(high)) or max(abs(low), high)
    if width == 0:
        return _decimals(smaller, 3)
    start = max(-math.floor(math.log10(width)), min(1, _decimals(smaller, 3)))
    for decimals in range(start, 6):
        if all(abs(round(end, decimals) - end) <= width / 5 for end in (low, high)):
            return decimals
    return 6


def rate(pct: float, years: int = 1) -> str:
    """Write a growth rate: "9.5 %", or "about 9.5 % a year" over several years.

    Parameters
    ----------
    pct : float
        Rate in percent, per year where `years` is more than one.
    years : int
        Length of the span the rate describes.
    """
    return f"about {pace(pct, years)}" if years > 1 else pace(pct, years)


def pace(pct: float, years: int = 1) -> str:
    """Write a growth rate as it stands beside a line: "9.5 %", "9.5 % a year"."""
    text = f"{percent_number(pct)}{THIN}%"
    return f"{text} a{NBSP}year" if years > 1 else text


def least_rate(pct: float) -> str:
    """Write a rate after "at least": rounded down, so that what is said is true."""
    return f"{_outward(pct, math.floor)}{THIN}%"


def most_rate(pct: float) -> str:
    """Write a rate after "at most": rounded up, so that what is said is true."""
    return f"{most_percent_number(pct)}{THIN}%"


def most_percent_number(pct: float) -> str:
    """Write a percentage as `percent_number` does, rounded up; no sign."""
    return _outward(pct, math.ceil)


def _outward(pct: float, toward: Callable[[float], int]) -> str:
    """Round as `percent_number` does, but to one side."""
    decimals = _rate_decimals(pct)
    steps = pct * 10.0**decimals
    return fixed(toward(_clean(steps)) / 10.0**decimals, max(decimals, 0)).removesuffix(
        ".0"
    )


def rate_interval(low: float, high: float) -> str:
    """Write the ends of an interval of rates: "14.5 to 14.7 %"."""
    if not math.isfinite(high):
        return f"more than {least_rate(low)}" if math.isfinite(low) else "any rate"
    if not math.isfinite(low):
        return f"less than {most_rate(high)}"
    return f"{_ends(low, high)}{THIN}%"


def change(pct: float) -> str:
    """Say a change as a direction: "up 14.3 %", "down 2.8 %", "unchanged"."""
    size = percent_number(abs(pct))
    if size == "0":
        return "unchanged"
    return f"{'up' if pct > 0 else 'down'} {size}{THIN}%"


def differ(one: float, other: float) -> bool:
    """Whether two levels are more than 2 % apart, so that words on it are worth it."""
    low, high = sorted((one, other))
    return high > 1.02 * low


def percent_number(pct: float) -> str:
    """Percentage to a tenth, or to three digits from a hundred on; no sign."""
    return fixed(pct, _rate_decimals(pct)).removesuffix(".0")


def _rate_decimals(pct: float) -> int:
    return 1 if abs(pct) < 99.95 else min(0, _decimals(pct, 3))


def percent(share_pct: float, digits: int = 2) -> str:
    """Write a share: "42 %", its sign kept on the same line."""
    return f"{share_number(share_pct, digits)}{THIN}%"


def most_percent(share_pct: float, digits: int = 3) -> str:
    """Write a share after "at most": rounded up, so that what is said is true."""
    return f"{most_significant(share_pct, digits)}{THIN}%"


WHOLE = ("100", f"{MINUS}100")
"""What shares just below or above the whole are rounded to."""


def share_number(share_pct: float, digits: int = 2) -> str:
    """Write a share in percent that reads 100 only where it is the whole.

    Parameters
    ----------
    share_pct : float
        The share.
    digits : int
        Significant digits to keep, at least three from a hundred on; up to four more
        tell 99.7 from 100.
    """
    digits = max(digits, 3) if abs(share_pct) >= 100 else digits
    texts = (significant(share_pct, more) for more in range(digits, digits + 5))
    return next((t for t in texts if t not in WHOLE), significant(share_pct, digits))


def points(pp: float) -> str:
    """Write a difference of percentages: "3.2 percentage points"."""
    number = percent_number(pp)
    noun = "point" if number.lstrip(MINUS) == "1" else "points"
    return f"{number}{NBSP}percentage{NBSP}{noun}"


def multiple(ratio: float, since: str | int) -> str:
    """Say a level as a multiple, with since when: "2.1 times the level of 2018".

    Parameters
    ----------
    ratio : float
        Level over the level of `since`, positive.
    since : str or int
        The period the multiple counts from.
    """
    if ratio < 0.95:
        return f"{percent_number(100 * ratio)}{THIN}% of the level of {since}"
    number = significant(ratio, 2)
    if number == "1":
        return f"about the level of {since}"
    return f"{number}{NBSP}times the level of {since}"


def axis_title(unit: str, scale_of: float, basis: str = "") -> str:
    """Name a unit at the top of an axis: "USD million, current prices".

    Parameters
    ----------
    unit : str
        Unit id of the tables.
    scale_of : float
        Largest level on the axis, in `unit`; it sets the scale.
    basis : str
        What the values are counted in, e.g. ``"current prices"``.
    """
    scale = fitting(scale_of / 2, unit, 3)
    name = " ".join((scale.before, scale.word, scale.after("2"))).strip()
    name = " ".join(name.split()) or "number"
    capitalised = name[0].upper() + name[1:] if name[0].islower() else name
    return f"{capitalised}, {basis}" if basis else capitalised


def prices(unit: str) -> str:
    """Say in which prices an axis of `unit` counts; empty for what has none."""
    return "current prices" if "USD" in unit else ""


def axis_factor(unit: str, scale_of: float) -> float:
    """Factor that turns values in `unit` into those `axis_title` names."""
    return fitting(scale_of / 2, unit, 3).factor


def header(name: str, unit: str) -> str:
    """Name a table column with its unit: "Turnover, USD million"."""
    unit_text = unit_name(unit)
    return f"{name}, {unit_text}" if unit_text else name
