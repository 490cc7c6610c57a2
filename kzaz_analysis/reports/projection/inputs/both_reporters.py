"""The forecast on the figures of each reporter, and of the pair."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.analysis.projection.both_reporters import (
    closed,
    last_common_run,
    pair_record,
)
from kzaz_analysis.analysis.projection.nowcast.other_reporter import (
    FromOtherReporter,
    from_other_reporter,
    two_year_means,
)
from kzaz_analysis.analysis.projection.outlook import (
    Outlook,
    Question,
    era_range,
    outlook,
)
from kzaz_analysis.analysis.projection.two_sides import LEAST_YEARS, SHORT, moves
from kzaz_analysis.evidence.series import Record, series_of
from kzaz_analysis.studies.other_reporters import CHANGES, WHOLE_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PAIR = "pair"
"""The basis of both reporters together."""

DOLLARS = "million_USD"
"""Unit in which flows of other pairs were counted."""
LONGEST = 10
"""Years over which two-year means are compared at most."""

BASES = ["basis", "origin_year", "origin_value", "unbroken_years"]
BASES += ["median", "low", "high"]
BASES += ["probability", "low_era", "high_era"]
BASES += ["median_closed", "low_closed", "high_closed", "reason"]
CLOSED = ("median", "low", "high")
"""Columns that `BASES` has a second time, the other side's figures weighed in."""


@dataclass(frozen=True, slots=True, eq=False)
class BothReporters:
    """One flow as two countries report it, carried forward from either side.

    Attributes
    ----------
    bases : pandas.DataFrame
        Columns `BASES`, one row per reporter and one for the `PAIR`: last figure, years
        of the last run, median, bounds of the narrowest interval and probability of the
        target at the horizon, the least and the greatest of that over eras of world
        trade (missing beyond five years ahead); ``median_closed`` is the median if the
        gap closes as it does elsewhere.
        Of records up to `SHORT` years the other figures tell more, see `moves`; then
        ``low_closed, high_closed`` are its bounds.
    means : pandas.DataFrame or Refused
        As `two_year_means` returns it, ``reporter`` by code.
    hidden : dict of str to FromOtherReporter or Refused
        Years of each reporter that only the other has published.
    sources : tuple of str
        Sources of the last figure of either side.
    """

    bases: pd.DataFrame
    means: pd.DataFrame | Refused
    hidden: dict[str, FromOtherReporter | Refused]
    sources: tuple[str, ...]

    @property
    def estimates(self) -> pd.DataFrame:
        """Years that only the other side has published.

        Columns of `FromOtherReporter.frame` and ``reporter``; empty where there are
        none.
        """
        parts = [
            estimated.frame.assign(reporter=reporter)
            for reporter, estimated in self.hidden.items()
            if not isinstance(estimated, Refused) and len(estimated.frame)
        ]
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def both_reporters(
    record: Record, question: Question, method: str
) -> BothReporters | None:
    """Carry a flow forward from the figures of each of two countries, and of both.

    Parameters
    ----------
    record : Record
        The series under any rule.
    question : Question
        Horizon, levels and target.
    method : str
        Method of the projections.

    Returns
    -------
    BothReporters or None
        None for a series that fewer than two countries report.
    """
    sides = side_records(record)
    if len(sides) != 2:
        return None
    (first_code, side_a), (second_code, side_b) = sides.items()
    frames = {first_code: side_a.annual, second_code: side_b.annual}
    pair = attempt("pair", lambda: pair_record(side_a.annual, side_b.annual))
    rows = [_row(code, frame, question, method) for code, frame in frames.items()]
    rows = [
        with_other_side(
            row, own, other, question.horizon_year, in_dollars=record.unit == DOLLARS
        )
        for row, own, other in zip(
            rows, frames.values(), reversed(frames.values()), strict=True
        )
    ]
    rows.append(
        {"basis": PAIR, "reason": pair.reason}
        if isinstance(pair, Refused)
        else _row(PAIR, pair, question, method)
    )
    return BothReporters(
        pd.DataFrame(rows, columns=BASES),
        attempt("two-year means", lambda: _means(frames)),
        {
            first_code: _hidden(side_a, side_b),
            second_code: _hidden(side_b, side_a),
        },
        tuple(side.annual["source"].iloc[-1] for side in sides.values()),
    )


def side_records(record: Record) -> dict[str, Record]:
    """Return the series as each country alone reports it, by code, if it does.

    Parameters
    ----------
    record : Record
        The series under any rule; no year after its window counts.
    """
    alone, last_year = record.evidence.dataset.alone, record.window[1]
    sides = {
        code: series_of(record.evidence, record.name, rule, last_year=last_year)
        for code, rule in alone.items()
    }
    return {code: side for code, side in sides.items() if not side.annual.empty}


def _row(
    code: str, annual: pd.DataFrame, question: Question, method: str
) -> dict[str, Any]:
    origin = {
        "basis": code,
        "origin_year": int(annual["year"].iloc[-1]),
        "origin_value": float(annual["value"].iloc[-1]),
    }
    ahead = attempt("forecast", lambda: outlook(annual, question, method=method))
    if isinstance(ahead, Refused):
        return origin | {"reason": ahead.reason}
    answer = origin | _answer(ahead, question)
    if question.target is None:
        return answer
    low, high = era_range(annual, question, method=method)
    return answer | {"low_era": low, "high_era": high}


def _answer(ahead: Outlook, question: Question) -> dict[str, Any]:
    level = f"{min(question.level):g}"
    return {
        "unbroken_years": ahead.last_year - ahead.first_year + 1,
        "median": ahead.median,
        "low": ahead.quantiles[f"lo-{level}"],
        "high": ahead.quantiles[f"hi-{level}"],
        "probability": ahead.chance,
        "size_width": ahead.size_width,
        "reason": "",
    }


