"""Periods and sources of statements in words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from kzaz_analysis.display.grammar import MONTHS, day, plural

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kzaz_analysis.studies.capacity_links import Links

    Cells = dict[Any, Any]


def period_words(text: object) -> str:
    """Write the period of a figure: "2025", "January to August 2025", "24 May 2024".

    Parameters
    ----------
    text : object
        Years as such or ISO days, "… to …" for a span; empty or missing gives nothing.
    """
    if not isinstance(text, str):
        return ""
    start_text, _, end_text = text.partition(" to ")
    if not end_text:
        return day(start_text)
    if len(start_text) < len("2025-01-01") or len(end_text) < len("2025-01-01"):
        return f"{day(start_text)} to {day(end_text)}"
    begun, ended = date.fromisoformat(start_text), date.fromisoformat(end_text)
    if begun.day != 1 or (ended + timedelta(days=1)).day != 1:
        start = day(start_text).removesuffix(f" {ended.year}")
        return f"{start} to {day(end_text)}"
    end = f"{MONTHS[ended.month - 1]} {ended.year}"
    if (begun.year, begun.month) == (ended.year, ended.month):
        return end
    start = MONTHS[begun.month - 1]
    return (
        f"{start} to {end}"
        if begun.year == ended.year
        else f"{start} {begun.year} to {end}"
    )


def time_span(years: float) -> str:
    """Write a span of whole months: "five years", "eight months"."""
    months = round(12 * years)
    if months % 12:
        return plural(months, "month")
    return plural(months // 12, "year")


def sources_of_statements(links: Links, statements: Iterable[str]) -> list[str]:
    """Return the sources that state some capacities, each once."""
    origin = links.stages.drop_duplicates("statement").set_index("statement")
    sources = (origin["source"].get(statement, "") for statement in statements)
    return list(dict.fromkeys(source for source in sources if source))
