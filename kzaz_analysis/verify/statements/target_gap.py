"""Sentences of the target-gap report."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kzaz_analysis.verify.statements.common import (
    MODEL,
    UNCHECKED,
    WORDS,
    Between,
    Caseless,
    Unordered,
    leave,
    of,
)
from kzaz_analysis.verify.statements.records import part_elsewhere, whole_year_elsewhere
from kzaz_analysis.verify.targets import (
    FRESH_YEARS,
    is_less_better,
    occasions,
    pace_base,
    required_pct,
    target_of,
    whole_starts,
    windows,
)

if TYPE_CHECKING:
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.statements.common import Operands

LATEST_YEAR = 2100
MET = ("met in time", "met late", "missed, then met", "met, no date set")
VERDICT = ("status", "due", "reached", "reason_text")


def verdict(operands: Operands, page: StatedPage) -> Operands:
    """Check what figures decide of a status; a forecast decides the rest."""
    target, record = target_of(page), page.record
    status, due, reached = (operands[k] for k in VERDICT[:3])
    told: Operands = dict.fromkeys(VERDICT, WORDS)
    if due is not None:
        told["due"] = due if due in target.deadlines else target.deadlines
    level = target.value * (1.05 if is_less_better(page, target.series) else 0.95)
    if reached is not None:
        figures = [f for f in record.figures if f.usable and f.year == reached]
        less = is_less_better(page, target.series)
        passed = [f for f in figures if (f.low <= level if less else f.high >= level)]
        told["reached"] = reached if passed else None
    told["status"] = _status(status, due, reached, page)
    return told


def _status(status: str, due: int | None, reached: int | None, page: StatedPage) -> Any:
    """Return the status if dates and figures allow it."""
    today = page.today
    passed = due is not None and due < today.year
    fits = {
        "met in time": reached is not None and due is not None and reached <= due,
        "met late": reached is not None and due is not None and reached > due,
        "missed, then met": reached is not None and due is not None and reached > due,
        "met, no date set": reached is not None and due is None,
        "missed": reached is None and passed,
        "no date set": reached is None and due is None,
        "on track": reached is None and due is not None and not passed,
        "off track": reached is None and due is not None and not passed,
    }
    return status if fits.get(status, True) else "another status"


@of("target_gap.title")
def title(operands: Operands, page: StatedPage) -> Operands:
    """Reckon the level, what it takes, and when the pace arrives."""
    target, record = target_of(page), page.record
    last, due = record.last, operands["due"]
    is_met = last is not None and _is_met(page)
    required = None
    if last is not None and not is_met and due is not None and _is_ahead(page, due):
        required = required_pct(last.value, last.year, target.value, due)
    return verdict(operands, page) | {
        "subject": Caseless(record.entry["title"]),
        "goal": target.value,
        "unit": record.unit,
        "less": last is not None and is_less_better(page, target.series),
        "required": required,
        "pace": _pace(page) if last is not None and not is_met else None,
        "latest_year": last.year if last else None,
        "no_figure": last is None,
    }


def _is_ahead(page: StatedPage, due: int) -> bool:
    ends = [s["deadline_end"] for s in target_of(page).own]
    return any(e[:4] == str(due) and e >= f"{page.today}" for e in ends)


def _is_met(page: StatedPage) -> bool:
    target, last = target_of(page), page.record.last
    if last is None:
        return False
    less = is_less_better(page, target.series)
    return last.value <= target.value if less else last.value >= target.value


EUROSTAT = (
    (95.0, "significant progress"),
    (60.0, "moderate progress"),
    (0.0, "insufficient progress"),
)
"""Least share of the growth required, in percent, of each band of Eurostat's scale."""


def _rate(page: StatedPage) -> tuple[int, float] | None:
    """Return base year and rate of the pace, where there is one."""
    record = page.record
    base = pace_base(record, target_of(page), page)
    end = record.last.year if record.last else 0
    if base is None or base >= end:
        return None
    pct = record.yearly.rate(base, end)
    return None if pct is None else (base, pct)


def arrival_of(page: StatedPage, pct: float) -> str:
    """Year in which a constant rate reaches the level, as it is said."""
    target, last = target_of(page), page.record.last
    if last is None:
        return "never"
    ratio = target.value / last.value if last.value > 0 else math.inf
    less = is_less_better(page, target.series)
    if (pct >= 0 or pct <= -100) if less else (pct <= 0 or not math.isfinite(ratio)):
        return "never"
    years = math.log(ratio) / math.log1p(pct / 100)
    year = last.year + math.ceil(years - 1e-9)
    return str(year) if year <= LATEST_YEAR else f"after {LATEST_YEAR}"


def _pace(page: StatedPage) -> Operands | None:
    rate = _rate(page)
    if rate is None or target_of(page).value <= 0:
        return None
    when = arrival_of(page, rate[1])
    how = f"reached in {when}" if when.isdigit() else f"{when} reached"
    how = f"reached {when}" if when.startswith("after") else how
    return {"start": rate[0], "arrival": how}


