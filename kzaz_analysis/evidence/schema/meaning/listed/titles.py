"""Years in the title of a source, beside the years that its rows are about."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
OF_SOMETHING_ELSE = re.compile(
    r"(?i)\b(?:since|vintage|edition)\b[\w ]{0,16}?\b(?:19|20)\d\d\b"
)
"""Years that date an edition, or an event from which on is counted."""


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
)
