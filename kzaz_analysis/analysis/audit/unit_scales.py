"""Units of published figures: bring them to one unit, and know how they slip."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kzaz_analysis.analysis.audit.clauses import Clause, NamedId, clause

if TYPE_CHECKING:
    import pandas as pd

PER_YEAR = " per year"
DAYS_PER_YEAR = 365.25

TIME_SLIPS = {
    Clause("month_or_year"): 12.0,
    Clause("week_or_year"): DAYS_PER_YEAR / 7,
    Clause("week_or_month"): DAYS_PER_YEAR / 84,
    Clause("day_or_year"): 365.0,
}
"""Ratios by which a rate is wrong when its unit of time is confused."""

POWER_SLIPS = {
    Clause("tens"): 10.0,
    Clause("hundreds"): 100.0,
    Clause("thousands"): 1e3,
    Clause("millions"): 1e6,
}
"""Ratios by which a figure is wrong when a zero or a scale word is lost."""

SLIP_TOLERANCE = 0.02
"""How closely a ratio must match a known one: factors such as 7.51 are rounded."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """What a value in one unit is multiplied by to stand in another, and why."""

    value: float
    how: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Scales:
    """Units with their dimension and size, and the factors between dimensions.

    Attributes
    ----------
    units : dict
        Unit to (dimension, size in the base unit of the dimension).
    factors : tuple
        (name, from dimension, to dimension, value): base units of the second in one
        base unit of the first. Factors that hold for one year only are left out.
    """

    units: dict[str, tuple[str, float]]
    factors: tuple[tuple[str, str, str, float], ...]

    @classmethod
    def of(cls, units: pd.DataFrame, factors: pd.DataFrame) -> Scales:
        """Read them from the tables ``units`` and ``factors``."""
        sizes = zip(
            units["unit"],
            units["dimension"],
            units["factor"].astype(float),
            strict=True,
        )
        timeless = factors[factors["year"].isna()]
        between = zip(
            timeless["factor"],
            timeless["from_dimension"],
            timeless["to_dimension"],
            timeless["value"].astype(float),
            strict=True,
        )
        return cls({unit: (kind, size) for unit, kind, size in sizes}, tuple(between))

    def dimension(self, unit: str) -> str:
        """Return what a unit measures."""
        return self.units[unit][0]

    def ratio(self, unit: str, to: str, days: int | None = None) -> Ratio | None:
        """Return what brings `unit` to `to`; None where nothing does.

        A rate per year given for a total of some days counts for those days, by
        default for a year, and a total given for a yearly rate as one year's.
        """
        here, size = self.units[unit]
        there, target = self.units[to]
        share, about_days = _share_of_year(here, there, days)
        step = self._step(here.removesuffix(PER_YEAR), there.removesuffix(PER_YEAR))
        if step is None:
            return None
        value = float(f"{size * step.value * share / target:.15g}")
        how = (*_conversion(unit, value, to), *step.how, *about_days)
        return Ratio(value, how)

    def _step(self, here: str, there: str) -> Ratio | None:
        if here == there:
            return Ratio(1.0, ())
        for name, from_unit, second, value in self.factors:
            if (here, there) == (from_unit, second):
                return Ratio(value, _factor(name, value))
            if (there, here) == (from_unit, second):
                return Ratio(1 / value, _factor(name, value))
        return None

    def slip(self, ratio: float, first: str, second: str) -> Clause | None:
        """Name the confusion that explains a ratio of two figures, or None.

        Parameters
        ----------
        ratio : float
            One figure over the other, both in one unit.
        first, second : str
            Units as published. Where they differ, one was written for the other: a
            rate of another time, or another dimension by one of the factors. Where
            they do not, a zero or a scale word was lost.
        """
        if not ratio > 0:
            return None
        slips = POWER_SLIPS if first == second else self._unit_slips(first, second)
        size = max(ratio, 1 / ratio)
        fits = [
            name
            for name, value in slips.items()
            if abs(size / max(value, 1 / value) - 1) <= SLIP_TOLERANCE
        ]
        return fits[0] if fits else None

    def _unit_slips(self, first: str, second: str) -> dict[Clause, float]:
        here, there = (
            self.dimension(unit).removesuffix(PER_YEAR) for unit in (first, second)
        )
        if here == there:
            return TIME_SLIPS | POWER_SLIPS
        units = NamedId("unit", first), NamedId("unit", second)
        return {
            clause("unit_or_unit", first=units[0], second=units[1]): value
            for _, one, two, value in self.factors
            if {here, there} == {one, two}
        }


def _conversion(unit: str, value: float, to: str) -> tuple[Clause, ...]:
    if unit == to:
        return ()
    units = NamedId("unit", unit), NamedId("unit", to)
    return (clause("conversion", unit=units[0], value=value, other=units[1]),)


def _factor(name: str, value: float) -> tuple[Clause]:
    return (clause("factor", name=NamedId("code", name), value=value),)


def _share_of_year(
    here: str, there: str, days: int | None
) -> tuple[float, tuple[Clause, ...]]:
    is_rate = here.endswith(PER_YEAR) and not there.endswith(PER_YEAR)
    if not is_rate or days is None or 365 <= days <= 366:
        return 1.0, ()
    return days / DAYS_PER_YEAR, (clause("part_of_year", days=days),)


def mantissa(value: float) -> str:
    """Significant digits of a printed number, trailing zeros dropped: 1500 as "15"."""
    if not math.isfinite(value) or value == 0:
        return ""
    digits = Decimal(repr(float(abs(value)))).normalize().as_tuple().digits
    return "".join(map(str, digits))


def same_digits(first: float, second: float) -> bool:
    """Say whether two printed numbers have the same two or more leading digits."""
    digits = mantissa(first)
    return len(digits) > 1 and digits == mantissa(second)
