"""Words for targets and where they stand, true for every scorecard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.targets.status import (
    DESCRIPTION,
    MET,
    MET_IN_TIME,
    MET_LATE,
    MET_UNDATED,
    MISSED,
    MISSED_THEN_MET,
    OFF_TRACK,
    ON_TRACK,
    STATUSES,
    UNDATED,
    UNKNOWN,
)
from kzaz_analysis.display.grammar import MONTHS, day, plural
from kzaz_analysis.display.numbers import (
    NBSP,
    THIN,
    amount,
    percent,
    published_amount,
    share_number,
    significant,
)
from kzaz_analysis.display.probability_bands import whole_percent, whole_percent_number
from kzaz_analysis.display.sentences import counts_in, fitting
from kzaz_analysis.display.speech.vocabulary import vocabulary
from kzaz_analysis.display.templates import Sentences
from kzaz_analysis.reports.record.period_names import time_span
from kzaz_analysis.reports.record.sentences import (
    HEDGES,
    hedged_amount,
    next_due_words,
    overdue_words,
)
from kzaz_analysis.studies.target_statements import lasts, term
from kzaz_analysis.studies.targets import is_range

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.display.sentences import SourcedSentence
    from kzaz_analysis.reports.scorecard.study import ScorecardStudy

    Row = Mapping[Any, Any]

NOT_NAMED = ("", "UNSTATED")
COUNTED = tuple(status for status in STATUSES if status != DESCRIPTION)
"""Statuses of targets, the best first."""

LATE = (MET_LATE, MISSED_THEN_MET)
SENTENCES = Sentences(__file__)
say = SENTENCES.say

RULED = {
    "met": MET,
    "missed": (MISSED, *LATE, OFF_TRACK, UNDATED),
}
"""What the rule says where it agrees with the status in the table."""


def goal(row: Row) -> str:
    """Name what one statement asks for, as it was published: "10 million tonnes"."""
    measure, value = row["measure"], row["value"]
    if pd.isna(value):
        return "several times the level" if measure == "multiple" else "no number named"
    hedge = HEDGES.get(row["qualifier"], "")
    if measure == "multiple":
        return f"{hedge}{significant(value, 2)}{NBSP}times the level"
    if measure == "growth":
        return f"{hedge}{percent(value)} more"
    if is_range(row):
        return f"{hedge}{significant(value, 3)} to {amount(row['high'], row['unit'])}"
    return hedge + published_amount(value, row["unit"], row["qualifier"])


def target_text(row: Row) -> str:
    """Name a target: its series and what it asks for."""
    if row["measure"] == "date":
        return str(row["title"])
    return f"{row['title']}: {goal(row)}"


def due(row: Row) -> str:
    """Say by when: "2027", "2023 to 2027", "June to July 2025", "no date"."""
    start, end = row["deadline_start"], row["deadline_end"]
    if pd.isna(end):
        return "no date" if pd.isna(start) else f"not before {start.year}"
    if pd.isna(start):
        return f"by {day(f'{end:%Y-%m-%d}')}"
    whole = (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)
    if whole and start.year == end.year:
        return str(end.year)
    if start == end:
        return day(f"{end:%Y-%m-%d}")
    if start.year != end.year:
        return f"{start.year} to {end.year}"
    return f"{MONTHS[start.month - 1]} to {MONTHS[end.month - 1]} {end.year}"


def due_and(row: Row, status: str) -> str:
    """Say by when and how it stands; that no date is set is said once."""
    when = due(row)
    return status if when == "no date" == status[: len(when)] else f"{when}: {status}"


def standing(study: ScorecardStudy, row: Row) -> str:
    """Say how a target stands by its date, and which dates it missed before."""
    text = due_and(row, target_status(row))
    missed = [due(each) for each in missed_dates(study, row).to_dict("records")]
    return f"{text}; missed before: {', '.join(missed)}" if missed else text


def missed_dates(study: ScorecardStudy, row: Row) -> pd.DataFrame:
    """Return the statements of a target whose date was missed before that of a row."""
    by_id = study.statements.set_index("id", drop=False)
    rows: pd.DataFrame = by_id.loc[row["missed_before"]]
    return rows


def latest(row: Row) -> str:
    """Write the latest figure with its period; empty where there is none."""
    if not row["latest_period"]:
        return ""
    when = row["latest_period"]
    when_text = " to ".join(day(part) for part in when.split(" to "))
    return f"{latest_amount(row)}, {when_text}"


def latest_amount(row: Row) -> str:
    """Write the latest figure with its word and unit; of a range both ends."""
    level = (row["latest_value"], row["latest_most"], row["series_unit"])
    return hedged_amount(*level, row["latest_qualifier"])


def latest_share(row: Row) -> str:
    """Write the latest figure with the share of the target that it reaches."""
    reached = f" ({share(row)}{THIN}%)" if share(row) else ""
    text = latest(row) + reached
    if not row["later_period"]:
        return text
    part = (row["later_value"], row["later_most"], row["series_unit"])
    when = " to ".join(day(end) for end in row["later_period"].split(" to "))
    return f"{text}; {hedged_amount(*part, row['later_qualifier'])}, {when}"


def verdict(row: Row) -> str:
    """Say where a statement stands, and why it cannot be judged."""
    status = str(row["target_status"])
    is_judged = status not in (UNKNOWN, DESCRIPTION)
    return status if is_judged else f"{status}: {row['reason']}"


def target_status(row: Row) -> str:
    """Say where a statement stands, with how late and why it cannot be judged."""
    status, days = str(row["target_status"]), row["late_days"]
    if status in (UNKNOWN, DESCRIPTION):
        return verdict(row)
    if pd.notna(days) and status == MISSED:
        return f"{status}, {plural(int(days), 'day')} ago"
    if pd.notna(days):
        late = "late" if days > 0 else "early"
        return f"{status}, {plural(abs(int(days)), 'day')} {late}" if days else status
    if pd.notna(row["reached_year"]):
        when = "by" if lasts(row) else "in"
        return f"{status}, {when} {int(row['reached_year'])}"
    return f"{status}{_measures(row)}"


def _measures(row: Row) -> str:
    """Add what a date ahead requires and the probability that the forecast gives."""
    parts: list[str] = []
    if pd.notna(row["required_pct"]):
        parts.append(f"needs {percent(row['required_pct'], 3)} a year")
    if pd.notna(row["chance"]):
        when = "in that year" if term(row).is_plan else "by then"
        parts.append(f"forecast probability {whole_percent(row['chance'])} {when}")
    return f" ({', '.join(parts)})" if parts else ""


def chance(row: Row) -> str:
    """Write the forecast probability in percent; empty where there is none."""
    return "" if pd.isna(row["chance"]) else whole_percent_number(row["chance"])


def share(row: Row) -> str:
    """Write the share reached in percent, with the word of the latest figure.

    Empty where it cannot be measured.
    """
    if pd.isna(row["share_pct"]):
        return ""
    return HEDGES.get(row["latest_qualifier"], "") + share_number(row["share_pct"])


def speaker(row: Row, agencies: Mapping[str, str]) -> str:
    """Name who set it and when it was published."""
    name = str(row["announced_by"])
    who = "not named" if name in NOT_NAMED else agencies.get(name, name)
    when = day(row["published_on"])
    return f"{who}, {when}" if when else f"{who}, day not known"


def targets_of(study: ScorecardStudy) -> pd.DataFrame:
    """Rows of `targets` that are targets: lengths, costs and sizes are not."""
    return study.targets[study.targets["target_status"] != DESCRIPTION]


def counts(study: ScorecardStudy) -> dict[str, int]:
    """Count targets by the status of their leading statement."""
    return _counted(targets_of(study)["target_status"])


def _counted(target_status: pd.Series[str]) -> dict[str, int]:
    numbers = target_status.value_counts()
    return {status: int(numbers.get(status, 0)) for status in COUNTED}


def finding(study: ScorecardStudy) -> str:
    """State how the targets stand as a title."""
    subject = study.targets["title"].iloc[0] if study.series else ""
    targets = targets_of(study)
    if targets.empty:
        return SENTENCES.title("title_none", subject=subject)
    return SENTENCES.title(
        "title", subject=subject, total=len(targets), counts=counts(study)
    )


def inside(title: str) -> str:
    """Write the title of a series inside a sentence."""
    return vocabulary().in_sentence(title)


def answer_sentences(study: ScorecardStudy) -> list[SourcedSentence | None]:
    """Say what became of the dates that have passed, then of those ahead."""
    weighed = [_passed, _ahead, _open, most_stated, furthest_moved]
    return fitting((write(study) for write in weighed), counts_in)


def _passed(study: ScorecardStudy) -> SourcedSentence:
    number = counts(study)
    late = sum(number[status] for status in LATE)
    if not number[MET_IN_TIME] + late + number[MISSED]:
        return say("none_passed")
    in_time, missed = number[MET_IN_TIME], number[MISSED]
    return say("passed", in_time=in_time, late=late, missed=missed)


def _ahead(study: ScorecardStudy) -> SourcedSentence | None:
    number = counts(study)
    total = number[ON_TRACK] + number[OFF_TRACK]
    if not total and len(ahead_of(study)):
        # A statement that does not stand for its target is compared in the table.
        return None
    return say("ahead", total=total, good=number[ON_TRACK])


def ahead_of(study: ScorecardStudy) -> pd.DataFrame:
    """Statements with a date ahead that a pace or a forecast is compared with."""
    rows = study.statements
    is_judged = rows["target_status"].isin([ON_TRACK, OFF_TRACK])
    return rows[is_judged | rows["chance"].notna()]


def _open(study: ScorecardStudy) -> SourcedSentence | None:
    number = counts(study)
    open_ended = {"undated": number[UNDATED], "reached": number[MET_UNDATED]}
    if not sum(open_ended.values()) + number[UNKNOWN]:
        return None
    return say("open", **open_ended, unknown=number[UNKNOWN])


def most_stated(study: ScorecardStudy) -> SourcedSentence | None:
    """Say how the target set on most occasions stands."""
    targets = targets_of(study)
    if targets.empty:
        return None
    ordered = targets.sort_values(["occasions", "promise"], ascending=[False, True])
    row = ordered.iloc[0].to_dict()
    return say(
        "most_stated",
        *sources_both(row),
        name=inside(target_text(row)),
        occasions=int(row["occasions"]),
        share=_plain_share(row),
        target_status=str(row["target_status"]),
    )


def _plain_share(row: Row) -> float | None:
    """Return the share reached by a latest figure that has no word, "about 1.5"."""
    is_plain = row["latest_qualifier"] not in HEDGES and pd.notna(row["share_pct"])
    return float(row["share_pct"]) if is_plain else None


def sources_both(row: Row) -> tuple[str, ...]:
    """Return the sources of a statement and of the latest figure beside it."""
    both = (str(row["source"]), str(row["latest_source"]))
    return tuple(dict.fromkeys(source for source in both if source))


def furthest_moved(study: ScorecardStudy) -> SourcedSentence | None:
    """Name the date that moved furthest for one and the same thing."""
    slips = study.slippage[study.slippage["total_slip_years"] > 0]
    if slips.empty:
        return None
    row = slips.sort_values("total_slip_years", kind="stable").iloc[-1].to_dict()
    same = statements_of(study, row)
    same = same[same["deadline_end"].notna()]
    newest = same.loc[row["id"]].to_dict()
    return say(
        "moved",
        *dict.fromkeys([same["source"].iloc[0], newest["source"]]),
        name=inside(target_text(newest)),
        counted=row["counted"],
        span=time_span(row["total_slip_years"]),
        year=row["deadline"].year,
    )


def statements_of(study: ScorecardStudy, slip: Row) -> pd.DataFrame:
    """Return the statements of what one row of the slippage is about, oldest first."""
    history = study.slippage
    ids = list(history["id"][history["thing"] == slip["thing"]])
    return study.statements.set_index("id", drop=False).loc[ids]


def covered(study: ScorecardStudy) -> list[SourcedSentence | None]:
    """Say how much of the record the page covers."""
    judged = study.statements[study.statements["target_status"] != DESCRIPTION]
    undecided = _open(study)
    return [
        say(
            "covered",
            statements=len(judged),
            targets=len(targets_of(study)),
            described=len(study.statements) - len(judged),
            milestones=len(study.milestones),
        ),
        say("by_statement", counts=_counted(judged["target_status"]))
        if len(judged)
        else None,
        # An answer of few numbers may have no room for it.
        None if undecided in answer_sentences(study) else undecided,
        _why(study),
    ]


def _why(study: ScorecardStudy) -> SourcedSentence | None:
    unknown = study.statements[study.statements["target_status"] == UNKNOWN]
    if unknown.empty:
        return None
    often = unknown["reason"].value_counts()
    return say("why", reason_text=str(often.index[0]), count=int(often.iloc[0]))


def disputed(study: ScorecardStudy) -> pd.DataFrame:
    """Statements on which the rule and the status in the table disagree.

    None as known on an earlier day: the status in the table is of today.
    """
    rows = study.statements
    if study.as_of:
        return rows[:0]
    clash = [
        r["status"] in RULED
        and r["target_status"] not in (UNKNOWN, DESCRIPTION)
        and r["target_status"] not in RULED[r["status"]]
        for r in rows.to_dict("records")
    ]
    return rows[clash].reset_index(drop=True)


def disputed_words(study: ScorecardStudy) -> list[SourcedSentence | None]:
    """Say on how many statements rule and table disagree."""
    if study.as_of:
        return [say("of_today")]
    count = len(disputed(study))
    judged = study.statements["status"].isin(list(RULED))
    judged &= ~study.statements["target_status"].isin([UNKNOWN, DESCRIPTION])
    total = int(judged.sum())
    if not total:
        return [say("none_judged_twice")]
    if not count:
        return [say("agree", count=total)]
    return [say("disagree", count=count, total=total)]


def milestone_words(study: ScorecardStudy) -> list[SourcedSentence | None]:
    """Say what milestones show about planned and actual dates."""
    works = study.milestones
    if works.empty:
        return [say("no_milestone")]
    slips = study.slips
    late = int((slips > 0).sum())
    return [say("milestones", count=len(works), dated=len(slips), late=late)]


def judged_line(study: ScorecardStudy) -> str:
    """Say on which day and by what the targets are judged."""
    when = day(f"{study.today:%Y-%m-%d}")
    as_of_text = (
        f"Data as known on {when}" if study.as_of else "All publications on record"
    )
    judge = "" if study.as_of else f"; judged on {when}, the newest day of any source"
    series = dict.fromkeys(study.statements["series"])
    parts = (
        f"{as_of_text}{judge}",
        overdue_words(study.evidence, series),
        next_due_words(study.evidence, series),
        "latest figures by the default rule of each series.",
    )
    return "; ".join(part for part in parts if part)
