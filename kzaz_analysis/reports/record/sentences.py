"""One record on a page: its table, its conflicts, and what it cannot say."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kzaz_analysis.analysis.intervals import is_wide
from kzaz_analysis.display.grammar import day, months_text, reporter_inside
from kzaz_analysis.display.numbers import (
    amount_or_range,
    published_amount,
    significant,
)
from kzaz_analysis.display.sentences import Prose, SourcedSentence, paragraph, sourced
from kzaz_analysis.display.speech.phrases import phrase
from kzaz_analysis.display.speech.vocabulary import vocabulary
from kzaz_analysis.display.templates import Sentences
from kzaz_analysis.evidence.choice import AGREEMENT_PCT
from kzaz_analysis.evidence.rounding import is_published_range
from kzaz_analysis.evidence.selection import NOT_FOR_SERIES, usable
from kzaz_analysis.evidence.timeliness.freshness import (
    first_due,
    freshness,
    overdue,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kzaz_analysis.display.citations import SourceList
    from kzaz_analysis.evidence.series import Record
    from kzaz_analysis.evidence.tables import Tables
    from kzaz_analysis.evidence.timeliness.freshness import Freshness, Overdue

HEDGES = {"approx": "about ", "over": "more than ", "under": "nearly "}
HEDGES["up_to"] = "up to "


def hedged_amount(
    value: float | None, most: float | None, unit: str, qualifier: str
) -> str:
    """Write a level with the word it was published with: "more than 3 million tonnes".

    Parameters
    ----------
    value, most, unit
        As `amount_or_range` takes them.
    qualifier : str
        Word of the figure, one of `QUALIFIERS`.
    """
    if value is None or math.isnan(value):
        return ""
    is_range = most is not None and not math.isnan(most)
    text = (
        amount_or_range(value, most, unit)
        if is_range
        else published_amount(value, unit, qualifier)
    )
    return HEDGES.get(qualifier, "") + text


def forecast_level(row: Mapping[Any, Any]) -> str:
    """Write a forecast with its word, "up to 13.5", or both ends, "10 to 11".

    Parameters
    ----------
    row : mapping
        Of others' forecasts: ``value, low, high`` in one unit, and ``qualifier``.
    """
    value, low, high = (row[name] for name in ("value", "low", "high"))
    is_range = row["qualifier"] == "exact" and is_published_range(value, low, high)
    end = f" to {significant(high, 4)}" if is_range else ""
    return HEDGES.get(row["qualifier"], "") + significant(value, 4) + end


TWO_SIDES = (
    "Exports are valued where they leave and imports where they arrive, so the two "
    "sides of one flow differ by freight and insurance, and by more where goods pass "
    "through third countries"
)
ONE_COUNTER = (
    "Different bodies draw the line around this flow differently; a figure says what "
    "its own counter counted"
)
QUOTED_DIGITS = 4
"""Digits of a multiple as it was published: 94.7 times is not 95."""

NO_STATISTIC = ("quoted", "government", "press", "compiled")
"""Provenances of a figure that is not an office's own table or an operator's count."""

WORKED_OUT = "I"
"""Observation status of figures that somebody worked out and nobody published."""

NOT_FINAL = ("preliminary", "early")
"""Stages of a figure that may still be revised."""

SENTENCES = Sentences(__file__)

ALWAYS = (
    "Intervals show what rounding allows, not errors of measurement",
    "Part-year figures are compared with the same months only, and never scaled up",
)
UNDATED = (
    "Figures without a known day of publication are left out, because the page shows "
    "what was known on a day"
)


def subject(record: Record) -> str:
    """Name a series inside a sentence."""
    return vocabulary().in_sentence(record.title)


def nothing(record: Record) -> str:
    """Say that no whole year can be used."""
    return SENTENCES.text("nothing", subject=subject(record), window=record.window)


def no_figure(record: Record) -> SourcedSentence:
    """Say the same as a sentence."""
    return SENTENCES.say("nothing", subject=subject(record), window=record.window)


def sources_of(record: Record, *years: int) -> tuple[str, ...]:
    """Return the sources of the chosen figures of some years, each once."""
    chosen = record.annual["source"][record.annual["year"].isin(years)]
    return tuple(dict.fromkeys(chosen))


def sources_between(record: Record, first: int, last: int) -> tuple[str, ...]:
    """Return the sources of the chosen figures of a span of years."""
    return sources_of(record, *range(first, last + 1))


def who(record: Record, code: str) -> str:
    """Name a statistical source or a speaker for readers."""
    return record.agencies.get(code, code.replace("_", " "))


def rule_words(record: Record) -> str:
    """Name the rule; a single source by its full name."""
    if record.rule in record.agencies:
        return f"{record.agencies[record.rule]} alone"
    return record.rule_words


def basis(record: Record) -> str:
    """Name the prices of a series; empty for what has none."""
    return "current prices" if "USD" in record.unit else ""


NEWEST = "newest source"
DATED = "newest dated source"


def as_of_line(record: Record, prices: str = "", due: str | None = None) -> str:
    """Say what the page rests on: day of knowledge, newest source, next one, rule.

    Parameters
    ----------
    record : Record
        What it rests on.
    prices : str
        Prices of the figures, empty for what has none.
    due : str, optional
        What `due_words` says, where the caller has it.
    """
    as_of_text = "All publications on record"
    if record.as_of:
        as_of_text = f"Data as known on {day(record.as_of)}"
    days = _figures_of_page(record)["published_on"]
    dates = [d for d in days if isinstance(d, str) and d]
    dated = NEWEST if len(dates) == len(days) else DATED
    newest = f"{dated} {day(max(dates))}" if dates else "no dated source"
    rule = f"rule: {rule_words(record)}"
    if one_body(record):
        due = _reach_of_one(record)
    due = due_words(record) if due is None else due
    parts = (as_of_text, newest, due, rule, prices, _window(record))
    return "; ".join(phrase(part) for part in parts if part) + "."


def _figures_of_page(record: Record) -> pd.DataFrame:
    """Return the figures that the page's last day is of: of one body only its own."""
    figures, body = record.alternatives, one_body(record)
    figures = figures[figures["agency"] == body] if body else figures
    frames = [record.annual, record.partial, figures]
    columns = ["period_end", "published_on", "year"]
    rows = pd.concat([frame[columns] for frame in frames], ignore_index=True)
    return rows[rows["year"].fillna(0) <= (record.window[1] or 9999)]


