"""Tables of one record: the figures chosen, and those that disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.display.grammar import months_text, reporter_name
from kzaz_analysis.display.numbers import (
    fixed,
    header,
    interval_decimals,
    significant,
)
from kzaz_analysis.display.sentences import Prose, SourcedSentence, paragraph
from kzaz_analysis.display.tables import Row, Table, table
from kzaz_analysis.evidence.rounding import is_published_range
from kzaz_analysis.evidence.selection import FROM_ONE_EDITION
from kzaz_analysis.reports.record.sentences import (
    HEDGES,
    NO_STATISTIC,
    NOT_FINAL,
    SENTENCES,
    period_of,
    who,
)
from kzaz_analysis.studies.other_reporters import DIFFERENT_PCT, conflicting

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from kzaz_analysis.display.citations import SourceList
    from kzaz_analysis.evidence.series import Record

    Cells = Mapping[Any, Any]

STATUS_WORDS = {
    "D": "marked as differing, reason not stated",
    "E": "estimated",
    "P": "preliminary",
    "U": "low reliability",
}
RATE_UNITS = {"growth": "percent", "multiple": "ratio_to_base"}
"""Unit ids of published rates by what they measure."""

TWO_BODIES = "level and base of two bodies"

BOTH_WAYS = "sum of both directions"
DIGITS = 5
"""Digits of a figure in the table, where its bounds do not ask for more."""


def record_table(record: Record, cite: SourceList) -> Table:
    """Show the chosen yearly figures, latest first, each with its source."""
    rows = [
        Row(
            (
                _year(r),
                _value(r),
                _bounds(r),
                reporter_name(r["books"]),
                who(record, r["agency"]),
                remark_of(r),
            ),
            figure_sources(r),
        )
        for r in record.annual.iloc[::-1].to_dict("records")
    ]
    value = header("#value", record.unit)
    allowed = header("rounding allows", record.unit)
    heads = ("year", value, allowed, "reporter", "counted by", "remark")
    caption = f"{record.title}, figures chosen"
    data = record.annual.iloc[::-1].reset_index(drop=True)
    return table(caption, heads, rows, cite, place="record", data=data)


def _year(row: Cells) -> str:
    """Name the year of a figure, or the months of it that it is of."""
    period = period_of(row)
    return months_text(**period) if period else str(row["year"])


def _value(row: Cells) -> str:
    """Write a figure in five digits, or in as many as keep it inside its bounds."""
    value, low, high = (float(row[name]) for name in ("value", "low", "high"))
    if is_published_range(value, low, high):
        return f"{significant(value, DIGITS)} to {significant(high, DIGITS)}"
    is_inside = low <= float(f"{value:.{DIGITS}g}") <= high
    if is_inside or not np.isfinite(high - low) or low == high:
        return significant(value, DIGITS)
    return fixed(value, interval_decimals(low, high))


def _bounds(row: Cells) -> str:
    low, high = float(row["low"]), float(row["high"])
    if is_published_range(row["value"], low, high):
        return "published as a range"
    if not np.isfinite(high):
        return f"{significant(low, 4)} or more"
    if low == high:
        return "exact"
    decimals = interval_decimals(low, high)
    ends = dict.fromkeys(fixed(end, decimals) for end in (low, high))
    return " to ".join(ends)


def _derivation(row: Cells) -> str:
    """Say how a figure follows from others: in time, or from both directions."""
    if not row["derived"]:
        return ""
    note = str(row["note"])
    return BOTH_WAYS if note.endswith(FROM_ONE_EDITION) else note


def figure_sources(row: Cells) -> tuple[str, ...]:
    """Name the sources of a figure, of a sum those of its parts."""
    return tuple(str(row["part_sources"] or row["source"]).split(";"))


def remark_of(row: Cells) -> str:
    """Say of a figure how exact, of which kind and made from what it is."""
    words = [
        HEDGES.get(row["qualifier"], "").strip(),
        STATUS_WORDS.get(row["obs_status"], ""),
        _derivation(row),
    ]
    return ", ".join(word for word in words if word)


def conflict_table(record: Record, cite: SourceList) -> Table:
    """Show figures for the same year that cannot both be right as they stand."""
    rows = [
        Row(
            (
                str(r["year"]),
                significant(r["chosen_value"], 4),
                significant(r["value"], 4),
                _difference(r["ratio"]),
                reporter_name(r["books"]),
                _conflict_remark(r, record.as_of),
            ),
            (r["chosen_source"], *figure_sources(r)),
        )
        for r in conflicting(record).to_dict("records")
    ]
    chosen, other = (header(name, record.unit) for name in ("#chosen", "#other"))
    heads = ("year", chosen, other, "#difference, %", "other reporter", "remark")
    caption = "Figures for the same year that disagree"
    return table(
        caption, heads, rows, cite, place="conflicts", data=conflicting(record)
    )


def _conflict_remark(row: Cells, as_of: str) -> str:
    if row["derived"]:
        return _derivation(row)
    # A note is of today and may tell what was published after an earlier day.
    note = "" if as_of else row["note"]
    return str(note or STATUS_WORDS.get(row["obs_status"], ""))


def _difference(ratio: float) -> str:
    return "" if np.isnan(ratio) else significant(100 * (ratio - 1), 2)


def conflict_words(record: Record, cite: SourceList) -> Prose:
    """Say how many figures disagree; name the pair of the last year, and the widest."""
    pairs = conflicting(record)
    if record.annual.empty:
        return paragraph([SENTENCES.say("nothing_compared")], cite, "note")
    if pairs.empty:
        return paragraph(
            [SENTENCES.say("no_conflict", within=DIFFERENT_PCT)], cite, "note"
        )
    years = sorted({int(year) for year in pairs["year"]})
    count = SENTENCES.say(
        "conflicts", count=len(pairs), conflict_years=years, within=DIFFERENT_PCT
    )
    standing = unreplaced(pairs)
    standing = standing if len(standing) else pairs
    newest = standing[standing["year"] == record.annual["year"].iloc[-1]]
    newest = newest.assign(said=newest["provenance"].isin(NO_STATISTIC)).sort_values(
        ["said", "size", "source"], ascending=[True, False, True]
    )
    of_last = [_pair(record, pair, "newest") for _, pair in newest.head(1).iterrows()]
    first_pair = pairs.iloc[0]
    is_replaced = pairs.index[0] not in standing.index
    widest = [_pair(record, first_pair, "widest", is_replaced=is_replaced)]
    is_same = len(newest) and newest.index[0] == pairs.index[0]
    words = [count, *of_last, *([] if is_same else widest)]
    return paragraph(words, cite, "conflict")


def unreplaced(pairs: pd.DataFrame) -> pd.DataFrame:
    """Leave out early figures that a final one of the same reporter has replaced."""
    final = pairs[pairs["stage"] == "final"]
    keys = {*zip(final["year"], final["books"], strict=True)}
    final = pairs[pairs["chosen_stage"] == "final"]
    keys |= {*zip(final["year"], final["chosen_books"], strict=True)}
    whose = pd.Series([*zip(pairs["year"], pairs["books"], strict=True)], pairs.index)
    return pairs[~(pairs["stage"].isin(NOT_FINAL) & whose.isin(keys))]


def _pair(record: Record, pair: pd.Series, kind: str, **extra: bool) -> SourcedSentence:
    return SENTENCES.say(
        kind,
        pair["chosen_source"],
        *figure_sources(pair.to_dict()),
        year=int(pair["year"]),
        value=float(pair["chosen_value"]),
        reporter_used=pair["chosen_books"],
        other=float(pair["value"]),
        other_reporter=pair["books"],
        other_provenance=pair["provenance"],
        unit=record.unit,
        **extra,
    )


def remark_of_rate(row: Cells, as_of: str = "") -> str:
    """Say of both levels of a rate who made them, and what the record notes on it."""
    # A note is of today and may tell what was published after an earlier day.
    note = "" if as_of or pd.isna(row["rate_note"]) else str(row["rate_note"])
    return "; ".join(filter(None, (_remark_of_levels(row), note)))


def _remark_of_levels(row: Cells) -> str:
    """Say of both levels of a rate who made them, if not one body by publishing."""
    if pd.isna(row["growth_pct"]):
        return _level_remark(row)
    offices = {row["office"], row["base_office"]}
    two = TWO_BODIES if len(offices - {""}) > 1 else ""
    return "; ".join(filter(None, (_worked_out(row), two)))


def _worked_out(row: Cells) -> str:
    """Say which of the two levels of a computed rate nobody published."""
    if row["of_growth"]:
        return "base worked out from published growth"
    if row["is_base_derived"]:
        return "both levels worked out" if row["is_derived"] else "base worked out"
    return "level worked out" if row["is_derived"] else ""


def _level_remark(row: Cells) -> str:
    """Say of a level that stands beside a published rate alone how it was made."""
    if row["is_of_growth"] is True:
        return "level worked out from published growth"
    return "level worked out" if row["is_derived"] is True else ""


def condition_of(forecast: Cells) -> str:
    """Say on what a forecast by others depends, and what its record remarks."""
    words = (forecast.get(name) for name in ("condition", "scenario", "note"))
    said = [str(text).replace("_", " ") for text in words if text and pd.notna(text)]
    return "; ".join(said)


def published_rate(row: Cells) -> str:
    """Write the rate that was published for a part of a year; empty where none was."""
    if pd.isna(row["published"]):
        return ""
    return SENTENCES.text(
        "published_rate",
        measure=row["measure"],
        value=row["published"],
        qualifier=row["qualifier"],
        is_official=bool(row["is_official"]),
    )
