"""Words for promises and where they stand, true for every scorecard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.display.grammar import MONTHS, day, listing, number_word, plural
from kzaz_analysis.display.numbers import NBSP, amount, percent, significant
from kzaz_analysis.display.sentences import Said, said
from kzaz_analysis.reports.record.sentences import HEDGES, PROPER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.reports.scorecard.study import ScorecardStudy

    Row = Mapping[Any, Any]

NOT_NAMED = ("", "UNSTATED")
STATUS_WORDS = {
    "met in time": ("was met in time", "were met in time"),
    "met late": ("was met late", "were met late"),
    "missed, then met": ("was missed and met later", "were missed and met later"),
    "met, no date set": ("was met without a date", "were met without a date"),
    "on track": ("is on track", "are on track"),
    "off track": ("is off track", "are off track"),
    "missed": ("was missed", "were missed"),
    "no date set": ("has no date", "have no date"),
    "cannot be judged": ("cannot be judged", "cannot be judged"),
}
RULED = {
    "met": ("met in time", "met late", "missed, then met", "met, no date set"),
    "missed": ("missed", "missed, then met", "met late", "off track", "no date set"),
}
"""What the rule says where it agrees with the status in the table."""


def goal(row: Row) -> str:
    """Name what one statement promises, as it was published: "10 million tonnes"."""
    measure, value = row["measure"], row["value"]
    if pd.isna(value):
        return "several times the level" if measure == "multiple" else "no number named"
    hedge = HEDGES.get(row["qualifier"], "")
    if measure == "multiple":
        return f"{hedge}{significant(value, 2)}{NBSP}times the level"
    if measure == "growth":
        return f"{hedge}{percent(value)} more"
    return hedge + amount(value, row["unit"])


def promise_text(row: Row) -> str:
    """Name a promise: its series and what is promised."""
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


def latest(row: Row) -> str:
    """Write the latest figure with its period; empty where there is none."""
    if not row["latest_period"]:
        return ""
    when = row["latest_period"]
    shown = " to ".join(day(part) for part in when.split(" to "))
    return f"{amount(row['latest_value'], row['series_unit'])}, {shown}"


def latest_share(row: Row) -> str:
    """Write the latest figure with the share of the promise that it reaches."""
    reached = f" ({percent(row['share_pct'])})" if share(row) else ""
    return latest(row) + reached


def standing(row: Row) -> str:
    """Say where a statement stands, with how late and why it cannot be judged."""
    status, days = str(row["standing"]), row["late_days"]
    if status in ("cannot be judged", "not a target"):
        return f"{status}: {row['reason']}"
    if pd.notna(days) and status == "missed":
        return f"{status}, {plural(int(days), 'day')} ago"
    if pd.notna(days):
        late = "late" if days > 0 else "early"
        return f"{status}, {plural(abs(int(days)), 'day')} {late}" if days else status
    if pd.notna(row["reached_year"]):
        return f"{status}, in {int(row['reached_year'])}"
    return f"{status}{_measures(row)}"


def _measures(row: Row) -> str:
    """Add what a date ahead requires and the probability that the forecast gives."""
    parts: list[str] = []
    if pd.notna(row["required_pct"]):
        parts.append(f"needs {percent(row['required_pct'], 3)} a year")
    if pd.notna(row["chance"]):
        parts.append(f"forecast probability {percent(100 * row['chance'])}")
    return f" ({', '.join(parts)})" if parts else ""


def share(row: Row) -> str:
    """Write the share reached in percent; empty where it cannot be measured."""
    return "" if pd.isna(row["share_pct"]) else significant(row["share_pct"], 2)


def speaker(row: Row, agencies: Mapping[str, str]) -> str:
    """Name who promised it and when it was published."""
    name = str(row["announced_by"])
    who = "not named" if name in NOT_NAMED else agencies.get(name, name)
    when = day(row["published_on"])
    return f"{who}, {when}" if when else f"{who}, day not known"


def targets_of(study: ScorecardStudy) -> pd.DataFrame:
    """Rows of `promises` that are targets: lengths, costs and sizes are not."""
    return study.promises[study.promises["standing"] != "not a target"]


def counts(study: ScorecardStudy) -> dict[str, int]:
    """Count targets by the status of their leading statement."""
    found = targets_of(study)["standing"].value_counts()
    return {status: int(found.get(status, 0)) for status in STATUS_WORDS}


def finding(study: ScorecardStudy) -> str:
    """State how the promises stand as a title."""
    parts = [
        f"{number_word(n)} {STATUS_WORDS[status][n != 1]}"
        for status, n in counts(study).items()
        if n and status != "cannot be judged"
    ]
    total = plural(len(targets_of(study)), "target")
    about = f"{study.promises['title'].iloc[0]}: of" if study.series else "Of"
    lost = counts(study)["cannot be judged"]
    rest = [f"{number_word(lost)} cannot be judged"] if lost else []
    return f"{about} {total} on record, {listing([*parts, *rest])}"


def inside(title: str) -> str:
    """Write the title of a series inside a sentence."""
    if title.split(" ", 1)[0] in PROPER:
        return title
    return title[0].lower() + title[1:]


def answer_sentences(study: ScorecardStudy) -> list[Said | None]:
    """Say how the promise stated most often stands, and the others in short."""
    return [most_stated(study), _ahead(study), furthest_moved(study)]


def most_stated(study: ScorecardStudy) -> Said:
    """Say how the promise with the most statements stands."""
    ordered = study.promises.sort_values(
        ["occasions", "promise"], ascending=[False, True]
    )
    row = ordered.iloc[0].to_dict()
    text = f"Stated on most occasions, {number_word(row['occasions'])}"
    text += f": {inside(promise_text(row))}"
    if row["latest_period"]:
        text += f"; the latest figure is {latest(row)}"
        text += f", {percent(row['share_pct'])} of it" if share(row) else ""
    sources = [s for s in (row["source"], row["latest_source"]) if s]
    status = standing(row)
    return said(f"{text}; {status}", *sources)


def _ahead(study: ScorecardStudy) -> Said | None:
    measured = study.statements[study.statements["ratio"].notna()]
    if measured.empty:
        return said("No promise with a date ahead can be measured against its pace")
    good = int((measured["standing"] == "on track").sum())
    total = plural(len(measured), "statement")
    verb = "is" if good == 1 else "are"
    return said(
        f"Of {total} with a date ahead and figures to measure the pace by, "
        f"{number_word(good)} {verb} on track"
    )


def furthest_moved(study: ScorecardStudy) -> Said | None:
    """Name the date that moved furthest for one and the same thing."""
    slips = study.slippage[study.slippage["total_slip_years"] > 0]
    if slips.empty:
        return None
    ranked = slips.sort_values("total_slip_years", kind="stable")
    row = ranked.iloc[-1].to_dict()
    same = statements_of(study, row)
    same = same[same["deadline_end"].notna()]
    newest = same.loc[row["id"]].to_dict()
    title = inside(promise_text(newest))
    text = f"The date that moved furthest: {title} ({row['counted']}), by"
    moved = time_span(row["total_slip_years"])
    sources = dict.fromkeys([same["source"].iloc[0], newest["source"]])
    return said(f"{text} {moved} to {row['deadline']:%Y}", *sources)


def statements_of(study: ScorecardStudy, slip: Row) -> pd.DataFrame:
    """Return the statements of what one row of the slippage is about, oldest first."""
    history = study.slippage
    ids = list(history["id"][history["thing"] == slip["thing"]])
    return study.statements.set_index("id", drop=False).loc[ids]


def time_span(years: float) -> str:
    """Write a span of whole months: "five years", "eight months"."""
    months = round(12 * years)
    if months % 12:
        return plural(months, "month")
    return plural(months // 12, "year")


def covered(study: ScorecardStudy) -> list[Said | None]:
    """Say how much of the record the page covers."""
    text = f"The tables hold {plural(len(study.statements), 'statement')} of"
    text += f" {plural(len(study.promises), 'promise')} and"
    text += f" {plural(len(study.milestones), 'milestone')}"
    by = study.statements["standing"].value_counts()
    parts = [f"{by[s]} {s}" for s in STATUS_WORDS if s in by]
    return [said(text), said(f"By statement: {listing(parts)}"), _why(study)]


def _why(study: ScorecardStudy) -> Said | None:
    unknown = study.statements[study.statements["standing"] == "cannot be judged"]
    if unknown.empty:
        return None
    often = unknown["reason"].value_counts()
    reason, n = str(often.index[0]), int(often.iloc[0])
    return said(f"The most common reason for not knowing, {n} times: {reason}")


def disputed(study: ScorecardStudy) -> pd.DataFrame:
    """Statements on which the rule and the status in the table disagree."""
    rows = study.statements
    clash = [
        r["status"] in RULED
        and r["standing"] not in ("cannot be judged", "not a target")
        and r["standing"] not in RULED[r["status"]]
        for r in rows.to_dict("records")
    ]
    return rows[clash].reset_index(drop=True)


def disputed_words(study: ScorecardStudy) -> list[Said | None]:
    """Say on how many statements rule and table disagree."""
    found = disputed(study)
    judged = study.statements["status"].isin(list(RULED))
    judged &= study.statements["standing"] != "cannot be judged"
    total = plural(int(judged.sum()), "statement")
    if not judged.any():
        return [said("No statement is judged both by the rule and in the table")]
    if found.empty:
        return [said(f"Rule and table agree on the {total} that both judge")]
    n = plural(len(found), "statement")
    text = f"On {n} of the {int(judged.sum())} that both judge, the rule and the status"
    return [said(f"{text} given in the table of promises disagree")]


def milestone_words(study: ScorecardStudy) -> list[Said | None]:
    """Say what milestones show about planned and actual dates."""
    works = study.milestones
    if works.empty:
        return [said("No milestone of this kind is on record")]
    slips = works["slip_days"].dropna()
    text = f"{plural(len(works), 'milestone')} are on record"
    if len(works) == 1:
        text = "One milestone is on record"
    if slips.empty:
        return [said(f"{text}; none has both a planned and an actual date")]
    late = number_word(int((slips > 0).sum()))
    known = f"{plural(len(slips), 'milestone')} can be held against a date"
    return [said(f"{text}; {known}, and {late} came later")]


def judged_line(study: ScorecardStudy) -> str:
    """Say on which day and by what the promises are judged."""
    when = day(f"{study.today:%Y-%m-%d}")
    known = f"Data as known on {when}" if study.as_of else "All publications on record"
    judge = "" if study.as_of else f"; judged on {when}, the newest publication"
    return f"{known}{judge}; latest figures by the default rule of each series."
