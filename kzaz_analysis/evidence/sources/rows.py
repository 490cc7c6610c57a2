"""Rows of the tables from what was proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.evidence.files import definition, read_text
from kzaz_analysis.evidence.intake.append import NewRow
from kzaz_analysis.evidence.intake.complete import (
    complete,
    complete_all,
    next_ref,
)
from kzaz_analysis.evidence.schema.definitions import OWN_REF
from kzaz_analysis.evidence.sources import raw
from kzaz_analysis.evidence.sources.proposal import (
    FIGURE,
    NEW,
    REVISED,
    UNCHANGED,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kzaz_analysis.evidence.sources.fetch import Answer
    from kzaz_analysis.evidence.sources.proposal import SourceChanges
    from kzaz_analysis.evidence.sources.reading import SourceReading


def new_rows(
    proposed: Sequence[SourceChanges], folder: Path
) -> tuple[list[NewRow], dict[str, Answer]]:
    """Make a row of every new or revised figure, and of every source they rest on.

    Returns
    -------
    tuple of list of NewRow and dict of str to Answer
        The rows; and by name of their source the answers to keep.
    """
    agencies = set(read_text("agencies", folder)["agency"])
    taken = set(read_text("sources", folder)["source"])
    lists: list[NewRow] = []
    cells: dict[str, list[dict[str, str]]] = {name: [] for name in FIGURE}
    answers: dict[str, Answer] = {}
    for changes in proposed:
        changed = _with_other_parts(changes, folder)
        for place, reading in enumerate(changes.readings):
            figures = changed[changed["reading"] == place]
            if figures.empty:
                continue
            source = reading.answer.source
            if source.agency["agency"] not in agencies:
                agencies.add(source.agency["agency"])
                lists.append(NewRow("agencies", source.agency))
            entry = _source_row(reading, taken, folder)
            taken.add(entry.cells["source"])
            lists.append(entry)
            answers[entry.cells["source"]] = reading.answer
            shared = {"source": entry.cells["source"]}
            if changes.table == "observations":
                shared |= {"agency": source.agency["agency"]}
                shared |= {"provenance": "statistic"}
            columns = [c for c in definition(changes.table).names if c in figures]
            records = figures[columns].to_dict("records")
            cells[changes.table] += [{**shared, **_texts(row)} for row in records]
    return [*lists, *_figure_rows(cells, folder)], answers


def _with_other_parts(changes: SourceChanges, folder: Path) -> pd.DataFrame:
    """Return what changed, and what adds up to a total with it.

    A total is the sum of one edition: what the same answer says again of the other
    part is of the new edition, too.
    """
    changed = changes.of(NEW, REVISED)
    if changes.table != "observations":
        return changed
    totals = [set(parts.split(";")) for parts in read_text("series", folder)["parts"]]
    key = ["reading", "reporter", "period_start", "period_end"]
    beside = changes.of(UNCHANGED).merge(changed[[*key, "series"]], "inner", key)
    pairs = zip(beside["series_x"], beside["series_y"], strict=True)
    is_part = [any({*pair} <= parts for parts in totals) for pair in pairs]
    others = beside[is_part].rename(columns={"series_x": "series"})
    return pd.concat([changed, others.drop_duplicates([*key, "series"])])


def _texts(row: dict[object, object]) -> dict[str, str]:
    return {str(name): str(cell) for name, cell in row.items()}


def _figure_rows(cells: dict[str, list[dict[str, str]]], folder: Path) -> list[NewRow]:
    observations = complete_all("observations", cells["observations"], folder)
    empty = dict.fromkeys(definition("macro").names, "")
    number = int(next_ref(folder).removeprefix(OWN_REF)) + len(observations)
    macro = [
        {**empty, **row, "ref": f"{OWN_REF}{number + place:03d}"}
        for place, row in enumerate(cells["macro"])
    ]
    by_table = {"observations": observations, "macro": macro}
    return [NewRow(name, row) for name, rows in by_table.items() for row in rows]


def _source_row(reading: SourceReading, taken: set[str], folder: Path) -> NewRow:
    answer, source = reading.answer, reading.answer.source
    name = f"{source.name}-{reading.edition}-{reading.published_on}"
    mark = answer.sha256[:8] if name in taken else ""
    given = {
        "source": "-".join(filter(None, (name, mark))),
        "producer": source.producer,
        "publisher": source.publisher,
        "title": f"{reading.title}; answer of {answer.day} {mark}".strip(),
        "published_on": reading.published_on,
        "accessed_on": answer.day,
        "address": answer.address,
        "licence": source.licence,
        "kind": source.kind,
        "note": raw.note(answer),
    }
    return NewRow("sources", complete("sources", given, folder))
