"""Sentences about paths by drivers, and the capacity that carries them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kzaz_analysis.verify.statements.common import (
    MODEL,
    WORDS,
    Between,
    leave,
    of,
)
from kzaz_analysis.verify.statements.projection.commitments import (
    horizon_of,
    of_kind,
    target_of,
)

if TYPE_CHECKING:
    from kzaz_analysis.verify.figures import Datum
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.statements.common import Operands

PATHS = ("low", "base", "high")


def titles_of(page: StatedPage) -> set[str]:
    """Titles of the drivers of the series; the list of them is of no day."""
    rows = page.everything.table("drivers")
    return {row["title"] for row in rows if row["series"] == page.record.name}


@of("scenarios.ends")
def ends(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon where the paths start; the low one ends lowest, the high one highest."""
    newest = page.record.last
    if newest is None:
        return None
    values = [float(path["value"]) for path in operands["paths"]]
    least = [0.0, *values][: len(values)]
    most = [*values[1:], float("inf")]
    return {
        "value": newest.value,
        "unit": page.record.unit,
        "year": newest.year,
        "horizon": horizon_of(operands, page),
        "paths": [
            {"scenario": name, "value": Between(low, high)}
            for name, low, high in zip(PATHS, least, most, strict=True)
        ],
    }


@of("scenarios.given")
def given(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon where a path at given values starts; its drivers are of the series."""
    newest, titles = page.record.last, titles_of(page)
    if newest is None or any(one["title"] not in titles for one in operands["drivers"]):
        return None
    modelled = ("effect", "effect_low", "effect_high", "end")
    return {
        "drivers": WORDS,
        **dict.fromkeys(modelled, MODEL),
        "value": newest.value,
        "unit": page.record.unit,
        "year": newest.year,
        "horizon": horizon_of(operands, page),
    }


@of("scenarios.given_reaches")
def given_reaches(operands: Operands, page: StatedPage) -> Operands | None:
    """Check a year of attainment against where the path ends."""
    newest, level = page.record.last, target_of(page)
    if newest is None or level is None:
        return None
    horizon, reached_in = horizon_of(operands, page), operands["reached_in"]
    end = float(of_kind(page, "scenarios.given").get("end", level))
    if reached_in is None and end >= level:
        return None
    return {
        "level": level,
        "unit": page.record.unit,
        "horizon": horizon,
        "reached_in": None if reached_in is None else Between(newest.year, horizon),
    }


@of("scenarios.reaches")
def reaches(operands: Operands, page: StatedPage) -> Operands | None:
    """Check who reaches the level against where the paths end."""
    newest, level = page.record.last, target_of(page)
    if newest is None or level is None:
        return None
    horizon = horizon_of(operands, page)
    end_values = {
        path["scenario"]: float(path["value"])
        for path in of_kind(page, "scenarios.ends").get("paths", [])
    }
    reached = [str(path["scenario"]) for path in operands["paths"]]
    is_reached = newest.value >= level
    below = [name for name, end in end_values.items() if end < level]
    missing = [n for n in end_values if n not in reached and n not in below]
    if missing and not is_reached:
        return None
    return {
        "level": level,
        "unit": page.record.unit,
        "horizon": horizon,
        "is_reached": is_reached,
        "paths": in_years(
            operands, newest.year - 1 if is_reached else newest.year, page
        ),
        "are_all": len(reached) == len(end_values),
    }


def in_years(operands: Operands, after: int, page: StatedPage) -> list[Any]:
    """Hold the year of each path to those ahead; links by what the table names."""
    titles = titles_of(page)
    horizon = int(page.parameters.get("horizon_year") or 9999)
    return [
        {
            name: name_of(path, titles)[name]
            if name in ("scenario", "title")
            else Between(after + 1, horizon)
            if name == "year"
            else Between(0)
            for name in path
        }
        for path in operands["paths"]
    ]


def name_of(path: Operands, titles: set[str]) -> Operands:
    """Return names of a path and a link as the tables have them."""
    scenario = path["scenario"] if path["scenario"] in PATHS else PATHS
    title = path.get("title")
    return {"scenario": scenario, "title": title if title in titles else titles}


@of("scenarios.strongest")
def strongest(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon an effect as a share of the newest figure a year."""
    newest, effect = page.record.last, float(operands["effect"])
    if newest is None or operands["driver"] not in titles_of(page):
        return None
    years = int(page.parameters["horizon_year"]) - newest.year
    points: Any = MODEL if newest.value == 0 else 100 * effect / newest.value / years
    return {
        "driver": operands["driver"],
        "effect": MODEL,
        "unit": page.record.unit,
        "scenario": WORDS,
        "points_pct": points,
    }


@of("scenarios.held_back", "scenarios.branch")
@of("scenarios.binds", "scenarios.binds_today")
def binds(operands: Operands, page: StatedPage) -> Operands | None:
    """Check that years are ahead, and that links are drivers of the series."""
    newest = page.record.last
    if newest is None:
        return None
    reckoned: Operands = {"paths": in_years(operands, _before(operands, newest), page)}
    if "unit" in operands:
        reckoned["unit"] = page.record.unit
    if "horizon" in operands:
        reckoned["horizon"] = horizon_of(operands, page)
        bound = [path["scenario"] for path in operands["paths"]]
        reckoned["free"] = [name for name in PATHS if name not in bound]
    if "title" in operands:
        is_title = operands["title"] in titles_of(page)
        reckoned["title"] = operands["title"] if is_title else titles_of(page)
    return reckoned


def _before(operands: Operands, last: Datum) -> int:
    """Last year in which nothing binds; what the last figure exceeds binds at once."""
    ceilings = [path.get("ceiling", 0) for path in operands["paths"]]
    return last.year - (last.value > min(ceilings, default=0))


@of("projection.above_capacity")
def above_capacity(operands: Operands, page: StatedPage) -> Operands | None:
    """Check that a link of the series carries less than the level asked about."""
    level = target_of(page)
    if level is None or operands["title"] not in titles_of(page):
        return None
    return {
        "level": level,
        "unit": page.record.unit,
        "horizon": horizon_of(operands, page),
        "title": operands["title"],
        "ceiling": Between(0, level),
    }


@of("scenarios.nothing_binds", "scenarios.today_carries")
def nothing_binds(operands: Operands, page: StatedPage) -> Operands:
    """Reckon up to when the paths go."""
    return {"horizon": horizon_of(operands, page)}


@of("scenarios.uncounted")
def uncounted(operands: Operands, page: StatedPage) -> Operands:
    """Check that what is not counted are drivers of the series."""
    titles = titles_of(page)
    return {"titles": [title for title in operands["titles"] if title in titles]}


leave(WORDS, "scenarios.no_scenarios", "scenarios.no_driver", "scenarios.condition")
leave(WORDS, "scenarios.no_capacity", "scenarios.given_moves_nothing")
