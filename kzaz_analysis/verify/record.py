"""Which figure of each period counts under a rule, and what compares with what."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from kzaz_analysis.verify.figures import (
    PROVENANCES,
    STAGES,
    Datum,
    figures_of,
)
from kzaz_analysis.verify.yearly import Yearly

if TYPE_CHECKING:
    from kzaz_analysis.verify.dataset import Dataset
    from kzaz_analysis.verify.yearly import Movement

TRAFFIC = ("corridor", "oil", "ports", "rail")
OPEN_ENDED = ("over", "up_to")
COUNTING = ("statistic", "own_count", "quoted", "compiled")
AGREEMENT = 0.02


class SeriesRecord:
    """A series under a rule, as known on a day.

    Parameters
    ----------
    data : Dataset
        The tables.
    name, rule : str
        Series, and which side comes first; the catalogue's default for no text.
    first_year, last_year : int
        Window of the yearly figures; 0 for none.
    """

    def __init__(
        self,
        data: Dataset,
        name: str,
        rule: str = "",
        first_year: int = 0,
        last_year: int = 0,
    ) -> None:
        self.data, self.name = data, name
        self.entry = data.series[name]
        self.rule = str(
            rule
            or self.entry["default_rule"]
            or data.described.get("rule")
            or next(iter(data.orders))
        )
        self.first_year, self.last_year = first_year, last_year or 9999
        self.figures = figures_of(data, name)

    @property
    def unit(self) -> str:
        """Unit of all values."""
        return self.entry["unit"]

    def _place(self, figure: Datum) -> int | None:
        """Place of a figure's side under the rule; None where it does not count."""
        if self.rule not in self.data.orders:
            agency, _, reporter = self.rule.partition(":")
            own = figure.agency == agency and reporter in ("", figure.side)
            return 0 if own else None
        order = self.data.orders[self.rule]
        if figure.side in order:
            return order.index(figure.side)
        if "*" not in order:
            return None
        return len(order) if figure.side else len(order) + 1

    def _rank(self, figure: Datum) -> tuple[object, ...]:
        preferred = self.entry["preferred"].split(";")
        provenance = PROVENANCES.index(figure.provenance)
        if figure.provenance == "own_count" and self.entry["system"] in TRAFFIC:
            provenance = 0
        listed = figure.agency in preferred
        kind = self.data.agencies.get(figure.agency, {}).get("kind", "")
        width = figure.high - figure.low
        share = width / abs(figure.value) if figure.value else math.inf
        return (
            self._place(figure),
            figure.qualifier in OPEN_ENDED,
            provenance,
            not listed,
            STAGES.index(figure.stage),
            kind == "channel",
            figure.derived,
            preferred.index(figure.agency) if listed else len(preferred),
            math.inf if math.isnan(share) else share,
            *(_later(text) for text in (f"{figure.end}", figure.published)),
            _later(figure.sources[0]),
        )

    @cached_property
    def candidates(self) -> list[Datum]:
        """Figures that the rule allows, the best first."""
        allowed = self._own_count or [
            f
            for f in self.figures
            if f.usable and not _is_nobodys(f) and self._place(f) is not None
        ]
        return sorted(allowed, key=self._rank)

    @property
    def _own_count(self) -> list[Datum]:
        """Figures of an association by a definition of its own, if it has any."""
        kind = self.data.agencies.get(self.rule, {}).get("kind", "")
        if self.rule in self.data.orders or kind != "association":
            return []
        return [
            f
            for f in self.figures
            if f.agency == self.rule and f.status == "D" and not f.withdrawn
        ]

    @property
    def is_of_one_body(self) -> bool:
        """Whether the rule names one body instead of an order of sides."""
        return self.rule not in self.data.orders

    @cached_property
    def annual(self) -> list[Datum]:
        """The best figure of each year, in time."""
        best: dict[int, Datum] = {}
        for figure in self.candidates:
            if self._is_yearly(figure):
                best.setdefault(figure.year, figure)
        return [best[year] for year in sorted(best)]

    def _is_yearly(self, figure: Datum) -> bool:
        if self.entry["nature"] == "flow":
            return figure.is_year
        return figure.end is not None

    @cached_property
    def window(self) -> list[Datum]:
        """Yearly figures of the window asked for."""
        return [f for f in self.annual if self.first_year <= f.year <= self.last_year]

    @cached_property
    def partial(self) -> list[Datum]:
        """The best figure of each part of a year and side, in time."""
        best: dict[tuple[object, ...], Datum] = {}
        for figure in self.candidates:
            months = figure.months
            if not self._is_yearly(figure) and months is not None and months < 12:
                best.setdefault((figure.start, figure.end, figure.side), figure)
        return sorted(best.values(), key=lambda f: (f.end, f.start, f.side))

    @cached_property
    def runs(self) -> dict[int, int]:
        """Number of the stretch of comparable figures that each year is in."""
        return {year: number for year, (number, _) in self._stretches.items()}

    def counter_before(self, year: int) -> str:
        """Return who counted last before a year on the same side, if anybody did."""
        return self._stretches[year][1]

    @cached_property
    def _stretches(self) -> dict[int, tuple[int, str]]:
        stretches: dict[int, tuple[int, str]] = {}
        number, counter = 0, ""
        previous: Datum | None = None
        for figure in self.annual:
            counts = figure.provenance in COUNTING
            counter_before = counter
            if previous is not None and figure.side != previous.side:
                number, counter = number + 1, ""
            elif counts and counter and figure.agency != counter:
                pair = (counter, figure.agency)
                number += not self._agree(figure.side, pair, figure.year)
            counter = figure.agency if counts else counter
            stretches[figure.year] = number, counter_before
            previous = figure
        return stretches

    def _agree(self, side: str, agencies: tuple[str, str], year: int) -> bool:
        """Whether two channels of one side agree in the common year nearest to one."""
        values: dict[int, dict[str, float]] = defaultdict(dict)
        for figure in self.candidates:
            if figure.is_year and figure.side == side and figure.agency in agencies:
                values[figure.year].setdefault(figure.agency, figure.value)
        common = sorted(y for y, pair in values.items() if len(pair) == len(agencies))
        if not common:
            return False
        nearest = min(common, key=lambda y: abs(y - year))
        old, new = (values[nearest][agency] for agency in agencies)
        return abs(old - new) <= AGREEMENT * max(abs(old), abs(new))

    @cached_property
    def yearly(self) -> Yearly:
        """Yearly figures of the window with what compares with what."""
        return Yearly(self.window, self.runs)

    @property
    def last(self) -> Datum | None:
        """The last yearly figure of the window."""
        return self.yearly.last

    def figure(self, year: int) -> Datum | None:
        """Return the yearly figure of one year of the window."""
        return self.yearly.figure(year)

    def compares(self, one: int, other: int) -> bool:
        """Whether the figures of two years are of one reporter and counter."""
        return self.yearly.compares(one, other)

    def growth(self, year: int) -> Movement:
        """Growth of a year on the year before."""
        return self.yearly.growth(year)

    def months(self, start: dt.date, end: dt.date, side: str) -> Datum | None:
        """Return the figure for a part of a year of one side."""
        keys = (start, end, side)
        return next((f for f in self.partial if (f.start, f.end, f.side) == keys), None)


def _is_nobodys(figure: Datum) -> bool:
    """Whether a figure was worked out from what was compiled of both reporters."""
    return figure.derived and figure.provenance == "compiled"


def _later(text: str) -> tuple[int, ...]:
    """Sort texts so that the later one comes first, and none at all last."""
    return (*(-ord(c) for c in text), 1)
