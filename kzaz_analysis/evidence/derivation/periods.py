"""Figures for periods that follow from figures for others, of one counter."""

from __future__ import annotations

import calendar
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kzaz_analysis.evidence.derivation.spans import Span, SpanTerm, derivable
from kzaz_analysis.evidence.rounding import tidy
from kzaz_analysis.evidence.schema.provenance import (
    PROVENANCES,
    STAGES,
    least,
    stage_ranks,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    Cells = dict[Hashable, Any]

COUNTER = ["books", "agency", "provenance", "reporter"]
"""What figures must share to be added: one reporter, counter and provenance."""

DAYS_OF_PART = 335
"""Days of eleven months, the longest part of a year."""

FEWEST_TERMS = 2
"""Figures that a sum or a difference takes at least."""

MONTH_NAMES = calendar.month_name


def period_sums(figures: pd.DataFrame) -> pd.DataFrame:
    """Work out the periods that the figures of one counter make.

    Complete months, quarters and parts make the year and the part of it up to any
    month; what was published up to one month less what was up to another makes what
    lies between; a year less a part of it makes the rest. Nothing is made where a
    month is missing. Bounds add up as intervals (Moore 1966): the least of a
    difference is the least of the first less the greatest of the second.

    Parameters
    ----------
    figures : pandas.DataFrame
        Usable figures of one flow in one unit, with ``books, agency, provenance,
        reporter, stage, period_start, period_end, months, year, value, low, high,
        qualifier, obs_status, source, publisher, published_on``; bounds ("more
        than") must be left out.

    Returns
    -------
    pandas.DataFrame
        One row per period that is not among those of its counter, with the columns
        of the figures; ``derived`` is true, ``part_sources`` holds the sources of
        all parts, separated by semicolons, ``note`` says which parts. Stage and
        status are those of the least settled part; source and day of publication
        those of the part that was published last.
    """
    if len(figures) < FEWEST_TERMS:
        return pd.DataFrame()
    inside = _within_years(figures)
    several = inside[inside.duplicated([*COUNTER, "year"], keep=False)]
    rows = [
        row
        for _, group in several.groupby([*COUNTER, "year"], sort=True)
        for row in _sums_of(group)
    ]
    return pd.DataFrame(rows)


def _within_years(figures: pd.DataFrame) -> pd.DataFrame:
    start, end = figures["period_start"], figures["period_end"]
    inside = figures["months"].notna() & (start.dt.year == end.dt.year)
    rows: pd.DataFrame = figures[inside.to_numpy(dtype=bool)]
    settled = rows.assign(
        settled=rows["stage"].map(stage_ranks()), width=rows["high"] - rows["low"]
    )
    order = ["settled", "published_on", "width"]
    ordered = settled.sort_values(order, ascending=[True, False, True], kind="stable")
    once: pd.DataFrame = ordered.drop_duplicates(
        [*COUNTER, "period_start", "period_end"]
    )
    return once


def _sums_of(group: pd.DataFrame) -> Iterator[Cells]:
    published = {
        Span(row["period_start"].month - 1, row["period_end"].month): row
        for row in group.to_dict("records")
    }
    for span, terms in derivable(published):
        row = _sum(span, [(published[term.span], term) for term in terms])
        # A part above its whole leaves nothing to derive; the audit tells it.
        if row["value"] >= 0:
            yield row


def _sum(span: Span, parts: list[tuple[Cells, SpanTerm]]) -> Cells:
    rows = [row for row, _ in parts]
    newest = max(rows, key=lambda row: str(row["published_on"]))
    year = int(rows[0]["year"])
    last_day = calendar.monthrange(year, span.end)[1]
    return newest | {
        "period_start": pd.Timestamp(year, span.start + 1, 1),
        "period_end": pd.Timestamp(year, span.end, last_day),
        "value": tidy(sum(term.sign * row["value"] for row, term in parts)),
        "low": max(
            0.0, tidy(sum(_end(row, term, "low", "high") for row, term in parts))
        ),
        "high": tidy(sum(_end(row, term, "high", "low") for row, term in parts)),
        "digits": pd.NA,
        "qualifier": "exact",
        "obs_status": max(row["obs_status"] for row in rows),
        "stage": least((row["stage"] for row in rows), STAGES),
        "provenance": least((row["provenance"] for row in rows), PROVENANCES),
        "derived": True,
        "part_sources": ";".join(dict.fromkeys(row["source"] for row in rows)),
        "note": _how(parts),
    }


def _end(row: Cells, term: SpanTerm, plus: str, minus: str) -> float:
    return float(row[plus]) if term.sign > 0 else -float(row[minus])


def _how(parts: list[tuple[Cells, SpanTerm]]) -> str:
    added = [_months(term.span) for _, term in parts if term.sign > 0]
    off = [_months(term.span) for _, term in parts if term.sign < 0]
    if not off:
        return f"sum of {len(added)} parts, {added[0]} and so on to {added[-1]}"
    return f"{' and '.join(added)} less {' and '.join(off)}"


def _months(span: Span) -> str:
    names = MONTH_NAMES[span.start + 1], MONTH_NAMES[span.end]
    if span == Span(0, 12):
        return "the year"
    return names[0] if names[0] == names[1] else f"{names[0]} to {names[1]}"


def levels_before(figures: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Work out the levels that published levels and their published growth leave.

    Press and offices that are not named give none, and the government none for a
    whole year: a speech is not a statistic. A whole year has status I, worked out
    here: it is shown and never chosen, as a growth rate from it would only repeat
    what was published.

    Parameters
    ----------
    figures : pandas.DataFrame
        As `period_sums` takes them.
    changes : pandas.DataFrame
        Claims of growth or of a multiple, with ``books, agency, provenance, measure,
        low, high, value, period_start, period_end, base_start, base_end, source,
        publisher, published_on``; only exact ones.

    Returns
    -------
    pandas.DataFrame
        One row per period that has no figure of this reporter, as `period_sums` gives
        them: value over growth factor, its least value the least over the greatest.
    """
    if changes.empty or figures.empty:
        return pd.DataFrame()
    keys = ["books", "agency", "period_start", "period_end"]
    pairs = _growth_factors(changes).merge(figures, on=keys, suffixes=("_change", ""))
    periods = figures[["books", "period_start", "period_end"]]
    taken = set(periods.itertuples(index=False, name=None))
    rows = [
        row
        for row in map(_level, pairs.to_dict("records"))
        if (row["books"], row["period_start"], row["period_end"]) not in taken
        and _is_a_count(row)
    ]
    levels = sorted(rows, key=lambda row: row["high"] - row["low"])
    return pd.DataFrame(levels).drop_duplicates(_BASE) if rows else pd.DataFrame()


_BASE = ["books", "agency", "period_start", "period_end"]


def _is_a_count(row: Cells) -> bool:
    speech = row["provenance"] == "government" and _is_long(row)
    return not speech and row["provenance"] != "press"


def _is_long(row: Cells) -> bool:
    days = (row["period_end"] - row["period_start"]).days + 1
    return bool(days > DAYS_OF_PART)


def _growth_factors(changes: pd.DataFrame) -> pd.DataFrame:
    growth = changes["measure"] == "growth"
    factors = {
        f"factor_{end}": changes[end].where(~growth, 1 + changes[end] / 100)
        for end in ("low", "value", "high")
    }
    rows = changes.assign(**factors)
    usable = (rows["factor_low"] > 0) & np.isfinite(rows["factor_high"])
    columns = ["books", "agency", "period_start", "period_end", "base_start"]
    more = ["base_end", "provenance", "source", "publisher", "published_on"]
    taken: pd.DataFrame = rows.loc[usable, [*columns, *more, *factors]]
    return taken


def _level(row: Cells) -> Cells:
    cells = {key: cell for key, cell in row.items() if not str(key).endswith("_change")}
    sources = dict.fromkeys([row["source"], row["source_change"]])
    later = row["published_on_change"] > row["published_on"]
    of_change = {key: row[f"{key}_change"] for key in ("source", "publisher")}
    newest = of_change | {"published_on": row["published_on_change"]} if later else {}
    origins = [row["provenance"], row["provenance_change"]]
    level: Cells = {
        "period_start": row["base_start"],
        "period_end": row["base_end"],
        "value": tidy(row["value"] / row["factor_value"]),
        "low": tidy(row["low"] / row["factor_high"]),
        "high": tidy(row["high"] / row["factor_low"]),
        "digits": pd.NA,
        "qualifier": "approx",
        "provenance": least(origins, PROVENANCES),
        "stage": "not_stated",
        "derived": True,
        "part_sources": ";".join(sources),
        "note": "a later level less its published growth",
    }
    status = {"obs_status": "I"} if _is_long(level) else {}
    return cells | newest | level | status
