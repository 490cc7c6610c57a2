"""Propose the figures of a news text: one row per number with a unit."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.evidence.intake.complete import as_cell
from kzaz_analysis.evidence.intake.extraction import directions
from kzaz_analysis.evidence.intake.extraction.numbers import (
    Number,
    find_numbers,
    qualifier_of,
)
from kzaz_analysis.evidence.intake.extraction.periods import Period, find_periods
from kzaz_analysis.evidence.intake.extraction.series_names import Catalogue
from kzaz_analysis.evidence.intake.extraction.special import anniversaries, multiples
from kzaz_analysis.evidence.intake.extraction.timing import Timing, timing_of
from kzaz_analysis.evidence.intake.extraction.units import Unit, coded, unit_of

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS = [
    "paragraph",
    "start",
    "end",
    "words",
    "table",
    "series",
    "fit",
    "measure",
    "value",
    "unit",
    "digits",
    "qualifier",
    "period_start",
    "period_end",
    "base_start",
    "base_end",
    "deadline_end",
    "change",
    "direction",
    "sentence",
]
"""Columns of a list of candidates."""

SENTENCE = re.compile(
    r".+?(?:(?<!\b[A-Z])(?<!\b(?:Mr|Dr|St))(?<!\bU\.S)[.!?]+[\"')]*"
    r"(?=\s+[\"'(]?[A-Z$€\d])|$)",
    re.DOTALL,
)
PLAIN = str.maketrans(
    "\u2018\u2019\u201c\u201d\u2013\u2014\u2212\u00a0\u202f\t", "''\"\"---   "
)
"""Quotes, dashes and spaces of print as those of a keyboard, one for one."""

NEAR = 60
"""Characters before a number whose words count most; after it, half as many."""

BREAK = re.compile(r";|, (?:while|whereas|but|which)\b")
ISO_DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its place, the paragraph up to it, and what is around it."""

    text: str
    start: int
    paragraph: int
    context: str
    around: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit, in a sentence."""

    number: Number
    unit: Unit


def extract(
    text: str,
    series: pd.DataFrame,
    units: pd.DataFrame,
    published: dt.date | None = None,
) -> pd.DataFrame:
    """Propose the figures of a text.

    Parameters
    ----------
    text : str
        A news text. Paragraphs are separated by empty lines, or are lines where
        there is no empty one.
    series, units : pandas.DataFrame
        The catalogue and the units.
    published : datetime.date, optional
        Day of publication, by which "last year" is read. When left out, a day in
        ISO form in the first paragraph is taken.

    Returns
    -------
    pandas.DataFrame
        One row per number with a unit, as they stand in the text; see `COLUMNS`.
        ``start`` and ``end`` are characters of the text, ``paragraph`` counts from
        one. All cells but those four and ``fit`` are text, empty where the text does
        not tell. Nothing is certain: ``series`` is a guess by words, ``fit`` says how
        good, from 0 to 1, and ``table`` is where a person would look first.
    """
    text = text.translate(PLAIN)
    catalogue, known = Catalogue.of(series, units), frozenset(units["unit"])
    day = published or _day_in(text)
    rows = [
        _row(sentence, figure, day, catalogue, known)
        for sentence in sentences(text)
        for figure in _figures(sentence)
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.sort_values(["start", "end"], ignore_index=True)


def sentences(text: str) -> Iterator[Sentence]:
    """Sentences of a text with their paragraph, counted from one."""
    gap = r"\n[ \t]*\n\s*" if re.search(r"\S[ \t]*\n[ \t]*\n\s*\S", text) else r"\n"
    count, place, before = 0, 0, ""
    for part in [*re.finditer(gap, text), None]:
        end = part.start() if part else len(text)
        paragraph = text[place:end]
        if paragraph.strip():
            count += 1
            for match in SENTENCE.finditer(paragraph):
                context = paragraph[: match.start()]
                around = f"{before} {paragraph}"
                yield Sentence(match[0], place + match.start(), count, context, around)
            before = paragraph
        place = part.end() if part else end


def _day_in(text: str) -> dt.date | None:
    match = ISO_DAY.search(text.lstrip().partition("\n")[0])
    try:
        return dt.date.fromisoformat(match[0]) if match else None
    except ValueError:
        return None


def _figures(sentence: Sentence) -> list[Figure]:
    """Numbers with a unit; dates are left out, ranges share the unit of their end."""
    text = sentence.text
    dates = find_periods(text, dt.date(2000, 1, 1))
    numbers = [n for n in find_numbers(text) if not _in_a_date(n, dates)]
    found: list[Figure] = []
    for number in reversed(numbers):
        unit = unit_of(text, number, sentence.context)
        if found and (unit is None or unit.base == found[-1].unit.base):
            shared = _shared(text, number, found[-1])
            if shared is not None:
                found.append(shared)
                continue
        if unit is not None:
            found.append(Figure(number, unit))
    extra = [Figure(n, u) for n, u in (*multiples(text), *anniversaries(text))]
    return [*reversed(found), *extra]


def _shared(text: str, number: Number, later: Figure) -> Figure | None:
    """Read "from 32 to 42 a week": the first number has the unit of the second."""
    between = text[number.end : later.number.start]
    if not re.fullmatch(r"\s*(?:to|and|or|-)\s*[$€₸]?\s*", between):
        return None
    unit = unit_of(text, number)
    if unit is not None and unit.end > later.number.start:
        unit = None
    if unit is None:
        spread = later.number.scale if number.scale == 1 else number.scale
        return Figure(
            replace(number, scale=spread), replace(later.unit, end=number.end)
        )
    return Figure(number, replace(unit, per=unit.per or later.unit.per))


def _in_a_date(number: Number, dates: list[Period]) -> bool:
    inside = [d for d in dates if d.at <= number.start and number.end <= d.to]
    # "Within three years" is a period, and three years are what is promised, too.
    return any(not number.spelled or d.role != "deadline" for d in inside)


def _row(
    sentence: Sentence,
    figure: Figure,
    day: dt.date | None,
    catalogue: Catalogue,
    known: frozenset[str],
) -> dict[str, Any]:
    number, text = figure.number, sentence.text
    value, unit = coded(number.value, number.scale, figure.unit, known)
    clause = _clause(text, number)
    measure = directions.measure_of(unit, text[: number.start], clause)
    flow = directions.flow_of(clause) or directions.flow_of(text)
    timing = timing_of(text, sentence.context, number, measure, day)
    near = text[max(0, number.start - NEAR) : figure.unit.end + NEAR // 2]
    words = (near, text, sentence.around)
    name, fit = catalogue.guess(words, unit, measure, flow, timing.years)
    table = _table(text, number, measure, timing)
    last = max(number.end, figure.unit.end)
    counted = unit == "count" or number.digits is None
    return {
        "paragraph": sentence.paragraph,
        "start": sentence.start + number.start,
        "end": sentence.start + last,
        "words": " ".join(text[number.start : last].split()),
        "table": table,
        "series": name,
        "fit": fit,
        "measure": measure,
        "value": as_cell(value),
        "unit": unit,
        "digits": "" if counted else str(number.digits),
        "qualifier": qualifier_of(text, number),
        **(timing.promised() if table == "targets" else timing).cells(),
        "change": directions.change_of(clause),
        "direction": flow,
        "sentence": " ".join(text.split()),
    }


def _clause(text: str, number: Number) -> str:
    """Return the sentence around a number, up to the next semicolon or bracket."""
    before = BREAK.split(text[: number.start])[-1]
    after = BREAK.split(text[number.end :])[0]
    return before + text[number.start : number.end] + after


def _table(text: str, number: Number, measure: str, timing: Timing) -> str:
    tail = re.split(r"[;,]", text[number.end :])[0]
    before = re.split(rf"{BREAK.pattern}|, and ", text[: number.start])[-1]
    if timing.deadline or directions.is_promised(before + " | " + tail):
        return "targets"
    return "observations" if measure == "level" else "claims"
