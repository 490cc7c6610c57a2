"""The headline numbers of each report, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.display.charts.sparkline import sparkline
from kzaz_analysis.display.numbers import amount
from kzaz_analysis.display.results import Result
from kzaz_analysis.display.units import reading_unit

if TYPE_CHECKING:
    from kzaz_analysis.evidence.series import Record


def small_picture(record: Record, target: float | None = None) -> str:
    """Draw a record for the index; empty when one point or none is on record."""
    if len(record.annual) < 2:
        return ""
    return sparkline(record.annual, series=record.name, target=target, unit=record.unit)


def read_in(record: Record) -> str:
    """Return the unit in which tables show a record: the one of its latest figure."""
    values = record.annual["value"]
    return reading_unit(record.unit, float(values.iloc[-1]) if len(values) else 0.0)


def latest(record: Record) -> list[Result]:
    """Hand over the last yearly figure of a record, if there is one."""
    if record.annual.empty:
        return []
    latest_row = record.annual.iloc[-1]
    return [
        Result(
            name="latest",
            label=f"{record.title}, {latest_row['year']}",
            value=float(latest_row["value"]),
            unit=record.unit,
            low=float(latest_row["low"]),
            high=float(latest_row["high"]),
            period=str(latest_row["year"]),
            sources=(latest_row["source"],),
            shown=amount(latest_row["value"], record.unit),
        )
    ]
