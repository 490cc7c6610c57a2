"""What stands alone: its numbers, its picture, files in the page's words."""

from __future__ import annotations

from typing import Any

from kzaz_analysis.display.speech.phrases import phrase
from kzaz_analysis.exporting.frames import FrameExports


class Exportable(FrameExports):
    """Something shown, which can be taken elsewhere."""

    __slots__ = ()

    def _spoken(self, words: str) -> str:
        return phrase(words)


class BesidePicture(Exportable):
    """What a page shows beside its pictures: words, tables, cards.

    Attributes
    ----------
    name : str
        What its page calls it.
    page : ShownPage or None
        Its page.
    """

    __slots__ = ()

    name: str = ""
    page: Any = None

    @property
    def chart(self) -> Any:
        """The picture of its section on its page, a `Chart`; None where there is none.

        ``page.record_chart`` for ``page.record_words``, else that of its table; for the
        answer, the first picture of the page.
        """
        beside = self.name.replace("_words", "_table")
        table = getattr(self.page, beside, None) if beside != self.name else None
        return self._section_chart() or getattr(table, "chart", None)

    def _section_chart(self) -> Any:
        section = self.name.rpartition("_")[0]
        drawn = "chart" if self.name == "answer" else f"{section}_chart"
        picture = getattr(self.page, drawn, None)
        return picture if hasattr(picture, "figure") else None
