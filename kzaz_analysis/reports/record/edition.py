"""What pages printed before: a line and a folded table, as far as a figure changed."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.display.grammar import reporter_name
from kzaz_analysis.display.numbers import amount, header, significant
from kzaz_analysis.display.sentences import Prose, SourcedSentence, paragraph
from kzaz_analysis.display.speech.phrases import capital
from kzaz_analysis.display.tables import Row, Table, table
from kzaz_analysis.evidence.corrections.corrected import agency_kinds
from kzaz_analysis.evidence.corrections.edition import (
    ORDER,
    changes_since,
    choices_of,
    edition_of,
)
from kzaz_analysis.evidence.schema.provenance import REASONS, correction_of
from kzaz_analysis.reports.record.sentences import SENTENCES, subject, who

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from kzaz_analysis.display.citations import SourceList
    from kzaz_analysis.evidence.series import Record

    Cells = dict[Hashable, Any]


DIGITS = 5
"""Digits of figures in the table."""


@lru_cache(maxsize=256)
def changes_of(record: Record) -> pd.DataFrame:
    """List what the dataset's edition had otherwise; empty where it keeps none.

    Sentences, tables and sources of a page ask for the same.
    """
    edition = edition_of(record.evidence)
    if edition is None:
        return pd.DataFrame(columns=["source_then"])
    return changes_since(record, edition).assign(day=edition.day)


def edition_sources(records: Iterable[Record]) -> list[str]:
    """Return the sources of what was printed before, and of what stands now."""
    changes = [c for r in records for c in changes_of(r).to_dict("records")]
    return [source for change in changes for source in _sources(change)]


def edition_words(
    records: Sequence[Record], cite: SourceList, *, briefly: bool = False
) -> Prose:
    """Say of each record what was printed before, what stands now, and why.

    Where it is said briefly, the figures are left to the table.
    """
    name = "since_edition_briefly" if briefly else "since_edition"
    return paragraph([_line(record, name) for record in records], cite, "note")


def latest_changes(records: Iterable[Record]) -> list[tuple[Record, Cells]]:
    """List the latest yearly figures that the dataset's edition had otherwise."""
    pairs = []
    for record in records:
        changes, last = changes_of(record), record.annual["year"].max()
        latest = changes[changes["year"] == last] if len(changes) else changes
        pairs += [(record, change) for change in latest.to_dict("records")]
    return pairs


def latest_edition_sources(records: Iterable[Record]) -> list[str]:
    """Return the sources of what was printed of the latest years, and stands now."""
    return [s for _, change in latest_changes(records) for s in _sources(change)]


def latest_edition_words(records: Iterable[Record], cite: SourceList) -> Prose:
    """Say of many series at once which latest figures were printed otherwise."""
    changes = latest_changes(records)
    shown = [(record, change) for record, change in changes if _is_visible(change)]
    if not shown:
        return paragraph([], cite, "note")
    operands = [
        {
            "subject": subject(record),
            "year": change["year"],
            "then": _figure(change, "_then"),
            "now": _figure(change, ""),
        }
        for record, change in shown
    ]
    sentence = SENTENCES.say(
        "latest_since_edition",
        *dict.fromkeys(s for _, change in shown for s in _sources(change)),
        printed_on=shown[0][1]["day"],
        changes=operands,
    )
    return paragraph([sentence], cite, "note")


def latest_edition_table(records: Iterable[Record], cite: SourceList) -> Table:
    """List the latest yearly figures that were printed otherwise, folded away."""
    return _edition_table(latest_changes(records), cite)


