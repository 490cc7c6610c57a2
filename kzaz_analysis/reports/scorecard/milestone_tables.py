"""Tables of milestones, and of figures that have no page of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.display.grammar import day, reporter_name
from kzaz_analysis.display.numbers import amount, least_amount, significant
from kzaz_analysis.display.tables import Row, Table, table
from kzaz_analysis.reports.record.period_names import period_words
from kzaz_analysis.reports.record.sentences import hedged_amount

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.display.citations import SourceList
    from kzaz_analysis.reports.scorecard.study import ScorecardStudy

    Cells = Mapping[Any, Any]


def milestone_table(study: ScorecardStudy, cite: SourceList) -> Table:
    """Every milestone, those that can be held against a date first."""
    works = study.milestones
    has_delay = works["slip_days"].notna() | works["overdue_days"].notna()
    ordered = pd.concat([works[has_delay], works[~has_delay]])
    rows = [
        Row(
            (
                f"{r['title']}: {r['event'].replace('_', ' ')}",
                _planned(r),
                _span(r["actual_start"], r["actual_end"]),
                _slip(r),
                str(r["status"]),
                str(r["note"]).rstrip("."),
            ),
            (str(r["source"]),),
        )
        for r in ordered.to_dict("records")
    ]
    heads: tuple[str, ...] = (
        "milestone",
        "planned, or target",
        "actual",
        "#days late",
    )
    heads += ("status in the table", "remark")
    return table(
        "Every milestone",
        heads,
        rows,
        cite,
        place="milestones",
        folded=True,
        data=ordered,
    )


def figures_table(study: ScorecardStudy, cite: SourceList) -> Table:
    """Latest figures of investment, agreements and flights."""
    rows = [
        Row(
            (
                str(r["title"]),
                hedged_amount(r["value"], r["most"], r["unit"], r["qualifier"]),
                _period(r["period"]),
                reporter_name(r["books"]) if r["books"] else "not named",
            ),
            (str(r["source"]),),
        )
        for r in study.figures.to_dict("records")
    ]
    heads: tuple[str, ...] = ("what", "latest figure", "period", "reporter")
    caption = "Investment, agreements and flights: latest figures"
    return table(
        caption, heads, rows, cite, place="figures", folded=True, data=study.figures
    )


def ports_table(study: ScorecardStudy, cite: SourceList) -> Table:
    """Throughput of ports beside their capacity."""
    rows = [
        Row(
            (
                str(r["title"]),
                f"{_handled(r)}, {period_words(r['period'])}",
                f"{_capacity(r)}, {_period(r['capacity_period'])}",
                ""
                if pd.isna(r["used_pct"])
                else _least(r) + significant(r["used_pct"], 2),
            ),
            (str(r["source"]), str(r["capacity_source"])),
        )
        for r in study.ports.to_dict("records")
    ]
    heads: tuple[str, ...] = (
        "what passes",
        "latest year, or most of it",
        "capacity",
        "#used, %",
    )
    return table(
        "Ports against capacity",
        heads,
        rows,
        cite,
        place="port use",
        folded=True,
        data=study.ports,
    )


def _capacity(row: Cells) -> str:
    level = (row["capacity"], None, row["unit"])
    return hedged_amount(*level, row["capacity_qualifier"])


def _handled(row: Cells) -> str:
    level = row["value"], row["unit"]
    return f"at least {least_amount(*level)}" if row["is_floor"] else amount(*level)


def _least(row: Cells) -> str:
    """Say that a year had at least what most of it had."""
    return "at least " if row["is_floor"] else ""


def _period(text: str) -> str:
    return " to ".join(day(part) for part in text.split(" to "))


def _planned(row: Cells) -> str:
    if pd.notna(row["planned_end"]):
        return _span(row["planned_start"], row["planned_end"])
    if pd.notna(row["promised"]):
        return f"target {day(str(row['promised']))}"
    return ""


def _slip(row: Cells) -> str:
    if pd.notna(row["slip_days"]):
        return significant(float(row["slip_days"]), 4)
    if pd.notna(row["overdue_days"]):
        return f"{int(row['overdue_days'])} and not reported"
    return ""


def _span(start: pd.Timestamp, end: pd.Timestamp) -> str:
    if pd.isna(end):
        return "" if pd.isna(start) else f"from {day(str(start))}"
    if pd.isna(start):
        return f"by {day(str(end))}"
    if start == end:
        return day(str(end))
    whole = (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)
    if whole:
        return (
            str(end.year) if start.year == end.year else f"{start.year} to {end.year}"
        )
    if (start.year, start.month) == (end.year, end.month):
        return day(f"{end:%Y-%m}")
    return f"{day(str(start))} to {day(str(end))}"
