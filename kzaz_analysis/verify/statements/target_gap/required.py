"""Sentences about the growth that a date requires, and how often there was as much."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kzaz_analysis.verify.statements.common import (
    MODEL,
    WORDS,
    Between,
    leave,
    of,
)
from kzaz_analysis.verify.statements.target_gap.capacity import (
    UnknownCapacity,
    ceiling,
    chain,
    first_passed,
)
from kzaz_analysis.verify.targets import (
    FRESH_YEARS,
    check_ahead,
    is_over,
    required_pct,
    target_of,
    whole_starts,
    windows,
)

if TYPE_CHECKING:
    from kzaz_analysis.verify.figures import Datum
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.statements.common import Operands


@of("target_gap.nothing_required")
def nothing_required(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the figures by which the target is reached: every recent one."""
    starts = [_start(page, row) for row in operands["starts"]]
    goal, is_less = target_of(page).value, page.record.entry["better"] == "less"
    newest = max(map(_year_of, operands["starts"]), default=0)
    others = [
        figure.value
        for side, figure in whole_starts(page, target_of(page).series).items()
        if side not in {row["reporter_id"] for row in operands["starts"]}
        and figure.year >= newest - FRESH_YEARS
    ]
    starting = whole_starts(page, target_of(page).series).values()
    if not is_less and any(f.is_upper_bound and f.low < goal for f in starting):
        return None
    values = [row["value"] for row in starts] + ([] if is_less else others)
    reached = [v <= goal if is_less else v >= goal for v in values]
    return {"starts": starts} if reached and all(reached) else None


@of("target_gap.over")
def over(operands: Operands, page: StatedPage) -> Operands:
    """Reckon which dates are not ahead of the newest figure."""
    asked = page.parameters.get("deadlines") or (2026, 2028, 2030)
    newest = int(operands["newest"])
    years = sorted({*target_of(page).deadlines, *map(int, asked)})
    whole = [f.year for f in whole_starts(page, target_of(page).series).values()]
    whole = whole or [newest]
    is_known = newest == max(whole) or _is_running(page, newest)
    reckoned = newest if is_known else max(whole)
    # The older figure of another reporter may leave a date ahead, with a rate.
    oldest = min([y for y in whole if y >= newest - FRESH_YEARS], default=newest)
    stated = {int(y) for y in operands["past"]}
    past = [y for y in years if y <= newest and (y <= oldest or y in stated)]
    return {"past": past, "newest": reckoned}


@of("target_gap.gone")
def gone(operands: Operands, page: StatedPage) -> Operands:
    """Reckon which dates are over although no figure of their year has come."""
    starts = whole_starts(page, target_of(page).series).values()
    newest = max((f.year for f in starts), default=0)
    stated = {int(y) for y in operands["past"]}
    years = {y for y in _set_or_asked(page) if y > newest and is_over(page, y)}
    # A running year may be newer than every whole one.
    return {"past": sorted(stated if stated <= years and stated else years)}


def _is_running(page: StatedPage, year: int) -> bool:
    figures = page.read(target_of(page).series, "", window=False).figures
    return any(f.usable and f.year == year for f in figures)


def _start(page: StatedPage, row: Operands) -> Operands:
    """Reckon one start: the newest year of a reporter, or a running year above it."""
    series, side = target_of(page).series, str(row["reporter_id"])
    newest = whole_starts(page, series).get(side)
    if newest and row["period"] == str(newest.year):
        value, is_floor = newest.value, newest.high == math.inf
    else:
        figures = page.read(series, "", window=False).figures
        values = [f.value for f in figures if f.side == side and f.usable]
        value = min(values, key=lambda v: abs(v - row["value"]), default=math.nan)
        is_floor = row["is_floor"]
    name = page.data.sides.get(side)
    return {
        "reporter": name or WORDS,
        "reporter_id": side,
        "period": WORDS,
        "value": value,
        "is_floor": is_floor,
    }


def _least_of(page: StatedPage, start: Operands, row: Operands) -> float:
    """Level that the growth is counted from: of a floor its low end."""
    if not start["is_floor"]:
        return float(start["value"])
    figures = page.read(target_of(page).series, "", window=False).figures
    same = (start["reporter_id"], _year_of(row), start["value"])
    ends = [f.low for f in figures if (f.side, f.year, f.value) == same]
    return min(ends, default=float(start["value"]))


def _year_of(row: Operands) -> int:
    return int(str(row["period"])[-4:])