def _line(record: Record, name: str) -> SourcedSentence | None:
    changes = changes_of(record)
    if changes.empty:
        return None
    rows = changes.to_dict("records")
    newest = next(filter(_is_visible, rows), rows[0])
    sides = record.annual["books"].unique()
    of_others = sum(
        not pd.isna(row["value"]) and row["books_then"] != row["books"] for row in rows
    )
    return SENTENCES.say(
        name,
        *_sources(newest),
        count=len(changes),
        subject=subject(record),
        printed_on=newest["day"],
        year=newest["year"],
        then=_figure(newest, "_then"),
        now=_figure(newest, ""),
        why=newest["why"],
        correction=_correction(record, newest),
        reporter_id=str(sides[0]) if len(sides) == 1 and not of_others else "",
        of_others=of_others,
        since=record.window[0] or 0,
        **_alone(record),
    )


def _alone(record: Record) -> dict[str, int]:
    """Count what was printed by a rule that takes one reporter alone, else nothing."""
    edition = edition_of(record.evidence)
    if edition is None or record.rule not in record.evidence.dataset.alone.values():
        return {}
    return {"printed_alone": len(choices_of(record, edition))}


def _correction(record: Record, change: Cells) -> str:
    """Say why a figure was corrected, or which body comes before which."""
    if change["why"] == ORDER:
        first, second = (who(record, str(change[f"agency{e}"])) for e in ("", "_then"))
        return f"{first} comes before {second} in the order of choice"
    kinds = agency_kinds(record.evidence)
    then, now = (str(change[name]) for name in ("agency_then", "agency"))
    return REASONS.get(correction_of(str(change["why"]), then, now, kinds), "")


def _is_visible(change: Cells) -> bool:
    """Tell whether a sentence that rounds both figures would show the change."""
    if pd.isna(change["value"]):
        return True
    then, now = (amount(change[f"value{end}"], change["unit"]) for end in ("_then", ""))
    return then != now


def _figure(change: Cells, ending: str) -> dict[str, Any] | None:
    keys = ("value", "unit", "books", "provenance")
    if pd.isna(change[f"value{ending}"]):
        return None
    return {key: change[f"{key}{ending}"] for key in keys}


def _sources(change: Cells) -> tuple[str, ...]:
    cells = (change["source_then"], change["source"])
    return tuple(str(cell) for cell in cells if not pd.isna(cell))


def edition_table(records: Sequence[Record], cite: SourceList) -> Table:
    """List all that was printed otherwise, latest first, folded away."""
    changes = [(r, c) for r in records for c in changes_of(r).to_dict("records")]
    return _edition_table(changes, cite)


def _edition_table(changes: Sequence[tuple[Record, Cells]], cite: SourceList) -> Table:
    units = {record.unit for record, _ in changes}
    is_one = len(units) == 1
    rows = [_row(record, change, with_unit=not is_one) for record, change in changes]
    unit = units.pop() if is_one else ""
    printed, now = (header(name, unit) for name in ("#printed", "#now"))
    heads = ("year", "series", printed, "counted by then", now, "counted by", "why")
    frame = pd.DataFrame([change for _, change in changes])
    caption = "Figures printed before"
    return table(caption, heads, rows, cite, place="edition", folded=True, data=frame)


def _row(record: Record, change: Cells, *, with_unit: bool) -> Row:
    then, now = (
        _cells(record, change, ending, with_unit=with_unit) for ending in ("_then", "")
    )
    why = SENTENCES.text(
        "why_changed",
        why=change["why"],
        correction=_correction(record, change),
        then=_figure(change, "_then"),
        now=_figure(change, ""),
    )
    return Row(
        (str(change["year"]), capital(record.title), *then, *now, why), _sources(change)
    )


def _cells(
    record: Record, change: Cells, ending: str, *, with_unit: bool
) -> tuple[str, str]:
    """Write a figure, and who counted it for which reporter."""
    if pd.isna(change[f"value{ending}"]):
        return "none", ""
    agency = who(record, str(change[f"agency{ending}"]))
    side = reporter_name(change[f"books{ending}"])
    counter = agency if side in agency else f"{agency} ({side})"
    value, unit = change[f"value{ending}"], change["unit"]
    figure = amount(value, unit, DIGITS) if with_unit else significant(value, DIGITS)
    return figure, counter
