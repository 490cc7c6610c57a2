"""The scorecard report: every target and milestone of the record on one page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kzaz_analysis.display.citations import SourceList
from kzaz_analysis.display.exports.sections import laid_out, written
from kzaz_analysis.display.results import Result
from kzaz_analysis.display.sentences import Prose, SourcedSentence, paragraph, sourced
from kzaz_analysis.reports.record.edition import (
    latest_edition_sources,
    latest_edition_table,
    latest_edition_words,
)
from kzaz_analysis.reports.record.page import ReportPage
from kzaz_analysis.reports.scorecard import milestone_tables as works
from kzaz_analysis.reports.scorecard import sentences as words
from kzaz_analysis.reports.scorecard import tables
from kzaz_analysis.reports.scorecard.status_chart import scorecard_chart
from kzaz_analysis.reports.scorecard.study import ScorecardStudy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kzaz_analysis.display.charts.chart import Chart
    from kzaz_analysis.display.tables import Table

BARS = 8
"""Targets in the picture."""

LIMITS = (
    "A target is judged by the figures of one rule, an association's by its own count; "
    "another reporter's may lead to another verdict",
    "The share reached says how far a level is, not how much work is left",
    "That no figure is reported does not say that nothing was done",
    "What the table of targets gives as one target counts once, plans for several "
    "years too, by the date that stands for it: the next one ahead, else the last that "
    "has passed, of a work the one set last; a date missed before changes no count. "
    "Plans for single years that the table gives as several targets count as several, "
    "also where the same level was planned again",
    "Two statements under one name may count different things; each is judged by its "
    "own series",
    "A finished first stage does not count as the whole, and a disputed opening does "
    "not count at all",
    "Statements without a known day of publication are judged by the latest figure "
    "alone where no term was named",
)


class ScorecardPage(ReportPage[ScorecardStudy]):
    """What the scorecard shows, ready to be shown one by one."""

    def _places(self) -> dict[str, Iterable[str]]:
        # Tables are built twice: once to learn which sources they show, in which
        # order, and once with the numbers that the sources then have.
        blank = SourceList(())
        places: dict[str, Iterable[str]] = {
            shown.place: [source for row in shown.rows for source in row.sources]
            for shown in self._tables(blank)
        }
        return places | {"edition": latest_edition_sources(self.study.records)}

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
        about = self.study.targets["title"].iloc[0] if self.study.series else ""
        subject = words.inside(about) if about else "targets and milestones"
        return f"Scorecard · {subject}"

    @property
    def title(self) -> str:
        """The finding."""
        return words.finding(self.study)

    def _sentences(self) -> list[SourcedSentence | None]:
        return words.answer_sentences(self.study)

    def _rests_on(self) -> str:
        return words.judged_line(self.study)

    leading_table = laid_out(tables.leading_table)

    @property
    def reached_chart(self) -> Chart | Prose:
        """Share reached of the targets stated most often, one a series."""
        judged_targets = self.study.targets
        with_share = judged_targets[judged_targets["share_pct"].notna()].sort_values(
            ["occasions", "promise"], ascending=[False, True]
        )
        if with_share.empty:
            return paragraph([sourced("No target can be measured")], None, "note")
        top = (
            with_share.drop_duplicates("series")
            .head(BARS)
            .sort_values(["share_pct", "promise"])
        )
        labels = [words.target_text(row) for row in top.to_dict("records")]
        return scorecard_chart(top.assign(label=labels))

    @property
    def edition_words(self) -> Prose:
        """Which latest figures were printed otherwise before."""
        return latest_edition_words(self.study.records, self.cite)

    @property
    def edition_table(self) -> Table:
        """Latest figures that were printed otherwise, and why they are others now."""
        return latest_edition_table(self.study.records, self.cite)

    @property
    def rule(self) -> Prose:
        """The rule by which every statement is judged."""
        return paragraph([sourced(line) for line in self.study.rule], None, "list")

    covered = written(words.covered)
    statement_tables = laid_out(tables.statement_tables)
    progress_table = laid_out(tables.progress_table)
    slippage_table = laid_out(tables.slippage_table)

    @property
    def disputed_words(self) -> Prose:
        """Where the rule and the table of targets disagree."""
        form = "note" if words.disputed(self.study).empty else "conflict"
        return paragraph(words.disputed_words(self.study), self.cite, form)

    disputed_table = laid_out(tables.disputed_table)
    milestone_words = written(words.milestone_words)
    milestone_table = laid_out(works.milestone_table)
    figures_table = laid_out(works.figures_table)
    ports_table = laid_out(works.ports_table)

    @property
    def limits(self) -> Prose:
        """What cannot be said."""
        return paragraph([sourced(point) for point in LIMITS], None, "list")

    def _commitments(self) -> list[dict[str, Any]]:
        return self.study.commitments

    def _results(self) -> list[Result]:
        leading = self.study.leading
        chosen = leading if len(leading) else self.study.targets
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
        shown=words.latest_amount(row),
    )


def _count(status: str, number: int) -> Result:
    name = "_".join(re.findall(r"\w+", status))
    return Result(
        name=f"targets_{name}",
        label=f"Targets: {status}",
        value=float(number),
        unit="count",
        shown=str(number),
    )
