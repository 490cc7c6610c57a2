"""Sentences about both sides of one flow, true whichever side is on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.grammar import (
    day,
    number_word,
    plural,
    reporter_name,
    years_text,
)
from kzaz_analysis.display.numbers import (
    MINUS,
    THIN,
    amount,
    interval,
    percent_number,
    rate,
    significant,
)
from kzaz_analysis.display.sentences import Said, said

if TYPE_CHECKING:
    from kzaz_analysis.analysis.mirror.reconciliation import RuleEffect
    from kzaz_analysis.reports.mirror.study import MirrorStudy

SIDES = ("first", "second")
WEAK_WEIGHTS = (
    "Weights by reliability only say how finely a side publishes; they say nothing "
    "about what its customs miss"
)
PARTS_ALONE = (
    "Part-year figures are paired only where both sides name the same months; none is "
    "stretched or cut to fit the other"
)


NAMES = {
    "trade_turnover": "trade turnover",
    "exports_kaz_to_aze": "exports of Kazakhstan to Azerbaijan",
    "imports_kaz_from_aze": "imports of Kazakhstan from Azerbaijan",
}
"""How each flow is called inside a sentence."""


def rule_words(study: MirrorStudy, rule: str) -> str:
    """Say what a reconciliation rule takes."""
    first, second = (reporter_name(books) for books in study.books)
    return {
        "reporter_first": f"{first}, and the other side's where they have no figure",
        "importer_first": f"{second}, and the other side's where they have no figure",
        "mean": "the mean of both sides, in years that both have",
        "weighted": "the mean weighted by how finely each side publishes",
    }[rule]


def finding(study: MirrorStudy) -> str:
    """State the difference of the last year that both sides have, or what lacks."""
    what = NAMES[study.flow]
    if not study.pairs.empty:
        row = study.pairs.iloc[0]
        return f"{row['year']}: {_compared(study, row, what)}"
    on_record = [books for books, r in study.records.items() if len(r.annual)]
    when = f" by {day(study.as_of)}" if study.as_of else ""
    if len(on_record) == 2:
        return f"The two sides have no year of {what} in common"
    if on_record:
        return (
            f"Only {reporter_name(on_record[0])} have a yearly figure of {what}{when}"
        )
    return f"Neither side has a yearly figure of {what}{when}"


def _compared(study: MirrorStudy, row: pd.Series, what: str) -> str:
    first, second = (reporter_name(books) for books in study.books)
    if agree(row):
        return f"both sides agree on {what} within rounding"
    if not row["first"] > 0:
        return f"{second} show more {what} than {first}"
    more = 100 * (row["ratio"] - 1)
    word = "more" if more > 0 else "less"
    share = f"{percent_number(abs(more))}{THIN}%"
    return f"{second} show {share} {word} {what} than {first.removesuffix(' books')}"


def agree(row: pd.Series) -> bool:
    """Whether the rounding of both figures allows that they are the same."""
    return bool(row["gap_low"] <= 0 <= row["gap_high"])


def answer_sentences(study: MirrorStudy) -> list[Said | None]:
    """Answer in two or three sentences."""
    if study.years.empty and study.periods.empty:
        return [said(finding(study))]
    return [pair_words(study), coverage_words(study), newest_part(study)]


def pair_words(study: MirrorStudy) -> Said | None:
    """Give both figures of the last common year, their gap and their ratio."""
    if study.pairs.empty:
        return said(finding(study))
    row, unit = study.pairs.iloc[0], study.first.unit
    figures = " against ".join(
        f"{amount(row[side], unit, prefer=row['first'])} on {reporter_name(books)}"
        for side, books in zip(SIDES, study.books, strict=True)
    )
    gap = amount(abs(row["gap"]), unit)
    least, most = sorted((abs(row["gap_low"]), abs(row["gap_high"])))
    bounds = interval(least, most, unit)
    text = f"In {row['year']} the record has {figures}: a gap of {gap}"
    text += "" if agree(row) else f" (rounding allows {bounds})"
    if pd.notna(row["ratio"]):
        text += f", or a ratio of {significant(row['ratio'], 3)}"
    return said(text, *year_sources(study, int(row["year"])))


def coverage_words(study: MirrorStudy) -> Said | None:
    """Say which years both sides have, and which one alone."""
    years = study.years
    if years.empty:
        return said("No whole year is on record on either side")
    pairs = years[years["sides"] == "both"]
    alone = [
        f"{reporter_name(books)} alone has {years_text(mine)}"
        for books, kind in zip(study.books, ("first only", "second only"), strict=True)
        if len(mine := years["year"][years["sides"] == kind])
    ]
    number = number_word(len(pairs))
    text = f"Both sides have {number} of {plural(len(years), 'year')} on record"
    text += f" ({years_text(pairs['year'])})" if len(pairs) else ""
    return said("; ".join([text, *alone]))


def sign_words(study: MirrorStudy) -> Said | None:
    """Say whether the same side is always the higher one."""
    rows = study.pairs[[not agree(row) for _, row in study.pairs.iterrows()]]
    if len(rows) < 2:
        return None
    second = reporter_name(study.books[1])
    higher, lower = rows[rows["gap"] > 0], rows[rows["gap"] < 0]
    if higher.empty or lower.empty:
        word = "lower" if higher.empty else "higher"
        return said(f"{second} are the {word} ones in every common year")
    return said(
        f"{second} are the higher ones in {years_text(higher['year'])} and the lower "
        f"ones in {years_text(lower['year'])}: a gap that changes its sign is not "
        "freight and insurance"
    )


def newest_part(study: MirrorStudy) -> Said | None:
    """Give both figures of the newest part of a year that both sides have."""
    if study.period_pairs.empty:
        return None
    row, unit = study.period_pairs.iloc[0], study.first.unit
    figures = " against ".join(
        f"{amount(row[side], unit, prefer=row['first'])} on {reporter_name(books)}"
        for side, books in zip(SIDES, study.books, strict=True)
    )
    return said(f"{months(row)}: {figures}", *period_sources(study, row))


def months(row: pd.Series) -> str:
    """Name the months of a part of a year, or its days where they are not whole."""
    start, end = row["period_start"], row["period_end"]
    if start.day != 1 or not end.is_month_end:
        return f"{day(start)} to {day(end)}"
    if start.year != end.year:
        return f"{start:%B %Y} to {end:%B %Y}"
    if start.month == end.month:
        return f"{start:%B %Y}"
    return f"{start:%B} to {end:%B %Y}"


def periods_words(study: MirrorStudy) -> list[Said | None]:
    """Say how many parts of years can be paired."""
    total, pairs = len(study.periods), len(study.period_pairs)
    if not total:
        return [said("No figure for a part of a year is on record on either side")]
    rest = total - pairs
    text = f"{plural(pairs, 'part')} of a year {'is' if pairs == 1 else 'are'} on "
    text = text.replace("parts of a year", "parts of years")
    text += "record on both sides"
    if rest:
        text += f"; {number_word(rest)} {'has' if rest == 1 else 'have'} one side only"
    return [said(text), said(PARTS_ALONE)]


def valuation_words(study: MirrorStudy) -> Said:
    """Say which CIF/FOB ratio the asymmetry and the rules use, and why."""
    if study.is_turnover:
        text = (
            "Turnover holds exports and imports on either side, so no allowance for "
            "freight and insurance is made: both sides are taken as they are"
        )
        if study.asked_cif_fob != 1:
            asked = significant(study.asked_cif_fob, 4)
            text += f" (the CIF/FOB ratio of {asked} is used for single flows only)"
        return said(text)
    importer = reporter_name(study.books[1])
    used = significant(study.cif_fob, 4)
    return said(
        f"The asymmetry and the rules divide the figures of the importer ({importer}) "
        f"by an assumed CIF/FOB ratio of {used}; gap and ratio take both sides as they "
        "are"
    )


def rules_words(study: MirrorStudy) -> list[Said | None]:
    """Say what the choice of a rule does to the level, to growth and to the gap."""
    known = [e for e in study.effects.values() if not isinstance(e, Refused)]
    if not known:
        reason = next(iter(study.effects.values())).reason
        return [said(f"No rule gives a figure: {reason}")]
    ordered = sorted(known, key=lambda effect: effect.value)
    low, high = ordered[0], ordered[-1]
    unit = study.first.unit
    level = said(
        f"By rule the latest figure lies between {amount(low.value, unit)} "
        f"({low.year}) and {amount(high.value, unit)} ({high.year})"
        if low.value != high.value
        else f"Every rule that gives a figure ends at {amount(low.value, unit)} "
        f"({low.year})"
    )
    return [level, _growth_by_rule(known), _distance(study, low.value, high.value)]


def _growth_by_rule(known: list[RuleEffect]) -> Said:
    rates = [e for e in known if not e.reason]
    if not rates:
        return said("None of them allows a growth rate for its latest year")
    ordered = sorted(effect.growth_pct for effect in rates)
    low, high = ordered[0], ordered[-1]
    text = f"growth in the latest year is {rate(low)}"
    if round(low, 1) != round(high, 1):
        text = f"growth in the latest year lies between {rate(low)} and {rate(high)}"
    rest = len(known) - len(rates)
    more = f"; {plural(rest, 'other')} gives none" if rest == 1 else ""
    more = f"; {plural(rest, 'other')} give none" if rest > 1 else more
    head = f"{number_word(len(rates))} of {plural(len(known), 'rule')} "
    verb = "allows" if len(rates) == 1 else "allow"
    return said(f"{head}{verb} a rate: {text}{more}")


def _distance(study: MirrorStudy, low: float, high: float) -> Said | None:
    if study.target is None:
        return None
    unit, goal = study.first.unit, amount(study.target, study.first.unit)
    missing = sorted((study.target - high, study.target - low))
    if missing[1] <= 0:
        return said(f"By every rule {goal} is reached")
    if missing[0] <= 0:
        return said(f"Whether {goal} is reached depends on the rule")
    if missing[0] == missing[1]:
        return said(f"{amount(missing[0], unit)} are missing to {goal}")
    return said(
        f"{amount(missing[0], unit)} to {amount(missing[1], unit)} are missing to "
        f"{goal}, according to the rule"
    )


def year_sources(study: MirrorStudy, year: int) -> tuple[str, ...]:
    """Return the sources of both sides' figures for a year."""
    frames = (study.first.annual, study.second.annual)
    return tuple(s for f in frames for s in f["source"][f["year"] == year])


def period_sources(study: MirrorStudy, row: pd.Series) -> tuple[str, ...]:
    """Return the sources of both sides' figures for a part of a year."""
    found: list[str] = []
    for frame in (study.first.partial, study.second.partial):
        same = frame["period_start"] == row["period_start"]
        same &= frame["period_end"] == row["period_end"]
        found.extend(frame["source"][same])
    return tuple(found)


def signed(value: float, digits: int = 4) -> str:
    """Write a difference with its sign; empty where there is none."""
    if pd.isna(value):
        return ""
    text = significant(value, digits)
    return text if text.startswith(MINUS) or value == 0 else f"+{text}"
