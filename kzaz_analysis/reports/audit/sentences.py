"""Sentences about an audit that are true for whatever it found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from kzaz_analysis.display.grammar import (
    as_reported_by,
    day,
    plural,
    sentence,
)
from kzaz_analysis.display.numbers import significant
from kzaz_analysis.display.sentences import Said, said
from kzaz_analysis.reports.audit.labels import dressed

if TYPE_CHECKING:
    from typing import Any

    from kzaz_analysis.reports.audit.study import AuditStudy

    Cells = Mapping[Any, Any]

VERDICT_WORDS = {
    "contradicts": (
        "the intervals do not meet and no reading below helps",
        "where both are one reporter's figure for one period, at most one is right; "
        "else ask which of them is meant",
    ),
    "unit slip likely": (
        "the same number under two units, or the same digits with a lost zero, "
        "exactly that far apart",
        "believe the unit that the others have",
    ),
    "explained": (
        "the intervals do not meet, and a note of the tables says what is wrong with "
        "one of the two",
        "use the other one",
    ),
    "consistent only if": (
        "they meet, or would meet, under one reading, which is named",
        "ask whether the reading is the one that was meant",
    ),
    "different definition": (
        "the two count different things, and the record says which: other books, a "
        "marked count, another series",
        "use one of them, never both in one series",
    ),
    "superseded": (
        "a later publication, a month or more after, on the same books and within 5 "
        "percent; or a promise that the record says was replaced",
        "use the later one, and know that it was different",
    ),
    "consistent": ("the intervals meet", "nothing; repetition is not proof"),
    "not testable": (
        "there is nothing to compare with, or no period",
        "treat it as one source's word",
    ),
}
"""When each verdict is given, and what to do with it, as the handbook says."""

KIND_WORDS = {
    "contradiction": "contradiction",
    "unit slip": "unit slip",
    "explained": "explained by a note",
    "mirror": "two countries' books",
    "books": "other books",
    "definition": "other definition",
    "open reading": "open reading",
    "revision": "revision",
}
"""What a card is about, as tables name it."""

KINDS_WORDS = {
    "contradiction": "Contradictions",
    "unit slip": "Likely slips of a unit",
    "mirror": "Differences of the two countries' books",
}
"""The same for cards in full, as the heading above them."""

NO_OFFICE = "no office named"
LIMITS = (
    "Figures that agree may all be wrong: sources copy each other",
    "Periods, units and books are read as the tables have them; where they were "
    "inferred, a note of the tables says so",
    "A small distance is still a contradiction of what was printed; it stands beside "
    "each verdict, so that it can be passed over",
    "Counts of comparisons are not counts of mistakes: one wrong figure contradicts "
    "everything around it, and a figure repeated by five papers makes five pairs",
    "The audit takes no side: which figure is right needs the source behind it",
)


def scope(study: AuditStudy, publisher: str = "") -> str:
    """Name what was audited, inside a sentence."""
    parts = []
    if study.title:
        parts.append(f"the figures for {_inner(study.title)}")
    if study.source:
        parts.append(f"what {publisher or study.source} said")
    return " in ".join(parts) or "the record"


def _inner(title: str) -> str:
    head = title.split(" ", 1)[0]
    kept = head in {"Kazakh", "Azerbaijani", "Kazakhstan", "TITR"}
    return title if kept else title[0].lower() + title[1:]


def finding(study: AuditStudy, publisher: str = "") -> str:
    """Say how many contradictions need an explanation."""
    what, count = scope(study, publisher), study.cards("contradiction")
    if study.audit.comparisons.empty:
        when = f" by {day(study.as_of)}" if study.as_of else ""
        return f"Nothing to compare in {what}{when}"
    if not study.figures:
        return f"Nothing in {what} can be tested"
    if not count:
        return f"No contradiction in {what}"
    verb = "needs" if count == 1 else "need"
    text = f"{plural(count, 'contradiction')} in {what} {verb} an explanation"
    return sentence(text).rstrip(".")


def answer_sentences(study: AuditStudy, publisher: str = "") -> list[Said | None]:
    """Answer in two or three sentences."""
    total, what = len(study.audit.comparisons), scope(study, publisher)
    untested = study.ended("not testable")
    if not total - untested:
        text = f"No two figures or claims in {what} can be held against each other"
        return [said(text), _untested(untested) if untested else None]
    wrong = study.ended("contradicts")
    first = (
        f"{_counted(total - untested, 'comparison')} between {study.figures:,} figures "
        f"and claims were made in {what}; "
    )
    pairs = f"{_counted(wrong, 'pair')} contradict{'s' if wrong == 1 else ''}"
    first += f"{pairs if wrong else 'no pair contradicts'} each other"
    cards = study.cards("contradiction")
    if cards:
        first += f", which comes down to {plural(cards, 'disagreement')}"
    return [said(first), _others(study), _untested(untested) if untested else None]


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _others(study: AuditStudy) -> Said | None:
    slips, mirrors = study.cards("unit slip"), study.cards("mirror")
    parts = []
    if slips:
        verb = "looks" if slips == 1 else "look"
        parts.append(f"{plural(slips, 'more case')} {verb} like a slip of a unit")
    if mirrors:
        lie = "is a difference" if mirrors == 1 else "are differences"
        parts.append(
            f"{plural(mirrors, 'case')} {lie} between the books of the two countries, "
            "which is no mistake of either"
        )
    return said("; ".join(parts)) if parts else None


def _untested(number: int) -> Said:
    noun, verb = "figures or claims", "have"
    if number == 1:
        noun, verb = "figure or claim", "has"
    return said(f"{number:,} {noun} {verb} nothing to be held against")


def matrix_words(study: AuditStudy) -> list[Said | None]:
    """Say honestly how much the agreement is worth."""
    agree = study.ended("consistent")
    weak = None
    if study.weak:
        share = significant(100 * study.weak / agree, 2)
        weak = said(
            f"Most agreement is cheap: {study.weak:,} of {agree:,} consistent pairs "
            f"({share} %) only show that a part of a period does not exceed the "
            "whole"
            if 2 * study.weak > agree
            else f"{study.weak:,} of {agree:,} consistent pairs ({share} %) only show "
            "that a part of a period does not exceed the whole, which is a weak test"
        )
    repeats = said(
        "A figure that several sources repeat is compared once for each of them, so "
        "pairs overstate both agreement and conflict; what counts are the cards, one "
        "for each series and period, promise or project"
    )
    return [weak, repeats if study.figures else None]


def cards_words(study: AuditStudy) -> list[Said | None]:
    """Say which cards are shown in full, and where the others are."""
    shown, rest = len(study.shown), len(study.rest)
    if not shown + rest:
        return [said("Nothing disagrees, so there is no card")]
    if not shown:
        return [said("The table below lists all cases")]
    left = int(study.rest["kind"].isin(KINDS_WORDS).sum())
    first = "each contradiction, likely slip of a unit and difference of the two books "
    first += "on record has a card, the gravest of each kind first"
    if left:
        first = (
            f"{plural(shown, 'case')} of {shown + rest} "
            f"{'is' if shown == 1 else 'are'} shown in full, the gravest of each kind"
        )
    others = f"{plural(rest, 'other case')} {'stands' if rest == 1 else 'stand'} in "
    return [said(first), said(f"{others}the table below the cards") if rest else None]


def office(agency: str, books: str, agencies: Mapping[str, str]) -> str:
    """Name whose figure it is: the office, else the books, else nobody."""
    if agency in ("", "UNSTATED"):
        return as_reported_by(books) if books else NO_OFFICE
    return agencies.get(agency, agency.replace("_", " "))


def apart_words(row: Cells) -> str:
    """Say how far two sides are apart; empty where they meet."""
    distance, unit = float(row["distance"]), str(row["unit"])
    if not distance > 0 or not np.isfinite(distance):
        return ""
    number = significant(distance, 3)
    if unit == "date":
        return f"{plural(int(distance), 'day')} apart"
    if unit in ("percent", "ratio_to_base"):
        return f"{number} percentage points apart"
    share = float(row["distance_pct"])
    known = np.isfinite(share) and 0 not in (row["left_value"], row["right_value"])
    more = f", {significant(share, 2)} % of the smaller figure" if known else ""
    return f"{dressed(number, unit)} apart{more}"


EXCLUSIVE = ("level", "part of the period")
"""Rules between figures of which one must be wrong if one reporter gave both."""


def is_exclusive(row: Cells) -> bool:
    """Tell whether two sides that contradict cannot both be right.

    They can where nobody says that one body counted both, where a plan is set against
    a plan, or where a calculation rests on several figures.
    """
    same = str(row["left_books"]) == str(row["right_books"]) != ""
    return same and row["rule"] in EXCLUSIVE


def _then(row: Cells) -> str:
    if is_exclusive(row):
        return "at most one of the two is right"
    return "both may be right only if they speak of different things"


def verdict_words(row: Cells) -> str:
    """Give the verdict in the words of the handbook, with its condition."""
    verdict, condition = str(row["verdict"]), str(row["condition"])
    when, then = VERDICT_WORDS[verdict]
    if verdict == "contradicts":
        return f"{verdict}: {condition or when.replace(' below', '')}; {_then(row)}"
    if verdict == "consistent only if":
        return f"{verdict} {condition}; {then}"
    named = condition or when.replace(" below", "")
    return f"{verdict}: {named}; {then}"
