"""Figures that earlier pages took as they stood and that are corrected now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.display.numbers import amount
from kzaz_analysis.display.sentences import Prose, paragraph
from kzaz_analysis.display.speech.vocabulary import vocabulary
from kzaz_analysis.display.tables import Row, Table, table
from kzaz_analysis.evidence.corrections.corrected import agency_kinds, corrected
from kzaz_analysis.evidence.corrections.edition import edition_of
from kzaz_analysis.evidence.schema.provenance import REASONS, correction_of
from kzaz_analysis.reports.audit.sentences import say

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from kzaz_analysis.display.citations import SourceList
    from kzaz_analysis.reports.audit.study import AuditStudy

    Cells = dict[Hashable, Any]

DIGITS = 5
"""Digits of figures in the table."""


def corrections(study: AuditStudy) -> pd.DataFrame:
    """List the corrected figures within what was asked for, latest period first.

    Returns
    -------
    pandas.DataFrame
        As `corrected` has them, with ``sources``: who printed the figure, and where
        those come from that stand now; ``now``: their sum, None without any;
        ``reason``: code of `REASONS`.
    """
    rows = corrected(study.evidence)
    kinds = agency_kinds(study.evidence)
    listed = rows.assign(
        sources=_column(rows, _origins),
        now=_column(rows, _sum_of_successors),
        reason=_column(rows, lambda row: _reason(row, kinds)),
    )
    if study.series:
        listed = listed[listed["series"] == study.series]
    if study.source:
        takes_part = listed["sources"].map(lambda sources: study.source in sources)
        listed = listed[takes_part.astype(bool)]
    order = ["period_end", "series"]
    return listed.sort_values(order, ascending=[False, True], kind="stable")


def _column(rows: pd.DataFrame, cell: Callable[[Cells], object]) -> pd.Series[Any]:
    cells = [cell(row) for row in rows.to_dict("records")]
    return pd.Series(cells, index=rows.index, dtype=object)


def _origins(row: Cells) -> tuple[str, ...]:
    later = (str(successor["source"]) for successor in row["successors"])
    return tuple(dict.fromkeys((str(row["source"]), *later)))


def _reason(row: Cells, kinds: Mapping[str, str]) -> str:
    agency = str(row["agency"])
    later = {str(successor["agency"]) for successor in row["successors"]} or {agency}
    codes = {correction_of(str(row["status"]), agency, name, kinds) for name in later}
    return min(codes, key=[*REASONS].index)


def _figures(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep each figure once, however many print it, with the first of its reasons."""
    order = rows["reason"].map([*REASONS].index)
    ranked = rows.assign(order=order).sort_values("order", kind="stable")
    return ranked.drop_duplicates(["series", "period_start", "period_end", "value"])


def _sum_of_successors(row: Cells) -> float | None:
    """Add up both directions; None where no successor is named."""
    figures = [float(successor["value"]) for successor in row["successors"]]
    return round(sum(figures), 6) if figures else None


def correction_sources(study: AuditStudy) -> list[str]:
    """Return the sources of what was printed, and of what stands now."""
    return [source for sources in corrections(study)["sources"] for source in sources]


def correction_words(study: AuditStudy, cite: SourceList) -> Prose:
    """Say how many figures are corrected now, why, and what the latest one is.

    A figure that several print is one.
    """
    rows = corrections(study)
    if rows.empty:
        return paragraph([], cite, "note")
    figures = _figures(rows)
    number_of = figures["reason"].value_counts()
    counts = [
        {"count": int(number_of[code]), "status": code}
        for code in REASONS
        if code in number_of
    ]
    edition, shown = edition_of(study.evidence), _latest_visible(rows)
    sentence = say(
        "corrected",
        *(shown["sources"] if shown else ()),
        total=len(figures),
        printed=len(rows),
        counts=counts,
        latest=_operands(study, shown) if shown else None,
        printed_on=edition.day if edition else "",
    )
    return paragraph([sentence], cite, "note")


def _latest_visible(rows: pd.DataFrame) -> Cells | None:
    """Take the latest correction that shows in figures of three digits."""
    for row in rows.to_dict("records"):
        unit, now = str(row["unit"]), row["now"]
        if now is None or amount(now, unit) != amount(row["value"], unit):
            return row
    return None


def _operands(study: AuditStudy, row: Cells) -> dict[str, Any]:
    return {
        "year": int(row["period_end"].year),
        "subject": vocabulary().in_sentence(study.titles[str(row["series"])]),
        "then": float(row["value"]),
        "now": row["now"],
        "unit": str(row["unit"]),
    }


def correction_table(study: AuditStudy, cite: SourceList) -> Table:
    """List each corrected figure beside what stands now, folded away."""
    frame = corrections(study)
    rows = [_row(study, row) for row in frame.to_dict("records")]
    heads = ("year", "series", "#printed", "by", "#now", "why")
    caption = "Figures printed before"
    return table(
        caption, heads, rows, cite, place="corrections", folded=True, data=frame
    )


def _why(row: Cells) -> str:
    """Say why a figure no longer stands; what replaced it, the remark does not say."""
    note, reason = str(row["note"]).rstrip("."), REASONS[str(row["reason"])]
    if str(row["status"]) != "superseded":
        return note or reason
    return f"{reason} ({note})" if note else reason


def _row(study: AuditStudy, row: Cells) -> Row:
    unit, now = str(row["unit"]), row["now"]
    cells = (
        str(row["period_end"].year),
        study.titles[str(row["series"])],
        amount(row["value"], unit, DIGITS),
        study.agencies.get(str(row["agency"]), str(row["agency"])),
        "none" if now is None else amount(now, unit, DIGITS),
        _why(row),
    )
    return Row(cells, row["sources"])
