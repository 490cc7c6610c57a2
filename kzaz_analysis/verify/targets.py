"""Statements of targets: their levels, dates, occasions, and how they stand."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kzaz_analysis.verify.dataset import day_of
from kzaz_analysis.verify.figures import Datum, number

if TYPE_CHECKING:
    from kzaz_analysis.verify.dataset import Cells
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.record import SeriesRecord

LEVELS = ("level", "count", "length", "cost")
SAME = 1e-9
WEEK = 7
FRESH_YEARS = 2


def common(values: list[Any]) -> Any:
    """Return the most frequent value; of equals the least."""
    counts = Counter(values)
    most = max(counts.values())
    return min(v for v, n in counts.items() if n == most)


def usual_level(statements: list[dict[str, Any]], series: str) -> float | None:
    """Level of a series stated most often; of equals the newest, then the largest."""
    stated = [
        (s["level"], s["published_on"])
        for s in statements
        if s["series"] == series and s["level"] is not None
    ]
    counts = Counter(level for level, _ in stated)
    ordered = sorted((counts[level], day, level) for level, day in stated)
    return ordered[-1][2] if ordered else None


@dataclass(frozen=True, eq=False)
class Target:
    """One target as a page is about it.

    Attributes
    ----------
    statements : list of dict
        Every statement of it that is known, with ``level`` in the unit of the series.
    series : str
        The series it is measured by.
    value : float
        The level named most often.
    """

    statements: list[dict[str, Any]]
    series: str
    value: float

    @property
    def own(self) -> list[dict[str, Any]]:
        """Statements about the series that name this level."""
        return [
            s
            for s in self.statements
            if s["series"] == self.series and _is_near(s["level"], self.value)
        ]

    @property
    def deadlines(self) -> list[int]:
        """Years for which this level was set."""
        return sorted(
            {int(s["deadline_end"][:4]) for s in self.own if s["deadline_end"]}
        )


def _is_near(level: float | None, value: float) -> bool:
    return level is not None and abs(level - value) <= SAME * abs(value)


def target_of(page: StatedPage) -> Target:
    """Read the target that a page is about."""
    data, name = page.data, str(page.asked("target"))
    rows = [dict(r) for r in data.table("targets") if r["promise"] == name]
    series = str(page.parameters.get("series") or "") or _main_series(page, rows)
    unit = data.series[series]["unit"]
    statements = [r | {"level": level_of(page, r, unit)} for r in rows]
    level = usual_level(statements, series)
    return Target(statements, series, math.nan if level is None else level)


def level_of(page: StatedPage, row: Cells, unit: str) -> float | None:
    """Level that a statement names, in a unit; None where it names none."""
    ratio = page.data.ratio(row["unit"], unit)
    if row["measure"] not in LEVELS or not row["value"] or math.isnan(ratio):
        return None
    value, high = number(row["value"]), number(row["high"])
    is_range = not row["digits"] and high > value
    if is_range and page.data.series[row["series"]]["better"] == "less":
        value = high
    return value * ratio


def _main_series(page: StatedPage, rows: list[dict[str, str]]) -> str:
    level_series = [r["series"] for r in rows if r["measure"] in LEVELS]
    level_series = level_series or [r["series"] for r in rows]
    flows = [s for s in level_series if page.data.series[s]["nature"] == "flow"]
    return str(common(flows or level_series))


def occasions(days: list[str]) -> int:
    """Count occasions: what was published within a week of the first is one."""
    count, starts = 0, dt.date.min
    whole = sorted(day for day in days if len(day) == len("2025-10-21"))
    for day in map(dt.date.fromisoformat, whole):
        if count == 0 or (day - starts).days > WEEK:
            count, starts = count + 1, day
    for text in [d for d in days if 0 < len(d) < len("2025-10-21")]:
        if not any(day.startswith(text) for day in whole):
            count += 1
            whole.append(text + "-99")
    return max(1, count) if days else 0


def is_less_better(page: StatedPage, series: str) -> bool:
    """Whether less of a series is better: times in transit."""
    return page.data.units[page.data.series[series]["unit"]][0] == "duration"


def required_pct(value: float, year: int, goal: float, deadline: int) -> float | None:
    """Constant yearly rate that leads from a figure to a level on time."""
    if deadline <= year or not (value > 0 and goal > 0):
        return None
    return 100 * (float((goal / value) ** (1 / (deadline - year))) - 1)


def judged_value(figure: Datum, is_less: bool) -> float:
    """Take of a range, where less is better, the upper end; else the figure."""
    return figure.high if is_less and figure.is_range else figure.value


def is_over(page: StatedPage, year: int) -> bool:
    """Whether a year was over on the day of the page; not where no day is known."""
    return page.today != dt.date.max and year < page.today.year


def check_ahead(page: StatedPage, deadline: int) -> None:
    """Refuse that something is asked for by a year that is over."""
    if is_over(page, deadline):
        raise ValueError(f"{deadline} is over")


@dataclass(frozen=True, slots=True)
class Start:
    """Last figure of one reporter, or the running year that has passed it."""

    side: str
    value: float
    year: int
    period: str
    is_floor: bool


def starting_rules(page: StatedPage) -> tuple[str, ...]:
    """Rules whose last figures are starts; an association's own count stands alone."""
    setters = {row["announced_by"] for row in target_of(page).statements}
    if len(setters) == 1:
        (name,) = setters
        if page.data.agencies.get(name, {}).get("kind", "") == "association":
            return (name,)
    return ("", *page.data.alone.values())


