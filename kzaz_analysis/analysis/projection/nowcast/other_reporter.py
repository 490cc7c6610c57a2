"""Years that one side has not published, estimated from the other side's figures.

Two reporters of one trade are two measurements of it: their levels differ, their yearly
changes mostly agree.  A hidden year is the last own figure plus part of the other
side's change since; the part is large where the own figures swing much and the gap
between the two little.  With own figures after the hidden years the path is bent to
meet them (a random-walk bridge).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from kzaz_analysis.analysis.counting import counted
from kzaz_analysis.analysis.projection.runs import SLIP
from kzaz_analysis.errors import NotComputable, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LEAST_CHANGES = 3
"""Yearly changes that both sides must have published together."""
PRIOR_STEP, PRIOR_CHANGES = 0.2, 2.0
"""Step about which nothing is known, in logs; its weight in changes."""
GAP_GIVEN_BACK = 0.25
"""Part of the gap's deviation from its median that is taken as noise of one year."""
GAP_YEARS = 10
"""Latest common years of which that median is taken."""
TAIL, SPREAD = 3.0, 0.91
"""Degrees of freedom of the errors, and their size over the expected one."""
LONGEST = 3
"""Years in a row that are estimated at most."""


@dataclass(frozen=True, slots=True, eq=False)
class FromOtherReporter:
    """Hidden years of one reporter, estimated from the other.

    Attributes
    ----------
    frame : pandas.DataFrame
        Columns ``year, median, lo-80, hi-80 ...`` (as asked) ``, bridged`` (whether an
        own figure follows) ``, withheld`` (why the year is not to be shown; empty when
        it is) ``, stated_low, stated_high`` (bounds of the statement of the hidden
        side; 0 and infinity without one); one row per hidden year, in the unit of the
        own figures.
    weight : float
        Part of the other side's change that is taken over, 0 to 1.
    own_step, gap_step : float
        Root mean square yearly change of the own figures and of the gap, in logs,
        watered down with `PRIOR_STEP`.
    common_changes : int
        Yearly changes that both sides published.
    """

    frame: pd.DataFrame
    weight: float
    own_step: float
    gap_step: float
    common_changes: int

    @property
    def shown(self) -> pd.DataFrame:
        """The years that may be shown: none that the hidden side contradicts."""
        return self.frame[self.frame["withheld"] == ""].reset_index(drop=True)

    def __repr__(self) -> str:
        years = ", ".join(map(str, self.frame["year"]))
        return (
            f"FromOtherReporter({years or 'no hidden year'}; weight {self.weight:.2f} "
            f"from {counted(self.common_changes, 'common change')})"
        )


