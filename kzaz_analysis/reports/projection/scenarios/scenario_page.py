"""Where named drivers, capacities and rates of one's own would lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.exports.sections import written
from kzaz_analysis.display.numbers import header, percent_number, significant
from kzaz_analysis.display.sentences import Prose, paragraph
from kzaz_analysis.display.tables import Row, Table, table
from kzaz_analysis.reports.projection import sentences as words
from kzaz_analysis.reports.projection.scenarios import driver_tables as view
from kzaz_analysis.reports.projection.scenarios.driver_sentences import (
    driver_sentences,
    given_sentences,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kzaz_analysis.display.citations import SourceList
    from kzaz_analysis.reports.projection.study import ProjectionStudy

RATES = "Rates of your own"


class Paths:
    """Parts of the projection page about conditions."""

    study: ProjectionStudy
    cite: SourceList

    def uses_of_paths(self) -> dict[str, Iterable[str]]:
        """Return the sources by the table that is their home."""
        return {
            view.PLACE_CONDITIONS: view.driver_sources(self.study.drivers),
            view.PLACE_CAPACITY: view.capacity_sources(self.study.capacity),
        }

    def given_sources(self) -> Iterable[str]:
        """Return the sources of where drivers with a value of the reader's stand."""
        given = self.study.given
        if given is None or isinstance(given, Refused):
            return ()
        return given.entering["source"]

    @property
    def scenario_words(self) -> Prose:
        """Where the low, base and high path by named drivers end."""
        return view.driver_words(self.study.drivers, self.cite)

    @property
    def given_words(self) -> Prose:
        """Where drivers at values of the reader's own lead; nothing without any."""
        given, drivers = self.study.given, self.study.drivers
        if given is None:
            return paragraph([])
        if isinstance(given, Refused) or isinstance(drivers, Refused):
            return paragraph(driver_sentences(drivers), self.cite)
        return paragraph(given_sentences(drivers, given), self.cite)

    @property
    def scenario_table(self) -> Table:
        """The three paths: level at the horizon, year of the level asked about."""
        return view.scenario_table(self.study.drivers)

    @property
    def condition_table(self) -> Table:
        """What each path takes for granted, with the figures it rests on."""
        return view.condition_table(self.study.drivers, self.cite)

    @property
    def kept_out_table(self) -> Table:
        """Drivers that enter no path, and why."""
        return view.kept_out_table(self.study.drivers)

    @property
    def capacity_words(self) -> Prose:
        """Which link binds, and when."""
        return view.capacity_words(self.study.capacity, self.cite)

    @property
    def capacity_table(self) -> Table:
        """The smallest link from when on, case by case."""
        return view.capacity_table(self.study.capacity, self.cite)

    rate_words = written(words.rate_words)

    @property
    def rate_table(self) -> Table:
        """Conditions, rates, level at the horizon, year of the target."""
        scenarios = self.study.scenarios
        if scenarios is None or isinstance(scenarios, Refused):
            return table(RATES, (), ())
        horizon = int(scenarios.paths["year"].max())
        ends = scenarios.paths[scenarios.paths["year"] == horizon]
        rows = [
            Row(
                (
                    r["scenario"],
                    r["condition"] or "not stated",
                    percent_number(r["growth_pct"]),
                    significant(end, 3),
                    _reached(scenarios.reached, r["scenario"]),
                )
            )
            for r, end in zip(
                scenarios.conditions.to_dict("records"), ends["value"], strict=True
            )
        ]
        level = header(f"#level in {horizon}", self.study.record.unit)
        heads = ("scenario", "condition", "#growth, % a year", level, "level reached")
        return table(RATES, heads, rows)


def _reached(reached: pd.DataFrame, scenario: str) -> str:
    years = reached[reached["scenario"] == scenario]["year"]
    if years.empty:
        return "none given"
    year = years.iloc[0]
    return "not by then" if pd.isna(year) else str(int(year))
