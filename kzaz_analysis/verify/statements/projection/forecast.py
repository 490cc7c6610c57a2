"""Sentences of the projection report about one forecast.

What a simulation gave is held to what the page commits to, and to what must be so of
any forecast: quantiles rise, chances rise with the years and fit the quantiles.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kzaz_analysis.verify.statements.common import (
    CHANCE,
    MODEL,
    WORDS,
    Between,
    Caseless,
    leave,
    of,
)
from kzaz_analysis.verify.statements.projection.commitments import (
    SIMULATED,
    chance_by,
    committed,
    horizon_of,
    of_kind,
    quantile,
    started,
    starts_from_nowcast,
    target_of,
)

if TYPE_CHECKING:
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.statements.common import Operands

HALF = 0.5
TESTED_YEARS = 10
DECILES = (0.1, 0.9)
MEDIAN_OFF = 2 * SIMULATED
"""Share of the distance of both deciles that a simulated median may be off by."""


ROUNDED = 2e-3
"""What arithmetic on rounded figures may be off by."""


SHRUNK = ("combination", "recent", "usual")
"""Methods that shrink past growth."""
PRIOR_DRIFT = 0.04
"""Growth a year in logs."""


@of("projection.title")
def title(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the newest figure, the level asked about, median and chance."""
    newest = page.record.last
    if newest is None:
        return None
    horizon = horizon_of(operands, page)
    has_level = operands["target"] is not None
    return {
        "name": Caseless(page.record.entry["title"]),
        "median": quantile(page, 0.5, horizon),
        "unit": page.record.unit,
        "horizon": horizon,
        **started(operands, page, "latest"),
        "target": target_of(page) if has_level else None,
        "probability": chance_by(page, horizon) if has_level else None,
    }


