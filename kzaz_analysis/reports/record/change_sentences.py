"""Sentences about how a figure moved, and what another reporter says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.numbers import rate
from kzaz_analysis.reports.record import sentences as view
from kzaz_analysis.studies.rest_of_last_year import (
    HALF,
    published_of_part,
    rates_published,
    rest_is_published,
    unlike_its_year,
)

if TYPE_CHECKING:
    import pandas as pd

    from kzaz_analysis.analysis.growth.rest_of_year import RestOfYear
    from kzaz_analysis.display.sentences import SourcedSentence
    from kzaz_analysis.evidence.series import Record
    from kzaz_analysis.studies.other_reporters import ConflictingFigure

FLAT_PCT = 0.05
"""Rates nearer to zero than this read as no change."""

NOTHING_LEFT = -100
"""Lower end of a change from a figure without upper bound, in percent."""

ROUNDING_SHOWN_PP = 0.5
"""Rates whose rounding leaves less open than this are given without it."""


def moved(pct: float, years: int = 1) -> str:
    """Say a rate as a movement: "rose by 14.3 %", "fell by about 2.8 % a year"."""
    if abs(pct) < FLAT_PCT:
        return "did not change"
    return f"{'rose' if pct > 0 else 'fell'} by {rate(abs(pct), years)}"


def headline(record: Record, growth: pd.DataFrame, prices: str = "") -> SourcedSentence:
    """State the last yearly figure with its reporter, and how it moved, in one go.

    Parameters
    ----------
    record : Record
        The series; it has a figure.
    growth : pandas.DataFrame
        As `annual_growth` returns it.
    prices : {"", "constant"}
        Prices of the rates where these are not those of the figures.
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
        "is_open": leaves_sign and (not np.isfinite(high - low) or low <= NOTHING_LEFT),
        "is_unsure": (leaves_sign or bool(change.get("is_hedged", False)))
        and high - low > ROUNDING_SHOWN_PP,
    }


def _stages(record: Record, year: int) -> tuple[str, str] | None:
    """Return the stages of a year and the one before, where they are not the same."""
    rows = record.annual[record.annual["year"].isin([year - 1, year])]
    if len(rows) < 2:
        return None
    pair = view.stage_of(rows.iloc[1]), view.stage_of(rows.iloc[0])
    stated = "not_stated" not in pair
    return pair if stated and pair[0] != pair[1] else None


def other_reporter(
    record: Record, conflict: ConflictingFigure | None, prices: str = ""
) -> SourcedSentence | None:
    """Set the conflicting figure of another reporter beside the last one here.

    Its change is in current prices, so it is left out beside rates in `prices`.
    """
    if conflict is None:
        return None
    change = None
    if conflict.change is not None and not prices:
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


def implied_rest(
    record: Record, rest: RestOfYear | Refused, rates: pd.DataFrame
) -> SourcedSentence | None:
    """Say how the rest of a year moved, by what its part and whole imply.

    Parameters
    ----------
    record : Record
        The series.
    rest : RestOfYear or Refused
        What the part leaves of the year.
    rates : pandas.DataFrame
        What reporters published themselves, as `rates_published` returns it.
    """
    if isinstance(rest, Refused):
        return None
    return view.SENTENCES.say(
        "rest",
        *_rest_sources(rest, rates),
        **_rest_operands(record, rest, rates),
        months_given=rest.months,
        value=rest.value,
        allowed=rest.wide_ends,
        unit=record.unit,
        is_above=rest.part_is_above_whole,
    )


def implied_half(
    record: Record, half: RestOfYear, rates: pd.DataFrame
) -> SourcedSentence:
    """Say how both halves of a year moved, the second by implication."""
    operands = _rest_operands(record, half, rates)
    return view.SENTENCES.say("halves", *_rest_sources(half, rates), **operands)


def rest_unlike_its_year(
    record: Record, growth: pd.DataFrame
) -> SourcedSentence | None:
    """Warn where the rest of the last year did not move as the whole year did.

    Parameters
    ----------
    record : Record
        The series.
    growth : pandas.DataFrame
        As `annual_growth` returns it.
    """
    rest = unlike_its_year(record, growth)
    if rest is None:
        return None
    rates = rates_published(record)
    if rest.months == HALF:
        return implied_half(record, rest, rates)
    return implied_rest(record, rest, rates)


def _rest_sources(rest: RestOfYear, rates: pd.DataFrame) -> dict[str, None]:
    own = published_of_part(rest, rates)
    published = [own["source"]] if own else []
    return dict.fromkeys(map(str, [*rest.operands["source"], *published]))


def _rest_operands(
    record: Record, rest: RestOfYear, rates: pd.DataFrame
) -> dict[str, Any]:
    """Return what sentences about both parts of a year are written from."""
    growth, own = rest.growth_interval_pct, published_of_part(rest, rates)
    said = ("measure", "value", "qualifier", "is_official")
    return {
        "year": rest.year,
        "published": {key: own[key] for key in said} if own else None,
        "part_pct": rest.part_growth_pct,
        "pct": rest.growth_pct,
        "bounds": (growth.low, growth.high) if growth else None,
        "provenances": list(dict.fromkeys(rest.operands["provenance"])),
        "is_published": rest_is_published(record, rest),
    }
