"""Sentences of the growth report."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

from kzaz_analysis.verify.figures import BOUNDS, Datum, number
from kzaz_analysis.verify.statements.common import (
    MODEL,
    WORDS,
    Caseless,
    base_period,
    change_operands,
    leave,
    of,
    standing_of,
    year_before,
)
from kzaz_analysis.verify.yearly import change_between

if TYPE_CHECKING:
    from kzaz_analysis.verify.dataset import Cells
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.statements.common import Operands

HALF = 6
"""Months of half a year."""
HALF_OPERANDS = ("year", "published", "part_pct", "pct", "bounds")


@of("growth.title")
def title(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon the last change and the growth over several years."""
    last, rates = page.record.last, page.rates
    if last is None or rates.last is None:
        return None
    year, start = rates.last.year, rates.headline_window
    return {
        "name": Caseless(page.record.entry["title"]),
        "year": year,
        "growth": change_operands(rates.growth(year), year),
        "standing": standing_of(last),
        "window": None if start is None else window_operands(page, start),
        "prices": "constant" if page.is_real else "",
    }


def window_operands(page: StatedPage, start: int) -> Operands | None:
    """Reckon the growth over a window that ends in the last year."""
    rates = page.rates
    end = rates.figures[-1].year
    first, last = rates.figure(start), rates.figure(end)
    if first is None or last is None or rates.rate(start, end) is None:
        return None
    return {
        "start": start,
        "end": end,
        "pct": rates.rate(start, end),
        "total": 100 * (last.value / first.value - 1),
        "base": rates.base_of(start),
    }


@of("growth.title_without_rate")
def title_without_rate(_: Operands, page: StatedPage) -> Operands:
    """Reckon that the last year has no rate, and what its reporter published."""
    name = Caseless(page.record.entry["title"])
    last = page.rates.last
    year = last.year if last else None
    return {"name": name, "own": own_rate({}, page), "year": year}


