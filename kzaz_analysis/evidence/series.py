"""One series by a named rule: which source first, and where the reporter changes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import escape

import numpy as np
import pandas as pd

from kzaz_analysis.evidence.catalogue import catalogue_entry
from kzaz_analysis.evidence.choice import (
    COUNTING,
    chosen,
    ranked,
)
from kzaz_analysis.evidence.periods import Day
from kzaz_analysis.evidence.selection import figures_of
from kzaz_analysis.evidence.tables import Tables, default
from kzaz_analysis.parameter_bounds import check_window
from kzaz_analysis.signature import DAY, TEXT, YEAR, guarded

COLUMNS = [
    "year",
    "period_start",
    "period_end",
    "value",
    "low",
    "high",
    "unit",
    "segment",
    "books",
    "agency",
    "qualifier",
    "obs_status",
    "provenance",
    "stage",
    "status",
    "superseded_by",
    "withdrawn",
    "derived",
    "part_sources",
    "source",
    "publisher",
    "published_on",
    "note",
]

PRINTED = ["value", "low", "high", "books", "provenance", "stage", "agency"]
PRINTED += ["published_on", "source"]
"""Columns of a figure that a record prints of itself, after the period."""


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """What is on record of one series under one rule, as known on one day.

    Attributes
    ----------
    name, title, system, unit, nature : str
        As the catalogue has them; every value below is in `unit`.
    rule : str
        Which source comes first.
    as_of : str
        Day up to which publications count, empty when all do.
    window : tuple of int or None
        First and last year asked for; None for an end of the record.
    annual : pandas.DataFrame
        The chosen figures, one row per year on record. ``segment`` goes up by one
        where the reporter changes: growth is not computed across that.
    partial : pandas.DataFrame
        Figures for parts of a year under the same rule, one row per period and
        reporter, with ``months`` (missing unless whole months). In both frames
        ``derived`` marks what follows from other figures, ``note`` says how, and
        ``part_sources`` holds the sources of all that was added or taken off,
        separated by semicolons.
    alternatives : pandas.DataFrame
        All other figures of the series, one row per figure and period.
    caveats : tuple of str
        What a reader must know.
    agencies : dict of str to str
        Full names of the statistical sources.
    evidence : Tables
        What it was chosen from.
    """

    name: str
    title: str
    system: str
    unit: str
    nature: str
    rule: str
    as_of: str
    window: tuple[int | None, int | None]
    annual: pd.DataFrame
    partial: pd.DataFrame
    alternatives: pd.DataFrame
    caveats: tuple[str, ...]
    agencies: dict[str, str]
    evidence: Tables = field(repr=False)

    @property
    def breaks(self) -> list[tuple[int, str, str]]:
        """Years in which another reporter or channel begins, and both their names."""
        frame = self.annual
        books_before = frame["books"].shift()
        changed = frame["segment"].diff().fillna(0) > 0
        same = changed & (books_before == frame["books"])
        old = books_before.mask(same, frame["agency_before"])
        new = frame["books"].mask(same, frame["agency"])
        rows = zip(frame["year"], old, new, strict=True)
        return [row for row, change in zip(rows, changed, strict=True) if change]

    @property
    def links(self) -> list[tuple[int, str, str]]:
        """Years in which another channel that agrees goes on, and both channels."""
        counted = self.annual[self.annual["provenance"].isin(COUNTING)]
        before = counted.shift()
        goes_on = counted["segment"] == before["segment"]
        linked = counted[goes_on & (counted["agency"] != before["agency"])]
        old = before["agency"][linked.index]
        return list(zip(linked["year"], old, linked["agency"], strict=True))

    @property
    def statements(self) -> list[tuple[int, str, str]]:
        """Years whose figure another body only states, and both bodies: no break."""
        annual, earlier = self.annual, self.annual.shift()
        goes_on = annual["segment"] == earlier["segment"]
        is_stated = ~annual["provenance"].isin(COUNTING)
        stated = annual[goes_on & is_stated & (annual["agency"] != earlier["agency"])]
        agencies = earlier["agency"][stated.index]
        return list(zip(stated["year"], agencies, stated["agency"], strict=True))

    @property
    def begins(self) -> str:
        """Why the first year has no base, where only the window leaves it out."""
        if self.window[0] is None or self.annual.empty:
            return ""
        first_year = int(self.annual["year"].iloc[0])
        whole = series_of(self.evidence, self.name, self.rule).annual
        is_cut = bool((whole["year"] == first_year - 1).any())
        return f"the window begins in {first_year}" if is_cut else ""

    @property
    def gaps(self) -> list[int]:
        """Years between the first and the last without a figure."""
        years = self.annual["year"]
        if years.empty:
            return []
        return sorted(set(range(years.min(), years.max())) - set(years))

    @property
    def rule_words(self) -> str:
        """The rule in words."""
        return self.evidence.dataset.rule_words(self.rule)

    @property
    def source_ids(self) -> list[str]:
        """Sources of the chosen yearly figures and their parts, in order of use."""
        annual = self.annual
        cells = annual["part_sources"].where(
            annual["part_sources"] != "", annual["source"]
        )
        return list(dict.fromkeys(cells.str.split(";").explode()))

    def __repr__(self) -> str:
        return f"{self._caption()}\n{self._shown().to_string(index=False)}"

    def _repr_html_(self) -> str:
        table = self._shown().to_html(index=False, border=0, classes="kz-table")
        return f"<p>{escape(self._caption())}</p>{table}"

    def _caption(self) -> str:
        as_of_text = f", as known on {self.as_of}" if self.as_of else ""
        return f"{self.title}, {self.unit}; {self.rule_words}{as_of_text}"

    def _shown(self) -> pd.DataFrame:
        return self.annual[["year", *PRINTED]]


@guarded(
    formerly=("rule", "as_of", "first_year", "last_year"),
    series=TEXT,
    rule=TEXT,
    as_of=DAY,
    first_year=YEAR,
    last_year=YEAR,
)
def series(
    series: str,
    *,
    rule: str | None = None,
    as_of: Day = None,
    first_year: int | None = None,
    last_year: int | None = None,
) -> Record:
    """One series by a named rule.

    The rule names the side, which is the reporter's; another side counts only where
    the first has nothing. Within a side decide, in this order: no bound ("more than"
    is not a figure for a year), provenance, whether the catalogue lists the agency,
    stage, channel (the office itself before those that carry its tables), whether it
    was published or is derived from other periods or parts, the catalogue's preference,
    the narrower rounding interval, the later publication.
    Figures of low reliability, of another definition or worked out here, and rows
    that were corrected, are never chosen. All are kept as alternatives. An
    association that counts by a definition of its own is read by this count alone:
    the total that it quotes besides is somebody else's.

    Parameters
    ----------
    series : str
        A series of the catalogue, e.g. ``"trade_turnover"``.
    rule : str, optional
        A rule of the dataset, e.g. ``kaz_first`` or ``aze_only``, or an agency of
        the record, e.g. ``"COW_4_0"``; one that carries two reporters is written
        ``"IMF_DOTS:KAZ"``. The catalogue's default when left out.
    as_of : str or date, optional
        Only what had been published by this day.
    first_year, last_year : int, optional
        First and last year of the yearly figures.

    Returns
    -------
    Record
        With yearly and part-year figures and all alternatives, in the series' unit.

    Raises
    ------
    UsageError
        If there is no such series or rule, or the window is empty by construction.

    Examples
    --------
    >>> record = series("titr_freight", first_year=2023, last_year=2024)
    >>> record.annual["value"].to_list()
    [2764.0, 4484.0]
    """
    return series_of(
        default(as_of), series, rule, first_year=first_year, last_year=last_year
    )


def series_of(
    evidence: Tables,
    name: str,
    rule: str | None = None,
    *,
    first_year: int | None = None,
    last_year: int | None = None,
) -> Record:
    """One series by a named rule, as published by the day of the evidence.

    Parameters
    ----------
    evidence : Tables
        Where it is chosen from.
    name, rule, first_year, last_year
        As in `series`.
    """
    record = _record(evidence, name, rule, first_year, last_year)
    frames = ("annual", "partial", "alternatives")
    # Columns that somebody adds to his frame are in nobody else's.
    return replace(record, **{f: getattr(record, f).copy(deep=False) for f in frames})


@lru_cache(maxsize=256)
def _record(
    evidence: Tables,
    name: str,
    rule: str | None,
    first_year: int | None,
    last_year: int | None,
) -> Record:
    entry = catalogue_entry(evidence, name)
    if first_year is not None or last_year is not None:
        years = _years_on_record(evidence, [name, *str(entry["parts"]).split(";")])
        check_window(name, first_year, last_year, years)
    rule = rule or str(entry["default_rule"]) or evidence.dataset.rule
    figures, annual, partial = _choice(evidence, name, rule)
    annual = annual[_within(annual["year"], first_year, last_year)]
    other_figures = figures[~figures["id"].isin({*annual["id"], *partial["id"]})]
    return Record(
        name=name,
        **{c: str(entry[c]) for c in ("title", "system", "unit", "nature")},
        rule=rule,
        as_of=evidence.as_of,
        window=(first_year, last_year),
        annual=annual[[*COLUMNS, "agency_before"]].reset_index(drop=True),
        partial=partial[[*COLUMNS, "months"]].reset_index(drop=True),
        alternatives=other_figures[[*COLUMNS, "months"]].reset_index(drop=True),
        caveats=_caveats(str(entry["caveats"]), figures),
        agencies=_agency_names(evidence),
        evidence=evidence,
    )


@lru_cache(maxsize=256)
def _choice(
    evidence: Tables, name: str, rule: str
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return all figures of a series, and those chosen of years and of their parts.

    Windows are asked of one choice, one after the other.
    """
    entry = catalogue_entry(evidence, name)
    figures = figures_of(evidence, name, entry)
    ranks = ranked(evidence, figures, rule, entry)
    is_flow = entry["nature"] == "flow"
    yearly = figures["full_year"] if is_flow else figures["period_end"].notna()
    is_year, is_part = yearly.tolist(), figures["months"].lt(12).fillna(False).tolist()
    years = {row: rank for row, rank in ranks.items() if is_year[row]}
    parts = {row: r for row, r in ranks.items() if is_part[row] and row not in years}
    partial = chosen(figures, parts, ["period_start", "period_end", "books"])
    return figures, chosen(figures, years, ["year"]), partial


def _years_on_record(evidence: Tables, names: list[str]) -> set[int]:
    """Years in which a figure of the series or of its parts ends, whenever known."""
    figures = evidence.at(None).rows("observations", "series", {*names} - {""})
    ends = figures["period_end"].dropna()
    return set(ends.dt.year)


def _agency_names(evidence: Tables) -> dict[str, str]:
    agencies = evidence.load("agencies")
    return dict(zip(agencies["agency"], agencies["name"], strict=True))


def _caveats(text: str, figures: pd.DataFrame) -> tuple[str, ...]:
    lost = figures.attrs.get("left_out", 0)
    more = f"{lost} figures in units that do not convert to this one are left out."
    caveats = re.split(r"(?<=\.)\s+", text)
    return tuple(caveat for caveat in (*caveats, more if lost else "") if caveat)


def _within(
    years: pd.Series[int], start: int | None, end: int | None
) -> pd.Series[bool]:
    return years.between(
        -np.inf if start is None else start, np.inf if end is None else end
    )
