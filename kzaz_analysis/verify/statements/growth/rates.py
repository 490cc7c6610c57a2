"""Yearly rates, windows, trend and break."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kzaz_analysis.verify.figures import Datum
from kzaz_analysis.verify.statements.common import (
    MODEL,
    WORDS,
    Caseless,
    change_operands,
    leave,
    observation_status_of,
    of,
)
from kzaz_analysis.verify.statements.growth.published import (
    own_rate,
)
from kzaz_analysis.verify.yearly import bounds_of_ratio

if TYPE_CHECKING:
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.statements.common import Operands

LOW_BASES = ("trough", "restart")

KINDS = {
    "change of reporter": "reporter",
    "change of channel": "channel",
    "published as a range": "range",
}
"""Kinds of reasons for which a year has no rate; others are of its base."""


@of("growth.title")
def title(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the last change and the growth over several years."""
    last, rates = page.record.last, page.rates
    if last is None or rates.last is None:
        return None
    year, start = rates.last.year, rates.headline_window
    base = rates.base_of(year - 1)
    # Titles of earlier suites name the base of the window alone.
    low = {"base": base if base in LOW_BASES else ""} if "base" in operands else {}
    return low | {
        "name": Caseless(page.record.entry["title"]),
        "year": year,
        "growth": change_operands(rates.growth(year), year),
        "reporter": last.side,
        "observation_status": observation_status_of(last),
        "window": None if start is None else _as_stated(operands, page, start),
        "prices": "constant" if page.is_real else "",
    }


def window_operands(page: StatedPage, start: int) -> Operands | None:
    """Reckon the growth over a window that ends in the last year."""
    rates = page.rates
    end = rates.figures[-1].year
    first, last = rates.figure(start), rates.figure(end)
    if first is None or last is None or rates.rate(start, end) is None:
        return None
    return {
        "start": start,
        "end": end,
        "pct": rates.rate(start, end),
        "total": 100 * (last.value / first.value - 1),
        "base": rates.base_of(start),
        "ends": _hedged_ends(page, first, last),
    }


def _hedged_ends(page: StatedPage, first: Datum, last: Datum) -> list[float] | None:
    """Reckon the interval of a rate of which a figure is hedged, "about 500"."""
    shown = [page.record.figure(f.year) or f for f in (first, last)]
    if all(f.qualifier == "exact" for f in shown):
        return None
    step = 1 / (last.year - first.year)
    ends = bounds_of_ratio(first, last, lambda r: 100 * (max(r, 0.0) ** step - 1))
    return [*ends] if ends[1] - ends[0] > 0.5 else None


def _as_stated(operands: Operands, page: StatedPage, start: int) -> Operands | None:
    """Reckon a window; suites of earlier versions state no interval of its rate."""
    reckoned = window_operands(page, start)
    if reckoned and "ends" not in (operands["window"] or {}):
        del reckoned["ends"]
    return reckoned


@of("growth.title_without_rate")
def title_without_rate(_: Operands, page: StatedPage) -> Operands:
    """Reckon that the last year has no rate, and what its reporter published."""
    name = Caseless(page.record.entry["title"])
    last = page.rates.last
    year = last.year if last else None
    return {"name": name, "own": own_rate({}, page), "year": year}


@of("growth.window_rate", "growth.window_total")
def window(operands: Operands, page: StatedPage) -> Operands:
    """Reckon the growth over the window that is named."""
    rates, name = page.rates, operands.get("name")
    start = rates.windows.get(str(name)) if name else rates.headline_window
    reckoned = {} if start is None else _as_stated(operands, page, start)
    return {"window": reckoned} | ({"name": name} if name else {})