@of("projection.median", "projection.median_alone")
def median(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the median, and the newest figure that the forecast starts after."""
    newest, horizon = page.record.last, horizon_of(operands, page)
    if newest is None:
        return None
    reckoned = {
        "horizon": horizon,
        "value": quantile(page, 0.5, horizon),
        "unit": page.record.unit,
    }
    if "latest" in operands:
        reckoned |= {"reporter_id": newest.side, **started(operands, page, "latest")}
    return reckoned


@of("projection.median_interval")
def median_interval(operands: Operands, page: StatedPage) -> Operands:
    """Reckon median and interval of the horizon."""
    horizon = horizon_of(operands, page)
    coverage = min(page.parameters.get("confidence_pct") or [80.0])
    tail = (1 - coverage / 100) / 2
    return {
        "horizon": horizon,
        "value": quantile(page, 0.5, horizon),
        "unit": page.record.unit,
        "coverage": float(coverage),
        "low": quantile(page, tail, horizon),
        "high": quantile(page, 1 - tail, horizon),
    }


@of("projection.beside")
def beside(operands: Operands, page: StatedPage) -> Operands:
    """Reckon the median, and the benchmark: last figure and mean yearly amount."""
    horizon, record = horizon_of(operands, page), committed(page)
    run = page.record.yearly.last_run
    ours = quantile(page, 0.5, horizon)
    benchmark: Any = MODEL
    is_whole = record is not None and record["years_used"] == len(page.record.window)
    if is_whole and len(run) == len(page.record.window) > 1:
        share = (horizon - run[-1].year) / (len(run) - 1)
        reached = run[-1].value + share * (run[-1].value - run[0].value)
        benchmark = MODEL if reached <= 0 else _about(reached, 1 + share, horizon, page)
        if page.parameters.get("jump_off") == "nowcast":
            benchmark = MODEL
    unit = page.record.unit
    reckoned = {"horizon": horizon, "unit": unit, "benchmark": benchmark, "ours": ours}
    method = page.parameters.get("method") or "combination"
    return reckoned | {"is_shrunk": method in SHRUNK}


def _about(reached: float, weight: float, year: int, page: StatedPage) -> Between:
    """Leave a level the room that the interval of the starting figure gives it.

    The start counts twice: as the level, and in the mean yearly amount. What carries
    an interval is simulated: its median lies as far off as shares of paths may.
    """
    start = of_kind(page, "robustness.start")
    slack = ROUNDED
    if start.get("low") is not None and start["value"]:
        value, low, high = (float(start[name]) for name in ("value", "low", "high"))
        slack += weight * max(high - value, value - low) / min(value, reached)
        lower, upper = (quantile(page, p, year) for p in DECILES)
        if isinstance(lower, Between) and isinstance(upper, Between):
            slack += MEDIAN_OFF * (upper.high - lower.low) / reached
    return Between.near(reached, slack)


@of("projection.probability", "projection.short_probability")
def probability(operands: Operands, page: StatedPage) -> Operands:
    """Reckon level, date and probability; that of others lies between 0 and 1."""
    horizon = horizon_of(operands, page)
    reckoned: Operands = {"level": target_of(page), "unit": page.record.unit}
    reckoned |= {"horizon": horizon, "ours": chance_by(page, horizon)}
    if "benchmark" in operands:
        reckoned["benchmark"] = CHANCE
    if "base_share" in operands:
        reckoned["base_share"] = _base_share(operands, page, horizon)
    return reckoned


def _base_share(operands: Operands, page: StatedPage, horizon: int) -> Between | None:
    """Return what the base rate of the page is, where it is one of the horizon."""
    stated, record = of_kind(page, "projection.base_rate"), committed(page)
    if "share" not in stated or record is None:
        return CHANCE if operands["base_share"] is not None else None
    is_of_horizon = stated["count"] == horizon - record["origin_year"]
    return Between.near(float(stated["share"])) if is_of_horizon else None


@of("projection.reached")
def reached(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon that the figure the forecast starts from is not below the level."""
    level, begun = target_of(page), started(operands, page, "value")
    if level is None or not operands["value"] >= level:
        return None
    return {"level": level, "unit": page.record.unit} | begun


@of("projection.median_year", "projection.too_far", "projection.fewer_than_half")
def attained(operands: Operands, page: StatedPage) -> Operands | None:
    """Check the year by which half of the paths are there against the chances."""
    record = committed(page)
    reckoned: Operands = {"level": target_of(page), "unit": page.record.unit}
    if record is None:
        return dict.fromkeys(operands, MODEL) | reckoned
    if "count" in operands:
        reckoned["count"] = record["years_used"]
    if "horizon" in operands:
        reckoned["horizon"] = Between(record["origin_year"] + 1)
    half = _year_by(record, HALF)
    if "year" not in operands:
        # Said of years beyond those of the page: none of these is one.
        return reckoned if math.isinf(half.high) else None
    late = _year_by(record, DECILES[1])
    if operands["late"] is None and math.isfinite(late.high):
        return None
    is_far = int(operands["year"]) > record["origin_year"] + TESTED_YEARS
    return reckoned | {
        "year": half,
        "coverage": 100 * (DECILES[1] - DECILES[0]),
        # A last figure in doubt may stand at the level already.
        "early": _year_by(record, DECILES[0], since=record["origin_year"]),
        "late": operands["late"] and late,
        "last": Between(record["origin_year"] + 1),
        "is_far": is_far,
    }


def _year_by(record: Operands, share: float, since: int | None = None) -> Between:
    """Bound the year by which a share is there, by the chances that are stated.

    No year before ``since`` can be; the first one ahead where it is left out.
    """
    chances = {int(year): chance for year, chance in record["chances"].items()}
    there = [year for year, chance in chances.items() if chance > share + SIMULATED]
    earlier = [year for year, chance in chances.items() if chance < share - SIMULATED]
    ahead = record["origin_year"] + 1 if since is None else since
    first_year = max([ahead, *(year + 1 for year in earlier)])
    return Between(first_year, min(there, default=math.inf))


@of("projection.rests_on")
def rests_on(_: Operands, page: StatedPage) -> Operands:
    """Reckon how many years the forecast uses."""
    record = committed(page)
    if record is None:
        return {"count": MODEL, "is_nowcast": MODEL}
    is_nowcast = starts_from_nowcast(page, record["origin_year"])
    return {"count": record["years_used"], "is_nowcast": is_nowcast}


@of("projection.prior")
def prior(_: Operands, __: StatedPage) -> Operands:
    """Reckon what is expected of a flow about which nothing is known."""
    return {"growth": 100 * math.expm1(PRIOR_DRIFT)}


@of("projection.basis")
def basis(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon that the estimation sample is the last years of one reporter."""
    run = [f.year for f in page.record.yearly.last_run]
    used = [int(year) for year in operands["used"]]
    is_nowcast = starts_from_nowcast(page, max(used, default=0))
    run += [run[-1] + 1] if is_nowcast and run else []
    known = used if used == run[len(run) - len(used) :] else run
    return {"count": len(known), "used": known, "is_nowcast": is_nowcast}


@of("projection.own_rates")
def own_rates(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon where the rates that were asked for lead."""
    newest, year = page.record.last, int(operands["year"])
    if newest is None:
        return None
    rates = [float(pct) for pct in page.parameters["scenario_growth_pct"]]
    ends = [newest.value * (1 + pct / 100) ** (year - newest.year) for pct in rates]
    names = [path["scenario"] for path in operands["paths"]]
    return {
        "year": horizon_of(operands | {"horizon": year}, page),
        "unit": page.record.unit,
        "paths": [
            {"scenario": name, "value": end}
            for name, end in zip(names, ends, strict=True)
        ],
    }


leave(WORDS, "projection.note", "projection.no_own_rates")
leave(WORDS, "projection.withheld", "projection.withheld_with_total")
leave(WORDS, "projection.withheld_without_base")
leave(WORDS, "projection.own_condition", "projection.no_year", "projection.title_none")
leave(WORDS, "projection.not_projected", "projection.no_target")
leave(WORDS, "projection.no_probability")
