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


def why_not(years: Years, values: Array, linked: int) -> str | None:
    """Say why a run of consecutive years cannot be projected, if it cannot.

    Parameters
    ----------
    years, values : numpy.ndarray
        The last run, shape ``(n,)``.
    linked : int
        Length of the record, earlier runs that are linked to it included.

    Returns
    -------
    str or None
        A phrase for people, or nothing when the run is fine.
    """
    if len(values) < LEAST_RUN or linked < LEAST_YEARS:
        return (
            f"{counted(len(values), 'consecutive year')} at the end of the record, "
            f"{LEAST_YEARS} are needed"
        )
    if not np.isfinite(values).all():
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
    if values[-1] == 0 and values.min() == 0:
        return (
            f"the last value, in {years[-1]}, is zero: a projection has no level to "
            "start from. Leave the year out if nothing was reported"
        )
    return None


def doubts(years: Years, values: Array) -> list[str]:
    """Name what looks like a slip or a missing report, and years that are none.

    Parameters
    ----------
    years, values : numpy.ndarray
        Shape ``(n,)``.

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
    if values.min() < 0:
        return early
    return [*early, *_slips(years, values), *_near_zeros(years, values)]


def _slips(years: Years, values: Array) -> list[str]:
    previous, following = np.r_[0.0, values[:-1]], np.r_[values[1:], 0.0]
    beside = np.maximum(previous, following)
    slips = np.flatnonzero((values >= SLIP * beside) & (beside > 0))
    return [
        f"{years[at]} stands at {values[at]:g}, {values[at] / beside[at]:,.0f} times "
        "the year next to it: a slip of unit? Correct it, or leave the year out."
        for at in slips
    ]


def _near_zeros(years: Years, values: Array) -> list[str]:
    previous, following = np.r_[np.inf, values[:-1]], np.r_[values[1:], np.inf]
    low = np.flatnonzero(SLIP * values <= np.minimum(previous, following))
    low = low[np.minimum(previous, following)[low] > 0]
    if not low.size:
        return []
    return [
        f"At or near zero in {', '.join(map(str, years[low]))}: is a report missing, "
        "or was nothing traded? Leave the year out if it is not a figure."
    ]
