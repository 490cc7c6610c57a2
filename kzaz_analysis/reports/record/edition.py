"""What pages printed before: a line and a folded table, as far as a figure changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.display.grammar import reporter_name
from kzaz_analysis.display.numbers import amount, header, significant
from kzaz_analysis.display.sentences import Prose, Said, paragraph
from kzaz_analysis.display.tables import Row, Table, table
from kzaz_analysis.evidence.corrections.edition import changes_since, edition_of
from kzaz_analysis.evidence.schema.provenance import CORRECTIONS
from kzaz_analysis.reports.record.sentences import SENTENCES, subject, who

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from kzaz_analysis.display.citations import SourceList
    from kzaz_analysis.evidence.series import Record

    Cells = dict[Hashable, Any]


def changes_of(record: Record) -> pd.DataFrame:
    """List what the dataset's edition had otherwise; empty where it keeps none."""
    edition = edition_of(record.evidence)
    if edition is None:
        return pd.DataFrame(columns=["source_then"])
    return changes_since(record, edition).assign(day=edition.day)


def edition_sources(records: Iterable[Record]) -> list[str]:
    """Return the sources of what was printed before, and of what stands now."""
    changes = [c for r in records for c in changes_of(r).to_dict("records")]
    return [source for change in changes for source in _sources(change)]


def edition_words(records: Sequence[Record], cite: SourceList) -> Prose:
    """Say of each record what was printed before, what stands now, and why."""
    return paragraph([_line(record) for record in records], cite, "note")


def _line(record: Record) -> Said | None:
    changes = changes_of(record)
    if changes.empty:
        return None
    rows = changes.to_dict("records")
    newest = next(filter(_is_visible, rows), rows[0])
    return SENTENCES.say(
        "since_edition",
        *_sources(newest),
        count=len(changes),
        subject=subject(record),
        printed_on=newest["day"],
        year=newest["year"],
        then=_figure(newest, "_then"),
        now=_figure(newest, ""),
        why=newest["why"],
        correction=CORRECTIONS.get(newest["why"], ""),
    )


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
    rows = [_row(r, c) for r in records for c in changes_of(r).to_dict("records")]
    units = {record.unit for record in records}
    value = header("#printed", units.pop()) if len(units) == 1 else "#printed"
    heads = ("year", "series", value, "counted by then", "#now", "counted by", "why")
    return table(
        "Figures printed before", heads, rows, cite, place="edition", folded=True
    )


def _row(record: Record, change: Cells) -> Row:
    then, now = (_cells(record, change, ending) for ending in ("_then", ""))
    why = SENTENCES.text(
        "why_changed",
        why=change["why"],
        correction=CORRECTIONS.get(change["why"], ""),
        then=_figure(change, "_then"),
        now=_figure(change, ""),
    )
    return Row((str(change["year"]), record.title, *then, *now, why), _sources(change))


def _cells(record: Record, change: Cells, ending: str) -> tuple[str, str]:
    """Write a figure, and who counted it for which reporter."""
    if pd.isna(change[f"value{ending}"]):
        return "none", ""
    agency = who(record, str(change[f"agency{ending}"]))
    side = reporter_name(change[f"books{ending}"])
    counter = agency if side in agency else f"{agency} ({side})"
    return significant(change[f"value{ending}"], 5), counter
