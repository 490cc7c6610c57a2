"""What the parts of a series brought to its growth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kzaz_analysis.verify.statements.common import (
    WORDS,
    Caseless,
    of,
)

if TYPE_CHECKING:
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.statements.common import Operands


@of("growth.contributions")
def contributions(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon what each part brought to the growth of the last year that allows it."""
    record = page.record
    names = record.entry["parts"].split(";")
    parts = {n: page.read(n, record.rule) for n in names}
    years = [f.year for f in record.window if not _apart(page, f.year)]
    if not years:
        return None
    year = max(years)
    base, after = record.figure(year - 1), record.figure(year)
    if base is None or after is None:
        return None
    reckoned = []
    for name, part in parts.items():
        old, new = part.figure(year - 1), part.figure(year)
        pp = 100 * (new.value - old.value) / base.value if old and new else math.nan
        reckoned.append(
            {"title": Caseless(record.data.series[name]["title"]), "pp": pp}
        )
    total = 100 * (after.value / base.value - 1)
    apart = total - sum(float(str(t["pp"])) for t in reckoned)
    reckoned.append({"title": WORDS, "pp": apart})
    return {"total": total, "year": year, "parts": reckoned}


OF_TOTAL = {
    "change of reporter": "reporter",
    "change of channel": "channel",
    "published as a range": "range",
}


def _apart(page: StatedPage, year: int) -> str:
    """Why total and parts have no change of one reporter in a year; empty if so."""
    record = page.record
    change, after = record.growth(year), record.figure(year)
    if change.pct is None:
        begins = "begins in" in change.reason
        return "window" if begins else OF_TOTAL.get(change.reason, "base")
    for name in record.entry["parts"].split(";"):
        part = page.read(name, record.rule)
        old, new = part.figure(year - 1), part.figure(year)
        if old is None or new is None or after is None:
            return "base"
        if not part.compares(year - 1, year):
            return "channel" if old.side == new.side else "reporter"
        if new.side != after.side:
            return "other"
    return ""


@of("growth.contributions_missing")
def contributions_missing(operands: Operands, page: StatedPage) -> Operands:
    """Reckon the years in which total and parts do not add up, and why."""
    why: dict[str, list[int]] = {}
    for figure in page.record.window:
        reason = _apart(page, figure.year)
        if reason:
            why.setdefault(reason, []).append(figure.year)
    if "lost" in operands:
        # Earlier suites name the years alone.
        return {"lost": sorted(year for years in why.values() for year in years)}
    return {"groups": [{"why": w, "years": years} for w, years in why.items()]}


@of("growth.parts_apart")
def parts_apart(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that total and parts add up in no year."""
    adds_up = any(not _apart(page, f.year) for f in page.record.window)
    return None if adds_up else {}


@of("growth.no_parts")
def no_parts(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that the catalogue names no parts."""
    return None if page.record.entry["parts"] else {}