@of("growth.window_refused")
def window_refused(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon that a named window has no rate."""
    start = page.rates.windows.get(str(operands["name"]))
    if start is None or window_operands(page, start) is not None:
        return None
    return {"name": operands["name"], "start": start, "reason_text": WORDS}


@of("growth.no_window")
def no_window(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that no window of several years is available."""
    if len(page.rates.windows) > 1:
        return None
    return {"first": page.rates.figures[0].year}


@of("growth.doubling")
def doubling(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon in how many years the last pace named doubles a level."""
    rates = page.rates
    start = rates.headline_window
    pct = None if start is None else rates.rate(start, rates.figures[-1].year)
    return {"steps": math.log(2) / math.log1p(pct / 100)} if pct and pct > 0 else None


@of("growth.no_yearly_rate")
def no_yearly_rate(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that no year has a rate."""
    return None if page.rates.known_changes else {"reasons": WORDS}


@of("growth.rates_known")
def rates_known(_: Operands, page: StatedPage) -> Operands:
    """Reckon how many years have a rate."""
    return {"count": len(page.rates.known_changes), "of": len(page.rates.figures)}


@of("growth.extremes")
def extremes(operands: Operands, page: StatedPage) -> Operands:
    """Reckon the lowest and the highest yearly rate."""
    changes = page.rates.known_changes
    reckoned: Operands = {}
    for end, pct in (("low", min(changes.values())), ("high", max(changes.values()))):
        years = [y for y, p in changes.items() if p == pct]
        year = operands[f"{end}_year"]
        year = year if year in years else years[0]
        reckoned |= {end: pct, f"{end}_year": year}
        if f"{end}_ends" in operands:
            reckoned[f"{end}_ends"] = _unsure_ends(page, year)
    return reckoned


def _unsure_ends(page: StatedPage, year: int) -> list[float] | None:
    """Return what rounding allows a rate to be, where that is much beside the rate."""
    change = change_operands(page.rates.growth(year), year)
    if change["low"] is None or change["high"] is None:
        return None
    is_wide = change["high"] - change["low"] > max(0.5, 0.5 * abs(change["pct"]))
    ends = [change["low"], change["high"]]
    return ends if change["is_unsure"] or is_wide else None


@of("growth.one_rate")
def one_rate(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the only yearly rate."""
    changes = page.rates.known_changes
    [(year, pct)] = changes.items() if len(changes) == 1 else [(0, math.nan)]
    reckoned: Operands = {"year": year, "pct": pct}
    if "ends" in operands:
        reckoned["ends"] = _unsure_ends(page, year)
    return reckoned


@of("growth.rates_missing")
def rates_missing(operands: Operands, page: StatedPage) -> Operands:
    """Reckon which years have no rate, and why."""
    why: dict[str, list[int]] = {}
    for figure in page.rates.figures[1:]:
        change = page.rates.growth(figure.year)
        if change.pct is None:
            why.setdefault(KINDS.get(change.reason, "base"), []).append(figure.year)
    return {"groups": [{"why": w, "years": years} for w, years in why.items()]}


@of("growth.unlike")
def unlike(_: Operands, page: StatedPage) -> Operands:
    """Reckon in what the two figures of a rate differ besides their value."""
    remarks = []
    for year in page.rates.changes:
        text = differences(page, year - 1, year)
        remarks += [text] if text else []
    return {"remarks": remarks}


def differences(page: StatedPage, start: int, end: int) -> str:
    """Reckon in what the figures of two years differ besides their value."""
    pair = page.record.figure(start), page.record.figure(end)
    return "; ".join(
        f"{c} {_plain(pair[0], c)} in {start}, {_plain(pair[1], c)} in {end}"
        for c in ("stage", "provenance")
        if _plain(pair[0], c) != _plain(pair[1], c)
    )


def _plain(figure: Datum | None, column: str) -> str:
    return str(getattr(figure, column, "")).replace("_", " ")


@of("growth.run_unlike")
def run_unlike(_: Operands, page: StatedPage) -> Operands:
    """Reckon in what the first and the last year of the trend differ."""
    run = page.rates.last_run
    return {"remarks": [differences(page, run[0].year, run[-1].year)]}


@of("growth.trend")
def trend(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon the log-linear trend of the last unbroken run by least squares."""
    run = page.rates.last_run
    n = len(run)
    if n < 3 or min(f.value for f in run) <= 0:
        return None
    x = [f.year - run[0].year for f in run]
    y = [math.log(f.value) for f in run]
    mean_x, mean_y = sum(x) / n, sum(y) / n
    spread = sum((a - mean_x) ** 2 for a in x)
    slope = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / spread
    left = [b - mean_y - slope * (a - mean_x) for a, b in zip(x, y, strict=True)]
    error = math.sqrt(sum(e * e for e in left) / (n - 2) / spread)
    level = float(page.parameters.get("confidence_pct", 95.0))
    t = _student(0.5 + level / 200, n - 2)
    low, middle, high = (slope + k * t * error for k in (-1, 0, 1))
    ends = {"low": low, "pct": middle, "high": high}
    rates = {name: 100 * math.expm1(b) for name, b in ends.items()}
    return {"n": n, "level": level} | rates


def _student(probability: float, freedom: int) -> float:
    """Quantile of the t distribution."""
    from scipy.special import stdtrit  # noqa: PLC0415

    return float(stdtrit(freedom, probability))


@of("growth.break_test")
def break_test(_: Operands, page: StatedPage) -> Operands:
    """Reckon the number of years tested; test and power rest on a model."""
    n = len(page.rates.last_run)
    simulated = dict.fromkeys(("rejects", "year", "p", "missed"), MODEL)
    return {"n": n, "test": WORDS, "level": 5} | simulated


@of("growth.no_growth")
def no_growth(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that there is no yearly figure."""
    return None if page.record.window else {"absence": WORDS}


@of("growth.deflated")
def deflated(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon which of the figures the deflator covers."""
    years = [f.year for f in page.rates.figures]
    count, of_all = len(years), len(page.record.window)
    ends = {"first": years[0], "last": years[-1]}
    return {"count": count, "of": of_all} | ends if count < of_all else None


@of("growth.nominal_rates")
def nominal_rates(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that other rates of the page are in constant prices."""
    return {} if page.is_real else None


leave(WORDS, "growth.no_trend", "growth.no_break_test")
leave(WORDS, "growth.real_refused")
