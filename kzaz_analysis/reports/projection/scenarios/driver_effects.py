"""What each driver does to a series in each case: one row per driver and case."""

from __future__ import annotations

import math
from dataclasses import asdict, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.intervals import Interval
from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.analysis.projection.scenarios.elasticity import (
    Elasticity,
    macro_effect,
    points_a_year,
    strongest,
)
from kzaz_analysis.analysis.targets.capacity import CASES
from kzaz_analysis.errors import NotComputable
from kzaz_analysis.reports.projection.scenarios.elasticities import (
    elasticity_table,
    is_rate_of,
    slopes_of,
)
from kzaz_analysis.reports.record.period_names import period_words
from kzaz_analysis.studies.capacity_links import CARRYING, Links
from kzaz_analysis.studies.conversions import Rate, rate_to
from kzaz_analysis.studies.driver_values import (
    Reading,
    driver_rows,
    macro_figures,
    part_figures,
    read,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzaz_analysis.evidence.series import Record
    from kzaz_analysis.studies.driver_values import Row

EFFECT_COLUMNS = ["driver", "title", "kind", "overlap", "scenario", "rule", "value"]
EFFECT_COLUMNS += ["low", "high", "unit", "year", "period", "books", "is_floor"]
EFFECT_COLUMNS += ["source", "rate", "rate_period", "rate_source", "use_pct"]
EFFECT_COLUMNS += ["use_year", "room", "effect", "effect_low", "effect_high", "points"]
EFFECT_COLUMNS += ["points_low", "points_high", "same_books", "note", "reason"]
EFFECT_COLUMNS += ["kept_out", "enters"]

CAPS_ONLY = "it caps the paths and moves nothing"
NOT_TOLD = "its elasticity is not significantly different from zero"
OF_TODAY = ("least_use", "latest_use")
"""Rules that are about the capacity that stands, not the one announced."""

Cell = dict[str, Any]


def effects_of(
    record: Record,
    links: Links | Refused,
    horizon_year: int,
    confidence_pct: float = 95.0,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Effect of every driver in every case, and the elasticities behind them.

    Parameters
    ----------
    record : Record
        The driven series; it must have an annual figure.
    links : Links or Refused
        Its capacities and quotas, up to the horizon.
    horizon_year : int
        Year by which an effect is complete.
    confidence_pct : float
        Level of the intervals of the elasticities.

    Returns
    -------
    tuple of pandas.DataFrame
        Columns `EFFECT_COLUMNS`, one row per driver and case; and what
        `elasticity_table` returns.

    Raises
    ------
    NotComputable
        If no driver is named, the series has no figure, or the horizon is not ahead.
    """
    drivers = driver_rows(record.evidence, record.name)
    if not drivers:
        raise NotComputable("the drivers table names no driver of this series")
    if record.annual.empty:
        raise NotComputable("the series has no annual figure")
    ahead = horizon_year - int(record.annual["year"].iloc[-1])
    if ahead < 1:
        raise NotComputable(f"the horizon {horizon_year} is not after the last figure")
    slopes = slopes_of(drivers, record, confidence_pct)
    cells: list[Cell] = []
    for row in drivers:
        if row["kind"] in CARRYING:
            cells += [_carried(row, record, links, case) for case in CASES]
        else:
            cells += _moved(row, record, slopes.get(row["driver"]), ahead)
    effects = _with_points(pd.DataFrame(cells, columns=EFFECT_COLUMNS), record, ahead)
    effects = effects.assign(enters=strongest(effects))
    return effects, elasticity_table(drivers, slopes)


def _known(row: Row, case: str) -> Cell:
    """Say what is known of a driver in a case before anything is read."""
    cells = {c: row[c] for c in ("driver", "title", "kind", "overlap", "note")}
    return cells | {"scenario": case, "rule": row[case], "reason": "", "kept_out": ""}


def _moved(
    row: Row, record: Record, slope: Elasticity | Refused | None, ahead: int
) -> list[Cell]:
    """Read every case of a part or a macro driver, and work out its effect."""
    figures = _figures(row, record)
    readings = {case: _reading(row, record, row[case]) for case in CASES}
    work = _worker(row, record, figures, slope, ahead)
    cells = []
    for case, reading in readings.items():
        cell = _known(row, case)
        if isinstance(reading, Refused):
            cells.append(cell | {"reason": reading.reason})
            continue
        effect = attempt("effect", partial(work, readings["base"], reading))
        more = {"reason": effect.reason} if isinstance(effect, Refused) else effect
        cells.append(cell | asdict(reading) | more)
    return cells


def effect_at(
    row: Row, record: Record, horizon_year: int, value: float, confidence_pct: float
) -> Cell:
    """Work out what a driver does to a series if it stands at a value.

    Parameters
    ----------
    row : mapping
        A row of the drivers table, a part or a macro driver.
    record : Record
        The driven series; it must have an annual figure.
    horizon_year : int
        Year by which the effect is complete.
    value : float
        Level of the driver by then, in its own unit.
    confidence_pct : float
        Level of the interval of an elasticity.

    Returns
    -------
    dict
        ``driver, title, unit, value, today, is_floor, source`` and of the columns of
        `effects_of` those of the effect; ``reason`` why there is none.
    """
    figures = _figures(row, record)
    latest = int(record.annual["year"].iloc[-1])
    base = _reading(row, record, row["base"])
    cell = {c: row[c] for c in ("driver", "title")} | {"value": value, "kept_out": ""}
    if isinstance(base, Refused):
        return cell | {"reason": base.reason}
    slope = slopes_of([dict(row)], record, confidence_pct).get(row["driver"])
    work = _worker(row, record, figures, slope, horizon_year - latest)
    least, most = figures["value"].min(), figures["value"].max()
    if row["kind"] == "macro" and not least <= value <= most:
        why = f"{value:g} lies outside of what is on record, {least:.3g} to {most:.3g}"
        return cell | {"reason": f"{why}; an elasticity says nothing there"}
    there = replace(base, value=value, low=value, high=value)
    effect = attempt("effect", partial(work, base, there))
    more = {"reason": effect.reason} if isinstance(effect, Refused) else effect
    about = {"unit": base.unit, "today": base.value, "source": base.source}
    about |= {"is_floor": base.is_floor}
    return cell | {"reason": ""} | about | more


def _figures(row: Row, record: Record) -> pd.DataFrame:
    return _figures_of(record, tuple(row.items()))


@lru_cache(maxsize=64)
def _figures_of(record: Record, cells: tuple[tuple[str, Any], ...]) -> pd.DataFrame:
    """Read the figures of a driver; another horizon and value ask for the same."""
    row = dict(cells)
    figures_of = macro_figures if row["kind"] == "macro" else part_figures
    return figures_of(record.evidence, row)


def _reading(row: Row, record: Record, rule: str) -> Reading | Refused:
    return _reading_of(record, tuple(row.items()), rule)


@lru_cache(maxsize=256)
def _reading_of(
    record: Record, cells: tuple[tuple[str, Any], ...], rule: str
) -> Reading | Refused:
    """Read a driver by a rule, once for all horizons and values."""
    latest = int(record.annual["year"].iloc[-1])
    figures = _figures_of(record, cells)
    return attempt("reading", partial(read, figures, rule, latest))


def _worker(
    row: Row,
    record: Record,
    figures: pd.DataFrame,
    slope: Elasticity | Refused | None,
    ahead: int,
) -> Callable[[Reading | Refused, Reading], Cell]:
    """Return what works out an effect from a base reading and another one."""
    if isinstance(slope, (Elasticity, Refused)):
        return partial(_macro, record, figures, slope, ahead)
    return partial(_part, record, len(figures), _rate_of(record, tuple(row.items())))


@lru_cache(maxsize=64)
def _rate_of(record: Record, cells: tuple[tuple[str, Any], ...]) -> Rate | Refused:
    return attempt("rate", partial(_rate, record, cells))


def _rate(record: Record, cells: tuple[tuple[str, Any], ...]) -> Rate:
    figures = _figures_of(record, cells)
    if figures.empty:
        raise NotComputable("no figure of it is on record")
    unit = str(figures["unit"].iloc[-1])
    return rate_to(record.evidence, dict(cells), unit, record.unit)


def _part(
    record: Record,
    known: int,
    rate: Rate | Refused,
    base: Reading | Refused,
    here: Reading,
) -> Cell:
    if isinstance(base, Refused):
        raise NotComputable(base.reason)
    if known == 1:
        raise NotComputable(
            f"{base.year} is its only figure, so there is no other level to compare"
        )
    if here.months != base.months:
        raise NotComputable(
            f"{period_words(here.period)} and {period_words(base.period)} are other "
            "months of a year"
        )
    if isinstance(rate, Refused):
        raise NotComputable(rate.reason)
    change = Interval.point(0.0)
    if here != base:
        change = (here.interval - base.interval) * rate.interval
    return {
        "rate": rate.value,
        "rate_period": rate.period,
        "rate_source": rate.source,
        "effect": (here.value - base.value) * rate.value,
        "effect_low": change.low,
        "effect_high": change.high,
        "same_books": here.books == str(record.annual["books"].iloc[-1]),
    }


def _macro(
    record: Record,
    figures: pd.DataFrame,
    slope: Elasticity | Refused,
    ahead: int,
    base: Reading | Refused,
    here: Reading,
) -> Cell:
    for part in (slope, base):
        if isinstance(part, Refused):
            raise NotComputable(part.reason)
    assert isinstance(slope, Elasticity)  # noqa: S101 - narrows after the loop
    assert isinstance(base, Reading)  # noqa: S101
    level = float(record.annual["value"].iloc[-1])
    effect, bounds = 0.0, Interval.point(0.0)
    if here.value != base.value:
        effect, bounds = macro_effect(
            level, slope, base.value, here.value, ahead, is_rate=is_rate_of(figures)
        )
    return {
        "rate": slope.value,
        "effect": effect,
        "effect_low": bounds.low,
        "effect_high": bounds.high,
        "kept_out": "" if slope.is_told_from_zero else NOT_TOLD,
    }


def _carried(row: Row, record: Record, links: Links | Refused, case: str) -> Cell:
    """Read one case of a capacity or quota: what it caps, and what use it is put to."""
    cell = _known(row, case)
    if isinstance(links, Refused):
        return cell | {"reason": links.reason}
    link = links.links.set_index("driver").loc[row["driver"]]
    if link["reason"]:
        return cell | {"reason": str(link["reason"])}
    cell |= _ceiling(row, record, links, case)
    cell["books"] = link["books"] if isinstance(link["books"], str) else ""
    if row[case] == "ceiling":
        return cell | {"effect": 0.0, "kept_out": CAPS_ONLY}
    used = attempt("use", lambda: _used(row, links, case))
    if isinstance(used, Refused):
        return cell | {"reason": used.reason}
    level = float(record.annual["value"].iloc[-1])
    effect = used["use_pct"] / 100 * cell["value"] - level
    # A share of a share: what is left of rounding is no effect.
    effect = 0.0 if math.isclose(effect, 0.0, abs_tol=1e-9 * level) else effect
    return cell | used | dict.fromkeys(("effect", "effect_low", "effect_high"), effect)


def _ceiling(row: Row, record: Record, links: Links, case: str) -> Cell:
    every = links.ceilings
    of_link = every[(every["link"] == row["driver"]) & (every["case"] == case)]
    # What is not there yet can be filled; what is there can be used less.
    meant = of_link.iloc[0 if row[case] in OF_TODAY else -1]
    origin = links.stages.set_index("statement")["source"]
    level = float(record.annual["value"].iloc[-1])
    return {
        **dict.fromkeys(("value", "low", "high"), float(meant["ceiling"])),
        "unit": record.unit,
        "year": int(meant["year"]),
        "period": str(meant["year"]),
        "is_floor": False,
        "source": str(origin.loc[[meant["statement"]]].iloc[0]),
        "room": float(of_link["ceiling"].iloc[-1]) - level,
    }


def _used(row: Row, links: Links, case: str) -> Cell:
    """Read the share of a capacity that was used: least, last or most on record."""
    shares = links.use_of(row["driver"])
    if shares.empty:
        raise NotComputable("no year has both the series and this capacity on record")
    rule = str(row[case])
    ordered = shares.sort_values("use_pct", kind="stable")
    places = {"least_use": ordered.iloc[0], "most_use": ordered.iloc[-1]}
    shares_of_rule = places.get(rule, shares.iloc[-1])
    return {
        "use_pct": float(shares_of_rule["use_pct"]),
        "use_year": int(shares_of_rule["year"]),
    }


def _with_points(effects: pd.DataFrame, record: Record, ahead: int) -> pd.DataFrame:
    level = float(record.annual["value"].iloc[-1])
    able = level > 0
    in_points = {
        "points": "effect",
        "points_low": "effect_low",
        "points_high": "effect_high",
    }
    numbers = {
        points: effects[effect]
        .astype("float64")
        .map(lambda e: points_a_year(e, level, ahead) if able else float("nan"))
        for points, effect in in_points.items()
    }
    texts = effects[["reason", "kept_out"]].fillna("")
    return effects.assign(**numbers, **texts)
