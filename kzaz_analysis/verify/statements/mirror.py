"""Sentences of the mirror report: one flow as two reporters give it."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kzaz_analysis.verify.figures import Datum
from kzaz_analysis.verify.statements.common import (
    WORDS,
    Caseless,
    leave,
    of,
)

if TYPE_CHECKING:
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.record import SeriesRecord
    from kzaz_analysis.verify.statements.common import Operands

DEFAULT_RATIO, BOTH = 1.06, "both"
NO_OFFICE = ("government", "press", "compiled")
Pair = tuple[Datum, Datum]


def flow_of(page: StatedPage) -> str:
    """Series that the page is about."""
    return str(page.asked("flow"))


def sides_of(page: StatedPage) -> tuple[SeriesRecord, SeriesRecord]:
    """Return the record of either reporter, the exporter's first."""
    first, second = (
        page.read(flow_of(page), page.data.alone[side])
        for side in page.data.pair(flow_of(page))
    )
    return first, second


def names_of(page: StatedPage) -> Operands:
    """Names of both reporters."""
    first, second = (page.data.sides[side] for side in page.data.pair(flow_of(page)))
    return {"first": first, "second": second}


def title_of(page: StatedPage) -> Caseless:
    """Title of the flow."""
    return Caseless(page.data.series[flow_of(page)]["title"])


def pairs_of(page: StatedPage) -> list[Pair]:
    """Figures of both reporters for one year, in time."""
    first, second = sides_of(page)
    other = {f.year: f for f in second.window}
    return [(f, other[f.year]) for f in first.window if f.year in other]


def agree(pair: Pair) -> bool:
    """Whether rounding allows that both figures are the same."""
    return pair[1].low <= pair[0].high and pair[0].low <= pair[1].high


def compared(pair: Pair) -> Operands:
    """How much more the second reporter has."""
    ratio = ratio_of(pair)
    more = None if ratio is None else 100 * (ratio - 1)
    return {"agree": agree(pair), "more_pct": more}


def ratio_of(pair: Pair) -> float | None:
    """Return the second figure over the first, where that is above zero for certain."""
    first, second = pair
    return second.value / first.value if first.value > 0 and first.low > 0 else None


def said(pair: Pair, operands: Operands, page: StatedPage) -> Operands:
    """Name the reporters whose figure is of no office; earlier suites state none."""
    if "said" not in operands:
        return {}
    sides = zip(names_of(page).values(), pair, strict=True)
    rows = [
        {"reporter": name, "codes": [figure.provenance]}
        for name, figure in sides
        if figure.provenance in NO_OFFICE
    ]
    return {"said": rows}