@of("target_gap.answer")
def answer(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the last figure and how it moved."""
    record, last = page.record, page.record.last
    if last is None:
        return None
    return verdict(operands, page) | {
        "reporter": last.side,
        "value": last.value,
        "unit": record.unit,
        "year": last.year,
        "is_floor": last.qualifier == "over",
        "growth": record.growth(last.year).pct,
    }


@of("target_gap.no_figure")
def no_figure(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon that there is no yearly figure."""
    target = target_of(page)
    if page.record.last is not None:
        return None
    due = operands["due"]
    known = due if due is None or due in target.deadlines else target.deadlines
    return {"goal": target.value, "unit": page.record.unit, "due": known}


@of("target_gap.takes_by", "target_gap.less_is_better")
def takes_by(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the growth that a date requires from the last figure."""
    target, last = target_of(page), page.record.last
    deadline = int(operands["deadline"])
    if last is None or _is_met(page):
        return None
    required = required_pct(last.value, last.year, target.value, deadline)
    told = {"deadline": deadline, "required": required}
    return told | ({"reporter": WORDS} if "reporter" in operands else {})


@of("target_gap.other_reporter")
def other_reporter(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon the strongest figure of another reporter against the last one."""
    last = page.record.last
    found = last and (whole_year_elsewhere(page, last) or part_elsewhere(page, last))
    if not found:
        return None
    figure = found[0]
    return {
        "reporter": figure.side,
        "value": figure.value,
        "unit": page.record.unit,
        "months": figure.months,
        "year": figure.year,
    }


@of("target_gap.shortfall", "target_gap.reached_by")
def shortfall(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon what is missing, or by how much the target is passed."""
    target, last = target_of(page), page.record.last
    if last is None:
        return None
    less = is_less_better(page, target.series)
    missing = (target.value - last.value) * (-1 if less else 1)
    if "share" in operands:
        share = None if less else 100 * last.value / target.value
        told = {"value": missing, "unit": page.record.unit, "share": share}
        return told if missing > 0 else None
    told = {"value": -missing, "unit": page.record.unit}
    return told | {"less": less, "rounding": WORDS} if missing <= 0 else None


@of("target_gap.statements")
def statements(_: Operands, page: StatedPage) -> Operands:
    """Reckon how many statements there are, on how many occasions."""
    days = [s["published_on"] for s in target_of(page).statements]
    first = min((d for d in days if d), default="")
    return {"count": len(days), "occasions": occasions(days), "first_day": first}


@of("target_gap.dates")
def dates(_: Operands, page: StatedPage) -> Operands:
    """Reckon for which years it was set."""
    ends = [s["deadline_end"] for s in target_of(page).statements]
    dated = sorted({int(e[:4]) for e in ends if e})
    return {"dated": dated, "undated": ends.count("")}


@of("target_gap.definitions")
def definitions(_: Operands, page: StatedPage) -> Operands:
    """Reckon what the statements count."""
    rows = target_of(page).statements
    kinds = sorted({s["counted"] for s in rows if s["counted"]})
    return {"kinds": Unordered(kinds)}


@of("target_gap.pace_since")
def pace_since(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon the growth since the target was set."""
    rate, last = _rate(page), page.record.last
    if rate is None or last is None:
        return None
    return {"start": rate[0], "end": last.year, "pct": rate[1], "set_year": None}


@of("target_gap.band")
def band(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon Eurostat's ratio: growth so far over growth required from one base."""
    pace, level, year = _rate(page), target_of(page).value, operands["deadline"]
    base = page.record.figure(pace[0]) if pace else None
    if pace is None or base is None:
        return None
    required = 100 * ((level / base.value) ** (1 / (year - pace[0])) - 1)
    share = 100 * pace[1] / required
    fitting = [name for floor, name in EUROSTAT if share >= floor]
    return {
        "start": pace[0],
        "deadline": year,
        "required": required,
        "share": share,
        "name": [*fitting, "movement away"][0],
    }


def _rates(page: StatedPage) -> dict[str, float]:
    asked = page.parameters.get("scenario_growth_pct") or (5.0, 10.0, 20.0)
    named = {f"{r:g} % a year": float(r) for r in asked}
    rate, last = _rate(page), page.record.last
    if rate is not None and last is not None:
        named = {f"the pace of {rate[0]} to {last.year}": rate[1]} | named
    return named


@of("target_gap.never")
def never(_: Operands, page: StatedPage) -> Operands:
    """Reckon at which rates the level is never reached."""
    rates = _rates(page).items()
    return {"rates": [n for n, pct in rates if arrival_of(page, pct) == "never"]}


@of("target_gap.earliest")
def earliest(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the earliest year of attainment at a constant rate."""
    arrivals = {n: arrival_of(page, pct) for n, pct in _rates(page).items()}
    known = {n: when for n, when in arrivals.items() if when != "never"}
    if not known:
        return None
    best = min(known.values(), key=lambda when: (not when.isdigit(), when))
    names = [n for n, when in known.items() if when == best]
    stated = str(operands["rate_name"])
    return {"arrival": best, "rate_name": stated if stated in names else names[0]}


@of("target_gap.nothing_required")
def nothing_required(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the figures by which the target is reached."""
    if is_reached(operands, page) is None:
        return None
    return {"starts": [_start(page, row) for row in operands["starts"]]}


@of("target_gap.is_reached")
def is_reached(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that the target is reached."""
    goal, series = target_of(page).value, target_of(page).series
    reached = {side: f.value >= goal for side, f in whole_starts(page, series).items()}
    for rule in page.data.alone.values():
        # A part of a year that is at the level already is a floor of the year.
        parts = page.read(series, rule, window=False).partial
        reached |= {part.side: True for part in parts if part.value >= goal}
    every = bool(reached) and all(reached.values())
    return {} if _is_met(page) or every else None


@of("target_gap.one_side")
def one_side(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that one of the two countries, or none, reports a year."""
    sides = [c for c in page.data.sides if _last_of(page, c) is not None]
    if len(sides) > 1:
        return None
    return {"reporter": page.data.sides[sides[0]] if sides else ""}


def _last_of(page: StatedPage, country: str) -> Any:
    rule = page.data.alone[country]
    return page.read(target_of(page).series, rule, window=False).last


@of("target_gap.sides")
def sides(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon the gap of either country's last figure."""
    goal, rows = target_of(page).value, []
    for country, name in page.data.sides.items():
        last = _last_of(page, country)
        if last is not None:
            gap = goal - last.value
            told = {"reporter": name, "value": last.value, "year": last.year}
            rows.append(told | {"gap": gap})
    return {"rows": rows, "unit": page.record.unit} if len(rows) > 1 else None


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
    """Reckon one start: the last year of a reporter, or a running year above it."""
    series, side = target_of(page).series, str(row["reporter_id"])
    last = whole_starts(page, series).get(side)
    value = last.value if last and row["period"] == str(last.year) else None
    if value is None:
        figures = page.read(series, "", window=False).figures
        values = [f.value for f in figures if f.side == side and f.usable]
        value = min(values, key=lambda v: abs(v - row["value"]), default=math.nan)
    name = page.data.sides.get(side)
    floor = row["is_floor"]
    is_floor = floor if last is None or value != last.value else last.high == math.inf
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
    told: Operands = {"deadline": deadline, "rows": rows}
    if "goal" in operands:
        _check_every_side(page, rows, deadline)
        told |= {"goal": target.value, "unit": page.record.unit}
    elif any(_hits(page, deadline - _year_of(r), r["pct"]) for r in operands["rows"]):
        told["rows"] = []
    return told


def _check_every_side(page: StatedPage, rows: list[Operands], deadline: int) -> None:
    """Return a reporter with a recent figure must not be missing."""
    starts = whole_starts(page, target_of(page).series)
    newest = max((f.year for f in starts.values()), default=0)
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
    told: Operands = dict.fromkeys(operands, MODEL)
    return told | {"deadline": operands["deadline"]}


@of("target_gap.room")
def room(operands: Operands, page: StatedPage) -> Operands:
    """Reckon the target as a share of the capacity, and whether the most is enough."""
    goal, base, high = target_of(page).value, operands["base"], operands["high"]
    stated = {"year": operands["year"], "unit": page.record.unit, "base": Between(0)}
    ends = {"high": Between(base), "low": Between(0, base)}
    told = {name: None if operands[name] is None else ends[name] for name in ends}
    is_enough = (base if high is None else high) >= goal
    return stated | told | {"share": 100 * goal / base, "is_enough": is_enough}


@of("target_gap.no_gap")
def no_gap(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that there is a figure, and a level from which no gap is counted."""
    last, goal = page.record.last, target_of(page).value
    if last is None or goal > 0:
        return None
    return {"goal": goal, "unit": page.record.unit, "reason_text": WORDS}


leave(MODEL, "target_gap.forecast", "target_gap.median_year", "target_gap.below_half")
leave(UNCHECKED, "target_gap.slipped", "target_gap.nearest_part")
leave(UNCHECKED, "target_gap.within_capacity", "target_gap.passes")
leave(WORDS, "target_gap.no_chance", "target_gap.few_years", "target_gap.no_pace")
leave(WORDS, "target_gap.not_dated", "target_gap.base_rate", "target_gap.no_ceiling")
leave(WORDS, "target_gap.no_constraint", "target_gap.required_unknown")
leave(WORDS, "target_gap.no_start", "target_gap.none_ahead")
