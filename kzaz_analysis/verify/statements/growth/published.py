"""Rates that reporters and others published, and how they meet the figures."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from typing import TYPE_CHECKING

from kzaz_analysis.verify.figures import Datum, number
from kzaz_analysis.verify.statements.common import (
    of,
    year_before,
)
from kzaz_analysis.verify.yearly import change_between

if TYPE_CHECKING:
    from kzaz_analysis.verify.dataset import Cells
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.statements.common import Operands

PERIODS = ("period_start", "period_end", "base_start", "base_end")


@of("growth.own_rate")
def own_rate(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon the newest rate that the reporter of the last figure published itself."""
    last = page.record.last
    rates = [c for c in published_rates(page) if _is_of_rule(page, c)]
    if last is not None:
        ends = [(c, str(c["period_end"])) for c in rates]
        side = page.data.side_of
        rates = [
            c for c, end in ends if side(c) == last.side and int(end[:4]) >= last.year
        ]
    if not rates:
        return None
    claim = rates[0]
    return {
        "reporter": page.data.side_of(claim),
        "start": claim["period_start"],
        "end": claim["period_end"],
        "is_official": is_official(page, claim),
    } | claimed(claim)


def _is_of_rule(page: StatedPage, claim: Cells) -> bool:
    """Whether a claim is of the one body, or one side, that the rule asks for."""
    rule = page.record.rule
    sides = [country for country, alone in page.data.alone.items() if alone == rule]
    if sides:
        return page.data.side_of(claim) in sides
    return not page.record.is_of_one_body or claim["agency"] == rule.partition(":")[0]


def claimed(claim: Cells) -> Operands:
    """Operands of a published rate."""
    return {
        "measure": claim["measure"],
        "value": number(claim["value"]),
        "qualifier": claim["qualifier"],
    }


def is_official(page: StatedPage, claim: Cells) -> bool:
    """Whether a claim names an office of its side."""
    return page.data.agencies.get(claim["agency"], {}).get("kind") != "unstated"


def published_rates(page: StatedPage) -> list[Cells]:
    """Rates on the same period a year before, the last published of each reporter."""
    first, last = page.window
    best: dict[tuple[str, ...], Cells] = {}
    for claim in page.data.table("claims"):
        if claim["series"] != page.record.name or not _is_yearly_change(claim):
            continue
        side, year = page.data.side_of(claim), int(claim["period_end"][:4])
        if not side or not first <= year <= (last or 9999):
            continue
        key = (claim["period_start"], claim["period_end"], side)
        if _is_contradicted(page, claim) or _is_other_definition(page, claim):
            continue
        earlier = best.get(key)
        if earlier is None or _order(page, claim) >= _order(page, earlier):
            best[key] = claim
    ordered = sorted(best.items(), key=lambda pair: (pair[0][0], pair[0][2]))
    return [c for _, c in sorted(ordered, key=lambda pair: pair[0][1], reverse=True)]


def _order(page: StatedPage, claim: Cells) -> tuple[object, ...]:
    exact = claim["qualifier"] == "exact"
    return is_official(page, claim), exact, claim["published_on"], claim["source"]


def _is_contradicted(page: StatedPage, claim: Cells) -> bool:
    """Whether one source gives rates of a side for one period that exclude another."""
    side = page.data.side_of(claim)
    ends = [
        _growth_ends(other)
        for other in page.data.table("claims")
        if all(other[c] == claim[c] for c in (*PERIODS, "series", "source"))
        and page.data.side_of(other) == side
        and _is_yearly_change(other)
    ]
    return max(low for low, _ in ends) > min(high for _, high in ends)


def _is_other_definition(page: StatedPage, claim: Cells) -> bool:
    """Whether the figures of its text for its period all count something else."""
    keys = ("series", "source", "agency", "period_start", "period_end")
    beside = {
        row["obs_status"]
        for row in page.data.table("observations")
        if all(row[key] == claim[key] for key in keys)
    }
    return beside == {"D"} and page.data.side_of(claim) != claim["agency"]


