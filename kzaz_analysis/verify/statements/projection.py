"""Sentences of the projection report.

What a simulation gave is held to what the page commits to, and to what must be so of
any forecast: quantiles rise, chances rise with the years and fit the quantiles.
"""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kzaz_analysis.verify.figures import bounds_of
from kzaz_analysis.verify.statements.common import (
    CHANCE,
    MODEL,
    WORDS,
    Between,
    Caseless,
    Unreckoned,
    leave,
    of,
)

if TYPE_CHECKING:
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.record import SeriesRecord
    from kzaz_analysis.verify.statements.common import Operands

HALF, SIMULATED, NEAR, ROUNDED = 0.5, 0.012, 1e-6, 2e-3
"""What simulated shares may be off by, and what arithmetic may."""
PRIOR_DRIFT, SHORT_BY = 0.04, 15.0
"""Growth a year in logs; points below its coverage at which an interval is narrow."""
LONGEST = 10
"""Years over which two-year means are compared at most."""


def target_of(page: StatedPage) -> float | None:
    """Level that the reader asked about."""
    target = page.parameters.get("target")
    return float(target) if target else None


def committed(page: StatedPage) -> Operands | None:
    """Return what the page commits to: quantiles and chances by year."""
    return page.ledger[0]["record"] if page.ledger else None


def quantile(page: StatedPage, probability: float, year: int) -> Between | Unreckoned:
    """One quantile of the forecast of a year, as the page commits to it."""
    record = committed(page)
    if record is None or round(probability, 6) not in record["probabilities"]:
        return MODEL
    place = record["probabilities"].index(round(probability, 6))
    return Between.near(float(record["quantiles"][str(year)][place]))


def chance_by(page: StatedPage, year: int) -> Between | Unreckoned:
    """Chance of the level by a year, as the page commits to it.

    Raises
    ------
    ValueError
        If quantiles or chances of the page do not fit each other.
    """
    record = committed(page)
    if record is None or not record["chances"]:
        return CHANCE
    _check_order(record)
    level = target_of(page)
    if level is not None and record["origin_value"] < level:
        _check_level(record, level)
    stated = float(record["chances"][str(year)])
    return Between(stated - 5e-5, stated + 5e-5)


def _check_order(record: Operands) -> None:
    """Hold quantiles to rise with the probability, and chances with the years."""
    rising = [*record["quantiles"].values(), [*record["chances"].values()]]
    for numbers in rising:
        if any(after < before for before, after in pairwise(numbers)):
            raise ValueError(f"{numbers} do not rise")


def _check_level(record: Operands, level: float) -> None:
    """Hold the chance by a year to be no less than that of being there in it."""
    for place, (year, numbers) in enumerate(record["quantiles"].items()):
        pairs = list(zip(record["probabilities"], numbers, strict=True))
        below = max((p for p, number in pairs if number <= level), default=0.0)
        above = min((p for p, number in pairs if number >= level), default=1.0)
        stated = record["chances"][year]
        # The first year has no earlier one in which the level was reached.
        most = 1.0 if place else 1 - below
        if not 1 - above - SIMULATED <= stated <= most + SIMULATED:
            raise ValueError(f"a chance of {stated} in {year} does not fit {numbers}")


