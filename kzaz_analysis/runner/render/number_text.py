"""Numbers of results in a few characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass


_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"), (1, ""))


def number_text(value: object, unit: object = "") -> str:
    """Return a number with three significant digits and its unit.

    Examples
    --------
    >>> number_text(529123456.0, "USD")
    '529 million USD'
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value or "")
    scale, word = next((s, w) for s, w in _SCALES if abs(value) >= s or s == 1)
    rounded = float(f"{value / scale:.3g}")
    digits = f"{abs(rounded):,.0f}" if abs(rounded) >= 100 else f"{abs(rounded):g}"
    minus = "\N{MINUS SIGN}" if rounded < 0 else ""
    name = str(unit or "").replace("_", " ")
    return " ".join(filter(None, (minus + digits, word, name)))
