"""What the projection page commits to: quantiles and chances by year."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from kzaz_analysis.verify.statements.common import CHANCE, MODEL, Between, Unreckoned

if TYPE_CHECKING:
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.statements.common import Operands

SIMULATED = 0.012
"""What simulated shares may be off by."""


def target_of(page: StatedPage) -> float | None:
    """Level that the reader asked about."""
    target = page.parameters.get("target")
    return float(target) if target else None


def committed(page: StatedPage) -> Operands | None:
    """Return what the page commits to: quantiles and chances by year.

    The forecast on the figures of one reporter, whatever the rule, is another.
    """
    own = (line["record"] for line in page.ledger if "basis" not in line["subject"])
    return next(own, None)


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
        _check_level(record, level, may_have_been_there(page, record, level))
    stated = float(record["chances"][str(year)])
    return Between(stated - 5e-5, stated + 5e-5)


def _check_order(record: Operands) -> None:
    """Hold quantiles to rise with the probability, and chances with the years."""
    rising = [*record["quantiles"].values(), [*record["chances"].values()]]
    for numbers in rising:
        if any(after < before for before, after in pairwise(numbers)):
            raise ValueError(f"{numbers} do not rise")


def may_have_been_there(page: StatedPage, record: Operands, level: float) -> bool:
    """Whether the year that a forecast starts after may have been at the level.

    Any figure for it may be carried into the forecast, and so may an estimate of it.
    """
    of_year = [f for f in page.record.figures if f.year == record["origin_year"]]
    is_estimated = page.parameters.get("jump_off") == "nowcast"
    return is_estimated or any(f.high >= level for f in of_year)


def _check_level(record: Operands, level: float, is_met_perhaps: bool) -> None:
    """Hold the chance by a year to be no less than that of being there in it."""
    for place, (year, numbers) in enumerate(record["quantiles"].items()):
        pairs = list(zip(record["probabilities"], numbers, strict=True))
        below = max((p for p, number in pairs if number <= level), default=0.0)
        above = min((p for p, number in pairs if number >= level), default=1.0)
        stated = record["chances"][year]
        # Before the first year the level was reached only if it was in the last one.
        most = 1.0 if place or is_met_perhaps else 1 - below
        if not 1 - above - SIMULATED <= stated <= most + SIMULATED:
            raise ValueError(f"a chance of {stated} in {year} does not fit {numbers}")


def started(operands: Operands, page: StatedPage, name: str) -> Operands:
    """Last figure that a forecast starts after, or the running year's estimate."""
    newest = page.record.last
    if newest is None:
        raise LookupError("the record holds no figure")
    is_nowcast = starts_from_nowcast(page, int(operands["year"]))
    if is_nowcast:
        return {name: MODEL, "year": newest.year + 1, "is_nowcast": True}
    return {name: newest.value, "year": newest.year, "is_nowcast": False}


def starts_from_nowcast(page: StatedPage, year: int) -> bool:
    """Whether a forecast that starts in a year starts from an estimate of it."""
    newest = page.record.last
    is_asked = page.parameters.get("jump_off") == "nowcast"
    return is_asked and newest is not None and year > newest.year


def horizon_of(operands: Operands, page: StatedPage) -> int:
    """Year up to which it is projected: the one asked for."""
    asked = page.parameters.get("horizon_year")
    return int(asked) if asked else int(operands["horizon"])


def of_kind(page: StatedPage, kind: str) -> Operands:
    """Operands of the page's first sentence of a kind; none where there is none."""
    same = (s["operands"] for s in page.sentences if s["kind"] == kind)
    return next(same, {})
