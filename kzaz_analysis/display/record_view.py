"""One record on a page: its table, its conflicts, and what it cannot say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.display.numbers import (
    amount,
    fixed,
    header,
    interval,
    interval_decimals,
    significant,
)
from kzaz_analysis.display.tables import Row, Table, table
from kzaz_analysis.display.text import Prose, Said, paragraph, said
from kzaz_analysis.display.words import (
    books_name,
    books_short,
    day,
    listing,
    on_books,
    plural,
    years_text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from kzaz_analysis.display.citing import SourceList
    from kzaz_analysis.evidence.series import Record

    Cells = Mapping[Any, Any]

PROPER = {"Kazakh", "Azerbaijani", "Kazakhstan", "TITR", "Kashagan", "Tengiz"}
"""First words of titles that keep their capital inside a sentence."""

HEDGES = {"approx": "about ", "over": "more than ", "under": "nearly "}
HEDGES["up_to"] = "up to "

ROUNDING_SHOWN = 0.005
"""Rounding that leaves less open than this share of a figure is not spelt out."""

DIFFERENT = 0.02
"""Figures for one year that are closer than this share are not called a conflict."""

STATUS_WORDS = {
    "D": "other definition",
    "E": "estimated",
    "P": "provisional",
    "U": "low reliability",
}
TWO_SIDES = (
    "Exports are valued where they leave and imports where they arrive, so the two "
    "sides of one flow differ by freight and insurance, and by more where goods pass "
    "through third countries"
)
ONE_COUNTER = (
    "Different bodies draw the line around this flow differently; a figure says what "
    "its own counter counted"
)
ALWAYS = (
    "Intervals show what rounding allows, not errors of measurement",
    "Part-year figures are compared with the same months only, and never scaled up",
)
UNDATED = (
    "Figures without a known day of publication are left out, because the page shows "
    "what was known on a day"
)


def subject(record: Record) -> str:
    """Name a series inside a sentence."""
    title = record.title
    if title.split(" ", 1)[0] in PROPER:
        return title
    return title[0].lower() + title[1:]


def nothing(record: Record) -> str:
    """Say that no whole year is on record."""
    return (
        f"No figure for a whole year of {subject(record)} is on record under this rule"
    )


def sources_of(record: Record, *years: int) -> tuple[str, ...]:
    """Return the sources of the chosen figures of some years."""
    return tuple(record.annual["source"][record.annual["year"].isin(years)])


def basis(record: Record) -> str:
    """Name the prices of a series; empty for what has none."""
    return "current prices" if "USD" in record.unit else ""


def as_of_line(record: Record, prices: str = "") -> str:
    """Say what the page rests on: day of knowledge, newest source, rule, prices."""
    known = "All publications on record"
    if record.as_of:
        known = f"Data as known on {day(record.as_of)}"
    dates = [d for d in record.annual["published_on"] if isinstance(d, str) and d]
    newest = f"newest source {day(max(dates))}" if dates else "no dated source"
    parts = (known, newest, f"rule: {record.rule_words}", prices)
    return "; ".join(part for part in parts if part) + "."


def record_table(record: Record, cite: SourceList) -> Table:
    """Show the chosen yearly figures, latest first, each with its source."""
    rows = [
        Row(
            (
                str(r["year"]),
                significant(r["value"], 5),
                _bounds(r),
                books_short(r["books"]),
                record.agencies.get(r["agency"], r["agency"]),
                _remark(r),
            ),
            (r["source"],),
        )
        for r in record.annual.iloc[::-1].to_dict("records")
    ]
    value = header("#value", record.unit)
    heads = ("year", value, "rounding allows", "books", "counted by", "remark")
    caption = f"{record.title}, figures chosen"
    return table(caption, heads, rows, cite, place="record")


def _bounds(row: Cells) -> str:
    low, high = float(row["low"]), float(row["high"])
    if not np.isfinite(high):
        return f"{significant(low, 4)} or more"
    if low == high:
        return "exact"
    decimals = interval_decimals(low, high)
    return f"{fixed(low, decimals)} to {fixed(high, decimals)}"


def _remark(row: Cells) -> str:
    words = [
        HEDGES.get(row["qualifier"], "").strip(),
        STATUS_WORDS.get(row["obs_status"], ""),
        "sum of both directions" if row["derived"] else "",
    ]
    return ", ".join(word for word in words if word)


def conflicting(record: Record) -> pd.DataFrame:
    """Select the other figures that differ from the chosen one of their year.

    Returns
    -------
    pandas.DataFrame
        Rows of ``alternatives`` for whole years, with the chosen figure in columns
        ``chosen_…`` and ``ratio`` (other over chosen), widest apart first; figures
        whose rounding intervals meet, or within the share `DIFFERENT`, are left out.
    """
    others = record.alternatives[record.alternatives["months"] == 12]
    columns = ["year", "value", "low", "high", "source", "books"]
    mine = record.annual[columns].add_prefix("chosen_")
    mine = mine.rename(columns={"chosen_year": "year"})
    both = others.astype({"year": "int64"}).merge(mine, on="year")
    apart = (both["low"] > both["chosen_high"]) | (both["high"] < both["chosen_low"])
    ratio = both["value"] / both["chosen_value"].where(both["chosen_value"] > 0)
    found = both.assign(ratio=ratio)
    found = found[apart & ~((ratio - 1).abs() <= DIFFERENT)]
    size = np.log(found["ratio"].where(found["ratio"] > 0)).abs().fillna(np.inf)
    ranked = found.assign(size=size).sort_values(
        ["size", "year", "source"], ascending=[False, False, True]
    )
    return ranked.drop_duplicates(["year", "value", "agency"], ignore_index=True)


def conflict_table(record: Record, cite: SourceList) -> Table:
    """Show figures for the same year that cannot both be right as they stand."""
    rows = [
        Row(
            (
                str(r["year"]),
                significant(r["chosen_value"], 4),
                significant(r["value"], 4),
                _difference(r["ratio"]),
                books_short(r["books"]),
                r["note"] or STATUS_WORDS.get(r["obs_status"], ""),
            ),
            (r["chosen_source"], r["source"]),
        )
        for r in conflicting(record).to_dict("records")
    ]
    chosen, other = (header(name, record.unit) for name in ("#chosen", "#other"))
    heads = ("year", chosen, other, "#difference, %", "other books", "remark")
    caption = "Figures for the same year that disagree"
    return table(caption, heads, rows, cite, place="conflicts")


def _difference(ratio: float) -> str:
    return "" if np.isnan(ratio) else significant(100 * (ratio - 1), 2)


def conflict_words(record: Record, cite: SourceList) -> Prose:
    """Say how many figures disagree, and name the widest pair."""
    found = conflicting(record)
    if found.empty:
        text = (
            "No other figure for a whole year on record lies further from the chosen "
            "one than rounding allows"
        )
        return paragraph([said(text)], cite, "note")
    count = said(
        f"{plural(len(found), 'other figure')} for whole years "
        f"{'lies' if len(found) == 1 else 'lie'} further from the chosen ones than "
        f"rounding allows, in {years_text(found['year'])}"
    )
    return paragraph([count, _widest(record, found.iloc[0])], cite, "conflict")


def _widest(record: Record, row: pd.Series) -> Said:
    mine = amount(row["chosen_value"], record.unit)
    other = amount(row["value"], record.unit)
    return said(
        f"The widest pair is that of {row['year']}: {mine} is used here "
        f"({books_name(row['chosen_books'])}), {other} stands elsewhere "
        f"({books_name(row['books'])})",
        row["chosen_source"],
        row["source"],
    )


def record_words(record: Record, cite: SourceList) -> Prose:
    """Say what is on record: years, gaps, and where the books change."""
    annual = record.annual
    if annual.empty:
        return paragraph([said(nothing(record))], cite, "note")
    years = annual["year"].to_list()
    verb = "is" if len(years) == 1 else "are"
    sentences = [
        said(
            f"{plural(len(years), 'year')} of {subject(record)} {verb} on record: "
            f"{years_text(years)}"
        )
    ]
    if record.gaps:
        gaps = years_text(record.gaps)
        sentences.append(said(f"There is no figure for {gaps}; no gap is bridged"))
    if record.breaks:
        changes = listing(
            f"{year} ({books_name(old)} to {books_name(new)})"
            for year, old, new in record.breaks
        )
        text = f"The books change in {changes}, and no rate is computed across that"
        sentences.append(said(text))
    return paragraph(sentences, cite)


def latest_words(record: Record) -> Said | None:
    """State the last yearly figure, with its rounding interval when that is wide."""
    if record.annual.empty:
        return None
    last = record.annual.iloc[-1]
    low, high, value = last["low"], last["high"], last["value"]
    bounds = ""
    if high - low > ROUNDING_SHOWN * abs(value):
        bounds = f" (rounding allows {interval(low, high, record.unit)})"
    hedge = HEDGES.get(last["qualifier"], "")
    return said(
        f"{record.title} came to {hedge}{amount(value, record.unit)} in {last['year']}"
        f"{bounds}, {on_books(last['books'])}",
        last["source"],
    )


def other_side_words(record: Record) -> Said | None:
    """Name a part-year figure from other books that already exceeds the last year."""
    if record.annual.empty:
        return None
    last, partial = record.annual.iloc[-1], record.partial
    later = partial[
        (partial["year"] == last["year"])
        & (partial["books"] != last["books"])
        & (partial["value"] > last["high"])
        & partial["months"].notna()
    ]
    if later.empty:
        return None
    most = later.sort_values(["months", "value"]).iloc[-1]
    months = plural(int(most["months"]), "month")
    return said(
        f"Other books disagree: {amount(most['value'], record.unit)} in the first "
        f"{months} of {most['year']} alone, {on_books(most['books'])}",
        most["source"],
    )


def limits(record: Record, extra: tuple[str, ...] = ()) -> Prose:
    """List what these figures cannot show."""
    first = TWO_SIDES if record.system in ("trade", "exports") else ONE_COUNTER
    last = (UNDATED,) if record.as_of else ()
    points = (first, *ALWAYS, *record.caveats, *extra, *last)
    return paragraph([said(point) for point in points], None, "list")
