"""What every page can do by itself: show itself, be summed up, be taken elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kzaz_analysis.display.exports.exportable import Exportable
from kzaz_analysis.display.sentences import Prose, Title
from kzaz_analysis.display.speech.language import current
from kzaz_analysis.display.speech.phrases import phrase
from kzaz_analysis.display.speech.vocabulary import speak
from kzaz_analysis.display.tables import Row, Table, table

if TYPE_CHECKING:
    import pandas as pd

    from kzaz_analysis.display.charts.chart import Chart
    from kzaz_analysis.display.results import Results

SHOWN = ("Chart", "Prose", "Table", "Cards", "Stack")
"""Types of what a notebook shows of a page."""


class ShownPage(Exportable):
    """A page: a title, an answer, headline numbers, and sections to be asked for."""

    title: Any
    kicker: Any
    answer: Any
    results: Any
    cite: Any

    def __getattribute__(self, name: str) -> Any:
        # Pages of several datasets may be laid out by turns: each part is written in
        # the words of its own, when it is asked for.
        if name.startswith("_") or name in ("study", "record", "cite"):
            return super().__getattribute__(name)
        speak(object.__getattribute__(self, "study").vocabulary)
        words: dict[Any, Prose] = self.__dict__.setdefault("_words", {})
        key = name, current()
        if key in words:
            return words[key]
        part = super().__getattribute__(name)
        placed = getattr(part, "placed", None)
        part = part if placed is None else placed(name, self)
        # A picture may be drawn into, but words are as they are.
        if isinstance(part, Prose):
            words[key] = part
        return part

    @property
    def sections(self) -> tuple[str, ...]:
        """Names of what the page can show: ``page.record_table`` and the like."""
        return tuple(
            name
            for name, shows in self._shows().items()
            if any(word in shows for word in SHOWN) and name not in ("chart", "answer")
        )

    @classmethod
    def _shows(cls) -> dict[str, str]:
        """Return the type of every public property, by its name."""
        shows: dict[str, str] = {}
        for kind in cls.__mro__:
            for name, part in vars(kind).items():
                getter = getattr(part, "fget", None)
                if getter and not name.startswith("_"):
                    annotation = getter.__annotations__.get("return", "")
                    shows.setdefault(name, str(annotation))
        return shows

    def written(self) -> list[dict[str, Any]]:
        """Every sentence with its operands: the title, the answer, then each section.

        Returns
        -------
        list of dict
            As `SourcedSentence.record` gives them, with ``section``: the name of what
            holds it.
        """
        prose = [name for name, shows in self._shows().items() if shows == "Prose"]
        names = ["answer", *(name for name in prose if name != "answer")]
        title = [self.title.sentence] if isinstance(self.title, Title) else []
        parts = {"title": title, **{n: getattr(self, n).sentences for n in names}}
        return [
            {"section": name} | sentence.record()
            for name, sentences in parts.items()
            for sentence in sentences
        ]

    @property
    def chart(self) -> Chart | Prose | None:
        """Its first picture; None where there is none to draw."""
        charts = [name for name in self.sections if name.endswith("chart")]
        pictures = (getattr(self, name) for name in charts)
        return next((p for p in pictures if hasattr(p, "figure")), None)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The answer, a sentence each."""
        prose: Prose = self.answer
        return tuple(sentence.text for sentence in prose.sentences)

    @property
    def frame(self) -> pd.DataFrame:
        """The headline numbers, unrounded, with unit, bounds, period and sources."""
        results: Results = self.results
        return results.frame

    @property
    def heading(self) -> str:
        """Its title."""
        return str(self.title)

    @property
    def origins(self) -> tuple[str, ...]:
        """Its sources, numbered as on the page."""
        results: Results = self.results
        return tuple(str(origin) for origin in results.cite.origins)

    @property
    def subject_line(self) -> str:
        """What its pictures are about and whose figures they show."""
        parts = (self.kicker, self._reporters)
        return " · ".join(phrase(part) for part in parts if part)

    @property
    def _reporters(self) -> str:
        """Whose figures they are, where the kicker does not say it."""
        return ""

    @property
    def unit(self) -> str:
        """Unit id of its levels; empty where they are in several."""
        return ""

    @property
    def rests_on(self) -> tuple[str, ...]:
        """Sources of what is computed here, by their ids: all of them."""
        return tuple(origin.source for origin in self.cite.origins)

    @property
    def drawn_from(self) -> tuple[str, ...]:
        """The same in words, for a picture that names none of its own."""
        described: tuple[str, ...] = self.cite.named(self.rests_on)
        return described

    def summary(self) -> Table:
        """Sum up the headline numbers in one table, with their intervals and sources.

        Its ``frame`` has the same numbers unrounded.
        """
        results: Results = self.results
        rows = [
            Row((r.label, r.shown or "not computable", r.between, r.period), r.sources)
            for r in results.results
        ]
        heads = ("measure", "#value", "interval", "period")
        return table(str(self.title), heads, rows, results.cite, data=results.frame)

    def __repr__(self) -> str:
        parts = (phrase(self.kicker), repr(self.answer), repr(self.summary()))
        shows = f"{phrase('Shows')}: {', '.join(self.sections)}"
        return "\n\n".join([*(part for part in parts if part), shows])

    def _repr_html_(self) -> str:
        names = ", ".join(f"<code>{name}</code>" for name in self.sections)
        return (
            f"{self.answer._repr_html_()}{self.summary()._repr_html_()}"
            f"<p>{phrase('Shows')}: {names}</p>"
        )
