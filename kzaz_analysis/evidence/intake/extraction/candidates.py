"""Propose the figures of a news text: one row per number with a unit."""

from __future__ import annotations

import bisect
import datetime as dt
import re
from functools import lru_cache, partial
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.intake.complete import as_cell
from kzaz_analysis.evidence.intake.extraction.flows import flow_of, flow_of_trader
from kzaz_analysis.evidence.intake.extraction.series_names import Catalogue
from kzaz_analysis.evidence.intake.extraction.series_said import countries_in
from kzaz_analysis.evidence.intake.extraction.series_shared import (
    GOES_ON,
    share_series,
)
from kzaz_analysis.evidence.intake.extraction.series_words import WAYS
from kzaz_analysis.evidence.intake.extraction.text_tables import (
    blocks,
    caption_of,
    delimiter_of,
    table_rows,
)
from kzaz_analysis.evidence.intake.reading.figures import (
    TextFigure,
    is_range,
    read_figures,
)
from kzaz_analysis.evidence.intake.reading.grammar import grammar
from kzaz_analysis.evidence.intake.reading.language import language_of
from kzaz_analysis.evidence.intake.reading.numbers import digits_of
from kzaz_analysis.evidence.intake.reading.numerals import same_digits
from kzaz_analysis.evidence.intake.reading.plain_text import paragraphs, sentences
from kzaz_analysis.evidence.intake.reading.time.timing import FIXED, compares
from kzaz_analysis.evidence.intake.reading.unit_codes import coded
from kzaz_analysis.evidence.tables import default

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from kzaz_analysis.evidence.dataset.dataset import DatasetDescription

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

NEAR = 80
"""Characters before a number whose words count most; after it, a third as many."""

SENTENCE, AROUND, LEAD = 600, 1500, 400
"""Characters of a sentence, of the text before it, and of the beginning of a text, that
a series is guessed by."""

FLOW_WORD = re.compile(r"\b(?:import|export)", re.IGNORECASE)
"""Clauses that say themselves which way goods go."""

THAT_COUNTRY = re.compile(
    r"\b(?:to|from) (?:that|this|the (?:same|latter|neighbou?ring)) (?:country|market"
    r"|state|neighbou?r)\b",
    re.IGNORECASE,
)
"""A clause whose partner the one before names: "imports from A fell; exports to that
country rose"."""

ATTRIBUTED = re.compile(
    r", (?:the )?[^,;.]{0,60}(?:committee|ministry|bureau|agency|office|embassy)\b"
    r"[^,;.]{0,40}? (?:said|says|announced|announces|reported|reports|noted|stated)\b",
    re.IGNORECASE,
)
"""Who says so, behind what is said."""

SINCE = re.compile(
    r"\b(?:since (?!the (?:start|beginning) of)|to date\b|accumulated|cumulative)",
    re.IGNORECASE,
)
"""Clauses that sum up several years."""

NEXT_NUMBER = re.compile(r"(?<![\w.,])[$€£₸₼₽]?\d(?!\d{3}\b)")
JOIN = re.compile(r"[,;(]|\b(?:and|while|whereas|but|compared|against|from|up|down)\b")
"""The next figure of a sentence, a year left aside; what its own words begin with."""

ASIDE = re.compile(r", (?:with|led by|mainly|mostly|chiefly|notably)\b")
"""Words behind a figure that tell what else there is to it."""

OTHER_WAY = grammar().pattern("other_way")
OTHER_WAY_BEFORE = grammar().pattern("other_way_before")

CAPACITY = re.compile(r"\bcapacit(?:y|ies)\b", re.IGNORECASE)

TOGETHER = re.compile(
    r"\b(?:with|both|between|together|jointly|from|to|and|into|via|through)\b",
    re.IGNORECASE,
)
"""Words by which a place goes with another one."""

RANGE = "an end of one figure, "
BOTH_ENDS = re.compile(r"\bbetween (?:[\w$\u20ac]+ )?\W*\Z", re.IGNORECASE)
"""What is said of both ends of a range, and before "5 and 6"."""

WIDTH_OF_BOTH = 80
"""Characters in which it stands."""

PART_END = re.compile(r"[;(]|: |, (?!\d{4})")
"""What parts a list of figures."""

DENIED = "said not to be so: not a claim"
"""Note of a figure that its sentence denies; it belongs to no table."""

