"""The exchangeable parts of a projection: members, and how they are combined.

A member turns ``values`` of shape ``(n, years)`` into medians of shape ``(n, h)``.  To
add one, write such a function and put a `Member` into `MEMBERS`; everything else
(intervals, back-test, probabilities) takes it by name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np

from kzaz_analysis.analysis.projection.methods import drift, smoothing
from kzaz_analysis.analysis.projection.methods.state_space import damped_trend_ets
from kzaz_analysis.errors import NotComputable, unknown_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Space = Literal["log", "level"]


@dataclass(frozen=True, slots=True)
class Member:
    """One way to carry a record forward.

    Attributes
    ----------
    name, title : str
        Key in `MEMBERS`, and the name for readers.
    forecast : callable
        ``(values, h, logs) -> medians``: shapes ``(n, years)`` and ``(n, h)``; `logs`
        says whether the values are logarithms.
    space : {"log", "level"}
        Whether a positive record is handed over in logarithms.  A record with zeros
        or negative values is always handed over in levels.
    least_years : int
        Shortest record it takes.
    slow : bool
        Fits each series by an optimiser; never part of the default combination.
    """

    name: str
    title: str
    forecast: Callable[[Array, int, bool], Array]
    space: Space
    least_years: int = 2
    slow: bool = False

    def median(self, values: Array, h: int, logs: bool) -> Array:
        """Medians in the unit of `values`.

        Parameters
        ----------
        values : numpy.ndarray
            Shape ``(n, years)``.
        h : int
            Horizon in years.
        logs : bool
            Whether members that work on logs may: the values must be positive.

        Returns
        -------
        numpy.ndarray
            Shape ``(n, h)``.

        Raises
        ------
        NotComputable
            If the record is shorter than `least_years`.
        """
        if values.shape[1] < self.least_years:
            raise NotComputable(
                f"{self.title} needs {self.least_years} years, "
                f"{values.shape[1]} are here; use the random walk with drift"
            )
        if logs and self.space == "log":
            return np.asarray(np.exp(self.forecast(np.log(values), h, True)))
        unit = np.abs(values).max(axis=1) if logs else drift.earlier_size(values)
        unit = unit[:, None]
        ahead = np.asarray(unit * self.forecast(values / unit, h, False))
        lowest = values.min(axis=1, keepdims=True)
        return np.maximum(ahead, lowest / 10) if logs else ahead


@dataclass(frozen=True, slots=True)
class Combination:
    """Several members, and the rule that makes one forecast of theirs.

    Attributes
    ----------
    name, title : str
        Key in `COMBINATIONS`, and the name for readers.
    parts : tuple of str
        Names of members.
    rule : callable
        ``(stack) -> medians``: shapes ``(parts, n, h)`` and ``(n, h)``.
    alone : str
        The member that speaks alone while a record is short.
    least_years : int
        Length of record from which on all parts have a say.
    """

    name: str
    title: str
    parts: tuple[str, ...]
    rule: Callable[[Array], Array]
    alone: str
    least_years: int

    def parts_for(self, years: int) -> tuple[str, ...]:
        """Names of the members that have a say in a record of that many years."""
        return self.parts if years >= self.least_years else (self.alone,)

    def median(self, values: Array, h: int, logs: bool) -> Array:
        """Combine the medians of the parts, shape ``(n, h)``; see `Member.median`."""
        parts = self.parts_for(values.shape[1])
        stack = [MEMBERS[part].median(values, h, logs) for part in parts]
        return np.asarray(self.rule(np.stack(stack)))


def _naive(values: Array, h: int) -> Array:
    return np.repeat(values[:, -1:], h, axis=1)


def _plain(function: Callable[[Array, int], Array]) -> Callable[..., Array]:
    """Make a member of a function to which logs and levels are the same."""

    def forecast(values: Array, h: int, logs: bool) -> Array:
        return function(values, h)

    return forecast


def _drifting(
    smoother: Callable[[Array, int], Array], slope: Callable[[Array], Array]
) -> Callable[..., Array]:
    """Take the believed drift out, smooth what is left, and put it back."""

    def forecast(values: Array, h: int, logs: bool) -> Array:
        step = drift.believed_drift(values, slope, logs)[:, None]
        trend = step * np.arange(1 - values.shape[1], 1)
        return smoother(values - trend, h) + step * np.arange(1, h + 1)

    return forecast


_CAGR5 = partial(smoothing.full_drift, years=5)
_RECENT = _drifting(smoothing.simple_smoothing, drift.recent_slope)
_USUAL = _drifting(smoothing.simple_smoothing, drift.median_step)
_ALL = (
    Member("naive", "naive (last value)", _plain(_naive), "level", least_years=1),
    Member("rwd", "random walk with drift", _plain(smoothing.full_drift), "level"),
    Member("cagr5", "compound growth of the last five years", _plain(_CAGR5), "log"),
    Member("theta", "theta on logs", _plain(smoothing.theta), "log"),
    Member("recent", "smoothed level, believed recent drift", _RECENT, "log"),
    Member("usual", "smoothed level, believed median drift", _USUAL, "log"),
    Member(
        "recent_level",
        "smoothed level, believed recent drift, by amounts",
        _RECENT,
        "level",
    ),
    Member(
        "usual_level",
        "smoothed level, believed median drift, by amounts",
        _USUAL,
        "level",
    ),
    Member(
        "momentum",
        "fading momentum, believed recent drift",
        _drifting(smoothing.momentum, drift.recent_slope),
        "log",
    ),
    Member(
        "damped",
        "damped trend around the believed long drift",
        _drifting(smoothing.damped_trend, drift.long_slope),
        "log",
    ),
    Member(
        "ets",
        "damped trend on logs by maximum likelihood (statsmodels)",
        _plain(damped_trend_ets),
        "log",
        least_years=8,
        slow=True,
    ),
)
MEMBERS: dict[str, Member] = {member.name: member for member in _ALL}
"""Every member by name."""

COMBINATIONS: dict[str, Combination] = {
    "combination": Combination(
        "combination",
        "median of six smoothers with believed drift",
        ("recent", "usual", "recent_level", "usual_level", "momentum", "damped"),
        partial(np.median, axis=0),
        alone="usual",
        least_years=7,
    )
}
"""Every combination by name; ``"combination"`` is the default method."""


def method(name: str) -> Member | Combination:
    """Find the member or combination of that name.

    Parameters
    ----------
    name : str
        A key of `MEMBERS` or `COMBINATIONS`.

    Returns
    -------
    Member or Combination
        Both have ``median(values, h, logs)``.

    Raises
    ------
    UsageError
        If there is none; the nearest names are suggested.
    """
    methods: dict[str, Member | Combination] = {**COMBINATIONS, **MEMBERS}
    if not isinstance(name, str) or name not in methods:
        raise unknown_name("projection method", str(name), methods)
    return methods[name]


def parts_of(name: str, years: int) -> tuple[str, ...]:
    """Names of the members behind a method: its own, or those it combines."""
    by_name = method(name)
    if isinstance(by_name, Combination):
        return by_name.parts_for(years)
    return (by_name.name,)
