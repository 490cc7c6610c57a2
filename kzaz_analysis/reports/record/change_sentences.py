"""Sentences about how a figure moved, on its own books and on others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.display.grammar import on_books, plural, span
from kzaz_analysis.display.numbers import amount, rate, rate_interval, significant
from kzaz_analysis.display.sentences import Said, said
from kzaz_analysis.reports.record import sentences as view

if TYPE_CHECKING:
    from kzaz_analysis.analysis.growth.compound import CompoundGrowth
    from kzaz_analysis.evidence.series import Record
    from kzaz_analysis.studies.other_books import Elsewhere

FLAT_PCT = 0.05
"""Rates nearer to zero than this read as no change."""

ROUNDING_SHOWN_PP = 0.5
"""Rates whose rounding leaves less open than this are given without it."""


def moved(pct: float, years: int = 1) -> str:
    """Say a rate as a movement: "rose by 14.3 %", "fell by about 2.8 % a year"."""
    if abs(pct) < FLAT_PCT:
        return "did not change"
    return f"{'rose' if pct > 0 else 'fell'} by {rate(abs(pct), years)}"


def moved_over(run: CompoundGrowth) -> str:
    """Say the growth of a run with its years: "over 2022 to 2025 it fell by …"."""
    years = span(run.start_year, run.end_year)
    return f"over {years} it {moved(run.rate_pct, run.years)}"


def last_change(record: Record, growth: pd.DataFrame, prices: str = "") -> Said:
    """Say how the last figure differs from that of the year before, or why not.

    Parameters
    ----------
    record : Record
        The series.
    growth : pandas.DataFrame
        As `annual_growth` returns it.
    prices : str
        What the rates are in, such as " in constant prices".
    """
    last = growth.iloc[-1]
    year = int(last["year"])
    if pd.isna(last["growth_pct"]):
        return said(f"No growth rate for {year} can be given: {last['reason']}")
    text = f"That is {_more_or_less(last)} than in {year - 1}{prices}"
    if abs(last["growth_pct"]) < FLAT_PCT:
        text = f"That is as much as in {year - 1}{prices}"
    return said(text, *view.sources_of(record, year - 1, year))


def other_books(record: Record, found: Elsewhere | None) -> Said | None:
    """Set a part of the last year on other books against the whole on these."""
    if found is None:
        return None
    text = (
        f"Other books disagree: {amount(found.value, record.unit)} in the first "
        f"{plural(found.months, 'month')} of {found.year} alone, "
        f"{on_books(found.books)}"
    )
    if found.change is None:
        return said(text, found.source)
    before = f"those months of {found.year - 1}"
    return said(
        f"{text}, said there to be {_claimed(found.change)} {before}",
        *dict.fromkeys((found.source, str(found.change["source"]))),
    )


def _claimed(change: pd.Series) -> str:
    value, hedge = float(change["value"]), view.HEDGES.get(change["qualifier"], "")
    if change["measure"] == "multiple":
        return f"{hedge}{significant(value, 2)} times the figure for"
    if value == 0:
        return f"{hedge}as much as in"
    return f"{hedge}{rate(abs(value))} {'more' if value > 0 else 'less'} than in"


def _more_or_less(change: pd.Series) -> str:
    pct, low, high = (change[c] for c in ("growth_pct", "low_pct", "high_pct"))
    text = f"{rate(abs(pct))} {'more' if pct > 0 else 'less'}"
    if high - low <= ROUNDING_SHOWN_PP:
        return text
    if low < 0 < high < np.inf:
        return f"{text} (rounding allows anything from {rate_interval(low, high)})"
    if low < 0 < high:
        return f"{text} (the figures leave open whether it rose or fell)"
    near, far = sorted((abs(low), abs(high)))
    return f"{text} (rounding allows {rate_interval(near, far)})"
