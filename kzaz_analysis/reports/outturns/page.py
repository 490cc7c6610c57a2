"""The report on forecasts and outturns, ready to be shown part by part."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kzaz_analysis.display.citations import SourceList, source_list
from kzaz_analysis.display.exports.shown_page import ShownPage
from kzaz_analysis.display.numbers import percent
from kzaz_analysis.display.results import Result, Results
from kzaz_analysis.display.sentences import Prose, Title, paragraph, said
from kzaz_analysis.reports.outturns import sentences as words
from kzaz_analysis.reports.outturns import tables

if TYPE_CHECKING:
    import pandas as pd

    from kzaz_analysis.display.tables import Table
    from kzaz_analysis.reports.outturns.study import OutturnStudy

LIMITS = (
    "A forecast is evaluated only for years that its reporter had not published on the "
    "day it was stated",
    "Forecasts of one day, and of one series for several years, are not independent: "
    "ten of them are far fewer than ten trials",
    "What today's method would have forecast on past days is another question, which "
    "the real-time analysis answers",
    "Multiples and growth rates by others whose base is not stated have no outturn",
    "A chain of hashes shows that a line was changed, not who changed it; whoever "
    "writes the whole file anew is caught only by a hash that was noted elsewhere",
)


@dataclass(frozen=True, slots=True)
class OutturnPage(ShownPage):
    """What the report shows, ready to be shown one by one.

    Attributes
    ----------
    study : OutturnStudy
        The numbers.
    sources : pandas.DataFrame
        The sources table.
    cite : SourceList
        Sources of the page, numbered in the order of use.
    """

    study: OutturnStudy
    sources: pd.DataFrame = field(repr=False)
    cite: SourceList = field(init=False, repr=False)

    def __post_init__(self) -> None:
        scored = self.study.scores["source"].dropna()
        places = {"stated": scored, "others": self.study.others["source"]}
        object.__setattr__(self, "cite", source_list(self.sources, places))

    @property
    def kicker(self) -> str:
        """What and whom the page is about."""
        return "Forecast evaluation · all series"

    @property
    def title(self) -> Title:
        """The finding."""
        return words.finding(self.study)

    @property
    def answer(self) -> Prose:
        """The answer in two or three sentences, and what it rests on."""
        day = self.study.evidence.as_of
        line = f"Figures as published by {day}." if day else "Everything on record."
        return paragraph(words.answer_sentences(self.study), self.cite, "answer", line)

    @property
    def ledger_words(self) -> Prose:
        """Whether the ledger is intact."""
        form = "conflict" if self.study.problems else "p"
        return paragraph(words.ledger_words(self.study), self.cite, form)

    @property
    def score_words(self) -> Prose:
        """How the forecasts of the ledger did."""
        return paragraph(words.score_words(self.study), self.cite)

    @property
    def score_table(self) -> Table:
        """Scores by series."""
        return tables.score_summary(self.study)

    @property
    def stated_table(self) -> Table:
        """Every forecast of the ledger beside its outturn."""
        return tables.stated_table(self.study, self.cite)

    @property
    def chance_table(self) -> Table:
        """Every probability of the ledger beside what happened."""
        return tables.chance_table(self.study)

    @property
    def others_words(self) -> Prose:
        """How forecasts by others did."""
        return paragraph(words.others_words(self.study), self.cite)

    @property
    def others_table(self) -> Table:
        """Forecasts by others beside their outturns."""
        return tables.others_table(self.study, self.cite)

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
            as_of=self.study.evidence.as_of,
            results=tuple(self._results()),
            cite=self.cite,
            reads=self.study.evidence.all_reads,
            sentences=self.written,
        )

    def _results(self) -> list[Result]:
        every = self.study.summary.iloc[-1]
        errors = self.study.others["error_pct"].dropna().astype(float).abs()
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
        if len(errors):
            median = float(errors.median())
            label, value_text = "Median absolute error of others", percent(median)
            results.append(Result("others", label, median, "percent", shown=value_text))
        return results
