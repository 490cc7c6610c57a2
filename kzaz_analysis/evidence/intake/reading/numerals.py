"""Digits with separators: what they say, and what else they might say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

DIGITS = (
    r"\d{1,3}(?:(?P<separator>[ ,.'])\d{3})(?:(?P=separator)\d{3})*(?:[.,]\d+)?(?!\d)"
    r"|\d+(?:[.,]\d+)?(?!\d)"
)
"""Shape of a number in digits, its thousands parted or not."""

SIGNED = re.compile(rf"(?P<sign>[-+])? ?(?P<digits>{DIGITS})")
_END = r"(?![\d.,]*\d)"
DECIMAL = re.compile(
    r"(?<![\d.,])(?:"
    rf"(?P<point>\d{{1,3}}(?:,\d{{3}})+\.\d+{_END}|\d{{1,3}}(?:,\d{{3}}){{2,}}{_END})"
    rf"|(?P<comma>\d{{1,3}}(?:\.\d{{3}})+,\d+{_END}|\d{{1,3}}(?:\.\d{{3}}){{2,}}{_END})"
    rf"|\d+(?P<mark>[.,])(?:\d{{1,2}}|\d{{4,}}){_END}"
    rf"|0(?P<zero>[.,])\d+{_END}"
    r"|\d{1,3}(?:[ ']\d{3}){1,6}(?P<last>[.,])\d+(?!\d))"
)
"""Numbers that make certain which sign is the decimal mark.