@of("growth.own_rate")
def own_rate(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon the newest rate that the reporter of the last figure published itself."""
    last = page.record.last
    rates = published_rates(page)
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
    } | claimed(claim)


def claimed(claim: Cells) -> Operands:
    """Operands of a published rate."""
    return {
        "measure": claim["measure"],
        "value": number(claim["value"]),
        "qualifier": claim["qualifier"],
    }


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
        order = (claim["published_on"], claim["source"])
        known = best.get(key)
        if known is None or order >= (known["published_on"], known["source"]):
            best[key] = claim
    ordered = sorted(best.items(), key=lambda pair: (pair[0][0], pair[0][2]))
    return [c for _, c in sorted(ordered, key=lambda pair: pair[0][1], reverse=True)]


def published_of(page: StatedPage, start: str, end: str, side: str) -> Operands | None:
    """Operands of the rate that a reporter published itself for a period."""
    claims = [
        claim
        for claim in published_rates(page)
        if (claim["period_start"], claim["period_end"]) == (start, end)
        and page.data.side_of(claim) == side
    ]
    return claimed(claims[0]) if claims else None


def _is_yearly_change(claim: Cells) -> bool:
    periods = [
        claim[k] for k in ("period_start", "period_end", "base_start", "base_end")
    ]
    if claim["measure"] not in ("growth", "multiple") or not all(periods):
        return False
    start, end, base_start, base_end = map(dt.date.fromisoformat, periods)
    same_month = f"{year_before(end)}"[:7] == f"{base_end}"[:7]
    return base_start == year_before(start) and same_month


@of("growth.rest")
def rest(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon what a year and a part of it leave, and how that moved."""
    rests = _rests(page)
    if not rests:
        return None
    return max(rests, key=lambda r: (r["_has_before"], r["months_given"]))


def _rests(page: StatedPage) -> list[Operands]:
    """Return what each part of the last year leaves of it."""
    record = page.record
    whole = record.last
    if whole is None:
        return []
    return [_rest(page, whole, p) for p in record.partial if _is_to_date(p, whole)]


@of("growth.halves")
def halves(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon how both halves of the last year moved, unless its rest is a half."""
    longest = rest(operands, page)
    half = [r for r in _rests(page) if r["months_given"] == HALF and r["bounds"]]
    if longest is None or longest["months_given"] == HALF or not half:
        return None
    same = {name: half[0][name] for name in HALF_OPERANDS}
    return same | {"provenances": half[0]["_provenances"]}


def _is_point(figure: Datum) -> bool:
    finite = math.isfinite(figure.low) and math.isfinite(figure.high)
    return finite and figure.qualifier not in BOUNDS


def _is_to_date(part: Datum, whole: Datum) -> bool:
    from_january = part.start is not None and (part.start.month, part.start.day) == (
        1,
        1,
    )
    same = part.year == whole.year and part.side == whole.side
    return from_january and same and _is_point(part) and _is_point(whole)


def _rest(page: StatedPage, whole: Datum, part: Datum) -> Operands:
    record = page.record
    left = whole.value - part.value
    before = record.figure(whole.year - 1)
    months = [
        p
        for p in record.partial
        if p.months == part.months and before is not None and _is_to_date(p, before)
    ]
    fits = before is not None and before.side == whole.side and bool(months)
    pairs = [whole, part, *([before, months[0]] if before and fits else [])]
    pct, part_pct, bounds = None, None, None
    if before is not None and fits:
        least = [f.low - p.high for f, p in ((before, months[0]), (whole, part))]
        most = [f.high - p.low for f, p in ((before, months[0]), (whole, part))]
        lefts = [before.value - months[0].value, left]
        if lefts[0] > 0 and most[0] > 0 and most[1] >= 0:
            pct = 100 * (lefts[1] / lefts[0] - 1)
            bounds = _growth_bounds(least, most)
        part_pct = change_between(months[0], part).pct
    figures = [whole, part, *((before, months[0]) if before and fits else ())]
    return {
        "_has_before": fits,
        "_provenances": list(dict.fromkeys(f.provenance for f in pairs)),
        "year": whole.year,
        "months_given": part.months,
        "value": left,
        "unit": record.unit,
        "is_above": WORDS,
        "published": published_of(page, f"{part.start}", f"{part.end}", part.side),
        "part_pct": part_pct,
        "pct": pct,
        "bounds": bounds,
        "provenances": list(dict.fromkeys(f.provenance for f in figures)),
    }


def _growth_bounds(least: list[float], most: list[float]) -> list[float]:
    base = max(least[0], 0.0)
    high = math.inf if base == 0 else most[1] / base
    low = max(least[1], 0.0) / most[0]
    return [100 * (low - 1), 100 * (high - 1)]


@of("growth.window_rate", "growth.window_total")
def window(operands: Operands, page: StatedPage) -> Operands:
    """Reckon the growth over the window that is named."""
    rates, name = page.rates, operands.get("name")
    start = rates.windows.get(str(name)) if name else rates.headline_window
    told = {} if start is None else window_operands(page, start)
    return {"window": told} | ({"name": name} if name else {})


@of("growth.window_refused")
def window_refused(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon that a named window has no rate."""
    start = page.rates.windows.get(str(operands["name"]))
    if start is None or window_operands(page, start) is not None:
        return None
    return {"name": operands["name"], "start": start, "reason_text": WORDS}


@of("growth.no_window")
def no_window(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that no window of several years is available."""
    if len(page.rates.windows) > 1:
        return None
    return {"first": page.rates.figures[0].year}


@of("growth.doubling")
def doubling(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon in how many years the last pace named doubles a level."""
    rates = page.rates
    start = rates.headline_window
    pct = None if start is None else rates.rate(start, rates.figures[-1].year)
    return {"steps": math.log(2) / math.log1p(pct / 100)} if pct and pct > 0 else None


@of("growth.no_yearly_rate")
def no_yearly_rate(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that no year has a rate."""
    return None if page.rates.changes else {"reasons": WORDS}


@of("growth.rates_known")
def rates_known(_: Operands, page: StatedPage) -> Operands:
    """Reckon how many years have a rate."""
    return {"count": len(page.rates.changes), "of": len(page.rates.figures)}


@of("growth.extremes")
def extremes(operands: Operands, page: StatedPage) -> Operands:
    """Reckon the lowest and the highest yearly rate."""
    changes = page.rates.changes
    told: Operands = {}
    for end, pct in (("low", min(changes.values())), ("high", max(changes.values()))):
        years = [y for y, p in changes.items() if p == pct]
        year = operands[f"{end}_year"]
        told |= {end: pct, f"{end}_year": year if year in years else years[0]}
    return told


@of("growth.one_rate")
def one_rate(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon the only yearly rate."""
    changes = page.rates.changes
    [(year, pct)] = changes.items() if len(changes) == 1 else [(0, math.nan)]
    return {"year": year, "pct": pct}


@of("growth.rates_missing")
def rates_missing(operands: Operands, page: StatedPage) -> Operands:
    """Reckon which years have no rate, and why."""
    why: dict[str, list[int]] = {}
    for figure in page.rates.figures[1:]:
        change = page.rates.growth(figure.year)
        if change.pct is None:
            head, _, kind = change.reason.partition("change of ")
            why.setdefault(kind if not head else "base", []).append(figure.year)
    return {"groups": [{"why": w, "years": years} for w, years in why.items()]}


@of("growth.unlike")
def unlike(_: Operands, page: StatedPage) -> Operands:
    """Reckon in what the two figures of a rate differ besides their value."""
    remarks = []
    for year in page.rates.changes:
        pair = page.record.figure(year - 1), page.record.figure(year)
        texts = [
            f"{c} {_plain(pair[0], c)} in {year - 1}, {_plain(pair[1], c)} in {year}"
            for c in ("stage", "provenance")
            if _plain(pair[0], c) != _plain(pair[1], c)
        ]
        remarks += ["; ".join(texts)] if texts else []
    return {"remarks": remarks}


def _plain(figure: Datum | None, column: str) -> str:
    return str(getattr(figure, column, "")).replace("_", " ")


@of("growth.trend")
def trend(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon the log-linear trend of the last unbroken run by least squares."""
    run = page.rates.last_run
    n = len(run)
    if n < 3 or min(f.value for f in run) <= 0:
        return None
    x = [f.year - run[0].year for f in run]
    y = [math.log(f.value) for f in run]
    mean_x, mean_y = sum(x) / n, sum(y) / n
    spread = sum((a - mean_x) ** 2 for a in x)
    slope = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / spread
    left = [b - mean_y - slope * (a - mean_x) for a, b in zip(x, y, strict=True)]
    error = math.sqrt(sum(e * e for e in left) / (n - 2) / spread)
    level = float(page.parameters.get("confidence_pct", 95.0))
    t = _student(0.5 + level / 200, n - 2)
    low, middle, high = (slope + k * t * error for k in (-1, 0, 1))
    ends = {"low": low, "pct": middle, "high": high}
    rates = {name: 100 * math.expm1(b) for name, b in ends.items()}
    return {"n": n, "level": level} | rates


def _student(probability: float, freedom: int) -> float:
    """Quantile of the t distribution."""
    from scipy.special import stdtrit  # noqa: PLC0415

    return float(stdtrit(freedom, probability))


@of("growth.break_test")
def break_test(_: Operands, page: StatedPage) -> Operands:
    """Reckon the number of years tested; test and power rest on a model."""
    n = len(page.rates.last_run)
    simulated = dict.fromkeys(("rejects", "year", "p", "missed"), MODEL)
    return {"n": n, "test": WORDS, "level": 5} | simulated


@of("growth.same_months")
def same_months(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon a change on the same months of a year before, and what was published."""
    start, end = (dt.date.fromisoformat(str(operands[k])) for k in ("start", "end"))
    side = str(operands["reporter"])
    figure = page.record.months(start, end, side)
    computed = None
    if figure is not None:
        before = page.record.months(*base_period(figure), side)
        change = change_between(before, figure) if before else None
        if change is not None and change.pct is not None:
            computed = change_operands(change, end.year)
    return {
        "reporter": side,
        "start": f"{start}",
        "end": f"{end}",
        "published": published_of(page, f"{start}", f"{end}", side),
        "computed": computed,
    }


@of("growth.no_same_months")
def no_same_months(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that no part of a year compares with the year before."""
    for figure in page.record.partial:
        before = page.record.months(*base_period(figure), figure.side)
        if before is not None and before.value > 0:
            return None
    parts = [c for c in published_rates(page) if not _is_whole_year(c)]
    return None if parts else {}


def _is_whole_year(claim: Cells) -> bool:
    ends = claim["period_start"][5:], claim["period_end"][5:]
    same = claim["period_start"][:4] == claim["period_end"][:4]
    return same and ends == ("01-01", "12-31")


@of("growth.contributions")
def contributions(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon what each part brought to the growth of the last year that allows it."""
    record = page.record
    names = record.entry["parts"].split(";")
    parts = {n: page.read(n, record.rule) for n in names}
    years = [f.year for f in record.window if _adds_up(page, f.year)]
    if not years:
        return None
    year = max(years)
    before, after = record.figure(year - 1), record.figure(year)
    if before is None or after is None:
        return None
    told = []
    for name, part in parts.items():
        old, new = part.figure(year - 1), part.figure(year)
        pp = 100 * (new.value - old.value) / before.value if old and new else math.nan
        told.append({"title": Caseless(record.data.series[name]["title"]), "pp": pp})
    total = 100 * (after.value / before.value - 1)
    apart = total - sum(float(str(t["pp"])) for t in told)
    told.append({"title": WORDS, "pp": apart})
    return {"total": total, "year": year, "parts": told}


def _adds_up(page: StatedPage, year: int) -> bool:
    """Whether total and parts have a change of one reporter in a year."""
    record = page.record
    if record.growth(year).pct is None:
        return False
    after = record.figure(year)
    for name in record.entry["parts"].split(";"):
        part = page.read(name, record.rule)
        pair = part.figure(year - 1), part.figure(year)
        if pair[0] is None or pair[1] is None or after is None:
            return False
        if not part.compares(year - 1, year) or pair[1].side != after.side:
            return False
    return True


@of("growth.contributions_missing")
def contributions_missing(_: Operands, page: StatedPage) -> Operands:
    """Reckon the years in which total and parts do not add up."""
    years = [f.year for f in page.record.window]
    return {"lost": [y for y in years if not _adds_up(page, y)]}


@of("growth.parts_apart")
def parts_apart(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that total and parts add up in no year."""
    return None if any(_adds_up(page, f.year) for f in page.record.window) else {}


@of("growth.no_parts")
def no_parts(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that the catalogue names no parts."""
    return None if page.record.entry["parts"] else {}


def judged_claims(page: StatedPage) -> list[tuple[Cells, float | None, bool | None]]:
    """Return published rates, what the figures give, and whether they agree."""
    rows = []
    for claim in page.data.table("claims"):
        base = claim | {
            "period_start": claim["base_start"],
            "period_end": claim["base_end"],
        }
        if claim["series"] != page.record.name or not _is_whole_year(base):
            continue
        if (
            claim["measure"] not in ("growth", "multiple")
            or claim["period_end"][5:7] != "12"
        ):
            continue
        after = page.record.figure(int(claim["period_end"][:4]))
        if after is not None:
            rows.append((claim, *_judged(page, claim, after)))
    order = ("period_end", "published_on", "source")
    return sorted(
        rows, key=lambda row: (row[0][order[0]][:4], *(row[0][k] for k in order[1:]))
    )


def _judged(
    page: StatedPage, claim: Cells, after: Datum
) -> tuple[float | None, bool | None]:
    before = page.record.figure(int(claim["base_start"][:4]))
    if before is None or not page.record.compares(before.year, after.year):
        return None, None
    if before.value <= 0 or before.low <= 0:
        return None, None
    change = change_between(before, after)
    low, high = number(claim["low"], -100.0), number(claim["high"], math.inf)
    if claim["measure"] == "multiple":
        low, high = 100 * (low - 1), 100 * (high - 1)
    if page.data.side_of(claim) not in ("", after.side):
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


@of("growth.no_growth")
def no_growth(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that there is no yearly figure."""
    return None if page.record.window else {"absence": WORDS}


leave(WORDS, "growth.no_trend", "growth.no_break_test", "growth.no_contributions")
leave(WORDS, "growth.real_refused")
