"""What the unit of a record tells of its fan: whether it is money, and how much.

Calm money moves with the world: what an era does to all trade, and to the currency it
is counted in, does not shrink with the swing of one record.  And large flows are
calmer ahead than a few of their years say.  Both were learned from trade of pairs of
countries, see ``docs/methods-projection.md``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np

from kzaz_analysis.analysis.projection.predictive.spread import POWER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Flags = NDArray[np.bool_]

AMOUNT = re.compile(r"(thousand|million|billion)_([A-Z]{3})")
"""Units of money that flows: ``million_USD``.  A bare currency is that of a price."""
TWO_WORDS = re.compile(r"[^a-z]*([a-z]+)[^a-z]+([a-z]+)[^a-z]*", re.IGNORECASE)
"""A size and a currency in either order, however they are joined."""
MILLIONS = {"thousand": 0.001, "million": 1.0, "billion": 1000.0}
DOLLARS = "USD"
CURRENCIES = (DOLLARS, "EUR", "GBP", "CNY", "RUB", "KZT", "AZN", "TRY", "JPY", "CHF")
"""Currencies that are known however they are written."""
CALM_POWER, LONG_YEARS = 0.3, 10
"""Power of the swing below the calmest of the table; years from which on it counts."""
SIZE_POWER = 0.05
"""Power of the size by which the fan narrows, for dollars."""
QUIET, RESTLESS = 0.2, 0.5
"""Swings up to which that power counts in full, and from which on not at all."""
CALM = (0.06, 0.12)
"""Swings up to which a large flow is not narrowed, and from which on it may be."""
USUAL_SIZE, SMALLEST, LARGEST = 150.0, 10.0, 10_000.0
"""Million dollars a year: the size that changes nothing, and those that count."""
SIZE_YEARS = 5
"""Years before the last of which the size is the median."""


@dataclass(frozen=True, slots=True)
class Money:
    """What the units of `n` records say.

    Attributes
    ----------
    is_money : numpy.ndarray
        Whether each is an amount of money, shape ``(n,)``.
    dollars : numpy.ndarray
        Million US dollars in one unit of each, shape ``(n,)``; missing for other
        currencies and for what is no money.
    """

    is_money: Flags
    dollars: Array

    def part(self, rows: NDArray[np.int64]) -> Money:
        """Take some records."""
        return Money(self.is_money[rows], self.dollars[rows])

    def calm_power(self, years: int) -> Array:
        """Power of the swing below the calmest of the table, shape ``(n,)``."""
        return np.where(self.is_money & (years >= LONG_YEARS), CALM_POWER, POWER)

    def width(self, values: Array, quiet: Array) -> Array:
        """Factor on the width of the fans by the size of each flow, shape ``(n,)``.

        Parameters
        ----------
        values : numpy.ndarray
            Shape ``(n, years)``.  The last does not count, so that no bound falls as
            it rises.
        quiet : numpy.ndarray
            Swing without the newest change, shape ``(n,)``, for the same reason.
        """
        usual = np.median(values[:, -1 - SIZE_YEARS : -1], axis=1) * self.dollars
        size = np.clip(np.nan_to_num(usual, nan=USUAL_SIZE), SMALLEST, LARGEST)
        calm = np.log(RESTLESS / quiet) / np.log(RESTLESS / QUIET)
        stirred = np.log(quiet / CALM[0]) / np.log(CALM[1] / CALM[0])
        share = np.where(size > USUAL_SIZE, np.minimum(calm, stirred), calm)
        return np.asarray((size / USUAL_SIZE) ** (-SIZE_POWER * np.clip(share, 0, 1)))


def money_of(units: Sequence[str]) -> Money:
    """Read what units of records say.

    Parameters
    ----------
    units : sequence of str
        As the tables name them: ``million_USD``, ``billion_EUR``, ``thousand_tonnes``.
    """
    amounts = [AMOUNT.fullmatch(unit) for unit in units]
    dollars = [
        MILLIONS[amount[1]] if amount and amount[2] == DOLLARS else np.nan
        for amount in amounts
    ]
    is_money = np.array([amount is not None for amount in amounts], dtype=bool)
    return Money(is_money, np.array(dollars, dtype=float))


def money_meant(unit: str) -> str:
    """Return the unit of money that another text is a misspelling of, if it is.

    Parameters
    ----------
    unit : str
        As given: ``"milion_USD"``, ``"million_usd"``, ``"USD million"``.

    Returns
    -------
    str
        ``"million_USD"``; empty for a unit of money, and for what is none.
    """
    words = TWO_WORDS.fullmatch(unit)
    if AMOUNT.fullmatch(unit) or words is None:
        return ""
    for size, currency in (words.groups(), words.groups()[::-1]):
        near = get_close_matches(size.lower(), MILLIONS, 1)
        if near and currency.upper() in CURRENCIES:
            return f"{near[0]}_{currency.upper()}"
    return ""
