"""Which figures are about the same as the one before: its changes, and what goes on."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kzaz_analysis.evidence.intake.extraction.phrases import LAID
from kzaz_analysis.evidence.intake.reading.figures import BESIDE, TextFigure
from kzaz_analysis.evidence.intake.reading.grammar import grammar
from kzaz_analysis.evidence.intake.reading.plain_text import says
from kzaz_analysis.evidence.intake.reading.sentence_figures import CHANGES
from kzaz_analysis.evidence.intake.reading.time.timing import compares

if TYPE_CHECKING:
    from kzaz_analysis.evidence.intake.extraction.titles.catalogue import Catalogue

SUMS_UP = re.compile(r"\W*(?:altogether|overall|in total|in all)\b", re.IGNORECASE)
"""Beginning of a paragraph that adds up the one before it."""

GOES_ON = grammar().pattern("goes_on")
AS_BEFORE = grammar().pattern("same_as_before")

THESE = re.compile(
    r"\b(?:this|these|that|those) "
    r"(?:figure|volume|number|indicator|capacit|level)\w*\b",
    re.IGNORECASE,
)
"""What was given before, raised or lowered now."""

OF_IT = re.compile(
    r" \([-+]?|,? (?:or|i\.e\.|that is|which is|roughly|about)"
    r"(?:,)?(?: (?:about|roughly|nearly|almost|around))? ",
    re.IGNORECASE,
)
"""Between an amount and the percentage that says the same, or how it changed."""

NEXT_TO = 60
"""Characters between an amount and the change of it."""

APART = re.compile(
    r"[()]|;(?! (?:that|this|it|which) (?:is|was)\b)"
    r"|\band(?! (?:reached|amounted|came|totall?ed|stood|made up|was))\b"
    r"|\b(?:while|whereas|but|of which|among them|including)\b",
    re.IGNORECASE,
)
"""What parts an amount from a change of something else."""


BECAME = re.compile(r" ?(?:to|-) ?(?:us ?)?[$\u20ac\u00a3]?", re.IGNORECASE)
"""Between what a figure was and what it became: both are of one series."""

IN_TURN = re.compile(r"\bthey \w+(?:[^;.]|\.(?=\d))*\brespectively\b", re.IGNORECASE)
"""Figures that go through those before them once more, in their order."""

SEVERAL = re.compile(
    r"\b(?:both|(?:the|these|those) two|the) (?:ports|lines|routes|pipelines)\b",
    re.IGNORECASE,
)
"""Places that were named before, and none of them alone."""

CELLS = ("series", "fit", "nearest")

_NEAR = 5
"""How many figures before one may be what "this volume" means."""


def share_series(
    figures: list[TextFigure], rows: list[dict[str, Any]], catalogue: Catalogue
) -> None:
    """Give a figure the series of the one before where it says no more of its own.

    A change is one of the amount that its sentence sets beside it ("containers rose by
    36 % to 76,900 TEU"); "compared to 5 million" counts what was counted before, and
    "this is 8 % more" goes on about it.
    """
    pairs = list(zip(figures, rows, strict=True))
    _share_in_turn(pairs)
    _share_of_several(pairs, catalogue)
    for place, ((one, row), (other, beside)) in enumerate(pairwise(pairs)):
        near = pairs[max(0, place + 1 - _NEAR) : place + 1]
        source = _before_changes(near, beside, catalogue)
        if source and _goes_on(*source, other, beside, catalogue):
            beside |= {name: source[1][name] for name in CELLS}
            continue
        if one.sentence is not other.sentence:
            continue
        between = one.sentence.text[one.end : other.number.start]
        if OF_IT.fullmatch(between) and beside["measure"] in ("share", *CHANGES):
            beside |= {name: row[name] for name in CELLS}
            continue
        if BECAME.fullmatch(between) and _same_unit(row, beside, catalogue):
            better = max(row, beside, key=lambda cells: cells["fit"])
            for cells in (row, beside):
                cells |= {name: better[name] for name in CELLS}
            continue
        if len(between) > NEXT_TO or APART.search(between):
            continue
        for change, amount in ((row, beside), (beside, row)):
            if change["measure"] in CHANGES and amount["measure"] == "level":
                change["series"], change["fit"] = amount["series"], amount["fit"]


def _before_changes(
    pairs: list[tuple[TextFigure, dict[str, Any]]],
    beside: dict[str, Any],
    catalogue: Catalogue,
) -> tuple[TextFigure, dict[str, Any]] | None:
    """Return the figure before, of an amount the one before changes of the same."""
    last_series = pairs[-1][1]["series"]
    said = beside["sentence"]
    place = said.find(beside["words"])
    if says(THESE, said, end=place):
        alike = [pair for pair in pairs if _same_unit(pair[1], beside, catalogue)]
        return alike[-1] if alike else None
    for figure, row in reversed(pairs[-3:]):
        if row["series"] != last_series:
            return None
        if beside["measure"] in CHANGES or _same_unit(row, beside, catalogue):
            return figure, row
        if row["measure"] not in CHANGES:
            return None
    return None


def _same_unit(
    row: dict[str, Any], beside: dict[str, Any], catalogue: Catalogue
) -> bool:
    is_alike = _size(row, catalogue) == _size(beside, catalogue)
    return is_alike and row["measure"] not in CHANGES


def _size(row: dict[str, Any], catalogue: Catalogue) -> str:
    """Return what a unit measures, itself where it converts to no other."""
    return str(catalogue.dimensions.get(row["unit"], row["unit"]))


def _goes_on(
    one: TextFigure,
    row: dict[str, Any],
    other: TextFigure,
    beside: dict[str, Any],
    catalogue: Catalogue,
) -> bool:
    """Whether a figure is about the same as the one before it."""
    text, place = other.sentence.text, other.number.start
    is_next = one.sentence.paragraph == other.sentence.paragraph
    if not is_next and not SUMS_UP.match(text):
        return False
    if says(LAID, text, place):
        return False
    is_same_unit = _same_unit(row, beside, catalogue)
    text_before, text_after = (
        text[max(0, place - 50) : place],
        text[other.end : other.end + 70],
    )
    if is_same_unit and says(THESE, text, end=place):
        return True
    is_compared = AS_BEFORE.search(text_before) or compares(
        text_before, text_after, grammar()
    )
    words_between = text[one.end : place]
    if is_compared and is_same_unit and one.sentence is other.sentence:
        return ";" not in words_between and not catalogue.tells(words_between)
    if not beside["series"]:
        goes_on = BESIDE in other.notes or GOES_ON.match(text) is not None
        if one.sentence is other.sentence and not APART.search(words_between):
            goes_on = goes_on or not catalogue.tells(words_between)
        is_silent = goes_on or not catalogue.tells(beside["sentence"])
        return is_silent and (beside["measure"] in CHANGES or is_same_unit)
    return False


def _share_in_turn(pairs: list[tuple[TextFigure, dict[str, Any]]]) -> None:
    """Read "imports were 5 and exports 3; in May they were 4 and 2 respectively"."""
    for (one, row), (two, row_2), (three, row_3), (four, row_4) in zip(
        pairs, pairs[1:], pairs[2:], pairs[3:], strict=False
    ):
        if len({id(figure.sentence) for figure in (one, two, three, four)}) > 1:
            continue
        between = one.sentence.text[two.end : three.number.start]
        if ";" in between and IN_TURN.search(one.sentence.text, two.end):
            for earlier, again in ((row, row_3), (row_2, row_4)):
                again |= {name: earlier[name] for name in (*CELLS, "direction")}


def _share_of_several(
    pairs: list[tuple[TextFigure, dict[str, Any]]], catalogue: Catalogue
) -> None:
    """Give "the two ports" the series of both, where one was proposed, or none."""
    joint_of: dict[str, dict[str, Any]] = {}
    for figure, row in pairs:
        _take_joint(figure, row, joint_of, catalogue)
        is_joint = catalogue.places_of(row["series"]) > 1
        if is_joint and row["measure"] not in CHANGES:
            joint_of[_size(row, catalogue)] = row


def _take_joint(
    figure: TextFigure,
    row: dict[str, Any],
    joint_of: dict[str, dict[str, Any]],
    catalogue: Catalogue,
) -> None:
    """Give a figure of "the two ports" the last series of both in its unit."""
    text, end = figure.sentence.text, figure.number.start
    named_places = catalogue.places_of(row["series"])
    if named_places > 1 or not says(SEVERAL, text, end=end):
        return
    if catalogue.place_in(text[:end]):
        return
    if row["series"] and not named_places:
        return
    nearest = row["series"] or row["nearest"]
    unsaid = {"series": "", "fit": 0.0, "nearest": nearest}
    joint = joint_of.get(_size(row, catalogue), unsaid)
    row |= {name: joint[name] for name in CELLS}
