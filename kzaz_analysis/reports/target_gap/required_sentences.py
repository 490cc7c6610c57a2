"""What the sentences about required growth are written from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.grammar import reporter_inside
from kzaz_analysis.display.numbers import (
    least_amount,
    most_percent,
    most_significant,
    percent,
    significant,
)
from kzaz_analysis.evidence.rounding import is_upper_bound
from kzaz_analysis.reports.record.period_names import (
    period_words,
    sources_of_statements,
)
from kzaz_analysis.reports.record.sentences import hedged_amount
from kzaz_analysis.reports.target_gap.required_rows import (
    binding_statements,
    by_windows,
    driver_terms,
    first_binding,
    newest_starts,
    rows_ahead,
)
from kzaz_analysis.reports.target_gap.sentences import range_end, say
from kzaz_analysis.studies.target_statements import is_less_better

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kzaz_analysis.display.sentences import SourcedSentence
    from kzaz_analysis.reports.target_gap.required_growth import RequiredStudy
    from kzaz_analysis.reports.target_gap.study import GapStudy
    from kzaz_analysis.studies.capacity_links import Links

    Cells = dict[Any, Any]


def _start(row: Cells) -> dict[str, Any]:
    """Operands that name where the counting starts."""
    return {
        "reporter": reporter_inside(row["books"]),
        "reporter_id": row["books"],
        "period": period_words(row["start_period"]),
        "value": row["start_value"],
        "is_floor": bool(row["is_floor"]),
    }


def _figure(row: Cells) -> str:
    return f"the figure of {reporter_inside(row['books'])} for " + period_words(
        row["start_period"]
    )


def needs_sentences(study: GapStudy) -> list[SourcedSentence | None]:
    """Say what each date requires, from whose figure, and how often it went so fast."""
    needed = study.required
    if isinstance(needed, Refused):
        return [say("required_unknown", reason_text=needed.reason)]
    if needed.starts.empty:
        return [say("no_start")]
    if is_less_better(study.leading):
        return _less_words(study, needed)
    rows = rows_ahead(study)
    if rows.empty:
        return _nothing_ahead(study, needed)
    dates = sorted(set(rows["deadline"]))
    set_dates = [date for date in dates if date not in needed.asked]
    by_date = [rows[rows["deadline"] == date] for date in set_dates or dates[-1:]]
    return [
        _over(needed, dates),
        _gone(study),
        *(_paces(study, same) for same in by_date),
        _soonest(rows),
        *_seen(by_date[0]),
        say("base_rate") if (by_date[0]["windows"] > 0).any() else None,
    ]


def _less_words(study: GapStudy, needed: RequiredStudy) -> list[SourcedSentence | None]:
    if isinstance(study.gap, Refused):
        return [say("required_unknown", reason_text=study.gap.reason)]
    if study.gap.is_met:
        starts = newest_starts(needed.starts)
        return [_reached(starts[starts["start_value"] <= needed.target.value])]
    with_rate = study.deadlines[study.deadlines["reason"] == ""]
    asked = [
        say(
            "less_is_better",
            required=row["required_growth_pct"],
            deadline=row["deadline"],
            range_end=range_end(study),
        )
        for row in with_rate.to_dict("records")
    ]
    return [_gone(study), *(asked or [say("none_ahead")])]


def _nothing_ahead(
    study: GapStudy, needed: RequiredStudy
) -> list[SourcedSentence | None]:
    starts = newest_starts(needed.starts)
    figures = (starts[f"start_{name}"] for name in ("value", "low", "high"))
    at_least = starts["start_value"].mask(is_upper_bound(*figures), starts["start_low"])
    if (at_least >= needed.target.value).all():
        return [_reached(starts)]
    late = needed.table[needed.table["deadline"] > needed.table["start_year"]]
    refused = late["reason"][late["reason"] != ""]
    if len(refused):
        unknown = say("required_unknown", reason_text=refused.iloc[0])
        return [_over(needed), unknown]
    return [_over(needed), _gone(study), say("none_ahead")]


def _reached(starts: pd.DataFrame) -> SourcedSentence:
    """Name the figures by which nothing is left to grow."""
    return say(
        "nothing_required", starts=[_start(r) for r in starts.to_dict("records")]
    )


def _over(needed: RequiredStudy, ahead: Iterable[int] = ()) -> SourcedSentence | None:
    """Name the deadlines that have gone by for every reporter.

    One that is ahead of the older figure of another reporter has a rate from there.
    """
    newest_year = int(newest_starts(needed.starts)["start_year"].max())
    gone = {y for y in needed.table["deadline"] if y <= newest_year}
    past = sorted(gone.difference(ahead))
    return say("over", past=past, newest=newest_year) if past else None


def _gone(study: GapStudy) -> SourcedSentence | None:
    """Name the deadlines that have passed before a figure of their year came."""
    table, needed = study.deadlines, study.required
    ends = [0] if isinstance(needed, Refused) else needed.starts["start_year"]
    later = table[table["deadline"] > max(ends, default=0)]
    gone = later["deadline"][later["deadline"] < study.today.year]
    return say("gone", past=[int(year) for year in gone]) if len(gone) else None


def _paces(study: GapStudy, rows: pd.DataFrame) -> SourcedSentence:
    return say(
        "paces",
        *rows["source"],
        goal=study.target.value,
        unit=study.target.unit,
        deadline=int(rows["deadline"].iloc[0]),
        rows=[_start(r) | {"pct": r["required_pct"]} for r in rows.to_dict("records")],
    )


def _soonest(rows: pd.DataFrame) -> SourcedSentence | None:
    """Name the nearest deadline where it asks for more than was ever seen.

    What it asks for at most is not known to be more.
    """
    soonest = rows["deadline"].min()
    same = rows[(rows["deadline"] == soonest) & (rows["required_pct"] > 0)]
    same = same[~same["is_floor"].astype(bool)]
    unseen = same[(same["reached_windows"] == 0) & (same["windows"] > 0)]
    if unseen.empty:
        return None
    every = [_start(r) | {"pct": r["required_pct"]} for r in unseen.to_dict("records")]
    return say("unseen", *unseen["source"], deadline=int(soonest), rows=every)


def _seen(rows: pd.DataFrame) -> list[SourcedSentence]:
    """Say how often it went as fast over as many years."""
    rows = rows[rows["required_pct"] > 0]
    return [
        say(
            "windows",
            length=int(same["years"].iloc[0]),
            count=int(same["windows"].iloc[0]),
            rows=[_start(r) | {"hits": _hits(r)} for r in same.to_dict("records")],
        )
        for same in by_windows(rows)
    ]


def _hits(row: Cells) -> int:
    return 0 if pd.isna(row["reached_windows"]) else int(row["reached_windows"])


def today(row: Cells) -> str:
    """Write the last figure of a driver with its period."""
    level = row["driver_value"], row["driver_unit"]
    is_floor = row["is_floor"] is True
    hedged = hedged_amount(level[0], None, level[1], row["driver_qualifier"])
    figure = f"at least {least_amount(*level)}" if is_floor else hedged
    return f"{figure}, {period_words(row['driver_period'])}"


def term(row: Cells) -> str:
    """Say what is missing in terms of one driver."""
    most = _most(row)
    if pd.notna(row["times"]):
        write = most_percent if most else percent
        return f"{most}a further {write(row['times_pct'], 3)} of it"
    if pd.notna(row["number"]):
        write = most_significant if most else significant
        return f"{most}{write(row['number'], 2)} more"
    return f"the level is {percent(row['share_pct'], 3)} of it"


def _most(row: Cells) -> str:
    return "at most " if row["is_floor"] is True or row["from_floor"] else ""


def term_sentences(study: GapStudy) -> list[SourcedSentence | None]:
    """Say what the part that comes nearest would have to do alone."""
    rows = driver_terms(study)
    parts = rows[rows["times"].notna()] if len(rows) else rows
    if parts.empty:
        return []
    same = parts[parts["start"] == parts["start"].iloc[0]]
    least = same.sort_values("times", kind="stable").iloc[0].to_dict()
    return [
        say(
            "nearest_part",
            least["source"],
            title=least["title"],
            reporter=reporter_inside(least["books"]),
            period=period_words(least["start_period"]),
            at_most=_most(least),
            times=least["times"],
            last_figure=today(least),
        )
    ]


def room_sentences(study: GapStudy) -> list[SourcedSentence | None]:
    """Say in which year the required path passes the capacity that is stated."""
    needed, rows = study.required, rows_ahead(study)
    if isinstance(needed, Refused) or rows.empty:
        return []
    if isinstance(needed.links, Refused):
        return [say("no_ceiling", reason_text=needed.links.reason)]
    bounded = rows[rows["ceiling_base"].notna() & (rows["required_pct"] > 0)]
    if bounded.empty:
        return [say("no_constraint")]
    return [*_passed(bounded, needed.links), _room(bounded, study)]


def _passed(rows: pd.DataFrame, links: Links) -> list[SourcedSentence]:
    bound = rows[rows["binds_in"].notna()]
    if bound.empty:
        return [say("within_capacity", until=rows["deadline"].max())]
    by_link: dict[tuple[Any, ...], list[str]] = {}
    for row, hits in first_binding(links, bound):
        key = row["title"], hits
        by_link.setdefault(key, []).append(_figure(row))
    sources = sources_of_statements(links, binding_statements(links, bound))
    return [
        say(
            "passes",
            *sources,
            starts=starts,
            title=title,
            hits=[{"year": year, "deadlines": dates} for year, dates in hits],
        )
        for (title, hits), starts in by_link.items()
    ]


def _room(rows: pd.DataFrame, study: GapStudy) -> SourcedSentence:
    latest_deadline = rows.sort_values("deadline").iloc[-1]
    low, base, high = (latest_deadline[f"ceiling_{c}"] for c in ("low", "base", "high"))
    return say(
        "room",
        year=latest_deadline["deadline"],
        base=base,
        share=latest_deadline["share_of_base_pct"] if base > 0 else None,
        high=high if high > base else None,
        low=low if low < base else None,
        is_enough=bool(high >= study.target.value),
        unit=study.target.unit,
    )
