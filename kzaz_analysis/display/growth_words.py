"""Sentences about growth that are true for every study."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.display import record_view as view
from kzaz_analysis.display.numbers import (
    THIN,
    percent_number,
    points,
    rate,
    rate_interval,
    significant,
)
from kzaz_analysis.display.text import Said, said
from kzaz_analysis.display.words import (
    number_word,
    on_books,
    plural,
    span,
    years_text,
)
from kzaz_analysis.refusals import Refused

if TYPE_CHECKING:
    from kzaz_analysis.analysis.compound import CompoundGrowth
    from kzaz_analysis.studies.growth import GrowthStudy

FLAT_PCT = 0.05
"""Rates nearer to zero than this read as no change."""

ROUNDING_SHOWN_PP = 0.5
"""Rates whose rounding leaves less open than this are given without it."""

SINGLE = (
    "No two part-year figures cover the same months of two years in a row in the same "
    "books"
)
NO_PARTS = (
    "The record knows no parts that add up to this series, so contributions cannot be "
    "given"
)
PARTS_APART = (
    "In no year are the total and its parts on record in the same books for two years "
    "running, so contributions cannot be given"
)


def moved(pct: float, years: int = 1) -> str:
    """Say a rate as a movement: "rose by 14.3 %", "fell by about 2.8 % a year"."""
    if abs(pct) < FLAT_PCT:
        return "did not change"
    return f"{'rose' if pct > 0 else 'fell'} by {rate(abs(pct), years)}"


def moved_over(run: CompoundGrowth) -> str:
    """Say the growth of a run with its years: "over 2022 to 2025 it fell by …"."""
    years = span(run.start_year, run.end_year)
    return f"over {years} it {moved(run.rate_pct, run.years)}"


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
    third = view.other_side_words(record) or _over_run(study)
    return [view.latest_words(record), _last_change(study), third]


def _last_change(study: GrowthStudy) -> Said:
    last = study.growth.iloc[-1]
    year = int(last["year"])
    if pd.isna(last["growth_pct"]):
        return said(f"No growth rate for {year} can be given: {last['reason']}")
    prices = " in constant prices" if study.is_real else ""
    text = f"That is {_more_or_less(last)} than in {year - 1}{prices}"
    if abs(last["growth_pct"]) < FLAT_PCT:
        text = f"That is as much as in {year - 1}{prices}"
    return said(text, *view.sources_of(study.record, year - 1, year))


def _more_or_less(change: pd.Series) -> str:
    pct, low, high = (change[c] for c in ("growth_pct", "low_pct", "high_pct"))
    text = f"{rate(abs(pct))} {'more' if pct > 0 else 'less'}"
    if high - low <= ROUNDING_SHOWN_PP:
        return text
    if low < 0 < high:
        return f"{text} (rounding allows anything from {rate_interval(low, high)})"
    near, far = sorted((abs(low), abs(high)))
    return f"{text} (rounding allows {rate_interval(near, far)})"


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
        return [count, said(f"In {int(low['year'])} it {moved(low['growth_pct'])}")]
    extremes = said(
        f"The lowest is that of {int(low['year'])} ({rate(low['growth_pct'])}), "
        f"the highest that of {int(high['year'])} ({rate(high['growth_pct'])})"
    )
    return [count, extremes, _missing(growth)]


def _missing(growth: pd.DataFrame) -> Said | None:
    lost = growth[growth["growth_pct"].isna()].iloc[1:]
    changed = lost["reason"].str.contains("books")
    reasons = {
        "the books change": lost["year"][changed],
        "the year before is missing or not positive": lost["year"][~changed],
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
        return [said(f"No rate over several years can be given: {run.reason}")]
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
        f"these two years enter it{between}"
    )


def _doubling(study: GrowthStudy) -> Said | None:
    run, years = study.latest, study.doubling_years
    if isinstance(run, Refused) or years is None or run.years < 2:
        return None
    if run.rate_pct <= FLAT_PCT:
        return None
    every = significant(years, 2)
    return said(f"Held for ever, that pace doubles the level every {every} years")


def trend_words(study: GrowthStudy) -> list[Said | None]:
    """Say the log-linear trend with its interval, or why there is none."""
    trend = study.trend
    if isinstance(trend, Refused):
        return [said(f"A log-linear trend is not given: {trend.reason}")]
    level = significant(study.confidence_pct, 3)
    text = (
        f"The log-linear trend through all {trend.n} years is {rate(trend.rate_pct, 2)}"
        f", with a {level}{THIN}% interval of {rate_interval(trend.low, trend.high)}"
    )
    if trend.low < 0 < trend.high:
        text += "; it includes zero, so the trend is not told apart from none"
    return [said(text)]


def break_words(study: GrowthStudy) -> Said:
    """Say what the test for a structural break found, or why it was refused."""
    test = study.test
    refused = test.reason if isinstance(test, Refused) else test.refused
    if isinstance(test, Refused) or refused or test.p_value is None:
        return said(f"No test for a structural break is possible: {refused}")
    verdict = "shows" if test.rejects() else "does not show"
    return said(
        f"The {test.test} test {verdict} a break in {test.year} at the 5 % level "
        f"(p = {significant(test.p_value, 2)}, {test.n} years); with so few years it "
        "would miss all but large breaks"
    )


def same_period_words(study: GrowthStudy) -> list[Said | None]:
    """Read the newest comparison of equal months on each side's books."""
    rates = study.same_period
    if rates.empty:
        return [said(SINGLE)]
    newest = rates.sort_values("period_end").groupby("books").tail(1)
    return [
        said(
            f"{r['period_start']:%B} to {r['period_end']:%B %Y}: it "
            f"{moved(r['growth_pct'])} on the same months a year before, "
            f"{on_books(r['books'])}"
        )
        for r in newest.sort_values("books").to_dict("records")
    ]


