"""Spans of months within one year, and which of them add up to which."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MONTHS = 12


def whole_months(
    start: pd.Series[pd.Timestamp], end: pd.Series[pd.Timestamp]
) -> pd.Series[int]:
    """Count the calendar months of each period.

    Returns
    -------
    pandas.Series
        ``Int64``, one per period; missing where a period is not known or does not
        consist of whole months.
    """
    starts, ends = (days.to_numpy().astype("datetime64[D]") for days in (start, end))
    begun, ended = (days.astype("datetime64[M]") for days in (starts, ends))
    whole = (starts == begun) & (ends + 1 == ended + 1)
    months = np.where(whole, (ended - begun).astype("int64") + 1, 1)
    return pd.Series(pd.arrays.IntegerArray(months, ~whole), index=start.index)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Whole months of one year: those after the first `start`, up to `end`.

    January is (0, 1), the second half (6, 12), the year (0, 12).
    """

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SpanTerm:
    """A published span that is added, or taken off."""

    span: Span
    sign: int


def combination(
    target: Span, spans: Iterable[Span], *, differences: bool = True
) -> tuple[SpanTerm, ...]:
    """Find the fewest spans whose sum, less those taken off, is the target.

    Every month of the target is counted once and no other month is left, because the
    terms are the steps of a way from the beginning of the target to its end.

    Parameters
    ----------
    target : Span
        What is asked for.
    spans : iterable of Span
        What is published.
    differences : bool
        Whether a span may also be taken off.

    Returns
    -------
    tuple of SpanTerm
        In the order of the way; empty if there is none.

    Examples
    --------
    >>> [term.sign for term in combination(Span(7, 12), [Span(0, 7), Span(0, 12)])]
    [-1, 1]
    """
    steps = _steps(sorted(spans), differences=differences)
    ways: dict[int, tuple[SpanTerm, ...]] = {target.start: ()}
    ahead = deque([target.start])
    while ahead and target.end not in ways:
        month = ahead.popleft()
        for start, end, term in steps:
            if start == month and end not in ways:
                ways[end] = (*ways[month], term)
                ahead.append(end)
    return ways.get(target.end, ())


def _steps(spans: list[Span], *, differences: bool) -> list[tuple[int, int, SpanTerm]]:
    forward = [(span.start, span.end, SpanTerm(span, 1)) for span in spans]
    back = [(span.end, span.start, SpanTerm(span, -1)) for span in spans]
    return [*forward, *(back if differences else [])]


def derivable(published: Iterable[Span]) -> Iterator[tuple[Span, tuple[SpanTerm, ...]]]:
    """List what published spans of one year make beside themselves.

    These are the year and each part of it from January on, what lies between two
    consecutive such parts, and the rest of the year after such a part.

    Yields
    ------
    tuple of Span and tuple of SpanTerm
        A span that is not published, and what makes it: parts added up where they
        are complete, else with differences.
    """
    spans = set(published)
    for target in sorted(_targets(spans) - spans):
        terms = combination(target, spans, differences=False)
        terms = terms or combination(target, spans)
        if len(terms) > 1:
            yield target, terms


def _targets(spans: set[Span]) -> set[Span]:
    to_date = sorted(span.end for span in spans if span.start == 0)
    between = {Span(*pair) for pair in pairwise(to_date)}
    rests = {Span(end, MONTHS) for end in to_date if end < MONTHS}
    return {Span(0, end) for end in range(1, MONTHS + 1)} | between | rests
