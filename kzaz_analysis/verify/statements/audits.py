"""Sentences of the audit: what is corrected, and counts that belong together.

Which figures contradict one another rests on readings that are not repeated here;
what the tables mark as corrected is, and so is what one count says about another.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

from kzaz_analysis.verify.statements.common import (
    UNCHECKED,
    WORDS,
    Between,
    Caseless,
    leave,
    of,
)
from kzaz_analysis.verify.statements.editions import edition_of

if TYPE_CHECKING:
    from kzaz_analysis.verify.dataset import Cells
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.statements.common import Operands

PUBLISHED = ("observations", "claims", "targets", "projections", "milestones")
SHOWN_DIGITS = 3
ORDER = ("superseded", "of another body", "wrong", "mislabelled")
OF_OFFICES = ("statistics", "customs", "channel")
MOST_CARDS = 60


def stated(page: StatedPage, kind: str, operand: str) -> Any:
    """Return an operand of another sentence of the page; None without it."""
    operands = [s["operands"][operand] for s in page.sentences if s["kind"] == kind]
    return operands[0] if operands else None


def no_less_than(number: Any) -> Between:
    """Bound a count from below by another that is part of it."""
    return Between(float(number or 0), math.inf)


def no_more_than(number: Any) -> Between:
    """Bound a count from above by another that holds it, where that is stated."""
    return Between(0, math.inf if number is None else float(number))


@of("audit.title", "audit.title_none")
def title(operands: Operands, page: StatedPage) -> Operands | None:
    """Check the count of contradictions against that of the answer."""
    wrong = stated(page, "audit.answer", "wrong")
    if "count" not in operands:
        return {"what": WORDS} if not wrong else None
    return {"count": wrong, "what": WORDS}


@of("audit.answer")
def answer(operands: Operands, page: StatedPage) -> Operands:
    """Check contradictions against the title; all cards are at least these."""
    wrong = page.stated("count") or 0
    stated_wrong = {"wrong": wrong, "what": WORDS}
    if "sums" not in operands:
        return stated_wrong
    # Suites of earlier versions say these in one sentence.
    return stated_wrong | {
        "explained": _explained(page, wrong),
        "sums": no_more_than(wrong),
    }


def _explained(page: StatedPage, wrong: int) -> Between:
    total = stated(page, "audit.some_cards", "total")
    return no_more_than(None if total is None else total - wrong)


@of("audit.sums")
def sums(_: Operands, page: StatedPage) -> Operands:
    """Check that no more sums fail than there are contradictions."""
    return {"count": no_more_than(page.stated("count") or 0)}


@of("audit.explained")
def explained(_: Operands, page: StatedPage) -> Operands:
    """Check marked contradictions against all cards that are not unresolved."""
    return {"count": _explained(page, page.stated("count") or 0)}


@of("audit.mirror")
def mirror(_: Operands, page: StatedPage) -> Operands | None:
    """Check that there are two reporters, and as many cards at most as there are."""
    if len(page.data.sides) < 2:
        return None
    return {"count": no_more_than(stated(page, "audit.some_cards", "total"))}


@of("audit.pairs")
def pairs(operands: Operands, page: StatedPage) -> Operands:
    """Check that no more is compared than the tables hold, in no more pairs."""
    rows = sum(len(page.data.table(name)) for name in PUBLISHED)
    figures = float(operands["figures"])
    agree = stated(page, "audit.weak", "agree")
    least = max(figures / 2, float(agree or 0))
    return {"compared": Between(least), "figures": Between(1, rows)}


@of("audit.weak")
def weak(operands: Operands, page: StatedPage) -> Operands:
    """Reckon the share of weak tests from its counts, which are of pairs compared."""
    count, agree = int(operands["count"]), int(operands["agree"])
    compared = stated(page, "audit.pairs", "compared")
    return {
        "count": Between(1, agree),
        "agree": no_more_than(compared),
        "share": 100 * count / agree,
        "is_most": 2 * count > agree,
    }


@of("audit.some_cards")
def some_cards(operands: Operands, page: StatedPage) -> Operands:
    """Check the number of cards shown, and all of them with those in tables."""
    others = stated(page, "audit.other_cases", "count") or 0
    most = int(page.parameters.get("most_cards") or MOST_CARDS)
    return {"shown": Between(1, most), "total": operands["shown"] + others}


@of("audit.other_cases")
def other_cases(operands: Operands, page: StatedPage) -> Operands:
    """Check the cases that are not shown in full with those that are."""
    total = stated(page, "audit.some_cards", "total")
    shown = stated(page, "audit.some_cards", "shown")
    return {"count": no_less_than(1) if total is None else total - shown}


@of("audit.corrected")
def corrected(operands: Operands, page: StatedPage) -> Operands:
    """Count the figures that no longer stand, by why; find the latest that shows."""
    rows = corrected_rows(page)
    number_of = Counter(_reasons_of_figures(page, rows).values())
    return {
        "total": number_of.total(),
        "printed": len(rows),
        "counts": [
            {"count": number_of[each["status"]], "status": each["status"]}
            for each in operands["counts"]
        ],
        "latest": latest_of(rows, page, operands["latest"]),
        "printed_on": edition_of(page)[0],
    }


def _reasons_of_figures(
    page: StatedPage, rows: list[tuple[Cells, list[Cells]]]
) -> dict[tuple[str, ...], str]:
    """Return why each figure no longer stands; of several rows the first reason."""
    reasons: dict[tuple[str, ...], str] = {}
    for row, later in rows:
        key = *(row[n] for n in ("series", "period_start", "period_end")), row["value"]
        reason = _reason(page, row, later)
        reasons[key] = min(reason, reasons.get(key, reason), key=ORDER.index)
    return reasons


def _reason(page: StatedPage, row: Cells, later: list[Cells]) -> str:
    if row["status"] != "superseded" or not later:
        return str(row["status"])
    bodies = {_body(page, each["agency"]) for each in later}
    return ORDER[0] if _body(page, row["agency"]) in bodies else ORDER[1]


def _body(page: StatedPage, agency: str) -> str:
    kind = page.data.agencies.get(agency, {}).get("kind", "")
    return "office" if kind in OF_OFFICES else agency


def corrected_rows(page: StatedPage) -> list[tuple[Cells, list[Cells]]]:
    """Return the corrected rows that the page is about, each with its successors."""
    series, source = (page.parameters.get(n) or "" for n in ("series", "source"))
    rows = page.data.table("observations")
    by_ref = {ref: each for each in rows for ref in each["ref"].split(";")}
    corrected = []
    for row in rows:
        names = row["superseded_by"].split(";") if row["superseded_by"] else []
        later = [by_ref[name] for name in names if name in by_ref]
        if not row["status"] or (names and not later):
            continue
        publications = {row["source"], *(each["source"] for each in later)}
        if series in ("", row["series"]) and source in ("", *publications):
            corrected.append((row, later))
    return corrected


def latest_of(
    rows: list[tuple[Cells, list[Cells]]], page: StatedPage, told: Operands | None
) -> Any:
    """Return the latest correction that shows in three digits; of equals that told."""
    ranked = []
    for row, later in rows:
        then, values = float(row["value"]), [float(each["value"]) for each in later]
        now = round(sum(values), 6) if values else None
        if now is None or _shown(now) != _shown(then):
            latest = {
                "year": int(row["period_end"][:4]),
                "subject": Caseless(page.data.series[row["series"]]["title"]),
                "then": then,
                "now": now,
                "unit": row["unit"],
            }
            order = tuple(-ord(c) for c in row["period_end"]), row["series"]
            ranked.append((order, latest))
    if not ranked:
        return None
    least = min(order for order, _ in ranked)
    equals = [latest for order, latest in ranked if order == least]
    same = [each for each in equals if told and each["then"] == told["then"]]
    return (same or equals)[0]


def _shown(value: float) -> str:
    return f"{value:.{SHOWN_DIGITS}g}"


leave(UNCHECKED, "audit.also", "audit.untested")
leave(WORDS, "audit.every_card", "audit.all_below", "audit.no_card")
leave(WORDS, "audit.nothing_to_compare")
leave(WORDS, "audit.title_empty", "audit.title_untested", "audit.repeats")
