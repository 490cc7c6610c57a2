"""The target-gap report: every table, chart and sentence of one gap study."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.display import gap_words as words
from kzaz_analysis.display import record_view as view
from kzaz_analysis.display.charts.paths import required_paths_chart
from kzaz_analysis.display.charts.probability import probability_chart
from kzaz_analysis.display.charts.spark import sparkline
from kzaz_analysis.display.citing import SourceList, source_list
from kzaz_analysis.display.growth_page import (
    latest_result,
    record_picture,
    with_sources,
)
from kzaz_analysis.display.handover import Result, Results
from kzaz_analysis.display.numbers import (
    amount,
    header,
    percent_number,
    rate,
    significant,
)
from kzaz_analysis.display.tables import Row, Table, table
from kzaz_analysis.display.text import Prose, paragraph
from kzaz_analysis.display.words import day

if TYPE_CHECKING:
    from kzaz_analysis.display.charts.chart import Chart
    from kzaz_analysis.evidence.series import Record
    from kzaz_analysis.studies.gap import GapStudy

READ = ("observations", "targets", "series", "sources", "agencies", "units")
"""Data tables that the page rests on."""


@dataclass(frozen=True, slots=True)
class GapPage:
    """What the target-gap report shows, ready to be shown one by one.

    Attributes
    ----------
    study : GapStudy
        The numbers.
    sources : pandas.DataFrame
        The sources table.
    cite : SourceList
        Sources of the page, numbered in the order of use.
    """

    study: GapStudy
    sources: pd.DataFrame = field(repr=False)
    cite: SourceList = field(init=False, repr=False)

    def __post_init__(self) -> None:
        record, promise = self.record, self.study.promise
        placed = [
            record.annual["source"],
            promise.statements["source"],
            view.conflicting(record)["source"],
            self.study.sides["source"],
        ]
        uses = [*placed, record.partial["source"]]
        anchored = {source for group in placed for source in group}
        object.__setattr__(self, "cite", source_list(self.sources, uses, anchored))

    @property
    def record(self) -> Record:
        """The series the promise is about."""
        return self.study.record

    @property
    def kicker(self) -> str:
        """What and whom the page is about."""
        return f"Target gap · {view.subject(self.record)}"

    @property
    def title(self) -> str:
        """The finding."""
        return words.finding(self.study)

    @property
    def answer(self) -> Prose:
        """The answer in two or three sentences, and what it rests on."""
        line = view.as_of_line(self.record, self._basis)
        return paragraph(words.answer_sentences(self.study), self.cite, "answer", line)

    @property
    def record_chart(self) -> Chart | Prose:
        """The record, and the level promised as a line."""
        return record_picture(
            self.record,
            self.cite,
            self._basis,
            target=self.study.promise.value,
            target_label="promised",
        )

    @property
    def record_words(self) -> Prose:
        """What is on record."""
        return view.record_words(self.record, self.cite)

    @property
    def record_table(self) -> Table:
        """The chosen figures with their sources."""
        return view.record_table(self.record, self.cite)

    @property
    def promise_words(self) -> Prose:
        """How often, by whom and for when it was promised."""
        return paragraph(words.promise_words(self.study), self.cite)

    @property
    def promise_table(self) -> Table:
        """Every statement of the promise, newest first."""
        ordered = self.study.promise.statements.sort_values(
            ["announced", "id"], ascending=False
        )
        rows = [
            Row(
                (
                    day(r["announced"]) or "no date shown",
                    r["announced_by"].replace("_", " ")
                    if r["announced_by"] not in self.record.agencies
                    else self.record.agencies[r["announced_by"]],
                    amount(r["value"], r["unit"])
                    if pd.notna(r["value"]) and r["unit"]
                    else "",
                    r["counted"],
                    f"{r['deadline_end']:%Y}"
                    if pd.notna(r["deadline_end"])
                    else "none",
                    r["status"],
                ),
                (r["source"],),
            )
            for r in ordered.to_dict("records")
        ]
        heads = (
            "published",
            "said by",
            "level",
            "what is counted",
            "deadline",
            "status",
        )
        return table("Statements of the promise", heads, rows, self.cite, anchors=True)

    @property
    def required_words(self) -> Prose:
        """What growth the deadlines require."""
        return paragraph(words.required_words(self.study), self.cite)

    @property
    def required_table(self) -> Table:
        """Required growth and increment by deadline, beside the pace."""
        if not self.study.gap:
            return table("Growth that each deadline requires", (), ())
        progress = self.study.progress.set_index("deadline")
        rows = [
            Row(
                (
                    f"{r['deadline']}",
                    "asked here" if r["deadline"] in self.study.asked else "promised",
                    percent_number(r["required_growth_pct"])
                    if r["reason"] == ""
                    else "",
                    significant(r["required_increment"], 3)
                    if r["reason"] == ""
                    else "",
                    _number(progress["ratio"].get(r["deadline"])),
                    progress["band"].get(r["deadline"], "")
                    if r["reason"] == ""
                    else r["reason"],
                )
            )
            for r in self.study.deadlines.to_dict("records")
        ]
        unit = self.study.promise.unit
        heads = (
            "deadline",
            "whose",
            "#required growth, % a year",
            header("#required increment a year", unit),
            "#actual to required rate",
            "band (Eurostat) or reason",
        )
        return table("Growth that each deadline requires", heads, rows)

    @property
    def required_chart(self) -> Chart | Prose:
        """The record and the paths that lead to the level on time."""
        gap, study = self.study.gap, self.study
        if not gap or gap.is_met or self._paths.empty:  # type: ignore[union-attr]
            return paragraph([])
        picture = required_paths_chart(
            self.record.annual,
            unit=self.record.unit,
            label=view.subject(self.record),
            target=study.promise.value,
            target_label="promised",
            paths=self._paths,
        )
        return with_sources(picture, self.record, self.cite)

    @property
    def reach_words(self) -> Prose:
        """When the level is reached at which rate."""
        return paragraph(words.reach_words(self.study), self.cite)

    @property
    def reach_table(self) -> Table:
        """Year of arrival for the observed pace and for named rates."""
        rows = [
            Row(
                (
                    r["rate"],
                    percent_number(r["rate_pct"]),
                    _number(r["years"]),
                    str(r["arrival_year"])
                    if pd.notna(r["arrival_year"])
                    else r["reason"],
                )
            )
            for r in self.study.reach.to_dict("records")
        ]
        heads = (
            "rate",
            "#growth, % a year",
            "#years from the last figure",
            "year reached",
        )
        return table("When the level is reached at a constant rate", heads, rows)

    @property
    def chance_words(self) -> Prose:
        """The chance of the level by year."""
        return paragraph(words.chance_words(self.study), self.cite)

    @property
    def chance_chart(self) -> Chart | Prose:
        """Chance by year beside the benchmark's."""
        chances = getattr(self.study.projection, "probability", None)
        if chances is None or not self.study.gap or self.study.gap.is_met:  # type: ignore[union-attr]
            return paragraph([])
        return probability_chart(
            chances,
            label=f"{view.subject(self.record)} reaching {words.goal(self.study)}",
        )

    @property
    def sides_words(self) -> Prose:
        """The gap on either country's books."""
        return paragraph(words.sides_words(self.study), self.cite)

    @property
    def sides_table(self) -> Table:
        """Last whole year on either country's books and what is missing."""
        rows = [
            Row(
                (
                    r["books"],
                    str(r["year"]),
                    significant(r["value"], 4),
                    significant(r["gap"], 4),
                ),
                (r["source"],),
            )
            for r in self.study.sides.to_dict("records")
        ]
        unit = self.study.promise.unit
        heads = ("books", "last year", header("#value", unit), header("#missing", unit))
        return table(
            "The gap on either country's books", heads, rows, self.cite, anchors=True
        )

    @property
    def conflict_words(self) -> Prose:
        """Where sources disagree on this page's numbers."""
        return view.conflict_words(self.record, self.cite)

    @property
    def conflict_table(self) -> Table:
        """Figures for the same year that disagree."""
        return view.conflict_table(self.record, self.cite)

    @property
    def limits(self) -> Prose:
        """What cannot be said."""
        return view.limits(
            self.record,
            (
                "A promise is measured by the figure of one rule; the table of both books shows how much that matters",
            ),
        )

    @property
    def results(self) -> Results:
        """The headline numbers as data."""
        return Results(
            title=self.title,
            kicker=self.kicker,
            answer=self.answer.text,
            as_of=self.record.as_of,
            results=tuple(self._results()),
            tables=READ,
            cite=self.cite,
            sparkline=sparkline(
                self.record.annual,
                series=self.record.name,
                target=self.study.promise.value,
            )
            if len(self.record.annual) > 1
            else "",
        )

    def _results(self) -> list[Result]:
        gap, unit = self.study.gap, self.study.promise.unit
        if not gap:
            return []
        bounds = gap.gap_interval  # type: ignore[union-attr]
        share = gap.share_interval_pct  # type: ignore[union-attr]
        year, sources = str(gap.latest_year), tuple(self.record.source_ids[-1:])  # type: ignore[union-attr]
        found = [
            latest_result(self.record),
            Result(
                "gap",
                f"Missing to {words.goal(self.study)}",
                gap.gap,
                unit,
                bounds.low,
                bounds.high,
                year,
                sources,
                amount(gap.gap, unit),
            ),  # type: ignore[union-attr]
            Result(
                "share_reached",
                f"Share of {words.goal(self.study)} reached",
                gap.share_reached_pct,
                "percent",
                share.low,
                share.high,
                year,
                sources,
                f"{significant(gap.share_reached_pct, 3)} %",
            ),  # type: ignore[union-attr]
        ]
        known = self.study.deadlines[self.study.deadlines["reason"] == ""]
        for r in known.to_dict("records"):
            found.append(
                Result(
                    f"required_growth_{r['deadline']}",
                    f"Growth required for {r['deadline']}",
                    r["required_growth_pct"],
                    "percent_per_year",
                    r["low_pct"],
                    r["high_pct"],
                    f"{year} to {r['deadline']}",
                    sources,
                    rate(r["required_growth_pct"], int(r["years_left"])),
                )
            )
        return found

    @property
    def _basis(self) -> str:
        return "current prices" if "USD" in self.record.unit else ""

    @property
    def _paths(self) -> pd.DataFrame:
        return self.study.paths


def _number(value: object) -> str:
    return "" if value is None or pd.isna(value) else significant(float(str(value)), 3)  # type: ignore[call-overload]
