"""Names that pages are asked for, held against the tables before any page is made."""

from __future__ import annotations

import csv
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

import kzaz_analysis as kz
from kzaz_analysis.errors import DataError, NotComputable, unknown_name
from kzaz_analysis.parameter_bounds import check_day, check_window

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

    from kzaz_analysis.evidence.dataset.dataset import DatasetDescription
    from kzaz_analysis.runner.plan.page import Page

REPORTS = (
    "claims_audit",
    "forecasts_and_outturns",
    "counts",
    "growth_rates",
    "mirror_statistics",
    "overview",
    "replay",
    "scorecard",
    "target_gap",
    "trade_projection",
)
"""Reports whose parameters name what `COLUMNS` says; others mean what they like."""

OF_LEADING = ("growth_rates", "replay", "trade_projection")
"""Reports that are about the leading series of the dataset where they name none."""

COLUMNS = {
    "series": ("series", "series", "series"),
    "flow": ("series", "series", "series"),
    "source": ("source", "sources", "source"),
    "target": ("target", "targets", "promise"),
    "targets": ("target", "targets", "promise"),
    "rule": ("rule", "agencies", "agency"),
}
"""What a text parameter names, and the table and column that hold such names."""

STUDIES = {
    "replay": "replay_study",
    "target_gap": "gap_study",
    "trade_projection": "projection_study",
}
"""Studies that refuse values which nothing but their record can tell."""

OF_RECORD = {
    "replay": ("days",),
    "target_gap": ("base_year", "series"),
    "trade_projection": ("driver_values",),
}
"""Parameters whose values are such, where they are not those of the notebook."""

MIRROR = "mirror_statistics"
"""The report whose flow is one of those that two sides of the dataset record."""


def check_subjects(
    pages: Iterable[Page],
    folder: Path | None,
    due: Callable[[], Collection[str]] | None = None,
) -> None:
    """Refuse names that no table has, without starting a kernel.

    Parameters
    ----------
    pages : iterable of Page
        What is to be made.
    folder : pathlib.Path or None
        Where the tables lie. One that is missing is left to the page that reads it.
    due : callable, optional
        Returns the slugs of the pages that are made anew; of the others it is known
        that their study takes their values. All are unless given.

    Raises
    ------
    UsageError
        If a page asks for a series, rule, target, source, counter or driver that does
        not exist, for a window without a year on record, for a day that is none or
        has not come, or for what its study refuses at once.
    """
    pages = [page for page in pages if page.report.name in REPORTS]
    if folder is not None:
        for page in pages:
            if page.report.name == MIRROR:
                _check_flow(page, folder)
            _check_counters(page, folder)
        _check_names(pages, folder)
        is_due = _among(due)
        for page in _checked_windows(pages, folder):
            if is_due(page):
                _check_with_study(page, folder)


def _among(due: Callable[[], Collection[str]] | None) -> Callable[[Page], bool]:
    """Say of a page whether it is due; that is asked once, and only if it matters."""
    slugs = cache(due or tuple)
    return lambda page: due is None or page.slug in slugs()


def _check_names(pages: Iterable[Page], folder: Path) -> None:
    names_by_column = {
        (name, single)
        for page in pages
        for name, value in page.values.items()
        if name in COLUMNS
        for single in (value if isinstance(value, (list, tuple)) else [value])
        if single and isinstance(single, str)
    }
    for parameter, name in sorted(names_by_column):
        kind, table, column = COLUMNS[parameter]
        names = _column(folder / f"{table}.csv", column)
        # An agency that carries two reporters is written IMF_DOTS:KAZ.
        stem = name.partition(":")[0] if kind == "rule" else name
        rules = _rules(folder) if kind == "rule" else ()
        if names and stem not in names and name not in rules:
            raise unknown_name(kind, name, {*names, *rules})


def _check_flow(page: Page, folder: Path) -> None:
    name, flows = page.values.get("flow"), _about(folder).flows
    if name and flows and name not in flows:
        raise unknown_name("flow", name, flows)


def _check_counters(page: Page, folder: Path) -> None:
    """Refuse a counter without a figure, or a series of one that does not exist."""
    codes = page.values.get("counters") or ()
    counters = [code.rpartition("@") for code in codes]
    counter_keys = [
        (series or page.values["flow"], agency) for series, _, agency in counters
    ]
    catalogue = _column(folder / "series.csv", "series")
    figures = _rows(folder / "observations.csv") if counter_keys else []
    for series, agency in counter_keys:
        if catalogue and series not in catalogue:
            raise unknown_name("series", series, catalogue)
        agencies = {row["agency"] for row in figures if row.get("series") == series}
        if figures and agency not in agencies:
            raise unknown_name(f"counter of {series}", agency, agencies)


def _checked_windows(pages: Iterable[Page], folder: Path) -> Iterator[Page]:
    """Check windows and days; yield the pages that only their study can judge."""
    days = _column(folder / "sources.csv", "published_on")
    subjects = [(page, _subject(page, folder)) for page in pages]
    years = _years(folder, {name for _, name in subjects})
    for page, name in subjects:
        values = page.values
        ends = values.get("first_year"), values.get("last_year")
        check_window(name, *ends, years.get(name, ()))
        check_day("as_of", values.get("as_of") or "", days)
        if _rests_on_record(page, max(years.get(name) or {0})):
            yield page


def _rests_on_record(page: Page, newest_year: int) -> bool:
    """Whether nothing but its study can tell if the values of a page fit."""
    names = OF_RECORD.get(page.report.name, ())
    defaults = {p.name: p.default for p in page.schema.parameters}
    is_given = any(page.values.get(name) != defaults.get(name) for name in names)
    return is_given or (
        page.report.name in STUDIES
        and 0 < page.values.get("horizon_year", 0) <= newest_year
    )


def _check_with_study(page: Page, folder: Path) -> None:
    """Let the study refuse what it takes its record to see."""
    study = getattr(kz, STUDIES[page.report.name])
    # What is wrong with the tables is told by the page that reads them.
    with suppress(DataError, NotComputable):
        study(**page.values, evidence=kz.open(folder))


def _subject(page: Page, folder: Path) -> str:
    """Series that the window of a page is about; empty where it names none or more."""
    name = page.values.get("flow", page.values.get("series"))
    if name == "" and "flow" in page.values:
        return next(iter(_about(folder).flows), "")
    if name == "" and page.report.name in OF_LEADING:
        return _about(folder).series
    return name if isinstance(name, str) else ""


def _years(folder: Path, names: Collection[str]) -> dict[str, set[int]]:
    """Years in which a figure of each series, or of a part of it, ends."""
    ends: dict[str, set[int]] = {}
    for row in _rows(folder / "observations.csv"):
        year = (row.get("period_end") or "")[:4]
        if year.isdigit():
            ends.setdefault(row.get("series") or "", set()).add(int(year))
    parts = {
        row.get("series") or "": (row.get("parts") or "").split(";")
        for row in _rows(folder / "series.csv")
    }
    return {
        name: set().union(*(ends.get(p, set()) for p in (name, *parts.get(name, ()))))
        for name in names
        if name
    }


def _column(path: Path, column: str) -> set[str]:
    return {row.get(column) or "" for row in _rows(path)} - {""}


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _rules(folder: Path) -> Collection[str]:
    return _about(folder).rules


def _about(folder: Path) -> DatasetDescription:
    from kzaz_analysis.cli.datasets.about import about  # noqa: PLC0415

    return about(folder)
