"""Propose the figures of a news text: one row per number with a unit."""

from __future__ import annotations

import bisect
import datetime as dt
import gc
import re
from contextlib import contextmanager
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.intake.complete import as_cell
from kzaz_analysis.evidence.intake.extraction.figure_words import FigureWords
from kzaz_analysis.evidence.intake.extraction.series_shared import (
    GOES_ON,
    share_series,
)
from kzaz_analysis.evidence.intake.extraction.text_tables import (
    blocks,
    caption_of,
    delimiter_of,
    table_rows,
)
from kzaz_analysis.evidence.intake.extraction.titles.catalogue import Catalogue
from kzaz_analysis.evidence.intake.extraction.titles.guesses import Guesser
from kzaz_analysis.evidence.intake.reading.figures import (
    TextFigure,
    is_range,
    read_figures,
)
from kzaz_analysis.evidence.intake.reading.grammar import grammar
from kzaz_analysis.evidence.intake.reading.language import language_of
from kzaz_analysis.evidence.intake.reading.numbers import digits_of
from kzaz_analysis.evidence.intake.reading.plain_text import paragraphs
from kzaz_analysis.evidence.intake.reading.time.timing import FIXED, compares
from kzaz_analysis.evidence.intake.reading.unit_codes import coded
from kzaz_analysis.evidence.tables import default

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from kzaz_analysis.evidence.dataset.dataset import DatasetDescription
    from kzaz_analysis.evidence.intake.extraction.titles.questions import SeriesQuestion

COLUMNS = [
    "paragraph",
    "start",
    "end",
    "words",
    "table",
    "series",
    "fit",
    "nearest",
    "measure",
    "value",
    "other_value",
    "unit",
    "digits",
    "qualifier",
    "period_start",
    "period_end",
    "base_start",
    "base_end",
    "deadline_end",
    "period_words",
    "change",
    "direction",
    "note",
    "sentence",
]
"""Columns of a list of candidates."""

RANGE = "an end of one figure, "
BOTH_ENDS = re.compile(r"\bbetween (?:[\w$\u20ac]+ )?\W*\Z", re.IGNORECASE)
"""What is said of both ends of a range, and before "5 and 6"."""

WIDTH_OF_BOTH = 80
"""Characters in which it stands."""

DENIED = "said not to be so: not a claim"
"""Note of a figure that its sentence denies; it belongs to no table."""


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage meanwhile.

    A long text makes a hundred thousand small objects that are kept and form no
    cycles: to look through them again and again takes a sixth of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_uncollected()
def extract(
    text: str,
    series: pd.DataFrame,
    units: pd.DataFrame,
    published: dt.date | None = None,
    dataset: DatasetDescription | None = None,
) -> pd.DataFrame:
    """Propose the figures of a text.

    Parameters
    ----------
    text : str
        A news text in English, or a table whose lines are parted by semicolons, tabs
        or bars. Paragraphs are separated by empty lines, or are lines
        where there is no empty one.
    series, units : pandas.DataFrame
        The catalogue and the units.
    published : datetime.date, optional
        Day of publication, by which "last year" is read. When left out, a day at the
        beginning of the text is taken.
    dataset : DatasetDescription, optional
        What the catalogue is about; that of the data folder when left out.

    Returns
    -------
    pandas.DataFrame
        One row per number with a unit, as they stand in the text; see `COLUMNS`.
        ``start`` and ``end`` are characters of the text, ``paragraph`` counts from
        one. All cells but those three and ``fit`` are text, empty where the text does
        not tell. ``value`` carries the sign of a change. ``other_value`` is filled
        where a separator may be read in two ways, and ``note`` says what was assumed.
        Nothing is certain: ``series`` is a guess by words, ``fit`` says how good, from
        0 to 1, and ``table`` is where a person would look first; nothing for what is
        denied.

    Raises
    ------
    UsageError
        If the text is in a language that is not read; the message names it.
    """
    language = language_of(text)
    if language != grammar().name:
        raise UsageError(
            f"the text is in {language}, which is not read; {grammar().name} is. "
            "Nothing was proposed"
        )
    catalogue = Catalogue.of(series, units, dataset or default().dataset)
    guesser = Guesser(catalogue)
    units_of_catalogue = frozenset(units["unit"])
    if delimiter_of(text):
        blank = dict.fromkeys(COLUMNS, "")
        cells = [blank | row for row in table_rows(text, guesser, units_of_catalogue)]
        return pd.DataFrame(cells, columns=COLUMNS)
    tables = blocks(text)
    prose = text
    for start, end in tables:
        prose = prose[:start] + re.sub(r"[^\n]", " ", text[start:end]) + prose[end:]
    proposer = _Proposer(prose, guesser, units_of_catalogue)
    figures = read_figures(prose, published, sides=catalogue.dataset.codes)
    rows = proposer.rows(figures)
    share_series(figures, rows, catalogue)
    _note_ranges(figures, rows)
    for start, end in tables:
        rows += _of_table(text, start, end, guesser, units_of_catalogue)
    starts = [start for start, _ in paragraphs(text)]
    if tables:
        rows.sort(key=itemgetter("start"))
        for row in rows:
            row["paragraph"] = bisect.bisect_right(starts, row["start"])
    return pd.DataFrame(rows, columns=COLUMNS)