def with_other_side(
    row: dict[str, Any],
    own: pd.DataFrame,
    other: pd.DataFrame,
    horizon_year: int,
    *,
    in_dollars: bool,
) -> dict[str, Any]:
    """Add to the forecast of one side what the figures of the other change in it.

    Parameters
    ----------
    row : dict
        ``origin_year, median, low, high, size_width, reason`` of the forecast.
    own, other : pandas.DataFrame
        Annual frames of both sides: ``year, value, segment``, in one unit.
    horizon_year : int
        Year that the forecast is for.
    in_dollars : bool
        Whether the unit is a million US dollars.

    Returns
    -------
    dict
        The row with ``median_closed`` and, where the own record has at most `SHORT`
        years, ``low_closed`` and ``high_closed``; the row as it is unless both sides
        end in the year of origin.
    """
    run = last_common_run(own, other)
    if row["reason"] or run.empty or run.index[-1] != other["year"].max():
        return row
    own_last, other_last = run.iloc[-1]
    if run.index[-1] != row["origin_year"] or min(own_last, other_last) <= 0:
        return row
    ahead = horizon_year - row["origin_year"]
    is_short = len(own) <= SHORT and len(run) >= LEAST_YEARS
    if not is_short or own["value"].min() <= 0 or run["value_other"].min() <= 0:
        factor = closed(own_last, other_last, ahead)
        return row | {"median_closed": row["median"] * factor}
    own_logs, other_logs = np.log(run.to_numpy()).T
    move = moves(own_logs[None], other_logs[None], ahead, in_dollars)
    from_median = (row[name] / row["median"] for name in CLOSED)
    middle = row["median"] * np.exp(move.shift[0, -1])
    # The parts were learned on fans that do not know the size of the flow.
    width = move.width[0] / row["size_width"]
    return row | {
        f"{name}_closed": middle * ratio**width
        for name, ratio in zip(CLOSED, from_median, strict=True)
    }


def _means(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    side, other = frames.values()
    means = two_year_means(side, other, LONGEST)
    return means.assign(reporter=list(frames))


def _hidden(own: Record, other: Record) -> FromOtherReporter | Refused:
    """Estimate the years of one side; none whose total that side itself disputes."""
    estimated = _from_other(own, other)
    if isinstance(estimated, Refused):
        return estimated
    implied = _narrowest(own)
    frame = estimated.frame
    unstated = [year in implied and not implied[year][1] for year in frame["year"]]
    frame = frame.assign(is_base_unstated=unstated)
    for total in _totals(own):
        sides = (series_of(own.evidence, total, side.rule) for side in (own, other))
        of_total = _from_other(*sides)
        if isinstance(of_total, Refused):
            continue
        disputed = of_total.frame.set_index("year")["withheld"].to_dict()
        of_its_total = f"of {total.replace('_', ' ')}, its total, "
        reasons = [
            own_reason or (of_its_total + disputed[year] if disputed.get(year) else "")
            for year, own_reason in zip(frame["year"], frame["withheld"], strict=True)
        ]
        frame = frame.assign(withheld=reasons)
    return replace(estimated, frame=frame)


def _totals(record: Record) -> list[str]:
    """Series of which one is a part."""
    catalogue = record.evidence.load("series")
    parts = catalogue["parts"].fillna("").str.split(";")
    return list(catalogue["series"][parts.map(lambda names: record.name in names)])


def _from_other(own: Record, other: Record) -> FromOtherReporter | Refused:
    if own.annual.empty or other.annual.empty:
        return Refused("hidden years", "one side has no figure")
    return attempt(
        "hidden years",
        lambda: from_other_reporter(
            own.annual, other.annual, statements=statements(own)
        ),
    )


def statements(own: Record) -> dict[int, tuple[float, float]]:
    """Return what a reporter's growth says of the years before, by year: its bounds.

    Parameters
    ----------
    own : Record
        The series under a rule that takes this reporter alone, with a yearly figure.
    """
    # The narrowest statement of a year stands for it.
    return {year: bounds for year, (bounds, _) in _narrowest(own).items()}


def _narrowest(own: Record) -> dict[int, tuple[tuple[float, float], bool]]:
    """Statement of each year that leaves the least open, and whether its base is."""
    ordered = sorted(_statements(own), key=lambda one: one[1][0] - one[1][1])
    return {year: (bounds, is_stated) for year, bounds, is_stated in ordered}


def _statements(own: Record) -> Iterator[tuple[int, tuple[float, float], bool]]:
    """Yield what a reporter's growth says of the year before: low and high bound.

    Last, whether its base period is stated, not read as the year before.
    """
    claims = own.evidence.load("claims")
    reporter = own.annual["books"].iloc[-1]
    is_own = (claims["series"] == own.name) & (claims["reporter"] == reporter)
    changes = claims[is_own & claims["measure"].isin(CHANGES)]
    figures = own.annual.set_index("year")
    for claim in changes.to_dict("records"):
        start, end = claim["period_start"], claim["period_end"]
        months = 12 * (end.year - start.year) + end.month - start.month + 1
        if months == WHOLE_YEAR and end.year in figures.index:
            is_stated = pd.notna(claim["base_start"])
            yield end.year - 1, _base(figures.loc[end.year], claim), is_stated


def _base(figure: pd.Series, claim: Mapping[Any, Any]) -> tuple[float, float]:
    """Bounds of the year before: figure over factor; an open bound stays open."""
    low, high = (
        1 + float(claim[end]) / 100 if claim["measure"] == "growth" else claim[end]
        for end in ("low", "high")
    )
    least = float(figure["low"]) / high if high > 0 else 0.0
    most = float(figure["high"]) / low if low > 0 else math.inf
    return least, most
