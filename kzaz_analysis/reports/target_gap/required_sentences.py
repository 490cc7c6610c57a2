"""Sentences about what has to happen that are true for every promise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.grammar import (
    as_reported_by,
    listing,
    number_word,
    plural,
    reason,
    reporter_name,
    years_text,
)
from kzaz_analysis.display.numbers import amount, percent, rate, significant
from kzaz_analysis.display.sentences import Said, said
from kzaz_analysis.reports.record.period_names import (
    period_words,
    sources_of_statements,
)

if TYPE_CHECKING:
    from kzaz_analysis.reports.target_gap.required_growth import RequiredStudy
    from kzaz_analysis.reports.target_gap.study import GapStudy
    from kzaz_analysis.studies.capacity_links import Links

    Cells = dict[Any, Any]

BASE_RATE = (
    "Such a share is a base rate and not a chance: the spans overlap, and some begin "
    "in a trough"
)


def newest(starts: pd.DataFrame) -> pd.DataFrame:
    """Keep one start for each set of books, the one that says most.

    A running year of which most is on record takes the place of the last whole year
    once it has passed it: the year is then known to come to more.
    """
    kept = []
    for _, mine in starts.groupby("books", sort=False):
        running = mine["is_floor"].astype(bool)
        whole = mine[~running].sort_values("start_year").tail(1)
        least = -np.inf if whole.empty else whole["start_value"].iloc[0]
        passed = mine[running & (mine["start_value"] > least)]
        kept.append(passed if len(passed) else whole)
    return pd.concat(kept) if kept else starts


def ahead(study: GapStudy) -> pd.DataFrame:
    """Rows of what is required whose deadline is ahead, from the newest starts.

    Returns
    -------
    pandas.DataFrame
        Rows of `RequiredStudy.table`; none where the level is reached on all books.
    """
    needed = study.required
    if isinstance(needed, Refused):
        return pd.DataFrame(columns=["source", "deadline"])
    rows = _of(needed.table, newest(needed.starts))
    rows = rows[rows["reason"] == ""]
    return rows if (rows["required_pct"] > 0).any() else rows.iloc[:0]


def told(study: GapStudy) -> pd.DataFrame:
    """Rows of `RequiredStudy.terms` that have a number, with the name of the start."""
    needed = study.required
    if isinstance(needed, Refused):
        return pd.DataFrame(columns=["source", "start", "driver"])
    starts = newest(needed.starts)
    rows = starts.to_dict("records")
    known = starts.assign(
        start=[start_name(r) for r in rows], figure=[_figure(r) for r in rows]
    )
    known = known.rename(columns={"is_floor": "from_floor"})
    columns = ["books", "start_year", "start", "figure", "from_floor"]
    terms = _of(needed.terms, starts).merge(known[columns], on=columns[:2])
    return terms[(terms["reason"] == "") & (terms["missing"] > 0)]


def _of(rows: pd.DataFrame, starts: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows that belong to some starts."""
    pairs = {*zip(starts["books"], starts["start_year"], strict=True)}
    named = zip(rows["books"], rows["start_year"], strict=True)
    kept = pd.Series([pair in pairs for pair in named], rows.index, dtype=bool)
    return rows[kept]


def start_name(row: Cells) -> str:
    """Name a start: "Kazakhstan, 2025"."""
    return f"{reporter_name(row['books'])}, {period_words(row['start_period'])}"


def _figure(row: Cells) -> str:
    when = period_words(row["start_period"])
    return f"the figure of {when} {as_reported_by(row['books'])}"


def needs_sentences(study: GapStudy) -> list[Said | None]:
    """Say how fast it has to go, from whose figures, and how often it went so fast."""
    needed = study.required
    if isinstance(needed, Refused):
        return [said(f"What has to happen is not known: {reason(needed.reason)}")]
    if needed.starts.empty:
        return [said("There is no figure to count from")]
    rows = ahead(study)
    if rows.empty:
        return _nothing_ahead(needed)
    last = rows[rows["deadline"] == rows["deadline"].max()]
    return [
        _over(needed),
        _paces(study, last),
        _soonest(rows),
        *_seen(last),
        said(BASE_RATE) if (last["windows"] > 0).any() else None,
    ]


