"""Sentences about growth that are true for every study."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.grammar import (
    number_word,
    plural,
    reason,
    span,
    years_text,
)
from kzaz_analysis.display.numbers import (
    percent,
    rate,
    rate_interval,
    significant,
)
from kzaz_analysis.display.sentences import Said, said
from kzaz_analysis.reports.record import sentences as view
from kzaz_analysis.reports.record.change_sentences import (
    last_change,
    moved,
    moved_over,
    other_books,
)

if TYPE_CHECKING:
    from kzaz_analysis.analysis.growth.compound import CompoundGrowth
    from kzaz_analysis.reports.growth.study import GrowthStudy

LONGEST_DOUBLING = 100.0
"""Years beyond which a pace is not said to double anything."""


def finding(study: GrowthStudy) -> str:
    """State the finding of a growth study as a title, or what is missing."""
    name, run = study.record.title, study.latest
    known = study.growth[study.growth["growth_pct"].notna()]
    if known.empty:
        return f"{name}: no two years that could be compared"
    last = known.iloc[-1]
    prices = ", in constant prices" if study.is_real else ""
    title = f"{name} {moved(last['growth_pct'])} in {int(last['year'])}"
    if not isinstance(run, Refused) and run.years > 1:
        title += f"; {moved_over(run)}"
    return title + prices


def answer_sentences(study: GrowthStudy) -> list[Said | None]:
    """Answer how fast it has grown, in three sentences at most."""
    record = study.record
    if record.annual.empty:
        return [said(f"{view.nothing(record)}, so no growth can be given")]
    prices = " in constant prices" if study.is_real else ""
    change = last_change(record, study.growth, prices)
    third = other_books(record, study.elsewhere) or _over_run(study)
    return [view.latest_words(record), change, third]


def _over_run(study: GrowthStudy) -> Said | None:
    run = study.latest
    if isinstance(run, Refused) or run.years < 2:
        return None
    ends = view.sources_of(study.record, run.start_year, run.end_year)
    return said(moved_over(run), *ends)


def yearly_words(study: GrowthStudy) -> list[Said | None]:
    """Read the yearly rates: how many there are, the lowest and the highest."""
    growth = study.growth
    known = growth[growth["growth_pct"].notna()].sort_values("growth_pct")
    if known.empty:
        reasons = "; ".join(sorted(set(growth["reason"]) - {""}))
        why = f" ({reasons})" if reasons else ""
        return [said(f"No yearly rate can be computed{why}")]
    of = f"{number_word(len(known))} of {plural(len(growth), 'year')}"
    count = said(f"A yearly rate is known for {of}")
    low, high = known.iloc[0], known.iloc[-1]
    if len(known) == 1:
        text = f"In {int(low['year'])} it {moved(low['growth_pct'])}"
        return [count, said(text, *_pair(study, low)), _unlike(growth)]
    extremes = said(
        f"The lowest is that of {int(low['year'])} ({rate(low['growth_pct'])}), "
        f"the highest that of {int(high['year'])} ({rate(high['growth_pct'])})",
        *_pair(study, low),
        *_pair(study, high),
    )
    return [count, extremes, _missing(growth), _unlike(growth)]


def _pair(study: GrowthStudy, change: pd.Series) -> tuple[str, ...]:
    """Return the sources of the two figures of a yearly change."""
    year = int(change["year"])
    return view.sources_of(study.record, year - 1, year)


def _unlike(growth: pd.DataFrame) -> Said | None:
    """Name the rates whose two figures are of another stage or provenance."""
    if "remark" not in growth:
        return None
    remarks = growth["remark"][growth["remark"] != ""]
    text = f"Not like with like: {'; '.join(remarks)}"
    return said(text) if len(remarks) else None


def _missing(growth: pd.DataFrame) -> Said | None:
    lost = growth[growth["growth_pct"].isna()].iloc[1:]
    changed = lost["reason"].str.contains("books")
    channel = lost["reason"].str.contains("channel")
    reasons = {
        "the books change": lost["year"][changed],
        "the reporter's figures come through a channel that disagrees with the "
        "one before": lost["year"][channel],
        "the year before is missing or not positive": lost["year"][~changed & ~channel],
    }
    parts = [
        f"{years_text(years)} {'has' if len(years) == 1 else 'have'} none because {why}"
        for why, years in reasons.items()
        if len(years)
    ]
    return said("; ".join(parts)) if parts else None


def pace_words(study: GrowthStudy) -> list[Said | None]:
    """Say the compound growth of the last run and of the whole window."""
    run = study.latest
    if isinstance(run, Refused):
        return [said(f"No rate over several years can be given: {reason(run.reason)}")]
    ends = view.sources_of(study.record, run.start_year, run.end_year)
    return [
        said(moved_over(run), *ends),
        _from_end_to_end(study, run),
        _doubling(study),
    ]


def _from_end_to_end(study: GrowthStudy, run: CompoundGrowth) -> Said | None:
    whole = study.whole
    if isinstance(whole, Refused) or whole.start_year == run.start_year:
        return None
    years = span(whole.start_year, whole.end_year)
    lost = whole.years + 1 - whole.observed_years
    between = f", and {plural(lost, 'year')} between them not on record" if lost else ""
    return said(
        f"From end to end, {years} gives {rate(whole.rate_pct, whole.years)}: only "
        f"these two years enter it{between}",
        *view.sources_of(study.record, whole.start_year, whole.end_year),
    )


def _doubling(study: GrowthStudy) -> Said | None:
    run, years = study.latest, study.doubling_years
    if isinstance(run, Refused) or years is None or run.years < 2:
        return None
    if years > LONGEST_DOUBLING:
        return None
    every = significant(years, 2)
    return said(f"Held for ever, that pace doubles the level every {every} years")


def trend_words(study: GrowthStudy) -> list[Said | None]:
    """Say the log-linear trend with its interval, or why there is none."""
    trend = study.trend
    if isinstance(trend, Refused):
        return [said(f"A log-linear trend is not given: {reason(trend.reason)}")]
    level = percent(study.confidence_pct, 3)
    text = (
        f"The log-linear trend through all {trend.n} years is {rate(trend.rate_pct, 2)}"
        f", with a {level} interval of {rate_interval(trend.low, trend.high)}"
    )
    if trend.low < 0 < trend.high:
        text += "; it includes zero, so the trend is not told apart from none"
    return [said(text, *_run_sources(study))]


def _run_sources(study: GrowthStudy) -> tuple[str, ...]:
    """Return the sources of all figures of the last unbroken run."""
    run = study.latest
    if isinstance(run, Refused):
        return ()
    return view.sources_between(study.record, run.start_year, run.end_year)


def break_words(study: GrowthStudy) -> Said:
    """Say what the test for a structural break found, or why it was refused."""
    test = study.test
    refused = test.reason if isinstance(test, Refused) else test.refused
    if isinstance(test, Refused) or refused or test.p_value is None:
        return said(f"No test for a structural break is possible: {reason(refused)}")
    verdict = "shows" if test.rejects() else "does not show"
    return said(
        f"The {test.test} test {verdict} a break in {test.year} at the 5 % level "
        f"(p = {significant(test.p_value, 2)}, {test.n} years); with so few years it "
        "would miss all but large breaks",
        *_run_sources(study),
    )
