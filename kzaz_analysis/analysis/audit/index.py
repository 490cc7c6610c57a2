"""The whole record as figures and changes, with the look-ups that rules need."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.audit.figures import (
    OWN_DEFINITION,
    UNRELIABLE,
    Change,
    Figure,
    SeriesEntry,
    sum_of,
)
from kzaz_analysis.analysis.audit.unit_scales import Scales
from kzaz_analysis.evidence.schema.provenance import (
    CHANNEL,
    OFFICE,
    UNSTATED,
    body_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


WEAK = frozenset((UNRELIABLE, OWN_DEFINITION))
"""Status of figures that no calculation rests on: low reliability, other definition."""

Period = tuple[pd.Timestamp | None, pd.Timestamp | None]


@dataclass(frozen=True, slots=True)
class Foreign:
    """A level in a unit that does not convert to the unit of its series."""

    figure: Figure
    own_unit: str


@dataclass(slots=True)
class FigureIndex:
    """All that can be compared.

    Attributes
    ----------
    entries : dict
        Series of the catalogue.
    scales : Scales
        Units.
    sides : mapping of str to str
        Names, by code, of the countries whose figures are mirrors of each other.
    figures : list of Figure
        Recorded, claimed and implied levels.
    changes, shares : list of Change
        Claims of growth, multiple or increase; claims of a share, in percent.
    foreign : list of Foreign
        Levels whose unit does not fit.
    corrections : dict of str to str
        What is known to be wrong or doubtful with a row, by its id.
    kinds : dict of str to str
        Kind of each agency, by its code.
    superseded : set of str
        Ids of rows that a later edition of the same office replaced, and of those in
        which another body only repeats such a figure.
    beside : dict of str to Figure
        The level that was published with a claim of change, by the claim's id.
    """

    entries: dict[str, SeriesEntry]
    scales: Scales
    sides: Mapping[str, str] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    shares: list[Change] = field(default_factory=list)
    foreign: list[Foreign] = field(default_factory=list)
    corrections: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    superseded: set[str] = field(default_factory=set)
    beside: dict[str, Figure] = field(default_factory=dict)
    _by_period: dict[tuple[str, Period], list[Figure]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, figure: Figure) -> None:
        """Take in one figure."""
        self.figures.append(figure)
        self._by_period[figure.series, (figure.start, figure.end)].append(figure)

    def at(self, series: str, period: Period, books: str | None = None) -> list[Figure]:
        """Figures of a root series for exactly one period, of one reporter."""
        figures = self._by_period.get((series, period), [])
        return [f for f in figures if books is None or f.origin.books == books]

    def sharp(self, series: str, period: Period, books: str) -> list[Figure]:
        """Figures to calculate with: recorded, reliable, each as narrow as known.

        A figure that only repeats a narrower one in rounder words, or only bounds
        the value, is left out. The narrowest come first, of equally narrow ones the
        latest.
        """
        usable = filter(is_usable, self.at(series, period, books))
        chosen: list[Figure] = []
        for figure in sorted(usable, key=_narrow_and_late):
            if not any(figure.interval.contains(f.interval) for f in chosen):
                chosen.append(figure)
        return chosen

    def levels(self, series: str, period: Period, books: str) -> list[Figure]:
        """Figures to calculate with, and the sum of the parts where these are known.

        A country's statistics give what goes in and what comes out, and leave it to
        the reader to add them. What a later edition replaced comes last.
        """
        parts = [self.sharp(p, period, books) for p in self.entries[series].parts]
        levels = self.sharp(series, period, books)
        whole = all(parts) and self.is_summable(series)
        if whole:
            levels.append(sum_of([part[0] for part in parts]))
        return sorted(levels, key=lambda level: level.id in self.superseded)

    def is_carried(self, agency: str) -> bool:
        """Whether an agency is a channel, which carries what an office counted."""
        return self.kinds.get(agency) == CHANNEL

    def may_replace(self, late: Figure | Change, early: Figure | Change) -> bool:
        """Whether a later publication is an edition of what an earlier one gave.

        It is one of the same body, of an office of statistics after what others of
        its country said, and after a figure that the tables mark as replaced; what a
        channel carries is an edition of nothing but its own.
        """
        agency, other = late.origin.agency, early.origin.agency
        if agency == other and self.kinds.get(agency) != UNSTATED:
            return True
        if self.is_carried(agency):
            return False
        is_marked = early.id in self.superseded and late.id not in self.superseded
        is_office, was_office = (
            body_of(name, self.kinds) == OFFICE for name in (agency, other)
        )
        return is_marked or (is_office and not was_office)

    def note_repeats(self) -> None:
        """Mark figures in which others repeat what the tables say was replaced."""
        replaced = {_printed(f) for f in self.figures if f.id in self.superseded}
        self.superseded |= {
            f.id
            for f in self.figures
            if f.kind == "recorded"
            and _printed(f) in replaced
            and body_of(f.origin.agency, self.kinds) != OFFICE
        }

    def are_of_one_office(self, first: Figure, second: Figure) -> bool:
        """Whether two figures are editions of one statistic of one country.

        What the tables doubt or mark as counted otherwise is no edition.
        """
        bodies = {body_of(f.origin.agency, self.kinds) for f in (first, second)}
        of_first, of_second = (
            (f.origin.books, f.start, f.end) for f in (first, second)
        )
        same = of_first == of_second and first.origin.books != ""
        return same and bodies == {OFFICE} and not {first.status, second.status} & WEAK

    def is_summable(self, series: str) -> bool:
        """Whether a series has parts, in its own unit."""
        units = {self.entries[part].unit for part in self.entries[series].parts}
        return units == {self.entries[series].unit}

    def of_source(self, series: str, period: Period, source: str) -> list[Figure]:
        """Figures that one source gives for a period, implied ones left out."""
        return [
            figure
            for figure in self.at(series, period)
            if figure.origin.source == source and figure.kind != "implied"
        ]

    def reporters(self, series: str) -> set[str]:
        """Return the reporters, by name, that have a recorded figure of a series."""
        return {
            figure.origin.books
            for figure in self.figures
            if figure.series == series and figure.kind == "recorded"
        } - {""}

    def countries(self, series: str, period: Period) -> dict[str, list[Figure]]:
        """Return the figures of one period by the country that reported them."""
        figures_of_country: dict[str, list[Figure]] = {side: [] for side in self.sides}
        for figure in self.at(series, period):
            if figure.kind != "claimed" and figure.origin.books in figures_of_country:
                figures_of_country[figure.origin.books].append(figure)
        return figures_of_country

    def unit(self, series: str) -> str:
        """Return the unit in which a root series is compared."""
        return self.entries[series].unit


def is_usable(figure: Figure) -> bool:
    """Whether a figure is recorded, reliable, and no mere bound."""
    reliable = figure.status not in WEAK and not figure.is_bound
    return figure.kind == "recorded" and reliable


def _printed(figure: Figure) -> tuple[object, ...]:
    """Return what a figure shares with one that repeats it."""
    period = figure.series, figure.start, figure.end, figure.origin.books
    return *period, figure.printed, figure.printed_unit


def _narrow_and_late(figure: Figure) -> tuple[float, int]:
    day = figure.origin.published
    width = float(f"{figure.interval.width:.6g}")
    return width, -day.toordinal() if day is not None else 0
