"""What other books say of the last year, where it cannot be squared with these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.evidence.selection import with_books

if TYPE_CHECKING:
    from kzaz_analysis.evidence.series import Record

CHANGES = ("growth", "multiple")
"""Measures of a claim that say how a figure moved."""

_A_YEAR = pd.DateOffset(years=1)


@dataclass(frozen=True, slots=True, eq=False)
class Elsewhere:
    """A part of the last year that exceeds the whole of it, on other books.

    Attributes
    ----------
    year, months : int
        The first ``months`` months of ``year``.
    value : float
        The figure, in the unit of the record.
    books : str
        Whose books it is on.
    source : str
        Where it was published.
    change : pandas.Series or None
        What the same books say of its change on the same months a year before: the
        row of the claims table that was published last; None where they say nothing.
    """

    year: int
    months: int
    value: float
    books: str
    source: str
    change: pd.Series | None


def elsewhere(record: Record) -> Elsewhere | None:
    """Return the longest part of the last year that other books put above the whole.

    Parameters
    ----------
    record : Record
        The figures chosen, and the part-year figures beside them.

    Returns
    -------
    Elsewhere or None
        None where no other books have one.
    """
    if record.annual.empty:
        return None
    last, partial = record.annual.iloc[-1], record.partial
    above = partial[
        (partial["year"] == last["year"])
        & (partial["books"] != last["books"])
        & (partial["value"] > last["high"])
        & partial["months"].notna()
    ]
    if above.empty:
        return None
    most = above.sort_values(["months", "value"]).iloc[-1]
    return Elsewhere(
        year=int(most["year"]),
        months=int(most["months"]),
        value=float(most["value"]),
        books=str(most["books"]),
        source=str(most["source"]),
        change=_change(record, most),
    )


def _change(record: Record, figure: pd.Series) -> pd.Series | None:
    claims = record.evidence.load("claims")
    # A month: the 28th of February is not its last day in every year.
    before = figure["period_end"] - _A_YEAR
    mine = claims[
        (claims["series"] == record.name)
        & claims["measure"].isin(CHANGES)
        & (claims["period_start"] == figure["period_start"])
        & (claims["period_end"] == figure["period_end"])
        & (claims["base_start"] == figure["period_start"] - _A_YEAR)
        & (claims["base_end"].dt.to_period("M") == before.to_period("M"))
    ]
    theirs = with_books(record.evidence, mine)
    theirs = theirs[theirs["books"] == figure["books"]]
    if theirs.empty:
        return None
    newest = theirs.sort_values(["published_on", "source"], na_position="first")
    last: pd.Series = newest.iloc[-1]
    return last
