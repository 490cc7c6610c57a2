"""Sentences of the scorecard about statements: why not judged, disputed, moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.verify.reading import WORDS_OF_NUMBERS
from kzaz_analysis.verify.statements.common import WORDS, Between, of
from kzaz_analysis.verify.statements.counts import statements_of, works_of
from kzaz_analysis.verify.target_statuses import (
    DESCRIPTION,
    IN_TIME,
    LATE,
    MET_UNDATED,
    MISSED,
    OFF,
    THEN_MET,
    UNDATED,
    UNKNOWN,
    is_plan,
    target_statuses,
)
from kzaz_analysis.verify.targets import level_of

if TYPE_CHECKING:
    from kzaz_analysis.verify.dataset import Cells
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.statements.common import Operands
    from kzaz_analysis.verify.target_statuses import Judged

AGREEING = {
    "met": {IN_TIME, LATE, THEN_MET, MET_UNDATED},
    "missed": {MISSED, LATE, THEN_MET, OFF, UNDATED},
}
"""What a judgement may be where it agrees with the status in the table."""

NOT_JUDGED = {UNKNOWN, DESCRIPTION}


def _both(page: StatedPage) -> list[Judged]:
    """Statements that the table judges, with what the figures make of them."""
    every = target_statuses(page, statements_of(page))
    return [each for each in every if each.row["status"] in AGREEING]


def _total(page: StatedPage) -> Between:
    both = _both(page)
    least = sum(not each.statuses & NOT_JUDGED for each in both)
    return Between(least, sum(bool(each.statuses - NOT_JUDGED) for each in both))


def _disputed(page: StatedPage) -> Between:
    least = most = 0
    for each in _both(page):
        against = each.statuses - NOT_JUDGED - AGREEING[each.row["status"]]
        least += against == each.statuses
        most += bool(against)
    return Between(least, most)


@of("scorecard.agree", "scorecard.disagree")
def disputed(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon on how many statements rule and table disagree, and of how many."""
    if "total" in operands:
        return {"count": _disputed(page), "total": _total(page)}
    return {"count": _total(page)} if _disputed(page).holds(0) else None


@of("scorecard.none_judged_twice")
def none_judged_twice(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that no statement has a status of the table and one of the figures."""
    # Suites of earlier versions say so of an earlier day, too.
    is_earlier = page.data.day is not None
    return {} if is_earlier or _total(page).holds(0) else None


@of("scorecard.of_today")
def of_today(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that the page is of an earlier day than the status in the table."""
    return {} if page.data.day is not None else None


@of("scorecard.no_milestone")
def no_milestone(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that there is no milestone."""
    return None if works_of(page) else {}


@of("scorecard.why")
def why(_: Operands, page: StatedPage) -> Operands:
    """Hold the count to the statements that may not be judged."""
    judged = target_statuses(page, statements_of(page))
    unknown = sum(UNKNOWN in each.statuses for each in judged)
    return {"reason_text": WORDS, "count": Between(1, unknown)}


@of("scorecard.moved")
def moved(operands: Operands, page: StatedPage) -> Operands | None:
    """Check that a date for what is counted has moved so far."""
    rows = _placed(statements_of(page))
    later = [r for r in rows if r["deadline_end"][:4] == f"{operands['year']}"]
    spans = {
        span_text(months) for months in moves_of(rows, later, str(operands["counted"]))
    }
    span = operands["span"] if operands["span"] in spans else sorted(spans)
    return {"name": WORDS, "span": span} | {
        name: operands[name] for name in ("counted", "year")
    }


def _placed(rows: list[Cells]) -> list[Cells]:
    """Give an undated date of a work what it counts and its place from the one before.

    Only where it replaces another one of the same series.
    """
    by_id = {row["id"]: row for row in rows}
    placed = []
    for row in rows:
        before = by_id.get(row["supersedes"], row)
        is_undated_work = row["measure"] == "date" and not row["published_on"]
        if is_undated_work and before["series"] == row["series"]:
            names = ("counted", "published_on")
            placed.append(row | {name: before[name] for name in names})
        else:
            placed.append(row)
    return placed


def moves_of(rows: list[Cells], later: list[Cells], counted: str) -> set[int]:
    """Months from an earlier date of the same thing to those of later statements."""
    return {
        _month(two) - _month(one)
        for two in later
        for one in rows
        if two["deadline_end"]
        and one["deadline_end"]
        and one["series"] == two["series"]
        and one["measure"] == two["measure"]
        and two["counted"] == counted
        and (one["counted"] == counted or (is_plan(one) and is_plan(two)))
        and one["published_on"] <= two["published_on"]
        and _month(two) > _month(one)
    }


def moves_from_the_first(page: StatedPage, rows: list[Cells]) -> dict[str, int] | None:
    """Months from the first date of each thing to its latest, by what is counted.

    None where plans for single years, each a date of its own, may have moved further.
    """
    dated = [r for r in rows if r["published_on"] and r["deadline_end"]]
    natures = {r["series"]: page.data.series[r["series"]]["nature"] for r in dated}
    plans = [r for r in dated if is_plan(r) and natures[r["series"]] == "flow"]
    dated = [r for r in dated if r not in plans]
    by_subject: dict[tuple[object, ...], list[Cells]] = {}
    for row in sorted(dated, key=lambda r: (r["published_on"], r["deadline_end"])):
        level = level_of(page, row, page.data.series[row["series"]]["unit"])
        amount = (row["value"], row["unit"]) if level is None else level
        key = (row["series"], row["measure"], row["counted"], amount)
        by_subject.setdefault(key, []).append(row)
    moves: dict[str, int] = {}
    for (*_, counted, _), (earliest, *later) in by_subject.items():
        far = max((_month(row) - _month(earliest) for row in later), default=0)
        moves[str(counted)] = max(moves.get(str(counted), 0), far)
    of_plans = [m for r in plans for m in moves_of(plans, plans, r["counted"])]
    return None if max(of_plans, default=0) > max(moves.values(), default=0) else moves


def _month(row: Cells) -> int:
    day = row["deadline_end"]
    return 12 * int(day[:4]) + int(day[5:7] or 12)


def span_text(months: int) -> str:
    """Write a span as the pages do: whole years in words, else months."""
    number, noun = (months, "month") if months % 12 else (months // 12, "year")
    word = WORDS_OF_NUMBERS[number] if number < len(WORDS_OF_NUMBERS) else f"{number}"
    return f"{word} {noun}{'s' * (number != 1)}"
