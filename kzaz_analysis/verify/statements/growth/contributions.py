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
    years = [f.year for f in record.window if _adds_up(page, f.year)]
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