def _nothing_ahead(needed: RequiredStudy) -> list[Said | None]:
    starts = newest(needed.starts)
    if (starts["start_value"] >= needed.promise.value).all():
        text = "The level is reached, so no growth is required to get there"
        return [said(text)]
    late = needed.table[needed.table["deadline"] > needed.table["start_year"]]
    refused = late["reason"][late["reason"] != ""]
    if len(refused):
        return [
            _over(needed),
            said(f"No growth can be given: {reason(refused.iloc[0])}"),
        ]
    return [_over(needed), said("No deadline is ahead of the last figure")]


def _over(needed: RequiredStudy) -> Said | None:
    """Name the deadlines that have gone by for every set of books."""
    newest_year = int(newest(needed.starts)["start_year"].max())
    past = sorted({y for y in needed.table["deadline"] if y <= newest_year})
    verb = "is" if len(past) == 1 else "are"
    text = f"{years_text(past)} {verb} not ahead of the last figure, {newest_year}"
    return said(text) if past else None


def _paces(study: GapStudy, rows: pd.DataFrame) -> Said:
    goal = amount(study.promise.value, study.promise.unit)
    parts = [_pace(r, study.promise.unit) for r in rows.to_dict("records")]
    text = f"For {goal} by {rows['deadline'].iloc[0]} it takes {', and '.join(parts)}"
    return said(text, *rows["source"])


def _pace(row: Cells, unit: str) -> str:
    level, books = amount(row["start_value"], unit), as_reported_by(row["books"])
    when = period_words(row["start_period"])
    if row["required_pct"] <= 0:
        return f"nothing {books}, where {level} is recorded for {when}"
    pace = rate(row["required_pct"], int(row["years"]))
    most = f"at most {pace.removeprefix('about ')}" if row["is_floor"] else pace
    return f"growth of {most} from the {level} of {when} {books}"


def _soonest(rows: pd.DataFrame) -> Said | None:
    """Name the nearest deadline where it asks for more than was ever seen."""
    first = rows["deadline"].min()
    mine = rows[(rows["deadline"] == first) & (rows["required_pct"] > 0)]
    unseen = mine[(mine["reached_windows"] == 0) & (mine["windows"] > 0)]
    if unseen.empty or first == rows["deadline"].max():
        return None
    parts = listing(
        f"{rate(r['required_pct'], int(r['years']))} from {_figure(r)}"
        for r in unseen.to_dict("records")
    )
    text = f"By {first} it would take {parts}, faster than any span of that length"
    return said(f"{text} on record", *unseen["source"])


def _seen(rows: pd.DataFrame) -> list[Said]:
    """Say how often it went as fast over as many years."""
    rows = rows[rows["required_pct"] > 0]
    rows = rows.assign(windows=rows["windows"].fillna(0))
    found = []
    for _, mine in rows.groupby(["years", "windows"], sort=False):
        every = mine.to_dict("records")
        over, of = plural(int(every[0]["years"]), "year"), int(every[0]["windows"])
        froms = [_figure(r) for r in every]
        if not of:
            text = f"No span of {over} in one set of books is on record to compare"
            found.append(said(f"{text} with the way from {listing(froms)}"))
            continue
        hits = [number_word(int(r["reached_windows"])) for r in every]
        first = f"{hits[0]} went as fast as is needed from {froms[0]}"
        pairs = zip(hits[1:], froms[1:], strict=True)
        more = [f"{count} as from {start}" for count, start in pairs]
        text = f"Of {plural(of, 'span')} of {over} on record, {listing([first, *more])}"
        found.append(said(text))
    return found


def today(row: Cells) -> str:
    """Write the last figure of a driver with its period."""
    least = "at least " if row["is_floor"] is True else ""
    figure = amount(row["driver_value"], row["driver_unit"])
    return f"{least}{figure}, {period_words(row['driver_period'])}"


