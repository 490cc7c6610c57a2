"""Sentences of the scorecard, which count.

The statements of the tables are counted again. How each of them is judged rests in
part on forecasts; of these numbers is checked that they belong together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.verify.statements.common import (
    UNCHECKED,
    WORDS,
    Between,
    Caseless,
    of,
)
from kzaz_analysis.verify.target_statuses import (
    COMPLETION,
    bounds_of_counts,
    is_description,
    leading,
    target_statuses,
)
from kzaz_analysis.verify.targets import occasions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kzaz_analysis.verify.dataset import Cells
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.statements.common import Operands
    from kzaz_analysis.verify.target_statuses import Judged


def statements_of(page: StatedPage) -> list[Cells]:
    """Return the statements that the page is about."""
    series = page.parameters.get("series") or ""
    rows = page.data.table("targets")
    return [row for row in rows if series in ("", row["series"])]


def targets_of(page: StatedPage) -> set[str]:
    """Return the names of all that is set as a target."""
    rows = statements_of(page)
    return {r["promise"] for r in rows if not is_description(page, r)}


@of("scorecard.title")
def title(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the number of targets; the counts by status add up to it."""
    total, series = len(targets_of(page)), page.parameters.get("series")
    subject = Caseless(page.data.series[str(series)]["title"]) if series else ""
    if sum(operands["counts"].values()) != total:
        return None
    heads = leading(page, target_statuses(page, statements_of(page))).values()
    counts = counts_of(operands, heads)
    return {"subject": subject, "total": total, "counts": counts}


def counts_of(operands: Operands, judged: Iterable[Judged]) -> Operands:
    """Reckon how many stand how; what a forecast decides stays within its bounds."""
    bounds = bounds_of_counts(judged)
    return {
        status: Between(*bounds.get(status, (0, 0))) for status in operands["counts"]
    }


@of("scorecard.title_none")
def title_none(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that no target is set."""
    return None if targets_of(page) else {"subject": WORDS}


def _count(page: StatedPage, *statuses: str) -> int:
    counts = page.stated("counts") or {}
    return sum(int(counts.get(status, 0)) for status in statuses)


@of("scorecard.passed")
def passed(_: Operands, page: StatedPage) -> Operands:
    """Check the counts of dates that have passed against those of the title."""
    return {
        "in_time": _count(page, "met in time"),
        "late": _count(page, "met late", "missed, then met"),
        "missed": _count(page, "missed"),
    }


@of("scorecard.none_passed")
def none_passed(operands: Operands, page: StatedPage) -> Operands | None:
    """Check that the title counts no date that has passed."""
    return None if any(passed(operands, page).values()) else {}


@of("scorecard.ahead")
def ahead(_: Operands, page: StatedPage) -> Operands:
    """Check the counts of dates ahead against those of the title."""
    return {
        "total": _count(page, "on track", "off track"),
        "good": _count(page, "on track"),
    }


@of("scorecard.open")
def undecided(operands: Operands, page: StatedPage) -> Operands:
    """Check the counts of what is not decided against those of the title."""
    # Suites of earlier versions leave out what was met without a date.
    met = _count(page, "met, no date set")
    return ({"reached": met} if "reached" in operands else {}) | {
        "undated": _count(page, "no date set"),
        "unknown": _count(page, "cannot be judged"),
    }


@of("scorecard.covered")
def covered(_: Operands, page: StatedPage) -> Operands:
    """Reckon the statements, targets and descriptions of the tables."""
    described = [r for r in statements_of(page) if is_description(page, r)]
    return {
        "statements": len(statements_of(page)) - len(described),
        "targets": len(targets_of(page)),
        "described": len(described),
        "milestones": len(works_of(page)),
    }


def works_of(page: StatedPage) -> list[dict[str, str]]:
    """Milestones of the project of the series asked for; all where none is named."""
    works, series = (
        page.data.table("milestones"),
        str(page.parameters.get("series") or ""),
    )
    names = (series, series.removeprefix(COMPLETION))
    return [w for w in works if not series or w["project"] in names]


@of("scorecard.milestones")
def milestones(operands: Operands, page: StatedPage) -> Operands:
    """Count the milestones; some are held to a planned day, some of these late."""
    works = works_of(page)
    events = {
        (work["project"], work["event"], work["planned_end"])
        for work in works
        if work["status"] != "disputed" and (work["actual_end"] or work["actual_start"])
    }
    dated = Between(0, len(events))
    return {"count": len(works), "dated": dated, "late": Between(0, operands["dated"])}


@of("scorecard.by_statement")
def by_statement(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon that the counts add up to the statements of the tables."""
    rows = [r for r in statements_of(page) if not is_description(page, r)]
    if sum(operands["counts"].values()) != len(rows):
        return None
    return {"counts": counts_of(operands, target_statuses(page, rows))}


@of("scorecard.most_stated")
def most_stated(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon how the target set on most occasions stands."""
    judged = target_statuses(page, statements_of(page))
    heads = leading(page, judged)
    days: dict[str, list[str]] = {name: [] for name in heads}
    for each in judged:
        days[each.row["promise"]].append(each.row["published_on"])
    ranked = [
        (-occasions(days[name]), name)
        for name, head in heads.items()
        if not is_description(page, head.row)
    ]
    if not ranked:
        return None
    count, name = min(ranked)
    statuses = heads[name].statuses
    target_status = operands["target_status"]
    return {
        "name": WORDS,
        "occasions": -count,
        "share": UNCHECKED,
        "target_status": target_status
        if target_status in statuses
        else sorted(statuses),
    }
