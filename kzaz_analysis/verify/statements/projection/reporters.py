"""Sentences about what the figures of both reporters lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.verify.record import SeriesRecord
from kzaz_analysis.verify.statements.common import (
    CHANCE,
    MODEL,
    WORDS,
    Between,
    leave,
    of,
)
from kzaz_analysis.verify.statements.projection.commitments import (
    horizon_of,
    of_kind,
    target_of,
)

if TYPE_CHECKING:
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.statements.common import Operands

CLOSING = (6.0, 9.0, 12.0, 13.0, 14.0)
"""Percent of a gap between two reporters that closes, by year ahead."""
LONGEST = 10
"""Years over which two-year means are compared at most."""
TAIL = 0.01
"""What an era may exceed all eras by: each is extrapolated beyond its last quantile."""


def alone_of(page: StatedPage) -> dict[str, SeriesRecord]:
    """Return the figures of either side alone, of every year up to the last asked."""
    rules, last_year = page.data.alone.items(), page.window[1]
    name = page.record.name
    return {
        code: SeriesRecord(page.data, name, rule, 0, last_year) for code, rule in rules
    }


@of("projection.by_reporter", "projection.chances_by_reporter")
@of("projection.of_the_pair")
def by_reporter(operands: Operands, page: StatedPage) -> Operands:
    """Check horizon, level, order of the reporters, last year of both.

    The forecast of both rests on the years of both: it lies near those of either side
    where all end in one year, and anywhere where one side is ahead.
    """
    codes = zip(("first_code", "second_code"), alone_of(page), strict=True)
    checked = {"horizon": horizon_of(operands, page), "unit": page.record.unit}
    checked |= {"level": target_of(page), **dict(codes)}
    checked |= dict.fromkeys(("first_probability", "second_probability"), CHANCE)
    years = [{f.year for f in side.window} for side in alone_of(page).values()]
    common = set.intersection(*years) or {0}
    is_behind = max(common) < max(set.union(*years), default=0)
    checked["until"] = max(common) if is_behind else None
    sides = of_kind(page, "projection.by_reporter")
    if sides and not is_behind:
        medians = (float(sides["first_median"]), float(sides["second_median"]))
        checked["median"] = Between(min(medians) / 2, 2 * max(medians))
    return {name: checked.get(name, MODEL) for name in operands}


@of("projection.eras_by_reporter")
def eras_by_reporter(_: Operands, page: StatedPage) -> Operands:
    """Check the order of the reporters, and that each probability is in its range."""
    stated = of_kind(page, "projection.chances_by_reporter")
    checked: Operands = {}
    for place, code in zip(("first", "second"), alone_of(page), strict=True):
        probability = float(stated[f"{place}_probability"])
        checked |= {
            f"{place}_code": code,
            f"{place}_low_probability": Between(0, probability + TAIL),
            f"{place}_high_probability": Between(probability - TAIL, 1),
        }
    return checked


@of("projection.gap_narrows")
def gap_narrows(operands: Operands, page: StatedPage) -> Operands:
    """Reckon the part of a gap that closes up to the horizon."""
    newest = max(side.last.year for side in alone_of(page).values() if side.last)
    horizon = horizon_of(operands, page)
    learned = min(horizon - newest, len(CLOSING))
    beyond = len(CLOSING) if horizon - newest > len(CLOSING) else None
    return {"horizon": horizon, "share": CLOSING[learned - 1], "learned_years": beyond}


@of("projection.estimated")
def estimated(operands: Operands, page: StatedPage) -> Operands | None:
    """Check that a year is missing on one side alone, and the interval's order."""
    year, code = int(operands["year"]), str(operands["code"])
    absent = [c for c, record in alone_of(page).items() if record.figure(year) is None]
    if absent != [code]:
        return None
    value = float(operands["value"])
    return {
        "year": year,
        "code": code,
        "unit": page.record.unit,
        "value": Between(0),
        "low": Between(0, value),
        "high": Between(value),
        "coverage": MODEL,
    }


@of("projection.means")
def means(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon growth between single years and between two-year means, side by side."""
    (first_code, one_side), (second_code, other_side) = alone_of(page).items()
    sides = [{f.year: f.value for f in r.window} for r in (one_side, other_side)]
    common = sorted(sides[0].keys() & sides[1].keys())
    ends = [year for year in common if year - 1 in common]
    starts = [year - 1 for year in ends if year - 1 > ends[-1] - LONGEST]
    if not starts or starts[0] >= ends[-1] - 2:
        return None
    start, end = starts[0], ends[-1]
    multiples = [side[end] / side[start] for side in sides]
    of_means = [
        (side[end - 1] + side[end]) / (side[start] + side[start + 1]) for side in sides
    ]
    is_timing = max(of_means) * min(multiples) < max(multiples) * min(of_means)
    return {
        "first_code": first_code,
        "second_code": second_code,
        "first_year": start,
        "last_year": end,
        "first_multiple": multiples[0],
        "second_multiple": multiples[1],
        "first_means": of_means[0],
        "second_means": of_means[1],
        "is_timing": is_timing,
    }


leave(WORDS, "projection.no_forecast_on", "projection.no_means")
leave(WORDS, "projection.short_adjusted", "projection.one_reporter")
