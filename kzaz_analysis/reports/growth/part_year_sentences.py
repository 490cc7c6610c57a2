"""Sentences about parts of a year, parts of a total, and published rates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.reports.growth.sentences import (
    SENTENCES,
    published_of_part,
    rest_words,
)
from kzaz_analysis.reports.record import sentences as view
from kzaz_analysis.reports.record.change_sentences import change_operands

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from kzaz_analysis.display.sentences import Said
    from kzaz_analysis.reports.growth.study import GrowthStudy


def same_period_words(study: GrowthStudy) -> list[Said | None]:
    """Read the newest comparison of equal months of each reporter."""
    rates = study.same_period
    if rates.empty:
        return [SENTENCES.say("no_same_months"), rest_words(study), halves(study)]
    to_date = rates[rates["period_start"].dt.month == 1]
    chosen = to_date if len(to_date) else rates
    newest = chosen.groupby("books", sort=True).head(1).sort_values("books")
    each = [_same_months(study, row) for row in newest.to_dict("records")]
    return [*each, rest_words(study), halves(study)]


def halves(study: GrowthStudy) -> Said | None:
    """Say how both halves of the last year grew, where that is not said already."""
    half, rest_of_year = study.second_half, study.rest
    if isinstance(half, Refused) or half.growth_interval_pct is None:
        return None
    if not isinstance(rest_of_year, Refused) and rest_of_year.months == half.months:
        return None
    growth = half.growth_interval_pct
    return SENTENCES.say(
        "halves",
        *dict.fromkeys(str(source) for source in half.operands["source"]),
        year=half.year,
        published=published_of_part(study, half),
        part_pct=half.part_growth_pct,
        pct=half.growth_pct,
        bounds=(growth.low, growth.high),
        provenances=list(dict.fromkeys(half.operands["provenance"])),
    )


def _same_months(study: GrowthStudy, rate: dict[Hashable, Any]) -> Said:
    published = computed = None
    sources = _months_sources(study, rate)
    if pd.notna(rate["published"]):
        keys = {"measure": "measure", "value": "published", "qualifier": "qualifier"}
        published = {name: rate[key] for name, key in keys.items()}
        sources.append(str(rate["published_source"]))
    if pd.notna(rate["growth_pct"]):
        year = rate["period_end"].year
        computed = change_operands(pd.Series({**rate, "year": year, "reason": ""}))
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
    partial, ends = study.record.partial, change["period_end"]
    pair = partial["period_end"].isin([ends, ends - pd.DateOffset(years=1)])
    months = partial["period_start"].dt.month == change["period_start"].month
    figures = partial[pair & months & (partial["books"] == change["books"])]
    return [str(source) for source in figures["source"]]


def contribution_words(study: GrowthStudy) -> list[Said | None]:
    """Say which part brought the growth of the last year that allows it."""
    frame = study.contributions
    if not study.parts:
        return [SENTENCES.say("no_parts")]
    if isinstance(frame, Refused):
        return [SENTENCES.say("no_contributions", why=frame.reason)]
    summed = frame[frame["contribution_pp"].notna()]
    if summed.empty:
        return [SENTENCES.say("parts_apart")]
    without = sorted(set(frame["year"]) - set(summed["year"]))
    missing = SENTENCES.say("contributions_missing", lost=without) if without else None
    return [_sum_words(study, summed), missing]


def _sum_words(study: GrowthStudy, summed: pd.DataFrame) -> Said:
    year = int(summed["year"].max())
    points = summed[summed["year"] == year]
    titles = {name: view.subject(part) for name, part in study.parts.items()}
    parts = [
        {"title": titles.get(part, part), "pp": float(pp)}
        for part, pp in zip(points["part"], points["contribution_pp"], strict=True)
    ]
    records = [study.record, *study.parts.values()]
    sources = (s for record in records for s in view.sources_of(record, year - 1, year))
    total = float(np.sum(points["contribution_pp"]))
    return SENTENCES.say("contributions", *sources, total=total, year=year, parts=parts)


def claims_words(study: GrowthStudy) -> list[Said | None]:
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


def _disagreeing(wrong: pd.DataFrame) -> Said | None:
    if wrong.empty:
        return None
    newest = wrong.iloc[-1]
    recorded = float(newest["recorded_pct"])
    is_multiple = newest["measure"] == "multiple"
    return SENTENCES.say(
        "claim_differs",
        str(newest["source"]),
        measure=newest["measure"],
        value=float(newest["value"]),
        qualifier=newest["qualifier"],
        base_year=int(newest["base_year"]),
        year=int(newest["year"]),
        recorded=1 + recorded / 100 if is_multiple else recorded,
    )
