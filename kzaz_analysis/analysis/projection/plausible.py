"""What can be projected, what is refused, and what is named: runs of yearly figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kzaz_analysis.analysis.counting import counted
from kzaz_analysis.analysis.projection.runs import SLIP
from kzaz_analysis.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Years = NDArray[np.int64]

LEAST_YEARS = 3
"""Shortest record that is projected, linked runs before a break counted."""
LEAST_RUN = 2
"""Shortest last run: one figure alone is no level to trust."""
FIRST_YEAR, LAST_YEAR = 1500, 2200
"""Years before the first are named, years after the last refused."""
ORDERS_OF_MAGNITUDE = 15
"""Widest span between sizes of one record that floating point carries safely."""
MILLION = 1e6
SMALLEST, LARGEST = 1e-150, 1e150
"""Sizes that can be squared."""


def check_years(years: Years) -> None:
    """Refuse what cannot be calendar years: months as one number, or a slip.

    Raises
    ------
    UsageError
        If one lies after `LAST_YEAR`.
    """
    wrong = years[years > LAST_YEAR]
    if wrong.size:
        raise UsageError(
            f"{wrong[0]} is no year between {FIRST_YEAR} and {LAST_YEAR}; give whole "
            "calendar years (months and quarters: add them up to years first)"
        )


def why_not(
    years: Years, values: Array, counted_years: int, linked: Array
) -> str | None:
    """Say why a run of consecutive years cannot be projected, if it cannot.

    Parameters
    ----------
    years, values : numpy.ndarray
        The last run, shape ``(n,)``.
    counted_years : int
        Its years, and the yearly changes of earlier runs that are linked to it.
    linked : numpy.ndarray
        The run, and before it those that are linked to it.

    Returns
    -------
    str or None
        A phrase for people, or nothing when the run is fine.
    """
    if len(values) < LEAST_RUN or counted_years < LEAST_YEARS:
        # Changes of earlier runs stand in for those of a third year.
        needed = f"{LEAST_YEARS} are needed"
        if counted_years > len(values):
            needed = f"{LEAST_RUN} are needed beside earlier yearly changes"
        years_text = counted(len(values), "consecutive year")
        return f"{years_text} at the end of the record, {needed}"
    if not np.isfinite(linked).all():
        return "an infinite value"
    return _unsafe(values) or _ends_at_zero(years, values)


def _unsafe(values: Array) -> str | None:
    sizes = np.abs(values[values != 0])
    if not sizes.size:
        return "every value is zero"
    if sizes.max() > LARGEST or sizes.min() < SMALLEST:
        return f"values beyond {SMALLEST:g} to {LARGEST:g}; use another unit"
    if sizes.max() / sizes.min() > 10.0**ORDERS_OF_MAGNITUDE:
        return f"values more than {ORDERS_OF_MAGNITUDE} orders of magnitude apart"
    return None


def _ends_at_zero(years: Years, values: Array) -> str | None:
    if values[:-1].min() < 0 or values[-1] > 0:
        return None
    if values[-1] == 0:
        return (
            f"the last value, in {years[-1]}, is zero: a projection has no level to "
            "start from. Leave the year out if nothing was reported"
        )
    # In levels, the chance of a level would be far above that from just above zero.
    return (
        f"the last value, in {years[-1]}, is {values[-1]:g}, and no year before it is "
        "negative: a slip of sign? A balance is projected by its two sides"
    )


def doubts(years: Years, figures: Array, linked: Array) -> list[str]:
    """Name what looks like a slip or a missing report, and years that are none.

    Parameters
    ----------
    years, figures : numpy.ndarray
        Runs that count, end to end, shape ``(n,)``.
    linked : numpy.ndarray
        The figures on the level of the last run, so that no break looks like a slip.

    Returns
    -------
    list of str
        Sentences for people; of figures none where one is negative.
    """
    early = [
        f"{year} is no year between {FIRST_YEAR} and {LAST_YEAR}; are these calendar "
        "years?"
        for year in years[:1]
        if year < FIRST_YEAR
    ]
    if linked.min() < 0:
        return early
    slips, lows = _slips(linked), _near_zeros(linked)
    fine = _ends_cleared({*slips, *lows}, len(linked) - 1)
    slips = {at: factor for at, factor in slips.items() if at not in fine}
    lows = lows[~np.isin(lows, fine)]
    steps = _steps(linked, [*slips, *lows])
    return [
        *early,
        *(_slip(years[at], figures[at], factor) for at, factor in slips.items()),
        *_near_zero(years[lows]),
        *(_step(years[[at, at + 1]], figures[[at, at + 1]]) for at in steps),
    ]


def _ends_cleared(named: set[int], last: int) -> list[int]:
    """First and last place where the one year next to it is itself in doubt."""
    inner = named - {0, last}
    return [end for end, beside in ((0, 1), (last, last - 1)) if beside in inner]


def _slips(values: Array) -> dict[int, float]:
    """Places far above both years next to them, with the factor to the larger."""
    previous, following = np.r_[0.0, values[:-1]], np.r_[values[1:], 0.0]
    beside = np.maximum(previous, following)
    slips = np.flatnonzero((values >= SLIP * beside) & (beside > 0))
    return {int(at): float(values[at] / beside[at]) for at in slips}


def _near_zeros(values: Array) -> Years:
    """Places far below both years next to them."""
    previous, following = np.r_[np.inf, values[:-1]], np.r_[values[1:], np.inf]
    beside = np.minimum(previous, following)
    return np.flatnonzero((SLIP * values <= beside) & (beside > 0))


def _steps(values: Array, named: list[int]) -> list[int]:
    """Places from which on figures go on at another level, or start or end at zero."""
    low, high = np.sort([values[:-1], values[1:]], axis=0)
    steps = np.flatnonzero((high >= SLIP * low) & (high > 0))
    return [int(at) for at in steps if not {at, at + 1} & set(named)]


def _slip(year: int, figure: float, factor: float) -> str:
    return (
        f"{year} stands at {_plain(figure)}, {factor:,.0f} times the year next to "
        "it: a slip of unit? Correct it, or leave the year out."
    )


def _near_zero(years: Years) -> list[str]:
    if not years.size:
        return []
    return [
        f"At or near zero in {', '.join(map(str, years))}: is a report missing, "
        "or was nothing traded? Leave the year out if it is not a figure."
    ]


def _step(years: Years, figures: Array) -> str:
    return (
        f"{years[0]} stands at {_plain(figures[0])} and {years[1]} at "
        f"{_plain(figures[1])}: one unit, and no report missing? Correct the years "
        "before or after, or leave them out."
    )


def _plain(figure: float) -> str:
    """Write a figure without an exponent, however large."""
    return f"{figure:,.0f}" if abs(figure) >= MILLION else f"{figure:g}"
