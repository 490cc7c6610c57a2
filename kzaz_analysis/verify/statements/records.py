"""Sentences about one record: its last figure, its gaps, and what contradicts it."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kzaz_analysis.verify.figures import NEVER_CHOSEN, number
from kzaz_analysis.verify.record import AGREEMENT, COUNTING
from kzaz_analysis.verify.statements.common import (
    WORDS,
    Caseless,
    base_period,
    change_operands,
    leave,
    level_operands,
    of,
    period_of,
    year_before,
)

if TYPE_CHECKING:
    from kzaz_analysis.verify.figures import Datum
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.record import SeriesRecord
    from kzaz_analysis.verify.statements.common import Operands

DIFFERENT = 0.02
COUNTED = ("statistic", "own_count")
EARLY = ("preliminary", "early")


@of("record.latest")
def latest(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the last yearly figure."""
    record = page.record
    if record.last is None:
        return None
    return _as_stated(level_operands(record, record.last), operands, "period")


@of("record.headline")
def headline(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the last figure and how it moved."""
    record = page.record
    if record.last is None:
        return None
    reckoned = level_operands(record, record.last) | moved(page)
    return _as_stated(reckoned, operands, "period")


def moved(page: StatedPage) -> Operands:
    """Operands of the last change, in constant prices where the page asks for them."""
    # Deflated rates may end before the figures do.
    year = page.rates.last.year if page.rates.last else 0
    return {
        "growth": change_operands(page.rates.growth(year), year),
        "prices": "constant" if page.is_real else "",
        "stages": stages(page.record, year),
    }


def stages(record: SeriesRecord, year: int) -> list[str] | None:
    """Stages of a year and the one before, where both are stated and not the same."""
    pair = [record.figure(year), record.figure(year - 1)]
    codes = [figure.stage for figure in pair if figure is not None]
    if len(codes) < 2 or "not_stated" in codes or codes[0] == codes[1]:
        return None
    return codes


@of("record.other_reporter")
def other_reporter(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon the strongest figure of another reporter against the last one."""
    record, last = page.record, page.record.last
    if last is None:
        return None
    conflict = conflicting_figure(page, last)
    if conflict is None:
        return None
    figure, change = conflict
    return {
        "reporter": figure.side,
        "value": figure.value,
        "unit": record.unit,
        "months": figure.months,
        "year": figure.year,
        "is_same_year": figure.year == last.year,
        # It is in current prices, so it stands beside no rate in constant ones.
        "change": None if page.is_real else change,
    }


Conflict = tuple["Datum", "Operands | None"]


def conflicting_figure(page: StatedPage, last: Datum) -> Conflict | None:
    """Strongest figure of another reporter: a whole year, unless a part is newer."""
    whole, part = whole_year_conflict(page, last), part_year_conflict(page, last)
    if whole and part and part[0].year > whole[0].year:
        return part
    return whole or part


def whole_year_conflict(page: StatedPage, last: Datum) -> Conflict | None:
    """Newest figure of another country for the last year or a later one."""
    conflicts: list[Conflict] = []
    for country, rule in page.data.alone.items():
        mirror = page.read(page.record.name, rule, window=False)
        figure = mirror.last
        if country == last.side or figure is None or figure.year < last.year:
            continue
        apart = figure.low > last.high or figure.high < last.low
        is_far = abs(figure.value - last.value) > DIFFERENT * last.value
        if figure.year == last.year and not (apart and is_far):
            continue
        pct = mirror.growth(figure.year).pct
        change = {"measure": "growth", "value": pct, "qualifier": "exact"}
        conflicts.append((figure, None if pct is None else change))
    return max(conflicts, key=lambda c: (c[0].year, c[0].value), default=None)


def part_year_conflict(page: StatedPage, last: Datum) -> Conflict | None:
    """Longest part of the newest year that another reporter puts above the last."""
    above = [
        f
        for f in page.record.partial
        if f.year >= last.year and f.side != last.side and f.value > last.high
    ]
    most = max(above, key=lambda f: (f.year, f.months or 0, f.value), default=None)
    return (most, published_change(page, most)) if most else None


def published_change(page: StatedPage, figure: Datum) -> Operands | None:
    """How a part moved on the same months a year before, as its reporter says."""
    start, end = figure.start, figure.end
    rows = [
        (c["published_on"], c["source"], c)
        for c in page.data.table("claims")
        if c["series"] == page.record.name
        and c["measure"] in ("growth", "multiple")
        and (c["period_start"], c["period_end"]) == (f"{start}", f"{end}")
        and start is not None
        and c["base_start"] == f"{year_before(start)}"
        and c["base_end"][:7] == f"{base_period(figure)[1]}"[:7]
        and page.data.side_of(c) == figure.side
        and page.data.agencies.get(c["agency"], {}).get("kind") != "unstated"
    ]
    if not rows:
        return None
    claim = max(rows, key=lambda row: row[:2])[2]
    return {
        "measure": claim["measure"],
        "value": number(claim["value"]),
        "qualifier": claim["qualifier"],
    }


@of("record.figures_used")
def figures_used(operands: Operands, page: StatedPage) -> Operands:
    """Reckon which years have a figure."""
    years = [f.year for f in page.record.window]
    title = Caseless(page.record.entry["title"])
    reckoned: Operands = {"count": len(years), "subject": title, "used": years}
    periods = [period_of(f) for f in page.record.window]
    reckoned["periods"] = periods if all(periods) else None
    return _as_stated(reckoned, operands, "periods")


def _as_stated(reckoned: Operands, operands: Operands, *newer: str) -> Operands:
    """Leave out what sentences of earlier suites do not say."""
    return {n: v for n, v in reckoned.items() if n in operands or n not in newer}


@of("record.gaps")
def gaps(operands: Operands, page: StatedPage) -> Operands:
    """Reckon the years between the first and the last without a figure."""
    record = page.record
    years = {f.year for f in record.window}
    absent = [y for y in range(min(years), max(years)) if y not in years]
    published = [f for f in record.figures if not (f.derived and f.status == "I")]
    is_flow = record.entry["nature"] == "flow"
    collected = {f.year for f in published if f.is_year or not is_flow}
    reckoned: Operands = {
        "unpublished": [y for y in absent if y not in collected],
        "unusable": [y for y in absent if y in collected],
    }
    # Earlier suites do not say as of which day nothing was collected.
    if "as_of" in operands:
        reckoned["as_of"] = str(page.parameters.get("as_of") or "")
    reckoned["is_flow"] = is_flow
    return _as_stated(reckoned, operands, "is_flow")


@of("record.breaks")
def breaks(_: Operands, page: StatedPage) -> Operands:
    """Reckon where figures stop to be comparable, and whose they are on both sides."""
    record, changes = page.record, []
    for before, after in pairwise(record.window):
        if record.compares(before.year, after.year):
            continue
        same = before.side == after.side
        ids = [before.side, after.side]
        if same:
            ids = [record.counter_before(after.year), after.agency]
        names = [who(page, code) for code in ids]
        changes.append({"year": after.year, "before": names[0], "after": names[1]})
    return {"changes": changes}


@of("record.links")
def links(_: Operands, page: StatedPage) -> Operands:
    """Reckon where another source that agrees goes on."""
    record, changes = page.record, []
    counted = [f for f in record.window if f.provenance in COUNTING]
    for before, after in pairwise(counted):
        if not record.compares(before.year, after.year):
            continue
        if before.agency != after.agency:
            names = [who(page, code) for code in (before.agency, after.agency)]
            changes.append({"year": after.year, "before": names[0], "after": names[1]})
    return {"changes": changes, "within": round(100 * AGREEMENT)}


@of("record.statements")
def statements(_: Operands, page: StatedPage) -> Operands:
    """Reckon where a figure of another body that only states it goes on."""
    record, changes = page.record, []
    for before, after in pairwise(record.window):
        is_stated = after.provenance not in COUNTING
        goes_on = record.compares(before.year, after.year)
        if goes_on and is_stated and before.agency != after.agency:
            names = [who(page, code) for code in (before.agency, after.agency)]
            changes.append({"year": after.year, "before": names[0], "after": names[1]})
    return {"changes": changes}


def who(page: StatedPage, code: str) -> str:
    """Name of a reporter or an office."""
    if not code:
        return "reporter not named"
    names = {a: row["name"] for a, row in page.data.agencies.items()}
    return names.get(code) or page.data.sides.get(code) or code.replace("_", " ")


@of("record.conflicts")
def conflicts(_: Operands, page: StatedPage) -> Operands:
    """Reckon how many other figures for a year contradict the one used."""
    pairs = conflicting(page)
    return {
        "count": len(pairs),
        "conflict_years": sorted({used.year for used, _ in pairs}),
        "within": round(100 * DIFFERENT),
    }


def conflicting(page: StatedPage) -> list[tuple[Datum, Datum]]:
    """Figures used with others for the same year that rounding does not explain."""
    record, pairs, seen = page.record, [], set()
    chosen = {id(f) for f in [*record.annual, *record.partial]}
    for other in sorted(record.figures, key=lambda f: f.sources[0]):
        used = record.figure(other.year)
        if used is None or other.months != 12 or id(other) in chosen:
            continue
        apart = other.low > used.high or other.high < used.low
        near = used.value > 0 and abs(other.value / used.value - 1) <= DIFFERENT
        key = (other.year, other.value, other.agency)
        if apart and not near and key not in seen:
            seen.add(key)
            pairs.append((used, other))
    return pairs


@of("record.widest")
def widest(operands: Operands, page: StatedPage) -> Any:
    """Reckon the widest difference between the figure used and another one."""
    pairs = conflicting(page)
    reckoned = _widest_of(pairs, operands, page)
    if "is_replaced" not in operands:
        return reckoned
    names = ("year", "other", "other_reporter", "other_provenance")
    key = tuple(reckoned[name] for name in names)
    final = [(u.year, o.value, o.side, o.provenance) for u, o in final_pairs(page)]
    return reckoned | {"is_replaced": key not in final}


@of("record.newest")
def newest(operands: Operands, page: StatedPage) -> Any:
    """Reckon the widest difference of the last year, counts before what was said."""
    last_year = page.record.window[-1].year
    of_year = [p for p in final_pairs(page) if p[0].year == last_year]
    counted = [p for p in of_year if p[1].provenance in COUNTED]
    return _widest_of(counted or of_year, operands, page) if of_year else None


def final_pairs(page: StatedPage) -> list[tuple[Datum, Datum]]:
    """Contradictions without early figures that a final one has replaced."""
    pairs = conflicting(page)
    final = {(f.year, f.side) for p in pairs for f in p if f.stage == "final"}
    unreplaced = [
        pair
        for pair in pairs
        if pair[1].stage not in EARLY or (pair[1].year, pair[1].side) not in final
    ]
    return unreplaced or pairs


def _widest_of(
    pairs: list[tuple[Datum, Datum]], operands: Operands, page: StatedPage
) -> Operands:
    size = max(_size(pair) for pair in pairs)
    equals = [pair for pair in pairs if _size(pair) == size]
    stated = (operands["year"], operands["other"], operands["other_reporter"])
    fitting = [p for p in equals if (p[1].year, p[1].value, p[1].side) == stated]
    used, other = (fitting or equals)[0]
    return {
        "year": used.year,
        "value": used.value,
        "reporter_used": used.side,
        "other": other.value,
        "other_reporter": other.side,
        "other_provenance": other.provenance,
        "unit": page.record.unit,
    }


def _size(pair: tuple[Datum, Datum]) -> float:
    used, other = pair
    ratio = other.value / used.value if used.value > 0 else 0.0
    return round(abs(math.log(ratio)), 12) if ratio > 0 else math.inf


@of("record.no_conflict")
def no_conflict(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that nothing contradicts the figures used."""
    return None if conflicting(page) else {"within": round(100 * DIFFERENT)}


@of("record.nothing_compared")
def nothing_compared(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that no yearly figure is used."""
    return None if page.record.window else {}


@of("record.kept_out")
def kept_out(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon which yearly figures of the body asked for are never chosen, and why."""
    record = page.record
    body, chosen = record.rule.partition(":")[0], {f.year for f in record.window}
    is_flow = record.entry["nature"] == "flow"
    passed_over = [
        f
        for f in record.figures
        if f.agency == body
        and not (f.usable or f.derived)
        and (f.is_year or (not is_flow and f.end))
        and (page.window[0] or 0) <= f.year <= (page.window[1] or 9999)
        and f.year not in chosen
    ]
    why = {f.status for f in passed_over if f.status in NEVER_CHOSEN}
    why |= {"withdrawn"} if any(f.withdrawn for f in passed_over) else set()
    years = sorted({f.year for f in passed_over})
    reckoned = {"body": who(page, body), "kept": years, "why": sorted(why)}
    return reckoned if passed_over else None


leave(WORDS, "record.nothing")
