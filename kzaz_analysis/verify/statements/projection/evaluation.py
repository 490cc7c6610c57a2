"""Sentences about how well such forecasts did, those of others among them."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from kzaz_analysis.verify.figures import bounds_of
from kzaz_analysis.verify.statements.common import CHANCE, WORDS, Between, leave, of
from kzaz_analysis.verify.statements.projection.commitments import (
    chance_by,
    of_kind,
    target_of,
)
from kzaz_analysis.verify.statements.replay import FORECAST, levels_by_others

if TYPE_CHECKING:
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.statements.common import Operands

NEAR = 1e-6
"""What arithmetic may be off by."""


LONGEST_BASE = 5
"""Years ahead for which base rates were counted."""

SHORT_BY = 15.0
BRIER_OF_ONE_HALF = 0.25
"""Points below its coverage at which an interval is narrow."""


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
        "count": Between(1, LONGEST_BASE),
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


@of("projection.own_record")
def own_record(operands: Operands, _: StatedPage) -> Operands | None:
    """Check that a share of so many windows is a whole number of them."""
    count, share = int(operands["count"]), float(operands["share"])
    if abs(count * share - round(count * share)) > NEAR:
        return None
    reckoned: Operands = {"count": Between(1), "ahead": Between(1), "share": CHANCE}
    return reckoned | {"brier": CHANCE, "share_brier": CHANCE}


@of("projection.no_better")
def no_better(operands: Operands, page: StatedPage) -> Operands | None:
    """Check that the score of past probabilities is above that of one half."""
    stated = of_kind(page, "projection.own_record")
    if not float(stated.get("brier", 1.0)) > BRIER_OF_ONE_HALF:
        return None
    # Suites of earlier versions do not say how far ahead.
    ahead = stated.get("ahead", Between(1))
    return {"ahead": ahead} if "ahead" in operands else {}


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
    years_of_record = [f.year for f in page.read(series, rule, window=False).window]
    fits = years_of_record[0] <= min(years) and max(years) <= years_of_record[-1]
    return (
        operands["tested"] if fits else f"{years_of_record[0]} to {years_of_record[-1]}"
    )


def published(page: StatedPage) -> list[tuple[float, float, float | None]]:
    """Bounds of others' forecasts of the series, and the outturn where there is one."""
    unit, outturns = page.record.unit, {f.year: f.value for f in page.record.window}
    return [
        (low * ratio, high * ratio, outturns.get(int(row["period_end"][:4])))
        for row in levels_by_others(page, page.record.name)
        if not math.isnan(ratio := page.data.ratio(row["unit"], unit))
        for low, high in [bounds_of(row)]
    ]


@of("projection.others")
def others(_: Operands, page: StatedPage) -> Operands:
    """Reckon how many forecasts others published, and how many have an outturn."""
    rows = published(page)
    return {"count": len(rows), "judged": sum(came is not None for *_, came in rows)}


@of("projection.without_level")
def without_level(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon how many forecasts give no level of a year, and how many no year."""
    unit = page.record.unit
    rows = [
        row
        for row in page.data.table("projections")
        if row["series"] == page.record.name
        and not (
            row["measure"] == "level"
            and row["period_end"]
            and not math.isnan(page.data.ratio(row["unit"], unit))
        )
    ]
    forecasts = {tuple(row[name] for name in FORECAST): row for row in rows}
    undated = sum(not row["period_end"] for row in forecasts.values())
    counted = {"count": len(forecasts), "undated": undated}
    return counted if forecasts else None


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


leave(WORDS, "projection.one_year_signs", "projection.reliability_of_an_era")
leave(WORDS, "projection.eras_in_dollars")
leave(WORDS, "projection.untested")