def from_other_reporter(
    own: pd.DataFrame,
    other: pd.DataFrame,
    level: Sequence[float] = (80, 95),
    statements: Mapping[int, tuple[float, float]] | None = None,
    errors: Mapping[int, float] | None = None,
) -> FromOtherReporter:
    """Estimate the years of one reporter that only the other has published.

    Parameters
    ----------
    own, other : pandas.DataFrame
        Annual frames of the two reporters: ``year, value``; positive values, each in
        any unit of its own.
    level : sequence of float
        Nominal coverage of the intervals, in percent.
    statements : mapping of int to tuple of float, optional
        What the hidden side itself said of a year, low and high bound. A year whose
        statement lies outside of the estimate's 95 percent interval is withheld: the
        two sides then book different things, and a filled year would be wrong.
    errors : mapping of int to float, optional
        Error of the other figures in logs, where they are estimates themselves.

    Returns
    -------
    FromOtherReporter
        One row per year after the first own figure that the other side has and the own
        side has not, up to `LONGEST` in a row.

    Raises
    ------
    NotComputable
        If fewer than `LEAST_CHANGES` yearly changes are known of both sides, a value is
        not positive, or one is `SLIP` times every year next to it, or that part of it.
    UsageError
        If a frame holds a year twice.

    Notes
    -----
    ``w = a2 / (a2 + g2)`` with ``a2`` and ``g2`` the mean squared yearly changes, in
    logs, of the own figures and of the gap: the regression of one change on the other
    where the gap is a random walk of its own.  After the last own figure, ``w / 4`` of
    what the gap there exceeds its median of ten common years is given back: part of it
    was noise of that year.  ``j`` years after that figure the variance is
    ``v = j a2 g2 / (a2 + g2)``, in a bridge of ``n`` steps ``v (n - j) / n``.  The
    tails (Student) and that quarter were learned from pairs of reporters world-wide,
    see ``docs/methods-projection.md``.
    """
    sides = _side_by_side(own, other)
    changes = np.diff(sides.logs, axis=0)[np.diff(sides.years) == 1]
    common = changes[~np.isnan(changes).any(axis=1)]
    if len(common) < LEAST_CHANGES:
        raise NotComputable(
            f"{counted(len(common), 'yearly change')} published by both sides, "
            f"{LEAST_CHANGES} are needed"
        )
    own_square = step_square(common[:, 0])
    gap_square = step_square(common[:, 0] - common[:, 1])
    weight = own_square / (own_square + gap_square)
    rows = [_hidden(sides, int(row), weight) for row in sides.hidden()]
    estimates = [row for row in rows if row is not None]
    years, logs, steps, bridged = (
        np.array([row[column] for row in estimates]) for column in range(4)
    )
    doubt = np.array([weight * (errors or {}).get(int(year), 0.0) for year in years])
    size = SPREAD * np.sqrt(weight * gap_square * steps + doubt**2)
    columns = {"year": years.astype(np.int64), "median": np.exp(logs)}
    for share in level:
        reach = stdtrit(TAIL, 0.5 + share / 200) * size
        columns |= {f"lo-{share:g}": np.exp(logs - reach)}
        columns |= {f"hi-{share:g}": np.exp(logs + reach)}
    reach = stdtrit(TAIL, 0.975) * size
    implied = [(statements or {}).get(int(year), (0.0, np.inf)) for year in years]
    reasons = [
        _contradiction(said, low, high)
        for said, low, high in zip(
            implied, np.exp(logs - reach), np.exp(logs + reach), strict=True
        )
    ]
    frame = pd.DataFrame(columns).assign(bridged=bridged.astype(bool), withheld=reasons)
    frame[["stated_low", "stated_high"]] = np.reshape(implied, (-1, 2)).astype(float)
    frame["withheld"] = frame["withheld"].astype(str)
    return FromOtherReporter(
        frame, weight, own_square**0.5, gap_square**0.5, len(common)
    )


@dataclass(frozen=True, slots=True)
class _Sides:
    """Years, and logs of the own and of the other figures: ``(years, 2)``."""

    years: NDArray[np.int64]
    logs: Array

    def hidden(self) -> NDArray[np.int64]:
        """Rows that only the other side has."""
        missing = np.isnan(self.logs)
        return np.flatnonzero(missing[:, 0] & ~missing[:, 1])

    def gap_excess(self, row: int) -> float:
        """Gap of a row less the median of the gap over the common years up to it."""
        gap = self.logs[: row + 1, 0] - self.logs[: row + 1, 1]
        return float(gap[-1] - np.median(gap[~np.isnan(gap)][-GAP_YEARS:]))


def _side_by_side(own: pd.DataFrame, other: pd.DataFrame) -> _Sides:
    columns = {}
    for name, side in (("own", own), ("other", other)):
        figures = side.dropna(subset=["value"]).set_index("year")["value"]
        if figures.index.has_duplicates:
            raise UsageError(f"the {name} figures hold a year twice")
        if (figures <= 0).any():
            raise NotComputable(f"the {name} figures hold one that is not positive")
        figures = figures.astype(float).sort_index()
        _refuse_slips(name, figures)
        columns[name] = np.log(figures)
    table = pd.DataFrame(columns).sort_index()
    return _Sides(table.index.to_numpy(dtype=np.int64), table.to_numpy(dtype=float))


def _refuse_slips(name: str, figures: pd.Series[float]) -> None:
    """Refuse figures in another unit than the years next to them, by name."""
    years = figures.index.to_numpy(dtype=np.int64)
    changes = np.abs(np.diff(np.log(figures.to_numpy())))
    steps = np.where(np.diff(years) == 1, changes, np.nan)
    beside = np.array([np.r_[np.nan, steps], np.r_[steps, np.nan]])
    # The nearer of the neighbours: where there is none, nothing is compared.
    nearest = np.nan_to_num(np.fmin(*beside), nan=0.0)
    slips = np.flatnonzero(nearest >= np.log(SLIP))
    if not slips.size:
        return
    # An end beside a slip is far from it too: a year with two neighbours comes first.
    is_inner = np.isfinite(beside[:, slips]).all(axis=0)
    at = int((slips[is_inner] if is_inner.any() else slips)[-1])
    times = np.exp(nearest[at])
    apart = "the years" if is_inner.any() else "the year"
    raise NotComputable(
        f"the {name} figure of {years[at]} stands at {figures.iloc[at]:.6g}, "
        f"{times:,.0f} times away from {apart} next to it: a slip of unit? Correct it, "
        "or leave the year out"
    )


