"""The projection report: every table, chart and sentence of one projection study."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.display import projection_words as words
from kzaz_analysis.display import record_view as view
from kzaz_analysis.display.charts.backtest import backtest_chart
from kzaz_analysis.display.charts.fan import fan_chart
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
    chance,
    header,
    percent_number,
    significant,
)
from kzaz_analysis.display.tables import Row, Table, table
from kzaz_analysis.display.text import Prose, paragraph
from kzaz_analysis.display.words import day

if TYPE_CHECKING:
    from kzaz_analysis.display.charts.chart import Chart
    from kzaz_analysis.evidence.series import Record
    from kzaz_analysis.studies.projection import ProjectionStudy

READ = ("observations", "projections", "series", "sources", "agencies", "units")
"""Data tables that the page rests on."""

SHOWN_METHODS = ("naive", "rwd", "cagr5", "combination")


@dataclass(frozen=True, slots=True)
class ProjectionPage:
    """What the projection report shows, ready to be shown one by one.

    Attributes
    ----------
    study : ProjectionStudy
        The numbers.
    sources : pandas.DataFrame
        The sources table.
    cite : SourceList
        Sources of the page, numbered in the order of use.
    """

    study: ProjectionStudy
    sources: pd.DataFrame = field(repr=False)
    cite: SourceList = field(init=False, repr=False)

    def __post_init__(self) -> None:
        record = self.record
        placed = [
            record.annual["source"],
            self.study.others["source"],
            view.conflicting(record)["source"],
        ]
        anchored = {source for group in placed for source in group}
        uses = [*placed, record.partial["source"]]
        object.__setattr__(self, "cite", source_list(self.sources, uses, anchored))

    @property
    def record(self) -> Record:
        """The series under its rule."""
        return self.study.record

    @property
    def kicker(self) -> str:
        """What and whom the page is about."""
        return f"Projection · {view.subject(self.record)}"

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
    def fan_chart(self) -> Chart | Prose:
        """The record, the projection as a fan, its benchmark, scenarios and target."""
        study = self.study
        if not study.projection:
            return record_picture(self.record, self.cite, self._basis)
        picture = fan_chart(
            self.record.annual,
            study.projection.fan,  # type: ignore[union-attr]
            unit=self.record.unit,
            label=view.subject(self.record),
            series=self.record.name,
            benchmark=study.projection.benchmark,  # type: ignore[union-attr]
            target=study.target,
            scenarios=study.scenarios.paths if study.scenarios else None,  # type: ignore[union-attr]
            others=study.others,
        )
        return with_sources(picture, self.record, self.cite)

    @property
    def record_words(self) -> Prose:
        """What is on record."""
        return view.record_words(self.record, self.cite)

    @property
    def record_table(self) -> Table:
        """The chosen figures with their sources."""
        return view.record_table(self.record, self.cite)

    @property
    def basis_words(self) -> Prose:
        """Which years the projection rests on."""
        return paragraph(words.basis_words(self.study), self.cite)

    @property
    def fan_table(self) -> Table:
        """Median and intervals by year, and the benchmark's median."""
        projection = self.study.projection
        if not projection:
            return table("Projection by year", (), ())
        benchmark = projection.benchmark.set_index("year")["median"]  # type: ignore[union-attr]
        levels = sorted(f"{level:g}" for level in self.study.level)
        rows = [
            Row(
                (
                    str(r["year"]),
                    significant(r["median"], 3),
                    *(
                        f"{significant(r[f'lo-{x}'], 3)} to {significant(r[f'hi-{x}'], 3)}"
                        for x in levels
                    ),
                    significant(benchmark[r["year"]], 3),
                )
            )
            for r in projection.fan.to_dict("records")  # type: ignore[union-attr]
        ]
        unit = self.record.unit
        heads = (
            "year",
            header("#middle", unit),
            *(f"{x} % interval" for x in levels),
            "#random walk with drift",
        )
        return table("Projection by year", heads, rows)

    @property
    def chance_words(self) -> Prose:
        """The chance of the level asked about."""
        return paragraph([words.chance_words(self.study)], self.cite)

    @property
    def chance_chart(self) -> Chart | Prose:
        """Chance by year beside the benchmark's."""
        chances = getattr(self.study.projection, "probability", None)
        if chances is None or self.study.target is None:
            return paragraph([])
        goal = amount(self.study.target, self.record.unit)
        return probability_chart(
            chances, label=f"{view.subject(self.record)} reaching {goal}"
        )

    @property
    def backtest_words(self) -> Prose:
        """What such forecasts were worth in the past."""
        return paragraph(words.backtest_words(self.study), self.cite)

    @property
    def backtest_chart(self) -> Chart | Prose:
        """What would have been said, and what came."""
        test = self.study.backtest
        if not test:
            return paragraph([])
        return backtest_chart(
            test.forecasts,  # type: ignore[union-attr]
            test.forecasts[["year", "actual"]]
            .drop_duplicates("year")
            .rename(columns={"actual": "value"}),  # type: ignore[union-attr]
            unit=self.record.unit,
            label=view.subject(self.record),
        )

    @property
    def backtest_table(self) -> Table:
        """Methods side by side, the naive one first."""
        if not self.study.backtest:
            return table("Methods tested on the past of this series", (), ())
        level = words.narrowest(self.study)
        rows = [
            Row(
                (
                    words.method_name(r["method"]),
                    str(int(r["forecasts"])),
                    significant(r["owa"], 3),
                    significant(r["mase"], 3),
                    significant(r["smape"], 3),
                    percent_number(r[f"coverage-{level}"]),
                )
            )
            for r in self.study.backtest.table.to_dict("records")  # type: ignore[union-attr]
            if r["method"] in SHOWN_METHODS
        ]
        heads = (
            "method",
            "#forecasts",
            "#OWA (naive = 1)",
            "#MASE",
            "#sMAPE, %",
            f"#inside the {level} % interval, %",
        )
        return table("Methods tested on the past of this series", heads, rows)

    @property
    def scenario_words(self) -> Prose:
        """Where each named condition leads."""
        return paragraph(words.scenario_words(self.study), self.cite)

    @property
    def scenario_table(self) -> Table:
        """Conditions, rates, level at the horizon, year of the target."""
        found = self.study.scenarios
        if not found:
            return table("Scenarios", (), ())
        paths, horizon = found.paths, found.paths["year"].max()  # type: ignore[union-attr]
        ends = paths[paths["year"] == horizon].set_index("scenario")["value"]
        reached = (
            found.reached.set_index("scenario")["year"] if len(found.reached) else None
        )  # type: ignore[union-attr]
        rows = [
            Row(
                (
                    r["scenario"],
                    r["condition"] or "not stated",
                    percent_number(r["growth_pct"]),
                    significant(ends[r["scenario"]], 3),
                    _year(reached, r["scenario"]),
                )
            )
            for r in found.conditions.to_dict("records")  # type: ignore[union-attr]
        ]
        heads = (
            "scenario",
            "condition",
            "#growth, % a year",
            header(f"#level in {horizon}", self.record.unit),
            "level asked about reached",
        )
        return table("Scenarios", heads, rows)

    @property
    def others_words(self) -> Prose:
        """How others' forecasts fared."""
        return paragraph(words.others_words(self.study), self.cite)

    @property
    def others_table(self) -> Table:
        """Forecasts by others beside what came."""
        rows = [
            Row(
                (
                    str(r["year"]),
                    self.record.agencies.get(r["author"], r["author"]),
                    day(r["published_on"]) or "no date shown",
                    significant(r["value"], 4),
                    "" if pd.isna(r["actual"]) else significant(r["actual"], 4),
                    r["condition"] or r["scenario"],
                ),
                (r["source"],),
            )
            for r in self.study.others.iloc[::-1].to_dict("records")
        ]
        unit = self.record.unit
        heads = (
            "for",
            "by",
            "published",
            header("#forecast", unit),
            header("#recorded", unit),
            "condition",
        )
        return table("Forecasts by others", heads, rows, self.cite, anchors=True)

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
                "A fan shows what growth rates like those of the past could do; it knows nothing of a war, a new pipeline or a new tariff",
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
                self.record.annual, series=self.record.name, target=self.study.target
            )
            if len(self.record.annual) > 1
            else "",
        )

    def _results(self) -> list[Result]:
        study, record = self.study, self.record
        if not study.projection:
            return [latest_result(record)] if len(record.annual) else []
        last, level = study.projection.fan.iloc[-1], words.narrowest(study)  # type: ignore[union-attr]
        year = str(int(last["year"]))
        sources = tuple(record.source_ids)
        found = [
            Result(
                "median",
                f"Middle of the projection, {year}",
                last["median"],
                record.unit,
                last[f"lo-{level}"],
                last[f"hi-{level}"],
                year,
                sources,
                amount(last["median"], record.unit),
            ),
            latest_result(record),
        ]
        chances = study.projection.probability  # type: ignore[union-attr]
        if chances is not None and study.target is not None:
            p = float(chances["p_by_year"].iloc[-1])
            label = f"Chance of {amount(study.target, record.unit)} by {year}"
            found.append(
                Result(
                    "chance",
                    label,
                    p,
                    "probability",
                    period=year,
                    sources=sources,
                    shown=chance(p),
                )
            )
        return found

    @property
    def _basis(self) -> str:
        return "current prices" if "USD" in self.record.unit else ""


def _year(reached: pd.Series | None, scenario: str) -> str:
    if reached is None:
        return "none asked about"
    year = reached.get(scenario)
    return "not by then" if year is None or pd.isna(year) else str(int(year))
