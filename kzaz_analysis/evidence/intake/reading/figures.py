"""Every figure of a text: its number, unit, measure, hedge and time."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from kzaz_analysis.evidence.intake.reading.grammar import grammar
from kzaz_analysis.evidence.intake.reading.language import language_of
from kzaz_analysis.evidence.intake.reading.numerals import decimal_marks
from kzaz_analysis.evidence.intake.reading.plain_text import (
    Sentence,
    says,
    sentences,
)
from kzaz_analysis.evidence.intake.reading.sentence_figures import (
    SentenceReader,
    TextFigure,
)
from kzaz_analysis.evidence.intake.reading.sentence_units import BESIDE, is_amount
from kzaz_analysis.evidence.intake.reading.time.periods import DAYS, mentions
from kzaz_analysis.evidence.intake.reading.time.resolve import Calendar
from kzaz_analysis.evidence.intake.reading.units import Things, of_sides

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from kzaz_analysis.evidence.intake.reading.time.periods import Mention, Period
    from kzaz_analysis.evidence.intake.reading.unit_codes import Unit


class _Read(NamedTuple):
    """What a sentence said: figures, periods to carry on, the last thing counted."""

    figures: tuple[TextFigure, ...]
    carried: Sequence[Period]
    thing: str


RANGE = re.compile(r"(?: ?(?:-|to|and) ?)[$\u20ac]?")
"""What joins the ends of a range."""

FROM = 200
"""Characters before a number that may say what it comes from."""

HEAD = 300
"""Characters at the start of a text in which its day is looked for."""


def read_figures(
    text: str,
    published: dt.date | None = None,
    *,
    strict: bool = False,
    sides: Collection[str] | None = None,
) -> list[TextFigure]:
    """Read every number that has a unit.

    Parameters
    ----------
    text : str
        In English. Paragraphs in other languages are passed over.
    published : datetime.date, optional
        Day of the text, by which "last year" is read; otherwise a day at its
        beginning.
    strict : bool
        Tell the other reading of every ambiguous separator, and take "less than" at
        its word: ``up_to``, where the press means ``under``.
    sides : collection of str, optional
        Codes of the countries of the dataset: a currency that several countries call
        by one name is theirs.

    Returns
    -------
    list of TextFigure
        In the order of the text.
    """
    words = grammar()
    marks = decimal_marks(text)
    calendar = Calendar(words, published or day_in(text))
    counted_nouns = Things()
    figures: list[TextFigure] = []
    known: dict[tuple[Any, ...], _Read] = {}
    language, paragraph = words.name, 0
    unit_before: Unit | None = None
    for sentence in sentences(text):
        if sentence.paragraph != paragraph:
            language, paragraph = language_of(sentence.text), sentence.paragraph
            calendar.turn()
        if language != words.name:
            continue
        # What is said again after the same is read as before, whatever a text repeats.
        key = sentence.text, calendar.topic, counted_nouns.last, unit_before
        if key not in known:
            reader = SentenceReader(
                sentence, words, marks, strict, calendar, counted_nouns
            )
            reader.unit_before = unit_before
            figures_read = tuple(reader.figures())
            counted_nouns.note(sentence.text, words)
            known[key] = _Read(figures_read, reader.carried, counted_nouns.last)
            figures += figures_read
        else:
            figures += [replace(f, sentence=sentence) for f in known[key].figures]
        read = known[key]
        calendar.carry(read.carried)
        counted_nouns.last = read.thing
        unit_before = next(
            (f.unit for f in reversed(read.figures) if is_amount(f.unit)), unit_before
        )
    for place, (figure, second) in enumerate(pairwise(figures)):
        figures[place] = _like_second(figure, second)
    return figures if sides is None else [_of_sides(f, sides) for f in figures]


def _like_second(figure: TextFigure, second: TextFigure) -> TextFigure:
    """Read "30-40 percent higher": both ends are a rise."""
    percents = {figure.unit.base, second.unit.base}
    is_bare = figure.measure.name in ("level", "share")
    is_one = second.sentence is figure.sentence and percents == {"percent"}
    if not (is_one and is_bare and second.measure.name == "growth"):
        return figure
    between = figure.sentence.text[figure.number.end : second.number.start]
    is_range_of_growth = re.fullmatch(" ?(?:-|to) ?", between)
    return replace(figure, measure=second.measure) if is_range_of_growth else figure


def is_range(figure: TextFigure, second: TextFigure) -> bool:
    """Whether two figures are ends of one, "2.7-2.8", and not what it was and became.

    "Rose from 5 to 7" moved.
    """
    text, words = figure.sentence.text, grammar()
    between = text[figure.number.end : second.number.start]
    if second.sentence is not figure.sentence or not RANGE.fullmatch(between):
        return False
    if figure.unit.base != second.unit.base:
        return False
    if figure.measure.name != second.measure.name:
        return False
    start = figure.number.start
    preceding = text[max(0, start - FROM) : start].rstrip("$\u20ac")
    if not words.pattern("comes_from").search(preceding):
        return True
    return not (
        figure.here.first_change or says(words.pattern("moved"), text, end=start)
    )


def _of_sides(figure: TextFigure, sides: Collection[str]) -> TextFigure:
    unit = of_sides(figure.unit, sides, grammar())
    if unit is figure.unit:
        return figure
    notes = (unit.note if n == figure.unit.note else n for n in figure.notes)
    return replace(figure, unit=unit, notes=tuple(notes))


def day_in(text: str) -> dt.date | None:
    """Return the first whole day at the beginning of a text."""
    words = grammar()
    head = next(sentences(text), None)
    if head is None:
        return None
    calendar = Calendar(words)
    opening = " ".join(s.text for s in _first(text))[:HEAD]
    for mention in mentions(opening, words):
        if mention.kind in DAYS and "y" in mention.parts and mention.role != "as_of":
            periods = calendar.resolve([replace(mention, role="period")])
            if periods and _heads(opening, mention):
                return periods[0].end
    return None


def _first(text: str) -> list[Sentence]:
    return [s for s in sentences(text[: 4 * HEAD]) if s.paragraph <= 2]


def _heads(opening: str, mention: Mention) -> bool:
    """Whether a day stands as a dateline, or is when somebody said what is told."""
    text_before = opening[: mention.start]
    shape = grammar().data["published"]
    is_headed = re.search(shape, text_before, re.IGNORECASE) is not None
    return (
        mention.role == "told"
        or is_headed
        or not re.search(r"[a-z]{3,} (?:[a-z]+ )?\Z", text_before)
    )


__all__ = ["BESIDE", "TextFigure", "day_in", "is_range", "read_figures"]
