"""What every study is: an answer in parts, that a report lays out as a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from kzaz_analysis.display.exports.exportable import Exportable
from kzaz_analysis.display.speech.vocabulary import Vocabulary
from kzaz_analysis.display.tables import Table, frame_table

if TYPE_CHECKING:
    from kzaz_analysis.display.charts.chart import Chart
    from kzaz_analysis.display.exports.shown_page import ShownPage
    from kzaz_analysis.display.sentences import Prose
    from kzaz_analysis.evidence.opened import Evidence
    from kzaz_analysis.evidence.series import Record


def vocabulary_of(evidence: Evidence) -> Vocabulary:
    """Return what a dataset calls reporters and series."""
    about = evidence.dataset
    return Vocabulary(
        sides=about.codes,
        names={**about.names, **about.side_names},
        side_colours={side.code: side.colour for side in about.sides},
        series_colours=about.colours,
        capitals=about.capitals,
        phrases_of=str(evidence.folder),
    )


class Study(Exportable):
    """A study; ``frame`` is its main table."""

    room: ClassVar[str]
    """Report that lays it out: a room of `kzaz_analysis.reports`."""

    evidence: Evidence
    """What it rests on."""

    @property
    def as_of(self) -> str:
        """Day of knowledge, ISO 8601; empty when all publications count."""
        return self.evidence.as_of

    @property
    def vocabulary(self) -> Vocabulary:
        """What its page calls reporters and series."""
        return vocabulary_of(self.evidence)

    def summary(self) -> Table:
        """Sum up: headline numbers with their intervals, periods and sources.

        That of its page, where everything else of the study is laid out.
        """
        return self._page().summary()

    @property
    def chart(self) -> Chart | Prose | None:
        """The first picture of its page; None where there is none to draw."""
        return self._page().chart

    @property
    def sentences(self) -> tuple[str, ...]:
        """The answer of its page, a sentence each."""
        return self._page().sentences

    @property
    def heading(self) -> str:
        """The title of its page."""
        return self._page().heading

    @property
    def origins(self) -> tuple[str, ...]:
        """The sources of its page."""
        return self._page().origins

    def _page(self) -> ShownPage:
        # Laid out by a room that imports this one, as every study is.
        from kzaz_analysis import page  # noqa: PLC0415

        this: Any = self
        laid_out: ShownPage = page(this)
        return laid_out

    def _repr_html_(self) -> str:
        return frame_table(self.frame)._repr_html_()


class RecordStudy(Study):
    """A study of one record."""

    record: Record
    """The series under its rule."""