Groups parted by spaces are at most six: a longer row is a list of numbers.
"""

DAY = re.compile(r"(?<![\d.,])\d{1,2}[.]\d{1,2}[.](?:\d{4}|\d\d)(?!\d)")
SCIENTIFIC = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)[eE][-+]?\d{1,2}")
MOST_DIGITS = 15
"""Significant digits that a number of the machine holds, whatever a program prints."""

COUNTED_EXACTLY = ("count", "trains", "ferries")
"""Units of figures that are not rounded unless they are hedged."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in digits.

    Attributes
    ----------
    value : float
        As it is most likely meant.
    other : float or None
        What it may mean as well: "1.234" is 1.234 or 1,234.
    plain : str
        Digits with a decimal point and without thousands marks, as `value`.
    """

    value: float
    other: float | None
    plain: str


_ONE_DIGIT = bytes.maketrans(b"123456789", b"0" * 9)


@lru_cache(maxsize=4096)
def same_digits(text: str) -> str:
    """Make texts one that differ in digits alone, for what only words decide."""
    # Of letters a table is asked about each one, of bytes all at once.
    encoded = text.encode("utf-8", "surrogatepass").translate(_ONE_DIGIT)
    return encoded.decode("utf-8", "surrogatepass")


def decimal_marks(text: str) -> frozenset[str]:
    """Signs that certainly are decimal marks in a text: "5,7" says a comma."""
    decimals = DECIMAL.finditer(DAY.sub(" ", text))
    return frozenset(_mark(match) for match in decimals)


def _mark(match: re.Match[str]) -> str:
    if match["point"] or match["comma"]:
        return "." if match["point"] else ","
    return str(match["mark"] or match["zero"] or match["last"])


def read_numeral(text: str, marks: Collection[str] = ()) -> Numeral | None:
    """Read digits and their separators.

    Parameters
    ----------
    text : str
        Digits, spaces, commas, points and apostrophes, without a sign.
    marks : collection of str
        Decimal marks that are used elsewhere in the same text or column. Without
        any, a single comma before three digits parts thousands and a single point is
        a decimal point, and both are told with the other reading.

    Returns
    -------
    Numeral or None
        None where no reading makes sense, such as ``"12,34,567.8.9"``.
    """
    if text.isdigit():
        return _plain(text)
    spaced = re.fullmatch(r"\d{1,3}(?:[ ']\d{3})+(?:[.,]\d+)?", text)
    digits = re.sub("[ ']", "", text)
    if spaced or digits.isdigit():
        return _plain(digits.replace(",", "."))
    signs = [sign for sign in digits if sign in ",."]
    if not signs or not re.fullmatch(r"\d[\d.,]*\d", digits):
        return None
    if len(set(signs)) == 2:
        return _both(digits, signs)
    if len(signs) > 1:
        return _grouped(digits, signs[0])
    return _single(digits, signs[0], marks)


def _plain(digits: str, other: str | None = None) -> Numeral:
    return Numeral(float(digits), float(other) if other else None, digits)


def _grouped(digits: str, sign: str) -> Numeral | None:
    if not re.fullmatch(rf"\d{{1,3}}(?:{re.escape(sign)}\d{{3}})+", digits):
        return None
    return _plain(digits.replace(sign, ""))


def _both(digits: str, signs: list[str]) -> Numeral | None:
    whole, _, fraction = digits.rpartition(signs[-1])
    thousands = _grouped(whole, signs[0])
    return _plain(f"{thousands.plain}.{fraction}") if thousands else None


def _single(digits: str, sign: str, marks: Collection[str]) -> Numeral:
    whole, _, fraction = digits.partition(sign)
    decimal, thousands = f"{whole}.{fraction}", f"{whole}{fraction}"
    if len(fraction) != 3 or len(whole) > 3 or whole.startswith("0"):
        return _plain(decimal)
    if marks and set(marks) != {",", "."}:
        if sign not in marks:
            return _plain(thousands, decimal if sign == "." else None)
        if sign == ".":
            return _plain(decimal)
        return _plain(thousands, decimal)
    if sign == ".":
        return _plain(decimal, thousands)
    return _plain(thousands, decimal)


PRINTED = str.maketrans("\u2018\u2019\u02bc\u2212", "'''-")
"""Marks of thousands and the minus of print, as a keyboard has them."""


def read_signed(text: str, marks: Collection[str] = ()) -> Numeral | None:
    """Read a whole text that is one number, signed or not; None if it is none.

    What programs print is read as well: "6.3e-05", and digits beyond those that a
    number of the machine holds, which are noise.
    """
    text = text.strip().translate(PRINTED)
    if SCIENTIFIC.fullmatch(text):
        return held(float(text))
    match = SIGNED.fullmatch(text)
    numeral = read_numeral(match["digits"], marks) if match else None
    if match is None or numeral is None:
        return None
    turn = -1.0 if match["sign"] == "-" else 1.0
    if len(numeral.plain.replace(".", "").lstrip("0")) > MOST_DIGITS:
        return held(turn * numeral.value)
    if turn > 0:
        return numeral
    other = None if numeral.other is None else -numeral.other
    return Numeral(-numeral.value, other, f"-{numeral.plain}")


def held(number: float) -> Numeral:
    """Read a number of the machine, to the digits that it holds."""
    plain = f"{Decimal(f'{number:.{MOST_DIGITS}g}'):f}"
    return Numeral(float(plain), None, plain)


@lru_cache(maxsize=4096)
def significant_digits(
    text: str, unit: str = "", qualifier: str = "exact"
) -> int | None:
    """Count the significant digits of a figure as it is printed.

    Zeros at the end of a whole number do not count, save in a plain percentage:
    people who write 40 % do not mean anything from 35 to 45.

    Parameters
    ----------
    text : str
        The figure, such as ``"461.9"``, ``"1,485"`` or ``"500"``.
    unit : str
        Its unit.
    qualifier : str
        How it was hedged.

    Returns
    -------
    int or None
        None for zero, for an exact count, and for what is not a number.

    Examples
    --------
    >>> [significant_digits(text) for text in ("461.9", "500", "500.0", "0.05")]
    [4, 1, 4, 1]
    >>> significant_digits("40", "percent")
    2
    """
    numeral = read_signed(text)
    if numeral is None or (unit in COUNTED_EXACTLY and qualifier == "exact"):
        return None
    plain = numeral.plain
    digits = plain.lstrip("+-").replace(".", "").lstrip("0")
    whole = "." not in plain and not (unit == "percent" and qualifier == "exact")
    return len(digits.rstrip("0") if whole else digits) or None
