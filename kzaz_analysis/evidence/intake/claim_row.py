"""A claim about a series, as a row of the table of claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class TypedClaim:
    """A claim that somebody makes about a series.

    Attributes
    ----------
    series : str
        Series of the catalogue.
    start, end, base_start, base_end : pandas.Timestamp or None
        Period, and the one compared with: the same a year before unless said. None
        where the claim has no period.
    measure : str
        ``level``, ``growth``, ``multiple`` or ``increase``.
    value : float
        The number, of a range its middle; a fall is negative.
    unit : str
        Its unit.
    qualifier : str
        How it was hedged.
    low, high : float
        Values that it may stand for; `high` may be infinite.
    notes : tuple of str
        What was assumed, and what else the words may mean.
    is_forecast : bool
        Whether it says what is planned, expected or promised.
    """

    series: str
    start: pd.Timestamp | None
    end: pd.Timestamp | None
    base_start: pd.Timestamp | None
    base_end: pd.Timestamp | None
    measure: str
    value: float
    unit: str
    qualifier: str
    low: float
    high: float
    notes: tuple[str, ...] = ()
    is_forecast: bool = False

    def row(self) -> dict[str, Any]:
        """Write the claim as a row of the table of claims."""
        return {
            "series": self.series,
            "measure": self.measure,
            "value": self.value,
            "unit": self.unit,
            "qualifier": self.qualifier,
            "low": self.low,
            "high": self.high,
            "period_start": self.start,
            "period_end": self.end,
            "base_start": self.base_start,
            "base_end": self.base_end,
        }

    def __str__(self) -> str:
        days = _span(self.start, self.end) if self.end else "no period"
        hedges = {"exact": "", "approx": "about "}
        hedge = hedges.get(self.qualifier, f"{self.qualifier} ")
        value = f"{self.value:,.10g} {self.unit}"
        value_text = f"{self.series}, {days}: {self.measure} {hedge}{value}"
        if self.measure != "level" and self.base_end:
            value_text += f" against {_span(self.base_start, self.base_end)}"
        kind = ["a forecast or target"] if self.is_forecast else []
        return "; ".join([value_text, *kind, *self.notes])


def _span(start: pd.Timestamp | None, end: pd.Timestamp | None) -> str:
    return f"{start:%Y-%m-%d}..{end:%Y-%m-%d}"
