"""What a printed figure may stand for: the bounds that its rounding leaves open."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

from kzaz_analysis.errors import NotComputable, unknown_name

QUALIFIERS = ("exact", "approx", "over", "under", "up_to")
"""Words that a figure may be published with."""


def rounding_bounds(
    value: float, digits: int | None, qualifier: str = "exact"
) -> tuple[float, float]:
    """Return the lowest and the highest value that a published figure allows.

    With *u* the place value of the last significant digit (1 for "529" with three
    digits, 100 for "500" with one), the bounds are

    ======== ========================== ====================================
    word     bounds                     example
    ======== ========================== ====================================
    exact    value - u/2, value + u/2   529, 3 digits: 528.5 to 529.5
    approx   value - u, value + u       about 500, 1 digit: 400 to 600
                                (for one digit, see below)
    over     value, infinity            more than 1 (million): 1 and above
    under    value - 2.5 w, value       nearly 1.5, 2 digits: 1.25 to 1.5
    up_to    0, value                   up to 13.5: 0 to 13.5
    ======== ========================== ====================================

    People who say "nearly" count in halves: 1, 1.5, 2. So *under* means nearer to
    the figure than to the half step below it. A step is five units of the second
    significant digit, or of the last one where more digits are given; half a step
    is 2.5 of those units, *w* above. An upper bound that may be far away is *up_to*.

    "About" doubles the room of the digits, but reaches no further than a quarter of the
    figure, unless the digits alone do: who means 0.2 or 1.9 billion does not say "about
    1 billion", which is 0.5 to 1.5. The limit binds figures of one digit up to 3.

    Parameters
    ----------
    value : float
        The figure in the unit it was published in. A converted figure needs its
        bounds converted, not its digits.
    digits : int or None
        Significant digits as published; trailing zeros alone do not tell them.
        None for a figure that was never rounded, such as a count.
    qualifier : str
        One of `QUALIFIERS`.

    Returns
    -------
    tuple of float
        Lower and upper bound, in the unit of `value`. Whether the bound itself is
        allowed is not kept. A zero has no significant digit: it stands for itself.

    Raises
    ------
    UsageError
        If the qualifier is not known.
    NotComputable
        If the value is not finite, `digits` is below one, or *up_to* is said of a
        negative value.

    Examples
    --------
    >>> rounding_bounds(461.9, 4)
    (461.85, 461.95)
    >>> rounding_bounds(1.5, 2, "under")
    (1.25, 1.5)
    """
    _check(value, digits, qualifier)
    number = Decimal(repr(float(value)))
    if qualifier == "over":
        return float(value), math.inf
    if qualifier == "up_to":
        return 0.0, float(value)
    if digits is None or number == 0:
        return float(value), float(value)
    if qualifier == "under":
        slack = Decimal("2.5") * _unit(number, max(digits, 2))
        return float(number - slack), float(value)
    slack = _unit(number, digits) / 2
    if qualifier == "approx":
        slack = max(slack, min(2 * slack, abs(number) / 4))
    return float(number - slack), float(number + slack)


def tidy(value: float) -> float:
    """Round off the noise that binary fractions leave in a sum."""
    return float(f"{value:.12g}")


def _check(value: float, digits: int | None, qualifier: str) -> None:
    if qualifier not in QUALIFIERS:
        raise unknown_name("qualifier", qualifier, QUALIFIERS)
    if not math.isfinite(value):
        raise NotComputable(f"{value} is not a figure; a finite number is needed")
    if digits is not None and digits < 1:
        raise NotComputable(f"{digits} significant digits; at least one is needed")
    if qualifier == "up_to" and value < 0:
        raise NotComputable(f"'up_to' {value}: it is said of figures above zero only")


def _unit(number: Decimal, digits: int) -> Decimal:
    return Decimal(1).scaleb(number.adjusted() - digits + 1)


def is_published_range(value: Any, low: Any, high: Any) -> Any:
    """Whether figures are the lower ends of published ranges, as of "13 to 17 days".

    What rounding leaves open lies on both sides of the figure that was printed, but
    for a zero; of a range, the tables hold the lower end as the figure.

    Parameters
    ----------
    value, low, high : float or pandas.Series
        Figures and their bounds, all in one unit.

    Returns
    -------
    bool or pandas.Series
        One for each figure.
    """
    return (value == low) & (low < high) & (high < math.inf) & (value != 0)


def is_upper_bound(value: Any, low: Any, high: Any) -> Any:
    """Whether figures are bounds from above, as of "nearly 1.5" and "up to 13.5".

    Parameters
    ----------
    value, low, high : float or pandas.Series
        Figures and their bounds, all in one unit.

    Returns
    -------
    bool or pandas.Series
        One for each figure.
    """
    return (value == high) & (low < high)
