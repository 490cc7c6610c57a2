"""Sentences about one flow as several bodies count it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kzaz_analysis.verify.figures import number, published_figures
from kzaz_analysis.verify.statements.common import (
    UNCHECKED,
    WORDS,
    Caseless,
    leave,
    of,
)
from kzaz_analysis.verify.target_statuses import is_plan
from kzaz_analysis.verify.targets import LEVELS, Target, level_of, usual_level

if TYPE_CHECKING:
    from kzaz_analysis.verify.figures import Datum
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.statements.common import Operands

NEAR = 1e-9
HEDGES = {"approx": "about ", "over": "more than ", "under": "nearly "}
HEDGES["up_to"] = "up to "


@of("counts.title", "counts.apart", "counts.widest")
def apart(operands: Operands, page: StatedPage) -> Operands:
    """Reckon that both ends are figures of the flow for the period that is named."""
    flow = str(page.asked("flow"))
    period = (operands["start"], operands["end"])
    figures = [
        f
        for f in published_figures(page.data, flow)
        if (f"{f.start}", f"{f.end}") == period
    ]
    reckoned: Operands = dict.fromkeys(operands, WORDS)
    # Suites of earlier versions state no hedges.
    hedges = operands.get("hedges", ["", ""])
    for place, end in enumerate(("low", "high")):
        stated = float(operands[end])
        near = [f for f in figures if abs(f.value - stated) <= NEAR * abs(stated)]
        reckoned[end] = near[0].value if near else UNCHECKED
        words = [HEDGES.get(f.qualifier, "") for f in near]
        if near and "hedges" in operands and hedges[place] not in words:
            reckoned["hedges"] = f"{end} is one of {words}"
    reckoned["unit"] = page.data.series[flow]["unit"]
    if "name" in operands:
        reckoned["name"] = Caseless(page.data.series[flow]["title"])
    return reckoned


@of("counts.definition")
def definition(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon that the catalogue describes a series in these words."""
    entries = [
        {cell: row[cell] for cell in operands} for row in page.data.series.values()
    ]
    return operands if operands in entries else None


@of("counts.targets")
def targets(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the level that most statements of a target name, and its dates."""
    name, unit = str(operands["name"]), str(operands["unit"])
    rows = [dict(r) for r in page.data.table("targets") if r["promise"] == name]
    names = [r["series"] for r in rows if page.data.series[r["series"]]["unit"] == unit]
    for series in dict.fromkeys(names):
        is_less = page.data.series[series]["better"] == "less"
        stated = [r | {"level": level_of(page, r, unit)} for r in rows]
        usual = usual_level(stated, series)
        if usual is None:
            continue
        target = Target(stated, series, usual)
        if abs(target.value - float(operands["high"])) > NEAR * target.value:
            continue
        reckoned = {
            "name": name,
            "low": target.value,
            "high": target.value,
            "unit": unit,
            "less": is_less,
            "due": target.deadlines,
            "is_only": WORDS,
        }
        # Suites of earlier versions do not say it.
        if "is_of_years" in operands:
            dated = [s for s in target.own if s["deadline_end"]]
            reckoned["is_of_years"] = all(map(is_plan, dated))
            reckoned["is_only"] = operands["is_only"] and _is_only(page, unit)
        return reckoned
    return None


def _is_only(page: StatedPage, unit: str) -> bool:
    """Whether one level of the flow was set as a target, and no other."""
    flow = str(page.asked("flow"))
    rows = [row for row in page.data.table("targets") if row["series"] == flow]
    levels = [
        number(row["value"]) * page.data.ratio(row["unit"], unit)
        for row in rows
        if row["measure"] in LEVELS and row["value"]
    ]
    return len({f"{level:.9g}" for level in levels if not math.isnan(level)}) <= 1


def _published(stated: Operands, unit: str, page: StatedPage) -> Operands:
    """Find a figure of the value and period stated, in any series of the kind."""
    period = (stated["start"], stated["end"])
    figures = [
        (figure.value * ratio, _most(figure, ratio))
        for name, entry in page.data.series.items()
        if not math.isnan(ratio := page.data.ratio(entry["unit"], unit))
        for figure in published_figures(page.data, name)
        if (f"{figure.start}", f"{figure.end}") == period
    ]
    near = [f for f in figures if math.isclose(f[0], stated["value"], rel_tol=NEAR)]
    reckoned: Operands = dict.fromkeys(stated, WORDS)
    if not near:
        return reckoned | {"value": f"none of {len(figures)} figures"}
    reckoned["value"] = near[0][0]
    # Suites of earlier versions state the lower end of a range alone.
    if "most" in stated:
        ends = [most for _, most in near]
        is_one = any(_is_near(end, stated["most"]) for end in ends)
        reckoned["most"] = stated["most"] if is_one else ends[0]
    return reckoned


def _most(figure: Datum, ratio: float) -> float | None:
    """Reckon the upper end of a published range, whose lower end is the figure."""
    return figure.high * ratio if figure.is_range else None


def _is_near(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=NEAR)


@of("counts.title_alone")
def title_alone(operands: Operands, page: StatedPage) -> Operands:
    """Reckon that the newest figure is one of the tables, for its period."""
    unit = operands["unit"]
    newest = operands["newest"] and _published(operands["newest"], unit, page)
    return {"name": WORDS, "unit": unit, "newest": newest}


@of("counts.latest")
def latest(operands: Operands, page: StatedPage) -> Operands:
    """Reckon that each latest figure is one of the tables, for its period."""
    unit = operands["unit"]
    figures = [_published(each, unit, page) for each in operands["figures"]]
    return dict.fromkeys(operands, WORDS) | {"figures": figures, "unit": unit}


leave(UNCHECKED, "counts.nothing")
