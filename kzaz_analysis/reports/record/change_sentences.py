"""Sentences about how a figure moved, and what another reporter says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kzaz_analysis.display.numbers import rate
from kzaz_analysis.reports.record import sentences as view

if TYPE_CHECKING:
    import pandas as pd

    from kzaz_analysis.display.sentences import Said
    from kzaz_analysis.evidence.series import Record
    from kzaz_analysis.studies.other_reporters import Elsewhere

FLAT_PCT = 0.05
"""Rates nearer to zero than this read as no change."""

ROUNDING_SHOWN_PP = 0.5
"""Rates whose rounding leaves less open than this are given without it."""


def moved(pct: float, years: int = 1) -> str:
    """Say a rate as a movement: "rose by 14.3 %", "fell by about 2.8 % a year"."""
    if abs(pct) < FLAT_PCT:
        return "did not change"
    return f"{'rose' if pct > 0 else 'fell'} by {rate(abs(pct), years)}"


def last_change(record: Record, growth: pd.DataFrame, prices: str = "") -> Said:
    """Say how the last figure differs from that of the year before, or why not.

    Parameters
    ----------
    record : Record
        The series.
    growth : pandas.DataFrame
        As `annual_growth` returns it.
    prices : {"", "constant"}
        Prices of the rates where these are not those of the figures.
    """
    year = int(growth["year"].iloc[-1])
    operands = _change_operands(record, growth, prices)
    sources = view.sources_of(record, year - 1, year)
    return view.SENTENCES.say("last_change", *sources, year=year, **operands)


def headline(record: Record, growth: pd.DataFrame, prices: str = "") -> Said:
    """State the last yearly figure with its reporter, and how it moved, in one go.

    Parameters
    ----------
    record, growth, prices
        As in `last_change`; the record has a figure.
    """
    year = int(growth["year"].iloc[-1])
    return view.SENTENCES.say(
        "headline",
        *view.sources_of(record, year - 1, year),
        **view.latest_operands(record),
        **_change_operands(record, growth, prices),
    )


def _change_operands(
    record: Record, growth: pd.DataFrame, prices: str
) -> dict[str, Any]:
    latest = growth.iloc[-1]
    return {
        "growth": change_operands(latest),
        "prices": prices,
        "stages": _stages(record, int(latest["year"])),
    }


def change_operands(change: pd.Series) -> dict[str, Any]:
    """Return what a sentence about a yearly change is written from.

    Parameters
    ----------
    change : pandas.Series
        A row of `annual_growth`.
    """
    pct, low, high = (float(change[c]) for c in ("growth_pct", "low_pct", "high_pct"))
    leaves_sign = low < 0 < high
    return {
        "reason": change["reason"],
        "base_year": int(change["year"]) - 1,
        "pct": pct,
        "low": low,
        "high": high,
        "is_open": leaves_sign and not np.isfinite(high - low),
        "is_unsure": leaves_sign and high - low > ROUNDING_SHOWN_PP,
    }


def _stages(record: Record, year: int) -> tuple[str, str] | None:
    """Return the stages of a year and the one before, where they are not the same."""
    rows = record.annual[record.annual["year"].isin([year - 1, year])]
    if len(rows) < 2:
        return None
    pair = view.stage_of(rows.iloc[1]), view.stage_of(rows.iloc[0])
    stated = "not_stated" not in pair
    return pair if stated and pair[0] != pair[1] else None


def other_reporter(record: Record, conflict: Elsewhere | None) -> Said | None:
    """Set the conflicting figure of another reporter beside the last one here."""
    if conflict is None:
        return None
    change = None
    if conflict.change is not None:
        change = {
            key: conflict.change[key] for key in ("measure", "value", "qualifier")
        }
    return view.SENTENCES.say(
        "other_reporter",
        *conflict.sources,
        reporter=conflict.books,
        value=conflict.value,
        unit=record.unit,
        months=conflict.months,
        year=conflict.year,
        is_same_year=conflict.year == record.annual["year"].iloc[-1],
        change=change,
    )