STEP = 200
"""Of long sentences, words are taken in steps: neighbours then share them."""


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
    units_of_catalogue = frozenset(units["unit"])
    if delimiter_of(text):
        blank = dict.fromkeys(COLUMNS, "")
        cells = [blank | row for row in table_rows(text, catalogue, units_of_catalogue)]
        return pd.DataFrame(cells, columns=COLUMNS)
    tables = blocks(text)
    prose = text
    for start, end in tables:
        prose = prose[:start] + re.sub(r"[^\n]", " ", text[start:end]) + prose[end:]
    proposer = _Proposer(prose, catalogue, units_of_catalogue)
    figures = read_figures(prose, published, sides=catalogue.dataset.codes)
    rows = [proposer.row(figure) for figure in figures]
    share_series(figures, rows, catalogue)
    _note_ranges(figures, rows)
    for start, end in tables:
        rows += _of_table(text, start, end, catalogue, units_of_catalogue)
    starts = [start for start, _ in paragraphs(text)]
    if tables:
        rows.sort(key=itemgetter("start"))
        for row in rows:
            row["paragraph"] = bisect.bisect_right(starts, row["start"])
    return pd.DataFrame(rows, columns=COLUMNS)


def _of_table(
    text: str, start: int, end: int, catalogue: Catalogue, known: Collection[str]
) -> list[dict[str, Any]]:
    """Figures of a table among paragraphs; none where it has no heading to read."""
    caption = caption_of(text, start)
    try:
        rows = list(table_rows(text[start:end], catalogue, known, caption))
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
        text, start = figure.sentence.text, figure.number.start
        dash = text[figure.number.end : second.number.start].strip()
        spoken = dash in ("to", "-") or BOTH_ENDS.search(
            text, max(0, start - WIDTH_OF_BOTH), start
        )
        if spoken and is_range(figure, second):
            ends = " to ".join(row["value"] for row in rows[place : place + 2])
            for row in rows[place : place + 2]:
                row["note"] = "; ".join(filter(None, (row["note"], f"{RANGE}{ends}")))


def left_out(text: str) -> list[str]:
    """Languages of paragraphs that are not read although the text as a whole is."""
    languages = {language_of(text[start:end]) for start, end in paragraphs(text)}
    return sorted(languages - {grammar().name})


