"""The scorecard report: every promise and milestone of the record on one page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kzaz_analysis.display.citations import SourceList, source_list
from kzaz_analysis.display.exports.shown_page import ShownPage
from kzaz_analysis.display.numbers import amount
from kzaz_analysis.display.results import Result, Results
from kzaz_analysis.display.sentences import Prose, paragraph, said
from kzaz_analysis.reports.scorecard import milestone_tables as works
from kzaz_analysis.reports.scorecard import sentences as words
from kzaz_analysis.reports.scorecard import tables
from kzaz_analysis.reports.scorecard.status_chart import scorecard_chart

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.display.charts.chart import Chart
    from kzaz_analysis.display.citations import SourceRows
    from kzaz_analysis.display.tables import Table
    from kzaz_analysis.reports.scorecard.study import ScorecardStudy
    from kzaz_analysis.reports.scorecard.tables import Stack

BARS = 8
"""Targets in the picture."""

LIMITS = (
    "A target is judged by the figures of one rule, an association's by its own count; "
    "another reporter's may lead to another verdict",
    "The share reached says how far a level is, not how much work is left",
    "That no figure is reported does not say that nothing was done",
    "Two statements under one name may count different things; each is judged by its "
    "own series",
    "A finished first stage does not count as the whole, and a disputed opening does "
    "not count at all",
    "Statements without a known day of publication are judged by the latest figure "
    "alone where no term was named",
)


@dataclass(frozen=True, slots=True)
class ScorecardPage(ShownPage):
    """What the scorecard shows, ready to be shown one by one.

    Attributes
    ----------
    study : ScorecardStudy
        The numbers.
    sources : callable
        Returns the rows of the sources table for some ids.
    cite : SourceList
        Sources of the page, numbered in the order of use.
    """

    study: ScorecardStudy
    sources: SourceRows = field(repr=False)
    cite: SourceList = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # Tables are built twice: once to learn which sources they show, in which
        # order, and once with the numbers that the sources then have.
        blank = SourceList(())
        places = {
            shown.place: [source for row in shown.rows for source in row.sources]
            for shown in self._tables(blank)
        }
        object.__setattr__(self, "cite", source_list(self.sources, places))

    def _tables(self, cite: SourceList) -> list[Table]:
        study = self.study
        return [
            tables.leading_table(study, cite),
            tables.progress_table(study, cite),
            tables.slippage_table(study, cite),
            *tables.statement_tables(study, cite).tables,
            works.milestone_table(study, cite),
            works.figures_table(study, cite),
            works.ports_table(study, cite),
            tables.disputed_table(study, cite),
        ]

    @property
    def kicker(self) -> str:
        """What and whom the page is about."""
        about = self.study.promises["title"].iloc[0] if self.study.series else ""
        subject = words.inside(about) if about else "targets and milestones"
        return f"Scorecard · {subject}"

    @property
    def title(self) -> str:
        """The finding."""
        return words.finding(self.study)

    @property
    def answer(self) -> Prose:
        """The answer in two or three sentences, and what it rests on."""
        line = words.judged_line(self.study)
        return paragraph(words.answer_sentences(self.study), self.cite, "answer", line)

    @property
    def leading_table(self) -> Table:
        """The promise stated most often in each system."""
        return tables.leading_table(self.study, self.cite)

    @property
    def reached_chart(self) -> Chart | Prose:
        """Share reached of the promises stated most often, one a series."""
        promises = self.study.promises
        with_share = promises[promises["share_pct"].notna()].sort_values(
            ["occasions", "promise"], ascending=[False, True]
        )
        if with_share.empty:
            return paragraph([said("No target can be measured")], None, "note")
        top = (
            with_share.drop_duplicates("series")
            .head(BARS)
            .sort_values(["share_pct", "promise"])
        )
        labels = [words.promise_text(row) for row in top.to_dict("records")]
        return scorecard_chart(top.assign(label=labels))

    @property
    def rule(self) -> Prose:
        """The rule by which every statement is judged."""
        return paragraph([said(line) for line in self.study.rule], None, "list")

    @property
    def covered(self) -> Prose:
        """How much of the record the page covers."""
        return paragraph(words.covered(self.study), self.cite)

    @property
    def statement_tables(self) -> Stack:
        """Every statement, one table a system."""
        return tables.statement_tables(self.study, self.cite)

    @property
    def progress_table(self) -> Table:
        """Progress of statements whose date is ahead."""
        return tables.progress_table(self.study, self.cite)

    @property
    def slippage_table(self) -> Table:
        """Dates that were moved."""
        return tables.slippage_table(self.study, self.cite)

    @property
    def disputed_words(self) -> Prose:
        """Where the rule and the table of promises disagree."""
        form = "note" if words.disputed(self.study).empty else "conflict"
        return paragraph(words.disputed_words(self.study), self.cite, form)

    @property
    def disputed_table(self) -> Table:
        """Statements that rule and table judge differently."""
        return tables.disputed_table(self.study, self.cite)

    @property
    def milestone_words(self) -> Prose:
        """What milestones show about planned and actual dates."""
        return paragraph(words.milestone_words(self.study), self.cite)

    @property
    def milestone_table(self) -> Table:
        """Every milestone with planned and actual dates."""
        return works.milestone_table(self.study, self.cite)

    @property
    def figures_table(self) -> Table:
        """Latest figures of investment, agreements and flights."""
        return works.figures_table(self.study, self.cite)

    @property
    def ports_table(self) -> Table:
        """Throughput of ports beside their capacity."""
        return works.ports_table(self.study, self.cite)

    @property
    def limits(self) -> Prose:
        """What cannot be said."""
        return paragraph([said(point) for point in LIMITS], None, "list")

    @property
    def results(self) -> Results:
        """The headline numbers as data."""
        return Results(
            title=self.title,
            kicker=self.kicker,
            answer=self.answer.text,
            as_of=self.study.as_of,
            results=tuple(self._results()),
            cite=self.cite,
            reads=self.study.evidence.all_reads,
            sentences=self.written,
        )

    def _results(self) -> list[Result]:
        leading = self.study.leading
        chosen = leading if len(leading) else self.study.promises
        ordered = chosen.sort_values(["occasions", "promise"], ascending=[False, True])
        with_share = ordered[ordered["share_pct"].notna()].to_dict("records")
        counted = words.counts(self.study).items()
        return [*(_count(name, n) for name, n in counted), *map(_figure, with_share)]


def _figure(row: Mapping[Any, Any]) -> Result:
    return Result(
        name=f"latest_{row['promise']}",
        label=f"{row['title']}, {row['latest_period']}",
        value=float(row["latest_value"]),
        unit=str(row["series_unit"]),
        period=str(row["latest_period"]),
        sources=tables.sources_of(row),
        shown=amount(row["latest_value"], row["series_unit"]),
    )


def _count(status: str, number: int) -> Result:
    name = "_".join(re.findall(r"\w+", status))
    return Result(
        name=f"promises_{name}",
        label=f"Targets: {status}",
        value=float(number),
        unit="count",
        shown=str(number),
    )
