"""Sentences about what a forecast is worth: its start, its choices, its breaks."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kzaz_analysis.verify.figures import BOUNDS
from kzaz_analysis.verify.statements.common import (
    MODEL,
    WORDS,
    Between,
    Unreckoned,
    leave,
    of,
)
from kzaz_analysis.verify.statements.projection.commitments import (
    of_kind,
    quantile,
    started,
)

if TYPE_CHECKING:
    from kzaz_analysis.verify.figures import Datum
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.statements.common import Operands

PROVISIONAL = ("P", "E")
RELEASES = ("releases", "books")
"""Names of the choice of all figures by one reporter, today's and that of old pages."""
SIGNIFICANCE = 5.0


FAR = 10
"""Times that one level lies above another from which neither is told."""


@of("robustness.start", "robustness.last_figure")
def start(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the newest figure and what all figures of its reporter allow for it."""
    newest = page.record.last
    if newest is None:
        return None
    reckoned = {"unit": page.record.unit, "choice": WORDS}
    begun = started(operands, page, "value")
    reckoned |= {name: begun[name] for name in ("value", "year")}
    value = float(operands["value"])
    if operands["low"] is None:
        return reckoned | {"low": None, "high": None}
    choice = page.parameters.get("jump_off") or RELEASES[0]
    bounds: tuple[Any, Any] = (Between(high=value), Between(low=value))
    if choice in (*RELEASES, "rounding") and newest.status not in PROVISIONAL:
        bounds = _allowed(newest, page, choice)
    return reckoned | {"low": bounds[0], "high": bounds[1]}


def _allowed(last: Datum, page: StatedPage, choice: str) -> tuple[float, float]:
    same = [
        f
        for f in page.record.figures
        if (f.start, f.end, f.side) == (last.start, last.end, last.side)
        and f.side
        and f.usable
        and f.qualifier not in BOUNDS
    ]
    figures = [last, *same] if choice in RELEASES else [last]
    high = max(f.high for f in figures)
    return min(f.low for f in figures), max(high, *(f.value for f in figures))


@of("robustness.running")
def running(operands: Operands, page: StatedPage) -> Operands | None:
    """Check that the months are on record, and the order of the interval."""
    months, year = int(operands["months"]), int(operands["year"])
    parts = [
        f.months for f in page.record.partial if f.year == year and f.start is not None
    ]
    if months not in parts:
        return None
    value = float(operands["value"])
    return {
        "months": months,
        "year": year,
        "unit": page.record.unit,
        "value": MODEL,
        "low": Between(high=value),
        "high": Between(low=value),
        "coverage": Between(1, 99.9),
    }


@of("robustness.running_by_other")
def running_by_other(operands: Operands, page: StatedPage) -> Operands | None:
    """Check that both reporters' months are on record, and the order of the interval.

    What the relation of the two makes of them is a model.
    """
    year, code = int(operands["year"]), str(operands["code"])
    newest = page.record.last
    if newest is None or newest.side != code:
        return None
    other = str(operands["other_code"])
    for side, name in ((code, "months"), (other, "other_months")):
        months = int(operands[name])
        record = page.read(page.record.name, page.data.alone[side], window=False)
        part_months = {f.months for f in record.partial if f.year == year and f.start}
        whole = {12} if any(f.year == year for f in record.annual) else set()
        if months and months not in part_months | whole:
            return None
    value = float(operands["value"])
    return {
        "months": int(operands["months"]),
        "other_months": int(operands["other_months"]),
        "code": code,
        "other_code": other,
        "share": Between(0, 100),
        "year": newest.year + 1,
        "unit": page.record.unit,
        "value": MODEL,
        "low": Between(high=value),
        "high": Between(low=value),
        "coverage": Between(1, 99.9),
    }


@of("robustness.widest_choice")
def widest_choice(operands: Operands, page: StatedPage) -> Operands:
    """Check that the span holds the forecast that the page leads with."""
    horizon = int(page.parameters.get("horizon_year") or 0)
    median = quantile(page, 0.5, horizon) if horizon else MODEL
    least, most = operands["high"], operands["low"]
    if not isinstance(median, Unreckoned):
        least, most = median.high, median.low
    low, high = operands["low"], operands["high"]
    # Earlier suites give both levels, however far apart.
    far = {"is_far": low > 0 and high / low > FAR} if "is_far" in operands else {}
    return far | {
        "choice": WORDS,
        "unit": page.record.unit,
        "low": Between(high=least),
        "low_option": WORDS,
        "high": Between(low=most),
        "high_option": WORDS,
    }


@of("robustness.candidates")
def candidates(operands: Operands, page: StatedPage) -> Operands:
    """Reckon where the reporter changes, years are missing, and what was asked for."""
    window = page.record.window
    kinds: dict[int, list[str]] = {}
    for before, after in pairwise(window):
        if not page.record.compares(before.year, after.year):
            kinds.setdefault(after.year, []).append("the reporter changes")
        if after.year - before.year > 1:
            kinds.setdefault(after.year, []).append("years are missing before it")
    asked = page.parameters.get("break_years")
    for year in page.data.described.get("breaks", []) if asked is None else asked:
        kinds.setdefault(int(year), []).append("given")
    looked_at = [{"year": year, "kinds": kinds[year]} for year in sorted(kinds)]
    return {"looked_at": looked_at}


def looked_at(page: StatedPage) -> list[int]:
    """Years that the page looks at."""
    stated = of_kind(page, "robustness.candidates").get("looked_at", [])
    return [int(each["year"]) for each in stated]


@of("robustness.chow_break")
def chow_break(operands: Operands, page: StatedPage) -> Operands:
    """Check that a break is one of the years looked at."""
    years = looked_at(page)
    return {"used": [year for year in operands["used"] if year in years]}


@of("robustness.chow_none", "robustness.tests_made")
def tested(operands: Operands, page: StatedPage) -> Operands:
    """Check that no more years are tested than are looked at."""
    reckoned: Operands = {"count": Between(1, len(looked_at(page)))}
    if "least_jump" in operands:
        reckoned["least_jump"] = Between(0)
    if "significance" in operands:
        reckoned["significance"] = SIGNIFICANCE
    return reckoned


leave(WORDS, "robustness.no_start", "robustness.no_running", "robustness.no_choice")
leave(WORDS, "robustness.one_at_a_time", "robustness.no_breaks", "robustness.no_test")
leave(WORDS, "robustness.no_candidate")
