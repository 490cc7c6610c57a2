"""One answer at the horizon: what is compared when one choice at a time is varied."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kzaz_analysis.analysis.projection.predictive.forecast import DRAWS, RecordForecast
from kzaz_analysis.analysis.projection.usable_record import require_near, usable_record
from kzaz_analysis.errors import NotComputable

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of every projection that is compared.

    Attributes
    ----------
    horizon_year : int
        Year that the answers are for.
    level : tuple of float
        Coverage of the intervals, in percent.
    target : float or None
        Level whose chance of being reached is wanted, in the unit of the record.
    seed, draws : int
        Seed and number of the simulated paths.
    """

    horizon_year: int
    level: tuple[float, ...] = (80, 95)
    target: float | None = None
    seed: int = 0
    draws: int = DRAWS

    @property
    def bounds(self) -> list[str]:
        """Names of the bounds: ``lo-80, hi-80 ...``."""
        return [f"{side}-{one:g}" for one in self.level for side in ("lo", "hi")]


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """The answer of one projection at the horizon.

    Attributes
    ----------
    first_year, last_year : int
        The years it rests on.
    quantiles : dict of str to float
        ``median, lo-80, hi-80 ...`` at the horizon, in the unit of the record.
    chances : numpy.ndarray
        Chance of having reached the target by each year ahead; empty without a target.
    size_width : float
        Factor by which the size of the flow makes the fan wider.
    notes : tuple of str
        What a reader must know about the record.
    """

    first_year: int
    last_year: int
    quantiles: dict[str, float]
    chances: Array
    size_width: float
    notes: tuple[str, ...]

    @property
    def median(self) -> float:
        """The median at the horizon."""
        return self.quantiles["median"]

    @property
    def chance(self) -> float:
        """Chance of having reached the target by the horizon; missing without one."""
        return float(self.chances[-1]) if self.chances.size else math.nan

    def row(self) -> dict[str, float]:
        """Return the answer as one line of a table."""
        span = {"first_year": self.first_year, "last_year": self.last_year}
        years = self.last_year - self.first_year + 1
        return {**span, "years": years, **self.quantiles, "p_target": self.chance}


def outlook(
    annual: pd.DataFrame,
    question: Question,
    *,
    method: str = "combination",
    across_breaks: bool = False,
    bounds: tuple[float, float] | None = None,
) -> Outlook:
    """Answer a question from one record; the same numbers as `project` gives.

    Parameters
    ----------
    annual : pandas.DataFrame
        Annual frame: ``year``, ``value``, and ``segment`` where the reporter changes.
    question : Question
        What is asked.
    method, across_breaks
        As in `project`.
    bounds : tuple of float, optional
        Interval of the last value.

    Returns
    -------
    Outlook
        Median, bounds and chance at the horizon.

    Raises
    ------
    NotComputable
        If `project` would refuse, the record reaches the horizon, or it does not carry
        a forecast that far.
    """
    record = usable_record(annual, across_breaks)
    last_year = int(record.years[-1])
    if last_year >= question.horizon_year:
        raise NotComputable(
            f"the record ends in {last_year}, at the horizon or after it"
        )
    require_near(question.horizon_year, last_year, record.years_counted)
    ahead = RecordForecast(record, question.horizon_year, method, bounds)
    chances = np.empty(0)
    if question.target is not None:
        chances = ahead.reached(question.target)
    return Outlook(
        first_year=int(record.years[0]),
        last_year=last_year,
        quantiles=ahead.horizon(question.level),
        chances=chances,
        size_width=ahead.size_width,
        notes=record.notes,
    )


def era_range(
    annual: pd.DataFrame, question: Question, *, method: str = "combination"
) -> tuple[float, float]:
    """Least and greatest chance of the target by the horizon over eras of world trade.

    Parameters
    ----------
    annual, question, method
        As in `outlook`; the question names a target.

    Returns
    -------
    tuple of float
        Both missing beyond five years ahead, and for a record handled in levels.
    """
    assert question.target is not None  # noqa: S101 - the caller asks for a target
    record = usable_record(annual, across_breaks=False)
    ahead = RecordForecast(record, question.horizon_year, method, None)
    eras = ahead.reached_by_era(question.target)
    there = eras.loc[eras["year"] == question.horizon_year, "p_by_year"]
    return float(there.min()), float(there.max())
