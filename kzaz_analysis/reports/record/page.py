"""What every page has, and every page about one series."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from kzaz_analysis.display.citations import SourceList, source_list
from kzaz_analysis.display.exports.shown_page import ShownPage
from kzaz_analysis.display.results import Result, Results
from kzaz_analysis.display.sentences import Prose, SourcedSentence, paragraph, sourced
from kzaz_analysis.display.speech.phrases import phrase
from kzaz_analysis.display.speech.vocabulary import speak
from kzaz_analysis.reports.record import sentences as view
from kzaz_analysis.reports.record import tables
from kzaz_analysis.reports.record.edition import (
    edition_sources,
    edition_table,
    edition_words,
)
from kzaz_analysis.reports.record.record_chart import record_chart
from kzaz_analysis.reports.record.results import read_in, small_picture
from kzaz_analysis.reports.record.study import RecordStudy, Study
from kzaz_analysis.studies.other_reporters import conflicting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kzaz_analysis.display.charts.chart import Chart
    from kzaz_analysis.display.citations import SourceRows
    from kzaz_analysis.display.tables import Table
    from kzaz_analysis.evidence.series import Record


Asked = TypeVar("Asked", bound=Study)


class ReportPage(ShownPage, Generic[Asked]):
    """The page of one study: finding, answer, sections, sources, headline numbers.

    Parameters
    ----------
    study : Study
        The numbers.
    sources : callable
        Returns the rows of the sources table for some ids.

    """

    def __init__(self, study: Asked, sources: SourceRows) -> None:
        self.study = study
        self.sources = sources
        speak(study.vocabulary)

    @cached_property
    def cite(self) -> SourceList:
        """Sources of the page, numbered in the order of use."""
        return source_list(self.sources, self._places(), self._rest())

    @property
    @abstractmethod
    def title(self) -> str:
        """The finding, true for every parameter."""

    @property
    @abstractmethod
    def kicker(self) -> str:
        """What and whom the page is about."""

    @abstractmethod
    def _places(self) -> dict[str, Iterable[str]]:
        """Name the tables of the page in their order, each with its sources."""

    def _rest(self) -> Iterable[str]:
        """Return the sources of figures that stand in sentences and charts alone."""
        return ()

    @abstractmethod
    def _sentences(self) -> list[SourcedSentence | None]:
        """Sentences of the answer."""

    @abstractmethod
    def _rests_on(self) -> str:
        """Return the line below the answer: its day of knowledge, its rule."""

    @abstractmethod
    def _results(self) -> Iterable[Result]:
        """Headline numbers, the first one foremost."""

    def _commitments(self) -> Iterable[Mapping[str, Any]]:
        """Return what the page commits to, for the ledger."""
        return ()

    def _sparkline(self) -> str:
        """Return a small picture for the index; empty for none."""
        return ""

    def _subject(self) -> dict[str, str]:
        """Return series and rule of a page about one record."""
        return {}

    def _series(self) -> str:
        """Return the series that the page is about; empty for several."""
        return self._subject().get("series", "")

    def _linked_data(self) -> Iterable[Mapping[str, Any]]:
        """Return what the page says about claims, in the words of schema.org."""
        return ()

    @property
    def answer(self) -> Prose:
        """The answer in two or three sentences, and what it rests on."""
        return paragraph(self._sentences(), self.cite, "answer", self._rests_on())

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
            about=self._subject(),
            sparkline=self._sparkline(),
            ledger=tuple(self._commitments()),
            subject=self._series(),
            linked_data=tuple(self._linked_data()),
        )


AboutOne = TypeVar("AboutOne", bound=RecordStudy)


class RecordPage(ReportPage[AboutOne]):
    """A page about one record."""

    @property
    def record(self) -> Record:
        """The series under its rule."""
        return self.study.record

    @property
    def target(self) -> float | None:
        """A level that the pictures show as a line."""
        return None

    def _places(self) -> dict[str, Iterable[str]]:
        pairs = conflicting(self.record).to_dict("records")
        conflicts = [source for pair in pairs for source in tables.figure_sources(pair)]
        edition = edition_sources([self.record])
        places = {"record": self.record.annual["source"], **self._uses()}
        return {**places, "conflicts": conflicts, "edition": edition}

    @abstractmethod
    def _uses(self) -> dict[str, Iterable[str]]:
        """Name the page's own tables, each with its sources."""

    def _rest(self) -> Iterable[str]:
        conflict = getattr(self.study, "conflicting_figure", None)
        return [*self.record.partial["source"], *(conflict.sources if conflict else ())]

    def _rests_on(self) -> str:
        return view.as_of_line(self.record, self.basis)

    def _subject(self) -> dict[str, str]:
        return {"series": self.record.name, "rule": self.record.rule}

    def _sparkline(self) -> str:
        return small_picture(self.record, self.target)

    @property
    def basis(self) -> str:
        """Prices of the figures, empty for what has none."""
        return view.basis(self.record)

    @property
    def record_chart(self) -> Chart | Prose:
        """The record as points, with gaps and changes of reporter."""
        record = self.record
        if record.annual.empty:
            return paragraph(
                [sourced("There is no yearly figure to draw")], None, "note"
            )
        picture = record_chart(
            record.annual,
            unit=record.unit,
            label=view.subject(record),
            series=record.name,
            basis=view.basis(record),
            others=conflicting(record),
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
    def _reporters(self) -> str:
        return view.rule_words(self.record)

    @property
    def unit(self) -> str:
        """Unit id of the record."""
        return self.record.unit

    @property
    def _read_in(self) -> str:
        """Unit in which tables show levels: that of sentences and axes."""
        return read_in(self.record)

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The sources of the record."""
        return tuple(dict.fromkeys(self.record.source_ids))

    def _with_sources(self, picture: Chart) -> Chart:
        """Put the source line below a picture of the record."""
        marks = self.cite.marks(self.record.source_ids, html=False).strip()
        rule = phrase(view.rule_words(self.record))
        line = f"{phrase('Sources')}: {marks}; {rule}."
        origins = self.drawn_from
        return replace(picture, source=line, title=self.title, origins=origins)
