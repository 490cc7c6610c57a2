"""A year that another reporter knows in part: its months, by the relation of the two.

The other reporter's months are first made a year by that reporter's own earlier years,
then one year of the one reporter by that of the other, see `from_other_reporter`; the
doubt of both steps adds up.  Where the own months give an estimate too, the two are
weighed by their squared errors (Bates, Granger 1969): what one reporter's season and
the gap between the two do to them has nothing in common.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.analysis.projection.nowcast.leave_one_out import (
    BOTH,
    OTHER,
    bounds,
)
from kzaz_analysis.analysis.projection.nowcast.nowcast import Nowcast, OtherMonths
from kzaz_analysis.analysis.projection.nowcast.other_reporter import (
    SPREAD,
    TAIL,
    from_other_reporter,
    step_square,
)
from kzaz_analysis.errors import NotComputable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kzaz_analysis.analysis.projection.nowcast.same_months import YearToDate

WIDE = 95.0
"""Interval by which doubts of different tails are set equal, percent."""
QUANTILE = float(stdtrit(TAIL, 0.5 + WIDE / 200))


class _Row(NamedTuple):
    """A row of `Nowcast.table`."""

    method: str
    estimate: float
    n: int
    error: float
    df: float


def with_other_reporter(
    own: Nowcast | Refused,
    own_annual: pd.DataFrame,
    other: Nowcast | YearToDate,
    other_annual: pd.DataFrame,
    level: Sequence[float] = (80, 95),
    statements: Mapping[int, tuple[float, float]] | None = None,
) -> Nowcast:
    """Estimate a year of one reporter from what another knows of it.

    Parameters
    ----------
    own : Nowcast or Refused
        What the reporter's own months say, or why they say nothing.
    own_annual, other_annual : pandas.DataFrame
        Annual frames of the two: ``year, value, books``, positive, each in any unit of
        its own; years from the one asked for on are not used.
    other : Nowcast or YearToDate
        What the other reporter's months say of its year, or its figure for the year.
    level : sequence of float
        Nominal coverage of the intervals, in percent.
    statements : mapping of int to tuple of float, optional
        As in `from_other_reporter`: a year that they contradict is refused.

    Returns
    -------
    Nowcast
        By the other reporter alone, or by both where `own` is an estimate.

    Raises
    ------
    NotComputable
        If the two have too few yearly changes in common, if the year is too far from
        the last one of both, or if the reporter's own statement contradicts it.
    """
    year = other.year
    columns = ["year", "value"]
    value, doubt = _shrunk(other, other_annual)
    estimated = pd.DataFrame({"year": [year], "value": [value]})
    related = from_other_reporter(
        own_annual.loc[own_annual["year"] < year, columns],
        pd.concat([other_annual.loc[other_annual["year"] < year, columns], estimated]),
        level=(WIDE,),
        statements=statements,
        errors={year: doubt / SPREAD},
    )
    row = related.frame[related.frame["year"] == year]
    if row.empty:
        raise NotComputable(
            f"{year} does not follow a year that both reporters have published"
        )
    if row["withheld"].iloc[0]:
        raise NotComputable(f"the other reporter's months: {row['withheld'].iloc[0]}")
    median = float(row["median"].iloc[0])
    error = math.log(float(row[f"hi-{WIDE:g}"].iloc[0]) / median) / QUANTILE
    rows = [_Row(OTHER, median, related.common_changes, error, TAIL)]
    if isinstance(own, Nowcast):
        rows.append(_weighed(own, rows[0]))
    reporter = str(own_annual["books"].iloc[-1])
    months = other.months
    return replace(
        own if isinstance(own, Nowcast) else _nothing_of_its_own(year, reporter, level),
        method=rows[-1].method,
        table=_joined(own, rows, level),
        other=OtherMonths(
            books=other.books,
            months=months,
            value=other.value,
            weight=related.weight,
            common_changes=related.common_changes,
        ),
    )


def _shrunk(other: Nowcast | YearToDate, annual: pd.DataFrame) -> tuple[float, float]:
    """Draw the other reporter's year towards its last one, and return its error.

    Of a change that is measured with an error, only ``s = b2 / (b2 + e2)`` is expected
    (``b2``: its mean squared yearly change, ``e2``: the squared error); the error left
    is ``e sqrt(s)``: regression dilution.
    """
    error = _doubt(other)
    before = annual[annual["year"] < other.year].sort_values("year")
    if before.empty or before["value"].min() <= 0 or not error:
        return other.value, error
    logs = np.log(before["value"].to_numpy(dtype=float))
    changes = np.diff(logs)[np.diff(before["year"]) == 1]
    square = step_square(changes)
    part = square / (square + error**2)
    log = (1 - part) * logs[-1] + part * math.log(other.value)
    return math.exp(log), error * math.sqrt(part)


def _doubt(other: Nowcast | YearToDate) -> float:
    """Error of the other reporter's year, in logs and in terms of `TAIL`."""
    high = other.interval(WIDE).high if isinstance(other, Nowcast) else other.high
    return math.log(high / other.value) / QUANTILE


def _weighed(own: Nowcast, other: _Row) -> _Row:
    """Weigh two estimates by their squared errors; the tails are the better one's."""
    own_error = _doubt(own)
    both = own_error**2 + other.error**2
    part = other.error**2 / both if both else 0.5
    log = part * math.log(own.value) + (1 - part) * math.log(other.estimate)
    size = own_error * other.error / math.sqrt(both) if both else 0.0
    df = own.df if part > 0.5 else TAIL
    size *= QUANTILE / float(stdtrit(df, 0.5 + WIDE / 200))
    return _Row(BOTH, math.exp(log), own.n + other.n, size, df)


def _joined(
    own: Nowcast | Refused, rows: Sequence[_Row], level: Sequence[float]
) -> pd.DataFrame:
    """Put the rows below those of the own months; the last one speaks."""
    lines = []
    for one in rows:
        line = one._asdict()
        for percent in level:
            ends = bounds(one.estimate, one.error, one.df, percent, (1.0, 1.0))
            line |= {f"lo-{percent:g}": ends.low, f"hi-{percent:g}": ends.high}
        lines.append(line | {"used": one is rows[-1], "reason": ""})
    if isinstance(own, Refused):
        return pd.DataFrame(lines)
    above = own.table.assign(used=False)
    return pd.concat([above, pd.DataFrame(lines)], ignore_index=True)


def _nothing_of_its_own(year: int, reporter: str, level: Sequence[float]) -> Nowcast:
    return Nowcast(
        year=year,
        months=0,
        books=reporter,
        so_far=math.nan,
        so_far_interval=None,
        method=OTHER,
        table=pd.DataFrame(),
        errors=pd.DataFrame(columns=["method", "year", "forecast", "actual", "error"]),
        shares=pd.DataFrame(columns=["year", "so_far", "value", "share"]),
        level=tuple(level),
    )
