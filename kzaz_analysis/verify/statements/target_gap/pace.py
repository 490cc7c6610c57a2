"""Sentences about the pace so far, and when a constant rate reaches the level."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kzaz_analysis.verify.statements.common import of
from kzaz_analysis.verify.statements.growth.rates import differences
from kzaz_analysis.verify.targets import (
    is_less_better,
    is_over,
    judged_value,
    pace_base,
    target_of,
)

if TYPE_CHECKING:
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.statements.common import Operands

LATEST_YEAR, EXTREME_PCT = 2100, 50.0


EUROSTAT = (
    (95.0, "significant progress"),
    (60.0, "moderate progress"),
    (0.0, "insufficient progress"),
)
"""Least share of the growth required, in percent, of each band of Eurostat's scale."""


def rate_of_pace(page: StatedPage) -> tuple[int, float] | None:
    """Return base year and rate of the pace, where there is one."""
    record = page.record
    base = pace_base(record, target_of(page), page)
    end = record.last.year if record.last else 0
    if base is None or base >= end:
        return None
    ends = record.figure(base), record.last
    if any(f is not None and (f.is_bound or f.is_range) for f in ends):
        return None
    pct = record.yearly.rate(base, end)
    return None if pct is None else (base, pct)


def arrival_of(page: StatedPage, pct: float) -> str:
    """Year in which a constant rate reaches the level, as it is said."""
    target, newest = target_of(page), page.record.last
    if newest is None:
        return "never"
    less = is_less_better(page, target.series)
    start = judged_value(newest, less)
    ratio = target.value / start if start > 0 else math.inf
    if (pct >= 0 or pct <= -100) if less else (pct <= 0 or not math.isfinite(ratio)):
        return "never"
    years = math.log(ratio) / math.log1p(pct / 100)
    year = newest.year + math.ceil(years - 1e-9)
    return str(year) if year <= LATEST_YEAR else f"after {LATEST_YEAR}"


def pace_of(page: StatedPage) -> Operands | None:
    """Return since when the pace is counted, and when it arrives, as it is said."""
    rate = rate_of_pace(page)
    if rate is None or target_of(page).value <= 0:
        return None
    when = arrival_of(page, rate[1])
    if when.isdigit() and is_over(page, int(when)):
        return None
    how = f"reached in {when}" if when.isdigit() else f"{when} reached"
    how = f"reached {when}" if when.startswith("after") else how
    return {"start": rate[0], "arrival": how}


@of("target_gap.pace_since")
def pace_since(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon the growth since the target was set."""
    rate, newest = rate_of_pace(page), page.record.last
    if rate is None or newest is None:
        return None
    return {"start": rate[0], "end": newest.year, "pct": rate[1], "set_year": None}


@of("target_gap.pace_base")
def pace_base_growth(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon growth in the year that the pace counts from, and from the year before."""
    rate, newest = rate_of_pace(page), page.record.last
    if rate is None or newest is None:
        return None
    start, yearly = rate[0], page.record.yearly
    base_pct, pct = (yearly.rate(start - 1, year) for year in (start, newest.year))
    is_extreme = base_pct is not None and abs(base_pct) >= EXTREME_PCT
    years = {"before": start - 1, "start": start, "end": newest.year}
    return years | {"base_pct": base_pct, "pct": pct} if is_extreme else None


@of("target_gap.pace_unlike")
def pace_unlike(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon in what the two ends of the pace differ besides their value."""
    rate, newest = rate_of_pace(page), page.record.last
    if rate is None or newest is None:
        return None
    return {"remarks": [differences(page, rate[0], newest.year)]}


@of("target_gap.band")
def band(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon Eurostat's ratio: growth so far over growth required from one base."""
    pace, level, year = rate_of_pace(page), target_of(page).value, operands["deadline"]
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
    rates = page.parameters.get("scenario_growth_pct") or (5.0, 10.0, 20.0)
    named = {f"{r:g} % a year": float(r) for r in rates}
    rate, newest = rate_of_pace(page), page.record.last
    if rate is not None and newest is not None:
        named = {f"the pace of {rate[0]} to {newest.year}": rate[1]} | named
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
    arriving = {
        n: when
        for n, when in arrivals.items()
        if when != "never" and not (when.isdigit() and is_over(page, int(when)))
    }
    if not arriving:
        return None
    best = min(arriving.values(), key=lambda when: (not when.isdigit(), when))
    names = [n for n, when in arriving.items() if when == best]
    stated = str(operands["rate_name"])
    return {"arrival": best, "rate_name": stated if stated in names else names[0]}
