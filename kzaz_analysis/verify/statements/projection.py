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
    from kzaz_analysis.verify.statements.common import Operands


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
leave(MODEL, "projection.base_rate", "projection.eras")
leave(
    WORDS, "projection.title_none", "projection.not_projected", "projection.no_target"
)
leave(WORDS, "projection.no_probability", "projection.untested", "projection.no_year")
