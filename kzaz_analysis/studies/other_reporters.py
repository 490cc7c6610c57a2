"""What another reporter says of the last year, where the two figures disagree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.analysis.growth.year_on_year import annual_growth
from kzaz_analysis.evidence.series import series_of
from kzaz_analysis.studies.published_rates import with_offices

if TYPE_CHECKING:
    from kzaz_analysis.evidence.series import Record

CHANGES = ("growth", "multiple")
"""Measures of a claim that say how a figure moved."""

DIFFERENT_PCT = 2
DIFFERENT = DIFFERENT_PCT / 100
"""Yearly figures that are closer than this share are not called a conflict."""

WHOLE_YEAR = 12
"""Months of a whole year."""

_A_YEAR = pd.DateOffset(years=1)


@dataclass(frozen=True, slots=True, eq=False)
class ConflictingFigure:
    """Another reporter's figure of the last year that cannot be squared with these.

    Attributes
    ----------
    year, months : int
        The first ``months`` months of ``year``; twelve are the whole year.
    value : float
        The figure, in the unit of the record.
    books : str
        Who reports it.
    source : str
        Where it was published.
    change : pandas.Series or None
        How it moved on the same months a year before: ``measure`` (growth in percent,
        or multiple), ``value``, ``qualifier``, ``source``; of a whole year computed
        from that reporter's two figures, of a part as that reporter published it last.
        None where that is not known.
    """

    year: int
    months: int
    value: float
    books: str
    source: str
    change: pd.Series | None

    @property
    def sources(self) -> tuple[str, ...]:
        """Where the figure and its change were published."""
        change = () if self.change is None else (str(self.change["source"]),)
        return tuple(dict.fromkeys((self.source, *change)))


def conflicting_figure(record: Record) -> ConflictingFigure | None:
    """Return the strongest conflict of another reporter with the last yearly figure.

    Parameters
    ----------
    record : Record
        The figures chosen, and those beside them.

    Returns
    -------
    ConflictingFigure or None
        A whole year before a part of one: first the figure that another reporting
        country has for the last year, or for a later one, if their rounding intervals
        do not meet and they lie further apart than `DIFFERENT`; then the longest part
        of the last year that exceeds the whole of it. A part of a later year that
        exceeds it already comes before both. None where there is none of them.
    """
    if record.annual.empty:
        return None
    whole, part = whole_year_conflict(record), part_year_conflict(record)
    is_newer = whole and part and part.year > whole.year
    return part if is_newer else whole or part


def whole_year_conflict(record: Record) -> ConflictingFigure | None:
    """Return the newest conflicting figure of another country for a whole year."""
    latest = record.annual.iloc[-1]
    conflicts = [
        conflict
        for country, rule in record.evidence.dataset.alone.items()
        if country != latest["books"]
        and (
            conflict := _conflict(series_of(record.evidence, record.name, rule), latest)
        )
    ]
    return max(
        conflicts, key=lambda conflict: (conflict.year, conflict.value), default=None
    )


def _conflict(mirror: Record, last: pd.Series) -> ConflictingFigure | None:
    annual = mirror.annual[mirror.annual["year"] >= last["year"]]
    if annual.empty:
        return None
    figure = annual.iloc[-1]
    if figure["year"] == last["year"] and not _disagree(figure, last):
        return None
    rates = annual_growth(mirror.annual).set_index("year")["growth_pct"]
    rate = float(rates[figure["year"]])
    change = {"measure": "growth", "value": rate, "qualifier": "exact"}
    change["source"] = figure["source"]
    return ConflictingFigure(
        year=int(figure["year"]),
        months=WHOLE_YEAR,
        value=float(figure["value"]),
        books=str(figure["books"]),
        source=str(figure["source"]),
        change=None if pd.isna(rate) else pd.Series(change),
    )


def _disagree(figure: pd.Series, last: pd.Series) -> bool:
    apart = figure["low"] > last["high"] or figure["high"] < last["low"]
    return bool(
        apart and abs(figure["value"] - last["value"]) > DIFFERENT * last["value"]
    )


def part_year_conflict(record: Record) -> ConflictingFigure | None:
    """Return the longest part of the newest year that others put above the last one."""
    latest, partial = record.annual.iloc[-1], record.partial
    above = partial[
        (partial["year"] >= latest["year"])
        & (partial["books"] != latest["books"])
        & (partial["value"] > latest["high"])
        & partial["months"].notna()
    ]
    if above.empty:
        return None
    most = above.sort_values(["year", "months", "value"]).iloc[-1]
    return ConflictingFigure(
        year=int(most["year"]),
        months=int(most["months"]),
        value=float(most["value"]),
        books=str(most["books"]),
        source=str(most["source"]),
        change=_published_change(record, most),
    )


def _published_change(record: Record, figure: pd.Series) -> pd.Series | None:
    claims = record.evidence.rows("claims", "series", [record.name])
    # A month: the 28th of February is not its last day in every year.
    year_before = figure["period_end"] - _A_YEAR
    same_months = claims[
        claims["measure"].isin(CHANGES)
        & (claims["period_start"] == figure["period_start"])
        & (claims["period_end"] == figure["period_end"])
        & (claims["base_start"] == figure["period_start"] - _A_YEAR)
        & (claims["base_end"].dt.to_period("M") == year_before.to_period("M"))
    ]
    published = with_offices(record.evidence, same_months)
    is_own = (published["books"] == figure["books"]) & published["is_official"]
    published = published[is_own]
    if published.empty:
        return None
    order = ["published_on", "source"]
    newest: pd.Series = published.sort_values(order, na_position="first").iloc[-1]
    return newest


def conflicting(record: Record) -> pd.DataFrame:
    """Select the other figures that differ from the chosen one of their year.

    Returns
    -------
    pandas.DataFrame
        Rows of ``alternatives`` for whole years, with the chosen figure in columns
        ``chosen_…`` and ``ratio`` (other over chosen), widest apart first; figures
        whose rounding intervals meet, or within the share `DIFFERENT`, are left out.
    """
    whole_years = record.alternatives[record.alternatives["months"] == 12]
    columns = ["year", "value", "low", "high", "source", "books", "stage"]
    chosen = record.annual[columns].add_prefix("chosen_")
    chosen = chosen.rename(columns={"chosen_year": "year"})
    both = whole_years.astype({"year": "int64"}).merge(chosen, on="year")
    apart = (both["low"] > both["chosen_high"]) | (both["high"] < both["chosen_low"])
    ratio = both["value"] / both["chosen_value"].where(both["chosen_value"] > 0)
    conflicts = both.assign(ratio=ratio)
    conflicts = conflicts[apart & ~((ratio - 1).abs() <= DIFFERENT)]
    size = np.log(conflicts["ratio"].where(conflicts["ratio"] > 0)).abs().fillna(np.inf)
    ranked = conflicts.assign(size=size).sort_values(
        ["size", "year", "source"], ascending=[False, False, True]
    )
    return ranked.drop_duplicates(["year", "value", "agency"], ignore_index=True)
