"""Did growth change its course? Break tests that refuse when they must."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import fdtrc

from kzaz_analysis.analysis.counting import counted
from kzaz_analysis.analysis.growth.annual import window
from kzaz_analysis.analysis.growth.chow import (
    f_statistics,
    largest_residual,
    smallest_shift_pct,
)
from kzaz_analysis.analysis.growth.trend import PARAMETERS
from kzaz_analysis.analysis.results import MeasureResult, row, summary_frame
from kzaz_analysis.errors import NotComputable

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

SMALLEST_SIDE = PARAMETERS + 2
"""Figures that each side of a break must have."""

TRIMMED = 0.15
"""Share of the figures at each end where an unknown break is not looked for."""

NULL_HYPOTHESIS = "one log-linear trend, level and slope, holds throughout"
"""What both tests try to reject."""


@dataclass(frozen=True, slots=True)
class BreakTest(MeasureResult):
    """A test for one break in a log-linear trend, or the reason why there is none.

    Attributes
    ----------
    test : str
        ``Chow`` (date known) or ``sup-F`` (date searched).
    n : int
        Years with a figure in the window.
    year : int or None
        First year of the second regime: given for Chow, estimated for sup-F.
    n_before, n_after : int or None
        Figures on each side of it.
    statistic, p_value : float or None
        The F statistic (its maximum for sup-F), and the chance of one as large if
        `NULL_HYPOTHESIS` holds; None when refused.
    smallest_shift_pct : float or None
        Power in plain terms: a lasting jump of the level at `year`, in percent, that
        a test with this date known in advance finds four times out of five at the
        5 percent level. Smaller ones are missed more often.
    draws, seed : int or None
        Simulation behind the p-value of sup-F.
    refused : str
        Why no test was made; empty when one was.

    Raises
    ------
    NotComputable
        If it is neither a full result nor a refusal.
    """

    test: str
    n: int
    year: int | None = None
    n_before: int | None = None
    n_after: int | None = None
    statistic: float | None = None
    p_value: float | None = None
    smallest_shift_pct: float | None = None
    draws: int | None = None
    seed: int | None = None
    refused: str = ""

    def __post_init__(self) -> None:
        numbers = (self.year, self.n_before, self.n_after, self.statistic, self.p_value)
        whole = all(number is not None for number in numbers)
        nothing = self.statistic is None and self.p_value is None
        if not (nothing if self.refused else whole):
            raise NotComputable("a break test has all numbers, or a reason and none")

    def rejects(self, level_pct: float = 5.0) -> bool:
        """Say whether the single trend is rejected at `level_pct` percent."""
        return self.p_value is not None and 100 * self.p_value <= level_pct

    @property
    def notes(self) -> tuple[str, ...]:
        """The hypothesis, what the test takes for granted, and how weak it is."""
        if self.refused:
            return (f"No {self.test} test: {self.refused}.",)
        notes = [
            f"Null hypothesis: {NULL_HYPOTHESIS}. Errors are taken as normal, alike "
            "and unrelated from year to year; otherwise breaks are found too often."
        ]
        if self.smallest_shift_pct is not None:
            notes.append(
                f"Low power: with {counted(self.n, 'figure')}, a jump of the level by "
                f"less than {self.smallest_shift_pct:.0f} % is missed in more than one "
                "case in five, so no rejection is no proof of a steady trend."
            )
        return tuple(notes)

    def summary(self) -> pd.DataFrame:
        """Return statistic, p-value, date and sides; one row only when refused."""
        rows = [row("years with a figure", self.n, "years")]
        if not self.refused:
            rows += [
                row(
                    f"{self.test} statistic, break in {self.year}", self.statistic, "F"
                ),
                row(f"figures before {self.year}", self.n_before, "years"),
                row(f"figures from {self.year} on", self.n_after, "years"),
                row("p-value", self.p_value, "ratio"),
                row(
                    "smallest jump found in 4 of 5 cases", self.smallest_shift_pct, "%"
                ),
            ]
        return summary_frame(rows)


def chow_test(
    annual: pd.DataFrame,
    year: int,
    start: int | None = None,
    end: int | None = None,
    *,
    across_breaks: bool = False,
) -> BreakTest:
    """Test for a break at a date known beforehand (Chow 1960).

    F = ((RSS - RSS1 - RSS2) / 2) / ((RSS1 + RSS2) / (n - 4)) of log-linear trends
    over the whole window and over its two sides, with 2 and n - 4 degrees of freedom.
    The date must come from outside the figures; one picked by looking at them needs
    `sup_f_test`.

    Parameters
    ----------
    annual : pandas.DataFrame
        An annual frame.
    year : int
        First year of the second regime.
    start, end : int, optional
        Ends of the window; by default the first and last year on record.
    across_breaks : bool
        Whether the reporter may change inside the window.

    Returns
    -------
    BreakTest
        Refused, with the reason, when a side has fewer than `SMALLEST_SIDE` figures,
        one is not positive, an end is missing, the reporter changes unasked, or the
        figures lie on their trends without any error.
    """
    try:
        years, logs = _positive_window(annual, start, end, across_breaks)
        n_earlier = int((years < year).sum())
        _check_sides(years, logs, [n_earlier])
    except NotComputable as reason:
        return BreakTest("Chow", n=len(annual), year=year, refused=str(reason))
    statistic = float(f_statistics(years, logs[None, :], [n_earlier])[0, 0])
    return BreakTest(
        test="Chow",
        n=len(years),
        year=year,
        n_before=n_earlier,
        n_after=len(years) - n_earlier,
        statistic=statistic,
        p_value=float(fdtrc(PARAMETERS, len(years) - 2 * PARAMETERS, statistic)),
        smallest_shift_pct=smallest_shift_pct(years, logs, n_earlier),
    )


def sup_f_test(
    annual: pd.DataFrame,
    start: int | None = None,
    end: int | None = None,
    *,
    seed: int,
    draws: int = 1999,
    across_breaks: bool = False,
) -> BreakTest:
    """Test for one break at an unknown date: the largest Chow statistic of all dates.

    The statistic is that of Quandt and Andrews (1993), the date the least-squares
    estimate of Bai and Perron (1998) for one break. Their tables hold for long
    series and stationary regressors, neither of which a short trend is. Under normal
    errors the statistic depends on the years alone, not on level, slope or variance,
    so its distribution is simulated for these very years, and the p-value
    (1 + number as large) / (1 + draws) is exact (a Monte Carlo test, Dufour 2006).

    Parameters
    ----------
    annual : pandas.DataFrame
        An annual frame.
    start, end : int, optional
        Ends of the window; by default the first and last year on record.
    seed : int
        Seed of the simulation. There is no default on purpose.
    draws : int
        Number of simulated series; 1999 keep the p-value within about one point.
    across_breaks : bool
        Whether the reporter may change inside the window.

    Returns
    -------
    BreakTest
        Refused as in `chow_test`. Each side has at least `SMALLEST_SIDE` figures and
        `TRIMMED` of all of them. No interval is given for the date.
    """
    try:
        years, logs = _positive_window(annual, start, end, across_breaks)
        side = max(SMALLEST_SIDE, math.ceil(TRIMMED * len(years)))
        splits = list(range(side, len(years) - side + 1)) or [len(years) // 2]
        _check_sides(years, logs, splits)
    except NotComputable as reason:
        return BreakTest("sup-F", n=len(annual), refused=str(reason))
    observed = f_statistics(years, logs[None, :], splits)[0]
    errors = np.random.default_rng(seed).standard_normal((draws, len(years)))
    simulated = f_statistics(years, errors, splits).max(axis=1)
    best_split = splits[int(observed.argmax())]
    return BreakTest(
        test="sup-F",
        n=len(years),
        year=int(years[best_split]),
        n_before=best_split,
        n_after=len(years) - best_split,
        statistic=float(observed.max()),
        p_value=float((1 + (simulated >= observed.max()).sum()) / (1 + draws)),
        smallest_shift_pct=smallest_shift_pct(years, logs, best_split),
        draws=draws,
        seed=seed,
    )


def _positive_window(
    annual: pd.DataFrame, start: int | None, end: int | None, across_breaks: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    rows = window(annual, start, end, across_breaks=across_breaks)
    values = rows["value"].to_numpy(dtype=float)
    if (values <= 0).any():
        raise NotComputable("a figure that is not positive has no logarithm")
    return rows["year"].to_numpy(dtype=float), np.log(values)


def _check_sides(
    years: NDArray[np.float64], logs: NDArray[np.float64], splits: list[int]
) -> None:
    n = len(years)
    for n_earlier in splits:
        if min(n_earlier, n - n_earlier) < SMALLEST_SIDE:
            raise NotComputable(
                f"{counted(n_earlier, 'figure')} "
                f"before the break and {n - n_earlier} from "
                f"then on; each side needs {SMALLEST_SIDE}"
            )
        if largest_residual(years, logs, n_earlier) < 1e-9:
            raise NotComputable(
                "the figures lie on their trends, so there is no error to judge by"
            )