def term(row: Cells) -> str:
    """Say what is missing in terms of one driver."""
    most = _most(row)
    if pd.notna(row["times"]):
        return f"{_times(row)} that on top"
    if pd.notna(row["number"]):
        return f"{most}{significant(row['number'], 2)} more"
    return f"the level is {percent(row['share_pct'], 3)} of it"


def _most(row: Cells) -> str:
    return "at most " if row["is_floor"] is True or row["from_floor"] else ""


def _times(row: Cells) -> str:
    number = significant(row["times"], 2)
    return f"{_most(row)}{'once' if number == '1' else f'{number} times'}"


def term_sentences(study: GapStudy) -> list[Said | None]:
    """Say what the part that comes nearest would have to do alone."""
    rows = told(study)
    parts = rows[rows["times"].notna()] if len(rows) else rows
    if parts.empty:
        return []
    mine = parts[parts["start"] == parts["start"].iloc[0]]
    least = mine.sort_values("times", kind="stable").iloc[0].to_dict()
    text = (
        f"If {least['title']} alone made up what is missing by {least['figure']}, "
        f"{_times(least)} its last figure ({today(least)}) would have to come on top"
    )
    return [said(text, least["source"])]


def room_sentences(study: GapStudy) -> list[Said | None]:
    """Say in which year the required path passes the capacity that is stated."""
    needed, rows = study.required, ahead(study)
    if isinstance(needed, Refused) or rows.empty:
        return []
    if isinstance(needed.links, Refused):
        text = "No stated capacity can be held against this path"
        return [said(f"{text}: {reason(needed.links.reason)}")]
    known = rows[rows["ceiling_base"].notna() & (rows["required_pct"] > 0)]
    if known.empty:
        return [said("No capacity in the unit of this flow is on record")]
    return [*_passed(known, needed.links), _room(known, study)]


def _passed(rows: pd.DataFrame, links: Links) -> list[Said]:
    bound = rows[rows["binds_in"].notna()]
    if bound.empty:
        until = rows["deadline"].max()
        text = f"The required paths stay within the capacity stated up to {until}"
        return [said(f"{text}, if what is announced comes on its last date")]
    titles = links.links.set_index("driver")["title"]
    found: dict[str, list[str]] = {}
    keys = ["books", "start_year", "binding_link"]
    for _, mine in bound.groupby(keys, sort=False):
        first = mine.iloc[0].to_dict()
        years = listing(
            f"in {year} if the date is {listing(map(str, due), 'or')}"
            for year, due in mine.groupby("binds_in")["deadline"]
        )
        path = f"the {titles[first['binding_link']]} {years}"
        found.setdefault(path, []).append(_figure(first))
    sources = _stated(links, bound)
    return [
        said(f"The required path from {listing(froms)} passes {path}", *sources)
        for path, froms in found.items()
    ]


def _stated(links: Links, rows: pd.DataFrame) -> list[str]:
    ceilings = links.ceilings[links.ceilings["case"] == "base"]
    keys = {"binding_link": "link", "binds_in": "year"}
    met = rows[list(keys)].rename(columns=keys).astype({"year": "int64"})
    return sources_of_statements(links, met.merge(ceilings)["statement"])


def _room(rows: pd.DataFrame, study: GapStudy) -> Said:
    last, unit = rows.sort_values("deadline").iloc[-1], study.promise.unit
    low, base, high = (last[f"ceiling_{c}"] for c in ("low", "base", "high"))
    year, share = last["deadline"], percent(last["share_of_base_pct"], 3)
    text = f"What is stated for {year} is {amount(base, unit)}; the level promised is"
    text += f" {share} of it"
    if high > base:
        text += f". If all came on its earliest date it would be {amount(high, unit)}"
        text += ", which is enough" if high >= study.promise.value else ""
    if low < base:
        text += f". If dates slip as they did it would be {amount(low, unit)}"
    return said(text)
