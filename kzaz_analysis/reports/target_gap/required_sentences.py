"""What the sentences about required growth are written from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.analysis.targets.gaps import TargetGap
from kzaz_analysis.display.grammar import reporter_inside, reporter_name
from kzaz_analysis.display.numbers import amount, percent, significant
from kzaz_analysis.reports.record.period_names import (
    period_words,
    sources_of_statements,
)
from kzaz_analysis.reports.target_gap.sentences import say

if TYPE_CHECKING:
    from kzaz_analysis.display.sentences import Said
    from kzaz_analysis.reports.target_gap.required_growth import RequiredStudy
    from kzaz_analysis.reports.target_gap.study import GapStudy
    from kzaz_analysis.studies.capacity_links import Links

    Cells = dict[Any, Any]


def _less(study: GapStudy) -> bool:
    """Whether less of the series is better, so that nothing has to grow."""
    return isinstance(study.gap, TargetGap) and study.gap.less_is_better


def newest(starts: pd.DataFrame) -> pd.DataFrame:
    """Keep one start for each reporter, the one that says most.

    A running year of which most is on record takes the place of the last whole year
    once it has passed it: the year is then known to come to more.
    """
    chosen = []
    for _, same in starts.groupby("books", sort=False):
        running = same["is_floor"].astype(bool)
        whole = same[~running].sort_values("start_year").tail(1)
        least = -np.inf if whole.empty else whole["start_value"].iloc[0]
        passed = same[running & (same["start_value"] > least)]
        chosen.append(passed if len(passed) else whole)
    return pd.concat(chosen) if chosen else starts


def ahead(study: GapStudy) -> pd.DataFrame:
    """Rows of what is required whose deadline is ahead, from the newest starts.

    Returns
    -------
    pandas.DataFrame
        Rows of `RequiredStudy.table`; none where every reporter is at the level, or
        where less is better.
    """
    needed = study.required
    if isinstance(needed, Refused) or _less(study):
        return pd.DataFrame(columns=["source", "deadline"])
    rows = _of(needed.table, newest(needed.starts))
    rows = rows[rows["reason"] == ""]
    return rows if (rows["required_pct"] > 0).any() else rows.iloc[:0]


def told(study: GapStudy) -> pd.DataFrame:
    """Rows of `RequiredStudy.terms` that have a number, with the name of the start."""
    needed = study.required
    if isinstance(needed, Refused) or _less(study):
        return pd.DataFrame(columns=["source", "start", "driver"])
    starts = newest(needed.starts)
    rows = starts.to_dict("records")
    with_start = starts.assign(start=[start_name(r) for r in rows])
    with_start = with_start.rename(columns={"is_floor": "from_floor"})
    columns = ["books", "start_year", "start", "start_period", "from_floor"]
    terms = _of(needed.terms, starts).merge(with_start[columns], on=columns[:2])
    return terms[(terms["reason"] == "") & (terms["missing"] > 0)]


def _of(rows: pd.DataFrame, starts: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows that belong to some starts."""
    pairs = {*zip(starts["books"], starts["start_year"], strict=True)}
    named = zip(rows["books"], rows["start_year"], strict=True)
    is_of = pd.Series([pair in pairs for pair in named], rows.index, dtype=bool)
    return rows[is_of]


def start_name(row: Cells) -> str:
    """Name a start: "Georgia, 2025"."""
    return f"{reporter_name(row['books'])}, {period_words(row['start_period'])}"


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


def needs_sentences(study: GapStudy) -> list[Said | None]:
    """Say what each date requires, from whose figure, and how often it went so fast."""
    needed = study.required
    if isinstance(needed, Refused):
        return [say("required_unknown", reason_text=needed.reason)]
    if needed.starts.empty:
        return [say("no_start")]
    if isinstance(study.gap, TargetGap) and _less(study):
        return _less_words(study, needed, study.gap)
    rows = ahead(study)
    if rows.empty:
        return _nothing_ahead(needed)
    dates = sorted(set(rows["deadline"]))
    set_dates = [date for date in dates if date not in needed.asked]
    by_date = [rows[rows["deadline"] == date] for date in set_dates or dates[-1:]]
    return [
        _over(needed),
        *(_paces(study, same) for same in by_date),
        _soonest(rows),
        *_seen(by_date[0]),
        say("base_rate") if (by_date[0]["windows"] > 0).any() else None,
    ]


def _less_words(
    study: GapStudy, needed: RequiredStudy, gap: TargetGap
) -> list[Said | None]:
    if gap.is_met:
        starts = newest(needed.starts)
        return [_reached(starts[starts["start_value"] <= needed.promise.value])]
    with_rate = study.deadlines[study.deadlines["reason"] == ""]
    return [
        say(
            "less_is_better",
            required=row["required_growth_pct"],
            deadline=row["deadline"],
        )
        for row in with_rate.to_dict("records")
    ] or [say("none_ahead")]


def _nothing_ahead(needed: RequiredStudy) -> list[Said | None]:
    starts = newest(needed.starts)
    if (starts["start_value"] >= needed.promise.value).all():
        return [_reached(starts)]
    late = needed.table[needed.table["deadline"] > needed.table["start_year"]]
    refused = late["reason"][late["reason"] != ""]
    if len(refused):
        unknown = say("required_unknown", reason_text=refused.iloc[0])
        return [_over(needed), unknown]
    return [_over(needed), say("none_ahead")]


