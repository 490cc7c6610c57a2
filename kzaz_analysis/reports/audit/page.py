"""The claims audit: every table, card and sentence of one audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.analysis.audit.conflicts import dates_of
from kzaz_analysis.display.exports.sections import laid_out, written
from kzaz_analysis.display.grammar import day
from kzaz_analysis.display.numbers import percent_number
from kzaz_analysis.display.results import Result
from kzaz_analysis.display.sentences import Prose, SourcedSentence, paragraph, sourced
from kzaz_analysis.display.tables import Row, Table, table
from kzaz_analysis.reports.audit import sentences as words
from kzaz_analysis.reports.audit.card import CardView, card_sources, headed
from kzaz_analysis.reports.audit.cards import Cards
from kzaz_analysis.reports.audit.corrections import (
    correction_sources,
    correction_table,
    correction_words,
)
from kzaz_analysis.reports.audit.study import AuditStudy
from kzaz_analysis.reports.record.page import ReportPage
from kzaz_analysis.reports.record.sentences import next_due_words, overdue_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    import pandas as pd

    from kzaz_analysis.reports.audit.clauses.writer import ClauseWriter
    from kzaz_analysis.reports.audit.sentences import Cells

CONTRADICTION = "contradiction"
GRAVE = ("unit slip", "mirror")
"""Kinds listed above the milder ones; contradictions have a table of their own."""


class AuditPage(ReportPage[AuditStudy]):
    """What the claims audit shows, ready to be shown one by one."""

    def _places(self) -> dict[str, Iterable[str]]:
        return {
            "contradictions": _all_sides(self._contradictions),
            **{
                f"card {number}": card_sources(shown)
                for number, shown in enumerate(self.study.shown, 1)
            },
            "findings": _all_sides(self.study.findings),
            "corrections": correction_sources(self.study),
            "more": _all_sides(self._grave),
            "other": _all_sides(self._mild),
        }

    @property
    def kicker(self) -> str:
        """What and whom the page is about."""
        about = self.study.title or "all series"
        return "Claims audit · " + " · ".join(
            part for part in (about, self._publisher) if part
        )

    @property
    def title(self) -> str:
        """The finding."""
        return words.finding(self.study, self._publisher)

    def _sentences(self) -> list[SourcedSentence | None]:
        return words.answer_sentences(self.study, self._publisher)

    @property
    def verdict_table(self) -> Table:
        """What each verdict means, and how often it was given."""
        rows = [
            Row(
                (
                    str(r["verdict"]),
                    words.VERDICT_WORDS[r["verdict"]][0],
                    words.VERDICT_WORDS[r["verdict"]][1],
                    f"{r['comparisons']:,}",
                    f"{r['cards']:,}",
                )
            )
            for r in self.study.verdicts.to_dict("records")
        ]
        heads = ("verdict", "when", "what to do with it", "#pairs", "#cards with it")
        return table(
            "The verdicts, the gravest first",
            heads,
            rows,
            folded=True,
            data=self.study.verdicts.assign(unit="count"),
        )

    @property
    def findings_table(self) -> Table:
        """What it finds besides plain contradictions, in the words of its kinds."""
        writer, findings = self.study.writer, self.study.findings
        rows = [
            Row(
                (
                    words.FINDING_WORDS[str(r["finding"])],
                    headed(_subject(r, writer), dates_of(r), writer),
                    words.finding_line(r, writer),
                ),
                tuple(_sides(r)),
            )
            for r in findings.to_dict("records")
        ]
        heads = ("finding", "about", "what stands against what")
        caption = "Findings besides plain contradictions"
        data = writer.frame(findings)
        return table(
            caption, heads, rows, self.cite, place="findings", folded=True, data=data
        )

    @property
    def contradiction_table(self) -> Table:
        """Every contradiction that no mark of a table resolves, the gravest first."""
        cards = self._contradictions
        rows = [
            Row((line.cells[0], *line.cells[2:4]), line.sources)
            for line in map(self._line, cards.to_dict("records"))
        ]
        return table(
            "Unresolved contradictions, the gravest first",
            ("about", "what stands against what", "#apart, %"),
            rows,
            self.cite,
            place="contradictions",
            data=self.study.writer.frame(cards),
        )

    @property
    def matrix(self) -> Table:
        """Comparisons by rule and verdict."""
        counts = self.study.audit.counts()
        verdicts = [name for name in counts.columns if name != "all"]
        order = counts.sort_values([*verdicts[:2], "all"], ascending=False)
        rules = ["all", *(name for name in order.index if name != "all")]
        if counts.loc["all", "all"] == 0:
            rules = []
        rows = [
            Row(
                (
                    "no test possible" if rule == "none" else str(rule),
                    *(f"{counts.loc[rule, name]:,}" for name in [*verdicts, "all"]),
                )
            )
            for rule in rules
        ]
        heads = ("rule", *(f"#{name}" for name in verdicts), "#all")
        data = counts.loc[rules, [*verdicts, "all"]].rename_axis("rule")
        data = data.reset_index().assign(unit="count")
        return table("Pairs compared, by rule and verdict", heads, rows, data=data)

    @property
    def matrix_words(self) -> Prose:
        """What the agreement is worth."""
        return paragraph(words.matrix_words(self.study), self.cite, "note")

    cards_words = written(words.cards_words)

    @property
    def cards(self) -> Cards:
        """The gravest disagreements, one card each."""
        return Cards(
            tuple(
                CardView(number, shown, self.study.writer, self.cite)
                for number, shown in enumerate(self.study.shown, 1)
            )
        )

    @property
    def more_table(self) -> Table:
        """Further unit slips and differences of mirror data."""
        caption = "Further unit slips and differences of mirror data"
        return self._listed(caption, self._grave, "more")

    @property
    def other_table(self) -> Table:
        """Cards of the milder kinds."""
        caption = "Other definitions, open readings and revisions"
        return self._listed(caption, self._mild, "other")

    correction_words = laid_out(correction_words)
    correction_table = laid_out(correction_table)

    @property
    def limits(self) -> Prose:
        """What the audit cannot see."""
        points = [sourced(text) for text in words.LIMITS]
        if self.study.as_of:
            text = "Figures without a known day of publication are left out"
            points.append(sourced(text))
        return paragraph(points, None, "list")

    def _linked_data(self) -> Iterable[Mapping[str, Any]]:
        """Return a review of each side of the pairs that the cards show."""
        for view in self.cards.views:
            yield from view.reviews()

    def _results(self) -> list[Result]:
        study, rows = self.study, self.study.audit.comparisons
        untested = study.ended("not testable")
        numbers = (
            ("contradictions", "Contradictions", study.cards("contradiction")),
            (
                "pairs_contradicting",
                "Pairs that contradict",
                study.ended("contradicts"),
            ),
            ("pairs_compared", "Pairs compared", len(rows) - untested),
            ("unit_slips", "Likely slips of a unit", study.cards("unit slip")),
            ("mirror_cards", "Differences of mirror data", study.cards("mirror")),
            ("not_testable", "Figures that cannot be tested", untested),
        )
        return [
            Result(name, label, float(n), "count", float(n), float(n), shown=f"{n:,}")
            for name, label, n in numbers
        ]

    def _listed(self, caption: str, cards: pd.DataFrame, place: str) -> Table:
        rows = [self._line(row) for row in cards.to_dict("records")]
        heads = ("what", "kind", "arithmetic", "#apart, %", "#pairs", "#that differ")
        data = self.study.writer.frame(cards)
        return table(
            caption, heads, rows, self.cite, place=place, folded=True, data=data
        )

    def _line(self, row: Cells) -> Row:
        writer = self.study.writer
        name = str(row["title"])[:1].upper() + str(row["title"])[1:]
        apart = float(str(row["distance_pct"]))
        not_consistent = int(str(row["comparisons"])) - int(str(row["consistent"]))
        reason = writer.words(row["condition"])
        arithmetic = words.operands_line(row, writer)
        more = f" ({reason})" if reason else ""
        return Row(
            (
                headed(name, dates_of(row), writer),
                words.KIND_WORDS[str(row["kind"])],
                arithmetic + more,
                percent_number(apart) if apart > 0 else "",
                str(row["comparisons"]),
                str(not_consistent),
            ),
            tuple(_sides(row)),
        )

    @property
    def _grave(self) -> pd.DataFrame:
        other_cards = self.study.rest
        return other_cards[other_cards["kind"].isin(GRAVE)]

    @property
    def _mild(self) -> pd.DataFrame:
        other_cards = self.study.rest
        return other_cards[~other_cards["kind"].isin((CONTRADICTION, *GRAVE))]

    @property
    def _contradictions(self) -> pd.DataFrame:
        every = self.study.every
        return every[every["kind"] == CONTRADICTION]

    @property
    def _publisher(self) -> str:
        if not self.study.source:
            return ""
        [row] = self.sources([self.study.source]).to_dict("records")
        when = day(row["published_on"])
        name = str(row["publisher"]) or self.study.source
        return f"{name} on {when}" if when else name

    def _rests_on(self) -> str:
        study = self.study
        as_of_text = "All publications on record"
        if study.as_of:
            as_of_text = f"Data as known on {day(study.as_of)}"
        dates = self.sources(list(self.cite.numbers))["published_on"].dropna()
        newest = max((str(date) for date in dates if str(date)), default="")
        parts = (
            as_of_text,
            f"newest source in a disagreement {day(newest)}" if newest else "",
            overdue_words(study.evidence, study.series_shown),
            next_due_words(study.evidence, study.series_shown),
            "a figure stands for every value that rounds to it.",
        )
        return "; ".join(part for part in parts if part)


def _subject(row: Cells, writer: ClauseWriter) -> str:
    title = writer.titles.get(str(row["series"]), str(row["topic"]).replace("_", " "))
    return title[:1].upper() + title[1:]


def _all_sides(rows: pd.DataFrame) -> list[str]:
    return [source for row in rows.to_dict("records") for source in _sides(row)]


def _sides(row: Cells) -> list[str]:
    joined = f"{row['left_sources']}; {row['right_sources']}"
    return [source for source in joined.split("; ") if source]