def step_square(changes: Array) -> float:
    """Mean squared change, watered down with `PRIOR_STEP`."""
    total = float((changes**2).sum()) + PRIOR_CHANGES * PRIOR_STEP**2
    return total / (len(changes) + PRIOR_CHANGES)


def _hidden(
    sides: _Sides, row: int, weight: float
) -> tuple[int, float, float, bool] | None:
    """Year, estimate in logs, steps of variance, and whether an own figure follows."""
    residual = sides.logs[:, 0] - weight * sides.logs[:, 1]
    published = np.flatnonzero(~np.isnan(sides.logs[:, 0]))
    earlier, later = published[published < row], published[published > row]
    if not earlier.size or np.isnan(residual[earlier[-1]]):
        return None
    year, anchor = int(sides.years[row]), earlier[-1]
    j = year - int(sides.years[anchor])
    if j > LONGEST:
        return None
    log = float(residual[anchor] + weight * sides.logs[row, 1])
    if not later.size or np.isnan(residual[later[0]]):
        excess = weight * GAP_GIVEN_BACK * sides.gap_excess(anchor)
        return year, log - excess, float(j), False
    n = int(sides.years[later[0]] - sides.years[anchor])
    bend = float(residual[later[0]] - residual[anchor]) * j / n
    return year, log + bend, j * (n - j) / n, True


def _contradiction(said: tuple[float, float], low: float, high: float) -> str:
    """Say that a statement of the hidden side lies outside of an interval, if so."""
    if said[0] <= high and low <= said[1]:
        return ""
    return (
        f"its own side implied {said[0]:.4g} to {said[1]:.4g}, outside of the 95 "
        f"percent interval, {low:.4g} to {high:.4g}"
    )


def two_year_means(
    own: pd.DataFrame, other: pd.DataFrame, longest: int
) -> pd.DataFrame:
    """Compare growth between two-year means of two reporters, whatever lies between.

    A side that books a shipment a year later than the other is another side in each
    single year, and nearly the same in the mean of two.

    Parameters
    ----------
    own, other : pandas.DataFrame
        Annual frames of the two reporters: ``year, value``, in one unit.
    longest : int
        Years from the first to the last at most.

    Returns
    -------
    pandas.DataFrame
        Columns ``reporter`` (``own``, ``other``) ``, first_year, last_year`` (of the
        span: two neighbouring years that both have stand at either end) ``, years``
        (how many both have) ``, total`` (of these) ``, multiple`` (last over first
        year) ``, multiple_means`` (mean of the last two over that of the first two);
        one row per reporter.

    Raises
    ------
    NotComputable
        If no two such pairs of years lie within the span, or a reporter had nothing
        in its first years: no factor leads away from zero.
    """
    columns = {
        name: side.dropna(subset=["value"]).set_index("year")["value"].astype(float)
        for name, side in (("own", own), ("other", other))
    }
    common = pd.DataFrame(columns).dropna().sort_index()
    ends = [year for year in common.index if year - 1 in common.index]
    starts = [year for year in ends if year - 1 > ends[-1] - longest]
    if not starts or starts[0] >= ends[-1] - 1:
        raise NotComputable(
            "the two reporters have no two pairs of neighbouring years in common "
            f"within {counted(longest, 'year')}"
        )
    span = common.loc[starts[0] - 1 : ends[-1]]
    early, late = span.iloc[:2], span.iloc[-2:]
    if (early.iloc[0] <= 0).any():
        raise NotComputable(f"a figure of zero in {span.index[0]} has no growth factor")
    rows = {
        "first_year": int(span.index[0]),
        "last_year": int(span.index[-1]),
        "years": len(span),
        "total": span.sum(),
        "multiple": span.iloc[-1] / span.iloc[0],
        "multiple_means": late.mean() / early.mean(),
    }
    return pd.DataFrame(rows, index=span.columns).rename_axis("reporter").reset_index()