@of("growth.rates_left_out")
def rates_left_out(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon which published rates of parts of years are not shown, and why."""
    first, last = page.window
    shown = {_said(page, claim) for claim in published_rates(page)}
    shown |= {("", *said[1:]) for said in shown}
    left: dict[tuple[object, ...], str] = {}
    for claim in page.data.table("claims"):
        if claim["series"] != page.record.name or not _is_yearly_change(claim):
            continue
        is_inside = first <= int(claim["period_end"][:4]) <= (last or 9999)
        said = _said(page, claim)
        if is_inside and not is_whole_year(claim) and said not in shown:
            left.setdefault(said, _why_left_out(page, claim))
    counts = Counter(left.values())
    groups = [{"why": why, "count": counts[why]} for why in sorted(counts)]
    return {"groups": groups} if groups else None


def _said(page: StatedPage, claim: Cells) -> tuple[object, ...]:
    """Whose rate it is, of which period and how much."""
    side, value = page.data.side_of(claim), number(claim["value"])
    return side, claim["period_start"], claim["period_end"], claim["measure"], value


def _why_left_out(page: StatedPage, claim: Cells) -> str:
    if _is_other_definition(page, claim):
        return "definition"
    if not page.data.side_of(claim):
        return "unnamed"
    return "contradicted" if _is_contradicted(page, claim) else "another"


def _growth_ends(claim: Cells) -> tuple[float, float]:
    low, high = number(claim["low"], -math.inf), number(claim["high"], math.inf)
    if claim["measure"] == "multiple":
        return 100 * (low - 1), 100 * (high - 1)
    return low, high


def published_of(page: StatedPage, start: str, end: str, side: str) -> Operands | None:
    """Operands of the rate that a reporter published itself for a period."""
    claims = [
        claim
        for claim in published_rates(page)
        if (claim["period_start"], claim["period_end"]) == (start, end)
        and page.data.side_of(claim) == side
    ]
    if not claims:
        return None
    return claimed(claims[0]) | {"is_official": is_official(page, claims[0])}


def _is_yearly_change(claim: Cells) -> bool:
    periods = [claim[k] for k in PERIODS]
    if claim["measure"] not in ("growth", "multiple") or not all(periods):
        return False
    start, end, base_start, base_end = map(dt.date.fromisoformat, periods)
    same_month = f"{year_before(end)}"[:7] == f"{base_end}"[:7]
    return base_start == year_before(start) and same_month


def is_whole_year(claim: Cells) -> bool:
    """Whether a rate is of a whole calendar year."""
    ends = claim["period_start"][5:], claim["period_end"][5:]
    same = claim["period_start"][:4] == claim["period_end"][:4]
    return same and ends == ("01-01", "12-31")


def judged_claims(page: StatedPage) -> list[tuple[Cells, float | None, bool | None]]:
    """Return published rates, what the figures give, and whether they agree."""
    rows = []
    for claim in page.data.table("claims"):
        base = claim | {
            "period_start": claim["base_start"],
            "period_end": claim["base_end"],
        }
        if claim["series"] != page.record.name or not is_whole_year(base):
            continue
        if (
            claim["measure"] not in ("growth", "multiple")
            or claim["period_end"][5:7] != "12"
        ):
            continue
        year = int(claim["period_end"][:4])
        if not (page.window[0] or 0) <= year <= (page.window[1] or 9999):
            continue
        after = page.record.figure(year)
        rows.append((claim, *(_judged(page, claim, after) if after else (None, None))))
    order = ("period_end", "published_on", "source")
    return sorted(
        rows, key=lambda row: (row[0][order[0]][:4], *(row[0][k] for k in order[1:]))
    )


def _judged(
    page: StatedPage, claim: Cells, after: Datum
) -> tuple[float | None, bool | None]:
    # A base may lie before the window of the page.
    base_year = int(claim["base_start"][:4])
    base = next((f for f in page.record.annual if f.year == base_year), None)
    if base is None or not page.record.compares(base.year, after.year):
        return None, None
    if base.value <= 0 or base.low <= 0:
        return None, None
    change = change_between(base, after)
    low, high = number(claim["low"], -100.0), number(claim["high"], math.inf)
    if claim["measure"] == "multiple":
        low, high = 100 * (low - 1), 100 * (high - 1)
    side = page.data.side_of(claim)
    if side != after.side or not (claim["reporter"] or side == claim["agency"]):
        return change.pct, None
    if change.low is None or change.high is None:
        return change.pct, None
    return change.pct, change.low <= high and low <= change.high


@of("growth.claims")
def claims(_: Operands, page: StatedPage) -> Operands:
    """Reckon how many published rates there are, and how many can be compared."""
    rows = judged_claims(page)
    return {"count": len(rows), "judged": sum(r[2] is not None for r in rows)}


@of("growth.claims_agree")
def claims_agree(_: Operands, page: StatedPage) -> Operands:
    """Reckon how many published rates agree within rounding."""
    return {"agree": sum(r[2] is True for r in judged_claims(page))}


@of("growth.claim_differs")
def claim_differs(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon the newest published rate that does not agree."""
    wrong = [row for row in judged_claims(page) if row[2] is False]
    if not wrong:
        return None
    claim, pct, _agrees = wrong[-1]
    return {
        "measure": claim["measure"],
        "value": number(claim["value"]),
        "qualifier": claim["qualifier"],
        "base_year": int(claim["base_start"][:4]),
        "year": int(claim["period_end"][:4]),
        "recorded": pct if claim["measure"] == "growth" else 1 + (pct or 0.0) / 100,
    }


@of("growth.no_claims")
def no_claims(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that no published rate has been collected."""
    return None if judged_claims(page) else {}
