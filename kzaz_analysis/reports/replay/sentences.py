"""Sentences about what was known on past days that are true for every study."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.grammar import (
    as_reported_by,
    clause,
    day,
    listing,
    number_word,
    plural,
    reporter_name,
)
from kzaz_analysis.display.numbers import amount, interval, percent_number
from kzaz_analysis.display.sentences import Said, said
from kzaz_analysis.reports.record.change_sentences import moved
from kzaz_analysis.reports.record.sentences import nothing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.reports.replay.study import ReplayStudy

    Row = Mapping[Any, Any]

MOVED = 0.5
"""Change in percent below which a figure is not said to have moved."""

CLOSE = 0.05
"""Percentage points within which two errors are called the same."""


def finding(study: ReplayStudy) -> str:
    """State on how many days there was a rate and a projection to give."""
    name, count = study.record.title, len(study.views)
    if not count:
        return f"{name}: no day to go back to"
    rates = int(study.then["growth_pct"].notna().sum())
    made = sum(1 for view in study.views if view.projection)
    of = f"of {plural(count, 'past day')}"
    title = f"{name}: on {number_word(rates)} {of} a yearly growth rate could be given"
    return f"{title}, on {number_word(made)} a projection{_outcome(study)}"


def _outcome(study: ReplayStudy) -> str:
    inside = study.forecasts["inside"].dropna()
    if inside.empty:
        return ""
    missed = len(inside) - int(inside.sum())
    if not missed:
        return ", and what came lay within its interval"
    if missed == len(inside):
        return ", and what came lay outside its interval"
    return f", and {number_word(missed)} of {len(inside)} outcomes lay outside"


def answer_sentences(study: ReplayStudy) -> list[Said | None]:
    """Say what one would have known on the first and the last day, and what came."""
    rows = study.then.to_dict("records")
    if not rows:
        return [said("None of the days asked about lies before the day of knowledge")]
    ends = [rows[0]] if len(rows) == 1 else [rows[0], rows[-1]]
    sentences: list[Said | None] = [_known(study, row) for row in ends]
    return [*sentences, _tested(study) or widest_move(study)]


def _known(study: ReplayStudy, row: Row) -> Said:
    when = f"On {day(row['day'])}"
    if pd.isna(row["value"]):
        return said(f"{when} {clause(str(row['reason']))}")
    figure = amount(row["value"], study.record.unit)
    text = f"{when} the last yearly figure published was {figure} for"
    text += f" {int(row['year'])}, {as_reported_by(row['books'])}"
    if pd.notna(row["growth_pct"]):
        return said(f"{text}; it {moved(row['growth_pct'])}", row["source"])
    return said(
        f"{text}; no growth rate could be given ({row['reason']})", row["source"]
    )


def _tested(study: ReplayStudy) -> Said | None:
    """Say how the newest projection that can be scored did."""
    scored = study.forecasts[study.forecasts["inside"].notna()]
    if scored.empty:
        return None
    row, unit = scored.iloc[-1].to_dict(), study.record.unit
    middle, came = amount(row["median"], unit), amount(row["came"], unit)
    where = "within" if row["inside"] else "outside"
    bounds = interval(row["low"], row["high"], unit)
    text = f"The projection of {day(row['day'])} for {row['year']} was {middle}; what"
    return said(
        f"{text} came is {came}, {where} its {study.level:g} % interval ({bounds})",
        row["came_source"],
    )


def widest_move(study: ReplayStudy) -> Said | None:
    """Name the figure that stands furthest from what it was."""
    then = study.then[study.then["change_pct"].astype(float).abs() > MOVED]
    if then.empty:
        return None
    ranked = then.assign(size=then["change_pct"].astype(float).abs())
    row = ranked.sort_values("size", kind="stable").iloc[-1].to_dict()
    unit = study.record.unit
    was, now = amount(row["value"], unit), amount(row["now_value"], unit)
    why = ""
    if row["books"] != row["now_books"]:
        names = [reporter_name(row[key]) for key in ("books", "now_books")]
        why = f", because the rule then had {names[0]} and now has {names[1]}"
    return said(
        f"The figure for {int(row['year'])} moved most: {was} on {day(row['day'])}, "
        f"{now} now{why}",
        row["source"],
        row["now_source"],
    )


def then_words(study: ReplayStudy) -> list[Said | None]:
    """Read the table of what was known each day."""
    if study.then.empty:
        return []
    lost = study.then[study.then["growth_pct"].isna()]
    words: list[Said | None] = [widest_move(study)]
    if len(lost):
        reasons = listing(dict.fromkeys(str(reason) for reason in lost["reason"]))
        count = plural(len(lost), "day")
        words.append(said(f"On {count} there was no growth rate to give ({reasons})"))
    changed = study.then["growth_pct"].notna() & study.then["now_growth_pct"].notna()
    apart = (study.then["growth_pct"] - study.then["now_growth_pct"]).astype(float)
    far = study.then[changed & (apart.abs() > MOVED)]
    if changed.any() and far.empty:
        words.append(said("Where a rate could be given, it is the same now"))
    return words


def months_words(study: ReplayStudy) -> list[Said | None]:
    """Say what part-year figures would have shown."""
    if study.months.empty:
        text = "On none of the days did part of a year and the same months before meet"
        return [said(text)]
    row = study.months.iloc[-1].to_dict()
    months = plural(int(row["months"]), "month")
    return [
        said(
            f"On {day(row['day'])} the newest pair of equal periods, {months} of "
            f"{row['period_end']:%Y}, showed that it {moved(row['growth_pct'])}",
            row["source"],
        )
    ]


def forecast_words(study: ReplayStudy) -> list[Said | None]:
    """Compare the projections with what came and with no change."""
    made = [view for view in study.views if view.projection]
    refused = [v.projection for v in study.views if isinstance(v.projection, Refused)]
    words: list[Said | None] = []
    if refused:
        count = plural(len(refused), "day")
        reason = refused[-1].reason.split(" (")[0].removeprefix("no projection: ")
        text = f"On {count} nothing could be projected; on the last of them there was"
        words.append(said(f"{text} no basis: {clause(reason)}"))
    if made:
        words.append(_errors(study))
    return words


def _errors(study: ReplayStudy) -> Said:
    scored = study.forecasts[study.forecasts["error_pct"].notna()]
    if scored.empty:
        return said("No projection can be scored yet: what came is not on record")
    ours = float(scored["error_pct"].astype(float).abs().mean())
    naive = float(scored["naive_error_pct"].astype(float).abs().mean())
    outcomes = plural(len(scored), "outcome")
    text = f"Over {outcomes} the middle of the projections missed by"
    text += f" {percent_number(ours)} % on average; no change would have missed by"
    better = "better" if ours < naive - CLOSE else "worse"
    verdict = "the same" if abs(ours - naive) <= CLOSE else better
    return said(f"{text} {percent_number(naive)} %: the projections did {verdict}")


def others_words(study: ReplayStudy) -> list[Said | None]:
    """Score the forecasts of others."""
    scored = study.others[study.others["error_pct"].notna()]
    if study.others.empty:
        return [said("The record holds no forecast of a level by others")]
    if scored.empty:
        return [said("None of the forecasts by others can be scored yet")]
    errors = scored["error_pct"].astype(float)
    if len(scored) == 1:
        miss = percent_number(float(errors.iloc[0]))
        return [said(f"One forecast by others can be scored; its error is {miss} %")]
    high = number_word(int((errors > 0).sum()))
    middle = percent_number(float(errors.abs().median()))
    text = f"{plural(len(scored), 'forecast')} by others can be scored; {high} of them"
    text += f" lay too high, and half of them within {middle} % of what came"
    return [said(text), _beside_no_change(scored)]


def _beside_no_change(scored: pd.DataFrame) -> Said | None:
    pairs = scored[scored["naive_error_pct"].notna()]
    if len(pairs) < 2:
        return None
    sizes = pairs[["error_pct", "naive_error_pct"]].astype(float).abs()
    won = number_word(int((sizes["error_pct"] < sizes["naive_error_pct"]).sum()))
    text = "can be compared with the forecast of no change"
    return said(f"{plural(len(pairs), 'forecast')} {text}; {won} came closer")


def revision_words(study: ReplayStudy) -> list[Said | None]:
    """Say how far figures moved after they were first published."""
    found = study.statistics
    if isinstance(found, Refused):
        return [said(f"There are no revision statistics: {found.reason}")]
    mean, size = (percent_number(x) for x in (found.mean_pct, found.mean_absolute_pct))
    count = plural(found.revisions, "period")
    last = study.revisions.groupby(["period_start", "period_end", "books"]).tail(1)
    of = number_word(int((~last["within_rounding"].astype(bool)).sum()))
    words: list[Said | None] = [
        said(
            f"Later figures in the same books differ from the first in {count}: the "
            f"last by {mean} % on average, by {size} % regardless of sign"
        ),
        said(f"In {of} of them the change is more than rounding allows"),
    ]
    return [*words, *(said(note) for note in found.notes)]


def no_figure(study: ReplayStudy) -> Said:
    """Say that there is nothing to draw."""
    return said(nothing(study.record))