class _Proposer:
    """Turns figures into rows; what is asked twice is kept."""

    def __init__(self, text: str, catalogue: Catalogue, known: Collection[str]) -> None:
        self.text, self.catalogue, self.known = text, catalogue, known
        self.paragraphs = list(paragraphs(text))
        self.lead = (
            text[: min(LEAD, self.paragraphs[:2][-1][1])] if text.strip() else ""
        )
        self.sentences = [(s.places[0], s.paragraph) for s in sentences(text)]
        self.other_route = _other_route(text, catalogue.dataset)
        self.on_routes = lru_cache(maxsize=1024)(self._without_other_routes)
        self.flow = lru_cache(maxsize=1024)(partial(_flow, catalogue.dataset.codes))
        self.before = lru_cache(maxsize=64)(self._before)
        self.sums_up = lru_cache(maxsize=1024)(SINCE.search)
        self.rows: dict[tuple[Any, ...], dict[str, Any]] = {}

    def row(self, figure: TextFigure) -> dict[str, Any]:
        """Write one figure as a row of the list."""
        sentence = figure.sentence
        start, end = sentence.span(figure.number.start, figure.end)
        place = {"paragraph": sentence.paragraph, "start": start, "end": end}
        # A sentence that is said again is read once, and so are words before it.
        said = (*map(id, (figure.number, figure.here)), *self._earlier(figure))
        if GOES_ON.match(sentence.text) or said not in self.rows:
            self.rows[said] = self._row(figure)
        return self.rows[said] | place

    def _without_other_routes(self, words: str) -> str:
        return self.other_route.sub(" ", words) if self.other_route else words

    def _row(self, figure: TextFigure) -> dict[str, Any]:
        """Write what a figure says as a row, which has no place yet."""
        number, unit, here = figure.number, figure.unit, figure.here
        measure, timing = figure.measure.name, figure.timing
        value, code, rate = coded(figure.amount, number.scale, unit, self.known)
        sentence = self._sentence(figure)
        own_end = _own_end(same_digits(figure.sentence.text), figure.end)
        flow = self._way(figure, sentence, own_end)
        near, sentence_words = self._near(figure, own_end), self._here(figure, own_end)
        words = (near, sentence_words, *self._earlier(figure))
        if self.other_route:
            near, sentence_words, *earlier_words = map(self.on_routes, words)
            words = (near, sentence_words, earlier_words[0], earlier_words[1])
        years = 2 if self.sums_up(same_digits(here.clause)) else timing.years
        thing = figure.sentence.text[number.end : figure.end] if unit.counted else ""
        guess = self.catalogue.guess(words, code, measure, flow, years, thing)
        table = _table(figure)
        digits = None if code == "count" else digits_of(number, code, figure.qualifier)
        return {
            **dict.fromkeys(COLUMNS[:3], 0),
            "words": figure.sentence.text[number.start : figure.end],
            "table": table,
            "series": guess.series,
            "fit": guess.fit,
            "nearest": " ".join(guess.nearest),
            "measure": measure,
            "value": as_cell(value),
            "other_value": self._other(figure),
            "unit": code,
            "digits": "" if digits is None else str(digits),
            "qualifier": figure.qualifier,
            **(timing.promised() if table == "targets" else timing).cells(),
            "period_words": timing.words,
            "change": figure.measure.change,
            "direction": flow,
            "note": _note(figure, table, rate),
            "sentence": sentence,
        }

    def _way(self, figure: TextFigure, sentence: str, own_end: int) -> str:
        """Return which way a figure goes, by the nearest words that say so."""
        text, here = same_digits(figure.sentence.text), figure.here
        before = same_digits(here.before)
        own_words = before[_own_start(before) :]
        own_words += text[
            figure.number.start : min(own_end, figure.end + len(here.after))
        ]
        flow, is_said = self.flow(own_words)
        if not all(flow.partition("->")):
            flow, is_said = self.flow(before)
        if not flow:
            flow, is_said = self.flow(same_digits(here.clause[:SENTENCE]))
        if not is_said:
            flow, _ = self.flow(same_digits(sentence))
        elif not flow and THAT_COUNTRY.search(here.clause):
            preceding = text[
                max(0, figure.number.start - SENTENCE) : figure.number.start
            ]
            flow, _ = self.flow(preceding)
        elif not flow:
            flow = self._of_trader(figure, own_words)
        start = figure.number.start
        if OTHER_WAY.match(text[figure.end : figure.end + 70]) or (
            OTHER_WAY_BEFORE.search(text[max(0, start - 60) : start])
        ):
            flow = "->".join(reversed(flow.split("->")))
        return flow

    def _of_trader(self, figure: TextFigure, own_words: str) -> str:
        """Read "Turkey's trade with Georgia was 5; exports 3": they are Turkey's."""
        nouns, codes = FLOW_WORD.findall(own_words), self.catalogue.dataset.codes
        if len(nouns) != 1 or countries_in(own_words, codes):
            return ""
        start = figure.number.start
        sentence = figure.sentence.text[max(0, start - SENTENCE) : start]
        earlier, _ = self._earlier(figure)
        ways = (flow_of_trader(t, nouns[0], codes) for t in (sentence, earlier))
        return next(filter(None, ways), "")

    def _other(self, figure: TextFigure) -> str:
        if figure.number.other is None:
            return ""
        other = figure.number.other * figure.number.scale
        value, _, _ = coded(other, figure.number.scale, figure.unit, self.known)
        return as_cell(value)

    def _sentence(self, figure: TextFigure) -> str:
        text, place = figure.sentence.text, figure.number.start
        if len(text) <= SENTENCE:
            return text.strip()
        start = max(0, place // STEP * STEP - STEP)
        return text[start : start + SENTENCE].strip()

    def _here(self, figure: TextFigure, own_end: int) -> str:
        """Return the words of the sentence that are not of a figure after this one.

        "It is 836 km long" goes on about what the sentence before spoke of.
        """
        sentence = figure.sentence
        own_end = min(own_end, figure.end + SENTENCE)
        text = _unattributed(same_digits(sentence.text))[
            max(0, own_end - SENTENCE) : own_end
        ]
        number = len(text) - (own_end - figure.number.start)
        own_start = _own_start(text[:number]) if number > 0 else 0
        text = self._of_own_place(text[:own_start], text[own_start:])
        if not GOES_ON.match(sentence.text):
            return text
        place = bisect.bisect_left(self.sentences, (sentence.places[0], 0)) - 1
        start, paragraph = self.sentences[max(0, place)]
        if paragraph != sentence.paragraph:
            return text
        earlier = self.text[start : sentence.places[0]]
        if figure.timing.years and not figure.unit.per:
            # "Its capacity is 60. Last year it moved 30": that is no capacity.
            earlier = CAPACITY.sub(" ", earlier)
        return same_digits(earlier) + text

    def _of_own_place(self, earlier: str, own: str) -> str:
        """Leave out places of the figures before, as in "Baku took 5, Poti 3"."""
        if not self.catalogue.place_in(own) or TOGETHER.search(own):
            return earlier + own
        words = re.split(r"(\W+)", earlier)
        return "".join(w for w in words if not self.catalogue.place_in(w)) + own

    def _earlier(self, figure: TextFigure) -> tuple[str, str]:
        return self.before(figure.sentence.places[0], figure.sentence.paragraph)

    def _before(self, place: int, paragraph: int) -> tuple[str, str]:
        """Return what its paragraph says before, and the paragraph before that.

        Of long ones what is near. What a text is about, its beginning says.
        """
        paragraph_start = max(self.paragraphs[paragraph - 1][0], place - AROUND)
        earlier = self.paragraphs[max(0, paragraph - 2)][0]
        start = max(earlier, paragraph_start - AROUND)
        further = self.lead[:start] + self.text[start:paragraph_start]
        return same_digits(self.text[paragraph_start:place]), same_digits(further)

    def _near(self, figure: TextFigure, own_end: int) -> str:
        """Return the words next to a number, up to the commas around it."""
        text, number, end = figure.sentence.text, figure.number, figure.end
        text = _unattributed(same_digits(text))
        start = max(0, number.start - NEAR)
        # Half a word at the edge is none.
        start = max(start, text.find(" ", start, number.start) + 1) if start else 0
        text_before = text[start : number.start]
        own_words = PART_END.split(text_before)[-1]
        text_before = own_words if self.catalogue.tells(own_words) else text_before
        own_words = text_before[_own_start(text_before) :]
        text_after = text[end : min(end + NEAR // 3, own_end)]
        after_words = PART_END.split(text_after)[0]
        if self.catalogue.tells(own_words + after_words):
            text_before = own_words
        return text_before + text[number.start : end] + after_words


def _other_route(text: str, dataset: DatasetDescription) -> re.Pattern[str] | None:
    """Shape of "along the corridor" where a text does not name that of the dataset."""
    route = dataset.corridor.lower().removeprefix("the ")
    names = [route, *(word for word, name in dataset.synonyms.items() if route in name)]
    if not route or any(name.lower() in text.lower() for name in names):
        return None
    return re.compile(rf"\b(?:{'|'.join(WAYS)}) the (?:route|corridor)\b", re.I)


def _own_end(text: str, end: int) -> int:
    """Where the words of a figure end: at the join before the next number."""
    numbers = _next_numbers(text)
    place = bisect.bisect_left(numbers, end)
    following = numbers[place] if place < len(numbers) else len(text)
    if following >= end + SENTENCE:
        following = len(text)
    aside = ASIDE.search(text, end, min(following, end + SENTENCE))
    if aside:
        return aside.start()
    if following == len(text):
        return following
    joins = list(JOIN.finditer(text, end, following))
    return joins[-1].start() if joins else following


@lru_cache(maxsize=64)
def _next_numbers(text: str) -> list[int]:
    return [match.start() for match in NEXT_NUMBER.finditer(text)]


@lru_cache(maxsize=64)
def _unattributed(text: str) -> str:
    """Leave out the bodies that only say so, each letter a space."""
    return ATTRIBUTED.sub(lambda match: " " * len(match[0]), text)


@lru_cache(maxsize=4096)
def _own_start(text_before: str) -> int:
    """Where the words of a figure start: at the join behind the number before it."""
    earlier = list(NEXT_NUMBER.finditer(text_before))
    join = JOIN.search(text_before, earlier[-1].end()) if earlier else None
    return join.start() if join else 0


def _flow(codes: tuple[str, ...], clause: str) -> tuple[str, bool]:
    """Return which way something goes, and whether the clause itself has to say it."""
    flow = flow_of(clause, codes)
    return flow, bool(flow or FLOW_WORD.search(clause))


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
