"""The report on forecasts and outturns, ready to be shown part by part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.display.exports.sections import laid_out, written
from kzaz_analysis.display.numbers import percent
from kzaz_analysis.display.results import Result
from kzaz_analysis.display.sentences import (
    Prose,
    SourcedSentence,
    Title,
    paragraph,
    sourced,
)
from kzaz_analysis.reports.outturns import sentences as words
from kzaz_analysis.reports.outturns import tables
from kzaz_analysis.reports.outturns.study import OutturnStudy
from kzaz_analysis.reports.record.page import ReportPage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kzaz_analysis.display.tables import Table

LIMITS = (
    "A forecast is evaluated only for years that its reporter had not published on the "
    "day it was stated",
    "Forecasts of one day, and of one series for several years, are not independent: "
    "ten of them are far fewer than ten trials",
    "What today's method would have forecast on past days is another question, which "
    "the real-time analysis answers",
    "Multiples and growth rates by others have an outturn only where a base year is "
    "stated and its figure compares",
    "A chain of hashes shows that a line was changed, not who changed it; whoever "
    "writes the whole file anew is caught only by a hash that was noted elsewhere",
)


class OutturnPage(ReportPage[OutturnStudy]):
    """What the report shows, ready to be shown one by one."""

    def _places(self) -> dict[str, Iterable[str]]:
        scored = self.study.scores["source"].dropna()
        return {"stated": scored, "others": self.study.others["source"]}

    @property
    def kicker(self) -> str:
        """What and whom the page is about."""
        return "Forecast evaluation · all series"

    @property
    def title(self) -> Title:
        """The finding."""
        return words.finding(self.study)

    def _sentences(self) -> list[SourcedSentence | None]:
        return words.answer_sentences(self.study)

    def _rests_on(self) -> str:
        as_of = self.study.evidence.as_of
        return f"Figures as published by {as_of}." if as_of else "Everything on record."

    @property
    def ledger_words(self) -> Prose:
        """Whether the ledger is intact."""
        form = "conflict" if self.study.problems else "p"
        return paragraph(words.ledger_words(self.study), self.cite, form)

    score_words = written(words.score_words)

    @property
    def score_table(self) -> Table:
        """Scores by series."""
        return tables.score_summary(self.study)

    stated_table = laid_out(tables.stated_table)

    @property
    def chance_table(self) -> Table:
        """Every probability of the ledger beside what happened."""
        return tables.chance_table(self.study)

    others_words = written(words.others_words)
    others_table = laid_out(tables.others_table)

    @property
    def limits(self) -> Prose:
        """What cannot be said."""
        return paragraph([sourced(point) for point in LIMITS], None, "list")

    def _results(self) -> list[Result]:
        every = self.study.by_series.iloc[-1]
        counts = {"forecasts": "Forecasts in the ledger", "outturns": "With an outturn"}
        results = [
            Result(name, label, float(every[name]), "count", shown=str(every[name]))
            for name, label in counts.items()
        ]
        if every["outturns"]:
            share = float(every["coverage_80"])
            label, value_text = "Outturns inside the 80 % interval", percent(share)
            results.append(
                Result("inside_80", label, share, "percent", shown=value_text)
            )
        if self.study.accuracy_of_others.count:
            median = self.study.accuracy_of_others.error_pct
            label, value_text = "Median absolute error of others", percent(median)
            results.append(Result("others", label, median, "percent", shown=value_text))
        return results