@of("mirror.title")
def title(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the difference of the last common year."""
    pairs = pairs_of(page)
    if not pairs:
        return None
    shared = {"name": title_of(page), "year": pairs[-1][0].year}
    shared |= names_of(page) | compared(pairs[-1])
    return shared | said(pairs[-1], operands, page)


@of("mirror.missing_pair")
def missing_pair(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that no year is reported by both."""
    if pairs_of(page):
        return None
    sides = zip(names_of(page).values(), sides_of(page), strict=True)
    return {
        "name": title_of(page),
        "reporters": [name for name, record in sides if record.window],
        "as_of": str(page.parameters.get("as_of") or ""),
    }


@of("mirror.pair")
def pair_words(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon both figures of the last common year."""
    pairs = pairs_of(page)
    if not pairs:
        return None
    first, second = pairs[-1]
    figures: Operands = {"year": first.year, "value": first.value}
    figures["mirror"] = second.value
    shared = {"subject": title_of(page), "unit": sides_of(page)[0].unit}
    figures |= shared | names_of(page) | compared(pairs[-1])
    return figures | said(pairs[-1], operands, page)


@of("mirror.gap")
def gap(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon the gap of the last common year with what rounding allows."""
    pairs = pairs_of(page)
    if not pairs:
        return None
    first, second = pairs[-1]
    low, high = second.low - first.high, second.high - first.low
    missing = second.value - first.value
    is_wide = high - low > 0.005 * abs(missing)
    return {
        "year": first.year,
        "gap": missing,
        "rounding": [low, high] if is_wide else None,
        "ratio": ratio_of(pairs[-1]),
        "unit": sides_of(page)[0].unit,
    }


@of("mirror.coverage")
def coverage(_: Operands, page: StatedPage) -> Operands:
    """Reckon which years both report, and which one alone."""
    years = [{f.year for f in record.window} for record in sides_of(page)]
    both = sorted(years[0] & years[1])
    alone = [
        {"reporter": name, "years": sorted(own - other)}
        for name, own, other in zip(
            names_of(page).values(), years, years[::-1], strict=True
        )
        if own - other
    ]
    total = len(years[0] | years[1])
    return {"count": len(both), "of": total, "pair_years": both, "alone": alone}


@of("mirror.on_record")
def on_record(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon which years both report, also before the window."""
    first, second = ({f.year for f in record.annual} for record in sides_of(page))
    both = sorted(first & second)
    if len(both) == len(pairs_of(page)):
        return None
    return {"count": len(both), "first_year": both[0], "last_year": both[-1]}


@of("mirror.no_years")
def no_years(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that neither reporter has a yearly figure."""
    return None if any(record.window for record in sides_of(page)) else {}


@of("mirror.same_sign", "mirror.changing_sign")
def signs(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon in which years the second reporter has more, and in which less."""
    apart = [pair for pair in pairs_of(page)[::-1] if not agree(pair)]
    higher = [a.year for a, b in apart if b.value > a.value]
    lower = [a.year for a, b in apart if b.value < a.value]
    if higher and lower:
        return names_of(page) | {"higher": higher, "lower": lower}
    if len(apart) < 2:
        return None
    return names_of(page) | {"is_higher": bool(higher), "count": len(apart)}


def parts_of(page: StatedPage) -> tuple[dict[Any, Datum], dict[Any, Datum]]:
    """Part-year figures of either reporter by period, in the window."""
    first, second = (
        {(f.start, f.end): f for f in record.partial if f.year >= page.window[0]}
        for record in sides_of(page)
    )
    return first, second


@of("mirror.part")
def part(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon both figures of the newest part of a year that both report."""
    first, second = parts_of(page)
    periods = sorted(published_by_both(first, second))
    if not periods:
        return None
    key = periods[-1]
    return names_of(page) | {
        "start": f"{key[0]}",
        "end": f"{key[1]}",
        "value": first[key].value,
        "mirror": second[key].value,
        "unit": sides_of(page)[0].unit,
    }


@of("mirror.parts")
def parts(_: Operands, page: StatedPage) -> Operands:
    """Reckon how many parts of years both report, and how many one alone."""
    first, second = parts_of(page)
    published = len(published_by_both(first, second))
    return {
        "pairs": published,
        "worked_out": len(set(first) & set(second)) - published,
        "single": len(set(first) ^ set(second)),
    }


def published_by_both(first: dict[Any, Datum], second: dict[Any, Datum]) -> set[Any]:
    """Periods of which both sides published a figure, none worked out."""
    both = set(first) & set(second)
    return {k for k in both if not (first[k].worked_out or second[k].worked_out)}


@of("mirror.no_parts")
def no_parts(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that neither reporter has a part of a year."""
    return None if any(parts_of(page)) else {}


def asked_ratio(page: StatedPage) -> float:
    """CIF/FOB ratio that the reader gave."""
    return float(page.parameters.get("cif_fob") or DEFAULT_RATIO)


@of("mirror.allowance", "mirror.no_allowance")
def allowance(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon which CIF/FOB ratio is used."""
    if "importer" not in operands:
        is_turnover = page.data.series[flow_of(page)]["direction"] == BOTH
        return {"ratio": asked_ratio(page)} if is_turnover else None
    return {"importer": names_of(page)["second"], "ratio": asked_ratio(page)}


Row = tuple[int, float, float, float, tuple[Any, ...]]


def _rows(page: StatedPage) -> tuple[dict[int, Row], dict[int, Row]]:
    """Year, value, bounds and run of either reporter, at the exporter's valuation."""
    is_turnover = page.data.series[flow_of(page)]["direction"] == BOTH
    divisors = (1.0, 1.0 if is_turnover else asked_ratio(page))
    first, second = (
        {
            f.year: (
                f.year,
                *(x / divisor for x in (f.value, f.low, f.high)),
                (place, record.runs[f.year]),
            )
            for f in record.window
        }
        for place, (record, divisor) in enumerate(
            zip(sides_of(page), divisors, strict=True)
        )
    )
    return first, second  # type: ignore[return-value]


def rules_of(page: StatedPage) -> dict[str, list[Row]]:
    """Series that each rule makes of both reporters; none for a rule that fails."""
    first, second = _rows(page)
    by_rule = {"reporter_first": second | first, "importer_first": first | second}
    common = sorted(set(first) & set(second))
    by_rule["mean"] = {y: _mean(first[y], second[y]) for y in common}
    return {n: [rows[y] for y in sorted(rows)] for n, rows in by_rule.items() if rows}


def _mean(first: Row, second: Row) -> Row:
    value, low, high = (
        (a + b) / 2 for a, b in zip(first[1:4], second[1:4], strict=True)
    )
    return first[0], value, low, high, (first[4], second[4])


@of("mirror.levels")
def levels(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the least and the greatest latest figure of all rules."""
    ends = [(rows[-1][1], rows[-1][0]) for rows in rules_of(page).values()]
    if not ends:
        return None
    reckoned: Operands = {"unit": sides_of(page)[0].unit}
    for name, (value, year) in (("low", min(ends)), ("high", max(ends))):
        years = [y for v, y in ends if math.isclose(v, value)]
        stated = operands[f"{name}_year"]
        reckoned |= {name: value, f"{name}_year": stated if stated in years else year}
    return reckoned


def _rates(page: StatedPage) -> list[float]:
    rates = []
    for rows in rules_of(page).values():
        for before, after in list(pairwise(rows))[-1:]:
            steps = after[0] - before[0] == 1 and after[4] == before[4]
            if steps and before[1] > 0:
                rates.append(100 * (after[1] / before[1] - 1))
    return sorted(rates)


@of("mirror.growth_by_rule")
def growth_by_rule(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon between which rates the rules lie."""
    rates, total = _rates(page), len(rules_of(page))
    if not rates:
        return None
    return {
        "count": len(rates),
        "of": total,
        "low": rates[0],
        "high": rates[-1],
        "are_equal": round(rates[0], 1) == round(rates[-1], 1),
        "without": total - len(rates),
    }


@of("mirror.no_growth_by_rule")
def no_growth_by_rule(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that no rule allows a rate."""
    return None if _rates(page) else {}


@of("mirror.distance")
def distance(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon what is missing to the target by the rules."""
    ends = [rows[-1][1] for rows in rules_of(page).values()]
    target = float(page.parameters.get("target") or math.nan)
    return {
        "low": target - max(ends),
        "high": target - min(ends),
        "target": target,
        "unit": sides_of(page)[0].unit,
    }


leave(WORDS, "mirror.parts_alone", "mirror.no_rule")
