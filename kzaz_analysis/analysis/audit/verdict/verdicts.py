"""What a comparison can end in, and the row that records it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.audit.clauses import Clause, Dates, NamedId, clause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kzaz_analysis.analysis.intervals import Interval

CONSISTENT = "consistent"
ONLY_IF = "consistent only if"
CONTRADICTS = "contradicts"
DEFINITION = "different definition"
UNIT_SLIP = "unit slip likely"
NOT_TESTABLE = "not testable"
SUPERSEDED = "superseded"
EXPLAINED = "explained"

VERDICTS = (
    CONTRADICTS,
    UNIT_SLIP,
    EXPLAINED,
    ONLY_IF,
    DEFINITION,
    SUPERSEDED,
    CONSISTENT,
    NOT_TESTABLE,
)
"""All verdicts, the gravest first."""


MIRROR = "mirror data"
"""What a difference of two reporters of one flow is called."""

VERDICT_NAMES = tuple(
    name
    for verdict in VERDICTS
    for name in ((verdict, MIRROR) if verdict == DEFINITION else (verdict,))
)
"""Names of all verdicts as readers see them, the gravest first."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and what it depends on.

    Attributes
    ----------
    verdict : str
        One of `VERDICTS`.
    condition : Clause, optional
        What must hold (*consistent only if*), or how the two differ.
    difference : str
        For *different definition*: ``mirror`` (the two reporters),
        ``books`` (another reporter) or ``definition`` (something else is counted).
    hint : Clause, optional
        A reading that would explain a contradiction, when the record has one.
    """

    verdict: str
    condition: Clause | None = None
    difference: str = ""
    hint: Clause | None = None


AGREES = Judgement(CONSISTENT)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: a figure, or what is calculated from several.

    Attributes
    ----------
    text : Clause or None
        The figure as published, or the calculation.
    value, low, high : float
        In the unit of the comparison.
    books, agency : str
        Whose accounts, and who counts.
    ids, sources : tuple of str
        Rows of the figures list and the publications behind them.
    status : str
        The figure's ``obs_status``; of what is calculated ``I`` where one of its
        figures was worked out, else empty.
    series : str
        What it is a figure of, where that is not what is compared.
    dates : Dates, optional
        Its period, where it has one.
    remark : Clause, optional
        What it is a figure of, and of when, where the comparison is of another.
    """

    text: Clause | None
    value: float
    low: float
    high: float
    books: str = ""
    agency: str = ""
    ids: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    status: str = ""
    series: str = ""
    dates: Dates | None = None
    remark: Clause | None = None


FLOAT_NOISE = 1e-9
"""Relative difference that is owed to the binary arithmetic of conversions."""

NOBODY = Side(None, math.nan, math.nan, math.nan)
"""The missing side of what cannot be tested."""


@dataclass(frozen=True, slots=True)
class FigurePair:
    """Two sides, the rule that confronts them, and the verdict.

    Attributes
    ----------
    rule : str
        Name of the rule, e.g. ``level`` or ``growth and levels``.
    judgement : Judgement
        The verdict.
    series, start, end
        What and when: the card that the comparison belongs to.
    left, right : Side
        The two sides.
    unit : str
        Unit of the sides; ``percent`` for growth, ``date`` in days.
    arithmetic : Clause, optional
        The calculation in one line.
    distance, distance_pct : float
        How far the intervals are apart, in `unit` and in percent of the smaller
        figure, for growth of the smaller growth factor; zero when they meet.
    topic : str
        Card, where it is not a series and a period: a target or a project.
    """

    rule: str
    judgement: Judgement
    series: str
    start: pd.Timestamp | None
    end: pd.Timestamp | None
    left: Side
    right: Side
    unit: str
    arithmetic: Clause | None = None
    distance: float = 0.0
    distance_pct: float = field(default=math.nan)
    topic: str = ""


def comparisons_frame(comparisons: Iterable[FigurePair]) -> pd.DataFrame:
    """One row per comparison, in the order given.

    Returns
    -------
    pandas.DataFrame
        ``comparison`` (number), ``rule``, ``verdict``, ``condition``,
        ``difference``, ``hint``, ``series``, ``topic``, ``period_start``,
        ``period_end``, ``period``, ``unit``, for each side ``left_`` and
        ``right_`` + ``text, value, low, high, books, agency, ids, sources, status,
        remark``
        (ids and sources joined by "; "), ``arithmetic``, ``distance`` (in ``unit``) and
        ``distance_pct`` (missing where no percentage makes sense). What is said in
        words is a `Clause`, or None: ``condition, hint, arithmetic`` and the texts.
    """
    rows = [_row(number, c) for number, c in enumerate(comparisons, 1)]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    for column in ("period_start", "period_end"):
        frame[column] = pd.to_datetime(frame[column])
    return frame