def whole_starts(page: StatedPage, series: str) -> dict[str, Datum]:
    """Last yearly figure of each reporter, whatever the window."""
    starts: dict[str, Datum] = {}
    for rule in starting_rules(page):
        newest = page.read(series, rule, window=False).last
        if newest is not None and newest.side not in starts:
            starts[newest.side] = newest
    return starts


STATED = ("government", "press")


def windows(page: StatedPage, series: str) -> list[tuple[int, float]]:
    """Length and yearly rate of every pair of years of one reporter."""
    rates: dict[tuple[str, int, int], float] = {}
    for rule in starting_rules(page):
        record = page.read(series, rule, window=False)
        for place, first in enumerate(record.annual):
            for last in record.annual[place + 1 :]:
                key = (first.side, first.year, last.year)
                if first.value <= 0 or last.value < 0:
                    continue
                if not record.compares(first.year, last.year):
                    continue
                if (first.provenance in STATED) != (last.provenance in STATED):
                    continue
                ratio = last.value / first.value
                rate = 100 * (float(ratio ** (1 / (last.year - first.year))) - 1)
                rates.setdefault(key, rate)
    return [(end - start, rate) for (_, start, end), rate in rates.items()]


def pace_base(record: SeriesRecord, target: Target, page: StatedPage) -> int | None:
    """Year from which the pace is measured: asked for, else since it was set."""
    newest = record.last
    if newest is None:
        return None
    asked = int(page.parameters.get("base_year") or 0)
    if asked:
        return asked
    comparable = [f.year for f in record.window if record.compares(f.year, newest.year)]
    days = [day for text in _set_on(page, target) if (day := day_of(text))]
    if not days:
        return None
    first = min(days)
    complete = first.year - ((first.month, first.day) != (12, 31))
    earlier = [year for year in comparable if year <= complete]
    return earlier[-1] if earlier else comparable[0]


def _set_on(page: StatedPage, target: Target) -> list[str]:
    """Days on which the level was set for the date that the page leads with."""
    leading = page.stated("due")
    rows = [
        s
        for s in target.own
        if leading is None or s["deadline_end"][:4] == str(leading)
    ]
    return [s["published_on"] for s in rows or target.own if s["published_on"]]
