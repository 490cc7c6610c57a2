"""The state of trade in sentences: answer, findings and warnings by stated rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.display.grammar import day, reporter_name
from kzaz_analysis.display.templates import Sentences
from kzaz_analysis.reports.record.sentences import next_due_words, overdue_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.display.sentences import SourcedSentence, Title
    from kzaz_analysis.reports.overview.study import OverviewStudy

    Row = Mapping[Any, Any]

RULES = (
    "Each yearly figure is the last usable one of its reporter, a part of a year "
    "beside it the one that ends last; in the table of all systems a series without a "
    "full year has its newest figure of any period; growth is on the year before, "
    "where that is comparable",
    "Where a series is heading is the median forecast, with its 80 % prediction "
    "interval, that the page of its projection has for the same year",
    "The findings are about the leading series: their largest yearly change, the "
    "target furthest from its level and the newest publication of a yearly figure; "
    "changes and shares of a figure published with a word, “about” or “nearly”, are "
    "not ranked",
    "The warnings are about the leading series: the one whose two reporters disagree "
    "most in their last common year of figures without a word, reporters whose last "
    "yearly changes differ in sign, and figures that are not at first hand from an "
    "office's statistics or an operator's own count",
)
SENTENCES = Sentences(__file__)
say = SENTENCES.say

OFFICIAL = ("statistic", "own_count")
"""Provenances of figures that an office or operator counted itself."""


def reporter(row: Row) -> str:
    """Name the reporter of a row of figures."""
    return reporter_name(row["books"])


def change(pct: float) -> str:
    """Say a yearly change: "up 12 %", "down 8.1 %", "unchanged"."""
    return SENTENCES.text("moved", pct=pct)


def published(date: str) -> str:
    """Say when: "on 29 July 2023", or "in September 2026" where no day is known."""
    return f"{'on' if date.count('-') > 1 else 'in'} {day(date)}"


def day_line(study: OverviewStudy) -> str:
    """Say when the newest figure was published, what is overdue and due; no ages."""
    if not study.newest_day:
        return ""
    line = "Newest yearly figure of the leading series: published "
    line += published(study.newest_day)
    systems = study.systems[study.systems["value"].notna()]
    asked = (study.evidence, [*study.levels["series"], *systems["series"]])
    parts = (line, overdue_words(*asked), next_due_words(*asked))
    return f"{'; '.join(filter(None, parts))}."


def finding(study: OverviewStudy) -> Title:
    """State the first series as its first reporter has it."""
    if study.levels.empty:
        return SENTENCES.title("no_level")
    row = study.levels.to_dict("records")[0]
    return SENTENCES.title(
        "title", title=row["title"], **_level(row), pct=_rate(row["growth_pct"])
    )


def _level(row: Row) -> dict[str, Any]:
    """Operands of a level: reporter, year, value and unit."""
    return {
        "reporter_id": row["books"],
        "year": int(row["year"]),
        "value": float(row["value"]),
        "unit": row["unit"],
    }


def _rate(pct: float) -> float | None:
    return None if pd.isna(pct) else float(pct)


def answer(study: OverviewStudy) -> list[SourcedSentence | None]:
    """First series by reporter, and how the first target stands."""
    if study.levels.empty:
        return [say("no_level")]
    lead_levels = study.levels[study.levels["series"] == study.levels["series"].iloc[0]]
    rows = lead_levels.to_dict("records")
    head = say(
        "levels",
        *lead_levels["source"],
        title=rows[0]["title"],
        rows=[_level(row) | {"qualifier": row["qualifier"]} for row in rows],
    )
    return [head, _target(study)]


def _lead_target(study: OverviewStudy) -> Row:
    """Return the target of the first series that the answer tells; empty for none."""
    about = study.targets[study.targets["series"].isin(study.levels["series"][:1])]
    measured = about[about["share_pct"].notna()]
    return next(iter(measured.to_dict("records")), {})


def _target(study: OverviewStudy) -> SourcedSentence | None:
    row = _lead_target(study)
    if not row:
        return None
    return say(
        "target_share",
        row["source"],
        target=row["promise"],
        reporter_id=row["books"],
        share=float(row["share_pct"]),
        level=float(row["level"]),
        unit=row["unit"],
    )


def findings(study: OverviewStudy) -> list[SourcedSentence | None]:
    """Largest change, furthest target, newest publication."""
    return [_fastest(study), _furthest(study), _newest(study)]


def _fastest(study: OverviewStudy) -> SourcedSentence | None:
    changed = study.levels[study.levels["growth_pct"].notna()]
    if changed.empty:
        return None
    row = _last(changed, changed["growth_pct"].abs())
    # The title has said the rate of the first row, and its tile says it again.
    lead = study.levels.iloc[0]
    is_lead = (row["series"], row["books"]) == (lead["series"], lead["books"])
    return say(
        "fastest_lead" if is_lead else "fastest",
        row["source"],
        title=row["title"],
        pct=float(row["growth_pct"]),
        year=int(row["year"]),
        reporter_id=row["books"],
    )


def _furthest(study: OverviewStudy) -> SourcedSentence | None:
    measured = study.targets[study.targets["share_pct"].notna()]
    if measured.empty:
        return None
    row = _last(measured, -measured["share_pct"])
    leading_target = _lead_target(study).get("promise")
    return say(
        "furthest_lead" if row["promise"] == leading_target else "furthest",
        row["source"],
        target=row["promise"],
        title=row["title"],
        share=float(row["share_pct"]),
        level=float(row["level"]),
        unit=row["unit"],
    )


def _newest(study: OverviewStudy) -> SourcedSentence | None:
    dated = study.levels[study.levels["published_on"].fillna("") != ""]
    if dated.empty:
        return None
    row = _last(dated, dated["published_on"])
    return say(
        "newest",
        row["source"],
        title=row["title"],
        year=int(row["year"]),
        published_on=row["published_on"],
        reporter_id=row["books"],
    )


def warnings(study: OverviewStudy) -> list[SourcedSentence | None]:
    """Widest disagreement, opposite signs, figures that are no statistics."""
    return [_conflict(study), _signs(study), _unofficial(study)]


def _conflict(study: OverviewStudy) -> SourcedSentence | None:
    if study.conflicts.empty:
        return None
    row = study.conflicts.to_dict("records")[0]
    return say(
        "conflict",
        row["high_source"],
        row["low_source"],
        title=row["title"],
        year=int(row["year"]),
        high_reporter=row["high_books"],
        high=float(row["high_value"]),
        low_reporter=row["low_books"],
        low=float(row["low_value"]),
        unit=row["unit"],
        ratio=float(row["ratio"]),
    )


def _signs(study: OverviewStudy) -> SourcedSentence | None:
    growing = study.levels[study.levels["growth_pct"].notna()]
    for series in growing["series"].unique():
        compared = growing[growing["series"] == series]
        same = compared[compared["year"] == compared["year"].max()]
        if len(same) > 1 and same["growth_pct"].min() < 0 < same["growth_pct"].max():
            return say(
                "signs",
                *same["source"],
                title=same["title"].iloc[0],
                year=int(same["year"].iloc[0]),
                rows=[
                    {"reporter_id": row["books"], "pct": float(row["growth_pct"])}
                    for row in same.to_dict("records")
                ],
            )
    return None


def _unofficial(study: OverviewStudy) -> SourcedSentence | None:
    rows = study.levels[~study.levels["provenance"].isin(OFFICIAL)]
    if rows.empty:
        return None
    listed = [
        {"title": r["title"], "year": int(r["year"]), "reporter_id": r["books"]}
        for r in rows.to_dict("records")
    ]
    return say("unofficial", *rows["source"], rows=listed)


def _last(rows: pd.DataFrame, key: pd.Series[Any]) -> Row:
    """Row with the largest key, the first of equal ones."""
    order = key.sort_values(ascending=False, kind="stable").index
    best: Row = rows.loc[order].to_dict("records")[0]
    return best