def with_names(comparisons: pd.DataFrame) -> pd.DataFrame:
    """Give each comparison its verdict by the name that readers see.

    Parameters
    ----------
    comparisons : pandas.DataFrame
        As of `comparisons_frame`.

    Returns
    -------
    pandas.DataFrame
        The same rows; ``verdict`` is `MIRROR` where two reporters of one flow differ.
    """
    is_mirror = comparisons["difference"] == "mirror"
    return comparisons.assign(verdict=comparisons["verdict"].mask(is_mirror, MIRROR))


SIDE_COLUMNS = (
    "text",
    "value",
    "low",
    "high",
    "books",
    "agency",
    "ids",
    "sources",
    "status",
    "remark",
)
COLUMNS = [
    "comparison",
    "rule",
    "verdict",
    "condition",
    "difference",
    "hint",
    "series",
    "topic",
    "period_start",
    "period_end",
    "period",
    "unit",
    *(f"left_{name}" for name in SIDE_COLUMNS),
    *(f"right_{name}" for name in SIDE_COLUMNS),
    "arithmetic",
    "distance",
    "distance_pct",
]


def _row(number: int, comparison: FigurePair) -> dict[str, object]:
    judged = comparison.judgement
    return {
        "comparison": number,
        "rule": comparison.rule,
        "verdict": judged.verdict,
        "condition": judged.condition,
        "difference": judged.difference,
        "hint": judged.hint,
        "series": comparison.series,
        "topic": comparison.topic,
        "period_start": comparison.start,
        "period_end": comparison.end,
        "period": period_label(comparison.start, comparison.end),
        "unit": comparison.unit,
        **_side_cells("left", _remarked(comparison.left, comparison)),
        **_side_cells("right", _remarked(comparison.right, comparison)),
        "arithmetic": comparison.arithmetic,
        "distance": comparison.distance,
        "distance_pct": comparison.distance_pct,
    }


def _remarked(side: Side, comparison: FigurePair) -> Side:
    """Remark on a side that is of a part of what is compared, or of another time."""
    compared = Dates(comparison.start, comparison.end)
    dates = side.dates if side.dates != compared else None
    if not (side.series or dates):
        return side
    series = NamedId("series", side.series) if side.series else None
    return replace(side, remark=clause("side_of", series=series, dates=dates))


def _side_cells(prefix: str, side: Side) -> dict[str, object]:
    cells = {name: getattr(side, name) for name in SIDE_COLUMNS}
    cells |= {
        name: "; ".join(dict.fromkeys(cells[name])) for name in ("ids", "sources")
    }
    return {f"{prefix}_{name}": cell for name, cell in cells.items()}


def period_label(start: pd.Timestamp | None, end: pd.Timestamp | None) -> str:
    """Return a period in as few words as it takes: a year, years, months or days."""
    if start is None or end is None:
        day = start or end
        if day is None:
            return "no period"
        return f"{'from' if end is None else 'to'} {day:%Y-%m-%d}"
    if start.day == 1 and end.is_month_end:
        if start.month == 1 and end.month == 12:
            years = (start.year, end.year)
            return str(years[0]) if years[0] == years[1] else f"{years[0]}-{years[1]}"
        if (start.year, start.month) == (end.year, end.month):
            return f"{start:%Y-%m}"
        return f"{start:%Y-%m} to {end:%Y-%m}"
    return (
        f"{start:%Y-%m-%d}" if start == end else f"{start:%Y-%m-%d} to {end:%Y-%m-%d}"
    )


def meet(first: Interval, second: Interval) -> bool:
    """Whether two intervals meet, the last digits of a conversion forgiven."""
    ends = (first.low, first.high, second.low, second.high)
    size = max((abs(end) for end in ends if math.isfinite(end)), default=0.0)
    return first.gap(second) <= FLOAT_NOISE * size


def gap_between(first: Interval, second: Interval) -> float:
    """Distance of the nearest ends, zero where two intervals `meet`."""
    return 0.0 if meet(first, second) else first.gap(second)


def relative_pct(distance: float, first: float, second: float) -> float:
    """Distance in percent of the smaller of two figures; of zero there is none."""
    smaller = min(abs(first), abs(second))
    return 100 * distance / smaller if smaller else math.nan
