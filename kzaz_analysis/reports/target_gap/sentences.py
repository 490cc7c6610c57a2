"""Sentences about a promise and its distance that are true for every study."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.grammar import (
    as_reported_by,
    day,
    listing,
    plural,
    reason,
    span,
    years_text,
)
from kzaz_analysis.display.numbers import amount, percent, rate, significant
from kzaz_analysis.display.probability_bands import chance
from kzaz_analysis.display.sentences import Said, said
from kzaz_analysis.reports.record import sentences as view
from kzaz_analysis.reports.record.change_sentences import (
    moved,
    moved_over,
    other_reporter,
)

if TYPE_CHECKING:
    from kzaz_analysis.analysis.targets.gaps import TargetGap
    from kzaz_analysis.reports.target_gap.study import GapStudy

FEW_YEARS = (
    "These chances rest on few years and say nothing about events that the record has "
    "not seen"
)


NEVER = "never"
LAST_YEAR = 2100
"""Arrivals beyond this year are not dated."""


def goal(study: GapStudy) -> str:
    """Name the level promised: "USD 1 billion"."""
    return amount(study.promise.value, study.promise.unit)


def finding(study: GapStudy) -> str:
    """State the finding of a gap study as a title."""
    gap, name = study.gap, study.record.title
    if isinstance(gap, Refused):
        return f"{name}: no figure to hold the promise of {goal(study)} against"
    if gap.is_met:
        close = ", within rounding" if gap.rounding_decides else ""
        return f"{name}: the {goal(study)} promised is reached{close}"
    if isinstance(study.pace, Refused):
        return f"{name}: {_share(gap)} of the {goal(study)} promised is reached"
    years = span(study.pace.start_year, study.pace.end_year)
    when = arrival(study.reach["arrival_year"].iloc[0])
    how = f"in {when}" if when.isdigit() else when
    how = "never reached" if when == NEVER else f"reached {how}"
    title = f"{name}: at the pace of {years}, {goal(study)} is {how}"
    return title + _whose(study) + _turned(study)


def arrival(year: int | None) -> str:
    """Say the year of an arrival: "2037", "after 2100" or "never"."""
    if year is None or pd.isna(year):
        return NEVER
    return str(year) if year <= LAST_YEAR else f"after {LAST_YEAR}"


def _whose(study: GapStudy) -> str:
    """Name the books of a title that other books contradict."""
    if study.elsewhere is None:
        return ""
    return f" {as_reported_by(study.record.annual['books'].iloc[-1])}"


def _turned(study: GapStudy) -> str:
    """Add the last change to a pace that it contradicts."""
    last, pace = study.growth.iloc[-1], study.pace
    pct = last["growth_pct"]
    if isinstance(pace, Refused) or pd.isna(pct) or pct * pace.rate_pct >= 0:
        return ""
    return f", but in {int(last['year'])} it {moved(pct)}"


def _share(gap: TargetGap) -> str:
    share = gap.share_reached_pct
    return "none" if share is None else percent(share)


def answer_sentences(study: GapStudy) -> list[Said | None]:
    """Answer how far it is from what was promised."""
    gap = study.gap
    if isinstance(gap, Refused):
        text = f"{goal(study)} was promised. {view.nothing(study.record)}, so the gap"
        return [said(f"{text} is not known", *study.promise.source_ids[:1])]
    return [
        view.latest_words(study.record),
        _distance(study, gap),
        other_reporter(study.record, study.elsewhere),
        _required(study),
    ]


def _distance(study: GapStudy, gap: TargetGap) -> Said:
    sources = study.promise.source_ids[-1:]
    if not gap.is_met:
        missing = amount(gap.gap, study.promise.unit)
        text = (
            f"{_change(study)} {_share(gap)} of the {goal(study)} promised; the gap is"
        )
        return said(f"{text} {missing}", *sources)
    over = f", {amount(-gap.gap, study.promise.unit)} above it" if gap.gap < 0 else ""
    doubt = ", though rounding leaves it open" if gap.rounding_decides else ""
    text = f"The level promised, {goal(study)}, is reached{over}{doubt}"
    return said(text, *sources)


def _change(study: GapStudy) -> str:
    """Begin a sentence with the last change, where there is one."""
    pct = study.growth["growth_pct"].iloc[-1]
    return "That is" if pd.isna(pct) else f"It {moved(pct)} and is"


def _ahead(study: GapStudy) -> pd.DataFrame:
    return study.deadlines[study.deadlines["reason"] == ""]


def _required(study: GapStudy) -> Said | None:
    known = _ahead(study)
    if isinstance(study.gap, Refused) or study.gap.is_met or known.empty:
        return None
    last = known.iloc[-1]
    undated = study.promise.statements["deadline_end"].isna().all()
    text = (
        f"No date was promised; by {last['deadline']}"
        if undated
        else (f"By {last['deadline']}")
    )
    text += f" it would take growth of {_rate(last)}"
    odds = _odds(study, int(last["deadline"]))
    text += f", and the projection gives it {odds}" if odds else ""
    return said(text, *_latest(study))


def _latest(study: GapStudy) -> tuple[str, ...]:
    """Return the source of the last figure."""
    return view.sources_of(study.record, int(study.record.annual["year"].iloc[-1]))


def _rate(row: pd.Series) -> str:
    return rate(row["required_growth_pct"], int(row["years_left"]))


def _odds(study: GapStudy, year: int) -> str:
    if isinstance(study.projection, Refused) or study.projection.probability is None:
        return ""
    chances = study.projection.probability
    mine = chances["p_by_year"][chances["year"] == year]
    return f"a chance of {chance(float(mine.iloc[0]))}" if len(mine) else ""


def promise_words(study: GapStudy) -> list[Said | None]:
    """Say how often, by whom and for when it was promised, and what it counts."""
    statements, promise = study.promise.statements, study.promise
    days = sorted(d for d in statements["announced"] if d)
    first = f", the first published on {day(days[0])}" if days else ""
    count = plural(len(statements), "statement")
    words: list[Said | None] = [
        said(
            f"The record holds {count} of this promise{first}", *promise.source_ids[:1]
        )
    ]
    words.append(said(_dates(statements)))
    if len(promise.definitions) > 1:
        kinds = listing(promise.definitions)
        words.append(said(f"They do not count the same thing: {kinds}"))
    return [*words, _slip(study)]


def _dates(statements: pd.DataFrame) -> str:
    dated = statements["deadline_end"].dropna()
    if dated.empty:
        return "No statement names a date by which it is to be kept"
    years = sorted(set(dated.dt.year))
    verb = "date named is" if len(years) == 1 else "dates named are"
    undated = len(statements) - len(dated)
    names = "names" if undated == 1 else "name"
    rest = f"; {plural(undated, 'statement')} {names} none" if undated else ""
    return f"The {verb} {years_text(years)}{rest}"


def _slip(study: GapStudy) -> Said | None:
    slips = study.slippage["total_slip_years"].fillna(0.0)
    if slips.empty or slips.max() <= 0:
        return None
    counted = study.slippage["counted"].iloc[int(slips.argmax())]
    years = significant(slips.max(), 2)
    noun = "year" if years == "1" else "years"
    return said(f"For {counted}, the date has moved by {years} {noun} since the first")


def _against_pace(study: GapStudy) -> Said:
    pace = study.pace
    if isinstance(pace, Refused):
        return said(f"There is no pace to compare it with: {reason(pace.reason)}")
    ends = view.sources_of(study.record, pace.start_year, pace.end_year)
    return said(moved_over(pace), *ends)


def reach_words(study: GapStudy) -> list[Said | None]:
    """Say when the level is reached at which rate."""
    if isinstance(study.gap, Refused):
        return [said(f"No year can be given: {reason(study.gap.reason)}")]
    if study.gap.is_met:
        return [said("The level is reached, so there is no year to wait for")]
    never = study.reach[study.reach["arrival_year"].isna()]
    rates = listing(never["rate"], "or")
    words = [said(f"At {rates} the level is never reached") if len(never) else None]
    known = study.reach[study.reach["arrival_year"].notna()]
    if len(known):
        first = known.sort_values("arrival_year").iloc[0]
        text = f"The earliest year in the table is {arrival(first['arrival_year'])}, at"
        words.append(said(f"{text} {first['rate']}"))
    return [_against_pace(study), *words, _band(study)]


def _band(study: GapStudy) -> Said | None:
    """Name Eurostat's band of the pace, against the last deadline ahead."""
    known = study.progress[study.progress["reason"] == ""]
    if known.empty:
        return None
    last = known.iloc[-1]
    text = f"Against the rate that {last['deadline']} requires, Eurostat's scale calls"
    return said(f"{text} this pace “{last['band']}”")