def contribution_words(study: GrowthStudy) -> list[Said | None]:
    """Say which part brought the growth of the last year that allows it."""
    frame = study.contributions
    if not study.parts:
        return [said(NO_PARTS)]
    if isinstance(frame, Refused):
        return [said(f"Contributions are not given: {frame.reason}")]
    known = frame[frame["contribution_pp"].notna()]
    if known.empty:
        return [said(PARTS_APART)]
    rest = years_text(sorted(set(frame["year"]) - set(known["year"])))
    lost = f"For {rest} the parts, or the year before, are not on record"
    return [_sum_words(study, known), said(lost) if rest else None]


def _sum_words(study: GrowthStudy, known: pd.DataFrame) -> Said:
    year = int(known["year"].max())
    mine = known[known["year"] == year]
    titles = {name: view.subject(part) for name, part in study.parts.items()}
    named = [
        f"{titles.get(part, part)} {points(pp)}"
        for part, pp in zip(mine["part"], mine["contribution_pp"], strict=True)
    ]
    total = percent_number(mine["contribution_pp"].sum())
    return said(f"Growth of {total}{THIN}% in {year} is the sum of: {', '.join(named)}")


def claims_words(study: GrowthStudy) -> list[Said | None]:
    """Count how many claims of growth agree with the record of the same books."""
    claims = study.claims
    if claims.empty:
        return [said("No claim about yearly growth of this series is on record")]
    judged = claims[claims["agrees"].notna()]
    agree = judged["agrees"].astype(bool)
    first = said(
        f"{plural(len(claims), 'claim')} about yearly growth "
        f"{'is' if len(claims) == 1 else 'are'} on record; "
        f"{number_word(len(judged))} can be held against two figures of the same books"
    )
    if judged.empty:
        return [first]
    second = said(f"Agreeing within rounding: {number_word(int(agree.sum()))}")
    return [first, second, _disagreeing(judged[~agree])]


def _disagreeing(wrong: pd.DataFrame) -> Said | None:
    if wrong.empty:
        return None
    last = wrong.iloc[-1]
    claimed = rate(last["value"])
    if last["measure"] == "multiple":
        claimed = f"{significant(last['value'], 2)} times the base"
    return said(
        f"The newest that does not: {claimed} from {last['base_year']} to "
        f"{last['year']}, where the record has {rate(last['recorded_pct'])}",
        str(last["source"]),
    )
