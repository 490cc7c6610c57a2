"""One record on a page: its table, its conflicts, and what it cannot say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kzaz_analysis.display.grammar import (
    books_name,
    day,
    listing,
    on_books,
    plural,
    years_text,
)
from kzaz_analysis.display.numbers import amount, interval
from kzaz_analysis.display.sentences import Prose, Said, paragraph, said

if TYPE_CHECKING:
    from kzaz_analysis.display.citations import SourceList
    from kzaz_analysis.evidence.series import Record

PROPER = {"Kazakh", "Azerbaijani", "Kazakhstan", "TITR", "Kashagan", "Tengiz"}
"""First words of titles that keep their capital inside a sentence."""

HEDGES = {"approx": "about ", "over": "more than ", "under": "nearly "}
HEDGES["up_to"] = "up to "

ROUNDING_SHOWN = 0.005
"""Rounding that leaves less open than this share of a figure is not spelt out."""

TWO_SIDES = (
    "Exports are valued where they leave and imports where they arrive, so the two "
    "sides of one flow differ by freight and insurance, and by more where goods pass "
    "through third countries"
)
ONE_COUNTER = (
    "Different bodies draw the line around this flow differently; a figure says what "
    "its own counter counted"
)
ALWAYS = (
    "Intervals show what rounding allows, not errors of measurement",
    "Part-year figures are compared with the same months only, and never scaled up",
)
UNDATED = (
    "Figures without a known day of publication are left out, because the page shows "
    "what was known on a day"
)


def subject(record: Record) -> str:
    """Name a series inside a sentence."""
    title = record.title
    if title.split(" ", 1)[0] in PROPER:
        return title
    return title[0].lower() + title[1:]


def nothing(record: Record) -> str:
    """Say that no whole year is on record."""
    return (
        f"No figure for a whole year of {subject(record)} is on record under this rule"
    )


def sources_of(record: Record, *years: int) -> tuple[str, ...]:
    """Return the sources of the chosen figures of some years, each once."""
    chosen = record.annual["source"][record.annual["year"].isin(years)]
    return tuple(dict.fromkeys(chosen))


def sources_between(record: Record, first: int, last: int) -> tuple[str, ...]:
    """Return the sources of the chosen figures of a span of years."""
    return sources_of(record, *range(first, last + 1))


def who(record: Record, code: str) -> str:
    """Name a statistical source or a speaker for readers."""
    return record.agencies.get(code, code.replace("_", " "))


def rule_words(record: Record) -> str:
    """Name the rule; a single source by its full name."""
    if record.rule in record.agencies:
        return f"{record.agencies[record.rule]} alone"
    return record.rule_words


def basis(record: Record) -> str:
    """Name the prices of a series; empty for what has none."""
    return "current prices" if "USD" in record.unit else ""


def as_of_line(record: Record, prices: str = "") -> str:
    """Say what the page rests on: day of knowledge, newest source, rule, prices."""
    known = "All publications on record"
    if record.as_of:
        known = f"Data as known on {day(record.as_of)}"
    dates = [d for d in record.annual["published_on"] if isinstance(d, str) and d]
    newest = f"newest source {day(max(dates))}" if dates else "no dated source"
    parts = (known, newest, f"rule: {rule_words(record)}", prices)
    return "; ".join(part for part in parts if part) + "."


def record_words(record: Record, cite: SourceList) -> Prose:
    """Say what is on record: years, gaps, and where the books change."""
    annual = record.annual
    if annual.empty:
        return paragraph([said(nothing(record))], cite, "note")
    years = annual["year"].to_list()
    verb = "is" if len(years) == 1 else "are"
    sentences = [
        said(
            f"{plural(len(years), 'year')} of {subject(record)} {verb} on record: "
            f"{years_text(years)}"
        )
    ]
    if record.gaps:
        gaps = years_text(record.gaps)
        sentences.append(said(f"There is no figure for {gaps}; no gap is bridged"))
    if record.breaks:
        changes = listing(
            f"{year} ({books_name(old)} to {books_name(new)})"
            for year, old, new in record.breaks
        )
        text = f"The books change in {changes}, and no rate is computed across that"
        sentences.append(said(text))
    return paragraph(sentences, cite)


def latest_words(record: Record) -> Said | None:
    """State the last yearly figure, with its rounding interval when that is wide."""
    if record.annual.empty:
        return None
    last = record.annual.iloc[-1]
    low, high, value = last["low"], last["high"], last["value"]
    bounds = ""
    if ROUNDING_SHOWN * abs(value) < high - low < np.inf:
        bounds = f" (rounding allows {interval(low, high, record.unit)})"
    hedge = HEDGES.get(last["qualifier"], "")
    return said(
        f"{record.title} came to {hedge}{amount(value, record.unit)} in {last['year']}"
        f"{bounds}, {on_books(last['books'])}",
        last["source"],
    )


def limits(record: Record, extra: tuple[str, ...] = ()) -> Prose:
    """List what these figures cannot show."""
    first = TWO_SIDES if record.system in ("trade", "exports") else ONE_COUNTER
    last = (UNDATED,) if record.as_of else ()
    points = (first, *ALWAYS, *record.caveats, *extra, *last)
    return paragraph([said(point) for point in points], None, "list")