def chance_words(study: GapStudy) -> list[Said | None]:
    """Say the chance of the level by year beside the benchmark's, in few digits."""
    if isinstance(study.gap, Refused) or study.gap.is_met:
        return []
    if isinstance(study.projection, Refused):
        return [said(f"No chance is given: {reason(study.projection.reason)}")]
    chances = study.projection.probability
    if chances is None:
        return []
    last = chances.iloc[-1]
    year = int(last["year"])
    ours, theirs = (chance(last[c]) for c in ("p_by_year", "p_by_year_benchmark"))
    first = said(
        f"In the simulated paths the level is reached by {year} with a chance of "
        f"{ours}; the benchmark, a random walk with drift, gives {theirs}",
        *view.sources_of(study.record, *study.projection.record["year"]),
    )
    return [first, _half(study, year), said(FEW_YEARS)]


def _half(study: GapStudy, year: int) -> Said | None:
    if isinstance(study.time_to_reach, Refused):
        return None
    half = study.time_to_reach.year_by(0.5)
    if half is None:
        return said(f"By {year} fewer than half of the paths are there")
    return said(f"Half of the paths are there by {half}")


def sides_words(study: GapStudy) -> list[Said | None]:
    """Compare the gap on the books of the two countries."""
    sides = study.sides
    if len(sides) < 2:
        whose = sides["books"].iloc[0] if len(sides) else ""
        text = "Neither country's books have a whole year of this series on record"
        if whose:
            text = f"Only {whose} have a whole year of this series on record"
        return [said(text)]
    unit = study.promise.unit
    parts = [
        f"on {r['books']}, {amount(r['gap'], unit)} is missing in {r['year']}"
        if r["gap"] > 0
        else f"on {r['books']} it is reached in {r['year']}"
        for r in sides.to_dict("records")
    ]
    return [said("; ".join(parts), *sides["source"])]
