"""Tables of the overview: levels by reporter, targets, running year, systems."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.display.grammar import (
    MONTHS,
    day,
    months_text,
    reporter_inside,
)
from kzaz_analysis.display.numbers import amount, interval, percent, rate_interval
from kzaz_analysis.display.probability_bands import chance
from kzaz_analysis.display.speech.phrases import capital
from kzaz_analysis.display.tables import Row, Table
from kzaz_analysis.reports.overview.sentences import change, reporter
from kzaz_analysis.reports.overview.tiles import Tiles
from kzaz_analysis.reports.record.sentences import hedged_amount

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kzaz_analysis.display.citations import SourceList
    from kzaz_analysis.reports.overview.study import OverviewStudy

    Cells = Mapping[Any, Any]

TOO_NARROW = "in the back-test of its projection page it was too narrow"
"""Words of a tile whose interval the back-test does not hold."""

STAGES = {"final": "final", "preliminary": "preliminary", "early": "early estimate"}


def tables(study: OverviewStudy, cite: SourceList) -> dict[str, Table]:
    """Build every table of the page, by its place."""
    return {
        "levels": _tiles(study, cite),
        "systems": _table(
            "Every system: its leading series, else that with most figures",
            "series|system|period|#latest figure|#change|#target|status|due",
            study.systems,
            partial(_system, study),
            cite,
            "systems",
        ),
    }


def _table(
    caption: str,
    headers: str,
    rows: pd.DataFrame,
    cells: Callable[[Cells], Iterable[str]],
    cite: SourceList,
    place: str,
) -> Table:
    table_rows = tuple(
        Row(tuple(cells(row)), tuple(_sources(row)), row["series"])
        for row in rows.to_dict("records")
    )
    heads = tuple(headers.split("|"))
    return Table(caption, heads, table_rows, cite, place, data=rows)


def _sources(row: Cells) -> Iterable[str]:
    return dict.fromkeys(filter(None, (row["source"], row.get("target_source"))))


def _tiles(study: OverviewStudy, cite: SourceList) -> Tiles:
    levels = _table(
        "The last full year of each reporter",
        "what|reporter|year|#level|#change on the year before|kind of figure",
        study.levels,
        _level,
        cite,
        "levels",
    )
    frames = (study.headings, study.parts, study.targets)
    headings, parts, targets = (frame.to_dict("records") for frame in frames)
    below = [
        *(
            Row((r["title"], _heading(r)), (r["source"],) * bool(r["source"]))
            for r in headings
        ),
        *(Row((r["title"], ", ".join(_part(r)[1:])), (r["source"],)) for r in parts),
        *(Row((r["title"], _aim(r)), (r["source"],)) for r in targets),
    ]
    return Tiles(
        levels.caption,
        levels.headers,
        levels.rows,
        cite,
        levels.place,
        data=study.levels,
        below=tuple(below),
    )


def _heading(row: Cells) -> str:
    """Say in a tile where a series is heading, on whose figures."""
    if row["reason"]:
        return f"no forecast for {row['year']}: {row['reason']}"
    level, who = amount(row["median"], row["unit"]), reporter_inside(row["books"])
    between = interval(row["low"], row["high"], row["unit"])
    narrow = f"; {TOO_NARROW}" if row["too_narrow"] else ""
    return (
        f"heading for {level} in {row['year']} (median forecast on the figures of "
        f"{who}); 80 % prediction interval {between}" + narrow
    )


def _aim(row: Cells) -> str:
    """Say in a tile how far a target is, and by when."""
    _, level, share, status, due = _target(row)
    parts = [f"{share} of {level}" if share else level]
    parts += [f"{due}: {status}" if due else status]
    if not pd.isna(row["chance"]):
        when = "in that year" if row["is_plan"] else "by then"
        parts += [f"forecast probability {when} {chance(row['chance'])}"]
    return "; ".join(filter(None, parts))


def _level(row: Cells) -> Iterable[str]:
    stage = STAGES.get(str(row["stage"]), "")
    kind = str(row["provenance"]).replace("_", " ")
    yield from (row["title"], reporter(row), str(row["year"]))
    yield hedged_amount(row["value"], None, row["unit"], row["qualifier"])
    yield _change(row) or "no comparable year before"
    yield ", ".join(filter(None, (kind, stage)))


def _target(row: Cells) -> tuple[str, ...]:
    share: str = "" if pd.isna(row["share_pct"]) else percent(row["share_pct"])
    level = _goal(row)
    return row["title"], level, share, row["status"], day(row["due"])


def _part(row: Cells) -> tuple[str, ...]:
    start, end = row["period_start"], row["period_end"]
    start_text, end_text = (
        MONTHS[start.month - 1],
        f"{MONTHS[end.month - 1]} {end.year}",
    )
    period = end_text if start.month == end.month else f"{start_text} to {end_text}"
    level = hedged_amount(row["value"], None, row["unit"], row["qualifier"])
    return row["title"], reporter(row), period, level


def _period(text: str) -> str:
    """Say in words the period of a newest figure, as `newest` returns it."""
    start, _, end = text.partition(" to ")
    if not end:
        return day(start)
    return months_text(pd.Timestamp(start), pd.Period(end).end_time.normalize())


ABOVE = "above"
"""What stands for a number that a tile of the page shows."""


def _system(study: OverviewStudy, row: Cells) -> Iterable[str]:
    in_tile = row["series"] in set(study.levels["series"])
    in_aim = in_tile and row["promise"] in set(study.targets["promise"])
    yield from (capital(row["title"]), row["system"], _period(row["period"]))
    level = (row[name] for name in ("value", "most", "unit", "qualifier"))
    yield ABOVE if in_tile else hedged_amount(*level)
    yield ABOVE * (_change(row) != "") if in_tile else _change(row)
    yield ABOVE if in_aim else _goal(row)
    yield row["status"]
    yield day(row["due"])


def _goal(row: Cells) -> str:
    """Write the level of a target with the word that it was set with."""
    return hedged_amount(row["level"], None, row["unit"], row["level_qualifier"])


def _change(row: Cells) -> str:
    """Say a change; of a figure with a word, "about 1.5", both ends of it."""
    if pd.notna(row["growth_pct"]):
        return change(row["growth_pct"])
    low, high = row["low_pct"], row["high_pct"]
    return "" if pd.isna(low) else f"a change of {rate_interval(low, high)}"
