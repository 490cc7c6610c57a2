"""Tables of the scorecard."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.display.exports.exportable import BesidePicture
from kzaz_analysis.display.grammar import day
from kzaz_analysis.display.numbers import share_number, significant
from kzaz_analysis.display.tables import Row, Table, table
from kzaz_analysis.reports.scorecard import sentences as words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.display.citations import SourceList
    from kzaz_analysis.reports.scorecard.study import ScorecardStudy

    Cells = Mapping[Any, Any]


@dataclass(frozen=True, slots=True)
class Stack(BesidePicture):
    """Tables below one another, shown by one cell.

    Attributes
    ----------
    tables : tuple of Table
        From top to bottom.
    """

    tables: tuple[Table, ...]

    def __bool__(self) -> bool:
        return any(self.tables)

    def __repr__(self) -> str:
        return "\n\n".join(repr(shown) for shown in self.tables if shown)

    @property
    def frame(self) -> pd.DataFrame:
        """The numbers of all tables, below one another, by their captions."""
        frames = [t.frame.assign(table=t.caption) for t in self.tables if t]
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()

    @property
    def heading(self) -> str:
        """The captions."""
        return "; ".join(self.sentences)

    @property
    def origins(self) -> tuple[str, ...]:
        """The sources of all tables."""
        return tuple(dict.fromkeys(o for t in self.tables for o in t.origins))

    @property
    def sentences(self) -> tuple[str, ...]:
        """What each table shows, in words."""
        return tuple(t.caption for t in self.tables if t)

    def placed(self, name: str, page: Any) -> Stack:
        """Return the tables as parts of a page that calls them by a name."""
        return Stack(tuple(shown.placed(name, page) for shown in self.tables))

    def _ipython_display_(self) -> None:
        """Show each table by itself, with its files."""
        display: Any = import_module("IPython.display").display
        for shown in self.tables:
            if shown:
                display(shown)

    def _repr_html_(self) -> str:
        return "".join(shown._repr_html_() for shown in self.tables)


def sources_of(row: Cells) -> tuple[str, ...]:
    """Return the sources of a statement and of the latest figure beside it."""
    both = (str(row[name]) for name in ("source", "latest_source", "later_source"))
    return tuple(dict.fromkeys(source for source in both if source))


def leading_table(study: ScorecardStudy, cite: SourceList) -> Table:
    """Show the target stated most often in each system, furthest first."""
    rows = [
        Row(
            (
                words.target_text(r),
                words.standing(study, r),
                words.latest_share(r) or "none",
                str(r["occasions"]),
                str(r["family_occasions"]),
                _months(r["slip_years"]),
            ),
            (*sources_of(r), *words.missed_dates(study, r)["source"]),
        )
        for r in study.leading.to_dict("records")
    ]
    heads: tuple[str, ...] = ("target", "by when: status", "latest figure")
    heads += ("#occasions", "#with its parts")
    heads += ("#date moved since the first, months",)
    caption = (
        "Of each system with a target set on more than one occasion, that set on most, "
        "its parts counted with it; publications within a week are one occasion"
    )
    return table(
        caption,
        heads,
        rows,
        cite,
        place="leading",
        data=study.leading.drop(columns="missed_before"),
    )


def statement_tables(study: ScorecardStudy, cite: SourceList) -> Stack:
    """Every statement, one table a system, its targets furthest from them first."""
    order = {name: n for n, name in enumerate(study.targets["promise"])}
    ranked = study.statements.assign(rank=study.statements["promise"].map(order))
    ranked = ranked.sort_values(
        ["system", "rank", "published_on", "id"], ascending=[True, True, False, True]
    )
    return Stack(
        tuple(
            _system_table(str(system), mine, study, cite)
            for system, mine in ranked.groupby("system", sort=True)
        )
    )


def _system_table(
    system: str, mine: pd.DataFrame, study: ScorecardStudy, cite: SourceList
) -> Table:
    rows = [
        Row(
            (
                f"{words.target_text(r)} ({r['counted']})"
                if r["counted"]
                else words.target_text(r),
                words.speaker(r, study.agencies),
                words.latest_share(r),
                _judged(r, is_of_today=not study.as_of),
            ),
            sources_of(r),
        )
        for r in mine.to_dict("records")
    ]
    heads: tuple[str, ...] = ("target (what is counted)", "who, published")
    judged = "by when: status by the rule"
    heads += ("latest figure", judged if study.as_of else f"{judged}{BESIDE}")
    caption = f"{system.capitalize()}: every statement"
    return table(
        caption, heads, rows, cite, place=f"system {system}", folded=True, data=mine
    )


BESIDE = " (in the table); remark"


def _judged(row: Cells, *, is_of_today: bool) -> str:
    # Three short columns more would push the table off a page of normal width.
    if not is_of_today:
        # Status and remark of the table may tell what came later.
        return words.due_and(row, words.target_status(row))
    remark = str(row["note"]).rstrip(".")
    status = words.due_and(row, f"{words.target_status(row)} ({row['status']})")
    return f"{status}; {remark}" if remark else status


def progress_table(study: ScorecardStudy, cite: SourceList) -> Table:
    """Progress of statements whose date is ahead, least first."""
    measured = words.ahead_of(study)
    merged: dict[tuple[str, ...], list[str]] = {}
    firsts: dict[tuple[str, ...], Cells] = {}
    for r in measured.sort_values(["ratio", "id"]).to_dict("records"):
        cells = (
            words.target_text(r),
            words.due_and(r, words.verdict(r)),
            words.chance(r),
            words.share(r),
            _measure(r["ratio"]),
            str(r["band"]),
            "" if pd.isna(r["progress_pct"]) else share_number(r["progress_pct"]),
        )
        merged.setdefault(cells, []).extend(sources_of(r))
        firsts.setdefault(cells, r)
    rows = [Row(cells, tuple(dict.fromkeys(used))) for cells, used in merged.items()]
    frame = pd.DataFrame(list(firsts.values()), columns=measured.columns)
    heads: tuple[str, ...] = ("target", "by when: status", "#forecast probability, %")
    heads += ("#reached, %", "#actual to required growth", "band (Eurostat)")
    heads += ("#way still to go at the date, % (ESCAP)",)
    caption = "Progress of targets with a date ahead"
    return table(caption, heads, rows, cite, place="progress", folded=True, data=frame)


def _measure(value: float) -> str:
    return "" if pd.isna(value) else significant(value, 2)


def slippage_table(study: ScorecardStudy, cite: SourceList) -> Table:
    """Dates that were moved, the furthest first."""
    slips = study.slippage[study.slippage["total_slip_years"].notna()]
    last_slip = slips.groupby("thing", sort=False).tail(1)
    moved = last_slip[last_slip["total_slip_years"] != 0].sort_values(
        ["total_slip_years", "promise"], ascending=[False, True]
    )
    rows = []
    for r in moved.to_dict("records"):
        same = words.statements_of(study, r)
        same = same[same["deadline_end"].notna()]
        first_deadline = r["deadline"] - pd.DateOffset(
            months=round(12 * r["total_slip_years"])
        )
        cells = (
            words.target_text(same.loc[r["id"]].to_dict()),
            str(r["counted"]),
            day(f"{first_deadline:%Y-%m}"),
            day(f"{r['deadline']:%Y-%m}"),
            _months(r["total_slip_years"]),
        )
        rows.append(Row(cells, tuple(dict.fromkeys(same["source"]))))
    heads: tuple[str, ...] = (
        "target",
        "what is counted",
        "first date",
        "last date",
        "#moved, months",
    )
    caption = "Dates that were moved"
    return table(caption, heads, rows, cite, place="slippage", folded=True, data=moved)


def disputed_table(study: ScorecardStudy, cite: SourceList) -> Table:
    """Statements on which the rule and the table of targets disagree."""
    rows = [
        Row(
            (
                words.target_text(r),
                words.due(r),
                words.latest(r),
                words.target_status(r),
                str(r["status"]),
                str(r["note"]).rstrip("."),
            ),
            sources_of(r),
        )
        for r in words.disputed(study).to_dict("records")
    ]
    heads: tuple[str, ...] = (
        "target",
        "by when",
        "latest figure",
        "status by the rule",
    )
    heads += ("in the table", "remark")
    caption = "Statements that rule and table judge differently"
    return table(
        caption,
        heads,
        rows,
        cite,
        place="disputed",
        folded=True,
        data=words.disputed(study),
    )


def _months(years: object) -> str:
    if years is None or pd.isna(years):  # type: ignore[call-overload]
        return ""
    return str(round(12 * float(str(years))))
