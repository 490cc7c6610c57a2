"""What every page about one series has: record, conflicts, sources, hand-over."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kzaz_analysis.display.citations import SourceList, source_list
from kzaz_analysis.display.exports.shown_page import ShownPage
from kzaz_analysis.display.results import Result, Results
from kzaz_analysis.display.sentences import Prose, Said, paragraph, said
from kzaz_analysis.reports.record import sentences as view
from kzaz_analysis.reports.record import tables
from kzaz_analysis.reports.record.edition import (
    edition_sources,
    edition_table,
    edition_words,
)
from kzaz_analysis.reports.record.record_chart import record_chart
from kzaz_analysis.reports.record.results import small_picture

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kzaz_analysis.display.charts.chart import Chart
    from kzaz_analysis.display.citations import SourceRows
    from kzaz_analysis.display.tables import Table
    from kzaz_analysis.evidence.opened import Evidence
    from kzaz_analysis.evidence.series import Record


class RecordPage(ShownPage):
    """A page about one record.

    Parameters
    ----------
    sources : callable
        Returns the rows of the sources table for some ids.

    Attributes
    ----------
    cite : SourceList
        Sources of the page, numbered in the order of use.
    """

    left_out: tuple[str, ...] = ()
    """Tables of every record page that the report of this one does not show."""

    target: float | None = None
    """A level that the pictures show as a line."""

    def __init__(self, sources: SourceRows) -> None:
        places = {"record": self.record.annual["source"], **self._uses()}
        places["conflicts"] = tables.conflicting(self.record)["source"]
        places["edition"] = edition_sources([self.record])
        hidden = [s for name in self.left_out for s in places.pop(name)]
        folded_sections = [*hidden, *self._rest()]
        self.cite: SourceList = source_list(sources, places, folded_sections)

    @property
    @abstractmethod
    def record(self) -> Record:
        """The series under its rule."""

    @property
    @abstractmethod
    def _evidence(self) -> Evidence:
        """What the page rests on."""

    @property
    @abstractmethod
    def title(self) -> str:
        """The finding, true for every parameter."""

    @property
    @abstractmethod
    def kicker(self) -> str:
        """What and whom the page is about."""

    @abstractmethod
    def _uses(self) -> dict[str, Iterable[str]]:
        """Name the page's own tables, each with its sources."""

    def _rest(self) -> Iterable[str]:
        """Return the sources of figures that stand in sentences and charts alone."""
        conflict = getattr(getattr(self, "study", None), "elsewhere", None)
        return [*self.record.partial["source"], *(conflict.sources if conflict else ())]

    @abstractmethod
    def _sentences(self) -> list[Said | None]:
        """Sentences of the answer."""

    @abstractmethod
    def _results(self) -> list[Result]:
        """Headline numbers, the first one foremost."""

    @property
    def basis(self) -> str:
        """Prices of the figures, empty for what has none."""
        return view.basis(self.record)

    @property
    def answer(self) -> Prose:
        """The answer in two or three sentences, and what it rests on."""
        line = view.as_of_line(self.record, self.basis)
        return paragraph(self._sentences(), self.cite, "answer", line)

    @property
    def record_chart(self) -> Chart | Prose:
        """The record as points, with gaps and changes of reporter."""
        record = self.record
        if record.annual.empty:
            return paragraph([said("There is no yearly figure to draw")], None, "note")
        picture = record_chart(
            record.annual,
            unit=record.unit,
            label=view.subject(record),
            series=record.name,
            basis=view.basis(record),
            others=tables.conflicting(record),
            partial=record.partial[record.partial["months"].notna()],
            target=self.target,
            target_label="target",
        )
        return self._with_sources(picture)

    @property
    def record_words(self) -> Prose:
        """Which figures are used: years, gaps, changes of reporter."""
        return view.record_words(self.record, self.cite)

    @property
    def record_table(self) -> Table:
        """The chosen figures with their sources."""
        return tables.record_table(self.record, self.cite)

    @property
    def edition_words(self) -> Prose:
        """What was printed before, what stands now and why; nothing where none did."""
        return edition_words([self.record], self.cite)

    @property
    def edition_table(self) -> Table:
        """All figures that were printed otherwise."""
        return edition_table([self.record], self.cite)

    @property
    def conflict_words(self) -> Prose:
        """Where sources disagree on this page's numbers."""
        return tables.conflict_words(self.record, self.cite)

    @property
    def conflict_table(self) -> Table:
        """Figures for the same year that disagree."""
        return tables.conflict_table(self.record, self.cite)

    @property
    def results(self) -> Results:
        """The headline numbers as data."""
        return Results(
            title=self.title,
            kicker=self.kicker,
            answer=self.answer.text,
            as_of=self.record.as_of,
            results=tuple(self._results()),
            cite=self.cite,
            reads=self._evidence.all_reads,
            sentences=self.written,
            about={"series": self.record.name, "rule": self.record.rule},
            sparkline=small_picture(self.record, self.target),
            ledger=tuple(self._commitments()),
        )

    def _commitments(self) -> Iterable[Mapping[str, Any]]:
        """Return what the page commits to, for the ledger."""
        return ()

    def _with_sources(self, picture: Chart) -> Chart:
        """Put the source line below a picture of the record."""
        marks = self.cite.marks(self.record.source_ids, html=False).strip()
        line = f"Sources: {marks}; {view.rule_words(self.record)}."
        used = set(self.record.source_ids)
        origins = tuple(str(o) for o in self.cite.origins if o.source in used)
        return replace(picture, source=line, title=self.title, origins=origins)

    def _nothing(self, **_: Any) -> Prose:
        """Leave a place empty: the words beside it say why."""
        return paragraph([])
