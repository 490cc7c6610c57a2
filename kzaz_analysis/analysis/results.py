"""What every result has in common: a frame of its numbers, and the notes to them."""

from __future__ import annotations

import math
import re
from abc import abstractmethod
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.exporting.frames import FrameExports

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kzaz_analysis.analysis.intervals import Interval

COLUMNS = ["measure", "value", "low", "high", "unit"]
"""Columns of every summary."""


class Summarised(FrameExports):
    """A result that can show itself: `summary` is the one source of what is shown."""

    __slots__ = ()

    @abstractmethod
    def summary(self) -> pd.DataFrame:
        """Return the numbers, unrounded: ``measure, value, low, high, unit`` a row."""

    @property
    def frame(self) -> pd.DataFrame:
        """The numbers, unrounded: its summary."""
        return self.summary()

    @property
    def heading(self) -> str:
        """What it is: the name of its kind."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(self).__name__).capitalize()

    @property
    def sentences(self) -> tuple[str, ...]:
        """What it says beside its numbers."""
        return tuple(getattr(self, "notes", ()))

    def __str__(self) -> str:
        """Write the summary as a plain table, and the notes below it."""
        table = self.summary().to_string(
            index=False, na_rep="", float_format=_three_digits
        )
        return "\n".join([table, *getattr(self, "notes", ())])

    def _repr_html_(self) -> str:
        """Show the summary as a plain table and the notes below it."""
        table = self.summary().to_html(
            index=False, border=0, na_rep="", float_format=_three_digits
        )
        notes = getattr(self, "notes", ())
        return table + "".join(f"<p>{escape(note)}</p>" for note in notes)


class MeasureResult(Summarised):
    """A result of a measure: what it says beside its numbers comes with it."""

    __slots__ = ()

    @property
    @abstractmethod
    def notes(self) -> tuple[str, ...]:
        """What a reader must know beside the numbers, in full sentences."""


def row(
    measure: str, value: float | None, unit: str, interval: Interval | None = None
) -> tuple[str, float, float, float, str]:
    """Return one line of a summary; what is missing becomes NaN."""
    low, high = (interval.low, interval.high) if interval else (math.nan, math.nan)
    return measure, math.nan if value is None else float(value), low, high, unit


def summary_frame(
    rows: Iterable[tuple[str, float, float, float, str]],
) -> pd.DataFrame:
    """Return rows made by `row` as a frame with the columns of every summary."""
    return pd.DataFrame(list(rows), columns=COLUMNS)


def _three_digits(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
