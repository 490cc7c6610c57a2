"""Sentences of the projection report: what a simulation gave is not recomputed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.verify.statements.common import (
    MODEL,
    WORDS,
    Caseless,
    leave,
    of,
)

if TYPE_CHECKING:
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.record import SeriesRecord
    from kzaz_analysis.verify.statements.common import Operands

LONGEST = 10
"""Years over which two-year means are compared at most."""


def target_of(page: StatedPage) -> float | None:
    """Level that the reader asked about."""
    target = page.parameters.get("target")
    return float(target) if target else None


@of("projection.title")
def title(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the last figure and the level asked about."""
    last = page.record.last
    if last is None:
        return None
    return {
        "name": Caseless(page.record.entry["title"]),
        "median": MODEL,
        "unit": page.record.unit,
        "horizon": horizon_of(operands, page),
        "latest": last.value,
        "year": last.year,
        "target": None if operands["target"] is None else target_of(page),
        "probability": MODEL,
    }


def horizon_of(operands: Operands, page: StatedPage) -> int:
    """Year up to which it is projected: the one asked for."""
    asked = page.parameters.get("horizon_year")
    return int(asked) if asked else int(operands["horizon"])


@of("projection.median")
def median(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the last figure that the forecast starts after."""
    last = page.record.last
    if last is None:
        return None
    return {
        "horizon": horizon_of(operands, page),
        "value": MODEL,
        "unit": page.record.unit,
        "latest": last.value,
        "reporter_id": last.side,
        "year": last.year,
    }


@of("projection.probability", "projection.short_probability")
def probability(operands: Operands, page: StatedPage) -> Operands:
    """Check the level and the date; probabilities are simulated."""
    told: Operands = dict.fromkeys(operands, MODEL)
    horizon = horizon_of(operands, page)
    level = {"level": target_of(page), "unit": page.record.unit}
    return told | level | {"horizon": horizon}


@of("projection.eras")
def eras(operands: Operands, page: StatedPage) -> Operands:
    """Check the level asked about; probabilities are simulated."""
    level = {"level": target_of(page), "unit": page.record.unit}
    return dict.fromkeys(operands, MODEL) | level


def alone_of(page: StatedPage) -> dict[str, SeriesRecord]:
    """Return the figures of either side alone, over every year."""
    rules = page.data.alone.items()
    name = page.record.name
    return {code: page.read(name, rule, window=False) for code, rule in rules}


@of("projection.by_reporter", "projection.chances_by_reporter")
@of("projection.of_the_pair")
def by_reporter(operands: Operands, page: StatedPage) -> Operands:
    """Check horizon, level and the order of the reporters; the rest is simulated."""
    codes = zip(("first_code", "second_code"), alone_of(page), strict=True)
    checked = {"horizon": horizon_of(operands, page), "unit": page.record.unit}
    checked |= {"level": target_of(page), **dict(codes)}
    return {name: checked.get(name, MODEL) for name in operands}


@of("projection.estimated")
def estimated(operands: Operands, page: StatedPage) -> Operands | None:
    """Check that a year is missing on one side alone; its estimate is simulated."""
    year, code = int(operands["year"]), str(operands["code"])
    absent = [c for c, record in alone_of(page).items() if record.figure(year) is None]
    if absent != [code]:
        return None
    checked = {"year": year, "code": code, "unit": page.record.unit}
    return dict.fromkeys(operands, MODEL) | checked


@of("projection.means")
def means(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon growth between single years and between two-year means, side by side."""
    (first_code, one_side), (second_code, other_side) = alone_of(page).items()
    sides = [{f.year: f.value for f in r.annual} for r in (one_side, other_side)]
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
    apart, means_apart = (max(pair) / min(pair) for pair in (multiples, of_means))
    return {
        "first_code": first_code,
        "second_code": second_code,
        "first_year": start,
        "last_year": end,
        "first_multiple": multiples[0],
        "second_multiple": multiples[1],
        "first_means": of_means[0],
        "second_means": of_means[1],
        "is_timing": means_apart < apart,
    }


@of("projection.basis")
def basis(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon that the estimation sample is the last years of one reporter."""
    run = [f.year for f in page.record.yearly.last_run]
    used = [int(year) for year in operands["used"]]
    if used != run[len(run) - len(used) :]:
        return {"count": len(run), "used": run}
    return {"count": len(used), "used": used}


leave(
    MODEL, "projection.median_interval", "projection.too_narrow", "projection.rests_on"
)
leave(MODEL, "projection.none_beat", "projection.best", "projection.used_and_best")
leave(MODEL, "projection.covered", "projection.beside", "projection.median_year")
leave(MODEL, "projection.too_far", "projection.fewer_than_half")
leave(MODEL, "projection.prior", "projection.median_alone")
leave(MODEL, "projection.base_rate", "projection.reliability")
leave(WORDS, "projection.no_forecast_on", "projection.no_means")
leave(WORDS, "projection.one_year_signs", "projection.reliability_of_an_era")
leave(WORDS, "projection.withheld")
leave(
    WORDS, "projection.title_none", "projection.not_projected", "projection.no_target"
)
leave(WORDS, "projection.no_probability", "projection.untested", "projection.no_year")
