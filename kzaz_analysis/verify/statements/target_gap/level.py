"""Sentences about the level: its statements, its status, and what is short of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kzaz_analysis.verify.statements.common import (
    WORDS,
    Caseless,
    Unordered,
    change_operands,
    leave,
    of,
    period_of,
)
from kzaz_analysis.verify.statements.judged_twice import moves_from_the_first, moves_of
from kzaz_analysis.verify.statements.projection.commitments import of_kind
from kzaz_analysis.verify.statements.records import conflicting_figure
from kzaz_analysis.verify.statements.target_gap.pace import pace_of
from kzaz_analysis.verify.targets import (
    check_ahead,
    is_less_better,
    judged_value,
    occasions,
    required_pct,
    starting_rules,
    target_of,
    whole_starts,
)

if TYPE_CHECKING:
    from kzaz_analysis.verify.figures import Datum
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.statements.common import Operands

EXACT, WIDE_PCT = "exact", 1
FORECAST, FEW_YEARS = ("deadline", "probability"), 6
MET = ("met in time", "met late", "missed, then met", "met, no date set")


VERDICT = ("status", "due", "reached", "reason_text")


def verdict(operands: Operands, page: StatedPage) -> Operands:
    """Check what figures decide of a status; a forecast decides the rest."""
    target, record = target_of(page), page.record
    status, due, reached = (operands[k] for k in VERDICT[:3])
    stated: Operands = dict.fromkeys(VERDICT, WORDS)
    if "lasts" in operands:  # suites of earlier versions do without it
        nature = page.data.series[target.series]["nature"]
        stated["lasts"] = nature not in ("flow", "rate")
    if "dated_kinds" in operands:
        stated |= {"undated_kind": WORDS, "dated_kinds": _dated_kinds(operands, page)}
    if due is not None:
        stated["due"] = due if due in target.deadlines else target.deadlines
    level = target.value * (1.05 if is_less_better(page, target.series) else 0.95)
    if reached is not None:
        figures = [f for f in record.figures if f.usable and f.year == reached]
        less = is_less_better(page, target.series)
        passed = [f for f in figures if (f.low <= level if less else f.high >= level)]
        stated["reached"] = reached if passed else None
    stated["status"] = _status(status, due, reached, page)
    return stated


def _dated_kinds(operands: Operands, page: StatedPage) -> list[str]:
    """Name what else is counted that a date is set for, where the target has none."""
    target, kind = target_of(page), operands["undated_kind"]
    if operands["status"] != "no date set":
        return []
    rows = [s for s in target.statements if s["deadline_end"]]
    kinds = {s["counted"] for s in rows if s["series"] != target.series}
    return sorted(kinds - {kind, ""}) if kind else []


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
    newest, due = record.last, operands["due"]
    is_met = newest is not None and _is_met(page)
    required = None
    if newest is not None and not is_met and due is not None and _is_ahead(page, due):
        value = judged_value(newest, is_less_better(page, target.series))
        required = required_pct(value, newest.year, target.value, due)
    # The page says once more what its forecast gives; both are the same two numbers.
    by_last_year = of_kind(page, "target_gap.chance")
    forecast = {n: by_last_year[n] for n in FORECAST} if by_last_year else None
    forecast = forecast if operands["status"] == "no date set" else None
    # Titles of earlier suites do not say on how few years a probability rests.
    if forecast and "count" in (operands["forecast"] or {}):
        count = by_last_year["count"] if by_last_year else None
        forecast |= {"count": count} if count and count < FEW_YEARS else {}
    has_pace = newest is not None and not is_met and forecast is None
    worded: Operands = {}
    if "hedge" in operands:  # suites of earlier versions do without both
        bounds = None if required is None else bounds_of(page, int(due))
        worded = {"hedge": _hedge(operands, page), "bounds": bounds}
    return (
        verdict(operands, page)
        | worded
        | {
            "subject": Caseless(record.entry["title"]),
            "goal": target.value,
            "unit": record.unit,
            "less": newest is not None and is_less_better(page, target.series),
            "required": required,
            "forecast": forecast,
            "pace": pace_of(page) if has_pace else None,
            "latest_year": newest.year if newest else None,
            "no_figure": newest is None,
        }
    )


def _hedge(operands: Operands, page: StatedPage) -> str:
    """Word of the level in one of its statements for the date that is named."""
    end = str(operands["due"] or "")
    words = {s["qualifier"] for s in target_of(page).statements}
    dated = {
        s["qualifier"]
        for s in target_of(page).statements
        if s["deadline_end"].startswith(end) and bool(s["deadline_end"]) == bool(end)
    }
    is_one = operands["hedge"] in (dated or words) or operands["hedge"] == EXACT
    return str(operands["hedge"]) if is_one else EXACT


def bounds_of(page: StatedPage, deadline: int) -> Operands | None:
    """Growth to the level that rounding of the newest figure allows, if it is wide."""
    target, newest = target_of(page), page.record.last
    if newest is None or is_less_better(page, target.series):
        return None
    ends = [
        required_pct(start, newest.year, target.value, deadline)
        for start in (newest.high, newest.low)
    ]
    low, high = (math.nan if end is None else end for end in ends)
    is_wide = low > 0 and WIDE_PCT <= high - low < math.inf
    return {"low": low, "high": high} if is_wide else None


def _is_ahead(page: StatedPage, due: int) -> bool:
    ends = [s["deadline_end"] for s in target_of(page).own]
    return any(e[:4] == str(due) and e >= f"{page.today}" for e in ends)


def _is_met(page: StatedPage) -> bool:
    target, newest = target_of(page), page.record.last
    if newest is None:
        return False
    less = is_less_better(page, target.series)
    value = judged_value(newest, less)
    return value <= target.value if less else value >= target.value


def _most(figure: Datum) -> float | None:
    """Return the upper end of a published range; None of any other figure."""
    return figure.high if figure.is_range else None


@of("target_gap.answer")
def answer(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the newest figure and how it moved."""
    record, newest = page.record, page.record.last
    if newest is None:
        return None
    change = change_operands(record.growth(newest.year), newest.year)
    is_unsure = bool(change.get("is_open") or change.get("is_unsure"))
    # Suites of earlier versions state the lower end of a range alone.
    most: Operands = {"most": _most(newest)} if "most" in operands else {}
    if "qualifier" in operands:
        most["qualifier"] = newest.qualifier
    if "period" in operands:
        most["period"] = period_of(newest)
    return (
        verdict(operands, page)
        | most
        | {
            "reporter": newest.side,
            "value": newest.value,
            "unit": record.unit,
            "year": newest.year,
            "is_floor": newest.qualifier == "over",
            "growth": None if is_unsure else change["pct"],
        }
    )


