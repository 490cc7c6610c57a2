"""Sentences about an audit that are true for whatever it found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from kzaz_analysis.analysis.audit import MIRROR
from kzaz_analysis.analysis.audit.clauses import Bounds, difference
from kzaz_analysis.analysis.audit.figures import WORKED_OUT
from kzaz_analysis.display.grammar import as_reported_by, plural
from kzaz_analysis.display.numbers import amount, change, percent_number, significant
from kzaz_analysis.display.sentences import counts_in, fitting
from kzaz_analysis.display.speech.vocabulary import vocabulary
from kzaz_analysis.display.templates import Sentences
from kzaz_analysis.reports.audit.findings import (
    FAILING_SUM,
    HEAVY_MONTHS,
    LOW_BASE,
    ONE_NAME,
    SUMS,
    TURNED,
    TWO_COUNTERS,
    UNIT_SLIP,
    counted,
)

if TYPE_CHECKING:
    from typing import Any

    from kzaz_analysis.display.sentences import SourcedSentence
    from kzaz_analysis.reports.audit.clauses.writer import ClauseWriter
    from kzaz_analysis.reports.audit.study import AuditStudy

    Cells = Mapping[Any, Any]

SENTENCES = Sentences(__file__)
say = SENTENCES.say

VERDICT_WORDS = {
    "contradicts": (
        "the rounding ranges do not overlap, and the tables mark neither of the two "
        "as doubtful, incomplete or wrong, with a reason",
        "where both are one reporter's figure for one period, at most one is right; "
        "else ask which of them is meant",
    ),
    "unit slip likely": (
        "the same number under two units, or the same digits with a lost zero, "
        "exactly that far apart",
        "believe the unit that the others have",
    ),
    "explained": (
        "the rounding ranges do not overlap, and the tables mark one of the two as "
        "doubtful, incomplete or wrong, with a reason; a note without such a mark "
        "stands on the card and resolves nothing",
        "use the other one",
    ),
    "consistent only if": (
        "they meet, or would meet, under one reading, which is named",
        "ask whether the reading is the one that was meant",
    ),
    "different definition": (
        "the two count different things, and the tables say which: another reporter, "
        "a count that a note names, another series",
        "use one of them, never both in one series",
    ),
    MIRROR: (
        "two reporters of one flow give different figures, as they mostly do",
        "use one of them, never both in one series",
    ),
    "superseded": (
        "the same body, or an office of statistics after others of its country, gives "
        "a figure within 5 percent a month or more later, an office's own edition also "
        "one further off; or the tables say that a figure or a target was replaced",
        "use the later one, and know that it was different",
    ),
    "consistent": ("the rounding ranges overlap", "nothing; repetition is not proof"),
    "not testable": (
        "there is nothing to compare with, or no period",
        "treat it as one source's word",
    ),
}
"""When each verdict is given, and what to do with it, as the handbook says."""

KIND_WORDS = {
    "contradiction": "contradiction",
    "unit slip": "unit slip",
    "explained": "marked as doubtful or wrong",
    "mirror": "mirror data",
    "books": "another reporter",
    "definition": "other definition",
    "open reading": "open reading",
    "revision": "revision",
}
"""What a card is about, as tables name it."""

KINDS_WORDS = {
    "contradiction": "Contradictions",
    "unit slip": "Likely slips of a unit",
    "mirror": "Differences of mirror data",
}
"""The same for cards in full, as the heading above them."""

NO_OFFICE = "no office named"
LIMITS = (
    "Figures that agree may all be wrong: sources copy each other",
    "Periods, units and reporters are read as the tables have them; where they were "
    "inferred, a note of the tables says so",
    "A small distance, which stands beside each verdict, is still a contradiction",
    "Pairs are no count of mistakes: one wrong figure contradicts everything around "
    "it, and one repeated by five papers makes five pairs",
    "The audit takes no side: which figure is right needs the source behind it",
)


def scope(study: AuditStudy, publisher: str = "") -> str:
    """Name what was audited, inside a sentence."""
    parts = []
    if study.title:
        parts.append(f"the figures for {vocabulary().in_sentence(study.title)}")
    if study.source:
        parts.append(f"what {publisher or study.source} said")
    return " in ".join(parts) or "the published figures"


def finding(study: AuditStudy, publisher: str = "") -> str:
    """Say how many contradictions are unresolved."""
    scope_text, count = scope(study, publisher), study.cards("contradiction")
    if study.audit.comparisons.empty:
        return SENTENCES.title("title_empty", what=scope_text, as_of=study.as_of)
    if not study.figures:
        return SENTENCES.title("title_untested", what=scope_text)
    if not count:
        return SENTENCES.title("title_none", what=scope_text)
    return SENTENCES.title("title", count=count, what=scope_text)


NAMES = {
    LOW_BASE: ("growth rate from a low base", "growth rates from a low base"),
    UNIT_SLIP: ("likely unit slip", "likely unit slips"),
    TWO_COUNTERS: ("case of different counters under the same name",
                   "cases of different counters under the same name"),
}  # fmt: skip
"""Findings that the answer names besides contradictions, of which sums are some."""


FINDING_WORDS = {
    LOW_BASE: "growth from a low base",
    UNIT_SLIP: "likely unit slip",
    TWO_COUNTERS: "two counters under one name",
    FAILING_SUM: "sum that does not add up",
    HEAVY_MONTHS: "most of a year in few months",
    TURNED: "rest of a year against its first months",
    ONE_NAME: "one target, several things counted",
}
"""Findings as the table names them."""


UNIT = "unit"
"""Rule whose two sides are not of one unit."""


def finding_line(row: Cells, writer: ClauseWriter) -> str:
    """Write what a finding sets against what, in three digits and with its reason.

    Both sides are written from their values; only what has none, a date or a target
    in words, is written as it was published.
    """
    left, right = (_told(row, side, writer) for side in ("left", "right"))
    reason = writer.words(row["condition"])
    return f"{left} against {right}" + (f"; {reason}" if reason else "")


def _told(row: Cells, side: str, writer: ClauseWriter) -> str:
    """Write one side, with its period where the finding is of another."""
    value = side_value(row, side, writer)
    remark = writer.words(row[f"{side}_remark"])
    is_said = not remark or row["rule"] in SUMS or not _is_measured(row)
    return value if is_said else f"{value} for {remark}"


def side_value(row: Cells, side: str, writer: ClauseWriter) -> str:
    """Write one side from its value, with who says it."""
    if not _is_measured(row):
        return writer.words(row[f"{side}_text"])
    value, unit = float(row[f"{side}_value"]), str(row["unit"])
    who = office(row[f"{side}_agency"], row[f"{side}_books"], writer.agencies)
    who = f"{_made(row, side)}{who}"
    if row["rule"] in (UNIT, *SUMS):
        value_text = writer.words(row[f"{side}_text"])
    else:
        value_text = change(value) if unit == "percent" else amount(value, unit)
    if value_text.endswith(")"):
        return f"{value_text[:-1]}; {who})"
    return f"{value_text} ({who})"


def _made(row: Cells, side: str) -> str:
    return "worked out; " if row[f"{side}_status"] == WORKED_OUT else ""


def _remarks(row: Cells, side: str, writer: ClauseWriter) -> str:
    origin = "worked out" if row[f"{side}_status"] == WORKED_OUT else ""
    remarks = [text for text in (origin, writer.words(row[f"{side}_remark"])) if text]
    return f" ({'; '.join(remarks)})" if remarks else ""


def _is_measured(row: Cells) -> bool:
    """Whether both sides are values of one unit, not dates or targets in words."""
    values = [float(row[f"{side}_value"]) for side in ("left", "right")]
    in_words = row["unit"] == "date" or row["rule"] in ("target", "beginning", "date")
    return not in_words and bool(np.isfinite(values).all())


def operands_line(row: Cells, writer: ClauseWriter) -> str:
    """Write what rounding allows both sides to be, and how far they are apart."""
    if not _is_measured(row) or row["rule"] == UNIT:
        return writer.words(row["arithmetic"])
    unit = str(row["unit"])
    left, right = (
        writer.words(Bounds(float(row[f"{s}_low"]), float(row[f"{s}_high"]), unit))
        + _remarks(row, s, writer)
        for s in ("left", "right")
    )
    apart = float(row["distance"])
    if not apart > 0 or not np.isfinite(apart):
        return f"{left} against {right}"
    return f"{left} against {right}: {writer.words(difference(apart, unit))} apart"


def answer_sentences(
    study: AuditStudy, publisher: str = ""
) -> list[SourcedSentence | None]:
    """Answer with what is unresolved, then what else was found."""
    scope_text = scope(study, publisher)
    untested = study.ended("not testable")
    if not study.compared:
        none = say("nothing_to_compare", what=scope_text)
        return [none, say("untested", count=untested) if untested else None]
    wrong, explained = study.cards("contradiction"), study.cards("explained")
    mirrors, sums = study.cards("mirror"), counted(study.findings)[FAILING_SUM]
    return fitting(
        [
            say("answer", wrong=wrong, what=scope_text),
            _also(study),
            say("sums", count=sums) if sums else None,
            say("explained", count=explained) if explained else None,
            say("mirror", count=mirrors) if mirrors else None,
            say("untested", count=untested) if untested else None,
        ],
        counts_in,
    )


def _also(study: AuditStudy) -> SourcedSentence | None:
    parts = [
        {"count": number, "one": NAMES[kind][0], "many": NAMES[kind][1]}
        for kind, number in counted(study.findings).items()
        if number and kind in NAMES
    ]
    return say("also", parts=parts) if parts else None


HALF_PCT = 50


def matrix_words(study: AuditStudy) -> list[SourcedSentence | None]:
    """Say honestly how much the agreement is worth."""
    agree, weak = study.ended("consistent"), None
    if study.weak:
        weak = say(
            "weak",
            count=study.weak,
            agree=agree,
            share=study.weak_pct,
            is_most=study.weak_pct > HALF_PCT,
        )
    pairs = say("pairs", compared=study.compared, figures=study.figures)
    return [pairs, weak, say("repeats")] if study.figures else []


def cards_words(study: AuditStudy) -> list[SourcedSentence | None]:
    """Say which cards are shown in full, and where the others are."""
    n_shown, n_others = len(study.shown), len(study.rest)
    if not n_shown + n_others:
        return [say("no_card")]
    if not n_shown:
        return [say("all_below")]
    left = int(study.rest["kind"].isin(KINDS_WORDS).sum())
    opening = say("some_cards", shown=n_shown, total=n_shown + n_others)
    return [
        opening if left else say("every_card"),
        say("other_cases", count=n_others) if n_others else None,
    ]


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
    if unit == "date":
        return f"{plural(int(distance), 'day')} apart"
    if unit in ("percent", "ratio_to_base"):
        return f"{significant(distance)} percentage points apart"
    share = float(row["distance_pct"])
    more = f", {percent_number(share)} % of the smaller figure" if share > 0 else ""
    return f"{amount(distance, unit)} apart{more}"


EXCLUSIVE = ("level", "part of the period")
"""Rules between figures of which one must be wrong if one reporter gave both."""


OF_ONE_TEXT = ("growth", "growth and own levels")
"""The same of rates, if one body gave both in one publication."""


def is_exclusive(row: Cells) -> bool:
    """Tell whether two sides that contradict cannot both be right.

    They can where nobody says that one body counted both, where a plan is set against
    a plan, where a calculation rests on figures of several publications, or where the
    record doubts what one of them counts.
    """
    same = str(row["left_books"]) == str(row["right_books"]) != ""
    doubtful = {"U", "D"} & {row["left_status"], row["right_status"]}
    is_one_text = row["rule"] in OF_ONE_TEXT and all(
        row[f"left_{name}"] == row[f"right_{name}"] for name in ("agency", "sources")
    )
    return same and not doubtful and (row["rule"] in EXCLUSIVE or is_one_text)


def _then(row: Cells) -> str:
    if is_exclusive(row):
        return "at most one of the two is right"
    return "both may be right only if they speak of different things"


def verdict_name(row: Cells) -> str:
    """Name a verdict; two reporters of one flow do not differ in its definition."""
    return MIRROR if row["difference"] == "mirror" else str(row["verdict"])


def verdict_words(row: Cells, writer: ClauseWriter) -> str:
    """Give the verdict in the words of the handbook, with its condition."""
    verdict, condition = verdict_name(row), writer.words(row["condition"])
    when, then = VERDICT_WORDS[verdict]
    if verdict == "contradicts":
        return f"{verdict}: {condition or when}; {_then(row)}"
    if verdict == "consistent only if":
        return f"{verdict} {condition}; {then}"
    circumstance = condition or when
    return f"{verdict}: {circumstance}; {then}"
