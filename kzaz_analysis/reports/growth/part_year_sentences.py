"""Sentences about parts of a year, parts of a total, and published rates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.growth.contributions import ANOTHER_REPORTER
from kzaz_analysis.analysis.growth.year_on_year import (
    CHANGE_OF_CHANNEL,
    CHANGE_OF_REPORTER,
    PUBLISHED_RANGE,
)
from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.reports.growth.sentences import (
    NO_BASE,
    SENTENCES,
    nominal,
    rest_words,
)
from kzaz_analysis.reports.record import sentences as view
from kzaz_analysis.reports.record.change_sentences import change_operands, implied_half
from kzaz_analysis.reports.record.tables import figure_sources
from kzaz_analysis.studies.published_rates import recorded_change

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from kzaz_analysis.display.sentences import SourcedSentence
    from kzaz_analysis.reports.growth.study import GrowthStudy


def same_period_words(study: GrowthStudy) -> list[SourcedSentence | None]:
    """Read the newest comparison of equal months of each reporter."""
    if study.same_period.empty:
        none = SENTENCES.say("no_same_months")
        return [none, rest_words(study), halves(study), _left_out(study)]
    newest = study.newest_same_period.to_dict("records")
    each = [_same_months(study, row) for row in newest]
    rests = [rest_words(study), halves(study)]
    return [nominal(study), *each, *rests, _left_out(study)]


def _left_out(study: GrowthStudy) -> SourcedSentence | None:
    """Say how many published rates the table leaves out, and why."""
    counts = study.rates_left_out
    groups = [{"why": why, "count": counts[why]} for why in sorted(counts)]
    return SENTENCES.say("rates_left_out", groups=groups) if groups else None


def newer_months(study: GrowthStudy) -> SourcedSentence | None:
    """Say how the running year goes, by the reporter of the last one."""
    annual, rates = study.record.annual, study.newest_same_period
    if annual.empty or rates.empty:
        return None
    latest = annual.iloc[-1]
    newer = rates[rates["period_end"].dt.year > int(latest["year"])]
    own = newer[newer["books"] == latest["books"]]
    return _same_months(study, own.iloc[0].to_dict()) if len(own) else None


def halves(study: GrowthStudy) -> SourcedSentence | None:
    """Say how both halves of the last year grew, where that is not said already."""
    half, rest_of_year = study.second_half, study.rest
    if isinstance(half, Refused) or half.growth_interval_pct is None:
        return None
    if half.part_growth_pct is None:
        return None
    if not isinstance(rest_of_year, Refused) and rest_of_year.months == half.months:
        return None
    return implied_half(study.record, half, study.published)


def _same_months(study: GrowthStudy, rate: dict[Hashable, Any]) -> SourcedSentence:
    published = computed = None
    sources = _months_sources(study, rate)
    if pd.notna(rate["published"]):
        keys = {"measure": "measure", "value": "published", "qualifier": "qualifier"}
        published = {name: rate[key] for name, key in keys.items()}
        published["is_official"] = bool(rate["is_official"])
        sources.append(str(rate["published_source"]))
    if pd.notna(rate["growth_pct"]):
        year = rate["period_end"].year
        change = {**rate, "year": year, "reason": ""}
        computed = change_operands(pd.Series(change))
    return SENTENCES.say(
        "same_months",
        *sources,
        reporter=rate["books"],
        start=rate["period_start"],
        end=rate["period_end"],
        published=published,
        computed=computed,
    )


def _months_sources(study: GrowthStudy, change: Mapping[Hashable, Any]) -> list[str]:
    """Return the sources of the two part-year figures of a change."""
    if pd.isna(change["growth_pct"]):
        return []
    figures = _months_figures(study, change).to_dict("records")
    return [source for figure in figures for source in figure_sources(figure)]


def _months_figures(study: GrowthStudy, change: Mapping[Hashable, Any]) -> pd.DataFrame:
    """Select the two part-year figures of a change."""
    partial, ends = study.record.partial, change["period_end"]
    pair = partial["period_end"].isin([ends, ends - pd.DateOffset(years=1)])
    months = partial["period_start"].dt.month == change["period_start"].month
    figures: pd.DataFrame = partial[
        pair & months & (partial["books"] == change["books"])
    ]
    return figures


def contribution_words(study: GrowthStudy) -> list[SourcedSentence | None]:
    """Say which part brought the growth of the last year that allows it."""
    frame = study.contributions
    if isinstance(frame, Refused):
        return [SENTENCES.say("no_parts")]
    summed = frame[frame["contribution_pp"].notna()]
    if summed.empty:
        return [SENTENCES.say("parts_apart")]
    groups = _apart(frame[frame["contribution_pp"].isna()])
    missing = SENTENCES.say("contributions_missing", groups=groups) if groups else None
    return [nominal(study), _sum_words(study, summed), missing]


WHY_APART = {
    "begins in": "window",
    CHANGE_OF_CHANNEL: "channel",
    CHANGE_OF_REPORTER: "reporter",
    ANOTHER_REPORTER: "other",
    PUBLISHED_RANGE: "range",
}
"""Kinds of reasons why total and parts do not add up, by words of the reason."""


def _apart(missing: pd.DataFrame) -> list[dict[str, Any]]:
    """Group the years in which total and parts do not add up by the reason."""
    years: dict[str, list[int]] = {}
    reasons = missing.drop_duplicates("year")[["year", "reason"]]
    for year, reason in reasons.itertuples(index=False):
        kinds = (why for text, why in WHY_APART.items() if text in reason)
        years.setdefault(next(kinds, NO_BASE), []).append(int(year))
    return [{"why": why, "years": each} for why, each in years.items()]


def _sum_words(study: GrowthStudy, summed: pd.DataFrame) -> SourcedSentence:
    year = int(summed["year"].max())
    points = summed[summed["year"] == year]
    titles = {name: view.subject(part) for name, part in study.parts.items()}
    parts = [
        {"title": titles.get(part, part), "pp": float(pp)}
        for part, pp in zip(points["part"], points["contribution_pp"], strict=True)
    ]
    records = [study.record, *study.parts.values()]
    sources = (s for record in records for s in view.sources_of(record, year - 1, year))
    total = float(points["contribution_pp"].sum())
    return SENTENCES.say("contributions", *sources, total=total, year=year, parts=parts)


def claims_words(study: GrowthStudy) -> list[SourcedSentence | None]:
    """Count how many published rates agree with the levels of the same reporter."""
    claims = study.claims
    if claims.empty:
        return [SENTENCES.say("no_claims")]
    judged = claims[claims["agrees"].notna()]
    agree = judged["agrees"].astype(bool)
    count = SENTENCES.say("claims", count=len(claims), judged=len(judged))
    if judged.empty:
        return [count]
    agreeing = SENTENCES.say("claims_agree", agree=int(agree.sum()))
    return [count, agreeing, _disagreeing(judged[~agree])]


def _disagreeing(wrong: pd.DataFrame) -> SourcedSentence | None:
    if wrong.empty:
        return None
    newest = wrong.iloc[-1]
    return SENTENCES.say(
        "claim_differs",
        str(newest["source"]),
        measure=newest["measure"],
        value=float(newest["value"]),
        qualifier=newest["qualifier"],
        base_year=int(newest["base_year"]),
        year=int(newest["year"]),
        recorded=recorded_change(newest.to_dict()),
    )
