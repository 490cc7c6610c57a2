"""Sentences on forecasts and their outturns: a ledger's lines and others' forecasts.

A ledger lies outside the tables. Where the file that the page names is not at hand,
what rests on its lines is left unchecked.
"""

from __future__ import annotations

import hashlib
import json
import math
import statistics
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kzaz_analysis.verify.statements.common import UNCHECKED, WORDS, leave, of
from kzaz_analysis.verify.statements.projection.commitments import of_kind
from kzaz_analysis.verify.statements.replay import (
    beside_no_change,
    errors_of,
    in_year,
    others_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kzaz_analysis.verify.figures import Datum
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.record import SeriesRecord
    from kzaz_analysis.verify.statements.common import Operands

    Line = dict[str, Any]

CLOSE, LEVEL, ORIGIN = 0.005, 80, "0" * 64
ALIKE = 1e-3
OF_CHANGE = ("growth", "multiple")
PERCENTILES = [n / 100 for n in range(1, 100)]
NORMAL = statistics.NormalDist()
CRPS, BRIER = ("crps", "crps_no_change"), ("brier", "brier_no_change")


@dataclass(frozen=True, slots=True)
class Ahead:
    """One year of a line of a ledger; scores are missing where there are none.

    Attributes
    ----------
    line : int or None
        Number of the line, as it says.
    year : int
        The year that was forecast.
    is_open, is_scored, is_inside : bool
        Whether it has no figure yet; one; one inside the 80 % interval.
    crps, crps_no_change, brier, brier_no_change : float
        Scores of the forecast and of no change.
    """

    line: int | None
    year: int
    is_open: bool = False
    is_scored: bool = False
    is_inside: bool = False
    crps: float = math.nan
    crps_no_change: float = math.nan
    brier: float = math.nan
    brier_no_change: float = math.nan


def lines_of(page: StatedPage) -> list[Line] | None:
    """Return the lines that the page saw; None where the file is not at hand.

    Its own run adds lines once all pages are made, and later runs add more.
    """
    path = Path(str(page.parameters.get("ledger") or ""))
    if not path.is_file():
        return None
    seen = of_kind(page, "outturns.intact").get("lines")
    return list(islice(_read(path.read_text(encoding="utf-8")), seen))


def _read(text: str) -> Iterator[Line]:
    for each in text.splitlines():
        try:
            line = json.loads(each)
        except ValueError:
            continue
        if isinstance(line, dict):
            yield line


def years_ahead(page: StatedPage) -> list[Ahead] | None:
    """Hold every year of every projection of the ledger against the tables."""
    lines = lines_of(page)
    if lines is None:
        return None
    held: list[Ahead] = []
    events: dict[int, set[object]] = {}
    fans: list[Line] = []
    for line in lines:
        if "quantiles" not in (line.get("record") or {}):
            continue
        place = next((n for n, fan in enumerate(fans) if _is_fan_of(fan, line)), None)
        event = tuple(line["subject"].get(key) for key in ("target", "event"))
        if place is not None and (
            event in events[place] or not line["record"].get("chances")
        ):
            continue
        if place is None:
            place = len(fans)
            fans.append(line)
        is_first = line is fans[place]
        events.setdefault(place, set()).add(event)
        held += [
            one if is_first else _target_alone(one)
            for one in (_held(page, line, int(y)) for y in line["record"]["quantiles"])
        ]
    return held


def _is_fan_of(one: Line, other: Line) -> bool:
    """Whether two lines state one and the same forecast, to a thousandth."""
    for part, keys in (
        ("subject", ("series", "rule", "as_of")),
        ("record", ("reporter", "unit", "origin_year", "probabilities")),
    ):
        if any(one[part].get(key) != other[part].get(key) for key in keys):
            return False
    fans = [each["record"]["quantiles"] for each in (one, other)]
    if fans[0].keys() != fans[1].keys():
        return False
    levels = [
        [each["record"]["origin_value"], *(q for y in sorted(fan) for q in fan[y])]
        for each, fan in zip((one, other), fans, strict=True)
    ]
    return all(
        math.isclose(left, right, rel_tol=ALIKE, abs_tol=ALIKE)
        for left, right in zip(*levels, strict=True)
    )


def _target_alone(ahead: Ahead) -> Ahead:
    """Keep the scores of the target where the levels have been scored before."""
    return Ahead(
        ahead.line,
        ahead.year,
        brier=ahead.brier,
        brier_no_change=ahead.brier_no_change,
    )


def _held(page: StatedPage, line: Line, year: int) -> Ahead:
    subject, record = line["subject"], line["record"]
    number = line.get("line")
    if subject["series"] not in page.data.series:
        return Ahead(number, year)
    flow = str(subject["series"]), str(record["reporter"])
    then = _figures(page, *flow, day=str(line["day"]))
    if year in then:
        return Ahead(number, year)
    now = _figures(page, *flow)
    ours, naive = _event(line, year, now, then)
    if year not in now:
        return Ahead(number, year, is_open=True, brier=ours, brier_no_change=naive)
    value, quantiles = now[year].value, record["quantiles"][str(year)]
    stated = dict(zip(record["probabilities"], quantiles, strict=True))
    return Ahead(
        number,
        year,
        is_scored=True,
        is_inside=stated[0.1] <= value <= stated[0.9],
        crps=crps_of(value, stated),
        crps_no_change=log_distance(value, float(record["origin_value"])),
        brier=ours,
        brier_no_change=naive,
    )


def _figures(
    page: StatedPage, series: str, reporter: str, day: str = ""
) -> dict[int, Datum]:
    """Return the yearly figures of one reporter by year, as known on a day."""
    data = page.data
    own = reporter if reporter in data.agencies else ""
    rule = data.alone.get(reporter, own)
    if not rule:
        return {}
    annual = page.read(series, rule, window=False, day=day).annual
    return {figure.year: figure for figure in annual if figure.side == reporter}


def _event(
    line: Line, year: int, now: dict[int, Datum], then: dict[int, Datum]
) -> tuple[float, float]:
    """Score the probability of a target that had not been reached on the day.

    Returns
    -------
    tuple of float
        Score of the probability and of no change; not a number without an event, and
        until the year is in.
    """
    record, target = line["record"], line["subject"].get("target")
    stated = (record.get("chances") or {}).get(str(year))
    is_plan = line["subject"].get("event") == "in_year"
    first_year = year if is_plan else int(record["origin_year"])

    def is_reached(figures: dict[int, Datum]) -> bool:
        return any(
            first_year <= when <= year and figure.value >= target
            for when, figure in figures.items()
        )

    if target is None or stated is None or is_reached(then):
        return math.nan, math.nan
    if year not in now:
        return math.nan, math.nan
    happened = is_reached(now)
    unchanged = float(record["origin_value"]) >= target
    return (float(stated) - happened) ** 2, float(unchanged != happened)


def log_distance(one: float, other: float) -> float:
    """Distance of two levels in logs; not a number where one is not positive."""
    return abs(math.log(one / other)) if one > 0 and other > 0 else math.nan


def crps_of(value: float, stated: dict[float, float]) -> float:
    """Twice the mean pinball loss in logs over all percentiles.

    Between the quantiles stated, and beyond them, the logarithm is linear in the
    normal score.
    """
    if value <= 0 or min(stated.values()) <= 0:
        return math.nan
    points = [(NORMAL.inv_cdf(p), math.log(q)) for p, q in stated.items()]
    losses = []
    for p in PERCENTILES:
        gap = math.log(value) - _at(NORMAL.inv_cdf(p), points)
        losses.append(p * gap if gap >= 0 else (p - 1) * gap)
    return 2 * statistics.fmean(losses)


def _at(score: float, points: list[tuple[float, float]]) -> float:
    pieces = list(pairwise(points))
    inside = (piece for piece in pieces if score <= piece[1][0])
    (left, low), (right, high) = next(inside, pieces[-1])
    return low + (high - low) * (score - left) / (right - left)


def mean(values: Iterable[float]) -> float:
    """Mean of what is a number."""
    numbers = [value for value in values if not math.isnan(value)]
    return statistics.fmean(numbers) if numbers else math.nan


def _series_with_forecasts(page: StatedPage) -> tuple[SeriesRecord, ...]:
    rows = page.data.table("projections")
    names = dict.fromkeys(row["series"] for row in rows if row["period_end"])
    return tuple(page.read(name) for name in names)


def _all_errors(page: StatedPage) -> list[float]:
    """Errors in percent of all forecasts by others that have an outturn."""
    records = _series_with_forecasts(page)
    return [error for record in records for error in errors_of(page, record)]


@of("outturns.title")
def title(_: Operands, page: StatedPage) -> Operands:
    """Reckon lines, forecasts with an outturn, and forecasts by others."""
    lines, years = lines_of(page), years_ahead(page)
    others = len(_all_errors(page))
    if not page.parameters.get("ledger"):
        return {"lines": 0, "scored": 0, "others": others}
    if lines is None or years is None:
        return {"lines": UNCHECKED, "scored": UNCHECKED, "others": others}
    scored = sum(each.is_scored for each in years)
    return {"lines": len(lines), "scored": scored, "others": others}


@of("outturns.intact")
def intact(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon that each line carries the hash of the one before, and count them."""
    lines = lines_of(page)
    if lines is None:
        return dict.fromkeys(operands, UNCHECKED)
    hashes = [ORIGIN, *(line.get("hash") for line in lines)]
    holds = all(
        line.get("previous") == previous and line.get("hash") == _hash(line)
        for line, previous in zip(lines, hashes, strict=False)
    )
    return {"lines": len(lines)} if holds else None


def _hash(line: Line) -> str:
    content = {key: value for key, value in line.items() if key != "hash"}
    form = {"sort_keys": True, "ensure_ascii": False, "separators": (",", ":")}
    return hashlib.sha256(json.dumps(content, **form).encode()).hexdigest()  # type: ignore[arg-type]


@of("outturns.none_scored", "outturns.open")
def without_outturn(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon that no year has an outturn, of how many lines, and which is due first."""
    years = years_ahead(page)
    if years is None:
        return dict.fromkeys(operands, UNCHECKED)
    if any(each.is_scored for each in years):
        return None
    lines = {each.line for each in years if each.line is not None}
    due = [each.year for each in years if each.is_open]
    reckoned = {"lines": len(lines)}
    return reckoned | ({"first": min(due)} if due else {})


@of("outturns.no_lines")
def no_lines(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that the ledger holds no projection."""
    return None if years_ahead(page) else {}


@of("outturns.scored")
def scored(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon how many outturns lay inside the interval, and who was more accurate."""
    years = years_ahead(page)
    if years is None:
        return dict.fromkeys(operands, UNCHECKED)
    mine = [each for each in years if each.is_scored]
    if not mine:
        return None
    ours, naive = (mean(getattr(y, name) for y in mine) for name in CRPS)
    verdict = "better" if ours < naive else "worse"
    verdict = "" if math.isnan(ours - naive) else verdict
    return {
        "count": len(mine),
        "coverage": 100 * sum(each.is_inside for each in mine) / len(mine),
        "level": LEVEL,
        "verdict": "same" if abs(ours - naive) <= CLOSE else verdict,
    }


@of("outturns.crps")
def crps(operands: Operands, page: StatedPage) -> Operands:
    """Reckon the mean scores of the forecasts and of no change."""
    years = years_ahead(page)
    if years is None:
        return dict.fromkeys(operands, UNCHECKED)
    ours, naive = (mean(getattr(y, name) for y in years) for name in CRPS)
    return {"ours": ours, "naive": naive}


@of("outturns.brier", "outturns.no_chance")
def brier(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the scores of stated probabilities, or that there are none."""
    years = years_ahead(page)
    if years is None:
        return dict.fromkeys(operands, UNCHECKED)
    mine = [each for each in years if not math.isnan(each.brier)]
    if not operands or not mine:
        return None if operands or mine else {}
    ours, naive = (mean(getattr(y, name) for y in mine) for name in BRIER)
    return {"count": len(mine), "ours": ours, "naive": naive}


@of("outturns.others", "outturns.no_others")
def others(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon how far others were out, or that none of them has an outturn."""
    errors = _all_errors(page)
    if not operands or not errors:
        return None if operands or errors else {}
    return {
        "count": len(errors),
        "high": sum(error > 0 for error in errors),
        "error": statistics.median(abs(error) for error in errors),
    }


@of("outturns.others_of_change")
def others_of_change(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon how far others were out who forecast a change from a stated year."""
    errors = [
        error
        for row in page.data.table("projections")
        if row["base_year"] and row["period_end"] and row["measure"] in OF_CHANGE
        for error in _error_of_change(page, row)
    ]
    ends = {"low": min(errors), "high": max(errors)} if errors else {}
    return {"count": len(errors)} | ends if errors else None


def _error_of_change(page: StatedPage, row: dict[str, str]) -> list[float]:
    """Error in percent of the level that a change implies; empty without outturn."""
    record = page.read(row["series"])
    years = int(row["base_year"]), int(row["period_end"][:4])
    base, came = (record.figure(year) for year in years)
    if base is None or came is None or not record.compares(*years):
        return []
    if any(f.is_bound or f.is_range for f in (base, came)):
        return []
    if years[0] >= years[1] or not (base.value > 0 and came.value > 0):
        return []
    stated = float(row["value"])
    implied = stated if row["measure"] == "multiple" else 1 + stated / 100
    return [100 * (implied * base.value / came.value - 1)]


@of("outturns.others_in_year")
def others_in_year(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon which others spoke in the year itself, and the error of the rest."""
    records = _series_with_forecasts(page)
    return in_year([said for record in records for said in others_of(page, record)])


@of("outturns.others_naive")
def others_naive(_: Operands, page: StatedPage) -> Operands:
    """Reckon how often others were nearer than no change from the day they spoke."""
    pairs = [
        pair
        for record in _series_with_forecasts(page)
        for pair in beside_no_change(page, record)
    ]
    return {"count": len(pairs), "better": sum(own < naive for own, naive in pairs)}


leave(UNCHECKED, "outturns.broken")
leave(WORDS, "outturns.no_ledger", "outturns.problem")
