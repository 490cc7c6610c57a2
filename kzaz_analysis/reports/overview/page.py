"""The overview report: how much, how fast and how far, on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.display.citations import SourceList
from kzaz_analysis.display.grammar import reporter_name
from kzaz_analysis.display.numbers import amount
from kzaz_analysis.display.results import Result
from kzaz_analysis.display.sentences import Prose, SourcedSentence, paragraph, sourced
from kzaz_analysis.reports.overview import sentences as words
from kzaz_analysis.reports.overview.level_chart import level_chart
from kzaz_analysis.reports.overview.study import OverviewStudy
from kzaz_analysis.reports.overview.tables import tables
from kzaz_analysis.reports.record.edition import (
    edition_sources,
    edition_table,
    edition_words,
)
from kzaz_analysis.reports.record.page import ReportPage
from kzaz_analysis.reports.record.sentences import hedged_amount

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kzaz_analysis.display.charts.chart import Chart
    from kzaz_analysis.display.tables import Row, Table
    from kzaz_analysis.evidence.series import Record

YEARS_SHOWN = 12
"""Years in the picture, up to the last one on record."""


class OverviewPage(ReportPage[OverviewStudy]):
    """What the overview shows, ready to be shown one by one."""

    def _places(self) -> dict[str, Iterable[str]]:
        blank = tables(self.study, SourceList(()))
        places: dict[str, Iterable[str]] = {
            place: [source for row in _lines(shown) for source in row.sources]
            for place, shown in blank.items()
        }
        return {**places, "edition": edition_sources(self.study.records.values())}

    def _rest(self) -> Iterable[str]:
        conflicts = self.study.conflicts
        return [*conflicts["high_source"], *conflicts["low_source"]]

    @property
    def kicker(self) -> str:
        """What and whom the page is about."""
        return f"Overview · {listed(self.study.levels['title'])}"

    @property
    def title(self) -> str:
        """The finding: the first series as its first reporter has it."""
        return words.finding(self.study)

    def _sentences(self) -> list[SourcedSentence | None]:
        return words.answer(self.study)

    def _results(self) -> Iterable[Result]:
        headings = self.study.headings.dropna(subset=["median"])
        return [
            *map(_result, self.study.levels.to_dict("records")),
            *map(_heading, headings.to_dict("records")),
        ]

    def _commitments(self) -> list[dict[str, Any]]:
        return self.study.commitments

    def _rests_on(self) -> str:
        return words.day_line(self.study)

    @property
    def level_table(self) -> Table:
        """The last full year of each reporter, the running one, and the targets."""
        return tables(self.study, self.cite)["levels"]

    @property
    def level_chart(self) -> Chart | Prose:
        """Each series since `YEARS_SHOWN` years, a line for each reporter."""
        if self.study.levels.empty:
            return paragraph(
                [sourced("There is no yearly figure to draw")], None, "note"
            )
        panels: dict[str, list[tuple[str, Record]]] = {}
        for (_, books), record in self.study.records.items():
            panels.setdefault(record.title, []).append((reporter_name(books), record))
        targets = self.study.targets.dropna(subset=["level"])
        levels = dict(zip(targets["series"], targets["level"], strict=True))
        last_year = int(self.study.levels["year"].max())
        return level_chart(tuple(panels.items()), levels, last_year - YEARS_SHOWN + 1)

    @property
    def edition_words(self) -> Prose:
        """Of which series figures were printed otherwise before, and why."""
        records = [*self.study.records.values()]
        return edition_words(records, self.cite, briefly=True)

    @property
    def edition_table(self) -> Table:
        """All figures that were printed otherwise."""
        return edition_table([*self.study.records.values()], self.cite)

    @property
    def findings(self) -> Prose:
        """Largest change, furthest target, newest publication."""
        return paragraph(words.findings(self.study), self.cite, "list")

    @property
    def warnings(self) -> Prose:
        """Widest disagreement, opposite signs, figures that are no statistics."""
        return paragraph(words.warnings(self.study), self.cite, "list")

    @property
    def system_table(self) -> Table:
        """Every system of the catalogue."""
        return tables(self.study, self.cite)["systems"]

    @property
    def rules(self) -> Prose:
        """By which rules figures, findings and warnings are chosen."""
        return paragraph([sourced(rule) for rule in words.RULES], None, "list")


def _lines(shown: Table) -> Iterable[Row]:
    return (*shown.rows, *getattr(shown, "below", ()))


def listed(titles: pd.Series[str]) -> str:
    """Titles without repetition, apart by commas."""
    return ", ".join(dict.fromkeys(titles))


def _result(row: Mapping[Any, Any]) -> Result:
    return Result(
        name=f"{row['series']}_{row['books'].lower()}",
        label=f"{row['title']}, {row['year']}, {words.reporter(row)}",
        **{name: float(row[name]) for name in ("value", "low", "high")},
        unit=row["unit"],
        period=str(row["year"]),
        sources=(row["source"],),
        shown=hedged_amount(row["value"], None, row["unit"], row["qualifier"]),
    )


def _heading(row: Mapping[Any, Any]) -> Result:
    return Result(
        name=f"{row['series']}_median",
        label=f"{row['title']}, median forecast, {row['year']}",
        **{end: float(row[end]) for end in ("low", "high")},
        value=float(row["median"]),
        unit=row["unit"],
        period=str(row["year"]),
        sources=(row["source"],),
        shown=amount(row["median"], row["unit"]),
    )
