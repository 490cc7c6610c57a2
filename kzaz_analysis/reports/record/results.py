"""The headline numbers of each report, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.display.charts.sparkline import sparkline
from kzaz_analysis.display.numbers import amount
from kzaz_analysis.display.results import Result

if TYPE_CHECKING:
    from kzaz_analysis.evidence.series import Record


def small_picture(record: Record, target: float | None = None) -> str:
    """Draw a record for the index; empty when one point or none is on record."""
    if len(record.annual) < 2:
        return ""
    return sparkline(record.annual, series=record.name, target=target)


def latest(record: Record) -> list[Result]:
    """Hand over the last yearly figure of a record, if there is one."""
    if record.annual.empty:
        return []
    last = record.annual.iloc[-1]
    return [
        Result(
            name="latest",
            label=f"{record.title}, {last['year']}",
            value=float(last["value"]),
            unit=record.unit,
            low=float(last["low"]),
            high=float(last["high"]),
            period=str(last["year"]),
            sources=(last["source"],),
            shown=amount(last["value"], record.unit),
        )
    ]
