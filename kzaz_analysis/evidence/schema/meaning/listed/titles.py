"""What the title of a source names, beside what its rows are about."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.countries import countries
from kzaz_analysis.evidence.schema.meaning.rule import Rule
from kzaz_analysis.evidence.schema.provenance import QUOTING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Rows = pd.DataFrame
    Mask = pd.Series[bool]

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
OF_SOMETHING_ELSE = re.compile(
    r"(?i)\b(?:since|vintage|edition)\b[\w ]{0,16}?\b(?:19|20)\d\d\b"
)
"""Years that date an edition, or an event from which on is counted."""

SMALL = {"and", "its", "the", "for", "per", "from", "with", "more", "all", "through"}
STEM = 5
"""Letters in which words of one matter are alike, as in "export" and "exports"."""
ODD = 0.1
"""Share of the rows from articles that may be about what the title does not name."""


def matters(text: str) -> frozenset[str]:
    """Stems of the words of a text that tell what it is about: no country's name."""
    stems = {w[:STEM] for w in re.findall(r"[a-z]{3,}", text.lower()) if w not in SMALL}
    return frozenset(stems) - _countries()


@cache
def _countries() -> frozenset[str]:
    words = {
        word
        for country in countries().values()
        for word in (*country.names, country.demonym.lower())
    }
    return frozenset(word[:STEM] for word in words if len(word) > 3)


def _of_another_matter(rows: Rows) -> Mask:
    """Tell rows of which the title of their article names nothing.

    Headlines need not name what an article holds: it counts where nearly all do.
    """
    said = {title: matters(title) for title in rows["title"].unique()}
    about = {text: matters(text) for text in rows["series_words"].unique()}
    pairs = zip(rows["title"], rows["series_words"], strict=True)
    apart = [
        bool(said[title] and about[text] and not said[title] & about[text])
        for title, text in pairs
    ]
    described = rows["source_kind"].isin(QUOTING)
    odd = pd.Series(apart, rows.index, dtype=bool) & described
    return odd & (odd.sum() <= ODD * described.sum())


def titles_apart(titles: pd.Series[str], years: Mapping[str, set[int]]) -> set[str]:
    """Tell sources whose title names years that none of their rows is about."""
    named = {
        str(source): {int(y) for y in YEAR.findall(OF_SOMETHING_ELSE.sub("", title))}
        for source, title in titles.items()
    }
    return {
        source
        for source, own in named.items()
        if own and years.get(source) and not own & years[source]
    }


def years_of_sources(tables: Iterable[pd.DataFrame]) -> dict[str, set[int]]:
    """Collect the years that the rows of each source are about."""
    years: dict[str, set[int]] = defaultdict(set)
    for rows in tables:
        if "source" not in rows or "publisher" in rows:
            continue
        for column in rows.columns[rows.dtypes.map(pd.api.types.is_datetime64_dtype)]:
            _collect(years, rows["source"], rows[column].dt.year)
        if "year" in rows:
            _collect(years, rows["source"], rows["year"])
        if "period_start" in rows:
            between = zip(
                rows["source"], rows["period_start"], rows["period_end"], strict=True
            )
            for source, start, end in between:
                if pd.notna(start) and pd.notna(end):
                    years[source] |= set(range(start.year, end.year + 1))
    return years


def _collect(
    years: dict[str, set[int]], sources: pd.Series[str], of: pd.Series[float]
) -> None:
    for source, year in zip(sources, of, strict=True):
        if pd.notna(year):
            years[source].add(int(year))


RULES = (
    Rule(
        "title of another year",
        ("sources",),
        "title",
        "none of its rows is about a year that the title names",
        lambda rows: rows["title_apart"],
        "warning",
    ),
    Rule(
        "title of another year",
        ("observations", "claims"),
        "source",
        "its source speaks of other years, and no row of it is about those: {title}",
        lambda rows: rows["title_apart"] & rows["period_end"].notna(),
        "warning",
    ),
    Rule(
        "title of another matter",
        ("observations", "claims", "targets", "projections"),
        "source",
        "its source says that it is about something else: {title}; correct the row, or "
        "say in the title what {series} is",
        _of_another_matter,
        "warning",
    ),
)
