"""The state of trade in sentences: answer, findings and warnings by stated rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.display.grammar import day, listing, reporter_name
from kzaz_analysis.display.numbers import amount, percent
from kzaz_analysis.display.sentences import Said, said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.reports.overview.study import OverviewStudy

    Row = Mapping[Any, Any]

RULES = (
    "Each figure is the last full year that its reporter has published; growth is on "
    "the year before, where that is comparable",
    "The findings name the largest yearly change, the target furthest from its level "
    "and the newest publication among the figures shown",
    "The warnings name the widest disagreement of two reporters in a common year, "
    "reporters whose last yearly changes differ in sign, and figures that are not the "
    "statistics of an office or an operator's own count",
)
OFFICIAL = ("statistic", "own_count")
"""Provenances of figures that an office or operator counted itself."""


def reporter(row: Row) -> str:
    """Name the reporter of a row of figures."""
    return reporter_name(row["books"])


def change(pct: float) -> str:
    """Say a yearly change: "up 12 %", "down 8.1 %", "unchanged"."""
    size = percent(abs(pct), 3 if abs(pct) >= 100 else 2)
    if round(pct, 1) == 0:
        return "unchanged"
    return f"{'up' if pct > 0 else 'down'} {size}"


def published(date: str) -> str:
    """Say when: "on 29 July 2023", or "in September 2026" where no day is known."""
    return f"{'on' if date.count('-') > 1 else 'in'} {day(date)}"


def day_line(study: OverviewStudy) -> str:
    """Say when the newest figure was published, and which is due next; no ages."""
    if not study.newest_day:
        return ""
    names = dict.fromkeys(study.levels["series"])
    due = [f for f in map(study.evidence.freshness, names) if f.next_due is not None]
    soonest = min(due, key=lambda f: str(f.next_due), default=None)
    line = f"Newest figure here: published {published(study.newest_day)}"
    if soonest is None or soonest.next_due is None:
        return f"{line}."
    when = day(soonest.next_due.date())
    return f"{line}; due next, by {when}: {soonest.title}."


def answer(study: OverviewStudy) -> list[Said]:
    """First series by reporter, and how the first target stands."""
    if study.levels.empty:
        return [said("No yearly figure of these series had been published")]
    lead_levels = study.levels[study.levels["series"] == study.levels["series"].iloc[0]]
    lead, *other_levels = lead_levels.to_dict("records")
    clauses = [_level(lead) + _moved(lead), *map(_level, other_levels)]
    head = said(
        f"{lead_levels['title'].iloc[0]}: {'; '.join(clauses)}", *lead_levels["source"]
    )
    return [head, *_target(study)]


def _level(row: Row) -> str:
    level = amount(row["value"], row["unit"])
    return f"{reporter(row)} reports {level} in {row['year']}"


def _moved(row: Row) -> str:
    pct = row["growth_pct"]
    return "" if pd.isna(pct) else f", {change(pct)}"


def _target(study: OverviewStudy) -> list[Said]:
    about = study.targets[study.targets["series"] == study.levels["series"].iloc[0]]
    measured = about[about["share_pct"].notna()]
    if measured.empty:
        return []
    row = measured.to_dict("records")[0]
    lead = study.levels.to_dict("records")[0]
    share = percent(row["share_pct"])
    share_text = f"The figure of {reporter(lead)} is {share} of the target"
    return [said(share_text, row["source"])]


def findings(study: OverviewStudy) -> list[Said]:
    """Largest change, furthest target, newest publication."""
    candidates = (_fastest(study), _furthest(study), _newest(study))
    return [sentence for sentence in candidates if sentence]


def _fastest(study: OverviewStudy) -> Said | None:
    changed = study.levels[study.levels["growth_pct"].notna()]
    if changed.empty:
        return None
    row = _last(changed, changed["growth_pct"].abs())
    return said(
        f"Largest yearly change: {row['title']}, {change(row['growth_pct'])} "
        f"in {row['year']} as reported by {reporter(row)}",
        row["source"],
    )


def _furthest(study: OverviewStudy) -> Said | None:
    measured = study.targets[study.targets["share_pct"].notna()]
    if measured.empty:
        return None
    row = _last(measured, -measured["share_pct"])
    return said(
        f"Furthest from its target: {row['title']}, at "
        f"{percent(row['share_pct'])} of {amount(row['level'], row['unit'])}",
        row["source"],
    )


def _newest(study: OverviewStudy) -> Said | None:
    dated = study.levels[study.levels["published_on"].fillna("") != ""]
    if dated.empty:
        return None
    row = _last(dated, dated["published_on"])
    return said(
        f"Newest of these figures: {row['title']} in {row['year']}, published "
        f"{published(row['published_on'])} ({reporter(row)})",
        row["source"],
    )


def warnings(study: OverviewStudy) -> list[Said]:
    """Widest disagreement, opposite signs, figures that are no statistics."""
    candidates = (_conflict(study), _signs(study), _unofficial(study))
    return [sentence for sentence in candidates if sentence]


def _conflict(study: OverviewStudy) -> Said | None:
    if study.conflicts.empty:
        return None
    row = study.conflicts.to_dict("records")[0]
    high = reporter({"books": row["high_books"]})
    low = reporter({"books": row["low_books"]})
    return said(
        f"{row['title']} in {row['year']}: {high} reports "
        f"{amount(row['high_value'], row['unit'])}, {low} "
        f"{amount(row['low_value'], row['unit'])}; the higher figure is "
        f"{row['ratio']:.2f} times the lower",
        row["high_source"],
        row["low_source"],
    )


def _signs(study: OverviewStudy) -> Said | None:
    for _, rows in study.levels.groupby("series", sort=False):
        compared = rows[rows["growth_pct"].notna()]
        same = compared[compared["year"] == compared["year"].max()]
        if len(same) > 1 and same["growth_pct"].min() < 0 < same["growth_pct"].max():
            changes_text = listing(
                f"{change(row['growth_pct'])} as reported by {reporter(row)}"
                for row in same.to_dict("records")
            )
            head = f"{same['title'].iloc[0]} in {same['year'].iloc[0]}"
            return said(f"{head}: {changes_text}", *same["source"])
    return None


def _unofficial(study: OverviewStudy) -> Said | None:
    rows = study.levels[~study.levels["provenance"].isin(OFFICIAL)]
    if rows.empty:
        return None
    listed = listing(
        f"{row['title']} {row['year']} ({reporter(row)})"
        for row in rows.to_dict("records")
    )
    return said(f"Not an office's or operator's own count: {listed}", *rows["source"])


def _last(rows: pd.DataFrame, key: pd.Series[Any]) -> Row:
    """Row with the largest key, the first of equal ones."""
    order = key.sort_values(ascending=False, kind="stable").index
    best: Row = rows.loc[order].to_dict("records")[0]
    return best
