"""Sentences about one flow and its mirror data: their operands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.growth.rates import growth_pct
from kzaz_analysis.analysis.intervals import is_wide
from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.grammar import reporter_inside
from kzaz_analysis.display.numbers import MINUS, significant
from kzaz_analysis.display.sentences import fitting
from kzaz_analysis.display.templates import Sentences
from kzaz_analysis.evidence.derivation.periods import rests_on_growth
from kzaz_analysis.evidence.selection import FROM_ONE_EDITION, OWN_DEFINITION
from kzaz_analysis.reports.record import sentences as view
from kzaz_analysis.reports.record.tables import figure_sources, unreplaced
from kzaz_analysis.studies.other_reporters import conflicting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzaz_analysis.analysis.mirror.reconciliation import RuleEffect
    from kzaz_analysis.display.sentences import SourcedSentence, Title
    from kzaz_analysis.reports.mirror.study import MirrorStudy

SIDES = ("first", "second")
NO_OFFICE = ("government", "press", "compiled")
"""Provenances of a figure that no office published, nor others quoted from it."""

WORKED_OUT = ("derived", "of_growth")
"""Codes of a figure for a period that its reporter never published."""

SENTENCES = Sentences(__file__)


def names(study: MirrorStudy) -> dict[str, str]:
    """Name the first and the second reporter."""
    pairs = zip(SIDES, study.books, strict=True)
    return {side: reporter_inside(code) for side, code in pairs}


def rule_name(study: MirrorStudy, rule: str) -> str:
    """Name a reconciliation rule by the reporter that it puts first."""
    return SENTENCES.text("rule_name", name=rule, **names(study))


def rule_words(study: MirrorStudy, rule: str) -> str:
    """Say what a reconciliation rule takes."""
    return SENTENCES.text("rule", name=rule, **names(study))


def finding(study: MirrorStudy) -> Title:
    """State the difference of the last year that both report, or what lacks."""
    name = study.first.title
    if not study.pairs.empty:
        row = study.pairs.iloc[0]
        year = int(row["year"])
        return SENTENCES.title(
            "title",
            name=name,
            year=year,
            **names(study),
            **_compared(row),
            said=_said(study, row),
        )
    reporters = [reporter_inside(c) for c, r in study.records.items() if len(r.annual)]
    return SENTENCES.title(
        "missing_pair", name=name, reporters=reporters, as_of=study.as_of
    )


def _compared(row: pd.Series) -> dict[str, Any]:
    """Return whether two figures agree, and by how much the second is larger."""
    is_ratio = row["first"] > 0 and pd.notna(row["ratio"])
    more = growth_pct(1.0, row["ratio"]) if is_ratio else None
    return {"agree": agree(row), "more_pct": more}


def agree(row: pd.Series) -> bool:
    """Whether the rounding of both figures allows that they are the same."""
    return bool(row["gap_low"] <= 0 <= row["gap_high"])


def answer_sentences(study: MirrorStudy) -> list[SourcedSentence | None]:
    """Answer how far the two reporters differ, and whether always in one direction."""
    if study.pairs.empty:
        return fitting(
            [finding(study).sentence, coverage_words(study), newest_part(study)]
        )
    return fitting([pair_words(study), sign_words(study), coverage_words(study)])


def pair_words(study: MirrorStudy) -> SourcedSentence:
    """Give both figures of the last common year and their difference."""
    row = study.pairs.iloc[0]
    year = int(row["year"])
    return SENTENCES.say(
        "pair",
        *year_sources(study, year),
        subject=view.subject(study.first),
        year=year,
        value=float(row["first"]),
        mirror=float(row["second"]),
        unit=study.first.unit,
        **names(study),
        **_compared(row),
        said=_said(study, row),
    )


def _said(study: MirrorStudy, row: pd.Series) -> list[dict[str, Any]]:
    """Name the reporters whose figure of a year is of no office, and what it is."""
    sides = _codes(study, [r.annual for r in study.records.values()], row)
    return [
        {"reporter": side["reporter"], "codes": codes}
        for side in sides
        if (codes := [code for code in side["codes"] if code in NO_OFFICE])
    ]


def _codes(
    study: MirrorStudy, frames: Sequence[pd.DataFrame], row: pd.Series
) -> list[dict[str, Any]]:
    """Return of each reporter what its figure is, where it is no statistic."""
    rows = []
    for reporter, frame in zip(names(study).values(), frames, strict=True):
        figures = frame[frame["period_end"].notna()]
        keys = [k for k in ("year", "period_start", "period_end") if k in row]
        figures = figures[(figures[keys] == row[keys]).all(axis=1)]
        codes = [code for _, figure in figures.iterrows() for code in _status(figure)]
        rows.append({"reporter": reporter, "codes": codes})
    return [side for side in rows if side["codes"]]


def _status(figure: pd.Series) -> list[str]:
    codes = [code for code in (figure["provenance"],) if code in view.NO_STATISTIC]
    is_sum_of_parts = str(figure["note"]).endswith(FROM_ONE_EDITION)
    if figure["derived"] and not is_sum_of_parts:
        note = pd.Series([str(figure["note"])])
        codes.append("of_growth" if rests_on_growth(note).item() else "derived")
    return codes


def remark(study: MirrorStudy, row: pd.Series) -> str:
    """Say of a row which of its figures are no statistics or were worked out."""
    frames = [
        record.annual if "year" in row else record.partial
        for record in study.records.values()
    ]
    return SENTENCES.text("remark", sides=_codes(study, frames, row))


def also_published(study: MirrorStudy, year: int) -> str:
    """Name what else either reporter has for a year, where it contradicts its figure.

    Of several the one furthest off; not what counts something else, nor what a final
    figure replaced.
    """
    rows = _contradictions(study, year)
    figures = [
        {
            "reporter": reporter_inside(row["books"]),
            "value": float(row["value"]),
            "provenance": row["provenance"],
        }
        for row in rows
    ]
    return SENTENCES.text("also", figures=figures, unit=study.first.unit)


def also_sources(study: MirrorStudy, year: int) -> tuple[str, ...]:
    """Return the sources of what `also_published` names."""
    rows = _contradictions(study, year)
    return tuple(source for row in rows for source in figure_sources(row))


def _contradictions(study: MirrorStudy, year: int) -> list[dict[Any, Any]]:
    rows: list[dict[Any, Any]] = []
    for side, record in study.records.items():
        pairs = unreplaced(conflicting(record))
        own = pairs["year"].eq(year) & pairs["books"].eq(side)
        counts_the_same = pairs["obs_status"] != OWN_DEFINITION
        rows += pairs[own & counts_the_same].head(1).to_dict("records")
    return rows


def gap_words(study: MirrorStudy) -> SourcedSentence | None:
    """Give the gap of the last common year with its rounding interval."""
    if study.pairs.empty:
        return None
    row = study.pairs.iloc[0]
    year, low, high = int(row["year"]), float(row["gap_low"]), float(row["gap_high"])
    return SENTENCES.say(
        "gap",
        *year_sources(study, year),
        year=year,
        gap=float(row["gap"]),
        rounding=(low, high) if is_wide(row["gap"], low, high) else None,
        ratio=None if pd.isna(row["ratio"]) else float(row["ratio"]),
        unit=study.first.unit,
    )


def coverage_words(study: MirrorStudy) -> SourcedSentence:
    """Say which years both report, and which one alone."""
    table = study.years
    if table.empty:
        return SENTENCES.say("no_years")
    years = study.years_by_sides
    alone = [
        {"reporter": name, "years": years[f"{side} only"]}
        for side, name in names(study).items()
        if f"{side} only" in years
    ]
    pairs = years.get("both", [])
    return SENTENCES.say(
        "coverage", count=len(pairs), of=len(table), pair_years=pairs, alone=alone
    )


def on_record_words(study: MirrorStudy) -> SourcedSentence | None:
    """Say how many years both report where the window leaves some of them out."""
    years = study.years_on_record
    if len(years) == len(study.pairs):
        return None
    return SENTENCES.say(
        "on_record", count=len(years), first_year=years[0], last_year=years[-1]
    )


def sign_words(study: MirrorStudy) -> SourcedSentence | None:
    """Say whether the same reporter always has the higher figure."""
    apart = study.pairs[[not agree(row) for _, row in study.pairs.iterrows()]]
    if len(apart) < 2:
        return None
    higher = apart["year"][apart["gap"] > 0].to_list()
    lower = apart["year"][apart["gap"] < 0].to_list()
    if higher and lower:
        years = {"higher": higher, "lower": lower}
        return SENTENCES.say("changing_sign", **names(study), **years)
    count = len(apart)
    return SENTENCES.say(
        "same_sign", **names(study), is_higher=bool(higher), count=count
    )


def newest_part(study: MirrorStudy) -> SourcedSentence | None:
    """Give both figures of the newest part of a year that both have published."""
    published = _published_pairs(study)
    if published.empty:
        return None
    row = published.iloc[0]
    return SENTENCES.say(
        "part",
        *period_sources(study, row),
        start=row["period_start"],
        end=row["period_end"],
        value=float(row["first"]),
        mirror=float(row["second"]),
        unit=study.first.unit,
        **names(study),
    )


def _published_pairs(study: MirrorStudy) -> pd.DataFrame:
    """Leave out parts of which a figure follows from other periods or from growth."""
    pairs = study.period_pairs
    frames = [record.partial for record in study.records.values()]
    is_published = [
        not any(
            code in WORKED_OUT
            for side in _codes(study, frames, row)
            for code in side["codes"]
        )
        for _, row in pairs.iterrows()
    ]
    return pairs[is_published]


def periods_words(study: MirrorStudy) -> list[SourcedSentence | None]:
    """Say how many parts of years can be paired."""
    total, pairs = len(study.periods), len(study.period_pairs)
    if not total:
        return [SENTENCES.say("no_parts")]
    published = len(_published_pairs(study))
    count = SENTENCES.say(
        "parts", pairs=published, worked_out=pairs - published, single=total - pairs
    )
    return [count, newest_part(study), SENTENCES.say("parts_alone")]


def valuation_words(study: MirrorStudy) -> SourcedSentence:
    """Say which CIF/FOB ratio the asymmetry and the rules use, and why."""
    if study.is_turnover:
        return SENTENCES.say("no_allowance", ratio=study.asked_cif_fob)
    importer = reporter_inside(study.books[1])
    return SENTENCES.say("allowance", importer=importer, ratio=study.cif_fob)


def rules_words(study: MirrorStudy) -> list[SourcedSentence | None]:
    """Say what the choice of a rule does to the level, to growth and to the gap."""
    effects = [e for e in study.effects.values() if not isinstance(e, Refused)]
    if not effects:
        why = next(iter(study.effects.values())).reason
        return [SENTENCES.say("no_rule", why=why)]
    ordered = sorted(effects, key=lambda effect: effect.value)
    low, high = ordered[0], ordered[-1]
    level = SENTENCES.say(
        "levels",
        low=low.value,
        low_year=low.year,
        high=high.value,
        high_year=high.year,
        unit=study.first.unit,
    )
    return [level, _growth_by_rule(effects), _distance(study, low, high)]


def _growth_by_rule(effects: list[RuleEffect]) -> SourcedSentence:
    rates = sorted(effect.growth_pct for effect in effects if not effect.reason)
    if not rates:
        return SENTENCES.say("no_growth_by_rule")
    return SENTENCES.say(
        "growth_by_rule",
        count=len(rates),
        of=len(effects),
        low=rates[0],
        high=rates[-1],
        are_equal=round(rates[0], 1) == round(rates[-1], 1),
        without=len(effects) - len(rates),
    )


def _distance(
    study: MirrorStudy, low: RuleEffect, high: RuleEffect
) -> SourcedSentence | None:
    if study.target is None:
        return None
    gaps = {"low": high.gap, "high": low.gap}
    return SENTENCES.say("distance", **gaps, target=study.target, unit=study.first.unit)


def year_sources(study: MirrorStudy, year: int) -> tuple[str, ...]:
    """Return the sources of both reporters' figures for a year."""
    frames = (study.first.annual, study.second.annual)
    return tuple(s for f in frames for s in f["source"][f["year"] == year])


def period_sources(study: MirrorStudy, row: pd.Series) -> tuple[str, ...]:
    """Return the sources of both reporters' figures for a part of a year."""
    sources: list[str] = []
    for frame in (study.first.partial, study.second.partial):
        same = frame["period_start"] == row["period_start"]
        same &= frame["period_end"] == row["period_end"]
        sources.extend(frame["source"][same])
    return tuple(sources)


def signed(value: float, digits: int = 4) -> str:
    """Write a difference with its sign; empty where there is none."""
    if pd.isna(value):
        return ""
    text = significant(value, digits)
    return text if text.startswith(MINUS) or value == 0 else f"+{text}"
