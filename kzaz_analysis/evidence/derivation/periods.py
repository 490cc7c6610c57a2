"""Figures for periods that follow from figures for others, of one counter."""

from __future__ import annotations

import calendar
import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.evidence.derivation.spans import Span, SpanTerm, derivable
from kzaz_analysis.evidence.rounding import tidy
from kzaz_analysis.evidence.schema.provenance import (
    PROVENANCES,
    STAGES,
    least,
    stage_ranks,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    Cells = dict[str, Any]

COUNTER = ["books", "agency", "provenance", "reporter"]
"""What figures must share to be added: one reporter, counter and provenance."""

DAYS_OF_PART = 335
"""Days of eleven months, the longest part of a year."""

LESS_GROWTH = "a later level less its published growth"
"""Note of a level that only repeats, with a later one, the growth between them."""

OF_LESS_GROWTH = ", of levels less their published growth"
"""End of the note of a sum or a difference in which such a level stands."""

FEWEST_TERMS = 2
"""Figures that a sum or a difference takes at least."""

MONTH_NAMES = calendar.month_name


POINT = [*COUNTER, "stage", "period_start", "period_end", "months", "year"]
POINT += ["value", "low", "high", "qualifier", "obs_status"]
POINT += ["source", "publisher", "published_on"]
"""Columns of a figure that others are worked out from."""

CHANGE = ["books", "agency", "provenance", "measure", "value", "low", "high"]
CHANGE += ["period_start", "period_end", "base_start", "base_end"]
CHANGE += ["source", "publisher", "published_on"]
"""Columns of a published growth that a level before it is worked out from."""


def period_sums(points: list[Cells]) -> list[Cells]:
    """Work out the periods that the figures of one counter make.

    Complete months, quarters and parts make the year and the part of it up to any
    month; what was published up to one month less what was up to another makes what
    lies between; a year less a part of it makes the rest. Nothing is made where a
    month is missing. Bounds add up as intervals (Moore 1966): the least of a
    difference is the least of the first less the greatest of the second.

    Parameters
    ----------
    points : list of dict
        Usable figures of one flow in one unit, with the columns of `POINT` and
        ``row``, their place; bounds ("more than") must be left out.

    Returns
    -------
    list of dict
        One for each period that is not among those of its counter: what differs from
        the part that was published last, which is at ``row``. ``part_sources`` holds
        the sources of all parts, separated by semicolons, ``note`` says which parts.
        Stage and status are those of the least settled part.
    """
    years = _within_years(points)
    sums = (_sums_of(years[key]) for key in sorted(years))
    return [figure for figures in sums for figure in figures]


def _within_years(points: list[Cells]) -> dict[tuple[Any, ...], dict[Span, Cells]]:
    """Tell by counter and year what is published, the most settled of each span.

    Of equally settled ones the latest, or the sharper one that it only repeats.
    """
    ranks = stage_ranks()
    ordered = sorted(points, key=lambda point: point["high"] - point["low"])
    ordered.sort(key=lambda point: point["published_on"], reverse=True)
    ordered.sort(key=lambda point: ranks[point["stage"]])
    years: dict[tuple[Any, ...], dict[Span, list[Cells]]] = {}
    for point in ordered:
        start, end = point["period_start"], point["period_end"]
        if point["months"] is not pd.NA and start.year == end.year:
            key = (*(point[column] for column in COUNTER), end.year)
            span = Span(start.month - 1, end.month)
            years.setdefault(key, {}).setdefault(span, []).append(point)
    return {
        key: {span: _sharpest(rivals) for span, rivals in spans.items()}
        for key, spans in years.items()
    }


def _sharpest(rivals: list[Cells]) -> Cells:
    """Take the first, or the narrowest of its stage that it repeats more roundly."""
    head = rivals[0]
    repeated = [
        point
        for point in rivals
        if point["stage"] == head["stage"]
        and head["low"] <= point["low"]
        and point["high"] <= head["high"]
    ]
    return min(repeated, key=lambda point: float(point["high"] - point["low"]))


def _sums_of(published: dict[Span, Cells]) -> Iterator[Cells]:
    for span, terms in _derivable(frozenset(published)):
        figure = _sum(span, [(published[term.span], term) for term in terms])
        # A part above its whole leaves nothing to derive; the audit tells it.
        if figure["value"] >= 0:
            yield figure


@lru_cache(maxsize=1024)
def _derivable(spans: frozenset[Span]) -> list[tuple[Span, tuple[SpanTerm, ...]]]:
    return list(derivable(spans)) if len(spans) >= FEWEST_TERMS else []


def _sum(span: Span, parts: list[tuple[Cells, SpanTerm]]) -> Cells:
    rows = [row for row, _ in parts]
    newest = max(rows, key=lambda row: str(row["published_on"]))
    year = int(rows[0]["year"])
    last_day = calendar.monthrange(year, span.end)[1]
    return {
        "row": newest["row"],
        "period_start": pd.Timestamp(year, span.start + 1, 1),
        "period_end": pd.Timestamp(year, span.end, last_day),
        "value": tidy(sum(term.sign * row["value"] for row, term in parts)),
        "low": max(
            0.0, tidy(sum(_end(row, term, "low", "high") for row, term in parts))
        ),
        "high": tidy(sum(_end(row, term, "high", "low") for row, term in parts)),
        "qualifier": "exact",
        "obs_status": max(row["obs_status"] for row in rows),
        "stage": least((row["stage"] for row in rows), STAGES),
        "provenance": least((row["provenance"] for row in rows), PROVENANCES),
        "part_sources": ";".join(dict.fromkeys(row["source"] for row in rows)),
        "note": _how(parts),
    }


def _end(row: Cells, term: SpanTerm, plus: str, minus: str) -> float:
    return float(row[plus]) if term.sign > 0 else -float(row[minus])


def _how(parts: list[tuple[Cells, SpanTerm]]) -> str:
    added = [_months(term.span) for _, term in parts if term.sign > 0]
    off = [_months(term.span) for _, term in parts if term.sign < 0]
    growth = any(row.get("note") == LESS_GROWTH for row, _ in parts)
    end = OF_LESS_GROWTH if growth else ""
    if not off:
        return f"sum of {len(added)} parts, {added[0]} and so on to {added[-1]}{end}"
    return f"{' and '.join(added)} less {' and '.join(off)}{end}"


def rests_on_growth(notes: pd.Series[str]) -> pd.Series[bool]:
    """Tell of the notes of derived levels whether published growth made them."""
    return (notes == LESS_GROWTH) | notes.str.endswith(OF_LESS_GROWTH)


def _months(span: Span) -> str:
    names = MONTH_NAMES[span.start + 1], MONTH_NAMES[span.end]
    if span == Span(0, 12):
        return "the year"
    return names[0] if names[0] == names[1] else f"{names[0]} to {names[1]}"


def levels_before(points: list[Cells], changes: list[Cells]) -> list[Cells]:
    """Work out the levels that published levels and their published growth leave.

    Press and offices that are not named give none, and the government none for a
    whole year: a speech is not a statistic. A whole year has status I, worked out
    here: it is shown and never chosen, as a growth rate from it would only repeat
    what was published.

    Parameters
    ----------
    points : list of dict
        As `period_sums` takes them.
    changes : list of dict
        Claims of growth or of a multiple, with the columns of `CHANGE`; only exact
        ones.

    Returns
    -------
    list of dict
        One for each period that has no figure of this reporter, as `period_sums` gives
        them: value over growth factor, its least value the least over the greatest.
    """
    later: dict[tuple[Any, ...], list[Cells]] = {}
    for point in points:
        later.setdefault(_period(point, *_BASE), []).append(point)
    taken = {_period(point, "books", "period_start", "period_end") for point in points}
    levels = [
        _level(point, change, factors)
        for change in changes
        for factors in [_growth_factors(change)]
        if factors["low"] > 0
        and math.isfinite(factors["high"])
        and _period(change, "books", "base_start", "base_end") not in taken
        for point in later.get(_period(change, *_BASE), [])
    ]
    counts = sorted(filter(_is_a_count, levels), key=lambda f: f["high"] - f["low"])
    once: dict[tuple[Any, ...], Cells] = {}
    for level in counts:
        once.setdefault(_period(level, *_BASE), level)
    return list(once.values())


_BASE = ["books", "agency", "period_start", "period_end"]


def _period(row: Cells, *columns: str) -> tuple[Any, ...]:
    return tuple(row[column] for column in columns)


def _is_a_count(row: Cells) -> bool:
    speech = row["provenance"] == "government" and _is_long(row)
    return not speech and row["provenance"] != "press"


def _is_long(row: Cells) -> bool:
    days = (row["period_end"] - row["period_start"]).days + 1
    return bool(days > DAYS_OF_PART)


def _growth_factors(change: Cells) -> dict[str, float]:
    ends = {end: float(change[end]) for end in ("low", "value", "high")}
    if change["measure"] != "growth":
        return ends
    return {end: 1 + percent / 100 for end, percent in ends.items()}


def _level(point: Cells, change: Cells, factors: dict[str, float]) -> Cells:
    newest = max(point, change, key=lambda row: row["published_on"])
    level: Cells = {
        "row": point["row"],
        "books": point["books"],
        "agency": point["agency"],
        "period_start": change["base_start"],
        "period_end": change["base_end"],
        "value": tidy(point["value"] / factors["value"]),
        "low": tidy(point["low"] / factors["high"]),
        "high": tidy(point["high"] / factors["low"]),
        "qualifier": "approx",
        "provenance": least([point["provenance"], change["provenance"]], PROVENANCES),
        "stage": "not_stated",
        "part_sources": ";".join(dict.fromkeys([point["source"], change["source"]])),
        "note": LESS_GROWTH,
        **{key: newest[key] for key in ("source", "publisher", "published_on")},
    }
    return level | {"obs_status": "I" if _is_long(level) else point["obs_status"]}
