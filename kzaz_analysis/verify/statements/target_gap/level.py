"""Sentences about the level: its statements, its status, and what is short of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kzaz_analysis.verify.statements.common import (
    UNCHECKED,
    WORDS,
    Caseless,
    Unordered,
    leave,
    of,
)
from kzaz_analysis.verify.statements.records import part_elsewhere, whole_year_elsewhere
from kzaz_analysis.verify.statements.target_gap.pace import pace_of
from kzaz_analysis.verify.targets import (
    is_less_better,
    occasions,
    required_pct,
    target_of,
    whole_starts,
)

if TYPE_CHECKING:
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.statements.common import Operands

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
        "pace": pace_of(page) if last is not None and not is_met else None,
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


@of("target_gap.no_gap")
def no_gap(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that there is a figure, and a level from which no gap is counted."""
    last, goal = page.record.last, target_of(page).value
    if last is None or goal > 0:
        return None
    return {"goal": goal, "unit": page.record.unit, "reason_text": WORDS}


leave(UNCHECKED, "target_gap.slipped", "target_gap.nearest_part")
leave(WORDS, "target_gap.not_dated", "target_gap.none_ahead")