def _reach_of_one(record: Record) -> str:
    """Say up to which day one body's figures reach; when it has more is not known."""
    newest = _figures_of_page(record)["period_end"].max()
    return "" if pd.isna(newest) else f"figures up to {day(newest.date())}"


PERIODS = {"annual": "year", "quarterly": "quarter", "monthly": "month"}
"""Periods of the frequencies at which figures are due."""


def due_words(record: Record) -> str:
    """Say up to which day figures reach, and when the next is due; days, no ages."""
    fresh = freshness(record.evidence, record.name)
    if fresh.newest is None:
        return ""
    last_year = record.window[1]
    if last_year and last_year < fresh.newest.year:
        return f"figures up to {last_year}, the last year asked for"
    asked = (record.evidence, [record.name])
    next_one = first_due(*asked)
    parts = (
        f"figures up to {day(fresh.newest.date())}",
        *(f"overdue {_since_words(each)}" for each in overdue(*asked)),
        f"the next {_whole(next_one)} due by {due_day(next_one)}" if next_one else "",
    )
    return "; ".join(filter(None, parts))


def due_day(fresh: Freshness) -> str:
    """Name the day on which a figure is due, and what it assumes; empty for none."""
    if fresh.next_due is None:
        return ""
    when = day(fresh.next_due.date())
    return when + _assumed(fresh.delay_days) if fresh.is_delay_assumed else when


def _assumed(delay_days: int) -> str:
    return f" (assuming {delay_days} days after the period)"


def next_due_words(evidence: Tables, names: Iterable[str]) -> str:
    """Say which figure of several series is due first; no ages.

    Parameters
    ----------
    evidence : Tables
        What had been published.
    names : iterable of str
        Series of the page.
    """
    next_one = first_due(evidence, names)
    if next_one is None:
        return ""
    title = vocabulary().in_sentence(next_one.title)
    return f"next {_whole(next_one)} due here, by {due_day(next_one)}: {title}"


