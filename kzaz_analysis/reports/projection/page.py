"""The projection report: every table, chart and sentence of one projection study."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.analysis.projection.evaluation.calibration import reliability
from kzaz_analysis.display.exports.sections import written
from kzaz_analysis.display.grammar import day
from kzaz_analysis.display.numbers import amount, header, percent, significant
from kzaz_analysis.display.probability_bands import chance
from kzaz_analysis.display.sentences import Prose, SourcedSentence, paragraph
from kzaz_analysis.display.tables import Row, Table, table
from kzaz_analysis.reports.projection import evaluation_sentences as evaluation
from kzaz_analysis.reports.projection import sentences as words
from kzaz_analysis.reports.projection.charts.backtest_chart import backtest_chart
from kzaz_analysis.reports.projection.charts.fan_chart import fan_chart
from kzaz_analysis.reports.projection.charts.reliability_chart import reliability_chart
from kzaz_analysis.reports.projection.results import projection_results
from kzaz_analysis.reports.projection.robustness.reporters import ByReporter
from kzaz_analysis.reports.projection.robustness.robustness import RobustnessSections
from kzaz_analysis.reports.projection.scenarios.scenario_page import Paths
from kzaz_analysis.reports.projection.study import ProjectionStudy
from kzaz_analysis.reports.record import sentences as view
from kzaz_analysis.reports.record.page import RecordPage
from kzaz_analysis.reports.record.probability_chart import probability_chart
from kzaz_analysis.studies.forecasts.commitments import NOTHING_CARRIED, commitment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kzaz_analysis.display.charts.chart import Chart
    from kzaz_analysis.display.results import Result

NO_WARS = (
    "A fan shows what growth rates like those of the past could do; it knows nothing "
    "of a war, a new pipeline or a new tariff"
)
BY_YEAR = "Projection by year"
CHANCE = "Probability of having reached the level"


class ProjectionPage(
    ByReporter, RobustnessSections, Paths, RecordPage[ProjectionStudy]
):
    """What the projection report shows, ready to be shown one by one."""

    @property
    def target(self) -> float | None:
        """The level that is asked about."""
        return self.study.target

    @property
    def kicker(self) -> str:
        """What and whom the page is about."""
        return f"Projection · {view.subject(self.record)}"

    @property
    def title(self) -> str:
        """The finding."""
        return words.finding(self.study)

    def _uses(self) -> dict[str, Iterable[str]]:
        start = self.study.start
        begun = () if isinstance(start, Refused) else start.sources
        return {
            "others": [
                *self.study.others["source"],
                *self.study.without_level["source"],
            ],
            "start": begun,
            "reporters": self.study.both.sources if self.study.both else (),
            **self.uses_of_paths(),
        }

    def _rest(self) -> Iterable[str]:
        warning = words.rest_of_year(self.study)
        told = warning.sources if warning else ()
        return [*super()._rest(), *self.given_sources(), *told]

    def _sentences(self) -> list[SourcedSentence | None]:
        return words.answer_sentences(self.study)

    def _results(self) -> list[Result]:
        return projection_results(self.study)

    def _commitments(self) -> list[dict[str, Any]]:
        study, projection = self.study, self.study.projection
        sides = [
            commitment(side, ahead, NOTHING_CARRIED, basis=code)
            for code, (side, ahead) in study.by_reporter.items()
        ]
        if isinstance(projection, Refused):
            return sides
        years = zip(("first_year", "last_year"), study.window, strict=True)
        window: dict[str, Any] = dict(years)
        own = commitment(study.record, projection, study.jump_off, **window)
        return [own, *sides]

    @property
    def fan_chart(self) -> Chart | Prose:
        """The record, the projection as a fan, its benchmark, scenarios and target."""
        study, projection = self.study, self.study.projection
        if isinstance(projection, Refused):
            return self.record_chart
        picture = fan_chart(
            self.record.annual,
            projection.fan,
            unit=self.record.unit,
            label=view.subject(self.record),
            series=self.record.name,
            benchmark=projection.benchmark,
            target=study.target,
            scenarios=study.paths,
            others=study.others,
            authors=self.record.agencies,
        )
        return self._with_sources(picture)

    basis_words = written(words.basis_words)

    @property
    def fan_table(self) -> Table:
        """Median and intervals by year, and the benchmark's median."""
        projection = self.study.projection
        if isinstance(projection, Refused):
            return table(BY_YEAR, (), ())
        levels = [f"{level:g}" for level in sorted(self.study.level)]
        middles = projection.benchmark["median"]
        rows = [
            Row(
                (
                    str(r["year"]),
                    significant(r["median"], 3),
                    *(_bounds(r[f"lo-{x}"], r[f"hi-{x}"]) for x in levels),
                    significant(middle, 3),
                )
            )
            for r, middle in zip(
                projection.fan.to_dict("records"), middles, strict=True
            )
        ]
        middle_head = header("#median", self.record.unit)
        unit = self.record.unit
        bounds = (header(f"{percent(float(x), 3)} interval", unit) for x in levels)
        drift = header("#random walk with drift", unit)
        heads = ("year", middle_head, *bounds, drift)
        return table(BY_YEAR, heads, rows, data=projection.fan)

    @property
    def chance_words(self) -> Prose:
        """The chance of the level asked about."""
        study = self.study
        sentences = [
            words.chance_words(study),
            words.above_capacity(study),
            *evaluation.era_words(study),
            *words.trust_words(study),
        ]
        return paragraph(sentences, self.cite)

    @property
    def chance_chart(self) -> Chart | Prose:
        """Chance by year beside the benchmark's."""
        projection, target = self.study.projection, self.study.target
        if isinstance(projection, Refused) or target is None:
            return paragraph([])
        if projection.probability is None:
            return paragraph([])
        goal = amount(target, self.record.unit)
        label = f"{view.subject(self.record)} reaching {goal}"
        return probability_chart(projection.probability, label=label)

    @property
    def reliability_chart(self) -> Chart | Prose:
        """How often such probabilities came true in world trade."""
        chances = self.study.chances
        if chances.empty or chances["panel_came"].isna().all():
            return paragraph([])
        counted = chances[chances["panel_came"].notna()]
        return reliability_chart(reliability(), float(counted["p_by_year"].iloc[-1]))

    @property
    def reliability_words(self) -> Prose:
        """What such a probability was worth in world trade."""
        own = evaluation.own_record_words(self.study)
        return paragraph([*evaluation.reliability_words(self.study), own])

    @property
    def chance_table(self) -> Table:
        """Chance by year beside its benchmark, and what such chances were worth."""
        chances = self.study.chances
        rows = [
            Row(
                (
                    str(r["year"]),
                    chance(r["p_by_year"]),
                    chance(r["p_benchmark"]),
                    _worth(r["brier"], r["tested"]),
                    _worth(r["brier_benchmark"], r["tested"]),
                    _came(r["panel_came"], r["panel_said"]),
                )
            )
            for r in chances.to_dict("records")
        ]
        heads = (
            "by",
            "probability",
            "random walk with drift",
            "#Brier score",
            "#its benchmark's",
            "observed frequency in other countries' trade",
        )
        return table(CHANCE, heads, rows, data=chances)

    reach_words = written(words.reach_words)
    backtest_words = written(evaluation.backtest_words)

    @property
    def backtest_chart(self) -> Chart | Prose:
        """What would have been said, and what came."""
        test = self.study.backtest
        if isinstance(test, Refused):
            return paragraph([])
        came = test.forecasts[["year", "actual"]].drop_duplicates("year")
        return backtest_chart(
            test.forecasts,
            came.rename(columns={"actual": "value"}),
            unit=self.record.unit,
            label=view.subject(self.record),
        )

    others_words = written(words.others_words)

    @property
    def others_table(self) -> Table:
        """Forecasts by others beside what came; last those without a level."""
        rows = [
            Row(
                (
                    str(r["year"]),
                    view.who(self.record, r["author"]),
                    day(r["published_on"]) or "no date shown",
                    view.forecast_level(r),
                    "" if pd.isna(r["actual"]) else significant(r["actual"], 4),
                    r["condition"] or r["scenario"].replace("_", " "),
                ),
                (r["source"],),
            )
            for r in self.study.others.iloc[::-1].to_dict("records")
        ]
        unlike = self.study.without_level.to_dict("records")
        rows += map(self._row_without_level, unlike)
        unit = self.record.unit
        heads = (
            "for",
            "by",
            "published",
            header("#forecast", unit),
            header("#recorded", unit),
            "condition",
        )
        return table(
            "Forecasts by others",
            heads,
            rows,
            self.cite,
            place="others",
            data=pd.DataFrame([*self.study.others.to_dict("records")[::-1], *unlike]),
        )

    def _row_without_level(self, row: dict[Any, Any]) -> Row:
        """Put what is no level of a year beside the levels, in words."""
        year = "no year named" if pd.isna(row["year"]) else str(row["year"])
        hedge = view.HEDGES.get(row["qualifier"], "")
        stated = hedge + amount(row["value"], row["unit"])
        if row["measure"] == "multiple":
            stated = f"{hedge}{significant(row['value'])} times the base"
        if row["measure"] == "growth":
            stated = f"{hedge}{percent(row['value'])} more than the base"
        stated = "; ".join(filter(None, (stated, row["condition"])))
        published = day(row["published_on"]) or "no date shown"
        who = view.who(self.record, row["author"])
        return Row((year, who, published, "", "", stated), (row["source"],))

    @property
    def limits(self) -> Prose:
        """What cannot be said."""
        return view.limits(self.record, (NO_WARS,))


def _bounds(low: float, high: float) -> str:
    return f"{significant(low, 3)} to {significant(high, 3)}"


def _worth(score: float, tests: int) -> str:
    if pd.isna(score):
        return "not tested"
    return (
        "too few tests" if tests < evaluation.LEAST_FORECASTS else significant(score, 2)
    )


def _came(share: float, stated: float) -> str:
    if pd.isna(share):
        return ""
    return f"{percent(100 * share)} where {percent(100 * stated)} was stated"
