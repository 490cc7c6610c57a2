"""What the audit says before it is worded: which clause, and the values in it.

The words are in a template of the report; nothing here is text for readers but what the
tables themselves have in words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from kzaz_analysis.analysis.intervals import Interval

NARROW = 1e-4
"""Width of an interval of rounding, as a share of the figure, that is not shown."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause, to be worded by the template that has its name.

    Attributes
    ----------
    name : str
        Macro of the template.
    operands : tuple of (str, object)
        Arguments of the macro: the values below, numbers, clauses, tuples of these,
        None, and texts of the tables.
    """

    name: str
    operands: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Amount:
    """A value in a unit of the tables, or in ``percentage_points``."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """All values between two ends, in a unit of the tables."""

    low: float
    high: float
    unit: str

    @property
    def is_narrow(self) -> bool:
        """Whether the ends are one figure in the digits of most figures."""
        return self.high - self.low < NARROW * abs(self.low)


@dataclass(frozen=True, slots=True)
class Dates:
    """A period; one without any end is not known."""

    start: pd.Timestamp | None
    end: pd.Timestamp | None


@dataclass(frozen=True, slots=True)
class NamedId:
    """An id of the tables, and of what: a series, unit, reporter or ``code``."""

    of: str
    id: str


def clause(name: str, /, **operands: Any) -> Clause:
    """Return a clause from its operands by name."""
    return Clause(name, tuple(operands.items()))


def bounds(interval: Interval, unit: str) -> Bounds:
    """Return an interval in its unit."""
    return Bounds(interval.low, interval.high, unit)


def difference(gap: float, unit: str) -> Amount | None:
    """Return how far two values are apart; None where they are not."""
    return Amount(gap, DIFFERENCES.get(unit, unit)) if gap else None


DIFFERENCES = {"percent": "percentage_points", "date": "days"}
"""Units of differences that are not those of the values."""