def _whole(fresh: Freshness) -> str:
    """Name the period that is due, since a part of a year may be due before it."""
    return f"whole {PERIODS[fresh.frequency]}"


def overdue_words(evidence: Tables, names: Iterable[str]) -> str:
    """Say of how many series a figure is overdue, and of which the one due last is.

    Parameters
    ----------
    evidence : Tables
        What had been published.
    names : iterable of str
        Series of the page.
    """
    missing = overdue(evidence, names)
    if not missing:
        return ""
    since = _since_words(missing[0], vocabulary().in_sentence(missing[0].title))
    if len(missing) == 1:
        return f"overdue {since}"
    return f"{len(missing)} series here are overdue, most recently {since}"


def _since_words(late: Overdue, title: str = "") -> str:
    """Say since when a figure is overdue, by what, and of which months it is."""
    basis = ", going by the year before" if late.is_part else ""
    if late.delay_days is not None:
        basis = _assumed(late.delay_days)
    what = ", ".join(filter(None, (title, months_text(late.start, late.end))))
    return f"since {day(late.due.date())}{basis}: {what}"


def _window(record: Record) -> str:
    """Say where the years asked for reach beyond those that have a figure."""
    years = record.annual["year"]
    if years.empty:
        return ""
    low, high = int(years.min()), int(years.max())
    start_year, end_year = record.window
    if (start_year or low) >= low and (end_year or high) <= high:
        return ""
    return SENTENCES.text("window", first=start_year, last=end_year, low=low, high=high)


def record_words(record: Record, cite: SourceList) -> Prose:
    """Say which years have a figure, which none, and where reporters change."""
    passed_over = _kept_out(record)
    if record.annual.empty:
        return paragraph([no_figure(record), passed_over], cite, "note")
    years = record.annual["year"].to_list()
    periods = [period_of(row) for row in record.annual.to_dict("records")]
    used = SENTENCES.say(
        "figures_used",
        count=len(years),
        subject=subject(record),
        used=years,
        periods=periods if all(periods) else None,
    )
    words = [used, passed_over, _gaps(record), _links(record), _breaks(record)]
    words.append(_statements(record))
    return paragraph(words, cite)


def period_of(row: Mapping[Any, Any]) -> dict[str, Any] | None:
    """Name the months that a figure is of where these are less than its year."""
    start, end = row["period_start"], row["period_end"]
    if pd.isna(start) or pd.isna(end) or start.day != 1 or not end.is_month_end:
        return None
    is_year = (start.month, end.month) == (1, 12)
    return None if is_year else {"start": start, "end": end}


def one_body(record: Record) -> str:
    """Return the agency that a rule takes alone; empty for a rule of sides."""
    agency = record.rule.partition(":")[0]
    return agency if agency in record.agencies else ""


def _kept_out(record: Record) -> SourcedSentence | None:
    """Say of a rule of one body which of its figures are shown and never chosen."""
    body, figures = one_body(record), record.alternatives
    if not body:
        return None
    first_year, last_year = record.window
    is_year = (figures["months"] == 12).fillna(False)
    if record.nature != "flow":
        is_year = figures["period_end"].notna()
    of_body = figures[
        is_year & (figures["agency"] == body) & ~figures["derived"].astype(bool)
    ]
    of_body = of_body[of_body["year"].between(first_year or 0, last_year or 9999)]
    passed_over = of_body[
        ~usable(of_body) & ~of_body["year"].isin(record.annual["year"])
    ]
    if passed_over.empty:
        return None
    why = {*passed_over["obs_status"][passed_over["obs_status"].isin(NOT_FOR_SERIES)]}
    why |= {"withdrawn"} if passed_over["withdrawn"].any() else set()
    return SENTENCES.say(
        "kept_out",
        *dict.fromkeys(passed_over["source"]),
        body=who(record, body),
        kept=sorted({int(year) for year in passed_over["year"]}),
        why=sorted(why),
    )


