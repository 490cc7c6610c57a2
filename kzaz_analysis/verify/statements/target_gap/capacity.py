"""What carries a series by year, read off the tables: capacities, announcements, works.

The low case, which moves dates as they have slipped so far, is not reckoned.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

from kzaz_analysis.verify.dataset import day_of
from kzaz_analysis.verify.targets import level_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzaz_analysis.verify.dataset import Cells
    from kzaz_analysis.verify.page import StatedPage

    Stage = tuple[float, float]
    """First year in which a level holds, and the level."""

ROUNDING = 1e-9


class UnknownCapacity(Exception):
    """A capacity that the tables give by a conversion, which is not repeated here."""


def chain(page: StatedPage, series: str, case: str) -> dict[str, list[Stage]]:
    """Stages of each link that all of a series passes, by its title.

    Raises
    ------
    UnknownCapacity
        If one is given in another dimension.
    """
    rows = [r for r in page.everything.table("drivers") if r["series"] == series]
    links = {}
    for row in rows:
        # A quota is an agreed level, as a target is, and no capacity.
        if row["carries"] != "all" or row["kind"] != "capacity":
            continue
        stages = _stated(page, row, case)
        if stages:
            links[row["title"]] = stages
    return links


def ceiling(stages: list[Stage], year: int) -> float:
    """Level that holds in a year: the highest of those that have begun."""
    return max(level for begins, level in stages if begins <= year)


def first_passed(
    links: dict[str, list[Stage]], start: tuple[int, float], pct: float, due: int
) -> tuple[str, int] | None:
    """Link that even growth passes first, and the year; None where it passes none."""
    year, value = start
    path = {y: value * (1 + pct / 100) ** (y - year) for y in range(year, due + 1)}
    hits = [
        (y, ceiling(stages, y), title)
        for title, stages in links.items()
        for y, level in path.items()
        if level > ceiling(stages, y) * (1 + ROUNDING)
    ]
    when, _, title = min(hits, default=(0, 0.0, ""))
    return (title, when) if hits else None


def _stated(page: StatedPage, row: Cells, case: str) -> list[Stage]:
    """Stages of a capacity, less what others take of it."""
    name, unit = row["rests_on"].split(";")[0], page.data.series[row["series"]]["unit"]
    stock = page.read(name, row["books"], window=False)
    if stock.last is None:
        return []
    ratio = page.data.ratio(stock.unit, unit)
    if math.isnan(ratio):
        if row["converted_by"]:
            raise UnknownCapacity(row["title"])
        return []
    dated = [*_announced(page, name, row["series"]), *_works(page, row, stock.unit)]
    there = [(begins, level) for said, begins, level in dated if said is None]
    ahead = sorted((said, b, level) for said, b, level in dated if said is not None)
    if case == "base":
        ahead = list({level: (said, b, level) for said, b, level in ahead}.values())
    levels = [(-math.inf, stock.last.value), *there]
    levels += [(begins, level) for _, begins, level in ahead]
    taken = _others(page, row, unit)
    return [(begins, max(0.0, level * ratio - taken)) for begins, level in levels]


def _others(page: StatedPage, row: Cells, unit: str) -> float:
    """Reckon what other cargo takes, in the last year with both figures."""
    if not row["shared_with"]:
        return 0.0
    total = page.read(row["shared_with"], "", window=False)
    own = {f.year: f.value for f in page.read(row["series"], "", window=False).annual}
    both = [f for f in total.annual if f.year in own]
    ratio = page.data.ratio(total.unit, unit)
    if not both or math.isnan(ratio):
        return 0.0
    return max(0.0, both[-1].value * ratio - own[both[-1].year])


Dated = tuple[str | None, float, float]
"""When it was said, None for what stands; first year; level."""


def _announced(page: StatedPage, name: str, series: str) -> Iterator[Dated]:
    """Levels set of a capacity for a day ahead, from the year after it."""
    rows = [r for r in page.data.table("targets") if r["series"] == name]
    replaced = {row["supersedes"] for row in rows}
    today = _today(page, rows, series)
    for row in rows:
        day = day_of(row["deadline_end"])
        if day is None or day <= today or row["id"] in replaced or not row["value"]:
            continue
        unit = page.data.series[name]["unit"]
        level = level_of(page, row, unit) or _changed(page, row, unit)
        if level is not None:
            yield row["published_on"], day.year + 1, level


def _changed(page: StatedPage, row: Cells, unit: str) -> float | None:
    """Level of a change from a base that the statement itself names."""
    if not row["base_value"] or row["measure"] not in ("growth", "multiple"):
        return None
    base = float(row["base_value"]) * page.data.ratio(row["base_unit"], unit)
    value = float(row["value"])
    times = value if row["measure"] == "multiple" else 1 + value / 100
    return None if math.isnan(base) else base * times


def _today(page: StatedPage, rows: list[Cells], series: str) -> dt.date:
    """Day of the page, else of the last word about the capacity or the series."""
    if page.data.day is not None:
        return page.data.day
    annual = page.read(series, "", window=False).annual
    words = [r["published_on"] for r in rows] + [f.published for f in annual]
    days = [dt.date.fromisoformat(w) for w in words if len(w) == len("2025-10-21")]
    return max([dt.date(annual[-1].year, 12, 31), *days])


def _works(page: StatedPage, row: Cells, unit: str) -> Iterator[Dated]:
    """Capacity that works of the link's project bring, done or planned."""
    for work in page.data.table("milestones"):
        ratio = page.data.ratio(work["unit"], unit)
        ends = work["actual_end"] or work["planned_end"]
        fits = row["project"] and work["project"] == row["project"]
        if fits and ends and work["value"] and not math.isnan(ratio):
            said = None if work["actual_end"] else work["published_on"]
            yield said, int(ends[:4]) + 1, float(work["value"]) * ratio
