"""The replay report: forecasts from past days, and their outturns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.display.exports.sections import laid_out, written
from kzaz_analysis.display.grammar import day, listing
from kzaz_analysis.display.numbers import amount, rate
from kzaz_analysis.display.results import Result
from kzaz_analysis.display.sentences import Prose, SourcedSentence, paragraph
from kzaz_analysis.reports.record import sentences as view
from kzaz_analysis.reports.record.page import RecordPage
from kzaz_analysis.reports.replay import sentences as words
from kzaz_analysis.reports.replay import tables
from kzaz_analysis.reports.replay.replay_chart import replay_chart
from kzaz_analysis.reports.replay.study import ReplayStudy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kzaz_analysis.display.charts.chart import Chart
    from kzaz_analysis.display.tables import Table

    Cells = Mapping[Any, Any]

LIMITS = (
    "A day shows what had been published by then and is on this record now; what was "
    "published and not collected is missing on every day",
    "The forecast is today's method on the figures of that day",
    "The forecasts of past days are evaluated only against outturns of the same "
    "reporter; without one they have no score",
    "Of two figures published on one day the order is not known, and the narrower "
    "counts",
)


class ReplayPage(RecordPage[ReplayStudy]):
    """What the replay report shows, ready to be shown one by one."""

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
        pairs = pd.concat([study.revisions, study.replaced])
        moved = [*pairs["first_source"], *pairs["source"]]
        return {
            "then": [source for source in both if isinstance(source, str)],
            "months": [
                source
                for row in study.months.to_dict("records")
                for source in words.months_sources(row)
            ],
            "forecasts": study.forecasts["came_source"].dropna(),
            "others": study.others["source"],
            "revisions": moved,
        }

    def _places(self) -> dict[str, Iterable[str]]:
        # The yearly figures stand in the chart alone.
        places = super()._places()
        del places["record"]
        return places

    def _rest(self) -> Iterable[str]:
        return [*self.record.annual["source"], *super()._rest()]

    def _sentences(self) -> list[SourcedSentence | None]:
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

    then_words = written(words.then_words)
    then_table = laid_out(tables.then_table)
    months_words = written(words.months_words)
    months_table = laid_out(tables.months_table)
    forecast_words = written(words.forecast_words)
    forecast_table = laid_out(tables.forecast_table)
    others_words = written(words.others_words)
    others_table = laid_out(tables.others_table)
    revision_words = written(words.revision_words)
    revision_table = laid_out(tables.revision_table)

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
