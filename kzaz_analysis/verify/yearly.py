"""Yearly figures of one record, and growth between them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzaz_analysis.verify.figures import Datum


@dataclass(frozen=True, slots=True)
class Movement:
    """Growth from one figure to another, in percent, or why there is none."""

    pct: float | None
    low: float | None
    high: float | None
    reason: str = ""
    is_hedged: bool = False


def change_between(before: Datum, after: Datum) -> Movement:
    """Growth in percent, with what the rounding of both figures allows."""
    if not before.value > 0:
        return Movement(None, None, None, "non-positive base")
    if before.is_range or after.is_range:
        return Movement(None, None, None, "published as a range")
    return Movement(
        100 * (after.value / before.value - 1),
        *bounds_of_ratio(before, after, lambda ratio: 100 * (ratio - 1)),
        is_hedged=not before.qualifier == after.qualifier == "exact",
    )


def bounds_of_ratio(
    before: Datum, after: Datum, write: Callable[[float], float]
) -> tuple[float, float]:
    """Least and greatest of a rising function of the ratio of two figures."""
    least, most = max(before.low, 0.0), before.high
    low = 0.0 if math.isinf(most) else after.low / most
    high = math.inf if least == 0 else after.high / least
    # Whatever the base was: nothing over something is nothing.
    if after.high == 0:
        high = 0.0
    if after.low < 0:
        low = -math.inf if least == 0 else after.low / least
    return write(low), write(high)


NOTHING_LEFT = -100
SPANS = {"last year": 1, "five years": 5, "ten years": 10}
PEAK = "since the highest comparable year shown"


class Yearly:
    """Yearly figures in time, and which of them compare.

    Parameters
    ----------
    figures : list of Datum
        One a year.
    runs : dict of int to int
        Number of the stretch of comparable figures of each year.
    cut_by : str
        What leaves out earlier years of the record.
    """

    def __init__(
        self, figures: list[Datum], runs: dict[int, int], cut_by: str = "window"
    ) -> None:
        self.figures, self.runs, self.cut_by = figures, runs, cut_by

    @property
    def last(self) -> Datum | None:
        """The last yearly figure of the window."""
        return self.figures[-1] if self.figures else None

    def figure(self, year: int) -> Datum | None:
        """Return the yearly figure of one year of the window."""
        return next((f for f in self.figures if f.year == year), None)

    def compares(self, one: int, other: int) -> bool:
        """Whether the figures of two years are of one reporter and counter."""
        return self.runs.get(one, -1) == self.runs.get(other, -2)

    def growth(self, year: int) -> Movement:
        """Growth of a year on the year before."""
        after, before = self.figure(year), self.figure(year - 1)
        is_first = after is not None and after is self.figures[0]
        if is_first and year - 1 in self.runs:
            return Movement(None, None, None, f"the {self.cut_by} begins in {year}")
        if after is None or before is None:
            return Movement(None, None, None, f"no figure for {year - 1}")
        if not self.compares(year - 1, year):
            same = after.side == before.side
            kind = "channel" if same else "reporter"
            return Movement(None, None, None, f"change of {kind}")
        return change_between(before, after)

    def rate(self, start: int, end: int) -> float | None:
        """Constant yearly rate between two figures, percent; None if not comparable.

        None leads from a bound or a range.
        """
        first, last = self.figure(start), self.figure(end)
        if first is None or last is None or not first.value > 0 or end <= start:
            return None
        if any(f.is_bound or f.is_range for f in (first, last)):
            return None
        if not self.compares(start, end):
            return None
        return 100 * (float((last.value / first.value) ** (1 / (end - start))) - 1)

    @property
    def changes(self) -> dict[int, float]:
        """Growth of each year that has a rate, in percent."""
        rates = {f.year: self.growth(f.year).pct for f in self.figures}
        return {year: pct for year, pct in rates.items() if pct is not None}

    @property
    def known_changes(self) -> dict[int, float]:
        """Growth of each year whose rate has two ends, as one from a bound has not."""
        ends = {year: self.growth(year) for year in self.changes}
        return {
            year: pct
            for year, pct in self.changes.items()
            if ends[year].high != math.inf
            and not (ends[year].low or 0.0) <= NOTHING_LEFT < pct
        }

    @property
    def last_run(self) -> list[Datum]:
        """The last consecutive years of one reporter."""
        run = self.figures[-1:]
        for before, after in reversed(list(pairwise(self.figures))):
            if after.year - before.year != 1 or not self.compares(
                before.year, after.year
            ):
                break
            run = [before, *run]
        return run

    @property
    def windows(self) -> dict[str, int]:
        """First year of each named window that ends in the last year."""
        if not self.figures:
            return {}
        end, begin = self.figures[-1].year, self.figures[0].year
        starts = {n: end - span for n, span in SPANS.items() if end - span >= begin}
        comparable = [f for f in self.figures if self.compares(f.year, end)]
        peak = max(comparable, key=lambda f: (f.value, f.year)).year
        if peak != end and peak not in starts.values():
            starts[PEAK] = peak
        return starts

    @property
    def headline_window(self) -> int | None:
        """First year of the window of five years, else of the longest with a rate."""
        end = self.figures[-1].year if self.figures else 0
        several = {
            name: start
            for name, start in self.windows.items()
            if end - start > 1 and self.rate(start, end) is not None
        }
        return several.get("five years", next(iter(list(several.values())[::-1]), None))

    def base_of(self, start: int) -> str:
        """Return what is special about the first year of a window."""
        years = [f.year for f in self.figures]
        if start not in years[1:-1]:
            return ""
        place = years.index(start)
        before, at, after = self.figures[place - 1 : place + 2]
        if before.year != start - 1:
            return "gap"
        if not all(self.compares(start, other.year) for other in (before, after)):
            return ""
        if before.value == 0:
            return "restart"
        return "trough" if at.value < min(before.value, after.value) else ""
