"""Small words shared by sentences, charts and tables: lists, years, days, names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.display.speech.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

DASH = "\u2013"
"""The dash between two numbers of a range."""

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def reporter_name(reporter: object, names: Mapping[str, str] | None = None) -> str:
    """Name who reports a figure: "Georgia", "UN Comtrade".

    Parameters
    ----------
    reporter : object
        Id of the reporter; empty or missing when nobody knows.
    names : mapping of str to str, optional
        Names that take precedence, e.g. of the agencies table.
    """
    key = reporter if isinstance(reporter, str) else ""
    if names and key in names:
        return names[key]
    return vocabulary().name(key)


def reporter_inside(reporter: object, names: Mapping[str, str] | None = None) -> str:
    """Name a reporter inside a sentence: "the Netherlands", "UN Comtrade"."""
    key = reporter if isinstance(reporter, str) else ""
    named = names is not None and key in names
    return reporter_name(key, names) if named else vocabulary().inside(key)


def listing(items: Iterable[str], last: str = "and") -> str:
    """Join items as in a sentence: "a, b and c"."""
    items_text = list(items)
    if len(items_text) < 2:
        return "".join(items_text)
    return f"{', '.join(items_text[:-1])} {last} {items_text[-1]}"


def number_word(number: int) -> str:
    """Write a count in words up to ten: "none", "three", "17"."""
    small = ["none", "one", "two", "three", "four", "five"]
    small += ["six", "seven", "eight", "nine", "ten"]
    return small[number] if 0 <= number < len(small) else f"{number:,}"


def as_reported_by(reporter: object) -> str:
    """Say whose figure it is: "as reported by Georgia"."""
    if not isinstance(reporter, str) or not reporter:
        return "from a source that names no reporter"
    return f"as reported by {vocabulary().inside(reporter)}"


def reports(reporter: object) -> str:
    """Begin a sentence with who reports: "Georgia reports"."""
    if not isinstance(reporter, str) or not reporter:
        return "a source that names no reporter gives"
    return f"{vocabulary().inside(reporter)} reports"


def possessive(name: str) -> str:
    """Say whose: "Georgia's", "Honduras'"."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def months_text(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """Name a period: "2025", "January to June 2025"; its days if not whole months."""
    if start == end:
        return day(start)
    if start.day != 1 or not end.is_month_end:
        return f"{day(start)} to {day(end)}"
    if (start.month, end.month) == (1, len(MONTHS)):
        return span(start.year, end.year)
    closing = f"{MONTHS[end.month - 1]} {end.year}"
    opening = MONTHS[start.month - 1]
    if (start.year, start.month) == (end.year, end.month):
        return closing
    if start.year != end.year:
        return f"{opening} {start.year} to {closing}"
    return f"{opening} to {closing}"


def plural(number: int, noun: str, nouns: str = "") -> str:
    """Count in words up to ten, with the noun in its right form."""
    count = "no" if number == 0 else number_word(number)
    return f"{count} {noun if number == 1 else nouns or noun + 's'}"


def year_runs(years: Iterable[int]) -> list[tuple[int, int]]:
    """Group years into runs of consecutive ones, first and last of each."""
    runs: list[tuple[int, int]] = []
    for year in sorted({int(year) for year in years}):
        if runs and runs[-1][1] == year - 1:
            runs[-1] = (runs[-1][0], year)
        else:
            runs.append((year, year))
    return runs


def years_text(years: Iterable[int]) -> str:
    """Say a set of years shortly: "2005 to 2007 and 2015"."""
    parts: list[str] = []
    for start, end in year_runs(years):
        pair = [str(start), str(end)] if end - start == 1 else [span(start, end)]
        parts.extend(pair)
    return listing(parts)


def span(first: int, last: int) -> str:
    """Say a span of years: "2018", "2018 and 2019" or "2018 to 2024"."""
    if first == last:
        return str(first)
    joiner = "and" if last - first == 1 else "to"
    return f"{first} {joiner} {last}"


def missing_years(years: Sequence[int]) -> list[int]:
    """List the years absent between the first and the last."""
    present = {int(year) for year in years}
    if not present:
        return []
    return [year for year in range(min(present), max(present)) if year not in present]


def day(date: object) -> str:
    """Write an ISO date, also a reduced one: "29 July 2023", "October 2025", "2019".

    Parameters
    ----------
    date : object
        ISO 8601 text, a date or a timestamp; anything empty gives an empty text.
    """
    text = str(date or "")[:10]
    if not text or text in {"NaT", "nan", "None", "<NA>"}:
        return ""
    year, *month_and_day = text.split("-")
    if not month_and_day or not all(part.isdigit() for part in month_and_day):
        return text if not month_and_day else year
    month = MONTHS[int(month_and_day[0]) - 1]
    return (
        f"{int(month_and_day[1])} {month} {year}"
        if len(month_and_day) > 1
        else f"{month} {year}"
    )


def sentence(text: str) -> str:
    """Give a clause a capital and a full stop."""
    clause = text.strip()
    if not clause:
        return ""
    ended = clause if clause[-1] in ".?!" else f"{clause}."
    return ended[0].upper() + ended[1:]


def clause(text: str) -> str:
    """Take the full stop off, so that a text can stand inside a sentence."""
    return text.strip().rstrip(".")
