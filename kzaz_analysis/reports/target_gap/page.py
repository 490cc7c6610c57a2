"""The target-gap report: every table, chart and sentence of one gap study."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.exports.sections import written
from kzaz_analysis.display.grammar import day
from kzaz_analysis.display.numbers import amount_or_range, percent_number, significant
from kzaz_analysis.display.sentences import Prose, SourcedSentence, paragraph
from kzaz_analysis.display.speech.phrases import phrase
from kzaz_analysis.display.tables import Row, Table, table
from kzaz_analysis.reports.record import sentences as view
from kzaz_analysis.reports.record.page import RecordPage
from kzaz_analysis.reports.record.probability_chart import probability_chart
from kzaz_analysis.reports.target_gap import sentences as words
from kzaz_analysis.reports.target_gap.required_page import Needs
from kzaz_analysis.reports.target_gap.required_paths_chart import required_paths_chart
from kzaz_analysis.reports.target_gap.results import gap_results
from kzaz_analysis.reports.target_gap.study import GapStudy
from kzaz_analysis.studies.forecasts.commitments import NOTHING_CARRIED, commitment
from kzaz_analysis.studies.target_statements import lasts
from kzaz_analysis.studies.targets import is_range

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kzaz_analysis.display.charts.chart import Chart
    from kzaz_analysis.display.results import Result
    from kzaz_analysis.evidence.series import Record

ONE_RULE = (
    "Title, chart and probabilities follow the figure of one rule; required growth is "
    "counted from the last figure of every reporter that is no more than two years "
    "older than the newest"
)


class GapPage(Needs, RecordPage[GapStudy]):
    """What the target-gap report shows, ready to be shown one by one."""

    @property
    def target(self) -> float | None:
        """The level that is asked about."""
        return self.study.target.value

    @property
    def kicker(self) -> str:
        """What and whom the page is about."""
        return f"Target gap · {view.subject(self.record)}"

    @property
    def title(self) -> str:
        """The finding."""
        return words.finding(self.study)

    def _uses(self) -> dict[str, Iterable[str]]:
        target = self.study.target.statements
        return {**self._needs_sources(), "target": target["source"]}

    def _rest(self) -> Iterable[str]:
        warning = words.rest_of_year(self.study)
        told = (*self.study.sides["source"], *(warning.sources if warning else ()))
        return [*super()._rest(), *self._room_sources(), *told]

    def _sentences(self) -> list[SourcedSentence | None]:
        return words.answer_sentences(self.study)

    def _results(self) -> list[Result]:
        return gap_results(self.study)

    def _commitments(self) -> list[dict[str, Any]]:
        projection = self.study.projection
        if isinstance(projection, Refused):
            return []
        return [commitment(self.record, projection, NOTHING_CARRIED)]

    target_words = written(words.target_words)

    @property
    def target_table(self) -> Table:
        """Every statement of the target with its verdict, newest first."""
        ordered = self.study.verdicts.sort_values(
            ["published_on", "id"], ascending=False
        )
        rows = [
            Row(
                (
                    day(r["published_on"]) or "no date shown",
                    _speaker(self.record, r["announced_by"]),
                    _stated(r),
                    r["counted"],
                    f"{r['deadline_end']:%Y}"
                    if pd.notna(r["deadline_end"])
                    else "none",
                    _judged(r, "" if self.study.as_of else r["note"]),
                ),
                (r["source"],),
            )
            for r in ordered.to_dict("records")
        ]
        heads = (
            "published",
            "stated by",
            "level",
            "what is counted",
            "deadline",
            "status; remark",
        )
        return table(
            "Statements of the target",
            heads,
            rows,
            self.cite,
            place="target",
            data=ordered,
        )

    @property
    def required_chart(self) -> Chart | Prose:
        """The record and the paths that lead to the level on time."""
        gap, study = self.study.gap, self.study
        if isinstance(gap, Refused) or gap.is_met or study.paths.empty:
            return paragraph([])
        picture = required_paths_chart(
            self.record.annual,
            unit=self.record.unit,
            label=view.subject(self.record),
            target=study.target.value,
            target_label="target",
            paths=study.paths,
            series=self.record.name,
        )
        return self._with_sources(picture)

    reach_words = written(words.reach_words)

    @property
    def reach_table(self) -> Table:
        """Year of arrival for the observed pace and for named rates."""
        rows = [
            Row(
                (
                    r["rate"],
                    percent_number(r["rate_pct"]),
                    _number(r["years"]),
                    words.arrival(r["arrival_year"]),
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
        gap = self.study.gap
        reach_rows = [] if isinstance(gap, Refused) or gap.is_met else rows
        return table(
            "When the level is reached at a constant rate",
            heads,
            reach_rows,
            data=self.study.reach,
        )

    chance_words = written(words.chance_words)

    @property
    def chance_chart(self) -> Chart | Prose:
        """Probability by year beside the benchmark's."""
        gap, projection = self.study.gap, self.study.projection
        if isinstance(gap, Refused) or isinstance(projection, Refused) or gap.is_met:
            return paragraph([])
        if projection.probability is None:
            return paragraph([])
        label = f"{view.subject(self.record)} reaching {words.goal(self.study)}"
        return probability_chart(projection.probability, label=label)

    sides_words = written(words.sides_words)

    @property
    def limits(self) -> Prose:
        """What cannot be said."""
        return view.limits(self.record, (ONE_RULE,))


def _judged(row: dict[Any, Any], remark: str) -> str:
    """Write a status with the remark of the record, which is of today."""
    when = "by" if lasts(row) else "in"
    year = row["reached_year"]
    reached = "" if pd.isna(year) else f", {when} {int(year)}"
    parts = (f"{row['target_status']}{reached}", remark)
    return "; ".join(phrase(part).rstrip(".") for part in parts if part)


def _speaker(record: Record, code: str) -> str:
    return view.who(record, code) if code else "not named"


def _stated(row: Mapping[Any, Any]) -> str:
    """Write a level as it was stated: with its hedge, a range with both ends."""
    if pd.isna(row["value"]) or not row["unit"]:
        return ""
    most = row["high"] if is_range(row) else None
    level = amount_or_range(row["value"], most, row["unit"])
    return f"{view.HEDGES.get(row['qualifier'], '')}{level}"


def _number(value: float | None) -> str:
    return "" if value is None or pd.isna(value) else significant(value, 3)