def _gaps(record: Record) -> SourcedSentence | None:
    if not record.gaps:
        return None
    published = _years_published(record)
    parted = {True: [], False: []}  # type: dict[bool, list[int]]
    for year in record.gaps:
        parted[year in published].append(year)
    years = {"unpublished": parted[False], "unusable": parted[True]}
    is_flow = record.nature == "flow"
    return SENTENCES.say("gaps", **years, as_of=record.as_of, is_flow=is_flow)


def _years_published(record: Record) -> set[int]:
    """Return years of which somebody published a figure, which the rule leaves out.

    A level that follows from a later one and its growth was published by nobody.
    """
    figures = record.alternatives
    figures = figures[~(figures["derived"] & (figures["obs_status"] == WORKED_OUT))]
    if record.nature == "flow":
        start, end = figures["period_start"].dt.year, figures["period_end"].dt.year
        figures = figures[(figures["months"] == 12).fillna(False) & (start == end)]
    return set(figures["period_end"].dropna().dt.year)


def _links(record: Record) -> SourcedSentence | None:
    changes = _changes(record, record.links)
    if not changes:
        return None
    return SENTENCES.say("links", changes=changes, within=AGREEMENT_PCT)


def _breaks(record: Record) -> SourcedSentence | None:
    changes = _changes(record, record.breaks)
    return SENTENCES.say("breaks", changes=changes) if changes else None


def _statements(record: Record) -> SourcedSentence | None:
    changes = _changes(record, record.statements)
    return SENTENCES.say("statements", changes=changes) if changes else None


def _changes(record: Record, years: list[tuple[int, str, str]]) -> list[dict[str, Any]]:
    """Name both sides, or both sources, of changes in some years."""
    names = record.agencies
    return [
        {
            "year": int(year),
            "before": reporter_inside(before, names),
            "after": reporter_inside(after, names),
        }
        for year, before, after in years
    ]


def observation_status(figure: pd.Series) -> tuple[str, ...]:
    """Return what keeps a figure from being a final statistic.

    Parameters
    ----------
    figure : pandas.Series
        A row of an annual frame.

    Returns
    -------
    tuple of str
        A code of `NO_STATISTIC`, one of `NOT_FINAL`, both or neither.
    """
    provenance, stage = str(figure.get("provenance", "")), stage_of(figure)
    kinds = ((provenance, NO_STATISTIC), (stage, NOT_FINAL))
    return tuple(code for code, codes in kinds if code in codes)


def stage_of(figure: pd.Series) -> str:
    """Return how far a figure is settled: a stage, or what its SDMX status tells."""
    by_status = "preliminary" if figure.get("obs_status") == "P" else "not_stated"
    return str(figure.get("stage", "") or by_status)


def latest_operands(record: Record) -> dict[str, Any]:
    """Return what sentences about the last yearly figure are written from."""
    latest_row = record.annual.iloc[-1]
    low, high, value = (float(latest_row[key]) for key in ("low", "high", "value"))
    is_shown = is_wide(value, low, high) and np.isfinite(high - low)
    return {
        "reporter": latest_row["books"],
        "subject": subject(record),
        "year": int(latest_row["year"]),
        "value": value,
        "qualifier": latest_row["qualifier"],
        "unit": record.unit,
        "observation_status": observation_status(latest_row),
        "rounding": (low, high) if is_shown else None,
        "period": period_of(latest_row.to_dict()),
    }


def latest_words(record: Record) -> SourcedSentence | None:
    """State the last yearly figure, with its rounding interval when that is wide."""
    if record.annual.empty:
        return None
    source = record.annual["source"].iloc[-1]
    return SENTENCES.say("latest", source, **latest_operands(record))


def limits(record: Record, extra: tuple[str | SourcedSentence, ...] = ()) -> Prose:
    """List what these figures cannot show."""
    first_limit = TWO_SIDES if record.system in ("trade", "exports") else ONE_COUNTER
    last_limit = (UNDATED,) if record.as_of else ()
    points = (first_limit, *ALWAYS, *record.caveats, *extra, *last_limit)
    written = [sourced(point) if isinstance(point, str) else point for point in points]
    return paragraph(written, None, "list")
