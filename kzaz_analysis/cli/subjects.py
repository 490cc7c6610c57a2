"""Names that pages are asked for, held against the tables before any page is made."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from kzaz_analysis.errors import unknown_name
from kzaz_analysis.signature import check_first_year

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from kzaz_analysis.runner.plan.page import Page

REPORTS = (
    "claims_audit",
    "growth_rates",
    "mirror_statistics",
    "overview",
    "replay",
    "scorecard",
    "target_gap",
    "trade_projection",
)
"""Reports whose parameters name what `COLUMNS` says; others mean what they like."""

COLUMNS = {
    "series": ("series", "series"),
    "source": ("sources", "source"),
    "target": ("targets", "promise"),
    "targets": ("targets", "promise"),
    "rule": ("agencies", "agency"),
}
"""Table and column of the names that a text parameter may hold."""


def check_subjects(pages: Iterable[Page], folder: Path | None) -> None:
    """Refuse names that no table has, without starting a kernel.

    Parameters
    ----------
    pages : iterable of Page
        What is to be made.
    folder : pathlib.Path or None
        Where the tables lie. One that is missing is left to the page that reads it.

    Raises
    ------
    UsageError
        If a page asks for a series, rule, target or source that does not exist, or for
        a window that begins after everything was published.
    """
    pages = [page for page in pages if page.report.name in REPORTS]
    if folder is not None:
        _check_names(pages, folder)
        _check_windows(pages, folder)


def _check_names(pages: Iterable[Page], folder: Path) -> None:
    names_by_column = {
        (name, single)
        for page in pages
        for name, value in page.values.items()
        if name in COLUMNS
        for single in (value if isinstance(value, (list, tuple)) else [value])
        if single and isinstance(single, str)
    }
    for kind, name in sorted(names_by_column):
        table, column = COLUMNS[kind]
        names = _column(folder / f"{table}.csv", column)
        # An agency that carries two reporters is written IMF_DOTS:KAZ.
        stem = name.partition(":")[0] if kind == "rule" else name
        if names and stem not in names and (kind != "rule" or name not in _rules()):
            noun = "promise" if table == "targets" else kind
            rules = _rules() if kind == "rule" else ()
            raise unknown_name(noun, name, {*names, *rules})


def _check_windows(pages: Iterable[Page], folder: Path) -> None:
    days = _column(folder / "sources.csv", "published_on")
    for page in pages:
        check_first_year(page.values.get("first_year"), days)


def _column(path: Path, column: str) -> set[str]:
    if not path.is_file():
        return set()
    with path.open(encoding="utf-8", newline="") as file:
        return {row.get(column) or "" for row in csv.DictReader(file)} - {""}


def _rules() -> Collection[str]:
    # The rules stand with the choice of figures, which costs a library to import.
    from kzaz_analysis.evidence.choice import COUNTRY_RULES  # noqa: PLC0415

    return COUNTRY_RULES