@of("target_gap.paces", "target_gap.unseen")
def paces(operands: Operands, page: StatedPage) -> Operands:
    """Reckon the growth that a date requires from each reporter's figure."""
    target, deadline = target_of(page), int(operands["deadline"])
    check_ahead(page, deadline)
    rows = []
    for row in operands["rows"]:
        start = _start(page, row)
        least = _least_of(page, start, row)
        pct = required_pct(least, _year_of(row), target.value, deadline)
        rows.append(start | {"pct": pct})
    stated: Operands = {"deadline": deadline, "rows": rows}
    if "goal" in operands:
        _check_every_side(page, operands["rows"], deadline)
        stated |= {"goal": target.value, "unit": page.record.unit}
    elif any(_hits(page, deadline - _year_of(r), r["pct"]) for r in operands["rows"]):
        stated["rows"] = []
    return stated


def _is_passed(page: StatedPage, start: Datum) -> bool:
    """Whether a running year of the same reporter has passed its last whole one."""
    series = target_of(page).series
    later = [
        f
        for f in page.read(series, "", window=False).figures
        if f.side == start.side and f.usable and f.year > start.year
    ]
    return any(f.value > start.value for f in later)


def _check_every_side(page: StatedPage, rows: list[Operands], deadline: int) -> None:
    """Return a reporter with a recent figure must not be missing."""
    starts = whole_starts(page, target_of(page).series)
    # A running year of either reporter makes older figures of the other no start,
    # also where it is below the year before and no start itself.
    figures = page.read(target_of(page).series, "", window=False).figures
    running = [f.year for f in figures if f.usable and f.side in starts]
    whole = [f.year for f in starts.values()]
    newest = max([*whole, *running, *map(_year_of, rows)])
    # No rate leads away from zero, nor to a year that has a figure.
    recent = {
        side
        for side, f in starts.items()
        if newest - FRESH_YEARS <= f.year < deadline and f.value > 0
        if not _is_passed(page, f)
    }
    if recent - {r["reporter_id"] for r in rows}:
        raise ValueError("a reporter with a recent figure is missing")


def _hits(page: StatedPage, length: int, pct: float | None) -> int:
    rates = [r for n, r in windows(page, target_of(page).series) if n == length]
    return sum(rate >= (pct or 0.0) for rate in rates)


@of("target_gap.windows")
def past_windows(operands: Operands, page: StatedPage) -> Operands:
    """Reckon in how many past windows growth was as high as is required."""
    target, length = target_of(page), int(operands["length"])
    rates = [r for n, r in windows(page, target.series) if n == length]
    rows = []
    for row in operands["rows"]:
        start = _start(page, row)
        year = _year_of(row)
        least = _least_of(page, start, row)
        pct = required_pct(least, year, target.value, year + length) or 0.0
        rows.append(start | {"hits": sum(rate >= pct for rate in rates)})
    return {"length": length, "count": len(rates), "rows": rows}


@of("target_gap.chance")
def chance(operands: Operands, page: StatedPage) -> Operands:
    """Check the date; the probabilities are simulated."""
    stated: Operands = dict.fromkeys(operands, MODEL)
    return stated | {"deadline": operands["deadline"]}


@of("target_gap.room")
def room(operands: Operands, page: StatedPage) -> Operands:
    """Reckon the capacity of a year, and the target as a share of it."""
    year, goal = int(operands["year"]), target_of(page).value
    base, high = (_least(page, case, year, operands) for case in ("base", "high"))
    ends = {"high": high if high > base else None, "low": Between(0, base)}
    reckoned = {name: None if operands[name] is None else ends[name] for name in ends}
    share = 100 * goal / base if base > 0 else None
    stated = {"year": operands["year"], "unit": page.record.unit, "base": base}
    return stated | reckoned | {"share": share, "is_enough": max(base, high) >= goal}


def _least(page: StatedPage, case: str, year: int, operands: Operands) -> float:
    """Least that a link carries in a year; what is stated where that is unknown."""
    try:
        links = chain(page, target_of(page).series, case)
    except UnknownCapacity:
        level: float = operands["base"] if case == "base" else operands["high"]
        return level or operands["base"]
    return min(ceiling(stages, year) for stages in links.values())


def _asked(page: StatedPage) -> list[int]:
    """Years that statements set or the reader asked about, and that are not over."""
    return [year for year in _set_or_asked(page) if not is_over(page, year)]


def _set_or_asked(page: StatedPage) -> list[int]:
    years = page.parameters.get("deadlines") or (2026, 2028, 2030)
    return sorted({*target_of(page).deadlines, *map(int, years)})


def _links(page: StatedPage, *kinds: str) -> dict[str, dict[str, str]]:
    """Drivers of the series by title; the list of them is of no day."""
    rows = page.everything.table("drivers")
    series = target_of(page).series
    return {
        row["title"]: row
        for row in rows
        if row["series"] == series and row["kind"] in kinds
    }