def _reached(starts: pd.DataFrame) -> Said:
    """Name the figures by which nothing is left to grow."""
    return say(
        "nothing_required", starts=[_start(r) for r in starts.to_dict("records")]
    )


def _over(needed: RequiredStudy) -> Said | None:
    """Name the deadlines that have gone by for every reporter."""
    newest_year = int(newest(needed.starts)["start_year"].max())
    past = sorted({y for y in needed.table["deadline"] if y <= newest_year})
    return say("over", past=past, newest=newest_year) if past else None


def _paces(study: GapStudy, rows: pd.DataFrame) -> Said:
    return say(
        "paces",
        *rows["source"],
        goal=study.promise.value,
        unit=study.promise.unit,
        deadline=int(rows["deadline"].iloc[0]),
        rows=[_start(r) | {"pct": r["required_pct"]} for r in rows.to_dict("records")],
    )


def _soonest(rows: pd.DataFrame) -> Said | None:
    """Name the nearest deadline where it asks for more than was ever seen."""
    soonest = rows["deadline"].min()
    same = rows[(rows["deadline"] == soonest) & (rows["required_pct"] > 0)]
    unseen = same[(same["reached_windows"] == 0) & (same["windows"] > 0)]
    if unseen.empty:
        return None
    every = [_start(r) | {"pct": r["required_pct"]} for r in unseen.to_dict("records")]
    return say("unseen", *unseen["source"], deadline=int(soonest), rows=every)


def _seen(rows: pd.DataFrame) -> list[Said]:
    """Say how often it went as fast over as many years."""
    rows = rows[rows["required_pct"] > 0]
    rows = rows.assign(windows=rows["windows"].fillna(0))
    return [
        say(
            "windows",
            length=int(same["years"].iloc[0]),
            count=int(same["windows"].iloc[0]),
            rows=[_start(r) | {"hits": _hits(r)} for r in same.to_dict("records")],
        )
        for _, same in rows.groupby(["years", "windows"], sort=False)
    ]


def _hits(row: Cells) -> int:
    return 0 if pd.isna(row["reached_windows"]) else int(row["reached_windows"])


def today(row: Cells) -> str:
    """Write the last figure of a driver with its period."""
    least = "at least " if row["is_floor"] is True else ""
    figure = amount(row["driver_value"], row["driver_unit"])
    return f"{least}{figure}, {period_words(row['driver_period'])}"


def term(row: Cells) -> str:
    """Say what is missing in terms of one driver."""
    if pd.notna(row["times"]):
        return f"{_most(row)}a further {percent(100 * row['times'], 3)} of it"
    if pd.notna(row["number"]):
        return f"{_most(row)}{significant(row['number'], 2)} more"
    return f"the level is {percent(row['share_pct'], 3)} of it"


def _most(row: Cells) -> str:
    return "at most " if row["is_floor"] is True or row["from_floor"] else ""


def term_sentences(study: GapStudy) -> list[Said | None]:
    """Say what the part that comes nearest would have to do alone."""
    rows = told(study)
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


def room_sentences(study: GapStudy) -> list[Said | None]:
    """Say in which year the required path passes the capacity that is stated."""
    needed, rows = study.required, ahead(study)
    if isinstance(needed, Refused) or rows.empty:
        return []
    if isinstance(needed.links, Refused):
        return [say("no_ceiling", reason_text=needed.links.reason)]
    bounded = rows[rows["ceiling_base"].notna() & (rows["required_pct"] > 0)]
    if bounded.empty:
        return [say("no_constraint")]
    return [*_passed(bounded, needed.links), _room(bounded, study)]


def _passed(rows: pd.DataFrame, links: Links) -> list[Said]:
    bound = rows[rows["binds_in"].notna()]
    if bound.empty:
        return [say("within_capacity", until=rows["deadline"].max())]
    titles = links.links.set_index("driver")["title"]
    by_link: dict[tuple[Any, ...], list[str]] = {}
    for _, same in bound.groupby(["books", "start_year", "binding_link"], sort=False):
        hits = tuple(
            (str(year), tuple(map(str, deadlines)))
            for year, deadlines in same.groupby("binds_in")["deadline"]
        )
        row = same.iloc[0].to_dict()
        key = titles[row["binding_link"]], hits
        by_link.setdefault(key, []).append(_figure(row))
    sources = _stated(links, bound)
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


def _stated(links: Links, rows: pd.DataFrame) -> list[str]:
    ceilings = links.ceilings[links.ceilings["case"] == "base"]
    keys = {"binding_link": "link", "binds_in": "year"}
    met = rows[list(keys)].rename(columns=keys).astype({"year": "int64"})
    return sources_of_statements(links, met.merge(ceilings)["statement"])


def _room(rows: pd.DataFrame, study: GapStudy) -> Said:
    latest_deadline = rows.sort_values("deadline").iloc[-1]
    low, base, high = (latest_deadline[f"ceiling_{c}"] for c in ("low", "base", "high"))
    return say(
        "room",
        year=latest_deadline["deadline"],
        base=base,
        share=latest_deadline["share_of_base_pct"] if base > 0 else None,
        high=high if high > base else None,
        low=low if low < base else None,
        is_enough=bool(high >= study.promise.value),
        unit=study.promise.unit,
    )
