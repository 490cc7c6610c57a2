"""Small words shared by sentences, charts and tables: lists, years, days, names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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

_BOOKS = {
    "KAZ": "Kazakhstan's books",
    "AZE": "Azerbaijan's books",
    "COW_4_0": "Correlates of War",
    "COW_OLD": "Correlates of War, old release",
    "COMTRADE": "UN Comtrade",
    "WITS": "World Bank WITS",
    "BACI": "CEPII BACI",
    "IMF_DOTS": "IMF Direction of Trade",
    "TITR_ASSOC": "TITR association",
    "WB": "World Bank",
    "EBRD": "EBRD",
    "": "books not named",
}


_ASIDE = re.compile(r" \(last segment [^)]*\)")


def books_name(books: object, names: Mapping[str, str] | None = None) -> str:
    """Name whose books a figure rests on.

    Parameters
    ----------
    books : object
        Books id; empty or missing when nobody knows.
    names : mapping of str to str, optional
        Names that take precedence, e.g. of the agencies table.
    """
    key = books if isinstance(books, str) else ""
    if names and key in names:
        return names[key]
    return _BOOKS.get(key, key.replace("_", " "))


def listing(items: Iterable[str], last: str = "and") -> str:
    """Join items as in a sentence: "a, b and c"."""
    known = list(items)
    if len(known) < 2:
        return "".join(known)
    return f"{', '.join(known[:-1])} {last} {known[-1]}"


def number_word(number: int) -> str:
    """Write a count in words up to ten: "none", "three", "17"."""
    small = ["none", "one", "two", "three", "four", "five"]
    small += ["six", "seven", "eight", "nine", "ten"]
    return small[number] if 0 <= number < len(small) else f"{number:,}"


def books_short(books: object) -> str:
    """Name whose books, for a table cell: "Kazakhstan"."""
    return books_name(books).removesuffix("'s books")


def on_books(books: object) -> str:
    """Say whose figure it is: "on Kazakhstan's books", "as recorded by BACI"."""
    name = books_name(books)
    if not isinstance(books, str) or not books:
        return "from a source that names no books"
    return f"on {name}" if name.endswith("books") else f"as recorded by {name}"


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
    for first, last in year_runs(years):
        pair = [str(first), str(last)] if last - first == 1 else [span(first, last)]
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
    year, *rest = text.split("-")
    if not rest or not all(part.isdigit() for part in rest):
        return text if not rest else year
    month = MONTHS[int(rest[0]) - 1]
    return f"{int(rest[1])} {month} {year}" if len(rest) > 1 else f"{month} {year}"


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


def reason(text: str) -> str:
    """Say why a measure is refused, without what is meant for programmers."""
    plain = _ASIDE.sub("", clause(text)).removeprefix("no projection: ")
    parts = [part for part in plain.split("; ") if "=" not in part]
    return "; ".join(parts)