@of("target_gap.no_figure")
def no_figure(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon that there is no yearly figure."""
    target = target_of(page)
    starts = whole_starts(page, target.series)
    if page.record.last is not None:
        return None
    due = operands["due"]
    due_years = due if due is None or due in target.deadlines else target.deadlines
    stated = {"goal": target.value, "unit": page.record.unit, "due": due_years}
    others = any(_last_of(page, country) is not None for country in page.data.sides)
    stated |= {"others": others}
    # Suites of earlier versions do not say whether others have figures to start from.
    if "outside" in operands:
        stated |= {"is_flow": is_flow(page), "outside": others and bool(starts)}
    return stated


def is_flow(page: StatedPage) -> bool:
    """Whether figures of the series are of whole years."""
    return page.data.series[target_of(page).series]["nature"] == "flow"


@of("target_gap.takes_by", "target_gap.less_is_better")
def takes_by(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the growth that a date requires from the newest figure."""
    target, newest = target_of(page), page.record.last
    deadline = int(operands["deadline"])
    if newest is None or _is_met(page):
        return None
    check_ahead(page, deadline)
    value = judged_value(newest, is_less_better(page, target.series))
    required = required_pct(value, newest.year, target.value, deadline)
    stated: Operands = {"deadline": deadline, "required": required}
    # Suites of earlier versions do not say from which figure.
    is_passed = any(part.year > newest.year for part in page.record.partial)
    start = newest.year if is_passed else None
    named: Operands = {"reporter": WORDS, "start": start}
    named["bounds"] = bounds_of(page, deadline)
    named["range_end"] = _range_end(page, newest)
    stated |= {name: stated_as for name, stated_as in named.items() if name in operands}
    return stated | again_of(operands, page)


def _range_end(page: StatedPage, newest: Datum) -> str | None:
    """Whether the lower end of a range, of which less is better, is low enough."""
    target = target_of(page)
    if not (newest.is_range and is_less_better(page, target.series)):
        return None
    return "reached" if newest.value <= target.value else "short"


def again_of(operands: Operands, page: StatedPage) -> Operands:
    """Reckon whether the target was reached before and is not now."""
    return {"again": page.stated("reached") is not None} if "again" in operands else {}


@of("target_gap.other_reporter")
def other_reporter(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon the strongest figure of another reporter against the newest one."""
    newest = page.record.last
    conflict = newest and conflicting_figure(page, newest)
    if not conflict:
        return None
    figure = conflict[0]
    return {
        "reporter": figure.side,
        "value": figure.value,
        "unit": page.record.unit,
        "months": figure.months,
        "year": figure.year,
    }


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
    for rule in starting_rules(page):
        # A part of a year that is at the level already is a floor of the year.
        parts = page.read(series, rule, window=False).partial
        reached |= {part.side: True for part in parts if part.value >= goal}
    every = bool(reached) and all(reached.values())
    return {} if _is_met(page) or every else None


@of("target_gap.one_side")
def one_side(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon that one of the two countries, or none, reports a year."""
    sides = [c for c in page.data.sides if _last_of(page, c) is not None]
    if len(sides) > 1:
        return None
    reckoned: Operands = {"reporter": page.data.sides[sides[0]] if sides else ""}
    return reckoned | ({"is_flow": is_flow(page)} if "is_flow" in operands else {})


def _last_of(page: StatedPage, country: str) -> Any:
    rule = page.data.alone[country]
    return page.read(target_of(page).series, rule, window=False).last


@of("target_gap.sides")
def sides(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the gap of either country's newest figure."""
    goal, rows = target_of(page).value, []
    is_less = page.record.entry["better"] == "less"
    for country, name in page.data.sides.items():
        newest = _last_of(page, country)
        if newest is not None:
            value = judged_value(newest, is_less)
            gap = value - goal if is_less else goal - value
            stated = {"reporter": name, "value": newest.value, "year": newest.year}
            most = {"most": _most(newest)} if "most" in operands["rows"][0] else {}
            if "qualifier" in operands["rows"][0]:
                is_around = newest.low < goal <= newest.high
                stated["qualifier"] = newest.qualifier
                stated["is_open"] = newest.is_upper_bound and is_around and not is_less
            rows.append(stated | most | {"gap": gap})
    reckoned = {"rows": rows, "unit": page.record.unit, "less": is_less}
    return reckoned if len(rows) > 1 else None


@of("target_gap.no_gap")
def no_gap(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that there is a figure, and a level from which no gap is counted."""
    newest, goal = page.record.last, target_of(page).value
    is_open = newest is not None and newest.is_upper_bound and newest.low < goal
    if newest is None or (goal > 0 and not is_open):
        return None
    return {"goal": goal, "unit": page.record.unit, "reason_text": WORDS}


@of("target_gap.slipped")
def slipped(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon how far the date that moved most has moved, and for what is counted."""
    rows, counted = target_of(page).statements, str(operands["counted"])
    moves = moves_from_the_first(page, rows)
    if moves is not None:
        most = max(moves.values(), default=0)
        subject = (
            counted if moves.get(counted) == most else max(moves, key=moves.__getitem__)
        )
        return {"counted": subject, "months": most} if most else None
    # Plans for single years move by rules of their own: no other span than a real one.
    months = moves_of(rows, rows, counted)
    stated = operands["months"]
    return {
        "counted": counted,
        "months": stated if stated in months else sorted(months),
    }


leave(WORDS, "target_gap.not_dated", "target_gap.none_ahead")
