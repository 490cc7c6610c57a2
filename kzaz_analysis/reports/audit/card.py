"""One disagreement on a page: what it is, a picture, the arithmetic, the verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from kzaz_analysis.analysis.audit.figures import WORKED_OUT
from kzaz_analysis.display.exports.files.workbook import rights
from kzaz_analysis.display.grammar import plural
from kzaz_analysis.display.sentences import paragraph, sourced
from kzaz_analysis.display.tables import Row, table
from kzaz_analysis.reports.audit.interval_chart import (
    STYLE,
    IntervalPlot,
    IntervalRow,
    intervals_chart,
)
from kzaz_analysis.reports.audit.sentences import (
    apart_words,
    office,
    operands_line,
    side_value,
    verdict_name,
    verdict_words,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from kzaz_analysis.analysis.audit import ConflictCard
    from kzaz_analysis.analysis.audit.clauses import Clause, Dates
    from kzaz_analysis.display.citations import SourceList
    from kzaz_analysis.display.sentences import Prose, SourcedSentence
    from kzaz_analysis.display.tables import Table
    from kzaz_analysis.reports.audit.clauses.writer import ClauseWriter
    from kzaz_analysis.reports.audit.study import ShownCard

    Cells = Mapping[Any, Any]

MOST_ROWS = 8
"""Pairs in the table of a card."""

SIDES = ("left", "right")

NO_ROOM = ((0.0, 0.0), (0.0, 0.0))
"""Two sides that meet."""

CARD_STYLE = (
    "<style>"
    ".kz-card{padding-top:.2rem;border-top:1px solid var(--rule,#dde2e7)}"
    ".kz-card h4{margin-top:1rem}"
    ".kz-contents{font:.88rem/1.5 var(--sans,sans-serif)}"
    "</style>"
)


@dataclass(frozen=True, slots=True)
class CardView:
    """A card, ready to be shown.

    Attributes
    ----------
    number : int
        Place on the page.
    shown : ShownCard
        What the audit found, and what to draw of it.
    writer : ClauseWriter
        How lines and ids are written.
    cite : SourceList
        Where the marks lead to.
    """

    number: int
    shown: ShownCard
    writer: ClauseWriter = field(repr=False)
    cite: SourceList = field(repr=False)

    @property
    def card(self) -> ConflictCard:
        """What the audit found."""
        return self.shown.card

    @property
    def subject(self) -> str:
        """What disagrees."""
        return self.card.title[0].upper() + self.card.title[1:]

    @property
    def title(self) -> str:
        """What disagrees, and about when."""
        return f"{self.number}. {headed(self.subject, self.card.dates, self.writer)}"

    @property
    def link(self) -> str:
        """HTML that leads to the card, its words for a list under its subject."""
        words = self.writer.period(self.card.dates) or f"card {self.number}"
        return f'<a href="#card-{self.number}">{escape(words)}</a>'

    @property
    def worst(self) -> Cells:
        """The gravest comparison, widest first."""
        return self.card.comparisons.iloc[0].to_dict()

    @property
    def words(self) -> Prose:
        """Both sides, how far apart they are, and the verdict."""
        row = self.worst
        left, right = (self._side(row, side) for side in ("left", "right"))
        sources = [*_ids(row["left_sources"]), *_ids(row["right_sources"])]
        apart = apart_words(row)
        hint = self.writer.words(row["hint"])
        notes = [self._note(row, side) for side in SIDES]
        return paragraph(
            [
                sourced(f"{left} against {right}", *sources),
                sourced(apart) if apart else None,
                *notes,
                sourced(f"Verdict: {verdict_words(row, self.writer)}"),
                sourced(f"It would fit if {hint}") if hint else None,
            ],
            self.cite,
        )

    def reviews(self) -> list[dict[str, Any]]:
        """Review both sides of the gravest pair, in the words of schema.org.

        A review names what a claim stands against, and not which side is right.
        """
        return [self._review(*sides) for sides in (SIDES, SIDES[::-1])]

    def _review(self, side: str, other: str) -> dict[str, Any]:
        row = self.worst
        about = self.title.partition(". ")[2]
        against = f"Stands against {self._side(row, other)}. {self.arithmetic}."
        return {
            "@type": "ClaimReview",
            "@id": f"#card-{self.number}",
            "author": rights()["creator"],
            "claimReviewed": f"{about}: {self._side(row, side)}",
            "reviewBody": against,
            "reviewRating": {"@type": "Rating", "alternateName": str(row["verdict"])},
            "itemReviewed": {
                "@type": "Claim",
                "appearance": [
                    {"@type": "CreativeWork", "name": str(o)}
                    | ({"url": o.address} if o.address else {})
                    for o in self.cite.origins
                    if o.source in _ids(row[f"{side}_sources"])
                ],
            },
        }

    @property
    def arithmetic(self) -> str:
        """The calculation in one line."""
        return operands_line(self.worst, self.writer)

    @property
    def chart(self) -> IntervalPlot | None:
        """The figures on one axis, if there are two that can be drawn."""
        rows = self._rows()
        if len(rows) < 2 or not self.worst["distance"] > 0:
            return None
        names_text = "; ".join(row.words for row in rows[:4])
        more = f"; and {len(rows) - 4} more" if len(rows) > 4 else ""
        alt = (
            f"Interval plot, {plural(len(rows), 'figure')} on one axis: "
            f"{names_text}{more}."
        )
        alt += f" {self.arithmetic}."
        unit = str(self.worst["unit"])
        return intervals_chart(rows, unit=unit, alt=alt, apart=self._apart())

    @property
    def table(self) -> Table:
        """All comparisons of the card that are inconsistent, the gravest first."""
        rows = told(self.card)
        cells = [
            Row(
                (
                    verdict_name(r),
                    str(r["rule"]),
                    operands_line(r, self.writer),
                    self.writer.words(r["condition"]),
                ),
                (*_ids(r["left_sources"]), *_ids(r["right_sources"])),
            )
            for r in rows.head(MOST_ROWS).to_dict("records")
        ]
        heads = ("verdict", "rule", "arithmetic", "condition")
        caption = "Pairs that are inconsistent"
        if len(rows) > MOST_ROWS:
            caption += f", the first {MOST_ROWS} of {len(rows)}"
        data = self.writer.frame(rows.head(MOST_ROWS))
        return table(caption, heads, cells, self.cite, data=data)

    def __repr__(self) -> str:
        picture = self.chart
        drawn = [] if picture is None else [repr(picture)]
        lines = [
            self.title,
            *drawn,
            repr(self.words),
            f"Arithmetic: {self.arithmetic}.",
        ]
        return "\n".join([*lines, self._counted()])

    @property
    def html(self) -> str:
        """The card without the styles that it shares with others."""
        spans = "".join(
            f'<span id="{self.cite.anchor(source)}"></span>'
            for source in dict.fromkeys(card_sources(self.shown))
            if self.cite.homes.get(source) == f"card {self.number}"
        )
        picture = self.chart
        drawn = "" if picture is None else picture._repr_html_()
        return (
            f'<div class="kz-card" id="card-{self.number}">'
            f"<h4>{escape(self.title)}</h4>{spans}{self.words._repr_html_()}{drawn}"
            f'<p class="kz-asof">Arithmetic: {escape(self.arithmetic)}. '
            f"{escape(self._counted())}</p>{self._folded()}</div>"
        )

    def _repr_html_(self) -> str:
        return STYLE + CARD_STYLE + self.html

    def _folded(self) -> str:
        if len(told(self.card)) < 2:
            return ""
        return (
            '<details class="kz-fold"><summary>The pairs behind it</summary>'
            f"{self.table._repr_html_()}</details>"
        )

    def _counted(self) -> str:
        differ, pairs = len(told(self.card)), len(self.card.comparisons)
        if pairs == 1:
            return "This is the only pair."
        return f"{differ} of {pairs} pairs on this card are inconsistent."

    def _side(self, row: Cells, side: str) -> str:
        sides = self.card.sides
        periods = sides["dates"][sides["ids"] == row[f"{side}_ids"]]
        when = "" if periods.empty else self._when(periods.iloc[0])
        return f"{side_value(row, side, self.writer)}{when}"

    def _note(self, row: Cells, side: str) -> SourcedSentence | None:
        """Say what the tables remark on a side, unless the verdict says it."""
        ids = str(row[f"{side}_ids"]).replace(" + ", "; ").split("; ")
        remarks = [self.shown.notes.get(name, "").rstrip(".") for name in ids]
        verdict = self.writer.words(row["condition"])
        notes = [
            text for text in dict.fromkeys(remarks) if text and text not in verdict
        ]
        if not notes:
            return None
        text = f"Noted on {side_value(row, side, self.writer)}: {'; '.join(notes)}"
        return sourced(text, *_ids(row[f"{side}_sources"]))

    def _when(self, dates: Dates) -> str:
        """Name the period of a side, where the title does not say it."""
        period = "" if dates == self.card.dates else self.writer.period(dates)
        return f" for {period}" if period else ""

    def _rows(self) -> list[IntervalRow]:
        rows = []
        for side in self.shown.sides.to_dict("records"):
            value, low, high = (float(side[n]) for n in ("value", "low", "high"))
            group = int(side["group"])
            marks = self.cite.marks(side["sources"], html=True)
            rows.append(IntervalRow(self._label(side), value, low, high, group, marks))
        return sorted(rows, key=lambda row: row.group)

    def _apart(self) -> tuple[float, float] | None:
        """Find the ends between which no value fits both sides of the gravest pair."""
        ends: dict[Clause, tuple[float, float]] = {}
        for side in self.shown.sides.to_dict("records"):
            both = (float(side["low"]), float(side["high"]))
            ends.setdefault(side["text"], both)
        pair = [ends.get(self.worst[f"{s}_text"]) for s in ("left", "right")]
        lower, upper = sorted(both for both in pair if both) if all(pair) else NO_ROOM
        return (lower[1], upper[0]) if lower[1] < upper[0] else None

    def _label(self, side: Cells) -> str:
        offices = [
            office(agency, books, self.writer.agencies)
            for agency, books in zip(side["agencies"], side["books"], strict=True)
        ]
        office_names = list(dict.fromkeys(offices))
        more = f" and {len(office_names) - 1} more" if len(office_names) > 1 else ""
        text, when = self.writer.words(side["text"]), self._when(side["dates"])
        origin = "worked out; " if WORKED_OUT in side["status"] else ""
        return f"{text}{when}, {origin}{office_names[0]}{more}"


def headed(name: str, dates: Dates, writer: ClauseWriter) -> str:
    """Name a series or target with its period, if it has one."""
    return ", ".join(filter(None, (name, writer.period(dates))))


def told(card: ConflictCard) -> pd.DataFrame:
    """Comparisons of a card that are inconsistent, the gravest first."""
    rows = card.comparisons
    return rows[rows["verdict"] != "consistent"]


def card_sources(shown: ShownCard) -> list[str]:
    """Return the sources of all that a card shows, as often as it shows them."""
    columns = ["left_sources", "right_sources"]
    pairs = told(shown.card).head(MOST_ROWS)[columns].to_numpy().ravel()
    drawn = [source for sources in shown.sides["sources"] for source in sources]
    return [*(source for joined in pairs for source in _ids(joined)), *drawn]


def _ids(joined: object) -> list[str]:
    return [name for name in str(joined).split("; ") if name]
