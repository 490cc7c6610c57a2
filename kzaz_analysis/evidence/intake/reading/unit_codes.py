"""Units as codes of the units table, with the scale that was printed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

PREFIXES = {1e12: "trillion_", 1e9: "billion_", 1e6: "million_", 1e3: "thousand_"}
PREFIXES |= {1.0: ""}
METRIC = {"W": {1e6: "MW", 1e9: "GW"}, "bit_per_s": {1e9: "Gbit_per_s"}}
METRIC["bit_per_s"] |= {1e12: "Tbit_per_s"}
METRIC["Wh"] = {1e3: "kWh", 1e6: "MWh", 1e9: "GWh", 1e12: "TWh"}
"""Units whose prefix is one word with them."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts.

    Attributes
    ----------
    base : str
        Unit without scale and rate, such as ``tonnes``.
    per : str
        ``year``, ``month``, ``week`` or ``day`` of a rate, another thing of a price
        (``tonne``), else empty.
    end : int
        Where the words that name it end.
    size : float
        What one of the words counts in `base`: a thousand for ``kt``.
    note : str
        What was assumed.
    counted : bool
        Whether it is a thing counted.
    """

    base: str
    per: str
    end: int
    size: float = 1.0
    note: str = ""
    counted: bool = False


def coded(
    amount: float, scale: float, unit: Unit, known: Collection[str]
) -> tuple[float, str, str]:
    """Write an amount in a unit of the table.

    Parameters
    ----------
    amount : float
        With its scale word, in words of the unit.
    scale : float
        What the scale word multiplies by.
    unit : Unit
        Of the number.
    known : collection of str
        Codes of the units table.

    Returns
    -------
    tuple of float, str and str
        The value, the code and a note. The scale word as printed is kept where the
        table has such a unit; otherwise the value is brought to one that it has. A
        rate that the table lacks is left out, and the note says so. Things that have
        no unit of their own are a count; any other unit that the table lacks gives
        no code.
    """
    total, printed = amount * unit.size, scale * unit.size
    rates = [f"_per_{unit.per}", ""] if unit.per else [""]
    for rate in rates:
        for size, code in _codes(unit.base, printed):
            if f"{code}{rate}" in known:
                note = f"a figure per {unit.per}" if rate != rates[0] else ""
                if note and unit.per not in ("year", "month", "week", "day"):
                    return total, "", f"a price per {unit.per}"
                return float(f"{total / size:.12g}"), f"{code}{rate}", note
    if unit.counted and "count" in known:
        return total, "count", f"a figure per {unit.per}" if unit.per else ""
    return total, "", f"the units table has no {unit.base}" if unit.base else ""


@lru_cache(maxsize=1024)
def _codes(base: str, printed: float) -> list[tuple[float, str]]:
    """Codes of a unit with their size, the one as printed first, then smaller ones."""
    if base in METRIC:
        sizes = METRIC[base]
    else:
        sizes = {size: f"{prefix}{base}" for size, prefix in PREFIXES.items()}
    order = sorted(sizes, reverse=True)
    fitting = [size for size in order if size <= printed] or order[-1:]
    return [(size, sizes[size]) for size in fitting]