def _passed(
    page: StatedPage, figure: Datum, series: str
) -> dict[int, tuple[str, int] | None]:
    """First link that the path from a figure passes, and when, by its deadline."""
    links, goal = chain(page, series, "base"), target_of(page).value
    record = page.read(series, "", window=False)
    begins = record.last.year if record.last else figure.year
    paths = {
        due: required_pct(figure.value, figure.year, goal, due) for due in _asked(page)
    }
    return {
        due: first_passed(links, (figure.year, figure.value), pct, due)
        for due, pct in paths.items()
        if links and pct is not None and pct > 0 and due >= begins
    }


@of("target_gap.within_capacity")
def within_capacity(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon that no path passes a link, and the last date of those asked about."""
    years, until = _asked(page), int(operands["until"])
    target = target_of(page)
    if not _links(page, "capacity"):
        return None
    try:
        starts = _newest(page).values()
        passed = [_passed(page, figure, target.series) for figure in starts]
    except UnknownCapacity:
        passed = []
    if any(hit for paths in passed for hit in paths.values()):
        return None
    return {"until": until if until in years else years}


def _newest(page: StatedPage) -> dict[str, Datum]:
    """Last yearly figure of each reporter that is not far behind the others."""
    starts = whole_starts(page, target_of(page).series)
    newest = max((f.year for f in starts.values()), default=0)
    return {s: f for s, f in starts.items() if f.year >= newest - FRESH_YEARS}


@of("target_gap.passes")
def passes(operands: Operands, page: StatedPage) -> Operands:
    """Reckon which link each path passes first, and in which year."""
    links, years = _links(page, "capacity"), _asked(page)
    title, starts = operands["title"], operands["starts"]
    named = {
        f"the figure of {_name(page, side)} for {figure.year}": figure
        for side, figure in _newest(page).items()
    }
    try:
        reckoned = [
            _hits_of(_passed(page, named[start], target_of(page).series), title)
            for start in starts
            if start in named
        ]
    except UnknownCapacity:
        reckoned = []
    wrong = [hits for hits in reckoned if hits != operands["hits"]]
    names = {_name(page, side) for side in _newest(page)}
    matching = [s for s in starts if any(f"of {name} for" in s for name in names)]
    due = [d for hit in operands["hits"] for d in hit["deadlines"]]
    return {
        "starts": starts if matching == starts else sorted(names),
        "title": title if title in links else sorted(links),
        "hits": [*wrong, operands["hits"]][0] if {*map(int, due)} <= {*years} else [],
    }


def _name(page: StatedPage, side: str) -> str:
    return page.data.names.get(side, side) or "reporter not named"


def _hits_of(
    passed: dict[int, tuple[str, int] | None], title: str
) -> list[dict[str, Any]]:
    """Deadlines by the year in which their path passes a link."""
    by_year: dict[int, list[str]] = {}
    for due, hit in sorted(passed.items()):
        if hit is not None and hit[0] == title:
            by_year.setdefault(hit[1], []).append(str(due))
    return [{"year": str(y), "deadlines": d} for y, d in sorted(by_year.items())]


@of("target_gap.nearest_part")
def nearest_part(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon how often the last figure of a part has to be added to reach the level."""
    target, row = target_of(page), _links(page, "part").get(operands["title"])
    sides = {name: code for code, name in page.data.sides.items()}
    side, period = str(operands["reporter"]), str(operands["period"])
    start = whole_starts(page, target.series).get(sides.get(side, side))
    if row is None or start is None:
        return None
    at_most = operands["at_most"]
    reckoned = {"title": operands["title"], "reporter": side, "period": period}
    times = _times(page, row, sides.get(side, side), target.value - start.value)
    is_whole = period == str(start.year) and not at_most and times is not None
    return reckoned | {
        "at_most": at_most,
        "times": times if is_whole else Between(0),
        "last_figure": WORDS,
    }


def _times(
    page: StatedPage, row: dict[str, str], side: str, missing: float
) -> float | None:
    """Parts of a reporter that it lacks; None where of another unit or a floor."""
    [name, *more] = row["rests_on"].split(";")
    rule = page.data.alone.get(side, row["books"])
    record = page.read(name, rule, window=False)
    last, is_money = record.last, record.unit == page.record.unit
    if last is not None and last.side != side:
        return None
    if more or last is None or not is_money or row["converted_by"]:
        return None
    return missing / last.value if last.value > 0 else None


leave(MODEL, "target_gap.forecast", "target_gap.median_year", "target_gap.below_half")
leave(WORDS, "target_gap.no_chance", "target_gap.few_years", "target_gap.no_pace")
leave(WORDS, "target_gap.base_rate", "target_gap.no_ceiling", "target_gap.no_start")
leave(WORDS, "target_gap.no_constraint", "target_gap.required_unknown")
