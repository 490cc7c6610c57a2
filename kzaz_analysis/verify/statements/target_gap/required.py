"""Sentences about the growth that a date requires, and how often there was as much."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kzaz_analysis.verify.statements.common import (
    MODEL,
    UNCHECKED,
    WORDS,
    Between,
    leave,
    of,
)
from kzaz_analysis.verify.targets import (
    FRESH_YEARS,
    required_pct,
    target_of,
    whole_starts,
    windows,
)

if TYPE_CHECKING:
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
    known = newest if newest == max(whole) or _is_running(page, newest) else max(whole)
    return {"past": [y for y in years if y <= newest], "newest": known}


def _is_running(page: StatedPage, year: int) -> bool:
    figures = page.read(target_of(page).series, "", window=False).figures
    return any(f.usable and f.year == year for f in figures)


def _start(page: StatedPage, row: Operands) -> Operands:
    """Reckon one start: the newest year of a reporter, or a running year above it."""
    series, side = target_of(page).series, str(row["reporter_id"])
    newest = whole_starts(page, series).get(side)
    value = newest.value if newest and row["period"] == str(newest.year) else None
    if value is None:
        figures = page.read(series, "", window=False).figures
        values = [f.value for f in figures if f.side == side and f.usable]
        value = min(values, key=lambda v: abs(v - row["value"]), default=math.nan)
    name = page.data.sides.get(side)
    floor = row["is_floor"]
    is_floor = (
        floor if newest is None or value != newest.value else newest.high == math.inf
    )
    return {
        "reporter": name or WORDS,
        "reporter_id": side,
        "period": WORDS,
        "value": value,
        "is_floor": is_floor,
    }


def _year_of(row: Operands) -> int:
    return int(str(row["period"])[-4:])


@of("target_gap.paces", "target_gap.unseen")
def paces(operands: Operands, page: StatedPage) -> Operands:
    """Reckon the growth that a date requires from each reporter's figure."""
    target, deadline = target_of(page), int(operands["deadline"])
    rows = []
    for row in operands["rows"]:
        start = _start(page, row)
        pct = required_pct(start["value"], _year_of(row), target.value, deadline)
        rows.append(start | {"pct": pct})
    stated: Operands = {"deadline": deadline, "rows": rows}
    if "goal" in operands:
        _check_every_side(page, operands["rows"], deadline)
        stated |= {"goal": target.value, "unit": page.record.unit}
    elif any(_hits(page, deadline - _year_of(r), r["pct"]) for r in operands["rows"]):
        stated["rows"] = []
    return stated


def _check_every_side(page: StatedPage, rows: list[Operands], deadline: int) -> None:
    """Return a reporter with a recent figure must not be missing."""
    starts = whole_starts(page, target_of(page).series)
    # A running year of either reporter makes older figures of the other no start.
    newest = max([f.year for f in starts.values()] + [_year_of(r) for r in rows])
    # No rate leads away from zero, nor to a year that has a figure.
    recent = {
        side
        for side, f in starts.items()
        if newest - FRESH_YEARS <= f.year < deadline and f.value > 0
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
        pct = required_pct(start["value"], year, target.value, year + length) or 0.0
        rows.append(start | {"hits": sum(rate >= pct for rate in rates)})
    return {"length": length, "count": len(rates), "rows": rows}


@of("target_gap.chance")
def chance(operands: Operands, page: StatedPage) -> Operands:
    """Check the date; the probabilities are simulated."""
    stated: Operands = dict.fromkeys(operands, MODEL)
    return stated | {"deadline": operands["deadline"]}


@of("target_gap.room")
def room(operands: Operands, page: StatedPage) -> Operands:
    """Reckon the target as a share of the capacity, and whether the most is enough."""
    goal, base, high = target_of(page).value, operands["base"], operands["high"]
    stated = {"year": operands["year"], "unit": page.record.unit, "base": Between(0)}
    ends = {"high": Between(base), "low": Between(0, base)}
    told = {name: None if operands[name] is None else ends[name] for name in ends}
    is_enough = (base if high is None else high) >= goal
    share = 100 * goal / base if base > 0 else None
    return stated | told | {"share": share, "is_enough": is_enough}


leave(MODEL, "target_gap.forecast", "target_gap.median_year", "target_gap.below_half")
leave(UNCHECKED, "target_gap.within_capacity", "target_gap.passes")
leave(WORDS, "target_gap.no_chance", "target_gap.few_years", "target_gap.no_pace")
leave(WORDS, "target_gap.base_rate", "target_gap.no_ceiling", "target_gap.no_start")
leave(WORDS, "target_gap.no_constraint", "target_gap.required_unknown")
