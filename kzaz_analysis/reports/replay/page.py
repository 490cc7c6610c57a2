"""The replay report: forecasts from past days, and their outturns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kzaz_analysis.display.grammar import day, listing
from kzaz_analysis.display.numbers import amount, rate
from kzaz_analysis.display.results import Result
from kzaz_analysis.display.sentences import Prose, Said, paragraph
from kzaz_analysis.reports.record import sentences as view
from kzaz_analysis.reports.record.page import RecordPage
from kzaz_analysis.reports.replay import sentences as words
from kzaz_analysis.reports.replay import tables
from kzaz_analysis.reports.replay.replay_chart import replay_chart

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kzaz_analysis.display.charts.chart import Chart
    from kzaz_analysis.display.citations import SourceRows
    from kzaz_analysis.display.tables import Table
    from kzaz_analysis.evidence.opened import Evidence
    from kzaz_analysis.evidence.series import Record
    from kzaz_analysis.reports.replay.study import ReplayStudy

    Cells = Mapping[Any, Any]

LIMITS = (
    "A day shows what had been published by then and is on this record now; what was "
    "published and not collected is missing on every day",
    "The forecast is today's method on the figures of that day",
    "Forecasts are evaluated only against outturns of the same reporter; without one "
    "they have no score",
    "Of two figures published on one day the order is not known, and the narrower "
    "counts",
)


class ReplayPage(RecordPage):
    """What the replay report shows, ready to be shown one by one.

    Parameters
    ----------
    study : ReplayStudy
        The numbers.
    sources : callable
        Returns the rows of the sources table for some ids.
    """

    left_out = ("record",)

    def __init__(self, study: ReplayStudy, sources: SourceRows) -> None:
        self.study = study
        super().__init__(sources)

    @property
    def _evidence(self) -> Evidence:
        return self.study.evidence

    @property
    def record(self) -> Record:
        """The series as known now."""
        return self.study.record

    @property
    def kicker(self) -> str:
        """What and whom the page is about."""
        return f"Real-time analysis · {view.subject(self.record)}"

    @property
    def title(self) -> str:
        """The finding."""
        return words.finding(self.study)

    def _uses(self) -> dict[str, Iterable[str]]:
        study = self.study
        both = [*study.then["source"], *study.then["now_source"]]
        moved = [*study.revisions["first_source"], *study.revisions["source"]]
        return {
            "then": [source for source in both if isinstance(source, str)],
            "months": study.months["source"],
            "forecasts": study.forecasts["came_source"].dropna(),
            "others": study.others["source"],
            "revisions": moved,
        }

    def _sentences(self) -> list[Said | None]:
        return words.answer_sentences(self.study)

    @property
    def replay_chart(self) -> Chart | Prose:
        """The record now, figures as they stood, and projections made from them."""
        if self.record.annual.empty:
            return paragraph([words.no_figure(self.study)], None, "note")
        picture = replay_chart(
            self.record.annual,
            self.study.then,
            self.study.fans,
            unit=self.record.unit,
            label=view.subject(self.record),
            series=self.record.name,
        )
        return self._with_sources(picture)

    @property
    def then_words(self) -> Prose:
        """The reading of what was known each day."""
        return paragraph(words.then_words(self.study), self.cite)

    @property
    def then_table(self) -> Table:
        """Last figure and growth known each day, beside the same year now."""
        return tables.then_table(self.study, self.cite)

    @property
    def months_words(self) -> Prose:
        """What part-year figures would have shown."""
        return paragraph(words.months_words(self.study), self.cite)

    @property
    def months_table(self) -> Table:
        """Newest growth on the same months of the year before, by day."""
        return tables.months_table(self.study, self.cite)

    @property
    def forecast_words(self) -> Prose:
        """How the forecasts did."""
        return paragraph(words.forecast_words(self.study), self.cite)

    @property
    def forecast_table(self) -> Table:
        """Forecast and no change of each day beside the outturn."""
        return tables.forecast_table(self.study, self.cite)

    @property
    def others_words(self) -> Prose:
        """How others' forecasts did."""
        return paragraph(words.others_words(self.study), self.cite)

    @property
    def others_table(self) -> Table:
        """Forecasts by others, scored the same way."""
        return tables.others_table(self.study, self.cite)

    @property
    def revision_words(self) -> Prose:
        """How far figures moved after they were first published."""
        return paragraph(words.revision_words(self.study), self.cite)

    @property
    def revision_table(self) -> Table:
        """Periods with several figures of one reporter."""
        return tables.revision_table(self.study, self.cite)

    @property
    def statistics_table(self) -> Table:
        """Mean and mean absolute revision by release."""
        return tables.statistics_table(self.study)

    @property
    def limits(self) -> Prose:
        """What cannot be said."""
        extra: tuple[str, ...] = LIMITS
        if self.study.left_out:
            days = listing(day(text) for text in self.study.left_out)
            extra += (f"Left out, because later than the day of knowledge: {days}",)
        return view.limits(self.record, extra)

    def _results(self) -> list[Result]:
        unit = self.record.unit
        with_value = self.study.then[self.study.then["value"].notna()]
        results = [_then_result(row, unit) for row in with_value.to_dict("records")][
            ::-1
        ]
        scored = self.study.forecasts[self.study.forecasts["error_pct"].notna()]
        return [*results, *(_error_result(r) for r in scored.to_dict("records"))]


def _then_result(row: Cells, unit: str) -> Result:
    return Result(
        name=f"known_{row['day']}",
        label=f"Last figure known on {day(row['day'])}, {int(row['year'])}",
        value=float(row["value"]),
        unit=unit,
        low=float(row["low"]),
        high=float(row["high"]),
        period=str(int(row["year"])),
        sources=(row["source"],),
        shown=amount(row["value"], unit),
    )


def _error_result(row: Cells) -> Result:
    return Result(
        name=f"error_{row['day']}_{row['year']}",
        label=f"Error of the median forecast of {day(row['day'])} for {row['year']}",
        value=float(row["error_pct"]),
        unit="percent",
        period=str(row["year"]),
        sources=(row["came_source"],),
        shown=rate(float(row["error_pct"])),
    )