@of("projection.title")
def title(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the last figure, the level asked about, median and chance."""
    last = page.record.last
    if last is None:
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


def started(operands: Operands, page: StatedPage, name: str) -> Operands:
    """Last figure that a forecast starts after, or the running year's estimate."""
    last = page.record.last
    if last is None:
        raise LookupError("the record holds no figure")
    if page.parameters.get("jump_off") == "nowcast" and operands["year"] > last.year:
        return {name: MODEL, "year": last.year + 1}
    return {name: last.value, "year": last.year}


def horizon_of(operands: Operands, page: StatedPage) -> int:
    """Year up to which it is projected: the one asked for."""
    asked = page.parameters.get("horizon_year")
    return int(asked) if asked else int(operands["horizon"])


@of("projection.median", "projection.median_alone")
def median(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the median, and the last figure that the forecast starts after."""
    last, horizon = page.record.last, horizon_of(operands, page)
    if last is None:
        return None
    reckoned = {
        "horizon": horizon,
        "value": quantile(page, 0.5, horizon),
        "unit": page.record.unit,
    }
    if "latest" in operands:
        reckoned |= {"reporter_id": last.side, **started(operands, page, "latest")}
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
        benchmark = MODEL if reached <= 0 else _about(reached, 1 + share, page)
        if page.parameters.get("jump_off") == "nowcast":
            benchmark = MODEL
    unit = page.record.unit
    return {"horizon": horizon, "unit": unit, "benchmark": benchmark, "ours": ours}


def _about(reached: float, weight: float, page: StatedPage) -> Between:
    """Leave a level the room that the interval of the starting figure gives it.

    The start counts twice: as the level, and in the mean yearly amount.
    """
    start = of_kind(page, "robustness.start")
    slack = ROUNDED
    if start.get("low") is not None and start["value"]:
        value, low, high = (float(start[name]) for name in ("value", "low", "high"))
        slack += weight * max(high - value, value - low) / min(value, reached)
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
        share = of_kind(page, "projection.base_rate").get("share")
        reckoned["base_share"] = CHANCE if operands["base_share"] is not None else None
        if share is not None:
            reckoned["base_share"] = Between.near(float(share))
    return reckoned


def of_kind(page: StatedPage, kind: str) -> Operands:
    """Operands of the page's first sentence of a kind; none where there is none."""
    same = (s["operands"] for s in page.sentences if s["kind"] == kind)
    return next(same, {})


@of("projection.eras")
def eras(operands: Operands, page: StatedPage) -> Operands:
    """Reckon level and probability, which lies between that of two eras."""
    low, high = operands["low_probability"], operands["high_probability"]
    return {
        "level": target_of(page),
        "unit": page.record.unit,
        "year": int(operands["year"]),
        "low_probability": Between(0, high),
        "low_era": WORDS,
        "high_probability": Between(low, 1),
        "high_era": WORDS,
        "probability": chance_by(page, int(operands["year"])),
    }


@of("projection.base_rate")
def base_rate(operands: Operands, _: StatedPage) -> Operands:
    """Check that a share lies in its interval, and between those of the eras."""
    share = operands["share"]
    return {
        "pairs": Between(1),
        "share": CHANCE,
        "low_share": Between(0, share),
        "high_share": Between(share, 1),
        "low_era_share": Between(0, operands["high_era_share"]),
        "high_era_share": Between(operands["low_era_share"], 1),
    }


@of("projection.reliability")
def reliability(operands: Operands, page: StatedPage) -> Operands:
    """Reckon the probability; its class holds it, and the share lies in its bounds."""
    year = int(operands["year"])
    stated = float(operands["probability"])
    return {
        "year": year,
        "probability": chance_by(page, year),
        "class_low": Between(0, stated),
        "class_high": Between(stated, 1),
        "share": CHANCE,
        "share_low": Between(0, operands["share"]),
        "share_high": Between(operands["share"], 1),
    }


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
    halves = [int(y) for y, p in record["chances"].items() if p > HALF + SIMULATED]
    if "year" not in operands:
        # Said of years beyond those of the page: none of these is one.
        return None if halves else reckoned
    earlier = [int(y) for y, p in record["chances"].items() if p < HALF - SIMULATED]
    least = max([record["origin_year"], *earlier]) + 1
    return reckoned | {"year": Between(least, min(halves, default=math.inf))}


@of("projection.rests_on")
def rests_on(_: Operands, page: StatedPage) -> Operands:
    """Reckon how many years the forecast uses."""
    record = committed(page)
    return {"count": record["years_used"] if record else MODEL}


@of("projection.prior")
def prior(_: Operands, __: StatedPage) -> Operands:
    """Reckon what is expected of a flow about which nothing is known."""
    return {"growth": 100 * math.expm1(PRIOR_DRIFT)}


@of("projection.covered")
def covered(operands: Operands, page: StatedPage) -> Operands | None:
    """Check that a share of so many forecasts is a whole number of them."""
    count, share = int(operands["count"]), float(operands["share"])
    inside = count * share / 100
    if abs(inside - round(inside)) > NEAR or not 0 <= inside <= count:
        return None
    coverage = min(page.parameters.get("confidence_pct") or [80.0])
    return {"count": Between(1), "share": share, "coverage": float(coverage)}


@of("projection.too_narrow")
def too_narrow(operands: Operands, page: StatedPage) -> Operands:
    """Check that the share that came is well below what was meant."""
    coverage = min(page.parameters.get("confidence_pct") or [80.0])
    stated = of_kind(page, "projection.covered").get("share")
    share = Between(0, coverage - SHORT_BY)
    return {
        "coverage": share if stated is None else Between.near(float(stated)),
        "is_shown": target_of(page) is None,
    }


@of("projection.best", "projection.used_and_best")
def best(operands: Operands, page: StatedPage) -> Operands:
    """Check that the best error is below that of no change and of the one in use."""
    reckoned: Operands = {"tested": tested_in(operands, page), "method": WORDS}
    reckoned["ratio"] = Between(0, min(1.0, operands.get("used_ratio", 1.0)))
    if "used" in operands:
        reckoned |= {"used": WORDS, "used_ratio": Between(operands["ratio"])}
    return reckoned


@of("projection.none_beat")
def none_beat(operands: Operands, page: StatedPage) -> Operands:
    """Check that the years tested are years of the record."""
    return {"tested": tested_in(operands, page)}


def tested_in(operands: Operands, page: StatedPage) -> Any:
    """Hold a span of years to those of the record, the years not shown among them."""
    years = [int(year) for year in re.findall(r"\d{4}", str(operands["tested"]))]
    series, rule = str(page.about["series"]), str(page.about["rule"])
    known = [f.year for f in page.read(series, rule, window=False).window]
    fits = known[0] <= min(years) and max(years) <= known[-1]
    return operands["tested"] if fits else f"{known[0]} to {known[-1]}"


def alone_of(page: StatedPage) -> dict[str, SeriesRecord]:
    """Return the figures of either side alone, over every year."""
    rules = page.data.alone.items()
    name = page.record.name
    return {code: page.read(name, rule, window=False) for code, rule in rules}


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


@of("projection.basis")
def basis(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon that the estimation sample is the last years of one reporter."""
    run = [f.year for f in page.record.yearly.last_run]
    used = [int(year) for year in operands["used"]]
    if used != run[len(run) - len(used) :]:
        return {"count": len(run), "used": run}
    return {"count": len(used), "used": used}


@of("projection.own_rates")
def own_rates(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon where the rates that were asked for lead."""
    last, year = page.record.last, int(operands["year"])
    if last is None:
        return None
    rates = [float(pct) for pct in page.parameters["scenario_growth_pct"]]
    ends = [last.value * (1 + pct / 100) ** (year - last.year) for pct in rates]
    names = [path["scenario"] for path in operands["paths"]]
    return {
        "year": horizon_of(operands | {"horizon": year}, page),
        "unit": page.record.unit,
        "paths": [
            {"scenario": name, "value": end}
            for name, end in zip(names, ends, strict=True)
        ],
    }


def published(page: StatedPage) -> list[tuple[float, float, float | None]]:
    """Bounds of others' forecasts of the series, and the outturn where there is one."""
    unit, outturns = page.record.unit, {f.year: f.value for f in page.record.window}
    return [
        (low * ratio, high * ratio, outturns.get(int(row["period_end"][:4])))
        for row in page.data.table("projections")
        if (row["series"], row["measure"]) == (page.record.name, "level")
        and row["period_end"]
        and not math.isnan(ratio := page.data.ratio(row["unit"], unit))
        for low, high in [bounds_of(row)]
    ]


@of("projection.others")
def others(_: Operands, page: StatedPage) -> Operands:
    """Reckon how many forecasts others published, and how many have an outturn."""
    rows = published(page)
    return {"count": len(rows), "judged": sum(came is not None for *_, came in rows)}


@of("projection.others_missed")
def others_missed(_: Operands, page: StatedPage) -> Operands:
    """Reckon how many of others' forecasts were too high or too low in whole."""
    judged = [row for row in published(page) if row[2] is not None]
    return {
        "too_high": sum(low > (came or 0) for low, _, came in judged),
        "too_low": sum(high < (came or 0) for _, high, came in judged),
    }


@of("projection.no_others")
def no_others(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that nobody else has forecast the series."""
    return None if published(page) else {}


leave(WORDS, "projection.no_forecast_on", "projection.no_means", "projection.note")
leave(WORDS, "projection.one_year_signs", "projection.reliability_of_an_era")
leave(WORDS, "projection.withheld", "projection.no_own_rates")
leave(WORDS, "projection.own_condition", "projection.no_year")
leave(
    WORDS, "projection.title_none", "projection.not_projected", "projection.no_target"
)
leave(WORDS, "projection.no_probability", "projection.untested")
