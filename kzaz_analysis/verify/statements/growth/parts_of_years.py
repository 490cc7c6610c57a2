"""Parts of years: the rest, the halves, the same months a year before."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

from kzaz_analysis.verify.figures import BOUNDS, Datum
from kzaz_analysis.verify.statements.common import (
    WORDS,
    base_period,
    change_operands,
    of,
)
from kzaz_analysis.verify.statements.growth.published import (
    is_whole_year,
    published_of,
    published_rates,
)
from kzaz_analysis.verify.yearly import change_between

if TYPE_CHECKING:
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.record import SeriesRecord
    from kzaz_analysis.verify.statements.common import Operands

YEAR_END = 12
"""Month in which a year ends."""
HALF = 6
"""Months of half a year."""
HALF_OPERANDS = ("year", "published", "part_pct", "pct", "bounds", "is_published")


WARNED = ("target_gap", "trade_projection")
"""Reports whose pages tell of one rest alone: the one that leaves its year."""
FAR_PP, WIDE_SHARE = 10.0, 0.1
"""Percentage points by which a rest leaves the growth of its year."""


@of("record.rest")
def rest(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon what a year and a part of it leave, and how that moved."""
    longest = _longest(_rests(page))
    if page.report not in WARNED:
        return longest
    warns = _warning(page)
    return warns if warns and warns["months_given"] != HALF else None


def _longest(rests: list[Operands]) -> Operands | None:
    """Return what the longest part leaves, of those that the year before has too."""
    key = ("_has_before", "months_given")
    return max(rests, key=lambda r: tuple(r[k] for k in key), default=None)


def _warning(page: StatedPage) -> Operands | None:
    """Return the rest that is furthest from the growth of its year, if one is far."""
    rests = _rests(page)
    half = [r for r in rests if r["months_given"] == HALF]
    candidates = [r for r in (_longest(rests), *half[:1]) if r]
    year = page.record.yearly.growth(candidates[0]["year"]) if candidates else None
    if year is None or year.low is None or year.high is None:
        return None
    apart = [_points_apart(r, year.low, year.high) for r in candidates]
    return candidates[apart.index(max(apart))] if max(apart) else None


def _points_apart(rest: Operands, low: float, high: float) -> float:
    """Return how far a rest is from the growth of its year; 0 where that is not far."""
    if rest["bounds"] is None or rest["part_pct"] is None:
        return 0.0
    least, most = rest["bounds"]
    apart = max(low - most, least - high, 0.0)
    is_turned = most < 0 < low or high < 0 < least
    return apart if is_turned or apart >= FAR_PP else 0.0


def _rests(page: StatedPage) -> list[Operands]:
    """Return what each part of the last year leaves of it."""
    record = page.record
    whole = record.last
    if whole is None:
        return []
    return [_rest(page, whole, p) for p in record.partial if _is_to_date(p, whole)]


@of("record.halves")
def halves(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon how both halves of the last year moved, where no rest says it."""
    rests = _rests(page)
    half = [r for r in rests if r["months_given"] == HALF and r["bounds"]]
    says = _warning(page) if page.report in WARNED else _longest(rests)
    is_half = says is not None and says["months_given"] == HALF
    if not half or is_half != (page.report in WARNED):
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
    base = record.figure(whole.year - 1)
    months = [
        p
        for p in record.partial
        if p.months == part.months and base is not None and _is_to_date(p, base)
    ]
    fits = base is not None and base.side == whole.side and bool(months)
    pairs = [whole, part, *([base, months[0]] if base and fits else [])]
    pct, part_pct, bounds = None, None, None
    if base is not None and fits:
        least = [f.low - p.high for f, p in ((base, months[0]), (whole, part))]
        most = [f.high - p.low for f, p in ((base, months[0]), (whole, part))]
        lefts = [base.value - months[0].value, left]
        if lefts[0] > 0 and most[0] > 0 and most[1] >= 0:
            pct = 100 * (lefts[1] / lefts[0] - 1)
            bounds = _growth_bounds(least, most)
        part_pct = change_between(months[0], part).pct
    figures = [whole, part, *((base, months[0]) if base and fits else ())]
    return {
        "_has_before": fits,
        "_provenances": list(dict.fromkeys(f.provenance for f in pairs)),
        "year": whole.year,
        "months_given": part.months,
        "value": left,
        "allowed": _wide(max(whole.low - part.high, 0.0), whole.high - part.low, left),
        "unit": record.unit,
        "is_above": WORDS,
        "published": published_of(page, f"{part.start}", f"{part.end}", part.side),
        "part_pct": part_pct,
        "pct": pct,
        "bounds": bounds,
        "provenances": list(dict.fromkeys(f.provenance for f in figures)),
        "is_published": _is_published(record, part, is_rate=pct is not None),
    }


def _is_published(record: SeriesRecord, part: Datum, *, is_rate: bool) -> bool:
    """Whether what follows a part was published itself, of the year before too."""
    years = [part.year, *([part.year - 1] if is_rate else [])]
    published = {
        f.year
        for f in record.partial
        if f.side == part.side
        and not f.derived
        and f.start is not None
        and f.start.month == (part.months or 0) + 1
        and f.end is not None
        and f.end.month == YEAR_END
    }
    return set(years) <= published


def _wide(low: float, high: float, value: float) -> list[float] | None:
    """Reckon the ends of what is left, where they are more than a tenth apart."""
    return [low, high] if high - low > WIDE_SHARE * value else None


def _growth_bounds(least: list[float], most: list[float]) -> list[float]:
    base = max(least[0], 0.0)
    # Nothing after anything is a fall of all of it, however little there was.
    high = 0.0 if most[1] == 0 else math.inf if base == 0 else most[1] / base
    low = max(least[1], 0.0) / most[0]
    return [100 * (low - 1), 100 * (high - 1)]


@of("growth.same_months")
def same_months(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon a change on the same months of a year before, and what was published."""
    start, end = (dt.date.fromisoformat(str(operands[k])) for k in ("start", "end"))
    side = str(operands["reporter"])
    figure = page.record.months(start, end, side)
    computed = None
    if figure is not None:
        base = page.record.months(*base_period(figure), side)
        is_own = base is not None and not base.repeats_growth
        change = change_between(base, figure) if base and is_own else None
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
        base = page.record.months(*base_period(figure), figure.side)
        if base is not None and base.value > 0 and not base.repeats_growth:
            return None
    parts = [c for c in published_rates(page) if not is_whole_year(c)]
    return None if parts else {}
