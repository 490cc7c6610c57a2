"""The claims audit: every table, card and sentence of one audit."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kzaz_analysis.display import audit_words as words
from kzaz_analysis.display.audit_card import Cards, CardView, headed
from kzaz_analysis.display.citing import SourceList, source_list
from kzaz_analysis.display.handover import Result, Results
from kzaz_analysis.display.numbers import percent_number
from kzaz_analysis.display.tables import Row, Table, table
from kzaz_analysis.display.text import Prose, paragraph, said
from kzaz_analysis.display.words import day

if TYPE_CHECKING:
    import pandas as pd

    from kzaz_analysis.studies.audit import AuditStudy

READ = (
    "observations",
    "claims",
    "targets",
    "projections",
    "milestones",
    "series",
    "agencies",
    "units",
    "factors",
    "sources",
)
"""Data tables that the page rests on."""

GRAVE = ("contradiction", "unit slip", "mirror")


@dataclass(frozen=True, slots=True)
class AuditPage:
    """What the claims audit shows, ready to be shown one by one.

    Attributes
    ----------
    study : AuditStudy
        The numbers.
    sources : pandas.DataFrame
        The sources table.
    cite : SourceList
        Sources of the page, numbered in the order of use.
    """

    study: AuditStudy
    sources: pd.DataFrame = field(repr=False)
    cite: SourceList = field(init=False, repr=False)

    def __post_init__(self) -> None:
        uses = [_card_sources(card.comparisons) for card in self.study.shown]
        uses += [_sides(row) for row in self.study.rest.to_dict("records")]
        anchored = {source for group in uses for source in group}
        object.__setattr__(self, "cite", source_list(self.sources, uses, anchored))

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

    @property
    def answer(self) -> Prose:
        """The answer in two or three sentences, and what it rests on."""
        sentences = words.answer_sentences(self.study, self._publisher)
        return paragraph(sentences, self.cite, "answer", self._as_of_line())

    @property
    def verdict_table(self) -> Table:
        """What each verdict means, and how often it was given."""
        rows = [
            Row(
                (
                    str(r["verdict"]),
                    words.VERDICT_WORDS[r["verdict"]][0].replace(" below", ""),
                    words.VERDICT_WORDS[r["verdict"]][1],
                    f"{r['comparisons']:,}",
                    f"{r['cards']:,}",
                )
            )
            for r in self.study.verdicts.to_dict("records")
        ]
        heads = ("verdict", "when", "what to do with it", "#pairs", "#cards with it")
        return table("The seven verdicts, the gravest first", heads, rows)

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
        return table("Pairs compared, by rule and verdict", heads, rows)

    @property
    def matrix_words(self) -> Prose:
        """What the agreement is worth."""
        return paragraph(words.matrix_words(self.study), self.cite, "note")

    @property
    def cards_words(self) -> Prose:
        """Which cards are shown in full."""
        return paragraph(words.cards_words(self.study), self.cite)

    @property
    def cards(self) -> Cards:
        """The gravest disagreements, one card each."""
        study, seen, views = self.study, set[str](), []
        for number, card in enumerate(study.shown, 1):
            mine = dict.fromkeys(_card_sources(card.comparisons))
            fresh = tuple(source for source in mine if source not in seen)
            seen.update(fresh)
            view = CardView(number, card, study.agencies, study.units, self.cite, fresh)
            views.append(view)
        return Cards(tuple(views))

    @property
    def more_table(self) -> Table:
        """Further contradictions, unit slips and differences of the two books."""
        rest = self.study.rest
        caption = "Further contradictions, unit slips and differences of the two books"
        return self._listed(caption, rest[rest["kind"].isin(GRAVE)], self._in_cards)

    @property
    def other_table(self) -> Table:
        """Cards of the milder kinds."""
        rest = self.study.rest
        grave = rest["kind"].isin(GRAVE)
        placed = self._in_cards | {
            source for row in rest[grave].to_dict("records") for source in _sides(row)
        }
        caption = "Other definitions, open readings and revisions"
        return self._listed(caption, rest[~grave], placed)

    @property
    def limits(self) -> Prose:
        """What the audit cannot see."""
        points = [said(text) for text in words.LIMITS]
        if self.study.as_of:
            text = "Figures without a known day of publication are left out"
            points.append(said(text))
        return paragraph(points, None, "list")

    @property
    def results(self) -> Results:
        """The headline numbers as data."""
        return Results(
            title=self.title,
            kicker=self.kicker,
            answer=self.answer.text,
            as_of=self.study.as_of,
            results=tuple(self._results()),
            tables=READ,
            cite=self.cite,
        )

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
            ("mirror_cards", "Differences of the two books", study.cards("mirror")),
            ("not_testable", "Figures that cannot be tested", untested),
        )
        return [
            Result(name, label, float(n), "count", float(n), float(n), shown=f"{n:,}")
            for name, label, n in numbers
        ]

    def _listed(self, caption: str, cards: pd.DataFrame, placed: set[str]) -> Table:
        rows = [self._line(row) for row in cards.to_dict("records")]
        heads = (
            "what",
            "kind",
            "arithmetic",
            "#apart, %",
            "#pairs",
            "pairs that differ",
        )
        own = {source for row in rows for source in row.sources}
        cite = replace(self.cite, anchored=frozenset(own - placed))
        return table(caption, heads, rows, cite, anchors=True)

    def _line(self, row: dict[object, object]) -> Row:
        units = self.study.units
        name = str(row["title"])[:1].upper() + str(row["title"])[1:]
        apart = float(str(row["distance_pct"]))
        told = int(str(row["comparisons"])) - int(str(row["consistent"]))
        reason = str(row["condition"])
        arithmetic = words.plain(str(row["arithmetic"]), units)
        more = f" ({words.plain(reason, units)})" if reason else ""
        return Row(
            (
                headed(name, str(row["period"]), units),
                words.KIND_WORDS[str(row["kind"])],
                arithmetic + more,
                percent_number(apart) if apart > 0 else "",
                str(row["comparisons"]),
                str(told),
            ),
            tuple(_sides(row)),
        )

    @property
    def _in_cards(self) -> set[str]:
        groups = (_card_sources(card.comparisons) for card in self.study.shown)
        return {source for group in groups for source in group}

    @property
    def _publisher(self) -> str:
        if not self.study.source:
            return ""
        row = self.sources.set_index("source").loc[self.study.source]
        when = day(row["published_on"])
        name = str(row["publisher"]) or self.study.source
        return f"{name} on {when}" if when else name

    def _as_of_line(self) -> str:
        study = self.study
        known = "All publications on record"
        if study.as_of:
            known = f"Data as known on {day(study.as_of)}"
        dates = self.sources.set_index("source")["published_on"]
        mine = dates.reindex(list(self.cite.numbers)).dropna()
        newest = max((str(date) for date in mine if str(date)), default="")
        return (
            f"{known}; "
            + (f"newest source in a disagreement {day(newest)}; " if newest else "")
            + "a figure stands for every value that rounds to it."
        )


def _card_sources(comparisons: pd.DataFrame) -> list[str]:
    """Sources that a card shows: those of what it draws and tells."""
    rows = comparisons.to_dict("records")
    return [source for row in rows for source in _sides(row)]


def _sides(row: dict[object, object]) -> list[str]:
    joined = f"{row['left_sources']}; {row['right_sources']}"
    return [source for source in joined.split("; ") if source]