def _of_table(
    text: str, start: int, end: int, guesser: Guesser, known: Collection[str]
) -> list[dict[str, Any]]:
    """Figures of a table among paragraphs; none where it has no heading to read."""
    caption = caption_of(text, start)
    try:
        rows = list(table_rows(text[start:end], guesser, known, caption))
    except UsageError:
        return []
    blank = dict.fromkeys(COLUMNS, "")
    places = (
        {"start": start + row["start"], "end": start + row["end"]} for row in rows
    )
    return [blank | row | place for row, place in zip(rows, places, strict=True)]


def _note_ranges(figures: Sequence[TextFigure], rows: list[dict[str, Any]]) -> None:
    """Say of the ends of a range that they are one figure: "5,000-6,000 tonnes"."""
    for place, (figure, second) in enumerate(pairwise(figures)):
        if not is_range(figure, second):
            continue
        text, start = figure.sentence.text, figure.number.start
        dash = text[figure.number.end : second.number.start].strip()
        low = max(0, start - WIDTH_OF_BOTH)
        if dash in ("to", "-") or BOTH_ENDS.search(text, low, start):
            ends = " to ".join(row["value"] for row in rows[place : place + 2])
            for row in rows[place : place + 2]:
                row["note"] = "; ".join(filter(None, (row["note"], f"{RANGE}{ends}")))


def left_out(text: str) -> list[str]:
    """Languages of paragraphs that are not read although the text as a whole is."""
    languages = {language_of(text[start:end]) for start, end in paragraphs(text)}
    return sorted(languages - {grammar().name})


class _Proposer:
    """Turns figures into rows, all of them at once."""

    def __init__(self, text: str, guesser: Guesser, known: Collection[str]) -> None:
        self.guesser, self.known = guesser, known
        self.around = FigureWords(text, guesser.catalogue)

    def rows(self, figures: Sequence[TextFigure]) -> list[dict[str, Any]]:
        """Write figures as rows of the list."""
        # A sentence that is said again is read once, and so are words before it.
        read: dict[tuple[Any, ...], tuple[dict[str, Any], SeriesQuestion]] = {}
        rows = []
        for figure in figures:
            alike = id(figure.number), id(figure.here), *self.around.earlier(figure)
            if GOES_ON.match(figure.sentence.text) or alike not in read:
                read[alike] = self._row(figure)
            rows.append(read[alike])
        guesses = self.guesser.guesses(question for _, question in rows)
        return [
            row | guesses[question].cells() | _place(figure)
            for figure, (row, question) in zip(figures, rows, strict=True)
        ]

    def _row(self, figure: TextFigure) -> tuple[dict[str, Any], SeriesQuestion]:
        """Write what a figure says as a row without place, and ask for its series."""
        number, unit, timing = figure.number, figure.unit, figure.timing
        value, code, rate = coded(figure.amount, number.scale, unit, self.known)
        question = self.around.question(figure, code)
        table = _table(figure)
        digits = None if code == "count" else digits_of(number, code, figure.qualifier)
        row = {
            "words": figure.sentence.text[number.start : figure.end],
            "table": table,
            "measure": figure.measure.name,
            "value": as_cell(value),
            "other_value": self._other(figure),
            "unit": code,
            "digits": "" if digits is None else str(digits),
            "qualifier": figure.qualifier,
            **(timing.promised() if table == "targets" else timing).cells(),
            "period_words": timing.words,
            "change": figure.measure.change,
            "direction": question.flow,
            "note": _note(figure, table, rate),
            "sentence": self.around.sentence(figure),
        }
        return row, question

    def _other(self, figure: TextFigure) -> str:
        if figure.number.other is None:
            return ""
        other = figure.number.other * figure.number.scale
        value, _, _ = coded(other, figure.number.scale, figure.unit, self.known)
        return as_cell(value)


def _place(figure: TextFigure) -> dict[str, int]:
    sentence = figure.sentence
    start, end = sentence.span(figure.number.start, figure.end)
    return {"paragraph": sentence.paragraph, "start": start, "end": end}


def _note(figure: TextFigure, table: str, rate: str) -> str:
    idle = figure.timing.note if table == "targets" else ""
    denied = DENIED if figure.here.negated else ""
    notes = (denied, *figure.notes, rate)
    return "; ".join(note for note in notes if note and note != idle)


def _table(figure: TextFigure) -> str:
    measure, timing = figure.measure.name, figure.timing
    if figure.here.negated:
        return ""
    text, start, end = figure.sentence.text, figure.number.start, figure.end
    text_before, text_after = text[max(0, start - 50) : start], text[end : end + 70]
    # "To grow from 15 to 25": what it grows from is so already, as a length is.
    is_long = figure.unit.base in FIXED and text_after.startswith(
        (" long", " in length")
    )
    is_so = is_long or compares(text_before, text_after, grammar())
    is_coming = timing.deadline or figure.here.promised
    if measure != "share" and is_coming and not is_so:
        return "targets"
    return "observations" if measure == "level" else "claims"
